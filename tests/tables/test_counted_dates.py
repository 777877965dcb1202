"""Counts of date columns: the same from every dataframe, and the same as a plain loop over the rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_counts_oracle import (
    EDGES,
    LEADS,
    SEGMENTS,
    STAGES,
    Cells,
    Lead,
    days_of,
    merged,
    repeated_leads,
    slow,
    times_of,
)
from smarketing.errors import InvalidValueError
from smarketing.tables.date_counts import DateCounts, counted_dates, last_date

FAR = date(2199, 12, 31)


def arrow(columns: Cells, kind: pa.DataType, **typed: pa.DataType) -> pa.Table:
    """Make an Arrow table with all dates of one type."""
    types = dict.fromkeys(STAGES, kind) | {"segment": pa.string()} | typed
    return pa.table({name: pa.array(cells, types.get(name)) for name, cells in columns.items()})


def instants(columns: Cells, zone: str | None = None) -> pa.Table:
    """Make an Arrow table of microseconds."""
    return arrow(times_of(columns, zone), pa.timestamp("us", zone))


def numpy_backed(columns: Cells, unit: str = "ns") -> pd.DataFrame:
    """Make a pandas table of the kind that it makes by itself."""
    return pd.DataFrame(columns).astype(dict.fromkeys(STAGES, f"datetime64[{unit}]"))


CONNECTIONS: list[duckdb.DuckDBPyConnection] = []
"""Before DuckDB 1.5 a relation does not hold its connection open."""


def in_duckdb(table: pa.Table, zone: str = "UTC") -> duckdb.DuckDBPyRelation:
    """Make a relation, in a session with clocks of its own."""
    CONNECTIONS.append(connection := duckdb.connect())
    connection.execute(f"set timezone = '{zone}'")
    return connection.from_arrow(table)


BERLIN, NEW_YORK, NEPAL = "Europe/Berlin", "America/New_York", "Asia/Kathmandu"
FRAMES: dict[str, Callable[[Cells], object]] = {
    "pandas": numpy_backed,
    "pandas, seconds": lambda columns: numpy_backed(columns, "s"),
    "pandas, times": lambda columns: numpy_backed(times_of(columns), "us"),
    "pandas, categories": lambda columns: numpy_backed(columns).astype({"segment": "category"}),
    "pandas, another index": lambda columns: numpy_backed(columns).set_index(pd.Index([7] * len(columns["id"]))),
    "pandas, Berlin": lambda columns: instants(columns, BERLIN).to_pandas(),
    "pandas, New York": lambda columns: instants(columns, NEW_YORK).to_pandas(),
    "pandas on Arrow": lambda columns: arrow(columns, pa.date32()).to_pandas(types_mapper=pd.ArrowDtype),
    "pandas on Arrow, times": lambda columns: instants(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "pandas on Arrow, New York": lambda columns: instants(columns, NEW_YORK).to_pandas(types_mapper=pd.ArrowDtype),
    "Polars": lambda columns: pl.from_arrow(arrow(columns, pa.date32())),
    "Polars, lazy": lambda columns: pl.LazyFrame(pl.from_arrow(arrow(columns, pa.date32()))),
    "Polars, times": lambda columns: pl.from_arrow(instants(columns)),
    "Polars, lazy, New York": lambda columns: pl.LazyFrame(pl.from_arrow(instants(columns, NEW_YORK))),
    "PyArrow": lambda columns: arrow(columns, pa.date32()),
    "PyArrow, seconds": lambda columns: pa.Table.from_pandas(numpy_backed(columns, "s")),
    "PyArrow, nanoseconds": lambda columns: arrow(times_of(columns), pa.timestamp("ns")),
    "PyArrow, Nepal": lambda columns: instants(columns, NEPAL),
    "PyArrow, chunks": lambda columns: pa.concat_tables(
        [arrow(columns, pa.date32())[:7], arrow(columns, pa.date32())[7:]]
    ),
    "DuckDB": lambda columns: in_duckdb(arrow(columns, pa.date32())),
    "DuckDB, times": lambda columns: in_duckdb(instants(columns), NEW_YORK),
    "DuckDB, New York": lambda columns: in_duckdb(instants(columns, NEW_YORK), NEW_YORK),
}
every_frame = pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)


@every_frame
@pytest.mark.parametrize("until", [date(2024, 2, 29), date(2024, 1, 31), FAR])
def test_every_frame_gives_the_counts_of_a_loop(frame: Callable[[Cells], object], until: date) -> None:
    """Months, days and what runs backwards, by segment; the last instant of the last day is in, the next is not."""
    counted = counted_dates(frame(days_of(LEADS, SEGMENTS)), STAGES, until, segment="segment", id_column="id")
    assert counted == slow(LEADS, SEGMENTS, until, STAGES)


@every_frame
def test_without_segment_and_id_there_are_none(frame: Callable[[Cells], object]) -> None:
    """All rows are the segment "", and what is listed has the id None."""
    counted = counted_dates(frame(days_of(LEADS, SEGMENTS)), STAGES[1:], FAR)
    wanted = slow(LEADS, [None] * len(LEADS), FAR, STAGES[1:])
    listed = tuple(each._replace(id=None) for each in wanted.backwards)
    assert counted == DateCounts(wanted.months, wanted.days, listed)


@every_frame
def test_the_last_date_of_any_column(frame: Callable[[Cells], object]) -> None:
    """By the clocks of the column: late on New Year's Eve in New York is not yet the next year."""
    lead: Lead = {"lead": None, "call": date(2024, 2, 29), "sale": date(2024, 12, 31)}
    columns = days_of([lead, lead | {"call": None, "sale": None}], ["web", None])
    assert last_date(frame(columns), STAGES) == date(2024, 12, 31)
    assert last_date(frame(columns), STAGES[:2]) == date(2024, 2, 29)


