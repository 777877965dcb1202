"""Runs of clocks from a table with one row a case, whose moments are columns: `at accepted`, in microseconds.

What did not happen happens never: at an instant that is later than all others (`NEVER`).
"""

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from smarketing.model import Clock
from smarketing.tables.engines import NEVER

_NEVER = nw.lit(NEVER, nw.Int64)


def at(event: str) -> str:
    """The column of an event's moment."""
    return f"at {event}"


def row_runs(rows: Any, clock: Clock) -> Any:
    """Add the run of a clock to each row: `began`, `ended`, `off`, and where it rests `pause from` and `pause to`.

    `reversed` is 1 where all that stops it happened before it began, else 0.
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
    if any(at(each) in names for each in clock.pauses):
        rows = rows.with_columns(_first(clock.pauses, names).alias("pause from"))
        rows = rows.with_columns(_first(clock.resumes, names, "pause from").alias("pause to"))
    return rows


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
