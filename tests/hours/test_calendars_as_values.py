"""Calendars are values: they compare, hash, are copied and put together, and refuse what cannot be asked."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given

from calendar_strategies import placed_calendars
from expected_errors import refusal
from smarketing.hours import AllOpen, AnyOpen, BusinessHours, Calendar

OFFICE = BusinessHours({"mon-fri": "09:00-17:00"}, "Europe/Berlin")
DESK = BusinessHours("always", holidays=["12-25"])
NEVER = BusinessHours({})
FRIDAY = datetime(2026, 7, 3, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(placed_calendars())
def test_copies_are_the_same(placed: tuple[Calendar, datetime]) -> None:
    """Also after something was asked."""
    calendar, at = placed
    answers = calendar.between(at, at + timedelta(3)), calendar.is_business_day(at.date())
    for same in (pickle.loads(pickle.dumps(calendar)), copy.copy(calendar), copy.deepcopy(calendar)):
        assert (same, hash(same), repr(same)) == (calendar, hash(calendar), repr(calendar))
        assert (same.between(at, at + timedelta(3)), same.is_business_day(at.date())) == answers


def test_together_is_as_it_is_written() -> None:
    """Of the same calendars in the same order, in the same way; the zone is the first one's."""
    assert OFFICE | DESK == AnyOpen([OFFICE, DESK]) == AnyOpen((OFFICE, DESK)) != DESK | OFFICE
    assert OFFICE & DESK == AllOpen([OFFICE, DESK]) != OFFICE | DESK
    assert AnyOpen([OFFICE, AllOpen([DESK, NEVER])]) == OFFICE | DESK & NEVER
    assert len({OFFICE | DESK, AnyOpen([OFFICE, DESK]), OFFICE & DESK}) == 2
    assert ((OFFICE | DESK).tz, (DESK & OFFICE).tz, (OFFICE | DESK).zone) == ("Europe/Berlin", "UTC", OFFICE.zone)
    assert repr(NEVER | NEVER) == f"AnyOpen(calendars=({NEVER!r}, {NEVER!r}))"
    assert repr(AllOpen([NEVER])) == f"AllOpen(calendars=({NEVER!r},))"
    assert attrs.evolve(OFFICE, tz="UTC") == BusinessHours({"mon-fri": "09:00-17:00"}) != OFFICE
    assert isinstance(OFFICE | DESK, Calendar)


@pytest.mark.parametrize("kind", [AnyOpen, AllOpen])
def test_what_is_put_together(kind: type[AnyOpen | AllOpen]) -> None:
    """Calendars, and at least one of them."""
    message = "calendars are put together, one or more; not"
    assert refusal(lambda: kind(())) == (f"{message} ()", "calendars")
    assert refusal(lambda: kind((NEVER, 5))) == (f"{message} ({NEVER!r}, 5)", "calendars")
    assert refusal(lambda: kind("ab")) == (f"{message} ('a', 'b')", "calendars")


@pytest.mark.parametrize("calendar", [OFFICE | DESK, OFFICE & DESK])
def test_dates_that_are_not_known(calendar: Calendar) -> None:
    """Those of other years."""
    for day in (date(1, 12, 31), date(9999, 1, 1)):
        message = f"a date of the years 2 to 9998 is meant; not {day!r}"
        assert refusal(lambda: calendar.is_business_day(day)) == (message, "day")  # noqa: B023 - called at once


NAIVE = datetime(2026, 7, 3)
AWARE = "is a datetime with a time zone; not datetime.datetime(2026, 7, 3, 0, 0)"
SPAN = timedelta(seconds=-1)


def test_deadlines_that_are_refused() -> None:
    """Instants without a zone, allowances that are none, and both ways to say how long at once."""
    message = "an allowance is a timedelta from zero; not"
    for wrong in (SPAN, 5, None, "4 hours"):
        given_wrong: Any = wrong
        assert refusal(lambda: OFFICE.before(FRIDAY, given_wrong)) == (f"{message} {wrong!r}", "allowance")  # noqa: B023
    assert refusal(lambda: OFFICE.after(FRIDAY, SPAN)) == (f"{message} {SPAN!r}", "allowance")
    assert refusal(lambda: OFFICE.after(FRIDAY, 5)) == (f"{message} 5", "allowance")  # type: ignore[arg-type]
    either = ("give an allowance or business_days, one of them", "allowance")
    assert (
        refusal(lambda: OFFICE.after(FRIDAY)) == refusal(lambda: OFFICE.after(FRIDAY, HOUR, business_days=1)) == either
    )
    assert refusal(lambda: OFFICE.after(NAIVE, HOUR)) == (f"start {AWARE}", "start")
    assert refusal(lambda: OFFICE.before(NAIVE, HOUR)) == (f"end {AWARE}", "end")
    assert refusal(lambda: OFFICE.last_open(NAIVE)) == (f"at {AWARE}", "at")


@pytest.mark.parametrize("days", [0, -1, 1.0, True, "3"])
def test_business_days_that_are_refused(days: Any) -> None:
    """Whole numbers from one are meant."""
    message = f"business_days is a whole number from 1; not {days!r}"
    assert refusal(lambda: OFFICE.after(FRIDAY, business_days=days)) == (message, "business_days")


def test_pauses_that_are_refused() -> None:
    """Those that end before they begin, of both sorts of deadlines, and of open time."""
    pauses = [(FRIDAY + HOUR, FRIDAY)]
    message = f"the end, {FRIDAY}, is before the start, {FRIDAY + HOUR}"
    assert refusal(lambda: OFFICE.between(FRIDAY, FRIDAY, pauses)) == (message, "pauses")
    assert refusal(lambda: OFFICE.after(FRIDAY, HOUR, pauses)) == (message, "pauses")
    assert refusal(lambda: OFFICE.after(FRIDAY, pauses=pauses, business_days=1)) == (message, "pauses")


AT = "2026-07-03 16:00:00+00:00"


@pytest.mark.parametrize("calendar", [NEVER, NEVER & DESK, NEVER | NEVER])
def test_nobody_is_ever_there(calendar: Calendar) -> None:
    """Said soon, however it is asked."""
    assert calendar.next_open(FRIDAY) is calendar.last_open(FRIDAY) is None
    assert not calendar.is_open(FRIDAY)
    message = "nobody is there for another 1:00:00"
    assert refusal(lambda: calendar.after(FRIDAY, HOUR)) == (f"{message} after {AT}", "allowance")
    assert refusal(lambda: calendar.before(FRIDAY, HOUR)) == (f"{message} before {AT}", "allowance")


def test_nobody_is_there_any_more() -> None:
    """What is left of an allowance is said; the calendar knows one hour, and one date."""
    once = BusinessHours({}, "Europe/Berlin", overrides={"9990-07-10": "09:00-10:00"})
    start, later = (datetime(9990, month, 3, 18, tzinfo=once.zone) for month in (7, 8))
    left, at = "nobody is there for another 0:30:00", "9990-07-03 18:00:00+02:00"
    assert refusal(lambda: once.after(start, 1.5 * HOUR)) == (f"{left} after {at}", "allowance")
    assert refusal(lambda: once.before(later, 1.5 * HOUR)) == (f"{left} before {later}", "allowance")
    assert once.after(start, HOUR) == once.before(later, timedelta()) == datetime(9990, 7, 10, 10, tzinfo=once.zone)
    assert str(once.after(start, business_days=1)) == "9990-07-10 18:00:00+02:00"
    few = (f"2 business days after {at} never come", "business_days")
    assert refusal(lambda: once.after(start, business_days=2)) == few
