"""Tables and event logs as they come in, made ready to be counted: names, fields, moments in whole numbers."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from smarketing.agreement import Agreement
from smarketing.criteria import Criterion
from smarketing.errors import InvalidValueError, Problem, nearest, no_such
from smarketing.measuring.clocks.case_columns import (
    InUtc,
    Schema,
    chosen,
    filled,
    first_case,
    holds,
    in_utc,
    one_if,
    stripped,
    text,
)
from smarketing.measuring.clocks.case_history import REJECTED
from smarketing.measuring.clocks.log_cases import CaseLog
from smarketing.measuring.clocks.measured_clauses import MeasuredClause
from smarketing.measuring.clocks.row_cases import CaseRows
from smarketing.measuring.clocks.timetables import Stretch
from smarketing.tables.crm import renamed
from smarketing.tables.duckdb_connection import new_connection
from smarketing.tables.engines import as_frame, column_names, fetched, is_in_an_engine, known_moments
from smarketing.tables.event_files import Dates, EventFile, read_events_file
from smarketing.tables.queries import NEVER, Query, QuerySource, least

SUFFIX = "_at"
_SEGMENT = "segment"
_ALIKE = 0.8
_DAY = 86_400_000_000
Lacking = Mapping[str, str]
"""The fields of which it is known whether they are filled, by the column that says so."""


@attrs.frozen(eq=False)
class Opened:
    """A table under the names of this library, what was wrong with it, and what it is called in messages.

    `headings` are the names that its columns came with; `connection` is the one of DuckDB that it was brought to, if
    that is our own.
    """

    frame: Any
    called: str
    headings: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    file: EventFile | None = None
    connection: Any = None

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""
        return tuple(self.frame.columns)

    @cached_property
    def schema(self) -> Schema:
        """What the columns hold."""
        schema: Schema = self.frame.collect_schema()
        return schema

    @cached_property
    def repeated_ids(self) -> tuple[int, int, object]:
        """How many ids stand in several rows, in how many rows they stand, and the first of them in order.

        None do in a log, which tells of a case in many rows.
        """
        if "id" not in self.columns or not {"event", "at"}.isdisjoint(self.columns):
            return 0, 0, None
        ids = QuerySource(self.frame.select("id"), self.connection).query.where("id IS NOT NULL")
        several = ids.grouped("id", rows="count(*)").where("rows > 1")
        ((count, rows, first),) = several.grouped(ids="count(*)", rows="sum(rows)", first="min(id)").rows()
        return int(count), int(rows or 0), first

    @property
    def has_rows(self) -> bool:
        """Whether there is anything in it."""
        return bool(fetched(self.frame.head(1)))


@attrs.frozen
class Reading:
    """How tables are read: the column of segments, names by column, date formats, the zone of local times, decimals.

    Columns that the agreement asks for by their own names are `kept`. Names and formats are of columns of some table. A
    `separator` stands between several segments.
    """

    segment: str | None
    names: Mapping[str, str]
    dates: Dates
    timezone: str
    kept: frozenset[str] = frozenset()
    decimal: str | None = None
    separator: str | None = None

    @cached_property
    def connection(self) -> Any:
        """The connection on which files are read, so that they can be joined."""
        return new_connection()


def opened(given: object, reading: Reading, called: str) -> Opened:
    """Open a file or take a dataframe, and give its columns their names; a frame is `called` so in messages."""
    if isinstance(given, str | PathLike):
        file = read_events_file(
            given,
            names=reading.names,
            dates=reading.dates,
            decimal=reading.decimal,
            connection=reading.connection,
            kept=reading.kept,
            partly=True,
            at_once=True,
        )
        frame, name = nw.from_native(file.relation), Path(given).name
        return Opened(frame, name, file.headings, file.problems, file, reading.connection)
    frame = as_frame(given, reading.connection)
    headings, there = column_names(given), frame.columns
    names = {column: name for column, name in reading.names.items() if column in headings}
    own = renamed(headings, names, reading.kept)
    return Opened(
        frame.rename({one: own[each] for one, each in zip(there, headings, strict=True) if each in own}),
        called,
        headings,
        connection=None if is_in_an_engine(given) else reading.connection,
    )


def check_columns(tables: Iterable[Opened], reading: Reading) -> None:
    """Refuse names and formats of columns that no table has."""
    some = list(tables)
    headings = list(dict.fromkeys(name for each in some for name in each.headings))
    known = {*headings, *(name for each in some for name in each.columns)}
    for field, columns, there in (("columns", reading.names, {*headings}), ("dates", reading.dates, known)):
        for column in columns if isinstance(columns, Mapping) else ():
            if column not in there:
                raise InvalidValueError(no_such("column", column, headings), field)


def segment_of(source: Opened, reading: Reading) -> nw.Expr:
    """Give the segments of a service's table: of the column that is named, if it is there, else of `segment`."""
    column = reading.segment if reading.segment in source.columns else _SEGMENT
    known = column is not None and column in source.columns
    return (stripped(text(str(column))) if known else nw.lit("")).alias("segment")


