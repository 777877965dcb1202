"""How far work has come: from one share to another, in order, and no further."""

from pathlib import Path
from time import sleep

import duckdb
import pytest

from event_strategies import as_log, as_table, leads, sales_agreement
from smarketing.measuring.measurement import measure
from smarketing.tables.duckdb_connection import new_connection
from smarketing.tables.progress import reported


def test_a_long_query_is_followed() -> None:
    """From start to end while it runs, never back and never beyond."""
    heard: list[float] = []
    connection = new_connection()
    with reported(heard.append, connection, 0.25, 0.75):
        connection.execute("CREATE TABLE many AS SELECT range % 1000003 AS n FROM range(8000000)")
        connection.execute("SELECT n, count(*), sum(n) FROM many GROUP BY n ORDER BY n DESC LIMIT 3").fetchall()
    assert heard[0] == 0.25
    assert heard[-1] == 0.75
    assert heard == sorted(heard)


def test_an_interrupted_query_is_no_longer_followed() -> None:
    """Whatever ends the work ends the reports, and says no more."""
    heard: list[float] = []
    with pytest.raises(duckdb.Error), reported(heard.append, new_connection(), 0, 1):
        new_connection().execute("SELECT nothing")
    count = len(heard)
    sleep(0.25)
    assert heard == [0] * count


def test_nobody_who_listens_and_nothing_that_can_be_asked() -> None:
    """Without a listener nothing is told; without a database only the ends."""
    heard: list[float] = []
    with reported(None, None, 0, 1):
        pass
    with reported(heard.append, None, 0.5, 1):
        pass
    assert heard == [0.5, 1]


def test_measuring_tells_its_progress(tmp_path: Path) -> None:
    """From nothing to all of it, of a file as of a dataframe."""
    table = as_table(leads(1, 50))
    table.write_parquet(tmp_path / "leads.parquet")
    for given in (table, tmp_path / "leads.parquet"):
        heard: list[float] = []
        measure(sales_agreement(), {"leads": given}, progress=heard.append)
        assert (heard[0], heard[-1]) == (0, 1)
        assert heard == sorted(heard)


def test_many_queries_are_one_way(tmp_path: Path) -> None:
    """A log takes several queries for each part: each goes on where the one before it ended."""
    events, cases = as_log(leads(2, 60))
    for name, table in (("events", events), ("cases", cases)):
        table.write_parquet(tmp_path / f"{name}.parquet")
    heard: list[float] = []
    agreement = sales_agreement()
    measure(agreement, tmp_path / "cases.parquet", events=tmp_path / "events.parquet", progress=heard.append)
    assert heard == sorted(heard)
    assert len(set(heard)) > 3
