"""Business hours where a reader can check them by hand: shifts, exceptions, missing dates and far years."""

from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest

from smarketing.hours import BusinessHours, Window
from smarketing.hours.windows import DAY

MICRO = timedelta(microseconds=1)


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def listed(calendar: BusinessHours, first: date, days: int) -> list[str]:
    """The windows between two local midnights."""
    start, end = (midnight(day, calendar.zone) for day in (first, first + timedelta(days)))
    return [f"{one:%a %d %H:%M %z} {other:%a %d %H:%M %z}" for one, other in calendar.windows(start, end)]


SHIFTS = [  # on 29 March 02:00 becomes 03:00, on 25 October 03:00 becomes 02:00
    ("02:00-03:00", date(2026, 3, 29), []),
    ("02:30-03:15", date(2026, 3, 29), []),
    ("02:15-02:45", date(2026, 3, 29), ["Sun 29 03:15 +0200 Sun 29 03:45 +0200"]),
    ("01:30-02:30", date(2026, 3, 29), ["Sun 29 01:30 +0100 Sun 29 03:30 +0200"]),
    # each window for itself: 02:15 is 03:15, and 03:00 itself
    ("02:15-02:45 02:30-03:00", date(2026, 3, 29), ["Sun 29 03:15 +0200 Sun 29 03:45 +0200"]),
    ("02:15-02:45 01:00-02:15", date(2026, 3, 29), ["Sun 29 01:00 +0100 Sun 29 03:45 +0200"]),
    ("02:15-02:45 02:45-04:00", date(2026, 3, 29), ["Sun 29 03:15 +0200 Sun 29 04:00 +0200"]),
    ("01:00-02:00 03:00-04:00", date(2026, 3, 29), ["Sun 29 01:00 +0100 Sun 29 04:00 +0200"]),
    ("02:00-03:00", date(2026, 10, 25), ["Sun 25 02:00 +0200 Sun 25 03:00 +0100"]),
    ("02:30-02:45", date(2026, 10, 25), ["Sun 25 02:30 +0200 Sun 25 02:45 +0200"]),
    ("02:45-03:15", date(2026, 10, 25), ["Sun 25 02:45 +0200 Sun 25 03:15 +0100"]),
    ("02:30-02:45 02:40-02:50", date(2026, 10, 25), ["Sun 25 02:30 +0200 Sun 25 02:50 +0200"]),
    ("02:30-02:45 02:45-03:00", date(2026, 10, 25), ["Sun 25 02:30 +0200 Sun 25 03:00 +0100"]),
]


@pytest.mark.parametrize(("windows", "day", "expected"), SHIFTS)
def test_times_that_are_skipped_or_there_twice(windows: str, day: date, expected: list[str]) -> None:
    """A skipped time moves forward by the gap, and of two the first is meant (RFC 5545)."""
    assert listed(BusinessHours({"sun": windows}, "Europe/Berlin"), day, 1) == expected


@pytest.mark.parametrize("windows", ["02:00-03:00", "02:30-03:15"])
def test_dates_that_a_shift_leaves_nothing_of(windows: str) -> None:
    """Are no business days, where the only window is skipped."""
    sundays = BusinessHours({"sun": windows}, "Europe/Berlin")
    assert [sundays.is_business_day(date(2026, 3, day)) for day in (22, 29)] == [True, False]


def test_closures_at_a_shift_and_windows_that_touch() -> None:
    """A closure that a skipped time leaves nothing of closes nothing, and days that are wholly open are one window."""
    always = BusinessHours({"mon-sun": "00:00-24:00"}, "Europe/Berlin", closures={"2026-03-29": "02:30-03:15"})
    assert listed(always, date(2026, 3, 28), 3) == ["Sat 28 00:00 +0100 Tue 31 00:00 +0200"]


