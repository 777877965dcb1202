"""Days as spreadsheets count them: 46083.5 is noon on 2 March 2026."""

import re
from datetime import datetime, timedelta

SERIAL = "serial"
"""How a format says that a column holds such days."""

CALLED = "days since 1899-12-30, as spreadsheets have them"
PATTERN = r"[1-9]\d{0,6}([.,]\d+)?"
"""What they look like."""

WITH_TIME = r"[.,]0*[1-9]"
"""What those have that are not midnight."""

FIRST = "1899-12-30"
_START = datetime(1899, 12, 30)
_LIKELY = range(20_000, 80_000)
"""1954 to 2119: a number in between is likely such a day."""


def likely_moment(text: str) -> datetime | None:
    """Give the moment, to the second, that a number most likely is; None for what is no such number."""
    if not re.fullmatch(PATTERN, text, re.ASCII) or int(re.split("[.,]", text)[0]) not in _LIKELY:
        return None
    moment = _START + timedelta(days=float(text.replace(",", ".")))
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
