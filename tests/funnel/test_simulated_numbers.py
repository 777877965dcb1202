"""Simulated and sampled numbers: their seed and memory, and chances, quantiles, intervals and words read off them."""

import re
import tracemalloc
from fractions import Fraction
from math import sqrt

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smarketing.errors import InvalidValueError
from smarketing.funnel import Chance, Funnel, Prior, Rate, Simulation, Stage, plan, schedule, simulate, volume_for
from smarketing.funnel.risk.random_draws import Sampled, sampled
from smarketing.months import Month, Period
from smarketing.units import Quantity

SPLIT = Funnel(
    ["SQL", ("customer", "20 of 40"), Stage("order", "30 %", of="SQL", value="200 USD")],
    "100 USD/customer",
    "5500 USD/month",
)

revenues = st.lists(st.integers(0, 30), min_size=1, max_size=60).map(sorted)
shares = st.integers(1, 99).map(lambda percent: Fraction(percent, 100))


def simulated(numbers: list[int], goal: int = 10) -> Simulation:
    """Give a simulation with these revenues."""
    return Simulation(Quantity(goal, "USD/month"), 0, np.array(numbers, dtype=np.float64))


def drawn(numbers: list[int]) -> Sampled:
    """Give samples of so many heads each."""
    return Sampled(np.array(sorted(numbers), dtype=np.float64))


@given(revenues, st.integers(0, 31))
def test_the_chance_is_the_share_of_runs_that_reach_the_goal(numbers: list[int], goal: int) -> None:
    """With the standard error of so many runs, and the mean beside it."""
    simulation = simulated(numbers, goal)
    share = sum(number >= goal for number in numbers) / len(numbers)
    assert simulation.runs == len(numbers)
    assert simulation.chance == pytest.approx(share)
    assert simulation.standard_error == pytest.approx(sqrt(share * (1 - share) / len(numbers)), abs=1e-7)
    assert simulation.mean == pytest.approx(sum(numbers) / len(numbers))


def test_a_goal_is_reached_to_a_millionth() -> None:
    """Sums of floating point are not held to their last bit: 10 million less 9 reach it, less 11 do not."""
    goal = 10_000_000
    assert simulated([goal - 11, goal - 9, goal, goal], goal).chance == 0.75


@given(revenues, shares)
def test_a_quantile_is_the_least_revenue_that_its_share_stays_at_or_below(numbers: list[int], share: Fraction) -> None:
    """Counted up run by run."""
    least = next(number for number in numbers if sum(each <= number for each in numbers) >= share * len(numbers))
    assert simulated(numbers).quantile(float(share)) == least


def test_quantiles_from_the_first_run_to_the_last() -> None:
    """The seventh of 25 is 28 %, though 0.28 x 25 is 7.000000000000001 in floating point."""
    simulation = simulated(list(range(1, 26)))
    assert [simulation.quantile(share) for share in (0, 0.04, 0.28, 0.29, 1)] == [1, 1, 7, 8, 25]


def test_quantiles_and_intervals_are_asked_for_with_shares() -> None:
    """Nobody is beyond all runs."""
    for share in (-0.1, 1.1):
        message = f"a quantile is from 0 to 1, not {share}"
        with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
            simulated([1]).quantile(share)
        assert caught.value.field == "share"
    for confidence in (0, 1, 1.5):
        message = f"a confidence is above 0 and below 1, not {confidence}"
        with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
            simulated([1]).interval(confidence)
        assert caught.value.field == "confidence"


@pytest.mark.parametrize("runs", [20, 200, 1000, 1001])
@pytest.mark.parametrize("confidence", [0.25, 0.5, 0.8, 0.9])
def test_an_interval_leaves_out_as_much_on_both_sides(runs: int, confidence: float) -> None:
    """And holds its share of the runs at least, and two more at most."""
    low, high = simulated(list(range(runs))).interval(confidence)
    assert low == runs - 1 - high
    assert high - low + 1 >= confidence * runs >= high - low - 1


