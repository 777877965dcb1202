"""Event files: CSV, Excel, Parquet and JSON as a lazy relation, with the names and the moments of this library.

Two aggregating scans decide what the columns hold; nothing but a sheet of Excel is loaded, and who uses the relation
reads the file again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from smarketing.errors import DocumentError, InvalidValueError, Problem, no_such
from smarketing.tables.crm import meaning_of, renamed
from smarketing.tables.csv_layout import NOT_UTF_8, CsvLayout, is_undecoded, rows_where
from smarketing.tables.date_columns import (
    Guess,
    bits,
    chosen,
    fitting,
    guess,
    numbers_refused,
    refusal,
    stated_bits,
    unread,
)
from smarketing.tables.date_formats import start_bits, stated_patterns
from smarketing.tables.duckdb_connection import new_connection, told_plainly
from smarketing.tables.event_sources import (
    NAME,
    FileColumn,
    Source,
    held_if_small,
    held_too,
    opened,
    quoted,
    without_repeated,
)
from smarketing.tables.number_columns import Written, code, meaning, questions
from smarketing.tables.number_columns import refusal as refused_numbers
from smarketing.tables.spreadsheet_cells import SHORTENED, cut_off
from smarketing.tables.workbooks import without_sheet
from smarketing.tables.written_numbers import Decimal, as_decimal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

Dates = str | Sequence[str] | Mapping[str, str | Sequence[str]]
"""Formats of dates: for all moments of a file, or by column; one, or several in a list or with `|` between them."""

_RAGGED = ("TOO MANY COLUMNS", "MISSING COLUMNS")
_ASKED = frozenset("id event at segment reason rejection_reason up latency_ms done score attempts".split())
"""Names of columns that are read wherever they are."""


@attrs.frozen(eq=False)
class EventFile:
    """A file whose rows stay where they are; `problems` are rows that were left out and cells that are null instead.

    `relation` belongs to a DuckDB connection of its own, whose zone is UTC; it is for one thread at a time, and for as
    long as the file is held. `headings` are the names that its columns have in the file.
    """

    relation: "DuckDBPyRelation"
    columns: tuple[str, ...]
    problems: tuple[Problem, ...]
    _connection: "DuckDBPyConnection"
    headings: tuple[str, ...]


@attrs.frozen
class _ScannedColumn:
    """What a scan found of a column: how many cells are filled and how many damaged; bits of dates, or numbers."""

    filled: int = 0
    damaged: int = 0
    shortened: int = 0
    bits: int | None = None
    written: Written | None = None


@attrs.frozen
class _Scanned:
    """What a scan found of a file: how many rows it has, and its columns by place."""

    rows: int
    columns: Mapping[int, _ScannedColumn]


def read_events_file(
    path: str | PathLike[str],
    *,
    names: Mapping[str, str] = {},
    dates: str | Sequence[str] | Mapping[str, str | Sequence[str]] = {},
    decimal: str | None = None,
    connection: "DuckDBPyConnection | None" = None,
    kept: Collection[str] = (),
    partly: bool = False,
    at_once: bool = False,
) -> EventFile:
    """Read a table of leads or events from a .csv, .tsv, .csv.gz, .xlsx, .parquet, .json, .jsonl or .ndjson file.

    It is read lazily, but for a sheet of Excel (`leads.xlsx`, `leads.xlsx#March`). Columns get their names as by
    `renamed`. Those called `at` or ..._at, and those that `dates` names, become moments: DATE where no value has a time
    of day, TIMESTAMP for wall times, TIMESTAMPTZ for times with an offset. `dates` are strptime patterns, or `serial`
    for days as spreadsheets count them; what it leaves open is recognised and never guessed. In CSV files and sheets
    other columns become numbers or truth values where all their values are, and empty text is null. A number with two
    readings, such as 1.204, is text unless another cell of its column or `decimal` shows what separates decimals.
    Names and dates may be meant `partly` for columns of other tables. `kept` are columns that somebody asks for. A
    small file may be read `at_once`, where much is asked of it.

    InvalidValueError for arguments that do not fit, DocumentError with all problems of a file that nobody can
    understand, OSError if it cannot be opened, MissingExtraError for Excel without the extra `excel`. Cells that are no
    dates as stated (or in ISO 8601, where most are) are null, and rows with too many or too few fields are left out:
    `problems` counts them and shows the first.
    """
    sign = as_decimal(decimal)
    if (given := Path(without_sheet(path))).exists() and not (given.is_file() or given.is_dir()):
        raise InvalidValueError(f"{path} is a pipe or a device, and a table is read several times; give a file", "path")
    with Path(without_sheet(path)).open("rb"):
        connection = connection or new_connection()
    with told_plainly(str(path)):
        source = opened(str(path), connection)
        headings = tuple(each.heading for each in source.columns)
        if partly:
            names = {column: name for column, name in names.items() if column in headings}
            dates = _known(dates, headings, names) if isinstance(dates, Mapping) else dates
        source = without_repeated(source, lambda heading: _is_asked(heading, names, dates, kept))
        source = _with_patterns(_with_names(source, names, kept), dates)
        source = held_if_small(source) if at_once else source
        scanned = _scanned(source)
        meanings, problems = _understood(source, scanned, sign, kept)
        items = (f"{meanings[each.place]} AS {quoted(each.name, NAME)}" for each in source.columns)
        relation = held_too(source, ", ".join(items))
    read = tuple(each.heading for each in source.columns)
    return EventFile(relation, tuple(each.name for each in source.columns), problems, connection, read)


def _known(dates: Mapping[str, Any], headings: Collection[str], names: Mapping[str, str]) -> dict[str, Any]:
    there = {*headings, *names.values(), *map(meaning_of, headings)}
    return {column: pattern for column, pattern in dates.items() if column in there}


def _is_asked(heading: str, names: Mapping[str, str], dates: Dates, kept: Collection[str]) -> bool:
    """Whether somebody asks for a column, by the names that it has in the file and here."""
    called = {heading, names.get(heading, meaning_of(heading))}
    by_name = {*kept, *names, *(dates if isinstance(dates, Mapping) else ())}
    return bool(called & (by_name | _ASKED)) or any(name.endswith("_at") for name in called)


def _with_names(source: Source, names: Mapping[str, str], kept: Collection[str]) -> Source:
    called = renamed([each.heading for each in source.columns], names, kept)
    columns = (attrs.evolve(each, name=called.get(each.heading, each.heading)) for each in source.columns)
    return attrs.evolve(source, columns=tuple(columns))


def _with_patterns(source: Source, dates: Dates) -> Source:
    """Note what the user states of dates with the columns."""
    if not isinstance(dates, Mapping):
        patterns = stated_patterns(dates)
        dates = {each.heading: patterns for each in source.columns if each.is_moment and not each.is_time}
    stated: dict[str, tuple[str, ...]] = {}
    for column, formats in dates.items():
        headings = [each.heading for each in source.columns if column in (each.heading, each.name)]
        if not headings:
            raise InvalidValueError(no_such("column", column, [each.heading for each in source.columns]), "dates")
        if headings[0] in stated:
            raise InvalidValueError(f"the dates of {headings[0]!r} have formats twice, once as {column!r}", "dates")
        stated[headings[0]] = stated_patterns(formats)
    columns = (attrs.evolve(each, stated=stated.get(each.heading, ())) for each in source.columns)
    return attrs.evolve(source, columns=tuple(columns))


def _understood(
    source: Source, scanned: _Scanned, decimal: Decimal | None, kept: Collection[str]
) -> tuple[dict[int, str], tuple[Problem, ...]]:
    """What each column means, as SQL by its place, and what is left out; DocumentError where that cannot be told."""
    refused, left_out = _rejected(source, source.layout) if source.layout else ([], [])
    left_out += _reported(source, scanned)
    meanings, guesses = dict[int, str](), list[Guess]()
    for column in source.columns:
        found = scanned.columns[column.place]
        if not column.is_moment:
            meanings[column.place] = _value(column, found.written, decimal)
            if found.written and column.name in _ASKED.union(kept):
                refused += refused_numbers(source, column, found.written, decimal)
        elif column.is_read_as_text and (found.filled or column.stated):
            guesses.append(guess(column, found.filled, found.bits))
        elif found.filled and not column.is_time:
            refused.append(numbers_refused(source, column))
        else:
            kind = column.kind if column.kind in ("DATE", "TIMESTAMP WITH TIME ZONE") else "TIMESTAMP"
            meanings[column.place] = f"CAST({column.cell} AS {kind})"
    for each, fits in zip(guesses, fitting(source, guesses), strict=True):
        if (place := chosen(each, fits)) is None:
            refused.append(refusal(source, each, fits))
        else:
            meanings[each.column.place] = each.read(place)
            some = refused if each.filled and not fits[place] else left_out
            some += unread(source, each, each.filled - fits[place])
    if refused:
        raise DocumentError(tuple(refused))
    return meanings, tuple(left_out)


def _scanned(source: Source) -> _Scanned:
    """Scan a file once, unless it says itself all that it holds.

    The cells of all columns are put below each other, so that each question is asked once and not of every column: of
    a small file, to plan a query takes longer than to answer it.
    """
    columns = [each for each in source.columns if source.is_written or (each.is_moment and not each.is_time)]
    found = {each.place: _ScannedColumn() for each in source.columns}
    if not columns:
        return _Scanned(0, found)
    moments = [each for each in columns if each.is_moment and each.is_read_as_text]
    numbers = [each for each in columns if each.is_written and not each.is_moment]
    answers = source.connection.execute(_questions(source.cells(), columns, moments, numbers)).fetchall()
    found |= {each.place: _ScannedColumn(written=Written(None, None, None)) for each in numbers}
    count = 0
    for place, rows, filled, damaged, shortened, date_bits, *written in answers:
        count = rows
        there = Written(*written) if found[place].written else None
        found[place] = _ScannedColumn(filled, damaged, shortened, date_bits, there)
    return _Scanned(count, found)


def _questions(
    rows: str, columns: Sequence[FileColumn], moments: Sequence[FileColumn], numbers: Sequence[FileColumn]
) -> str:
    """SQL for what is asked of each column, by its place."""
    places = ", ".join(str(each.place) for each in columns)
    cells = ", ".join(f"CAST({each.names[1]} AS VARCHAR)" for each in columns)
    damaged = ", ".join(each.names[2] for each in columns)
    cell_by_cell = (
        f"SELECT unnest([{places}]) AS place, unnest([{cells}]) AS cell, unnest([{damaged}]) AS damaged FROM ({rows})"
    )
    stated = _among(each for each in moments if each.stated)
    dates = _among(each for each in moments if not each.stated)
    coded = (
        f"SELECT *, CASE WHEN {_among(numbers)} THEN {code('cell')} END AS number, "
        f"CASE WHEN {dates} THEN {start_bits('cell')} END AS start FROM ({cell_by_cell})"
    )
    asked = (
        "place",
        "count(*)",
        "count(cell)",
        "count(*) FILTER (damaged)",
        f"count(*) FILTER ({_among(each for each in numbers if each.name == 'id')} AND {_is_shortened('cell')})",
        f"bit_or(CASE WHEN {dates} THEN {bits('cell', 'start')} WHEN {stated} THEN {stated_bits('cell')} END)",
        *questions("cell", "number"),
    )
    return f"SELECT {', '.join(asked)} FROM ({coded}) GROUP BY place"


def _is_shortened(cell: str) -> str:
    """SQL for whether a spreadsheet kept the first digits of an id only."""
    return f"regexp_full_match({cell}, {quoted(SHORTENED)})"


def _among(columns: Iterable[FileColumn]) -> str:
    """SQL for whether the place is that of one of the columns."""
    places = [str(each.place) for each in columns]
    return f"place IN ({', '.join(places)})" if places else "false"


def _value(column: FileColumn, written: Written | None, decimal: Decimal | None) -> str:
    """What a column that is no moment means: in a file of text the first type that all of its values have."""
    return quoted(column.inner, NAME) if written is None else meaning(column, written, decimal)


def _reported(source: Source, scanned: _Scanned) -> Iterator[Problem]:
    """What is odd about a file that is read all the same."""
    if source.left_out:
        listed = ", ".join(map(repr, source.left_out))
        yield source.problem(f"columns that are there more than once are not read: {listed}")
    for column in source.columns:
        yield from _damaged(source, column, scanned.columns[column.place].damaged)
        yield from _shortened(source, column, scanned.columns[column.place].shortened)
    if (message := cut_off(scanned.rows + 1)) is not None and source.is_written:
        yield source.problem(message)


def _damaged(source: Source, column: FileColumn, count: int) -> Iterator[Problem]:
    """The cells of a column that are errors of a spreadsheet, if there are any."""
    if count:
        cell, where, line = source.first_cell(column, column.is_damaged)
        many = f"{count} cells of {column.name} hold an error of a spreadsheet and count as empty, the first"
        one = f"1 cell of {column.name} holds an error of a spreadsheet and counts as empty,"
        yield source.problem(f"{many if count > 1 else one} {where}: {cell!r}", column.place, line)


def _shortened(source: Source, column: FileColumn, count: int) -> Iterator[Problem]:
    """The ids of which a spreadsheet kept the first digits only, if there are any."""
    if count:
        cell, where, line = source.first_cell(column, _is_shortened(column.cell))
        ids = (
            f"{count} ids were shortened by a spreadsheet, the first"
            if count > 1
            else "1 id was shortened by a spreadsheet,"
        )
        yield source.problem(f"{ids} {where}: {cell!r}; show all digits and save it again", column.place, line)


def _rejected(source: Source, layout: CsvLayout) -> tuple[list[Problem], list[Problem]]:
    """The problems of a CSV file whose rows do not fit the header: what ends all reading, and what is left out."""
    counted = "error_type, count(DISTINCT line_byte_position) AS rows, any_value(error_message)"
    kinds = source.connection.sql(f"FROM {source.rejects}").aggregate(counted).fetchall()
    refused = [_unreadable(source, layout, kind, message) for kind, _, message in kinds if kind not in _RAGGED]
    ragged = sum(rows for kind, rows, _ in kinds if kind in _RAGGED)
    return refused, [_ragged(source, layout, ragged)] if ragged else []


def _ragged(source: Source, layout: CsvLayout, count: int) -> Problem:
    width = len(layout.header)
    line, cells = rows_where(layout, lambda cells: 0 < len(cells) < width or any(cells[width:]))
    shape = f"in line {line}: {len(cells)} field{'s' * (len(cells) != 1)} where the header has {width}"
    rows = f"{count} rows have more or fewer fields than the header and are left out, the first"
    return source.problem(f"{rows if count > 1 else '1 row is left out,'} {shape}", 1, line)


def _unreadable(source: Source, layout: CsvLayout, kind: str, message: str) -> Problem:
    """Why a CSV file cannot be read further."""
    if kind == "INVALID ENCODING":
        line, _ = rows_where(layout, lambda cells: any(map(is_undecoded, cells)))
        return source.problem(NOT_UTF_8, 1, line)
    line = next((line for line, cells, _ in layout.lines() if cells is None), 1)
    return source.problem(f"no comma-separated text from here on: {message}", 1, line)
