"""From a time that is promised to the instant at which it is over: elapsed time, business time, business days."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

from smarketing.agreement import Agreement, Clock, is_business_time
from smarketing.errors import InvalidValueError, no_such
from smarketing.hours import BusinessHours, Calendar, Pauses
from smarketing.hours.spans import MICRO
from smarketing.months import first_instant
from smarketing.units import Quantity, written

ELAPSED = BusinessHours("always")
"""Elapsed time is open time of a calendar that never closes."""


@attrs.frozen
class Timer:
    """A time that runs while a calendar is open: so many microseconds, or business days.

    Days that are `whole` end with the last of them.
    """

    calendar: Calendar
    micros: int | None = None
    days: int | None = None
    whole: bool = False

    def due(self, start: datetime, pauses: Pauses = ()) -> datetime:
        """Give the instant at which the time is over that began at another."""
        if self.whole and self.days is not None:
            last = self.calendar.after(start, business_days=self.days).date()
            end = first_instant(last + timedelta(1), self.calendar.zone) - timedelta.resolution
            lost = self.calendar.between(start, end) - self.calendar.between(start, end, pauses)
            return self.calendar.after(end, lost, pauses) if lost else end
        if self.days is not None:
            return self.calendar.after(start, pauses=pauses, business_days=self.days)
        return self.calendar.after(start, self.micros * MICRO if self.micros else timedelta(), pauses)


def timer(within: Quantity, calendar: Calendar | None, timezone: str = "UTC") -> Timer:
    """Give the timer of a promised time; business time needs the calendar, and parts of microseconds are dropped.

    Calendar days are those of a time zone.
    """
    if within.measures("calendar_day"):
        return Timer(BusinessHours("always", timezone), days=int(within.value), whole=True)
    if not is_business_time(within):
        return Timer(ELAPSED, int(within.value_in("second") * 1_000_000))
    if calendar is None:
        raise InvalidValueError(f"{written(within)} runs by somebody's hours; name them", "hours")
    if within.measures("business_day"):
        return Timer(calendar, days=int(within.value_in("business_day")))
    return Timer(calendar, int(within.value_in("business_second") * 1_000_000))


def calendar_of(clock: Clock, party: str, record: Mapping[str, object], agreement: Agreement | None) -> Calendar | None:
    """Give the calendar by which a party's clock runs for a case: the one that its field names, else the usual."""
    usual = clock.hours if agreement is None else agreement.hours_of(clock, party)
    given = record.get(clock.hours_by) if clock.hours_by is not None else None
    name = usual if given in (None, "") else str(given)
    hours = {} if agreement is None else agreement.calendars
    if name is None:
        return None
    if name not in hours:
        raise InvalidValueError(no_such("hours", name, hours, "hours"), "hours")
    return hours[name]
