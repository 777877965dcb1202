"""What a running period comes to at this pace, and whether its promise is at risk."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

import attrs

from smarketing.actuals import Actual, Metric, Series
from smarketing.agreement import Agreement, Objective
from smarketing.contract_periods import Every
from smarketing.evaluators import View, is_by_business_days
from smarketing.judging.open_period import reopened
from smarketing.judging.view_calendars import ViewCalendars, business_days_of
from smarketing.months import Month, time_zone
from smarketing.units import Quantity
from smarketing.verdicts import Finding, Status, Verdict

_DAY = timedelta(days=1)
_JUDGED = (Status.MET, Status.MISSED)
_Judged = Callable[[Actual], Finding]


@attrs.frozen
class Projection:
    """How a period that is not over goes, and what the whole of it comes to if it goes on like this.

    `part_over` is the part of the month, quarter or other period (`every`) that is over, by its days: those of the
    calendar, or the business days of a promise that goes by hours (`in_business_days`). `days_left` are the others.
    `reached` is what was measured so far, of a window in all its months together. `projected` is None before the first
    day is over. `at_risk` is whether the promise would be missed with it, by its own evaluator; None where that also
    looks at other figures. `needed` is what a count with a lower target still needs, None for anything else.
    """

    every: Every
    part_over: Fraction
    days_left: int
    in_business_days: bool
    reached: Quantity
    projected: Quantity | None
    at_risk: bool | None
    needed: Quantity | None

    @property
    def needed_a_day(self) -> Quantity | None:
        """What is still needed on each day left; None where nothing is needed, or no day is left."""
        return self.needed / self.days_left if self.needed is not None and self.days_left else None


def projected(agreement: Agreement, through: Month, as_of: datetime | None, verdict: Verdict) -> Projection | None:
    """Give the projection of a verdict of a scorecard through a month; None unless its period runs, with a figure.

    A count goes on as it came so far in the period; in a window, the months before it stay as they are. Shares, ratios
    and levels stay as they stand.
    """
    so_far, metric = verdict.so_far, verdict.metric
    if so_far is None or so_far.actual is None or so_far.status not in _JUDGED:
        return None
    reached = metric.reading(so_far.actual)
    if reached is None:
        return None
    version = agreement.at(verdict.month)
    promise, today = version.promise(verdict.promise.name), _today(version, through, as_of)
    every = version.judged_every(promise)
    if _last_day(version, version.periods.containing(verdict.month, every).last) < today:
        return None
    last, judged = _judging(agreement, verdict, so_far, so_far.actual)
    days = _Days.of(version, promise, verdict, last, today)
    whole = _whole(metric, verdict, so_far.actual, days.part_over)
    reading = None if whole is None else metric.reading(whole)
    lower = so_far.at_least if metric.kind == "count" and judged is not None else None
    return Projection(
        every,
        days.part_over,
        days.left,
        days.in_business_days,
        Quantity(reached, metric.unit),
        None if reading is None else Quantity(reading, metric.unit),
        None if whole is None or judged is None else judged(whole).status is Status.MISSED,
        None if lower is None else Quantity(max(lower.value_in(metric.unit) - reached, Fraction(0)), metric.unit),
    )


def _whole(metric: Metric, verdict: Verdict, so_far: Actual, part_over: Fraction) -> Actual | None:
    """What the whole period comes to at this pace; None before the first day is over."""
    if not part_over:
        return None
    if metric.kind != "count":
        return so_far
    in_period = (verdict.finding.actual or so_far).value
    return Actual(so_far.value - in_period + in_period / part_over)


@attrs.frozen
class _Days:
    """The days of a period: how many are over, and how many are left."""

    over: int
    left: int
    in_business_days: bool

    @property
    def part_over(self) -> Fraction:
        return Fraction(self.over, max(self.over + self.left, 1))

    @classmethod
    def of(cls, version: Agreement, promise: Objective, verdict: Verdict, last: Month, today: date) -> "_Days":
        """Count the days before today, or to the end of the month of the verdict if that is earlier."""
        begins, ends = version.first_day(verdict.period.first), _last_day(version, last)
        today = min(today, verdict.month.last_day + _DAY)
        by_hours = promise.hours is not None or any(map(is_by_business_days, promise.evaluator.targets))
        counted = business_days_of(version, promise) if by_hours else None
        count = _calendar_days if counted is None else counted
        return cls(count(begins, today - _DAY), count(max(begins, today), ends), counted is not None)


def _today(version: Agreement, through: Month, as_of: datetime | None) -> date:
    """The day of judging in the term's zone; without an instant the day after the last month."""
    return through.last_day + _DAY if as_of is None else as_of.astimezone(time_zone(version.term.timezone)).date()


def _last_day(version: Agreement, month: Month) -> date:
    return min(month.last_day, version.term.end or month.last_day)


def _calendar_days(first: date, last: date) -> int:
    return max((last - first).days + 1, 0)


def _judging(agreement: Agreement, verdict: Verdict, so_far: Finding, actual: Actual) -> tuple[Month, _Judged | None]:
    """Give the last month of the period, and what judges another figure of it as the promise's evaluator does.

    None where figures of this metric in these months are not all that the evaluator looks at: only what judges the
    actual so far as it was judged is trusted with another one.
    """
    version, place = agreement.at(verdict.month), so_far.months - 1
    promise, first = version.promise(verdict.promise.name), verdict.month - place
    opened = reopened(agreement, promise.name, verdict.period, place - len(verdict.period) + 1)
    calendar = ViewCalendars(version, first).of(promise)

    def judging(last: Month) -> _Judged:
        def judged(whole: Actual) -> Finding:
            view = View(_series(verdict.metric, first, whole, so_far.months), place, calendar=calendar)
            return promise.evaluator(view) if opened is None else opened.judge(view.period(0, last))

        return judged

    ends = [verdict.month] if opened is None else [opened.last(verdict.month), verdict.month]
    if not promise.evaluator.references:
        for last in ends:
            if (judged := judging(last))(actual) == so_far:
                return last, judged
    return ends[0], None


def _series(metric: Metric, first: Month, together: Actual, months: int) -> Series:
    """Give figures of so many months from the first one on that come to an actual together."""
    nothing = together if metric.kind == "level" else together - together
    return Series(metric, first, (*([nothing] * (months - 1)), together))
