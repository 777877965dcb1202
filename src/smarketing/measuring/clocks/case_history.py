"""What happened to one lead, ticket or question, and the runs of a clock over it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

import attrs

from smarketing.agreement import Agreement, Clock
from smarketing.criteria import Criterion
from smarketing.criteria.language.values import is_missing
from smarketing.errors import InvalidValueError
from smarketing.measuring.clocks.deadlines import Timer

SUFFIX = "_at"
REJECTED = "rejected"


@attrs.frozen
class Event:
    """Something that happened at an instant; `fields` say more of it, as the reason of a rejection."""

    name: str
    at: datetime = attrs.field()
    fields: Mapping[str, object] = attrs.field(factory=dict)

    @at.validator
    def _check_at(self, _: object, at: datetime) -> None:
        if getattr(at, "utcoffset", lambda: None)() is None:
            raise InvalidValueError(f"an event happens at a datetime with a time zone; not {at!r}", "at")

    @property
    def instant(self) -> datetime:
        """When it happened, in UTC: local times of one zone do not compare in the hour that comes twice."""
        return self.at.astimezone(UTC)


Events = Iterable[Event] | Mapping[str, object]
"""Events in any order, or a record with moments in columns: `accepted_at` is the event `accepted`."""


def as_events(given: Events, until: datetime, agreement: Agreement | None = None) -> list[Event]:
    """Give events up to an instant, oldest first, then by name; what else a record holds goes with each of them.

    What an agreement defines as an event by a criterion is one where that holds; an event that does not say what the
    criterion asks for is what its name says.
    """
    if isinstance(given, Mapping):
        moments = {name: at for name, at in given.items() if name.endswith(SUFFIX)}
        rest = {name: value for name, value in given.items() if name not in moments}
        there = ((name.removesuffix(SUFFIX), at) for name, at in moments.items() if not is_missing(at))
        given = [Event(name, cast("datetime", at), rest) for name, at in there]
    criteria = {} if agreement is None else agreement.event_criteria[0]
    known = [named for each in given if each.instant <= until for named in _named(each, criteria)]
    return sorted(known, key=lambda each: (each.instant, each.name))


def _named(event: Event, criteria: Mapping[str, Criterion]) -> Iterator[Event]:
    """The event under each name that the agreement has for it."""
    record = {**event.fields, "event": event.name}
    if event.name not in criteria or not _says(record, criteria[event.name]):
        yield event
    for name, criterion in criteria.items():
        if _says(record, criterion) and criterion(record):
            yield attrs.evolve(event, name=name)


def _says(record: Mapping[str, object], criterion: Criterion) -> bool:
    return set(criterion.fields) <= record.keys()


Pause = tuple[datetime, datetime | None]
"""From an instant until another, or until now."""


@attrs.define
class ClockRun:
    """One run of a clock: what started it, when it began or restarted, and when it ended or was cancelled, in UTC.

    It is `void` if it was taken out; `cause` is the event that ended it. `pauses_before` are those before it
    restarted. `moves` are the events that came while it ran, each after how it moves a clock, in order.
    """

    start: Event
    timer: Timer
    began: datetime
    ended: datetime | None = None
    off: datetime | None = None
    void: bool = False
    pauses: list[Pause] = attrs.field(factory=list)
    cause: Event | None = None
    pauses_before: list[Pause] = attrs.field(factory=list)
    moves: list[tuple[str, Event]] = attrs.field(factory=list)

    @property
    def is_over(self) -> bool:
        """Whether nothing moves it any more."""
        return self.ended is not None or self.off is not None

    def move(self, kind: str, event: Event, *, is_start: bool = False) -> None:
        """Let an event move it; one that starts the clock too restarts it whether it was due or not."""
        at = event.instant
        self.moves.append((kind, event))
        if kind == "pauses":
            self._rest(at)
        elif kind == "resumes":
            self._run_again(at)
        elif kind == "resets":
            self._restart(at, whenever=is_start)
        elif kind == "stops":
            self._run_again(at)
            self.ended, self.cause = at, event
        else:
            self._run_again(at)
            self.off, self.void = at, kind == "voids"

    def _rest(self, at: datetime) -> None:
        if not self.pauses or self.pauses[-1][1] is not None:
            self.pauses.append((at, None))

    def _run_again(self, at: datetime) -> None:
        if self.pauses and self.pauses[-1][1] is None:
            self.pauses[-1] = (self.pauses[-1][0], at)

    def _restart(self, at: datetime, *, whenever: bool) -> None:
        """Give it all of its time again, unless that was over before; a pause ends in any case."""
        self._run_again(at)
        if whenever or at <= self.timer.due(self.began, cast("list[tuple[datetime, datetime]]", self.pauses)):
            self.began, self.pauses_before, self.pauses = at, [*self.pauses_before, *self.pauses], []


_KINDS = ("starts", "pauses", "resumes", "stops", "cancels", "voids", "resets")
"""How events move a clock; in this order at one instant."""


def runs(clock: Clock, events: Sequence[Event], timer_of: Callable[[Event], Timer]) -> list[ClockRun]:
    """Give the runs of a clock over events, oldest first; `timer_of` gives the time of the run that an event starts.

    A start begins a run if none runs. What moves a run comes before its end, or at the same instant and earlier in the
    order of `_KINDS`; what moves no run does nothing.
    """
    moves = [(each, kind) for each in events for kind in _KINDS if each.name in getattr(clock, kind)]
    moves.sort(key=lambda move: (move[0].instant, _KINDS.index(move[1]), move[0].name == REJECTED, move[0].name))
    found: list[ClockRun] = []
    chained_at: datetime | None = None
    for event, kind in moves:
        at = event.instant
        run = found[-1] if found and not found[-1].is_over else None
        if kind == "starts":
            if run is None and (clock.repeats != "once" or not found):
                found.append(ClockRun(event, timer_of(event), at))
        elif run is not None and not (kind == "stops" and at == chained_at):
            is_start = event.name in clock.starts
            if kind == "resets" and is_start and at == run.start.instant:
                continue  # it starts the run, and there is nothing to restart
            run.move(kind, event, is_start=is_start)
            if kind == "stops" and clock.repeats == "after each stop":
                chained_at = at
                found.append(ClockRun(event, timer_of(event), at))
    return found
