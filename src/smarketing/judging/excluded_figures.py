"""The figures of a promise without what is excluded from them."""

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import attrs

from smarketing.actuals import Actual, Metric, Series
from smarketing.agreement import ExcludedCause, ExclusionLimit
from smarketing.judging.calendar import JudgedMonth
from smarketing.judging.excluded_amount import excluded_text
from smarketing.units import shown


class JudgedFigure(NamedTuple):
    """What is judged: the figures of a metric or segment, as one promise sees them; its levels see the same."""

    promise: str
    metric: str
    segment: str | None


@attrs.frozen
class _Sums:
    """What the entries of a cause claim and what they take out: sums over all up to the month at a place."""

    place: int
    claimed: Actual
    taken: Actual
    cut_by: ExclusionLimit | None


@attrs.frozen(eq=False)
class ExcludedFigures:
    """What is taken out of the figures of one promise, for each cause, oldest month first."""

    metric: Metric
    _causes: dict[str, list[_Sums]] = attrs.field(factory=dict)

    def exclude(self, place: int, claimed: Actual, judged: JudgedMonth, cause: ExcludedCause) -> None:
        """Take out of the month at a place what is claimed, or the part of it that the limits leave."""
        size = _size(claimed)
        part, cut_by = Fraction(1), None
        for limit in cause.at_most:
            most = limit.most_in(self.metric)
            if most is None:
                continue
            period = limit.period(judged.month, judged.version.periods)
            since = 0 if period is None else place - (judged.month - period.first)
            left = max(most - _size(self._between(cause.name, since, place + 1).taken), Fraction(0))
            if left < part * size:
                part, cut_by = left / size, limit
        before = self._until(cause.name, place + 1)
        taken = Actual(claimed.value * part, None if claimed.base is None else claimed.base * part)
        sums = _Sums(place, before.claimed + claimed, before.taken + taken, cut_by or before.cut_by)
        self._causes.setdefault(cause.name, []).append(sums)

    def claimed_in(self, place: int) -> Actual:
        """Give what the entries so far claim of the month at a place, for all causes together."""
        claims = (self._between(cause, place, place + 1).claimed for cause in self._causes)
        return sum(claims, start=self._nothing)

    def left_of(self, series: Series) -> Series:
        """Give the figures that are left."""
        places = {each.place for sums in self._causes.values() for each in sums}
        taken = {place: self._taken_in(place) for place in places}
        left = (
            actual if actual is None or place not in taken else actual - taken[place]
            for place, actual in enumerate(series.actuals)
        )
        return attrs.evolve(series, actuals=tuple(left))

    def _taken_in(self, place: int) -> Actual:
        """What leaves the figure of the month at a place, for all causes together."""
        return sum((self._between(cause, place, place + 1).taken for cause in self._causes), start=self._nothing)

    def sentences(self, start: int, stop: int) -> tuple[str, ...]:
        """Say what is taken out of the months from the place `start` to before `stop`, a sentence for each cause."""
        return tuple(self._sentences(start, stop))

    def _sentences(self, start: int, stop: int) -> Iterator[str]:
        for name in sorted(self._causes):
            sums = self._between(name, start, stop)
            if not _size(sums.claimed):
                continue
            taken, claimed = (excluded_text(self.metric, each) for each in (sums.taken, sums.claimed))
            if sums.taken == sums.claimed or sums.cut_by is None:
                yield f"{claimed} excluded: {name}"
                continue
            limit = f"{name} may come to {sums.cut_by}{' in the term' if sums.cut_by.per == 'term' else ''}"
            if self.metric.has_base:
                yield f"{taken} excluded, not {claimed}: {limit}"
            else:
                yield f"{shown(sums.taken.value)} of {claimed} excluded: {limit}"

    def _between(self, cause: str, start: int, stop: int) -> _Sums:
        before, sums = self._until(cause, start), self._until(cause, stop)
        return attrs.evolve(sums, claimed=sums.claimed - before.claimed, taken=sums.taken - before.taken)

    def _until(self, cause: str, stop: int) -> _Sums:
        """The sums over all months before the place `stop`."""
        entries = self._causes.get(cause, [])
        found = bisect_left(entries, stop, key=lambda sums: sums.place)
        return entries[found - 1] if found else _Sums(0, self._nothing, self._nothing, None)

    @property
    def _nothing(self) -> Actual:
        return Actual(0, 0 if self.metric.has_base else None)


def _size(actual: Actual) -> Fraction:
    """What limits count: of a share or ratio its base."""
    return actual.value if actual.base is None else actual.base
