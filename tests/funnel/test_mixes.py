"""Laws of the mix of channels: every whole mix by brute force, and prices against a linear program written by hand."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import floor

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from smarketing.funnel import InfeasibleMixError, MarketingChannel, Mix, cheapest_mix, richest_mix
from smarketing.units import Quantity

ZERO = Fraction(0)
amounts = st.sampled_from([Fraction(each) for each in ("0", "1/2", "1", "2", "3", "7.25", "10/3", "8")])
shares = st.sampled_from(
    [(Fraction(low), Fraction(high)) for low in ("0", "1/4", "1/3") for high in ("1/3", "2/5", "1")]
)
awkward = st.builds(Fraction, st.integers(10**5, 10**6), st.integers(10**4, 10**5))
Leads = tuple[int, ...]


@st.composite
def channels(
    draw: st.DrawFn, most: int = 3, money: st.SearchStrategy[Fraction] = amounts
) -> tuple[MarketingChannel, ...]:
    """A few channels with few leads: costs and worths from nothing, capacities with fractions, minimums, shares."""
    made = []
    for name in "abc"[: draw(st.integers(1, most))]:
        low, high = draw(st.just((ZERO, Fraction(1))) | shares)
        made.append(
            MarketingChannel(
                name,
                Quantity(draw(money), "USD/lead"),
                Quantity(draw(money), "USD/lead"),
                capacity=draw(st.fractions(0, 5, max_denominator=3)),
                at_least=draw(st.just(ZERO) | st.fractions(0, 3, max_denominator=2)),
                lowest_share=low,
                highest_share=high,
            )
        )
    return tuple(made)


def _total(values: Sequence[Quantity], leads: Leads) -> Fraction:
    return sum((value.value * count for value, count in zip(values, leads, strict=True)), ZERO)


def _cost(given_channels: Sequence[MarketingChannel], leads: Leads) -> Fraction:
    return _total([channel.cost for channel in given_channels], leads)


def _brings(given_channels: Sequence[MarketingChannel], leads: Leads) -> Fraction:
    return _total([channel.brings for channel in given_channels], leads)


def _keeps(given_channels: Sequence[MarketingChannel], leads: Leads) -> bool:
    """Tell whether leads keep the limits of every channel."""
    for channel, count in zip(given_channels, leads, strict=True):
        within = channel.at_least <= count and (channel.capacity is None or count <= channel.capacity)
        if not within or not channel.lowest_share * sum(leads) <= count <= channel.highest_share * sum(leads):
            return False
    return True


def _every_mix(given_channels: Sequence[MarketingChannel], most: int = 12) -> Iterator[Leads]:
    """Every mix of whole leads that keeps the limits of the channels."""
    ranges = (range(floor(most if each.capacity is None else each.capacity) + 1) for each in given_channels)
    return (leads for leads in product(*ranges) if _keeps(given_channels, leads))


def _leads(mix: Mix) -> Leads:
    assert all(count.value.denominator == 1 and count.unit == "lead" for _name, count in mix.leads)
    return tuple(int(count.value) for _name, count in mix.leads)


def _awkward(*channels: tuple[str, str, int]) -> tuple[MarketingChannel, ...]:
    return tuple(
        MarketingChannel(f"channel {place}", f"{cost} USD/lead", f"{brings} USD/lead", capacity=most)
        for place, (cost, brings, most) in enumerate(channels)
    )


@given(channels() | channels(money=awkward), st.fractions(0, 60, max_denominator=3))
@example(_awkward(("18", "735349/91918", 11), ("25/4", "89101/16154", 9), ("7.2", "395521/23105", 2)), Fraction(55))
@example(_awkward(("8", "869712/95471", 8), ("3", "630019/67753", 6), ("10", "373361/20011", 11)), Fraction(70))
def test_no_mix_that_meets_the_goal_is_cheaper(given_channels: tuple[MarketingChannel, ...], goal: Fraction) -> None:
    """It meets the goal itself and keeps every limit; it is refused only if no mix of whole leads does."""
    feasible = [leads for leads in _every_mix(given_channels) if _brings(given_channels, leads) >= goal]
    try:
        mix = cheapest_mix(given_channels, Quantity(goal, "USD"))
    except InfeasibleMixError:
        assert not feasible
        return
    leads = _leads(mix)
    assert leads in feasible
    assert mix.cost == Quantity(min(_cost(given_channels, each) for each in feasible), "USD")
    assert mix.cost.value == _cost(given_channels, leads)
    assert mix.brings == Quantity(_brings(given_channels, leads), "USD")


@given(channels() | channels(money=awkward), st.fractions(0, 60, max_denominator=3))
def test_no_mix_within_the_budget_brings_more(given_channels: tuple[MarketingChannel, ...], budget: Fraction) -> None:
    """It keeps the budget itself and every limit; it is refused only if no mix of whole leads does."""
    feasible = [leads for leads in _every_mix(given_channels) if _cost(given_channels, leads) <= budget]
    try:
        mix = richest_mix(given_channels, Quantity(budget, "USD"))
    except InfeasibleMixError:
        assert not feasible
        return
    leads = _leads(mix)
    assert leads in feasible
    assert mix.brings == Quantity(max(_brings(given_channels, each) for each in feasible), "USD")
    assert mix.brings.value == _brings(given_channels, leads)
    assert mix.cost == Quantity(_cost(given_channels, leads), "USD")


def _with_only(given_channels: Sequence[MarketingChannel], limits: Sequence[str]) -> tuple[MarketingChannel, ...]:
    """Take every limit from the channels but those named."""
    return tuple(
        attrs.evolve(
            channel,
            capacity=channel.capacity if f"the capacity of {channel.name}" in limits else None,
            at_least=channel.at_least if f"the least of {channel.name}" in limits else 0,
            lowest_share=channel.lowest_share if f"the lowest share of {channel.name}" in limits else 0,
            highest_share=channel.highest_share if f"the highest share of {channel.name}" in limits else 1,
        )
        for channel in given_channels
    )


@given(channels(2), st.fractions(10, 60, max_denominator=3))
def test_limits_that_clash_do_not_without_any_one_of_them(
    given_channels: tuple[MarketingChannel, ...], goal: Fraction
) -> None:
    """Those named are enough to leave no mix of up to 12 leads a channel; with any one of them gone there is a mix."""
    assume(all(_brings(given_channels, leads) < goal for leads in _every_mix(given_channels)))
    with pytest.raises(InfeasibleMixError, match=r"^no mix keeps ") as caught:
        cheapest_mix(given_channels, Quantity(goal, "USD"))
    clash = caught.value.limits
    assert clash
    assert all(name in str(caught.value) for name in clash)
    wanted = goal if "the goal" in clash else ZERO
    alone = _with_only(given_channels, clash)
    assert not [leads for leads in _every_mix(alone) if _brings(alone, leads) >= wanted]
    for gone in clash:
        rest = _with_only(given_channels, [name for name in clash if name != gone])
        wanted = ZERO if gone == "the goal" or "the goal" not in clash else goal
        leads = _leads(cheapest_mix(rest, Quantity(wanted, "USD")))
        assert _keeps(rest, leads)
        assert _brings(rest, leads) >= wanted


Rows = Mapping[str, tuple[list[Fraction], Fraction]]


def _rows(given_channels: Sequence[MarketingChannel]) -> dict[str, tuple[list[Fraction], Fraction]]:
    """The limits of the channels as sums of weighted leads that are at most a number."""
    rows = {}
    for place, channel in enumerate(given_channels):
        alone = [Fraction(other == place) for other in range(len(given_channels))]
        rows[f"the least of {channel.name}"] = ([-each for each in alone], -channel.at_least)
        rows[f"the capacity of {channel.name}"] = (alone, channel.capacity or ZERO)
        rows[f"the lowest share of {channel.name}"] = ([channel.lowest_share - each for each in alone], ZERO)
        rows[f"the highest share of {channel.name}"] = ([each - channel.highest_share for each in alone], ZERO)
    return rows


def _relaxed(rows: Rows, costs: Sequence[Fraction], relaxed: str = "", by: float = 0) -> float | None:
    """The least cost with parts of leads, one limit relaxed; None if nothing keeps the limits."""
    found = linprog(
        [float(cost) for cost in costs],
        A_ub=[[float(weight) for weight in weights] for weights, _most in rows.values()],
        b_ub=[float(most) + (by if name == relaxed else 0) for name, (_weights, most) in rows.items()],
    )
    return None if found.status else float(found.fun)


def _steps_worth_other_than_their_price(mix: Mix, rows: Rows, costs: Sequence[Fraction], name: str) -> list[float]:
    """A price lies between what a little less of the limit costs and what a little more of it saves."""
    price = next((float(each.price.value) for each in mix.bottlenecks if each.limit == name), 0.0)
    best = _relaxed(rows, costs)
    assert best is not None
    after = {step: _relaxed(rows, costs, name, step) for step in (0.25, -0.25)}
    return [step for step, other in after.items() if other is not None and other < best - price * step - 1e-6]


def _bottlenecks_are_in_order(mix: Mix, rows: Rows) -> bool:
    prices = [each.price for each in mix.bottlenecks]
    named = {each.limit for each in mix.bottlenecks} <= set(rows)
    return named and prices == sorted(prices, reverse=True) and all(p.value > 0 and p.unit == "USD" for p in prices)


@given(channels(2), st.fractions(0, 1, max_denominator=3), st.data())
def test_prices_are_what_a_limit_is_worth_to_the_cost(
    given_channels: tuple[MarketingChannel, ...], part: Fraction, data: st.DataObject
) -> None:
    """By differences of a linear program written by hand; a limit without a price is worth nothing."""
    reached = max((_brings(given_channels, leads) for leads in _every_mix(given_channels)), default=None)
    assume(reached is not None)
    goal = (reached or ZERO) * part
    rows = _rows(given_channels)
    rows["the goal"] = ([-channel.brings.value for channel in given_channels], -goal)
    mix = cheapest_mix(given_channels, Quantity(goal, "USD"))
    costs = [channel.cost.value for channel in given_channels]
    assert _steps_worth_other_than_their_price(mix, rows, costs, data.draw(st.sampled_from(sorted(rows)))) == []
    assert _bottlenecks_are_in_order(mix, rows)


@given(channels(2), st.fractions(0, 30, max_denominator=3), st.data())
def test_prices_are_what_a_limit_is_worth_to_what_is_brought(
    given_channels: tuple[MarketingChannel, ...], more: Fraction, data: st.DataObject
) -> None:
    """The same for the most that a budget buys."""
    spent = min((_cost(given_channels, leads) for leads in _every_mix(given_channels)), default=None)
    assume(spent is not None)
    budget = (spent or ZERO) + more
    rows = _rows(given_channels)
    rows["the budget"] = ([channel.cost.value for channel in given_channels], budget)
    mix = richest_mix(given_channels, Quantity(budget, "USD"))
    losses = [-channel.brings.value for channel in given_channels]
    assert _steps_worth_other_than_their_price(mix, rows, losses, data.draw(st.sampled_from(sorted(rows)))) == []
    assert _bottlenecks_are_in_order(mix, rows)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=3), st.integers(0, 60))
@pytest.mark.parametrize("scale", [Fraction(1, 10**9), Fraction(1), Fraction(10**6)])
def test_the_size_of_the_money_makes_no_difference(scale: Fraction, pairs: list[tuple[int, int]], goal: int) -> None:
    """A mix in billionths or millions of a currency unit costs as many times what the same mix costs in units."""
    least = [ZERO, *[Fraction(10**9)] * goal]  # by the number of points that are still wanted
    for points in range(1, goal + 1):
        least[points] = min(cost + least[max(points - brings, 0)] for cost, brings in pairs)
    made = [
        MarketingChannel(f"channel {place}", Quantity(cost * scale, "USD/lead"), Quantity(brings, "point/lead"))
        for place, (cost, brings) in enumerate(pairs)
    ]
    assert cheapest_mix(made, Quantity(goal, "point")).cost == Quantity(least[goal] * scale, "USD")
