"""Event files: CSV, Parquet and JSON as a lazy relation, with the names and the moments of this library.

Two aggregating scans decide what the columns hold; nothing is loaded, and who uses the relation reads the file again.
"""

import csv
import gzip
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING

import attrs

from smarketing.errors import DocumentError, InvalidValueError, Problem, no_such
from smarketing.tables.crm import Writing, begins_as_date, moment, patterns_for, renamed, start_bits, time_bits, writing
from smarketing.tables.duckdb_connection import new_connection, told_plainly

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_SEPARATORS = {".csv": ",;\t|", ".csv.gz": ",;\t|", ".tsv": "\t"}
_READERS = {".parquet": "read_parquet", ".json": "read_json", ".jsonl": "read_json", ".ndjson": "read_json"}
_NOT_UTF_8 = "not UTF-8 text; save the file as CSV UTF-8"
_RAGGED = ("TOO MANY COLUMNS", "MISSING COLUMNS")
_NAME = '"'
_VALUES = {"BIGINT": r"-?(0|[1-9]\d{0,17})", "DOUBLE": r"-?(0|[1-9]\d{0,14})(\.\d+)?", "BOOLEAN": "(?i)true|false"}


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
class _Column:
    """A column: as the file calls it, its place there from 1, its name and type inside the engine, its name here."""

    heading: str
    place: int
    inner: str
    kind: str
    name: str = ""
    stated: tuple[str, ...] = ()

    @property
    def cell(self) -> str:
        return f"nullif(trim({_quoted(self.inner, _NAME)}), '')" if self.is_text else _quoted(self.inner, _NAME)

    @property
    def is_text(self) -> bool:
        return self.kind == "VARCHAR"

    @property
    def is_time(self) -> bool:
        """Whether it holds dates or times by its type."""
        return self.kind.startswith(("DATE", "TIMESTAMP"))

    @property
    def is_moment(self) -> bool:
        return bool(self.stated) or self.name == "at" or self.name.endswith("_at")


@attrs.frozen(eq=False)
class _Source:
    """An open file; `table` is the engine's call that reads it, not closed yet, `separator` that of a CSV file."""

    name: str
    file: Path
    connection: "DuckDBPyConnection"
    table: str
    columns: tuple[_Column, ...] = ()
    separator: str = ""

    def rows(self, faulty: str = "ignore_errors") -> "DuckDBPyRelation":
        """The rows; of a CSV file without those that do not fit, which can be ignored or listed."""
        return self.connection.sql(f"FROM {self.table}{f', {faulty} = true' if self.separator else ''})")

    def problem(self, message: str, column: int | None = None, line: int | None = None) -> Problem:
        return Problem(message, file=self.name, line=line, column=column if line else None)


@attrs.frozen
class _Guess:
    """A column of texts that are moments: how many there are and how they are written."""

    column: _Column
    filled: int
    writing: Writing


def read_events_file(
    path: str | PathLike[str],
    *,
    names: Mapping[str, str] = {},
    dates: str | Mapping[str, str] = {},
    connection: "DuckDBPyConnection | None" = None,
    kept: Collection[str] = (),
    partly: bool = False,
) -> EventFile:
    """Read a table of leads or events from a .csv, .tsv, .csv.gz, .parquet, .json, .jsonl or .ndjson file, lazily.

    Columns get their names as by `renamed`. Those called `at` or ..._at, and those that `dates` names, become moments:
    DATE where no value has a time of day, TIMESTAMP for wall times, TIMESTAMPTZ for times with an offset. `dates` are
    strptime patterns, one for all of these or by column; what it leaves open is recognised and never guessed. In CSV
    files other columns become numbers or truth values where all their values are, and empty text is null. Names and
    dates may be meant `partly` for columns of other tables.

    InvalidValueError for arguments that do not fit, DocumentError with all problems of a file that nobody can
    understand, OSError if it cannot be opened. Cells that are no dates as stated (or in ISO 8601, where most are) are
    null, and rows with too many or too few fields are left out: `problems` counts them and shows the first.
    """
    file = Path(path).absolute()
    with file.open("rb"):
        connection = connection or new_connection()
    with told_plainly(str(path)):
        source = _opened(_Source(str(path), file, connection, _literal_place(file)))
        headings = tuple(each.heading for each in source.columns)
        if partly:
            names = {column: name for column, name in names.items() if column in headings}
            dates = dates if isinstance(dates, str) else _known(dates, headings, names)
        source = _with_patterns(_with_names(source, names, kept), dates)
        meanings, problems = _understood(source)
        items = (f"{meanings[each.place]} AS {_quoted(each.name, _NAME)}" for each in source.columns)
        relation = source.rows().project(", ".join(items))
    return EventFile(relation, tuple(each.name for each in source.columns), problems, connection, headings)


