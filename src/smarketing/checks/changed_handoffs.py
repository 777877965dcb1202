"""What a change makes of handoffs, and of the hours that their clocks go by."""

from collections.abc import Iterator

from smarketing.checks.changes import Change, Way, pairs, said
from smarketing.hours import BusinessHours, week_texts, windows_text
from smarketing.model import Acceptance, Agreement, Attempts, Clock, FollowUp, Handoff
from smarketing.units import Quantity, written

_CALLED = {"accept": "acceptance", "follow_up": "follow-up"}


def changed_handoffs(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what is handed over otherwise: information is the giver's to pass on, clocks are the taker's to keep."""
    for name, was, now in pairs(old.handoffs, new.handoffs):
        what = f"handoffs: {name}"
        if was is None or now is None:
            yield Change(None, "other", what, "is new" if was is None else "is gone")
            continue
        for field, key in (("giver", "from"), ("taker", "to"), ("trigger", "trigger"), ("notice", "notice")):
            if getattr(was, field) != getattr(now, field):
                message = f"{key} is {said(getattr(now, field))}, was {said(getattr(was, field))}"
                yield Change(None, "other", what, message)
        yield from (Change(now.giver, way, what, message) for way, message in _information(was, now))
        yield from (Change(now.taker, way, what, message) for way, message in _clocks(was, now))


def _information(was: Handoff, now: Handoff) -> Iterator[tuple[Way, str]]:
    if more := [name for name in now.information if name not in was.information]:
        yield "stricter", f"{', '.join(more)} must be passed on now"
    if fewer := [name for name in was.information if name not in now.information]:
        yield "looser", f"{', '.join(fewer)} need not be passed on any more"


def _clocks(was: Handoff, now: Handoff) -> Iterator[tuple[Way, str]]:
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
    if was.hours != now.hours:
        yield "other", f"goes by {now.hours or 'no hours'}, went by {was.hours or 'no hours'}"
    if was.at_least != now.at_least:
        way: Way = "stricter" if now.at_least > was.at_least else "looser"
        yield way, f"is in time for {written(now.at_least)}, was for {written(was.at_least)}"
    if isinstance(was, Acceptance) and isinstance(now, Acceptance):
        if more := [reason for reason in now.reject_for if reason not in was.reject_for]:
            yield "looser", f"may be rejected for {', '.join(more)} now"
        if fewer := [reason for reason in was.reject_for if reason not in now.reject_for]:
            yield "stricter", f"may not be rejected for {', '.join(fewer)} any more"
    if isinstance(was, FollowUp) and isinstance(now, FollowUp):
        if was.attempts != now.attempts:
            message = f"attempts are {said(now.attempts)}, were {said(was.attempts)}"
            yield _oftener(was.attempts, now.attempts), message
        if was.effort != now.effort:
            yield "other", f"effort is {said(now.effort)}, was {said(was.effort)}"


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


def changed_hours(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give when somebody is there otherwise."""
    for name, was, now in pairs(old.hours, new.hours):
        what = f"hours: {name}"
        if was is None or now is None:
            yield Change(None, "other", what, "is new" if was is None else "is gone")
            continue
        before, after = _hours(was.calendar), _hours(now.calendar)
        for field, text in after.items():
            if text != before[field]:
                verbs = ("are", "were") if field.endswith("s") else ("is", "was")
                message = f"{field} {verbs[0]} {text or 'none'}, {verbs[1]} {before[field] or 'none'}"
                yield Change(None, "other", what, message)


def _hours(calendar: BusinessHours) -> dict[str, str]:
    dated = {"overrides": calendar.overrides, "closures": calendar.closures}
    return {
        "weekly": ", ".join(f"{days} {windows}" for days, windows in week_texts(calendar.weekly).items()),
        "timezone": calendar.tz,
        "holidays": ", ".join(calendar.holidays),
        **{key: ", ".join(f"{day} {windows_text(windows)}" for day, windows in each) for key, each in dated.items()},
    }
