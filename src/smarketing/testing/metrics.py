"""Metrics of every kind, figures of them, and evaluators that can judge them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Kind, Metric, OverMonths
from smarketing.evaluators import AtLeast, AtMost, Between, Evaluator, Rolling, YearToDate
from smarketing.testing.quantities import amounts
from smarketing.testing.texts import names
from smarketing.units import Quantity

KINDS: tuple[Kind, ...] = get_args(Kind)
"""All kinds of metrics."""

_UNITS: dict[Kind, tuple[str, ...]] = {
    "count": ("lead", "MQL", "SQL", "customer", "report", "USD", "JPY", "inquiry", "click/visit"),
    "share": ("%",),
    "ratio": ("hour", "USD/lead", "click/visit", "millisecond"),
    "level": ("point", "hour", "USD/customer", "minute", "%"),
}


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
    parts = draw(st.lists(names() if segments is None else segments, max_size=3, unique=True))
    rules: tuple[OverMonths | None, ...] = (None, "mean", "last")
    over_months = draw(st.sampled_from(rules)) if kind == "level" else None
    return Metric(draw(names() if called is None else called), unit, kind, parts, over_months)


@st.composite
def figures(draw: DrawFn, metric: Metric, *, near: Sequence[Fraction] = ()) -> Actual:
    """Generate figures of a metric: whole numbers, decimals, of a share or a ratio also 0 of 0.

    Some readings are at, just below and just above the numbers `near`.
    """
    edges = [number + step for number in near for step in (Fraction(0), Fraction(-1, 7), Fraction(1, 7))]
    fitting = [
        edge for edge in edges if metric.kind == "level" or 0 <= edge <= (100 if metric.kind == "share" else edge)
    ]
    if len(fitting) > 0 and draw(st.booleans()):
        return _read_as(metric, draw(st.sampled_from(fitting)), draw(st.integers(1, 60)))
    if metric.kind == "share":
        base = draw(st.integers(0, 60))
        return Actual(draw(st.integers(0, base)), base)
    value = draw(st.integers(-50, 100) if metric.kind == "level" else st.integers(0, 100) | amounts(100))
    return Actual(value, draw(st.integers(0, 20)) if metric.has_base else None)


def _read_as(metric: Metric, reading: Fraction, base: int) -> Actual:
    """The figure of a metric that has a reading, out of a base where it has one."""
    whole = Fraction(base, 100 if metric.kind == "share" else 1)
    return Actual(reading * whole, base) if metric.has_base else Actual(reading)


@st.composite
def evaluators(draw: DrawFn, metric: Metric, *, rolling: bool = True, business_days: bool = True) -> Evaluator:
    """Generate evaluators of this library that can judge a metric.

    With `rolling=False` only those of one month, with `business_days=False` none with a target per business day.
    """
    can_roll = metric.kind != "level" or metric.over_months is not None
    months = draw(st.integers(2, 13)) if rolling and can_roll and draw(st.booleans()) else 1
    inner = draw(_bounds(metric, business_days=business_days))
    if can_roll and rolling and draw(st.integers(0, 4)) == 0:
        return YearToDate(inner)
    return Rolling(inner, months=months, from_the_start=draw(st.booleans())) if months > 1 else inner


@st.composite
def _bounds(draw: DrawFn, metric: Metric, *, business_days: bool) -> Evaluator:
    """One that judges by a target, or by two."""
    per_business_day = ("business_day",) if business_days else ()
    period = draw(st.sampled_from(("month", "quarter", "half_year", "year", "week", "day", *per_business_day)))
    unit = f"{metric.unit}/{period}" if metric.kind == "count" else metric.unit
    low, high = sorted((draw(amounts(100)), draw(amounts(100))))
    tolerances = st.builds(Quantity, amounts(20), st.just("point" if metric.unit == "%" else "%"))
    tolerance = draw(st.none() | tolerances)
    kind = draw(st.sampled_from((AtLeast, AtMost, Between)))
    if kind is Between:
        return Between(Quantity(low, unit), Quantity(high, unit), tolerance=tolerance)
    return (AtLeast if kind is AtLeast else AtMost)(Quantity(low, unit), tolerance=tolerance)
