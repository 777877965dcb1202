"""What the evaluators of an agreement may know of days, and of the schedule of its funnel."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache, cached_property

import attrs

from smarketing.agreement import Agreement, Objective
from smarketing.errors import InvalidValueError
from smarketing.evaluators import PartialMonth, ViewCalendar
from smarketing.funnel import Schedule, schedule
from smarketing.months import Month
from smarketing.units import BY_MONTH, Quantity


@attrs.frozen(slots=False, eq=False)
class ViewCalendars:
    """The calendars of the promises of a version; places of months count from the month `first`.

    With `days` less is owed in that month too, which is judged by days.
    """

    version: Agreement
    first: Month
    days: PartialMonth | None = None

    def of(self, promise: Objective) -> ViewCalendar | None:
        """Give what the evaluator of a promise may know of days; None for one that whole months are enough for."""
        if promise.evaluator.reads_calendar:
            business_days = business_days_of(self.version, promise)
            return ViewCalendar(self.version.periods, self.partial, business_days, self._scheduled)
        return ViewCalendar(self.version.periods, self.partial) if self.partial else None

    @cached_property
    def partial(self) -> Mapping[int, PartialMonth]:
        """The months of which some days do not count, by their place: those of the term where they are pro rata."""
        term, found = self.version.term, dict[int, PartialMonth]()
        ends = [] if term.end is None else [self.version.term_months.last]
        whole = {
            month: PartialMonth(month, month.first_day, month.last_day) for month in (self.version.first_month, *ends)
        }
        pro_rata = self.version.partial_months == "pro rata"
        days = {} if self.days is None else {self.days.month: self.days}
        for month, owed in ((whole if pro_rata else {}) | days).items():
            begins = max(term.start, owed.first_day) if pro_rata else owed.first_day
            ends_on = min(term.end or owed.last_day, owed.last_day) if pro_rata else owed.last_day
            covered = PartialMonth(month, begins, ends_on)
            if covered.missing_days:
                found[month - self.first] = covered
        return found

    def _scheduled(self, source: str, month: Month) -> Quantity:
        return self._schedule.number(source.removeprefix("funnel.").removesuffix(BY_MONTH), month)

    @cached_property
    def _schedule(self) -> Schedule:
        if self.version.funnel is None:
            raise InvalidValueError("the agreement has no funnel")
        return schedule(self.version.funnel, self.version.term_months)


def business_days_of(version: Agreement, promise: Objective) -> Callable[[date, date], int] | None:
    """What counts the business days of the party that owes a promise; None without hours."""
    name = version.hours_of(promise, promise.owed_by)
    if name is None:
        return None
    is_business_day = version.calendars[name].is_business_day

    def counted(first: date, last: date) -> int:
        days = (last - first).days + 1
        return sum(is_business_day(first + timedelta(days=later)) for later in range(days))

    return cache(counted)
