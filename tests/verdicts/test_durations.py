"""Durations after a day: whole days and months, and what is refused."""

import re
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import InvalidValueError, Quantity, quantity
from smarketing.verdicts import day_after, is_days_or_months

JANUARY_31 = date(2026, 1, 31)


@attrs.frozen
class Within:
    """Something to be done within a duration."""

    within: Quantity | None = attrs.field(validator=is_days_or_months)


@pytest.mark.parametrize(
    ("duration", "day"),
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
def test_a_duration_after_a_day(duration: str, day: date) -> None:
    """Days and weeks are counted, months keep the day or end with the shorter month."""
    assert Within(quantity(duration)).within == quantity(duration)
    assert day_after(JANUARY_31, quantity(duration)) == day


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 2, 28), 1, date(2026, 3, 31)),
        (date(2028, 2, 28), 1, date(2028, 3, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 4, 30), 1, date(2026, 5, 31)),
        (date(2026, 4, 29), 1, date(2026, 5, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
    ],
)
def test_months_after_the_end_of_a_month_end_with_a_month(day: date, months: int, expected: date) -> None:
    """Whatever their lengths; other days keep their number where the month has it."""
    assert day_after(day, Quantity(months, "month")) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 5000))
def test_days_are_counted_as_the_calendar_does(day: date, days: int) -> None:
    """A number of days after a day is what the standard library says."""
    assert day_after(day, Quantity(days, "day")) == day + timedelta(days=days)


NO_TIME = "is not a number of days or months; write it as '5 days'"
NOT_WHOLE = "is not a whole number of days or months"


@pytest.mark.parametrize(
    ("duration", "message"),
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
def test_what_is_no_duration_of_days_or_months_is_refused(duration: str, message: str) -> None:
    """Other things, business time, parts of a day and negative time are refused, with the argument's name."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as error:
        Within(quantity(duration))
    assert error.value.field == "within"


@pytest.mark.parametrize(
    ("longest", "too_long"),
    [("36525 days", "36526 days"), ("1200 months", "1201 months"), ("100 years", "101 years")],
)
def test_a_duration_is_at_most_100_years(longest: str, too_long: str) -> None:
    """The last one that is taken, and the first that is not."""
    assert Within(quantity(longest)).within == quantity(longest)
    message = f"{quantity(too_long)} is longer than 100 years"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as error:
        Within(quantity(too_long))
    assert error.value.field == "within"


def test_no_duration_is_none() -> None:
    """Whoever names none has no limit of time."""
    assert Within(None).within is None
