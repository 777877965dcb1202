"""Quantities as people write and read them."""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from smarketing.errors import UnitError
from smarketing.units.currencies import MINOR_UNITS, SIGNS
from smarketing.units.dimensions import unit_words
from smarketing.units.numbers import exact_text, shown, telling_places
from smarketing.units.quantities import Quantity
from smarketing.units.vocabulary import known_word, plural

_LONGEST = 160
_DIGITS = 40
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PLAIN_NUMBER = re.compile(_NUMBER, re.ASCII)
_QUANTITY = re.compile(rf"(-?\d+/\d+|{_NUMBER})(?![\d,.*_])\s*((?![\d\s]).*|)", re.ASCII | re.DOTALL)
_SIGNED = re.compile(rf"([$€£¥₹])\s*({_NUMBER})\s*(/.*|\s+per\s.*|)", re.ASCII)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")


def parse_number(text: str) -> Fraction:
    """Read a number as `1,234.5`, exactly; UnitError for anything else, and for more than 40 digits."""
    if not isinstance(text, str):
        raise UnitError(f"{text!r} is not text; write a number as '1234.5' or '1,234.5'")
    if len(text) > _DIGITS or not _PLAIN_NUMBER.fullmatch(text):
        start = text if len(text) <= _DIGITS else f"{text[:_DIGITS]}..."
        raise UnitError(f"{start!r} is not a number; write it as 1234.5 or 1,234.5")
    return Fraction(text.replace(",", ""))


def quantity(text: str, nouns: Iterable[str] = ()) -> Quantity:
    """Read a quantity as people write it: `100 SQL/month`, `5,000 USD`, `2.5 %`, `15 % per quarter`, `4 reports`.

    `nouns` are an agreement's own countable nouns, singular. The text is a number and a unit, at most 160 characters
    and 40 digits long; it is never calculated with. UnitError, with what to write instead, for anything else.

    >>> quantity("100 SQLs per month"), quantity("3 demos", nouns=["demo"])
    (Quantity('100 SQL/month'), Quantity('3 demo'))
    """
    if not isinstance(text, str):
        raise UnitError(f"{text!r} is not a quantity; write it as text with its unit, as in '100 SQL/month'")
    text = text.translate(_SPACES).strip()
    match = _QUANTITY.fullmatch(text)
    if len(text) > _LONGEST or not match or sum(map(str.isdigit, match[1])) > _DIGITS:
        raise UnitError(_not_a_quantity(text))
    number, unit = match[1], match[2]
    if not unit:
        examples = f"'{text} %', '{text} days' or '{text} lead/month'"
        raise UnitError(f"{text!r} has no unit; write one after it, as in {examples}")
    own = (nouns,) if isinstance(nouns, str) else tuple(nouns)
    kept = _kept_unit(unit, own)
    try:
        return Quantity(Fraction(int(number) if number.isdecimal() else number.replace(",", "")), kept)
    except ZeroDivisionError as error:
        raise UnitError(f"{text!r} divides by zero") from error


@lru_cache(maxsize=4096)
def _kept_unit(unit: str, nouns: tuple[str, ...]) -> str:
    """The unit as quantities keep it; remembered, for a file says the same units many times."""
    return "/".join(known_word(word, nouns) for word in unit_words(unit.replace("half-year", "half_year")))


def _not_a_quantity(text: str) -> str:
    if signed := _SIGNED.fullmatch(text):
        return f"{text!r} names a currency by its sign; write {signed[2]} {SIGNS[signed[1]]}{signed[3]}"
    start = text if len(text) <= _DIGITS else f"{text[:_DIGITS]}..."
    return f"{start!r} is not a quantity; write a number and a unit, as in '100 SQL/month'"


def written(amount: Quantity) -> str:
    """Write a quantity in full, as `quantity` reads it: `5 days`, `4 report/month`."""
    number = exact_text(amount.value)
    return f"{number} {_in_number(amount.unit, number)}".rstrip()


def readable(amount: Quantity) -> str:
    """Write a quantity for reading: rounded to 2 places, thousands apart, money with all its minor units.

    >>> readable(Quantity(1276, "USD")), readable(Quantity(Fraction(200, 3), "SQL")), readable(Quantity(4, "report"))
    ('1,276.00 USD', '66.67 SQL', '4 reports')
    """
    return _readable(amount.value.numerator, amount.value.denominator, amount.unit)


@lru_cache(maxsize=16_384)
def _readable(numerator: int, denominator: int, unit: str) -> str:
    """The text of a quantity; remembered, for a scorecard says the same numbers many times."""
    value = Fraction(numerator, denominator)
    currency = unit.partition("/")[0]
    minor = MINOR_UNITS.get(currency, 2)
    places = 2 if minor is None else minor
    number = shown(value, telling_places(value, places), fixed=currency in MINOR_UNITS)
    words = _in_number(unit, number).replace("half_year", "half-year").replace("_", " ")
    return f"{number} {words}".rstrip()


def _in_number(unit: str, number: str) -> str:
    """The unit, in the plural if it is one English noun and not one of it; abbreviations stay as they are."""
    return plural(unit) if number != "1" and unit.isidentifier() and unit.islower() else unit
