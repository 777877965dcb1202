"""Columns of sheets as an engine takes them: texts, and the one type that all of them have."""

from collections.abc import Sequence
from datetime import date, datetime

from smarketing.tables.written_numbers import one_reading
from smarketing.units import exact

_MOST = 2**63


def typed_texts(cells: Sequence[object]) -> tuple[str, list[str | None]]:
    """Give the type of a column in SQL and its cells as texts of it; VARCHAR where the cells are of several kinds.

    >>> typed_texts([1, None, 2.5]), typed_texts([1, "n/a"])
    (('DOUBLE', ['1', None, '2.5']), ('VARCHAR', ['1', 'n/a']))
    """
    kinds = {_kind(cell) for cell in cells if cell is not None}
    for kind, members in _TYPES.items():
        if kinds and kinds <= members:
            return kind, [None if cell is None else str(cell) for cell in cells]
    return "VARCHAR", [None if cell is None else _text(cell) for cell in cells]


_TYPES = {
    "BOOLEAN": {"BOOLEAN"},
    "BIGINT": {"BIGINT"},
    "DOUBLE": {"BIGINT", "DOUBLE"},
    "DATE": {"DATE"},
    "TIMESTAMP": {"DATE", "TIMESTAMP"},
}


def _kind(cell: object) -> str:
    if isinstance(cell, bool):
        return "BOOLEAN"
    if isinstance(cell, int):
        return "BIGINT" if -_MOST <= cell < _MOST else "DOUBLE"
    if isinstance(cell, float):
        return "DOUBLE"
    if isinstance(cell, date):
        return "TIMESTAMP" if isinstance(cell, datetime) else "DATE"
    return "VARCHAR"


def _text(cell: object) -> str:
    """A cell as a file of text would have it."""
    if isinstance(cell, bool):
        return str(cell).lower()
    return one_reading(exact(cell)) if isinstance(cell, int | float) else str(cell)
