"""What deserves a look behind a clock: pauses without an end, verdicts that hang on pauses, wrong orders."""

from collections.abc import Collection, Iterator

import attrs

from smarketing.measuring.cases.case_sources import CaseSources
from smarketing.measuring.cases.late_cases import runs_of
from smarketing.measuring.cases.timelines import RunTimeline
from smarketing.measuring.clocks.measured_clauses import MeasuredClause, Timed
from smarketing.measuring.clocks.timetables import Stretch

NEVER_RESUMED, BY_PAUSES, REVERSED = "paused and never resumed", "in time only by pauses", "ended before it began"
FINDINGS = (NEVER_RESUMED, BY_PAUSES, REVERSED)
_SHOWN = 5


@attrs.frozen
class ClockFinding:
    """Something that deserves a look: in how many runs of a clock it is so, and the first few ids."""

    what: str
    count: int
    ids: tuple[str, ...]


def clock_finding(what: str, identities: Collection[str]) -> ClockFinding:
    """Sum up the ids of which something is so, once for each run."""
    return ClockFinding(
        what, len(identities), tuple(sorted(set(identities), key=lambda each: (len(each), each))[:_SHOWN])
    )


def pause_findings(
    clause: MeasuredClause, timed: Timed, sources: CaseSources, stretch: Stretch
) -> Iterator[tuple[str, str, RunTimeline]]:
    """Give what deserves a look in the pauses of a clock: what it is, the id, and the run."""
    pauses = timed.clock.pauses
    defined = clause.agreement.event_criteria[0].keys()
    identities = sources.identities(None if defined & {*pauses} else pauses) if pauses else set()
    for identity, _recorded, run in runs_of(clause, sources, stretch, timed.promise, identities):
        if run.spans and run.spans[-1].kind == "paused":
            yield NEVER_RESUMED, identity, run
        if run.is_met_by_pauses:
            yield BY_PAUSES, identity, run
