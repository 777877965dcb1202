"""Tables at the door: CSV files, rows in Python, and any dataframe, all in one plain shape."""

import csv
from collections.abc import Collection, Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, cast

import attrs

from smarketing.errors import InvalidValueError, MissingExtraError, Problem, needs_extra

_BACKENDS = ("pandas", "polars", "pyarrow")
_ROWS = "rows are mappings, as in [{'month': '2026-01', 'metric': 'leads', 'value': 104}]"


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
    if not isinstance(path, str | PathLike):
        raise InvalidValueError(f"a CSV file is named by its path; not {path!r}", "path")
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
    if isinstance(rows, Mapping) or not isinstance(rows, Iterable):
        raise InvalidValueError(f"{_ROWS}; not {rows!r}", "rows")
    kept = []
    for row in rows:
        if not isinstance(row, Mapping):
            raise InvalidValueError(f"{_ROWS}; not {row!r}", "rows")
        kept.append({str(column): cell for column, cell in row.items()})
    columns = tuple(dict.fromkeys(column for row in kept for column in row))
    cells = (tuple(row.get(column) for column in columns) for row in kept)
    return Table("rows", columns, tuple(Row(number, each) for number, each in enumerate(cells, 1)))


def frame_table(frame: object) -> Table:
    """Take a dataframe of any library that Narwhals knows, or any stream of Arrow; lazy ones are collected.

    InvalidValueError for anything else; MissingExtraError for a stream that only PyArrow can take, without PyArrow.
    """
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - it takes a third of the time of importing this library

    try:
        narwhal: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(cast("Any", frame))
    except TypeError as error:
        if not hasattr(frame, "__arrow_c_stream__"):
            raise InvalidValueError(_not_a_frame(frame), "frame") from error
        narwhal = nw.from_native(_arrow_table(frame))
    with needs_extra("reading this table", "arrow"):  # a relation of DuckDB is collected with PyArrow
        eager = narwhal.collect() if isinstance(narwhal, nw.LazyFrame) else narwhal
    rows = tuple(Row(number, tuple(cells)) for number, cells in enumerate(eager.iter_rows(), 1))
    return Table("frame", tuple(map(str, eager.columns)), rows)


def _not_a_frame(frame: object) -> str:
    return f"a dataframe is needed, as of pandas, Polars or PyArrow; not {type(frame).__name__!r}"


def _arrow_table(frame: Any) -> Any:
    with needs_extra("a stream of Arrow", "arrow"):
        import pyarrow as pa  # type: ignore[import-untyped] # noqa: PLC0415 - an extra
    try:
        return pa.table(frame)
    except (ValueError, TypeError) as error:
        raise InvalidValueError(_not_a_frame(frame), "frame") from error


def table_frame(columns: Mapping[str, list[Any]], numbers: Collection[str], backend: str) -> Any:
    """Make a dataframe of columns of text and, for the names in `numbers`, of floating point; None is missing.

    InvalidValueError for a backend other than `pandas`, `polars` and `pyarrow`; MissingExtraError if it is not there.
    """
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - it takes a third of the time of importing this library

    if backend not in _BACKENDS:
        raise InvalidValueError(f"a frame is of 'pandas', 'polars' or 'pyarrow'; not {backend!r}", "backend")
    data = {name: [_as_float(cell) for cell in cells] if name in numbers else cells for name, cells in columns.items()}
    schema = {name: nw.Float64() if name in numbers else nw.String() for name in columns}
    try:
        if backend == "pandas":  # before version 3 it would turn None into the text 'None' for a schema of text
            casts = [nw.col(name).cast(kind) for name, kind in schema.items() if name in numbers or not data[name]]
            return nw.from_dict(data, backend="pandas").with_columns(*casts).to_native()
        return nw.from_dict(data, schema, backend=cast("Any", backend)).to_native()
    except ImportError as error:
        message = f"a frame of {backend} needs {backend}, which is not installed; run: pip install {backend}"
        raise MissingExtraError(message) from error


def _as_float(cell: Any) -> float | None:
    return None if cell is None else float(cell)
