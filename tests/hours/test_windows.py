"""Windows, weeks, dates and holidays: how they are written, read and refused."""

import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing.hours import BusinessHours, Window, week_texts, windows_text
from smarketing.hours.windows import DAY, Windows, as_holidays, as_week, as_windows
from smarketing.testing.business_hours import windows

HOUR = DAY // 24
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


def hours(*edges: float) -> Windows:
    """Windows from hours since midnight, two for each."""
    micros = [int(edge * HOUR) for edge in edges]
    return tuple(Window(start, end) for start, end in zip(micros[::2], micros[1::2], strict=True))


def clock(micros: int) -> time:
    return (datetime(2026, 1, 1) + timedelta(microseconds=micros)).time()


@given(windows(), st.randoms(use_true_random=False))
def test_windows_are_read_as_they_are_written(windows: Windows, random: Random) -> None:
    """Their text gives them back, to the microsecond; in any order, and if it names some of them twice."""
    assert as_windows(windows_text(windows)) == windows
    mixed = random.sample([*windows, *windows], 2 * len(windows))
    assert as_windows(windows_text(tuple(mixed))) == windows


@given(windows(), st.randoms(use_true_random=False))
def test_pairs_of_times_are_as_good_as_text(windows: Windows, random: Random) -> None:
    """In any order, as tuples or lists; an end at midnight is 24:00."""
    pairs = [(clock(each.start), clock(each.end)) for each in windows]
    random.shuffle(pairs)
    assert as_windows(pairs) == as_windows(map(list, pairs)) == windows  # type: ignore[arg-type]


@given(st.lists(windows(), min_size=7, max_size=7).map(tuple) | windows().map(lambda each: (each,) * 7))
def test_weeks_are_read_as_they_are_written(week: tuple[Windows, ...]) -> None:
    """Their texts give them back, and no two days in a row have the same one."""
    texts = week_texts(week)
    assert as_week(texts) == week
    assert BusinessHours(texts) == BusinessHours(week)
    assert "closed" not in texts.values()


@given(st.sets(DAYS, max_size=4), st.sets(DAYS, max_size=4))
def test_holidays_are_read_as_they_are_written(dates: set[date], yearly: set[date]) -> None:
    """Dates and texts alike, in order and each once."""
    texts = {f"{day:%m-%d}" for day in yearly}
    read = as_holidays([*dates, *map(str, dates), *texts])
    assert read == tuple(sorted({*map(str, dates), *texts}))
    assert as_holidays(read) == read


@given(st.dictionaries(DAYS, windows(), max_size=4))
def test_dates_are_as_good_as_their_texts(dated: dict[date, Windows]) -> None:
    """Overrides and closures, by dates or texts, in the order of the dates."""
    texts: dict[date | str, str] = {str(day): windows_text(windows) for day, windows in dated.items()}
    dates: dict[date | str, str] = {day: windows_text(windows) for day, windows in reversed(dated.items())}
    one = BusinessHours({}, overrides=texts, closures=dates)
    assert one.overrides == one.closures == tuple(sorted(dated.items()))
    assert one == BusinessHours({}, overrides=dates, closures=texts) == pickle.loads(pickle.dumps(one))


READINGS: list[tuple[str, Windows, str]] = [
    ("09:00-17:30", hours(9, 17.5), "09:00-17:30"),
    (" 13:15-18:00\n09:00-12:30 ", hours(9, 12.5, 13.25, 18), "09:00-12:30 13:15-18:00"),
    ("09:00:00-17:00:00.000", hours(9, 17), "09:00-17:00"),
    ("9:00-17:00", hours(9, 17), "09:00-17:00"),
    ("09:00 - 17:00", hours(9, 17), "09:00-17:00"),
    ("09:00:30-17:00:00.25", (Window(32_430_000_000, 61_200_250_000),), "09:00:30-17:00:00.25"),
    ("00:00-24:00", hours(0, 24), "00:00-24:00"),
    ("22:00-24:00", hours(22, 24), "22:00-24:00"),
    ("22:00-00:00", hours(22, 24), "22:00-24:00"),
    ("22:00-06:00", hours(22, 30), "22:00-06:00"),
    # windows that overlap or touch are kept as they are given, in order and each once
    ("12:00-17:00 09:00-12:00", hours(9, 12, 12, 17), "09:00-12:00 12:00-17:00"),
    ("10:00-11:00 09:00-17:00", hours(9, 17, 10, 11), "09:00-17:00 10:00-11:00"),
    ("22:00-06:00 00:00-07:00", hours(0, 7, 22, 30), "00:00-07:00 22:00-06:00"),
    ("22:00-02:00 22:00-23:00", hours(22, 23, 22, 26), "22:00-23:00 22:00-02:00"),
    ("09:00-17:00 09:00:00-17:00:00.0", hours(9, 17), "09:00-17:00"),
    ("closed", (), "closed"),
    (" Closed ", (), "closed"),
    ("CLOSED", (), "closed"),
    ("", (), "closed"),
]