def _known(dates: Mapping[str, str], headings: Collection[str], names: Mapping[str, str]) -> dict[str, str]:
    there = {*headings, *names.values(), *renamed(list(headings), names).values()}
    return {column: pattern for column, pattern in dates.items() if column in there}


def _quoted(text: str, mark: str = "'") -> str:
    return mark + text.replace(mark, mark * 2) + mark


def _literal_place(file: Path) -> str:
    """A path in which `*`, `?` and `[` mean themselves."""
    return _quoted(re.sub(r"([*?\[])", r"[\1]", str(file)))


def _opened(source: _Source) -> _Source:
    suffixes = [each for each in (*_SEPARATORS, *_READERS) if source.file.name.casefold().endswith(each)]
    if not suffixes:
        known = ", ".join((*_SEPARATORS, *_READERS))
        raise InvalidValueError(f"{source.file.name!r} is not a file of a known kind; these are {known}", "path")
    if suffixes[0] in _SEPARATORS:
        return _opened_csv(source, _SEPARATORS[suffixes[0]])
    return _opened_typed(source, _READERS[suffixes[0]])


def _opened_typed(source: _Source, reader: str) -> _Source:
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
        listed = ", ".join(f"{_quoted(column)}: {_quoted(kind)}" for column, kind in kinds.items())
        table += f", columns = {{{listed}}}"
    columns = (_Column(column, place, column, kind) for place, (column, kind) in enumerate(kinds.items(), 1))
    return attrs.evolve(source, table=table, columns=tuple(columns))


def _opened_csv(source: _Source, separators: str) -> _Source:
    """Take every cell as text, so that nothing is guessed; the separator is the one that gives most columns."""
    headers = [_header(attrs.evolve(source, separator=separator)) for separator in separators]
    line, cells, separator = max(headers, key=lambda header: len(header[1]))
    if problems := tuple(_header_problems(source, line, cells)):
        raise DocumentError(problems)
    columns = tuple(_Column(cell, place, f"c{place}", "VARCHAR") for place, cell in enumerate(cells, 1))
    kinds = ", ".join(f"{each.inner}: 'VARCHAR'" for each in columns)
    shape = f"columns = {{{kinds}}}, delim = {_quoted(separator)}, skip = {line - 1}, header = true"
    strict = "auto_detect = false, quote = '\"', escape = '\"', strict_mode = true"
    table = f"read_csv({source.table}, {shape}, {strict}"
    return attrs.evolve(source, table=table, columns=columns, separator=separator)


def _header(source: _Source) -> tuple[int, list[str], str]:
    rows = ((line, cells or []) for line, cells in _lines(source) if cells is None or any(map(str.strip, cells)))
    line, cells = next(rows, (1, []))
    return line, [cell.strip() for cell in cells], source.separator


def _header_problems(source: _Source, line: int, cells: Sequence[str]) -> Iterator[Problem]:
    if not cells:
        yield source.problem("no names of columns; they stand in the first line", 1, line)
    if any(map(_is_undecoded, cells)):
        yield source.problem(_NOT_UTF_8, 1, line)
        return
    for place, cell in enumerate(cells, 1):
        if not cell:
            yield source.problem(f"column {place} has no name", place, line)
        elif begins_as_date(cell):
            yield source.problem(f"the first line names the columns, and {cell!r} is a date", place, line)
        elif cell in cells[: place - 1]:
            yield source.problem(f"two columns named {cell!r}", place, line)


def _is_undecoded(cell: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in cell)


