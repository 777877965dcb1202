"""Simulated periods against exact distributions and expectations, at fixed seeds, within five standard errors."""

from fractions import Fraction
from functools import reduce
from math import sqrt

import attrs
import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from smarketing import Month, Period
from smarketing.funnel import (
    Funnel,
    Plan,
    Prior,
    Schedule,
    Segment,
    Simulation,
    Stage,
    arrivals,
    chance,
    plan,
    schedule,
    simulate,
)
from smarketing.units import Number, Quantity

Ways = list[Stage | str | tuple[str, str | Number]]

RUNS = 40_000
QUARTER = Period(Month(2026, 1), Month(2026, 3))
ONE = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
RENEWED = Funnel(
    ["SQL", ("customer", "50 %"), Stage("contract", "80 %", value="25 USD")], "100 USD/customer", "6000 USD/month"
)
MERGED = Funnel(
    ["lead", "call", Stage("SQL", "40 %", of="lead"), Stage("SQL", "3 of 5", of="call"), ("customer", "50 %")],
    "100 USD/customer",
    "6000 USD/month",
    sources={"lead": "1/3 USD/USD", "call": "2/3 USD/USD"},
)
SPLIT = Funnel(
    ["SQL", ("customer", "20 of 40"), Stage("order", "30 %", of="SQL", value="200 USD")],
    "100 USD/customer",
    "5500 USD/month",
)
LAGGED = Funnel(
    ["MQL", Stage("SQL", "50 %", lag=[1, 1]), Stage("customer", "40 %", lag=["50 %", "30 %", "20 %"])],
    "100 USD/customer",
    "6000 USD/month",
)


def within(simulation: Simulation, exact: float) -> bool:
    """Tell whether a simulated chance is five standard errors from the exact one or nearer."""
    return abs(simulation.chance - exact) <= 5 * sqrt(exact * (1 - exact) / simulation.runs)


def as_expected(stage: Stage) -> Stage:
    """Give a stage with the mean of what is believed of its rate after an even prior."""
    if stage.rate is None or stage.rate.wins is None or stage.rate.trials is None:
        return stage
    return attrs.evolve(stage, rate=(stage.rate.wins + 1) / (stage.rate.trials + 2))


