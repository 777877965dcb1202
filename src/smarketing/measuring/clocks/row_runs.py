"""Runs of clocks from a table with one row a case, whose moments are columns: `at accepted`, in microseconds.

What did not happen happens never: at an instant that is later than all others (`NEVER`).
"""

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from smarketing.agreement import Clock
from smarketing.tables.engines import NEVER

_NEVER = nw.lit(NEVER, nw.Int64)


def at(event: str) -> str:
    """The column of an event's moment."""
    return f"at {event}"


def row_runs(rows: Any, clock: Clock) -> Any:
    """Add the run of a clock to each row: `began`, `ended`, `off`, and its spells of rest, which lie apart.

    These are `pause from 0` until `pause to 0` and so on. `reversed` is 1 where all that stops it happened before it
    began, else 0.
    """
    names = set(rows.collect_schema().names())
    rows = rows.with_columns(_first(clock.starts, names).alias("began"))
    rows = rows.with_columns(_first(clock.stops, names, "began").alias("ended"))
    offs = [_if(_is_in(each, "ended"), nw.col(at(each)), _NEVER) for each in clock.cancels if at(each) in names]
    rows = rows.with_columns(nw.min_horizontal(_NEVER, _NEVER, *offs).alias("off"))
    before = (nw.col("ended") == NEVER) & (nw.col("began") < NEVER) & (_first(clock.stops, names) < nw.col("began"))
    rows = rows.with_columns(_if(before, nw.lit(1, nw.Int64), nw.lit(0, nw.Int64)).alias("reversed"))
    rows = rows.with_columns(nw.min_horizontal("ended", "off").alias("end"))
    resets = [_if(_is_in(each, "end"), nw.col(at(each)), nw.col("began")) for each in clock.resets if at(each) in names]
    rows = rows.with_columns(nw.max_horizontal("began", "began", *resets).alias("began")).drop("end")
    rows = rows.with_columns(_if(nw.col("off") < NEVER, _NEVER, nw.col("ended")).alias("ended"))
    return _rested(rows, [at(each) for each in clock.pauses if at(each) in names], clock.resumes, names)


def _rested(rows: Any, pauses: Sequence[str], resumes: Sequence[str], names: set[str]) -> Any:
    """Add the spells from each pause until the first resume after it, but for those that lie in another."""
    if not pauses:
        return rows
    for place, pause in enumerate(pauses):
        rows = rows.with_columns(nw.col(pause).alias(f"rests from {place}"))
        rows = rows.with_columns(_first(resumes, names, f"rests from {place}").alias(f"pause to {place}"))
    spells = []
    for place in range(len(pauses)):
        begins, within = nw.col(f"rests from {place}"), nw.lit(0, nw.Int64)
        for other in range(len(pauses)):
            earlier = nw.col(f"rests from {other}")
            before = earlier < begins if other > place else earlier <= begins
            if other != place:
                within = _if(before & (nw.col(f"pause to {other}") >= begins), nw.lit(1, nw.Int64), within)
        spells.append(_if(within == 1, _NEVER, begins).alias(f"pause from {place}"))
    return rows.with_columns(*spells).drop([f"rests from {place}" for place in range(len(pauses))])


def _is_in(event: str, end: str) -> nw.Expr:
    """Whether an event happens in the run; nothing that never happens does."""
    return (nw.col(at(event)) >= nw.col("began")) & (nw.col(at(event)) < nw.col(end))


def _first(events: Sequence[str], names: set[str], since: str | None = None) -> nw.Expr:
    """The first of some events, from an instant on."""
    moments = [nw.col(at(each)) for each in events if at(each) in names]
    if since is not None:
        moments = [_if(each >= nw.col(since), each, _NEVER) for each in moments]
    return nw.min_horizontal(_NEVER, *moments)  # Spark wants two or more


def _if(holds: nw.Expr, value: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
    return nw.when(holds).then(value).otherwise(otherwise)
