"""What a clock makes of many runs at once: the time that each has used, and whether it was in time.

A query of runs has the columns `began`, `ended`, `off`, `void` (1 or 0) and `timer` (the place of its time in the
timetable); all instants in microseconds, NEVER for what did not happen. The spells in which runs rest lie apart. They
are columns of the runs (`pause_from_0`, `pause_to_0` and so on), or a query with a row each, by `id` and `run`.
"""

import attrs

from smarketing.measuring.clocks.timetables import BY_DAYS, Timetable
from smarketing.tables.queries import NEVER, Query, flag, least

STATUS_OF = "status_"
"""How the column with the status of a step begins."""
NONE, MET, LATE, OVERDUE, PENDING, OFF = range(6)
STATUSES = {MET: "met", LATE: "late", OVERDUE: "overdue", PENDING: "pending", OFF: "cancelled"}


@attrs.frozen(eq=False)
class TimedRuns:
    """Runs with `status` and `used`, the time that has run; and their spells of rest, if they are rows of their own."""

    runs: Query
    times: Timetable
    as_of: int
    spells: Query | None


def timed(runs: Query, times: Timetable, as_of: int, spells: Query | None = None) -> TimedRuns:
    """Say of each run how much time it used, and whether it was in time, as seen from an instant.

    A run is met or late, and while nobody stops it pending or overdue; cancelled if it was called off in time or taken
    out at any time, and none if it has not begun.
    """
    runs = times.numbered(runs)
    runs = runs.with_columns(seen_at=least("off", "ended", str(as_of)), since=least("began", str(as_of)))
    runs = times.with_open_time(runs.with_columns(last="seen_at - 1"), "since", "open_before")
    runs = times.with_open_time(runs, "last", "open_until", "step")
    runs = runs.with_columns(used="open_until + step - open_before")
    if spells is not None:
        spells = _with_lost(
            spells.joined(runs, ["id", "run"], "calendar", "since", "seen_at", "open_before", "timer"), times
        )
        lost = spells.grouped("id", "run", lost="sum(lost)", rests="max(rests)")
        runs = runs.joined(lost, ["id", "run"], "lost", "rests", kind="LEFT")
        runs = _without(runs, "coalesce(lost, 0)", "coalesce(rests, 0)")
    for place in range(_places(runs)):
        runs = _without(_with_lost(runs, times, place), f"lost_{place}", f"rests_{place}")
    in_time = "used - step < allowed"
    if times.counts_days:
        runs = times.with_deadline(runs, "since", "day_due")
        runs = times.with_open_time(runs.with_columns(seen=least("day_due", str(as_of))), "seen", "open_until_due")
        by_days = "(seen_at <= day_due OR used - step < open_until_due - open_before)"
        in_time = f"CASE WHEN allowed = {BY_DAYS} THEN {by_days} ELSE {in_time} END"
    return TimedRuns(runs.with_columns(status=_status(f"({in_time} OR seen_at <= began)")), times, as_of, spells)


def _status(in_time: str) -> str:
    def either(one: int, other: int) -> str:
        return f"CASE WHEN {in_time} THEN {one} ELSE {other} END"

    return (
        f"CASE WHEN began >= {NEVER} THEN {NONE} WHEN void = 1 THEN {OFF} "
        f"WHEN off < {NEVER} THEN {either(OFF, OVERDUE)} "
        f"WHEN ended < {NEVER} THEN {either(MET, LATE)} ELSE {either(PENDING, OVERDUE)} END"
    )


def _places(runs: Query) -> int:
    """How many spells of rest a run may have among its columns."""
    return sum(name.startswith("pause_from_") for name in runs.columns)


def _with_lost(rows: Query, times: Timetable, place: int | None = None) -> Query:
    """Add the open time at which a pause begins, how much of it is `lost`, and `rests`: 1 if the run ends resting."""
    own = "" if place is None else f"_{place}"
    begins, ends = f"pause_from{own}", f"pause_to{own}"
    rows = rows.with_columns(rests_since=f"least(greatest({begins}, since), seen_at)")
    rows = rows.with_columns(rests_until=f"greatest(least({ends}, seen_at), rests_since)")
    rows = times.with_open_time(rows, "rests_since", f"rests_at{own}")
    rows = times.with_open_time(rows, "rests_until", "open_after_rest")
    return rows.with_columns(
        **{
            f"lost{own}": f"open_after_rest - rests_at{own}",
            f"rests{own}": flag(f"{begins} < seen_at AND {ends} >= seen_at"),
        }
    )


def _without(runs: Query, lost: str, rests: str) -> Query:
    """Take out the open time that was lost; a run that rests does not run."""
    return runs.with_columns(used=f"used - {lost}", step=f"step * (1 - {rests})")


def with_due(found: TimedRuns) -> Query:
    """Add `due`: when the time of each run is over, pauses included; NEVER if not by the instant it is seen from."""
    times, runs, allowed = found.times, found.runs, "allowed"
    if times.counts_days:
        allowed = f"CASE WHEN allowed = {BY_DAYS} THEN open_until_due - open_before ELSE allowed END"
    runs = runs.with_columns(may_use=allowed)
    runs = _with_moved(runs, found.spells)
    runs = runs.with_columns(last="open_before + greatest(may_use, 1) + moved - 1")
    runs = times.with_instant(runs, "last", "due").with_columns(due="due + 1")
    if times.counts_days:
        due = f"CASE WHEN allowed = {BY_DAYS} AND (moved = 0 OR day_due > {found.as_of}) THEN day_due ELSE due END"
        runs = runs.with_columns(due=due)
    return runs.with_columns(due=f"CASE WHEN due <= {found.as_of} THEN due ELSE {NEVER} END")


def _with_moved(runs: Query, spells: Query | None) -> Query:
    """Add the open time by which pauses move the due instant: of those that begin before the time is used up."""
    if spells is not None:
        before = "sum(lost) OVER (PARTITION BY id, run ORDER BY rests_at, pause_from ROWS UNBOUNDED PRECEDING) - lost"
        each = spells.with_columns(before=before).joined(runs, ["id", "run"], "may_use")
        moved = each.where("rests_at - open_before - before < may_use").grouped("id", "run", moved="sum(lost)")
        return runs.joined(moved, ["id", "run"], "moved", kind="LEFT").with_columns(moved="coalesce(moved, 0)")
    places = range(_places(runs))
    each_moves = [
        f"CASE WHEN rests_at_{place} - open_before - ({_lost_before(place, places)}) < may_use "
        f"THEN lost_{place} ELSE 0 END"
        for place in places
    ]
    return runs.with_columns(moved=" + ".join(["0", *each_moves]))


def _lost_before(place: int, places: range) -> str:
    others = (other for other in places if other != place)
    return " + ".join(
        ["0", *(f"CASE WHEN rests_at_{other} < rests_at_{place} THEN lost_{other} ELSE 0 END" for other in others)]
    )
