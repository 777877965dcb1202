"""Runs of clocks from an event log: a row for each instant of a case, with all that happened at it.

A row has `id`, `moment`, `events`, and `origin`: the instant of the handing over that it belongs to. `events` has
a bit for each event. Of events at one instant the order is: starts, pauses, what resumes, stops, cancels, what voids,
resets.
"""

from collections.abc import Mapping

import attrs

from smarketing.agreement import Clock
from smarketing.measuring.clocks.clock_outcomes import LATE, OVERDUE, timed
from smarketing.measuring.clocks.timetables import Timetable
from smarketing.tables.queries import NEVER, Query, flag

_START, _STOP, _CANCEL, _VOID = 0, 1, 2, 3
_RESTS, _RUNS, _RESTARTS, _STARTS_AGAIN = 0, 1, 2, 3
_IN_TURN = "PARTITION BY id ORDER BY moment, kind"


@attrs.frozen(eq=False)
class Runs:
    """The runs of a clock, and the spells in which they rest.

    Runs have `id`, `run` (from 1 on), `began`, `ended`, `off`, `void` and `origin`; spells `id`, `run`, `pause_from`
    and `pause_to`.
    """

    runs: Query
    spells: Query


@attrs.frozen(eq=False)
class EventLog:
    """A log, and the bit of each event by its name."""

    rows: Query
    bits: Mapping[str, int]

    def at(self, *events: str) -> Query:
        """Give the rows at which one of some events happened."""
        return self.rows.where(self.has(*events))

    def mask(self, *events: str) -> int:
        """Give the bits of some events, as far as they ever happened."""
        return sum({self.bits[each] for each in events if each in self.bits})

    def has(self, *events: str) -> str:
        """Whether one of some events happened."""
        mask = self.mask(*events)
        return f"events & {mask} <> 0" if mask else "1 = 0"


def log_runs(log: EventLog, clock: Clock) -> Runs:
    """Give the runs of a clock, each from when it began first, and the spells in which they rest."""
    kinds = {_START: clock.starts, _STOP: clock.stops, _CANCEL: clock.cancels, _VOID: clock.voids}
    moved = _moved(log, kinds)
    runs = _chained(moved) if clock.repeats == "after each stop" else _in_turn(moved)
    runs = runs.numbered("run", ["id"], ["began", "ended"])
    if clock.repeats == "once":
        runs = runs.where("run = 1")
    return Runs(runs, _spells(_inside(runs, log, clock)))


def _moved(log: EventLog, kinds: Mapping[int, tuple[str, ...]]) -> Query:
    """What moves a clock: a row for each event, by how it does."""
    columns = ("id", "moment", "origin")
    first, *others = (log.at(*events).select(*columns, kind=str(kind)) for kind, events in kinds.items())
    return first.and_rows_of(*others)


def _in_turn(moved: Query) -> Query:
    """A start and the first end after it take turns; what else starts or ends in between does nothing."""
    turns = moved.with_columns(before=f"lag(kind) OVER ({_IN_TURN})")
    starts = f"(kind = {_START} AND coalesce(before, {_STOP}) <> {_START})"
    return _paired(turns.where(f"{starts} OR (kind <> {_START} AND before = {_START})"))


def _chained(moved: Query) -> Query:
    """A run from the first start to the first stop, and from each stop to the next, until it is called off."""
    offs = f"sum(CASE WHEN kind IN ({_CANCEL}, {_VOID}) THEN 1 ELSE 0 END) OVER ({_IN_TURN})"
    chains = moved.with_columns(chain=f"{offs} - CASE WHEN kind IN ({_CANCEL}, {_VOID}) THEN 1 ELSE 0 END")
    begun = f"min(CASE WHEN kind = {_START} THEN moment END) OVER (PARTITION BY id, chain)"
    links = chains.with_columns(first=begun).where("moment >= first")
    links = links.where(f"kind <> {_START} OR moment = first")
    links = links.numbered("same", ["id", "chain", "moment", "kind"], ["origin"]).where("same = 1")
    return _paired(links)


