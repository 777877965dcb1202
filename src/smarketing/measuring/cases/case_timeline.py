"""From the events of one case to its story."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime

import attrs

from smarketing.agreement import Agreement, Channel, Handoff
from smarketing.errors import InvalidValueError, no_such
from smarketing.hours.spans import EPOCH, MICRO, Span, merged, micros, without
from smarketing.measuring.cases.timelines import (
    Doing,
    PartyTime,
    RunTimeline,
    SpanKind,
    Timeline,
    TimelineMoment,
    TimelineSpan,
)
from smarketing.measuring.clocks.case_history import ClockRun, Event, Events, as_events
from smarketing.measuring.clocks.clock_state import ClockState, FollowedRun, followed
from smarketing.verdicts import Status


def timeline(
    part: Handoff | Channel | str, history: Events, at: datetime, *, agreement: Agreement | None = None
) -> Timeline:
    """Give the story of one case of a handoff or channel, as it is known at an instant.

    Arguments are as for `state`; with an agreement, `part` may be a name. InvalidValueError for a name that there is
    not, for business time without its hours, and if nothing has happened by then.
    """
    if isinstance(part, str):
        part = _named(part, agreement)
    return timeline_of(part, as_events(history, at.astimezone(UTC), agreement), at, agreement)


def _named(name: str, agreement: Agreement | None) -> Handoff | Channel:
    if agreement is None:
        raise InvalidValueError(f"{name!r} is a name in some agreement; give the agreement too", "agreement")
    both: tuple[Handoff | Channel, ...] = (*agreement.handoffs, *agreement.channels)
    parts = {each.name: each for each in both}
    if name not in parts:
        raise InvalidValueError(no_such("handoff or channel", name, parts, "they"), "part")
    return parts[name]


def timeline_of(
    part: Handoff | Channel,
    events: list[Event],
    at: datetime,
    agreement: Agreement | None,
    unmeasured: Collection[str] = (),
) -> Timeline:
    """Give the story of events that are in order, without the promises that cannot be measured."""
    if not events:
        raise InvalidValueError(f"nothing has happened to this case by {at}", "history")
    now, zone = at.astimezone(UTC), "UTC" if agreement is None else agreement.term.timezone
    some = [each for each in followed(part, events, now, agreement) if each.state.promise not in unmeasured]
    known = {_key(each) for each in events}
    runs = tuple(_told(each, part.answers, known, now, zone) for each in some)
    moved = {_key(event) for each in some for event in (each.run.start, *(event for _kind, event in each.run.moves))}
    others = tuple(TimelineMoment(each.instant, each.name, each.name) for each in events if _key(each) not in moved)
    ends = [now if not each.run.is_over else run.end for each, run in zip(some, runs, strict=True)]
    start, end = events[0].instant, max(ends, default=now)
    giver = part.giver if isinstance(part, Handoff) else None
    return Timeline(
        part.name, start, end, runs, others, _parts(runs, (micros(start), micros(end)), giver, part.answers), zone
    )


def _key(event: Event) -> tuple[str, datetime]:
    return event.name, event.instant


def _told(
    found: FollowedRun, owed_by: str, known: Collection[tuple[str, datetime]], now: datetime, zone: str
) -> RunTimeline:
    run, state = found.run, _in_utc(found.state)
    start, end = run.start.instant, run.ended or run.off or now
    name = run.start.name
    begins = name if _key(run.start) in known else f"counts as {name}, which"
    moments = [TimelineMoment(start, name, f"{begins} starts the clock")]
    moments += [
        TimelineMoment(event.instant, event.name, f"{event.name} {_effect(kind, event, run, state)}")
        for kind, event in run.moves
    ]
    spans = tuple(_spans(run, state, end))
    by_pauses = state.status is Status.MET and end > run.timer.due(run.began).astimezone(UTC)
    return RunTimeline(state, owed_by, found.since, start, end, tuple(moments), spans, by_pauses, zone)


def _in_utc(state: ClockState) -> ClockState:
    due, ended = (None if at is None else at.astimezone(UTC) for at in (state.due, state.ended))
    return attrs.evolve(state, began=state.began.astimezone(UTC), due=due, ended=ended)


_EFFECTS = {"stops": "stops the clock", "cancels": "cancels it", "voids": "takes it out of the count"}


def _effect(kind: str, event: Event, run: ClockRun, state: ClockState) -> str:
    """What an event did to the run in which it came."""
    at, pauses = event.instant, [*run.pauses_before, *run.pauses]
    if kind == "pauses":
        return "pauses the clock" if any(start == at for start, _end in pauses) else "finds it paused already"
    resumed = any(end == at for _start, end in pauses)
    if kind == "resumes":
        return "resumes the clock" if resumed else "finds it running already"
    if kind == "resets" and at > run.began:
        return "comes too late for a restart" + (", and resumes the clock" if resumed else "")
    if kind == "resets":
        return "restarts the clock"
    if kind == "cancels" and state.status is Status.MISSED:
        return "comes too late to cancel it"
    return _EFFECTS[kind]


def _spans(run: ClockRun, state: ClockState, end: datetime) -> Iterator[TimelineSpan]:
    """What the clock did all along, cut where it restarted and where it was due."""
    first, last, began = micros(run.start.instant), micros(end), micros(run.began)
    paused = [(start, stop) for start, stop in merged(_pauses(run, end)) if start < stop]
    opened = list(without(run.timer.calendar.spans(first, last), paused))
    whole = [(first, last)] if first < last else []
    closed = list(without(whole, merged([*paused, *opened])))
    cuts = [began] if state.due is None else [began, micros(state.due)]
    kinds: dict[SpanKind, list[Span]] = {"used": opened, "paused": paused, "closed": closed}
    for (start, stop), kind in sorted((span, kind) for kind, spans in kinds.items() for span in _cut(spans, cuts)):
        said: SpanKind = "given back" if kind == "used" and start < began else kind
        yield TimelineSpan(EPOCH + start * MICRO, EPOCH + stop * MICRO, said)


def _pauses(run: ClockRun, end: datetime) -> Iterator[Span]:
    return ((micros(start), micros(stop or end)) for start, stop in [*run.pauses_before, *run.pauses])


def _cut(spans: Sequence[Span], cuts: Sequence[int]) -> Iterator[Span]:
    for start, stop in spans:
        inside = sorted({at for at in cuts if start < at < stop})
        yield from zip([start, *inside], [*inside, stop], strict=True)


def _parts(runs: Sequence[RunTimeline], whole: Span, giver: str | None, taker: str) -> tuple[PartyTime, ...]:
    """Share out the whole time; where clocks run side by side, work goes first, then waiting, then closed hours."""
    first = min((micros(each.start) for each in runs), default=whole[1])
    shares: list[tuple[str | None, Doing, list[Span]]] = [
        (giver, "routing", [(whole[0], first)]),
        (taker, "working", _of_kinds(runs, "used", "given back")),
        (None, "waiting for the customer", _of_kinds(runs, "paused")),
        (None, "closed hours", _of_kinds(runs, "closed")),
        (None, "no clock running", [whole]),
    ]
    taken: list[Span] = []
    parts = []
    for party, doing, spans in shares:
        own = sum(stop - start for start, stop in without(spans, taken))
        parts.append(PartyTime(party, doing, own * MICRO))
        taken = merged([*taken, *spans])
    return tuple(parts)


def _of_kinds(runs: Sequence[RunTimeline], *kinds: SpanKind) -> list[Span]:
    return merged((micros(each.start), micros(each.end)) for run in runs for each in run.spans if each.kind in kinds)
