"""Judging month by month: find, relieve and waive, then let consequences follow.

One pass, oldest month first. What is carried on are the tracks of the promises and what consequences have cost so far.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import groupby

import attrs

from smarketing.agreement import THE_PUBLIC, Agreement
from smarketing.consequences import (
    Case,
    CaseHistory,
    Condition,
    FigureOf,
    Ledger,
    NewDue,
    checked_causes,
    limited_dues,
)
from smarketing.evaluators import View
from smarketing.judging.calendar import JudgedMonth
from smarketing.judging.excluded_figures import ExcludedFigures, JudgedFigure
from smarketing.judging.firing import Fired, WatchedCase, followed_in_turns
from smarketing.judging.journal import Waiver
from smarketing.judging.open_period import OpenPeriod
from smarketing.judging.promise_track import PromiseTrack, SeriesOf, tracks_of
from smarketing.judging.rule_answers import checked_dues, checked_finding
from smarketing.months import Month, Period
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Due, Finding, Status, Verdict, listed, outcome_text

Waivers = Mapping[Month, Mapping[str, Waiver]]
NextOn = Callable[[str, date], date | None]


def judged_month_by_month(
    months: Sequence[JudgedMonth],
    series_of: SeriesOf,
    waivers: Waivers,
    excluded: Mapping[JudgedFigure, ExcludedFigures],
) -> Iterator[tuple[Sequence[Verdict], Sequence[Due]]]:
    """Give the verdicts of each month, in the order of the promises of its version, and the dues that follow.

    `series_of` finds the figures of these months, `waivers` are those of each month by the name of the promise, and
    `excluded` is taken out of the figures of promises.
    RuleError if a rule answers with what it must not.
    """
    tracks: dict[str, PromiseTrack] = {}
    ledger, watched = Ledger(), _Watch()
    for version, judged_together in _versions_in(months):
        tracks = tracks_of(version, months[0].month, judged_together[0].place, tracks, series_of, excluded)
        next_on, figures = _calendar(version), _figures(version, series_of)
        reliefs, watched = _reliefs(version, tracks), _watched(version, tracks, ledger, figures, watched)
        order = [tracks[name] for name in version.judging_order]
        for judged in judged_together:
            _find(order, judged)
            _excuse(tracks, reliefs, waivers)
            verdicts = [track.verdicts[-1] for track in tracks.values()]
            follow = partial(_follow, version, judged.month, next_on, ledger, figures)
            yield verdicts, followed_in_turns(watched.awake(verdicts), judged.month, follow)


def _versions_in(months: Iterable[JudgedMonth]) -> Iterator[tuple[Agreement, Sequence[JudgedMonth]]]:
    """The versions in force one after another, each with its months."""
    for _key, judged in groupby(months, key=lambda judged: id(judged.version)):
        own = list(judged)
        yield own[0].version, own


# Find


def _find(tracks: Sequence[PromiseTrack], judged: JudgedMonth) -> None:
    """Add the verdict of a month to each track, before anybody is excused."""
    if judged.not_in_force:
        _add_not_in_force(tracks, judged)
        return
    place, period, no_data = judged.place, judged.period, Status.NO_DATA
    findings: dict[str, Finding] = {}
    for track in tracks:
        if track.open_period is not None:
            verdict = _judge_period(track, track.open_period, judged, findings)
            track.add(verdict, place)
            if track.is_looked_at:
                findings[track.promise.name] = _as_it_stands(verdict)
            continue
        view = track.view(place, findings)
        finding = checked_finding(track.promise.evaluator, track.evaluator(view))
        status = finding.status
        if judged.not_over:
            pending = Finding(Status.PENDING, view.actual, note=judged.not_over)
            verdict = Verdict(track.promise, track.metric, period, pending, Status.PENDING, Status.PENDING, "", finding)
        elif status is no_data:
            verdict = _without_data(track, view, judged, period, finding)
        else:
            verdict = Verdict(track.promise, track.metric, period, finding, status, status)
        track.add(verdict, place)
        if track.is_looked_at:
            findings[track.promise.name] = verdict.so_far or _as_it_stands(verdict)


def _as_it_stands(verdict: Verdict) -> Finding:
    """What others see of a promise: a figure that is not due yet is pending."""
    pending = verdict.status is Status.PENDING and verdict.finding.status is not Status.PENDING
    return attrs.evolve(verdict.finding, status=Status.PENDING) if pending else verdict.finding


def _add_not_in_force(tracks: Sequence[PromiseTrack], judged: JudgedMonth) -> None:
    status = Status.NOT_IN_FORCE
    finding = Finding(status, note=judged.not_in_force)
    for track in tracks:
        track.verdicts.append(Verdict(track.promise, track.metric, judged.period, finding, status, status))
        track.starts_again(judged.place + 1)


def _judge_period(
    track: PromiseTrack, open_period: OpenPeriod, judged: JudgedMonth, findings: Mapping[str, Finding]
) -> Verdict:
    """Judge what is judged once in several months: in their last one, and in those before what was reached so far."""
    promise, place, month = track.promise, judged.place, judged.month
    months = open_period.months_so_far(month, place)
    view = track.view(place, findings).period(place - len(months) + 1, open_period.last(month))
    ends = open_period.ends_in(month, judged.following, view)
    view = view.period(place - len(months) + 1, month) if ends else view
    finding = checked_finding(promise.evaluator, open_period.judge(view))
    if judged.not_over or not ends:
        note = judged.not_over or open_period.note(month)
        pending = Finding(Status.PENDING, view.actual, months=len(months), note=note)
        return Verdict(promise, track.metric, months, pending, Status.PENDING, Status.PENDING, "", finding)
    open_period.open_at(place + 1)
    if finding.status is Status.NO_DATA:
        return _without_data(track, view, judged, months, finding)
    return Verdict(promise, track.metric, months, finding, finding.status, finding.status)


def _without_data(track: PromiseTrack, view: View, judged: JudgedMonth, period: Period, finding: Finding) -> Verdict:
    """Only a missing figure that was due counts as the parties agreed."""
    promise, metric = track.promise, track.metric
    absence = finding.absence or _absence(track, view, finding)
    if finding.absence is not absence:
        finding = attrs.evolve(finding, absence=absence)
    no_data = Verdict(promise, metric, period, finding, Status.NO_DATA, Status.NO_DATA)
    if absence is Absence.NOTHING_TO_MEASURE:
        return no_data
    if view.actual is None and (note := judged.not_due(promise)):
        return Verdict(promise, metric, period, finding, Status.PENDING, Status.PENDING, note)
    if absence is Absence.MISSING and track.no_data_counts_as_missed:
        note = f"{finding.note}; no data counts as missed"
        return Verdict(promise, metric, period, finding, Status.NO_DATA, Status.MISSED, note)
    return no_data


def _absence(track: PromiseTrack, view: View, finding: Finding) -> Absence:
    """Why an evaluator that does not say so has no data: never for less than what it may have looked at."""
    if track.may_be_unreadable(view):
        return Absence.UNREADABLE
    return view.absence or (Absence.MISSING if finding.actual is None else Absence.NOTHING_TO_MEASURE)


# Excuse


@attrs.frozen(eq=False)
class _Relief:
    """A promise whose misses may be excused: its condition, and the cases that the condition watches."""

    track: PromiseTrack
    condition: Condition
    cases: Sequence[CaseHistory]

    def cases_before(self, months: int) -> Sequence[CaseHistory]:
        """Give what the condition reads so many months before the one at hand; nothing before a promise began."""
        if months == 0:
            return self.cases
        longer = (each for each in self.cases if all(len(verdicts) > months for verdicts in each.verdicts))
        return [CaseHistory([verdicts[:-months] for verdicts in each.verdicts], each.ledger) for each in longer]


def _reliefs(version: Agreement, tracks: Mapping[str, PromiseTrack]) -> list[_Relief]:
    relieved = ((each, each.relieved_when) for each in version.promises)
    return [
        _Relief(tracks[promise.name], condition, _histories(condition, version, tracks, Ledger()))
        for promise, condition in relieved
        if condition is not None
    ]


def _histories(
    condition: Condition, version: Agreement, tracks: Mapping[str, PromiseTrack], ledger: Ledger
) -> list[CaseHistory]:
    """What the condition reads of each case; the verdicts in it grow from month to month."""
    cases = condition.cases(version.promises)
    return [CaseHistory([tracks[name].verdicts for name in names], ledger) for names in cases]


def _excuse(tracks: Mapping[str, PromiseTrack], reliefs: Sequence[_Relief], waivers: Waivers) -> None:
    """Excuse the misses of a month. Relief looks at what was found, before anybody is excused."""
    missed = (relief for relief in reliefs if relief.track.verdicts[-1].status is Status.MISSED)
    excused = [(relief.track, _relieved(relief)) for relief in missed]
    waived = [(track, _waived(track.verdicts[-1], waivers)) for track in tracks.values()] if waivers else ()
    for track, verdict in (*excused, *waived):
        if verdict is not None:
            track.verdicts[-1] = verdict


def _waived(found: Verdict, waivers: Waivers) -> Verdict | None:
    """The miss of a period, excused by a waiver of one of its months: the last that names it."""
    if not found.missed:
        return None
    of_months = (waivers[month].get(found.promise.name) for month in found.period if month in waivers)
    waiver = next((each for each in reversed([*of_months]) if each is not None), None)
    if waiver is None:
        return None
    reason = f": {waiver.because}" if waiver.because else ""
    return _excused(found, f"excused: waived by {waiver.by}{reason}")


def _relieved(relief: _Relief) -> Verdict | None:
    """The miss of a period, excused by its relief in one of its months."""
    found, condition = relief.track.verdicts[-1], relief.condition
    cases = [history for back in range(len(found.period)) for history in relief.cases_before(back)]
    causes = [cause for case in cases for cause in checked_causes(condition, condition(case))]
    if causes:
        outcomes = dict.fromkeys(outcome_text(cause.counts_as) for cause in causes)
        return _excused(found, f"excused, for {_named(causes)} {' and '.join(outcomes)}")
    unread = [verdicts[-1] for case in cases for verdicts in case.verdicts if verdicts[-1].unreadable]
    at_worst = (CaseHistory([_at_worst(verdicts) for verdicts in case.verdicts]) for case in cases)
    if unread and any(checked_causes(condition, condition(history)) for history in at_worst):
        note = f"nothing follows: a miss of {_named(unread)} would excuse it, and that figure could not be read"
        return attrs.evolve(found, counts_as=Status.NO_DATA, note=note)
    return None


def _at_worst(verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
    """The verdicts on a promise if the figure of the last month, where it could not be read, was a miss."""
    last = verdicts[-1]
    return [*verdicts[:-1], attrs.evolve(last, counts_as=Status.MISSED)] if last.unreadable else verdicts


def _named(verdicts: Sequence[Verdict]) -> str:
    return listed(list(dict.fromkeys(verdict.promise.name for verdict in verdicts)))


def _excused(verdict: Verdict, note: str) -> Verdict:
    promise, metric, period, finding = verdict.promise, verdict.metric, verdict.period, verdict.finding
    excused = Status.EXCUSED
    return Verdict(promise, metric, period, finding, excused, excused, note, excluded=verdict.excluded)


# Let consequences follow


@attrs.frozen(eq=False)
class _Watch:
    """All cases of all consequences, in order; those that a miss wakes by the promise that is missed."""

    cases: Sequence[WatchedCase] = ()
    always_awake: Sequence[int] = ()
    woken_by: Mapping[str, Sequence[int]] = attrs.field(factory=dict)

    def awake(self, verdicts: Iterable[Verdict]) -> Iterator[WatchedCase]:
        """Give the cases whose condition may hold in a month, in order."""
        places, missed = set(self.always_awake), Status.MISSED
        for verdict in verdicts:
            if verdict.counts_as is missed:
                places.update(self.woken_by.get(verdict.promise.name, ()))
        return (self.cases[place] for place in sorted(places))


def _watched(
    version: Agreement, tracks: Mapping[str, PromiseTrack], ledger: Ledger, figures: FigureOf, before: _Watch
) -> _Watch:
    """Give the cases of a version's consequences; those that go on from the version before know when they held."""
    cases: list[WatchedCase] = []
    always_awake: list[int] = []
    woken_by: dict[str, list[int]] = {}
    held = {case.identity: case.held for case in before.cases}
    gap = version.no_data.in_a_run == "ends it"
    for consequence in version.consequences:
        condition = consequence.when
        for names in condition.cases(version.promises):
            for name in names if condition.needs_a_miss else ():
                woken_by.setdefault(name, []).append(len(cases))
            if not condition.needs_a_miss:
                always_awake.append(len(cases))
            history = CaseHistory([tracks[name].verdicts for name in names], ledger, figures, gap)
            case = WatchedCase(consequence, names, history, version.first_month + (consequence.from_month - 1))
            case.held = held.get(case.identity)
            cases.append(case)
    return _Watch(cases, always_awake, woken_by)