def _paired(turns: Query) -> Query:
    """Runs from each start, or stop of a chain, until what comes next, if that ends it."""
    after = turns.with_columns(next=f"lead(moment) OVER ({_IN_TURN})", after=f"lead(kind) OVER ({_IN_TURN})")
    begins = f"kind = {_START}" if "chain" not in turns.columns else f"kind IN ({_START}, {_STOP})"
    return after.where(begins).select(
        "id",
        "origin",
        began="moment",
        own_from=f"moment + CASE WHEN kind = {_STOP} THEN 1 ELSE 0 END",  # a stop is of the run that it ended
        ended=f"CASE WHEN after = {_STOP} THEN next ELSE {NEVER} END",
        off=f"CASE WHEN after IN ({_CANCEL}, {_VOID}) THEN next ELSE {NEVER} END",
        void=f"CASE WHEN after = {_VOID} THEN 1 ELSE 0 END",
    )


def _inside(runs: Query, log: EventLog, clock: Clock) -> Query:
    """What happens in each run, before its end, that makes it rest, run again or restart."""
    again = tuple(each for each in clock.resets if each in clock.starts)
    resets = tuple(each for each in clock.resets if each not in again)
    kinds = {_RESTS: clock.pauses, _RUNS: clock.resumes, _RESTARTS: resets, _STARTS_AGAIN: again}
    moved = _moved(log, kinds).without("origin")
    within = "other.moment >= one.own_from AND other.moment < least(one.ended, one.off)"
    within += (
        f" AND (other.kind <> {_STARTS_AGAIN} OR other.moment > one.began)"  # what starts a run does not restart it
    )
    rows = runs.select("id", "run", "began", "own_from", "ended", "off")
    return rows.joined(moved, ["id"], "moment", "kind", where=within)


def _spells(inside: Query) -> Query:
    """From each pause until the first that resumes or restarts it, or until the end of the run."""
    order = "PARTITION BY id, run ORDER BY moment, kind"
    turns = inside.with_columns(before=f"lag(kind) OVER ({order})")
    turns = turns.where(f"(kind = {_RESTS}) <> (coalesce(before, {_RUNS}) = {_RESTS})")
    turns = turns.with_columns(next=f"lead(moment) OVER ({order})").where(f"kind = {_RESTS}")
    until = f"least(coalesce(next, {NEVER}), ended, off)"
    return turns.select("id", "run", pause_from="moment", pause_to=until)


def restarted(found: Runs, log: EventLog, clock: Clock, times: Timetable, as_of: int) -> Runs:
    """Restart runs with the last reset before which they were always in time; a miss stays one.

    A reset that is a start too restarts them whenever it comes. The runs have a `timer`.
    """
    within = "other.moment > one.began AND other.moment < least(one.ended, one.off)"
    if again := log.mask(*clock.resets) & log.mask(*clock.starts):
        starts = log.rows.where(f"events & {again} <> 0").select("id", "moment")
        inside = found.runs.joined(starts, ["id"], "moment", where=within)
        last = inside.grouped("id", "run", again="max(moment)")
        runs = found.runs.joined(last, ["id", "run"], "again", kind="LEFT")
        found = Runs(runs.with_columns(began="coalesce(again, began)").without("again"), found.spells)
    resets = log.at(*clock.resets).select("id", "moment")
    points = found.runs.joined(resets, ["id"], "moment", where=within)
    order = "PARTITION BY id, run ORDER BY moment"
    gaps = points.with_columns(start=f"coalesce(lag(moment) OVER ({order}), began)")
    kept = ["id", "run", "timer", "moment"]
    gaps = gaps.select(*kept, began="start", ended="moment", off=str(NEVER), void="0")
    gaps = gaps.numbered("gap", ["id", "run"], ["moment"])
    rests = gaps.select("id", "run", "gap", "began", "ended").joined(
        found.spells,
        ["id", "run"],
        "pause_from",
        "pause_to",
        where="other.pause_from >= one.began AND other.pause_from < one.ended",
    )
    gap = "run * CAST(1000000 AS BIGINT) + gap"  # each is timed as a run of its own
    spells = rests.select("id", "pause_from", "pause_to", run=gap)
    timed_gaps = timed(gaps.with_columns(whole="run", run=gap), times, as_of, spells).runs
    missed = f"max({flag(f'status IN ({LATE}, {OVERDUE})')}) OVER (PARTITION BY id, whole ORDER BY moment)"
    good = timed_gaps.with_columns(missed=missed).where("missed = 0")
    last = good.with_columns(run="whole").grouped("id", "run", restarted="max(moment)")
    runs = found.runs.joined(last, ["id", "run"], "restarted", kind="LEFT")
    return Runs(runs.with_columns(began="coalesce(restarted, began)").without("restarted"), found.spells)