@every_frame
def test_no_rows_and_no_dates(frame: Callable[[Cells], object]) -> None:
    """Nothing is counted, and there is no last date."""
    nothing: Lead = dict.fromkeys(STAGES)
    for columns in (days_of([], []), days_of([nothing] * 9, ["web"] * 9)):
        assert counted_dates(frame(columns), STAGES, FAR, segment="segment") == DateCounts(((), ()), ((), ()))
        with pytest.raises(InvalidValueError, match=r"^there is no date in lead, call, sale$"):
            last_date(frame(columns), STAGES)


@every_frame
@pytest.mark.parametrize("until", [date(2024, 1, 31), FAR])
def test_rows_of_one_id_are_one_lead(frame: Callable[[Cells], object], until: date) -> None:
    """With the earliest date of each stage, of those that are known; without an id each row is a lead."""
    leads, segments, ids = repeated_leads()
    columns = days_of(leads, segments) | {"id": list[object](ids)}
    counted = counted_dates(frame(columns), STAGES, until, segment="segment", id_column="id")
    assert counted == merged(leads, segments, ids, until)
    assert counted.duplicated
    assert set(counted.differing) < set(counted.duplicated)


DAY = st.none() | st.sampled_from(EDGES) | st.dates(date(2023, 12, 1), date(2024, 3, 31)) | st.dates()
ROW = st.tuples(DAY, DAY, DAY, st.sampled_from(["web", "", None]), st.sampled_from(["a", "b", "", None]))


@given(st.lists(ROW, max_size=30), st.sampled_from(EDGES) | st.dates())
def test_any_rows_are_counted_as_by_a_loop(rows: list[tuple[Any, ...]], until: date) -> None:
    """In all the years of the calendar; an empty segment is the same as none, and so is an empty id."""
    leads: list[Lead] = [dict(zip(STAGES, row[:3], strict=True)) for row in rows]
    segments, ids = ([row[place] for row in rows] for place in (3, 4))
    columns = days_of(leads, segments)
    frame = pl.from_arrow(arrow(columns, pa.date32(), id=pa.int64()))
    counted = counted_dates(frame, STAGES, until, segment="segment", id_column="id")
    assert counted == slow(leads, segments, until, STAGES)
    frame = pl.from_arrow(arrow(columns | {"id": ids}, pa.date32(), id=pa.string()))
    counted = counted_dates(frame, STAGES, until, segment="segment", id_column="id")
    assert counted == merged(leads, segments, ids, until)
