"""Columns of dates at the door: names, kinds and what is refused."""

from collections.abc import Callable
from datetime import date, datetime

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from expected_errors import refusal
from smarketing.tables.date_counts import DateCounts, counted_dates, last_date

FAR = date(2199, 12, 31)
Cells = dict[str, list[object]]
Make = Callable[[Cells], object]

CELLS: Cells = {
    "lead": [date(2024, 1, 31), date(2024, 3, 5), date(2024, 2, 29), None],
    "call": [date(2024, 2, 29), date(2024, 3, 1), None, None],
    "sale": [None, date(2024, 4, 1), date(2024, 2, 29), date(2023, 12, 31)],
    "segment": ["web", "web", None, "fair"],
    "id": ["Q1", "Q2", "Q3", "Q4"],
}


def in_pandas(cells: Cells) -> pd.DataFrame:
    """Make a table of pandas with its own kind of times in the first three columns."""
    return pd.DataFrame(cells).astype(dict.fromkeys(list(cells)[:3], "datetime64[ns]"))


DATABASE = duckdb.connect()
"""Before DuckDB 1.5 a relation does not hold its connection open."""


def in_duckdb(cells: Cells) -> duckdb.DuckDBPyRelation:
    """Make a relation of DuckDB."""
    return DATABASE.from_arrow(pa.table(cells))


MAKES: dict[str, Make] = {
    "pandas": in_pandas,
    "Polars": pl.DataFrame,
    "Polars, lazy": pl.LazyFrame,
    "PyArrow": pa.table,
    "DuckDB": in_duckdb,
}
every_make = pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)


@every_make
def test_four_leads_by_hand(make: Make) -> None:
    """29 days over the end of January, a call before its lead, a sale without a call; the fourth has only a sale."""
    december, january, february, march, april = (2023 * 12 + 11 + later for later in range(5))
    counted = counted_dates(make(CELLS), ["lead", "call", "sale"], FAR, segment="segment", id_column="id")
    into_call = (
        ("", february, february, False, False, 1),
        ("fair", None, december, False, False, 1),
        ("web", january, february, True, False, 1),
        ("web", march, march, True, True, 1),
    )
    into_sale = (
        ("", None, february, True, False, 1),
        ("fair", None, december, True, False, 1),
        ("web", february, None, False, False, 1),
        ("web", march, april, True, False, 1),
    )
    days = ((("web", 29, 1),), (("web", 31, 1),))
    listed = ((0, 1, "Q2", date(2024, 3, 5), date(2024, 3, 1)),)
    skipped = (("Q4",), ("Q3", "Q4"))
    assert counted == DateCounts((into_call, into_sale), days, listed, skipped)  # type: ignore[arg-type]


@every_make
@pytest.mark.parametrize(
    "names",
    [
        ["rows", "key 0", "key 1", "key 2", "key 3"],
        ["segment of row", "id of row", "name", "part", "id"],
        ["id", "a", "b", "rows", "count"],
        ["group", 'he said "when"', "per cent %", " ", "key 0"],
        ["a", "b", "gap", "early", "late"],
    ],
    ids=" ".join,
)
def test_columns_may_have_any_names(make: Make, names: list[str]) -> None:
    """Names that a query might use for itself, words of SQL, quotes and nothing at all are names."""
    plain = counted_dates(make(CELLS), ["lead", "call", "sale"], FAR, segment="segment", id_column="id")
    odd = make(dict(zip(names, CELLS.values(), strict=True)))
    assert counted_dates(odd, names[:3], FAR, segment=names[3], id_column=names[4]) == plain


