"""Counts of date columns: the same from every dataframe, and the same as a plain loop over the rows."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.tables.date_counts import DateCounts, counted_dates, last_date

STAGES = ["lead", "call", "sale"]
TIMES = dict(zip(STAGES, [time(0), time(12), time(23, 59, 59, 999_999)], strict=True))
EDGES = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29)]
FAR = date(2199, 12, 31)

Lead = dict[str, date | None]
Cells = dict[str, list[object]]


def seeded_leads() -> tuple[list[Lead], list[str | None]]:
    """Give 300 leads with gaps, skipped stages, dates that run backwards and segments that are not known."""
    chance = random.Random(12)
    days = [*EDGES * 4, *(date(2023, 11, 1) + timedelta(chance.randrange(200)) for _ in range(40)), *[None] * 20]
    leads = [{stage: chance.choice(days) for stage in STAGES} for _ in range(300)]
    return leads, [chance.choice(["web", "fair", None]) for _ in leads]


LEADS, SEGMENTS = seeded_leads()


def slow(leads: Sequence[Lead], segments: Sequence[str | None], until: date, stages: Sequence[str]) -> DateCounts:
    """Count by a loop over the rows, one at a time."""
    all_months, all_days, backwards = [], [], []
    for place, (before, after) in enumerate(pairwise(stages)):
        months: Counter[tuple[str, int, int, bool]] = Counter()
        days: Counter[tuple[str, int]] = Counter()
        for row, (lead, segment) in enumerate(zip(leads, segments, strict=True)):
            early, late = (day if day and day <= until else None for day in (lead[before], lead[after]))
            turned = bool(early and late and late < early)
            if early or late:
                ends = [-1 if day is None else day.year * 12 + day.month - 1 for day in (early, late)]
                months[segment or "", ends[0], ends[1], turned] += 1
            if early and late and not turned:
                days[segment or "", (late - early).days] += 1
            if early and late and turned:
                backwards.append((place, row, early, late))
        found = [
            (key[0], *(None if end < 0 else end for end in key[1:3]), key[3], months[key]) for key in sorted(months)
        ]
        all_months.append(tuple(found))
        all_days.append(tuple((*key, days[key]) for key in sorted(days)))
    backwards.sort(key=lambda each: (each[0], each[2], each[3], str(each[1])))
    return DateCounts(tuple(all_months), tuple(all_days), tuple(backwards))  # type: ignore[arg-type]


def days_of(leads: Sequence[Lead], segments: Sequence[str | None]) -> Cells:
    """Put rows into columns of dates."""
    columns: Cells = {stage: [lead[stage] for lead in leads] for stage in STAGES}
    return columns | {"segment": list(segments), "id": list(range(len(leads)))}


def times_of(columns: Cells, zone: str | None = None) -> Cells:
    """Take the first instant, noon and the last instant of the day at the three stages, by the clocks of a zone."""
    tz = ZoneInfo(zone) if zone else None
    moments: Cells = {
        stage: [datetime.combine(day, at, tz) if isinstance(day, date) else None for day in columns[stage]]
        for stage, at in TIMES.items()
    }
    return columns | moments


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
    listed = tuple((place, None, early, late) for place, _id, early, late in wanted.backwards)
    assert (counted.months, counted.days, counted.backwards) == (wanted.months, wanted.days, listed)


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
        assert counted_dates(frame(columns), STAGES, FAR, segment="segment") == DateCounts(((), ()), ((), ()), ())
        with pytest.raises(InvalidValueError, match=r"^there is no date in lead, call, sale$"):
            last_date(frame(columns), STAGES)


DAY = st.none() | st.sampled_from(EDGES) | st.dates(date(2023, 12, 1), date(2024, 3, 31)) | st.dates()
ROW = st.tuples(DAY, DAY, st.sampled_from(["web", "", None]))


@given(st.lists(ROW, max_size=30), st.sampled_from(EDGES) | st.dates())
def test_any_rows_are_counted_as_by_a_loop(
    rows: list[tuple[date | None, date | None, str | None]], until: date
) -> None:
    """In all the years of the calendar; an empty segment is the same as none."""
    leads = [{"lead": None, "call": early, "sale": late} for early, late, _ in rows]
    segments = [segment for _, _, segment in rows]
    frame = pl.from_arrow(arrow(days_of(leads, segments), pa.date32(), id=pa.int64()))
    counted = counted_dates(frame, STAGES[1:], until, segment="segment", id_column="id")
    assert counted == slow(leads, segments, until, STAGES[1:])
