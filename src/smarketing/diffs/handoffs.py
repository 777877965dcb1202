"""What a change makes of handoffs and channels, and of the hours that their clocks go by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from smarketing.agreement import Acceptance, Agreement, Attempts, Channel, Clock, FollowUp, Handoff, NamedHours
from smarketing.diffs.change import Change, Way, pairs, said
from smarketing.hours import week_texts, windows_text
from smarketing.units import Quantity, written

_CALLED = {"accept": "acceptance", "follow_up": "follow-up", "reply": "reply"}
_MOVED_BY = {
    "starts": ("starts with", "started with"),
    "stops": ("stops with", "stopped with"),
    "pauses": ("is paused by", "was paused by"),
    "resumes": ("resumes with", "resumed with"),
    "resets": ("restarts with", "restarted with"),
    "cancels": ("is cancelled by", "was cancelled by"),
    "voids": ("counts no more with", "counted no more with"),
    "repeats": ("runs", "ran"),
    "at_risk": ("is at risk from", "was at risk from"),
    "hours_by": ("goes by the hours in", "went by the hours in"),
    "tries": ("counts as attempts", "counted as attempts"),
    "until": ("asks for attempts until", "asked for attempts until"),
}
"""How fields of a clock are said now, and as they were."""

Otherwise = tuple[str | None, Way, str]
"""Who owes more or less, which, and what is said of it."""


def changed_handoffs(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what is handed over otherwise: information is the giver's to pass on, clocks are the taker's to keep."""
    return changed_parts("handoffs", old.handoffs, new.handoffs, _handoff)


