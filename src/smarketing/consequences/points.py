"""The condition that points, which misses give by their place in a run, add up to so many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from smarketing.consequences.contract import CaseHistory, Condition
from smarketing.consequences.runs import ends_run, running
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.months import Month, Period
from smarketing.units import Number, exact, shown
from smarketing.verdicts import Promise, Reference, Status, Verdict, listed

_MET, _MISSED = Status.MET, Status.MISSED

_Given = Mapping[str, Any] | Iterable[tuple[str, "Number | Iterable[Number]"]]
PointsByName = tuple[tuple[str, tuple[Fraction, ...]], ...]
"""For each promise the points of the first, the second and further misses running."""


def _as_given(given: _Given) -> PointsByName:
    if not _is_by_name(given):
        example = "{'answers': [1, 2, 3]}"
        raise InvalidValueError(f"points are given by the names of promises, as in {example}; not {given!r}", "given")
    pairs = given.items() if isinstance(given, Mapping) else given
    return tuple((name, _as_points(points)) for name, points in pairs)


def _is_by_name(given: object) -> bool:
    return isinstance(given, Iterable) and not isinstance(given, str)


def _as_points(points: "Number | Iterable[Number]") -> tuple[Fraction, ...]:
    return tuple(map(exact, points)) if isinstance(points, Iterable) else (exact(points),)


def _optional(points: Number | None) -> Fraction | None:
    return None if points is None else exact(points)


@attrs.frozen
class Points(Condition):
    """Misses give points by their place in a run, and the sum is at least so many, and perhaps below so many.

    `given` has for each promise the points of its first miss, of the second one running, and so on; a run that is
    longer than the list gets the last. One number stands for a list of one. All points are added up: those of the last
    `window` months, this one included, or of all. After `reset_after` clean months, in which every one of these
    promises was met, the sum is 0 again. A miss starts the count of clean months again; a month without a verdict is
    no clean one, and does not. Holds only in a month that gives points.

    >>> Points({"answers": [1, 2, 3]}, at_least=3, below=10).describe()
    'when misses of answers have given at least 3 and less than 10 points'
    """

    given: PointsByName = attrs.field(
        converter=_as_given,
        metadata=about("For each promise the points of its first miss, the second running, and so on.", form="points"),
    )
    at_least: Fraction = attrs.field(converter=exact, kw_only=True, metadata=about("The least sum."))
    below: Fraction | None = attrs.field(
        default=None, converter=_optional, kw_only=True, metadata=about("The sum that is too much for it.")
    )
    window: int | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("Of how many months points are added up, as 12 months.", key="in", form="months"),
    )
    reset_after: int | None = attrs.field(
        default=None, kw_only=True, metadata=about("After how many clean months the sum is 0 again.")
    )

    def __attrs_post_init__(self) -> None:
        names = [name for name, _points in self.given]
        if not names:
            raise InvalidValueError("given is empty; name at least one promise", "given")
        for name, points in self.given:
            if names.count(name) > 1:
                raise InvalidValueError(f"{name!r} is named twice", "given")
            if not points or not any(points):
                raise InvalidValueError(f"misses of {name} give no points; leave {name} out", "given")
            if min(points) < 0:
                raise InvalidValueError(f"points are not negative: {shown(min(points))}", "given")
        if self.at_least <= 0:
            raise InvalidValueError(f"a sum of points is more than 0, not {shown(self.at_least)}", "at_least")
        if self.below is not None and self.below <= self.at_least:
            said = f"no sum is at least {shown(self.at_least)} and below {shown(self.below)}"
            raise InvalidValueError(said, "below")
        if self.window is not None and self.window < 1:
            raise InvalidValueError(f"a window is 1 month or more, not {self.window}", "window")
        if self.reset_after is not None and self.reset_after < 1:
            raise InvalidValueError(
                f"points are reset after 1 clean month or more, not {self.reset_after}", "reset_after"
            )

    @property
    def references(self) -> tuple[Reference, ...]:
        """The promises whose misses give points."""
        return tuple(Reference("promise", name, ("given", name)) for name, _points in self.given)

    def cases(self, _promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
        """Give one case for all promises."""
        return (tuple(name for name, _points in self.given),)

    @property
    def needs_a_miss(self) -> bool:
        """Whether it holds only in a month with a miss: it does."""
        return True

    def describe(self) -> str:
        """Say whose misses give how many points."""
        names = listed([name for name, _points in self.given])
        most = "" if self.below is None else f" and less than {shown(self.below)}"
        months = "" if self.window is None else f" in {self.window} month{'' if self.window == 1 else 's'}"
        return f"when misses of {names} have given at least {shown(self.at_least)}{most} points{months}"

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give all misses whose points are in the sum, oldest first, or nothing."""
        month = max((verdicts[-1].month for verdicts in history.verdicts), default=None)
        if month is None or not any(verdicts[-1].counts_as is _MISSED for verdicts in history.verdicts):
            return ()
        first = self._first(history, month)
        found = [each for verdicts in history.verdicts for each in self._since(first, verdicts, history)]
        total = sum((points for _verdict, points in found), Fraction(0))
        is_enough = total >= self.at_least and (self.below is None or total < self.below)
        if not is_enough or not any(verdict.month == month for verdict, _points in found):
            return ()
        return sorted((verdict for verdict, _points in found), key=lambda verdict: verdict.month)

    def _since(
        self, first: Month | None, verdicts: Sequence[Verdict], history: CaseHistory
    ) -> Iterator[tuple[Verdict, Fraction]]:
        """The misses of a promise from a month on that give points, with these."""
        by_place = dict(self.given)[verdicts[-1].promise.name]
        start = 0 if first is None else sum(each.month < first for each in verdicts)
        place = len(running(verdicts[:start], gap_ends_it=history.gap_ends_run))
        for verdict in verdicts[start:]:
            if verdict.counts_as is _MISSED:
                place += 1
                if points := by_place[min(place, len(by_place)) - 1]:
                    yield verdict, points
            elif ends_run(verdict, gap_ends_it=history.gap_ends_run):
                place = 0

    def _first(self, history: CaseHistory, month: Month) -> Month | None:
        """The first month whose points count; None for all."""
        in_window = None if self.window is None else Period.ending(month, self.window).first
        after_reset = self._after_reset(history)
        known = [each for each in (in_window, after_reset) if each is not None]
        return max(known, default=None)

    def _after_reset(self, history: CaseHistory) -> Month | None:
        """The month after the last one that set the sum to 0; None if none did."""
        if self.reset_after is None:
            return None
        by_month: dict[Month, list[Verdict]] = {}
        for verdicts in history.verdicts:
            for verdict in verdicts:
                by_month.setdefault(verdict.month, []).append(verdict)
        clean: list[Month] = []
        for month in sorted(by_month, reverse=True):
            found = by_month[month]
            if any(verdict.counts_as is _MISSED for verdict in found):
                clean = []
            elif len(found) == len(history.verdicts) and all(verdict.counts_as is _MET for verdict in found):
                clean.append(month)
                if len(clean) == self.reset_after:
                    return clean[0] + 1
        return None
