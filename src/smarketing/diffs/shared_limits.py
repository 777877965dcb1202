"""What a change makes of limits that several consequences share."""

from collections.abc import Iterator

import attrs

from smarketing.agreement import Agreement
from smarketing.consequences import SharedLimit
from smarketing.diffs.change import Change, Way, pairs
from smarketing.diffs.consequences import held_to, lets_through, way_of


def changed_shared_limits(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give which shared limits are others, for each party whose misses the consequences follow that share them."""
    for name, was, now in pairs(old.limits, new.limits):
        if was == now:
            continue
        for party in _held(old, was) | _held(new, now) or {None: None}:
            yield Change(party, _way(was, now), f"limit {name}", _message(was, now))


def _held(agreement: Agreement, limit: SharedLimit | None) -> dict[str | None, None]:
    """The parties whose misses the consequences follow that share a limit."""
    covered = (each for each in agreement.consequences if limit is not None and limit.covers(each.name))
    return {party: None for each in covered for party in held_to(agreement, each)}


def _message(was: SharedLimit | None, now: SharedLimit | None) -> str:
    texts = ["" if each is None else each.describe() for each in (was, now)]
    if was is None or now is None:
        return f"is new: {texts[1]}" if was is None else f"is gone: it was {texts[0]}"
    return f"is {texts[1]}, was {texts[0]}"


def _way(was: SharedLimit | None, now: SharedLimit | None) -> Way:
    """Whether more may be paid, or less; other where that follows from figures, or only the pool is another."""
    if was is None or now is None:
        limits = any(each is not None and (each.at_most or each.only) for each in (was, now))
        return "other" if not limits else "looser" if was is None else "stricter"
    if not (was.at_most and now.at_most) or attrs.evolve(was, at_most=now.at_most) != now:
        return "other"
    return way_of(lets_through(now.at_most, was.at_most), lets_through(was.at_most, now.at_most))