def changed_channels(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what the public may expect otherwise."""
    return changed_parts("channels", old.channels, new.channels, _channel)


def changed_events(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what counts as an event otherwise."""
    return changed_parts("events", old.events, new.events, lambda was, now: other_fields(was, now, ("means", "when")))


def changed_hours(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give when somebody is there otherwise."""
    return changed_parts("hours", old.hours, new.hours, _other_hours)


def changed_parts(
    section: str, old: Sequence[Any], new: Sequence[Any], otherwise: Callable[[Any, Any], Iterable[Otherwise]]
) -> Iterator[Change]:
    """Give what is new in a section, what is gone, and what is said otherwise of the rest."""
    for name, was, now in pairs(old, new):
        what = f"{section}: {name}"
        if was is None or now is None:
            yield Change(None, "other", what, "is new" if was is None else "is gone")
        else:
            yield from (Change(party, way, what, message) for party, way, message in otherwise(was, now))


def _handoff(was: Handoff, now: Handoff) -> Iterator[Otherwise]:
    yield from other_fields(
        was, now, {"giver": "from", "taker": "to", "trigger": "trigger", "event": "event", "notice": "notice"}
    )
    yield from ((now.giver, way, message) for way, message in _information(was, now))
    yield from ((now.taker, way, message) for way, message in _clocks(was, now))


def _channel(was: Channel, now: Channel) -> Iterator[Otherwise]:
    yield from other_fields(was, now, ("owed_by", "purpose", "not_for", "trigger"))
    yield from ((now.owed_by, way, message) for way, message in _clocks(was, now))


def other_fields(was: object, now: object, keys: Mapping[str, str] | Sequence[str]) -> Iterator[Otherwise]:
    """Give the fields that are others, by their keys."""
    for field, key in (keys if isinstance(keys, Mapping) else dict(zip(keys, keys, strict=True))).items():
        one, other = getattr(was, field), getattr(now, field)
        if one != other:
            yield None, "other", f"{key.replace('_', ' ')} is {said(other)}, was {said(one)}"


def _moved(was: Clock, now: Clock) -> Iterator[tuple[Way, str]]:
    for field, (present, past) in _MOVED_BY.items():
        one, other = getattr(was, field, None), getattr(now, field, None)
        if one != other:
            yield "other", f"{present} {_given(other)}, {past} {_given(one)}"


def _given(value: object) -> str:
    return said(value) if value not in (None, ()) else "nothing"


def _information(was: Handoff, now: Handoff) -> Iterator[tuple[Way, str]]:
    if more := [name for name in now.information if name not in was.information]:
        yield "stricter", f"{', '.join(more)} must be passed on now"
    if fewer := [name for name in was.information if name not in now.information]:
        yield "looser", f"{', '.join(fewer)} need not be passed on any more"
    yield from (
        (way, f"information is whole {message}")
        for way, message in _share(was.informed_at_least, now.informed_at_least)
    )


def _clocks(was: Handoff | Channel, now: Handoff | Channel) -> Iterator[tuple[Way, str]]:
    before, after = dict(was.clocks), dict(now.clocks)
    for step, called in _CALLED.items():
        one, other = before.get(step), after.get(step)
        if one is not None and other is not None:
            yield from ((way, f"{called} {message}") for way, message in _clock(one, other))
        elif other is not None:
            yield "stricter", f"{called} is promised now, within {written(other.within)}"
        elif one is not None:
            yield "looser", f"{called} is not promised any more, and was within {written(one.within)}"


def _clock(was: Clock, now: Clock) -> Iterator[tuple[Way, str]]:
    """What a clock asks otherwise."""
    if was.within != now.within:
        yield _sooner(was.within, now.within), f"is due within {written(now.within)}, was within {written(was.within)}"
    if was.cases != now.cases:
        yield "other", f"has {_cases(now)}, had {_cases(was)}"
    yield from _moved(was, now)
    if was.hours != now.hours:
        yield "other", f"goes by {now.hours or 'no hours'}, went by {was.hours or 'no hours'}"
    yield from ((way, f"is in time {message}") for way, message in _share(was.at_least, now.at_least))
    if isinstance(was, Acceptance) and isinstance(now, Acceptance):
        yield from _acceptance(was, now)
    if isinstance(was, FollowUp) and isinstance(now, FollowUp):
        yield from _follow_up(was, now)


def _share(was: Quantity, now: Quantity) -> Iterator[tuple[Way, str]]:
    if was != now:
        yield "stricter" if now > was else "looser", f"for {written(now)}, was for {written(was)}"


def _acceptance(was: Acceptance, now: Acceptance) -> Iterator[tuple[Way, str]]:
    if more := [reason for reason in now.reject_for if reason not in was.reject_for]:
        yield "looser", f"may be rejected for {', '.join(more)} now"
    if fewer := [reason for reason in was.reject_for if reason not in now.reject_for]:
        yield "stricter", f"may not be rejected for {', '.join(fewer)} any more"


def _follow_up(was: FollowUp, now: FollowUp) -> Iterator[tuple[Way, str]]:
    if was.attempts != now.attempts:
        yield _oftener(was.attempts, now.attempts), f"attempts are {said(now.attempts)}, were {said(was.attempts)}"
    if was.effort != now.effort:
        yield "other", f"effort is {said(now.effort)}, was {said(was.effort)}"


def _cases(clock: Clock) -> str:
    times = (f"{written(case.within)} when {case.when}" for case in clock.cases)
    return ", ".join(times) or "one time for all cases"


def _sooner(was: Quantity, now: Quantity) -> Way:
    if not was.measures(now.unit):
        return "other"
    return "stricter" if now < was else "looser"


def _oftener(was: Attempts | None, now: Attempts | None) -> Way:
    """Whether more attempts are asked for in no more time, or no fewer in less."""
    if was is None or now is None:
        return "stricter" if was is None else "looser"
    if not was.within.measures(now.within.unit):
        return "other"
    if now.times >= was.times and now.within <= was.within:
        return "stricter"
    return "looser" if now.times <= was.times and now.within >= was.within else "other"


def _other_hours(was: NamedHours, now: NamedHours) -> Iterator[Otherwise]:
    before, after = _hours(was), _hours(now)
    for field in after | before:
        one, other = before.get(field, ""), after.get(field, "")
        if one != other:
            verbs = ("are", "were") if field.endswith("s") else ("is", "was")
            name = field.replace("_", " ")
            yield None, "other", f"{name} {verbs[0]} {other or 'none'}, {verbs[1]} {one or 'none'}"


def _hours(hours: NamedHours) -> dict[str, str]:
    calendar = hours.calendar
    if calendar is None:
        return {"any_of": ", ".join(hours.any_of), "all_of": ", ".join(hours.all_of)}
    dated = {"overrides": calendar.overrides, "closures": calendar.closures}
    return {
        "weekly": ", ".join(f"{days} {windows}" for days, windows in week_texts(calendar.weekly).items()),
        "timezone": calendar.tz,
        "holidays": ", ".join(calendar.holidays),
        **{key: ", ".join(f"{day} {windows_text(windows)}" for day, windows in each) for key, each in dated.items()},
    }
