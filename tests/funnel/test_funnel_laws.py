"""Laws of the funnel: back from the goal and forward again, monotone, and each way of rounding by brute force."""

import pickle
from fractions import Fraction
from itertools import count, pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.funnel import Funnel, Rounding, Stage, plan
from smarketing.units import Quantity

NAMES = ["visitor", "lead", "MQL", "SQL", "opportunity", "customer"]
UP: list[Rounding] = ["up at every stage", "up once at the end"]
ALL: list[Rounding] = [*UP, "nearest", "whole heads only", "none"]

rates = st.builds(Fraction, st.integers(1, 100), st.just(100)) | st.fractions(Fraction(1, 50), 1, max_denominator=60)
amounts = st.builds(Fraction, st.integers(1, 10**6), st.sampled_from([1, 2, 10, 100]))


@st.composite
def funnels(draw: st.DrawFn, roundings: list[Rounding] = ALL, most: int = 5) -> Funnel:
    """Funnels of any length, rate, value, goal and period."""
    names = NAMES[-draw(st.integers(1, most)) :]
    stages = [Stage(names[0]), *(Stage(name, draw(rates)) for name in names[1:])]
    period = draw(st.sampled_from(["month", "quarter", "year"]))
    value = Quantity(draw(amounts), "USD/customer")
    goal = Quantity(draw(amounts | st.just(Fraction(0))), f"USD/{period}")
    return Funnel(stages, value, goal, draw(st.sampled_from(roundings)))


def _smallest_whole(enough: Fraction) -> int:
    """Count up to the first whole number that is enough."""
    return next(number for number in count(int(enough)) if number >= enough)


def _largest_whole(most: Fraction) -> int:
    """Count down to the first whole number that is no more."""
    return next(number for number in count(int(most) + 1, -1) if number <= most)


def _nearest_whole(number: Fraction) -> int:
    """Take the nearest whole number at hand; of two that are equally near, the upper."""
    around = range(int(number) - 1, int(number) + 3)
    return min(around, key=lambda whole: (abs(whole - number), -whole))


def _by_hand(funnel: Funnel) -> tuple[list[Fraction], list[Fraction]]:
    """Work out exact and rounded volumes, last stage first, by the words of the five policies."""
    exact, rounded = [funnel.goal.value / funnel.value.value], list[Fraction]()
    fed = exact[0]
    for stage in reversed(funnel.stages):
        if funnel.rounding == "none":
            rounded.append(fed)
        elif funnel.rounding == "nearest":
            rounded.append(Fraction(_nearest_whole(fed)))
        elif funnel.rounding == "whole heads only":
            rounded.append(Fraction(_largest_whole(fed)))
        else:
            rounded.append(Fraction(_smallest_whole(fed)))
        if stage.rate is not None:
            exact.append(exact[-1] / stage.rate.share)
            fed = exact[-1] if funnel.rounding == "up once at the end" else rounded[-1] / stage.rate.share
    return exact[::-1], rounded[::-1]


@given(funnels())
def test_every_need_is_what_its_policy_says(funnel: Funnel) -> None:
    """Exact volumes are pure arithmetic under every policy; whole heads are found by trying."""
    needs = plan(funnel).needs
    assert ([need.exact for need in needs], [need.volume.value for need in needs]) == _by_hand(funnel)
    assert [need.stage for need in needs] == [stage.name for stage in funnel.stages]
    assert [need.volume.unit for need in needs] == [f"{need.stage}/{funnel.period}" for need in needs]


@given(funnels(["none"]))
def test_back_and_forward_restores_the_goal(funnel: Funnel) -> None:
    """Without rounding, each stage's volume brings exactly the goal."""
    for need in plan(funnel).needs:
        assert need.volume.value == need.exact
        assert funnel.expected_revenue(need.volume) == funnel.goal


@given(funnels(UP))
def test_rounding_up_never_falls_short_of_the_goal(funnel: Funnel) -> None:
    """Each stage's whole heads bring the goal or more."""
    for need in plan(funnel).needs:
        assert funnel.expected_revenue(need.volume) >= funnel.goal


@given(funnels(["whole heads only"]))
def test_whole_heads_only_never_bring_more_than_the_goal(funnel: Funnel) -> None:
    """A part of a head is nobody: the plan falls short by it."""
    for need in plan(funnel).needs:
        assert need.volume.value <= need.exact
        assert funnel.expected_revenue(need.volume) <= funnel.goal


@given(funnels(["up once at the end"]))
def test_rounding_up_once_adds_less_than_one_head(funnel: Funnel) -> None:
    """One head less at any stage would miss the goal."""
    for need in plan(funnel).needs:
        one = Quantity(1, need.volume.unit)
        assert need.volume.value - need.exact < 1
        assert need.volume.value == 0 or funnel.expected_revenue(need.volume - one) < funnel.goal


@given(funnels(UP))
def test_rounding_at_every_stage_asks_for_no_less_than_rounding_once(funnel: Funnel) -> None:
    """Heads that are rounded up must be fed."""
    every = plan(attrs.evolve(funnel, rounding="up at every stage"))
    once = plan(attrs.evolve(funnel, rounding="up once at the end"))
    assert all(more.volume >= less.volume for more, less in zip(every.needs, once.needs, strict=True))


@given(funnels(["up at every stage"]))
def test_each_stage_feeds_the_rounded_stage_after_it(funnel: Funnel) -> None:
    """At its rate it brings enough, and one head less would not."""
    for (before, after), stage in zip(pairwise(plan(funnel).needs), funnel.stages[1:], strict=True):
        assert stage.rate is not None
        assert before.volume.value * stage.rate.share >= after.volume.value
        assert after.volume.value == 0 or (before.volume.value - 1) * stage.rate.share < after.volume.value


