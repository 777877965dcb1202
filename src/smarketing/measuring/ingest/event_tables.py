"""Tables and event logs as they come in, made ready to be counted: names, fields, moments in whole numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from smarketing.agreement import Agreement
from smarketing.errors import InvalidValueError, Problem, nearest, no_such
from smarketing.measuring.clocks.case_columns import (
    InUtc,
    chosen,
    count_of,
    filled,
    first_case,
    flag,
    holds,
    in_utc,
    stripped,
    text,
    up_to,
)
from smarketing.measuring.clocks.clock_state import REJECTED
from smarketing.measuring.clocks.measured_clauses import OTHERWISE, MeasuredClause
from smarketing.measuring.clocks.row_runs import at
from smarketing.measuring.clocks.timetables import Stretch
from smarketing.tables.crm import renamed
from smarketing.tables.duckdb_connection import new_connection
from smarketing.tables.engines import NEVER, anchor, as_frame, check_together, known_moments
from smarketing.tables.event_files import Dates, EventFile, read_events_file

SUFFIX = "_at"
_SEGMENT = "segment"
_ALIKE = 0.8
_DAY = 86_400_000_000
_NEVER = nw.lit(NEVER, nw.Int64)


@attrs.frozen(eq=False)
class Opened:
    """A table under the names of this library, what was wrong with it, and what it is called in messages.

    `headings` are the names that its columns came with.
    """

    frame: Any
    called: str
    headings: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    file: EventFile | None = None

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""
        return tuple(self.frame.collect_schema().names())


@attrs.frozen
class Reading:
    """How tables are read: the column of segments, names by column, date formats, the zone of local times, decimals.

    Columns that the agreement asks for by their own names are `kept`. Names and formats are of columns of some table.
    """

    segment: str | None
    names: Mapping[str, str]
    dates: Dates
    timezone: str
    kept: frozenset[str] = frozenset()
    decimal: str | None = None

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
        )
        return Opened(nw.from_native(file.relation), Path(given).name, file.headings, file.problems, file)
    frame = as_frame(given)
    headings = tuple(frame.collect_schema().names())
    names = {column: name for column, name in reading.names.items() if column in headings}
    return Opened(frame.rename(renamed(headings, names, reading.kept)), called, headings)


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


def fields_of(source: Opened, part: MeasuredClause, segment: str | None) -> tuple[list[nw.Expr], list[Problem]]:
    """Give what is asked of the fields of a case, under names of our own, and what is not there."""
    frame, columns = source.frame, source.columns
    lacking = sorted({name for each in part.criteria for name in each.fields if name not in columns})
    if lacking:
        asked = ", ".join(map(repr, lacking))
        raise InvalidValueError(f"{part.name} asks for {asked}, and {source.called} has no such column", "tables")
    if segment is not None and segment not in columns:
        raise InvalidValueError(f"{source.called} has no column {segment!r} for segments", "segment")
    segment = segment or _SEGMENT
    problems: list[Problem] = []
    trigger = part.trigger
    qualified = nw.lit(1, nw.Int64) if trigger is None else flag(holds(trigger, frame))
    selected = [
        nw.col("id") if "id" in columns else nw.lit("").alias("id"),
        (text(segment) if segment in columns else nw.lit("")).alias("segment"),
        qualified.alias("qualified"),
    ]
    known = [name for name in part.information if name in columns]
    selected += [flag(~filled(frame, name)).alias(f"lacks {name}") for name in known]
    if missing := [name for name in part.information if name not in columns]:
        said = f"{part.name}.informed is not measured: {source.called} has no column {', '.join(map(repr, missing))}"
        problems.append(Problem(said))
    for each in part.clocks:
        case = first_case(frame, each.criteria)
        number = nw.lit(0, nw.Int64)
        if (column := each.clock.hours_by) is not None:
            if column not in columns:
                message = (
                    f"{each.promise} runs by the hours that {column!r} names, and {source.called} has no such column"
                )
                raise InvalidValueError(message, "tables")
            places = {str(name): place for place, name in enumerate(each.names)}
            number = chosen(frame, column, places, each.usual)
        selected.append((case * len(each.names) + number).alias(f"timer {each.step}"))
    return selected, problems


def with_complete(frame: Any, part: MeasuredClause) -> Any:
    """Add `complete`, 1 where no field lacks that must be filled, if all of them are known."""
    lacking = [f"lacks {name}" for name in part.information]
    if not lacking or not set(lacking) <= set(frame.collect_schema().names()):
        return frame
    return frame.with_columns(flag(nw.max_horizontal(*lacking, nw.lit(0, nw.Int64)) == 0).alias("complete"))


@attrs.frozen(eq=False)
class Ready:
    """A table or a log ready to be counted, and what was found wrong with it.

    The stretch of time that it tells of is None if nothing in it ever happened. `fields` are those of the cases of a
    log, once for each id.
    """

    part: MeasuredClause
    problems: tuple[Problem, ...]
    frame: Any
    stretch: Stretch | None
    fields: Any = None


def rows_of(source: Opened, part: MeasuredClause, reading: Reading, as_of: int | None) -> Ready:
    """Make a table with one row a case ready: `at EVENT` for its moments, flags for its fields."""
    columns = source.columns
    part, lacking = part.measurable([name.removesuffix(SUFFIX) for name in columns if name.endswith(SUFFIX)])
    source = scored(source, part.agreement, part)
    events = {f"{name}{SUFFIX}": at(name) for name in part.events if f"{name}{SUFFIX}" in columns}
    known = known_moments(source.frame, list(events))
    selected, problems = fields_of(source, part, reading.segment)
    problems += map(Problem, lacking)
    if "rejection_reason" in columns:
        selected.append(text("rejection_reason").alias("reason"))
    moments = [(nw.col(name) if name in known else _NEVER).alias(moment) for name, moment in events.items()]
    frame = with_complete(source.frame.select(*selected, *moments), part)
    utc = in_utc(frame, [events[name] for name in known], reading.timezone)
    problems += [never(utc.wrong[moment], name) for name, moment in events.items() if moment in utc.wrong]
    stretch = _stretch(utc, as_of, part)
    if stretch is None:
        return Ready(part, tuple(problems), utc.frame, None)
    frame = (
        up_to(utc.frame, [events[name] for name in known], stretch.as_of) if utc.end > stretch.as_of + 1 else utc.frame
    )
    if part.reasons and at(REJECTED) in events.values() and "rejection_reason" not in columns:
        problems.append(Problem(f"{source.called} has no column 'rejection_reason': all rejections count as agreed"))
    elif part.reasons and at(REJECTED) in events.values():
        other = (nw.col(at(REJECTED)) < NEVER) & ~nw.col("reason").is_in(list(part.reasons))
        agreed = nw.when(other).then(_NEVER).otherwise(nw.col(at(REJECTED)))
        frame = frame.with_columns(flag(other).alias(OTHERWISE), agreed.alias(at(REJECTED)))
    return Ready(part, tuple(problems), frame, stretch)


def log_of(source: Opened, about: Opened | None, part: MeasuredClause, reading: Reading, as_of: int | None) -> Ready:
    """Make an event log ready; `about` is the table of its cases, without which the log's own columns say it."""
    _check_log(source, about or source)
    fields, problems = _fields_of_log(about or source, part, reading)
    frame = _named_events(source.frame, part)
    reason = text("reason") if "reason" in source.columns else nw.lit("")
    frame = frame.select("id", text("event").alias("event"), "at", reason.alias("reason"))
    frame = frame.filter(nw.col("event").is_in([*part.events, *part.tried]))
    problems += _left_out(frame, fields, source.called, None if about is None else about.called)
    if part.reasons:
        other = (nw.col("event") == REJECTED) & ~nw.col("reason").is_in(list(part.reasons))
        frame = frame.with_columns(nw.when(other).then(nw.lit(OTHERWISE)).otherwise(nw.col("event")).alias("event"))
    utc = in_utc(frame, known_moments(frame, ["at"]), reading.timezone)
    problems += [never(count, "at") for count in utc.wrong.values()]
    stretch = _stretch(utc, as_of, part)
    if stretch is None:
        return Ready(part, tuple(problems), utc.frame, None)
    frame = utc.frame.filter(nw.col("at") <= stretch.as_of).with_columns(nw.col("at").alias("origin"))
    return Ready(part, tuple(problems), frame, stretch, fields)


