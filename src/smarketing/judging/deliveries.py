"""Figures that are counted from the journal: how much of what was due was delivered, and when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache

import attrs

from smarketing.actuals import Actual, Metric, Series
from smarketing.agreement import Agreement
from smarketing.errors import JournalError, Problem
from smarketing.evaluators import DueDates
from smarketing.judging.calendar import JudgedMonth
from smarketing.judging.due_days import due_days
from smarketing.judging.journal import Delivery, Journal
from smarketing.judging.promise_track import SeriesOf
from smarketing.months import Month, time_zone

_Records = Mapping[tuple[str, date], date | None]


def with_deliveries(series_of: SeriesOf, months: Sequence[JudgedMonth], journal: Journal) -> SeriesOf:
    """Give what finds figures, those of deliverables counted from the journal.

    JournalError for months whose figure both the journal and somebody else give.
    """
    counted = _counted(months, journal)

    @cache
    def found(metric: Metric, segment: str | None) -> Series:
        series = series_of(metric, segment)
        own = counted.get(metric.name) if segment is None else None
        if own is None:
            return series
        both = list(zip(own, series.actuals, strict=True))
        if twice := [place for place, (ours, theirs) in enumerate(both) if ours is not None and ours.base and theirs]:
            raise JournalError(tuple(_given_twice(metric.name, months[place], journal) for place in twice))
        return attrs.evolve(series, actuals=tuple(ours if theirs is None else theirs for ours, theirs in both))

    return found


def _given_twice(metric: str, judged: JudgedMonth, journal: Journal) -> Problem:
    """Say that a month's figure is given twice, at the first entry of that month."""
    version = judged.version
    promises = {each.name for each in version.promises if version.metric_of(each) == metric}
    place = next(
        place
        for place, each in enumerate(journal.entries)
        if isinstance(each, Delivery) and each.promise in promises and version.month_of(each.due) == judged.month
    )
    message = f"the journal gives the figure of {metric!r} in {judged.month}, and so do the actuals; keep one of them"
    return Problem(message, ("journal", place))


def _counted(months: Sequence[JudgedMonth], journal: Journal) -> dict[str, list[Actual | None]]:
    """The figures of each metric of deliverables, a place for each month."""
    records = {(each.promise, each.due): each.on for each in journal.entries if isinstance(each, Delivery)}
    found: dict[str, list[Actual | None]] = {}
    for version in {id(each.version): each.version for each in months}.values():
        own = [each for each in months if each.version is version]
        for promise in version.promises:
            due = promise.evaluator.due_dates
            if due is None:
                continue
            by_month = _by_month(version, due, own[-1].month)
            figures = found.setdefault(version.metric_of(promise), [None] * len(months))
            for judged in own:
                days = by_month.get(judged.month, [])
                figures[judged.place] = _figure(promise.name, days, due.late_counts, judged, records)
    return found


def _by_month(version: Agreement, due: DueDates, last: Month) -> dict[Month, list[date]]:
    days: dict[Month, list[date]] = {}
    for day in due_days(version, due, last.last_day):
        days.setdefault(version.month_of(day), []).append(day)
    return days


def _figure(
    promise: str, days: Sequence[date], late_counts: Fraction, judged: JudgedMonth, records: _Records
) -> Actual | None:
    """How much of what was due in a month was delivered, of how much; None where the journal does not say so of all.

    In a month that is not over only days that are, and what was delivered before its day.
    """
    today = _today(judged)
    known = {day: records[promise, day] for day in days if (promise, day) in records}
    known = {day: on for day, on in known.items() if (on or day) <= today}
    asked = [day for day in days if not judged.not_over or day < today or day in known]
    if not all(day in known for day in asked) or (judged.not_over and not asked):
        return None
    parts = (Fraction(0) if on is None else Fraction(1) if on <= day else late_counts for day, on in known.items())
    return Actual(sum(parts, Fraction(0)), len(asked))


def _today(judged: JudgedMonth) -> date:
    """The local date as of which the month is judged."""
    as_of: datetime | None = judged.as_of
    return date.max if as_of is None else as_of.astimezone(time_zone(judged.version.term.timezone)).date()
