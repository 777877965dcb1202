"""Wherever a day is meant, a datetime is refused: its time of day would be lost without a word."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest

from smarketing import (
    Agreement,
    AtLeast,
    BusinessHours,
    InvalidValueError,
    Month,
    Objective,
    Party,
    Recurrence,
    Signature,
    Term,
    Withdrawal,
)
from smarketing.funnel import pace
from smarketing.funnel.planning.monthly_goals import working_days
from smarketing.hours import AnyOpen
from smarketing.months import as_date

DAY = date(2026, 1, 30)
MOMENT = datetime(2026, 1, 30, 9, 15)
OFFICE = BusinessHours({"mon-fri": "09:00-17:00"})
AGREEMENT = Agreement(
    "SLA",
    Term("2026-01-01"),
    [Party("Marketing"), Party("Sales")],
    [Objective("leads", "Marketing", "Sales", AtLeast("100 lead/month"))],
)
TAKES_A_DAY: dict[str, tuple[Callable[[date], object], str | None]] = {
    "as_date": (as_date, None),
    "the start of a term": (Term, None),
    "the end of a term": (lambda day: Term("2026-01-01", day), None),
    "a signature": (lambda day: Signature("Sales", day), None),
    "signatures by party": (lambda day: AGREEMENT.amended("2026-03-01", signatures={"Sales": day}), None),
    "an amendment": (lambda day: AGREEMENT.amended(day, title="SLA 2"), None),
    "a withdrawal": (lambda day: Withdrawal("Sales", day), None),
    "windows of a day": (OFFICE.on, "day"),
    "a business day": (OFFICE.is_business_day, "day"),
    "a business day of several calendars": (AnyOpen([OFFICE]).is_business_day, "day"),
    "business days from a day": (lambda day: next(OFFICE.business_days_from(day)), "day"),
    "a holiday": (lambda day: BusinessHours("always", holidays=[day]), "holidays"),
    "one holiday": (lambda day: BusinessHours("always", holidays=day), "holidays"),  # type: ignore[arg-type]
    "an override": (lambda day: BusinessHours("always", overrides={day: "closed"}), "overrides"),
    "a closure": (lambda day: BusinessHours("always", closures={day: "09:00-10:00"}), "closures"),
    "the start of a recurrence": (Recurrence(every=1).dates, "start"),
    "the start of a recurrence by rule": (Recurrence("FREQ=DAILY").dates, "start"),
    "the end of a recurrence": (lambda day: Recurrence(every=1).dates(date(2026, 1, 1), day), "until"),
    "the next date of a recurrence": (lambda day: Recurrence(every=1).next_after(day, date(2026, 1, 1)), "day"),
    "a day off": (lambda day: working_days(Month(2026, 1), [day]), "holidays"),
    "the last day of a pace": (lambda day: pace("10 SQL/month", {}, day), "as_of"),
    "a day of a pace": (lambda day: pace("10 SQL/month", {day: 1}, DAY), "arrived"),
    "a day off of a pace": (lambda day: pace("10 SQL/month", {}, DAY, holidays=[day]), "holidays"),
}


@pytest.mark.parametrize(("take", "field"), TAKES_A_DAY.values(), ids=TAKES_A_DAY)
def test_a_datetime_is_no_day(take: Callable[[date], object], field: str | None) -> None:
    """A date is taken; a datetime of the same day is refused, and the message gives the day to write."""
    assert take(DAY) is not None
    message = f"{MOMENT!r} has a time of day; give the date alone, as 2026-01-30"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        take(MOMENT)
    assert caught.value.field == field


@pytest.mark.parametrize("day", ["2026-01-30T09:15", "30/01/2026", "2026-02-30", 20260130, None])
def test_what_is_no_date_is_no_day(day: object) -> None:
    """Text of another form, days that no month has, numbers and nothing."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(f'{day!r} is not a date; write it as 2026-01-31')}$"):
        as_date(day)  # type: ignore[arg-type]
    for take in (OFFICE.on, OFFICE.is_business_day, OFFICE.business_days_from, Recurrence(every=1).dates):
        message = f"{day!r} is not a date; write it as date(2026, 1, 31)"
        with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
            take(day)  # type: ignore[arg-type]


def test_a_month_takes_a_datetime_by_its_own_clock() -> None:
    """Months are found for moments as well, and so is the version of an agreement."""
    assert Month.of(MOMENT) == Month(2026, 1)
    assert AGREEMENT.at(MOMENT) is AGREEMENT
