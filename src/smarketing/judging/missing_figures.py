"""Months whose figures should have come and did not: what a reader must know before the verdicts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smarketing.actuals import Metric, Series
from smarketing.agreement import Agreement, Objective
from smarketing.errors import Problem
from smarketing.judging.calendar import JudgedMonth
from smarketing.judging.promise_track import SeriesOf
from smarketing.months import Month, Period
from smarketing.verdicts import listed

_Figure = tuple[str, str | None]
"""A metric, or a segment of it."""

_Asked = Mapping[_Figure, tuple[Metric, Sequence[Objective]]]
"""What a version measures, and the promises that need it."""


def missing_figures(months: Sequence[JudgedMonth], series_of: SeriesOf) -> Iterator[Problem]:
    """Give a problem for the months without any figure, and one for each metric that stopped or has gaps.

    A figure is missing in a month in which a promise that needs it is in force, the month is over and the figure was
    due; and only if the metric had a figure in some month before. A figure that could not be read is not missing.
    """
    asked = {id(version): _asked(version) for version in {id(each.version): each.version for each in months}.values()}
    judged = [each.month for each in months]
    metrics = {what: metric for own in asked.values() for what, (metric, _promises) in own.items()}
    series = {what: series_of(metric, what[1]) for what, metric in metrics.items()}
    reported: set[int] = set()
    for each in series.values():
        if len(reported) < len(judged):
            reported.update(_reported(each))
    silent: set[int] = set()
    gaps: dict[_Figure, list[int]] = {}
    for what, each in series.items():
        places = _gaps(each) if reported else range(len(judged))
        due = [place for place in places if _is_due(months[place], asked[id(months[place].version)].get(what))]
        silent.update(place for place in due if place not in reported)
        gaps[what] = [place for place in due if place in reported]
    if silent:
        yield Problem(f"there are no figures for {_named(judged[place] for place in sorted(silent))}")
    for (metric, segment), places in gaps.items():
        if places:
            figure = f"{metric!r}" if segment is None else f"{metric!r} in the segment {segment!r}"
            missing = _named(judged[place] for place in places)
            yield Problem(f"there is no figure of {figure} for {missing}")


def _asked(version: Agreement) -> _Asked:
    metrics = version.own_metrics
    found: dict[_Figure, tuple[Metric, list[Objective]]] = {}
    for promise in version.promises:
        others = [(each.name, None) for each in promise.evaluator.references if each.kind == "metric"]
        own = () if promise.evaluator.derived else ((version.metric_of(promise), promise.segment),)
        for name, segment in (*own, *others):
            found.setdefault((name, segment), (metrics[name], []))[1].append(promise)
    promises = {promise.name: promise for promise in version.promises}
    for consequence in version.consequences:
        watched = {name for case in consequence.when.cases(version.promises) for name in case}
        for name in version.fees_of(consequence):
            needed_by = found.setdefault((name, None), (metrics[name], []))[1]
            needed_by += (promises[each] for each in sorted(watched))
    return found


def _reported(series: Series) -> Iterator[int]:
    """The places of months with a figure, whether it could be read or not."""
    yield from (place for place, actual in enumerate(series.actuals) if actual is not None)
    yield from series.unreadable


def _gaps(series: Series) -> Sequence[int]:
    """The places of months without a figure, after the first month with one."""
    if all(series.actuals):
        return ()
    places = [place for place, actual in enumerate(series.actuals) if actual is None]
    if len(places) == len(series.actuals):
        return ()
    first = next(place for place, actual in enumerate(series.actuals) if actual is not None)
    return [place for place in places if place > first and place not in series.unreadable]


def _is_due(judged: JudgedMonth, asked: tuple[Metric, Sequence[Objective]] | None) -> bool:
    """Tell whether a figure should be there: some promise that needs it is judged, and waits for it no longer."""
    if asked is None or judged.not_in_force or judged.not_over:
        return False
    return not all(map(judged.not_due, asked[1]))


def _named(months: Iterable[Month]) -> str:
    """Name months, those that follow each other as a period."""
    periods: list[Period] = []
    for month in months:
        if periods and periods[-1].last + 1 == month:
            periods[-1] = Period(periods[-1].first, month)
        else:
            periods.append(Period.of(month))
    return listed([str(each) for each in periods])
