"""What each dataframe library does in its own way: moments as whole numbers, small tables beside a large one, ranks.

Everything else goes through Narwhals. A frame here is a Narwhals DataFrame or LazyFrame; whole numbers may be null.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs
import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

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
    kinds = kinds_of(frame, columns)
    if not kinds:
        return frame, kinds
    converted = _CONVERTED.get(_engine(frame), _by_narwhals)(frame, kinds)
    return converted.with_columns(nw.col(*kinds).fill_null(NEVER).cast(nw.Int64)), kinds


def kinds_of(frame: Any, columns: Sequence[str]) -> dict[str, Clockwork]:
    """Give what the moments of columns are; InvalidValueError for a column that holds none."""
    schema = frame.collect_schema()
    found = {column: _kind(column, schema[column]) for column in columns if _engine(frame) != "pandas"}
    for column in columns if _engine(frame) == "pandas" else ():
        text = str(frame.to_native()[column].dtype)  # which zones it knows, Narwhals may not
        known = text.startswith("datetime64[")
        found[column] = ("instant" if ", " in text else "wall") if known else _kind(column, schema[column])
    return found


def known_moments(frame: Any, columns: Sequence[str]) -> list[str]:
    """Give the columns that hold moments, but for those without any value, whatever their type.

    InvalidValueError for a column that holds something else.
    """
    schema = frame.collect_schema()
    bare = [column for column in columns if schema[column] in (nw.Unknown, nw.Object, nw.String)]
    counts = frame.select(*(nw.col(column).count().alias(column) for column in bare)) if bare else None
    rows = [] if counts is None else list(_rows(counts))
    empty = {column for column, count in zip(bare, rows[0] if rows else (), strict=True) if not count}
    some = [column for column in columns if column not in empty]
    kinds_of(frame, some)
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


def small_table(beside: Any, columns: Mapping[str, NDArray[np.int64]]) -> Any:
    """Make a small table of whole numbers where another frame is, to be joined with it."""
    if _engine(beside) == "duckdb":
        return nw.from_native(_small_relation(beside.to_native(), columns))
    if _engine(beside) == "pyspark":
        rows = list(zip(*(numbers.tolist() for numbers in columns.values()), strict=True))
        schema = ", ".join(f"`{name}` bigint" for name in columns)
        return nw.from_native(beside.to_native().sparkSession.createDataFrame(rows, schema))
    table = nw.from_dict(dict(columns), backend=beside.implementation)
    return table.lazy() if is_lazy(beside) else table


def _small_relation(beside: Any, smarketing_table: Mapping[str, Any]) -> Any:
    """A relation of arrays, on the connection of another, which finds them by the name of the argument here."""
    import duckdb  # noqa: PLC0415 - an extra

    try:
        return beside.query("smarketing_beside", "FROM smarketing_table").materialize()
    except duckdb.CatalogException:  # the connection does not look at what Python has
        lists = (f'unnest({numbers.tolist()}::BIGINT[]) AS "{name}"' for name, numbers in smarketing_table.items())
        return beside.query("smarketing_beside", f"SELECT {', '.join(lists)}")


@attrs.frozen
class Group:
    """The rows of a month, of one segment or (None) of all: how many have each value of a column, and ranked values.

    Ranked are the values at some shares by nearest rank: the least that so large a share of the rows does not surpass.
    They are None where no row has any.
    """

    month: int
    segment: str | None
    counts: Mapping[str, Mapping[int, int]]
    ranks: Mapping[str, tuple[int | None, ...]]


def grouped(frame: Any, digits: Mapping[str, int], ranked: Sequence[str], shares: Sequence[str]) -> list[Group]:
    """Count the values of columns, and rank others without what is NEVER, by `month`, and by `month` and `segment`.

    `digits` are columns of small numbers with how many values each has; together they make one number for each row, by
    which an engine counts. `shares` are decimals, as `0.9`. In order of months, first of all and then by segment.
    """
    code, scale = nw.lit(0, nw.Int64), 1
    for name, base in digits.items():
        code, scale = code + nw.col(name) * scale, scale * base
    narrow = _held(frame.select("month", "segment", code.cast(nw.Int64).alias("code"), *ranked))
    rows = _rows(narrow.group_by("month", "segment", "code").agg(nw.len().alias("rows")))
    counts: dict[tuple[int, str | None], dict[str, dict[int, int]]] = {}
    for month, segment, number, count in rows:
        for key in ((int(month), None), (int(month), segment)):
            _add(counts.setdefault(key, {name: {} for name in digits}), digits, int(number), int(count))
    ranks: dict[tuple[int, str | None], dict[str, tuple[int | None, ...]]] = {}
    for keys in (["month"], ["month", "segment"]) if ranked else ():
        for month, *rest, values in _RANKED.get(_engine(narrow), _ranked_here)(narrow, keys, ranked, shares):
            ranks[int(month), rest[0] if rest else None] = values
    order = sorted(counts, key=lambda key: (key[0], key[1] is not None, key[1] or ""))
    return [Group(*key, counts[key], ranks.get(key, {})) for key in order]


def _add(counts: dict[str, dict[int, int]], digits: Mapping[str, int], number: int, rows: int) -> None:
    for name, base in digits.items():
        number, digit = divmod(number, base)
        counts[name][digit] = counts[name].get(digit, 0) + rows


def _held(frame: Any) -> Any:
    """A frame whose rows have been worked out, to be asked several times."""
    engine = _engine(frame)
    if engine == "duckdb":
        return nw.from_native(frame.to_native().materialize())
    if engine == "pyspark":
        return nw.from_native(frame.to_native().persist())
    return frame.collect() if is_lazy(frame) else frame


def _rows(frame: Any) -> Any:
    return (frame.collect() if is_lazy(frame) else frame).iter_rows()


def _ranked_by_duckdb(frame: Any, keys: Sequence[str], ranked: Sequence[str], shares: Sequence[str]) -> list[Any]:
    at = (f'quantile_disc("{name}", [{", ".join(shares)}]) FILTER (WHERE "{name}" < {NEVER})' for name in ranked)
    by = ", ".join(keys)
    nothing = (None,) * len(shares)
    found = frame.to_native().query("narrow", f"SELECT {by}, {', '.join(at)} FROM narrow GROUP BY {by}").fetchall()  # noqa: S608
    return [
        (*row[: len(keys)], {name: tuple(each or nothing) for name, each in zip(ranked, row[len(keys) :], strict=True)})
        for row in found
    ]


def _ranked_by_spark(frame: Any, keys: Sequence[str], ranked: Sequence[str], shares: Sequence[str]) -> list[Any]:
    from pyspark.sql import functions  # noqa: PLC0415 - an extra

    there = "FILTER (WHERE `{0}` < {1})"
    asked = [
        f"percentile_disc({share}) WITHIN GROUP (ORDER BY `{name}`) {there.format(name, NEVER)}"
        for name in ranked
        for share in shares
    ]
    columns = [functions.expr(each).alias(f"column {place}") for place, each in enumerate(asked)]
    rows: list[Any] = frame.to_native().groupBy(*keys).agg(*columns).collect()
    return [
        (
            *row[: len(keys)],
            _by_name([None if each is None else int(each) for each in row[len(keys) :]], ranked, shares),
        )
        for row in rows
    ]


def _by_name(
    values: Sequence[int | None], ranked: Sequence[str], shares: Sequence[str]
) -> dict[str, tuple[int | None, ...]]:
    width = len(shares)
    return {name: tuple(values[place * width : (place + 1) * width]) for place, name in enumerate(ranked)}


def _ranked_here(frame: Any, keys: Sequence[str], ranked: Sequence[str], shares: Sequence[str]) -> list[Any]:
    nothing = (None,) * len(shares)
    found: dict[tuple[Any, ...], dict[str, tuple[int | None, ...]]] = {}
    for name in ranked:
        some = frame.select(*keys, name).filter(nw.col(name) < NEVER).sort(*keys, name)
        values, begin = some[name].to_numpy(), 0
        for *key, rows in _rows(some.group_by(*keys).agg(nw.len().alias("rows")).sort(*keys)):
            places = (begin - int(-rows * Fraction(share) // 1) - 1 for share in shares)
            group = found.setdefault(tuple(key), dict.fromkeys(ranked, nothing))
            group[name] = tuple(int(values[place]) for place in places)
            begin += rows
    return [(*key, values) for key, values in found.items()]


_RANKED: Mapping[str, Callable[[Any, Sequence[str], Sequence[str], Sequence[str]], list[Any]]] = {
    "duckdb": _ranked_by_duckdb,
    "pyspark": _ranked_by_spark,
}
