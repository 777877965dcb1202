"""Criteria beside the same predicate written by hand."""

from collections.abc import Callable

import duckdb
import numpy as np
import polars as pl

from smarketing import Criterion

ROWS = 10_000_000
TEXT = "score >= 50 and grade in ['A', 'B'] and not competitor"
SQL = "score >= 50 and grade in ('A', 'B') and not coalesce(competitor, false)"

Contestants = tuple[Callable[[], object], Callable[[], object]]


def record_contestant(count: int) -> Callable[[], object]:
    """Run a criterion of three terms on so many records."""
    criterion = Criterion.parse(TEXT)
    records = [{"score": 40 + number % 30, "grade": "ABC"[number % 3], "competitor": False} for number in range(count)]

    def run() -> None:
        for record in records:
            criterion(record)

    return run


def leads() -> pl.DataFrame:
    """Ten million leads, one in ten fields unknown."""
    random = np.random.default_rng(2026)
    known = random.random((3, ROWS)) > 0.1
    return pl.DataFrame(
        {
            "score": pl.Series(random.random(ROWS) * 100).set(pl.Series(~known[0]), None),
            "grade": pl.Series(np.array(["A", "B", "C", "D"])[random.integers(0, 4, ROWS)]).set(
                pl.Series(~known[1]), None
            ),
            "competitor": pl.Series(random.random(ROWS) < 0.1).set(pl.Series(~known[2]), None),
        }
    )


def polars_contestants(table: pl.DataFrame) -> Contestants:
    """Count the rows that meet a criterion, and those that meet the expression."""
    criterion = Criterion.parse(TEXT)
    by_hand = (pl.col("score") >= 50) & pl.col("grade").is_in(["A", "B"]) & ~pl.col("competitor").fill_null(value=False)

    def ours() -> int:
        return int(criterion.filter(table.lazy()).select(pl.len()).collect().item())

    def theirs() -> int:
        return int(table.lazy().filter(by_hand).select(pl.len()).collect().item())

    assert ours() == theirs() > 0
    return ours, theirs


def duckdb_contestants(table: pl.DataFrame) -> Contestants:
    """Count the rows that meet a criterion, and those that meet the SQL."""
    connection = duckdb.connect()
    connection.register("source", table.to_arrow())
    connection.execute("CREATE TABLE leads AS SELECT * FROM source")
    criterion = Criterion.parse(TEXT)

    def ours() -> object:
        return criterion.filter(connection.table("leads")).aggregate("count(*)").fetchall()

    def theirs() -> object:
        return connection.execute(f"SELECT count(*) FROM leads WHERE {SQL}").fetchall()

    assert ours() == theirs() != [(0,)]
    return ours, theirs
