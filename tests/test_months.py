"""Months and periods: arithmetic, order, text, and their instants in time zones that skip or repeat midnight."""

import operator
import pickle
import re
from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period, calendar_day, first_instant, months_later, time_zone

months = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))
modern = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))
beginnings = st.integers(1, 28)
shifted = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12), begins_on=beginnings)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
zones = st.sampled_from(
    ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "Africa/Cairo", "Asia/Beirut"]
)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


def _period(first: Month, length: int) -> Period:
    return Period(first, first + length)


periods = st.builds(_period, modern, st.integers(0, 40))


@given(modern, st.integers(-500, 500), st.integers(-500, 500))
def test_adding_months_is_adding_numbers(month: Month, some: int, more: int) -> None:
    """Steps add up, a step back undoes a step, and the difference counts the steps."""
    assert (month + some) + more == month + (some + more)
    assert month + some - some == month
    assert (month + some) - month == some == (month + some).ordinal - month.ordinal
    assert month - some == month + -some


@given(modern)
def test_the_next_month_is_the_one_after_the_last_day(month: Month) -> None:
    """The calendar of the standard library agrees on where a month ends."""
    assert Month.of(month.last_day) == month == Month.of(month.first_day)
    assert Month.of(month.last_day + timedelta(days=1)) == month + 1
    assert Month.of(month.first_day - timedelta(days=1)) == month - 1


@given(months, months)
def test_months_are_in_the_order_of_their_first_days(one: Month, other: Month) -> None:
    """All six comparisons agree with those of the days."""
    days = one.first_day, other.first_day
    assert (one < other, one <= other, one > other) == (days[0] < days[1], days[0] <= days[1], days[0] > days[1])
    assert (one >= other, one == other, one != other) == (days[0] >= days[1], days[0] == days[1], days[0] != days[1])


@given(months)
def test_a_month_is_read_as_it_is_printed(month: Month) -> None:
    """Text, Python text and pickle all give the month back, with its hash."""
    assert re.fullmatch(r"\d{4}-\d\d", str(month))
    assert Month.parse(str(month)) == month == Month.parse(f"  {month}\n")
    assert eval(repr(month), {"Month": Month}) == month
    twin = pickle.loads(pickle.dumps(month))
    assert (twin, hash(twin)) == (month, hash(month))


def test_a_month_is_printed_with_all_its_digits() -> None:
    """Years before 1000 keep their zeros, so that text sorts as months do."""
    assert (str(Month(2026, 3)), repr(Month(2026, 3)), str(Month(7, 11))) == ("2026-03", "Month(2026, 3)", "0007-11")


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-3", "2026-13", "2026-00", "0000-05", "26-03", "2026/03", "2026-03-01", "٢٠٢٦-03", "2026 - 03"],
)
def test_text_that_is_no_month_is_refused(text: str) -> None:
    """Only four digits, a hyphen and a month of two digits make a month."""
    with pytest.raises(InvalidValueError, match=whole(f"{text!r} is not a month; write it as 2026-03")):
        Month.parse(text)


