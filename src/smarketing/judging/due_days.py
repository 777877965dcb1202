"""The days on which something that was promised is due."""

from collections.abc import Iterator
from datetime import date

from smarketing.agreement import Agreement
from smarketing.evaluators import DueDates


def due_days(version: Agreement, due: DueDates, until: date) -> Iterator[date]:
    """Give the days of the term on which something is due, in order, through `until`."""
    last = min(until, version.term.end or until)
    days: Iterator[date] = iter(sorted(due.days))
    if due.report is not None:
        recurrence = next(each.recurrence for each in version.cadence if each.name == due.report)
        days = recurrence.dates(version.term.start, last)
    return (day for day in days if version.term.start <= day <= last)
