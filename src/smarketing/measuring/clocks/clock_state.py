"""How the clocks of one case stand: running or not, due when, overdue by how much."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import Literal

import attrs

from smarketing.agreement import Acceptance, Agreement, Channel, Clock, Handoff
from smarketing.errors import InvalidValueError
from smarketing.measuring.clocks.case_history import REJECTED, ClockRun, Event, Events, as_events, runs
from smarketing.measuring.clocks.deadlines import Timer, calendar_of, timer
from smarketing.units import Quantity
from smarketing.verdicts import Status

Phase = Literal["running", "paused", "stopped", "cancelled"]
_ACCEPTED = "accepted"


@attrs.frozen
class ClockState:
    """One run of the clock of a promise, as seen from an instant.

    `due` is when its time is over, if nothing pauses it any more; None while it rests with time left. `used` is the
    time that has run, `overdue` the time that has run since it was due. `status` is met or missed once that is certain,
    pending before, and not in force if it was called off in time.
    """

    promise: str
    phase: Phase
    status: Status
    began: datetime
    due: datetime | None
    ended: datetime | None
    used: timedelta
    overdue: timedelta
    at_risk: bool = False


@attrs.frozen
class FollowedRun:
    """A run of a clock, how it stands, and since when its case counts: in UTC."""

    run: ClockRun
    state: ClockState
    since: datetime


def state(
    part: Handoff | Channel, history: Events, at: datetime, *, agreement: Agreement | None = None
) -> tuple[ClockState, ...]:
    """Give how each clock of a handoff or channel stands at an instant: every run of it, oldest first.

    `history` are events in any order, or a record with moments in columns (`handed_over_at`); what happens after `at`
    does not count. The fields of a run are those of the event with which it began, of a handoff those of its handing
    over. The `agreement` has the hours, the definitions and the events that clocks use. InvalidValueError for business
    time without its hours.
    """
    now = at.astimezone(UTC)
    return tuple(each.state for each in followed(part, as_events(history, now, agreement), now, agreement))


def followed(
    part: Handoff | Channel, events: list[Event], now: datetime, agreement: Agreement | None
) -> Iterator[FollowedRun]:
    """Give each run of each clock over events that are in order, up to an instant, with how it stands then."""
    begins = (part.event,) if isinstance(part, Handoff) else [name for _, each in part.clocks for name in each.starts]
    handed = [each for each in events if each.name in begins]
    taken: list[tuple[Event, Event]] = []
    origin_of = partial(_origin, handed, taken)
    for (_step, clock), name in zip(part.clocks, part.clock_promises, strict=True):
        known = [each for each in events if is_decision(each, clock)] if isinstance(clock, Acceptance) else events
        timer_of = partial(_timer_of, part, clock, agreement, origin_of)
        if agreement is None:  # what it needs is asked for, whether anything began or not
            timer_of(Event("", now))
        some = [each for each in runs(clock, known, timer_of) if origin_of(each.start) is not None]
        here = [_state(name, clock, run, now) for run in some]
        if isinstance(clock, Acceptance):
            taken += _accepted(some, here, origin_of)
            events = [*(each for each in events if each.name != _ACCEPTED), *(accepted for accepted, _origin in taken)]
        for run, found in zip(some, here, strict=True):
            yield FollowedRun(run, found, _since(clock, run, origin_of))


OriginOf = Callable[[Event], Event | None]
"""Gives the handing over, or question, that a run belongs to by the event that started it."""


def _since(clock: Clock, run: ClockRun, origin_of: OriginOf) -> datetime:
    """Since the handing over; what follows each stop counts from there."""
    origin = None if clock.repeats == "after each stop" else origin_of(run.start)
    return (origin or run.start).instant


def _timer_of(
    part: Handoff | Channel, clock: Clock, agreement: Agreement | None, origin_of: OriginOf, start: Event
) -> Timer:
    """The time of the run that an event starts, by the fields of its handing over."""
    fields = (origin_of(start) or start).fields
    zone = "UTC" if agreement is None else agreement.term.timezone
    return timer(_within(clock, fields, agreement), calendar_of(clock, part.answers, fields, agreement), zone)


def _origin(handed: Sequence[Event], taken: Sequence[tuple[Event, Event]], start: Event) -> Event | None:
    """The handing over itself, or the one that was accepted; else the last one before the run began, or the first."""
    if any(each is start for each in handed):
        return start
    for accepted, origin in taken:
        if accepted is start:
            return origin
    before = [each for each in handed if each.instant <= start.instant]
    return before[-1] if before else handed[0] if handed else None


def is_decision(event: Event, clock: Acceptance) -> bool:
    """Tell whether a rejection, if it is one, has a reason that both sides agreed on."""
    reason = event.fields.get("reason", event.fields.get("rejection_reason"))
    return event.name != REJECTED or not clock.reject_for or reason in clock.reject_for


def _accepted(
    some: Sequence[ClockRun], states: Sequence[ClockState], origin_of: OriginOf
) -> Iterator[tuple[Event, Event]]:
    """When each was accepted, and its handing over; what nobody decides in time is accepted when that is over."""
    for run, found in zip(some, states, strict=True):
        origin = origin_of(run.start) or run.start
        if found.status is Status.MET and run.cause is not None and run.cause.name != REJECTED:
            yield Event(_ACCEPTED, run.cause.at, origin.fields), origin
        elif found.status is Status.MISSED and found.due is not None:
            yield Event(_ACCEPTED, found.due, origin.fields), origin


def _within(clock: Clock, fields: Mapping[str, object], agreement: Agreement | None) -> Quantity:
    """The time of the first case that holds, else that of the rest."""
    if not clock.cases:
        return clock.within
    if agreement is None:
        raise InvalidValueError(
            "the times of this clock go by criteria; give the agreement that they belong to", "agreement"
        )
    for case in clock.cases:
        if agreement.criterion(case.when)(agreement.scored(fields)):
            return case.within
    return clock.within


def _state(promise: str, clock: Clock, run: ClockRun, now: datetime) -> ClockState:
    end = run.ended or run.off or now
    time, pauses = run.timer, [(start, stop or end) for start, stop in run.pauses]
    rests = not run.is_over and any(stop is None for _start, stop in run.pauses)
    due = time.due(run.began, pauses)
    missed = end > due.astimezone(UTC) and not run.void
    used = time.calendar.between(run.began, end, pauses)
    overdue = time.calendar.between(due, end, pauses) if missed else timedelta()
    if missed:
        status = Status.MISSED
    elif run.ended is not None:
        status = Status.MET
    else:
        status = Status.PENDING if run.off is None else Status.NOT_IN_FORCE
    phase: Phase = "stopped" if run.ended else "cancelled" if run.off else "paused" if rests else "running"
    at_risk = status is Status.PENDING and clock.at_risk is not None and _is_at_risk(clock.at_risk, run, used)
    zone = run.start.at.tzinfo
    ended = None if run.ended is None else run.ended.astimezone(zone)
    due_if_running = None if rests and not missed else due
    return ClockState(promise, phase, status, run.began.astimezone(zone), due_if_running, ended, used, overdue, at_risk)


def _is_at_risk(share: Quantity, run: ClockRun, used: timedelta) -> bool:
    allowed = run.timer.calendar.between(run.began, run.timer.due(run.began))
    return Fraction(used // timedelta.resolution, 1) >= share.value_in("") * (allowed // timedelta.resolution)
