"""Files of leads or events as they are opened: their columns, and the rows as a relation that reads the file lazily."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np

from smarketing.errors import DocumentError, InvalidValueError, Problem
from smarketing.tables.csv_layout import BIG_ENDIAN, NOT_UTF_8, CsvLayout, csv_layout, is_no_heading, rows_where
from smarketing.tables.date_formats import begins_as_date
from smarketing.tables.spreadsheet_cells import ERRORS
from smarketing.tables.workbook_columns import typed_texts
from smarketing.tables.workbooks import SUFFIXES, Sheet, is_workbook, sheet_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_SEPARATORS = {".csv": ",;\t|", ".csv.gz": ",;\t|", ".tsv": "\t"}
_FEW_BYTES, _FEW_ROWS = 4 * 2**20, 50_000
_numbers = count()
_READERS = {".parquet": "read_parquet", ".json": "read_json", ".jsonl": "read_json", ".ndjson": "read_json"}
NAME = '"'


def quoted(text: str, mark: str = "'") -> str:
    """Put a text between marks as SQL has it."""
    return mark + text.replace(mark, mark * 2) + mark


def _damaged(raw: str) -> str:
    """SQL for whether a raw cell is an error of a spreadsheet."""
    return f"coalesce(starts_with({raw}, '#') AND regexp_full_match({raw}, {quoted(ERRORS)}), false)"


@attrs.frozen
class FileColumn:
    """A column: as the file calls it, its place there from 1, its name and type inside the engine, its name here.

    `stated` are the formats of its dates, where somebody states them; `is_written` is whether its texts come from a
    file in which all is text, `is_held` whether its cells are worked out and in memory.
    """

    heading: str
    place: int
    inner: str
    kind: str
    is_written: bool = False
    name: str = ""
    stated: tuple[str, ...] = ()
    is_held: bool = False

    @property
    def names(self) -> tuple[str, str, str]:
        """The names that `Source.cells` gives its raw cells, what they say, and whether they are errors."""
        return f"r{self.place}", f"t{self.place}", f"d{self.place}"

    @property
    def raw(self) -> str:
        """SQL for its cells without the spaces around them; empty ones are null."""
        return self.names[0] if self.is_held else self._raw

    @property
    def cell(self) -> str:
        """SQL for what its cells say."""
        return self.names[1] if self.is_held else self._said(self._raw, _damaged(self._raw))

    @property
    def is_damaged(self) -> str:
        """SQL for whether a cell is an error of a spreadsheet."""
        return self.names[2] if self.is_held else _damaged(self._raw)

    @property
    def _raw(self) -> str:
        inner = quoted(self.inner, NAME)
        if self.is_text:
            return f"nullif(trim({inner}), '')"
        return f"CAST({inner} AS VARCHAR)" if self.is_read_as_text else inner

    def _said(self, raw: str, damaged: str) -> str:
        """What raw cells say: the errors of spreadsheets are null, spaces within moments are plain ones."""
        if not self.is_text:
            return raw
        cell = f"replace(replace({raw}, '{chr(0xA0)}', ' '), '{chr(0x202F)}', ' ')" if self.is_moment else raw
        return f"CASE WHEN NOT {damaged} THEN {cell} END" if self.is_written else cell

    def steps(self) -> tuple[str, str, str]:
        """Give SQL for its `names`: for the raw cells, from these for errors, and from both for what the cells say."""
        raw, cell, damaged = self.names
        errors = _damaged(raw) if self.is_written else "false"
        return f"{self.raw} AS {raw}", f"{errors} AS {damaged}", f"{self._said(raw, damaged)} AS {cell}"

    @property
    def is_text(self) -> bool:
        """Whether it holds text."""
        return self.kind == "VARCHAR"

    @property
    def is_read_as_text(self) -> bool:
        """Whether it holds text, or numbers whose meaning as dates is stated."""
        return self.is_text or (bool(self.stated) and self.kind in ("BIGINT", "INTEGER", "DOUBLE"))

    @property
    def is_time(self) -> bool:
        """Whether it holds dates or times by its type."""
        return self.kind.startswith(("DATE", "TIMESTAMP"))

    @property
    def is_moment(self) -> bool:
        """Whether it is to hold days or times, by its name or by what is stated."""
        return bool(self.stated) or self.name == "at" or self.name.endswith("_at")


@attrs.frozen(eq=False)
class Source:
    """An open file; `table` is the engine's call that reads it, not closed yet, `layout` that of a CSV file.

    `left_out` are headings of columns that are there more than once, and that nobody asks for. `held` is the engine's
    table that holds its rows and their cells in memory, `rejects` the one of what does not fit in a CSV file.
    """

    name: str
    file: Path
    connection: "DuckDBPyConnection"
    table: str
    columns: tuple[FileColumn, ...] = ()
    layout: CsvLayout | None = None
    sheet: Sheet | None = None
    left_out: tuple[str, ...] = ()
    held: str | None = None
    rejects: str = attrs.field(factory=lambda: f"smarketing_rejects_{next(_numbers)}")

    @property
    def is_written(self) -> bool:
        """Whether its texts may be numbers: a CSV file or a sheet, and no file with types of its own."""
        return self.layout is not None or self.sheet is not None

    def rows(self) -> "DuckDBPyRelation":
        """The rows; of a CSV file without those that do not fit."""
        if self.held is not None:
            return self.connection.sql(f"FROM {self.held}")
        return self.connection.sql(f"FROM {self.table}{', ignore_errors = true' if self.layout else ''})")

    def cells(self) -> str:
        """Give SQL for the rows beside their cells, by `FileColumn.names`; whoever reads it lists what does not fit."""
        if self.held is not None:
            return f"FROM {self.held}"
        listed = f", store_rejects = true, rejects_table = '{self.rejects}', rejects_scan = '{self.rejects}_scans'"
        rows = f"FROM {self.table}{listed if self.layout else ''})"
        for made in zip(*(each.steps() for each in self.columns), strict=True):  # each once, and not again in the next
            rows = f"FROM (SELECT *, {', '.join(made)} {rows})"
        return rows

    def problem(self, message: str, column: int | None = None, line: int | None = None) -> Problem:
        """Give a problem of the file, with its place where there is a line."""
        return Problem(message, file=self.name, line=line, column=column if line else None)

    def first_cell(self, column: FileColumn, condition: str) -> tuple[str, str, int | None]:
        """Give the first cell of which a condition in SQL holds, in words where it stands, and its line or row."""
        numbered = self.rows().project(f"row_number() OVER () AS row, {column.raw} AS raw, {condition} AS wanted")
        row, cell, _ = numbered.filter("wanted").limit(1).fetchall()[0]
        if self.sheet is not None:
            number = self.sheet.rows[row - 1][0]
            return cell, f"in row {number}", number
        if self.layout is None:
            return cell, f"in row {row}", None
        place, width = column.place - 1, len(self.layout.header)
        line, _ = rows_where(self.layout, lambda cells: len(cells) >= width and cells[place].strip(" ") == cell)
        return cell, f"in line {line}", line


def opened(name: str, connection: "DuckDBPyConnection") -> Source:
    """Open a file by its suffix; InvalidValueError if nobody knows it, DocumentError if its header is none."""
    file = Path(name).absolute()
    source = Source(name, file, connection, _literal_place(file))
    if is_workbook(name):
        return _opened_sheet(source)
    suffixes = [each for each in (*_SEPARATORS, *_READERS) if file.name.casefold().endswith(each)]
    if not suffixes:
        known = ", ".join((*_SEPARATORS, *_READERS, *SUFFIXES))
        raise InvalidValueError(f"{file.name!r} is not a file of a known kind; these are {known}", "path")
    if suffixes[0] in _SEPARATORS:
        return _opened_csv(source, _SEPARATORS[suffixes[0]])
    return _opened_typed(source, _READERS[suffixes[0]])


def held_if_small(source: Source) -> Source:
    """Read a small file of text into memory once: to read it again for each question would take most of the time."""
    if not _is_small(source):
        return source
    columns = tuple(attrs.evolve(each, is_held=True) for each in source.columns)
    return attrs.evolve(source, held=_held(source, source.cells()), columns=columns)


def _is_small(source: Source) -> bool:
    if source.sheet is not None:
        return len(source.sheet.rows) <= _FEW_ROWS
    return source.layout is not None and source.file.stat().st_size <= _FEW_BYTES


def held_too(source: Source, items: str) -> "DuckDBPyRelation":
    """Give what is made of the rows of a file; where they are held in memory, so is this."""
    if source.held is None:
        return source.rows().project(items)
    return source.connection.sql(f"FROM {_held(source, f'SELECT {items} FROM {source.held}')}")


def _held(source: Source, query: str) -> str:
    name = f"smarketing_file_{next(_numbers)}"
    source.connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
    return name


def _literal_place(file: Path) -> str:
    """A path in which `*`, `?` and `[` mean themselves."""
    return quoted(re.sub(r"([*?\[])", r"[\1]", str(file)))


def _opened_typed(source: Source, reader: str) -> Source:
    """Take the types of the file, but leave texts of JSON as they are written, also where all look like dates."""
    table = f"{reader}({source.table}, hive_partitioning = false"
    is_json = reader == "read_json"
    found = attrs.evolve(source, table=f"{table}, sample_size = -1" if is_json else table).rows()
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    if is_json:
        if list(kinds) == ["json"]:
            message = "has no rows with named fields; write a list of objects, or one object a line"
            raise DocumentError((source.problem(message),))
        dated = r'(?<!")\b(TIMESTAMP WITH TIME ZONE|TIMESTAMP|DATE|TIME|UUID|JSON)\b(?!")'
        kinds = {column: re.sub(dated, "VARCHAR", kind) for column, kind in kinds.items()}
        listed = ", ".join(f"{quoted(column)}: {quoted(kind)}" for column, kind in kinds.items())
        table += f", columns = {{{listed}}}"
    columns = (FileColumn(column, place, column, kind) for place, (column, kind) in enumerate(kinds.items(), 1))
    return attrs.evolve(source, table=table, columns=tuple(columns))


def _opened_csv(source: Source, separators: str) -> Source:
    """Take every cell as text, so that nothing is guessed."""
    layout = csv_layout(source.file, separators)
    if layout.encoding == BIG_ENDIAN:  # the engine reads the other order of bytes only
        raise DocumentError((source.problem(NOT_UTF_8, 1, 1),))
    _check_header(source, layout.header, layout.header_line)
    if layout.has_mixed_ends:  # the engine would count them otherwise, and find no rows
        raise DocumentError((source.problem("its first lines do not end alike; save the file as CSV UTF-8", 1, 1),))
    columns = tuple(
        FileColumn(cell, place, f"c{place}", "VARCHAR", True) for place, cell in enumerate(layout.header, 1)
    )
    kinds = ", ".join(f"{each.inner}: 'VARCHAR'" for each in columns)
    shape = f"columns = {{{kinds}}}, delim = {quoted(layout.separator)}, skip = {layout.header_line - 1}, header = true"
    strict = "auto_detect = false, quote = '\"', escape = '\"', strict_mode = true"
    encoded = ", encoding = 'utf-16'" if layout.encoding == "utf-16" else ""
    table = f"read_csv({source.table}, {shape}, {strict}{encoded}"
    return attrs.evolve(source, table=table, columns=columns, layout=layout)


def _opened_sheet(source: Source) -> Source:
    """Load a sheet into a table of the engine, with the types of its cells where a column has one type."""
    sheet = sheet_of(source.name)
    _check_header(source, sheet.columns, 1)
    texts = [typed_texts([cells[place] for _, cells in sheet.rows]) for place in range(len(sheet.columns))]
    columns = tuple(
        FileColumn(heading, place, f"c{place}", kind, kind == "VARCHAR")
        for place, (heading, (kind, _)) in enumerate(zip(sheet.columns, texts, strict=True), 1)
    )
    cells = {each.inner: np.array(column, object) for each, (_, column) in zip(columns, texts, strict=True)}
    typed = ", ".join(f"CAST({each.inner} AS {each.kind}) AS {each.inner}" for each in columns)
    table = quoted(f"sheet {source.name}", NAME)
    source.connection.register("smarketing_cells", cells)
    source.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {typed} FROM smarketing_cells")
    source.connection.unregister("smarketing_cells")
    return attrs.evolve(source, table=f"(FROM {table}", columns=columns, sheet=sheet)


def _check_header(source: Source, cells: Sequence[str], line: int) -> None:
    if problems := tuple(_header_problems(source, line, cells)):
        raise DocumentError(problems)


def _header_problems(source: Source, line: int, cells: Sequence[str]) -> Iterator[Problem]:
    if not cells:
        yield source.problem("no names of columns; they stand in the first line", 1, line)
    if any(map(is_no_heading, cells)):
        yield source.problem(NOT_UTF_8, 1, line)
        return
    for place, cell in enumerate(cells, 1):
        if not cell:
            yield source.problem(f"column {place} has no name", place, line)
        elif begins_as_date(cell):
            yield source.problem(f"the first line names the columns, and {cell!r} is a date", place, line)


def without_repeated(source: Source, is_asked: Callable[[str], bool]) -> Source:
    """Leave out columns whose heading is there more than once; DocumentError if somebody asks for one of them."""
    times = Counter(each.heading.casefold() for each in source.columns)
    repeated = [each for each in source.columns if times[each.heading.casefold()] > 1]
    line = source.layout.header_line if source.layout else 1
    seen: set[str] = set()
    problems = []
    for each in repeated:
        if each.heading in seen and is_asked(each.heading):
            problems.append(source.problem(f"two columns named {each.heading!r}", each.place, line))
        seen.add(each.heading)
    if problems:
        raise DocumentError(tuple(problems))
    left_out = [each for each in repeated if not is_asked(each.heading)]
    columns = tuple(each for each in source.columns if each not in left_out)
    return attrs.evolve(source, columns=columns, left_out=tuple(dict.fromkeys(each.heading for each in left_out)))
