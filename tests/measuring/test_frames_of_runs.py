"""Runs on frames of every engine, held to the slow clock, case by case."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import attrs
import narwhals.stable.v2 as nw
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
from smarketing.measuring.clocks.clock_outcomes import NONE, STATUSES, timed, with_due
from smarketing.measuring.clocks.deadlines import Timer
from smarketing.measuring.clocks.log_runs import log_runs, pauses
from smarketing.measuring.clocks.row_runs import at, row_runs
from smarketing.measuring.clocks.timetables import Timetable
from smarketing.tables.engines import as_frame, in_micros, is_lazy

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


def on_rows(engine: Engine, table: pl.DataFrame, clock: FollowUp, times: Timetable, now: int) -> Any:
    """Time the runs of rows in an engine; what happens later must be gone already."""
    frame, _kinds = in_micros(as_frame(engine(table)), [at(name) for name in MOVES])
    return timed(row_runs(frame, clock), attrs.evolve(times, beside=frame), now)


def on_log(
    engine: Engine, table: pl.DataFrame, which: Sequence[int], clock: FollowUp, times: Timetable, now: int
) -> Any:
    """Time the runs of a log in an engine."""
    frame, _kinds = in_micros(as_frame(engine(table)), ["at"])
    frame = frame.with_columns(nw.col("at").alias("origin"))
    number = nw.lit(0, nw.Int64)
    for case, timer in enumerate(which):
        number = nw.when(nw.col("id") == case).then(nw.lit(timer, nw.Int64)).otherwise(number)
    runs = log_runs(frame, clock).with_columns(number.alias("timer"))
    return timed(runs, attrs.evolve(times, beside=frame), now, pauses(frame, clock))


def seen(frame: Any) -> list[Seen]:
    """What an engine found, by case."""
    some = frame.filter(nw.col("status") != NONE).select("id", "began", "ended", "status", "used")
    rows = (some.collect() if is_lazy(some) else some).iter_rows()
    return sorted((number, began, ended, STATUSES[status], used) for number, began, ended, status, used in rows)


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
    return FollowUp("1 hour", starts=("handed_over",), stops=("contacted", "replied"), repeats=repeats, **fields)


def timetable(some: Sequence[Case], times: Any = TIMES) -> tuple[Timetable, datetime]:
    """The times over what happened, and the last instant of it."""
    instants = [each.at for events, _timer in some for each in events]
    timers = tuple(timer_of(*each) for each in times)
    first, last = micros(min(instants)), max(instants)
    return Timetable(
        timers, "Europe/Berlin", first - first % 86_400_000_000 - 86_400_000_000, micros(last) + 1, None
    ), last


@every_engine
def test_rows_run_as_the_slow_clock_does(engine: Engine) -> None:
    """Each event happens once: pauses, resets and cancels at any time, by four sorts of time."""
    some = cases(1, 200, once=True)
    times, now = timetable(some)
    clock = followed(pauses=("waiting",))
    found = seen(on_rows(engine, as_rows(some), clock, times, micros(now)))
    assert found == expected(some, clock, now)
    assert {each[3] for each in found} == set(STATUSES.values())


@every_engine
@pytest.mark.parametrize("repeats", REPEATS)
def test_logs_run_as_the_slow_clock_does(engine: Engine, repeats: Repeats) -> None:
    """Events in any order and at one instant, with as many runs as there are."""
    some = cases(7, 100, once=False)
    times, now = timetable(some)
    clock = followed(repeats, pauses=("waiting", "on_hold"))
    which = [timer for _events, timer in some]
    found = seen(on_log(engine, as_log(some), which, clock, times, micros(now)))
    assert found == expected(some, clock, now)
    assert {each[3] for each in found} == set(STATUSES.values())


QUICK = [ENGINES[name] for name in ("Polars", "Polars, lazy", "DuckDB")]


def assert_as_slow(story: Story, engines: Sequence[Engine], *, logs: bool = True) -> None:
    """Hold engines to the slow clock, whose own hours decide."""
    events = tuple(each for each in story.events if each.at <= story.now)
    if not events:
        return
    some, own = [(events, 0)], ((story.hours, story.allowed),)
    times, _last = timetable(some, own)
    times = attrs.evolve(times, end=micros(story.now) + 1)
    for engine in engines:
        if logs:
            found = seen(on_log(engine, as_log(some), [0], story.clock, times, micros(story.now)))
        else:
            found = seen(on_rows(engine, as_rows(some), story.clock, times, micros(story.now)))
        assert found == expected(some, story.clock, story.now, own)


@given(office_stories())
def test_any_log_in_an_office(story: Story) -> None:
    """One case, with all that may happen at one instant."""
    assert_as_slow(story, QUICK[:1])


@given(stories())
def test_any_log_where_clocks_are_set(story: Story) -> None:
    """One case about a shift of the clock, in any zone, on engines that know no order of rows and one that does."""
    assert_as_slow(story, QUICK)


@given(office_stories())
def test_any_row_in_an_office(story: Story) -> None:
    """One case, of which each event happens once."""
    once = tuple({each.name: each for each in story.events}.values())
    clock = attrs.evolve(story.clock, repeats="once", pauses=("waiting",))
    assert_as_slow(attrs.evolve(story, events=once, clock=clock), QUICK[:1], logs=False)


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
    clock = followed(pauses=(), resets=(), cancels=())
    rows = on_rows(engine, as_rows(some), clock, times, micros(now))
    frame = with_due(rows, attrs.evolve(times, beside=rows), micros(now))
    rows = frame.filter(nw.col("status") != NONE).select("id", "due")
    found = dict((rows.collect() if is_lazy(rows) else rows).iter_rows())
    slow = {
        number: each.due
        for number, (events, timer) in enumerate(some)
        for hours, allowed in TIMES[timer : timer + 1]
        for each in slow_states(clock, hours, allowed, events, now)
    }
    assert found == {n: LATER if due is None or due > now else micros(due) for n, due in slow.items()}
    assert len({due for due in found.values() if due != LATER}) > 30


@every_engine
def test_a_log_says_what_ended_a_run_and_why(engine: Engine) -> None:
    """The event that ended it, its reason, and the instant that the log has with what began it."""
    start = datetime(2026, 3, 24, tzinfo=UTC)
    rows = [
        (7, "replied", start + timedelta(1), "late"),
        (7, "handed_over", start, None),
        (8, "handed_over", start, "x"),
    ]
    table = pl.DataFrame(rows, schema=["id", "event", "at", "reason"], orient="row")
    frame, _kinds = in_micros(as_frame(engine(table)), ["at"])
    found = log_runs(frame.with_columns((nw.col("at") + 5).alias("origin")), followed())
    found = found.select("id", "began", "ended", "off", "cause", "reason", "origin")
    rows_found = sorted((found.collect() if is_lazy(found) else found).iter_rows(), key=lambda row: row[0])
    first = micros(start)
    assert rows_found[0] == (7, first, micros(start + timedelta(1)), LATER, "replied", "late", first + 5)
    assert rows_found[1][:4] == (8, first, LATER, LATER)


@pytest.mark.parametrize(
    ("contacted", "expected_flag"), [(-1, 1), (0, 0), (1, 0), (None, 0)], ids=["before", "at once", "after", "never"]
)
def test_a_row_that_ended_before_it_began(contacted: int | None, expected_flag: int) -> None:
    """All that stops it happened before; it goes on."""
    start = datetime(2026, 3, 24, tzinfo=UTC)
    ended = None if contacted is None else start + timedelta(contacted)
    table = pl.DataFrame({"id": [1], at("handed_over"): [start], at("contacted"): pl.Series([ended], dtype=MOMENT)})
    frame, _kinds = in_micros(as_frame(table), [at("handed_over"), at("contacted")])
    assert row_runs(frame, followed())["reversed"].to_list() == [expected_flag]


def test_a_table_that_knows_of_no_pauses_has_none() -> None:
    """Without columns of what pauses a clock, there is nothing to rest for; likewise of cancels and resets."""
    table = pl.DataFrame({"id": [1], at("handed_over"): [datetime(2026, 3, 24, tzinfo=UTC)]})
    frame, _kinds = in_micros(as_frame(table), [at("handed_over")])
    found = row_runs(frame, followed())
    assert set(found.columns) == {"id", at("handed_over"), "began", "ended", "off", "reversed"}
    assert found.select("ended", "off").rows() == [(LATER, LATER)]


def test_times_that_count_no_days() -> None:
    """A timetable knows whether it has to look for business days."""
    made = [timer_of(*each) for each in TIMES]
    tables = [Timetable(tuple(made[:count]), "UTC", 0, 1, None) for count in (2, 3, 4)]
    assert [each.counts_days for each in tables] == [False, True, True]
    assert tables[2].calendar_numbers() == [0, 1, 0, 2]
