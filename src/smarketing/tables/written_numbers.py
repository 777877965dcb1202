"""Numbers in text cells, as people and spreadsheets write them: each has one reading, or is refused.

`1,204` is 1204 or 1.204, depending on what separates decimals. Which one it is, is stated, or another cell of the same
column shows it: `1,204.50` has decimal dots, `12,5` a decimal comma.
"""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Literal

import attrs

from smarketing.errors import InvalidValueError
from smarketing.units import exact_text

Decimal = Literal[".", ","]

SPACES = " \u00a0\u2007\u2009\u202f"
"""Spaces that separate thousands, or a number from its sign: plain, no-break, figure, thin and narrow no-break."""

MARKS = "(?:[A-Z]{0,2}[$€£¥₹₩₺₽₪₫₴₱฿₦]|%)"
"""Signs beside a number: of a currency, or percent."""

SAY_WHICH = "say what separates decimals: decimal='.' or decimal=',' (--decimal . or --decimal ,)"
DECIMALS: tuple[Decimal, ...] = (".", ",")
_NAMES = {".": "decimal dots", ",": "decimal commas"}
_MOST_DIGITS = 40
_MINUS = "[-\u2212]"
_CODES = rf"(?:[A-Z]{{3}}|{MARKS})"


def number_pattern(decimal: Decimal, plain: str = r"\d+", marks: str = MARKS) -> str:
    """Give a regular expression, as Python and RE2 read it, for numbers with these decimals.

    `plain` are whole numbers without separators, `marks` what may stand beside a number. A minus stands before or
    behind, as spreadsheets and bookkeeping write it, or parentheses do.
    """
    dot, apart = ("[.]" if decimal == "." else ","), f"[{SPACES}]*"
    separators = ("," if decimal == "." else "[.]", f"[{SPACES}]", "['\u2019]")
    grouped = "|".join(rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+" for sign in separators)
    number = rf"(?:{plain}|{grouped})(?:{dot}\d+)?"
    marked = f"(?:{marks}{apart}{number}|{number}(?:{apart}{marks})?)"
    minus_inside = f"{marks}{apart}{_MINUS}{apart}{number}"
    return rf"(?:{_MINUS}{apart}{marked}|{minus_inside}|{marked}{_MINUS}?|\({apart}{marked}{apart}\))"


NEGATIVE = "[-\u2212(]"
"""What a number has that is below zero."""


@cache
def _written() -> Mapping[Decimal, re.Pattern[str]]:
    """Patterns of cells with numbers; they take longer to compile than the rest of this file to import."""
    return {decimal: re.compile(number_pattern(decimal, marks=_CODES), re.ASCII) for decimal in DECIMALS}


@attrs.frozen
class WrittenNumber:
    """A number as a cell has it: `readings` by what separates decimals, and the sign of money or `%` beside it."""

    text: str
    readings: Mapping[Decimal, Fraction]
    mark: str = ""

    @property
    def shown(self) -> Decimal | None:
        """What separates decimals in this cell, where the cell leaves no doubt."""
        return next(iter(self.readings)) if len(self.readings) == 1 else None

    def value(self, decimal: Decimal | None) -> Fraction:
        """Give the number; InvalidValueError if nobody can tell, or if it is none with these decimals."""
        if decimal is not None and decimal not in self.readings:
            raise InvalidValueError(f"{self.text!r} is not a number with {_NAMES[decimal]}")
        found = sorted({self.readings[decimal]} if decimal else set(self.readings.values()), key=abs)
        if len(found) > 1:
            raise InvalidValueError(f"{self.text!r} could be {found[1]} or {float(found[0]):.3f}; {SAY_WHICH}")
        return found[0]


def written_number(text: str) -> WrittenNumber | None:
    """Take apart a number as it is written; None for what is no number with either sign of decimals.

    >>> written_number("1 200,50 €").value(None), written_number("(1'200)").value(None)
    (Fraction(2401, 2), Fraction(-1200, 1))
    """
    plain = text.strip()
    if sum(map(str.isdigit, plain)) > _MOST_DIGITS:
        return None
    sign = -1 if re.search(NEGATIVE, plain) else 1
    readings = {
        decimal: sign * Fraction(re.sub(rf"[^0-9{decimal}]", "", plain).replace(",", "."))
        for decimal, pattern in _written().items()
        if pattern.fullmatch(plain)
    }
    mark = re.search(_CODES, plain)
    return WrittenNumber(text, readings, mark[0] if mark else "") if readings else None


@attrs.frozen
class ShownDecimals:
    """What the cells of a column show of the sign of decimals, each sign with the first cell that shows it."""

    first: Mapping[Decimal, str]

    def settled(self) -> Decimal | None:
        """Give the sign, None if no cell shows it; InvalidValueError if the cells contradict each other."""
        if len(self.first) > 1:
            cells = " and ".join(repr(self.first[sign]) for sign in DECIMALS)
            raise InvalidValueError(f"the column has {cells}; {SAY_WHICH}")
        return next(iter(self.first), None)


def shown_decimals(cells: Iterable[object]) -> ShownDecimals:
    """Find what the text cells of a column show.

    >>> shown_decimals(["1,204", "1,204.50"]).settled()
    '.'
    """
    first: dict[Decimal, str] = {}
    for cell in cells:
        if isinstance(cell, str) and (found := written_number(cell)) is not None and found.shown is not None:
            first.setdefault(found.shown, cell.strip())
    return ShownDecimals(first)


def as_decimal(decimal: str | None) -> Decimal | None:
    """Take the sign of decimals as somebody states it; InvalidValueError for any other than `.` and `,`."""
    if decimal is None or decimal in DECIMALS:
        return decimal
    raise InvalidValueError(f"decimals are separated by '.' or ','; not by {decimal!r}", "decimal")


def one_reading(number: Fraction) -> str:
    """Write a number in full, so that it can be read in one way only: 1.125 as `1.1250`.

    >>> one_reading(Fraction(9, 8)), one_reading(Fraction(3, 2))
    ('1.1250', '1.5')
    """
    text = exact_text(number)
    found = written_number(text)
    return f"{text}0" if found is not None and len(found.readings) > 1 and "." in text else text
