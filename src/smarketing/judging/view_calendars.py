"""What the evaluators of an agreement may know of days."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

from smarketing.agreement import Agreement, Objective
from smarketing.evaluators import PartialMonth, ViewCalendar
from smarketing.months import Month


def view_calendar(version: Agreement, promise: Objective, partial: Mapping[int, PartialMonth]) -> ViewCalendar | None:
    """Give what the evaluator of a promise may know of days; None for one that whole months are enough for."""
    reads = promise.evaluator.reads_calendar
    if not reads and not partial:
        return None
    return ViewCalendar(version.periods, partial, _business_days(version, promise) if reads else None)


def _business_days(version: Agreement, promise: Objective) -> Callable[[date, date], int] | None:
    """What counts the business days of the party that owes a promise; None without hours."""
    name = version.hours_of(promise, promise.owed_by)
    if name is None:
        return None
    is_business_day = version.calendars[name].is_business_day

    def counted(first: date, last: date) -> int:
        days = (last - first).days + 1
        return sum(is_business_day(first + timedelta(days=later)) for later in range(days))

    return cache(counted)


def partial_months(version: Agreement, first: Month) -> Mapping[int, PartialMonth]:
    """Give the months that the term covers in part, by their place from the month `first` on; none `in full`."""
    term, found = version.term, dict[int, PartialMonth]()
    if version.partial_months == "in full":
        return found
    ends = [] if term.end is None else [Month.of(term.end)]
    for month in (term.first_month, *ends):
        covered = PartialMonth(month, max(term.start, month.first_day), min(term.end or month.last_day, month.last_day))
        if covered.missing_days:
            found[month - first] = covered
    return found
