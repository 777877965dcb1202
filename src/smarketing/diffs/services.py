"""What a change makes of services: how much of them is promised, and what counts."""

from collections.abc import Iterator

from smarketing.agreement import Agreement, InAnyDays, Service
from smarketing.diffs.change import Change, Way, said
from smarketing.diffs.handoffs import Otherwise, changed_parts, other_fields
from smarketing.units import Quantity

_LEAST, _MOST = ("availability", "mtbf", "throughput"), ("mttr", "jitter")
_REST = (
    "owed_by",
    "owed_to",
    "hours",
    "reported_by",
    "paid_by",
    "sampled_every",
    "shortest",
    "overlapping",
    "weighed_by",
    "weights",
)


def changed_services(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what a service owes otherwise."""
    return changed_parts("services", old.services, new.services, _service)


def _service(was: Service, now: Service) -> Iterator[Otherwise]:
    for field in (*_LEAST, *_MOST):
        one, other = getattr(was, field), getattr(now, field)
        if one != other:
            yield now.owed_by, _way(one, other, field in _LEAST), _said(field, one, other)
    for way, message in _in_any(was.in_any, now.in_any):
        yield now.owed_by, way, message
    if more := [cause for cause in now.excludes if cause not in was.excludes]:
        yield now.owed_by, "looser", f"does not answer for {', '.join(more)} now"
    if fewer := [cause for cause in was.excludes if cause not in now.excludes]:
        yield now.owed_by, "stricter", f"answers for {', '.join(fewer)} now"
    yield from other_fields(was, now, _REST)


def _way(was: Quantity | None, now: Quantity | None, more_is_stricter: bool) -> Way:
    if was is None or now is None:
        return "stricter" if was is None else "looser"
    if not was.measures(now.unit):
        return "other"
    return "stricter" if (now > was) == more_is_stricter else "looser"


def _said(field: str, was: Quantity | None, now: Quantity | None) -> str:
    side = "at least" if field in _LEAST else "at most"
    if now is None:
        return f"{field} is not promised any more, and was {side} {said(was)}"
    return f"{field} is {side} {said(now)}, {'and was not promised' if was is None else f'was {said(was)}'}"


_IN_ANY = {"failures": "number of failures", "downtime": "downtime"}
_DaysAndMost = tuple[int, Quantity]


def _in_any(was: InAnyDays | None, now: InAnyDays | None) -> Iterator[tuple[Way, str]]:
    """What is said of how often and how long it may fail in any so many days."""
    for field, what in _IN_ANY.items():
        one, other = _days_and_most(was, field), _days_and_most(now, field)
        if one is not None and other is None:
            yield "looser", f"{what} is not promised any more, and was {_at_most(one)}"
        elif other is not None and one != other:
            before = "and was not promised" if one is None else f"was {_at_most(one)}"
            yield _way_in_any(one, other), f"{what} is {_at_most(other)}, {before}"


def _days_and_most(promised: InAnyDays | None, field: str) -> _DaysAndMost | None:
    most = None if promised is None else getattr(promised, field)
    if promised is None or most is None:
        return None
    return promised.days, Quantity(most, "incident") if field == "failures" else most


def _at_most(promised: _DaysAndMost) -> str:
    days, most = promised
    return f"at most {said(most)} in any {days} {'day' if days == 1 else 'days'}"


def _way_in_any(was: _DaysAndMost | None, now: _DaysAndMost) -> Way:
    """Less is stricter, and as much in more days is too."""
    if was is None:
        return "stricter"
    longer: list[Way] = [] if now[0] == was[0] else ["stricter" if now[0] > was[0] else "looser"]
    less: list[Way] = [] if now[1] == was[1] else [_way(was[1], now[1], more_is_stricter=False)]
    ways = {*longer, *less}
    return ways.pop() if len(ways) == 1 else "other"
