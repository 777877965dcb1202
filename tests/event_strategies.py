"""Hypothesis strategies for histories of one case, in any order and often at one instant, and for clocks over them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, get_args

import attrs
import polars as pl
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from quarter_hour_oracle import ZONES, Walked
from slow_clock_oracle import Allowed, Hours, by_day_and_night, ticked_hours, walked_hours
from smarketing import Acceptance, Agreement, BusinessHours, FollowUp, Handoff, Party, Term
from smarketing.agreement import ClockCase
from smarketing.agreement.sections.clocks import Repeats
from smarketing.measuring import Event
from tick_clock_oracle import PLACES, clock_at, examples, instants

MOVES = (
    "handed_over",
    "contacted",
    "replied",
    "waiting",
    "on_hold",
    "resumed",
    "reopened",
    "cancelled",
    "spam",
    "viewed",
)
OFFICE = Walked(dict.fromkeys("mon tue wed thu fri".split(), "09:00-12:30 13:15-18:00"), "Europe/Berlin")
Record = dict[str, Any]
REPEATS: tuple[Repeats, ...] = get_args(Repeats)


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
    made: dict[str, Any] = {"hours": None, "stops": ("contacted", "replied"), "pauses": ("waiting", "on_hold")}
    made["voids"] = "spam"
    made["starts"] = "handed_over"
    resets = st.sampled_from(["reopened", ("reopened", "handed_over")])
    rest = {"repeats": st.sampled_from(REPEATS), "at_risk": shares, "resets": resets}
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


# Cases that are measured

MONTHS = datetime(2026, 2, 1, tzinfo=UTC)
BERLIN = {"office": OFFICE.calendar, "desk": BusinessHours({"sat-sun": "10:00-14:00"}, "Asia/Kathmandu")}
SEGMENTS = ("east", "it's", 'a "b"', "", None)


def sales_agreement(**handoff: Any) -> Agreement:
    """What Marketing hands over is accepted within business hours of somebody, and followed up, the big ones faster."""
    parts: dict[str, Any] = {
        "trigger": "asked",
        "information": ["e mail", "size"],
        "accept": Acceptance("4 business_hours", "office", hours_by="where", reject_for=["duplicate", "no contact"]),
        "follow_up": FollowUp("8 hours", cases=[ClockCase("size >= 100", "90 minutes")]),
    }
    term, parties = Term("2026-01-01", timezone="Europe/Berlin"), [Party("Marketing"), Party("Sales")]
    handoffs = [Handoff("leads", "Marketing", "Sales", **(parts | handoff))]
    return Agreement("Leads", term, parties, [], hours=BERLIN, handoffs=handoffs)


def leads(seed: int, count: int) -> list[Record]:
    """Leads of two months as records, each event once or never; some were contacted before they were handed over."""
    random = Random(seed)

    def later(at: datetime | None, hours: int, chance: float) -> datetime | None:
        if at is None or random.random() > chance:
            return None
        return at + random.choice([1, 15, 60, 90]) * timedelta(minutes=random.randint(0, hours))

    def lead(number: int) -> Record:
        month = timedelta(random.choice([0, 28]))
        handed_over = later(MONTHS + month + timedelta(random.randint(2, 24), hours=8), 5, 0.95)
        contacted = later(handed_over, 30, 0.6) or later(MONTHS + month + timedelta(3), 24, 0.2 * (handed_over is None))
        if handed_over and contacted and random.random() < 0.05:
            contacted = handed_over - timedelta(hours=3)
        return {
            "id": number,
            "handed_over_at": handed_over,
            "accepted_at": later(handed_over, 20, 0.5),
            "rejected_at": later(handed_over, 20, 0.2),
            "contacted_at": contacted,
            "waiting_at": (rests := later(handed_over, 10, 0.3)),
            "resumed_at": later(rests, 10, 0.7),
            "cancelled_at": later(handed_over, 30, 0.15),
            "recycled_at": later(handed_over, 20, 0.1),
            "disqualified_at": later(handed_over, 20, 0.1),
            "rejection_reason": random.choice(["duplicate", "no contact", "too small", "", None]),
            "segment": random.choice(SEGMENTS),
            "asked": random.choice([True, True, True, False, None]),
            "size": random.choice([5, 100, None]),
            "e mail": random.choice(["amy@companyx.example", "", " ", None]),
            "where": random.choice(["office", "desk", "", None]),
        }

    return [lead(number) for number in range(count)]


LEAD_TYPES: dict[str, Any] = {
    "id": pl.Int64,
    **{f"{name}_at": pl.Datetime("us", "UTC") for name in ("handed_over", "accepted", "rejected", "contacted")},
    **{f"{name}_at": pl.Datetime("us", "UTC") for name in ("waiting", "resumed", "cancelled", "recycled")},
    "disqualified_at": pl.Datetime("us", "UTC"),
    **dict.fromkeys(("rejection_reason", "segment", "e mail", "where"), pl.String),
    "asked": pl.Boolean,
    "size": pl.Int64,
}


def as_table(records: Sequence[Record]) -> pl.DataFrame:
    """A row a lead."""
    return pl.DataFrame(records, schema=LEAD_TYPES, orient="row")


def as_log(records: Sequence[Record]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same leads as a log, in no order, and what else is known of them."""
    rows = [
        (each["id"], name.removesuffix("_at"), at, each["rejection_reason"] if name == "rejected_at" else None)
        for each in records
        for name, at in each.items()
        if name.endswith("_at") and at is not None
    ]
    Random(5).shuffle(rows)
    schema = {"id": pl.Int64, "event": pl.String, "at": LEAD_TYPES["waiting_at"], "reason": pl.String}
    known = [name for name in LEAD_TYPES if not name.endswith("_at") and name != "rejection_reason"]
    return pl.DataFrame(rows, schema=schema, orient="row"), as_table(records).select(known)
