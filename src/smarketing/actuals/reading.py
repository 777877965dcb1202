"""From rows of text to actuals: every cell is understood, or reported with its row and column."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isnan
from numbers import Rational, Real
from typing import NamedTuple

import attrs

from smarketing.actuals.metrics import Actual, Metric
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.months import Month
from smarketing.tables import Row, Table
from smarketing.units import exact, is_built_in, parse_number, quantity, unit_words

REQUIRED = ("month", "metric", "value")
OPTIONAL = ("segment", "base", "unit")

_NUMBER_AND_UNIT = re.compile(r"(-?[\d.,]+)\s*(%|[^\W\d_][^\d]*)")
_ELSEWHERE = ("the unit in the column 'unit'", "for a share how many in value and out of how many in base")


class Key(NamedTuple):
    """Whose figure an actual is."""

    metric: str
    segment: str | None
    month: Month


@attrs.frozen
class _Cells:
    """The cells of one row by column; the first that cannot be understood is the row's problem."""

    table: Table
    row: Row

    def get(self, column: str) -> object:
        """The cell, or None where it is empty, missing or not a number."""
        if column not in self.table.columns:
            return None
        cell = self.row.cells[self.table.columns.index(column)]
        return (cell.strip() or None) if isinstance(cell, str) else None if _is_absent(cell) else cell

    def refuse(self, column: str, message: str) -> "_RefusedRow":
        place = self.table.columns.index(column) + 1 if column in self.table.columns else 1
        return _RefusedRow(Problem(message, (column,), self.table.name, self.row.line, place))


def _is_absent(cell: object) -> bool:
    """Whether a cell is a library's way of saying that there is nothing: NaN of any kind, NaT, NA."""
    return (
        cell is None
        or (isinstance(cell, Real) and not isinstance(cell, Rational) and isnan(cell))
        or (isinstance(cell, Decimal) and cell.is_nan())
        or type(cell).__name__ in ("NaTType", "NAType")
    )