@pytest.mark.parametrize(("text", "windows", "written"), READINGS)
def test_windows_from_text(text: str, windows: Windows, written: str) -> None:
    """Hours and minutes, seconds where there are some, over midnight where the end is not after the start."""
    assert as_windows(text) == windows
    assert windows_text(windows) == written


# together 24 hours from noon, 30 hours from midnight, and 24 and a half from nine; overlaps count once
LONG = [
    ("09:00-12:00 12:00-17:00", 8),
    ("09:00-17:00 10:00-11:00", 8),
    ("20:00-23:00 22:00-06:00", 10),
    ("22:00-02:00 23:00-01:00", 4),
    ("09:00-11:00 10:00-12:00 14:00-15:00", 4),
    ("12:00-06:00 20:00-12:00", 24),
    ("00:00-22:00 22:00-06:00", 30),
    ("09:00-08:00 10:00-09:30", 24.5),
]


@pytest.mark.parametrize(("text", "total"), LONG)
def test_windows_that_overlap_or_touch(text: str, total: float) -> None:
    """Nothing of them is lost, neither in what is open nor in how it is written."""
    calendar, start = BusinessHours({"mon": text}), datetime(2026, 7, 5, tzinfo=UTC)
    assert calendar.between(start, start + timedelta(7)) == timedelta(hours=total)
    assert as_week(week_texts(calendar.weekly)) == calendar.weekly


WEEKS = [
    ({"mon-fri": "09:00-17:00"}, "11111..", {"mon-fri": "09:00-17:00"}),
    ({"mon, wed": "09:00-17:00"}, "1.1....", {"mon": "09:00-17:00", "wed": "09:00-17:00"}),
    ({"sat sun,mon": "09:00-17:00"}, "1....11", {"mon": "09:00-17:00", "sat-sun": "09:00-17:00"}),
    ({" Fri-MON ": "09:00-17:00"}, "1...111", {"mon": "09:00-17:00", "fri-sun": "09:00-17:00"}),
    ({"mon - wed": "09:00-17:00"}, "111....", {"mon-wed": "09:00-17:00"}),
    ({"MON- tue , fri -sat": "09:00-17:00"}, "11..11.", {"mon-tue": "09:00-17:00", "fri-sat": "09:00-17:00"}),
    ({"wed-wed": "09:00-17:00"}, "..1....", {"wed": "09:00-17:00"}),
    ({"tue-mon": "09:00-17:00"}, "1111111", {"mon-sun": "09:00-17:00"}),
    ({"mon-sun": "closed"}, ".......", {}),
    ({}, ".......", {}),
]


@pytest.mark.parametrize(("given", "open_days", "written"), WEEKS)
def test_weeks_from_texts(given: dict[str, str], open_days: str, written: dict[str, str]) -> None:
    """Days, several days and spells of days, also over the end of the week; days that are not named are closed."""
    week = as_week(given)
    assert week == tuple(hours(9, 17) if day == "1" else () for day in open_days)
    assert week_texts(week) == written


def test_always() -> None:
    """Every day, all day, written as any other week."""
    assert as_week("always") == (hours(0, 24),) * 7
    assert BusinessHours("always") == BusinessHours({"mon-sun": "00:00-24:00"})
    assert week_texts(as_week("always")) == {"mon-sun": "00:00-24:00"}


def test_a_spell_of_days_may_be_given_pairs_once() -> None:
    """Pairs that can be walked over once stand for each of the days."""
    pairs = ((time(hour), time(hour + 1)) for hour in (9, 11))
    assert as_week({"mon-tue": pairs}) == (hours(9, 10, 11, 12),) * 2 + ((),) * 5


