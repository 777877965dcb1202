"""Handoffs and channels measured on a table with one row a case."""

from collections.abc import Collection, Mapping, Sequence

import attrs

from smarketing.agreement import Acceptance
from smarketing.measuring.clocks.case_history import REJECTED
from smarketing.measuring.clocks.clock_outcomes import LATE, MET, OVERDUE, STATUS_OF, timed, with_due
from smarketing.measuring.clocks.counted import Counted
from smarketing.measuring.clocks.measured_clauses import (
    ACCEPTED,
    DISQUALIFIED,
    IDLE,
    RECYCLED,
    MeasuredClause,
    Timed,
)
from smarketing.measuring.clocks.row_runs import row_runs
from smarketing.measuring.clocks.timetables import Stretch
from smarketing.tables.queries import NEVER, Query, flag, least


@attrs.frozen(eq=False)
class CaseRows:
    """Rows with `id`, `segment`, `qualified`, `lacks_0` and so on (1 or 0), `reason`, `timer_STEP`, and moments.

    `moments` are the columns of what happened, by event; of those in `days` only the local day is known. `lacking` are
    the fields of which it is known whether they are filled, by the column that says so. `reason` is the place of a
    rejection's reason among those agreed, or -1.
    """

    query: Query
    moments: Mapping[str, str]
    lacking: Mapping[str, str]
    has_reason: bool
    days: frozenset[str] = frozenset()

    def there(self, events: Sequence[str]) -> list[str]:
        """Give the columns of some events, as far as there are any."""
        return [self.moments[each] for each in events if each in self.moments]


def count_rows(given: CaseRows, part: MeasuredClause, stretch: Stretch) -> Counted:
    """Count the cases of a part, each in the month in which it was handed over or asked."""
    begins = least(str(NEVER), *given.there(part.begins))
    rows = given.query.with_columns(begins=begins)
    rows = rows.with_columns(origin=f"CASE WHEN qualified = 1 THEN begins ELSE {NEVER} END")
    there = f"origin < {NEVER}"
    flags = {"handed over": there, "not qualified": f"begins < {NEVER} AND qualified = 0"}
    contacts = least(str(NEVER), *given.there(_contacts(part)))
    if part.handoff is not None:
        flags |= _counted_events(given, part, there)
    moments = {**given.moments}
    if part.handoff is not None:
        rows = rows.with_columns(handed="origin")
        moments[part.handoff.event] = "handed"
    if part.reasons and given.has_reason and REJECTED in moments:  # no other reason rejects anything
        rejected = f"CASE WHEN reason >= 0 THEN {moments[REJECTED]} ELSE {NEVER} END"
        rows = rows.with_columns(rejected_for=rejected)
        moments[REJECTED] = "rejected_for"
    days = given.days
    if part.handoff is not None and given.moments.get(part.handoff.event) in days:
        days |= {"handed"}
    for each in part.clocks:
        rows, moments, days = _with_clock(rows, moments, days, each, stretch)
        flags |= {f"{each.step} never": f"never_{each.step} = 1", f"{each.step} reversed": f"reversed_{each.step} = 1"}
    flags |= _idle(given, part, there)
    if part.accept is not None:
        flags |= {"accepted": "is_accepted = 1", "rejected": "is_rejected = 1"}
        reasons = enumerate(part.reasons if given.has_reason else ())
        flags |= {f"rejected {place}": f"is_rejected = 1 AND reason = {place}" for place, _reason in reasons}
    at = f"CASE WHEN origin < {NEVER} THEN origin WHEN begins < {NEVER} THEN begins ELSE {contacts} END"
    named = {f"flag_{place}": name for place, name in enumerate(flags)}
    steps = tuple(each.step for each in part.clocks)
    kept = [f"{said}{step}" for step in steps for said in (STATUS_OF, "used_")]
    counted = {name: flag(each) for name, each in zip(named, flags.values(), strict=True)}
    rows = rows.select("id", "segment", *kept, counted_at=at, **counted).where(f"counted_at < {NEVER}")
    return Counted(stretch.calendar.with_month(rows, "counted_at"), stretch, named, steps)


def _idle(given: CaseRows, part: MeasuredClause, there: str) -> dict[str, str]:
    """Flags of events that came when no clock ran that they could move."""
    found = {}
    for event in part.moves_only:
        if (at := given.moments.get(event)) is not None:
            within = (f"({at} >= from_{each.step} AND {at} <= to_{each.step})" for each in part.clocks)
            found[f"{IDLE}{event}"] = f"{there} AND {at} < {NEVER} AND NOT ({' OR '.join(within)})"
    return found


def _contacts(part: MeasuredClause) -> Sequence[str]:
    return () if part.handoff is None or part.handoff.follow_up is None else part.handoff.follow_up.stops


