"""Counts of rows and ranks of numbers by month and segment, held to a slow count."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from criteria_engines import Engine, every_engine
from smarketing.tables.counts_and_ranks import Group, grouped
from smarketing.tables.engines import as_frame
from smarketing.tables.queries import NEVER, QuerySource

SHARES = ("0.5", "0.9", "1")
Row = tuple[int, str, int, int, int, int]
cells = st.tuples(
    st.integers(24_000, 24_002),
    st.sampled_from(["", "east", "it's", 'a "b"']),
    st.integers(0, 1),
    st.integers(0, 5),
    st.integers(0, 9) | st.just(NEVER),
    st.sampled_from([NEVER, 3, 10**12]),
)


def slow_groups(some: Sequence[Any]) -> list[Group]:
    """Count and rank by looking at each month and segment in turn."""
    found = []
    for month in sorted({row[0] for row in some}):
        for segment in (None, *sorted({row[1] for row in some if row[0] == month})):
            here = [row for row in some if row[0] == month and segment in {None, row[1]}]
            counts = {name: _counted(row[place] for row in here) for place, name in ((2, "flag"), (3, "h_status"))}
            values = {name: [row[place] for row in here] for place, name in ((4, "h_used"), (5, "used"))}
            ranks = {name: tuple(_rank(each, share) for share in SHARES) for name, each in values.items()}
            found.append(Group(month, segment, counts, ranks))
    return found


def _counted(values: Any) -> dict[int, int]:
    some = list(values)
    return {value: some.count(value) for value in set(some)}


def _rank(values: Sequence[int], share: str) -> int | None:
    known = sorted(value for value in values if value < NEVER)
    return known[ceil(Fraction(share) * len(known)) - 1] if known else None


def without_nothing(groups: Sequence[Group]) -> list[Group]:
    """Groups of which nothing is ranked have no ranks, or none of any share: the same."""
    nothing = {"h_used": (None,) * 3, "used": (None,) * 3}
    return [Group(each.month, each.segment, each.counts, {**nothing, **each.ranks}) for each in groups]


def table_of(some: Sequence[Row]) -> pl.DataFrame:
    """A table of counted rows."""
    types: dict[str, Any] = dict.fromkeys(("month", "segment", "flag", "h_status", "h_used", "used"), pl.Int64)
    types["segment"] = pl.String
    return pl.DataFrame(some, schema=types, orient="row")


DIGITS = {"flag": 2, "h_status": 6}


@given(st.lists(cells, max_size=25))
def test_counts_and_ranks_are_those_of_a_slow_count(some: list[Row]) -> None:
    """By nearest rank, without what is never; all of a month first, then its segments."""
    query = QuerySource(as_frame(table_of(some))).query
    assert without_nothing(grouped(query, DIGITS, ["h_used", "used"], SHARES)) == slow_groups(some)


@every_engine
def test_every_engine_counts_and_ranks_alike(engine: Engine) -> None:
    """Among them a month in which nothing is ranked, and a single row."""
    random = np.random.default_rng(5)
    some: list[Row] = [
        (24_000 + int(m), ["", "east", "it's", 'a "b"'][s], int(m) % 2, int(s), NEVER if u > 80 else int(u), NEVER)
        for m, s, u in zip(random.integers(0, 3, 200), random.integers(0, 4, 200), random.integers(0, 99, 200))  # noqa: B905
    ]
    some += [(24_009, "east", 1, 5, NEVER, NEVER), (24_010, "", 0, 0, 7, 10**12)]
    query = QuerySource(as_frame(engine(table_of(some)))).query
    assert without_nothing(grouped(query, DIGITS, ["h_used", "used"], SHARES)) == slow_groups(some)


@every_engine
def test_nothing_is_counted_of_an_empty_table(engine: Engine) -> None:
    """No rows, no groups; and without ranked columns none are asked for."""
    query = QuerySource(as_frame(engine(table_of([])))).query
    assert grouped(query, DIGITS, ["h_used", "used"], SHARES) == []
    one = QuerySource(as_frame(engine(table_of([(24_000, "", 1, 2, 3, 4)])))).query
    assert grouped(one, DIGITS, [], SHARES) == [
        Group(24_000, None, {"flag": {1: 1}, "h_status": {2: 1}}, {}),
        Group(24_000, "", {"flag": {1: 1}, "h_status": {2: 1}}, {}),
    ]
