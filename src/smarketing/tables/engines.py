"""Tables at the door of DuckDB and Spark, where they are measured, and their moments as whole numbers."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, cast

import narwhals.stable.v2 as nw
from narwhals.exceptions import NarwhalsError

from smarketing.errors import InvalidValueError, needs_extra
from smarketing.tables.duckdb_connection import new_connection
from smarketing.tables.queries import NEVER

Clockwork = Literal["instant", "wall", "day"]
"""What moments of a column are: instants, local times without a zone, or dates."""

_DAY = 86_400_000_000
_ENGINES = ("duckdb", "pyspark")
"""Where tables are measured, by the name that Narwhals has for each."""


_KNOWN = "a table is a dataframe of pandas, Polars, PyArrow, DuckDB or PySpark"


def as_frame(table: object, connection: Any = None) -> Any:
    """Take a table where DuckDB or Spark can work on it: pandas' where it is, Polars' and others by way of Arrow.

    Those of DuckDB and Spark stay what they are; others go to a connection of DuckDB, a new one unless it is given.
    InvalidValueError for anything that is no table; MissingExtraError where PyArrow is needed and is not there.
    """
    engine = _engine_of(table)
    if engine in _ENGINES:
        return nw.from_native(table)
    connection = new_connection() if connection is None else connection
    with told_in_words():
        if engine == "pandas":
            return nw.from_native(connection.from_df(_with_columns(table)))
        return nw.from_native(connection.from_arrow(_arrow_table(table)))


def is_in_an_engine(table: object) -> bool:
    """Tell whether DuckDB or Spark has a table already, by a connection or session of somebody else."""
    return _engine_of(table) in _ENGINES


def column_names(table: object) -> tuple[str, ...]:
    """Give the names of a table's columns as they came: DuckDB renames those that differ in capitals only."""
    if _engine_of(table) == "arrow":
        return tuple(map(str, _arrow_table(table).schema.names))
    return tuple(map(str, nw.from_native(cast("Any", table)).columns))


def _engine_of(table: object) -> str:
    """The library of a table; `arrow` for whatever gives a stream of Arrow."""
    try:
        engine = _engine(nw.from_native(table))
    except TypeError as error:
        if not hasattr(table, "__arrow_c_stream__"):
            raise InvalidValueError(f"{_KNOWN}; not {type(table).__name__}") from error
        return "arrow"
    except NarwhalsError as error:
        raise InvalidValueError(f"the table cannot be read: {' '.join(str(error).split())}") from error
    if engine not in (*_ENGINES, "pandas", "polars", "pyarrow"):
        raise InvalidValueError(f"{_KNOWN}; not {engine}")
    return engine


def _with_columns(frame: Any) -> Any:
    """A pandas frame, which DuckDB takes only with columns."""
    if not len(frame.columns):
        raise InvalidValueError("the table has no columns")
    return frame


def _arrow_table(table: Any) -> Any:
    with needs_extra("reading this table", "arrow"):
        import pyarrow as pa  # type: ignore[import-untyped] # noqa: PLC0415 - an extra
    eager = table.collect() if hasattr(table, "collect") else table
    polars = sys.modules.get("polars")
    try:
        if polars is not None and isinstance(eager, polars.DataFrame):
            return eager.to_arrow(compat_level=polars.CompatLevel.newest())  # an older one copies all texts
        return eager.to_arrow() if hasattr(eager, "to_arrow") else pa.table(eager)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise InvalidValueError(f"the table cannot be read: {error}") from error


@contextmanager
def told_in_words() -> Iterator[None]:
    """Tell as an InvalidValueError what an engine raises."""
    import duckdb  # noqa: PLC0415 - it takes longer to import than this library

    of_spark = getattr(sys.modules.get("pyspark.errors"), "PySparkException", duckdb.Error)
    try:
        yield
    except (duckdb.Error, NarwhalsError, of_spark) as error:
        lines = str(error).strip().splitlines()
        message = f"the table cannot be measured: {lines[0] if lines else type(error).__name__}"
        raise InvalidValueError(message, "tables") from error


def in_micros(frame: Any, columns: Sequence[str]) -> tuple[Any, dict[str, Clockwork]]:
    """Give a frame with moments as microseconds since 1970, of UTC, or of the wall where they have no zone.

    What is null happens NEVER. InvalidValueError for a column that holds no moments.
    """
    kinds = kinds_of(frame, columns)
    if not kinds:
        return frame, kinds
    converted = _CONVERTED[_engine(frame)](frame, kinds)
    return converted.with_columns(nw.col(*kinds).fill_null(NEVER).cast(nw.Int64)), kinds


def kinds_of(frame: Any, columns: Sequence[str]) -> dict[str, Clockwork]:
    """Give what the moments of columns are; InvalidValueError for a column that holds none."""
    return _kinds_in(frame.collect_schema(), frame, columns)


