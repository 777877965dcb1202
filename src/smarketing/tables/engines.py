"""What each dataframe library does in its own way: moments as whole numbers, small tables beside a large one, ranks.

Everything else goes through Narwhals. A frame here is a Narwhals DataFrame or LazyFrame; whole numbers may be null.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import narwhals.stable.v2 as nw
import numpy as np

from smarketing.errors import InvalidValueError

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
Clockwork = Literal["instant", "wall", "day"]
"""What moments of a column are: instants, local times without a zone, or dates."""

NEVER = 1 << 62
"""Later than all instants: when something happened that did not."""
_DAY = 86_400_000_000


def as_frame(table: object) -> Any:
    """Take a dataframe of any library that Narwhals knows; InvalidValueError for anything else."""
    try:
        return nw.from_native(table)
    except TypeError as error:
        message = f"a table is a dataframe of pandas, Polars, PyArrow, DuckDB or PySpark; not {type(table).__name__}"
        raise InvalidValueError(message) from error


def is_lazy(frame: Any) -> bool:
    """Tell whether rows of a frame have no order of their own, and are read when they are asked for."""
    return isinstance(frame, nw.LazyFrame)


def in_micros(frame: Any, columns: Sequence[str]) -> tuple[Any, dict[str, Clockwork]]:
    """Give a frame with moments as microseconds since 1970, of UTC, or of the wall where they have no zone.

    What is null happens NEVER. InvalidValueError for a column that holds no moments.
    """
    schema = frame.collect_schema()
    kinds = {column: _kind(column, schema[column]) for column in columns}
    if not kinds:
        return frame, kinds
    converted = _CONVERTED.get(_engine(frame), _by_narwhals)(frame, kinds)
    return converted.with_columns(nw.col(*kinds).fill_null(NEVER).cast(nw.Int64)), kinds


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


def _by_narwhals(frame: Any, kinds: Mapping[str, Clockwork]) -> Any:
    moments = (
        nw.col(column).cast(nw.Datetime("us", None if kind != "instant" else "UTC")) for column, kind in kinds.items()
    )
    return frame.with_columns(*(each.dt.timestamp("us") for each in moments))


def _by_pandas(frame: Any, kinds: Mapping[str, Clockwork]) -> Any:
    native = frame.to_native().copy(deep=False)
    for column, kind in kinds.items():
        cells = native[column]
        absent = cells.isna()
        moments = cells.astype("datetime64[us, UTC]" if kind == "instant" else "datetime64[us]")
        native[column] = moments.astype("int64").where(~absent, NEVER)
    return nw.from_native(native)


def _by_duckdb(frame: Any, kinds: Mapping[str, Clockwork]) -> Any:
    quoted = (column.replace('"', '""') for column in kinds)
    read = ", ".join(
        f'epoch_us("{column}"::{_SQL_TYPES[kind]}) AS "{column}"'
        for column, kind in zip(quoted, kinds.values(), strict=True)
    )
    return nw.from_native(frame.to_native().project(f"* REPLACE ({read})"))


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


_CONVERTED: Mapping[str, Callable[[Any, Mapping[str, Clockwork]], Any]] = {
    "pandas": _by_pandas,
    "duckdb": _by_duckdb,
    "pyspark": _by_spark,
}


def small_table(beside: Any, columns: Mapping[str, Sequence[int]]) -> Any:
    """Make a small table of whole numbers where another frame is, to be joined with it."""
    engine, native = _engine(beside), beside.to_native()
    if engine == "duckdb":
        lists = ", ".join(
            f'unnest([{", ".join(map(str, numbers))}]::BIGINT[]) AS "{name}"' for name, numbers in columns.items()
        )
        return nw.from_native(native.query("beside", f"SELECT {lists}"))
    if engine == "pyspark":
        rows = list(zip(*(map(int, numbers) for numbers in columns.values()), strict=True))
        schema = ", ".join(f"`{name}` bigint" for name in columns)
        return nw.from_native(native.sparkSession.createDataFrame(rows, schema))
    arrays = {name: np.asarray(numbers, np.int64) for name, numbers in columns.items()}
    table = nw.from_dict(arrays, backend=beside.implementation)
    return table.lazy() if is_lazy(beside) else table


def ranked(frame: Any, keys: Sequence[str], value: str, shares: Sequence[float]) -> list[tuple[Any, ...]]:
    """Give for each group its keys and the values at shares of its rows, by nearest rank, without nulls.

    The value at a share is the least that so large a share of the rows does not surpass.
    """
    some = frame.filter(~nw.col(value).is_null()).select(*keys, value)
    return sorted(_RANKED.get(_engine(frame), _ranked_here)(some, keys, value, shares), key=str)


def _ranked_by_duckdb(frame: Any, keys: Sequence[str], value: str, shares: Sequence[float]) -> list[tuple[Any, ...]]:
    grouped = ", ".join(f'"{key}"' for key in keys)
    at = f'quantile_disc("{value}", [{", ".join(map(str, shares))}])'
    rows = frame.to_native().aggregate(f"{grouped}, {at}", grouped).fetchall()
    return [(*row[:-1], *row[-1]) for row in rows]


def _ranked_by_spark(frame: Any, keys: Sequence[str], value: str, shares: Sequence[float]) -> list[tuple[Any, ...]]:
    from pyspark.sql import functions  # noqa: PLC0415 - an extra

    at = (functions.expr(f"percentile_disc({share}) WITHIN GROUP (ORDER BY `{value}`)") for share in shares)
    rows: list[Any] = frame.to_native().groupBy(*keys).agg(*at).collect()
    return [(*row[: len(keys)], *map(int, row[len(keys) :])) for row in rows]


def _ranked_here(frame: Any, keys: Sequence[str], value: str, shares: Sequence[float]) -> list[tuple[Any, ...]]:
    eager = frame.collect() if is_lazy(frame) else frame
    groups = eager.select(*keys).unique().sort(*keys).rows()
    found = []
    for group in groups:
        rows = eager
        for key, one in zip(keys, group, strict=True):
            rows = rows.filter(nw.col(key).is_null() if one is None else nw.col(key) == one)
        values = rows[value].to_numpy()
        places = [-(-len(values) * round(share * 1_000_000) // 1_000_000) - 1 for share in shares]
        ordered = np.partition(values, places)
        found.append((*group, *(int(ordered[place]) for place in places)))
    return found


_RANKED: Mapping[str, Callable[..., list[tuple[Any, ...]]]] = {"duckdb": _ranked_by_duckdb, "pyspark": _ranked_by_spark}
