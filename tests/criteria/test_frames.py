"""A criterion pushed down to tables, beside the same criterion run record by record."""

import math
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

import criteria_strategies as some
from criteria_engines import ENGINES, Engine, Records, column, every_engine, numbered, rows_of, table_of
from expected_errors import refusal
from smarketing.criteria import Criterion, parse_definitions

KINDS = dict.fromkeys(some.DATES, "date") | dict.fromkeys(some.DURATIONS, "duration")
NUMBERS = [name.strip("`") for name in (*some.NUMBERS, *some.AMOUNTS)]
COLUMNS: dict[str, Any] = {
    **dict.fromkeys(NUMBERS, pl.Float64),
    **dict.fromkeys(some.TEXTS, pl.String),
    **dict.fromkeys(some.DATES, pl.Datetime("us")),
    **dict.fromkeys(some.DURATIONS, pl.Duration("us")),
    **dict.fromkeys(some.TRUTHS, pl.Boolean),
}
unlike_engines = pytest.mark.parametrize("name", ["Polars", "pandas, nullable", "DuckDB"])
"""Engines that have little in common; the others follow one of them, and get the smaller tables."""


def fits(criterion: Criterion) -> bool:
    """Tell whether the criterion, which may say too little of a field, takes it for what the records hold."""
    return all(sort is None or sort.kind == KINDS.get(name, sort.kind) for name, sort in criterion.fields.items())


rules = some.criteria().map(Criterion.parse).filter(fits)
rules |= rules.map(lambda rule: Criterion.parse("not it", definitions={"it": rule}))
looking = rules.filter(lambda rule: bool(rule.fields))
many_records = st.lists(some.records, max_size=8)


@unlike_engines
@given(rule=looking, records=many_records)
def test_a_table_says_what_its_records_say(name: str, rule: Criterion, records: Records) -> None:
    """Filtered, or as a column, with and without a schema; the numbers are the same in binary."""
    assert rows_of(rule, ENGINES[name](table_of(records, COLUMNS))) == numbered(rule, records)


@unlike_engines
@given(rule=looking, records=many_records)
def test_whole_numbers_too(name: str, rule: Criterion, records: Records) -> None:
    """Columns of integers."""
    whole = [{name: math.floor(v) if v and name in NUMBERS else v for name, v in each.items()} for each in records]
    table = table_of(whole, COLUMNS | dict.fromkeys(NUMBERS, pl.Int64))
    assert rows_of(rule, ENGINES[name](table)) == numbered(rule, whole)


@unlike_engines
@given(rule=looking, records=many_records)
def test_nan_is_missing(name: str, rule: Criterion, records: Records) -> None:
    """In a floating-point column, NaN and null are one to a table whose schema is known."""
    table = table_of(records, COLUMNS).with_columns(pl.col(*NUMBERS[::2]).fill_null(float("nan")))
    assert sorted(column(rule.filter(ENGINES[name](table)), "row")) == numbered(rule, records)


ROWS: Records = [
    {"score": 2, "budget": 0.5, "title": "ab", "created": datetime(2026, 1, 31), "waited": timedelta(1), "asked": True},
    {"score": -1, "budget": 2, "title": "Ab", "country": "ab", "closed": datetime(2026, 2, 1), "asked": False},
    {"Lead Score": 3.0, "spent": 1, "country": "b", "created": datetime(2026, 1, 30, 23, 59), "competitor": True},
    {"score": 0.4, "Lead Score": 0.5, "title": "", "allowed": timedelta(hours=12), "competitor": False},
    {},
]


@every_engine
@pytest.mark.parametrize(
    "text",
    [
        "score >= 40 % and not competitor or `Lead Score` in [3, 0.5]",
        "not (score > 0 and title == 'ab') or contains(lower(country), 'a')",
        "created > 2026-01-30 or closed == 2026-02-01 or not has(title)",
        "created not in [2026-01-31] and competitor or waited >= 12 hours",
        "budget != 2 USD and (budget > 0 USD or spent == 1 USD)",
        "not (score != `Lead Score`) and (asked == False or allowed < 1 day)",
        "ends_with(title, 'b') and not starts_with(title, 'a') or closed - created > 1 day",
        "title not in ['ab', ''] or lower(title) != 'ab' and score / `Lead Score` < 1",
    ],
)
def test_every_engine_says_what_the_records_say(engine: Engine, text: str) -> None:
    """Some rows with much missing, in whatever engine."""
    rule = Criterion.parse(text)
    assert rows_of(rule, engine(table_of(ROWS, COLUMNS))) == numbered(rule, ROWS)