@pytest.mark.parametrize(
    ("year", "month", "message", "field"),
    [
        (0, 1, "a year is from 1 to 9999, not 0", "year"),
        (10_000, 1, "a year is from 1 to 9999, not 10000", "year"),
        (2026, 0, "a month is from 1 to 12, not 0", "month"),
        (2026, 13, "a month is from 1 to 12, not 13", "month"),
    ],
)
def test_a_month_outside_the_calendar_is_refused(year: int, month: int, message: str, field: str) -> None:
    """The message says the bounds and the number; the field says which."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Month(year, month)
    assert caught.value.field == field


def test_arithmetic_does_not_leave_the_calendar() -> None:
    """Before the first month and after the last there is none."""
    with pytest.raises(InvalidValueError, match=whole("a year is from 1 to 9999, not 10000")):
        Month(9999, 12) + 1
    with pytest.raises(InvalidValueError, match=whole("a year is from 1 to 9999, not 0")):
        Month(1, 1) - 1


@given(modern)
def test_a_quarter_is_the_three_months_of_which_it_is_one(month: Month) -> None:
    """Quarters start in January, April, July and October."""
    quarter = month.quarter
    assert month in quarter
    assert len(quarter) == 3
    assert quarter.first.month in {1, 4, 7, 10}
    assert {each.quarter for each in quarter} == {quarter}
    assert str(quarter) == f"{month.year}-Q{(month.month + 2) // 3}"


@given(days, st.integers(-600, 600))
def test_the_same_day_of_a_later_month_is_cut_to_its_length(day: date, number: int) -> None:
    """Months later is the same day, or the last day of a shorter month."""
    later = months_later(day, number)
    assert Month.of(later) == Month.of(day) + number
    assert later.day == min(day.day, Month.of(later).last_day.day)


def test_a_31st_a_month_later_is_the_last_of_february() -> None:
    """In a leap year on the 29th, otherwise on the 28th."""
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2026, 3, 31), -1) == date(2026, 2, 28)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)), zones)
def test_every_instant_lies_in_the_month_of_its_local_date(moment: datetime, name: str) -> None:
    """Starts are inclusive and ends exclusive, so months part the time line."""
    zone = ZoneInfo(name)
    instant = moment.replace(tzinfo=UTC).astimezone(zone)
    month = Month.of(instant)
    assert month.start(zone) <= instant < month.end(zone)
    assert month.start(name) == month.start(zone)


@given(modern, zones)
def test_a_month_ends_where_the_next_begins(month: Month, name: str) -> None:
    """Nothing lies between two months; the second before a start is the month before."""
    start = month.start(name).astimezone(UTC)
    assert month.end(name) == (month + 1).start(name)
    assert Month.of((start - timedelta(seconds=1)).astimezone(ZoneInfo(name))) == month - 1


@pytest.mark.parametrize(
    ("zone", "month", "start"),
    [
        ("America/Asuncion", "2017-10", "2017-10-01T01:00:00-03:00"),  # summer time from 00:00 to 01:00
        ("Europe/Moscow", "1984-04", "1984-04-01T01:00:00+04:00"),  # the same
        ("Africa/Tripoli", "1987-04", "1987-04-01T01:00:00+02:00"),  # the same
        ("Indian/Chagos", "1996-01", "1996-01-01T01:00:00+06:00"),  # a new standard time, from +5 to +6
        ("Pacific/Kiritimati", "1979-10", "1979-10-01T00:40:00-10:00"),  # from -10:40 to -10
    ],
)
def test_where_midnight_is_skipped_the_month_starts_right_after_the_gap(zone: str, month: str, start: str) -> None:
    """The instant before the gap reads as the last of the month before."""
    found = Month.parse(month).start(zone)
    assert found.isoformat() == start
    before = (found.astimezone(UTC) - timedelta(microseconds=1)).astimezone(ZoneInfo(zone))
    assert before.isoformat()[:23] == f"{Month.parse(month) - 1}-{before.day}T23:59:59.999"


@pytest.mark.parametrize(
    ("zone", "month", "start"),
    [
        ("America/Havana", "2015-11", "2015-11-01T00:00:00-04:00"),  # 01:00 back to 00:00; the second is -05:00
        ("America/St_Johns", "2009-11", "2009-11-01T00:00:00-02:30"),  # 00:01 back to 23:01; the second is -03:30
    ],
)
def test_where_midnight_comes_twice_the_month_starts_at_the_first(zone: str, month: str, start: str) -> None:
    """The repeated hour belongs to the new month as a whole."""
    assert Month.parse(month).start(zone).isoformat() == start


@pytest.mark.parametrize("name", ["", "Mars/Base", "Europe", "../etc", "/etc/passwd", "a\0b", "é", "x" * 300])
def test_a_zone_that_does_not_exist_is_refused(name: str) -> None:
    """Names of folders, paths and nonsense are no zones."""
    message = f"no time zone named {name!r}; write an IANA name such as 'Europe/Berlin'"
    with pytest.raises(InvalidValueError, match=whole(message)):
        time_zone(name)
    with pytest.raises(InvalidValueError, match=whole(message)):
        Month(2026, 3).start(name)


@given(periods)
def test_a_period_is_read_as_it_is_printed(period: Period) -> None:
    """Quarters, years, months and other spells alike, also through pickle."""
    assert Period.parse(str(period)) == period
    assert Period.parse(f"{period.first} .. {period.last}") == period
    assert pickle.loads(pickle.dumps(period)) == period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03", (2026, 3), (2026, 3)),
        ("2026-Q1", (2026, 1), (2026, 3)),
        ("2026-Q4", (2026, 10), (2026, 12)),
        ("2026", (2026, 1), (2026, 12)),
        ("2026-02..2026-04", (2026, 2), (2026, 4)),
        ("2025-02..2026-01", (2025, 2), (2026, 1)),
    ],
)
def test_a_period_has_one_way_to_be_printed(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Three months are a quarter, and twelve a year, only where the calendar has one."""
    assert Period.parse(text) == Period(Month(*first), Month(*last))
    assert str(Period(Month(*first), Month(*last))) == text


