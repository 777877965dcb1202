"""Deadlines and closings where a reader can check them by hand: clocks set back, missing dates, far years."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from smarketing.hours import BusinessHours, Calendar

HOUR = timedelta(hours=1)
ZERO = timedelta()
LUNCH = BusinessHours({"mon-fri": "09:00-12:00 13:00-17:00"}, "Europe/Berlin")


def at(text: str, calendar: Calendar = LUNCH) -> datetime:
    """A local time."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=calendar.zone)


FORWARD = [  # 3 July 2026 is a Friday
    ("07-03T08:00", 0, "07-03T09:00"),
    ("07-03T10:00", 0, "07-03T10:00"),
    ("07-03T12:00", 0, "07-03T13:00"),
    ("07-03T17:00", 0, "07-06T09:00"),
    ("07-03T10:00", 2, "07-03T12:00"),
    ("07-03T16:00", 1, "07-03T17:00"),
    ("07-03T16:00", 1.5, "07-06T09:30"),
    ("07-04T16:00", 7, "07-06T17:00"),
]
BACKWARD = [
    ("07-03T18:00", 0, "07-03T17:00"),
    ("07-03T10:00", 0, "07-03T10:00"),
    ("07-03T13:00", 0, "07-03T12:00"),
    ("07-06T09:00", 0, "07-03T17:00"),
    ("07-06T09:30", 0.5, "07-06T09:00"),
    ("07-06T09:30", 1, "07-03T16:30"),
    ("07-03T15:00", 5, "07-03T09:00"),
]


@pytest.mark.parametrize(("start", "hours", "due"), FORWARD)
def test_deadlines(start: str, hours: float, due: str) -> None:
    """One that is used up exactly at closing ends there; one of nothing is when it opens next."""
    assert LUNCH.after(at(start), hours * HOUR) == at(due)
    assert hours or LUNCH.next_open(at(start)) == at(due)


@pytest.mark.parametrize(("end", "hours", "latest"), BACKWARD)
def test_latest_starts(end: str, hours: float, latest: str) -> None:
    """One of nothing is when it was open last, or closed; where a window begins, nothing of it has passed yet."""
    assert LUNCH.before(at(end), hours * HOUR) == at(latest)
    assert hours or LUNCH.last_open(at(end)) == at(latest)


BUSINESS_DAYS = [
    ("07-03T10:00", 1, [], "07-06T10:00"),
    ("07-03T23:00", 3, [], "07-08T23:00"),
    ("07-04T12:30", 1, [], "07-06T12:30"),
    ("07-03T10:00", 1, [("07-03T11:00", "07-03T12:30")], "07-06T11:00"),
    ("07-03T10:00", 1, [("07-04T11:00", "07-05T12:30")], "07-06T10:00"),
    ("07-03T10:00", 1, [("07-06T10:00", "07-06T12:30")], "07-06T10:00"),
    # what is paused while the time goes on that was lost does not count either
    ("07-03T10:00", 1, [("07-06T09:00", "07-06T11:00")], "07-06T12:00"),
    ("07-03T10:00", 1, [("07-03T16:00", "07-04T11:00"), ("07-06T10:30", "07-06T11:30")], "07-06T12:00"),
    ("07-03T10:00", 1, [("07-03T16:00", "07-03T17:00"), ("07-03T16:30", "07-03T18:00")], "07-06T11:00"),
    ("07-03T20:00", 1, [("07-06T16:00", "07-06T19:00")], "07-07T10:00"),
]


@pytest.mark.parametrize(("start", "days", "pauses", "due"), BUSINESS_DAYS)
def test_business_days(start: str, days: int, pauses: list[tuple[str, str]], due: str) -> None:
    """The same local time, open or not; pauses move it by the open time that they cover, each moment once."""
    given = [(at(one), at(other)) for one, other in pauses]
    assert LUNCH.after(at(start), business_days=days, pauses=given) == at(due)
    assert LUNCH.after(at(start), business_days=days, pauses=reversed(given)) == at(due)


SHIFTED = BusinessHours(
    {},
    "Europe/Berlin",
    overrides=dict.fromkeys(["2026-10-25", "2027-03-28", "2027-03-29", "2027-10-31"], "00:00-24:00"),
)


@pytest.mark.parametrize("fold", [0, 1])
def test_business_days_where_clocks_are_set(fold: int) -> None:
    """From whichever 02:30: a skipped one moves forward, of two the first is meant (RFC 5545)."""
    start = datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=SHIFTED.zone)
    found = [str(SHIFTED.after(start, business_days=days)) for days in (1, 2, 3)]
    assert found == [
        "2027-03-28 03:30:00+02:00",
        "2027-03-29 02:30:00+02:00",
        "2027-10-31 02:30:00+02:00",
    ]


def test_business_days_over_a_date_that_the_zone_skips() -> None:
    """Apia went from 29 to 31 December 2011: the 30th is no business day, neither of one calendar nor of several."""
    always = BusinessHours("always", "Pacific/Apia")
    start = datetime(2011, 12, 29, 10, tzinfo=always.zone)
    for calendar in (always, always | always, always & always, BusinessHours({}, "Pacific/Apia") | always):
        assert [calendar.is_business_day(date(2011, 12, day)) for day in (29, 30, 31)] == [True, False, True]
        assert str(calendar.after(start, business_days=1)) == "2011-12-31 10:00:00+14:00"


