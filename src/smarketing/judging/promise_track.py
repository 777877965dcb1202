"""The track of a promise: its figures, its verdicts so far, and since when its windows may begin."""

from collections.abc import Callable, Mapping, Sequence

import attrs

from smarketing.actuals import Metric, Series
from smarketing.agreement import Agreement, Objective
from smarketing.evaluators import View
from smarketing.verdicts import Absence, Finding, Verdict

SeriesOf = Callable[[Metric, str | None], Series]


@attrs.define(eq=False)
class PromiseTrack:
    """What is carried from month to month for one promise.

    A promise stays the same one, whatever a new version says of it, while its name, its two parties, its metric and
    its segment stay. `begins` is the place of the first month that its windows may hold: windows hold months of one
    evaluator only, and none that was not in force. `verdicts` has one for each month since the promise began.
    """

    promise: Objective
    metric: Metric
    evaluator: Callable[[View], Finding]
    series: Series
    others: Mapping[str, Series]
    begins: int
    looks_at: Sequence[str]
    is_looked_at: bool
    no_data_counts_as_missed: bool
    verdicts: list[Verdict] = attrs.field(factory=list)

    def view(self, place: int, findings: Mapping[str, Finding]) -> View:
        """Give what the evaluator sees in the month at a place; of what was found only what it looks at."""
        if not self.looks_at and not self.others:
            return View(self.series, place, self.begins)
        seen = {name: findings[name] for name in self.looks_at}
        return View(self.series, place, self.begins, 1, self.others, seen)

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
    place: int,
    before: Mapping[str, PromiseTrack],
    series_of: SeriesOf,
) -> dict[str, PromiseTrack]:
    """Give the tracks of a version's promises from the month at a place on, by name and in their order.

    `series_of` finds the figures of a metric or segment. `before` are the tracks of the version before it; promises
    that go on take their verdicts along.
    """
    tracks: dict[str, PromiseTrack] = {}
    for promise in version.promises:
        track = _new_track(version, promise, place, series_of)
        earlier = before.get(promise.name)
        if earlier is not None and earlier.goes_on_as(track):
            track.verdicts = earlier.verdicts
            if earlier.promise.evaluator == promise.evaluator:
                track.begins = earlier.begins
        tracks[promise.name] = track
    return tracks


def _new_track(version: Agreement, promise: Objective, place: int, series_of: SeriesOf) -> PromiseTrack:
    metrics = version.own_metrics
    metric = metrics[version.metric_of(promise)]
    needed = [each.name for each in promise.evaluator.references if each.kind == "metric"]
    return PromiseTrack(
        promise,
        metric,
        promise.evaluator.prepared(metric),
        series_of(metric, promise.segment),
        {name: series_of(metrics[name], None) for name in needed},
        place,
        version.looks_at[promise.name],
        promise.name in version.looked_at,
        (promise.no_data or version.no_data.missing) == "counts as missed",
    )