@given(periods, modern)
def test_a_period_holds_its_months_in_order(period: Period, month: Month) -> None:
    """Its months run from first to last without a gap; it contains those and no others."""
    held = list(period)
    assert (held[0], held[-1], len(held)) == (period.first, period.last, len(period))
    assert all(later - earlier == 1 for earlier, later in pairwise(held))
    assert (month in period) == (month in held)
    assert period.last + 1 not in period
    assert period.first - 1 not in period
    assert str(month) not in period


@given(periods, zones)
def test_a_period_reaches_from_its_first_instant_to_the_one_after_it(period: Period, name: str) -> None:
    """Its instants are those of its first and last month."""
    assert (period.start(name), period.end(name)) == (period.first.start(name), period.last.end(name))


@given(modern, modern)
def test_a_period_that_ends_before_it_starts_is_refused(first: Month, last: Month) -> None:
    """The message names both months."""
    assume(last < first)
    message = f"a period cannot end in {last}, before its first month {first}"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Period(first, last)
    assert caught.value.field == "last"
    with pytest.raises(InvalidValueError, match=whole(message)):
        Period.parse(f"{first}..{last}")


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-Q0", "2026-q1", "Q1", "2026-13", "2026-1", "20260", "0000-05"])
def test_text_that_is_no_period_is_refused(text: str) -> None:
    """The message shows every way to write one."""
    message = f"{text!r} is not a period; write 2026-03, 2026-Q1, 2026 or 2026-01..2026-05"
    with pytest.raises(InvalidValueError, match=whole(message)):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-01..", "'' is not a month; write it as 2026-03"),
        ("..2026-01", "'' is not a month; write it as 2026-03"),
        ("2026..2027", "'2026' is not a month; write it as 2026-03"),
        ("0000", "a year is from 1 to 9999, not 0"),
        ("0000-Q1", "a year is from 1 to 9999, not 0"),
    ],
)
def test_the_ends_of_a_period_are_months_of_the_calendar(text: str, message: str) -> None:
    """Each end of a spell is a month; years have the bounds of months."""
    with pytest.raises(InvalidValueError, match=whole(message)):
        Period.parse(text)


@given(shifted, st.integers(-500, 500), st.integers(-500, 500))
def test_arithmetic_keeps_the_day_on_which_months_begin(month: Month, some: int, more: int) -> None:
    """All laws of adding hold for months of any beginning, and what comes out begins on the same day."""
    assert (month + some) + more == month + (some + more)
    assert month + some - some == month
    assert (month + some) - month == some
    assert {(month + some).begins_on, (month - some).begins_on, month.quarter.last.begins_on} == {month.begins_on}


@given(days, beginnings)
def test_every_day_lies_in_one_month_of_each_beginning(day: date, begins_on: int) -> None:
    """From the first day to the last, both included; the day after belongs to the next month."""
    month = Month.of(day, begins_on=begins_on)
    assert month.first_day <= day <= month.last_day
    assert month.first_day.day == month.begins_on == begins_on
    assert month.last_day + timedelta(days=1) == (month + 1).first_day
    assert Month.of(month.first_day, begins_on=begins_on) == Month.of(month.last_day, begins_on=begins_on) == month
    assert Month.of(month.first_day - timedelta(days=1), begins_on=begins_on) == month - 1


@given(st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)), zones, beginnings)
def test_every_instant_lies_in_the_shifted_month_of_its_local_date(moment: datetime, name: str, begins_on: int) -> None:
    """Months that begin on another day part the time line as well."""
    instant = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(name))
    month = Month.of(instant, begins_on=begins_on)
    assert month.start(name) <= instant < month.end(name)
    assert month.end(name) == (month + 1).start(name)


