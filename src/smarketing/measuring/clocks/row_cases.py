"""Handoffs and channels measured on a table with one row a case."""

from collections.abc import Sequence
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from smarketing.agreement import Acceptance, Clock
from smarketing.measuring.clocks.case_columns import flag
from smarketing.measuring.clocks.clock_outcomes import LATE, MET, OVERDUE, STATUS_OF, STATUSES, timed, with_due
from smarketing.measuring.clocks.clock_state import REJECTED
from smarketing.measuring.clocks.measured_clauses import ACCEPTED, DISQUALIFIED, RECYCLED, MeasuredClause, Timed
from smarketing.measuring.clocks.row_runs import at, row_runs
from smarketing.measuring.clocks.timetables import Stretch, Timetable
from smarketing.tables.engines import NEVER

_NEVER = nw.lit(NEVER, nw.Int64)


@attrs.frozen(eq=False)
class Counted:
    """A frame with `month` and `segment`, flags (1 or 0), and the status and the used time of each step."""

    frame: Any
    stretch: Stretch
    flags: tuple[str, ...]
    steps: tuple[str, ...] = ()

    @property
    def digits(self) -> dict[str, int]:
        """The columns that are counted, with how many values each has."""
        return dict.fromkeys(self.flags, 2) | {f"{STATUS_OF}{step}": len(STATUSES) + 1 for step in self.steps}

    @property
    def ranked(self) -> tuple[str, ...]:
        """The columns that are ranked."""
        return tuple(f"{step} used" for step in self.steps)


def count_rows(rows: Any, part: MeasuredClause, stretch: Stretch) -> Counted:
    """Count the cases of a part, each in the month in which it was handed over or asked.

    Rows have `id`, `segment`, `qualified`, `complete`, `lacks FIELD` (1 or 0), `timer STEP`, and moments: `at EVENT`.
    """
    times = stretch.timetables(part.clocks)
    names = set(rows.collect_schema().names())
    begins = nw.min_horizontal(_NEVER, *(at(each) for each in part.begins))
    rows = rows.with_columns(begins.alias("begins"))
    rows = rows.with_columns(nw.when(nw.col("qualified") == 1).then(nw.col("begins")).otherwise(_NEVER).alias("origin"))
    rows = rows.with_columns(
        flag(nw.col("origin") < NEVER).alias("handed over"),
        flag((nw.col("begins") < NEVER) & (nw.col("qualified") == 0)).alias("not qualified"),
    )
    flags = ["handed over", "not qualified"]
    if part.handoff is not None:
        rows = rows.with_columns(nw.col("origin").alias(at(part.handoff.event)))
        rows, more = _counted_events(rows, part, names)
        flags += more
    for each in part.clocks:
        rows = _with_clock(rows, each, times[each.step], stretch.as_of)
        flags += [f"{each.step} never", f"{each.step} reversed"]
    if part.accept is not None:
        flags += ["accepted", "rejected"]
        if "reason" in names:
            reasons = {f"rejected {place}": nw.col("reason") == reason for place, reason in enumerate(part.reasons)}
            rows = rows.with_columns(flag((nw.col("rejected") == 1) & one).alias(name) for name, one in reasons.items())
            flags += reasons
    contacts = nw.min_horizontal(_NEVER, _NEVER, *(at(each) for each in _contacts(part) if at(each) in names))
    other = nw.when(nw.col("begins") < NEVER).then(nw.col("begins")).otherwise(contacts)
    counted_at = nw.when(nw.col("origin") < NEVER).then(nw.col("origin")).otherwise(other)
    rows = rows.with_columns(counted_at.alias("counted at")).filter(nw.col("counted at") < NEVER)
    steps = tuple(each.step for each in part.clocks)
    return Counted(stretch.calendar.with_month(rows, "counted at"), stretch, tuple(flags), steps)


def _contacts(part: MeasuredClause) -> Sequence[str]:
    return () if part.handoff is None or part.handoff.follow_up is None else part.handoff.follow_up.stops


def _counted_events(rows: Any, part: MeasuredClause, names: set[str]) -> tuple[Any, list[str]]:
    """Flags of what happens to what is handed over, besides its clocks."""
    there = nw.col("handed over") == 1
    flags = {
        f"lacking {field}": there & (nw.col(f"lacks {field}") == 1)
        for field in part.information
        if f"lacks {field}" in names
    }
    if "complete" in names:
        flags["informed"] = there & (nw.col("complete") == 1)
    for event in (RECYCLED, DISQUALIFIED):
        if at(event) in names:
            flags[event] = there & (nw.col(at(event)) < NEVER)
    contacts = [at(each) for each in _contacts(part) if at(each) in names]
    if contacts:
        flags["went around"] = ~there & (nw.col("qualified") == 1) & (nw.min_horizontal(_NEVER, *contacts) < NEVER)
    if "rejected otherwise" in names:
        flags["otherwise"] = there & (nw.col("rejected otherwise") == 1)
    return rows.with_columns(flag(each).alias(name) for name, each in flags.items()), list(flags)


def _with_clock(rows: Any, each: Timed, times: Timetable, as_of: int) -> Any:
    """Add what one clock makes of each row; acceptance decides when follow-up begins."""
    columns = rows.collect_schema().names()
    added = [*(f"{each.step} {said}" for said in ("never", "reversed", "used")), f"{STATUS_OF}{each.step}"]
    rows = row_runs(rows, each.clock).with_columns(nw.col(f"timer {each.step}").alias("timer"))
    rows = rows.with_columns(nw.when(nw.col("origin") < NEVER).then(nw.col("began")).otherwise(_NEVER).alias("began"))
    rows = timed(rows, times, as_of)
    if isinstance(each.clock, Acceptance):
        rows = _accepted(with_due(rows, times, as_of), each.clock)
        added += ["accepted", "rejected", *({at(ACCEPTED)} - {*columns})]
    ended, right = nw.col("ended") < NEVER, nw.col("reversed") == 0
    lasting = (nw.col("began") < NEVER) & ~ended & (nw.col("off") == NEVER) & right
    return rows.with_columns(
        flag(lasting).alias(f"{each.step} never"),
        nw.col("reversed").alias(f"{each.step} reversed"),
        nw.when(ended).then(nw.col("used")).otherwise(_NEVER).alias(f"{each.step} used"),
        (nw.col("status") * (1 - nw.col("reversed"))).alias(f"{STATUS_OF}{each.step}"),
    ).select(*columns, *added)


def _accepted(rows: Any, clock: Clock) -> Any:
    """Say what was accepted and what rejected in time, and when each counts as accepted."""
    names = set(rows.collect_schema().names())
    accepts = [at(each) for each in clock.stops if each != REJECTED and at(each) in names]
    moments = (nw.when(nw.col(each) >= nw.col("began")).then(nw.col(each)).otherwise(_NEVER) for each in accepts)
    first = nw.min_horizontal(_NEVER, *moments)
    met = nw.col("status") == MET
    deemed = nw.col("status").is_in([LATE, OVERDUE])
    rows = rows.with_columns(
        flag(met & (first == nw.col("ended"))).alias("accepted"),
        flag(met & (first != nw.col("ended"))).alias("rejected"),
    )
    begins = nw.when(nw.col("accepted") == 1).then(nw.col("ended")).otherwise(_NEVER)
    return rows.with_columns(nw.when(deemed).then(nw.col("due")).otherwise(begins).alias(at(ACCEPTED)))
