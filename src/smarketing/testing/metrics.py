"""Metrics of every kind, figures of them, and evaluators that can judge them."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Kind, Metric, OverMonths
from smarketing.evaluators import (
    Above,
    AtLeast,
    AtMost,
    Below,
    Between,
    Evaluator,
    Levels,
    Rolling,
    Trend,
    YearToDate,
)
from smarketing.evaluators.trend import Earlier
from smarketing.testing.quantities import amounts
from smarketing.testing.texts import names, several_names
from smarketing.units import Quantity

KINDS: tuple[Kind, ...] = get_args(Kind)
"""All kinds of metrics."""

_UNITS: dict[Kind, tuple[str, ...]] = {
    "count": ("lead", "MQL", "SQL", "customer", "report", "USD", "JPY", "inquiry", "click/visit"),
    "share": ("%",),
    "ratio": ("hour", "USD/lead", "click/visit", "millisecond"),
    "level": ("point", "hour", "USD/customer", "minute", "%"),
}

_OVER_MONTHS: tuple[OverMonths | None, ...] = (None, "mean", "last")


@st.composite
def metrics(
    draw: DrawFn,
    *,
    called: SearchStrategy[str] | None = None,
    kinds: Sequence[Kind] = KINDS,
    nouns: Sequence[str] = (),
    segments: SearchStrategy[str] | None = None,
) -> Metric:
    """Generate metrics of all `kinds`, with up to three `segments` or without any.

    `called` are their names; counts are of common nouns, of money, or of `nouns`, an agreement's own.
    """
    kind = draw(st.sampled_from(kinds))
    unit = draw(st.sampled_from(_UNITS[kind] + (tuple(nouns) if kind == "count" else ())))
    parts = draw(several_names(3) if segments is None else st.lists(segments, max_size=3, unique=True))
    over_months = draw(st.sampled_from(_OVER_MONTHS)) if kind == "level" else None
    return Metric(draw(names() if called is None else called), unit, kind, parts, over_months)


@cache
def whole_metrics(name: str) -> SearchStrategy[Metric]:
    """Generate metrics of all kinds with a name and without segments, as where only the whole is judged."""
    every = (
        [Metric(name, unit, kind, (), rule) for unit in units for rule in _OVER_MONTHS[: 3 if kind == "level" else 1]]
        for kind, units in _UNITS.items()
    )
    return st.one_of([st.sampled_from(each) for each in every])


def figures(metric: Metric, *, near: Sequence[Fraction] = ()) -> SearchStrategy[Actual]:
    """Generate figures of a metric: whole numbers, decimals, of a share or a ratio also 0 of 0.

    Some readings are at, just below and just above the numbers `near`.
    """
    anywhere = _figures(metric.kind, has_base=metric.has_base)
    return _figures_near(metric, near, anywhere) if near else anywhere


@st.composite
def _figures_near(draw: DrawFn, metric: Metric, near: Sequence[Fraction], anywhere: SearchStrategy[Actual]) -> Actual:
    edges = [number + step for number in near for step in (Fraction(0), Fraction(-1, 7), Fraction(1, 7))]
    fitting = [
        edge for edge in edges if metric.kind == "level" or 0 <= edge <= (100 if metric.kind == "share" else edge)
    ]
    if len(fitting) > 0 and draw(st.booleans()):
        return _read_as(metric, draw(st.sampled_from(fitting)), draw(st.integers(1, 60)))
    return draw(anywhere)


@cache
def _figures(kind: Kind, *, has_base: bool) -> SearchStrategy[Actual]:
    if kind == "share":
        return st.integers(0, 60).flatmap(_shares_of)
    values = st.integers(-50, 100) if kind == "level" else st.integers(0, 100) | amounts(100)
    return st.builds(Actual, values, st.integers(0, 20) if has_base else st.none())


@cache
def _shares_of(base: int) -> SearchStrategy[Actual]:
    return st.builds(Actual, st.integers(0, base), st.just(base))


def _read_as(metric: Metric, reading: Fraction, base: int) -> Actual:
    """The figure of a metric that has a reading, out of a base where it has one."""
    whole = Fraction(base, 100 if metric.kind == "share" else 1)
    return Actual(reading * whole, base) if metric.has_base else Actual(reading)


@st.composite
def evaluators(
    draw: DrawFn, metric: Metric, *, rolling: bool = True, business_days: bool = True, declared: bool = True
) -> Evaluator:
    """Generate evaluators of this library that can judge a metric.

    With `rolling=False` only those of one month, with `business_days=False` none with a target per business day. With
    `declared=False` each has a target, from which the metric follows.
    """
    can_roll = metric.kind != "level" or metric.over_months is not None
    months = draw(st.integers(2, 13)) if rolling and can_roll and draw(st.booleans()) else 1
    if declared and draw(st.integers(0, 9)) == 0:
        of = _COMPARED[0] if months > 1 or not (rolling and can_roll) else draw(st.sampled_from(_COMPARED))
        inner: Evaluator = Trend(
            of, **{draw(st.sampled_from(("at_least", "at_most"))): Quantity(draw(amounts(150)), "%")}
        )
    else:
        inner = draw(_bounds(metric, business_days=business_days))
        if can_roll and rolling and months == 1 and draw(st.integers(0, 4)) == 0:
            return YearToDate(inner)
    return Rolling(inner, months=months, from_the_start=draw(st.booleans())) if months > 1 else inner


_COMPARED: tuple[Earlier, ...] = ("the same month a year before", "the month before", "the quarter before")


@st.composite
def _bounds(draw: DrawFn, metric: Metric, *, business_days: bool) -> Evaluator:
    """One that judges by a target, or by two."""
    per_business_day = ("business_day",) if business_days else ()
    period = draw(st.sampled_from(("month", "quarter", "half_year", "year", "week", "day", *per_business_day)))
    unit = f"{metric.unit}/{period}" if metric.kind == "count" else metric.unit
    low, high = (Quantity(number, unit) for number in sorted((draw(amounts(100)), draw(amounts(100)))))
    tolerances = _tolerances(metric.unit, period if metric.kind == "count" else None)
    tolerance = draw(tolerances)
    kind = draw(st.sampled_from((AtLeast, AtMost, Between, Above, Below)))
    more: dict[str, Quantity | None] = {}
    if draw(st.integers(0, 3)) == 0:
        more["rounded_to"] = draw(_steps(metric.unit))
        more["judged_from"] = draw(_volumes(_case(metric))) if metric.has_base else None
    if draw(st.integers(0, 9)) == 0:
        side = draw(st.sampled_from((AtLeast, AtMost, Above, Below)))
        expected, minimum = (low, high) if side in (AtMost, Below) else (high, low)
        return Levels(side(expected), side(minimum))
    if kind is Between and draw(st.booleans()):
        one_sided = {side: draw(tolerances) for side in ("tolerance_below", "tolerance_above")}
        return Between(low, high, **one_sided, **more)
    if kind is Between:
        return Between(low, high, tolerance=tolerance, **more)
    if kind is Above or kind is Below:
        return kind(low, **more)
    return (AtLeast if kind is AtLeast else AtMost)(low, tolerance=tolerance, **more)


@cache
def _tolerances(unit: str, period: str | None) -> SearchStrategy[Quantity | None]:
    """None; points of a percentage; of others a part of the target, an amount, and of a count a rate per the period."""
    units = ("point",) if unit == "%" else tuple(filter(None, ("%", unit)))
    units += (f"{unit}/{period}",) if period is not None else ()
    return st.none() | st.builds(Quantity, amounts(20), st.sampled_from(units))


@cache
def _steps(unit: str) -> SearchStrategy[Quantity | None]:
    return st.none() | st.sampled_from([Quantity(Fraction(size), unit) for size in ("0.1", "1", "5")])


@cache
def _volumes(unit: str) -> SearchStrategy[Quantity | None]:
    return st.none() | st.builds(Quantity, st.integers(1, 30), st.just(unit))


def _case(metric: Metric) -> str:
    """What the cases of a share or a ratio are counted in: leads, unless the ratio says."""
    return metric.unit.rpartition("/")[2] if "/" in metric.unit else "lead"
