"""Queries that grow as text: each step is what the same is by hand."""

from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from smarketing.tables.engines import as_frame
from smarketing.tables.queries import NEVER, Query, QuerySource, chosen, flag, least

TABLE = pl.DataFrame({"id": [1, 1, 2, 3], "n": [5, 7, 11, None]})


def query(table: pl.DataFrame = TABLE) -> Query:
    """All rows of a table."""
    return QuerySource(as_frame(table)).query


def rows(of: Query) -> list[tuple[Any, ...]]:
    """Rows in order, those with nothing last."""
    return sorted(of.rows(), key=lambda row: [(each is None, each or 0) for each in row])


def test_columns_are_added_replaced_chosen_and_dropped() -> None:
    """Expressions look at the columns as they were before the step."""
    more = query().with_columns(n="n + 1", twice="n * 2")
    assert (more.columns, rows(more)[0]) == (("id", "n", "twice"), (1, 6, 10))
    assert rows(more.without("n"))[0] == (1, 10)
    assert rows(more.select("twice", least="n - 1"))[0] == (10, 5)


def test_rows_are_left_out_grouped_and_numbered() -> None:
    """A condition that is unknown does not hold."""
    assert rows(query().where("n > 5")) == [(1, 7), (2, 11)]
    assert rows(query().grouped("id", n="sum(n)")) == [(1, 12), (2, 11), (3, None)]
    assert rows(query().grouped(n="count(*)")) == [(4,)]
    assert rows(query().numbered("nth", ["id"], ["n DESC"]).where("nth = 1").select("id", "n")) == [
        (1, 7),
        (2, 11),
        (3, None),
    ]


@pytest.mark.parametrize(
    ("kind", "taken", "expected"),
    [
        ("INNER", ("m",), [(1, 5, 50), (1, 7, 50)]),
        ("LEFT", ("m",), [(1, 5, 50), (1, 7, 50), (2, 11, None), (3, None, None)]),
        ("ANTI", (), [(2, 11), (3, None)]),
    ],
)
def test_queries_of_one_source_are_joined(kind: str, taken: tuple[str, ...], expected: list[tuple[Any, ...]]) -> None:
    """On columns of one name, and perhaps a further condition."""
    one = query()
    other = one.where("n = 5").select("id", m="n * 10")
    assert rows(one.joined(other, ["id"], *taken, kind=kind)) == expected
    assert rows(one.joined(other, ["id"], "m", where="one.n > 5")) == [(1, 7, 50)]


def test_rows_of_several_queries_come_together() -> None:
    """Their columns in any order."""
    one = query()
    assert rows(one.where("id = 2").and_rows_of(one.where("id = 3").select("n", "id"))) == [(2, 11), (3, None)]


def test_what_is_asked_for_twice_is_worked_out_once() -> None:
    """DuckDB would work it out each time, and all that it rests on."""
    one = query().with_columns(n="n + 1")
    both = one.and_rows_of(one)
    assert both.text().count("MATERIALIZED") == 1
    assert len(rows(both)) == 8


# Pieces

SMALL = {"start_0": np.array([0, 0]), "value_0": np.array([-5, NEVER])}


@pytest.mark.parametrize("looks", [True, False])
def test_pieces_stand_beside_rows(*, looks: bool) -> None:
    """By their keys, of their own part of all that is kept; also where DuckDB does not look at what Python has."""
    connection = duckdb.connect()
    connection.execute(f"SET python_enable_replacements = {looks}")
    source = QuerySource(as_frame(connection.sql("SELECT unnest([0, 1, 2]) AS id")))
    first, other = source.keep(SMALL), source.keep({"start_0": np.array([9])})
    assert (first, other) == (0, 2)
    found = source.query.beside_pieces(first, other, "q.id", value="p.value_0", start="p.start_0")
    assert rows(found) == [(0, -5, 0), (1, NEVER, 0), (2, None, None)]
    assert rows(source.query.beside_pieces(other, 3, "q.id", start="p.start_0"))[-1] == (2, 9)


# Expressions


def test_expressions() -> None:
    """A flag is 1 or 0, also where a condition is unknown; of one value, the least is that one."""
    found = query().select("id", big=flag("n > 6"), of=chosen("id", [10, 11, 12]), same=chosen("id", [4, 4]))
    assert rows(found) == [(1, 0, 11, 4), (1, 1, 11, 4), (2, 1, 12, 4), (3, 0, 10, 4)]
    assert (least("n"), least("1", "n"), least()) == ("n", "least(1, n)", str(NEVER))