def together(*laws: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the law of the sum of independent numbers."""
    return reduce(np.convolve, laws)


def law_of(heads: int, rate: float) -> npt.NDArray[np.float64]:
    """Give the chances of 0, 1, ... of the heads."""
    return np.array(stats.binom(heads, rate).pmf(np.arange(heads + 1)))


@pytest.mark.parametrize(
    "rates",
    [["50 %"], ["190 of 400"], ["0 of 3"], ["40 of 100", "50 %"], ["30 %", "4 of 9", "11 of 20"], ["100 %", "100 %"]],
)
@pytest.mark.parametrize("prior", [Prior(), Prior(Fraction(1, 2), 3)])
def test_chains_agree_with_their_exact_chance(rates: list[str], prior: Prior) -> None:
    """The plan's volume of the first stage, by simulation and by convolution."""
    names = ["lead", "MQL", "SQL", "customer"][-len(rates) - 1 :]
    stages: Ways = [names[0], *zip(names[1:], rates, strict=True)]
    goal = 20 if "0 of 3" not in rates else 0
    funnel = Funnel(stages, "3 USD/customer", f"{3 * goal} USD/month", prior=prior)
    worked = plan(funnel)
    assert within(simulate(worked, runs=RUNS, seed=5), chance(funnel, worked[names[0]].volume).share)


def test_sources_are_held_to_their_share_as_chances_are() -> None:
    """What comes from elsewhere is not theirs to bring."""
    funnel = attrs.evolve(ONE, sources={"SQL": "60 %"})
    worked = plan(funnel)
    assert within(simulate(worked, runs=RUNS), chance(funnel, worked["SQL"].volume).share)


def test_several_sources_are_added() -> None:
    """2,000 of 6,000 USD are 20 of 60 customers: 100 leads; 40 are 134 calls at 3 of 5 (80 / 0.6, rounded up)."""
    certain = [attrs.evolve(stage, rate=stage.rate and stage.rate.share) for stage in MERGED.stages]
    worked = plan(attrs.evolve(MERGED, stages=certain))
    assert [need.sourced or need.volume for need in worked][:2] == [
        Quantity(100, "lead/month"),
        Quantity(134, "call/month"),
    ]
    exact = together(law_of(100, 0.2), law_of(134, 0.3))[60:].sum()
    assert within(simulate(worked, runs=RUNS), float(exact))


def test_a_source_half_way_adds_its_own_part() -> None:
    """Half of 6,000 USD is 30 customers of 60 SQLs of 150 leads; 60 of 120 SQLs come from outside, and no more."""
    stages: Ways = ["lead", ("SQL", "40 %"), ("customer", "50 %")]
    worked = plan(Funnel(stages, "100 USD/customer", "6000 USD/month", sources={"lead": "50 %", "SQL": "50 %"}))
    assert worked["SQL"].volume == Quantity(120, "SQL/month")
    exact = together(law_of(150, 0.2), law_of(60, 0.5))[60:].sum()
    assert within(simulate(worked, runs=RUNS), float(exact))


def test_heads_that_multiply_bring_each_their_money() -> None:
    """Three orders a customer at 10 USD: 30 USD for each of a binomial number of customers."""
    stages: Ways = ["SQL", ("customer", "40 %"), Stage("order", "300 %", grows=True)]
    funnel = Funnel(stages, "10 USD/order", "600 USD/month")
    worked = plan(funnel)
    simulation = simulate(worked, runs=RUNS)
    assert worked["SQL"].volume == Quantity(50, "SQL/month")
    assert set(simulation.revenues) <= {30.0 * customers for customers in range(51)}
    assert within(simulation, float(stats.binom(50, 0.4).sf(19)))


def test_segments_are_added_run_by_run() -> None:
    """40 % of 5,000 at 200 USD and 20 %: 10 of 50 SQLs; the rest at 100 USD and 50 %: 30 of 60."""
    big = Segment("big", share="40 %", value="200 USD/customer", stages=[("customer", "20 %")])
    worked = plan(attrs.evolve(ONE, segments=[big, Segment("small", share="60 %")]))
    exact = sum(
        one * other
        for many, one in enumerate(law_of(50, 0.2))
        for few, other in enumerate(law_of(60, 0.5))
        if 200 * many + 100 * few >= 5000
    )
    assert within(simulate(worked, runs=RUNS), float(exact))


def test_segments_that_differ_in_nothing_change_nothing() -> None:
    """They share one estimate of the rate, and are wrong about it together: of 1,000, Beta-binomial."""
    segments = [Segment(f"part{number}", share="10 %") for number in range(10)]
    stages: Ways = ["SQL", ("customer", "20 of 40")]
    worked = plan(Funnel(stages, "1 USD/customer", "500 USD/month", segments=segments))
    simulation = simulate(worked, runs=RUNS)
    spread = float(stats.betabinom(1000, 21, 21).std())
    assert float(simulation.revenues.std()) == pytest.approx(spread, rel=0.05)


def test_ways_of_one_stage_share_what_is_believed_of_its_rate() -> None:
    """SQLs buy with 50 %, and order with 50 %, for 1 USD each: given the rate r of SQLs, two binomials of r / 2.

    The variance is E[2 n (r/2)(1 - r/2)] + n^2 Var r, where r is Beta(21, 21) and n = 400.
    """
    stages: Ways = ["MQL", ("SQL", "20 of 40"), ("customer", "50 %"), Stage("order", "50 %", of="SQL", value="1 USD")]
    worked = plan(Funnel(stages, "1 USD/customer", "200 USD/month"))
    law = stats.beta(21, 21)
    square = float(law.var()) + 0.25
    exact = 400 * (0.5 - square / 2) + 400**2 * float(law.var())
    assert worked["MQL"].volume == Quantity(400, "MQL/month")
    assert float(simulate(worked, runs=RUNS).revenues.var()) == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("funnel", [ONE, RENEWED, SPLIT, MERGED])
def test_a_plan_brings_on_the_average_what_is_expected(funnel: Funnel) -> None:
    """Of what enters, at the rates as they are expected after the even prior."""
    certain = list(map(as_expected, funnel.stages))
    sure, worked = attrs.evolve(funnel, stages=certain), plan(funnel)
    entering = [worked[name] for name, _share in funnel.entries]
    expected = sum(float(sure.expected_revenue(need.sourced or need.volume).value) for need in entering)
    simulation = simulate(worked, runs=RUNS, seed=2)
    assert abs(simulation.mean - expected) < 5 * float(simulation.revenues.std()) / sqrt(RUNS)


@pytest.mark.parametrize("funnel", [ONE, RENEWED, LAGGED])
@pytest.mark.parametrize("lag", ["0 months", "2 months", [3, 0, 1]])
def test_a_schedule_brings_what_arrives_within_its_months(funnel: Funnel, lag: str | list[int]) -> None:
    """As `arrivals` has it, month by month; what arrives later is not counted."""
    stages: Ways = [*funnel.stages[:-1], attrs.evolve(funnel.stages[-1], lag=lag)]
    sized = schedule(attrs.evolve(funnel, stages=stages), QUARTER)
    arrived = arrivals(sized.funnel, sized.entering, QUARTER.last)
    expected = float(sum((arrived.revenue(month).value for month in QUARTER), Fraction(0)))
    simulation = simulate(sized, runs=RUNS, seed=7)
    assert simulation.goal == Quantity(3 * funnel.goal.value, "USD")
    assert abs(simulation.mean - expected) < 5 * float(simulation.revenues.std()) / sqrt(RUNS)


def test_a_lag_thins_out_what_arrives_in_time() -> None:
    """Of the 600 that entered in December, half come in January; of 600 in March, half come too late.

    Everybody who enters, from December to March, has one chance of half or a quarter to be a customer by March.
    """
    funnel = Funnel(["SQL", Stage("customer", "50 %", lag=["50 %", "50 %"])], "1 USD/customer", "300 USD/month")
    sized = schedule(funnel, QUARTER)
    assert list(sized.entering["SQL"].values()) == [600, 600, 600, 600]
    law = together(law_of(1200, 0.25), law_of(1200, 0.5))
    assert within(simulate(sized, runs=RUNS), float(law[900:].sum()))


def test_what_is_believed_of_a_rate_is_the_same_in_every_month() -> None:
    """Three months of 100 are as uncertain as one of 300, and the chance is that of one Beta-binomial number."""
    funnel = Funnel(["SQL", ("customer", "20 of 40")], "1 USD/customer", "50 USD/month")
    simulation = simulate(schedule(funnel, QUARTER), runs=RUNS)
    law = stats.betabinom(300, 21, 21)
    assert within(simulation, float(law.sf(149)))
    assert float(simulation.revenues.std()) == pytest.approx(float(law.std()), rel=0.05)


def test_the_schedules_of_segments_are_added() -> None:
    """One at once, one a month later: 75 of 150 and 75 of 150 within the quarter."""
    late = Segment("late", share="50 %", stages=[Stage("customer", "50 %", lag=1)])
    funnel = Funnel(
        ["SQL", ("customer", "50 %")], "1 USD/customer", "50 USD/month", segments=[late, Segment("prompt", share=0.5)]
    )
    assert within(simulate(schedule(funnel, QUARTER), runs=RUNS), float(stats.binom(300, 0.5).sf(149)))


def test_certain_ways_bring_the_same_in_every_run() -> None:
    """100 % is no matter of chance, in the last part of a block as well, and 0 % of a way brings nothing."""
    stages: Ways = ["SQL", ("customer", "100 %"), Stage("order", 0, of="SQL", value="9 USD")]
    simulation = simulate(plan(Funnel(stages, "100 USD/customer", "5000 USD/month")), runs=20_001)
    assert (simulation.runs, set(simulation.revenues)) == (20_001, {5000.0})
    assert (simulation.chance, simulation.standard_error, simulation.interval()) == (1.0, 0.0, (5000.0, 5000.0))


def test_a_goal_of_nothing_is_always_reached() -> None:
    """Nobody enters, in a plan and in a schedule."""
    nothing = attrs.evolve(SPLIT, goal="0 USD/month")
    sizes: list[Plan | Schedule] = [plan(nothing), schedule(nothing, QUARTER)]
    for sized in sizes:
        simulation = simulate(sized, runs=10)
        assert (simulation.chance, simulation.mean) == (1.0, 0.0)