def test_a_window_that_begins_before_the_date_comes_back() -> None:
    """In St. John's the first minute of 7 November 2010 was followed by the last hour of the 6th once more."""
    early = BusinessHours({"mon-sun": "00:00-00:30"}, "America/St_Johns")
    assert listed(early, date(2010, 11, 7), 1) == ["Sun 07 00:00 -0230 Sun 07 00:30 -0330"]
    assert early.is_open(datetime(2010, 11, 6, 23, 15, tzinfo=early.zone, fold=1))


def test_a_window_belongs_to_the_date_on_which_it_begins() -> None:
    """One over midnight runs into a holiday, and none begins on it."""
    night = BusinessHours({"mon-fri": "22:00-06:00"}, "Europe/Berlin", holidays=[date(2026, 5, 1)])
    assert listed(night, date(2026, 4, 30), 4) == [
        "Thu 30 00:00 +0200 Thu 30 06:00 +0200",
        "Thu 30 22:00 +0200 Fri 01 06:00 +0200",
    ]
    assert [night.is_business_day(day) for day in (date(2026, 4, 30), date(2026, 5, 1))] == [True, False]


def test_overrides_go_before_holidays_and_closures_before_all() -> None:
    """An override replaces the weekday's windows and a holiday; closures are taken out of whatever is open."""
    overrides: dict[date | str, str] = {"2026-12-24": "09:00-12:00", "2026-12-26": "20:00-02:00"}
    office = BusinessHours(
        {"mon-fri": "09:00-17:00"},
        "Europe/Berlin",
        holidays=["12-24", "12-25"],
        overrides={**overrides, date(2026, 12, 28): "closed"},
        closures={"2026-12-24": "11:00-11:30", "2026-12-26": "23:00-01:00", "2026-12-29": "00:00-24:00"},
    )
    assert listed(office, date(2026, 12, 24), 6) == [
        "Thu 24 09:00 +0100 Thu 24 11:00 +0100",
        "Thu 24 11:30 +0100 Thu 24 12:00 +0100",
        "Sat 26 20:00 +0100 Sat 26 23:00 +0100",
        "Sun 27 01:00 +0100 Sun 27 02:00 +0100",
    ]
    days = [date(2026, 12, day) for day in range(24, 31)]
    assert [day.day for day in days if office.is_business_day(day)] == [24, 26, 30]
    assert office.on(days[2]) == (Window(DAY // 24 * 20, DAY // 24 * 26),)
    assert office.on(days[5]) == office.weekly[0]  # before closures are taken out


def test_a_date_that_the_zone_skips() -> None:
    """Apia went from 29 to 31 December 2011: whatever stands for the 30th is none, what runs over it goes on."""
    skipped: dict[date | str, str] = {"2011-12-30": "00:00-24:00"}
    office = BusinessHours({"mon-sun": "09:00-10:00"}, "Pacific/Apia", overrides=skipped, closures=skipped)
    assert listed(office, date(2011, 12, 29), 3) == [
        "Thu 29 09:00 -1000 Thu 29 10:00 -1000",
        "Sat 31 09:00 +1400 Sat 31 10:00 +1400",
    ]
    assert not office.is_business_day(date(2011, 12, 30))
    night = BusinessHours({"thu": "22:00-06:00"}, "Pacific/Apia")
    assert listed(night, date(2011, 12, 29), 3) == ["Thu 29 22:00 -1000 Sat 31 06:00 +1400"]
    assert night.is_open(datetime(2011, 12, 31, 5, 59, tzinfo=night.zone))


def test_closures_beyond_a_skipped_date() -> None:
    """A night that runs over the skipped date and is closed until its end is no business day, nor is its morning."""
    closures: dict[date | str, str] = {"2011-12-29": "22:00-24:00", "2011-12-31": "00:00-06:00"}
    night = BusinessHours({"thu": "22:00-06:00"}, "Pacific/Apia", closures=closures)
    assert listed(night, date(2011, 12, 28), 5) == []
    assert not night.is_business_day(date(2011, 12, 29))
    morning = BusinessHours({"sat": "09:00-10:00"}, "Pacific/Apia", closures={"2011-12-29": "22:00-10:00"})
    assert not morning.is_business_day(date(2011, 12, 31))


def test_a_microsecond() -> None:
    """The shortest window is open at its one instant."""
    blink = BusinessHours({"fri": "09:00-09:00:00.000001"})
    at = datetime(2026, 7, 3, 9, tzinfo=UTC)
    assert [blink.is_open(at + n * MICRO) for n in (-1, 0, 1)] == [False, True, False]
    assert blink.between(at - timedelta(1), at + timedelta(1)) == MICRO
    assert blink.next_open(at + MICRO) == at + timedelta(7)


def test_no_time_has_no_windows() -> None:
    """From an instant until the same instant there is none, also while it is open."""
    at = datetime(2026, 7, 3, 10, tzinfo=UTC)
    office = BusinessHours({"mon-fri": "09:00-17:00"})
    assert office.is_open(at)
    assert list(office.windows(at, at)) == []


ORDINARY_DAYS = [f"{date(2023, 1, 1) + timedelta(n):%m-%d}" for n in range(365)]


def leap_mondays(*holidays: str, closed: str | None = None) -> BusinessHours:
    """29 February is a Monday in 2072, 2112 (2100 has none) and 2140."""
    closures: dict[date | str, str] = {"2112-02-29": closed} if closed else {}
    return BusinessHours({"mon": "09:00-10:00"}, holidays=[*ORDINARY_DAYS, *holidays], closures=closures)


FAR = [
    (leap_mondays(), "2072-03-01T00:00Z", "2112-02-29T09:00Z"),
    (leap_mondays("2112-02-29"), "2072-03-01T00:00Z", "2140-02-29T09:00Z"),
    (leap_mondays(closed="08:00-12:00"), "2072-03-01T00:00Z", "2140-02-29T09:00Z"),
    (leap_mondays("02-29"), "2026-01-01T00:00Z", None),
    (BusinessHours({}, overrides={"2200-01-02": "09:00-10:00"}), "2026-01-01T00:00Z", "2200-01-02T09:00Z"),
    (BusinessHours({}, overrides={"2026-01-01": "09:00-10:00"}), "2026-01-01T10:00Z", None),
    (BusinessHours({}, overrides={"2026-01-09": "00:00-01:00"}), "2026-01-01T00:00Z", "2026-01-09T00:00Z"),
    (BusinessHours({}), "2026-01-01T00:00Z", None),
    (BusinessHours({"mon-sun": "09:00-10:00"}), "9998-06-01T09:30Z", "9998-06-01T09:30Z"),
    (BusinessHours({"mon-sun": "09:00-10:00"}), "9998-12-31T09:30Z", "9998-12-31T09:30Z"),
    (BusinessHours({"mon-sun": "09:00-10:00"}), "9998-12-31T10:00Z", "9999-01-01T09:00Z"),
    (BusinessHours({"mon-sun": "09:00-10:00"}), "0002-01-01T00:00Z", "0002-01-01T09:00Z"),
    (BusinessHours({}, overrides={"9998-12-30": "09:00-10:00"}), "9950-01-01T00:00Z", "9998-12-30T09:00Z"),
    # a holiday, a closure and an override that are over, long before or after the next opening
    (leap_mondays("1990-01-01"), "2072-03-01T00:00Z", "2112-02-29T09:00Z"),
    (leap_mondays("2150-01-01"), "2140-03-01T00:00Z", "2168-02-29T09:00Z"),
]


@pytest.mark.parametrize(("calendar", "at", "expected"), FAR)
def test_when_it_opens_after_a_long_time_or_never(calendar: BusinessHours, at: str, expected: str | None) -> None:
    """However far the next open instant is, it is found; None only where there is none."""
    found = calendar.next_open(datetime.fromisoformat(at))
    assert found == (datetime.fromisoformat(expected) if expected else None)
