"""Columns of texts that are moments: how they are written, which reading fits, and what is said where none does."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import attrs

from smarketing.errors import Problem
from smarketing.tables.date_formats import (
    Writing,
    abbreviated_zone,
    kind_of,
    moment,
    moments,
    only_moment,
    start_bits,
    time_bits,
    writing,
    zone_refusal,
)
from smarketing.tables.event_sources import FileColumn, Source, quoted
from smarketing.tables.serial_days import CALLED, SERIAL, WITH_TIME, likely_moment


@attrs.frozen
class Guess:
    """A column of texts that are moments: how many there are and how they are written."""

    column: FileColumn
    filled: int
    writing: Writing
    whole_days: bool = False

    def read(self, place: int) -> str:
        """SQL for the moments of the column, by the reading at a place."""
        patterns = self.writing.readings[place]
        column = self.column
        if column.stated:
            return only_moment(column.cell, patterns, whole_days=self.whole_days)
        return moment(column.cell, patterns)


_EXAMPLE = "%d.%m.%Y %H:%M"


def bits(cell: str, start: str) -> str:
    """SQL for a number with bits for the way in which a cell is written; `start` are the bits of its start.

    NULL for a cell that is empty.
    """
    return f"CASE WHEN {cell} IS NOT NULL THEN CASE WHEN {start} > 0 THEN {start} | {time_bits(cell)} ELSE 0 END END"


def stated_bits(cell: str) -> str:
    """SQL for the bits of a cell whose format is stated: 1 for a serial number with a time of day."""
    return f"CASE WHEN regexp_matches({cell}, {quoted(WITH_TIME)}) THEN 1 WHEN {cell} IS NOT NULL THEN 0 END"


def guess(column: FileColumn, filled: int, found: int | None) -> Guess:
    """Give how a column is written: as it is stated, or else by the bits of its cells."""
    if column.stated:
        return Guess(column, filled, Writing((column.stated,)), whole_days=not found)
    return Guess(column, filled, writing(found or 0))


def numbers_refused(source: Source, column: FileColumn) -> Problem:
    """Say why a column of numbers is none of moments, and how to read it where its numbers are likely days."""
    cell, where, line = source.first_cell(column, f"{column.raw} IS NOT NULL")
    message = f"{column.name} holds {column.kind} and no dates; make it a timestamp or a text in the file"
    if (day := likely_moment(str(cell).removesuffix(".0"))) is not None:
        said = f"{column.name} holds numbers: {cell} {where} is {day:%Y-%m-%d %H:%M} in {CALLED}"
        message = f"{said}; say so: {_advice(column, (SERIAL,))}"
    return source.problem(message, column.place, line)


def fitting(source: Source, guesses: Sequence[Guess]) -> list[list[int]]:
    """Give of each reading of each column how many cells it fits."""
    asked = [[f"count({each.read(place)})" for place in range(len(each.writing.readings))] for each in guesses]
    rows = source.rows().aggregate(", ".join(["count(*)", *chain.from_iterable(asked)]))
    found = iter(rows.fetchall()[0][1:])
    return [list(islice(found, len(questions))) for questions in asked]


def chosen(guess: Guess, fits: Sequence[int]) -> int | None:
    """Give the place of the reading, if there is one only."""
    whole = [place for place, count in enumerate(fits) if count == guess.filled]
    if guess.column.stated or (guess.writing.is_iso and not guess.writing.mixed and 2 * fits[0] > guess.filled):
        return 0
    return whole[0] if len(whole) == 1 else None


def unread(source: Source, guess: Guess, count: int) -> Iterator[Problem]:
    """Give the cells of a column that are null because they are no dates, if there are any."""
    if count:
        name, patterns = guess.column.name, guess.writing.readings[0]
        kind = "ISO 8601" if guess.writing.is_iso else " or ".join(_listed(patterns))
        cell, where, line = _first_unread(source, guess, 0)
        many = f"{count} cells of {name} are no dates as {kind}, the first {where}: {cell!r}"
        message = many if count > 1 else f"1 cell of {name} is no date as {kind}, {where}: {cell!r}"
        yield source.problem(message + _reason(source, guess, cell), guess.column.place, line)


def _reason(source: Source, guess: Guess, cell: str) -> str:
    """Why a cell is no date, where that can be told, or how it could be read."""
    if (zone := abbreviated_zone(cell)) is not None:
        return f", which {zone_refusal(zone)}"
    if guess.column.stated and len(found := _moments(source, cell, guess.column.stated)) > 1:
        return f", which could be {' or '.join(sorted(map(str, found)))}"
    if SERIAL not in guess.column.stated and (day := likely_moment(cell)) is not None:
        return f", which is {day:%Y-%m-%d %H:%M} in {CALLED}{_with_serial(guess.column, _used(source, guess, 0))}"
    return ""


def _with_serial(column: FileColumn, used: Sequence[str]) -> str:
    """How to have serial numbers read beside patterns, which times with offsets do not go with."""
    return "" if kind_of(used) == "TIMESTAMPTZ" else f"; say so: {_advice(column, (*used, SERIAL))}"


def refusal(source: Source, guess: Guess, fits: Sequence[int]) -> Problem:
    """Say why nobody can tell how a column is to be read; a format is proposed only if it reads the cells."""
    column, readings = guess.column, guess.writing.readings
    if min(fits, default=-1) == guess.filled and readings:
        first, second = (_used(source, guess, place) for place in (0, 1))
        or_else = f"{_said(first)} or {_said(second)}"
        message = f"{column.name} could be day/month or month/day; say which: {_advice(column, first, or_else)}"
        return source.problem(message, column.place)
    best = max(range(len(fits)), key=lambda place: fits[place], default=0)
    cell, where, line = _first_unread(source, guess, best)
    used = _used(source, guess, best) if any(fits) else ()
    reason = _why_not(source, guess, cell, used, fits[best] if used else 0)
    several = " is not all in one format" if used else ""
    return source.problem(f"{column.name}{several}: {cell!r} {where} {reason}", column.place, line)


def _why_not(source: Source, guess: Guess, cell: str, used: Sequence[str], count: int) -> str:
    """Why a cell is not read by the patterns that read so many others, and what to state."""
    column = guess.column
    if (zone := abbreviated_zone(cell)) is not None:
        return zone_refusal(zone)
    if (day := likely_moment(cell)) is not None:
        return f"is {day:%Y-%m-%d %H:%M} in {CALLED}{_with_serial(column, used)}"
    if not used:
        return f"is not a date that can be read; correct it, or state its format, as in {_advice(column, (_EXAMPLE,))}"
    kind = f"is no date as {' or '.join(used)}"
    both = [(*used, *own) for own in _own_patterns(source, cell)]
    if both and (kind_of(both[0][len(used) :]) == "TIMESTAMPTZ") != (kind_of(used) == "TIMESTAMPTZ"):
        return f"{kind}; write all times with their offset, or none"
    if both:
        return f"{kind}; say both formats: {_advice(column, both[0], ' or '.join(map(_said, both)))}"
    read = f"which {'reads' if len(used) == 1 else 'read'} {count} of {guess.filled} cells"
    return f"{kind}, {read}; state it, and the others count as empty: {_advice(column, used)}"


def _own_patterns(source: Source, cell: str) -> list[tuple[str, ...]]:
    """The patterns that a single cell can be read by; two where day and month could be either."""
    text = quoted(cell)
    (found,) = source.connection.sql(f"SELECT {bits(text, start_bits(text))}").fetchall()[0]
    return [one for one in writing(found).readings if _moments(source, cell, one)]


def _moments(source: Source, cell: str, patterns: Sequence[str]) -> list[object]:
    """The different moments that a text is by patterns."""
    (found,) = source.connection.sql(f"SELECT {moments(quoted(cell), patterns)}").fetchall()[0]
    return list(found)


def _used(source: Source, guess: Guess, place: int) -> tuple[str, ...]:
    """The patterns of a reading that some cell is written in."""
    patterns = guess.writing.readings[place]
    asked = ", ".join(f"count({moment(guess.column.cell, [each])})" for each in patterns)
    counts = source.rows().aggregate(asked).fetchall()[0]
    return tuple(each for each, count in zip(patterns, counts, strict=True) if count)


def _listed(patterns: Sequence[str]) -> list[str]:
    """Patterns as somebody states them: what takes a Z is meant by %z."""
    return [each for each in patterns if "Z" not in each or each.replace("Z", "%z") not in patterns]


def _said(patterns: Sequence[str]) -> str:
    return repr(patterns[0]) if len(patterns) == 1 else repr(list(patterns))


def _advice(column: FileColumn, patterns: Sequence[str], said: str | None = None) -> str:
    """How to state patterns, in Python and in the shell."""
    typed = f'--dates "{column.heading}={" | ".join(patterns)}"'
    before, _or, after = (said or _said(patterns)).partition(" or ")
    return f"dates={{{column.heading!r}: {before}}}{_or}{after} ({typed})"


def _first_unread(source: Source, guess: Guess, place: int) -> tuple[str, str, int | None]:
    """The first cell that is no date by a reading."""
    read = guess.read(place) if guess.writing.readings and guess.writing.readings[place] else "NULL"
    return source.first_cell(guess.column, f"{guess.column.cell} IS NOT NULL AND {read} IS NULL")