@every_make
def test_one_column_may_be_segment_and_id(make: Make) -> None:
    """Whole numbers are segments, as text, and ids as they are."""
    frame = make({"lead": [date(2024, 3, 5)], "call": [None], "sale": [date(2024, 3, 1)], "by": [7]})
    counted = counted_dates(frame, ["lead", "sale"], FAR, segment="by", id_column="by")
    march = 2024 * 12 + 2
    assert counted.months == ((("7", march, march, True, True, 1),),)
    assert counted.backwards == ((0, 1, 7, date(2024, 3, 5), date(2024, 3, 1)),)


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pa.table, in_duckdb])
def test_a_time_is_not_before_a_date_of_the_same_day(make: Make) -> None:
    """A date has no time of day: on one day with a time, listed before or after it, it is in order."""
    day, moment = date(2024, 2, 29), datetime(2024, 2, 29, 15)
    frame = make({"lead": [day, day], "call": [moment, None], "sale": [day, day]})
    counted = counted_dates(frame, ["lead", "call", "sale"], FAR)
    assert (counted.days, counted.backwards) == (((("", 0, 1),), (("", 0, 1),)), ())


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pa.table, in_duckdb])
def test_dates_and_times_may_be_mixed(make: Make) -> None:
    """A date and a time late on the last day that counts are both known; the next midnight is not."""
    frame = make(
        {
            "lead": [date(2024, 2, 28)] * 3,
            "sale": [datetime(2024, 2, 29, 23, 59, 59, 999_999), datetime(2024, 3, 1), datetime(2024, 2, 28)],
        }
    )
    february = 2024 * 12 + 1
    counted = counted_dates(frame, ["lead", "sale"], date(2024, 2, 29))
    assert counted.months == ((("", february, february, True, False, 2), ("", february, None, False, False, 1)),)
    assert counted.days == ((("", 0, 1), ("", 1, 1)),)


@every_make
def test_days_between_times_follow_the_calendar(make: Make) -> None:
    """1900 and 2100 were and will be no leap years, 2000 and 2004 were; a day is a day, late on it or early."""
    days = [date(1896, 2, 29), date(1899, 12, 31), date(2000, 3, 1), date(2004, 2, 29), date(2099, 12, 31)]
    pairs = [(one, other) for one in days for other in (*days, date(2101, 3, 1)) if one < other]
    frame = make(
        {
            "lead": [datetime(one.year, one.month, one.day, 23, 59, 59) for one, _ in pairs],
            "sale": [datetime(other.year, other.month, other.day) for _, other in pairs],
            "on": [other for _, other in pairs],
        }
    )
    counted = counted_dates(frame, ["lead", "sale"], FAR)
    assert counted.days == (tuple(sorted(("", (other - one).days, 1) for one, other in pairs)),)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table, in_duckdb])
@pytest.mark.parametrize(("column", "kind"), [("lead", "String"), ("sale", "Int64")])
def test_text_and_numbers_are_no_dates(make: Make, column: str, kind: str) -> None:
    """A column of them is refused: nobody knows which number is the month."""
    frame = make({"on": ["2024-01-31"], "lead": ["02/03/2024"], "sale": [20240203]})
    message = f"column {column!r} holds {kind} and no dates; parse it first, with its format stated"
    assert refusal(lambda: last_date(frame, [column])) == (message, "columns")
    assert refusal(lambda: counted_dates(frame, [column, "on"], FAR)) == (message, "columns")


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pa.table])
def test_a_column_that_nobody_has_a_date_in_has_no_dates(make: Make) -> None:
    """Polars and Arrow give it no type: all leads skipped the call."""
    frame = make({"lead": [date(2024, 1, 5)] * 2, "call": [None, None], "sale": [date(2024, 2, 5), None]})
    counted = counted_dates(frame, ["lead", "call", "sale"], FAR)
    january, february = 2024 * 12, 2024 * 12 + 1
    assert counted.months == (
        (("", january, february, False, False, 1), ("", january, None, False, False, 1)),
        (("", None, february, True, False, 1),),
    )
    assert last_date(frame, ["call", "sale"]) == date(2024, 2, 5)
    assert refusal(lambda: last_date(make({"call": [None]}), ["call"])) == ("there is no date in call", None)


@every_make
def test_a_column_that_is_not_there_is_refused(make: Make) -> None:
    """Dates, segment and id alike; the near miss is named."""
    frame, stages = make(CELLS), ["lead", "call", "sale"]
    there = "columns are 'lead', 'call', 'sale', 'segment', 'id'"
    assert refusal(lambda: last_date(frame, ["led"])) == (
        f"no column named 'led'; {there} (did you mean 'lead'?)",
        "columns",
    )
    assert refusal(lambda: counted_dates(frame, ["lead", "x"], FAR)) == (f"no column named 'x'; {there}", "columns")
    assert refusal(lambda: counted_dates(frame, stages, FAR, segment="y")) == (
        f"no column named 'y'; {there}",
        "columns",
    )
    assert refusal(lambda: counted_dates(frame, stages, FAR, id_column="z")) == (
        f"no column named 'z'; {there}",
        "columns",
    )
