"""Schedules that begin with what is there: heads that got to stages earlier, and nothing else before the period."""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from operator import ge
from typing import get_args

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
SALE = Funnel(["SQL", Stage("customer", "50 %", lag=1)], "100 USD/customer", "1000 USD/month")

Heads = dict[str, dict[Month, int]]
Needs = dict[tuple[str, Month], Fraction]

rates = st.builds(Fraction, st.integers(1, 12), st.just(12))
fixed = st.none() | st.integers(0, 3)
weights = st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any)
earlier = st.builds(JANUARY.__add__, st.integers(-5, 0))
pipelines = st.dictionaries(
    st.sampled_from(NAMES), st.dictionaries(earlier, st.integers(0, 30), min_size=1, max_size=3), max_size=3
)
periods = st.builds(lambda more: Period(JANUARY, JANUARY + more), st.integers(0, 6))


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@st.composite
def chains(draw: st.DrawFn, lags: st.SearchStrategy[int | list[int] | None], rounding: list[Rounding]) -> Funnel:
    """Draw a chain of four stages with a goal of any shape."""
    stages = [Stage(NAMES[0]), *(Stage(name, draw(rates), lag=draw(lags)) for name in NAMES[1:])]
    goal, growth = draw(st.integers(0, 40)) * 100, Fraction(draw(st.integers(-50, 50)), 100)
    seasons = draw(st.just([1] * 12) | st.lists(st.integers(1, 3), min_size=12, max_size=12))
    return Funnel(
        stages,
        "100 USD/customer",
        f"{goal} USD/month",
        draw(st.sampled_from(rounding)),
        growth=growth,
        seasonality=seasons,
    )


def together(worked: Schedule, pipeline: Heads, missing: Mapping[tuple[str, Month], Fraction]) -> list[Fraction]:
    """Run forward what is there, what enters and what is missing, as if it came; give the revenue of every month."""
    parts: list[tuple[str, Month, Fraction]] = [(name, month, number) for (name, month), number in missing.items()]
    for source in (pipeline, worked.entering):
        parts += [(name, month, Fraction(heads)) for name, counts in source.items() for month, heads in counts.items()]
    heads: dict[str, dict[Month, Fraction]] = {}
    for name, month, number in parts:
        counts = heads.setdefault(name, {})
        counts[month] = counts.get(month, Fraction(0)) + number
    ran = arrivals(worked.funnel, heads, worked.period.last)
    return [ran.revenue(month).value for month in worked.period]


def short(worked: Schedule) -> Needs:
    """Give what cannot be met any more, in the unit that says of what."""
    assert all(number.unit == f"{name}/month" and number.value > 0 for name, _month, number in worked.short)
    return {(name, month): number.value for name, month, number in worked.short}


def goals(worked: Schedule) -> list[Fraction]:
    """Give the goals of the months."""
    return [goal.value for _month, goal in worked.goals]


