"""What happened to one lead, ticket or question, and the runs of a clock over it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

import attrs

from smarketing.agreement import Clock
from smarketing.criteria.language.values import is_missing
from smarketing.errors import InvalidValueError

SUFFIX = "_at"


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


Events = Iterable[Event] | Mapping[str, object]
"""Events in any order, or a record with moments in columns: `accepted_at` is the event `accepted`."""


def as_events(given: Events, until: datetime) -> list[Event]:
    """Give events up to an instant, oldest first, then by name; what else a record holds goes with each of them."""
    if isinstance(given, Mapping):
        moments = {name: at for name, at in given.items() if name.endswith(SUFFIX)}
        rest = {name: value for name, value in given.items() if name not in moments}
        there = ((name.removesuffix(SUFFIX), at) for name, at in moments.items() if not is_missing(at))
        given = [Event(name, cast("datetime", at), rest) for name, at in there]
    return sorted((each for each in given if each.at <= until), key=lambda each: (each.at, each.name))


Pause = tuple[datetime, datetime | None]
"""From an instant until another, or until now."""


@attrs.frozen
class ClockRun:
    """One run of a clock: when it began, and ended or was called off; its pauses; and the event that ended it."""

    began: datetime
    ended: datetime | None = None
    off: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    cause: Event | None = None


def runs(clock: Clock, events: Sequence[Event]) -> Iterator[ClockRun]:
    """Give the runs of a clock over events in order, oldest first.

    The first start begins a run, and the first stop at that instant or later ends it; a reset before that begins it
    anew, and a cancel before that calls it off. A clock that repeats begins again with the first start after the end,
    or with the end itself; what comes at the instant of the end belongs to the run that ended.
    """
    pauses = list(_pauses(clock, events))
    start, chained = _first(events, clock.starts), False
    while start is not None:
        stop = _first(events, clock.stops, start.at, strictly=chained)
        off = _first([each for each in events if stop is None or each.at < stop.at], clock.cancels, start.at)
        end = stop if off is None else off
        again = [each.at for each in events if each.name in clock.resets and _is_in(each, start, end)]
        began = max(again, default=start.at)
        rests = tuple(_since(began, pauses))
        yield ClockRun(began, _at(stop), None, rests, stop) if off is None else ClockRun(began, None, off.at, rests)
        if clock.repeats == "once" or end is None:
            return
        chained = clock.repeats == "after each stop"
        start = end if chained else _first(events, clock.starts, end.at, strictly=True)
        if chained and off is not None:
            return


def _first(
    events: Sequence[Event], names: Collection[str], since: datetime | None = None, *, strictly: bool = False
) -> Event | None:
    some = (each for each in events if each.name in names)
    return next(
        (each for each in some if since is None or each.at > since or (each.at == since and not strictly)), None
    )


def _is_in(event: Event, start: Event, stop: Event | None) -> bool:
    return event.at >= start.at and (stop is None or event.at < stop.at)


def _at(event: Event | None) -> datetime | None:
    return None if event is None else event.at


def _pauses(clock: Clock, events: Sequence[Event]) -> Iterator[Pause]:
    """The spells in which it rests; at one instant, resuming wins."""
    moved = [each for each in events if each.name in (*clock.pauses, *clock.resumes)]
    since: datetime | None = None
    for each in sorted(moved, key=lambda each: (each.at, each.name in clock.resumes)):
        if each.name in clock.resumes:
            if since is not None:
                yield since, each.at
            since = None
        elif since is None:
            since = each.at
    if since is not None:
        yield since, None


def _since(began: datetime, pauses: Iterable[Pause]) -> Iterator[Pause]:
    return ((max(start, began), end) for start, end in pauses if end is None or end > began)
