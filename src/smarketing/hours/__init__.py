"""Business hours: when somebody is there, by local time, with holidays and exceptions.

Promises: exact to the microsecond; local times resolve as in RFC 5545 (the first of two, a skipped one moves forward);
windows are half-open, overlapping ones merge, and elapsed time is real.
"""

from smarketing.hours.business_hours import FIRST_YEAR, LAST_YEAR, BusinessHours
from smarketing.hours.windows import Window, as_holidays, as_windows, week_texts, windows_text

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "BusinessHours",
    "Window",
    "as_holidays",
    "as_windows",
    "week_texts",
    "windows_text",
]
