"""Judging month by month: find, relieve and waive, then let consequences follow.

One pass, oldest month first. What is carried on are the tracks of the promises and what consequences have cost so far.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby

import attrs

from smarketing.agreement import THE_PUBLIC, Agreement, Consequence
from smarketing.consequences import Case, CaseHistory, Condition, FigureOf, Ledger, limited
from smarketing.evaluators import View
from smarketing.judging.calendar import JudgedMonth
from smarketing.judging.journal import Waiver
from smarketing.judging.promise_track import PromiseTrack, SeriesOf, tracks_of
from smarketing.judging.rule_answers import checked_causes, checked_dues, checked_finding
from smarketing.months import Month, Period
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Due, Finding, Status, Verdict, listed, outcome_text

Waivers = Mapping[Month, Mapping[str, Waiver]]
NextOn = Callable[[str, date], date | None]


def judged_month_by_month(
    months: Sequence[JudgedMonth], series_of: SeriesOf, waivers: Waivers
) -> Iterator[tuple[Sequence[Verdict], Sequence[Due]]]:
    """Give the verdicts of each month, in the order of the promises of its version, and the dues that follow.

    `series_of` finds the figures of these months, `waivers` are those of each month by the name of the promise.
    RuleError if a rule answers with what it must not.
    """
    tracks: dict[str, PromiseTrack] = {}
    ledger = Ledger()
    for version, judged_together in _versions_in(months):
        tracks = tracks_of(version, judged_together[0].place, tracks, series_of)
        reliefs, watched = _reliefs(version, tracks), _watched(version, tracks, ledger)
        order = [tracks[name] for name in version.judging_order]
        next_on, figures = _calendar(version), _figures(version, series_of)
        for judged in judged_together:
            _find(order, judged)
            _excuse(tracks, reliefs, waivers.get(judged.month, {}))
            verdicts = [track.verdicts[-1] for track in tracks.values()]
            yield verdicts, [*_follow(version, watched.awake(verdicts), judged.month, next_on, ledger, figures)]


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
        view = track.view(place, findings)
        finding = checked_finding(track.promise.evaluator, track.evaluator(view))
        status = finding.status
        if judged.not_over:
            pending = Finding(Status.PENDING, view.actual, note=judged.not_over)
            verdict = Verdict(track.promise, track.metric, period, pending, Status.PENDING, Status.PENDING, "", finding)
        elif status is no_data:
            verdict = _without_data(track, view, judged, finding)
        else:
            verdict = Verdict(track.promise, track.metric, period, finding, status, status)
        track.verdicts.append(verdict)
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
        track.begins = judged.place + 1


def _without_data(track: PromiseTrack, view: View, judged: JudgedMonth, finding: Finding) -> Verdict:
    """Only a missing figure that was due counts as the parties agreed."""
    promise, metric, period = track.promise, track.metric, judged.period
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


def _excuse(tracks: Mapping[str, PromiseTrack], reliefs: Sequence[_Relief], waivers: Mapping[str, Waiver]) -> None:
    """Excuse the misses of a month. Relief looks at what was found, before anybody is excused."""
    missed = (relief for relief in reliefs if relief.track.verdicts[-1].status is Status.MISSED)
    excused = [(relief.track, _relieved(relief)) for relief in missed]
    waived = [(tracks[name], _waived(tracks[name].verdicts[-1], waiver)) for name, waiver in waivers.items()]
    for track, verdict in (*excused, *waived):
        if verdict is not None:
            track.verdicts[-1] = verdict


def _waived(found: Verdict, waiver: Waiver) -> Verdict | None:
    reason = f": {waiver.because}" if waiver.because else ""
    return _excused(found, f"excused: waived by {waiver.by}{reason}") if found.missed else None


def _relieved(relief: _Relief) -> Verdict | None:
    found, condition = relief.track.verdicts[-1], relief.condition
    causes = [cause for case in relief.cases for cause in checked_causes(condition, condition(case))]
    if causes:
        outcomes = dict.fromkeys(outcome_text(cause.counts_as) for cause in causes)
        return _excused(found, f"excused, for {_named(causes)} {' and '.join(outcomes)}")
    unread = [found[-1] for case in relief.cases for found in case.verdicts if found[-1].unreadable]
    at_worst = (CaseHistory([_at_worst(verdicts) for verdicts in case.verdicts]) for case in relief.cases)
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
    return Verdict(promise, metric, period, finding, Status.EXCUSED, Status.EXCUSED, note)


# Let consequences follow


_Watched = tuple[Consequence, CaseHistory]
"""One case of a consequence."""


@attrs.frozen(eq=False)
class _Watch:
    """All cases of all consequences, in order; those that a miss wakes by the promise that is missed."""

    cases: Sequence[_Watched]
    always_awake: Sequence[int]
    woken_by: Mapping[str, Sequence[int]]

    def awake(self, verdicts: Iterable[Verdict]) -> Iterator[_Watched]:
        """Give the cases whose condition may hold in a month, in order."""
        places, missed = set(self.always_awake), Status.MISSED
        for verdict in verdicts:
            if verdict.counts_as is missed:
                places.update(self.woken_by.get(verdict.promise.name, ()))
        return (self.cases[place] for place in sorted(places))


def _watched(version: Agreement, tracks: Mapping[str, PromiseTrack], ledger: Ledger) -> _Watch:
    cases: list[_Watched] = []
    always_awake: list[int] = []
    woken_by: dict[str, list[int]] = {}
    for consequence in version.consequences:
        condition = consequence.when
        for names in condition.cases(version.promises):
            for name in names if condition.needs_a_miss else ():
                woken_by.setdefault(name, []).append(len(cases))
            if not condition.needs_a_miss:
                always_awake.append(len(cases))
            cases.append((consequence, CaseHistory([tracks[name].verdicts for name in names], ledger)))
    return _Watch(cases, always_awake, woken_by)


def _follow(
    version: Agreement,
    awake: Iterable[_Watched],
    month: Month,
    next_on: NextOn,
    ledger: Ledger,
    figures: FigureOf,
) -> Iterator[Due]:
    """Give the dues of a month, limited and rounded, and enter them into the ledger."""
    first, written_month = version.term.first_month, str(month)
    numbers: dict[str, int] = {}
    parties = (*(party.name for party in version.parties), THE_PUBLIC)
    for consequence, history in awake:
        condition = consequence.when
        if not (causes := checked_causes(condition, condition(history))):
            continue
        case = Case(consequence.name, month, causes, ledger, next_on, figures)
        series = f"{consequence.name}/{case.promise.name}/{written_month}"
        for due in checked_dues(consequence.effect, consequence.effect(case), parties):
            number = numbers.get(series, 0) + 1
            name = f"{series}/{number}"
            left = limited(due, consequence.limits, consequence.only_above, ledger, first, name, figures)
            if left is not None:
                numbers[series] = number
                ledger.add(left)
                yield left


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
