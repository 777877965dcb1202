"""Judging: from an agreement and what happened to verdicts, and from verdicts to what follows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from itertools import product

import attrs

from smarketing.actuals import Actuals, History, Metric
from smarketing.agreement import Agreement, Objective
from smarketing.consequences import Case
from smarketing.errors import ActualsError, InvalidValueError, Problem
from smarketing.judging.calendar import JudgedMonth, check_metrics, judged_months, last_month, not_due
from smarketing.judging.journal import Journal, Waiver, check_journal
from smarketing.judging.promise_tracks import Run, Spell, spells_of, versions_in
from smarketing.judging.scorecard import Scorecard
from smarketing.months import Month, Period
from smarketing.verdicts import Due, Finding, Status, Verdict, listed


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

    An amended agreement is judged month by month by the version in force (`Agreement.at`); a figure of a metric that
    this version does not have is left out, and the scorecard says so.

    `through` is the last month to judge (clipped to the term): by default the month that runs at `as_of`, or the last
    with a figure. Without `as_of` every month through `through` is over; with it (an aware datetime) a month is
    pending until it has ended in the term's time zone and its figure is there or overdue. ActualsError if some
    actuals could not be read or lie outside the term, unless told to `keep_going`: then the scorecard says what it
    left out, and a month whose figure could not be read counts as nothing.
    InvalidValueError if the last month lies before the term, or the journal does not fit the agreement.
    """
    if not isinstance(actuals, Actuals):
        raise InvalidValueError(f"actuals are read first, as in Actuals.read_csv or .from_frame; not {type(actuals)}")
    problems = _in_order((*actuals.problems, *actuals.outside(agreement.months)))
    if problems and not keep_going:
        raise ActualsError(problems)
    check_metrics(agreement, actuals)
    check_journal(journal, agreement)
    through = Month.parse(through) if isinstance(through, str) else through
    if not isinstance(through, Month | None):
        raise InvalidValueError(f"through is a month, as in '2026-03'; not {through!r}", "through")
    inside = [key.month for key in actuals.figures if key.month in agreement.months]
    if problems and not inside and through is None and as_of is None:
        raise ActualsError(problems)
    last = last_month(through, as_of, max(inside, default=None), agreement.term.timezone)
    period = agreement.until(last)
    if period is None:
        raise InvalidValueError(f"{last} is before the term, which starts on {agreement.term.start}", "through")
    months = tuple(judged_months(agreement, period, as_of, journal))
    spells, numbers = spells_of(months)
    findings = [tuple(_findings(spell, actuals, months, as_of)) for spell in spells]
    found = _Grid(spells, numbers, findings)
    grid = _Grid(spells, numbers, [tuple(_relieved(found, spell, journal)) for spell in spells])
    verdicts = tuple(verdict for place in range(len(months)) for verdict in grid.verdicts(place))
    left_out = _in_order((*problems, *_unasked(agreement, actuals, period)))
    return Scorecard(agreement, period, as_of, verdicts, tuple(_dues(grid, months)), left_out)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def _unasked(agreement: Agreement, actuals: Actuals, period: Period) -> Iterator[Problem]:
    """Figures of what the version in force in their month does not measure: no reason to stop."""
    for key in actuals.figures if agreement.amends is not None else ():
        metric = agreement.at(key.month).own_metrics.get(key.metric)
        if key.month not in period or (metric and (key.segment is None or key.segment in metric.segments)):
            continue
        what = f"metric {key.metric!r}" if metric is None else f"segment {key.segment!r} of {key.metric!r}"
        yield actuals.problem(key, f"the version in force in {key.month} has no {what}")


@attrs.frozen
class _Grid:
    """The verdicts of each spell, and where a month finds those on its promises."""

    spells: Sequence[Spell]
    numbers: Sequence[Mapping[str, int]]
    rows: Sequence[Sequence[Verdict]]

    def verdicts(self, place: int) -> Iterator[Verdict]:
        """Give those of a month, in the order of the promises of the version in force."""
        return (self.verdict(name, place) for name in self.numbers[place])

    def verdict(self, name: str, place: int) -> Verdict:
        """Give that on a promise in a month that has it."""
        number = self.numbers[place][name]
        return self.rows[number][place - self.spells[number].first]

    def record(self, names: Sequence[str], place: int) -> list[Sequence[Verdict]]:
        """Give those on some promises up to a month, for as long as each has been the same promise."""
        numbers = [self.numbers[place][name] for name in names]
        return [self.rows[number][: place - self.spells[number].first + 1] for number in numbers]


def _findings(
    spell: Spell, actuals: Actuals, months: Sequence[JudgedMonth], as_of: datetime | None
) -> Iterator[Verdict]:
    """Give the verdicts on a promise before relief."""
    for run in spell.runs:
        metric = run.version.own_metrics[run.version.metric_of(run.promise)]
        rule = run.promise.no_data or run.version.no_data
        spoiled = {
            key.month for key in actuals.spoiled if (key.metric, key.segment) == (metric.name, run.promise.segment)
        }
        histories = _histories(spell, run, metric, actuals, months)
        for judged, history in zip(months[run.start : run.stop], histories, strict=True):
            yield _verdict(run.promise, rule, judged, history, judged.month in spoiled, as_of)


