"""What each dataframe library does in its own way: moments as whole numbers, small tables, counts and ranks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest

from criteria_engines import Engine, every_engine
from expected_errors import refusal
from smarketing.tables import engines
from smarketing.tables.engines import as_frame, check_together, column_names, in_micros, told_in_words
from smarketing.tables.queries import NEVER

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ODD = 'it\'s "at" `once`'


def rows(frame: Any) -> list[tuple[Any, ...]]:
    """Rows of a frame, in order."""
    return sorted(tuple(row) for row in frame.to_native().fetchall())


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


class Stream:
    """What gives a stream of Arrow, and is no dataframe of a library that is known."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __arrow_c_stream__(self, schema: object = None) -> object:
        return self.table.__arrow_c_stream__(schema)


class BrokenStream:
    """What breaks while it is read."""

    def __arrow_c_stream__(self, schema: object = None) -> object:
        raise ValueError("the pipe is closed")


def test_any_stream_of_arrow_is_a_table() -> None:
    """It is read, its columns keep their names, and what breaks is told."""
    table = pl.DataFrame({"id": [1], "ID": [2]})
    assert rows(as_frame(Stream(table))) == [(1, 2)]
    assert column_names(Stream(table)) == ("id", "ID")
    assert refusal(lambda: as_frame(BrokenStream())) == ("the table cannot be read: the pipe is closed", None)


def test_tables_of_other_libraries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that Narwhals reads and nobody has tried here."""
    monkeypatch.setattr(engines, "_engine", lambda _frame: "dask")
    message = "a table is a dataframe of pandas, Polars, PyArrow, DuckDB or PySpark; not dask"
    assert refusal(lambda: as_frame(pl.DataFrame({"id": [1]}))) == (message, None)


def test_frames_of_pandas_that_no_engine_takes_are_refused() -> None:
    """Without columns, and with two of one name."""
    assert refusal(lambda: as_frame(pd.DataFrame())) == ("the table has no columns", None)
    twice = pd.DataFrame([[1, 2]], columns=["id", "id"])
    message, _field = refusal(lambda: as_frame(twice))
    assert message.startswith("the table cannot be read: ")
    assert "'id' 2 times" in message


@pytest.mark.parametrize(("said", "told"), [("no memory\nat 0x1", "no memory"), ("", "Error")])
def test_what_an_engine_raises_is_told_in_its_first_line(said: str, told: str) -> None:
    """By its name if it says nothing."""

    def fails() -> None:
        with told_in_words():
            raise duckdb.Error(said)

    assert refusal(fails) == (f"the table cannot be measured: {told}", "tables")


def test_frames_of_two_engines_are_not_joined() -> None:
    """Whichever comes first."""
    here, there = nw.from_native(pl.DataFrame({"id": [1]})), as_frame(pl.DataFrame({"id": [1]}))
    rule = "a log and the table beside it are both of Spark, both of one connection of DuckDB, or neither of these"
    assert refusal(lambda: check_together(here, there)) == (rule, "tables")
    assert refusal(lambda: check_together(there, here)) == (rule, "tables")


@every_engine
def test_every_table_is_measured_by_duckdb(engine: Engine) -> None:
    """Frames of all other libraries are read where DuckDB works."""
    frame = as_frame(engine(pl.DataFrame({"id": [1]})))
    assert isinstance(frame.to_native(), duckdb.DuckDBPyRelation)
    assert rows(frame) == [(1,)]


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