@given(revenues, shares, shares)
def test_intervals_nest(numbers: list[int], one: Fraction, other: Fraction) -> None:
    """More of the runs lie between bounds that are no nearer."""
    simulation = simulated(numbers)
    narrow, wide = (simulation.interval(float(share)) for share in sorted((one, other)))
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


def test_a_simulation_in_words() -> None:
    """Chance, error, goal and interval: of 1,000 runs 400 reach 600 USD; sqrt(0.4 x 0.6 / 1,000) = 1.55 %."""
    assert str(simulated([500] * 600 + [1500] * 400, 600)) == (
        "40.0 % (standard error 1.55 %) to reach 600 USD/month; 90 % of 1,000 runs bring 500 to 1,500 USD/month"
    )


@pytest.mark.parametrize(
    ("chance", "text"),
    [(Chance(0.90625), "90.6 %"), (Chance(0.5, 0.00158), "50.0 % (standard error 0.16 %)"), (Chance(1.0), "100.0 %")],
)
def test_a_chance_in_words(chance: Chance, text: str) -> None:
    """The standard error only where there is one."""
    assert str(chance) == text


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.integers(0, 31))
def test_a_sampled_chance_is_the_share_of_draws_it_was_enough_for(numbers: list[int], heads: int) -> None:
    """Counted one by one; more heads never lower it."""
    assert drawn(numbers).chance(heads) == sum(number <= heads for number in numbers) / len(numbers)
    assert drawn(numbers).chance(heads) <= drawn(numbers).chance(heads + 1)


@given(st.lists(st.integers(1, 30), min_size=8, max_size=8), st.integers(1, 7))
def test_a_sampled_volume_is_the_least_that_was_enough(numbers: list[int], eighths: int) -> None:
    """Tried one head after the other."""
    least = next(heads for heads in range(31) if sum(number <= heads for number in numbers) >= eighths)
    assert drawn(numbers).volume(eighths / 8) == least


@pytest.mark.parametrize(("rate", "wanted"), [("25 %", 1), ("25 %", 60), ("100 %", 7)])
def test_heads_until_the_goal_are_negative_binomial(rate: str, wanted: int) -> None:
    """Failures and the successes that are wanted, by scipy: one head less than wanted is never enough."""
    samples = sampled([Rate.of(rate)], Prior(), wanted, draws=40_000, seed=4)
    assert samples.chance(wanted - 1) == 0
    for heads in (wanted, 2 * wanted, 4 * wanted, 5 * wanted):
        exact = float(stats.nbinom(wanted, float(Rate.of(rate).share)).cdf(heads - wanted))
        assert abs(samples.chance(heads) - exact) <= 5 * sqrt(exact * (1 - exact) / 40_000)


def test_samples_of_a_chain_draw_every_counted_rate() -> None:
    """30 of 50 and a half, for 20 customers of 80: the mixture of binomials over Beta(31, 21), by its mean."""
    samples = sampled([Rate.of("30 of 50"), Rate.of("50 %")], Prior(), 20, draws=40_000, seed=4)
    places = (np.arange(4000) + 0.5) / 4000
    exact = float(np.mean(stats.binom.sf(19, 80, stats.beta(31, 21).ppf(places) / 2)))
    assert abs(samples.chance(80) - exact) <= 5 * sqrt(exact * (1 - exact) / 40_000)


def test_simulations_of_different_plans_are_different() -> None:
    """The same goal and seed do not make them one value."""
    half, fifth = (
        simulate(plan(Funnel(["SQL", ("customer", rate)], "1 USD/customer", "50 USD/month")), runs=100)
        for rate in ("50 %", "20 %")
    )
    assert half != fifth


def test_the_same_seed_gives_the_same_numbers() -> None:
    """Another one gives others."""
    first, again, other = (simulate(plan(SPLIT), runs=10_007, seed=seed).revenues for seed in (1, 1, 2))
    assert list(first) == list(again) != list(other)
    assert list(first) == sorted(first)