def _counted_events(given: CaseRows, part: MeasuredClause, there: str) -> dict[str, str]:
    """Flags of what happens to what is handed over, besides its clocks."""
    flags = {f"missing {field}": f"{there} AND {column} = 1" for field, column in given.lacking.items()}
    if given.lacking and set(part.information) <= set(given.lacking):
        flags["informed"] = " AND ".join([there, *(f"{column} = 0" for column in given.lacking.values())])
    for event in (RECYCLED, DISQUALIFIED):
        if event in given.moments:
            flags[event] = f"{there} AND {given.moments[event]} < {NEVER}"
    if contacts := given.there(_contacts(part)):
        flags["went around"] = f"NOT ({there}) AND qualified = 1 AND {least(str(NEVER), *contacts)} < {NEVER}"
    if part.reasons and given.has_reason and REJECTED in given.moments:
        flags["otherwise"] = f"{there} AND {given.moments[REJECTED]} < {NEVER} AND reason < 0"
    return flags


def _with_clock(
    rows: Query, moments: Mapping[str, str], days: frozenset[str], each: Timed, stretch: Stretch
) -> tuple[Query, dict[str, str], frozenset[str]]:
    """Add what one clock makes of each row; acceptance decides when follow-up begins."""
    times, columns, step = stretch.timetable(each.timers), rows.columns, each.step
    starts = {name: f"start_{place}" for place, name in enumerate(each.clock.starts) if name in moments}
    masked = {at: f"CASE WHEN origin < {NEVER} THEN {moments[name]} ELSE {NEVER} END" for name, at in starts.items()}
    rows = rows.with_columns(timer=f"timer_{step}", **masked)
    moved = {name: at for name, at in moments.items() if name in each.clock.moved_by and name not in starts}
    as_of = stretch.as_of
    if by_days := {moments[name] for name in (*starts, *moved)} & days:
        is_day = any(moments[name] in by_days for name in starts)
        rows, moved = _in_days(rows, list(starts.values()), moved, None if is_day else by_days, stretch)
        as_of = stretch.day
    rows = row_runs(rows, each.clock, moved | starts, times, as_of)
    found = timed(rows, times, as_of)
    rows = found.runs
    added = {f"never_{step}": flag(f"began < {NEVER} AND ended = {NEVER} AND off = {NEVER} AND reversed = 0")}
    added |= {f"reversed_{step}": f"CASE WHEN began < {NEVER} THEN reversed ELSE 0 END"}
    added |= {f"from_{step}": least(str(NEVER), *starts.values()), f"to_{step}": "least(ended, off)"}
    added |= {f"used_{step}": f"CASE WHEN began < {NEVER} AND ended < {NEVER} THEN used ELSE {NEVER} END"}
    added |= {f"{STATUS_OF}{step}": "status * (1 - reversed)"}
    made = {**moments}
    if isinstance(each.clock, Acceptance):
        rows = with_due(found)
        accepts = [moved[name] for name in each.clock.stops if name != REJECTED and name in moved]
        first = least(str(NEVER), *(f"CASE WHEN {at} >= began THEN {at} ELSE {NEVER} END" for at in accepts))
        accepted = f"status = {MET} AND {first} = ended"
        added |= {"is_accepted": flag(accepted), "is_rejected": flag(f"status = {MET} AND {first} <> ended")}
        taken = f"WHEN status IN ({LATE}, {OVERDUE}) THEN due"
        added |= {"taken": f"CASE WHEN {accepted} THEN ended {taken} ELSE {NEVER} END"}
        made[ACCEPTED] = "taken"
        days = days | {"taken"} if by_days else days
    return rows.select(*columns, **added), made, days


def _in_days(
    rows: Query, starts: Sequence[str], moved: Mapping[str, str], days: Collection[str] | None, stretch: Stretch
) -> tuple[Query, dict[str, str]]:
    """What moves a clock, where one side is a day: as if it came at the beginning of its day, and not before the start.

    So what happened on the day of the start, or on the day when it was due, is in time. `days` are the columns of which
    only the day is known; None if that is so of the start, which holds all to days.
    """
    calendar = stretch.calendar
    rows = calendar.with_day_start(rows.with_columns(starts_at=least(str(NEVER), *starts)), "starts_at", "starts_on")
    found = {}
    for place, (name, column) in enumerate(moved.items()):
        found[name] = column
        if days is None or column in days:
            found[name] = f"on_{place}"
            rows = calendar.with_day_start(rows, column, found[name])
            own = f"CASE WHEN {found[name]} >= starts_on THEN greatest({found[name]}, starts_at) ELSE {found[name]} END"
            rows = rows.with_columns(**{found[name]: f"coalesce({own}, {found[name]}, {NEVER})"})
    return rows, found
