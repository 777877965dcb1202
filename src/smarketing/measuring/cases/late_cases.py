"""Cases that were late or are overdue, as a list to work from."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.measuring.cases.case_sources import CaseSources, RecordedEvents, told
from smarketing.measuring.cases.timelines import RunTimeline
from smarketing.measuring.clocks.measured_clauses import MeasuredClause
from smarketing.measuring.clocks.timetables import Stretch
from smarketing.months import time_zone


@attrs.frozen
class LateCase:
    """A run of a case that was late or is overdue, with the columns that were asked for by name.

    It counts `since` it was handed over or asked. Instants are local times of the term. `due` is None where it rests.
    """

    id: str
    verdict: str
    since: datetime
    due: datetime | None
    used: timedelta
    overdue: timedelta
    columns: Mapping[str, object]


def late_cases(
    clause: MeasuredClause,
    sources: CaseSources,
    stretch: Stretch,
    promise: str,
    identities: Collection[str],
    columns: Sequence[str] = (),
) -> Iterator[LateCase]:
    """Give what is late of a promise among cases of some ids; InvalidValueError for columns that there are not."""
    known = [*sources.source.columns, *(() if sources.about is None else sources.about.columns)]
    for name in columns:
        if name not in known:
            raise InvalidValueError(no_such("column", name, known), "columns")
    for identity, recorded, run in runs_of(clause, sources, stretch, promise, identities):
        if run.verdict in ("late", "overdue"):
            yield _late(identity, run, recorded, clause, columns)


def runs_of(
    clause: MeasuredClause, sources: CaseSources, stretch: Stretch, promise: str, identities: Collection[str]
) -> Iterator[tuple[str, RecordedEvents, RunTimeline]]:
    """Give all runs of the clock of a promise in cases of some ids."""
    for identity, some in sources.recorded(identities).items():
        for recorded in some:
            story = told(clause, sources, recorded, stretch).timeline
            for run in () if story is None else story.runs:
                if run.state.promise == promise:
                    yield identity, recorded, run


def _late(
    identity: str, run: RunTimeline, recorded: RecordedEvents, clause: MeasuredClause, columns: Sequence[str]
) -> LateCase:
    zone, state = time_zone(run.timezone), run.state
    fields = recorded.fields_at(run.since, clause)
    due = None if state.due is None else state.due.astimezone(zone)
    beside = {name: fields.get(name) for name in columns}
    return LateCase(identity, run.verdict, run.since.astimezone(zone), due, state.used, state.overdue, beside)
