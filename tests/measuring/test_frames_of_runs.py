"""Runs on frames of every engine, held to the slow clock, case by case."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given

from criteria_engines import ENGINES, Engine, every_engine
from event_strategies import MOVES, OFFICE, REPEATS, Story, office_stories, stories
from slow_clock_oracle import LATER, Hours, Seen, by_day_and_night, in_frame, slow_states, walked_hours
from slow_clock_oracle import in_micros as micros
from smarketing import FollowUp
from smarketing.agreement.sections.clocks import Repeats
from smarketing.measuring import Event
from smarketing.measuring.clocks.clock_outcomes import NONE, STATUSES, TimedRuns, timed, with_due
from smarketing.measuring.clocks.deadlines import Timer
from smarketing.measuring.clocks.log_runs import EventLog, log_runs, restarted
from smarketing.measuring.clocks.row_runs import row_runs
from smarketing.measuring.clocks.timetables import Timetable
from smarketing.tables.engines import as_frame, in_micros
from smarketing.tables.queries import QuerySource

FIRST, LAST = date(2026, 3, 20), date(2026, 4, 20)
DAYS = by_day_and_night(FIRST, LAST)
BERLIN = walked_hours(OFFICE, FIRST, LAST)
AUCKLAND = walked_hours(attrs.evolve(OFFICE, zone="Pacific/Auckland"), FIRST, LAST)
TIMES: tuple[tuple[Hours, timedelta | int], ...] = (
    (BERLIN, timedelta(hours=4)),
    (DAYS, timedelta(hours=24)),
    (BERLIN, 2),
    (AUCKLAND, timedelta(minutes=37, microseconds=1)),
)
Case = tuple[tuple[Event, ...], int]
"""What happened, and the place of the time allowed."""
MOMENT = pl.Datetime("us", "UTC")
STARTS = (("handed_over",), ("handed_over", "reopened"))
"""The second of them resets the clock, too, whenever it comes."""
NOWHERE = QuerySource(as_frame(pl.DataFrame({"id": [1]})))


def at(name: str) -> str:
    """The column of an event's moment."""
    return f"at {name}"


