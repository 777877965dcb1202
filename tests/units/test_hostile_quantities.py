"""Hostile and mistaken text: refused at once, with the whole message, and never calculated with."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import UnitError
from smarketing.units import Quantity, kept_unit, parse_number, quantity, unit_words

NO_QUANTITY = " is not a quantity; write a number and a unit, as in '100 SQL/month'"
NO_UNIT = " is not a unit; write words with / between them, as in 'SQL/month'"


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@pytest.mark.parametrize(
    "text",
    ["", "lead", "lead 5", "nan lead", "inf lead", "+5 lead", ".5 lead", "- 5 lead", "\u22125 lead", "--5 lead",
     "½ lead", "² lead", "٣ lead", "\uff15 lead", "(5) lead", "__import__('os')",
     "__import__('os').system('true') lead", "5 5 lead", "5 6", "'5' lead", "lambda: 5", "~5 lead"],
)  # fmt: skip
def test_text_that_does_not_start_as_a_quantity_is_refused(text: str) -> None:
    """The number comes first, in plain digits, and then the unit."""
    with pytest.raises(UnitError, match=whole(f"{text!r}{NO_QUANTITY}")):
        quantity(text)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("9" * 41 + " lead", "9" * 40),
        ("9" * 10_000 + " lead", "9" * 40),
        ("0." + "3" * 40 + " lead", "0." + "3" * 38),
        ("1/" + "3" * 40 + " lead", "1/" + "3" * 38),
        ("(" * 100_000 + "5" + ")" * 100_000 + " lead", "(" * 40),
        ("1,111" + ",111" * 100_000 + " lead", "1,111" + ",111" * 8 + ",11"),
        ("5 lead" + "/lead" * 100_000, "5 lead/lead/lead/lead/lead/lead/lead/lead"[:40]),
        ("5 " + "x" * 1_000_000, "5 " + "x" * 38),
        ("5" + " " * 1_000_000 + "5", "5" + " " * 39),
    ],
)
def test_huge_text_is_refused_with_its_start(text: str, start: str) -> None:
    """A quantity has at most 160 characters and 40 digits; a message does not repeat what is longer."""
    with pytest.raises(UnitError, match=whole(f"{start + '...'!r}{NO_QUANTITY}")):
        quantity(text)


def test_the_longest_number_and_text_are_read() -> None:
    """40 digits are read and 41 are not, wherever they stand; 160 characters are."""
    assert quantity("9" * 40 + " lead").value == 10**40 - 1
    assert quantity("1/" + "9" * 39 + " lead").value.denominator == 10**39 - 1
    noun = "x" * 40
    unit = f"{noun}/{noun}"
    assert quantity(f"5{unit:>159}", [noun]).unit == unit
    with pytest.raises(UnitError, match=whole(f"{'5' + ' ' * 39 + '...'!r}{NO_QUANTITY}")):
        quantity(f"5{unit:>160}", [noun])


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 __import__('os')", "__import__('os')"),
        ("5 lead*month", "lead*month"),
        ("5 lead**2", "lead**2"),
        ("5 lead^2", "lead^2"),
        ("5 lead + 5 lead", "lead + 5 lead"),
        ("5 (lead)", "(lead)"),
        ("5 lead/", "lead/"),
        ("5 /month", "/month"),
        ("5 lead//month", "lead//month"),
        ("5 lead/2", "lead/2"),
        ("5 SQL month", "SQL month"),
        ("5 per month", "per month"),
        ("5 lead per", "lead per"),
        ("5 lead.report", "lead.report"),
        ("5 [lead]", "[lead]"),
        ("5 lead = 3", "lead = 3"),
        ("5 ¢", "¢"),
        ("5 _lead", "_lead"),
        ("5 lead\0", "lead\0"),
    ],
)
def test_a_unit_that_is_more_than_words_is_refused(text: str, unit: str) -> None:
    """No products, powers, brackets or numbers: words with `/` or `per` between them, as text and in Python."""
    with pytest.raises(UnitError, match=whole(f"{unit!r}{NO_UNIT}")):
        quantity(text)
    with pytest.raises(UnitError, match=whole(f"{unit!r}{NO_UNIT}")):
        Quantity(5, unit)


@pytest.mark.parametrize(
    "text", ["9**9**9 lead", "1,00 lead", "1.234,56 EUR", "1234,567 lead", "5. lead", "1_000 lead"]
)
def test_a_number_that_is_no_number_is_shown_whole(text: str) -> None:
    """The mistake is in the number, so the message is about the quantity, and not about a unit ',56 EUR'."""
    with pytest.raises(UnitError, match=whole(f"{text!r}{NO_QUANTITY}")):
        quantity(text)


def test_a_unit_has_at_most_120_characters() -> None:
    """A longer one is refused, and its start is shown."""
    longest = "/".join(["lead"] * 24)
    assert len(longest) == 119
    assert unit_words(longest) == ["lead"] * 24
    assert kept_unit(f"{longest} ".rstrip()) == longest
    with pytest.raises(UnitError, match=whole(f"{longest[:40] + '...'!r}{NO_UNIT}")):
        quantity(f"5 {longest}/lead")
    with pytest.raises(UnitError, match=whole(f"{longest[:40] + '...'!r}{NO_UNIT}")):
        Quantity(5, longest + "/lead" * 100_000)


@pytest.mark.parametrize("unit", ["$", "€", "USD/$", "$/month"])
def test_a_currency_sign_is_no_unit_in_python_either(unit: str) -> None:
    """A quantity that could not be compared with anything is refused at the door."""
    sign = "€" if "€" in unit else "$"
    code = "EUR" if sign == "€" else "USD"
    with pytest.raises(UnitError, match=whole(f"{sign!r} is no unit; write the currency's code, as in '5 {code}'")):
        Quantity(5, unit)


@given(st.text() | st.text("0123456789.,/- $%*()[]^=leadmonthper_", max_size=40))
def test_any_text_is_a_quantity_or_is_refused(text: str) -> None:
    """Nothing but a UnitError comes out, and what is read can be written, read again and compared."""
    try:
        amount = quantity(text)
    except UnitError:
        return
    assert quantity(str(amount)) == amount


@pytest.mark.parametrize("text", [b"", b"5 lead", 5, None, ["5 lead"]])
def test_what_is_no_text_is_refused(text: object) -> None:
    """Bytes, numbers and nothing are no text of a quantity or number."""
    with pytest.raises(
        UnitError, match=whole(f"{text!r} is not a quantity; write it as text with its unit, as in '100 SQL/month'")
    ):
        quantity(text)  # type: ignore[arg-type]
    with pytest.raises(UnitError, match=whole(f"{text!r} is not text; write a number as '1234.5' or '1,234.5'")):
        parse_number(text)  # type: ignore[arg-type]
