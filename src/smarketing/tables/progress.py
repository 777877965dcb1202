"""How far work has come, told while a database is busy with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ReportProgress = Callable[[float], object]
"""Hears the share of work that is done, from 0 to 1, perhaps in another thread."""
_OFTEN = 0.1


@contextmanager
def reported(
    report: ReportProgress | None, connection: "DuckDBPyConnection | None", start: float, end: float
) -> Iterator[None]:
    """Report from one share to another, as far as a connection is with its query, ten times a second."""
    if report is None:
        yield
        return
    report(start)
    over = Event()

    def follow() -> None:
        reached = 0.0
        while connection is not None and not over.wait(_OFTEN):
            if (percent := min(connection.query_progress(), 100)) > reached:
                reached = percent
                report(start + (end - start) * reached / 100)

    thread = Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    report(end)