def test_a_month_may_begin_on_another_day() -> None:
    """March that begins on the 16th runs to 15 April, also where February is short; its text stays the same."""
    march = Month(2026, 3, begins_on=16)
    assert (march.first_day, march.last_day) == (date(2026, 3, 16), date(2026, 4, 15))
    assert march.start("Europe/Berlin").isoformat() == "2026-03-16T00:00:00+01:00"
    assert march.end("Europe/Berlin").isoformat() == "2026-04-16T00:00:00+02:00"
    assert (str(march), repr(march)) == ("2026-03", "Month(2026, 3, begins_on=16)")
    assert Month(2026, 2, begins_on=28).last_day == date(2026, 3, 27)
    assert Month.of(date(2026, 4, 15), begins_on=16) == march == Month.of(datetime(2026, 3, 16, 9), begins_on=16)
    with pytest.raises(InvalidValueError, match=whole("a year is from 1 to 9999, not 10000")):
        Month(9999, 12, begins_on=2).last_day  # noqa: B018
    with pytest.raises(InvalidValueError, match=whole("a year is from 1 to 9999, not 0")):
        Month.of(date(1, 1, 5), begins_on=6)


@given(shifted, shifted)
def test_equal_months_have_equal_hashes_and_beginnings(one: Month, other: Month) -> None:
    """Months are equal if year, month and beginning are; twins are equal with equal hashes, also through pickle."""
    parts = [(each.year, each.month, each.begins_on) for each in (one, other)]
    assert (one == other) == (parts[0] == parts[1])
    for twin in (eval(repr(one), {"Month": Month}), pickle.loads(pickle.dumps(one)), attrs.evolve(one), copy(one)):
        assert (twin, hash(twin), twin.begins_on) == (one, hash(one), one.begins_on)
    assert one != str(one)


@pytest.mark.parametrize("operation", [operator.lt, operator.le, operator.gt, operator.ge, operator.sub])
def test_months_of_different_beginnings_do_not_meet(operation: Callable[[Month, Month], object]) -> None:
    """They neither compare nor subtract, and the message says why; they are not equal."""
    one, other = Month(2026, 3), Month(2026, 3, begins_on=16)
    message = "2026-03 begins on day 1 and 2026-03 on day 16; only months that begin on the same day compare"
    with pytest.raises(InvalidValueError, match=whole(message)):
        operation(one, other)
    assert one != other
    assert len({one, other}) == 2


def test_a_period_has_months_of_one_beginning() -> None:
    """Both ends begin on the same day, so do all months in it, and no other month is in it."""
    period = Period(Month(2026, 3, begins_on=16), Month(2026, 5, begins_on=16))
    assert [each.first_day for each in period] == [date(2026, 3, 16), date(2026, 4, 16), date(2026, 5, 16)]
    assert Month(2026, 4, begins_on=16) in period
    assert Month(2026, 4) not in period
    assert period.end("UTC").isoformat() == "2026-06-16T00:00:00+00:00"
    assert str(Month(2026, 5, begins_on=16).quarter) == "2026-Q2"
    message = "the months of a period begin on the same day; not from day 1 to day 16"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Period(Month(2026, 3), Month(2026, 5, begins_on=16))
    assert caught.value.field == "last"


def test_a_month_cannot_be_changed() -> None:
    """Months are values."""
    month = Month(2026, 3)
    with pytest.raises(attrs.exceptions.FrozenInstanceError, match=r"^can't set attribute$"):
        month.year = 2027  # type: ignore[misc]
    assert month == Month(2026, 3)


@pytest.mark.parametrize("other", ["2026-03", 2026.5, None, date(2026, 3, 1), timedelta(31)])
@pytest.mark.parametrize("operation", [operator.lt, operator.le, operator.gt, operator.ge, operator.add, operator.sub])
def test_a_month_beside_what_is_no_month(operation: Callable[[object, object], object], other: object) -> None:
    """Python says that the operation is not supported, and between what."""
    with pytest.raises(TypeError, match=r"^('[<>]=?' not supported|unsupported operand type).*'Month' and '.*'$"):
        operation(Month(2026, 3), other)


def test_a_first_instant_lies_in_the_years_of_datetimes() -> None:
    """The first day of the calendar begins before the year 1 of UTC in the east."""
    with pytest.raises(InvalidValueError, match=whole("0001-01-01 begins outside the years 1 to 9999 somewhere")):
        Month(1, 1).start("Asia/Tokyo")


