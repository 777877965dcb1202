"""Months, local times and deadlines as functions of whole numbers, held to datetimes, about shifts of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from calendar_strategies import ABOUT, instant, micros, moments, placed_calendars
from smarketing import BusinessHours, Month
from smarketing.hours import Calendar
from smarketing.hours.piecewise import Pieces
from smarketing.hours.timezone_tables import LATEST, business_day_deadlines, days, instants_of_walls, months
from smarketing.hours.windows import DAY

QUARTER = DAY // 96
NAIVE = datetime(1970, 1, 1)


def value(function: Pieces, number: int) -> int:
    """What a function has at a number: the value of its piece, or so much more than the number."""
    piece = int(np.searchsorted(function.starts, number, side="right")) - 1
    return int(function.values[piece]) + (number if function.rising[piece] else 0)


def assert_tidy(function: Pieces, first: int, end: int) -> None:
    """Pieces begin at the first number asked for or before, in order, and reach to the end."""
    assert function.first <= first
    assert function.end >= end
    assert (np.diff(function.starts) > 0).all()


@st.composite
def places(draw: DrawFn) -> tuple[ZoneInfo, int]:
    """A zone, and a midnight in UTC about which its clocks are set."""
    zone = draw(st.sampled_from(sorted(ABOUT)))
    about = draw(st.sampled_from(ABOUT[zone]))
    return ZoneInfo(zone), micros(datetime(about.year, about.month, about.day, tzinfo=UTC))


near = st.integers(-3 * DAY, 3 * DAY) | st.builds(
    lambda quarter, away: quarter * QUARTER + away, st.integers(-288, 287), st.integers(-1, 1)
)


@given(places(), st.lists(near, min_size=1, max_size=30))
def test_local_times_are_those_of_datetimes(place: tuple[ZoneInfo, int], some: list[int]) -> None:
    """The first of two, and a skipped one moved forward, to the microsecond."""
    zone, about = place
    function = instants_of_walls(zone, about - 4 * DAY, about + 4 * DAY)
    assert_tidy(function, about - 4 * DAY, about + 4 * DAY)
    for away in some:
        local = (NAIVE + timedelta(microseconds=about + away)).replace(tzinfo=zone)
        assert value(function, about + away) == micros(local.astimezone(UTC))


@given(places(), st.lists(near.map(lambda away: away * 40), min_size=1, max_size=30))
def test_months_are_local(place: tuple[ZoneInfo, int], some: list[int]) -> None:
    """Years times twelve and months, by the clocks of a zone."""
    zone, about = place
    function = months(zone, about - 121 * DAY, about + 121 * DAY)
    assert_tidy(function, about - 121 * DAY, about + 121 * DAY)
    assert not function.rising.any()
    for away in some:
        local = instant(about + away).astimezone(zone)
        assert value(function, about + away) == local.year * 12 + local.month - 1


@given(places(), st.lists(near, min_size=1, max_size=30))
def test_dates_are_local(place: tuple[ZoneInfo, int], some: list[int]) -> None:
    """Ordinals of dates, by the clocks of a zone, also where one has no midnight or is skipped."""
    zone, about = place
    function = days(zone, about - 4 * DAY, about + 4 * DAY)
    assert (np.diff(function.starts) >= 0).all()  # a date that is skipped has no time
    for away in some:
        assert value(function, about + away) == instant(about + away).astimezone(zone).date().toordinal()


@st.composite
def deadlines(draw: DrawFn) -> tuple[Calendar, datetime, list[int]]:
    """A calendar that is open every week, an instant about which clocks are set, and moments near it."""
    calendar, about = draw(placed_calendars(together=False))
    return calendar, about, draw(st.lists(moments(calendar, about, 3), min_size=1, max_size=20))


@given(deadlines(), st.integers(1, 4))
def test_business_days_are_those_of_the_calendar(asked: tuple[Calendar, datetime, list[int]], count: int) -> None:
    """The deadline of each instant is what the calendar says of it by itself."""
    calendar, about, some = asked
    first, end = micros(about) - 4 * DAY, micros(about) + 5 * DAY
    function = business_day_deadlines(calendar, count, first, end)
    assert_tidy(function, first, end)
    for at in some:
        assert value(function, at) == micros(calendar.after(instant(at), business_days=count))


# By hand


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), "01:59:59.999999", "2026-03-29T00:59:59.999999"),
        ("Europe/Berlin", date(2026, 3, 29), "02:30", "2026-03-29T01:30"),
        ("Europe/Berlin", date(2026, 3, 29), "03:00", "2026-03-29T01:00"),
        ("Europe/Berlin", date(2026, 10, 25), "02:30", "2026-10-25T00:30"),
        ("Europe/Berlin", date(2026, 10, 25), "03:00", "2026-10-25T02:00"),
        ("Pacific/Apia", date(2011, 12, 30), "12:00", "2011-12-30T22:00"),
        ("Africa/Monrovia", date(1972, 1, 7), "00:44:29", "1972-01-07T01:28:59"),
        ("Africa/Monrovia", date(1972, 1, 7), "00:44:30", "1972-01-07T00:44:30"),
    ],
)
def test_a_local_time_by_hand(zone: str, day: date, wall: str, expected: str) -> None:
    """Skipped, twice, or neither."""
    local = micros(datetime.fromisoformat(f"{day}T{wall}").replace(tzinfo=UTC))
    function = instants_of_walls(ZoneInfo(zone), local, local + 1)
    assert instant(value(function, local)) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_one_instant_lies_in_one_month() -> None:
    """An empty stretch has the month in which it lies."""
    at = micros(datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    berlin, utc = (months(ZoneInfo(zone), at, at + 1) for zone in ("Europe/Berlin", "UTC"))
    assert [value(each, at) - 2026 * 12 + 1 for each in (berlin, utc)] == [3, 2]
    assert Month.of(instant(at).astimezone(ZoneInfo("Europe/Berlin"))) == Month(2026, 3)


def test_a_gap_of_two_centuries() -> None:
    """Days without shifts are one piece: the table stays small."""
    first, end = (micros(datetime(year, 1, 1, tzinfo=UTC)) for year in (1970, 2190))
    assert len(instants_of_walls(ZoneInfo("Asia/Kathmandu"), first, end).starts) == 2
    assert len(months(ZoneInfo("UTC"), first, end).starts) == 220 * 12


def test_business_days_that_never_come_are_never_due() -> None:
    """A desk that is open on one date only: before it one business day is left, and two never are."""
    calendar = BusinessHours({}, overrides={date(2026, 3, 5): "09:00-17:00"})
    first = micros(datetime(2026, 3, 2, tzinfo=UTC))
    none = business_day_deadlines(calendar, 2, first, first + 9 * DAY)
    assert (none.starts.tolist(), none.values.tolist(), none.rising.tolist()) == ([first], [LATEST], [False])
    one = business_day_deadlines(calendar, 1, first, first + 9 * DAY)
    assert (one.starts[-1], one.values[-1], bool(one.rising[-1])) == (first + 3 * DAY, LATEST, False)
    assert one.starts[0] + one.values[0] == first + 3 * DAY


def test_a_date_that_a_zone_skips_has_no_deadlines() -> None:
    """There was no 30 December 2011 in Apia: what comes before it is due on days that there were."""
    apia = BusinessHours({"mon-sun": "09:00-17:00"}, "Pacific/Apia")
    start = datetime(2011, 12, 28, tzinfo=UTC)
    function = business_day_deadlines(apia, 1, micros(start), micros(start + timedelta(4)))
    assert value(function, micros(start)) == micros(apia.after(start, business_days=1))
