"""Quantities beside things that are none."""

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from smarketing import InvalidValueError, Quantity, UnitError

SIGNS: dict[str, Callable[[Any, Any], object]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
}
LEADS = Quantity(5, "lead")


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


class Shelf:
    """Something that adds up with anything."""

    def __radd__(self, other: object) -> str:
        return f"{other} on the shelf"


@pytest.mark.parametrize("other", [5, 0, 2.5, True, Decimal("1.5"), Fraction(1, 2)])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_number_is_no_quantity(sign: str, other: object) -> None:
    """A bare number neither compares nor adds up with a quantity; the message says how to write it."""
    if (sign, other) == ("+", 0):
        return
    message = f"5 lead {sign} {other!r}: both need to be quantities; write Quantity({other}, 'lead')"
    with pytest.raises(TypeError, match=whole(message)):
        SIGNS[sign](LEADS, other)


@pytest.mark.parametrize("sign", SIGNS)
def test_text_is_no_quantity(sign: str) -> None:
    """Nor is text, however right it looks."""
    message = f"5 lead {sign} '5 lead': both need to be quantities; write quantity('5 lead')"
    with pytest.raises(TypeError, match=whole(message)):
        SIGNS[sign](LEADS, "5 lead")


@pytest.mark.parametrize("sign", SIGNS)
def test_nothing_is_no_quantity(sign: str) -> None:
    """What is neither number nor text is left to Python, which says what it cannot do."""
    with pytest.raises(TypeError, match=r"^('[<>]=?' not supported|unsupported operand type).*NoneType'$"):
        SIGNS[sign](LEADS, None)


def test_what_knows_how_to_add_a_quantity_is_let() -> None:
    """As a column of quantities does."""
    assert LEADS + Shelf() == "5 lead on the shelf"


def test_a_number_before_a_quantity() -> None:
    """It is refused as one after it; only the 0 of `sum` adds up."""
    with pytest.raises(TypeError, match=whole("3 + 5 lead: both need to be quantities; write Quantity(3, 'lead')")):
        3 + LEADS
    with pytest.raises(TypeError, match=whole("0.0 + 5 lead: both need to be quantities; write Quantity(0.0, 'lead')")):
        0.0 + LEADS  # type: ignore[operator]
    with pytest.raises(
        TypeError, match=whole("False + 5 lead: both need to be quantities; write Quantity(False, 'lead')")
    ):
        False + LEADS
    with pytest.raises(TypeError, match=whole("3 / 5 lead: both need to be quantities; write Quantity(3, 'lead')")):
        3 / LEADS
    with pytest.raises(TypeError, match=r"^unsupported operand type\(s\) for /: 'NoneType' and 'Quantity'$"):
        None / LEADS
    with pytest.raises(TypeError, match=r"^unsupported operand type\(s\) for \+: 'NoneType' and 'Quantity'$"):
        None + LEADS  # type: ignore[operator]
    with pytest.raises(TypeError, match=whole("5 lead > 3: both need to be quantities; write Quantity(3, 'lead')")):
        operator.lt(3, LEADS)


@pytest.mark.parametrize(("other", "said"), [(Quantity(3, "USD"), "3 USD"), ("3", "3")])
def test_only_a_number_multiplies(other: Any, said: str) -> None:
    """A product of two quantities has no unit here."""
    message = f"5 lead * {said}: multiply and divide a quantity by a plain number"
    with pytest.raises(TypeError, match=whole(message)):
        LEADS * other
    with pytest.raises(TypeError, match=r"^(5 lead|3 USD) \* .*: multiply and divide a quantity by a plain number$"):
        other * LEADS


def test_what_is_no_number_does_not_multiply_or_divide() -> None:
    """Text is refused in plain words, nothing by Python, truth by the numbers."""
    with pytest.raises(TypeError, match=whole("5 lead / 2: multiply and divide a quantity by a plain number")):
        LEADS / "2"  # type: ignore[operator]
    for calculate in (operator.mul, operator.truediv):
        with pytest.raises(TypeError, match=r"^unsupported operand type.*'NoneType'$"):
            calculate(LEADS, None)
        with pytest.raises(InvalidValueError, match=whole("True is not a number")):
            calculate(LEADS, True)


def test_quantities_of_different_things_do_not_divide() -> None:
    """A price per lead is not made by dividing."""
    with pytest.raises(UnitError, match=whole("5 lead cannot be compared with USD")):
        Quantity(3, "USD") / LEADS
    with pytest.raises(ZeroDivisionError, match=r"^Fraction\(\d, 0\)$"):
        LEADS / Quantity(0, "lead")
    with pytest.raises(ZeroDivisionError, match=r"^Fraction\(\d, 0\)$"):
        LEADS / 0
    with pytest.raises(UnitError, match=whole("5 is not a quantity; write it as Quantity(5, 'lead')")):
        LEADS.ratio(5)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [np.float64(2), np.int64(2), np.float32(2)])
def test_numbers_of_numpy_multiply_from_both_sides(number: float) -> None:
    """They leave the arithmetic to the quantity; arrays do not multiply one."""
    assert number * LEADS == LEADS * number == Quantity(10, "lead")
    assert LEADS / number == Quantity(2.5, "lead")
    with pytest.raises(TypeError, match=r"^unsupported operand .* \*: 'numpy.ndarray' and 'Quantity'$"):
        np.array([1, 2]) * LEADS


@pytest.mark.parametrize("unit", [None, 3, b"lead", ["lead"]])
def test_a_unit_is_text(unit: object) -> None:
    """Anything else is refused, wherever a unit is taken."""
    message = whole(f"{unit!r} is not a unit; write it as text, as in 'SQL/month'")
    for take in (lambda: Quantity(5, unit), lambda: LEADS.to(unit), lambda: LEADS.measures(unit)):  # type: ignore[arg-type]
        with pytest.raises(UnitError, match=message):
            take()
