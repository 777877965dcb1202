"""Recurrence rules of RFC 5545, of daily to yearly frequency and without a start: checked, and their dates."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr

from smarketing.errors import InvalidValueError

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_KEYS = frozenset("FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYSETPOS".split())
_MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
"""How high the numbers of a part go; all but months also count from the end, with a minus."""

_UNTIL = re.compile(r"\d{8}(?:T\d{6})?", re.ASCII)
_COUNT = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_LEAP_YEAR = 2000


def check_rule(rule: str) -> None:
    """Refuse a text that is no such rule, and a rule that no year has a day for; InvalidValueError says why."""
    parts = [part.partition("=")[::2] for part in rule.split(";")]
    values = dict(parts)
    if (
        not rule.isascii()
        or len(values) < len(parts)
        or not values.keys() <= _KEYS
        or values.get("FREQ") not in _FREQUENCIES
        or not re.fullmatch(r"[1-9]\d{0,3}", values.get("INTERVAL", "1"), re.ASCII)
    ):
        message = f"{rule!r} is not a recurrence rule; write one as in FREQ=WEEKLY;BYDAY=FR, daily to yearly"
        raise InvalidValueError(message, "rule")
    for key, most in _MOST.items():
        if key in values:
            _check_numbers(rule, key, values[key], most)
    if not _COUNT.fullmatch(values.get("COUNT", "1")):
        raise _refusal(rule, f"COUNT is a whole number from 1 to 999999, not {values['COUNT']!r}")
    if "UNTIL" in values:
        _until(rule, values["UNTIL"])
    try:
        rrulestr(rule, dtstart=datetime(_LEAP_YEAR, 1, 1))
    except (ValueError, KeyError, TypeError) as error:
        raise _refusal(rule, str(error)) from error
    if not _has_a_day(values):
        raise InvalidValueError(f"{rule!r} never occurs: no such month has day {values['BYMONTHDAY']}", "rule")


def rule_dates(rule: str, start: date, until: date) -> Iterator[date]:
    """Give the dates of a rule that counts from a day, in order, through `until`."""
    values = dict(part.partition("=")[::2] for part in rule.split(";"))
    count, end = values.pop("COUNT", None), values.pop("UNTIL", None)
    endless: Any = rrulestr(";".join(map("=".join, values.items())), dtstart=datetime.combine(start, time()))
    last = datetime.combine(until, time())
    if end is not None:
        last = min(last, _until(rule, end))
    found = (each.date() for each in endless.replace(until=last))
    return found if count is None else islice(found, int(count))


def _check_numbers(rule: str, key: str, text: str, most: int) -> None:
    from_the_end = "" if key == "BYMONTH" else f", or from -{most} to -1"
    for number in text.split(","):
        is_number = re.fullmatch(r"[+-]?\d{1,3}", number, re.ASCII) is not None
        if not is_number or not 1 <= (int(number) if key == "BYMONTH" else abs(int(number))) <= most:
            raise _refusal(rule, f"{key} is from 1 to {most}{from_the_end}; not {number!r}")


def _until(rule: str, text: str) -> datetime:
    try:
        if _UNTIL.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise _refusal(rule, f"UNTIL is a day as 20261231, not {text!r}")


def _has_a_day(values: dict[str, str]) -> bool:
    """Tell whether one of the months has one of the days of the month."""
    if "BYMONTHDAY" not in values:
        return True
    months = [int(each) for each in values.get("BYMONTH", "1").split(",")]
    longest = max(monthrange(_LEAP_YEAR, month)[1] for month in months)
    return any(abs(int(day)) <= longest for day in values["BYMONTHDAY"].split(","))


def _refusal(rule: str, why: str) -> InvalidValueError:
    return InvalidValueError(f"{rule!r} is not a recurrence rule: {why}", "rule")
