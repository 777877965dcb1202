"""Worked examples that fit an agreement, whether they hold or not."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Metric
from smarketing.agreement import Agreement, Example
from smarketing.agreement.example_problems import measured, pairs_named
from smarketing.agreement.sections.example_texts import DUES, OWED
from smarketing.agreement.sections.example_values import (
    Amounts,
    ExampleFigure,
    ExampleFigures,
    Expectation,
    ExpectedDues,
    ExpectedOwed,
    ExpectedStatuses,
)
from smarketing.months import Month
from smarketing.testing.metrics import figures
from smarketing.testing.quantities import amounts
from smarketing.testing.texts import several_names
from smarketing.units import Quantity
from smarketing.verdicts import Status

_STATUSES = st.sampled_from(tuple(Status))
_SUMS: SearchStrategy[Amounts] = st.dictionaries(st.sampled_from(("USD", "JPY")), amounts(100), max_size=2).map(
    lambda sums: tuple(Quantity(number, unit) for unit, number in sums.items())
)


@st.composite
def examples(draw: DrawFn, agreement: Agreement, *, most: int = 2, months: int = 4) -> list[Example]:
    """Generate up to `most` examples of an agreement, about the first `months` of its term, in every spelling.

    They fit the agreement; what they expect may be wrong.
    """
    term = agreement.term_months
    period = [Month(each.year, each.month) for each, _number in zip(term, range(months), strict=False)]
    return [draw(_examples(name, agreement, period)) for name in draw(several_names(most))]


@st.composite
def _examples(draw: DrawFn, name: str, agreement: Agreement, period: Sequence[Month]) -> Example:
    first = draw(st.none() | st.sampled_from(period))
    listed = len([month for month in period if first is None or month >= first])
    given = [draw(_figures(called, metric, period, listed)) for called, metric in draw(_measured(agreement))]
    promises = [each.name for each in agreement.promises if each.name not in (OWED, DUES)]
    watched = st.lists(st.sampled_from(promises), max_size=3, unique=True) if promises else st.just([])
    statuses = [ExpectedStatuses(each, draw(_over_months(_STATUSES, period, listed, None))) for each in draw(watched)]
    pairs = [f"{owes.name} to {owed.name}" for owes in agreement.parties for owed in agreement.parties]
    pairs = [pair for pair in pairs if len(pairs_named(agreement, pair)) == 1]
    between = draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True)) if pairs else []
    owed = [ExpectedOwed(each, draw(_over_months(_SUMS, period, 0, None))) for each in between]
    followed = [each.name for each in agreement.consequences]
    following = draw(st.lists(st.sampled_from(followed), max_size=2, unique=True)) if followed else []
    dues = [draw(_dues(each, period)) for each in following]
    nothing_owed = not owed and (draw(st.booleans()) or not (statuses or dues))
    expect = Expectation(tuple(statuses), tuple(owed), tuple(dues), nothing_owed)
    through = draw(st.sampled_from((None, period[-1])))
    return Example(name, given, expect, first=first, through=through)


@st.composite
def _measured(draw: DrawFn, agreement: Agreement) -> list[tuple[str, Metric]]:
    """Some metrics and segments, with names that mean only them."""
    every = [
        (each.name if part is None else f"{each.name}@{part}", each)
        for each in agreement.own_metrics.values()
        for part in (None, *each.segments)
    ]
    clear = [(called, metric) for called, metric in every if len(measured(agreement, called)) == 1]
    chosen = draw(st.lists(st.integers(0, len(clear) - 1), max_size=3, unique=True)) if clear else []
    found = [clear[place] for place in chosen]
    wholes = {called for called, metric in found if called == metric.name}
    return [(called, metric) for called, metric in found if called == metric.name or metric.name not in wholes]


@st.composite
def _figures(draw: DrawFn, called: str, metric: Metric, period: Sequence[Month], listed: int) -> ExampleFigures:
    one = st.none() | figures(metric).map(lambda actual: _as_given(metric, actual))
    if metric.kind == "share":
        one |= st.fractions(0, 100, max_denominator=8).map(lambda number: ExampleFigure(number, unit="%"))
    return ExampleFigures(called, draw(_over_months(one, period, listed, 0)))


def _as_given(metric: Metric, actual: Actual) -> ExampleFigure:
    """The figure as people write it: whole where things are counted, with its unit where it has any."""
    if metric.kind != "share":
        value = Fraction(int(actual.value)) if metric.counts_things else actual.value
        return ExampleFigure(value, actual.base, metric.unit)
    return ExampleFigure(actual.value, actual.base)


@st.composite
def _over_months(
    draw: DrawFn, one: SearchStrategy[Any], period: Sequence[Month], listed: int, alone: int | None
) -> tuple[tuple[Any, Any], ...]:
    """Values of months by name, of consecutive ones up to so many `listed`, or of one `alone`."""
    spelling = draw(st.integers(0, 2 if listed else 1))
    if spelling == 0:
        months = draw(st.lists(st.sampled_from(period), min_size=1, max_size=3, unique=True))
        return tuple((month, draw(one)) for month in months)
    if spelling == 1:
        return ((alone, draw(one)),)
    return tuple((place, draw(one)) for place in range(draw(st.integers(1, listed))))


@st.composite
def _dues(draw: DrawFn, consequence: str, period: Sequence[Month]) -> ExpectedDues:
    months: tuple[Month, ...] = tuple(draw(st.lists(st.sampled_from(period), max_size=3, unique=True)))
    by_month = draw(st.booleans())
    if months and by_month:
        outcomes: SearchStrategy[Amounts | None] = st.none() | _SUMS
        return ExpectedDues(consequence, None, tuple((month, draw(outcomes)) for month in months))
    return ExpectedDues(consequence, months)