def _stretch(utc: InUtc, as_of: int | None, part: MeasuredClause) -> Stretch | None:
    """From a day before the first moment until the last one, or until what is asked for."""
    if utc.first == utc.end:
        return None
    last = utc.end - 1 if as_of is None else as_of
    first = min(utc.first, last)
    return Stretch(part.agreement.term.timezone, first - first % _DAY - _DAY, last, anchor(utc.frame))


def _check_log(source: Opened, about: Opened) -> None:
    missing = [name for name in ("id", "event", "at") if name not in source.columns]
    if missing:
        message = f"an event log has the columns id, event and at; {source.called} has no {missing[0]!r}"
        raise InvalidValueError(message, "events")
    if "id" not in about.columns:
        raise InvalidValueError(f"the table beside a log has a column id; {about.called} has none", "tables")
    check_together(source.frame, about.frame)
    here, there = (each.frame.collect_schema()["id"] for each in (source, about))
    if here.is_integer() != there.is_integer():
        raise InvalidValueError(f"id is {here} in {source.called}, and {there} in {about.called}", "tables")


def _left_out(frame: Any, fields: Any, called: str, about: str | None) -> Iterator[Problem]:
    """How many events belong to no case that is known."""
    if lost := count_of(frame.filter(nw.col("id").is_null())):
        yield Problem(f"{how_many(lost, 'event')} of {called} without an id: left out")
    if about is not None:
        others = frame.filter(~nw.col("id").is_null()).select("id").join(fields.select("id"), on="id", how="anti")
        if lost := count_of(others):
            yield Problem(f"{how_many(lost, 'event')} of {called} with an id that {about} does not have: left out")


