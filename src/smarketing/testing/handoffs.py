"""Handoffs, channels and services: clocks of every kind, and what one party runs for another."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.agreement import (
    Acceptance,
    Attempts,
    Channel,
    ClockCase,
    FollowUp,
    Handoff,
    InAnyDays,
    Repeats,
    Reply,
    Service,
)
from smarketing.agreement.sections.services import OutageWeight, Overlapping
from smarketing.testing.quantities import amounts, shares
from smarketing.testing.texts import texts
from smarketing.units import Quantity

_ELAPSED = ("second", "minute", "hour", "day", "week")
_BUSINESS = ("business_second", "business_minute", "business_hour")
_SEVERAL_TEXTS = st.lists(texts().filter(bool), max_size=3, unique=True)
_MOVED_BY = st.lists(st.sampled_from(["asked", "replied", "handed_over", "_2", "übergeben"]), max_size=2, unique=True)
_ENDS = {
    "starts": st.lists(st.sampled_from(["asked", "handed_over", "_2"]), min_size=1, max_size=2, unique=True),
    "stops": st.lists(st.sampled_from(["replied", "übergeben"]), min_size=1, max_size=2, unique=True),
}
_MOVES = ("starts", "stops", "pauses", "resumes", "resets", "cancels", "voids")

HoursOf = Mapping[str, str | None]
"""The hours by which each party's clocks run that name none; None where it has none."""


@cache
def _times(*, by_hours: bool) -> SearchStrategy[Quantity]:
    """Elapsed times, and of somebody with hours business time, too."""
    if not by_hours:
        return st.builds(Quantity, amounts(40), st.sampled_from(_ELAPSED))
    times = st.builds(Quantity, amounts(40), st.sampled_from(_ELAPSED + _BUSINESS))
    return times | st.builds(Quantity, st.integers(1, 40), st.just("business_day"))


@cache
def _some_text_or_none() -> SearchStrategy[str | None]:
    return st.none() | texts().filter(bool)


@cache
def _shares_below_all() -> SearchStrategy[Quantity | None]:
    return st.none() | shares().filter(lambda share: share.value < 100)


@cache
def _efforts() -> SearchStrategy[Quantity | None]:
    return st.none() | st.builds(Quantity, amounts(40), st.sampled_from(("second", "minute", "hour")))


@st.composite
def _clocks(draw: DrawFn, hours: Sequence[str], own: str | None, criteria: SearchStrategy[str]) -> dict[str, Any]:
    """What any clock has, of a party with hours of its own or without."""
    by = draw(st.sampled_from([None, *hours]))
    times = _times(by_hours=(by or own) is not None)
    events = {name: draw(_ENDS.get(name, _MOVED_BY)) for name in _MOVES if draw(st.booleans())}
    repeats = {"repeats": draw(st.sampled_from(get_args(Repeats)))} if draw(st.booleans()) else {}
    return {
        "within": draw(times),
        "hours": by,
        "at_least": draw(shares()),
        "hours_by": draw(_some_text_or_none()),
        "cases": draw(st.lists(st.builds(ClockCase, criteria, times), max_size=2)),
        "at_risk": draw(_shares_below_all()),
        **events,
        **repeats,
    }


@st.composite
def handoffs(
    draw: DrawFn, name: str, own_hours: HoursOf, hours: Sequence[str], criteria: SearchStrategy[str]
) -> Handoff:
    """Generate handoffs between two of the parties that `own_hours` names, whose clocks run by some of the `hours`."""
    giver, taker = draw(st.permutations(sorted(own_hours)))[:2]
    accept, follow_up = (draw(st.none() | _clocks(hours, own_hours[taker], criteria)) for _clock in range(2))
    tried = st.builds(Attempts, st.integers(1, 9999), _times(by_hours=own_hours[taker] is not None))
    more: dict[str, Any] = {"attempts": draw(st.none() | tried), "effort": draw(_efforts())}
    more |= {name: draw(_MOVED_BY) for name in ("tries", "until") if draw(st.booleans())}
    return Handoff(
        name,
        giver,
        taker,
        trigger=draw(st.just("") | criteria),
        information=draw(_SEVERAL_TEXTS),
        notice=draw(texts()),
        accept=None if accept is None else Acceptance(**accept, reject_for=draw(_SEVERAL_TEXTS)),
        follow_up=None if follow_up is None else FollowUp(**follow_up, **more),
        event=draw(st.sampled_from(["handed_over", "assigned"])),
        informed_at_least=draw(shares()),
    )


@st.composite
def channels(
    draw: DrawFn, name: str, own_hours: HoursOf, hours: Sequence[str], criteria: SearchStrategy[str]
) -> Channel:
    """Generate channels of a party that say what they are for, or how fast it replies, or both."""
    party = draw(st.sampled_from(sorted(own_hours)))
    reply = draw(st.none() | _clocks(hours, own_hours[party], criteria))
    purpose = draw(texts().filter(lambda purpose: bool(purpose or reply)))
    own = None if reply is None else Reply(**reply)
    return Channel(name, party, purpose, draw(texts()), trigger=draw(st.just("") | criteria), reply=own)


def _in_any_days(times: SearchStrategy[Quantity]) -> SearchStrategy[InAnyDays]:
    days, failures = st.integers(1, 366), st.integers(0, 99)
    at_most_failures = st.builds(InAnyDays, days, failures=failures, downtime=st.none() | times)
    return at_most_failures | st.builds(InAnyDays, days, downtime=times)


@cache
def _elapsed() -> SearchStrategy[Quantity]:
    return st.builds(Quantity, amounts(40), st.sampled_from(("millisecond", "second", "minute", "hour")))


@cache
def _promised(*, by_hours: bool) -> dict[str, SearchStrategy[Any]]:
    """What a service may promise, by its name."""
    times = _times(by_hours=by_hours).filter(lambda time: time.unit != "business_day")
    rates = st.builds(Quantity, amounts(40), st.sampled_from(("request/second", "report/minute")))
    measures = {"availability": shares(), "mtbf": times, "mttr": times, "throughput": rates, "jitter": _elapsed()}
    return {**measures, "in_any": _in_any_days(times)}


@cache
def _weights() -> SearchStrategy[list[OutageWeight]]:
    lost = st.builds(Quantity, amounts(100), st.just("%"))
    return st.lists(st.builds(OutageWeight, texts(), lost), min_size=1, max_size=2)


@st.composite
def services(draw: DrawFn, name: str, called: Sequence[str], hours: Sequence[str]) -> Service:
    """Generate services that promise something, by some of the `hours` or around the clock."""
    by = draw(st.sampled_from([None, *hours]))
    promised = _promised(by_hours=by is not None)
    measures = draw(st.sets(st.sampled_from(sorted(promised)), min_size=1))
    more: dict[str, Any] = {measure: draw(promised[measure]) for measure in sorted(measures)}
    more |= {role: draw(st.sampled_from([None, *called])) for role in ("reported_by", "paid_by")}
    giver, taker = draw(st.permutations(called))[:2]
    every = draw(st.none() | _elapsed())
    more |= {"shortest": draw(st.none() | _elapsed()), "overlapping": draw(st.sampled_from(get_args(Overlapping)))}
    if draw(st.booleans()):
        more |= {"weighed_by": draw(texts().filter(bool)), "weights": draw(_weights())}
    return Service(name, giver, taker, hours=by, excludes=draw(_SEVERAL_TEXTS), sampled_every=every, **more)
