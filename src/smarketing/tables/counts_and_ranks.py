"""Counts of rows and ranks of numbers, by month and segment, as DuckDB and Spark work them out best."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import attrs

from smarketing.tables.queries import NEVER, Query


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


def grouped(query: Query, digits: Mapping[str, int], ranked: Sequence[str], shares: Sequence[str]) -> list[Group]:
    """Count the values of columns, and rank others without what is NEVER, by `month`, and by `month` and `segment`.

    `digits` are columns of small numbers with how many values each has; together they make one number for each row, by
    which an engine counts. `shares` are decimals, as `0.9`. In order of months, first of all and then by segment.
    """
    parts, scale = ["CAST(0 AS BIGINT)"], 1
    for name, base in digits.items():
        parts.append(f"{name} * CAST({scale} AS BIGINT)")
        scale *= base
    narrow = query.select("month", "segment", *ranked, code=" + ".join(parts))
    rows, ranked_rows = (_asked_of_spark if query.source.is_spark else _asked_of_duckdb)(narrow, ranked, shares)
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


_Rows = list[tuple[Any, ...]]
"""Of counts: month, segment, code, how many rows; of ranks: month, segment or None, values of each column."""


def _asked_of_duckdb(query: Query, ranked: Sequence[str], shares: Sequence[str]) -> tuple[_Rows, _Rows]:
    """In one query, which works the rows out once."""
    at, nothing = f"[{', '.join(shares)}]", [None] * len(shares)
    each = ", ".join(f"quantile_disc({name}, {at}) FILTER (WHERE {name} < {NEVER})" for name in ranked)
    nulls = ", NULL" * len(ranked)
    counts = f"SELECT 'counts', month, segment, code, count(*){nulls} FROM last GROUP BY month, segment, code"
    ranks = f"SELECT if(grouping(segment) = 1, 'all', 'each'), month, segment, NULL, NULL, {each} FROM last"
    both = f"{counts} UNION ALL {ranks} GROUP BY GROUPING SETS ((month), (month, segment))" if ranked else counts
    rows = query.asked_of_duckdb(both)
    of_ranks = [
        (month, None if kind == "all" else segment, *chain.from_iterable(one or nothing for one in lists))
        for kind, month, segment, _code, _rows, *lists in rows
        if kind != "counts"
    ]
    return [row[1:5] for row in rows if row[0] == "counts"], of_ranks


def _asked_of_spark(query: Query, ranked: Sequence[str], shares: Sequence[str]) -> tuple[_Rows, _Rows]:
    from pyspark.sql import functions  # noqa: PLC0415 - an extra

    asked = [
        functions.expr(f"percentile_disc({share}) WITHIN GROUP (ORDER BY {name}) FILTER (WHERE {name} < {NEVER})")
        for name in ranked
        for share in shares
    ]
    columns = [each.alias(f"column {place}") for place, each in enumerate(asked)]
    native = query.spark_frame()
    native = native.persist() if ranked else native
    counts = native.groupBy("month", "segment", "code").count().collect()
    of_all = [(row[0], None, *row[1:]) for row in native.groupBy("month").agg(*columns).collect()] if ranked else []
    each_one = native.groupBy("month", "segment").agg(*columns).collect() if ranked else []
    native.unpersist()
    return list(counts), [*of_all, *(tuple(row) for row in each_one)]


def _by_name(values: Sequence[Any], ranked: Sequence[str], width: int) -> dict[str, tuple[int | None, ...]]:
    some = [None if each is None else int(each) for each in values]
    return {name: tuple(some[place * width : (place + 1) * width]) for place, name in enumerate(ranked)}
