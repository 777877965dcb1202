"""What holds of every calendar: how its answers follow from each other."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from calendar_strategies import MICRO, hours, instant, moments, placed_calendars
from smarketing.hours import Calendar

ZERO = timedelta()


@st.composite
def asked(draw: DrawFn, count: int) -> tuple[Calendar, list[datetime]]:
    """A calendar, and instants about its edges, oldest first."""
    calendar, about = draw(placed_calendars())
    some = draw(st.lists(moments(calendar, about), min_size=count, max_size=count))
    return calendar, [instant(at) for at in sorted(some)]


def utc(at: datetime | None) -> datetime:
    """An instant as it compares: one that a clock shows twice is like none of another zone."""
    assert at is not None
    return at.astimezone(UTC)


def spells(calendar: Calendar, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """What is open between two instants."""
    return [(utc(one), utc(other)) for one, other in calendar.windows(start, end)]


@given(asked(3))
def test_open_time_is_additive(given_calendar: tuple[Calendar, list[datetime]]) -> None:
    """From one instant to a third is as much as by way of a second."""
    calendar, (one, two, three) = given_calendar
    assert calendar.between(one, two) + calendar.between(two, three) == calendar.between(one, three)
    assert ZERO <= calendar.between(one, three) <= three - one


@given(asked(2))
def test_deadlines_undo_open_time(given_calendar: tuple[Calendar, list[datetime]]) -> None:
    """What is used up between two instants is so by the second, is left from the first, and not a moment earlier."""
    calendar, (start, end) = given_calendar
    passed = calendar.between(start, end)
    assume(passed)
    due, begun = utc(calendar.after(start, passed)), utc(calendar.before(end, passed))
    assert start <= begun <= due <= end
    assert calendar.between(start, due) == calendar.between(begun, end) == calendar.between(begun, due) == passed
    assert calendar.between(start, due - MICRO) == calendar.between(begun + MICRO, end) == passed - MICRO
    assert (utc(calendar.before(due, passed)), utc(calendar.after(begun, passed))) == (begun, due)


@given(asked(2), st.timedeltas(ZERO, timedelta(2)), st.timedeltas(ZERO, timedelta(2)))
def test_later_starts_and_longer_allowances_are_due_later(
    given_calendar: tuple[Calendar, list[datetime]], some: timedelta, more: timedelta
) -> None:
    """Never before; two allowances after each other are as good as both at once."""
    calendar, (start, later) = given_calendar
    week = calendar.between(later, later + timedelta(9))
    some, more = min(some, week / 2), min(more, week / 3)
    assume(some and week)
    due = utc(calendar.after(start, some))
    assert calendar.between(start, due) == some
    assert due <= utc(calendar.after(later, some))
    assert due <= utc(calendar.after(start, some + more))
    assert not more or utc(calendar.after(due, more)) == utc(calendar.after(start, some + more))


@given(asked(4), st.integers(0, 8))
def test_pauses_never_shorten_a_deadline(given_calendar: tuple[Calendar, list[datetime]], days: int) -> None:
    """They move it by the open time that they cover, and what is left between is the allowance."""
    calendar, (start, one, two, three) = given_calendar
    pauses = [(two, three), (one, two + (three - two) / 2)]
    allowance = calendar.between(start, start + timedelta(days)) / 2
    assume(allowance)
    due = utc(calendar.after(start, allowance, pauses))
    assert due >= utc(calendar.after(start, allowance))
    assert calendar.between(start, due, pauses) == allowance
    assert calendar.between(start, due) - calendar.between(start, due, [(one, three)]) == (
        calendar.between(min(one, due), min(three, due))
    )
    assert calendar.between(start, three, [(start, three)]) == ZERO


@given(asked(2))
def test_next_and_last_openings(given_calendar: tuple[Calendar, list[datetime]]) -> None:
    """Those of no allowance, which are open or the end of a window; nothing is open on the way."""
    calendar, (start, end) = given_calendar
    if calendar.between(start, end):
        opens, closes = utc(calendar.next_open(start)), utc(calendar.last_open(end))
        assert (opens, closes) == (utc(calendar.after(start, ZERO)), utc(calendar.before(end, ZERO)))
        assert calendar.is_open(opens)
        assert calendar.is_open(closes - MICRO)
        assert calendar.between(opens, closes) == calendar.between(start, end)
        found = spells(calendar, start, end)
        assert (found[0][0], found[-1][1]) == (opens, closes)
    else:
        assert list(calendar.windows(start, end)) == []
        assert not calendar.is_open(start) or start == end


@given(st.data())
def test_either_and_both_are_as_much_as_one_and_the_other(data: st.DataObject) -> None:
    """What is open in both is counted once in either."""
    zone, about = "Europe/Berlin", date(2026, 3, 29)
    one, other = data.draw(hours(zone, about)), data.draw(hours(zone, about) | hours("Asia/Kathmandu", about))
    at = moments(one, datetime(2026, 3, 29, tzinfo=one.zone))
    start, end = (instant(each) for each in sorted((data.draw(at), data.draw(at))))
    either, both = one | other, one & other
    assert either.between(start, end) + both.between(start, end) == one.between(start, end) + other.between(start, end)
    assert both.is_open(start) is (one.is_open(start) and other.is_open(start))
    assert either.is_open(start) is (one.is_open(start) or other.is_open(start))
    assert spells(other | one, start, end) == spells(either, start, end)
    assert spells(other & one, start, end) == spells(both, start, end)
