"""Runs of clocks from a table with one row a case, whose moments are columns, in microseconds.

What did not happen happens never: at an instant that is later than all others (`NEVER`). Of events at one instant the
order is: starts, pauses, what resumes, stops, cancels, what voids, resets.
"""

from collections.abc import Mapping, Sequence

from smarketing.agreement import Clock
from smarketing.measuring.clocks.clock_outcomes import LATE, OVERDUE, timed
from smarketing.measuring.clocks.timetables import Timetable
from smarketing.tables.queries import NEVER, Query, flag, least


def row_runs(rows: Query, clock: Clock, columns: Mapping[str, str], times: Timetable, as_of: int) -> Query:
    """Add the run of a clock to each row: `began`, `ended`, `off`, `void`, and its spells of rest, which lie apart.

    `columns` are those of the moments, by event; `timer` is the place of the row's time. These spells are
    `pause_from_0` until `pause_to_0` and so on. `reversed` is 1 where all that stops it happened before it began.
    """

    def there(events: Sequence[str]) -> list[str]:
        return [columns[each] for each in events if each in columns]

    stops, cancels, voids = there(clock.stops), there(clock.cancels), there(clock.voids)
    rows = rows.with_columns(began=least(str(NEVER), *there(clock.starts)))
    rows = rows.with_columns(
        stopped=_first(stops, "began"), cancelled=_first(cancels, "began"), voided=_first(voids, "began")
    )
    rows = rows.with_columns(the_end=least("stopped", "cancelled", "voided"))
    rows = rows.with_columns(
        reversed=flag(f"stopped = {NEVER} AND began < {NEVER} AND {least(str(NEVER), *stops)} < began")
    )
    resets = there(clock.resets)
    again = there([each for each in clock.resets if each in clock.starts])
    # what starts the run does not restart it
    later = [f"CASE WHEN {each} > began THEN {each} ELSE {NEVER} END" if each in again else each for each in resets]
    rows = _rested(rows, there(clock.pauses), [*there(clock.resumes), *later])
    if again:
        inside = (f"CASE WHEN {each} > began AND {each} < the_end THEN {each} ELSE began END" for each in again)
        rows = rows.with_columns(began=f"greatest(began, {', '.join(inside)})")
    rows = _restarted(rows, resets, times, as_of).with_columns(**_ENDS)
    return rows.without("stopped", "cancelled", "voided", "the_end")


_ENDS = {
    "ended": f"CASE WHEN stopped = the_end THEN stopped ELSE {NEVER} END",
    "off": f"CASE WHEN stopped > the_end THEN the_end ELSE {NEVER} END",
    "void": flag("voided < cancelled AND voided < stopped"),
}


def _first(moments: Sequence[str], since: str) -> str:
    """The first of some moments, from an instant on."""
    return least(str(NEVER), *(f"CASE WHEN {each} >= {since} THEN {each} ELSE {NEVER} END" for each in moments))


def _rested(rows: Query, pauses: Sequence[str], resumes: Sequence[str]) -> Query:
    """Add the spells from each pause in the run until the first resume after it, but for those that lie in another."""
    for place, pause in enumerate(pauses):
        inside = f"{pause} >= began AND {pause} < the_end"
        rows = rows.with_columns(**{f"rests_{place}": f"CASE WHEN {inside} THEN {pause} ELSE {NEVER} END"})
        rows = rows.with_columns(**{f"pause_to_{place}": least("the_end", _first(resumes, f"rests_{place}"))})
    spells = {}
    for place in range(len(pauses)):
        within = ["1 = 0"]
        for other in range(len(pauses)):
            before = f"rests_{other} {'<' if other > place else '<='} rests_{place}"
            if other != place:
                within.append(f"({before} AND pause_to_{other} >= rests_{place})")
        spells[f"pause_from_{place}"] = f"CASE WHEN {' OR '.join(within)} THEN {NEVER} ELSE rests_{place} END"
    return rows.with_columns(**spells).without(*(f"rests_{place}" for place in range(len(pauses)))) if pauses else rows


def _restarted(rows: Query, resets: Sequence[str], times: Timetable, as_of: int) -> Query:
    """Restart runs with each reset that comes before the run has ended, and not after it was due."""
    for _each in resets:
        inside = (f"CASE WHEN {each} > began AND {each} < the_end THEN {each} ELSE {NEVER} END" for each in resets)
        rows = rows.with_columns(again=least(str(NEVER), *inside))
        until_then = timed(rows.with_columns(ended="again", off=str(NEVER), void="0"), times, as_of).runs
        in_time = f"again < {NEVER} AND status NOT IN ({LATE}, {OVERDUE})"
        kept = [name for name in rows.columns if name not in ("began", "again")]
        rows = until_then.select(*kept, began=f"CASE WHEN {in_time} THEN again ELSE began END")
    return rows