def timer_of(hours: Hours, allowed: timedelta | int) -> Timer:
    """The timer of the library that is the same."""
    if isinstance(allowed, timedelta):
        return Timer(hours.calendar, allowed // timedelta(microseconds=1))
    return Timer(hours.calendar, days=allowed)


def moments(random: Random, count: int) -> list[datetime]:
    """Half of them on a quarter of an hour, about the night in which clocks are set in Berlin."""
    start = datetime(2026, 3, 24, tzinfo=UTC)
    quarters = [start + random.randrange(96 * 12) * timedelta(minutes=15) for _ in range(count)]
    return [each + random.choice([0, 0, -1, 1, 123_456_789]) * timedelta(microseconds=1) for each in quarters]


def cases(seed: int, count: int, *, once: bool) -> list[Case]:
    """Histories of so many cases; in a row each event happens once."""
    random = Random(seed)

    def history() -> tuple[Event, ...]:
        some = moments(random, random.randint(1, 5))
        names = random.sample(MOVES, random.randint(0, 8)) if once else random.choices(MOVES, k=random.randint(0, 12))
        return tuple(Event(name, random.choice(some)) for name in names)

    return [(history(), random.randrange(len(TIMES))) for _ in range(count)]


def as_rows(some: Sequence[Case]) -> pl.DataFrame:
    """A row a case, whose moments are columns."""
    columns: dict[str, Any] = {"id": range(len(some)), "timer": [timer for _events, timer in some]}
    found = [{each.name: each.at for each in events} for events, _timer in some]
    columns |= {at(name): pl.Series([each.get(name) for each in found], dtype=MOMENT) for name in MOVES}
    return pl.DataFrame(columns)


def as_log(some: Sequence[Case], seed: int = 1) -> pl.DataFrame:
    """A row an event, in any order."""
    rows = [(number, each.name, each.at) for number, (events, _timer) in enumerate(some) for each in events]
    Random(seed).shuffle(rows)
    types: dict[str, Any] = {"id": pl.Int64, "event": pl.String, "at": MOMENT}
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(reason=pl.lit("why"))


BITS = {name: 1 << place for place, name in enumerate(MOVES)}


def on_rows(engine: Engine, table: pl.DataFrame, clock: FollowUp, times: Timetable, now: int) -> TimedRuns:
    """Time the runs of rows in an engine; what happens later must be gone already."""
    columns = {name: f"at_{place}" for place, name in enumerate(MOVES)}
    given = table.rename({at(name): column for name, column in columns.items()})
    frame, _kinds = in_micros(as_frame(engine(given)), [*columns.values()])
    source = QuerySource(frame)
    own = attrs.evolve(times, source=source)
    return timed(row_runs(source.query, clock, columns, own, now), own, now)


def on_log(
    engine: Engine, table: pl.DataFrame, which: Sequence[int], clock: FollowUp, times: Timetable, now: int
) -> TimedRuns:
    """Time the runs of a log in an engine."""
    bits = pl.col("event").replace_strict(BITS, return_dtype=pl.Int64)
    given = table.select("id", pl.col("at").alias("moment"), bits.alias("events"))
    frame, _kinds = in_micros(as_frame(engine(given)), ["moment"])
    source = QuerySource(frame)
    own = attrs.evolve(times, source=source)
    log = EventLog(source.query.grouped("id", "moment", events="bit_or(events)", origin="min(moment)"), BITS)
    found = log_runs(log, clock)
    cases = " ".join(f"WHEN id = {case} THEN {timer}" for case, timer in enumerate(which))
    runs = found.runs.with_columns(timer=f"CASE {cases} ELSE 0 END")
    found = restarted(attrs.evolve(found, runs=runs), log, clock, own, now)
    return timed(found.runs, own, now, found.spells)


def seen(found: TimedRuns) -> list[Seen]:
    """What an engine found, by case."""
    some = found.runs.where(f"status <> {NONE}").select("id", "began", "ended", "status", "used")
    return sorted((number, began, ended, STATUSES[status], used) for number, began, ended, status, used in some.rows())


def expected(some: Sequence[Case], clock: FollowUp, now: datetime, times: Any = TIMES) -> list[Seen]:
    """What the slow clock says."""
    found = (
        in_frame(number, each)
        for number, (events, timer) in enumerate(some)
        for hours, allowed in times[timer : timer + 1]
        for each in slow_states(clock, hours, allowed, events, now)
    )
    return sorted(found)


def followed(repeats: Repeats = "once", **fields: Any) -> FollowUp:
    """A clock that two events may end."""
    fields = {"starts": ("handed_over",), "stops": ("contacted", "replied")} | fields
    return FollowUp("1 hour", repeats=repeats, **fields)


def timetable(some: Sequence[Case], times: Any = TIMES) -> tuple[Timetable, datetime]:
    """The times over what happened, and the last instant of it."""
    instants = [each.at for events, _timer in some for each in events]
    timers = tuple(timer_of(*each) for each in times)
    first, last = micros(min(instants)), max(instants)
    return Timetable(
        timers, "Europe/Berlin", first - first % 86_400_000_000 - 86_400_000_000, micros(last) + 1, NOWHERE
    ), last


@every_engine
@pytest.mark.parametrize("starts", STARTS)
def test_rows_run_as_the_slow_clock_does(engine: Engine, starts: tuple[str, ...]) -> None:
    """Each event happens once: pauses, resets and cancels at any time, by four sorts of time."""
    some = cases(1, 200, once=True)
    times, now = timetable(some)
    clock = followed(pauses=("waiting",), starts=starts)
    found = seen(on_rows(engine, as_rows(some), clock, times, micros(now)))
    assert found == expected(some, clock, now)
    assert {each[3] for each in found} == set(STATUSES.values())


@every_engine
@pytest.mark.parametrize("repeats", REPEATS)
@pytest.mark.parametrize("starts", STARTS)
def test_logs_run_as_the_slow_clock_does(engine: Engine, repeats: Repeats, starts: tuple[str, ...]) -> None:
    """Events in any order and at one instant, with as many runs as there are."""
    some = cases(7, 100, once=False)
    times, now = timetable(some)
    clock = followed(repeats, pauses=("waiting", "on_hold"), starts=starts)
    which = [timer for _events, timer in some]
    found = seen(on_log(engine, as_log(some), which, clock, times, micros(now)))
    assert found == expected(some, clock, now)
    assert {each[3] for each in found} == set(STATUSES.values())


def assert_as_slow(story: Story, *, logs: bool = True) -> None:
    """Hold engines to the slow clock, whose own hours decide."""
    events = tuple(each for each in story.events if each.at <= story.now)
    if not events:
        return
    some, own = [(events, 0)], ((story.hours, story.allowed),)
    times, _last = timetable(some, own)
    times = attrs.evolve(times, end=micros(story.now) + 1)
    if logs:
        found = seen(on_log(ENGINES["pandas"], as_log(some), [0], story.clock, times, micros(story.now)))
    else:
        found = seen(on_rows(ENGINES["pandas"], as_rows(some), story.clock, times, micros(story.now)))
    assert found == expected(some, story.clock, story.now, own)


@given(office_stories())
def test_any_log_in_an_office(story: Story) -> None:
    """One case, with all that may happen at one instant."""
    assert_as_slow(story)


@given(stories())
def test_any_log_where_clocks_are_set(story: Story) -> None:
    """One case about a shift of the clock, in any zone."""
    assert_as_slow(story)


@given(office_stories())
def test_any_row_in_an_office(story: Story) -> None:
    """One case, of which each event happens once."""
    once = tuple({each.name: each for each in story.events}.values())
    clock = attrs.evolve(story.clock, repeats="once", pauses=("waiting",))
    assert_as_slow(attrs.evolve(story, events=once, clock=clock), logs=False)


@every_engine
def test_edges_of_time(engine: Engine) -> None:
    """A pause from the due instant on, one until then, and one about it; a stop at once; each on rows and in a log."""
    start = datetime(2026, 3, 24, 8, tzinfo=UTC)
    told = ["waiting 24, resumed 30, contacted 30", "waiting 20, resumed 24, contacted 28", "waiting 23, contacted 30"]
    told += [
        "waiting 24, contacted 24",
        "waiting 0, resumed 9, contacted 0",
        "contacted 24",
        "cancelled 24, contacted 25",
    ]
    some: list[Case] = []
    for text in told:
        pairs = [each.split() for each in ("handed_over 0", *text.split(", "))]
        some.append((tuple(Event(name, start + timedelta(hours=int(hour))) for name, hour in pairs), 1))
    times, now = timetable(some)
    clock = followed(pauses=("waiting",))
    wanted = expected(some, clock, now)
    assert [each[3] for each in wanted] == ["late", "met", "met", "met", "met", "met", "cancelled"]
    assert seen(on_rows(engine, as_rows(some), clock, times, micros(now))) == wanted
    assert seen(on_log(engine, as_log(some), [1] * len(some), clock, times, micros(now))) == wanted


# What else frames say


@every_engine
def test_when_time_is_over(engine: Engine) -> None:
    """What is due by the instant that is looked from has its instant, to the microsecond; else it is never."""
    some = cases(5, 120, once=True)
    times, now = timetable(some)
    clock = followed(pauses=("waiting", "on_hold"), cancels=())
    rows = with_due(on_rows(engine, as_rows(some), clock, times, micros(now)))
    found = dict(rows.where(f"status <> {NONE}").select("id", "due").rows())
    slow = {
        number: each.due
        for number, (events, timer) in enumerate(some)
        for hours, allowed in TIMES[timer : timer + 1]
        for each in slow_states(clock, hours, allowed, events, now)
    }
    assert found == {n: LATER if due is None or due > now else micros(due) for n, due in slow.items()}
    assert len({due for due in found.values() if due != LATER}) > 30


@pytest.mark.parametrize(
    ("contacted", "expected_flag"), [(-1, 1), (0, 0), (1, 0), (None, 0)], ids=["before", "at once", "after", "never"]
)
def test_a_row_that_ended_before_it_began(contacted: int | None, expected_flag: int) -> None:
    """All that stops it happened before; it goes on."""
    start = datetime(2026, 3, 24, tzinfo=UTC)
    ended = None if contacted is None else start + timedelta(contacted)
    table = pl.DataFrame({"id": [1], "at_0": [start], "at_1": pl.Series([ended], dtype=MOMENT), "timer": [0]})
    frame, _kinds = in_micros(as_frame(table), ["at_0", "at_1"])
    source = QuerySource(frame)
    times = Timetable((timer_of(*TIMES[1]),), "UTC", micros(start), micros(start + timedelta(9)), source)
    columns = {"handed_over": "at_0", "contacted": "at_1"}
    rows = row_runs(source.query, followed(), columns, times, micros(start + timedelta(9)))
    assert rows.select("reversed").rows() == [(expected_flag,)]


def test_a_table_that_knows_of_no_pauses_has_none() -> None:
    """Without columns of what pauses a clock, there is nothing to rest for; likewise of cancels and resets."""
    table = pl.DataFrame({"id": [1], "at_0": [datetime(2026, 3, 24, tzinfo=UTC)]})
    frame, _kinds = in_micros(as_frame(table), ["at_0"])
    source = QuerySource(frame)
    times = Timetable((timer_of(*TIMES[1]),), "UTC", 0, 1, source)
    found = row_runs(source.query, followed(), {"handed_over": "at_0"}, times, 0)
    assert set(found.columns) == {"id", "at_0", "began", "ended", "off", "void", "reversed"}
    assert found.select("ended", "off").rows() == [(LATER, LATER)]


def test_times_that_count_no_days() -> None:
    """A timetable knows whether it has to look for business days."""
    made = [timer_of(*each) for each in TIMES]
    tables = [Timetable(tuple(made[:count]), "UTC", 0, 1, NOWHERE) for count in (2, 3, 4)]
    assert [each.counts_days for each in tables] == [False, True, True]
    assert tables[2].calendar_numbers() == [0, 1, 0, 2]