NOT_WINDOWS = (
    "09:00",
    "09:00-",
    "09-17",
    "09:00\N{EN DASH}17:00",
    "25:00-26:00",
    "09:60-10:00",
    "09:00:60-10:00",
)
MORE_OF_THEM = ("09:00-12:00,", "close", "9-5 closed", "09:00:00.1234567-10:00", "0٩:00-17:00", "-")
HOW = "write times as 09:00-17:30, with spaces between windows, or closed"
LOCAL = "a window is a pair of local times, as in (time(9), time(17)); not "
WRONG_WINDOWS = [
    *((text, f"{text.split()[0]!r} is not a window; {HOW}") for text in NOT_WINDOWS + MORE_OF_THEM),
    *(
        (text, f"{text!r}: closed stands alone; {HOW}")
        for text in ("closed 09:00-10:00", "09:00-10:00 Closed", "closed closed", "CLOSED 9-5")
    ),
    *(
        (text, f"{text!r}: a day begins at 00:00 and ends at 24:00, and no window begins then")
        for text in ("24:00-06:00", "24:00-24:00", "09:00-24:30", "09:00-24:00:00.000001")
    ),
    *(
        (text, f"{text!r} is no time at all; write 00:00-24:00 for the whole day")
        for text in ("00:00-00:00", "12:00-12:00:00.0")
    ),
    ([(time(9), time(9))], "'09:00:00 to 09:00:00' is no time at all; write 00:00-24:00 for the whole day"),
    ([("09:00", "17:00")], f"{LOCAL}('09:00', '17:00')"),
    ([(time(9), time(12), time(17))], f"{LOCAL}(datetime.time(9, 0), datetime.time(12, 0), datetime.time(17, 0))"),
    ((time(9), time(17)), f"{LOCAL}datetime.time(9, 0)"),
    (917, f"{LOCAL}917"),
    (None, f"{LOCAL}None"),
    ([(time(9), 17)], f"{LOCAL}(datetime.time(9, 0), 17)"),
    (
        [(time(9, tzinfo=UTC), time(17))],
        f"{LOCAL}(datetime.time(9, 0, tzinfo=datetime.timezone.utc), datetime.time(17, 0))",
    ),
]


@pytest.mark.parametrize(("windows", "message"), WRONG_WINDOWS)
def test_windows_that_are_refused(windows: str, message: str) -> None:
    """Alone, under days and under dates, which are named."""
    dated: dict[date | str, str] = {"2026-07-03": windows}
    assert refusal(lambda: as_windows(windows)) == (message, None)
    assert refusal(lambda: BusinessHours({"sat, sun": windows})) == (f"sat, sun: {message}", "weekly")
    assert refusal(lambda: BusinessHours({}, overrides=dated)) == (f"2026-07-03: {message}", "overrides")
    assert refusal(lambda: BusinessHours({}, closures=dated)) == (f"2026-07-03: {message}", "closures")


NO_DAY = "names no days of the week; write them as mon, tue, ... or mon-fri"
WRONG_DAYS = [
    (["monday"], f"'monday' {NO_DAY} (did you mean 'mon'?)"),
    ([" Monday, Tue"], f"' Monday, Tue' {NO_DAY} (did you mean 'mon'?)"),
    (["mo"], f"'mo' {NO_DAY} (did you mean 'mon'?)"),
    (["weekdays"], f"'weekdays' {NO_DAY}"),
    (["mon-xyz"], f"'mon-xyz' {NO_DAY}"),
    (["mon-"], f"'mon-' {NO_DAY}"),
    (["-mon"], f"'-mon' {NO_DAY}"),
    (["mon,"], f"'mon,' {NO_DAY}"),
    (["mon-wed-fri"], f"'mon-wed-fri' {NO_DAY} (did you mean 'wed'?)"),
    ([""], f"'' {NO_DAY}"),
    ([" "], f"' ' {NO_DAY}"),
    ([5], f"5 {NO_DAY}"),
    (["mon mon"], "mon is there twice"),
    (["mon", "Mon"], "mon is there twice"),
    (["mon-fri", "wed-sat"], "wed is there twice"),
    (["always"], f"'always' {NO_DAY}"),
]


@pytest.mark.parametrize(("days", "message"), WRONG_DAYS)
def test_days_that_are_refused(days: list[str], message: str) -> None:
    """Words that are no days, named with all that stands in the key, and days that are there twice."""
    assert refusal(lambda: BusinessHours(dict.fromkeys(days, "closed"))) == (message, "weekly")