class _RefusedRow(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@attrs.frozen
class Figures:
    """What a table gave: actuals and where their months stand, the problems, and which figures could not be read.

    `unplaced` are the metrics of rows whose month or segment could not be read; None is a row of an unknown metric.
    """

    actuals: dict[Key, Actual]
    places: dict[Key, Problem]
    problems: tuple[Problem, ...]
    spoiled: frozenset[Key]
    unplaced: frozenset[str | None]


def read_figures(table: Table, known: Mapping[str, Metric]) -> Figures:
    """Read a table with the columns month, metric and value, and perhaps segment, base and unit.

    A row that cannot be read becomes a problem and is left out, and so is a figure that is there twice; the rest is
    kept.
    """
    if headings := tuple(_heading_problems(table)):
        return Figures({}, {}, headings + table.problems, frozenset(), frozenset({None}))
    actuals: dict[Key, Actual] = {}
    places: dict[Key, Problem] = {}
    spoiled: set[Key] = set()
    unplaced: set[str | None] = {None} if table.problems else set()
    problems = list(table.problems)
    for row in table.rows:
        cells = _Cells(table, row)
        try:
            key = _read_key(cells, known, unplaced)
            place = cells.refuse("month", "").problem
            if (first := places.setdefault(key, place)) is not place:
                spoiled.add(key)
                raise cells.refuse("month", f"{_described(key)} is here twice, first in line {first.line}")
            actuals[key] = _read_actual(cells, key, known[key.metric], spoiled)
        except _RefusedRow as refused:
            problems.append(refused.problem)
    for key in spoiled & actuals.keys():
        del actuals[key]
    in_order = tuple(sorted(problems, key=lambda problem: problem.line or 0))
    return Figures(actuals, places, in_order, frozenset(spoiled), frozenset(unplaced))


def _described(key: Key) -> str:
    return f"{key.metric} {key.segment or ''}".rstrip() + f" of {key.month}"


def _heading_problems(table: Table) -> Iterator[Problem]:
    if len(table.columns) == 1 and (found := {";", "\t", "|"} & set(table.columns[0])):
        yield Problem(f"columns are separated by commas, not by {found.pop()!r}", (), table.name, 1, 1)
        return
    for place, column in enumerate(table.columns, 1):
        if column not in REQUIRED + OPTIONAL:
            message = no_such("column", column, REQUIRED + OPTIONAL)
            yield Problem(message, (), table.name, 1, place)
        elif column in table.columns[: place - 1]:
            yield Problem(f"two columns named {column!r}", (), table.name, 1, place)
    for column in REQUIRED:
        if table.columns and column not in table.columns:
            yield Problem(f"a column named {column!r} is missing", (), table.name, 1, 1)


def _read_key(cells: _Cells, known: Mapping[str, Metric], unplaced: set[str | None]) -> Key:
    name = str(cells.get("metric") or "")
    metric_name = name if name in known else None
    try:
        month = _read_month(cells)
        metric = _read_metric(cells, known)
        return Key(metric.name, _read_segment(cells, metric), month)
    except _RefusedRow:
        unplaced.add(metric_name)
        raise


def _read_actual(cells: _Cells, key: Key, metric: Metric, spoiled: set[Key]) -> Actual:
    spoiled.add(key)  # until it is read
    value = _read_number(cells, "value")
    base = _read_number(cells, "base")
    if value is None:
        raise cells.refuse("value", "there is no number; leave the row out if there is no figure")
    if metric.kind != "level" and value < 0:
        raise cells.refuse("value", f"a {metric.kind} cannot be negative: {cells.get('value')}")
    if not metric.has_base and base is not None:
        raise cells.refuse("base", f"{metric.name} is a {metric.kind}; only a share and a ratio have a base")
    if metric.kind == "ratio" and (base is None or base < 0):
        raise cells.refuse("base", f"{metric.name} is a ratio; give how much in all in value, and for how many in base")
    is_share = metric.kind == "share"
    actual = _read_share(cells, metric, value, base) if is_share else Actual(value * _factor(cells, metric), base)
    spoiled.discard(key)
    return actual


def _read_month(cells: _Cells) -> Month:
    cell = cells.get("month")
    if isinstance(cell, date):
        return Month.of(cell)
    if isinstance(cell, Month):
        return cell
    try:
        return Month.parse(str(cell or ""))
    except InvalidValueError as error:
        raise cells.refuse("month", error.message) from error


def _read_metric(cells: _Cells, known: Mapping[str, Metric]) -> Metric:
    name = str(cells.get("metric") or "")
    if name not in known:
        raise cells.refuse("metric", no_such("metric", name, list(known)))
    return known[name]


def _read_segment(cells: _Cells, metric: Metric) -> str | None:
    cell = cells.get("segment")
    if cell is not None and str(cell) not in metric.segments:
        raise cells.refuse("segment", no_such(f"segment of {metric.name}", str(cell), metric.segments, "its segments"))
    return None if cell is None else str(cell)


def _read_number(cells: _Cells, column: str) -> Fraction | None:
    cell = cells.get(column)
    try:
        if cell is None:
            return None
        if isinstance(cell, str) and (match := _NUMBER_AND_UNIT.fullmatch(cell)):
            raise cells.refuse(
                column, f"{cell!r} is more than a number; write {match[1]}, and {_ELSEWHERE[match[2] == '%']}"
            )
        return exact(cell) if isinstance(cell, Real | Decimal) else parse_number(str(cell))
    except InvalidValueError as error:
        raise cells.refuse(column, error.message) from error


def _read_share(cells: _Cells, metric: Metric, value: Fraction, base: Fraction | None) -> Actual:
    if base is None:
        message = f"{metric.name} is a share; give how many in value and out of how many in base, not a percentage"
        raise cells.refuse("base", message)
    if value > base:
        raise cells.refuse("value", f"{cells.get('value')} is more than its base, {cells.get('base')}")
    if str(cells.get("unit")) in ("%", "percent", "percents"):
        raise cells.refuse("unit", f"{metric.name} is a share; its value and base are counts, not percentages")
    return Actual(value, base)


def _factor(cells: _Cells, metric: Metric) -> Fraction:
    unit = cells.get("unit")
    if unit is None:
        return Fraction(1)
    own_nouns = [word for word in unit_words(metric.unit) if not is_built_in(word)] if metric.unit else []
    try:
        return quantity(f"1 {unit}", own_nouns).to(metric.unit).value
    except InvalidValueError as error:
        raise cells.refuse(
            "unit", f"{metric.name} is measured in {metric.unit or 'plain numbers'}: {error.message}"
        ) from error