@every_engine
@pytest.mark.parametrize(
    "text",
    [
        "a > 1",
        "a >= 1",
        "a != 1",
        "not a <= 1",
        "a not in [5]",
        "a + b > 0",
        "a - b != 1",
        "b / a != 2",
        "a * b < 5",
        "1 < a",
    ],
)
def test_nan_is_looked_for_without_a_schema(engine: Engine, text: str) -> None:
    """Wherever a number is compared, in columns that hold null, NaN and infinite numbers."""
    values = [None, float("nan"), float("inf"), float("-inf"), 0.0, 2.0]
    records: Records = [{"a": a, "b": b} for a in values for b in values]
    rule, table = Criterion.parse(text), table_of(records, {"a": pl.Float64, "b": pl.Float64})
    assert rows_of(rule, engine(table)) == numbered(rule, records)


@every_engine
@pytest.mark.parametrize("text", ["a == b", "a != b", "has(a)", "not a == b", "not has(b)"])
def test_fields_of_any_sort(engine: Engine, text: str) -> None:
    """What is only compared with another field, or only there or not, can be of every sort."""
    rule, moment = Criterion.parse(text), datetime(2026, 1, 31)
    sorts: list[tuple[Any, list[Any]]] = [
        (pl.String, ["x", "y", "", None]),
        (pl.Int64, [0, 1, 2, None]),
        (pl.Boolean, [True, False, None]),
        (pl.Datetime("us"), [moment, moment + timedelta(microseconds=1), None]),
        (pl.Duration("us"), [timedelta(0), timedelta(days=1), None]),
    ]
    for kind, values in sorts:
        records: Records = [{"a": a, "b": b} for a in values for b in values]
        table = table_of(records, {"a": kind, "b": kind})
        assert rows_of(rule, engine(table)) == numbered(rule, records)


@every_engine
@pytest.mark.parametrize(
    "text", ["True", "False", "not True", "a > 1 or True", "True and False", "not (True and (False or True))"]
)
def test_a_constant_alone(engine: Engine, text: str) -> None:
    """All rows or none, also of a table that has none."""
    rule, table = Criterion.parse(text), table_of([{"a": 1.0}, {}], {"a": pl.Float64})
    held = rule({})
    assert column(rule.filter(engine(table)), "row") == [0, 1] * held
    assert column(rule.filter(engine(table.clear())), "row") == []
    for schema in (None, {"a": nw.Float64()}):
        frame: Any = nw.from_native(engine(table))
        added = frame.with_columns(rule.to_frame_expression(schema).alias("holds")).to_native()
        assert column(added, "holds") == [held, held]


@every_engine
@pytest.mark.parametrize("held", [True, False])
def test_a_definition_that_is_a_constant(engine: Engine, held: bool) -> None:
    """Looks at no column, so none need be there."""
    read, _errors = parse_definitions({"Every": f"{held} or False", "Open": "Every and True"})
    table = engine(table_of([{"a": 1.0}, {}], {"a": pl.Float64}))
    assert column(read["Open"].filter(table), "row") == [0, 1] * held


@every_engine
def test_no_rows(engine: Engine) -> None:
    """A table without rows stays one, with its columns."""
    text = "score > 1 and title != 'x' and created > 2026-01-31 and waited / 2 < 1 day and not asked"
    found = nw.from_native(Criterion.parse(text).filter(engine(table_of([], COLUMNS)))).lazy().collect()
    assert (found.shape, found.columns) == ((0, len(COLUMNS) + 1), [*COLUMNS, "row"])


def test_tables_stay_what_they_are() -> None:
    """Nothing is collected on the way."""
    kinds = [type(Criterion.parse("score > 1").filter(engine(table_of([], COLUMNS)))) for engine in ENGINES.values()]
    assert kinds == [pl.DataFrame, pl.LazyFrame, pa.Table, *[pd.DataFrame] * 3, duckdb.DuckDBPyRelation]


# Refusals

