"""How values are written in JSON and read back.

Numbers are exact text, as `104`, `1.04` or `200/3`; months are `2026-03` and days `2026-03-31`; null is what is absent.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

import attrs

from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.months import Month
from smarketing.units import Quantity, exact_text

Plain = dict[str, object]
"""An object of JSON."""

FORMAT = 1
"""The version of the format; whatever changes what a key means counts it up."""

_Value = TypeVar("_Value")
_Enum = TypeVar("_Enum", bound=Enum)

_NUMBER = re.compile(r"-?\d{1,4000}(?:\.\d{1,4000}|/\d{1,4000})?", re.ASCII)
_SHOWN = 40


class Unreadable(Exception):  # noqa: N818 - it is caught before it leaves this room
    """What could not be read: problems whose paths start at the value at hand."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems

    def under(self, *path: str | int) -> "Unreadable":
        """Give the same problems as they are seen from further out."""
        return Unreadable(*(attrs.evolve(each, path=(*path, *each.path)) for each in self.problems))


def unreadable(value: object, what: str) -> Unreadable:
    """Say that a value is not what it should be: `5 is not text`."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return Unreadable(Problem(f"{text if len(text) <= _SHOWN else f'{text[:_SHOWN]}...'} is not {what}"))


def read_key(plain: Plain, key: str, read: Callable[[object], _Value]) -> _Value:
    """Read what stands behind a key of an object."""
    if key not in plain:
        raise Unreadable(Problem(f"the key {key!r} is missing"))
    try:
        return read(plain[key])
    except Unreadable as error:
        raise error.under(key) from error


def read_each(value: object, read: Callable[[object], _Value]) -> tuple[_Value, ...]:
    """Read every item of a list; the problems of all items are found together."""
    found: list[_Value] = []
    problems: list[Problem] = []
    for place, item in enumerate(read_list(value)):
        try:
            found.append(read(item))
        except Unreadable as error:
            problems += error.under(place).problems
    if problems:
        raise Unreadable(*problems)
    return tuple(found)


def read_object(value: object) -> Plain:
    """Read an object."""
    if isinstance(value, dict):
        return value
    raise unreadable(value, "an object")


def read_list(value: object) -> list[object]:
    """Read a list."""
    if isinstance(value, list):
        return value
    raise unreadable(value, "a list")


def read_text(value: object) -> str:
    """Read text."""
    if isinstance(value, str):
        return value
    raise unreadable(value, "text")


def read_integer(value: object) -> int:
    """Read a whole number that JSON has as a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise unreadable(value, "a whole number")


def read_flag(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise unreadable(value, "true or false")


def optional(read: Callable[[object], _Value]) -> Callable[[object], _Value | None]:
    """Make a reader that takes null for None."""
    return lambda value: None if value is None else read(value)


def read_number(value: object) -> Fraction:
    """Read a number that was written as exact text."""
    if not isinstance(value, str):
        raise unreadable(value, 'a number in text, as in "104", "1.04" or "200/3"')
    return _number(value)


@lru_cache(maxsize=4096)
def _number(text: str) -> Fraction:
    try:
        if _NUMBER.fullmatch(text):
            return Fraction(text)
    except ZeroDivisionError:
        pass
    raise unreadable(text, 'a number; write it as "104", "1.04" or "200/3"')


def quantity_json(amount: Quantity | None) -> Plain | None:
    """Write a quantity as its exact number and its unit."""
    return None if amount is None else {"value": exact_text(amount.value), "unit": amount.unit}


def read_quantity(value: object) -> Quantity:
    """Read a quantity."""
    plain = read_object(value)
    number = read_key(plain, "value", read_number)
    return read_key(plain, "unit", lambda unit: _quantity(number, unit))


def _quantity(number: Fraction, unit: object) -> Quantity:
    try:
        return Quantity(number, read_text(unit))
    except InvalidValueError as error:
        raise Unreadable(Problem(error.message)) from error


def month_reader(begins_on: int) -> Callable[[object], Month]:
    """Make a reader of months that begin on a day."""

    @lru_cache(maxsize=4096)
    def parsed(text: str) -> Month:
        month = Month.parse(text)
        return Month(month.year, month.month, begins_on=begins_on)

    def read(value: object) -> Month:
        try:
            return parsed(read_text(value))
        except InvalidValueError as error:
            raise Unreadable(Problem(error.message)) from error

    return read


def read_begins_on(value: object) -> int:
    """Read the day on which months begin, from 1 to 28."""
    try:
        return Month(2000, 1, begins_on=read_integer(value)).begins_on
    except InvalidValueError as error:
        raise Unreadable(Problem(error.message)) from error


def read_day(value: object) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(read_text(value))
    except ValueError as error:
        raise unreadable(value, 'a day; write it as "2026-03-31"') from error


def enum_reader(members: type[_Enum], what: str) -> Callable[[object], _Enum]:
    """Make a reader of the members of an enumeration by their values."""
    by_value: Mapping[object, _Enum] = {member.value: member for member in members}

    def read(value: object) -> _Enum:
        member = by_value.get(read_text(value))
        if member is None:
            known = [str(each) for each in by_value]
            raise Unreadable(Problem(no_such(what, str(value), known, "they")))
        return member

    return read


def check_format(plain: Plain) -> None:
    """Refuse an object of another version of the format."""
    version = read_key(plain, "format", lambda value: value)
    if version != FORMAT or isinstance(version, bool):
        message = (
            f"this is format {json.dumps(version, default=repr)}; this version of smarketing reads format {FORMAT}"
        )
        raise Unreadable(Problem(message, ("format",)))
