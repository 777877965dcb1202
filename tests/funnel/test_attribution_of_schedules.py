"""The law of explanations: what happened exactly as it was scheduled has no causes, whatever the lags and seasons."""

from fractions import Fraction
from typing import get_args

import attrs
from hypothesis import given
from hypothesis import strategies as st

from smarketing.funnel import (
    Attribution,
    Funnel,
    Outcome,
    Plan,
    Rounding,
    Schedule,
    Segment,
    Stage,
    attribute,
    plan,
    schedule,
)
from smarketing.funnel.attribution.attribute import Method
from smarketing.months import Month, Period
from smarketing.units import Quantity

JANUARY = Month(2026, 1)
NAMES = ["lead", "MQL", "SQL", "customer"]
AFTER = ["onboarding", "renewal"]

rates = st.builds(Fraction, st.integers(1, 12), st.just(12))
lags = st.none() | st.integers(0, 4) | st.lists(st.integers(0, 4), min_size=1, max_size=3).filter(any)
periods = st.builds(
    lambda first, more: Period(JANUARY + first, JANUARY + first + more), st.integers(0, 11), st.integers(0, 5)
)
methods = st.sampled_from(get_args(Method))


@st.composite
def funnels(draw: st.DrawFn) -> Funnel:
    """Draw a chain with goals of any shape, and perhaps segments with rates, lags and values of their own."""
    names = NAMES[draw(st.integers(0, 3)) :]
    later = AFTER[: draw(st.integers(0, 2))]
    values = {name: draw(st.none() | st.just("80 USD")) for name in later}
    ways = [Stage(name, draw(rates), lag=draw(lags), value=values.get(name)) for name in [*names[1:], *later]]
    goal = f"{draw(st.integers(0, 90)) * 100} USD/{draw(st.sampled_from(['month', 'quarter', 'year']))}"
    seasons = draw(st.just([]) | st.lists(st.integers(1, 3), min_size=12, max_size=12))
    segments = []
    if draw(st.booleans()):
        for name in ("big", "small"):
            own = [Stage(way.name, draw(rates), lag=draw(lags)) for way in ways if draw(st.booleans())]
            segments.append(Segment(name, share="50 %", stages=own, value=draw(st.none() | st.just("50 USD/customer"))))
    plain = Funnel(
        [Stage(names[0]), *ways],
        "100 USD/customer",
        goal,
        draw(st.sampled_from(get_args(Rounding))),
        growth=Fraction(draw(st.integers(-10, 30)), 100),
        seasonality=seasons,
        segments=segments,
    )
    return attrs.evolve(plain, holidays=()) if draw(st.booleans()) else plain


def outcome_of(worked: Schedule, segment: str | None, month: Month) -> Outcome:
    """Give what the schedule says of a month; where it says nothing, nothing came."""
    part = worked.segment(segment) if segment else worked
    heads = {name: need.value if (need := part.need(name, month)) else Fraction(0) for name in part.funnel.names}
    valued = [name for name in part.funnel.names if part.funnel.value_of(name)]
    return Outcome(
        heads,
        {name: Quantity(heads[name] * part.funnel.value_of(name), "USD") for name in valued},
        segment=segment,
        month=month,
    )


def outcomes_of(worked: Schedule, months: Period) -> list[Outcome]:
    """Give what the schedule says of each month and segment."""
    segments: list[str | None] = [name for name, _part in worked.segments] or [None]
    return [outcome_of(worked, segment, month) for month in months for segment in segments]


def no_causes(found: Attribution) -> bool:
    """Tell whether nothing is to blame or to praise."""
    return found.gap.value == 0 and not any(cause.amount.value for cause in found.causes)


@given(funnels(), periods, methods)
def test_what_happened_as_scheduled_has_no_causes(funnel: Funnel, period: Period, method: Method) -> None:
    """Under every way of rounding, and with or without the months before, in which heads entered already."""
    worked = schedule(funnel, period)
    assert no_causes(attribute(funnel, outcomes_of(worked, period), method=method))
    whole = outcomes_of(worked, worked.months)
    assert no_causes(attribute(funnel, whole, method=method, period=period))
    assert no_causes(attribute(funnel, whole, planned=whole, method=method))


@given(funnels(), st.integers(0, 15), st.integers(0, 5))
def test_with_a_start_growth_and_seasons_count_from_there(funnel: Funnel, later: int, more: int) -> None:
    """As the schedule has them."""
    period = Period(JANUARY + later, JANUARY + later + more)
    worked = schedule(funnel, period, since=JANUARY)
    assert no_causes(attribute(funnel, outcomes_of(worked, period), since=JANUARY))


@given(funnels(), methods)
def test_what_happened_as_planned_has_no_causes(funnel: Funnel, method: Method) -> None:
    """Without months, of a plan in whole heads."""
    sized = plan(funnel)
    parts: dict[str | None, Plan] = dict(sized.segments) or {None: sized}
    outcomes = []
    for segment, part in parts.items():
        heads = {need.stage: need.volume.value for need in part}
        valued = [name for name in heads if part.funnel.value_of(name)]
        revenue = {name: Quantity(heads[name] * part.funnel.value_of(name), "USD") for name in valued}
        outcomes.append(Outcome(heads, revenue, segment=segment))
    assert no_causes(attribute(funnel, outcomes, method=method))
