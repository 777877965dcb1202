"""Excel workbooks: one sheet as named columns and rows whose cells keep their types.

`leads.xlsx` is its first sheet, `leads.xlsx#March` the sheet called March.
"""

import re
from datetime import date, datetime, time
from os import PathLike
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import attrs

from smarketing.errors import DocumentError, Problem, needs_extra, no_such
from smarketing.tables.written_numbers import one_reading
from smarketing.units import exact

SUFFIXES = (".xlsx", ".xlsm")
_PATH = re.compile(r"(?P<file>.+\.xls[xm])(?:#(?P<sheet>.+))?", re.IGNORECASE | re.DOTALL)
_BROKEN = (BadZipFile, SyntaxError, KeyError, ValueError, TypeError, AttributeError, IndexError)
"""What the library that reads workbooks raises for files that are none, or damaged; broken XML is a SyntaxError."""


@attrs.frozen
class Sheet:
    """What a sheet holds: the names in its first row with something in it, and the rows below with their numbers.

    `name` is the path as it was given. Each row has one cell a column: a number, a text, a truth value, a date or a
    datetime, or None. A percentage is the text that a person sees, `92 %`.
    """

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[object, ...]], ...] = ()


def is_workbook(path: str | PathLike[str]) -> bool:
    """Tell whether a path names an Excel workbook, perhaps with a sheet of it."""
    return _PATH.fullmatch(str(path)) is not None


def without_sheet(path: str | PathLike[str]) -> str:
    """Give the path of a file without the name of a sheet.

    >>> without_sheet("leads.xlsx#March"), without_sheet("leads#1.csv")
    ('leads.xlsx', 'leads#1.csv')
    """
    match = _PATH.fullmatch(str(path))
    return str(path) if match is None else match["file"]


def sheet_of(path: str | PathLike[str]) -> Sheet:
    """Read a sheet of a workbook.

    OSError if the file cannot be opened; DocumentError if it is no workbook, has no such sheet, or has a formula that
    was never worked out; MissingExtraError without the library that reads workbooks.
    """
    name = str(path)
    with Path(without_sheet(path)).open("rb") as file:
        rows = _cells(file, name, worked_out=True)
        if any(cell is not None and cell.value is None for row in rows for cell in row):
            _check_formulas(name, rows, _cells(file, name, worked_out=False))
    return _sheet(name, [[_value(cell) for cell in row] for row in rows])


def _cells(file: IO[bytes], name: str, *, worked_out: bool) -> list[list[Any]]:
    """The rows of the sheet: of each cell an object, None for one that is not in the file."""
    with needs_extra("reading an Excel workbook", "excel"):
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra
        from openpyxl.cell.read_only import EmptyCell  # noqa: PLC0415 - an extra

    match = _PATH.fullmatch(name)
    wanted = match and match["sheet"]
    try:
        sheets = {sheet.title: sheet for sheet in load_workbook(file, read_only=True, data_only=worked_out).worksheets}
        sheet = sheets.get(wanted or next(iter(sheets)))
        if sheet is not None:
            sheet.reset_dimensions()  # what programs write of the size of a sheet is not always true
            return [[None if isinstance(cell, EmptyCell) else cell for cell in row] for row in sheet.iter_rows()]
    except _BROKEN as error:
        message = "cannot be read as an Excel workbook; if it has a password, take that off; save it as .xlsx again"
        raise DocumentError((Problem(message, file=name),)) from error
    raise DocumentError((Problem(no_such("sheet", str(wanted), list(sheets)), file=name),))


def _check_formulas(name: str, rows: list[list[Any]], formulas: list[list[Any]]) -> None:
    """Refuse formulas without a result; DocumentError names the first."""
    for number, (shown, written) in enumerate(zip(rows, formulas, strict=True), 1):
        for place, (cell, formula) in enumerate(zip(shown, written, strict=True), 1):
            if cell is not None and cell.value is None and formula is not None and formula.value is not None:
                message = "has formulas that no spreadsheet has worked out; open the file in one and save it"
                raise DocumentError((Problem(message, file=name, line=number, column=place),))


def _sheet(name: str, rows: list[list[object]]) -> Sheet:
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(cell not in (None, "") for cell in row)]
    if not filled:
        return Sheet(name)
    width = max(place for _, row in filled for place, cell in enumerate(row, 1) if cell is not None)
    (_, header), *others = filled
    names = tuple("" if cell is None else str(cell).strip() for cell in _padded(header, width))
    return Sheet(name, names, tuple((number, _padded(row, width)) for number, row in others))


def _padded(row: list[object], width: int) -> tuple[object, ...]:
    return (*row[:width], *[None] * (width - len(row)))


def _value(cell: Any) -> object:
    """What a cell holds: a date for a moment that is shown without a time, text for a percentage or a time of day."""
    value: object = None if cell is None else cell.value
    if isinstance(value, datetime) and value.time() == time() and "h" not in cell.number_format.casefold():
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in cell.number_format:
        return f"{one_reading(exact(value) * 100)} %"
    return value if isinstance(value, str | bool | int | float | date | None) else str(value)
