"""Numbers as people and spreadsheets write them: one reading, or a refusal."""

import decimal as decimals
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing.tables.written_numbers import (
    SAY_WHICH,
    SPACES,
    Decimal,
    as_decimal,
    one_reading,
    shown_decimals,
    written_number,
)

SIGNS: list[Decimal] = [".", ","]


def value(text: str, decimal: Decimal | None = None) -> Fraction | None:
    """Give the number that a text is; None if it is none."""
    found = written_number(text)
    return None if found is None else found.value(decimal)


ONE_READING = {
    "0": 0,
    "007": 7,
    "1204": 1204,
    "0.125": Fraction(1, 8),
    "0,125": Fraction(1, 8),
    "00.125": Fraction(1, 8),
    "7200.125": Fraction(57601, 8),
    "7200.000000": 7200,
    "12,34": Fraction(617, 50),
    "5.000,50": Fraction(10001, 2),
    "1,200.50": Fraction(2401, 2),
    "1.204.000": 1_204_000,
    "1,204,000": 1_204_000,
    "1 204": 1204,
    "1\u00a0204": 1204,
    "1\u202f204": 1204,
    "1\u2009204,500": Fraction(2409, 2),
    "1'204": 1204,
    "1\u2019204.5": Fraction(2409, 2),
    "-5": -5,
    "\u22125": -5,
    "5-": -5,
    "(1'200)": -1200,
    "92 %": 92,
    "92%": 92,
    "$1,200.50": Fraction(2401, 2),
    "-$5": -5,
    "$-5": -5,
    "($5)": -5,
    "1 200,50 €": Fraction(2401, 2),
    "€\u00a05": 5,
    "US$5": 5,
    "EUR 5": 5,
    "5 EUR": 5,
    f"  {'9' * 40} ": 10**40 - 1,
}
TWO_READINGS = {
    "82.500": ("82500", "82.500"),
    "186,500": ("186500", "186.500"),
    "1.204": ("1204", "1.204"),
    "1,204": ("1204", "1.204"),
    "-1,204": ("-1204", "-1.204"),
    "(1,204)": ("-1204", "-1.204"),
    "$1.204": ("1204", "1.204"),
}
NO_NUMBERS = [
    *(
        "",
        "-",
        ".",
        "five",
        "1e3",
        "1.2E+11",
        "nan",
        "inf",
        "+5",
        "5.",
        ".5",
        "1,20,000",
        "1.20.000",
        "1 20",
        "12 34.5",
    ),
    *(
        "1.204 300",
        "1,204.000.5",
        "--5",
        "(-5)",
        "(5",
        "5)",
        "-5-",
        "$5 €",
        "5 leads",
        "#REF!",
        "٣",
        "\uff11\uff12",
        "1_000",
        "½",
    ),
    *("1\u200b204", "9" * 41, "1/2", "0x1A", "SKU 5 5"),
]


@pytest.mark.parametrize(("text", "number"), ONE_READING.items())
def test_a_number_with_one_reading_is_read(text: str, number: Fraction) -> None:
    """Whatever separates its thousands, and on whichever side its sign is."""
    assert value(text) == number


@pytest.mark.parametrize(("text", "readings"), TWO_READINGS.items())
def test_a_number_with_two_readings_is_asked_for(text: str, readings: tuple[str, str]) -> None:
    """The refusal has both, and either sign of decimals settles it."""
    message = f"{text!r} could be {' or '.join(readings)}; {SAY_WHICH}"
    assert refusal(lambda: value(text)) == (message, None)
    assert {value(text, "."), value(text, ",")} == set(map(Fraction, readings))


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_has_no_reading(text: str) -> None:
    """Groups of another size, signs twice, other digits and words."""
    assert written_number(text) is None


@pytest.mark.parametrize(
    ("text", "decimal", "name"), [("5.000,50", ".", "decimal dots"), ("1,204.5", ",", "decimal commas")]
)
def test_a_number_that_is_none_with_the_stated_decimals_is_refused(text: str, decimal: Decimal, name: str) -> None:
    """Its other reading is not taken instead."""
    assert refusal(lambda: value(text, decimal)) == (f"{text!r} is not a number with {name}", None)


numbers = st.builds(Fraction, st.integers(-(10**12), 10**12), st.integers(0, 6).map(lambda places: 10**places))
thousands = st.sampled_from(["", *SPACES, "'", "\u2019", "other"])
minus = st.sampled_from(["-{}", "\u2212{}", "{}-", "({})", "- {}"])
marks = st.sampled_from(["{}", "${}", "{} €", "{}\u00a0%", "CHF {}"])


@given(numbers, st.sampled_from(SIGNS), thousands, minus, marks)
def test_what_is_written_with_one_sign_of_decimals_is_read_with_it(
    number: Fraction, decimal: Decimal, group: str, negative: str, mark: str
) -> None:
    """Without it, the same number is read, or the text is refused: never another number."""
    separator = {".": ",", ",": "."}[decimal] if group == "other" else group
    whole, _dot, part = f"{decimals.Decimal(abs(number.numerator)) / number.denominator:,.6f}".partition(".")
    digits = whole.replace(",", separator) + (decimal + part.rstrip("0") if part.rstrip("0") else "")
    text = mark.format(digits)
    text = negative.format(text) if number < 0 else text
    assert value(text, decimal) == number
    found = written_number(text)
    assert found is not None
    readings = set(found.readings.values())
    assert number in readings
    assert len(readings) == 1 or (len(readings) == 2 and digits.count(".") + digits.count(",") == 1)


@given(st.text(st.sampled_from("0123456789., '-()%$€"), max_size=9))
def test_readings_agree_with_plain_decimals(text: str) -> None:
    """A text of digits and one sign of decimals is what Python reads in it, or something grouped in threes."""
    found = written_number(text)
    for decimal, number in () if found is None else found.readings.items():
        digits = "".join(letter for letter in text if letter.isdigit() or letter == decimal)
        assert abs(number) == Fraction(digits.replace(",", "."))


@given(numbers)
def test_what_is_written_for_reading_has_one_reading(number: Fraction) -> None:
    """So that files which are written here can be read again."""
    assert value(one_reading(number)) == number


SHOWN = [
    (["1,204", "1,204.50"], "."),
    (["1,204", "12,5"], ","),
    (["1,204", "0.125"], "."),
    (["1,204", "1.204.000"], ","),
    (["1,204", "7", "1 204", 0.5, None, "", "web"], None),
]


@pytest.mark.parametrize(("cells", "decimal"), SHOWN)
def test_cells_show_what_separates_decimals(cells: list[object], decimal: str | None) -> None:
    """Cells with one reading do; numbers of Python, whole numbers and words do not."""
    assert shown_decimals(cells).settled() == decimal


def test_cells_that_contradict_each_other_settle_nothing() -> None:
    """Both are named."""
    message = f"the column has '1,204.50' and '12,5'; {SAY_WHICH}"
    assert refusal(lambda: shown_decimals(["12,5", "1,204.50", "13,5"]).settled()) == (message, None)


@pytest.mark.parametrize("decimal", ["", ";", "comma", ".,"])
def test_decimals_are_separated_by_a_dot_or_a_comma(decimal: str) -> None:
    """Nothing else can be stated."""
    message = f"decimals are separated by '.' or ','; not by {decimal!r}"
    assert refusal(lambda: as_decimal(decimal)) == (message, "decimal")
