"""Business hours: when somebody is there, by local time, with holidays and exceptions.

Promises: exact to the microsecond; local times resolve as in RFC 5545 (the first of two, a skipped one moves forward);
windows are half-open, overlapping ones merge, and elapsed time is real.
"""

from smarketing.hours.business_hours import BusinessHours
from smarketing.hours.calendars import AllOpen, AnyOpen, Calendar, Pauses
from smarketing.hours.spans import FIRST_YEAR, LAST_YEAR
from smarketing.hours.windows import ALWAYS, Window, Windows, as_holidays, as_week, as_windows, week_texts, windows_text

__all__ = [
    "ALWAYS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "AllOpen",
    "AnyOpen",
    "BusinessHours",
    "Calendar",
    "Pauses",
    "Window",
    "Windows",
    "as_holidays",
    "as_week",
    "as_windows",
    "week_texts",
    "windows_text",
]