def test_memory_does_not_grow_but_by_a_number_a_run() -> None:
    """300,000 runs more take 8 bytes each, and no more work again than 10,000 do."""
    worked, peaks = plan(SPLIT), list[int]()
    for runs in (10_000, 310_000):
        tracemalloc.start()
        simulate(worked, runs=runs)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + 300_000 * 8


@pytest.mark.parametrize("runs", [0, -1])
def test_a_simulation_has_a_run(runs: int) -> None:
    """Of nothing there is no share."""
    message = f"a simulation has one run or more, not {runs}"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        simulate(plan(SPLIT), runs=runs)
    assert caught.value.field == "runs"


def test_what_is_there_already_is_simulated_too() -> None:
    """60 SQL are there and 40 enter: as 100 that enter; customers who are there have paid and may renew."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "1 USD/customer", "50 USD/month")
    alone, beside = simulate(plan(funnel), runs=4000), simulate(plan(funnel, pipeline={"SQL": 60}), runs=4000)
    assert beside.mean == pytest.approx(alone.mean, rel=0.01)
    assert abs(beside.chance - alone.chance) < 5 * (alone.standard_error + beside.standard_error)
    phased = schedule(funnel, Period.parse("2026-Q1"), pipeline={"SQL": {Month(2026, 1): 60}})
    assert simulate(phased, runs=4000).mean == pytest.approx(150, rel=0.01)
    stages: list[Stage | str | tuple[str, str]] = ["SQL", ("customer", "50 %"), Stage("renewal", "50 %", value="1 USD")]
    renewing = plan(Funnel(stages, "1 USD/customer", "30 USD/month"), pipeline={"customer": 60})
    assert renewing["SQL"].volume.value == 0
    assert simulate(renewing, runs=4000).mean == pytest.approx(30, rel=0.02)


def test_a_volume_that_no_draw_can_count_is_refused() -> None:
    """A rate of nearly nothing asks for more heads than there are numbers for."""
    funnel = Funnel(
        ["SQL", ("customer", "0 of 50")], "1 USD/customer", "1000 USD/month", prior=Prior(Fraction(1, 100), 1)
    )
    message = (
        "no number of SQL reaches the goal with a chance of 80 %: count rates from more trials, or lower the confidence"
    )
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        volume_for(funnel, "SQL", "80 %")


def test_who_buys_again_is_drawn_from_who_bought() -> None:
    """Of 100 at 50 % and then 80 %: the variance of all sales is that of heads who bring 0, 1 or 2.

    A head brings 1 with 10 % and 2 with 40 %: a mean of 0.9 and a variance of 0.1 + 4 x 0.4 - 0.81 = 0.89.
    """
    funnel = Funnel(
        ["SQL", ("customer", "50 %"), Stage("contract", "80 %", value="1 USD")], "1 USD/customer", "90 USD/month"
    )
    revenues = simulate(plan(funnel), runs=20_000).revenues
    assert float(revenues.mean()) == pytest.approx(90, rel=0.005)
    assert float(revenues.var()) == pytest.approx(89, rel=0.05)
    late = Stage("contract", "80 %", lag="1 month", value="1 USD")
    phased = schedule(attrs.evolve(funnel, stages=[*funnel.stages[:2], late]), Period.parse("2026-01"))
    revenues = simulate(phased, runs=20_000).revenues  # who bought in December renews in January, and others buy then
    assert float(revenues.mean()) == pytest.approx(90, rel=0.005)
    assert float(revenues.var()) == pytest.approx(100 * 0.25 + 100 * 0.4 * 0.6, rel=0.05)


def test_what_is_over_changes_nothing() -> None:
    """SQLs of years ago became customers years ago."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "1 USD/customer", "50 USD/month")
    old = schedule(funnel, "2026-01", pipeline={"SQL": {Month(2020, 1): 500}})
    assert simulate(old, runs=500) == simulate(schedule(funnel, "2026-01", pipeline={}), runs=500)
