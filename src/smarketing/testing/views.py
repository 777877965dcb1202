"""Views: what an evaluator sees, alone or of a window, with figures that are missing or could not be read."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Metric, Series
from smarketing.evaluators import View
from smarketing.months import Month
from smarketing.testing.metrics import figures, metrics
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Finding, Status

_MOST_MONTHS = 30
"""Long enough for a window of a year and the same months a year before."""


@st.composite
def series(
    draw: DrawFn,
    metric: Metric,
    *,
    first: Month,
    months: int,
    missing: bool = True,
    unreadable: bool = True,
    near: Sequence[Fraction] = (),
) -> Series:
    """Generate the figures of a metric for so many months from `first` on.

    In half of them every month has a figure; in others months may be `missing` or `unreadable`.
    """
    whole: SearchStrategy[Actual | None] = figures(metric, near=near)
    has_gaps = (missing or unreadable) and draw(st.booleans())
    each = st.one_of(whole, whole, whole, st.none()) if has_gaps else whole
    actuals = draw(st.lists(each, min_size=months, max_size=months))
    empty = [place for place, actual in enumerate(actuals) if actual is None]
    spoiled = [place for place in empty if unreadable and (not missing or draw(st.booleans()))]
    return Series(metric, first, tuple(actuals), frozenset(spoiled))


@st.composite
def views(
    draw: DrawFn,
    metric: Metric | None = None,
    *,
    most_months: int = _MOST_MONTHS,
    window: int | None = None,
    others: Mapping[str, Metric] | None = None,
    promises: Sequence[str] = (),
    missing: bool = True,
    unreadable: bool = True,
    near: Sequence[Fraction] = (),
) -> View:
    """Generate views of any month of up to `most_months` of figures, and of windows of them; later months follow.

    `metric` is any metric unless stated, `window` how many months are taken together: 1 is one month, None any number
    that the metric can be judged over. `others` are the metrics that the evaluator refers to, by the names that it
    uses, and `promises` those whose findings it may ask for. `near` are readings that the figures come close to.
    """
    judged = draw(metrics()) if metric is None else metric
    months = draw(st.integers(1, most_months))
    first = Month(draw(st.integers(2020, 2030)), draw(st.integers(1, 12)))
    shown = draw(series(judged, first=first, months=months, missing=missing, unreadable=unreadable, near=near))
    beside = {
        name: draw(series(other, first=first, months=months, missing=missing, unreadable=unreadable, near=near))
        for name, other in (others or {}).items()
    }
    place = draw(st.integers(months // 2, months - 1))
    begins = draw(st.just(0) | st.integers(0, place))
    together = draw(_windows(judged)) if window is None else window
    return View(shown, place, begins, together, beside, {name: draw(findings(judged)) for name in promises})


def _windows(metric: Metric) -> SearchStrategy[int]:
    can_merge = metric.kind != "level" or metric.over_months is not None
    return st.just(1) | st.integers(2, 13) if can_merge else st.just(1)


@st.composite
def findings(draw: DrawFn, metric: Metric) -> Finding:
    """Generate what an evaluator may have found of a metric in a month."""
    actual = draw(figures(metric))
    reading = metric.reading(actual)
    status = draw(st.sampled_from((Status.MET, Status.MISSED, Status.NO_DATA, Status.PENDING)))
    if status in (Status.NO_DATA, Status.PENDING) or reading is None:
        pending = status is Status.PENDING
        absence = draw(st.sampled_from((Absence.MISSING, Absence.UNREADABLE)))
        return Finding(Status.PENDING if pending else Status.NO_DATA, absence=Absence.TOO_EARLY if pending else absence)
    return _judged(metric, actual, reading, draw(st.integers(0, 50)), met=status is Status.MET)


def _judged(metric: Metric, actual: Actual, reading: Fraction, away: int, *, met: bool) -> Finding:
    """A finding so far from a target: above it, or below it if the promise was missed."""
    if met:
        return Finding(Status.MET, actual, Quantity(reading - away, metric.unit))
    shortfall = Quantity(away + 1, "point" if metric.kind == "share" else metric.unit)
    return Finding(Status.MISSED, actual, Quantity(reading + away + 1, metric.unit), shortfall=shortfall)
