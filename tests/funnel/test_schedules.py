"""What must enter when so that each month's goal is met, in chains of stages."""

import re
from fractions import Fraction
from math import ceil, floor
from operator import ge
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Rounding, Schedule, Segment, Stage, arrivals, monthly_goals, plan, schedule
from smarketing.months import Month, Period
from smarketing.units import Quantity

JANUARY = Month(2026, 1)
QUARTER = Period.parse("2026-Q1")
NAMES = ["lead", "MQL", "SQL", "customer"]
UP: list[Rounding] = ["up at every stage", "up once at the end"]

rates = st.builds(Fraction, st.integers(1, 12), st.just(12))
fixed = st.none() | st.integers(0, 4)
weights = st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any)
periods = st.builds(
    lambda first, more: Period(JANUARY + first, JANUARY + first + more), st.integers(0, 11), st.integers(0, 7)
)
seasons: st.SearchStrategy[list[int]] = st.just([]) | st.lists(st.integers(1, 3), min_size=12, max_size=12)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@st.composite
def chains(
    draw: st.DrawFn, lags: st.SearchStrategy[int | list[int] | None], rounding: list[Rounding], after: int = 0
) -> Funnel:
    """Draw a chain with goals of any shape, and renewals after the sale."""
    names = NAMES[draw(st.integers(0, 3)) :]
    later = ["onboarding", "renewal"][: draw(st.integers(0, after))]
    values = {name: draw(st.none() | st.just("80 USD")) for name in later}
    ways = [Stage(name, draw(rates), lag=draw(lags), value=values.get(name)) for name in [*names[1:], *later]]
    stages = [Stage(names[0]), *ways]
    goal = f"{draw(st.integers(0, 90)) * 100} USD/{draw(st.sampled_from(['month', 'quarter', 'year']))}"
    growth, rounds = Fraction(draw(st.integers(-10, 30)), 100), draw(st.sampled_from(rounding))
    plain = Funnel(stages, "100 USD/customer", goal, rounds, growth=growth, seasonality=draw(seasons))
    return attrs.evolve(plain, holidays=()) if draw(st.booleans()) else plain


def run(worked: Schedule) -> list[Fraction]:
    """Run forward what enters, to the revenue of every month of the period."""
    ran = arrivals(worked.funnel, worked.entering, worked.period.last)
    return [ran.revenue(month).value for month in worked.period]


def goals(worked: Schedule) -> list[Fraction]:
    """Give the goals of the months."""
    return [goal.value for _month, goal in worked.goals]