def _kinds_in(schema: Mapping[str, Any], frame: Any, columns: Sequence[str]) -> dict[str, Clockwork]:
    finer = _zoned_nanoseconds(frame)
    return {column: "instant" if column in finer else _kind(column, schema[column]) for column in columns}


def _zoned_nanoseconds(frame: Any) -> set[str]:
    """The columns of DuckDB's instants in nanoseconds, which Narwhals does not know."""
    if _engine(frame) != "duckdb":
        return set()
    native = frame.to_native()
    return {name for name, kind in zip(native.columns, native.types, strict=True) if str(kind) == "TIMESTAMPTZ_NS"}


def known_moments(frame: Any, columns: Sequence[str]) -> list[str]:
    """Give the columns that hold moments, but for those without any value, whatever their type.

    InvalidValueError for a column that holds something else.
    """
    schema = frame.collect_schema()
    bare = [column for column in columns if schema[column] in (nw.Unknown, nw.String)]
    counts = frame.select(*(nw.col(column).count().alias(column) for column in bare)) if bare else None
    rows = [] if counts is None else list(fetched(counts))
    empty = {column for column, count in zip(bare, rows[0] if rows else (), strict=True) if not count}
    some = [column for column in columns if column not in empty]
    _kinds_in(schema, frame, some)
    return some


def _kind(column: str, dtype: Any) -> Clockwork:
    if isinstance(dtype, nw.Datetime):
        return "wall" if dtype.time_zone is None else "instant"
    if dtype == nw.Date:
        return "day"
    raise InvalidValueError(
        f"{column} is {dtype}, and no column of moments; give timestamps, or the file itself", column
    )


def _engine(frame: Any) -> str:
    return str(frame.implementation.value)


def _by_duckdb(frame: Any, kinds: Mapping[str, Clockwork]) -> Any:
    quoted = (column.replace('"', '""') for column in kinds)
    read = ", ".join(
        f'epoch_us("{column}"::{_SQL_TYPES[kind]}) AS "{column}"'
        for column, kind in zip(quoted, kinds.values(), strict=True)
    )
    return nw.from_native(frame.to_native().project(f"* REPLACE ({read})"))


def known_extremes(frame: Any, kinds: Mapping[str, Clockwork]) -> list[tuple[int | None, int | None]] | None:
    """Give the first and the last moment of each column, in microseconds, where that is quickest asked of the columns.

    DuckDB has them in Parquet files. Elsewhere None.
    """
    if _engine(frame) != "duckdb" or not kinds:
        return None
    quoted = {column.replace('"', '""'): _SQL_TYPES[kind] for column, kind in kinds.items()}
    asked = ", ".join(f'epoch_us({end}("{name}")::{kind})' for name, kind in quoted.items() for end in ("min", "max"))
    (found,) = frame.to_native().aggregate(asked).fetchall()
    return list(zip(found[::2], found[1::2], strict=True))


_SQL_TYPES = {"instant": "TIMESTAMPTZ", "wall": "TIMESTAMP", "day": "TIMESTAMP"}


def _by_spark(frame: Any, kinds: Mapping[str, Clockwork]) -> Any:
    from pyspark.sql import functions  # noqa: PLC0415 - an extra

    read = {
        "instant": "unix_micros(`{}`)",
        "wall": "timestampdiff(MICROSECOND, TIMESTAMP_NTZ'1970-01-01 00:00:00', `{}`)",
        "day": f"unix_date(`{{}}`) * {_DAY}L",
    }
    quoted = {column: read[kind].format(column.replace("`", "``")) for column, kind in kinds.items()}
    return nw.from_native(frame.to_native().withColumns({name: functions.expr(text) for name, text in quoted.items()}))


def check_together(log: Any, table: Any) -> None:
    """Refuse two frames that no engine can join: of DuckDB and of Spark, or of two connections of DuckDB."""
    kinds = [_engine(each) for each in (log, table)]
    rule = "a log and the table beside it are both of Spark, both of one connection of DuckDB, or neither of these"
    if kinds[0] != kinds[1]:
        raise InvalidValueError(rule, "tables")
    if kinds[0] == "duckdb":
        import duckdb  # noqa: PLC0415 - it takes longer to import than this library

        try:
            log.to_native().set_alias("log").cross(table.to_native().set_alias("beside"))
        except duckdb.InvalidInputException as error:
            raise InvalidValueError(rule, "tables") from error


def collected(frame: Any) -> Any:
    """Give an eager frame; MissingExtraError for a relation of DuckDB, which needs PyArrow for it, where that is not.

    Whoever needs only the rows takes `fetched`, which never needs PyArrow.
    """
    with needs_extra("reading this table", "arrow"):
        return frame.collect()


def fetched(frame: Any) -> Any:
    """Give the rows of a frame, which are worked out now."""
    return frame.to_native().fetchall() if _engine(frame) == "duckdb" else collected(frame).iter_rows()


_CONVERTED: Mapping[str, Callable[[Any, Mapping[str, Clockwork]], Any]] = {"duckdb": _by_duckdb, "pyspark": _by_spark}