def nearly(source: Opened, known: Sequence[str]) -> Iterator[Problem]:
    """Tell of columns that are not read, and look much like some that would be."""
    missing = [name for name in known if name not in source.columns]
    for column in (each for each in source.columns if each not in known):
        if (meant := nearest(column, missing, _ALIKE)) is not None:
            yield Problem(f"column {column!r} of {source.called} is not read (did you mean {meant!r}?)")


def scored(source: Opened, agreement: Agreement, part: MeasuredClause) -> Opened:
    """Add the scores that the criteria of a part ask for."""
    asked = {name for criterion in part.criteria for name in criterion.fields}
    frame = source.frame
    for scoring in agreement.scoring:
        if asked & scoring.outcomes.keys():
            frame = nw.from_native(scoring.with_columns(frame.to_native()))
    return attrs.evolve(source, frame=frame)


def fields_of(source: Opened, part: MeasuredClause, segment: str | None) -> tuple[dict[str, nw.Expr], Lacking]:
    """Give what is asked of the fields of a case, by names of our own, and the fields of which it is not known.

    The names are `segment`, `qualified`, `lacks_0` and so on by the place of the field, and `timer_STEP`.
    """
    frame, columns = source.frame, source.columns
    lacking = sorted({name for each in part.criteria for name in each.fields if name not in columns})
    if lacking:
        asked = ", ".join(map(repr, lacking))
        raise InvalidValueError(f"{part.name} asks for {asked}, and {source.called} has no such column", "tables")
    if segment is not None and segment not in columns:
        raise InvalidValueError(f"{source.called} has no column {segment!r} for segments", "segment")
    segment = segment or _SEGMENT
    trigger = part.trigger
    found = {
        "segment": text(segment) if segment in columns else nw.lit(""),
        "qualified": nw.lit(1, nw.Int64) if trigger is None else one_if(holds(trigger, source.schema)),
    }
    known = {name: f"lacks_{place}" for place, name in enumerate(part.information) if name in columns}
    found |= {column: one_if(~filled(source.schema, name)) for name, column in known.items()}
    for each in part.clocks:
        case = first_case(source.schema, each.criteria)
        number = nw.lit(0, nw.Int64)
        if (column := each.clock.hours_by) is not None:
            if column not in columns:
                message = (
                    f"{each.promise} runs by the hours that {column!r} names, and {source.called} has no such column"
                )
                raise InvalidValueError(message, "tables")
            places = {str(name): place for place, name in enumerate(each.names)}
            number = chosen(frame, column, places, each.usual)
        found[f"timer_{each.step}"] = case * len(each.names) + number
    return found, known


def not_informed(part: MeasuredClause, known: Lacking, called: str) -> Iterator[Problem]:
    """Say which fields there is no column of."""
    if missing := [name for name in part.information if name not in known]:
        yield Problem(f"{part.name}.informed is not measured: {called} has no column {', '.join(map(repr, missing))}")


@attrs.frozen(eq=False)
class Ready:
    """A table or a log ready to be counted, and what was found wrong with it.

    The stretch of time that it tells of, and what is to be counted, are None if nothing in it ever happened.
    """

    part: MeasuredClause
    problems: tuple[Problem, ...]
    stretch: Stretch | None = None
    counted: CaseRows | CaseLog | None = None