def _whole_heads(number: Fraction, rounding: Rounding) -> Fraction:
    if rounding == "none":
        return number
    ways = {"nearest": floor(2 * number + 1) // 2, "whole heads only": floor(number)}
    return Fraction(ways.get(rounding, ceil(number)))


def by_hand(funnel: Funnel, period: Period) -> dict[tuple[str, Month], Quantity]:
    """Walk a chain of fixed lags back: so many later need as many more, so many months earlier."""
    asked = {month: goal.value / funnel.value.value for month, goal in monthly_goals(funnel, period).items()}
    needs: dict[tuple[str, Month], Quantity] = {}
    for stage in reversed(funnel.stages):
        heads = {month: _whole_heads(number, funnel.rounding) for month, number in asked.items()}
        needs |= {(stage.name, month): Quantity(number, f"{stage.name}/month") for month, number in heads.items()}
        carried = asked if funnel.rounding == "up once at the end" else heads
        if stage.rate is not None:
            ago = 0 if stage.lag is None else len(stage.lag) - 1
            asked = {month - ago: number / stage.rate.share for month, number in carried.items()}
    return needs


@given(chains(fixed, list(get_args(Rounding))), periods)
def test_needs_of_a_chain_of_fixed_lags_are_those_worked_by_hand(funnel: Funnel, period: Period) -> None:
    """Under every way of rounding, and None in every other month."""
    worked, needs = schedule(funnel, period), by_hand(funnel, period)
    assert worked.goals == tuple(monthly_goals(funnel, period).items())
    assert worked.period == period
    assert worked.months == Period(min(month for _name, month in needs), period.last)
    around = Period(worked.months.first - 3, period.last + 3)
    assert needs == {
        (name, month): need
        for name in funnel.names
        for month in around
        if (need := worked.need(name, month)) is not None
    }
    assert worked.short == ()


@given(chains(fixed, ["none"]), periods)
def test_back_and_forward_restores_every_goal(funnel: Funnel, period: Period) -> None:
    """Whatever the goals, if every lag is so many months."""
    worked = schedule(funnel, period)
    assert run(worked) == goals(worked)


@given(chains(st.none() | st.integers(0, 4) | weights, ["none", *UP], after=2), periods)
def test_no_month_falls_short_of_its_goal(funnel: Funnel, period: Period) -> None:
    """Whatever the goals and lags, and whatever comes after the sale."""
    worked = schedule(funnel, period)
    assert all(map(ge, run(worked), goals(worked)))


@given(
    st.integers(0, 3),
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.lists(st.integers(6, 12), min_size=12, max_size=12),
    fixed,
    periods,
)
def test_goals_that_swing_less_than_heads_spread_are_met_exactly(
    wait: int, later: list[int], seasons: list[int], lag: int | None, period: Period
) -> None:
    """Two thirds or more arrive in one month, and no goal is below half of another: what spills is never too much."""
    sale = Stage("customer", "50 %", lag=[*[0] * wait, 2 * sum(later) + 1, *later])
    stages = [Stage("lead"), Stage("SQL", "20 %", lag=lag), sale]
    worked = schedule(Funnel(stages, "100 USD/customer", "1000 USD/month", "none", seasonality=seasons), period)
    assert run(worked) == goals(worked)


@given(chains(fixed, list(get_args(Rounding))), periods)
def test_a_level_goal_asks_for_the_plan_of_a_month_every_month(funnel: Funnel, period: Period) -> None:
    """Lags of so many months only say how long before, under every way of rounding."""
    level = attrs.evolve(funnel, goal=Quantity(funnel.goal.value, "USD/month"), growth=0, seasonality=(), holidays=None)
    worked, needs = schedule(level, period), plan(level)
    for name in level.names:
        needed = {worked.need(name, month) for month in worked.months} - {None}
        assert needed == {needs[name].volume}


def test_a_growing_goal_is_fed_a_month_before() -> None:
    """1000, 1100 and 1210 at 100 are 10, 11 and 12.1 customers; 20, 22 and 24.2 SQL, from December on."""
    funnel = Funnel(
        ["SQL", Stage("customer", "50 %", lag="1 month")], "100 USD/customer", "1000 USD/month", growth="10 %"
    )
    worked = schedule(funnel, QUARTER)
    assert [worked.need("customer", month) for month in worked.months] == [
        None,
        *(Quantity(number, "customer/month") for number in (10, 11, 13)),
    ]
    assert [worked.need("SQL", month) for month in worked.months] == [
        *(Quantity(number, "SQL/month") for number in (20, 22, 26)),
        None,
    ]
    assert worked.entering == {"SQL": {JANUARY - 1: 20, JANUARY: 22, JANUARY + 1: 26}}


def test_a_lag_of_100_months_reaches_back_100_months() -> None:
    """January 2026 is September 2017 and 100 months."""
    funnel = Funnel(["SQL", Stage("customer", "50 %", lag=100)], "100 USD/customer", "1000 USD/month")
    worked = schedule(funnel, Period(JANUARY, JANUARY))
    assert worked.entering == {"SQL": {Month(2017, 9): 20}}
    assert worked.months == Period(Month(2017, 9), JANUARY)


def test_a_goal_of_nothing_needs_nobody() -> None:
    """Even over a rate of zero."""
    worked = schedule(Funnel(["SQL", ("customer", "0 %")], "100 USD/customer", "0 USD/month"), QUARTER)
    assert {worked.need("customer", month) for month in QUARTER} == {Quantity(0, "customer/month")}
    assert worked.entering == {}


def test_a_goal_that_nobody_reaches_is_refused() -> None:
    """As by a plan."""
    message = "no number of SQL reaches the goal of 1,000.00 USD/month: a rate on the way from SQL is 0 %"
    with pytest.raises(InvalidValueError, match=whole(message)):
        schedule(Funnel(["SQL", ("customer", "0 %")], "100 USD/customer", "1000 USD/month"), QUARTER)


def test_needs_are_asked_for_at_a_stage_that_is_there() -> None:
    """With or without segments."""
    message = "no stage named 'SQLs'; stages are 'SQL', 'customer' (did you mean 'SQL'?)"
    segments = [Segment("small", share="100 %")]
    for parts in ([], segments):
        funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "1000 USD/month", segments=parts)
        with pytest.raises(InvalidValueError, match=whole(message)):
            schedule(funnel, QUARTER).need("SQLs", JANUARY)


def test_a_schedule_prints_month_by_month() -> None:
    """Each month with what matters in it; growth counts from where it began."""
    funnel = Funnel(["SQL", Stage("customer", "50 %", lag=1)], "100 USD/customer", "5000 USD/month", growth="10 %")
    assert str(schedule(funnel, "2026-02..2026-03", since="2026-01")) == (
        "2026-01: 110 SQL/month\n2026-02: 122 SQL/month, 55 customer/month\n2026-03: 61 customer/month"
    )