def test_any_whole_number_counts_months() -> None:
    """Whole numbers of NumPy are taken, and kept as those of Python."""
    month = Month(np.int64(2026), np.int16(3), begins_on=np.int8(16))  # type: ignore[arg-type]
    assert {type(month.year), type(month.month), type(month.begins_on)} == {int}
    assert month + np.int64(2) == Month(2026, 5, begins_on=16) == month - np.int64(-2)


WRONG: dict[str, tuple[Callable[..., object], tuple[object, ...], str, str | None]] = {
    "year as text": (Month, ("2026", 1), "a year is a whole number from 1 to 9999, not '2026'", "year"),
    "half a year": (Month, (2026.5, 1), "a year is a whole number from 1 to 9999, not 2026.5", "year"),
    "true year": (Month, (True, 1), "a year is a whole number from 1 to 9999, not True", "year"),
    "month as text": (Month, (2026, "1"), "a month is a whole number from 1 to 12, not '1'", "month"),
    "no month": (Month, (2026, None), "a month is a whole number from 1 to 12, not None", "month"),
    "month of a number": (Month.of, (3,), "3 is not a date; give a date or a datetime", "day"),
    "month of text": (Month.of, ("2026-03-01",), "'2026-03-01' is not a date; give a date or a datetime", "day"),
    "month read from a number": (Month.parse, (3,), "3 is not a month; write it as 2026-03", None),
    "month read from bytes": (Month.parse, (b"2026-03",), "b'2026-03' is not a month; write it as 2026-03", None),
    "period read from nothing": (
        Period.parse,
        (None,),
        "None is not a period; write 2026-03, 2026-Q1, 2026 or 2026-01..2026-05",
        None,
    ),
    "period from text": (
        Period,
        ("2026-01", Month(2026, 2)),
        "a period goes from a Month to a Month; not '2026-01'",
        "first",
    ),
    "period to nothing": (Period, (Month(2026, 1), None), "a period goes from a Month to a Month; not None", "last"),
    "zone as a number": (time_zone, (3,), "no time zone named 3; write an IANA name such as 'Europe/Berlin'", None),
    "start in no zone": (
        Month(2026, 3).start,
        (None,),
        "no time zone named None; write an IANA name such as 'Europe/Berlin'",
        None,
    ),
    "first instant of a datetime": (
        first_instant,
        (datetime(2026, 3, 1, 9), "UTC"),
        "datetime.datetime(2026, 3, 1, 9, 0) has a time of day; give the date alone, as 2026-03-01",
        None,
    ),
}


@pytest.mark.parametrize(("call", "arguments", "message", "field"), WRONG.values(), ids=WRONG)
def test_a_wrong_argument_is_refused_at_the_door(
    call: Callable[..., object], arguments: tuple[object, ...], message: str, field: str | None
) -> None:
    """The message says what was given and what is expected."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        call(*arguments)
    assert caught.value.field == field


@pytest.mark.parametrize("day", [0, 29, -1])
def test_months_begin_on_a_day_that_every_month_has(day: int) -> None:
    """From the 1st to the 28th."""
    with pytest.raises(InvalidValueError, match=whole(f"begins_on is a day from 1 to 28, not {day}")) as caught:
        Month(2026, 3, begins_on=day)
    assert caught.value.field == "begins_on"
    with pytest.raises(InvalidValueError, match=whole("begins_on is a whole number from 1 to 28, not 16.0")):
        Month.of(date(2026, 3, 1), begins_on=16.0)  # type: ignore[arg-type]


def test_a_date_is_a_date_without_a_time() -> None:
    """A datetime is refused, because its time would be lost; so is all that is no date."""
    assert calendar_day(date(2026, 3, 1)) == date(2026, 3, 1)
    message = "datetime.datetime(2026, 3, 1, 0, 0) has a time of day; give the date alone, as 2026-03-01"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        calendar_day(datetime(2026, 3, 1), "on")
    assert caught.value.field == "on"
    with pytest.raises(InvalidValueError, match=whole("'2026-03-01' is not a date; write it as date(2026, 1, 31)")):
        calendar_day("2026-03-01")  # type: ignore[arg-type]
