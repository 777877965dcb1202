"""What a clock makes of many runs at once: the time that each has used, and whether it was in time.

A frame of runs has the columns `began`, `ended`, `off`, `timer` (the place of its time in the timetable), and perhaps
`pause from 0`, `pause to 0` and so on, spells of rest that lie apart; all instants in microseconds, NEVER for what did
not happen. Other columns stay.
"""

from typing import Any

import narwhals.stable.v2 as nw

from smarketing.measuring.clocks.case_columns import flag
from smarketing.measuring.clocks.timetables import BY_DAYS, Timetable
from smarketing.tables.engines import NEVER

STATUS_OF = "status of "
"""How the column with the status of a step is called."""
_PAUSE = "pause from "
NONE, MET, LATE, OVERDUE, PENDING, OFF = range(6)
STATUSES = {MET: "met", LATE: "late", OVERDUE: "overdue", PENDING: "pending", OFF: "cancelled"}


def timed(runs: Any, times: Timetable, as_of: int, pauses: Any = None) -> Any:
    """Add `status` and `used`, the time that has run; `calendar`, `allowed`, `open before` lead to deadlines.

    A run is met or late, and while nobody stops it pending or overdue; cancelled if it was called off in time, and none
    if it has not begun.
    `pauses` are spells (`pause from 0`, `pause to 0`) in which the runs of an `id` rest.
    """
    now = nw.lit(as_of, nw.Int64)
    at = nw.min_horizontal("off", "ended", now)
    runs = times.numbered(runs).with_columns(
        at.alias("at"), (at - 1).alias("last"), nw.min_horizontal("began", now).alias("since")
    )
    runs = times.with_open_time(runs, "since", "open before")
    runs = times.with_open_time(runs, "last", "open until", "step")
    runs = runs.with_columns((nw.col("open until") + nw.col("step") - nw.col("open before")).alias("used"))
    if pauses is not None:
        runs = _without(_lost_together(runs, times, pauses))
    for place in range(spells_of(runs)):
        runs = _without(_lost(runs, times, place))
    in_time = nw.col("used") - nw.col("step") < nw.col("allowed")
    if times.counts_days:
        runs = times.with_deadline(runs, "since", "day due")
        runs = runs.with_columns(nw.min_horizontal("day due", now).alias("seen"))
        runs = times.with_open_time(runs, "seen", "open until due")
        enough = nw.col("used") - nw.col("step") < nw.col("open until due") - nw.col("open before")
        by_days = (nw.col("at") <= nw.col("day due")) | enough
        in_time = ((nw.col("allowed") != BY_DAYS) & in_time) | ((nw.col("allowed") == BY_DAYS) & by_days)
    in_time = in_time | (nw.col("at") <= nw.col("began"))
    return runs.with_columns(_status(in_time).alias("status"))


def _status(in_time: nw.Expr) -> nw.Expr:
    def either(one: int, other: int) -> nw.Expr:
        return nw.when(in_time).then(nw.lit(one, nw.Int64)).otherwise(nw.lit(other, nw.Int64))

    rest = nw.when(nw.col("ended") < NEVER).then(either(MET, LATE)).otherwise(either(PENDING, OVERDUE))
    begun = nw.when(nw.col("off") < NEVER).then(either(OFF, OVERDUE)).otherwise(rest)
    return nw.when(nw.col("began") < NEVER).then(begun).otherwise(nw.lit(NONE, nw.Int64))


def spells_of(runs: Any) -> int:
    """Give how many spells of rest a run may have."""
    return sum(name.startswith(_PAUSE) for name in runs.collect_schema().names())


def _lost(runs: Any, times: Timetable, place: int) -> Any:
    """Add `lost`, the open time of a pause in each run, and `rests`: 1 if the run rests just before `at`, else 0."""
    begins, ends = f"{_PAUSE}{place}", f"pause to {place}"
    since = nw.min_horizontal(nw.max_horizontal(begins, "since"), "at")
    until = nw.max_horizontal(nw.min_horizontal(ends, "at"), since)
    rests = flag((nw.col(begins) < nw.col("at")) & (nw.col(ends) >= nw.col("at")))
    runs = runs.with_columns(since.alias("rests since"), until.alias("rests until"), rests.alias("rests"))
    runs = times.with_open_time(runs, "rests since", "open before rest")
    runs = times.with_open_time(runs, "rests until", "open after rest")
    return runs.with_columns((nw.col("open after rest") - nw.col("open before rest")).alias("lost"))


def _lost_together(runs: Any, times: Timetable, pauses: Any) -> Any:
    """Add what all pauses of a case take from each of its runs."""
    spells = runs.select("id", "began", "since", "at", "calendar").join(pauses, on="id", how="inner")
    inside = spells.filter((nw.col("pause from 0") < nw.col("at")) & (nw.col("pause to 0") > nw.col("began")))
    run = ["id", "began", "at"]
    lost = _lost(inside, times, 0).group_by(*run).agg(nw.col("lost").sum(), nw.col("rests").max())
    joined = runs.join(lost, on=run, how="left")
    return joined.with_columns(nw.col("lost", "rests").fill_null(0).cast(nw.Int64))


def _without(runs: Any) -> Any:
    """Take out the open time that was lost; a run that rests does not run."""
    return runs.with_columns(
        (nw.col("used") - nw.col("lost")).alias("used"), (nw.col("step") * (1 - nw.col("rests"))).alias("step")
    )


def with_due(runs: Any, times: Timetable, as_of: int) -> Any:
    """Add `due`: when the time of each timed run is over, if nothing pauses it; NEVER if not by `as_of`."""
    runs = runs.with_columns(
        (nw.col("open before") + nw.max_horizontal("allowed", nw.lit(1, nw.Int64)) - 1).alias("last")
    )
    runs = times.with_instant(runs, "last", "due")
    due = nw.col("due") + 1
    if times.counts_days:
        due = nw.when(nw.col("allowed") == BY_DAYS).then(nw.col("day due")).otherwise(due)
    return runs.with_columns(due.alias("due")).with_columns(
        nw.when(nw.col("due") <= as_of).then(nw.col("due")).otherwise(nw.lit(NEVER, nw.Int64)).alias("due")
    )
