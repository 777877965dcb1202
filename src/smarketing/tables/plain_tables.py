"""Tables at the door: CSV files, rows in Python, and any dataframe, all in one plain shape."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from os import PathLike
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

import attrs

from smarketing.errors import InvalidValueError, MissingExtraError, Problem, needs_extra
from smarketing.tables.csv_layout import NOT_UTF_8, CsvLayout, csv_layout, is_no_heading, is_undecoded
from smarketing.tables.spreadsheet_cells import cut_off
from smarketing.tables.workbooks import is_workbook, sheet_of
from smarketing.tables.written_numbers import Decimal, ShownDecimals, shown_decimals

MOST_ROWS = 2_000_000
"""How many rows a file of figures has at most: a pipe may never end."""

_TOO_MANY = f"more than {MOST_ROWS:,} rows: figures are one for each month; `smarketing measure` reads leads and events"
_PART, _MOST_PARTS = 2**20, 256  # of a pipe, so much is read: more than so many rows take
_BACKENDS = ("pandas", "polars", "pyarrow")
_ROWS = "rows are mappings, as in [{'month': '2026-01', 'metric': 'leads', 'value': 104}]"


@attrs.frozen
class Row:
    """One row as it was given: its line in the file (its number from 1 elsewhere) and its cells, one a column."""

    line: int
    cells: tuple[object, ...]


@attrs.frozen(slots=False)
class Table:
    """Rows under named columns; `problems` are those that do not fit under them. `name` is the file, or what it was.

    `decimal` is what separates decimals in its text cells, where that is stated.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    decimal: Decimal | None = None

    @cached_property
    def shown_decimals(self) -> tuple[ShownDecimals, ...]:
        """What the text cells of each column show of what separates decimals."""
        return tuple(shown_decimals(row.cells[place] for row in self.rows) for place in range(len(self.columns)))


def file_table(path: str | PathLike[str]) -> Table:
    """Read a CSV file, whose cells are text, or a sheet of an Excel workbook; OSError if it cannot be opened.

    MissingExtraError for a workbook without the library that reads them.
    """
    if not isinstance(path, str | PathLike):
        raise InvalidValueError(f"a CSV file is named by its path; not {path!r}", "path")
    return sheet_table(path) if is_workbook(path) else csv_table(path)


def csv_table(path: str | PathLike[str]) -> Table:
    """Read a file of separated values with a header line; cells are text. OSError if it cannot be opened."""
    with _to_read_again(Path(path)) as file:
        return _table_of(str(path), csv_layout(file))


@contextmanager
def _to_read_again(path: Path) -> Iterator[Path]:
    """Give a file that can be read from its start as often as needed: of a pipe or device, what it gives at once."""
    if path.is_file() or path.is_dir() or not path.exists():
        yield path
        return
    with NamedTemporaryFile(suffix=".csv") as copy:
        with path.open("rb") as given:
            for _part in range(_MOST_PARTS):
                if not copy.write(given.read(_PART)):
                    break
        copy.flush()
        yield Path(copy.name)


def _table_of(name: str, layout: CsvLayout) -> Table:
    rows: list[Row] = []
    problems: list[Problem] = []
    columns: tuple[str, ...] = ()
    for line, cells, reason in layout.lines():
        if cells is None:
            problems.append(Problem(f"not comma-separated text: {reason}", file=name, line=line, column=1))
        elif any(map(is_undecoded if columns else is_no_heading, cells)):
            return Table(name, (), (), (Problem(NOT_UTF_8, file=name, line=line),))
        elif not any(cell.strip() for cell in cells):
            continue
        elif not columns:
            columns = tuple(cell.strip() for cell in cells)
        elif len(rows) + len(problems) == MOST_ROWS:
            return Table(name, columns, (), (Problem(_TOO_MANY, file=name, line=line),))
        elif len(cells) == len(columns):
            rows.append(Row(line, tuple(cells)))
        else:
            message = f"{len(cells)} fields where the header has {len(columns)}"
            problems.append(Problem(message, file=name, line=line, column=1))
    if not columns and not problems:
        problems.append(Problem("empty; the first line names the columns", file=name, line=1, column=1))
    return _checked_for_cuts(Table(name, columns, tuple(rows), tuple(problems)))


def sheet_table(path: str | PathLike[str]) -> Table:
    """Read a sheet of an Excel workbook, whose first row with something in it names the columns.

    Cells keep their types. The line of a row is its number in the sheet.
    """
    sheet = sheet_of(path)
    name = sheet.name
    if not sheet.columns:
        return Table(name, (), (), (Problem("empty; the first row names the columns", file=name, line=1, column=1),))
    rows = tuple(Row(number, cells) for number, cells in sheet.rows)
    return _checked_for_cuts(Table(name, sheet.columns, rows))


def _checked_for_cuts(table: Table) -> Table:
    if (message := cut_off(len(table.rows) + len(table.problems) + 1)) is None:
        return table
    last = table.rows[-1].line if table.rows else 1
    return attrs.evolve(table, problems=(*table.problems, Problem(message, file=table.name, line=last)))


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
