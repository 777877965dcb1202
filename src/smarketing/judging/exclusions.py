"""Exclusions: what the journal takes out of figures before they are judged, as far as the agreement lets it."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smarketing.actuals import Actual, Metric
from smarketing.agreement import Agreement
from smarketing.errors import JournalError, Problem
from smarketing.judging.calendar import JudgedMonth
from smarketing.judging.excluded_amount import excluded_text
from smarketing.judging.excluded_figures import ExcludedFigures, JudgedFigure
from smarketing.judging.journal import KINDS, Exclusion, Journal
from smarketing.judging.promise_track import SeriesOf


@attrs.frozen(eq=False)
class ExcludedInMonths:
    """What is taken out of the figures of promises, and which entries took nothing out."""

    of_promises: Mapping[JudgedFigure, ExcludedFigures]
    unused: tuple[Problem, ...]


def excluded_in(
    months: Sequence[JudgedMonth], journal: Journal, agreement: Agreement, series_of: SeriesOf
) -> ExcludedInMonths:
    """Take the exclusions of a journal that fits the agreement, in the order of their months.

    The version in force in a month says which causes and limits count. What has no figure to be taken out of, or is of
    a month that is not in force, counts towards no limit. JournalError with each entry that takes out more than there
    is.
    """
    found: dict[JudgedFigure, ExcludedFigures] = {}
    too_much: list[Problem] = []
    unused: dict[int, Problem] = {}
    for number, entry, judged in _in_order(months, journal, agreement):
        version, place = judged.version, judged.place
        promise = version.promise_by_name[entry.promise]
        metric = version.own_metrics[version.metric_of(promise)]
        series = series_of(metric, promise.segment)
        if judged.not_in_force or (actual := series.at(place)) is None:
            if judged.not_in_force or not (judged.not_over or judged.not_due(promise)):
                unused[number] = _unused(entry, number, judged)
            continue
        figures = found.setdefault(JudgedFigure(promise.name, metric.name, promise.segment), ExcludedFigures(metric))
        cause = next(each for each in version.exclusions if each.name == entry.because)
        claimed = entry.amount.of(metric)
        if message := _too_much(entry, metric, figures.claimed_in(place) + claimed, actual):
            too_much.append(Problem(message, ("journal", number, KINDS[Exclusion], "amount")))
        else:
            figures.exclude(place, claimed, judged, cause)
    if too_much:
        raise JournalError(tuple(too_much))
    return ExcludedInMonths(found, tuple(unused[number] for number in sorted(unused)))


def _in_order(
    months: Sequence[JudgedMonth], journal: Journal, agreement: Agreement
) -> Iterator[tuple[int, Exclusion, JudgedMonth]]:
    """The exclusions of the months that are judged, with their number in the journal, by month and then by number."""
    found = []
    for number, entry in enumerate(journal.entries):
        if isinstance(entry, Exclusion):
            place = agreement.calendar.month_named(str(entry.month)) - months[0].month
            if place < len(months):
                found.append((place, number, entry))
    for place, number, entry in sorted(found, key=lambda each: each[:2]):
        yield number, entry, months[place]


def _too_much(entry: Exclusion, metric: Metric, claimed: Actual, actual: Actual) -> str:
    """Say that more is taken out of a figure than it has, of a share also more that was not kept; '' if it is not."""
    left = actual - claimed
    fits = left.value >= 0 and (left.base is None or left.base >= 0)
    if fits and metric.kind == "share":
        fits = left.base is not None and left.value <= left.base
    if fits:
        return ""
    there, out = excluded_text(metric, actual), excluded_text(metric, claimed)
    return f"the exclusions of {entry.promise!r} in {entry.month} take out {out}, and the figure is {there}"


def _unused(entry: Exclusion, number: int, judged: JudgedMonth) -> Problem:
    why = "the promise is not in force" if judged.not_in_force else "there is no figure"
    message = f"the exclusion of {entry.amount} of {entry.promise!r} in {entry.month} was not used: {why}"
    return Problem(message, ("journal", number))
