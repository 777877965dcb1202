"""Tables at the door: CSV files, rows in Python, and any dataframe, all in one plain shape."""

import csv
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, cast

import attrs

from smarketing.errors import Problem, needs_extra


@attrs.frozen
class Row:
    """One row as it was given: its line in the file (its number from 1 elsewhere) and its cells, one a column."""

    line: int
    cells: tuple[object, ...]


@attrs.frozen
class Table:
    """Rows under named columns; `problems` are those that do not fit under them. `name` is the file, or what it was."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def csv_table(path: str | PathLike[str]) -> Table:
    """Read a comma-separated UTF-8 file with a header line; cells are text. OSError if it cannot be opened."""
    name = str(path)
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            return _lines_to_table(csv.reader(file, strict=True), name)
    except UnicodeDecodeError:
        return Table(name, (), (), (Problem("not UTF-8 text; save the file as CSV UTF-8", file=name, line=1),))


def _lines_to_table(reader: Any, name: str) -> Table:
    columns: tuple[str, ...] = ()
    rows, problems = [], []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.append(Problem(f"not comma-separated text: {error}", file=name, line=line, column=1))
            continue
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = tuple(cell.strip() for cell in cells)
        elif len(cells) == len(columns):
            rows.append(Row(line, tuple(cells)))
        else:
            message = f"{len(cells)} fields where the header has {len(columns)}"
            problems.append(Problem(message, file=name, line=line, column=1))
    if not columns and not problems:
        problems.append(Problem("empty; the first line names the columns", file=name, line=1, column=1))
    return Table(name, columns, tuple(rows), tuple(problems))


def row_table(rows: Iterable[Mapping[str, object]]) -> Table:
    """Take rows that name their own cells; a cell that a row leaves out is None."""
    kept = tuple({str(column): cell for column, cell in row.items()} for row in rows)
    columns = tuple(dict.fromkeys(column for row in kept for column in row))
    cells = (tuple(row.get(column) for column in columns) for row in kept)
    return Table("rows", columns, tuple(Row(number, each) for number, each in enumerate(cells, 1)))


def frame_table(frame: object) -> Table:
    """Take a dataframe of any library that Narwhals knows; lazy ones are collected. TypeError for anything else."""
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - it takes a third of the time of importing this library

    narwhal: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(cast("Any", frame))
    with needs_extra("reading this table", "arrow"):  # a relation of DuckDB is collected with PyArrow
        eager = narwhal.collect() if isinstance(narwhal, nw.LazyFrame) else narwhal
    rows = tuple(Row(number, tuple(cells)) for number, cells in enumerate(eager.iter_rows(), 1))
    return Table("frame", tuple(map(str, eager.columns)), rows)