@pytest.mark.parametrize("wrong", ["09:00-17:00", 5, None, [("mon", "closed")], [()] * 7, ((),) * 6, ((1,),) * 7])
def test_what_is_no_mapping(wrong: Any) -> None:
    """Days and dates have windows; anything else is refused, but for what another calendar holds."""
    by_day = f"windows by day are meant, as in {{'mon-fri': '09:00-17:00'}}, or always; not {wrong!r}"
    assert refusal(lambda: BusinessHours(wrong)) == (by_day, "weekly")
    if not isinstance(wrong, tuple):
        by_date = f"windows by date are meant, as in {{'2026-12-24': '09:00-12:00'}}; not {wrong!r}"
        assert refusal(lambda: BusinessHours({}, overrides=wrong)) == (by_date, "overrides")
        assert refusal(lambda: BusinessHours({}, closures=wrong)) == (by_date, "closures")


@given(st.lists(windows(), min_size=7, max_size=7).map(tuple), st.dictionaries(DAYS, windows(), max_size=3))
def test_what_another_calendar_holds_may_be_given(week: tuple[Windows, ...], dated: dict[date, Windows]) -> None:
    """Its week and its dates."""
    some = BusinessHours(week, overrides=tuple(sorted(dated.items())), closures=tuple(sorted(dated.items())))
    assert BusinessHours(some.weekly, overrides=some.overrides, closures=some.closures) == some
    assert (some.weekly, dict(some.overrides), dict(some.closures)) == (week, dated, dated)


@pytest.mark.parametrize(
    ("start", "end"),
    [(5, 5), (5, 4), (-1, 5), (DAY, DAY + 1), (0, DAY + 1), (HOUR, HOUR + DAY), (HOUR, HOUR + DAY + 1)],
)
def test_windows_that_no_day_has(start: int, end: int) -> None:
    """A window begins on its day and is some time; only from midnight to midnight is it a whole day."""
    message = f"a window begins on its day and ends within one; not from {start} to {end}"
    assert refusal(lambda: Window(start, end)) == (message, None)


NO_DATES = ("2026-02-30", "0000-01-01", "2026-7-3", "20260703", "2026-07-03\n", "2026-07-0٣", "12-2٣", "Christmas", "")
WRONG_DATES = [
    *((text, repr(text)) for text in NO_DATES),
    (20260703, "20260703"),
]


@pytest.mark.parametrize(("day", "shown"), WRONG_DATES)
def test_dates_that_are_refused(day: str, shown: str) -> None:
    """What is no date, the words for holidays naming dates of every year too."""
    dated: dict[date | str, str] = {day: "closed"}
    message = f"{shown} is not a date; write it as 2026-12-24"
    assert refusal(lambda: BusinessHours({}, overrides=dated)) == (message, "overrides")
    assert refusal(lambda: BusinessHours({}, closures=dated)) == (message, "closures")
    yearly = f"{message}, 12-25 for every year, or US-NY for an official calendar"
    assert refusal(lambda: BusinessHours({}, holidays=[day])) == (yearly, "holidays")


def test_dates_of_every_year_that_are_refused() -> None:
    """Those that no year has, and any where one date is meant; dates that are there twice."""
    no_date = "is no date of a year; write one as 12-25"
    dates = "dates are meant, as in ['2026-07-03', '12-25']; not 5"
    assert refusal(lambda: BusinessHours({}, holidays=5)) == (dates, "holidays")  # type: ignore[arg-type]
    assert refusal(lambda: BusinessHours({}, holidays=["02-30"])) == (f"'02-30' {no_date}", "holidays")
    assert refusal(lambda: BusinessHours({}, holidays=["25-12"])) == (f"'25-12' {no_date}", "holidays")
    single = "'12-25' is not a date; write it as 2026-12-24"
    assert refusal(lambda: BusinessHours({}, overrides={"12-25": "closed"})) == (single, "overrides")
    twice: dict[date | str, str] = {"2026-07-03": "closed", date(2026, 7, 3): "closed"}
    assert refusal(lambda: BusinessHours({}, overrides=twice)) == ("2026-07-03 is there twice", "overrides")
    assert refusal(lambda: BusinessHours({}, closures=twice)) == ("2026-07-03 is there twice", "closures")
    assert as_holidays("02-29") == as_holidays(["02-29"]) == ("02-29",)
    assert as_holidays(date(2026, 7, 3)) == as_holidays("2026-07-03") == ("2026-07-03",)  # type: ignore[arg-type]


