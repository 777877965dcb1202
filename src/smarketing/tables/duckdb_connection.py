"""DuckDB as files are read with it."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smarketing.errors import DocumentError, Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def new_connection() -> "DuckDBPyConnection":
    """Open a database in memory whose zone is UTC."""
    import duckdb  # noqa: PLC0415 - only who reads files needs it

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")  # told, not shown
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")  # it would keep what is large in memory
    return connection


@contextmanager
def told_plainly(name: str) -> Iterator[None]:
    """Tell in our own words that a file cannot be read."""
    import duckdb  # noqa: PLC0415 - only who reads files needs it

    try:
        yield
    except (duckdb.Error, gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = f"cannot be read: {str(error).strip().splitlines()[0]}"
        raise DocumentError((Problem(message, file=name),)) from error
