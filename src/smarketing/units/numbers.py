"""Exact numbers: from what people write, and back into text."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import floor
from numbers import Rational, Real

from smarketing.errors import InvalidValueError

Number = int | float | Decimal | Fraction

_MOST_DIGITS = 40
_PRECISION = re.compile(r"\\.(\\d+)")


def exact(number: Number | Real) -> Fraction:
    """Give the number as it is written: the float 0.35 is 35/100, not its binary neighbour.

    >>> exact(0.35), exact(Decimal("1.50"))
    (Fraction(7, 20), Fraction(3, 2))
    """
    if type(number) is Fraction:
        return number
    if isinstance(number, bool) or not isinstance(number, Real | Decimal):
        raise InvalidValueError(f"{number!r} is not a number")
    if isinstance(number, Rational):
        return Fraction(int(number.numerator), int(number.denominator))
    try:
        return Fraction(str(number))
    except ValueError as error:
        raise InvalidValueError(f"{number} is not a number that can be counted with") from error


@lru_cache(maxsize=4_096)
def whole(number: int) -> Fraction:
    """Give a whole number as a Fraction, several times quicker for one that was asked for lately."""
    return Fraction(number)


def difference(one: Fraction, other: Fraction) -> Fraction:
    """Subtract a number from another; whole numbers, which figures mostly are, much quicker than Fractions do."""
    return whole(one.numerator - other.numerator) if one.denominator == 1 == other.denominator else one - other


def _places(number: Fraction) -> int | None:
    """The decimal places that write a number in full, or None where no number of places does."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def rounded(number: Fraction, places: int) -> Fraction:
    """Round to decimal places, halves away from zero."""
    scaled = _scaled(number, places)
    return Fraction(-scaled if number.numerator < 0 else scaled, 10**places)


def to_step(number: Fraction, step: Fraction) -> Fraction:
    """Round to a multiple of a step above 0, halves up.

    >>> to_step(Fraction("94.95"), Fraction("0.1")), to_step(Fraction(-5, 2), Fraction(1))
    (Fraction(95, 1), Fraction(-2, 1))
    """
    return step * floor(number / step + Fraction(1, 2))


def _scaled(number: Fraction, places: int) -> int:
    """How many of its last decimal place a number without its sign has, halves up."""
    scale: int = 10**places
    return (2 * abs(number.numerator) * scale + number.denominator) // (2 * number.denominator)


def apportioned(parts: Sequence[Fraction], places: int) -> tuple[Fraction, ...]:
    """Round numbers so that they add up to their rounded sum (the largest remainder; a tie goes to the earlier).

    >>> [str(part) for part in apportioned([Fraction(1, 3)] * 3, 0)]
    ['1', '0', '0']
    """
    scale = 10**places
    floors = [part * scale // 1 for part in parts]
    missing = int(rounded(sum(parts, Fraction(0)), places) * scale) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda place: (floors[place] - parts[place] * scale, place))
    raised = set(by_remainder[:missing])
    return tuple(Fraction(floor + (place in raised), scale) for place, floor in enumerate(floors))


def exact_text(number: Fraction) -> str:
    """Write a number in full: as a decimal where it ends within 40 digits, else as a fraction.

    >>> exact_text(Fraction(26, 25)), exact_text(Fraction(200, 3))
    ('1.04', '200/3')
    """
    if number.denominator == 1:
        return str(number.numerator)
    places = _places(number)
    text = str(number) if places is None or places > _MOST_DIGITS else _decimals(number, places)
    return text if len(text) <= _MOST_DIGITS or sum(map(str.isdigit, text)) <= _MOST_DIGITS else str(number)


def shown(number: Fraction, places: int = 2, *, fixed: bool = False) -> str:
    """Write a number for reading: rounded to `places`, thousands apart, without idle zeros unless `fixed`.

    >>> shown(Fraction(200, 3)), shown(Fraction(1276), fixed=True)
    ('66.67', '1,276.00')
    """
    if number.denominator == 1 and not fixed:
        return f"{number.numerator:,}"
    text = _decimals(number, places, ",")
    return text if fixed or "." not in text else text.rstrip("0").rstrip(".")


def whole_percent(part: Fraction) -> str:
    """Write a part of 1, zero or more, in whole percent; halves up.

    >>> whole_percent(Fraction(2, 3)), whole_percent(Fraction(12))
    ('67', '1,200')
    """
    return f"{_scaled(part, 2):,}"


def formatted(number: Fraction, spec: str) -> str:
    """Write a number by a format of Python such as `,.2f`; a half goes to the even neighbour.

    A number whose decimals do not end has 28 digits where the format does not say how many. InvalidValueError for a
    format that is not for numbers.

    >>> formatted(Fraction(2345, 2), ",.0f"), formatted(Fraction(1, 3), ".1%")
    ('1,172', '33.3%')
    """
    wanted = _PRECISION.search(spec)
    digits = len(str(number.numerator)) + 4 * len(str(number.denominator))  # decimals that end have no more
    with localcontext() as context:
        context.prec = (
            28 if wanted is None and _places(number) is None else digits + int(wanted[1] if wanted else 0) + 5
        )
        context.rounding = ROUND_HALF_EVEN
        try:
            return format(Decimal(number.numerator) / number.denominator, spec)
        except ValueError as error:
            raise InvalidValueError(f"{spec!r} is not a format for numbers; write one such as ',.2f'") from error


def telling_places(number: Fraction, places: int) -> int:
    """Give the decimal places, at least `places`, at which a number that is not whole does not look whole.

    >>> telling_places(Fraction(94_999, 1000), 2), telling_places(Fraction(200, 3), 2)
    (3, 2)
    """
    while number.denominator > 1 and _scaled(number, places) % 10**places == 0:
        places += 1
    return places


def _decimals(number: Fraction, places: int, thousands: str = "") -> str:
    """Write a number with so many decimal places, halves away from zero."""
    scaled = _scaled(number, places)
    whole, rest = divmod(scaled, 10**places)
    sign = "-" if number.numerator < 0 and scaled else ""
    return f"{sign}{whole:{thousands}}.{rest:0{places}}" if places else f"{sign}{whole:{thousands}}"
