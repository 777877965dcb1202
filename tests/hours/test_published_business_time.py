"""Published answers about business time, of the tests of two projects that compute it."""

from datetime import datetime, timedelta

import pytest

from expected_errors import refusal
from smarketing.hours import BusinessHours

ALWAYS = {"mon-sun": "00:00-24:00"}
HOLIDAYS = ("01-01", "05-01", "12-24", "12-25", "12-26", "12-31")
CALENDARS = {
    # the tests of working_hours, a library for Ruby
    "office": BusinessHours({"mon-fri": "09:00-17:00"}),
    "office, 1 May": BusinessHours({"mon-fri": "09:00-17:00"}, holidays=["2014-05-01"]),
    "tokyo": BusinessHours({"mon-fri": "09:00-17:00"}, "Asia/Tokyo"),
    "mondays": BusinessHours({"mon": "07:00-12:00 13:00-18:00"}),
    "whole mondays": BusinessHours({"mon": "00:00-24:00"}),
    "late friday": BusinessHours({"thu-fri": "08:00-18:00"}, overrides={"2019-12-27": "10:00-18:00"}),
    "shifted friday": BusinessHours({"thu-fri": "08:00-18:00"}, overrides={"2019-12-27": "10:00-20:00"}),
    "short monday": BusinessHours({"mon-tue": "08:00-18:00"}, overrides={"2014-04-07": "10:00-12:00 14:00-17:00"}),
    "whole monday, tuesday": BusinessHours({"mon": "00:00-24:00", "tue": "08:00-18:00"}),
    "early friday": BusinessHours({"thu-fri": "08:00-18:00"}, overrides={"2019-12-27": "08:00-17:00"}),
    "friday, lunch at two": BusinessHours(
        {"thu": "08:00-18:00", "fri": "08:00-12:00 13:00-18:00"}, overrides={"2019-12-27": "08:00-12:00 14:00-18:00"}
    ),
    "paris nights": BusinessHours({"sun": "00:00-01:00"}, "Europe/Paris"),
    "paris sundays": BusinessHours({"sun": "09:00-17:00"}, "Europe/Paris"),
    "long paris sundays": BusinessHours({"sun": "08:00-21:00"}, "Europe/Paris"),
    # the tests of Znuny, where clocks shift
    "Berlin": BusinessHours(ALWAYS, "Europe/Berlin"),
    "São Paulo": BusinessHours(ALWAYS, "America/Sao_Paulo"),
    "Tehran": BusinessHours(ALWAYS, "Asia/Tehran"),
    "Tehran, holidays": BusinessHours(ALWAYS, "Asia/Tehran", holidays=HOLIDAYS),
    "Tehran, office": BusinessHours({"mon-fri": "08:00-18:00"}, "Asia/Tehran", holidays=HOLIDAYS),
    "Tehran, weekdays": BusinessHours({"mon-fri": "00:00-24:00"}, "Asia/Tehran", holidays=HOLIDAYS),
    "Sydney, holidays": BusinessHours(ALWAYS, "Australia/Sydney", holidays=HOLIDAYS),
}

# Seconds that are open
BETWEEN = [
    ("office", "2014-04-07T08:00Z", "2014-04-07T08:00Z", 0),
    ("office", "2014-04-11T20:00Z", "2014-04-14T05:00Z", 0),
    ("office", "2014-04-13T09:10:24Z", "2014-04-14T09:10:24Z", 624),
    ("office", "2014-04-07T10:00Z", "2014-04-07T15:00Z", 18000),
    ("office", "2014-04-07T07:00Z", "2014-04-07T20:00Z", 28800),
    ("whole mondays", "2014-04-06T12:00Z", "2016-04-06T12:00Z", 9072000),
    ("mondays", "2014-04-07T11:59Z", "2014-04-07T13:01Z", 120),
    ("mondays", "2014-04-07T11:00Z", "2014-04-14T13:00Z", 39600),
    ("office", "2014-04-07T01:00-09:00", "2014-04-07T15:00-04:00", 25200),
    ("office", "2014-04-07T05:00Z", "2014-04-07T15:00Z", 21600),
    ("long paris sundays", "2020-03-29T01:00Z", "2020-03-30T00:00Z", 46800),
    ("long paris sundays", "2019-10-27T01:00Z", "2019-10-28T00:00Z", 46800),
    ("long paris sundays", "2002-10-27T06:00Z", "2021-10-30T00:00Z", 46425600),
    ("short monday", "2014-04-07T08:00Z", "2014-04-07T09:00Z", 0),
    ("short monday", "2014-04-07T13:00Z", "2014-04-07T13:30Z", 0),
    ("short monday", "2014-04-07T19:00Z", "2014-04-07T20:00Z", 0),
    ("short monday", "2014-04-07T09:00Z", "2014-04-07T12:00Z", 7200),
    ("short monday", "2014-04-07T09:00Z", "2014-04-07T14:00Z", 7200),
    ("short monday", "2014-04-07T12:00Z", "2014-04-07T18:00Z", 10800),
    ("Berlin", "2015-02-17T12:00+01:00", "2015-05-18T12:00+02:00", 7772400),
    ("São Paulo", "2015-10-17T22:00-03:00", "2015-10-18T04:00-02:00", 18000),
    ("Tehran", "2015-09-21T12:00+04:30", "2015-09-22T04:00+03:30", 61200),
]

