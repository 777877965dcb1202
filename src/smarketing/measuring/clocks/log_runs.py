"""Runs of clocks from an event log: rows with `id`, `event`, `at`, `reason` and `origin`, in any order."""

from collections.abc import Collection, Mapping
from typing import Any

import narwhals.stable.v2 as nw

from smarketing.agreement import Clock
from smarketing.measuring.clocks.lag_lead import NOTHING, beside
from smarketing.tables.engines import NEVER

_START, _STOP, _CANCEL = 0, 1, 2
"""In this order at one instant: what comes at the instant of an end belongs to the run that ended."""
_ORDER = ("at", "kind", "event")
_NEVER = nw.lit(NEVER, nw.Int64)


def log_runs(log: Any, clock: Clock) -> Any:
    """Give the runs of a clock: `id`, `began`, `ended`, `off`, `cause` and `reason` of what ended it, `origin`.

    The origin is an instant that the log has with the event that began it: the month of which a run counts.
    """
    moved = _moved(log, {_START: clock.starts, _STOP: clock.stops, _CANCEL: clock.cancels})
    if clock.repeats == "after each stop":
        runs = _chained(moved)
    else:
        runs = _in_turn(_up_to_the_end(moved) if clock.repeats == "once" else moved)
    return _reset(runs, log, clock.resets)


def pauses(log: Any, clock: Clock) -> Any:
    """Give the spells in which a clock rests: `id`, `pause from 0` and `pause to 0`."""
    spells = _in_turn(_moved(log, {_START: clock.pauses, _STOP: clock.resumes}))
    return spells.select("id", nw.col("began").alias("pause from 0"), nw.col("ended").alias("pause to 0"))


def _moved(log: Any, kinds: Mapping[int, Collection[str]]) -> Any:
    """The events that move a clock, by how they do."""
    kind = nw.lit(NOTHING, nw.Int64)
    for number, names in kinds.items():
        for name in names:
            kind = nw.when(nw.col("event") == name).then(nw.lit(number, nw.Int64)).otherwise(kind)
    moved = log.with_columns(kind.alias("kind")).filter((nw.col("kind") != NOTHING) & (nw.col("at") < NEVER))
    return moved.select("id", "at", "kind", "event", "reason", "origin")


def _in_turn(moved: Any) -> Any:
    """A start and the first end after it take turns; what else starts or ends in between does nothing."""
    turns = beside(moved, {"kind": "before"}, -1, "id", _ORDER)
    starts, ends = nw.col("kind") == _START, nw.col("before") == _START
    return _paired(turns.filter((starts & ~ends) | (~starts & ends)), (_START,))


def _up_to_the_end(moved: Any) -> Any:
    """Only what moves the first run of each case."""
    began = moved.filter(nw.col("kind") == _START).group_by("id").agg(nw.col("at").min().alias("first"))
    since = moved.join(began, on="id", how="inner").filter(nw.col("at") >= nw.col("first"))
    ended = since.filter(nw.col("kind") != _START).group_by("id").agg(nw.col("at").min().alias("last"))
    both = since.join(ended, on="id", how="left").filter(nw.col("last").is_null() | (nw.col("at") <= nw.col("last")))
    starts = (nw.col("kind") != _START) | (nw.col("at") == nw.col("first"))
    return both.filter(starts).drop("first", "last")


def _chained(moved: Any) -> Any:
    """A run from the first start to the first stop, and from each stop to the next, until a cancel."""
    began = moved.filter(nw.col("kind") == _START).group_by("id").agg(nw.col("at").min().alias("first"))
    off = nw.when(nw.col("kind") == _CANCEL).then(nw.col("at")).otherwise(_NEVER)
    since = moved.join(began, on="id", how="inner").filter(nw.col("at") >= nw.col("first"))
    last = since.with_columns(off.alias("off")).group_by("id").agg(nw.col("off").min().alias("last"))
    links = since.join(last, on="id", how="inner").filter(nw.col("at") <= nw.col("last"))
    links = links.filter((nw.col("kind") != _START) | (nw.col("at") == nw.col("first")))
    rest = (nw.col(name).min() for name in ("event", "reason", "origin"))
    once = links.group_by("id", "at", "kind").agg(*rest)
    return _paired(once, (_START, _STOP))


def _paired(turns: Any, begin: Collection[int]) -> Any:
    """Runs from events that begin one until the next event, which ends it."""
    following = {"at": "next", "kind": "after", "event": "cause", "reason": "why"}
    turns = beside(turns, following, 1, "id", _ORDER)
    ended, off = nw.col("after") == _STOP, nw.col("after") == _CANCEL
    return turns.filter(nw.col("kind").is_in(list(begin))).select(
        "id",
        nw.col("at").alias("began"),
        nw.when(ended).then(nw.col("next")).otherwise(_NEVER).alias("ended"),
        nw.when(off).then(nw.col("next")).otherwise(_NEVER).alias("off"),
        "cause",
        nw.col("why").alias("reason"),
        "origin",
    )


def _reset(runs: Any, log: Any, resets: Collection[str]) -> Any:
    """Begin runs anew with the last reset before their end."""
    if not resets:
        return runs
    again = log.filter(nw.col("event").is_in(list(resets))).select("id", nw.col("at").alias("reset"))
    inside = (nw.col("reset") > nw.col("began")) & (nw.col("reset") < nw.min_horizontal("ended", "off"))
    some = runs.select("id", "began", "ended", "off").join(again, on="id", how="inner").filter(inside)
    run = ["id", "began", "ended"]
    last = some.group_by(*run).agg(nw.col("reset").max())
    joined = runs.join(last, on=run, how="left")
    return joined.with_columns(nw.max_horizontal("began", "reset").cast(nw.Int64).alias("began")).drop("reset")
