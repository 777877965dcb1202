"""Exclusions: causes that fit the promises of an agreement, and entries that fit its figures."""

from collections.abc import Iterator
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Actuals, Key, Metric
from smarketing.agreement import Agreement, ExcludedCause, ExclusionLimit, Objective
from smarketing.judging import ExcludedAmount, Exclusion
from smarketing.months import Month
from smarketing.testing.consequences import PERS
from smarketing.testing.quantities import amounts
from smarketing.testing.texts import several_names
from smarketing.units import Quantity


def _excludable(agreement: Agreement) -> dict[str, Metric]:
    """The metrics of promises out of whose figures something can be taken, by the promise."""
    levels = {each.name for each in agreement.levels}
    own = (each for each in agreement.promises if each.name not in levels and not each.evaluator.derived)
    metrics = {each.name: agreement.own_metrics[agreement.metric_of(each)] for each in own}
    return {name: metric for name, metric in metrics.items() if metric.kind != "level"}


@st.composite
def excluded_causes(draw: DrawFn, agreement: Agreement, *, most: int = 3) -> list[ExcludedCause]:
    """Generate up to `most` causes that an agreement may exclude, with limits or without."""
    metrics = _excludable(agreement)
    if not metrics:
        return []
    found = []
    for name in draw(several_names(most)):
        promises = draw(st.lists(st.sampled_from(sorted(metrics)), min_size=1, max_size=3, unique=True))
        counted = ["" if metrics[each].has_base else metrics[each].unit for each in promises]
        units = [unit for unit in counted if "/" not in unit]
        found.append(ExcludedCause(name, promises, draw(_limits(tuple(units)))))
    return found


@cache
def _limits(units: tuple[str, ...]) -> SearchStrategy[list[ExclusionLimit]]:
    """Up to two limits in any of the units; none where there is no unit."""
    each = st.builds(ExclusionLimit, st.builds(Quantity, amounts(100), st.sampled_from(units or ("",))), per=PERS)
    return st.lists(each, max_size=2 if units else 0)


@st.composite
def exclusions(
    draw: DrawFn, agreement: Agreement, actuals: Actuals, *, months: int = 8, most: int = 6
) -> list[Exclusion]:
    """Generate up to `most` exclusions of the first `months` of the term, and each takes out what is there."""
    period = agreement.until(agreement.first_month + (months - 1)) or ()
    places = [place for month in period for place in _places(agreement, month)]
    chosen = (
        draw(st.lists(st.sampled_from(places), max_size=most, unique_by=lambda place: (place[0], place[1].name)))
        if places
        else []
    )
    found = []
    for month, promise, cause in chosen:
        version = agreement.at(month)
        metric = version.own_metrics[version.metric_of(promise)]
        actual = actuals.figures.get(Key(metric.name, promise.segment, month))
        amount = draw(_parts(metric, actual or Actual(1, 1 if metric.has_base else None)))
        if amount is not None:
            found.append(Exclusion(promise.name, month, amount, cause))
    return found


def _places(agreement: Agreement, month: Month) -> Iterator[tuple[Month, Objective, str]]:
    version = agreement.at(month)
    for cause in version.exclusions:
        for name in cause.promises:
            yield month, version.promise_by_name[name], cause.name


@st.composite
def _parts(draw: DrawFn, metric: Metric, actual: Actual) -> ExcludedAmount | None:
    """A part of a figure; of a share so much of what was kept, and so much of what was not. None for nothing."""
    part, other = (draw(st.fractions(0, 1, max_denominator=4)) for _number in range(2))
    if actual.base is None:
        value = actual.value * part
        return ExcludedAmount(Quantity(value, metric.unit)) if value > 0 else None
    kept, base = actual.value * part, actual.base * other
    if metric.kind == "share":
        base = kept + (actual.base - actual.value) * other
    fits = kept >= 0 and 0 < base <= actual.base and (metric.kind == "ratio" or kept <= base)
    return ExcludedAmount(Quantity(kept, ""), base) if fits else None
