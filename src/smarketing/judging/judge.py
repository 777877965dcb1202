"""Judging: from an agreement and what happened to verdicts, and from verdicts to what follows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache

import attrs

from smarketing.actuals import Actuals, History, Metric
from smarketing.effects import Case
from smarketing.errors import ActualsError, InvalidValueError
from smarketing.judging.calendar import JudgedMonth, check_metrics, judged_months, last_month, not_due
from smarketing.judging.journal import Journal, check_journal
from smarketing.judging.scorecards import Scorecard
from smarketing.model import Agreement, Objective
from smarketing.months import Month, Period
from smarketing.verdicts import Due, Finding, Status, Verdict, listed

_Grid = Mapping[str, Sequence[Verdict]]


def judge(
    agreement: Agreement,
    actuals: Actuals,
    *,
    through: Month | str | None = None,
    as_of: datetime | None = None,
    journal: Journal = Journal(),
    keep_going: bool = False,
) -> Scorecard:
    """Judge every promise in every month from the start of the term, and say what follows.

    `through` is the last month to judge (clipped to the term): by default the month that runs at `as_of`, or the last
    with a figure. Without `as_of` every month through `through` is over; with it (an aware datetime) a month is
    pending until it has ended in the term's time zone and its figure is there or overdue. ActualsError if some
    actuals could not be read or lie outside the term, unless told to `keep_going`: then the scorecard says what it
    left out, and a month whose figure could not be read counts as nothing.
    InvalidValueError if the last month lies before the term, or the journal does not fit the agreement.
    """
    if not isinstance(actuals, Actuals):
        raise InvalidValueError(f"actuals are read first, as in Actuals.read_csv or .from_frame; not {type(actuals)}")
    found = (*actuals.problems, *actuals.outside(agreement.term.months))
    problems = tuple(sorted(found, key=lambda problem: problem.line or 0))
    if problems and not keep_going:
        raise ActualsError(problems)
    check_metrics(agreement, actuals)
    check_journal(journal, agreement)
    through = Month.parse(through) if isinstance(through, str) else through
    if not isinstance(through, Month | None):
        raise InvalidValueError(f"through is a month, as in '2026-03'; not {through!r}", "through")
    inside = [key.month for key in actuals.figures if key.month in agreement.term.months]
    if problems and not inside and through is None and as_of is None:
        raise ActualsError(problems)
    last = last_month(through, as_of, max(inside, default=None), agreement.term.timezone)
    period = agreement.term.until(last)
    if period is None:
        raise InvalidValueError(f"{last} is before the term, which starts on {agreement.term.start}", "through")
    months = tuple(judged_months(agreement, period, as_of, journal))
    findings = {each.name: tuple(_findings(agreement, each, actuals, months, as_of)) for each in agreement.promises}
    grid = {each.name: tuple(_relieved(agreement, each, findings, journal)) for each in agreement.promises}
    verdicts = tuple(verdict for month in zip(*grid.values(), strict=True) for verdict in month)
    return Scorecard(agreement, period, as_of, verdicts, tuple(_dues(agreement, grid, period)), problems)


def _findings(
    agreement: Agreement, promise: Objective, actuals: Actuals, months: Sequence[JudgedMonth], as_of: datetime | None
) -> Iterator[Verdict]:
    """Give the verdicts on a promise before relief."""
    metric = agreement.metrics[agreement.metric_of(promise)]
    rule = promise.no_data or agreement.no_data
    spoiled = {key.month for key in actuals.spoiled if (key.metric, key.segment) == (metric.name, promise.segment)}
    for judged, history in zip(months, _histories(agreement, promise, metric, actuals, months), strict=True):
        if judged.not_in_force:
            finding = Finding(Status.NOT_IN_FORCE, note=judged.not_in_force)
        elif judged.not_over:
            finding = Finding(Status.PENDING, history.current, note=judged.not_over)
        else:
            finding = promise.evaluator(history)
        if finding.status is not Status.NO_DATA or finding.actual is not None:
            yield Verdict(promise, metric, judged.month, finding, finding.status, finding.status)
        elif history.current is None and (note := not_due(agreement, promise, judged.month, as_of)):
            yield Verdict(promise, metric, judged.month, finding, Status.PENDING, Status.PENDING, note)
        elif judged.month in spoiled:
            note = f"the figure for {judged.month} could not be read"
            yield Verdict(promise, metric, judged.month, finding, Status.NO_DATA, Status.NO_DATA, note)
        elif rule == "counts as missed":
            note = f"{finding.note}; no data counts as missed"
            yield Verdict(promise, metric, judged.month, finding, Status.NO_DATA, Status.MISSED, note)
        else:
            yield Verdict(promise, metric, judged.month, finding, Status.NO_DATA, Status.NO_DATA)


def _histories(
    agreement: Agreement, promise: Objective, metric: Metric, actuals: Actuals, months: Sequence[JudgedMonth]
) -> Iterator[History]:
    """Give a promise's metric as seen from each month; windows begin with the first month in force."""
    all_months = [judged.month for judged in months]
    series = actuals.series(metric, promise.segment, all_months)
    others = {name: actuals.series(agreement.metrics[name], None, all_months) for name in promise.evaluator.needs}
    begins = next((judged.month for judged in months if not judged.not_in_force), all_months[-1] + 1)
    for judged, actual in zip(months, series.actuals, strict=True):
        yield History(series, judged.month, begins, actual, 1, others)


