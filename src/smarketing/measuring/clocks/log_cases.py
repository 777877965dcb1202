"""Handoffs and channels measured on an event log, with the fields of cases in another table or in the log itself."""

from collections.abc import Iterator
from typing import Any, cast

import narwhals.stable.v2 as nw

from smarketing.agreement import Acceptance, FollowUp
from smarketing.measuring.clocks.case_columns import among, flag
from smarketing.measuring.clocks.clock_outcomes import LATE, MET, OFF, OVERDUE, STATUS_OF, timed, with_due
from smarketing.measuring.clocks.clock_state import REJECTED
from smarketing.measuring.clocks.log_runs import log_runs, pauses
from smarketing.measuring.clocks.measured_clauses import (
    ACCEPTED,
    DISQUALIFIED,
    OTHERWISE,
    RECYCLED,
    MeasuredClause,
    Timed,
)
from smarketing.measuring.clocks.row_cases import Counted
from smarketing.measuring.clocks.timetables import Stretch, Timetable
from smarketing.tables.engines import NEVER

_NEVER = nw.lit(NEVER, nw.Int64)


def count_log(log: Any, fields: Any, part: MeasuredClause, stretch: Stretch) -> Iterator[Counted]:
    """Count what an event log says of a part, each case in the month in which it was handed over or asked.

    The log has `id`, `event`, `at`, `reason` and `origin`; fields `id`, `segment`, `qualified` and what follows from
    the fields of a case, once for each id.
    """
    times, attempts = stretch.timetables(part.clocks), stretch.attempts(part.clocks)
    known = log.join(fields.filter(nw.col("qualified") == 1).select("id"), on="id", how="inner")
    yield from _volume(log, known, fields, part, stretch)
    for each in part.clocks:
        runs = _runs(known, fields, part, each, times[each.step], stretch.as_of)
        if isinstance(each.clock, Acceptance):
            runs = _decided(with_due(runs, times[each.step], stretch.as_of))
            known = _with_accepted(known, runs)
            yield _counted(runs, part, each, stretch, ["accepted", "rejected", *_by_reason(part)])
        else:
            yield _counted(runs, part, each, stretch, [])
        if each.attempts:
            yield _attempts(runs, known, each, attempts[each.step], stretch)


def _volume(log: Any, known: Any, fields: Any, part: MeasuredClause, stretch: Stretch) -> Iterator[Counted]:
    """What was handed over or asked, with its information; what happened to it besides; who did not qualify."""
    begins = _of(known, *part.begins).join(fields, on="id", how="inner")
    columns = fields.collect_schema().names()
    flags = {"handed over": nw.lit(1, nw.Int64)}
    flags |= {f"lacking {name}": nw.col(f"lacks {name}") for name in part.information if f"lacks {name}" in columns}
    if "complete" in columns:
        flags["informed"] = nw.col("complete")
    yield _summed(begins, flags, stretch)
    others = _of(log, *part.begins).join(fields.filter(nw.col("qualified") == 0), on="id", how="inner")
    yield _summed(others, {"not qualified": nw.lit(1, nw.Int64)}, stretch)
    if part.handoff is None:
        return
    for event, name in {RECYCLED: RECYCLED, DISQUALIFIED: DISQUALIFIED, OTHERWISE: "otherwise"}.items():
        yield _summed(_of(known, event).join(fields, on="id", how="inner"), {name: nw.lit(1, nw.Int64)}, stretch)
    firsts = begins.group_by("id").agg(nw.col("at").min().alias("first"))
    again = begins.join(firsts, on="id", how="inner").filter(nw.col("at") > nw.col("first"))
    yield _summed(again.drop("first"), {"handed over again": nw.lit(1, nw.Int64)}, stretch)
    follow_up = part.handoff.follow_up
    if follow_up is not None:
        contacts = _of(known, *follow_up.stops).join(firsts, on="id", how="left").filter(nw.col("first").is_null())
        once = contacts.group_by("id").agg(nw.col("at").min()).join(fields, on="id", how="inner")
        yield _summed(once, {"went around": nw.lit(1, nw.Int64)}, stretch)


def _of(log: Any, *events: str) -> Any:
    return log.filter(among("event", events))


def _summed(frame: Any, flags: dict[str, nw.Expr], stretch: Stretch) -> Counted:
    frame = frame.select("id", "segment", "at", *(each.alias(name) for name, each in flags.items()))
    frame = stretch.calendar.with_month(frame.with_columns(nw.col("at").alias("counted at")), "counted at")
    return Counted(frame, stretch, tuple(flags))


def _runs(log: Any, fields: Any, part: MeasuredClause, each: Timed, times: Timetable, as_of: int) -> Any:
    """The runs of a clock, timed."""
    runs = log_runs(log, each.clock).join(fields, on="id", how="inner")
    if part.handoff is not None and each.clock.starts not in (part.begins, (ACCEPTED,)):
        runs = _with_origin(runs, _of(log, *part.begins))
    runs = runs.with_columns(nw.col(f"timer {each.step}").alias("timer"))
    return timed(runs, times, as_of, pauses(log, each.clock))


