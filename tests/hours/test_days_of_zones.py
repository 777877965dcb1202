"""Days in all zones: one that takes 24 hours runs with the clock on the wall, by which windows are found quickly."""

import struct
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from smarketing.hours import BusinessHours

DAY = timedelta(1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def shifts_in(data: bytes) -> list[int]:
    """The seconds at which a zone's clock is set, of its second table (RFC 9636): time zone files hold two."""
    begins = 0
    for width in (4, 8):
        isut, isstd, leaps, count, types, letters = struct.unpack_from(">6l", data, begins + 20)
        begins += 44
        table, kinds = begins + count * width, begins + count * (width + 1)
        begins = kinds + types * 6 + letters + leaps * (width + 4) + isstd + isut
    offsets = [struct.unpack_from(">l", data, kinds + 6 * kind)[0] for kind in data[table:kinds]]
    seconds = struct.unpack_from(f">{count}q", data, table - count * 8)
    set_at = [at for at, (one, other) in zip(seconds[1:], pairwise(offsets), strict=True) if one != other]
    return [at for at in set_at if at > -2_208_988_800]


@cache
def zones() -> dict[str, tuple[ZoneInfo, list[int]]]:
    """Zones that differ, and when their clocks were or will be set since 1900, as far as that is listed."""
    every = {name: files("tzdata").joinpath("zoneinfo", name) for name in sorted(available_timezones())}
    known = {file.read_bytes(): name for name, file in every.items() if file.is_file()}
    return {name: (ZoneInfo.from_file(BytesIO(data), name), shifts_in(data)) for data, name in known.items()}


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def test_no_clock_is_set_twice_within_days() -> None:
    """And back: between two settings there are five days at least."""
    apart = {(later - one, name) for name, (_, shifts) in zones().items() for one, later in pairwise(shifts)}
    assert len(apart) > 5_000
    assert min(apart)[0] >= 5 * 86_400


def runs_with_the_wall(day: date, zone: ZoneInfo) -> bool:
    """Tell whether each quarter of an hour of a date is so long after the midnight that begins it."""
    begins, wall = midnight(day, zone), datetime(day.year, day.month, day.day, tzinfo=zone)
    quarters = [timedelta(minutes=15 * quarter) for quarter in range(96)]
    return all((wall + away).astimezone(UTC) == begins + away for away in quarters)


def test_days_of_24_hours_run_with_the_clock_on_the_wall() -> None:
    """From one midnight to the next, also where a gap holds the latter, as in Toronto on 30 March 1919 from 23:30."""
    shifted, seen = set(), 0
    for name, (zone, shifts) in zones().items():
        for shift in (EPOCH + timedelta(seconds=at) for at in shifts):
            about = shift.astimezone(zone).date()
            for day in (about + timedelta(away) for away in (-1, 0, 1)):
                begins, ends = midnight(day, zone), midnight(day + DAY, zone)
                seen += ends - begins == DAY
                if begins < shift < ends and ends - begins == DAY:
                    shifted.add((name, day))
    assert seen > 10_000
    assert {day for _, day in shifted} >= {date(1919, 3, 30)}
    assert [(name, day) for name, day in shifted if not runs_with_the_wall(day, zones()[name][0])] == []


RULES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Gaza", "America/Santiago"]


@pytest.mark.parametrize("name", [*RULES, "Europe/Dublin", "Pacific/Chatham", "America/Nuuk", "Africa/Casablanca"])
def test_days_of_years_to_come(name: str) -> None:
    """By a zone's rule, too: on days of 24 hours a window begins and ends at its times."""
    calendar, first = BusinessHours({"mon-sun": "00:15-22:45"}, name), date(2036, 12, 31)
    edges = [midnight(first + timedelta(later), calendar.zone) for later in range(400)]
    usual = [(one, other) for one, other in pairwise(edges) if other - one == DAY]
    assert len(usual) >= 390
    found = {(one - begins, other - begins) for begins, ends in usual for one, other in utc(calendar, begins, ends)}
    assert found == {(timedelta(minutes=15), timedelta(hours=22.75))}


def utc(calendar: BusinessHours, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Windows as they compare."""
    return [(one.astimezone(UTC), other.astimezone(UTC)) for one, other in calendar.windows(start, end)]
