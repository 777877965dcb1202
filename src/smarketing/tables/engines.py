"""What each dataframe library does in its own way: moments as whole numbers, small tables beside a large one, ranks.

Everything else goes through Narwhals. A frame here is a Narwhals DataFrame or LazyFrame; whole numbers may be null.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

import attrs
import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from smarketing.errors import InvalidValueError, needs_extra

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
    rows = [] if counts is None else list(fetched(counts))
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


_CONVERTED: Mapping[str, Callable[[Any, Mapping[str, Clockwork]], Any]] = {
    "pandas": _by_pandas,
    "duckdb": _by_duckdb,
    "pyspark": _by_spark,
}


def check_together(log: Any, table: Any) -> None:
    """Refuse two frames that no engine can join: of two libraries, lazy and not, of two connections of DuckDB."""
    kinds = [
        f"{'lazy ' if each.implementation.is_polars() and is_lazy(each) else ''}{_engine(each)}"
        for each in (log, table)
    ]
    rule = "a log and the table beside it are files both, or frames of one library and one connection"
    if kinds[0] != kinds[1]:
        raise InvalidValueError(f"{rule}; not {kinds[0]} and {kinds[1]}", "tables")
    if kinds[0] == "duckdb":
        import duckdb  # noqa: PLC0415 - it takes longer to import than this library

        try:
            log.to_native().set_alias("log").cross(table.to_native().set_alias("beside"))
        except duckdb.InvalidInputException as error:
            raise InvalidValueError(f"{rule}; not of two connections", "tables") from error


def in_cells(frame: Any, number: str, first: int, width: int, name: str) -> Any:
    """Add in which cell of a width a number lies, counted from a first number before which there are none."""
    if _engine(frame) == "duckdb":  # knows whole numbers, which Narwhals has to guess
        return nw.from_native(frame.to_native().project(f'*, ("{number}" - ({first})) // {width} AS "{name}"'))
    if _engine(frame) == "pyspark":
        from pyspark.sql import functions  # noqa: PLC0415 - an extra

        return nw.from_native(
            frame.to_native().withColumn(name, functions.expr(f"(`{number}` - ({first}L)) div {width}L"))
        )
    return frame.with_columns(((nw.col(number) - first) // width).alias(name))


def anchor(frame: Any) -> Any:
    """Give a frame that is where another is, and small where it is dear to ask a large one."""
    if _engine(frame) == "duckdb":
        return nw.from_native(frame.to_native().limit(0).materialize())
    return frame


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


def beside_small(frame: Any, small: Any, number: str, key: str) -> Any:
    """Give the rows of a frame with the row of a small table beside each whose key its number is; or nulls."""
    if _engine(frame) == "duckdb":  # without aliases, for each of which the whole query is bound again
        return nw.from_native(
            frame.to_native().join(small.to_native().set_alias("smarketing_small"), f'"{number}" = "{key}"', "left")
        )
    return frame.join(small, left_on=number, right_on=key, how="left")


def _small_relation(beside: Any, smarketing_table: Mapping[str, Any]) -> Any:
    """A relation of arrays, on the connection of another, which finds them by the name of the argument here."""
    import duckdb  # noqa: PLC0415 - it takes longer to import than this library

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
    narrow = frame.select("month", "segment", code.cast(nw.Int64).alias("code"), *ranked)
    rows, ranked_rows = _ASKED.get(_engine(frame), _asked_here)(narrow, ranked, shares)
    counts: dict[tuple[int, str | None], dict[str, dict[int, int]]] = {}
    for month, segment, number, count in rows:
        _add(counts.setdefault((int(month), segment), {name: {} for name in digits}), digits, int(number), int(count))
    for (month, _segment), some in list(counts.items()):
        _merge(counts.setdefault((month, None), {name: {} for name in digits}), some)
    ranks = {(int(month), segment): _by_name(values, ranked, len(shares)) for month, segment, *values in ranked_rows}
    order = sorted(counts, key=lambda key: (key[0], key[1] is not None, key[1] or ""))
    return [Group(*key, counts[key], ranks.get(key, {})) for key in order]


def _add(counts: dict[str, dict[int, int]], digits: Mapping[str, int], number: int, rows: int) -> None:
    for name, base in digits.items():
        number, digit = divmod(number, base)
        counts[name][digit] = counts[name].get(digit, 0) + rows


def _merge(counts: dict[str, dict[int, int]], others: Mapping[str, Mapping[int, int]]) -> None:
    for name, values in others.items():
        for digit, rows in values.items():
            counts[name][digit] = counts[name].get(digit, 0) + rows


def collected(frame: Any) -> Any:
    """Give an eager frame; MissingExtraError for a relation of DuckDB, which needs PyArrow for it, where that is not.

    Whoever needs only the rows takes `fetched`, which never needs PyArrow.
    """
    if not is_lazy(frame):
        return frame
    with needs_extra("reading this table", "arrow"):
        return frame.collect()


def fetched(frame: Any) -> Any:
    """Give the rows of a frame, which are worked out now."""
    return frame.to_native().fetchall() if _engine(frame) == "duckdb" else collected(frame).iter_rows()


_Rows = list[tuple[Any, ...]]
"""Of counts: month, segment, code, how many rows; of ranks: month, segment or None, values of each column."""


def _asked_of_duckdb(frame: Any, ranked: Sequence[str], shares: Sequence[str]) -> tuple[_Rows, _Rows]:
    """In one query, which works rows out once and needs no table, after which all other queries were bound anew."""
    at, nothing = f"[{', '.join(shares)}]", [None] * len(shares)
    each = ", ".join(f'quantile_disc("{name}", {at}) FILTER (WHERE "{name}" < {NEVER})' for name in ranked)
    nulls = ", NULL" * len(ranked)
    counts = f"SELECT 'counts', month, segment, code, count(*){nulls} FROM held GROUP BY month, segment, code"  # noqa: S608
    ranks = f"SELECT if(grouping(segment) = 1, 'all', 'each'), month, segment, NULL, NULL, {each} FROM held"  # noqa: S608
    both = f"{counts} UNION ALL {ranks} GROUP BY GROUPING SETS ((month), (month, segment))" if ranked else counts
    text = f"WITH held AS MATERIALIZED (SELECT * FROM narrow) {both}"  # noqa: S608
    rows = frame.to_native().query("narrow", text).fetchall()
    of_ranks = [
        (month, None if kind == "all" else segment, *chain.from_iterable(one or nothing for one in lists))
        for kind, month, segment, _code, _rows, *lists in rows
        if kind != "counts"
    ]
    return [row[1:5] for row in rows if row[0] == "counts"], of_ranks


def _asked_of_spark(frame: Any, ranked: Sequence[str], shares: Sequence[str]) -> tuple[_Rows, _Rows]:
    from pyspark.sql import functions  # noqa: PLC0415 - an extra

    asked = [
        functions.expr(f"percentile_disc({share}) WITHIN GROUP (ORDER BY `{name}`) FILTER (WHERE `{name}` < {NEVER})")
        for name in ranked
        for share in shares
    ]
    columns = [each.alias(f"column {place}") for place, each in enumerate(asked)]
    native = frame.to_native().persist() if ranked else frame.to_native()
    counts = native.groupBy("month", "segment", "code").count().collect()
    of_all = [(row[0], None, *row[1:]) for row in native.groupBy("month").agg(*columns).collect()] if ranked else []
    each_one = native.groupBy("month", "segment").agg(*columns).collect() if ranked else []
    native.unpersist()
    return list(counts), [*of_all, *(tuple(row) for row in each_one)]


def _asked_here(frame: Any, ranked: Sequence[str], shares: Sequence[str]) -> tuple[_Rows, _Rows]:
    here = collected(frame)
    counts = list(fetched(here.group_by("month", "segment", "code").agg(nw.len().alias("rows"))))
    of_all = [(month, None, *values) for month, *values in _ranked_here(here, ["month"], ranked, shares)]
    return counts, [*of_all, *_ranked_here(here, ["month", "segment"], ranked, shares)]


def _ranked_here(frame: Any, keys: Sequence[str], ranked: Sequence[str], shares: Sequence[str]) -> _Rows:
    found: dict[tuple[Any, ...], dict[str, list[int]]] = {}
    for name in ranked:
        some = frame.select(*keys, name).filter(nw.col(name) < NEVER).sort(*keys, name)
        values, begin = some[name].to_numpy(), 0
        for *key, rows in fetched(some.group_by(*keys).agg(nw.len().alias("rows")).sort(*keys)):
            places = (begin - int(-rows * Fraction(share) // 1) - 1 for share in shares)
            found.setdefault(tuple(key), {})[name] = [int(values[place]) for place in places]
            begin += rows
    nothing = [None] * len(shares)
    return [(*key, *(one for name in ranked for one in each.get(name, nothing))) for key, each in found.items()]


def _by_name(values: Sequence[Any], ranked: Sequence[str], width: int) -> dict[str, tuple[int | None, ...]]:
    some = [None if each is None else int(each) for each in values]
    return {name: tuple(some[place * width : (place + 1) * width]) for place, name in enumerate(ranked)}


_ASKED: Mapping[str, Callable[[Any, Sequence[str], Sequence[str]], tuple[_Rows, _Rows]]] = {
    "duckdb": _asked_of_duckdb,
    "pyspark": _asked_of_spark,
}