def _with_origin(runs: Any, begins: Any) -> Any:
    """Give runs the instant of their handing over: the last one before they began, else the first; others are none."""
    run, begins = ["id", "began", "ended"], begins.select("id", nw.col("at").alias("handed"))
    both = runs.select(*run).join(begins, on="id", how="inner")
    before = both.filter(nw.col("handed") <= nw.col("began")).group_by(*run).agg(nw.col("handed").max().alias("before"))
    after = both.group_by(*run).agg(nw.col("handed").min().alias("first"))
    known = runs.join(after, on=run, how="inner").join(before, on=run, how="left")
    return known.with_columns(nw.coalesce("before", "first").cast(nw.Int64).alias("origin")).drop("before", "first")


def _decided(runs: Any) -> Any:
    """Say what was accepted and what rejected in time, and when each counts as accepted."""
    met, late = nw.col("status") == MET, nw.col("status").is_in([LATE, OVERDUE])
    rejected = (nw.col("cause") == REJECTED).fill_null(False)
    runs = runs.with_columns(flag(met & ~rejected).alias("accepted"), flag(met & rejected).alias("rejected"))
    begins = nw.when(nw.col("accepted") == 1).then(nw.col("ended")).otherwise(_NEVER)
    return runs.with_columns(nw.when(late).then(nw.col("due")).otherwise(begins).alias("taken"))


def _with_accepted(log: Any, runs: Any) -> Any:
    """A log in which what counts as accepted is accepted, each of the month in which it was handed over."""
    taken = runs.filter(nw.col("taken") < NEVER).select(
        "id",
        nw.lit(ACCEPTED).alias("event"),
        nw.col("taken").alias("at"),
        nw.lit("").alias("reason"),
        "origin",
    )
    rest = log.filter(nw.col("event") != ACCEPTED).select("id", "event", "at", "reason", "origin")
    return nw.concat([rest, taken])


def _by_reason(part: MeasuredClause) -> list[str]:
    return [f"rejected {place}" for place in range(len(part.reasons))]


def _counted(runs: Any, part: MeasuredClause, each: Timed, stretch: Stretch, sums: list[str]) -> Counted:
    ended = nw.col("ended") < NEVER
    flags = {f"{each.step} never": ~ended & (nw.col("off") == NEVER)}
    for place, reason in enumerate(part.reasons if sums else ()):
        flags[f"rejected {place}"] = (nw.col("rejected") == 1) & (nw.col("reason") == reason).fill_null(False)
    frame = runs.with_columns(
        *(flag(each_flag).alias(name) for name, each_flag in flags.items()),
        nw.when(ended).then(nw.col("used")).otherwise(_NEVER).alias(f"{each.step} used"),
        nw.col("status").alias(f"{STATUS_OF}{each.step}"),
    )
    more = [name for name in sums if name not in flags]
    frame = stretch.calendar.with_month(frame.with_columns(nw.col("origin").alias("counted at")), "counted at")
    return Counted(frame, stretch, (*flags, *more), (each.step,))


def _attempts(runs: Any, log: Any, each: Timed, times: Timetable, stretch: Stretch) -> Counted:
    """Whether somebody was tried often enough within the time, or reached before it was over."""
    clock = cast("FollowUp", each.clock)
    wanted = clock.attempts.times if clock.attempts is not None else 0
    open_runs = runs.filter(nw.col("status") != OFF).select("id", "segment", "began", "origin", "timer")
    open_runs = open_runs.with_columns(nw.col("timer") % len(each.calendars))
    open_runs = open_runs.with_columns(_NEVER.alias("ended"), _NEVER.alias("off"))
    open_runs = with_due(timed(open_runs, times, stretch.as_of), times, stretch.as_of)
    kinds = {"reached": clock.until, "made": clock.tries}
    flags = (flag(among("event", events)).alias(name) for name, events in kinds.items())
    tries = _of(log, *clock.tries, *clock.until).select("id", nw.col("at").alias("tried"), *flags)
    both = open_runs.select("id", "began", "due").unique().join(tries, on="id", how="inner")
    inside = both.filter((nw.col("tried") >= nw.col("began")) & (nw.col("tried") <= nw.col("due")))
    made = inside.group_by("id", "began").agg(nw.col("made").sum(), nw.col("reached").max())
    found = open_runs.join(made, on=["id", "began"], how="left")
    found = found.with_columns(nw.col("made", "reached").fill_null(0).cast(nw.Int64))
    enough = (nw.col("made") >= wanted) | (nw.col("reached") == 1)
    over = nw.col("due") < stretch.as_of
    sums = {"attempts met": enough, "attempts missed": ~enough & over, "attempts pending": ~enough & ~over}
    frame = found.with_columns(flag(one).alias(name) for name, one in sums.items())
    frame = stretch.calendar.with_month(frame.with_columns(nw.col("origin").alias("counted at")), "counted at")
    return Counted(frame, stretch, tuple(sums))
