"""A clock over one history, event by event, and its time, spell by spell; and figures, counted case by case."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from quarter_hour_oracle import STEP, Walked
from smarketing import Agreement
from smarketing.agreement import Clock
from smarketing.hours import BusinessHours, Calendar
from smarketing.measuring import ClockState, Event, state
from tick_clock_oracle import Example, Spell, rest, total, used_up

FAR = timedelta(400)
MICRO = timedelta(microseconds=1)


@attrs.frozen
class Hours:
    """When somebody is there, known between two instants, and the calendar of the library that is the same."""

    calendar: Calendar
    zone: str
    spells: tuple[Spell, ...]
    known: Spell
    is_business_day: Callable[[date], bool]


def by_day_and_night(first: date, last: date) -> Hours:
    """Somebody is always there."""
    ends = (_midnight(first), _midnight(last))
    return Hours(BusinessHours("always"), "UTC", (ends,), ends, lambda _day: True)


def walked_hours(walked: Walked, first: date, last: date) -> Hours:
    """Hours that are known by walking quarters of hours, from one day until before another."""
    steps = walked.steps(first, last - timedelta(1))
    spells: list[Spell] = []
    for instant, is_open in steps:
        if is_open and spells and spells[-1][1] == instant:
            spells[-1] = (spells[-1][0], instant + STEP)
        elif is_open:
            spells.append((instant, instant + STEP))
    known = (steps[0][0], steps[-1][0] + STEP)
    return Hours(walked.calendar, walked.zone, tuple(spells), known, walked.is_business_day)


def ticked_hours(example: Example) -> Hours:
    """Hours that are known tick by tick, about the day on which a clock is set."""
    known = example.clock.horizons
    spells = tuple((max(one, known[0]), min(other, known[1])) for one, other in example.spans())
    spells = tuple(spell for spell in spells if spell[0] < spell[1])
    return Hours(example.calendar(), example.clock.zone, spells, known, example.is_business_day)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


Allowed = timedelta | int
"""A time, or a number of business days."""


@attrs.define
class SlowRun:
    """A run: when it last began anew, the spells in which it rested, and how it ended, if it did."""

    began: datetime
    rests: list[list[datetime | None]] = attrs.field(factory=list)
    ended: datetime | None = None
    off: datetime | None = None
    void: bool = False
    cause: Event | None = None

    @property
    def is_over(self) -> bool:
        return self.ended is not None or self.off is not None

    def wake(self, at: datetime) -> None:
        for each in self.rests:
            each[1] = each[1] or at


def slow_runs(  # noqa: C901 - one rule after another
    clock: Clock, hours: Hours, allowed: Allowed, events: Iterable[Event], now: datetime
) -> list[SlowRun]:
    """Look at one instant after another, and in it at starts, pauses, what resumes, stops, cancels, voids, resets."""
    known = [each for each in events if each.at <= now]
    runs: list[SlowRun] = []
    started: datetime | None = None
    for at in sorted({each.at for each in known}):
        here = {each.name: each for each in known if each.at == at}
        current = runs[-1] if runs and not runs[-1].is_over else None
        if current is None and here.keys() & set(clock.starts) and (clock.repeats != "once" or not runs):
            current, started = SlowRun(at), at
            runs.append(current)
        if current is None:
            continue
        if here.keys() & set(clock.pauses) and all(until for _since, until in current.rests):
            current.rests.append([at, None])
        if here.keys() & set(clock.resumes):
            current.wake(at)
        if stops := sorted(here.keys() & set(clock.stops), key=lambda name: (name == "rejected", name)):
            current.ended, current.cause = at, here[stops[0]]
            if clock.repeats == "after each stop":
                current.wake(at)
                runs.append(SlowRun(at))
                current = runs[-1]
        if not current.is_over and here.keys() & {*clock.cancels, *clock.voids}:
            current.off, current.void = at, not here.keys() & set(clock.cancels)
        if current.is_over:
            current.wake(at)
        elif resets := here.keys() & set(clock.resets) - (set(clock.starts) if at == started else set()):
            current.wake(at)
            due = slow_due(hours, allowed, current.began, _spells(current, at))
            if due is None or at <= due or resets & set(clock.starts):
                current.began, current.rests = at, []
    return runs


def _spells(run: SlowRun, end: datetime) -> list[Spell]:
    return [(since, min(until or end, end)) for since, until in run.rests if since is not None and since < end]


@attrs.frozen
class SlowState:
    """What is to be known of a run, as `ClockState` says it; statuses by their names."""

    phase: str
    status: str
    began: datetime
    due: datetime | None
    ended: datetime | None
    used: timedelta
    overdue: timedelta
    at_risk: bool


def slow_due(hours: Hours, allowed: Allowed, began: datetime, pauses: Sequence[Spell]) -> datetime | None:
    """When the time is over; None if that is later than what is known of the hours."""
    spells = rest(hours.spells, pauses)
    if isinstance(allowed, timedelta):
        return used_up(spells, began, allowed)
    local = began.astimezone(ZoneInfo(hours.zone))
    day = local.date()
    for _ in range(allowed):
        day += timedelta(1)
        while not hours.is_business_day(day):
            day += timedelta(1)
            if day - local.date() > FAR:
                return None
    due = datetime.combine(day, local.time(), ZoneInfo(hours.zone)).astimezone(UTC)
    if due > hours.known[1]:
        return None
    lost = total(hours.spells, began, due) - total(spells, began, due)
    return used_up(spells, due, lost) if lost else due


def slow_states(
    clock: Clock, hours: Hours, allowed: Allowed, events: Sequence[Event], now: datetime
) -> Iterator[SlowState]:
    """Give how each run of a clock stands."""
    for run in slow_runs(clock, hours, allowed, events, now):
        yield _slow_state(clock, hours, allowed, run, now)


def _slow_state(clock: Clock, hours: Hours, allowed: Allowed, run: SlowRun, now: datetime) -> SlowState:
    end = run.ended or run.off or now
    spells = _spells(run, end)
    rests = not run.is_over and any(until is None for _since, until in run.rests)
    due = slow_due(hours, allowed, run.began, spells)
    missed = due is not None and end > due and not run.void
    working = rest(hours.spells, spells)
    used = total(working, run.began, end)
    if missed:
        status = "missed"
    elif run.ended is not None:
        status = "met"
    else:
        status = "pending" if run.off is None else "not-in-force"
    over = "stopped" if run.ended else "cancelled" if run.off else None
    return SlowState(
        over or ("paused" if rests else "running"),
        status,
        run.began,
        None if rests and not missed else due,
        run.ended,
        used,
        total(working, due, end) if missed and due is not None else timedelta(),
        status == "pending" and _is_at_risk(clock, hours, allowed, run.began, used),
    )


def _is_at_risk(clock: Clock, hours: Hours, allowed: Allowed, began: datetime, used: timedelta) -> bool:
    if clock.at_risk is None:
        return False
    if not isinstance(allowed, timedelta):
        due = slow_due(hours, allowed, began, [])
        if due is None:
            return False  # nothing is known of it; the strategies ask nothing then
        allowed = total(hours.spells, began, due)
    return Fraction(used // MICRO) >= clock.at_risk.value / 100 * (allowed // MICRO)


# As frames have it

LATER = 1 << 62
Seen = tuple[object, ...]
"""A run of a case in a frame: id, when it began and ended, its status, and the microseconds used."""


def in_frame(number: object, each: SlowState) -> Seen:
    """A state as a row of a frame."""
    late = "late" if each.ended else "overdue"
    status = {"met": "met", "missed": late, "pending": "pending", "not-in-force": "cancelled"}[each.status]
    ended = LATER if each.ended is None else in_micros(each.ended)
    return number, in_micros(each.began), ended, status, each.used // MICRO


def in_micros(at: datetime) -> int:
    """An instant in microseconds since 1970."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // MICRO


