"""Quantities of pint come in and go out by the names of their units, and lose nothing."""

import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import InvalidValueError, Quantity, Target, UnitError
from smarketing.units import as_quantity, as_target, optional_quantity

REGISTRY: Any = pint.UnitRegistry()
for word in ("SQL", "lead", "USD", "business_hour", "demo"):
    REGISTRY.define(f"{word} = [{word}]")
numbers = st.builds(Fraction, st.integers(-(10**6), 10**6), st.integers(1, 10**4))
UNITS = ["lead", "USD/lead", "SQL/month", "lead/month/month", "%", "%/month", "", "business_hour", "demo", "hour/week"]


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@given(numbers, st.sampled_from(UNITS))
def test_there_and_back_nothing_is_lost(number: Fraction, unit: str) -> None:
    """A quantity made one of pint and taken again is the same, its number exact."""
    amount = Quantity(number, unit)
    there = amount.to_pint(REGISTRY)
    assert isinstance(there, pint.Quantity)
    assert (type(there.magnitude), there.magnitude) == (Fraction, number)
    back = Quantity.of(there)
    assert (back.value, back) == (number, amount)


@pytest.mark.parametrize(
    ("magnitude", "value"),
    [
        (5, 5),
        (0.35, Fraction(7, 20)),
        (Decimal("1.10"), Fraction(11, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
        (np.float64(0.35), Fraction(7, 20)),
        (np.int64(5), 5),
    ],
)
def test_a_number_counts_as_written(magnitude: object, value: Fraction) -> None:
    """Whatever its type."""
    assert Quantity.of(REGISTRY.Quantity(magnitude, "lead")) == Quantity(value, "lead")


def test_a_quantity_of_pint_goes_wherever_a_quantity_does() -> None:
    """As an amount, as a target, in a target, or left out."""
    leads = REGISTRY.Quantity(100, "SQL/month")
    assert as_quantity(leads) == optional_quantity(leads) == Quantity(100, "SQL/month")
    assert as_target(leads) == Target(leads) == Target(Quantity(100, "SQL/month")) == Target("100 SQL/month")
    assert as_quantity(REGISTRY("30 min")) == Quantity(30, "minute")


def test_how_pint_writes_units_makes_no_difference() -> None:
    """Units are taken by name, not by the text that a registry is set to write."""
    registry: Any = pint.UnitRegistry()
    registry.formatter.default_format = "~P"
    assert str(registry.Quantity(5, "hour/week")) == "5 h/week"
    assert Quantity.of(registry.Quantity(5, "hour/week")).unit == "hour/week"


@pytest.mark.parametrize("unit", ["lead * hour", "lead ** 2", "1/month", "lead ** 0.5", "lead/month ** 0.5"])
def test_a_unit_that_is_none_here_is_refused(unit: str) -> None:
    """Products, powers and bare rates; the message shows the quantity."""
    amount = REGISTRY.Quantity(5, unit)
    message = f"'{amount}' is not in a unit such as 'SQL/month': one word, and perhaps words that divide it"
    with pytest.raises(UnitError, match=whole(message)):
        Quantity.of(amount)


@pytest.mark.parametrize(
    ("magnitude", "message"),
    [
        (float("nan"), "nan is not a number that can be counted with"),
        (np.array([1, 2]), "array([1, 2]) is not a number"),
        (2j, "2j is not a number"),
    ],
)
def test_a_number_that_does_not_count_is_refused(magnitude: object, message: str) -> None:
    """Arrays, complex numbers and what is no number."""
    with pytest.raises(UnitError, match=whole(message)):
        Quantity.of(REGISTRY.Quantity(magnitude, "lead"))


@pytest.mark.parametrize("amount", [5, None, b"5 lead", ["5 lead"], REGISTRY.Unit("lead")])
def test_what_is_no_quantity_is_refused(amount: Any) -> None:
    """Numbers, bytes and units without a number are no quantities."""
    message = whole(f"{amount!r} is not a quantity; write it as text with its unit, as in '100 SQL/month'")
    for take in (as_quantity, as_target, Quantity.of, Target):
        with pytest.raises(UnitError, match=message):
            take(amount)


def test_a_registry_says_which_word_it_does_not_know() -> None:
    """And how to teach it; what is no registry is refused too."""
    message = "'MQL' is not defined in the unit registry; define it there, as in registry.define('SQL = [SQL]')"
    with pytest.raises(UnitError, match=whole(message)):
        Quantity(5, "MQL/month").to_pint(REGISTRY)
    with pytest.raises(InvalidValueError, match=whole("a pint.UnitRegistry is needed, not 3")) as caught:
        Quantity(5, "lead").to_pint(3)  # type: ignore[arg-type]
    assert caught.value.field == "registry"


def test_pint_is_not_imported_to_take_one() -> None:
    """Whoever has a quantity of pint has imported it already."""
    code = "import sys; from smarketing.units import as_quantity; as_quantity('5 lead'); print('pint' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