@given(funnels(), st.builds(Fraction, st.integers(0, 10**6), st.just(100)))
def test_a_higher_goal_never_asks_for_less(funnel: Funnel, more: Fraction) -> None:
    """Needs are monotone in the goal, under every policy."""
    higher = attrs.evolve(funnel, goal=funnel.goal + Quantity(more, funnel.goal.unit))
    needs = zip(plan(funnel).needs, plan(higher).needs, strict=True)
    assert all(low.volume <= high.volume and low.exact <= high.exact for low, high in needs)


@given(funnels(), st.data())
def test_a_better_rate_never_asks_for_more(funnel: Funnel, data: st.DataObject) -> None:
    """Needs fall as any one rate rises, under every policy."""
    place = data.draw(st.integers(0, len(funnel.stages) - 1))
    rate = funnel.stages[place].rate
    old = None if rate is None else rate.share
    better = None if old is None else data.draw(st.sampled_from([old, (old + 1) / 2, Fraction(1)]))
    stages = [*funnel.stages[:place], Stage(funnel.stages[place].name, better), *funnel.stages[place + 1 :]]
    needs = zip(plan(funnel).needs, plan(attrs.evolve(funnel, stages=stages)).needs, strict=True)
    assert all(new.volume <= before.volume for before, new in needs)


@given(funnels())
def test_no_stage_is_smaller_than_the_one_after_it(funnel: Funnel) -> None:
    """A funnel narrows: rates are at most 100 %."""
    assert all(before.volume.value >= after.volume.value for before, after in pairwise(plan(funnel).needs))


@given(funnels(), st.integers(0, 10**6), st.integers(0, 10**6), st.data())
def test_revenue_is_additive_in_the_volume(funnel: Funnel, one: int, other: int, data: st.DataObject) -> None:
    """Two volumes bring together what they bring apart, at every stage."""
    name = data.draw(st.sampled_from([stage.name for stage in funnel.stages]))
    together = funnel.expected_revenue(Quantity(one + other, f"{name}/month"))
    apart = [funnel.expected_revenue(Quantity(number, f"{name}/month")) for number in (one, other)]
    assert apart[0] + apart[1] == together


@given(funnels(), st.integers(0, 10**6))
def test_revenue_is_the_volume_times_each_later_rate_times_the_value(funnel: Funnel, heads: int) -> None:
    """Worked stage by stage from the first."""
    reached = Fraction(heads)
    for stage in funnel.stages[1:]:
        assert stage.rate is not None
        reached = reached * stage.rate.share
    revenue = funnel.expected_revenue(Quantity(heads, f"{funnel.stages[0].name}/month"))
    assert revenue == Quantity(reached * funnel.value.value, "USD/month")


@given(funnels())
def test_funnels_and_plans_are_values(funnel: Funnel) -> None:
    """Equal by their parts, with equal hashes, and whole after pickle."""
    worked = plan(funnel)
    for value in (funnel, worked):
        twin = pickle.loads(pickle.dumps(value))
        assert (twin, hash(twin)) == (value, hash(value))
    assert plan(funnel) == worked
    assert str(pickle.loads(pickle.dumps(worked))) == str(worked)


def test_5000_dollars_at_100_a_sale_are_100_qualified_leads() -> None:
    """5000 / 100 = 50 customers; 50 / 0.5 = 100 SQL; forward, 100 x 0.5 x 100 = 5000."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    worked = plan(funnel)
    assert worked["customer"].volume == Quantity(50, "customer/month")
    assert worked["SQL"].volume == Quantity(100, "SQL/month")
    assert funnel.expected_revenue("100 SQL/month") == Quantity(5000, "USD/month")
    assert (funnel.currency, funnel.period) == ("USD", "month")


@pytest.mark.parametrize("rate", ["35 %", 0.35, Fraction(7, 20), "35 percent", "7/20 lead/lead"])
@pytest.mark.parametrize("rounding", ALL)
def test_21_at_35_percent_are_60_and_never_61(rate: str | float | Fraction, rounding: Rounding) -> None:
    """In floats 21 / 0.35 is 60.00000000000001, which rounds up to 61."""
    worked = plan(Funnel(["SQL", ("customer", rate)], "1 USD/customer", "21 USD/month", rounding))
    assert worked["SQL"].volume.value == 60


@pytest.mark.parametrize(
    ("rounding", "customers", "leads"),
    [
        ("up at every stage", 3, 6),  # 2.5 up to 3; 3 / 50 % = 6
        ("up once at the end", 3, 5),  # 2.5 up to 3; 2.5 / 50 % = 5
        ("nearest", 3, 6),  # 2.5 is half way: up
        ("whole heads only", 2, 4),  # half a customer is nobody; 2 / 50 % = 4
        ("none", Fraction(5, 2), 5),
    ],
)
def test_the_five_ways_of_rounding(rounding: Rounding, customers: Fraction, leads: int) -> None:
    """250 at 100 are 2.5 customers; one in two leads becomes one."""
    worked = plan(Funnel(["lead", ("customer", "50 %")], "100 USD/customer", "250 USD/month", rounding))
    assert worked["customer"].volume.value == customers
    assert worked["lead"].volume.value == leads


def test_rounding_up_at_every_stage_is_the_default() -> None:
    """The policy that never falls short of a stage."""
    assert Funnel(["customer"], "1 USD/customer", "1 USD/month").rounding == "up at every stage"
