"""The story of one case, found by its id in tables and logs; what `measure` leaves out is left out here, and told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import attrs

from smarketing.agreement import Agreement, Channel, Handoff
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.hours.spans import EPOCH, MICRO, as_instant
from smarketing.measuring.cases.case_records import CaseRecord, near_ids, records_of
from smarketing.measuring.cases.case_timeline import timeline_of
from smarketing.measuring.cases.timelines import Timeline
from smarketing.measuring.clocks.case_history import Event, as_events
from smarketing.measuring.clocks.measured_clauses import MeasuredClause, parts_of
from smarketing.measuring.ingest.event_tables import (
    SUFFIX,
    Opened,
    Reading,
    Ready,
    check_columns,
    log_of,
    opened,
    rows_of,
)
from smarketing.months import Month, first_instant, time_zone
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
    tables: object = None,
    *,
    events: object = None,
    as_of: datetime | None = None,
    columns: Mapping[str, str] = {},
    dates: str | Mapping[str, str] = {},
    timezone: str | None = None,
) -> FoundCase:
    """Find a case by its id, as text, and tell its story in each handoff or channel whose table has it.

    All else is as for `measure`, which counts by the same rules. InvalidValueError for an id that no table has, with
    ids that are like it.
    """
    until = None if as_of is None else as_instant(as_of, "as_of")
    clauses = [clause for version in agreement.versions for clause in parts_of(version).values()]
    kept = frozenset(name for clause in clauses for name in clause.fields)
    reading = Reading(None, columns, dates, timezone or agreement.term.timezone, kept)
    time_zone(reading.timezone)
    names = tuple(dict.fromkeys(clause.name for clause in clauses))
    with told_in_words():
        about = _by_part(tables, names, reading, "tables", "the table")
        logs = _by_part(events, names, reading, "events", "the log")
        check_columns((*about.values(), *logs.values()), reading)
        some = [each for name in names for each in _sources(name, about.get(name), logs.get(name), reading)]
        return _found(agreement, identity, some, until)


def _by_part(given: object, names: Collection[str], reading: Reading, field: str, called: str) -> dict[str, Opened]:
    """What there is for each handoff or channel; each table is opened once."""
    if given is None:
        return {}
    tables = given if isinstance(given, Mapping) else dict.fromkeys(names, given)
    for name in tables:
        if name not in names:
            raise InvalidValueError(no_such("handoff or channel with a clock", str(name), names, "they"), field)
    once = {id(table): opened(table, reading, called) for table in tables.values()}
    return {str(name): once[id(table)] for name, table in tables.items()}


@attrs.frozen(eq=False)
class _Sources:
    """The table or log of a handoff or channel, and what is known `about` its cases in a table beside a log."""

    name: str
    source: Opened
    about: Opened | None
    is_log: bool
    reading: Reading

    def records(self, identity: str) -> list[CaseRecord]:
        """Give the rows of an id."""
        return records_of(self.source, identity, self.reading.timezone)


def _sources(name: str, table: Opened | None, log: Opened | None, reading: Reading) -> Iterator[_Sources]:
    if log is not None:
        yield _Sources(name, log, table, True, reading)
    elif table is not None:
        yield _Sources(name, table, None, "event" in table.columns, reading)


def _found(agreement: Agreement, identity: str, some: Sequence[_Sources], until: int | None) -> FoundCase:
    if not some:
        raise InvalidValueError("give a table, or a log of events", "tables")
    timelines, problems, is_there = list[Timeline](), list[Problem](), False
    for sources in some:
        records = sources.records(identity)
        is_there = is_there or bool(records)
        for told in _stories(agreement, identity, sources, records, until) if records else ():
            if isinstance(told, Timeline):
                timelines.append(told)
            else:
                problems.append(told)
    if not is_there:
        raise InvalidValueError(_not_there(identity, {each.source.called: each.source for each in some}), "identity")
    return FoundCase(identity, tuple(timelines), tuple(dict.fromkeys(problems)))


def _not_there(identity: str, sources: Mapping[str, Opened]) -> str:
    near = list(dict.fromkeys(one for each in sources.values() for one in near_ids(each, identity)))
    hint = f"; ids like it are {', '.join(map(repr, near))}" if near else ""
    return f"no case has the id {identity!r} in {', '.join(sources)}{hint}"


def _stories(
    agreement: Agreement, identity: str, sources: _Sources, records: Sequence[CaseRecord], until: int | None
) -> Iterator[Timeline | Problem]:
    """The story of each row, or of all rows of a log, with what is to be said of them."""
    called, about = sources.source.called, sources.about
    if not sources.is_log:
        if len(records) > 1:
            yield Problem(f"{identity!r} stands in {len(records)} rows of {called}: each row counts as a case")
        for each in records:
            yield from _story(agreement, identity, sources, _of_row(each), until)
        return
    beside = [] if about is None else records_of(about, identity, sources.reading.timezone)
    if about is not None and not beside:
        yield Problem(f"{about.called} has no {identity!r}, so its events in {called} are left out")
        return
    fields = beside[0].fields if beside else {}
    yield from _story(agreement, identity, sources, _Happened(tuple(_of_log(records, fields))), until)


@attrs.frozen
class _Happened:
    """Events, and the names of those of which only the day is known."""

    events: tuple[Event, ...]
    days: frozenset[str] = frozenset()


def _of_row(record: CaseRecord) -> _Happened:
    named = {column: column.removesuffix(SUFFIX) for column in record.moments if column != "at"}
    events = tuple(Event(name, record.moments[column], record.fields) for column, name in named.items())
    return _Happened(events, frozenset(name for column, name in named.items() if column in record.days))


def _of_log(records: Sequence[CaseRecord], about: Mapping[str, object]) -> Iterator[Event]:
    """The events of a log; what the table beside it says goes before what a row says, but for a reason."""
    for each in records:
        name, own = each.fields.get("event"), {"reason": each.fields["reason"]} if "reason" in each.fields else {}
        if name is not None and "at" in each.moments:
            yield Event(str(name), each.moments["at"], {**each.fields, **about, **own})


def _story(
    agreement: Agreement, identity: str, sources: _Sources, happened: _Happened, until: int | None
) -> Iterator[Timeline | Problem]:
    """What became of a case, by the version of the agreement that was in force when it began."""
    clause = _clause(agreement, sources.name, happened.events)
    ready = _ready(clause, sources, until)
    yield from ready.problems
    if ready.stretch is None:
        return
    by_days = any(name in happened.days for name in clause.begins)
    at = EPOCH + (ready.stretch.day if by_days else ready.stretch.as_of) * MICRO
    known = as_events(_placed(happened, clause), at, clause.agreement)
    begun = [each for each in known if each.name in clause.begins]
    refused = [each for each in begun if not _qualifies(each, clause)]
    if refused:
        yield Problem(f"{identity!r} does not meet the trigger of {clause.name}: it counts nowhere")
    if not known:
        yield Problem(f"nothing has happened to {identity!r} in {sources.source.called} by {at:%Y-%m-%d %H:%M} UTC")
    elif not refused or len(refused) < len(begun):
        some = [each for each in known if each not in refused]
        yield timeline_of(_as_decided(clause.part, sources), some, at, clause.agreement, ready.part.unmeasured)


def _clause(agreement: Agreement, name: str, events: Sequence[Event]) -> MeasuredClause:
    """The handoff or channel as it is in the version in force when the case begins; of none, as in the last."""
    zone = time_zone(agreement.term.timezone)
    some = [(version, parts_of(version)[name]) for version in agreement.versions if name in parts_of(version)]
    for version, clause in some:
        begun = [each.instant for each in events if each.name in clause.begins]
        if begun and agreement.at(Month.of(min(begun).astimezone(zone))) is version:
            return clause
    return some[-1][1]


def _ready(clause: MeasuredClause, sources: _Sources, until: int | None) -> Ready:
    """What `measure` makes of the whole table: what it cannot measure, and until when anything is known."""
    source = sources.source
    if sources.is_log:
        return log_of(source, sources.about, clause, sources.reading, until)
    wanted = [f"{event}{SUFFIX}" for event in clause.begins]
    if not {*wanted} & {*source.columns}:
        missing = f"{clause.name} is not measured: {source.called} has no column {' or '.join(wanted)}"
        return Ready(clause, (Problem(missing),))
    return rows_of(source, clause, sources.reading, until)


def _qualifies(event: Event, clause: MeasuredClause) -> bool:
    return clause.trigger is None or clause.trigger(clause.agreement.scored(event.fields))


def _as_decided(part: Handoff | Channel, sources: _Sources) -> Handoff | Channel:
    """A table that has no reasons for rejections holds agreed ones only."""
    has_reasons = ("reason" if sources.is_log else "rejection_reason") in sources.source.columns
    if has_reasons or not isinstance(part, Handoff) or part.accept is None:
        return part
    return attrs.evolve(part, accept=attrs.evolve(part.accept, reject_for=()))


def _placed(happened: _Happened, clause: MeasuredClause) -> list[Event]:
    """Events of which only the day is known, at its first instant, or when the case began if it is the same day.

    If only the day is known on which it began, everything is.
    """
    zone = time_zone(clause.agreement.term.timezone)

    def day(event: Event) -> datetime:
        return first_instant(event.at.astimezone(zone).date(), zone)

    begun = [each for each in happened.events if each.name in clause.begins]
    if any(each.name in happened.days for each in begun):
        return [attrs.evolve(each, at=day(each)) for each in happened.events]
    first = min(begun, key=lambda each: each.instant, default=None)
    same = None if first is None else day(first)

    def placed(event: Event) -> datetime:
        if event.name not in happened.days:
            return event.at
        return first.at if first is not None and day(event) == same else day(event)

    return [attrs.evolve(each, at=placed(each)) for each in happened.events]
