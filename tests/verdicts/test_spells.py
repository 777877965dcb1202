"""Spells of time after a day: whole days and months, and what is refused."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import InvalidValueError, Quantity, quantity
from smarketing.verdicts import check_spell, day_after

JANUARY_31 = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("spell", "day"),
    [
        ("0 days", date(2026, 1, 31)),
        ("1 day", date(2026, 2, 1)),
        ("5 days", date(2026, 2, 5)),
        ("2 weeks", date(2026, 2, 14)),
        ("48 hours", date(2026, 2, 2)),
        ("1 month", date(2026, 2, 28)),
        ("1 quarter", date(2026, 4, 30)),
        ("1 year", date(2027, 1, 31)),
        ("25 months", date(2028, 2, 29)),
    ],
)
def test_a_spell_after_a_day(spell: str, day: date) -> None:
    """Days and weeks are counted, months keep the day or end with the shorter month."""
    check_spell(quantity(spell), "within")
    assert day_after(JANUARY_31, quantity(spell)) == day


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 5000))
def test_days_are_counted_as_the_calendar_does(day: date, days: int) -> None:
    """A number of days after a day is what the standard library says."""
    assert day_after(day, Quantity(days, "day")) == day + timedelta(days=days)


NO_TIME = "is not a number of days or months; write it as '5 days'"
NOT_WHOLE = "is not a whole number of days or months"


@pytest.mark.parametrize(
    ("spell", "message"),
    [
        ("5 leads", f"5 lead {NO_TIME}"),
        ("5 USD", f"5 USD {NO_TIME}"),
        ("5 business_days", f"5 business_day {NO_TIME}"),
        ("5 days/month", f"5 day/month {NO_TIME}"),
        ("12 hours", f"12 hour {NOT_WHOLE}"),
        ("1.5 months", f"1.5 month {NOT_WHOLE}"),
        ("-1 day", f"-1 day {NOT_WHOLE}"),
    ],
)
def test_what_is_no_spell_of_days_or_months_is_refused(spell: str, message: str) -> None:
    """Other things, business time, parts of a day and negative time are refused, with the argument's name."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as error:
        check_spell(quantity(spell), "within")
    assert error.value.field == "within"
