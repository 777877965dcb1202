"""What a change makes of services: how much of them is promised, and what counts."""

from collections.abc import Iterator

from smarketing.agreement import Agreement, Service
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
