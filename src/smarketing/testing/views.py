"""Views: what an evaluator sees, alone or of a window, with figures that are missing or could not be read."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Metric, Series
from smarketing.contract_periods import ContractPeriods
from smarketing.evaluators import View, ViewCalendar
from smarketing.months import Month, Period
from smarketing.testing.metrics import figures, metrics
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Finding, Status

_SATURDAY = 5
_MOST_MONTHS = 30
"""Long enough for a window of a year and the same months a year before."""


@st.composite
def series(
    draw: DrawFn,
    metric: Metric,
    *,
    first: Month,
    least: int,
    most: int,
    missing: bool = True,
    unreadable: bool = True,
    near: Sequence[Fraction] = (),
) -> Series:
    """Generate the figures of a metric for `least` to `most` months from `first` on.

    In half of them every month has a figure; in others months may be `missing` or `unreadable`.
    """
    whole: SearchStrategy[Actual | Absence] = figures(metric, near=near)
    holes = [Absence.MISSING] * missing + [Absence.UNREADABLE] * unreadable
    has_holes = len(holes) > 0 and draw(st.booleans())
    each = st.one_of(st.sampled_from(holes), whole, whole, whole) if has_holes else whole
    found = draw(st.lists(each, min_size=least, max_size=most))
    actuals = tuple(None if isinstance(each, Absence) else each for each in found)
    return Series(metric, first, actuals, frozenset(n for n, each in enumerate(found) if each is Absence.UNREADABLE))


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
    first = Month(draw(st.integers(2020, 2030)), draw(st.integers(1, 12)))
    gaps = {"missing": missing, "unreadable": unreadable}
    shown = draw(series(judged, first=first, least=1, most=most_months, near=near, **gaps))
    months = len(shown.actuals)
    beside = {
        name: draw(series(other, first=first, least=months, most=months, near=near, **gaps))
        for name, other in (others or {}).items()
    }
    place = months - 1 - draw(st.integers(0, (months - 1) // 2))
    begins = draw(st.just(0) | st.integers(0, place))
    can_merge = judged.kind != "level" or judged.over_months is not None
    together = draw(st.integers(1, 13 if can_merge else 1)) if window is None else window
    found = {name: draw(findings(judged)) for name in promises}
    return View(shown, place, begins, together, beside, found, calendar=weekday_calendar(shown))


def weekday_calendar(figures: Series) -> ViewCalendar:
    """Give a calendar of calendar years and of business days from Monday to Friday for the months of a series."""
    term = Period(figures.first, figures.first + max(len(figures.actuals) - 1, 0))
    return ViewCalendar(ContractPeriods(term, 1), business_days=_weekdays)


def _weekdays(first: date, last: date) -> int:
    days = (first + timedelta(days=later) for later in range((last - first).days + 1))
    return sum(day.weekday() < _SATURDAY for day in days)


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
    shortfall = Quantity(away + 1, "point" if metric.unit == "%" else metric.unit)
    return Finding(Status.MISSED, actual, Quantity(reading + away + 1, metric.unit), shortfall=shortfall)
