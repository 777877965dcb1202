"""What an evaluator may look at: the months of a metric up to the one that is judged, and no later one."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from smarketing.actuals import Actual, Metric, Series
from smarketing.errors import InvalidValueError
from smarketing.evaluators.view_calendar import ViewCalendar, calendar_days
from smarketing.months import Month
from smarketing.units import Quantity, readable
from smarketing.verdicts import Absence, Finding, Status


@attrs.define(eq=False, repr=False)
class View:
    """A promise's view of one month, or of a window of months that ends in it.

    An evaluator asks it and nothing else: `actual` and `reading` for the number to judge, `earlier` and `window` for
    other months, `of` for another metric, `finding` for another promise. Each answer is a view of the same kind, so a
    rule says the same of a month and of a window. `months` is how many months are taken together.
    """

    _series: Series
    _place: int
    _begins: int = 0
    months: int = 1
    _others: Mapping[str, Series] = {}
    _findings: Mapping[str, Finding] = {}
    _steps_back: int = 0
    _months_to_come: int = 0
    _calendar: ViewCalendar | None = None
    _reaches_back: bool = False

    def __repr__(self) -> str:
        period = str(self.month) if self.months == 1 else f"{self.first_month} to {self.month}"
        return f"View({self.metric.name!r}, {period}: {self.actual})"

    @property
    def metric(self) -> Metric:
        """The metric that is judged."""
        return self._series.metric

    @property
    def month(self) -> Month:
        """The month that is judged, or the last one of the window."""
        return self._series.first + self._place

    @property
    def first_month(self) -> Month:
        """The first month of the window; the month itself without one."""
        return self._series.first + (self._place - self.months + 1)

    @property
    def length(self) -> int | Fraction:
        """How many months targets are for: those of the view, and of a period that is not over those to come.

        Less than a whole month counts for one that the term covers in part, if the agreement says `pro rata`, and for
        one that is judged by days.
        """
        months = self.months + self._months_to_come
        return months if self._calendar is None else self._calendar.length(self._start, months)

    @property
    def days(self) -> int:
        """How many calendar days targets are for; see `length`."""
        months = self.months + self._months_to_come
        if self._calendar is None:
            return calendar_days(self.first_month, months)
        return self._calendar.days(self.first_month, self._start, months)

    @property
    def business_days(self) -> int | None:
        """How many business days of the party that owes the promise targets are for; see `length`.

        None for an evaluator that does not say that it `reads_calendar`, and where nobody's hours are known.
        """
        if self._calendar is None:
            return None
        return self._calendar.open_days(self.first_month, self._start, self.months + self._months_to_come)

    def scheduled(self, source: str) -> Quantity:
        """Give what the schedule of the funnel has for the months that targets are for, by the source of a target.

        InvalidValueError for an evaluator that does not say that it `reads_calendar`, and without a schedule.
        """
        if self._calendar is None:
            raise InvalidValueError("the evaluator does not say that it reads the calendar", "reads_calendar")
        return self._calendar.scheduled_sum(source, self.first_month, self._start, self.months + self._months_to_come)

    @property
    def _start(self) -> int:
        return self._place - self.months + 1

    @property
    def actual(self) -> Actual | None:
        """What was measured in the month, or in all months of the window together; None if there is no figure."""
        if self.months == 1:
            place, actuals = self._place, self._series.actuals  # looked up here: every verdict asks
            if self._begins <= place < len(actuals):
                return actuals[place] if place >= 0 else self._series.at(place)
            return None
        start = self._place - self.months + 1
        return None if start < self._begins else self._series.merged(start, self._place + 1)

    @property
    def reading(self) -> Fraction | None:
        """The number that is judged, in the metric's unit: of a share its percentage, of a ratio its quotient.

        None if there is no figure, or a share or ratio of nothing.
        """
        actual = self.actual
        return None if actual is None else self.metric.reading(actual)

    @property
    def absence(self) -> Absence | None:
        """Why there is no reading; None if there is one."""
        start = self._place - self.months + 1
        if start < self._begins:
            return Absence.TOO_EARLY
        actual = self.actual
        if actual is not None:
            return Absence.NOTHING_TO_MEASURE if self.metric.reading(actual) is None else None
        return Absence.UNREADABLE if self._series.any_unreadable(start, self._place + 1) else Absence.MISSING

    @property
    def longest_window(self) -> int:
        """How many months a window that ends in the month has at most: those since the first month that counts."""
        return self._place - self._begins + 1

    def year_to_date(self) -> "View":
        """Give the months of the contract's year up to the one at hand taken together, or those that count.

        InvalidValueError for an evaluator that does not say that it `reads_calendar`.
        """
        if self._calendar is None:
            raise InvalidValueError("the evaluator does not say that it reads the calendar", "reads_calendar")
        first = self._calendar.periods.containing(self.month, "year").first
        return self.window(max(min(self.month - first + 1, self.longest_window), 1))

    def window(self, months: int) -> "View":
        """Give the last `months` months taken together, 1 or more.

        Its `absence` is TOO_EARLY if it begins before the first month that counts.
        """
        if months < 1:
            raise InvalidValueError(f"a window is 1 month or more, not {months}", "months")
        return attrs.evolve(self, months=months, months_to_come=0)

    def part(self, start: int, stop: int | None = None, calendar: ViewCalendar | None = None) -> "View":
        """Give a view of the months of a period from the place `start` to before `stop`, or to its end.

        `calendar` says which of their days count, where that is another one than the view's.
        """
        known = self._calendar if calendar is None else calendar
        if stop is None:
            return attrs.evolve(self, months=self._place - start + 1, calendar=known)
        return attrs.evolve(self, place=stop - 1, months=stop - start, months_to_come=0, calendar=known)

    def period(self, start: int, last: Month) -> "View":
        """Give a view of the period from the place `start` to the month `last`, of which the view's is the latest."""
        begins = min(self._begins, start)
        to_come = last - self.month
        return attrs.evolve(self, begins=begins, months=self._place - start + 1, months_to_come=to_come)

    def earlier(self, months: int) -> "View":
        """Give the same view `months` months before, 1 or more: of a window, the window that ended then.

        Its `absence` is TOO_EARLY if it begins before the first month that counts. An evaluator that says that it
        `reaches_back` also sees months under another target, and those before the term whose figures are all there. It
        knows no findings.
        """
        if months < 1:
            raise InvalidValueError(f"earlier is 1 month or more, not {months}", "months")
        steps = self._steps_back + months
        place = self._place - months
        begins = self._known_from(place - self.months + 1) if self._reaches_back else self._begins
        return attrs.evolve(self, place=place, begins=begins, findings={}, steps_back=steps)

    def _known_from(self, start: int) -> int:
        """The first place that counts for a view that starts at one, of an evaluator that reaches back."""
        before = range(start, min(0, start + self.months))
        return min(start, 0) if all(self._series.at(place) is not None for place in before) else 0

    def of(self, metric: str) -> "View":
        """Give the same months of another metric as a whole; the evaluator names it among its `references`."""
        if metric not in self._others:
            known = ", ".join(map(repr, self._others)) or "none"
            raise InvalidValueError(f"metric {metric!r} is not among the evaluator's references: {known}", "metric")
        return attrs.evolve(self, series=self._others[metric])

    def finding(self, promise: str) -> Finding:
        """Give what was found of another promise in the same month; the evaluator names it among its `references`."""
        if promise not in self._findings:
            known = ", ".join(map(repr, self._findings)) or "none"
            raise InvalidValueError(f"promise {promise!r} is not among the evaluator's references: {known}", "promise")
        return self._findings[promise]

    def no_data(
        self, *others: "View", note: str = "", at_least: Quantity | None = None, at_most: Quantity | None = None
    ) -> Finding:
        """Give the finding where this view, or one of `others` that it is compared with, has no reading.

        PENDING where one of them begins too early, else NO_DATA with the reason; `note` says more than the reason.
        """
        views = [view for view in (self, *others) if view.absence is not None]
        reasons = [view.absence for view in views]
        worst = next((each for each in _BY_WEIGHT if each in reasons), None)
        said = note or next((view.reason for view in views if view.absence is worst), "")
        status = Status.PENDING if worst is Absence.TOO_EARLY else Status.NO_DATA
        return Finding(status, self.actual, at_least, at_most, months=self.months, note=said, absence=worst)

    @property
    def reason(self) -> str:
        """Why there is no reading, in words; '' if there is one."""
        match self.absence:
            case None:
                return ""
            case Absence.TOO_EARLY:
                needed = self.months + self._steps_back
                first = self._series.first + (self._begins + needed - 1)
                return f"not judged yet: needs {needed} months; first result in {first}"
            case Absence.UNREADABLE:
                return f"{'the' if self.months == 1 else 'a'} figure {self._period_text} could not be read"
            case Absence.NOTHING_TO_MEASURE:
                value = Fraction(0) if self.actual is None else self.actual.value
                amount = readable(Quantity(value, self.metric.unit))
                return f"{amount} for none at all" if value else "0 of 0: nothing to judge"
            case _:
                if self.months == 1:
                    return f"there is no figure {self._period_text}"
                return f"not every month {self._period_text} has a figure"

    @property
    def _period_text(self) -> str:
        return f"for {self.month}" if self.months == 1 else f"from {self.first_month} to {self.month}"


_BY_WEIGHT = (Absence.TOO_EARLY, Absence.UNREADABLE, Absence.MISSING, Absence.NOTHING_TO_MEASURE)
"""The reasons for which there is no reading, the one that decides first."""
