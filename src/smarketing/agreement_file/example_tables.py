"""Tables of worked examples: one row a case, or a row for each month of a case, for tests at many boundaries.

The columns are `name`, perhaps `month`, `figure:METRIC` for what is measured, and what is expected: `expect:PROMISE`,
`owed:PARTY to PARTY` and `dues:CONSEQUENCE`. An empty cell is no figure, and expects nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from os import PathLike
from typing import Any

import attrs

from smarketing.actuals import Metric
from smarketing.actuals.cells import Cells, RefusedCell
from smarketing.actuals.figure_cells import read_actual
from smarketing.actuals.month_cells import read_month
from smarketing.agreement import Agreement, Example
from smarketing.agreement.example_problems import measured, measured_problems, misfits, pair_problems
from smarketing.agreement.section import Path
from smarketing.agreement.sections.example_texts import DUES, OWED
from smarketing.agreement.sections.example_values import (
    FOLLOWS,
    MISSING,
    NOTHING,
    Amounts,
    ExampleFigure,
    ExampleFigures,
    Expectation,
    ExpectedDues,
    ExpectedOwed,
    ExpectedStatuses,
    as_status,
)
from smarketing.errors import DocumentError, InvalidValueError, Problem, no_such
from smarketing.months import Month
from smarketing.tables import Row, Table, file_table
from smarketing.tables.written_numbers import as_decimal
from smarketing.units import Quantity, quantity

NAME, MONTH, BASE = "name", "month", ".base"
KINDS = ("figure", "expect", OWED, DUES)
_ADVICE = "columns are 'name', 'month', 'figure:METRIC', 'expect:PROMISE', 'owed:PARTY to PARTY' and 'dues:CONSEQUENCE'"
_OUT_OF = re.compile(r"(.*\S)\s+(?:of|for)\s+(\S+)", re.DOTALL)
_PERCENT = re.compile(r"(.*\d)\s*%", re.DOTALL)
_WITH_UNIT = re.compile(r"(.*\d)\s*([^\W\d_].*)", re.DOTALL)


@attrs.frozen
class PlacedExample:
    """An example of a table, and where its months and columns stand in it."""

    example: Example
    file: str
    line: int
    _lines: Mapping[str, int]
    _columns: Mapping[Path, int]

    def placed(self, path: Path, message: str) -> Problem:
        """Give a problem with what stands under a path of the example its line and column."""
        line = next((self._lines[str(step)] for step in path if str(step) in self._lines), self.line)
        column = next((self._columns[path[:end]] for end in (3, 2) if path[:end] in self._columns), 1)
        return Problem(message, (self.example.name, *path), self.file, line, column)


@attrs.frozen
class _CaseColumn:
    """A column of figures or of what is expected: the place of its cells, and of what is split off from them."""

    kind: str
    of: str
    heading: str
    place: int
    base: int
    unit: int

    @property
    def path(self) -> Path:
        """The path in an example of what stands in the column."""
        if self.kind == "figure":
            return ("figures", self.of)
        return ("expect", self.of) if self.kind == "expect" else ("expect", self.kind, self.of)


def read_examples(
    path: str | PathLike[str], agreement: Agreement, *, decimal: str | None = None
) -> tuple[PlacedExample, ...]:
    """Read the cases of a CSV or Excel file; rows with the same name are the months of one case, one after another.

    Months follow each other from the first month of the term, unless there is a column `month`. `decimal` is what
    separates decimals, where the numbers do not show it. DocumentError with every problem, each with line and column;
    OSError if the file cannot be opened.
    """
    table = attrs.evolve(file_table(path), decimal=as_decimal(decimal))
    if problems := (*table.problems, *_heading_problems(table, agreement)):
        raise DocumentError(problems)
    read = _CaseReading(agreement, *_split(table, agreement))
    found = read.examples()
    for case in found:
        read.problems += (case.placed(each.path, each.message) for each in misfits(agreement, case.example))
    if read.problems:
        raise DocumentError(tuple(sorted(read.problems, key=lambda each: (each.line or 0, each.column or 0))))
    return found


# Headings


def _parted(heading: str) -> tuple[str, str]:
    kind, _colon, of = heading.partition(":")
    return kind.strip(), of.strip()


def _heading_problems(table: Table, agreement: Agreement) -> Iterator[Problem]:
    for place, heading in enumerate(table.columns, 1):
        message = f"two columns named {heading!r}" if heading in table.columns[: place - 1] else ""
        for said in [message] if message else _misnamed(heading, table.columns, agreement):
            yield Problem(said, (), table.name, 1, place)
    if NAME not in table.columns:
        yield Problem(f"a column named {NAME!r} is missing", (), table.name, 1, 1)


def _misnamed(heading: str, columns: tuple[str, ...], agreement: Agreement) -> Iterator[str]:
    """Why a column is called as it must not be."""
    kind, of = _parted(heading)
    if heading in (NAME, MONTH):
        return
    if kind not in KINDS or not of:
        yield f"no column named {heading!r}; {_ADVICE}"
    elif kind == "figure":
        if not _is_base(heading, columns, agreement):
            yield from (problem.message for problem in measured_problems(agreement, of))
    elif kind == OWED:
        yield from (problem.message for problem in pair_problems(agreement, of))
    else:
        parts = agreement.promises if kind == "expect" else agreement.consequences
        known = [each.name for each in parts]
        if of not in known:
            yield no_such("promise" if kind == "expect" else "consequence", of, known)


# Cells


def _split(table: Table, agreement: Agreement) -> tuple[Table, tuple[_CaseColumn, ...], Mapping[int, int]]:
    """Give a table in which numbers stand apart from what they are out of, and from their units.

    Also its columns, and for each added column the one from which its cells were split off.
    """
    columns: list[_CaseColumn] = []
    headings, width = list(table.columns), len(table.columns)
    origins: dict[int, int] = {}
    for place, heading in enumerate(table.columns):
        kind, of = _parted(heading)
        if heading in (NAME, MONTH) or _is_base(heading, table.columns, agreement):
            continue
        base, unit = width + len(origins), width + len(origins) + 1
        origins |= {base: place, unit: place}
        headings += [heading, heading]
        own_base = f"{heading}{BASE}"
        stated = kind == "figure" and own_base in table.columns
        columns.append(_CaseColumn(kind, of, heading, place, table.columns.index(own_base) if stated else base, unit))
    rows = tuple(_split_row(row, columns, width + len(origins)) for row in table.rows)
    return attrs.evolve(table, columns=tuple(headings), rows=rows), tuple(columns), origins


def _is_base(heading: str, columns: tuple[str, ...], agreement: Agreement) -> bool:
    """Tell whether a column says out of how many the figures of another are."""
    kind, of = _parted(heading)
    stated = kind == "figure" and heading.endswith(BASE) and heading.removesuffix(BASE) in columns
    return stated and not measured(agreement, of)


def _split_row(row: Row, columns: list[_CaseColumn], width: int) -> Row:
    cells: list[object] = [*row.cells, *([None] * (width - len(row.cells)))]
    for column in columns:
        cell = cells[column.place]
        if column.kind != "expect" and isinstance(cell, str):
            text = cell.strip()
            if (match := _OUT_OF.fullmatch(text)) and column.kind == "figure" and column.base >= len(row.cells):
                text, cells[column.base] = match[1], match[2]
            if (match := _PERCENT.fullmatch(text)) and column.kind == "figure":
                text, cells[column.unit] = match[1], "%"
            elif match := _WITH_UNIT.fullmatch(text):
                text, cells[column.unit] = match[1], match[2]
            cells[column.place] = text
    return attrs.evolve(row, cells=tuple(cells))


@attrs.define
class _CaseReading:
    """Reads the cases of a table, and keeps what is wrong with its cells."""

    agreement: Agreement
    table: Table
    columns: tuple[_CaseColumn, ...]
    origins: Mapping[int, int]
    problems: list[Problem] = attrs.field(factory=list)

    def examples(self) -> tuple[PlacedExample, ...]:
        """Give the cases that can be read."""
        named = [(str(self._cells(row, name=self._place(NAME)).get("name") or ""), row) for row in self.table.rows]
        named = [(name, row) for name, row in named if name or any(cell not in (None, "") for cell in row.cells)]
        first_lines: dict[str, int] = {}
        found: list[PlacedExample] = []
        for name, group in groupby(named, key=lambda pair: pair[0]):
            rows = [row for _name, row in group]
            line = first_lines.setdefault(name, rows[0].line)
            if not name:
                self.problems += (Problem("a case has a name", (NAME,), self.table.name, row.line, 1) for row in rows)
            elif line != rows[0].line:
                said = f"{name!r} is here twice, first in line {line}; put the months of a case one after another"
                self.problems.append(Problem(said, (NAME,), self.table.name, rows[0].line, self._place(NAME) + 1))
            else:
                found += self._example(name, rows)
        return tuple(found)

    def _place(self, heading: str) -> int:
        return self.table.columns.index(heading)

    def _cells(self, row: Row, **columns: int) -> Cells:
        return Cells(self.table, row, columns)

    def _refuse(self, refused: RefusedCell) -> None:
        place = (refused.problem.column or 1) - 1
        self.problems.append(attrs.evolve(refused.problem, column=self.origins.get(place, place) + 1))

    def _example(self, name: str, rows: list[Row]) -> Iterator[PlacedExample]:
        """Give a case, unless it cannot be read."""
        before = len(self.problems)
        months = self._months(rows)
        values: dict[_CaseColumn, list[tuple[Month, Any]]] = {}
        for row, month in zip(rows, months, strict=False):
            for column in self.columns:
                try:
                    for value in self._value(column, row):
                        values.setdefault(column, []).append((month, value))
                except RefusedCell as refused:
                    self._refuse(refused)
        if len(self.problems) > before:
            return
        try:
            example = _made(name, values, months[-1])
        except InvalidValueError as error:
            self.problems.append(Problem(error.message, (name,), self.table.name, rows[0].line, self._place(NAME) + 1))
            return
        lines = {str(month): row.line for row, month in zip(rows, months, strict=True)}
        places = {column.path: column.place + 1 for column in self.columns}
        yield PlacedExample(example, self.table.name, rows[0].line, lines, places)

    def _months(self, rows: list[Row]) -> list[Month]:
        """The months of a case: as they stand there, or one after another from the first month of the term."""
        if MONTH not in self.table.columns:
            return [self.agreement.first_month + number for number in range(len(rows))]
        months: list[Month] = []
        for row in rows:
            cells = self._cells(row, month=self._place(MONTH))
            try:
                month = read_month(cells, self.agreement.calendar.months_begin_on)
                if months and month <= months[-1]:
                    said = f"{month} comes after {months[-1]}; put the months of a case in order, each once"
                    raise cells.refuse("month", said)
                months.append(month)
            except RefusedCell as refused:
                self._refuse(refused)
        return months

    def _value(self, column: _CaseColumn, row: Row) -> Iterator[object]:
        """Give what stands in a cell, unless it is empty; RefusedCell if it cannot be read."""
        cells = self._cells(row, value=column.place, base=column.base, unit=column.unit)
        if cells.get("value") is None and (column.kind != "figure" or cells.get("base") is None):
            return
        yield _READERS[column.kind](self.agreement, column, cells)


def _read_figure(agreement: Agreement, column: _CaseColumn, cells: Cells) -> ExampleFigure | None:
    if cells.get("value") == MISSING:
        return None
    ((metric, _segment),) = measured(agreement, column.of)
    if metric.kind == "share" and cells.get("unit") == "%" and cells.get("base") is None:
        percent = read_actual(_value_alone(column, cells), Metric(metric.name, "", "level")).value
        return ExampleFigure(percent, 100)
    if metric.has_base and cells.get("base") is None:
        how = f"write '45 of 50', or add a column '{column.heading}{BASE}'"
        raise cells.refuse("value", f"{metric.name} is a {metric.kind}; {how}")
    actual = read_actual(cells, metric)
    return ExampleFigure(actual.value, actual.base, "" if metric.kind == "share" else metric.unit)


def _read_status(cells: Cells) -> object:
    try:
        return as_status(str(cells.get("value")))
    except InvalidValueError as error:
        raise cells.refuse("value", error.message) from error


def _read_amounts(agreement: Agreement, column: _CaseColumn, cells: Cells) -> Amounts | None:
    text, unit = cells.get("value"), cells.get("unit")
    if text == NOTHING:
        return ()
    if text == FOLLOWS and column.kind == DUES:
        return None
    if unit is None:
        follows = f", '{NOTHING}' or '{FOLLOWS}'" if column.kind == DUES else f", or '{NOTHING}'"
        raise cells.refuse("value", f"{text!r} is no amount; write it with its currency, as in '400 GBP'{follows}")
    try:
        currency = quantity(f"1 {unit}", agreement.nouns).unit
    except InvalidValueError as error:
        raise cells.refuse("value", error.message) from error
    number = read_actual(_value_alone(column, cells), Metric(column.heading, currency, "count"))
    return (Quantity(number.value, currency),)


def _value_alone(column: _CaseColumn, cells: Cells) -> Cells:
    """The number in a cell, without the unit that stood beside it."""
    return Cells(cells.table, cells.row, {"value": column.place})


_READERS: Mapping[str, Callable[[Agreement, _CaseColumn, Cells], object]] = {
    "figure": _read_figure,
    "expect": lambda _agreement, _column, cells: _read_status(cells),
    OWED: _read_amounts,
    DUES: _read_amounts,
}


def _made(name: str, values: Mapping[_CaseColumn, list[tuple[Month, Any]]], last: Month) -> Example:
    """Make the example of a case; InvalidValueError if it expects nothing."""

    def of(kind: str, make: Callable[[str, tuple[tuple[Month, Any], ...]], Any]) -> tuple[Any, ...]:
        return tuple(make(column.of, tuple(each)) for column, each in values.items() if column.kind == kind)

    expect = Expectation(
        of("expect", ExpectedStatuses),
        of(OWED, ExpectedOwed),
        of(DUES, lambda consequence, outcomes: ExpectedDues(consequence, None, outcomes)),
    )
    return Example(name, of("figure", ExampleFigures), expect, through=last)
