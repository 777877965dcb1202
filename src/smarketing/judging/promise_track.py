"""The track of a promise: its figures, its verdicts so far, and since when its windows may begin."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import attrs

from smarketing.actuals import Metric, Series
from smarketing.agreement import Agreement, Objective
from smarketing.evaluators import View, ViewCalendar
from smarketing.judging.excluded_figures import ExcludedFigures, JudgedFigure
from smarketing.judging.open_period import OpenPeriod, open_period
from smarketing.judging.shared_month import VersionStart
from smarketing.months import Month
from smarketing.verdicts import Absence, Finding, Verdict

SeriesOf = Callable[[Metric, str | None], Series]


Judged = Callable[[View], Finding]


@attrs.define(slots=False, eq=False)
class PromiseTrack:
    """What is carried from month to month for one promise.

    A promise stays the same one, whatever a new version says of it, while its name, its two parties, its metric and
    its segment stay. `begins` is the place of the first month that its windows may hold: windows hold months of one
    evaluator only, and none that was not in force. `verdicts` has one for each month since the promise began.
    `open_period` is there if several months are judged at once, `excluded` if something was taken out of the figures.
    """

    promise: Objective
    metric: Metric
    evaluator: Judged
    series: Series
    others: Mapping[str, Series]
    begins: int
    looks_at: Sequence[str]
    is_looked_at: bool
    no_data_counts_as_missed: bool
    calendar: ViewCalendar | None
    open_period: OpenPeriod | None
    excluded: ExcludedFigures | None
    verdicts: list[Verdict] = attrs.field(factory=list)

    def view(self, place: int, findings: Mapping[str, Finding]) -> View:
        """Give what the evaluator sees in the month at a place; of what was found only what it looks at."""
        if self.sees_one_metric:
            return View(self.series, place, self.begins)
        seen = {name: findings[name] for name in self.looks_at}
        reaches_back = self.promise.evaluator.reaches_back > 0
        return View(self.series, place, self.begins, 1, self.others, seen, 0, 0, self.calendar, reaches_back)

    @cached_property
    def sees_one_metric(self) -> bool:
        """Whether its evaluator looks at whole months of its own metric only, and at none before the term."""
        return not (self.looks_at or self.others or self.promise.evaluator.reaches_back) and self.calendar is None

    def add(self, verdict: Verdict, place: int) -> None:
        """Add the verdict on the month at a place, with what was taken out of the figures that it rests on."""
        if self.excluded is not None:
            months = max(len(verdict.period), (verdict.so_far or verdict.finding).months)
            verdict = attrs.evolve(verdict, excluded=self.excluded.sentences(place + 1 - months, place + 1))
        self.verdicts.append(verdict)

    def starts_again(self, place: int) -> None:
        """Let windows and periods begin no earlier than with the month at a place."""
        self.begins = place
        if self.open_period is not None:
            self.open_period.open_at(place)

    def may_be_unreadable(self, view: View) -> bool:
        """Tell whether some figure that the evaluator may have looked at could not be read."""
        series = (self.series, *self.others.values())
        stop = view.month - self.series.first + 1
        found = (view.finding(name).absence for name in self.looks_at)
        return any(each.any_unreadable(0, stop) for each in series) or Absence.UNREADABLE in found

    def goes_on_as(self, later: "PromiseTrack") -> bool:
        """Tell whether a version that says the promise again means the same one."""
        return _identity(self) == _identity(later)


def _identity(track: PromiseTrack) -> tuple[str, str, str, str | None]:
    return track.promise.owed_by, track.promise.owed_to, track.metric.name, track.promise.segment


def tracks_of(
    version: Agreement,
    first: Month,
    place: int,
    before: Mapping[str, PromiseTrack],
    series_of: SeriesOf,
    excluded: Mapping[JudgedFigure, ExcludedFigures],
) -> dict[str, PromiseTrack]:
    """Give the tracks of a version's promises from the month at a place on, by name and in their order.

    Places count from the month `first`. `series_of` finds the figures of a metric or segment, and `excluded` is taken
    out of them. `before` are the tracks of the version before it; promises that go on take their verdicts along.
    """
    tracks: dict[str, PromiseTrack] = {}
    starts = VersionStart(version, first, place)
    wholes = {level.name: level.part_of for level in version.levels} if excluded else {}
    for promise in version.promises:
        figure = JudgedFigure(wholes.get(promise.name) or promise.name, version.metric_of(promise), promise.segment)
        track = _new_track(version, promise, place, series_of, starts, excluded.get(figure))
        earlier = before.get(promise.name)
        if earlier is not None and earlier.goes_on_as(track):
            track.verdicts = earlier.verdicts
            if earlier.promise.evaluator == promise.evaluator:
                track.begins = earlier.begins
            if track.open_period is not None and earlier.open_period is not None:
                track.open_period.goes_on_from(earlier.open_period, place)
        tracks[promise.name] = track
    return tracks


def _new_track(
    version: Agreement,
    promise: Objective,
    place: int,
    series_of: SeriesOf,
    starts: VersionStart,
    excluded: ExcludedFigures | None,
) -> PromiseTrack:
    metrics = version.own_metrics
    metric = metrics[version.metric_of(promise)]
    series = series_of(metric, promise.segment)
    calendar, shared_month = starts.of(promise)
    needed = [each.name for each in promise.evaluator.references if each.kind == "metric"]
    partial = calendar is not None and calendar.partial
    judged: Judged = promise.evaluator if partial else promise.evaluator.prepared(metric)
    return PromiseTrack(
        promise,
        metric,
        judged if shared_month is None else shared_month.then(judged, series.first + place),
        series if excluded is None else excluded.left_of(series),
        {name: series_of(metrics[name], None) for name in needed},
        place,
        version.looks_at[promise.name],
        promise.name in version.looked_at,
        (promise.no_data or version.no_data.missing) == "counts as missed",
        calendar,
        open_period(version, promise, place, shared_month),
        excluded,
    )
