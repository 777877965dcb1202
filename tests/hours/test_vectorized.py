"""Open time and deadlines of many instants at once: as those of each instant alone, in whatever arrays."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from numpy.typing import NDArray

from calendar_strategies import MICRO, instant, micros, moments, placed_calendars
from smarketing.errors import InvalidValueError
from smarketing.hours import BusinessHours, Calendar
from smarketing.hours.windows import DAY

Integers = NDArray[np.int64]
MISSING = int(np.iinfo(np.int64).min)
UNITS = {"D": DAY, "h": DAY // 24, "m": DAY // 1440, "s": 1_000_000, "ms": 1_000, "us": 1}
LAYOUTS: list[Callable[[Integers], Integers]] = [
    lambda each: each,
    np.asfortranarray,
    lambda each: each[::-1][::-1],
    lambda each: np.repeat(each, 2, 0)[::2],
]


def open_time(calendar: Calendar, start: int, end: int) -> int:
    """What one pair is answered with."""
    wrong = MISSING in {start, end} or end < start
    return MISSING if wrong else calendar.between(instant(start), instant(end)) // MICRO


def due(calendar: Calendar, start: int, allowance: int) -> int:
    """What one start and one allowance are answered with; missing if nobody is there for so long any more."""
    if start == MISSING or allowance < 0:
        return MISSING
    try:
        return micros(calendar.after(instant(start), allowance * MICRO))
    except InvalidValueError:
        return MISSING


@st.composite
def arrays(draw: DrawFn, *elements: SearchStrategy[int]) -> Sequence[Integers]:
    """Arrays of one shape, with something missing here and there, however they lie in memory."""
    shape = draw(st.sampled_from([(), (0,), (1,), (7,), (3, 4), (2, 1, 3), (3, 0)]))
    size, layouts = prod(shape), st.sampled_from(LAYOUTS if shape else LAYOUTS[:1])
    rows = [draw(st.lists(each | each | st.just(MISSING), min_size=size, max_size=size)) for each in elements]
    return [draw(layouts)(np.array(row, np.int64).reshape(shape)) for row in rows]


def flat(*given_arrays: Integers) -> list[tuple[int, ...]]:
    """The elements that lie at one place, place by place."""
    return list(zip(*(each.reshape(-1).tolist() for each in given_arrays), strict=True))


@given(placed_calendars(), st.data())
def test_open_time_of_many_pairs(placed: tuple[Calendar, datetime], data: st.DataObject) -> None:
    """As that of each pair, for any calendar and any shape; missing where something is, or time runs back."""
    calendar, about = placed
    at = moments(calendar, about)
    starts, ends = data.draw(arrays(at, at))
    found = calendar.between_many(starts, ends)
    assert (found.dtype, found.shape) == (np.dtype(np.int64), starts.shape)
    assert found.reshape(-1).tolist() == [open_time(calendar, *pair) for pair in flat(starts, ends)]


@given(placed_calendars(), st.data())
def test_deadlines_of_many_starts(placed: tuple[Calendar, datetime], data: st.DataObject) -> None:
    """As that of each start, with one allowance for each or for all; missing where it is, or is less than none."""
    calendar, about = placed
    at, ever = moments(calendar, about), calendar.between(about, about + timedelta(9)) // MICRO
    some = [
        calendar.between(about, edge) // MICRO
        for window in calendar.windows(about, about + timedelta(9))
        for edge in window
    ]
    allowance = st.integers(-1, ever) | st.sampled_from([0, 1, *some])
    starts, times = data.draw(arrays(at, allowance))
    found = calendar.after_many(starts, times)
    assert (found.dtype, found.shape) == (np.dtype(np.int64), starts.shape)
    assert found.reshape(-1).tolist() == [due(calendar, *pair) for pair in flat(starts, times)]
    one = data.draw(allowance)
    expected = [due(calendar, start, one) for start in starts.reshape(-1).tolist()]
    assert calendar.after_many(starts, one * MICRO).reshape(-1).tolist() == expected
    assert calendar.after_many(starts, np.array(one, "m8[us]")).reshape(-1).tolist() == expected


@given(placed_calendars(together=False), st.sampled_from(sorted(UNITS)), st.data())
def test_datetimes_of_any_unit(placed: tuple[Calendar, datetime], unit: str, data: st.DataObject) -> None:
    """Are instants of UTC, and are answered in microseconds; NaT is missing."""
    (calendar, about), length = placed, UNITS[unit]
    at = moments(calendar, about).map(lambda each: each // length)
    most = calendar.between(about, about + timedelta(9)) // (length * MICRO)
    starts, ends, times = data.draw(arrays(at, at, st.integers(-1, most)))
    whole = [np.where(each == MISSING, MISSING, each * length) for each in (starts, ends, times)]
    passed = calendar.between_many(starts.astype(f"M8[{unit}]"), ends.astype(f"M8[{unit}]"))
    assert (passed.dtype, passed.shape) == (np.dtype("m8[us]"), starts.shape)
    assert np.array_equal(passed.view(np.int64), calendar.between_many(whole[0], whole[1]))
    found = calendar.after_many(starts.astype(f"M8[{unit}]"), times.astype(f"m8[{unit}]"))
    assert (found.dtype, found.shape) == (np.dtype("M8[us]"), starts.shape)
    assert np.array_equal(found.view(np.int64), calendar.after_many(whole[0], whole[2]))


@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=9))
def test_nanoseconds_are_taken_down(nanos: list[int]) -> None:
    """To whole microseconds, before 1970 too."""
    always, starts = BusinessHours("always"), np.array(nanos, "M8[ns]")
    base = np.full(starts.shape, -20, np.int64)
    whole = [each // 1_000 for each in nanos]
    assert always.between_many(base, starts).tolist() == [each + 20 for each in whole]
    assert always.after_many(starts, 7 * MICRO).view(np.int64).tolist() == [each + 7 for each in whole]
    assert always.after_many(np.zeros(len(nanos), np.int64), np.array(nanos, "m8[ns]")).tolist() == [
        each if each >= 0 else MISSING for each in whole
    ]


def test_kinds_may_differ() -> None:
    """Answers about instants as whole numbers are whole numbers, whatever the others are."""
    office, at = BusinessHours({"mon-fri": "09:00-17:00"}), datetime(2026, 7, 3, 16, tzinfo=UTC)
    numbers, later = np.array([micros(at)]), np.array([micros(at) + 3 * DAY])
    dates = numbers.astype("M8[us]")
    hour, monday = 3_600_000_000, micros(at) + 3 * DAY - 7 * 3_600_000_000
    assert office.between_many(numbers, later.astype("M8[us]")).tolist() == [8 * hour]
    assert office.between_many(dates, later).tolist() == [timedelta(hours=8)]
    assert office.after_many(numbers, np.array([hour + 1], "m8[us]")).tolist() == [monday + 1]
    assert office.after_many(dates, np.array([hour])).tolist() == [datetime(2026, 7, 3, 17)]
    assert office.between_many(dates.astype(">M8[s]"), later).tolist() == [timedelta(hours=8)]


SPARSE = BusinessHours({"wed": "09:00:00.000001-09:00:00.000004 12:00:30-12:01 22:00-02:00"}, "Australia/Lord_Howe")
LONG = {
    "odd windows": SPARSE,
    "always": BusinessHours("always", "Europe/Berlin", closures={"1999-12-31": "22:00:00.5-04:07"}),
    "either": SPARSE | BusinessHours({"mon-fri": "09:00-17:07"}, "America/New_York", holidays=["12-25"]),
}


@pytest.mark.parametrize("name", LONG)
def test_over_many_decades(name: str) -> None:
    """Of instants half a century apart each answer is still exact, about the edges of windows and far from them."""
    calendar, far, base, last = LONG[name], micros(datetime(1950, 1, 1, 11, tzinfo=UTC)), -DAY, 8 * DAY
    edges = {micros(edge) for pair in calendar.windows(instant(base), instant(last)) for edge in pair}
    near = sorted({base, last, *(edge + away for edge in edges for away in (-1, 0, 1) if edge > base)})
    until = [open_time(calendar, far, base) + open_time(calendar, base, each) for each in near]
    later = micros(datetime(2001, 1, 1, tzinfo=UTC))
    starts, ends = np.array([far] * len(near) + [base]), np.array([*near, later])
    assert calendar.between_many(starts, ends).tolist() == [*until, open_time(calendar, base, later)]
    allowed, asked = sorted(set(until) - {until[0]}), open_time(calendar, far, later)
    found = calendar.after_many(np.full(len(allowed) + 1, far), np.array([*allowed, asked]))
    assert found.tolist()[:-1] == [due(calendar, base, each - until[0]) for each in allowed]
    assert open_time(calendar, far, int(found[-1])) == asked


def test_more_than_are_looked_up_together() -> None:
    """Many thousands of instants are answered as a few, with gaps in some places only."""
    generator, count = np.random.default_rng(8), 70_001
    calendar = BusinessHours({"mon-fri": "09:00-12:30 13:15:07-18:00"}, "Europe/Berlin", holidays=["12-25"])
    starts = micros(datetime(2025, 1, 1, tzinfo=UTC)) + generator.integers(0, 730 * DAY, count)
    ends, times = starts + generator.integers(0, 90 * DAY, count), generator.integers(0, 9 * DAY, count)
    starts[40_000:40_003], ends[70_000], times[69_990] = MISSING, starts[70_000] - 1, -1
    passed, found = calendar.between_many(starts, ends), calendar.after_many(starts, times)
    parts = [slice(begin, begin + 9_001) for begin in range(0, count, 9_001)]
    assert np.array_equal(passed, np.concatenate([calendar.between_many(starts[each], ends[each]) for each in parts]))
    assert np.array_equal(found, np.concatenate([calendar.after_many(starts[each], times[each]) for each in parts]))
    for place in (0, 32_767, 32_768, 40_001, 65_535, 65_536, 69_990, 70_000):
        assert passed[place] == open_time(calendar, int(starts[place]), int(ends[place]))
        assert found[place] == due(calendar, int(starts[place]), int(times[place]))
    assert (passed == MISSING).sum() == (found == MISSING).sum() == 4


NEVER = BusinessHours({})
OFFICE = BusinessHours({"mon-fri": "09:00-17:00"})
FRIDAY = micros(datetime(2026, 7, 3, 16, tzinfo=UTC))
HOUR, CENTURY = DAY // 24, 36_525 * DAY


@pytest.mark.parametrize(
    ("calendar", "allowance"),
    [(NEVER, 0), (NEVER, 1), (OFFICE, CENTURY), (OFFICE, 2**63 - 1), (OFFICE & NEVER, 5)],
)
def test_what_nobody_is_there_for(calendar: Calendar, allowance: int) -> None:
    """Is missing, and what can be answered is."""
    answers = [MISSING, MISSING if calendar is not OFFICE else FRIDAY + 1]
    assert calendar.after_many(np.array([FRIDAY, FRIDAY]), np.array([allowance, 1])).tolist() == answers


DEADLINES = [  # 3 July 2026 is a Friday
    ("2026-07-03T08:00", 0, "2026-07-03T09:00"),
    ("2026-07-03T17:00", 0, "2026-07-06T09:00"),
    ("2026-07-04T12:00", 0, "2026-07-06T09:00"),
    ("2026-07-03T16:00", 1, "2026-07-03T17:00"),
    ("2026-07-03T09:00", 8, "2026-07-03T17:00"),
    ("2026-07-03T09:00", 9, "2026-07-06T10:00"),
]


def test_deadlines_by_hand() -> None:
    """One that is used up exactly at closing ends there; one of nothing is when it opens next."""
    starts, hours, due = zip(*DEADLINES, strict=True)
    found = OFFICE.after_many(np.array(starts, "M8[s]"), np.array(hours, "m8[h]"))
    assert found.tolist() == [datetime.fromisoformat(each) for each in due]


def test_the_end_of_a_calendar() -> None:
    """It ends with its last closing; after it nobody is there, nor after the years that are known."""
    once = BusinessHours({}, overrides={"2026-07-03": "09:00-17:00"})
    starts = np.array([FRIDAY, FRIDAY, FRIDAY, FRIDAY + HOUR, FRIDAY + HOUR - 1])
    allowances = np.array([HOUR, HOUR + 1, 0, 0, 0])
    due = [FRIDAY + HOUR, MISSING, FRIDAY, MISSING, FRIDAY + HOUR - 1]
    assert once.after_many(starts, allowances).tolist() == due
    late = np.array(["9998-12-29"], "M8[D]")  # a Tuesday
    assert OFFICE.after_many(late, timedelta(hours=8)).tolist() == [datetime(9998, 12, 29, 17)]
    assert np.isnat(OFFICE.after_many(late, timedelta(days=30))).all()


def test_nothing_but_what_is_missing() -> None:
    """And nothing at all."""
    gone, none = np.array([MISSING, MISSING]), np.array([], "M8[s]")
    numbers = np.array([FRIDAY, FRIDAY])
    assert OFFICE.between_many(gone, gone).tolist() == OFFICE.between_many(gone, numbers).tolist() == [MISSING] * 2
    assert OFFICE.between_many(numbers, gone).tolist() == [MISSING] * 2
    for back in (1, DAY, 400 * DAY, 3 * CENTURY):
        assert OFFICE.between_many(numbers, numbers - back).tolist() == [MISSING] * 2
    assert OFFICE.after_many(gone, numbers).tolist() == OFFICE.after_many(numbers, gone).tolist() == [MISSING] * 2
    assert OFFICE.between_many(none, none).tolist() == OFFICE.after_many(none, timedelta(1)).tolist() == []
    assert np.isnat(OFFICE.after_many(gone.astype("M8[us]"), timedelta(1))).all()


QUARTER = DAY // 96
ALLOWED = [quarters * QUARTER + off for quarters in (0, 1, 7, 43, 50, 51, 93, 143, 186) for off in (0, 1, 2)]


@pytest.mark.parametrize("allowance", [each - 1 for each in ALLOWED[1:]])
@pytest.mark.parametrize("day", [20_457, 20_458])
@pytest.mark.parametrize("first", [0, 1])
def test_one_allowance_for_all_is_each_by_itself(allowance: int, day: int, first: int) -> None:
    """On all edges of windows and a microsecond beside them, from a closed midnight, an open one or later on."""
    calendar = BusinessHours({"mon-sat": "00:00-12:30 13:15-24:00"}, "UTC", holidays=["2026-01-07"])
    base = day * DAY
    starts = [base + place * QUARTER + off for place in range(3 * 96) for off in (-1, 0, 1)]
    some = np.array([start for start in starts if start >= base + first])
    expected = [due(calendar, start, allowance) for start in some.tolist()]
    assert calendar.after_many(some, allowance * MICRO).tolist() == expected
