"""DuckDB as files are read with it."""

from typing import TYPE_CHECKING

from smarketing.errors import needs_extra

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def new_connection() -> "DuckDBPyConnection":
    """Open a database in memory whose zone is UTC; MissingExtraError without DuckDB."""
    with needs_extra("reading event files", "duckdb"):
        import duckdb  # noqa: PLC0415 - only who reads files needs it
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")  # it would keep what is large in memory
    return connection