OFFICE = BusinessHours({"mon-fri": "09:00-17:00"})


def test_instants_that_are_refused() -> None:
    """Instants without a zone, whichever they are, and an end before its start; at once, not when windows are read."""
    naive, aware = datetime(2026, 7, 3), datetime(2026, 7, 3, tzinfo=UTC)
    message = "{} is a datetime with a time zone; not datetime.datetime(2026, 7, 3, 0, 0)"
    at, start, end = ((message.format(field), field) for field in ("at", "start", "end"))
    assert refusal(lambda: OFFICE.is_open(naive)) == refusal(lambda: OFFICE.next_open(naive)) == at
    assert refusal(lambda: OFFICE.between(naive, aware)) == refusal(lambda: OFFICE.windows(naive, aware)) == start
    assert refusal(lambda: OFFICE.between(aware, naive)) == refusal(lambda: OFFICE.windows(aware, naive)) == end
    before = aware - timedelta(microseconds=1)
    message = "the end, 2026-07-02 23:59:59.999999+00:00, is before the start, 2026-07-03 00:00:00+00:00"
    assert refusal(lambda: OFFICE.between(aware, before)) == (message, "end")
    assert refusal(lambda: OFFICE.windows(aware, before)) == (message, "end")


A_TIME = "has a time of day; give the date alone, as"
FIRST, LAST = datetime(2, 1, 1), datetime(9998, 12, 31, 23, 59, 59, 999_999)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("wrong", [FIRST - TICK, LAST + TICK])
@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))])
def test_the_years_that_are_known(zone: timezone, wrong: datetime) -> None:
    """Instants of the years 2 to 9998, wherever; no others."""
    always = BusinessHours({"mon-sun": "00:00-24:00"}, "Pacific/Apia")
    first, last, unknown = (at.replace(tzinfo=zone) for at in (FIRST, LAST, wrong))
    assert always.is_open(first)
    assert always.is_open(last)
    assert always.between(last - timedelta(1), last) == timedelta(1)
    at, start, end = (f"{field} lies in the years 2 to 9998; not {unknown}" for field in ("at", "start", "end"))
    assert refusal(lambda: always.is_open(unknown)) == refusal(lambda: always.next_open(unknown)) == (at, "at")
    assert refusal(lambda: always.windows(unknown, last)) == (start, "start")
    assert refusal(lambda: always.between(first, unknown)) == (end, "end")


@pytest.mark.parametrize("day", [date(2, 1, 1), date(9998, 12, 31)])
def test_dates_that_are_known(day: date) -> None:
    """The first and the last."""
    always = BusinessHours({"mon-sun": "09:00-17:00"})
    assert always.on(day) == hours(9, 17)
    assert always.is_business_day(day)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(1, 12, 31), "a date of the years 2 to 9998 is meant; not datetime.date(1, 12, 31)"),
        (date(9999, 1, 1), "a date of the years 2 to 9998 is meant; not datetime.date(9999, 1, 1)"),
        (datetime(2026, 7, 3, tzinfo=UTC), f"{datetime(2026, 7, 3, tzinfo=UTC)!r} {A_TIME} 2026-07-03"),
    ],
)
def test_dates_that_are_not_known(day: date, message: str) -> None:
    """Those of other years, and datetimes, of which nobody knows in which zone they are a date."""
    assert refusal(lambda: OFFICE.on(day)) == refusal(lambda: OFFICE.is_business_day(day)) == (message, "day")


def test_zones() -> None:
    """A name or a ZoneInfo; one that nobody knows is refused."""
    berlin = BusinessHours({}, ZoneInfo("Europe/Berlin"))
    assert (berlin.tz, berlin.zone) == ("Europe/Berlin", ZoneInfo("Europe/Berlin"))
    assert berlin == BusinessHours({}, "Europe/Berlin") != BusinessHours({})
    assert pickle.loads(pickle.dumps(berlin)) == berlin
    example = "write an IANA name such as 'Europe/Berlin'"
    message = f"no time zone named 'Europe/Berln'; {example} (did you mean 'Europe/Berlin'?)"
    assert refusal(lambda: BusinessHours({}, "Europe/Berln")) == (message, "tz")