CELLS = {
    "a": [1.0],
    "t": ["x"],
    "d": [date(2026, 1, 1)],
    "w": [timedelta(1)],
    "y": [True],
    "at": [datetime(2026, 1, 1)],
}


@pytest.mark.parametrize(
    ("text", "message", "field"),
    [
        ("has(A)", "no column named 'A'; columns are 'a', 't', 'd', 'w', 'y', 'at' (did you mean 'a'?)", "A"),
        ("t > 1", "the column 't' holds String, and the criterion looks for a number", "t"),
        ("t > 1 USD", "the column 't' holds String, and the criterion looks for an amount in USD", "t"),
        ("lower(y) == 'x'", "the column 'y' holds Boolean, and the criterion looks for a text", "y"),
        ("a", "the column 'a' holds Float64, and the criterion looks for true or false", "a"),
        ("a > 1 day", "the column 'a' holds Float64, and the criterion looks for a duration", "a"),
        ("w == 'x'", "the column 'w' holds Duration(time_unit='us'), and the criterion looks for a text", "w"),
        ("d > 1", "the column 'd' holds Date, and the criterion looks for a number", "d"),
        ("d > 2026-01-31T00:00Z", "the column 'd' holds Date, and the criterion looks for a date in a time zone", "d"),
        ("d - a > 1 day", "the column 'a' holds Float64, and the criterion looks for a date", "a"),
    ],
)
def test_tables_that_do_not_fit_are_refused(text: str, message: str, field: str) -> None:
    """The message says what is there, and names the column; with a schema, an expression is refused just so."""
    rule, table = Criterion.parse(text), pl.DataFrame(CELLS)
    assert refusal(lambda: rule.filter(table)) == (message, field)
    assert refusal(lambda: rule.filter(table.lazy())) == (message, field)
    assert refusal(lambda: rule.to_frame_expression(nw.from_native(table).schema)) == (message, field)


LIKES = "only like can be compared with like"
MIXED = "at and z are not all in a time zone; dates compare with their like"
BUT = "the column {!r} holds {}, and the criterion looks for"


@every_engine
@pytest.mark.parametrize(
    ("text", "message", "field"),
    [
        ("z > 2026-01-31", f"{BUT} a date without a time zone", "z"),
        ("z in [2026-01-31T00:00]", f"{BUT} a date without a time zone", "z"),
        ("at > 2026-01-31T00:00Z", f"{BUT} a date in a time zone", "at"),
    ],
)
def test_columns_of_the_other_time_are_refused(engine: Engine, text: str, message: str, field: str) -> None:
    """With a time zone where the criterion has none, or without one where it has."""
    table = engine(pl.DataFrame(CELLS).with_columns(pl.col("at").dt.replace_time_zone("UTC").alias("z")))
    held = nw.from_native(table).collect_schema()[field]
    assert refusal(lambda: Criterion.parse(text).filter(table)) == (message.format(field, held), field)


@every_engine
@pytest.mark.parametrize(
    ("text", "message", "field"),
    [
        ("at - z > 1 day", MIXED, "at"),
        ("at - z in [1 day, 2 days]", MIXED, "at"),
        ("not z != at", MIXED, "at"),
        ("a > 1 or (a < 0 and not z - at < 1 day)", MIXED, "at"),
        ("t == a", f"the column 't' holds String and 'a' holds Float64; {LIKES}", "t"),
        ("not y != a", f"the column 'y' holds Boolean and 'a' holds Float64; {LIKES}", "y"),
        ("t > u", "the column 't' holds String and 'u' holds String, which has no order", "t"),
        ("y >= y", "the column 'y' holds Boolean, which has no order", "y"),
    ],
)
def test_columns_that_do_not_compare_are_refused(engine: Engine, text: str, message: str, field: str) -> None:
    """With and without a time zone, of unlike sorts, without an order; a table says what its columns hold."""
    zoned = pl.col("at").dt.replace_time_zone("UTC")
    table = engine(pl.DataFrame(CELLS).with_columns(zoned.alias("z"), pl.col("t").alias("u")))
    rule, schema = Criterion.parse(text), nw.from_native(table).collect_schema()
    assert refusal(lambda: rule.filter(table)) == (message, field)
    assert refusal(lambda: rule.to_frame_expression(schema)) == (message, field)