def _follow(
    version: Agreement,
    month: Month,
    next_on: NextOn,
    ledger: Ledger,
    figures: FigureOf,
    fired: Iterable[Fired],
) -> Iterator[Due]:
    """Give the dues of a month, limited together and rounded, and enter them into the ledger."""
    new: list[NewDue] = []
    parties = (*(party.name for party in version.parties), THE_PUBLIC)
    for consequence, causes, run_of in fired:
        case = Case(consequence.name, month, causes, ledger, next_on, figures, run_of)
        dues = checked_dues(consequence.effect, consequence.effect(case), parties)
        new += (NewDue(due, consequence, case.promise.name) for due in dues)
    for due in limited_dues(new, version.limits, ledger, month, version.periods, figures):
        ledger.add(due)
        yield due


def _calendar(version: Agreement) -> NextOn:
    """Give what finds the next date of a report or meeting."""
    recurrences = {each.name: each.recurrence for each in version.cadence}
    return cache(lambda name, day: recurrences[name].next_after(day, version.term.start))


def _figures(version: Agreement, series_of: SeriesOf) -> FigureOf:
    """Give what finds what a metric of a version comes to in a period."""

    def found(name: str, period: Period) -> Quantity | None:
        metric = version.own_metrics[name]
        series = series_of(metric, None)
        start = period.first - series.first
        actual = series.merged(start, start + len(period))
        return None if actual is None else Quantity(actual.value, metric.unit)

    return found
