"""What a clock makes of many runs at once: the time that each has used, and whether it was in time.

A frame of runs has the columns `began`, `ended`, `off`, `timer` (the place of its time in the timetable), and perhaps
`pause from` and `pause to`; all instants in microseconds, NEVER for what did not happen.
"""

from typing import Any

import narwhals.stable.v2 as nw

from smarketing.events.timetables import BY_DAYS, Timetable
from smarketing.tables.engines import NEVER

MET, LATE, OVERDUE, PENDING, OFF = "met", "late", "overdue", "pending", "cancelled"
STATUSES = (MET, LATE, OVERDUE, PENDING, OFF)


def timed(runs: Any, times: Timetable, as_of: int, pauses: Any = None) -> Any:
    """Add `status`, `used` (the time that has run), and `month`, to the runs that have begun.

    A run is met or late, and while nobody stops it pending or overdue; cancelled if it was called off in time.
    `pauses` are further spells (`pause from`, `pause to`) in which the runs of an `id` rest.
    """
    runs = times.numbered(runs.filter(nw.col("began") < NEVER))
    runs = runs.with_columns(nw.min_horizontal("off", "ended", nw.lit(as_of, nw.Int64)).alias("at"))
    runs = times.with_month(runs, "began")
    runs = times.with_open_time(runs, "began", "open before").drop("open before rises")
    runs = times.with_open_time(runs.with_columns((nw.col("at") - 1).alias("last")), "last", "open until")
    step = nw.col("open until rises")
    runs = runs.with_columns((nw.col("open until") + step - nw.col("open before")).alias("used"), step.alias("step"))
    if pauses is not None:
        runs = _without(_lost_together(runs, times, pauses))
    elif "pause from" in runs.collect_schema():
        runs = _without(_lost(runs, times))
    in_time = nw.col("used") - nw.col("step") < nw.col("allowed")
    if times.counts_days:
        runs = times.with_deadline(runs, "began", "day due")
        runs = runs.with_columns(nw.min_horizontal("day due", nw.lit(as_of, nw.Int64)).alias("seen"))
        runs = times.with_open_time(runs, "seen", "open until due").drop("open until due rises")
        enough = nw.col("used") - nw.col("step") < nw.col("open until due") - nw.col("open before")
        by_days = (nw.col("at") <= nw.col("day due")) | enough
        in_time = ((nw.col("allowed") != BY_DAYS) & in_time) | ((nw.col("allowed") == BY_DAYS) & by_days)
    in_time = in_time | (nw.col("at") <= nw.col("began"))
    return runs.with_columns(_status(in_time).alias("status"))


def _status(in_time: nw.Expr) -> nw.Expr:
    ended = nw.when(in_time).then(nw.lit(MET)).otherwise(nw.lit(LATE))
    lasts = nw.when(in_time).then(nw.lit(PENDING)).otherwise(nw.lit(OVERDUE))
    off = nw.when(in_time).then(nw.lit(OFF)).otherwise(nw.lit(OVERDUE))
    rest = nw.when(nw.col("ended") < NEVER).then(ended).otherwise(lasts)
    return nw.when(nw.col("off") < NEVER).then(off).otherwise(rest)


def _lost(runs: Any, times: Timetable) -> Any:
    """Add `lost`, the open time of a pause in each run, and `rests`: 1 if the run rests just before `at`, else 0."""
    begins, ends = nw.max_horizontal("pause from", "began"), nw.min_horizontal("pause to", "at")
    rests = (nw.col("pause from") < nw.col("at")) & (nw.col("pause to") >= nw.col("at"))
    runs = runs.with_columns(
        nw.min_horizontal(begins, "at").alias("pause begins"),
        nw.max_horizontal(ends, nw.min_horizontal(begins, "at")).alias("pause ends"),
        nw.when(rests).then(nw.lit(1, nw.Int64)).otherwise(nw.lit(0, nw.Int64)).alias("rests"),
    )
    for edge in ("begins", "ends"):
        runs = times.with_open_time(runs, f"pause {edge}", f"open until it {edge}").drop(f"open until it {edge} rises")
    return runs.with_columns((nw.col("open until it ends") - nw.col("open until it begins")).alias("lost"))


def _lost_together(runs: Any, times: Timetable, pauses: Any) -> Any:
    """Add what all pauses of a case take from each of its runs."""
    spells = runs.select("id", "began", "at", "calendar").join(pauses, on="id", how="inner")
    inside = spells.filter((nw.col("pause from") < nw.col("at")) & (nw.col("pause to") > nw.col("began")))
    run = ["id", "began", "at"]
    lost = _lost(inside, times).group_by(*run).agg(nw.col("lost").sum(), nw.col("rests").max())
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
