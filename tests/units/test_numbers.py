"""Exact numbers, with the decimal module as the oracle."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError, UnitError
from smarketing.units import exact, exact_text, parse_number, rounded, shown, whole_percent

WIDE = Context(prec=200)  # far more digits than any number drawn here

decimals = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6)
fractions = st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**6))
places = st.integers(0, 8)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


def _as_decimal(number: Fraction, digits: int) -> Decimal:
    """Round by the decimal module: division to 200 digits, then halves away from zero."""
    quotient = WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))
    return quotient.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)


@given(st.integers(-(10**14), 10**14), st.integers(0, 10))
def test_a_float_counts_as_it_is_written(number: int, digits: int) -> None:
    """A float written with up to 15 digits is that decimal fraction, not its binary neighbour."""
    assert exact(float(f"{number}e-{digits}")) == Fraction(number, 10**digits)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_comes_back(number: float) -> None:
    """The exact number is so near the float that it converts back to it."""
    assert float(exact(number)) == number


@given(decimals, fractions, st.integers())
def test_exact_kinds_stay_as_they_are(decimal: Decimal, fraction: Fraction, integer: int) -> None:
    """Decimals, fractions and integers lose nothing."""
    assert exact(decimal) == Fraction(decimal)
    assert exact(fraction) == fraction
    assert exact(integer) == integer


def test_35_hundredths_are_what_they_say() -> None:
    """21 of 0.35 is 60: in floats it would be 60.00000000000001."""
    assert exact(0.35) == Fraction(7, 20)
    assert 21 / exact(0.35) == 60
    assert exact(Decimal("1.50")) == Fraction(3, 2)
    assert exact(1e22) == 10**22


@pytest.mark.parametrize("value", [True, False, "5", None, 5j, [1]])
def test_what_is_no_number_is_refused(value: object) -> None:
    """Truth values and text are no numbers, however they look."""
    with pytest.raises(InvalidValueError, match=whole(f"{value!r} is not a number")):
        exact(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (Decimal("NaN"), "NaN"),
        (Decimal("sNaN"), "sNaN"),
        (Decimal("-Infinity"), "-Infinity"),
    ],
)
def test_numbers_that_count_nothing_are_refused(value: float | Decimal, name: str) -> None:
    """Infinity and not-a-number cannot be promised or counted."""
    with pytest.raises(InvalidValueError, match=whole(f"{name} is not a number that can be counted with")):
        exact(value)


@given(fractions, places)
def test_rounding_agrees_with_decimals(number: Fraction, digits: int) -> None:
    """Halves go away from zero, on both sides of it."""
    assert rounded(number, digits) == Fraction(_as_decimal(number, digits))


@given(st.integers(-(10**9), 10**9), places)
def test_halves_go_away_from_zero(number: int, digits: int) -> None:
    """The middle between two neighbours is never rounded towards zero, and never to even."""
    step = Fraction(1, 10**digits)
    middle = (number + Fraction(1, 2)) * step
    assert rounded(middle, digits) == (number + 1 if number >= 0 else number) * step


@given(fractions, places)
def test_rounding_twice_is_rounding_once(number: Fraction, digits: int) -> None:
    """A rounded number stays, and lies within half a step of where it came from."""
    once = rounded(number, digits)
    assert rounded(once, digits) == once
    assert abs(once - number) * 2 * 10**digits <= 1


@given(fractions)
def test_a_number_in_full_loses_nothing(number: Fraction) -> None:
    """What is written in full reads as the same number."""
    assert Fraction(exact_text(number)) == number


@given(fractions)
def test_a_number_in_full_is_a_decimal_where_one_ends(number: Fraction) -> None:
    """It is a fraction only where no power of ten is a multiple of the denominator, and has no idle digits."""
    text = exact_text(number)
    ends = 10**40 % number.denominator == 0  # denominators here are below 2 ** 20
    assert ("/" in text) is not ends
    assert not re.search(r"[eE,+]|\.0*$|\.\d*0$|^-?0\d", text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(26, 25), "1.04"),
        (Fraction(200, 3), "200/3"),
        (Fraction(-200, 3), "-200/3"),
        (Fraction(0), "0"),
        (Fraction(5000), "5000"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 2**39), "0.000000000001818989403545856475830078125"),
        (Fraction(1, 2**40), "1/1099511627776"),
        (Fraction(10**30 + 1), "1000000000000000000000000000001"),
        (Fraction(1, 10**30), f"0.{'0' * 29}1"),
    ],
)
def test_numbers_in_full(number: Fraction, text: str) -> None:
    """No exponent, no thousands, no digit lost, however long."""
    assert exact_text(number) == text


@given(fractions, places)
def test_a_shown_number_is_the_rounded_decimal(number: Fraction, digits: int) -> None:
    """With fixed places it is what the decimal module prints, and minus zero is zero."""
    oracle = f"{_as_decimal(number, digits) + 0:,.{digits}f}"
    expected = oracle.removeprefix("-") if not re.search("[1-9]", oracle) else oracle
    assert shown(number, digits, fixed=True) == expected


@given(fractions, places)
def test_a_shown_number_has_no_idle_zeros(number: Fraction, digits: int) -> None:
    """It is the same number as with fixed places, and as short as can be."""
    text = shown(number, digits)
    assert Fraction(text.replace(",", "")) == rounded(number, digits)
    assert not re.search(r"\.\d*0$|\.$", text)
    assert len(text.partition(".")[2]) <= digits


@pytest.mark.parametrize(
    ("number", "text", "fixed"),
    [
        (Fraction(200, 3), "66.67", "66.67"),
        (Fraction(1276), "1,276", "1,276.00"),
        (Fraction(-1_234_567, 2), "-617,283.5", "-617,283.50"),
        (Fraction(-1, 1000), "0", "0.00"),
        (Fraction(-1, 200), "-0.01", "-0.01"),
        (Fraction(100), "100", "100.00"),
        (Fraction(999_995, 1000), "1,000", "1,000.00"),
    ],
)
def test_numbers_for_reading(number: Fraction, text: str, fixed: str) -> None:
    """Two places unless told otherwise, thousands apart."""
    assert (shown(number), shown(number, fixed=True)) == (text, fixed)


@given(st.integers(-(10**15), 10**15), st.integers(0, 12))
def test_a_number_is_read_as_it_is_written(number: int, digits: int) -> None:
    """With and without commas, exactly."""
    value = Fraction(number, 10**digits)
    plain = exact_text(value)
    head, point, tail = plain.partition(".")
    assume(len(plain) < 30)
    assert parse_number(plain) == value
    assert parse_number(f"{int(head):,}{point}{tail}" if int(head) else plain) == value


@pytest.mark.parametrize(
    "text",
    ["", " 5", "5 ", "1e5", "1/2", "+5", ".5", "5.", "1,00", "1,0000", "1234,567", "1.234,56", "½", "٣", "1_000", "--5",
     "nan", "5 lead", "0x10", "1\n"],
)  # fmt: skip
def test_text_that_is_no_number_is_refused(text: str) -> None:
    """Commas stand between thousands or not at all; there are no exponents, signs or digits of other scripts."""
    with pytest.raises(UnitError, match=whole(f"{text!r} is not a number; write it as 1234.5 or 1,234.5")):
        parse_number(text)


def test_a_number_has_at_most_forty_digits() -> None:
    """A longer one is refused without being read, and only its start is shown."""
    assert parse_number("9" * 40) == 10**40 - 1
    start = "9" * 40 + "..."
    for text in ("9" * 41, "9" * 1_000_000):
        with pytest.raises(UnitError, match=whole(f"{start!r} is not a number; write it as 1234.5 or 1,234.5")):
            parse_number(text)


@given(st.builds(Fraction, st.integers(0, 10**9), st.integers(1, 10**6)))
def test_a_part_of_one_in_whole_percent_is_rounded_like_any_number(part: Fraction) -> None:
    """As a hundred times the part is shown without decimals."""
    assert whole_percent(part) == shown(part * 100, 0)