OPEN = [
    ("office, 1 May", "2014-05-01T12:00Z", False),
    ("office", "2014-06-01T12:00Z", False),
    ("office", "2014-04-07T09:00Z", True),
    ("office", "2014-04-07T16:59Z", True),
    ("office", "2014-04-07T08:59Z", False),
    ("office", "2014-04-07T17:00Z", False),
    ("mondays", "2014-04-07T11:59Z", True),
    ("mondays", "2014-04-07T12:00Z", False),
    ("mondays", "2014-04-07T12:59Z", False),
    ("mondays", "2014-04-07T13:00Z", True),
    ("tokyo", "2014-04-07T00:00Z", True),
    ("shifted friday", "2019-12-26T09:00Z", True),
    ("shifted friday", "2019-12-27T19:00Z", True),
    ("shifted friday", "2019-12-26T07:00Z", False),
    ("shifted friday", "2019-12-27T09:00Z", False),
]

OPENS_NEXT = [
    ("office, 1 May", "2014-05-01T12:00Z", "2014-05-02T09:00Z"),
    ("office", "2014-06-01T12:00Z", "2014-06-02T09:00Z"),
    ("office", "2014-04-07T09:00Z", "2014-04-07T09:00Z"),
    ("office", "2014-04-07T16:59Z", "2014-04-07T16:59Z"),
    ("office", "2014-04-07T08:59Z", "2014-04-07T09:00Z"),
    ("office", "2014-04-07T17:00Z", "2014-04-08T09:00Z"),
    ("mondays", "2014-04-07T11:59Z", "2014-04-07T11:59Z"),
    ("mondays", "2014-04-07T12:00Z", "2014-04-07T13:00Z"),
    ("mondays", "2014-04-07T12:59Z", "2014-04-07T13:00Z"),
    ("mondays", "2014-04-07T13:00Z", "2014-04-07T13:00Z"),
    ("office", "2014-04-07T00:00-09:00", "2014-04-07T09:00Z"),
    ("office", "2014-04-07T22:00+02:00", "2014-04-08T09:00Z"),
    ("late friday", "2019-12-27T09:00Z", "2019-12-27T10:00Z"),
    ("paris sundays", "2020-03-29T00:00+01:00", "2020-03-29T09:00+02:00"),
    ("paris sundays", "2020-03-29T05:00+01:00", "2020-03-29T09:00+02:00"),
    ("paris sundays", "2020-03-29T01:00+02:00", "2020-03-29T09:00+02:00"),
    ("paris sundays", "2020-10-25T00:00+02:00", "2020-10-25T09:00+01:00"),
    ("paris sundays", "2020-10-25T04:00+02:00", "2020-10-25T09:00+01:00"),
    ("paris sundays", "2020-10-25T01:00+01:00", "2020-10-25T09:00+01:00"),
]

# Seconds, and the instant at which so much open time has passed
DEADLINES = [
    ("office", "1991-11-15T14:00:42Z", 7200, "1991-11-15T16:00:42Z"),
    ("tokyo", "1991-11-15T07:00Z", 10800, "1991-11-18T11:00+09:00"),
    ("mondays", "1991-11-11T05:00Z", 21600, "1991-11-11T14:00Z"),
    ("office", "1991-11-15T16:30:42Z", 2700, "1991-11-18T09:15:42Z"),
    ("office", "1991-11-15T16:59:42Z", 120, "1991-11-18T09:01:42Z"),
    ("whole mondays", "2014-04-07T23:59:30Z", 60, "2014-04-14T00:00:30Z"),
    ("late friday", "2019-12-27T09:00Z", 120, "2019-12-27T10:02Z"),
    ("early friday", "2019-12-27T17:59Z", 120, "2020-01-02T08:02Z"),
    ("early friday", "2019-12-27T16:00Z", 7200, "2020-01-02T09:00Z"),
    ("friday, lunch at two", "2019-12-27T12:59Z", 120, "2019-12-27T14:02Z"),
    ("friday, lunch at two", "2019-12-27T10:00Z", 14400, "2019-12-27T16:00Z"),
    ("São Paulo", "2015-02-21T22:10:05-02:00", 364815, "2015-02-26T02:30:20-03:00"),
    ("Tehran, holidays", "2015-09-20T12:00+04:30", 172800, "2015-09-22T11:00+03:30"),
    ("Tehran, holidays", "2015-03-21T12:00+03:30", 61200, "2015-03-22T06:00+04:30"),
    ("Sydney, holidays", "2016-04-02T12:00+11:00", 147600, "2016-04-04T04:00+10:00"),
    ("Tehran, office", "2016-03-20T00:00+03:30", 18000, "2016-03-21T13:00+04:30"),
    ("Tehran, weekdays", "2016-03-20T00:00+03:30", 104400, "2016-03-22T06:00+04:30"),
]

