"""A table in every engine that criteria are pushed down to, and which of its rows a criterion finds there."""

from collections.abc import Callable
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from smarketing.criteria import Criterion

Records = list[dict[str, Any]]
Engine = Callable[[pl.DataFrame], Any]

DATABASE = duckdb.connect()  # kept: before DuckDB 1.5 a relation does not hold its connection open


def pandas_of_numpy(table: pl.DataFrame) -> pd.DataFrame:
    """Missing numbers are NaN, truths with missing ones objects; a column of nothing but None could be anything."""
    frame = table.to_pandas()
    empty = [name for name, kind in table.schema.items() if kind == pl.Boolean and frame[name].isna().all()]
    return frame.astype(dict.fromkeys(empty, "boolean"))


def pandas_with_na(table: pl.DataFrame) -> pd.DataFrame:
    """Make a frame of the types of pandas that know NA."""
    nullable = {pl.Float64: "Float64", pl.Int64: "Int64", pl.Int32: "Int32", pl.String: "string", pl.Boolean: "boolean"}
    types = {name: nullable[type(kind)] for name, kind in table.schema.items() if type(kind) in nullable}
    return table.to_pandas().astype(types)


def in_duckdb(table: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    """Make a relation of DuckDB."""
    return DATABASE.from_arrow(table.to_arrow())


ENGINES: dict[str, Engine] = {
    "Polars": lambda table: table,
    "Polars, lazy": lambda table: table.lazy(),
    "PyArrow": lambda table: table.to_arrow(),
    "pandas": pandas_of_numpy,
    "pandas, nullable": pandas_with_na,
    "pandas, of PyArrow": lambda table: table.to_pandas(use_pyarrow_extension_array=True),
    "DuckDB": in_duckdb,
}
every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


def column(table: Any, name: str) -> list[Any]:
    """Give the values of a column, wherever the table is."""
    frame = nw.from_native(table)
    return (frame.collect() if isinstance(frame, nw.LazyFrame) else frame)[name].to_list()


def rows_of(rule: Criterion, table: Any, *, blindly: bool = True) -> list[int]:
    """Give the numbers of the rows for which a criterion holds, the same in each way of asking.

    `blindly` asks without the schema too, for columns that are in exact form as they stand.
    """
    frame = nw.from_native(table)
    found = sorted(column(rule.filter(table), "row"))
    schemas = [frame.collect_schema(), None] if blindly else [frame.collect_schema()]
    for expression in map(rule.to_frame_expression, schemas):
        added = frame.with_columns(expression.alias("holds")).to_native()
        pairs = dict(zip(column(added, "row"), column(added, "holds"), strict=True))
        assert set(pairs.values()) <= {True, False}
        assert sorted(row for row, holds in pairs.items() if holds) == found
        assert sorted(column(frame.filter(expression).to_native(), "row")) == found
    return found


def table_of(records: Records, columns: dict[str, Any]) -> pl.DataFrame:
    """Make a table of records, with the number of each row."""
    cells = {name: [record.get(name) for record in records] for name in columns}
    return pl.DataFrame(cells, schema=columns, strict=False).with_columns(
        pl.Series("row", range(len(records)), pl.Int64)
    )


def numbered(rule: Criterion, records: Records) -> list[int]:
    """Give the numbers of the records for which a criterion holds."""
    return [number for number, record in enumerate(records) if rule(record)]
