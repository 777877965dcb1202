"""The cells of one figure in a row of a table."""

from collections.abc import Mapping
from decimal import Decimal
from math import isnan
from numbers import Rational, Real

import attrs

from smarketing.errors import Problem
from smarketing.tables import Row, Table


class RefusedCell(Exception):  # noqa: N818 - it never leaves this package
    """A cell that cannot be understood, as a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@attrs.frozen
class Cells:
    """The cells of one figure in a row: `columns` says where its `month`, `value`, `base` and so on stand."""

    table: Table
    row: Row
    columns: Mapping[str, int]

    def get(self, column: str) -> object:
        """Give a cell, or None where it is empty, missing or not a number."""
        return present(self.row.cells[self.columns[column]]) if column in self.columns else None

    def named(self, column: str) -> str:
        """Give the name by which a message speaks of a column: as it is, or quoted where it is called otherwise."""
        heading = self._heading(column)
        return column if heading == column else repr(heading)

    def refuse(self, column: str, message: str) -> RefusedCell:
        """Give the error for a cell that cannot be understood."""
        place = self.columns.get(column, 0) + 1
        return RefusedCell(Problem(message, (self._heading(column),), self.table.name, self.row.line, place))

    def _heading(self, column: str) -> str:
        return self.table.columns[self.columns[column]] if column in self.columns else column


def present(cell: object) -> object:
    """Give a cell, text without the spaces around it; None for empty text and for what libraries have for nothing.

    These are NaN of any kind, NaT and NA.
    """
    if isinstance(cell, str):
        return cell.strip() or None
    absent = (
        (isinstance(cell, Real) and not isinstance(cell, Rational) and isnan(cell))
        or (isinstance(cell, Decimal) and cell.is_nan())
        or type(cell).__name__ in ("NaTType", "NAType")
    )
    return None if absent else cell