# Figures counted one case after another

Counts = Counter[tuple[str, str, str, str]]
"""By month, what it is of, segment ('' for all), and what it says."""


@attrs.define
class Tally:
    """Counts, and the times used of what ended, of which percentiles are taken."""

    counts: Counts = attrs.field(factory=Counter)
    times: dict[tuple[str, str, str], list[timedelta]] = attrs.field(factory=dict)

    def add(self, at: datetime, zone: str, segment: str | None, of: str, measure: str) -> None:
        for each in {"", segment or ""}:
            self.counts[f"{at.astimezone(ZoneInfo(zone)):%Y-%m}", of, each, measure] += 1

    def add_state(self, at: datetime, zone: str, segment: str | None, found: ClockState) -> None:
        late = "late" if found.ended else "overdue"
        said = {"met": "in time", "missed": late, "pending": "pending", "not-in-force": "cancelled"}[found.status.value]
        self.add(at, zone, segment, found.promise, said)
        if found.phase in {"running", "paused"}:
            self.add(at, zone, segment, found.promise, "never")
        if found.ended is not None:
            month = f"{at.astimezone(ZoneInfo(zone)):%Y-%m}"
            for each in {"", segment or ""}:
                self.times.setdefault((month, found.promise, each), []).append(found.used)

    @property
    def figures(self) -> Counts:
        """All that was counted, and percentiles in microseconds by nearest rank; without what is zero."""
        found = Counter(self.counts)
        for (month, of, segment), times in self.times.items():
            for measure, share in (("median", Fraction(1, 2)), ("90th percentile", Fraction(9, 10))):
                found[month, of, segment, measure] = sorted(times)[ceil(share * len(times)) - 1] // MICRO
        return Counter({key: value for key, value in found.items() if value})


