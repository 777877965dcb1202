"""What each dataframe library does in its own way: moments as whole numbers, small tables, counts and ranks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_engines import ENGINES, Engine, every_engine
from expected_errors import refusal
from smarketing.tables.engines import NEVER, Group, as_frame, grouped, in_micros, is_lazy, small_table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ODD = 'it\'s "at" `once`'
SHARES = ("0.5", "0.9", "1")


def rows(frame: Any) -> list[tuple[Any, ...]]:
    """Rows of a frame, in order."""
    return sorted(tuple(row) for row in (frame.collect() if is_lazy(frame) else frame).iter_rows())


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


# Moments

INSTANTS = [datetime(1969, 12, 31, 23, 59, 59, 999_999), datetime(1970, 1, 1), datetime(2026, 3, 29, 2, 30, 0, 1), None]
KINDS: dict[str, Any] = {
    "instant": pl.Datetime("us", "UTC"),
    "wall": pl.Datetime("us"),
    "day": pl.Date,
}


@every_engine
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/New_York"])
def test_instants_are_microseconds_of_utc(engine: Engine, zone: str) -> None:
    """Whatever zone the column bears; what is null happens never."""
    moments = pl.Series([None if at is None else at.replace(tzinfo=UTC) for at in INSTANTS], dtype=KINDS["instant"])
    table = pl.DataFrame({ODD: moments.dt.convert_time_zone(zone), "number": range(4)})
    frame, kinds = in_micros(as_frame(engine(table)), [ODD])
    assert kinds == {ODD: "instant"}
    expected = [NEVER if at is None else micros(at.replace(tzinfo=UTC)) for at in INSTANTS]
    assert sorted(rows(frame), key=lambda row: row[1]) == list(zip(expected, range(4), strict=True))
    assert frame.collect_schema()[ODD] == nw.Int64


@every_engine
def test_local_times_and_dates_keep_what_the_clock_shows(engine: Engine) -> None:
    """They are told apart, and their numbers are those of the wall."""
    walls = pl.Series(INSTANTS, dtype=KINDS["wall"])
    table = pl.DataFrame({"number": range(4), "wall": walls, ODD: walls.dt.date()})
    frame, kinds = in_micros(as_frame(engine(table)), ["wall", ODD])
    assert kinds["wall"] == "wall"
    assert kinds[ODD] in {"day", "wall"}  # pandas has no dates
    one = [NEVER if at is None else micros(at.replace(tzinfo=UTC)) for at in INSTANTS]
    days = [each if each == NEVER else each // 86_400_000_000 * 86_400_000_000 for each in one]
    assert rows(frame) == list(zip(range(4), one, days, strict=True))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_units_of_moments_are_no_matter(unit: Any) -> None:
    """Seconds to nanoseconds, in pandas and Polars; what is finer than a microsecond is dropped."""
    moments = pd.to_datetime(pd.Series(["2026-03-02 09:00", None]), utc=True)
    some = pd.DataFrame({"at": moments.dt.as_unit(unit)})
    expected = [(micros(datetime(2026, 3, 2, 9, tzinfo=UTC)),), (NEVER,)]
    assert rows(in_micros(as_frame(some), ["at"])[0]) == expected
    if unit != "s":
        assert rows(in_micros(as_frame(pl.from_pandas(some)), ["at"])[0]) == expected


def test_nothing_to_convert_is_left_as_it_is() -> None:
    """A table without moments."""
    frame = as_frame(pl.DataFrame({"id": [1]}))
    assert in_micros(frame, []) == (frame, {})


def test_the_users_table_is_not_changed() -> None:
    """In pandas a frame could be."""
    table = pd.DataFrame({"at": pd.to_datetime(["2026-03-02"], utc=True)})
    before = table.copy()
    assert rows(in_micros(as_frame(table), ["at"])[0]) == [(micros(datetime(2026, 3, 2, tzinfo=UTC)),)]
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    ("cells", "kind"), [(["2026-03-02"], "String"), ([5], "Int64"), ([True], "Boolean"), ([1.5], "Float64")]
)
def test_what_is_no_moment_is_refused(cells: list[object], kind: str) -> None:
    """Texts and numbers could be anything."""
    message = f"at is {kind}, and no column of moments; give timestamps, or the file itself"
    assert refusal(lambda: in_micros(as_frame(pl.DataFrame({"at": cells})), ["at"])) == (message, "at")


@pytest.mark.parametrize("given_table", [5, "leads", [{"id": 1}], None, datetime.now(UTC)])
def test_what_is_no_table_is_refused(given_table: object) -> None:
    """Only dataframes are."""
    kind = type(given_table).__name__
    message = f"a table is a dataframe of pandas, Polars, PyArrow, DuckDB or PySpark; not {kind}"
    assert refusal(lambda: as_frame(given_table)) == (message, None)


def test_which_frames_are_lazy() -> None:
    """A lazy frame of Polars and a relation of DuckDB."""
    table = pl.DataFrame({"id": [1]})
    lazy = {name for name, engine in ENGINES.items() if is_lazy(as_frame(engine(table)))}
    assert lazy == {"Polars, lazy", "DuckDB"}


# Small tables

SMALL = {"cell": np.array([1, 2, 3]), "value 0": np.array([-5, NEVER, 7])}


@every_engine
def test_a_small_table_is_made_where_the_other_is(engine: Engine) -> None:
    """Whole numbers, to be joined."""
    frame = as_frame(engine(pl.DataFrame({"id": [2, 3, 9]})))
    found = frame.join(small_table(frame, SMALL), left_on="id", right_on="cell", how="inner")
    assert rows(found.select("id", "value 0")) == [(2, NEVER), (3, 7)]


def test_a_connection_that_does_not_look_at_python() -> None:
    """DuckDB may be kept from finding what Python has; the numbers are then written out."""
    connection = duckdb.connect()
    connection.execute("SET python_enable_replacements = false")
    frame = as_frame(connection.sql("SELECT 3 AS id"))
    found = frame.join(small_table(frame, SMALL), left_on="id", right_on="cell", how="inner")
    assert rows(found.select("id", "value 0")) == [(3, 7)]


def test_two_small_tables_do_not_get_in_each_others_way() -> None:
    """Relations are read late, and bear one name inside."""
    frame = as_frame(duckdb.connect().sql("SELECT 1 AS id"))
    one, other = (small_table(frame, {"cell": np.array([1]), "value": np.array([value])}) for value in (5, 6))
    assert [rows(each) for each in (one, other)] == [[(1, 5)], [(1, 6)]]


# Counts and ranks

Row = tuple[int, str, int, int, int, int]
cells = st.tuples(
    st.integers(24_000, 24_002),
    st.sampled_from(["", "east", "it's", 'a "b"']),
    st.integers(0, 1),
    st.integers(0, 5),
    st.integers(0, 9) | st.just(NEVER),
    st.sampled_from([NEVER, 3, 10**12]),
)


def slow_groups(some: Sequence[Any]) -> list[Group]:
    """Count and rank by looking at each month and segment in turn."""
    found = []
    for month in sorted({row[0] for row in some}):
        for segment in (None, *sorted({row[1] for row in some if row[0] == month})):
            here = [row for row in some if row[0] == month and segment in {None, row[1]}]
            counts = {name: _counted(row[place] for row in here) for place, name in ((2, "flag"), (3, "h status"))}
            values = {name: [row[place] for row in here] for place, name in ((4, "h used"), (5, "used"))}
            ranks = {name: tuple(_rank(each, share) for share in SHARES) for name, each in values.items()}
            found.append(Group(month, segment, counts, ranks))
    return found


def _counted(values: Any) -> dict[int, int]:
    some = list(values)
    return {value: some.count(value) for value in set(some)}


def _rank(values: Sequence[int], share: str) -> int | None:
    known = sorted(value for value in values if value < NEVER)
    return known[ceil(Fraction(share) * len(known)) - 1] if known else None


def without_nothing(groups: Sequence[Group]) -> list[Group]:
    """Groups of which nothing is ranked have no ranks, or none of any share: the same."""
    nothing = {"h used": (None,) * 3, "used": (None,) * 3}
    return [Group(each.month, each.segment, each.counts, {**nothing, **each.ranks}) for each in groups]


def table_of(some: Sequence[Row]) -> pl.DataFrame:
    """A table of counted rows."""
    types: dict[str, Any] = dict.fromkeys(("month", "segment", "flag", "h status", "h used", "used"), pl.Int64)
    types["segment"] = pl.String
    return pl.DataFrame(some, schema=types, orient="row")


DIGITS = {"flag": 2, "h status": 6}


@given(st.lists(cells, max_size=25))
def test_counts_and_ranks_are_those_of_a_slow_count(some: list[Row]) -> None:
    """By nearest rank, without what is never; all of a month first, then its segments."""
    frame = as_frame(table_of(some))
    assert without_nothing(grouped(frame, DIGITS, ["h used", "used"], SHARES)) == slow_groups(some)


@every_engine
def test_every_engine_counts_and_ranks_alike(engine: Engine) -> None:
    """Among them a month in which nothing is ranked, and a single row."""
    random = np.random.default_rng(5)
    some: list[Row] = [
        (24_000 + int(m), ["", "east", "it's", 'a "b"'][s], int(m) % 2, int(s), NEVER if u > 80 else int(u), NEVER)
        for m, s, u in zip(random.integers(0, 3, 200), random.integers(0, 4, 200), random.integers(0, 99, 200))  # noqa: B905
    ]
    some += [(24_009, "east", 1, 5, NEVER, NEVER), (24_010, "", 0, 0, 7, 10**12)]
    frame = as_frame(engine(table_of(some)))
    assert without_nothing(grouped(frame, DIGITS, ["h used", "used"], SHARES)) == slow_groups(some)


@every_engine
def test_nothing_is_counted_of_an_empty_table(engine: Engine) -> None:
    """No rows, no groups; and without ranked columns none are asked for."""
    frame = as_frame(engine(table_of([])))
    assert grouped(frame, DIGITS, ["h used", "used"], SHARES) == []
    one = as_frame(engine(table_of([(24_000, "", 1, 2, 3, 4)])))
    assert grouped(one, DIGITS, [], SHARES) == [
        Group(24_000, None, {"flag": {1: 1}, "h status": {2: 1}}, {}),
        Group(24_000, "", {"flag": {1: 1}, "h status": {2: 1}}, {}),
    ]


def test_the_zone_of_a_connection_is_no_matter() -> None:
    """DuckDB shows instants by a zone of its own; they are the same."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Kathmandu'")
    relation = connection.sql("SELECT TIMESTAMPTZ '2026-03-29 03:00:00+02:00' AS at, DATE '2026-03-29' AS day")
    frame, kinds = in_micros(as_frame(relation), ["at", "day"])
    at = datetime(2026, 3, 29, 3, tzinfo=ZoneInfo("Europe/Berlin"))
    assert kinds == {"at": "instant", "day": "day"}
    day = micros(datetime.combine(date(2026, 3, 29), datetime.min.time(), UTC))
    assert rows(frame) == [(micros(at.astimezone(UTC)), day)]
