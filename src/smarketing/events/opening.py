"""Tables and event logs as they come in, made ready to be counted: names, fields, moments in whole numbers."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from smarketing.errors import InvalidValueError, Problem
from smarketing.events.cases import chosen, filled, first_case, flag, holds, in_utc, text, up_to
from smarketing.events.parts import OTHERWISE, Part
from smarketing.events.row_cases import Stretch
from smarketing.events.row_runs import at
from smarketing.events.states import REJECTED
from smarketing.model import Agreement
from smarketing.tables.connections import new_connection
from smarketing.tables.crm import renamed
from smarketing.tables.engines import NEVER, as_frame, kinds_of
from smarketing.tables.files import EventFile, read_events_file

SUFFIX = "_at"
_DAY = 86_400_000_000
_NEVER = nw.lit(NEVER, nw.Int64)


@attrs.frozen(eq=False)
class Opened:
    """A table under the names of this library, what was wrong with it, and what it is called in messages."""

    frame: Any
    called: str
    problems: tuple[Problem, ...] = ()
    file: EventFile | None = None

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""
        return tuple(self.frame.collect_schema().names())


@attrs.frozen
class Reading:
    """How tables are read: which column says the segment, names by column, date formats, the zone of local times."""

    segment: str
    names: Mapping[str, str]
    dates: str | Mapping[str, str]
    timezone: str

    @cached_property
    def connection(self) -> Any:
        """The connection on which files are read, so that they can be joined."""
        return new_connection()


def opened(given: object, reading: Reading) -> Opened:
    """Open a file or take a dataframe, and give its columns their names."""
    if isinstance(given, str | PathLike):
        file = read_events_file(given, names=reading.names, dates=reading.dates, connection=reading.connection)
        return Opened(nw.from_native(file.relation), Path(given).name, file.problems, file)
    frame = as_frame(given)
    columns = frame.collect_schema().names()
    names = {column: name for column, name in reading.names.items() if column in columns}
    return Opened(frame.rename(renamed(columns, names)), "the table")


def scored(source: Opened, agreement: Agreement, part: Part) -> Opened:
    """Add the scores that the criteria of a part ask for."""
    asked = {name for criterion in part.criteria for name in criterion.fields}
    frame = source.frame
    for scoring in agreement.scoring:
        if asked & scoring.outcomes.keys():
            frame = nw.from_native(scoring.with_columns(frame.to_native()))
    return attrs.evolve(source, frame=frame)


def fields_of(source: Opened, part: Part, segment: str) -> tuple[list[nw.Expr], list[Problem]]:
    """Give what is asked of the fields of a case, under names of our own, and what is not there."""
    frame, columns = source.frame, source.columns
    lacking = sorted({name for each in part.criteria for name in each.fields if name not in columns})
    if lacking:
        asked = ", ".join(map(repr, lacking))
        raise InvalidValueError(f"{part.name} asks for {asked}, and {source.called} has no such column", "tables")
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


def with_complete(frame: Any, part: Part) -> Any:
    """Add `complete`, 1 where no field lacks that must be filled, if all of them are known."""
    lacking = [f"lacks {name}" for name in part.information]
    if not lacking or not set(lacking) <= set(frame.collect_schema().names()):
        return frame
    return frame.with_columns(flag(nw.max_horizontal(*lacking, nw.lit(0, nw.Int64)) == 0).alias("complete"))


@attrs.frozen(eq=False)
class Rows:
    """Rows ready to be counted, over a stretch of time; None of it if nothing in the table ever happened."""

    frame: Any
    part: Part
    stretch: Stretch
    problems: tuple[Problem, ...]


def rows_of(
    source: Opened, part: Part, reading: Reading, as_of: int | None, timezone: str
) -> Rows | tuple[Problem, ...]:
    """Make a table with one row a case ready: `at EVENT` for its moments, flags for its fields.

    Only what was wrong with it, if nothing in it ever happened.
    """
    columns = source.columns
    part, lacking = part.measurable([name.removesuffix(SUFFIX) for name in columns if name.endswith(SUFFIX)])
    source = scored(source, part.agreement, part)
    events = [name for name in part.events if f"{name}{SUFFIX}" in columns]
    kinds_of(source.frame, [f"{name}{SUFFIX}" for name in events])
    selected, problems = fields_of(source, part, reading.segment)
    problems += [Problem(each) for each in lacking]
    problems += [
        Problem(f"{each.promise.rpartition('.')[0]}.attempted is measured from a log of events only")
        for each in part.clocks
        if each.attempts
    ]
    if "rejection_reason" in columns:
        selected.append(text("rejection_reason").alias("reason"))
    moments = [nw.col(f"{name}{SUFFIX}").alias(at(name)) for name in events]
    chosen_columns = with_complete(source.frame.select(*selected, *moments), part)
    ready = in_utc(chosen_columns, [at(name) for name in events], reading.timezone)
    frame, first, end = ready.frame, ready.first, ready.end
    for name, count in ready.wrong.items():
        column = name.removeprefix("at ") + SUFFIX
        problems.append(_never(count, column))
    if as_of is None and end == 0:
        return tuple(problems)
    last = end - 1 if as_of is None else as_of
    frame = up_to(frame, [at(name) for name in events], last) if as_of is not None and end - 1 > as_of else frame
    if part.reasons and REJECTED in events and "rejection_reason" not in columns:
        problems.append(Problem(f"{source.called} has no column 'rejection_reason': all rejections count as agreed"))
    elif part.reasons and REJECTED in events:
        other = (nw.col(at(REJECTED)) < NEVER) & ~nw.col("reason").is_in(list(part.reasons))
        frame = frame.with_columns(
            flag(other).alias(OTHERWISE),
            nw.when(other).then(_NEVER).otherwise(nw.col(at(REJECTED))).alias(at(REJECTED)),
        )
    first = min(first, last) - first % _DAY - _DAY
    return Rows(frame, part, Stretch(timezone, first, last), tuple(problems))


@attrs.frozen(eq=False)
class Log:
    """An event log ready to be counted, and the fields of its cases, once for each id."""

    frame: Any
    fields: Any
    stretch: Stretch
    problems: tuple[Problem, ...]


def log_of(
    source: Opened, about: Opened | None, part: Part, reading: Reading, as_of: int | None, timezone: str
) -> Log | tuple[Problem, ...]:
    """Make an event log ready, or give what was wrong with one in which nothing ever happened.

    `about` is the table of its cases, without which the log's own columns say it.
    """
    missing = [name for name in ("id", "event", "at") if name not in source.columns]
    if missing:
        message = f"an event log has the columns id, event and at; {source.called} has no {missing[0]!r}"
        raise InvalidValueError(message, "events")
    about = source if about is None else about
    if "id" not in about.columns:
        raise InvalidValueError(f"the table beside a log has a column id; {about.called} has none", "tables")
    here, there = (each.frame.collect_schema()["id"] for each in (source, about))
    if here.is_integer() != there.is_integer():
        raise InvalidValueError(f"id is {here} in {source.called}, and {there} in {about.called}", "tables")
    fields, problems = _fields_of_log(about, part, reading)
    frame = _named_events(source.frame, part)
    reason = text("reason") if "reason" in source.columns else nw.lit("")
    frame = frame.select("id", text("event").alias("event"), "at", reason.alias("reason"))
    frame = frame.filter(nw.col("event").is_in([*part.events, *part.tried]))
    if part.reasons:
        other = (nw.col("event") == REJECTED) & ~nw.col("reason").is_in(list(part.reasons))
        frame = frame.with_columns(nw.when(other).then(nw.lit(OTHERWISE)).otherwise(nw.col("event")).alias("event"))
    ready = in_utc(frame, ["at"], reading.timezone)
    frame, first, end = ready.frame, ready.first, ready.end
    problems += [_never(count, "at") for count in ready.wrong.values()]
    if as_of is None and end == 0:
        return tuple(problems)
    last = end - 1 if as_of is None else as_of
    frame = frame.filter(nw.col("at") <= last).with_columns(nw.col("at").alias("origin"))
    first = min(first, last)
    return Log(frame, fields, Stretch(timezone, first - first % _DAY - _DAY, last), tuple(problems))


def _never(count: int, column: str) -> Problem:
    moments = "1 moment" if count == 1 else f"{count} moments"
    return Problem(f"{moments} of {column} before 1970 or after 2199: taken as not known")


def _named_events(frame: Any, part: Part) -> Any:
    """Rows under the names of the events that the agreement defines; a row may be several."""
    some = [frame.with_columns(text("event").alias("event"))]
    asked = {*part.events, *part.tried}
    criteria = {name: each for name, each in part.agreement.event_criteria[0].items() if name in asked}
    for name, criterion in criteria.items():
        some = [each.filter(nw.col("event") != name) for each in some]
        some.append(frame.filter(holds(criterion, frame)).with_columns(nw.lit(name).alias("event")))
    return nw.concat(some) if len(some) > 1 else some[0]


def _fields_of_log(about: Opened, part: Part, reading: Reading) -> tuple[Any, list[Problem]]:
    """What follows from the fields of each case: of its row, or where it has several, the least of each column."""
    about = scored(about, part.agreement, part)
    frame = about.frame
    if "event" in about.columns:
        frame = frame.filter(text("event").is_in(list(part.begins)))
    selected, problems = fields_of(attrs.evolve(about, frame=frame), part, reading.segment)
    fields = with_complete(frame.select(*selected), part)
    rest = [name for name in fields.collect_schema().names() if name != "id"]
    return fields.group_by("id").agg(*(nw.col(name).min() for name in rest)), problems
