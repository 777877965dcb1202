"""The story of one lead or question as a value, and how it reads. All instants are in UTC; people read local times."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

import attrs

from smarketing.measuring.clocks.clock_state import ClockState
from smarketing.months import time_zone
from smarketing.verdicts import Status

SpanKind = Literal["used", "given back", "paused", "closed"]
"""Open time is used, unless a reset gave it back. A pause is one around the clock, closed hours too."""
Doing = Literal["routing", "working", "waiting for the customer", "closed hours", "no clock running"]
_LISTED = 12
_ENDS = 4


@attrs.frozen
class TimelineSpan:
    """What a clock did from one instant until before another."""

    start: datetime
    end: datetime
    kind: SpanKind

    @property
    def time(self) -> timedelta:
        """How long that was."""
        return self.end - self.start


@attrs.frozen
class TimelineMoment:
    """An event, and in words what it did to a clock; only its name if it moved none."""

    at: datetime
    event: str
    said: str


@attrs.frozen
class RunTimeline:
    """One run of a clock from its start until its end, or until the instant from which it is seen.

    The case counts `since` it was handed over or asked.
    `state` is how it stands, as `smarketing.state` has it. The `spans` lie end to end, and are cut where the run
    restarts and where it is due; those that are used sum to `state.used`. `is_met_by_pauses` tells whether it was in
    time and would have been late without its pauses.
    """

    state: ClockState
    owed_by: str
    since: datetime
    start: datetime
    end: datetime
    moments: tuple[TimelineMoment, ...]
    spans: tuple[TimelineSpan, ...]
    is_met_by_pauses: bool
    timezone: str

    def __str__(self) -> str:
        return "\n".join(_run_lines(self))

    @property
    def verdict(self) -> str:
        """In time, late, overdue, pending or cancelled, as `measure` counts it."""
        if self.state.status is Status.MISSED:
            return "late" if self.state.phase == "stopped" else "overdue"
        return _VERDICTS[self.state.status]


_VERDICTS = {Status.MET: "in time", Status.PENDING: "pending", Status.NOT_IN_FORCE: "cancelled"}


@attrs.frozen
class PartyTime:
    """A part of the whole time of a case: what it went into, and whose it was; `party` is None if it was nobody's."""

    party: str | None
    doing: Doing
    time: timedelta


@attrs.frozen(repr=False)
class Timeline:
    """The story of one case of a handoff or channel, from its first event until its last run has ended.

    While a clock runs, and if none has run yet, the end is the instant from which it is seen. The `parts` sum to the
    whole time. `others` are the events that moved no clock.
    """

    of: str
    start: datetime
    end: datetime
    runs: tuple[RunTimeline, ...]
    others: tuple[TimelineMoment, ...]
    parts: tuple[PartyTime, ...]
    timezone: str

    def __repr__(self) -> str:
        runs = ", ".join(f"{each.state.promise} {each.verdict}" for each in self.runs)
        return f"Timeline({self.of}: {runs or 'no clock ran'})"

    def __str__(self) -> str:
        return "\n".join(_timeline_lines(self))

    @property
    def whole(self) -> timedelta:
        """The time from the first event to the end."""
        return self.end - self.start


def duration_text(time: timedelta) -> str:
    """Write a duration in hours, minutes and whole seconds.

    >>> duration_text(timedelta(days=1, minutes=30))
    '24 h 30 min'
    """
    seconds = time // timedelta(seconds=1)
    units = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    some = " ".join(f"{number:,} {unit}" for number, unit in units if number)
    return some or ("under 1 s" if time else "0 min")


def _local(at: datetime, timezone: str) -> str:
    local = at.astimezone(time_zone(timezone))
    return f"{local:%a %Y-%m-%d %H:%M:%S}".removesuffix(":00")


def _timeline_lines(timeline: Timeline) -> Iterator[str]:
    zone = timeline.timezone
    yield f"{timeline.of}, {_local(timeline.start, zone)} to {_local(timeline.end, zone)}, times in {zone}"
    for run in timeline.runs:
        yield ""
        yield from _run_lines(run)
    if not timeline.runs:
        yield "No clock ran."
    if timeline.others:
        yield ""
        yield "Events that moved no clock:"
        yield from (f"  {_local(each.at, zone)}  {each.said}" for each in timeline.others)
    if timeline.whole:
        yield ""
        yield f"Where the {duration_text(timeline.whole)} went:"
    for part in timeline.parts:
        if part.time:
            yield f"  {duration_text(part.time):<16} {' '.join(filter(None, (part.party, part.doing)))}"


def _run_lines(run: RunTimeline) -> Iterator[str]:
    state = run.state
    over = f" by {duration_text(state.overdue)}" if state.status is Status.MISSED else ""
    due = "paused" if state.due is None else f"due {_local(state.due, run.timezone)}"
    thanks = ", only because of its pauses" if run.is_met_by_pauses else ""
    yield f"{state.promise}, owed by {run.owed_by}: {run.verdict}{over}{thanks}"
    yield f"  {due}, used {duration_text(state.used)}"
    lines = sorted([*_moments(run), *_spans(run)], key=lambda line: line[:2])
    for is_span, some in groupby(lines, key=lambda line: line[1] == _SPAN):
        listed = list(some)
        hidden = listed[_ENDS:-_ENDS] if is_span and len(listed) > _LISTED else []
        shown = [text for _at, _order, text in listed]
        if hidden:
            shown[_ENDS:-_ENDS] = [f"  ... {len(hidden)} more until {_local(listed[-_ENDS][0], run.timezone)}"]
        yield from shown


_ENDED, _DUE, _SPAN = range(3)
_Line = tuple[datetime, int, str]


def _moments(run: RunTimeline) -> Iterator[_Line]:
    for each in run.moments:
        yield each.at, _ENDED, f"  {_local(each.at, run.timezone)}  {each.said}"
    due = run.state.due
    if due is not None and run.start <= due < run.end:
        yield due, _DUE, f"  {_local(due, run.timezone)}  due"


def _spans(run: RunTimeline) -> Iterator[_Line]:
    due = run.state.due
    for each in run.spans:
        late = ", overdue" if due is not None and due <= each.start and each.kind == "used" else ""
        yield each.start, _SPAN, f"  {_local(each.start, run.timezone)}    {duration_text(each.time)} {each.kind}{late}"
