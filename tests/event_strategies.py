"""Hypothesis strategies for histories of one case, in any order and often at one instant, and for clocks over them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from slow_clocks import Allowed, Hours, by_day_and_night, ticked_hours, walked_hours
from ticking_hours import PLACES, clock_at, examples, instants
from walked_hours import ZONES, Walked

from smarketing import FollowUp
from smarketing.events import Event
from smarketing.model.clocks import Repeats

MOVES = ("handed_over", "contacted", "replied", "waiting", "on_hold", "resumed", "reopened", "cancelled", "viewed")
OFFICE = Walked(dict.fromkeys("mon tue wed thu fri".split(), "09:00-12:30 13:15-18:00"), "Europe/Berlin")
REPEATS: tuple[Repeats | None, ...] = (None, *get_args(Repeats))


@attrs.frozen
class Story:
    """A clock, the hours by which it runs and the time allowed; what happened; and from when that is looked at."""

    clock: FollowUp
    hours: Hours
    allowed: Allowed
    events: tuple[Event, ...]
    now: datetime


def histories(moments: Sequence[datetime], most: int = 12) -> SearchStrategy[tuple[Event, ...]]:
    """Events in any order, of which many happen at one instant."""
    each = st.builds(Event, st.sampled_from(MOVES), st.sampled_from(moments))
    return st.lists(each, max_size=most).map(tuple)


def clocks(within: str = "1 hour", **fields: Any) -> SearchStrategy[FollowUp]:
    """Clocks that several events move, with all ways to repeat."""
    shares = st.sampled_from([None, "75 %", "0.1 %", "99.9 %"])
    made = {"hours": None, "stops": ("contacted", "replied"), "starts": "handed_over", "pauses": ("waiting", "on_hold")}
    rest = {"repeats": st.sampled_from(REPEATS), "at_risk": shares}
    return st.builds(lambda **drawn: FollowUp(within, **(made | drawn | fields)), **rest)


@st.composite
def stories(draw: DrawFn) -> Story:
    """A clock by elapsed or business time in any place, about the day on which its clocks are set."""
    clock = clock_at(*PLACES[draw(st.sampled_from(sorted(PLACES)))])
    kind = draw(st.sampled_from(["elapsed", "time", "days"]))
    moments = draw(instants(clock, draw(st.integers(2, 8)), unique=False))
    first, last = clock.about - timedelta(3), clock.about + timedelta(4)
    hours = by_day_and_night(first, last) if kind == "elapsed" else ticked_hours(draw(examples(clock)))
    allowed: Allowed
    if kind == "days":
        allowed = draw(st.integers(1, 2))
        within = f"{allowed} business_days"
    else:
        minutes = draw(st.integers(1, 40).map(lambda n: n * 15) | st.integers(1, 400))
        allowed, within = timedelta(minutes=minutes), f"{minutes} {'' if kind == 'elapsed' else 'business_'}minutes"
    follow_up = draw(clocks(within, hours=None if kind == "elapsed" else "office"))
    now = draw(st.sampled_from(moments) | instants(clock, 1).map(lambda some: some[0]))
    return Story(follow_up, hours, allowed, draw(histories(moments)), now)


@st.composite
def office_stories(draw: DrawFn) -> Story:
    """A clock by the hours of an office somewhere, over some weeks, about the days on which most clocks are set."""
    zone, about = draw(st.sampled_from(ZONES)), draw(st.sampled_from([date(2026, 3, 8), date(2026, 10, 25)]))
    first, last = about - timedelta(6), about + timedelta(40)
    hours = walked_hours(attrs.evolve(OFFICE, zone=zone), first, last)
    start = datetime(about.year, about.month, about.day, tzinfo=UTC)
    quarters = st.integers(-96 * 3, 96 * 10).map(lambda n: start + n * timedelta(minutes=15))
    moments = draw(st.lists(quarters, min_size=2, max_size=8))
    days = draw(st.integers(0, 3))
    minutes = draw(st.integers(1, 80).map(lambda n: n * 15))
    allowed: Allowed = days or timedelta(minutes=minutes)
    within = f"{days} business_days" if days else f"{minutes} business_minutes"
    clock = draw(clocks(within, hours="office"))
    return Story(clock, hours, allowed, draw(histories(moments)), draw(st.sampled_from(moments)))