def never(count: int, column: str) -> Problem:
    """Tell of moments that cannot have been."""
    return Problem(f"{how_many(count, 'moment')} of {column} before 1970 or after 2199: taken as not known")


def how_many(count: int, what: str) -> str:
    """Say how many there are of something."""
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def _named_events(frame: Any, part: MeasuredClause) -> Any:
    """Rows under the names of the events that the agreement defines; a row may be several."""
    some = [frame.with_columns(text("event").alias("event"))]
    asked = {*part.events, *part.tried}
    criteria = {name: each for name, each in part.agreement.event_criteria[0].items() if name in asked}
    for name, criterion in criteria.items():
        some = [each.filter(nw.col("event") != name) for each in some]
        some.append(frame.filter(holds(criterion, frame)).with_columns(nw.lit(name).alias("event")))
    return nw.concat(some) if len(some) > 1 else some[0]


def _fields_of_log(about: Opened, part: MeasuredClause, reading: Reading) -> tuple[Any, list[Problem]]:
    """What follows from the fields of each case: of its row, or where it has several, the least of each column."""
    about = scored(about, part.agreement, part)
    frame = about.frame
    if "event" in about.columns:
        frame = frame.filter(text("event").is_in(list(part.begins)))
    selected, problems = fields_of(attrs.evolve(about, frame=frame), part, reading.segment)
    fields = with_complete(frame.select(*selected), part)
    rest = [name for name in fields.collect_schema().names() if name != "id"]
    return fields.group_by("id").agg(*(nw.col(name).min() for name in rest)), problems
