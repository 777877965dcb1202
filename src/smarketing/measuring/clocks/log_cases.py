"""Handoffs and channels measured on an event log, with the fields of cases in another table or in the log itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import attrs

from smarketing.agreement import Acceptance, FollowUp
from smarketing.measuring.clocks.case_history import REJECTED
from smarketing.measuring.clocks.clock_outcomes import LATE, MET, OFF, OVERDUE, STATUS_OF, TimedRuns, timed, with_due
from smarketing.measuring.clocks.counted import Counted
from smarketing.measuring.clocks.log_runs import EventLog, Runs, log_runs, restarted
from smarketing.measuring.clocks.measured_clauses import (
    ACCEPTED,
    DISQUALIFIED,
    IDLE,
    OTHERWISE,
    RECYCLED,
    MeasuredClause,
    Timed,
)
from smarketing.measuring.clocks.timetables import Stretch
from smarketing.tables.queries import NEVER, Query, flag


@attrs.frozen(eq=False)
class CaseLog:
    """A log with a row for each instant of a case: `id`, `moment`, `events`, `reason`, and the fields of what begins.

    What begins and does not qualify is no start in the `log`; `unqualified` are those rows. Fields are `segment`,
    `qualified`, `lacks_0` and so on (1 or 0), and `timer_STEP`; `lacking` are the columns of the fields of which it is
    known whether they are filled. `reason` is the place of a rejection's reason among those agreed.
    """

    log: EventLog
    unqualified: Query
    lacking: Mapping[str, str]


def count_log(given: CaseLog, part: MeasuredClause, stretch: Stretch) -> Iterator[Counted]:
    """Count what an event log says of a part, each case in the month in which it was handed over or asked."""
    fields = ["segment", *given.lacking.values(), *(f"timer_{each.step}" for each in part.clocks)]
    handed = given.log.at(*part.begins).select("id", *fields, origin="moment")
    yield _volume(given, handed, part, stretch)
    log, spans = given.log, list[Query]()
    for each in part.clocks:
        found = _timed_runs(log, handed, part, each, stretch)
        spans.append(found.runs.select("id", "started", the_end="least(ended, off)"))
        if isinstance(each.clock, Acceptance):
            decided = _decided(with_due(found), log, each.clock)
            log = _with_accepted(log, decided)
            yield _counted(decided, part, each, stretch)
        else:
            yield _counted(found.runs, part, each, stretch)
        if each.attempts:
            yield _attempts(found.runs, log, each, stretch)
    if (idle := [name for name in part.moves_only if name in log.bits]) and spans:
        yield _idle(given.log, handed, spans, idle, stretch)


def _idle(log: EventLog, handed: Query, spans: Sequence[Query], events: Sequence[str], stretch: Stretch) -> Counted:
    """What came when no clock ran that it could move, of cases that were handed over or asked."""
    first = handed.numbered("round", ["id"], ["origin"]).where("round = 1")
    rows = log.at(*events).select("id", "moment", "events").joined(first, ["id"], "segment")
    within = "one.moment >= other.started AND one.moment <= other.the_end"
    ran = rows.joined(spans[0].and_rows_of(*spans[1:]), ["id"], where=within).grouped("id", "moment", ran="1")
    rows = rows.joined(ran, ["id", "moment"], "ran", kind="LEFT").where("ran IS NULL")
    named = {f"flag_{place}": f"{IDLE}{event}" for place, event in enumerate(events)}
    counted = {column: flag(log.has(event)) for column, event in zip(named, events, strict=True)}
    rows = rows.select("id", "segment", counted_at="moment", **counted)
    return Counted(stretch.calendar.with_month(rows, "counted_at"), stretch, named)


def _volume(given: CaseLog, handed: Query, part: MeasuredClause, stretch: Stretch) -> Counted:
    """What was handed over or asked, with its information; what happened to it besides; who did not qualify."""
    names = ["handed over", "not qualified", *(f"missing {field}" for field in given.lacking)]
    informed = bool(given.lacking) and set(part.information) <= set(given.lacking)
    names += ["informed"] if informed else []
    if part.handoff is not None:
        names += [RECYCLED, DISQUALIFIED, "otherwise", "handed over again", "went around"]
    columns = {name: f"flag_{place}" for place, name in enumerate(names)}

    def said(rows: Query, at: str, **flags: str) -> Query:
        return rows.select("id", "segment", counted_at=at, **(dict.fromkeys(columns.values(), "0") | flags))

    own = {columns["handed over"]: "1"} | {columns[f"missing {field}"]: at for field, at in given.lacking.items()}
    if informed:
        own[columns["informed"]] = flag(" AND ".join(f"{at} = 0" for at in given.lacking.values()))
    counted = [said(handed, "origin", **own), said(given.unqualified, "moment", **{columns["not qualified"]: "1"})]
    if part.handoff is not None:
        again = handed.numbered("round", ["id"], ["origin"]).where("round > 1")
        counted.append(said(again, "origin", **{columns["handed over again"]: "1"}))
        for event, name in {RECYCLED: RECYCLED, DISQUALIFIED: DISQUALIFIED, OTHERWISE: "otherwise"}.items():
            rows = _with_origin(given.log.at(event).select("id", began="moment"), handed)
            rows = rows.joined(handed, ["id", "origin"], "segment")
            counted.append(said(rows, "origin", **{columns[name]: "1"}))
        if part.handoff.follow_up is not None:
            contacts = given.log.at(*part.handoff.follow_up.stops).joined(handed, ["id"], kind="ANTI")
            first = contacts.numbered("contact", ["id"], ["moment"]).where("contact = 1 AND qualified = 1")
            counted.append(said(first, "moment", **{columns["went around"]: "1"}))
    rows = counted[0].and_rows_of(*counted[1:])
    named = {column: name for name, column in columns.items()}
    return Counted(stretch.calendar.with_month(rows, "counted_at"), stretch, named)


def _with_origin(rows: Query, handed: Query) -> Query:
    """Give rows the instant of their handing over: the last one before they began, else the first; others are none."""
    both = rows.numbered("row", ["id"], ["began"]).joined(handed, ["id"], "origin")
    before = "max(CASE WHEN origin <= began THEN origin END)"
    kept = [name for name in rows.columns if name != "origin"]
    return both.grouped(*kept, "row", handing=f"coalesce({before}, min(origin))").select(*kept, origin="handing")


def _timed_runs(log: EventLog, handed: Query, part: MeasuredClause, each: Timed, stretch: Stretch) -> TimedRuns:
    """The runs of a clock with the fields of their handing over, timed."""
    found = log_runs(log, each.clock)
    runs = found.runs
    chained = each.clock.repeats == "after each stop"
    if chained or each.clock.starts not in (part.begins, (ACCEPTED,)):
        runs = _with_origin(runs.with_columns(first_start="origin").without("origin"), handed)
    if chained and each.clock.starts == (ACCEPTED,):  # what a stop began goes by the last handing over
        runs = runs.with_columns(origin="CASE WHEN own_from = began THEN first_start ELSE origin END")
    fields = [name for name in handed.columns if name not in ("id", "origin")]
    runs = (
        runs.with_columns(started="began")
        .joined(handed, ["id", "origin"], *fields)
        .with_columns(timer=f"timer_{each.step}")
    )
    if chained:  # each counts in the month in which it began
        runs = runs.with_columns(origin="first_start")
    times = stretch.timetable(each.timers)
    found = Runs(runs, found.spells)
    if log.has(*each.clock.resets) != log.has():
        found = restarted(found, log, each.clock, times, stretch.as_of)
    return timed(found.runs, times, stretch.as_of, found.spells)


def _decided(runs: Query, log: EventLog, clock: Acceptance) -> Query:
    """Say what was accepted and what rejected in time, for which reason, and when each counts as accepted."""
    ends = log.rows.select("id", "events", "reason", ended="moment")
    runs = runs.joined(ends, ["id", "ended"], "events", "reason", kind="LEFT")
    accepts = log.has(*(name for name in clock.stops if name != REJECTED))
    accepted = f"(status = {MET} AND {accepts})"
    runs = runs.with_columns(
        is_accepted=flag(accepted),
        is_rejected=flag(f"status = {MET} AND NOT ({accepts})"),
        taken=f"CASE WHEN {accepted} THEN ended WHEN status IN ({LATE}, {OVERDUE}) THEN due ELSE {NEVER} END",
    )
    return runs.without("events")


def _with_accepted(log: EventLog, runs: Query) -> EventLog:
    """A log in which what counts as accepted is accepted, each of the month in which it was handed over."""
    bit = log.bits[ACCEPTED]
    taken = runs.where(f"taken < {NEVER}").select("id", "origin", moment="taken", events=str(bit), reason="-1")
    rest = log.rows.with_columns(events=f"events - (events & {bit})").select(
        "id", "origin", "moment", "events", "reason"
    )
    return EventLog(rest.and_rows_of(taken), log.bits)


def _counted(runs: Query, part: MeasuredClause, each: Timed, stretch: Stretch) -> Counted:
    step = each.step
    flags = {f"{step} never": f"ended = {NEVER} AND off = {NEVER}"}
    if each is part.accept:
        flags |= {"accepted": "is_accepted = 1", "rejected": "is_rejected = 1"}
        flags |= {f"rejected {place}": f"is_rejected = 1 AND reason = {place}" for place in range(len(part.reasons))}
    named = {f"flag_{place}": name for place, name in enumerate(flags)}
    counted = {name: flag(one) for name, one in zip(named, flags.values(), strict=True)}
    counted |= {f"{STATUS_OF}{step}": "status", f"used_{step}": f"CASE WHEN ended < {NEVER} THEN used ELSE {NEVER} END"}
    rows = runs.select("id", "segment", counted_at="origin", **counted)
    return Counted(stretch.calendar.with_month(rows, "counted_at"), stretch, named, (step,))


def _attempts(runs: Query, log: EventLog, each: Timed, stretch: Stretch) -> Counted:
    """Whether somebody was tried often enough within the time, or reached before it was over."""
    clock = cast("FollowUp", each.clock)
    wanted = clock.attempts.times if clock.attempts is not None else 0
    times = stretch.timetable(each.attempts)
    own = runs.where(f"status <> {OFF}").select(
        "id", "run", "segment", "began", "origin", timer=f"timer % {len(each.calendars)}"
    )
    own = own.with_columns(ended=str(NEVER), off=str(NEVER), void="0")
    found = with_due(timed(own, times, stretch.as_of)).select("id", "run", "segment", "origin", "began", "due")
    tries = log.at(*clock.tries, *clock.until).select(
        "id", tried="moment", made=flag(log.has(*clock.tries)), reached=flag(log.has(*clock.until))
    )
    inside = "other.tried >= one.began AND other.tried <= one.due"
    made = found.joined(tries, ["id"], "made", "reached", where=inside)
    made = made.grouped("id", "run", made="sum(made)", reached="max(reached)")
    found = found.joined(made, ["id", "run"], "made", "reached", kind="LEFT")
    enough = f"(coalesce(made, 0) >= {wanted} OR coalesce(reached, 0) = 1)"
    over = f"due < {stretch.as_of}"
    sums = {"attempts met": enough, "attempts missed": f"NOT {enough} AND {over}"}
    sums |= {"attempts pending": f"NOT {enough} AND NOT ({over})"}
    named = {f"flag_{place}": name for place, name in enumerate(sums)}
    counted = {name: flag(one) for name, one in zip(named, sums.values(), strict=True)}
    rows = found.select("id", "segment", counted_at="origin", **counted)
    return Counted(stretch.calendar.with_month(rows, "counted_at"), stretch, named)