def _relieved(agreement: Agreement, promise: Objective, found: _Grid, journal: Journal) -> Iterator[Verdict]:
    """Give the verdicts on a promise, its misses excused where a waiver or the relief condition says so."""
    relief = promise.relieved_when
    cases = () if relief is None else relief.cases(agreement.promises)
    waivers = journal.waivers
    for place, verdict in enumerate(found[promise.name]):
        waiver = waivers.get((promise.name, verdict.month)) if verdict.missed else None
        causes: list[Verdict] = []
        if relief is not None and verdict.status is Status.MISSED:
            causes = [cause for names in cases for cause in relief(_record(found, names, place))]
        if waiver is not None:
            reason = f": {waiver.because}" if waiver.because else ""
            yield _excused(verdict, f"excused: waived by {waiver.by}{reason}")
        elif causes:
            names = listed(list(dict.fromkeys(cause.promise.name for cause in causes)))
            yield _excused(verdict, f"excused, for {names} was missed")
        else:
            yield verdict


def _record(grid: _Grid, names: Sequence[str], place: int) -> list[Sequence[Verdict]]:
    return [grid[name][: place + 1] for name in names]


def _excused(verdict: Verdict, note: str) -> Verdict:
    return attrs.evolve(verdict, status=Status.EXCUSED, counts_as=Status.EXCUSED, note=note)


def _dues(agreement: Agreement, grid: _Grid, period: Period) -> Iterator[Due]:
    """Fold the months, oldest first; the money that each consequence cost each party so far is all that is kept."""
    paid: dict[tuple[str, str, str], dict[Month, Fraction]] = {}
    cases = [(each, names) for each in agreement.consequences for names in each.when.cases(agreement.promises)]
    recurrences = {each.name: each.recurrence for each in agreement.cadence}

    @cache
    def next_on(name: str, day: date) -> date | None:
        return recurrences[name].next_after(day, agreement.term.start)

    for place, month in enumerate(period):
        for consequence, names in cases:
            if not (causes := consequence.when(_record(grid, names, place))):
                continue
            promise = causes[-1].promise
            spent = paid.setdefault((consequence.name, promise.owed_by, promise.owed_to), {})
            case = Case(consequence.name, month, causes, agreement.term.first_month, spent, next_on)
            for due in consequence.effect(case):
                if due.amount is not None and (due.owed_by, due.owed_to) == (promise.owed_by, promise.owed_to):
                    spent[month] = spent.get(month, Fraction(0)) + due.amount.value
                yield due
