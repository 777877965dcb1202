"""What a change makes of consequences."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from smarketing.agreement import Agreement, Consequence
from smarketing.consequences import ANY, Credit, Missed
from smarketing.diffs.change import Change, Way, pairs, said


def changed_consequences(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what follows otherwise, for each party whose misses it follows."""
    for name, was, now in pairs(old.consequences, new.consequences):
        for party in _held(old, was) | _held(new, now):
            if was is None or now is None:
                way: Way = "stricter" if was is None else "looser"
                message = f"is new: {_follows(now)}" if now is not None else f"is gone: it was {_follows(was)}"
                yield Change(party, way, name, message)
            else:
                yield from _consequence(party, was, now)


def _held(agreement: Agreement, consequence: Consequence | None) -> dict[str, None]:
    """The parties whose misses a consequence follows."""
    if consequence is None:
        return {}
    owing = {each.name: each.owed_by for each in agreement.promises}
    return {owing[name]: None for case in consequence.when.cases(agreement.promises) for name in case if name in owing}


def _consequence(party: str, was: Consequence, now: Consequence) -> Iterator[Change]:
    if was.when != now.when:
        yield Change(party, _sooner(was.when, now.when), now.name, f"follows {_when(now)}, followed {_when(was)}")
    if _effect(was) != _effect(now):
        yield Change(party, _dearer(was.effect, now.effect), now.name, f"is {_effect(now)}, was {_effect(was)}")


def _sooner(was: object, now: object) -> Way:
    """Whether the same promises bring a consequence with fewer misses, or in a longer window."""
    if not isinstance(was, Missed) or not isinstance(now, Missed):
        return "other"
    alike = (was.each, was.across, was.running) == (now.each, now.across, now.running)
    windows = (was.window or 1, now.window or 1)
    if alike and was.times >= now.times and windows[0] <= windows[1]:
        return "stricter"
    return "looser" if alike and was.times <= now.times and windows[0] >= windows[1] else "other"


def _dearer(was: object, now: object) -> Way:
    """Whether every credit of the one is at least as high as the other's, and its cap too."""
    if not (isinstance(was, Credit) and isinstance(now, Credit) and was.currency == now.currency):
        return "other"
    capped_alike = not (was.cap and now.cap) or _cap_period(was) == _cap_period(now)
    if was.tiers or now.tiers or was.only_above != now.only_above or not capped_alike:
        return "other"
    steps = [_sign(now.worth(now.pays[0]) - was.worth(was.pays[0])), _cap_step(was, now)]
    if all(step >= 0 for step in steps):
        return "stricter"
    return "looser" if all(step <= 0 for step in steps) else "other"


def _cap_period(credit: Credit) -> str:
    return "" if credit.cap is None else credit.cap.unit.partition("/")[2]


def _cap_step(was: Credit, now: Credit) -> int:
    """Whether the cap lets more be paid (1) or less (-1); no cap lets everything."""
    one, other = was.cap_amount(), now.cap_amount()
    if one is None or other is None:
        return (other is None) - (one is None)
    return _sign(other - one)


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def _follows(consequence: Consequence) -> str:
    return f"{_effect(consequence)} {_when(consequence)}"


_CALLED = {
    "Credit": "a credit",
    "Escalate": "an escalation",
    "Remedy": "a remedy",
    "Terminate": "the right to terminate",
}


def _effect(consequence: Consequence) -> str:
    effect: Any = consequence.effect
    fields = ((field.name, getattr(effect, field.name)) for field in attrs.fields(type(effect)))
    details = ", ".join(f"{name.replace('_', ' ')} {said(value)}" for name, value in fields if value not in (None, ()))
    called = _CALLED.get(type(effect).__name__, type(effect).__name__)
    return f"{called} ({details})" if details else called


def _when(consequence: Consequence) -> str:
    when = consequence.when
    if not isinstance(when, Missed):
        return f"when {when!r}"
    if when.across:
        together = f"{' and '.join(when.across)} are missed {when.times} times together"
        return f"when {together} in {when.window or 1} months"
    names = "any promise" if when.each == (ANY,) else " or ".join(when.each)
    if when.times == 1:
        return f"when {names} is missed"
    how = "in a row" if when.running else f"in {when.window} months"
    return f"when {names} is missed {when.times} times {how}"
