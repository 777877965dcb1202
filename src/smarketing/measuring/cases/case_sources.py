"""Where the events of cases stand: in tables with one row a case, or in logs, perhaps with a table beside them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import attrs
import narwhals.stable.v2 as nw

from smarketing.agreement import Handoff
from smarketing.hours.spans import EPOCH, MICRO
from smarketing.measuring.cases.case_records import CaseRecord, check_ids, records_of
from smarketing.measuring.cases.case_timeline import timeline_of
from smarketing.measuring.cases.timelines import Timeline
from smarketing.measuring.clocks.case_columns import text
from smarketing.measuring.clocks.case_history import Event, as_events
from smarketing.measuring.clocks.measured_clauses import MeasuredClause
from smarketing.measuring.clocks.timetables import Stretch
from smarketing.measuring.ingest.event_tables import SUFFIX, Opened, Reading
from smarketing.months import first_instant, time_zone
from smarketing.tables.engines import fetched


@attrs.frozen
class RecordedEvents:
    """The events of a case as they stand in a table, and the names of those of which only the day is known."""

    events: tuple[Event, ...]
    days: frozenset[str] = frozenset()

    def fields_at(self, since: datetime, clause: MeasuredClause) -> Mapping[str, object]:
        """Give what is known of the case where it was handed over or asked, at an instant or last before it."""
        begun = [each for each in self.events if each.name in clause.begins and each.instant <= since]
        return max(begun, key=lambda each: each.instant, default=self.events[0]).fields


@attrs.frozen(eq=False)
class CaseSources:
    """The table or log of a handoff or channel, and what is known `about` its cases in a table beside a log."""

    source: Opened
    about: Opened | None
    is_log: bool
    reading: Reading

    def recorded(self, identities: Collection[str]) -> dict[str, list[RecordedEvents]]:
        """Give the cases of some ids, those that there are: one for each row, or one for all rows of a log.

        None of an id of a log that the table beside it does not have.
        """
        rows = _by_id(self.source, identities, self.reading)
        if not self.is_log:
            return {identity: list(map(_of_row, some)) for identity, some in rows.items()}
        beside = None if self.about is None else _by_id(self.about, identities, self.reading)
        found = {}
        for identity, some in rows.items():
            known = [{}] if beside is None else [each.fields for each in beside.get(identity, ())[:1]]
            found[identity] = [RecordedEvents(tuple(_of_log(some, fields))) for fields in known]
        return found

    def identities(self, events: Collection[str] | None) -> set[str]:
        """Give the ids of the cases to which one of some events happened, or of all; by their names in the table."""
        check_ids(self.source)
        frame = self.source.frame
        if events is not None and self.is_log:
            frame = frame.filter(text("event").is_in(list(events)))
        elif events is not None:
            columns = [f"{each}{SUFFIX}" for each in events if f"{each}{SUFFIX}" in self.source.columns]
            if not columns:
                return set()
            frame = frame.filter(nw.any_horizontal(*(~nw.col(each).is_null() for each in columns), ignore_nulls=True))
        rows = fetched(frame.select(text("id").alias("id")).unique())
        return {identity for (identity,) in rows if identity}


def case_sources(table: Opened | None, log: Opened | None, reading: Reading) -> CaseSources | None:
    """Say where the events of cases stand, if they do: in the log if there is one."""
    if log is not None:
        return CaseSources(log, table, True, reading)
    return None if table is None else CaseSources(table, None, "event" in table.columns, reading)


def _by_id(source: Opened, identities: Collection[str], reading: Reading) -> dict[str, list[CaseRecord]]:
    found = defaultdict[str, list[CaseRecord]](list)
    for each in records_of(source, identities, reading.timezone):
        found[each.identity].append(each)
    return found


def _of_row(record: CaseRecord) -> RecordedEvents:
    named = {column: column.removesuffix(SUFFIX) for column in record.moments if column != "at"}
    events = tuple(Event(name, record.moments[column], record.fields) for column, name in named.items())
    return RecordedEvents(events, frozenset(name for column, name in named.items() if column in record.days))


def _of_log(records: Sequence[CaseRecord], about: Mapping[str, object]) -> Iterator[Event]:
    """The events of a log; what the table beside it says goes before what a row says, but for a reason."""
    for each in records:
        name, own = each.fields.get("event"), {"reason": each.fields["reason"]} if "reason" in each.fields else {}
        if name is not None and "at" in each.moments:
            yield Event(str(name), each.moments["at"], {**each.fields, **about, **own})


@attrs.frozen
class Told:
    """The story of a case, if its clocks count; how far it was seen; and whether something was handed over in vain."""

    timeline: Timeline | None
    until: datetime
    is_refused: bool


def told(clause: MeasuredClause, sources: CaseSources, recorded: RecordedEvents, stretch: Stretch) -> Told:
    """Tell what became of a case, as `measure` counts it: without what does not meet the trigger."""
    by_days = any(name in recorded.days for name in clause.begins)
    at = EPOCH + (stretch.day if by_days else stretch.as_of) * MICRO
    known = as_events(_placed(recorded, clause), at, clause.agreement)
    begun = [each for each in known if each.name in clause.begins]
    refused = [each for each in begun if not _qualifies(each, clause)]
    some = [each for each in known if each not in refused]
    counts = bool(some) and (not refused or len(refused) < len(begun))
    part = clause.part
    if not _has_reasons(sources) and isinstance(part, Handoff) and part.accept is not None:
        part = attrs.evolve(part, accept=attrs.evolve(part.accept, reject_for=()))
    story = timeline_of(part, some, at, clause.agreement, clause.unmeasured) if counts else None
    return Told(story, at, bool(refused))


def _qualifies(event: Event, clause: MeasuredClause) -> bool:
    return clause.trigger is None or clause.trigger(clause.agreement.scored(event.fields))


def _has_reasons(sources: CaseSources) -> bool:
    """Whether a table has reasons for rejections; if not, all are agreed ones."""
    return ("reason" if sources.is_log else "rejection_reason") in sources.source.columns


def _placed(recorded: RecordedEvents, clause: MeasuredClause) -> list[Event]:
    """Events of which only the day is known, at its first instant, or when the case began if it is the same day.

    If only the day is known on which it began, everything is.
    """
    zone = time_zone(clause.agreement.term.timezone)

    def day(event: Event) -> datetime:
        return first_instant(event.at.astimezone(zone).date(), zone)

    begun = [each for each in recorded.events if each.name in clause.begins]
    if any(each.name in recorded.days for each in begun):
        return [attrs.evolve(each, at=day(each)) for each in recorded.events]
    first = min(begun, key=lambda each: each.instant, default=None)
    same = None if first is None else day(first)

    def placed(event: Event) -> datetime:
        if event.name not in recorded.days:
            return event.at
        return first.at if first is not None and day(event) == same else day(event)

    return [attrs.evolve(each, at=placed(each)) for each in recorded.events]
