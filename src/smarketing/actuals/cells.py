"""The cells of one figure: each is understood, or refused with its row and column."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isnan
from numbers import Rational, Real

import attrs

from smarketing.actuals.metrics import Actual, Metric
from smarketing.errors import InvalidValueError, Problem
from smarketing.months import Month
from smarketing.tables import Row, Table
from smarketing.units import exact, is_built_in, parse_number, quantity, unit_words

_NUMBER_AND_UNIT = re.compile(r"(-?[\d.,]+)\s*(%|[^\W\d_][^\d]*)")


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
        if column not in self.columns:
            return None
        cell = self.row.cells[self.columns[column]]
        return (cell.strip() or None) if isinstance(cell, str) else None if _is_absent(cell) else cell

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


def _is_absent(cell: object) -> bool:
    """Whether a cell is a library's way of saying that there is nothing: NaN of any kind, NaT, NA."""
    return (
        cell is None
        or (isinstance(cell, Real) and not isinstance(cell, Rational) and isnan(cell))
        or (isinstance(cell, Decimal) and cell.is_nan())
        or type(cell).__name__ in ("NaTType", "NAType")
    )


def read_month(cells: Cells) -> Month:
    """Read the month: text such as 2026-03, a Month, or any day in it."""
    cell = cells.get("month")
    if isinstance(cell, date):
        return Month.of(cell)
    if isinstance(cell, Month):
        return cell
    try:
        return Month.parse(str(cell or ""))
    except InvalidValueError as error:
        raise cells.refuse("month", error.message) from error


def read_actual(cells: Cells, metric: Metric) -> Actual:
    """Read the value, the base and the unit of a figure."""
    value = _read_number(cells, "value", metric)
    base = _read_number(cells, "base", metric)
    if value is None:
        what = "leave the row out" if base is None or "metric" in cells.columns else "leave its base empty too"
        raise cells.refuse("value", f"there is no number; {what} if there is no figure")
    if metric.kind != "level" and value < 0:
        raise cells.refuse("value", f"a {metric.kind} cannot be negative: {cells.get('value')}")
    if not metric.has_base and base is not None:
        raise cells.refuse("base", f"{metric.name} is a {metric.kind}; only a share and a ratio have a base")
    if metric.kind == "ratio" and (base is None or base < 0):
        how = f"give how much in all in {cells.named('value')}, and for how many in {cells.named('base')}"
        raise cells.refuse("base", f"{metric.name} is a ratio; {how}")
    if metric.kind == "share":
        return _read_share(cells, metric, value, base)
    return Actual(value * _factor(cells, metric), base)


def _read_number(cells: Cells, column: str, metric: Metric) -> Fraction | None:
    cell = cells.get(column)
    try:
        if cell is None:
            return None
        if isinstance(cell, str) and (match := _NUMBER_AND_UNIT.fullmatch(cell)):
            is_share = match[2] == "%" and (metric.has_base or "metric" in cells.columns)
            advice = _share_advice(cells) if is_share else _unit_advice(cells, metric)
            raise cells.refuse(column, f"{cell!r} is more than a number; write {match[1]}, {advice}")
        return exact(cell) if isinstance(cell, Real | Decimal) else parse_number(str(cell))
    except InvalidValueError as error:
        raise cells.refuse(column, error.message) from error


def _share_advice(cells: Cells) -> str:
    return f"and for a share how many in {cells.named('value')} and out of how many in {cells.named('base')}"


def _unit_advice(cells: Cells, metric: Metric) -> str:
    if "metric" in cells.columns:
        return "and the unit in the column 'unit'"
    return f"in {metric.unit}" if metric.unit else "as a plain number"


def _read_share(cells: Cells, metric: Metric, value: Fraction, base: Fraction | None) -> Actual:
    if base is None:
        how = f"give how many in {cells.named('value')} and out of how many in {cells.named('base')}"
        raise cells.refuse("base", f"{metric.name} is a share; {how}, not a percentage")
    if value > base:
        raise cells.refuse("value", f"{cells.get('value')} is more than its base, {cells.get('base')}")
    if str(cells.get("unit")) in ("%", "percent", "percents"):
        raise cells.refuse("unit", f"{metric.name} is a share; its value and base are counts, not percentages")
    return Actual(value, base)


def _factor(cells: Cells, metric: Metric) -> Fraction:
    unit = cells.get("unit")
    if unit is None or unit == metric.unit:
        return Fraction(1)
    own_nouns = [word for word in unit_words(metric.unit) if not is_built_in(word)] if metric.unit else []
    try:
        return quantity(f"1 {unit}", own_nouns).to(metric.unit).value
    except InvalidValueError as error:
        raise cells.refuse(
            "unit", f"{metric.name} is measured in {metric.unit or 'plain numbers'}: {error.message}"
        ) from error