# Seconds, and the latest instant from which so much open time is left
LATEST_STARTS = [
    ("office", "1991-11-18T14:00:42Z", 25200, "1991-11-15T15:00:42Z"),
    ("whole monday, tuesday", "2014-04-08T00:00:30Z", 60, "2014-04-07T23:59Z"),
    ("late friday", "2019-12-27T09:00Z", 120, "2019-12-26T17:58Z"),
    ("late friday", "2019-12-27T11:00Z", 7200, "2019-12-26T17:00Z"),
    ("early friday", "2019-12-27T18:00Z", 120, "2019-12-27T16:58Z"),
    ("friday, lunch at two", "2019-12-27T14:00Z", 120, "2019-12-27T11:58Z"),
    ("friday, lunch at two", "2019-12-27T16:00Z", 14400, "2019-12-27T10:00Z"),
]

CLOSED_LAST = [
    ("paris nights", "2020-03-29T09:00+02:00", "2020-03-29T01:00+01:00"),
    ("paris nights", "2020-03-29T02:00+02:00", "2020-03-29T01:00+01:00"),
    ("paris nights", "2020-03-29T09:00+01:00", "2020-03-29T01:00+01:00"),
    ("paris nights", "2020-10-25T09:00+01:00", "2020-10-25T01:00+02:00"),
    ("paris nights", "2020-10-25T09:00+02:00", "2020-10-25T01:00+02:00"),
    ("paris nights", "2020-10-25T01:00+01:00", "2020-10-25T01:00+02:00"),
    ("office, 1 May", "2014-05-01T12:00Z", "2014-04-30T17:00Z"),
    ("office", "2014-06-01T12:00Z", "2014-05-30T17:00Z"),
    ("office", "2014-04-07T09:01Z", "2014-04-07T09:01Z"),
    ("office", "2014-04-07T17:00Z", "2014-04-07T17:00Z"),
    ("office", "2014-04-07T17:01Z", "2014-04-07T17:00Z"),
    ("office", "2014-04-08T09:00Z", "2014-04-07T17:00Z"),
    ("mondays", "2014-04-07T13:01Z", "2014-04-07T13:01Z"),
    ("mondays", "2014-04-07T13:00Z", "2014-04-07T12:00Z"),
    ("mondays", "2014-04-07T12:01Z", "2014-04-07T12:00Z"),
    ("mondays", "2014-04-07T12:00Z", "2014-04-07T12:00Z"),
    ("office", "2014-04-07T01:00-09:00", "2014-04-07T10:00Z"),
    ("office", "2014-04-07T22:00+02:00", "2014-04-07T17:00Z"),
]


@pytest.mark.parametrize(("calendar", "start", "end", "seconds"), BETWEEN)
def test_published_open_time(calendar: str, start: str, end: str, seconds: int) -> None:
    """The open time between two instants is as published."""
    found = CALENDARS[calendar].between(datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert found == timedelta(seconds=seconds)


@pytest.mark.parametrize(("calendar", "at", "is_open"), OPEN)
def test_published_open_instants(calendar: str, at: str, is_open: bool) -> None:
    """An instant is open or not as published."""
    assert CALENDARS[calendar].is_open(datetime.fromisoformat(at)) is is_open


@pytest.mark.parametrize(("calendar", "at", "opens"), OPENS_NEXT)
def test_published_next_openings(calendar: str, at: str, opens: str) -> None:
    """The first open instant from one on is as published."""
    assert CALENDARS[calendar].next_open(datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


@pytest.mark.parametrize(("calendar", "start", "seconds", "due"), DEADLINES)
def test_published_deadlines(calendar: str, start: str, seconds: int, due: str) -> None:
    """The instant at which so much open time has passed is as published."""
    found = CALENDARS[calendar].after(datetime.fromisoformat(start), timedelta(seconds=seconds))
    assert found == datetime.fromisoformat(due)


@pytest.mark.parametrize(("calendar", "end", "seconds", "latest"), LATEST_STARTS)
def test_published_latest_starts(calendar: str, end: str, seconds: int, latest: str) -> None:
    """The latest instant from which so much open time is left is as published."""
    found = CALENDARS[calendar].before(datetime.fromisoformat(end), timedelta(seconds=seconds))
    assert found == datetime.fromisoformat(latest)


@pytest.mark.parametrize(("calendar", "at", "closed"), CLOSED_LAST)
def test_published_last_closings(calendar: str, at: str, closed: str) -> None:
    """The last open instant up to one, or the end of its window, is as published."""
    assert CALENDARS[calendar].last_open(datetime.fromisoformat(at)) == datetime.fromisoformat(closed)


def test_time_does_not_run_back() -> None:
    """Published as -18,000 seconds; here an end before its start is a mistake."""
    start, end = map(datetime.fromisoformat, ("2014-04-07T15:00Z", "2014-04-07T10:00Z"))
    message = "the end, 2014-04-07 10:00:00+00:00, is before the start, 2014-04-07 15:00:00+00:00"
    assert refusal(lambda: CALENDARS["office"].between(start, end)) == (message, "end")