def _verdict(
    promise: Objective, rule: str, judged: JudgedMonth, history: History, spoiled: bool, as_of: datetime | None
) -> Verdict:
    metric, month = history.metric, judged.month
    if judged.not_in_force:
        finding = Finding(Status.NOT_IN_FORCE, note=judged.not_in_force)
    elif judged.not_over:
        finding = Finding(Status.PENDING, history.current, note=judged.not_over)
    else:
        finding = promise.evaluator(history)
    if finding.status is not Status.NO_DATA or finding.actual is not None:
        return Verdict(promise, metric, month, finding, finding.status, finding.status)
    if history.current is None and (note := not_due(judged.version, promise, month, as_of)):
        return Verdict(promise, metric, month, finding, Status.PENDING, Status.PENDING, note)
    if spoiled:
        note = f"the figure for {month} could not be read"
        return Verdict(promise, metric, month, finding, Status.NO_DATA, Status.NO_DATA, note)
    if rule == "counts as missed":
        note = f"{finding.note}; no data counts as missed"
        return Verdict(promise, metric, month, finding, Status.NO_DATA, Status.MISSED, note)
    return Verdict(promise, metric, month, finding, Status.NO_DATA, Status.NO_DATA)


def _histories(
    spell: Spell, run: Run, metric: Metric, actuals: Actuals, months: Sequence[JudgedMonth]
) -> Iterator[History]:
    """Give a promise's metric as seen from each month of a run.

    Windows begin with the first month that goes by the same evaluator, and anew after one that is not in force.
    """
    all_months = [judged.month for judged in months]
    series = actuals.series(metric, run.promise.segment, all_months)
    known = run.version.own_metrics
    others = {name: actuals.series(known[name], None, all_months) for name in run.promise.evaluator.needs}
    begins = spell.begins(run)
    for place in range(begins, run.stop):
        if place >= run.start:
            yield History(series, all_months[place], all_months[begins], series.actuals[place], 1, others)
        if months[place].not_in_force and place + 1 < len(months):
            begins = place + 1


def _relieved(found: _Grid, spell: Spell, journal: Journal) -> Iterator[Verdict]:
    """Give the verdicts on a promise, its misses excused where a waiver or the relief condition says so."""
    waivers = journal.waivers
    for run in spell.runs:
        relief = run.promise.relieved_when
        cases = () if relief is None else relief.cases(run.version.promises)
        for place in range(run.start, run.stop):
            verdict = found.verdict(run.promise.name, place)
            waiver = waivers.get((run.promise.name, verdict.month)) if verdict.missed else None
            causes: list[Verdict] = []
            if relief is not None and verdict.status is Status.MISSED:
                causes = [cause for names in cases for cause in relief(found.record(names, place))]
            yield _excused_by(verdict, waiver, causes)


def _excused_by(verdict: Verdict, waiver: Waiver | None, causes: Sequence[Verdict]) -> Verdict:
    if waiver is not None:
        reason = f": {waiver.because}" if waiver.because else ""
        return _excused(verdict, f"excused: waived by {waiver.by}{reason}")
    if causes:
        names = listed(list(dict.fromkeys(cause.promise.name for cause in causes)))
        return _excused(verdict, f"excused, for {names} was missed")
    return verdict


def _excused(verdict: Verdict, note: str) -> Verdict:
    return attrs.evolve(verdict, status=Status.EXCUSED, counts_as=Status.EXCUSED, note=note)


def _dues(grid: _Grid, months: Sequence[JudgedMonth]) -> Iterator[Due]:
    """Fold the months, oldest first; the money that each consequence cost each party so far is all that is kept."""
    paid: dict[tuple[str, str, str], dict[Month, Fraction]] = {}
    for version, start, stop in versions_in(months):
        cases = [(each, names) for each in version.consequences for names in each.when.cases(version.promises)]
        next_on = _calendar(version)
        for place, (consequence, names) in product(range(start, stop), cases):
            if not (causes := consequence.when(grid.record(names, place))):
                continue
            month, promise = months[place].month, causes[-1].promise
            spent = paid.setdefault((consequence.name, promise.owed_by, promise.owed_to), {})
            case = Case(consequence.name, month, causes, version.term.first_month, spent, next_on)
            for due in consequence.effect(case):
                if due.amount is not None and (due.owed_by, due.owed_to) == (promise.owed_by, promise.owed_to):
                    spent[month] = spent.get(month, Fraction(0)) + due.amount.value
                yield due


def _calendar(version: Agreement) -> Callable[[str, date], date | None]:
    """Give what finds the next date of a report or meeting."""
    recurrences = {each.name: each.recurrence for each in version.cadence}
    return cache(lambda name, day: recurrences[name].next_after(day, version.term.start))
