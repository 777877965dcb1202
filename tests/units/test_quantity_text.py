"""Quantities as text: what is read, what is written, and what is refused with which words."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import UnitError
from smarketing.units import Quantity, quantity, readable, written

PLURALS = {
    "lead": "leads",
    "MQL": "MQLs",
    "SQL": "SQLs",
    "SAL": "SALs",
    "customer": "customers",
    "report": "reports",
    "reply": "replies",
    "inquiry": "inquiries",
    "opportunity": "opportunities",
    "ticket": "tickets",
    "day": "days",
    "hour": "hours",
    "business_hour": "business_hours",
    "business_day": "business_days",
    "month": "months",
    "quarter": "quarters",
    "year": "years",
    "point": "points",
}
UNCHANGED = ["%", "USD", "EUR", "JPY", "KWD", "XAU"]
OWN = {
    "demo": "demos",
    "sales_call": "sales_calls",
    "box": "boxes",
    "story": "stories",
    "NPS": "NPSs",
    "Öffnung": "Öffnungs",
}

words = st.sampled_from([*PLURALS, *UNCHANGED, *OWN])
units = st.lists(words, min_size=1, max_size=4).map("/".join)
decimals = st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=12).map(Fraction)
fractions = st.builds(Fraction, st.integers(-(10**15), 10**15), st.integers(1, 10**6))
quantities = st.builds(Quantity, decimals | fractions, units)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@given(quantities)
def test_a_quantity_is_read_as_it_is_written(amount: Quantity) -> None:
    """In both ways of writing in full: number and unit come back, not only something equal."""
    for text in (str(amount), written(amount)):
        back = quantity(text, OWN)
        assert (back.value, back.unit) == (amount.value, amount.unit)


@given(quantities)
def test_the_python_text_of_a_quantity_holds_its_text(amount: Quantity) -> None:
    """It is what `str` gives, in quotes; a plain number says that it has no unit."""
    assert repr(amount) == f"Quantity('{amount}')"
    assert repr(Quantity(amount.value, "")) == f"Quantity('{Quantity(amount.value, '')}', '')"


@given(
    st.integers(0, 10**9),
    st.sampled_from([*PLURALS.items(), *OWN.items()]),
    st.sampled_from(list(PLURALS.items())),
    st.sampled_from(["", " ", "  ", "\t"]),
    st.sampled_from(["/", " / ", "/ ", " per ", "  per\t"]),
)
def test_all_spellings_are_one_quantity(
    number: int, above: tuple[str, str], below: tuple[str, str], gap: str, slash: str
) -> None:
    """Plurals, `per`, spaces and commas between thousands change nothing."""
    expected = (Fraction(number), f"{above[0]}/{below[0]}")
    for upper in above:
        for lower in below:
            back = quantity(f" {number:,}{gap}{upper}{slash}{lower}\n", OWN)
            assert (back.value, back.unit) == expected


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("100 SQL/month", Fraction(100), "SQL/month"),
        ("5,000 USD", Fraction(5000), "USD"),
        ("2.5 %", Fraction(5, 2), "%"),
        ("2.5%", Fraction(5, 2), "%"),
        ("40 percent", Fraction(40), "%"),
        ("15 % per quarter", Fraction(15), "%/quarter"),
        ("4 reports", Fraction(4), "report"),
        ("1/3 lead", Fraction(1, 3), "lead"),
        ("-1/3 lead", Fraction(-1, 3), "lead"),
        ("-1,234.50 EUR", Fraction(-2469, 2), "EUR"),
        ("007 lead", Fraction(7), "lead"),
        ("0.10 USD", Fraction(1, 10), "USD"),
    ],
)
def test_examples_of_what_is_read(text: str, value: Fraction, unit: str) -> None:
    """Numbers are exactly the text as written."""
    back = quantity(text)
    assert (back.value, back.unit) == (value, unit)


@pytest.mark.parametrize(
    ("amount", "full", "reading"),
    [
        (Quantity(5, "day"), "5 days", "5 days"),
        (Quantity(1, "day"), "1 day", "1 day"),
        (Quantity(0, "reply"), "0 replies", "0 replies"),
        (Quantity(4, "report/month"), "4 report/month", "4 report/month"),
        (Quantity(3, "SQL"), "3 SQL", "3 SQL"),
        (Quantity(Fraction(200, 3), "SQL"), "200/3 SQL", "66.67 SQL"),
        (Quantity(1276, "USD"), "1276 USD", "1,276.00 USD"),
        (Quantity(0.5, "USD/lead"), "0.5 USD/lead", "0.50 USD/lead"),
        (Quantity(1276, "JPY"), "1276 JPY", "1,276 JPY"),
        (Quantity(1276, "KWD"), "1276 KWD", "1,276.000 KWD"),
        (Quantity(1276, "CLF"), "1276 CLF", "1,276.0000 CLF"),
        (Quantity(Fraction(1, 8), "XAU"), "0.125 XAU", "0.13 XAU"),
        (Quantity(Fraction(95, 103) * 100, "%"), "9500/103 %", "92.23 %"),
        (Quantity(4, "business_hour"), "4 business_hours", "4 business hours"),
        (Quantity(2, "sales_call"), "2 sales_calls", "2 sales calls"),
        (Quantity(12345.5, ""), "12345.5", "12,345.5"),
    ],
)
def test_examples_of_what_is_written(amount: Quantity, full: str, reading: str) -> None:
    """In full to be read again; for reading with two places, thousands, and all the minor units of money."""
    assert (written(amount), readable(amount)) == (full, reading)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$5", "'$5' names a currency by its sign; write 5 USD"),
        ("$ 5", "'$ 5' names a currency by its sign; write 5 USD"),
        ("$5,000.50", "'$5,000.50' names a currency by its sign; write 5,000.50 USD"),
        ("€3.50", "'€3.50' names a currency by its sign; write 3.50 EUR"),
        ("£3", "'£3' names a currency by its sign; write 3 GBP"),
        ("¥3", "'¥3' names a currency by its sign; write 3 JPY"),
        ("₹3", "'₹3' names a currency by its sign; write 3 INR"),
        ("5 $", "'$' is no unit; write the currency's code, as in '5 USD'"),
        ("5$", "'$' is no unit; write the currency's code, as in '5 USD'"),
        ("5 €", "'€' is no unit; write the currency's code, as in '5 EUR'"),
        ("5 $/month", "'$' is no unit; write the currency's code, as in '5 USD'"),
    ],
)
def test_a_currency_sign_is_refused_with_the_code_to_write(text: str, message: str) -> None:
    """A sign is shared by many currencies; the most usual code is what the message suggests."""
    with pytest.raises(UnitError, match=whole(message)):
        quantity(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("$5,000/month", "5,000 USD/month"),
        ("$100/customer", "100 USD/customer"),
        ("€ 1.50 per lead", "1.50 EUR per lead"),
    ],
)
def test_what_is_advised_for_a_sign_can_be_read(text: str, advice: str) -> None:
    """The code stands where a unit stands, before what follows `/` or `per`."""
    with pytest.raises(UnitError, match=whole(f"{text!r} names a currency by its sign; write {advice}")):
        quantity(text)
    assert quantity(advice).value > 0


UNKNOWN = "; an agreement declares nouns of its own under 'units'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("20 ms", "no unit named 'ms'; write it out, as in '5 milliseconds'"),
        ("2h", "no unit named 'h'; write it out, as in '5 hours'"),
        ("5 rps", "no unit named 'rps'; write it out, as in '5 requests/second'"),
        ("5 leeds", f"no unit named 'leeds' (did you mean 'leads'?){UNKNOWN}"),
        ("5 sql", f"no unit named 'sql' (did you mean 'SQL'?){UNKNOWN}"),
        ("5 usd", f"no unit named 'usd' (did you mean 'USD'?){UNKNOWN}"),
        ("5 lead/mont", f"no unit named 'mont' (did you mean 'month'?){UNKNOWN}"),
        ("5 XXX", f"no unit named 'XXX'{UNKNOWN}"),
        ("5 XTS", f"no unit named 'XTS'{UNKNOWN}"),
        ("5 dimensionless", f"no unit named 'dimensionless'{UNKNOWN}"),
        ("5 meter", f"no unit named 'meter'{UNKNOWN}"),
        (
            "4 business hours",
            (
                "'business hours' is not a unit; write words with / between them, as in 'SQL/month'"
                " (did you mean 'business_hours'?)"
            ),
        ),
        ("5 per", "'per' is not a unit; write words with / between them, as in 'SQL/month'"),
        ("5 nan", f"no unit named 'nan'{UNKNOWN}"),
        ("5 demo", f"no unit named 'demo'{UNKNOWN}"),
    ],
)
def test_an_unknown_noun_is_refused_with_a_hint(text: str, message: str) -> None:
    """No noun is made up, and no unit of physics is known."""
    with pytest.raises(UnitError, match=whole(message)):
        quantity(text)


@pytest.mark.parametrize("text", ["5", "1,000.5", "1/3", "-2"])
def test_a_number_without_a_unit_is_refused(text: str) -> None:
    """The message shows the number with a unit."""
    examples = f"'{text} %', '{text} days' or '{text} lead/month'"
    message = f"{text!r} has no unit; write one after it, as in {examples}"
    with pytest.raises(UnitError, match=whole(message)):
        quantity(text)


def test_a_division_by_zero_is_refused() -> None:
    """A fraction is only a way to write a number."""
    with pytest.raises(UnitError, match=whole("'1/0 lead' divides by zero")):
        quantity("1/0 lead")