def test_elapsed_time_is_real() -> None:
    """Where an hour is there twice, it counts twice; where it is skipped, not at all."""
    always = BusinessHours("always", "Europe/Berlin")
    assert str(always.after(at("10-25T01:00"), 3 * HOUR)) == "2026-10-25 03:00:00+01:00"
    assert str(always.after(at("03-29T01:00"), 3 * HOUR)) == "2026-03-29 05:00:00+02:00"
    assert str(always.before(at("03-29T05:00"), 3 * HOUR)) == "2026-03-29 01:00:00+01:00"
    pause = [(at("10-25T02:00"), at("10-25T03:00"))]
    assert str(always.after(at("10-25T01:00"), 2 * HOUR, pause)) == "2026-10-25 04:00:00+01:00"


LEAP_MONDAYS = BusinessHours(
    {"mon": "09:00-10:00"}, holidays=[f"{date(2023, 1, 1) + timedelta(n):%m-%d}" for n in range(365)]
)
FAR_BACK = [
    (LEAP_MONDAYS, "2112-02-29T09:00Z", "2072-02-29T10:00Z"),  # 2100 and 1900 have no 29 February
    (LEAP_MONDAYS, "1904-02-29T09:00Z", "1892-02-29T10:00Z"),
    (LEAP_MONDAYS, "0030-01-01T00:00Z", "0016-02-29T10:00Z"),
    (BusinessHours({}, overrides={"1890-01-02": "22:00-06:00"}), "2026-01-01T00:00Z", "1890-01-03T06:00Z"),
    (BusinessHours({}, overrides={"2026-01-02": "09:00-10:00"}), "2026-01-02T09:00Z", None),
    (
        BusinessHours({"mon-sun": "22:00-06:00"}, closures={"2026-01-01": "23:00-05:00"}),
        "2026-01-02T00:00Z",
        "2026-01-01T23:00Z",
    ),
    (
        BusinessHours({}) | BusinessHours({}, overrides={"1890-01-02": "09:00-10:00"}),
        "1934-01-01T00:00Z",
        "1890-01-02T10:00Z",
    ),
]


@pytest.mark.parametrize(("calendar", "end", "expected"), FAR_BACK)
def test_when_it_was_open_a_long_time_ago_or_never(calendar: Calendar, end: str, expected: str | None) -> None:
    """However far the last closing is, it is found; None only where there is none."""
    found = calendar.last_open(datetime.fromisoformat(end))
    assert found == (datetime.fromisoformat(expected) if expected else None)
    assert found is None or calendar.before(datetime.fromisoformat(end), ZERO) == found


def test_allowances_that_take_centuries() -> None:
    """As long as it opens again within decades: on 29 February 2072, 2112, 2140, 2168 and 2196."""
    first, last = datetime(2072, 1, 1, tzinfo=UTC), datetime(2196, 3, 1, tzinfo=UTC)
    assert LEAP_MONDAYS.after(first, 5 * HOUR) == datetime(2196, 2, 29, 10, tzinfo=UTC)
    assert LEAP_MONDAYS.before(last, 5 * HOUR) == datetime(2072, 2, 29, 9, tzinfo=UTC)
    assert LEAP_MONDAYS.between(first, last) == 5 * HOUR


def test_calendars_together_that_open_in_the_far_future() -> None:
    """The dates of each of them are looked at, more than the 41 years away in which every weekday comes about."""
    once = BusinessHours({}, overrides={"2070-01-02": "09:00-10:00"})
    never, always, today = BusinessHours({}), BusinessHours("always"), datetime(2026, 7, 3, tzinfo=UTC)
    for calendar in (never | once, once | never, always & once, once & always):
        assert calendar.next_open(today) == datetime(2070, 1, 2, 9, tzinfo=UTC)
        assert calendar.last_open(today) is None


EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@pytest.mark.parametrize("calendar", [BusinessHours("always"), BusinessHours("always", "Pacific/Apia")])
@pytest.mark.parametrize("zone", [UTC, EAST, WEST])
def test_the_first_and_the_last_instants(calendar: Calendar, zone: timezone) -> None:
    """Of the years that are known, wherever one is: there, too, answers follow from each other."""
    first, last = datetime(2, 1, 1, 5, tzinfo=zone), datetime(9998, 12, 31, 19, tzinfo=zone)
    for edge in (first, last):
        assert calendar.next_open(edge) == calendar.last_open(edge) == calendar.after(edge, ZERO) == edge
        assert calendar.before(edge, ZERO) == edge
    assert calendar.after(first, HOUR) == first + HOUR
    assert calendar.before(last, HOUR) == last - HOUR
    assert calendar.after(last, HOUR) == last + HOUR
    assert calendar.before(first + 36 * HOUR, HOUR) == first + 35 * HOUR