def rows_of(source: Opened, part: MeasuredClause, reading: Reading, as_of: int | None) -> Ready:
    """Make a table with one row a case ready: columns of moments, flags for its fields."""
    columns = source.columns
    there = [name.removesuffix(SUFFIX) for name in columns if name.endswith(SUFFIX)]
    defined = {name: each for name, each in part.agreement.event_criteria[0].items() if name in part.events}
    told_by = {
        name: [each for each in there if each == name or repr(each) in one.text] for name, one in defined.items()
    }
    part, lacking = part.measurable([*there, *(name for name, some in told_by.items() if some)])
    source = scored(source, part.agreement, part)
    asked = dict.fromkeys([*part.events, *(each for some in told_by.values() for each in some)])
    events = {name: f"at_{place}" for place, name in enumerate(asked) if name in there}
    known = known_moments(source.frame, [f"{name}{SUFFIX}" for name in events])
    fields, informed = fields_of(source, part, reading.segment)
    problems = [*not_informed(part, informed, source.called), *map(Problem, lacking)]
    source, flags, undefined = _with_defined(source, defined, told_by)
    problems += undefined
    reason = place_of("rejection_reason", part.reasons) if "rejection_reason" in columns else nw.lit(-1, nw.Int64)
    moments = {
        column: nw.col(f"{name}{SUFFIX}") if f"{name}{SUFFIX}" in known else nw.lit(NEVER, nw.Int64)
        for name, column in events.items()
    }
    named = {"id": _id(source), **fields, "reason": reason, **moments}
    named |= {column: nw.col(column) for column in flags.values()}
    frame = source.frame.select(*(each.alias(name) for name, each in named.items()))
    here = [events[name.removesuffix(SUFFIX)] for name in known]
    utc = in_utc(frame, here, reading.timezone, source.connection)
    of = {column: name for name, column in events.items()}
    problems += [never(count, f"{of[column]}{SUFFIX}") for column, count in utc.wrong.items()]
    stretch = stretch_of(utc, as_of, part)
    if stretch is None:
        return Ready(part, tuple(problems))
    query = utc.query
    if utc.end > stretch.as_of + 1:
        later = {name: f"CASE WHEN {name} <= {stretch.as_of} THEN {name} ELSE {NEVER} END" for name in here}
        query = query.with_columns(**later)
    query, events = _by_definition(query, events, flags, defined)
    has_reason = "rejection_reason" in columns
    if part.reasons and REJECTED in events and not has_reason:
        problems.append(Problem(f"{source.called} has no column 'rejection_reason': all rejections count as agreed"))
    days = frozenset(name for name, kind in utc.kinds.items() if kind == "day")
    return Ready(part, tuple(problems), stretch, CaseRows(query, events, informed, has_reason, days))


def _with_defined(
    source: Opened, criteria: Mapping[str, Criterion], told_by: Mapping[str, Sequence[str]]
) -> tuple[Opened, dict[tuple[str, str], str], list[Problem]]:
    """Add whether the moment of a column is an event that the agreement defines: by the event and the column's own."""
    frame, flags, problems = source.frame, dict[tuple[str, str], str](), list[Problem]()
    for name, criterion in criteria.items():
        missing = [each for each in criterion.fields if each != "event" and each not in source.columns]
        if missing and told_by[name]:
            lacking = ", ".join(map(repr, missing))
            said = f"the agreement's definition of {name!r} asks for {lacking}, and {source.called} has no such column"
            problems.append(Problem(f"{said}: all of {name}{SUFFIX} count"))
            continue
        for own in told_by[name]:
            flags[name, own] = f"smarketing_is_{len(flags)}"
            frame = frame.with_columns(nw.lit(own).alias("event"))
            frame = frame.with_columns(one_if(holds(criterion, frame.collect_schema())).alias(flags[name, own]))
    return attrs.evolve(source, frame=frame), flags, problems


def _by_definition(
    query: Query, events: Mapping[str, str], flags: Mapping[tuple[str, str], str], defined: Collection[str]
) -> tuple[Query, dict[str, str]]:
    """Columns of the moments of events, those that the agreement defines where its definition holds."""
    found = {name: column for name, column in events.items() if name not in defined}
    for place, name in enumerate(defined):
        cases = [
            f"CASE WHEN {flag_} = 1 THEN {events[own]} ELSE {NEVER} END"
            for (of, own), flag_ in flags.items()
            if of == name
        ]
        if cases:
            found[name] = f"defined_{place}"
            query = query.with_columns(**{found[name]: least(*cases)})
        elif name in events:
            found[name] = events[name]
    return query, found


def _id(source: Opened) -> nw.Expr:
    return nw.col("id") if "id" in source.columns else nw.lit("")


def place_of(column: str, reasons: Sequence[str]) -> nw.Expr:
    """The place of a reason among those agreed, or -1."""
    found = nw.lit(-1, nw.Int64)
    for place, reason in enumerate(reasons):
        found = nw.when(text(column) == reason).then(nw.lit(place, nw.Int64)).otherwise(found)
    return found


def stretch_of(utc: InUtc, as_of: int | None, part: MeasuredClause) -> Stretch | None:
    """From a day before the first moment until the last one, or until what is asked for."""
    if utc.first == utc.end:
        return None
    last = utc.end - 1 if as_of is None else as_of
    first = min(utc.first, last)
    agreement, begins = part.agreement, first - first % _DAY - _DAY
    return Stretch(agreement.term.timezone, begins, last, utc.query.source, agreement.calendar.months_begin_on)


def never(count: int, column: str) -> Problem:
    """Tell of moments that cannot have been."""
    return Problem(f"{how_many(count, 'moment')} of {column} before 1970 or after 2199: taken as not known")


def how_many(count: int, what: str) -> str:
    """Say how many there are of something."""
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"