def _lines(source: _Source) -> Iterator[tuple[int, list[str] | None]]:
    """The rows of a CSV file with the lines where they begin; None for a row whose quotes cannot be understood."""
    opener: Callable[..., IO[str]] = gzip.open if source.file.name.casefold().endswith(".gz") else open
    with opener(source.file, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        reader = csv.reader(text, delimiter=source.separator, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                yield line, None
                continue
            if cells is None:
                return
            yield line, cells


def _with_names(source: _Source, names: Mapping[str, str], kept: Collection[str]) -> _Source:
    called = renamed([each.heading for each in source.columns], names, kept)
    columns = (attrs.evolve(each, name=called.get(each.heading, each.heading)) for each in source.columns)
    return attrs.evolve(source, columns=tuple(columns))


def _with_patterns(source: _Source, dates: str | Mapping[str, str]) -> _Source:
    """Note what the user states of dates with the columns."""
    if isinstance(dates, str):
        dates = {each.heading: dates for each in source.columns if each.is_moment and each.is_text}
    stated: dict[str, tuple[str, ...]] = {}
    for column, pattern in dates.items():
        headings = [each.heading for each in source.columns if column in (each.heading, each.name)]
        if not headings:
            raise InvalidValueError(no_such("column", column, [each.heading for each in source.columns]), "dates")
        stated[headings[0]] = patterns_for(pattern)
    columns = (attrs.evolve(each, stated=stated.get(each.heading, ())) for each in source.columns)
    return attrs.evolve(source, columns=tuple(columns))


def _understood(source: _Source) -> tuple[dict[int, str], tuple[Problem, ...]]:
    """What each column means, as SQL by its place, and what is left out; DocumentError where that cannot be told."""
    found = _scanned(source)
    refused, left_out = _rejected(source) if source.separator else ([], [])
    meanings, guesses = {}, []
    for column in source.columns:
        filled, *values = found[column.place]
        if not column.is_moment:
            meanings[column.place] = _value(column, values)
        elif column.is_text and (filled or column.stated):
            written = Writing((column.stated,)) if column.stated else writing(values[0])
            guesses.append(_Guess(column, filled, written))
        elif filled and not column.is_time:
            message = f"{column.name} holds {column.kind} and no dates; make it a timestamp or a text in the file"
            refused.append(source.problem(message, column.place))
        else:
            kind = column.kind if column.kind in ("DATE", "TIMESTAMP WITH TIME ZONE") else "TIMESTAMP"
            meanings[column.place] = f"CAST({column.cell} AS {kind})"
    for guess, fitting in zip(guesses, _fitting(source, guesses), strict=True):
        if (chosen := _chosen(guess, fitting)) is None:
            refused.append(_refusal(source, guess, fitting))
        else:
            meanings[guess.column.place] = moment(guess.column.cell, guess.writing.readings[chosen])
            left_out += _unread(source, guess, guess.filled - fitting[chosen])
    if refused:
        raise DocumentError(tuple(refused))
    return meanings, tuple(left_out)


def _scanned(source: _Source) -> dict[int, tuple[int, ...]]:
    """Of each column, how many cells are filled, and how its dates are written or what values all of them are."""
    if not source.separator and not any(column.is_moment and not column.is_time for column in source.columns):
        return {column.place: (0,) for column in source.columns}  # the file says it all
    asked: dict[int, list[str]] = {}
    starts = ["*"]
    for column in source.columns:
        cell, start = f"t{column.place}", f"s{column.place}"
        asked[column.place] = [f"count({cell if column.is_moment else '*'})"]
        if column.is_moment and column.is_text and not column.stated:
            starts.append(f"{start_bits(cell)} AS {start}")
            bits = f"CASE WHEN {start} > 0 THEN {start} | {time_bits(cell)} ELSE 0 END"
            asked[column.place].append(f"bit_or(CASE WHEN {cell} IS NOT NULL THEN {bits} END)")
        elif source.separator and not column.is_moment:
            tests = (f"bool_and(regexp_full_match({cell}, {_quoted(test)}))" for test in _VALUES.values())
            asked[column.place].extend(tests)
    cells = ", ".join(f"{column.cell} AS t{column.place}" for column in source.columns)
    rows = source.rows("store_rejects").project(cells).project(", ".join(starts))
    found = iter(rows.aggregate(", ".join(chain.from_iterable(asked.values()))).fetchall()[0])
    return {place: tuple(islice(found, len(questions))) for place, questions in asked.items()}


def _value(column: _Column, fitting: Sequence[int]) -> str:
    """What a column that is no moment means: in a CSV file the first type that all of its values have."""
    kinds = [kind for kind, fits in zip(_VALUES, fitting, strict=False) if fits]
    if kinds:
        return f"CAST({column.cell} AS {kinds[0]})"
    plain = _quoted(column.inner, _NAME)
    return f"CASE WHEN {column.cell} IS NOT NULL THEN {plain} END" if fitting else plain


def _rejected(source: _Source) -> tuple[list[Problem], list[Problem]]:
    """The problems of a CSV file whose rows do not fit the header: what ends all reading, and what is left out."""
    counted = "error_type, count(DISTINCT line_byte_position) AS rows, any_value(error_message)"
    kinds = source.connection.sql("FROM reject_errors").aggregate(counted).fetchall()
    refused = [_unreadable(source, kind, message) for kind, _, message in kinds if kind not in _RAGGED]
    ragged = sum(rows for kind, rows, _ in kinds if kind in _RAGGED)
    return refused, [_ragged(source, ragged)] if ragged else []


def _ragged(source: _Source, count: int) -> Problem:
    width = len(source.columns)
    line, cells = _row_where(source, lambda cells: 0 < len(cells) < width or any(cells[width:]))
    shape = f"in line {line}: {len(cells)} field{'s' * (len(cells) != 1)} where the header has {width}"
    rows = f"{count} rows have more or fewer fields than the header and are left out, the first"
    return source.problem(f"{rows if count > 1 else '1 row is left out,'} {shape}", 1, line)


def _unreadable(source: _Source, kind: str, message: str) -> Problem:
    """Why a CSV file cannot be read further."""
    if kind == "INVALID ENCODING":
        line, _ = _row_where(source, lambda cells: any(map(_is_undecoded, cells)))
        return source.problem(_NOT_UTF_8, 1, line)
    line = next((line for line, cells in _lines(source) if cells is None), 1)
    return source.problem(f"no comma-separated text from here on: {message}", 1, line)


def _row_where(source: _Source, found: Callable[[list[str]], bool]) -> tuple[int, list[str]]:
    """The first row of a CSV file that is looked for, with its line."""
    return next(((line, cells) for line, cells in _lines(source) if cells is not None and found(cells)), (1, []))


def _fitting(source: _Source, guesses: Sequence[_Guess]) -> list[list[int]]:
    """Of each reading of each column, how many cells it fits."""
    asked = [[f"count({moment(guess.column.cell, each)})" for each in guess.writing.readings] for guess in guesses]
    rows = source.rows().aggregate(", ".join(["count(*)", *chain.from_iterable(asked)]))
    found = iter(rows.fetchall()[0][1:])
    return [list(islice(found, len(questions))) for questions in asked]


def _chosen(guess: _Guess, fitting: Sequence[int]) -> int | None:
    """The place of the reading, if there is one only."""
    whole = [place for place, count in enumerate(fitting) if count == guess.filled]
    if guess.column.stated or (guess.writing.is_iso and not guess.writing.mixed and 2 * fitting[0] > guess.filled):
        return 0
    return whole[0] if len(whole) == 1 else None


def _refusal(source: _Source, guess: _Guess, fitting: Sequence[int]) -> Problem:
    column, readings = guess.column, guess.writing.readings
    fixes = [max(reading, key=len) for reading in readings] or ["%d/%m/%Y %H:%M"]
    best = max(range(len(fitting)), key=lambda place: fitting[place], default=0)
    said, typed = f"dates={{{column.heading!r}: {fixes[best]!r}}}", f'--dates "{column.heading}={fixes[best]}"'
    if min(fitting, default=-1) == guess.filled:
        message = f"{column.name} could be day/month or month/day; say which: {said} or {fixes[1]!r} ({typed})"
        return source.problem(message, column.place)
    cell, where, line = _first_unread(source, column, readings[best] if readings else ())
    kind = f"no date as {fixes[best]}" if readings else "no date in any format that is known"
    message = f"{column.name} is not all in one format: {cell!r} {where} is {kind}; say its format: {said} ({typed})"
    return source.problem(message, column.place, line)


def _unread(source: _Source, guess: _Guess, count: int) -> Iterator[Problem]:
    """The cells of a column that are null because they are no dates, if there are any."""
    if count:
        name, (reading, *_) = guess.column.name, guess.writing.readings
        kind = "ISO 8601" if guess.writing.is_iso else reading[0]
        cell, where, line = _first_unread(source, guess.column, reading)
        many = f"{count} cells of {name} are no dates as {kind}, the first {where}: {cell!r}"
        message = many if count > 1 else f"1 cell of {name} is no date as {kind}, {where}: {cell!r}"
        yield source.problem(message, guess.column.place, line)


def _first_unread(source: _Source, column: _Column, patterns: Sequence[str]) -> tuple[str, str, int | None]:
    """The first cell that is no date by the patterns, in words where it stands, and its line in a CSV file."""
    read = moment(column.cell, patterns) if patterns else "NULL"
    numbered = source.rows().project(f"row_number() OVER () AS row, {column.cell} AS cell, {read} AS moment")
    row, cell, _ = numbered.filter("cell IS NOT NULL AND moment IS NULL").limit(1).fetchall()[0]
    if not source.separator:
        return cell, f"in row {row}", None
    place, width = column.place - 1, len(source.columns)
    line, _ = _row_where(source, lambda cells: len(cells) >= width and cells[place].strip(" ") == cell)
    return cell, f"in line {line}", line
