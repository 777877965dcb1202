"""Quantities: an exact number and what it counts."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, wraps
from numbers import Real
from operator import index
from typing import Any, TypeVar, overload

import attrs

from smarketing.errors import UnitError
from smarketing.units.dimensions import dimension, unit_words
from smarketing.units.numbers import Number, exact, exact_text, formatted
from smarketing.units.pint_quantities import PintQuantity, PintRegistry, from_pint, to_pint
from smarketing.units.vocabulary import singular

_Answer = TypeVar("_Answer")


def kept_unit(unit: str) -> str:
    """Give a unit as quantities keep it: built-in words in the singular, `/` between words; UnitError if it is none."""
    if not isinstance(unit, str):
        raise UnitError(f"{unit!r} is not a unit; write it as text, as in 'SQL/month'")
    return _kept(unit) if unit else unit


@lru_cache(maxsize=4096)
def _kept(unit: str) -> str:
    return "/".join(map(singular, unit_words(unit)))


def _refuse_bare(other: object, unit: str, said: str) -> None:
    """Refuse a number or text where a quantity is needed, and say how to write it."""
    if isinstance(other, Real | Decimal | str):
        advice = f"quantity({other!r})" if isinstance(other, str) else f"Quantity({other}, {unit!r})"
        raise TypeError(f"{said}: both need to be quantities; write {advice}")


def _between_quantities(
    sign: str,
) -> "Callable[[Callable[[Quantity, Quantity], _Answer]], Callable[[Quantity, Quantity], _Answer]]":
    """Make an operation refuse bare numbers and text, and leave other things that are no quantity to Python."""

    def decorated(operation: "Callable[[Quantity, Quantity], _Answer]") -> "Callable[[Quantity, Quantity], _Answer]":
        @wraps(operation)
        def checked(one: "Quantity", other: object) -> _Answer:
            if isinstance(other, Quantity):
                return operation(one, other)
            _refuse_bare(other, one.unit, f"{one} {sign} {other!r}")
            return NotImplemented  # type: ignore[no-any-return] # the decorated operation is one of Python's

        return checked

    return decorated


def _plain_number(number: object, said: str) -> Fraction | None:
    """Give a number by which a quantity is multiplied or divided; None for what Python may know how to."""
    if isinstance(number, Quantity | str):
        raise TypeError(f"{said}: multiply and divide a quantity by a plain number")
    return exact(number) if isinstance(number, Real | Decimal) else None


@attrs.frozen(eq=False, order=False, repr=False)
class Quantity:
    """An exact number of a unit: `Quantity(100, "SQL/month")`.

    `unit` is a noun, a currency, a measure of time, `%` or `point`, with `/` between words, or '' for a plain number.
    Built-in plurals are kept as singulars; other words are taken as they are (an `Agreement` checks them against its
    own). A float counts as written: 0.35 is 35/100. Quantities of one dimension compare, add and convert; others
    raise a UnitError. Equal amounts are equal: 1 quarter is 3 month.

    A number multiplies and divides a quantity; a quantity divided by another is a Fraction. `sum` works, and so do
    `abs`, `-` and `+`. `float` gives the number alone, in floating point. `round` is exact and gives a half to the even
    neighbour, as Python does for all numbers. A format such as `,.2f` is for the number. A quantity is always true:
    0 USD is an amount, and None is none.

    >>> Quantity(1, "quarter") == Quantity(3, "month"), Quantity(300, "SQL/quarter").to("SQL/month")
    (True, Quantity('100 SQL/month'))
    >>> spend = sum([Quantity(1200, "USD"), Quantity(0.5, "USD")])
    >>> f"{spend:,.2f}", round(spend), spend / Quantity(300, "USD")
    ('1,200.50 USD', Quantity('1200 USD'), Fraction(2401, 600))
    """

    __array_ufunc__ = None  # NumPy's numbers leave arithmetic to the quantity

    value: Fraction = attrs.field(converter=exact)
    unit: str = attrs.field(converter=kept_unit)

    def __str__(self) -> str:
        return f"{exact_text(self.value)} {self.unit}".rstrip()

    def __repr__(self) -> str:
        return f"Quantity({str(self)!r})" if self.unit else f"Quantity({exact_text(self.value)!r}, '')"

    @classmethod
    def of(cls, amount: PintQuantity) -> "Quantity":
        """Take a quantity of pint, by the names of its units; its number counts as written.

        A word means here what it means in every agreement, whatever pint's registry says: a month is no number of days.
        UnitError if its unit is no such unit.
        """
        return cls(*from_pint(amount))

    def to_pint(self, registry: PintRegistry) -> Any:
        """Give the quantity as one of a registry of pint, its number a Fraction.

        The registry says what each word measures; UnitError for a word that it does not define.
        """
        return to_pint(self.value, self.unit, registry)

    def to(self, unit: str) -> "Quantity":
        """Convert exactly; UnitError if the units measure different things."""
        return Quantity(self.value_in(unit), unit)

    def ratio(self, other: "Quantity") -> Fraction:
        """Give how many times `other` this is; UnitError if they do not compare, ZeroDivisionError if it is zero."""
        if not isinstance(other, Quantity):
            raise UnitError(f"{other!r} is not a quantity; write it as Quantity(5, 'lead')")
        return self.value / other.value_in(self.unit)

    def measures(self, unit: str) -> bool:
        """Tell whether the quantity converts to a unit."""
        return dimension(self.unit).powers == dimension(kept_unit(unit)).powers

    def value_in(self, unit: str) -> Fraction:
        """Give the number of another unit, exactly; UnitError if the units measure different things."""
        if unit == self.unit:
            return self.value
        mine, theirs = dimension(self.unit), dimension(kept_unit(unit))
        if mine.powers != theirs.powers:
            raise UnitError(f"{self} cannot be compared with {unit or 'a plain number'}")
        return self.value * mine.factor / theirs.factor

    def _normal(self) -> tuple[Fraction, tuple[tuple[str, int], ...]]:
        mine = dimension(self.unit)
        return self.value * mine.factor, mine.powers

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.value == other.value if self.unit == other.unit else self._normal() == other._normal()

    def __hash__(self) -> int:
        return hash(self._normal())

    def __float__(self) -> float:
        return float(self.value)

    def __round__(self, places: int | None = None) -> "Quantity":
        return Quantity(round(self.value) if places is None else round(self.value, index(places)), self.unit)

    def __format__(self, spec: str) -> str:
        return f"{formatted(self.value, spec)} {self.unit}".rstrip() if spec else str(self)

    @_between_quantities("<")
    def __lt__(self, other: "Quantity") -> bool:
        return self.value < other.value_in(self.unit)

    @_between_quantities("<=")
    def __le__(self, other: "Quantity") -> bool:
        return self.value <= other.value_in(self.unit)

    @_between_quantities(">")
    def __gt__(self, other: "Quantity") -> bool:
        return self.value > other.value_in(self.unit)

    @_between_quantities(">=")
    def __ge__(self, other: "Quantity") -> bool:
        return self.value >= other.value_in(self.unit)

    @_between_quantities("+")
    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.value + other.value_in(self.unit), self.unit)

    def __radd__(self, other: int) -> "Quantity":
        """The 0 from which `sum` starts adds up with any quantity; no other number does."""
        if type(other) is int and other == 0:
            return self
        _refuse_bare(other, self.unit, f"{other!r} + {self}")
        return NotImplemented

    @_between_quantities("-")
    def __sub__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.value - other.value_in(self.unit), self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.value, self.unit)

    def __pos__(self) -> "Quantity":
        return self

    def __abs__(self) -> "Quantity":
        return Quantity(abs(self.value), self.unit)

    def __mul__(self, times: Number) -> "Quantity":
        number = _plain_number(times, f"{self} * {times}")
        return NotImplemented if number is None else Quantity(self.value * number, self.unit)

    __rmul__ = __mul__

    @overload
    def __truediv__(self, other: Number) -> "Quantity": ...
    @overload
    def __truediv__(self, other: "Quantity") -> Fraction: ...
    def __truediv__(self, other: "Number | Quantity") -> "Quantity | Fraction":
        if isinstance(other, Quantity):
            return self.ratio(other)
        number = _plain_number(other, f"{self} / {other}")
        return NotImplemented if number is None else Quantity(self.value / number, self.unit)

    def __rtruediv__(self, other: object) -> Fraction:
        _refuse_bare(other, self.unit, f"{other!r} / {self}")
        return NotImplemented
