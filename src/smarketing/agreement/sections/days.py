"""Days of an agreement: as dates, or as text."""

import re
from contextlib import suppress
from datetime import date

from smarketing.errors import InvalidValueError
from smarketing.months import calendar_day

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def as_date(day: date | str) -> date:
    """Take a date, or text such as `2026-01-31`; InvalidValueError for anything else, a datetime too."""
    if isinstance(day, str) and _DATE.fullmatch(day):
        with suppress(ValueError):
            return date.fromisoformat(day)
    if isinstance(day, date):
        return calendar_day(day)
    raise InvalidValueError(f"{day!r} is not a date; write it as 2026-01-31")
