"""Quantities as numbers: what Python's own functions and operators make of them."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smarketing import InvalidValueError, Quantity
from smarketing.units import exact_text

numbers = st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**4))
units = st.sampled_from(["lead", "USD", "SQL/month", "%", ""])
amounts = st.builds(Quantity, numbers, units)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@given(amounts)
def test_signs_are_those_of_the_number(amount: Quantity) -> None:
    """Minus, plus and abs; the unit stays. Even zero is true, because it is an amount and not nothing."""
    for found, number in ((-amount, -amount.value), (+amount, amount.value), (abs(amount), abs(amount.value))):
        assert (found.value, found.unit) == (number, amount.unit)
    assert bool(amount) is bool(amount - amount) is True
    assert -amount + amount == amount - amount == Quantity(0, amount.unit)


@given(st.lists(numbers, min_size=1), units)
def test_a_sum_is_the_sum_of_the_numbers(values: list[Fraction], unit: str) -> None:
    """In the unit of the first, exactly."""
    assert sum(Quantity(value, unit) for value in values) == Quantity(sum(values), unit)
    total = sum([Quantity(1, "quarter"), Quantity(2, "month")])
    assert isinstance(total, Quantity)
    assert str(total) == "5/3 quarter"


@given(amounts, numbers)
def test_a_number_multiplies_from_both_sides(amount: Quantity, times: Fraction) -> None:
    """The product is exact, has the unit, and is the same from either side."""
    assert times * amount == amount * times
    assert (times * amount).value == times * amount.value
    assert (times * amount).unit == amount.unit


@given(numbers, numbers.filter(bool))
def test_a_quantity_divided_by_another_is_a_number(one: Fraction, other: Fraction) -> None:
    """How many times it fits, in whatever units both are counted."""
    divided = Quantity(one, "quarter") / Quantity(other, "month")
    assert type(divided) is Fraction
    assert divided == one * 3 / other == Quantity(one, "quarter").ratio(Quantity(other, "month"))
    assert divided * Quantity(other, "month") == Quantity(one, "quarter")


@given(amounts)
def test_float_is_the_number_in_floating_point(amount: Quantity) -> None:
    """Without the unit, as near as floating point comes."""
    assert type(float(amount)) is float
    assert float(amount) == float(amount.value)


@given(amounts, st.integers(-4, 6))
@example(Quantity(Fraction(5, 2), "lead"), 0)
def test_rounding_is_that_of_fractions(amount: Quantity, places: int) -> None:
    """Exact, to the nearest, a half to the even neighbour; the unit stays."""
    found = round(amount, places)
    assert (found.value, found.unit) == (round(amount.value, places), amount.unit)
    assert abs(found.value - amount.value) <= Fraction(1, 2) / Fraction(10) ** places
    assert str(round(amount)) == str(Quantity(round(amount.value), amount.unit))


def test_a_half_goes_to_the_even_neighbour() -> None:
    """As in round(2.5) and round(3.5)."""
    assert [str(round(Quantity(half, "lead"))) for half in (2.5, 3.5, -2.5)] == ["2 lead", "4 lead", "-2 lead"]
    assert [str(round(Quantity(cents, "USD"), 2)) for cents in (1.125, 1.135)] == ["1.12 USD", "1.14 USD"]
    assert str(round(Quantity(1250, "USD"), -2)) == "1200 USD"
    with pytest.raises(TypeError, match=whole("'str' object cannot be interpreted as an integer")):
        round(Quantity(1, "USD"), "2")  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("amount", "spec", "text"),
    [
        (Quantity(1234567.891, "USD"), ",.2f", "1,234,567.89 USD"),
        (Quantity(1200.5, "USD"), "", "1200.5 USD"),
        (Quantity(Fraction(200, 3), "SQL/month"), ".1f", "66.7 SQL/month"),
        (Quantity(Fraction(1, 3), "SQL"), "", "1/3 SQL"),
        (Quantity(Fraction(1, 3), "SQL"), ">32", "  0.3333333333333333333333333333 SQL"),
        (Quantity(Fraction(1, 3), ""), ".1%", "33.3%"),
        (Quantity(35, "%"), ".0f", "35 %"),
        (Quantity(12500, "lead"), ".2e", "1.25e+4 lead"),
        (Quantity(5, "lead"), "06.1f", "0005.0 lead"),
        (Quantity(5, "lead"), "+", "+5 lead"),
        (Quantity(2.5, "lead"), ".0f", "2 lead"),
        (Quantity(Fraction(-7, 1000), "USD"), ".2f", "-0.01 USD"),
        (Quantity(Fraction(1, 2**200), "lead"), ".3e", "6.223e-61 lead"),
    ],
)
def test_a_format_is_for_the_number(amount: Quantity, spec: str, text: str) -> None:
    """The unit follows; without a format the text is that of str."""
    assert format(amount, spec) == text


@given(numbers, st.integers(0, 8))
@example(Fraction(25, 10), 0)
@example(Fraction(10**40 * 2 + 1, 2 * 10**40), 0)
def test_formatting_rounds_once(number: Fraction, places: int) -> None:
    """The digits are those of the exactly rounded number, a half to the even neighbour."""
    assert Fraction(Decimal(f"{Quantity(number, ''):.{places}f}")) == round(number, places)


@given(numbers)
def test_a_number_whose_decimals_end_is_written_in_full(number: Fraction) -> None:
    """A format that does not say how many digits cuts nothing off."""
    if "/" not in exact_text(number):
        assert Fraction(f"{Quantity(number, '')!s}") == Fraction(f"{Quantity(number, ''):+}") == number


@pytest.mark.parametrize("spec", ["d", "x", "hello", ".", "%Y"])
def test_what_is_no_format_is_refused(spec: str) -> None:
    """The message shows one that works."""
    message = f"{spec!r} is not a format for numbers; write one such as ',.2f'"
    with pytest.raises(InvalidValueError, match=whole(message)):
        format(Quantity(5, "lead"), spec)


def test_a_sum_is_found_by_type_checkers() -> None:
    """The types of what comes out are known."""
    total: Quantity | int = sum([Quantity(1, "USD")])
    doubled: Quantity = 2 * Quantity(1, "USD")
    share: Fraction = Quantity(1, "USD") / Quantity(4, "USD")
    half: Quantity = Quantity(1, "USD") / 2
    key: Callable[[Quantity], float] = float
    assert (total, doubled, half) == (Quantity(1, "USD"), Quantity(2, "USD"), Quantity(0.5, "USD"))
    assert share == Fraction(1, 4)
    assert max([half, doubled], key=key) == doubled