def _whole_heads(number: Fraction, rounding: Rounding) -> Fraction:
    if rounding == "none":
        return number
    ways = {"nearest": floor(2 * number + 1) // 2, "whole heads only": floor(number)}
    return Fraction(ways.get(rounding, ceil(number)))


def by_hand(funnel: Funnel, period: Period, pipeline: Heads) -> tuple[Needs, Needs]:
    """Walk a chain of fixed lags back, and take off what those who are there bring; what is too late is short.

    Customers who are there have paid: they bring nothing more.
    """
    needs, missing = Needs(), Needs()
    asked = {month: goal.value / 100 for month, goal in monthly_goals(funnel, period).items()}
    for stage, before in zip(reversed(funnel.stages), [*NAMES[-2::-1], ""], strict=True):
        heads = {month: _whole_heads(number, funnel.rounding) for month, number in asked.items()}
        needs |= {(stage.name, month): number for month, number in heads.items()}
        carried = asked if funnel.rounding == "up once at the end" else heads
        if stage.rate is None:
            break
        ago, there = 0 if stage.lag is None else len(stage.lag) - 1, pipeline.get(before, {})
        rest = {month: number - stage.rate.share * there.get(month - ago, 0) for month, number in carried.items()}
        late = {(stage.name, month): number for month, number in rest.items() if month < period.first + ago}
        missing |= {late_one: number for late_one, number in late.items() if number > 0}
        asked = {
            month - ago: max(number, Fraction(0)) / stage.rate.share
            for month, number in rest.items()
            if month >= period.first + ago
        }
    return needs, missing


@given(chains(fixed, list(get_args(Rounding))), pipelines, periods)
def test_needs_beside_a_pipeline_are_those_worked_by_hand(funnel: Funnel, pipeline: Heads, period: Period) -> None:
    """And what is short as well, under every way of rounding."""
    worked = schedule(funnel, period, pipeline=pipeline)
    needs, missing = by_hand(funnel, period, pipeline)
    assert short(worked) == missing
    assert worked.months == period
    found = {
        (name, month): worked.need(name, month) for name in NAMES for month in Period(JANUARY - 6, period.last + 1)
    }
    assert {key: need.value for key, need in found.items() if need is not None} == needs


@given(chains(fixed | weights, ["none", "up at every stage", "up once at the end"]), pipelines, periods)
def test_with_what_is_missing_no_month_falls_short(funnel: Funnel, pipeline: Heads, period: Period) -> None:
    """Whatever the goals and lags; and nothing enters before the period."""
    worked = schedule(funnel, period, pipeline=pipeline)
    assert all(map(ge, together(worked, pipeline, short(worked)), goals(worked)))
    assert min((month for counts in worked.entering.values() for month in counts), default=JANUARY) >= period.first


@given(chains(fixed, ["none"]), periods)
def test_with_nothing_there_exactly_what_is_missing_is_short(funnel: Funnel, period: Period) -> None:
    """Had that come, every goal would be met, and no more."""
    worked = schedule(funnel, period, pipeline={})
    assert together(worked, {}, short(worked)) == goals(worked)


@given(chains(fixed, list(get_args(Rounding))), pipelines, pipelines, periods)
def test_more_in_the_pipeline_never_asks_for_more(funnel: Funnel, one: Heads, more: Heads, period: Period) -> None:
    """Neither of new heads nor of what is missing."""
    both = {
        name: {
            month: one.get(name, {}).get(month, 0) + more.get(name, {}).get(month, 0)
            for month in {**one.get(name, {}), **more.get(name, {})}
        }
        for name in {**one, **more}
    }
    less, rest = (schedule(funnel, period, pipeline=heads) for heads in (one, both))
    assert all(number <= short(less).get(key, 0) for key, number in short(rest).items())
    for name, counts in rest.entering.items():
        assert all(number <= less.entering[name][month] for month, number in counts.items())


@pytest.mark.parametrize("rounding", get_args(Rounding))
@pytest.mark.parametrize("name", ["lead", "SQL", "customer"])
def test_a_month_without_lags_is_the_plan_with_the_same_pipeline(rounding: Rounding, name: str) -> None:
    """Heads that are there when the month begins count the same."""
    funnel = Funnel(["lead", ("SQL", "30 %"), ("customer", "35 %")], "100 USD/customer", "2150 USD/month", rounding)
    for heads in (0, 7, 20, 300):
        worked = schedule(funnel, Period(JANUARY, JANUARY), pipeline={name: {JANUARY: heads}})
        planned = plan(funnel, pipeline={name: heads})
        assert [worked.need(need.stage, JANUARY) for need in planned] == [need.volume for need in planned]


def test_a_pipeline_brings_what_new_heads_are_too_late_for() -> None:
    """20 SQL are wanted a month before 10 customers: 14 of December bring 7, and those of January come in February."""
    worked = schedule(SALE, QUARTER, pipeline={"SQL": {JANUARY - 1: 14, JANUARY: 5}})
    assert worked.short == (("customer", JANUARY, Quantity(3, "customer/month")),)
    assert [worked.need("customer", month) for month in QUARTER] == [Quantity(10, "customer/month")] * 3
    assert worked.entering == {"SQL": {JANUARY: 15, JANUARY + 1: 20}}


def test_an_empty_pipeline_is_nobody_there() -> None:
    """And not the level that is kept up where no pipeline is given."""
    assert schedule(SALE, QUARTER, pipeline={}).short == (("customer", JANUARY, Quantity(10, "customer/month")),)
    assert schedule(SALE, QUARTER).short == ()


def test_a_lag_longer_than_the_period_leaves_all_of_it_short() -> None:
    """Nobody who enters now buys in time, and nobody is asked to enter."""
    funnel = Funnel(["SQL", Stage("customer", "50 %", lag=100)], "100 USD/customer", "1000 USD/month")
    worked = schedule(funnel, QUARTER, pipeline={"SQL": {JANUARY - 99: 6}})
    assert short(worked) == {("customer", JANUARY + place): number for place, number in enumerate((10, 7, 10))}
    assert worked.entering == {"SQL": {}}
    assert worked.need("SQL", JANUARY) is None


@pytest.mark.parametrize("there", [{"onboarding": {JANUARY: 10}}, {"customer": {JANUARY - 1: 10}}])
def test_who_bought_before_counts_after_the_sale(there: Heads) -> None:
    """Half of 10 who are onboarded now renew for 80 in February: of 1000 USD, 600 are left for 6 new customers.

    So for customers of December, who are all onboarded in January.
    """
    after = [Stage("onboarding", "100 %", lag=1), Stage("renewal", "50 %", lag=1, value="80 USD")]
    funnel = Funnel(["SQL", Stage("customer", "50 %"), *after], "100 USD/customer", "1000 USD/month")
    worked = schedule(funnel, Period(JANUARY, JANUARY + 1), pipeline=there)
    assert worked.need("customer", JANUARY) == Quantity(10, "customer/month")
    assert worked.need("customer", JANUARY + 1) == Quantity(6, "customer/month")
    assert worked.need("renewal", JANUARY + 1) == Quantity(5, "renewal/month")


def test_a_stage_with_nobody_there_is_as_if_not_named() -> None:
    """No months are no heads."""
    assert schedule(SALE, QUARTER, pipeline={"SQL": {}}).short == schedule(SALE, QUARTER, pipeline={}).short


@pytest.mark.parametrize(
    ("pipeline", "message"),
    [
        (
            {"customers": {JANUARY: 1}},
            "no stage named 'customers'; stages are 'SQL', 'customer' (did you mean 'customer'?)",
        ),
        ({"SQL": {JANUARY: 1, JANUARY + 2: 1, JANUARY + 1: 1}}, "a pipeline is there by 2026-01, not in 2026-02"),
    ],
)
def test_a_pipeline_is_of_the_funnel_and_of_the_past(pipeline: Heads, message: str) -> None:
    """The message says which stages there are, and by when heads are there."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        schedule(SALE, QUARTER, pipeline=pipeline)
    assert caught.value.field == "pipeline"


def test_a_pipeline_belongs_to_one_segment() -> None:
    """The message says whose funnels to schedule instead."""
    segments = [Segment("small", share="50 %"), Segment("large", share="50 %")]
    funnel = Funnel(SALE.stages, "100 USD/customer", "1000 USD/month", segments=segments)
    message = "a pipeline belongs to one segment: schedule the funnels of funnel.split() with their own"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        schedule(funnel, QUARTER, pipeline={"SQL": {JANUARY: 1}})
    assert caught.value.field == "pipeline"
