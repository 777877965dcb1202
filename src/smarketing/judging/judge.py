"""Judging: from an agreement and what happened to verdicts, and from verdicts to what follows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

from smarketing.actuals import Actuals
from smarketing.agreement import Agreement
from smarketing.errors import ActualsError, InvalidValueError, Problem
from smarketing.judging.calendar import check_metrics, check_period, judged_months, last_month
from smarketing.judging.deliveries import with_deliveries
from smarketing.judging.exclusions import excluded_in
from smarketing.judging.fold import Waivers, judged_month_by_month
from smarketing.judging.journal import Journal
from smarketing.judging.journal_problems import check_journal, unused_waivers
from smarketing.judging.missing_figures import missing_figures
from smarketing.judging.promise_track import SeriesOf
from smarketing.judging.scorecard import Scorecard
from smarketing.months import Month, Period
from smarketing.verdicts import Due, Verdict


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
    InvalidValueError if the last month lies before the term or more than 1,200 months after its start, or the journal
    does not fit the agreement. JournalError if it does not fit the figures: it takes more out of one than there is, or
    gives one that the actuals give too.
    """
    _check_arguments(agreement, actuals, journal)
    agreement.calendar.check_figures(actuals.months_begin_on, "actuals")
    before = _months_before(agreement)
    problems = _in_order((*actuals.problems, *actuals.outside(agreement.months, before)))
    if problems and not keep_going:
        raise ActualsError(problems)
    check_metrics(agreement, actuals)
    check_journal(journal, agreement)
    if through is not None and not isinstance(through, Month | str):
        raise InvalidValueError(f"through is a month, as in '2026-03'; not {through!r}", "through")
    asked = None if through is None else agreement.calendar.month_named(through, "through")
    latest = actuals.last_month_in(agreement.months)
    if problems and latest is None and asked is None and as_of is None:
        raise ActualsError(problems)
    last = last_month(agreement, asked, as_of, latest)
    period = agreement.until(last)
    if period is None:
        raise InvalidValueError(f"{last} is before the term, which starts on {agreement.term.start}", "through")
    check_period(period)
    months = tuple(judged_months(agreement, period, as_of, journal))
    reported = _series_of(actuals, [judged.month for judged in months], before)
    series_of = with_deliveries(reported, months, journal)
    verdicts: list[Verdict] = []
    dues: list[Due] = []
    excluded = excluded_in(months, journal, agreement, series_of)
    waivers = _waivers(journal, agreement)
    for found, followed in judged_month_by_month(months, series_of, waivers, excluded.of_promises):
        verdicts += found
        dues += followed
    unused_entries = (*unused_waivers(journal, agreement, verdicts), *excluded.unused)
    unused = (*_unasked(agreement, actuals, period), *unused_entries)
    left_out, missing = _in_order((*problems, *unused)), tuple(missing_figures(months, series_of))
    return Scorecard(agreement, period, as_of, tuple(verdicts), tuple(dues), left_out, missing)


def _months_before(agreement: Agreement) -> Mapping[str, int]:
    """Of how many months before the term figures are compared with, by the name of the metric."""
    found: dict[str, int] = {}
    for version in agreement.versions:
        for promise in version.promises:
            if back := promise.evaluator.reaches_back:
                metric = version.metric_of(promise)
                found[metric] = max(back, found.get(metric, 0))
    return found


def _series_of(actuals: Actuals, months: Sequence[Month], before: Mapping[str, int]) -> SeriesOf:
    """Give what finds the figures of a metric or segment in the months judged, once for all who ask."""
    return cache(lambda metric, segment: actuals.series(metric, segment, months, before.get(metric.name, 0)))


def _waivers(journal: Journal, agreement: Agreement) -> Waivers:
    """The waivers of each month of the agreement, by promise."""
    named = agreement.calendar.month_named
    return {named(str(month)): waivers for month, waivers in journal.waivers.items()}


def _check_arguments(agreement: object, actuals: object, journal: object) -> None:
    if not isinstance(agreement, Agreement):
        raise InvalidValueError(f"an agreement is judged, as load gives it; not {agreement!r}", "agreement")
    if not isinstance(actuals, Actuals):
        raise InvalidValueError(f"actuals are read first, as in Actuals.read_csv or .from_frame; not {type(actuals)}")
    if not isinstance(journal, Journal):
        raise InvalidValueError(f"a journal is a Journal, perhaps without entries; not {journal!r}", "journal")


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