def tally_rows(agreement: Agreement, records: Sequence[Mapping[str, Any]], as_of: datetime) -> Tally:
    """Count what a table with a row a case says, by how the clocks of each stand."""
    tally, zone = Tally(), agreement.term.timezone
    for record in records:
        known = {k: v for k, v in record.items() if not (k.endswith("_at") and v is not None and v > as_of)}
        _tally_row(tally, agreement, known, as_of, zone)
    return tally


def _tally_row(tally: Tally, agreement: Agreement, record: Mapping[str, Any], as_of: datetime, zone: str) -> None:
    handoff, segment = agreement.handoffs[0], record["segment"]
    begins, contact = record.get("handed_over_at"), record.get("contacted_at")
    if not agreement.triggers[handoff.name](record):
        if begins is not None:
            tally.add(begins, zone, segment, handoff.name, "not qualified")
        return
    if begins is None:
        if contact is not None:
            tally.add(contact, zone, segment, handoff.name, "went around")
        return
    tally.add(begins, zone, segment, handoff.volume, "cases")
    lacking = [name for name in handoff.information if record[name] is None or not str(record[name]).strip()]
    for name in lacking:
        tally.add(begins, zone, segment, f"{handoff.name}.informed", f"missing {name}")
    if not lacking:
        tally.add(begins, zone, segment, f"{handoff.name}.informed", "share")
    for name in ("recycled", "disqualified"):
        if record.get(f"{name}_at") is not None:
            tally.add(begins, zone, segment, handoff.name, name)
    _tally_clocks(tally, agreement, record, as_of, zone)


def _tally_clocks(tally: Tally, agreement: Agreement, record: Mapping[str, Any], as_of: datetime, zone: str) -> None:
    handoff, segment = agreement.handoffs[0], record["segment"]
    begins, contact = record["handed_over_at"], record.get("contacted_at")
    agreed = record["rejection_reason"] in (handoff.accept.reject_for if handoff.accept else ())
    rejected = record.get("rejected_at")
    if rejected is not None and not agreed:
        tally.add(begins, zone, segment, f"{handoff.name}.accepted", "rejected for no agreed reason")
    decided = [record.get("accepted_at"), contact, rejected if agreed else None]
    for found in state(handoff, {**record, "where": record["where"] or None}, as_of, agreement=agreement):
        stops = [contact] if found.promise.endswith("followed-up") else decided
        if found.ended is None and any(at is not None for at in stops) and found.phase != "cancelled":
            tally.add(begins, zone, segment, found.promise, "ended before it began")
            continue
        tally.add_state(begins, zone, segment, found)
        if found.promise.endswith("accepted") and found.status.value == "met":
            measure = "accepted" if found.ended in decided[:2] else "rejected"
            tally.add(begins, zone, segment, found.promise, measure)
            if measure == "rejected":
                tally.add(begins, zone, segment, found.promise, f"rejected: {record['rejection_reason']}")
