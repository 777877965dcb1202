"""The story of one case, found by its id in tables and logs; what `measure` leaves out is left out here, and told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import attrs

from smarketing.agreement import Agreement
from smarketing.errors import InvalidValueError, Problem
from smarketing.hours.spans import as_instant
from smarketing.measuring.cases.case_records import near_ids
from smarketing.measuring.cases.case_sources import CaseSources, RecordedEvents, case_sources, told
from smarketing.measuring.cases.timelines import Timeline
from smarketing.measuring.clocks.case_history import Event
from smarketing.measuring.clocks.measured_clauses import MeasuredClause, parts_of
from smarketing.measuring.ingest.event_tables import Opened, Reading, check_columns
from smarketing.measuring.ingest.given_tables import Given, made_ready, opened_by_part
from smarketing.months import time_zone
from smarketing.tables.engines import told_in_words


@attrs.frozen
class FoundCase:
    """The stories of one id, one for each row or log of a handoff or channel, and what was found on the way."""

    identity: str
    timelines: tuple[Timeline, ...]
    problems: tuple[Problem, ...]


def find_case(
    agreement: Agreement,
    identity: str,
    tables: Given = None,
    *,
    events: Given = None,
    as_of: datetime | None = None,
    columns: Mapping[str, str] = {},
    dates: str | Sequence[str] | Mapping[str, str | Sequence[str]] = {},
    decimal: str | None = None,
    timezone: str | None = None,
) -> FoundCase:
    """Find a case by its id, as text, and tell its story in each handoff or channel whose table has it.

    All else is as for `measure`, which counts by the same rules. InvalidValueError for an id that no table has, with
    ids that are like it.
    """
    if not identity:
        raise InvalidValueError("an id is a text that is not empty", "identity")
    until = None if as_of is None else as_instant(as_of, "as_of")
    clauses = [clause for version in agreement.versions for clause in parts_of(version).values()]
    kept = frozenset(name for clause in clauses for name in clause.fields)
    reading = Reading(None, columns, dates, timezone or agreement.term.timezone, kept, decimal)
    time_zone(reading.timezone)
    names = tuple(dict.fromkeys(clause.name for clause in clauses))
    with told_in_words():
        kind = "handoff or channel with a clock"
        about = opened_by_part(tables, names, kind, reading, "tables", "the table")
        logs = opened_by_part(events, names, kind, reading, "events", "the log")
        check_columns((*about.values(), *logs.values()), reading)
        each = {name: case_sources(about.get(name), logs.get(name), reading) for name in names}
        return _found(agreement, identity, {name: one for name, one in each.items() if one is not None}, until)


def _found(agreement: Agreement, identity: str, some: Mapping[str, CaseSources], until: int | None) -> FoundCase:
    if not some:
        raise InvalidValueError("give a table, or a log of events", "tables")
    timelines, problems, is_there = list[Timeline](), list[Problem](), False
    for name, sources in some.items():
        recorded = sources.recorded([identity])
        is_there = is_there or bool(recorded)
        for said in _stories(agreement, identity, name, sources, recorded[identity], until) if recorded else ():
            if isinstance(said, Timeline):
                timelines.append(said)
            else:
                problems.append(said)
    if not is_there:
        raise InvalidValueError(_not_there(identity, [each.source for each in some.values()]), "identity")
    return FoundCase(identity, tuple(timelines), tuple(dict.fromkeys(problems)))


def _not_there(identity: str, sources: Iterable[Opened]) -> str:
    tables = {each.called: each for each in sources}
    near = list(dict.fromkeys(one for each in tables.values() for one in near_ids(each, identity)))
    hint = f"; ids like it are {', '.join(map(repr, near))}" if near else ""
    return f"no case has the id {identity!r} in {', '.join(tables)}{hint}"


def _stories(
    agreement: Agreement,
    identity: str,
    name: str,
    sources: CaseSources,
    recorded: Sequence[RecordedEvents],
    until: int | None,
) -> Iterator[Timeline | Problem]:
    """The story of each row, or of all rows of a log, with what is to be said of them."""
    called = sources.source.called
    table, log = (sources.about, sources.source) if sources.is_log else (sources.source, None)
    if len(recorded) > 1:
        yield Problem(f"{identity!r} stands in {len(recorded)} rows of {called}: each row counts as a case")
    if not recorded and sources.about is not None:
        yield Problem(f"{sources.about.called} has no {identity!r}, so its events in {called} are left out")
    for each in recorded:
        ready = made_ready(_clause(agreement, name, each.events), table, log, sources.reading, until)
        yield from ready.problems
        if ready.stretch is None:
            continue
        found = told(ready.part, sources, each, ready.stretch)
        if found.is_refused:
            counts = "no clock starts where it does not" if found.timeline is not None else "it counts nowhere"
            always = " every time" if found.timeline is not None else ""
            yield Problem(f"{identity!r} does not meet the trigger of {name}{always}: {counts}")
        elif found.timeline is None:
            yield Problem(f"nothing has happened to {identity!r} in {called} by {found.until:%Y-%m-%d %H:%M} UTC")
        if found.timeline is not None:
            yield found.timeline


def _clause(agreement: Agreement, name: str, events: Sequence[Event]) -> MeasuredClause:
    """The handoff or channel as it is in the version in force when the case begins; of none, as in the last."""
    zone = time_zone(agreement.term.timezone)
    some = [(version, parts_of(version)[name]) for version in agreement.versions if name in parts_of(version)]
    for version, clause in some:
        begun = [each.instant for each in events if each.name in clause.begins]
        if begun and agreement.at(min(begun).astimezone(zone)) is version:
            return clause
    return some[-1][1]
