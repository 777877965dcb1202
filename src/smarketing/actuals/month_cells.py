"""The month of a row, as people, programs and spreadsheets write it."""

import re
from datetime import date

from smarketing.actuals.cells import Cells
from smarketing.errors import InvalidValueError
from smarketing.months import Month
from smarketing.tables.serial_days import CALLED, likely_moment

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBERS = {name[:length]: number for length in (3, None) for number, name in enumerate(_NAMES, 1)}
_FORMS = (
    re.compile(r"(?P<year>\d{4})[-/](?P<month>\d\d?)", re.ASCII),
    re.compile(r"(?P<month>\d\d?)[-/.](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<month>[A-Za-z]{3,9})\.?[ -](?P<year>\d{4})", re.ASCII),
)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_SHORT_YEAR = re.compile(r"[A-Za-z]{3,9}\.?[ -]\d\d", re.ASCII)
_TOTALS = ("total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtergebnis")


def read_month(cells: Cells) -> Month:
    """Read the month: text such as 2026-03, 03/2026 or Mar 2026, a Month, or any day in it."""
    cell = cells.get("month")
    if isinstance(cell, date):
        return Month.of(cell)
    if isinstance(cell, Month):
        return cell
    text = str(cell or "")
    try:
        return (_month_in(cell) if isinstance(cell, str) else None) or Month.parse(text)
    except InvalidValueError as error:
        advice = _advice(text)
        raise cells.refuse("month", f"{text!r} {advice}" if advice else error.message) from error


def _month_in(text: str) -> Month | None:
    """The month of a text that names it without doubt."""
    if day := _DAY.fullmatch(text):
        try:
            return Month.of(date.fromisoformat(day[1]))
        except ValueError:
            return None
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if match is None:
        return None
    name = match["month"]
    number = int(name) if name.isdecimal() else _NUMBERS.get(name.casefold(), 0)
    return Month(int(match["year"]), number) if 1 <= number <= 12 and match["year"] != "0000" else None


def _advice(text: str) -> str | None:
    """Why a text is no month, where that can be said better than that it is none."""
    if text.casefold().rstrip(":") in _TOTALS:
        return "is not a month; delete rows of totals"
    if _SHORT_YEAR.fullmatch(text):
        return "may be a day or a month; write it as 2026-03"
    if (moment := likely_moment(text)) is not None:
        return f"is not a month, but {moment:%Y-%m-%d} in {CALLED}; write it as {moment:%Y-%m}"
    return None
