"""Parts of the wrong kind are refused where they are made."""

from typing import Any

import pytest

from smarketing import InvalidValueError, Objective, Party, Term, UnitError, quantity


def test_a_party_has_a_name() -> None:
    """An empty name is none."""
    with pytest.raises(InvalidValueError, match=r"^a party has a name$"):
        Party("")


def test_a_date_is_a_date_or_its_text() -> None:
    """A number is neither."""
    day: Any = 20260101
    with pytest.raises(InvalidValueError, match=r"^20260101 is not a date; write it as 2026-01-31$"):
        Term(day)


def test_a_promise_is_judged_by_an_evaluator() -> None:
    """A target alone does not say whether more or less is better."""
    target: Any = "100 SQL/month"
    message = r"^a promise is judged by an evaluator, as in AtLeast\('100 SQL/month'\); not by '100 SQL/month'$"
    with pytest.raises(InvalidValueError, match=message):
        Objective("leads", "A", "B", target)


def test_a_quantity_is_read_from_text() -> None:
    """A bare number has no unit."""
    bare: Any = 5
    message = r"^5 is not a quantity; write it as text with its unit, as in '100 SQL/month'$"
    with pytest.raises(UnitError, match=message):
        quantity(bare)


def test_a_currency_is_written_by_its_code() -> None:
    """Its name in English is understood well enough to say so."""
    with pytest.raises(UnitError, match=r"^no unit named 'Euros'; write the currency's code, as in '5 EUR'$"):
        quantity("5 Euros")
