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


def read_month(cells: Cells, begins_on: int) -> Month:
    """Read the month: text such as 2026-03, 03/2026 or Mar 2026, a Month, or any day in it.

    Months begin on the day `begins_on`: 5 March 2026 lies in 2026-02 if they begin on the 16th.
    """
    cell = cells.get("month")
    if isinstance(cell, Month):
        if cell.begins_on != begins_on:
            days = f"begins on day {cell.begins_on}, and months here on day {begins_on}"
            raise cells.refuse("month", f"{cell} {days}; read it with months_begin_on={cell.begins_on}")
        return cell
    text = str(cell or "")
    try:
        month = _month_of(cell, begins_on) or Month.parse(text)
    except InvalidValueError as error:
        advice = _advice(text)
        raise cells.refuse("month", f"{text!r} {advice}" if advice else error.message) from error
    return month if month.begins_on == begins_on else Month(month.year, month.month, begins_on=begins_on)


def _month_of(cell: object, begins_on: int) -> Month | None:
    """The month of a cell that is a day or a text; None of a day before the first month of all, and of what is none."""
    if isinstance(cell, date):
        try:
            return Month.of(cell, begins_on=begins_on)
        except InvalidValueError:
            return None
    return _month_in(cell, begins_on) if isinstance(cell, str) else None


def _month_in(text: str, begins_on: int) -> Month | None:
    """The month of a text that names it, or a day in it, without doubt."""
    if day := _DAY.fullmatch(text):
        try:
            return _month_of(date.fromisoformat(day[1]), begins_on)
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
