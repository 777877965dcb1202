"""How often a service failed and how long it was down in the worst so many days in a row that end in a month."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

import attrs

from smarketing.hours.spans import Span

DAY = 86_400_000_000

Worst = tuple[int, int]
"""How many failures, or how much lost time, and the instant at which the days end that have so much."""


@attrs.frozen(eq=False)
class LostTime:
    """How much time was lost until any instant; between two of the instants `at` the same part of all time is lost."""

    at: Sequence[int]
    until: Sequence[Fraction]
    parts: Sequence[Fraction]

    @classmethod
    def of(cls, losses: Iterable[tuple[Fraction, Sequence[Span]]]) -> "LostTime":
        """Take parts of the time that add up where several are lost, and when."""
        changes: defaultdict[int, Fraction] = defaultdict(Fraction)
        for part, spans in losses:
            for start, end in spans:
                changes[start] += part
                changes[end] -= part
        at = sorted(changes)
        parts = [*accumulate(changes[each] for each in at)]
        took = (part * (end - start) for part, (start, end) in zip(parts, pairwise(at), strict=False))
        return cls(at, [*accumulate(took, initial=Fraction(0))], parts)

    def between(self, start: int, end: int) -> Fraction:
        """Give how much was lost from one instant until another."""
        return self._before(end) - self._before(start)

    def _before(self, instant: int) -> Fraction:
        place = bisect_right(self.at, instant) - 1
        return Fraction(0) if place < 0 else self.until[place] + self.parts[place] * (instant - self.at[place])

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Give when time was lost between two instants, in order, in spans of which each loses an even part."""
        first = max(bisect_right(self.at, start) - 1, 0)
        for place in range(first, bisect_left(self.at, end)):
            if self.parts[place]:
                yield max(self.at[place], start), min(self.at[place + 1], end)


@attrs.frozen(eq=False)
class DaysInARow:
    """Any days in a row, of so many microseconds together: when failures `began`, in order, and the time they took."""

    length: int
    began: Sequence[int]
    lost: LostTime

    def most_failures(self, began: Iterable[int]) -> Worst | None:
        """Give the most failures that began in days that end with one of some failures; None without any.

        A failure that began the whole length before the last one counts no more.
        """
        counts = ((bisect_right(self.began, at) - bisect_right(self.began, at - self.length), at) for at in began)
        return max(counts, key=lambda each: each[0], default=None)

    def most_lost(self, month: Span) -> Worst | None:
        """Give the most time that was lost in days that end in a month while time is lost; None if none is."""
        lost = ((self.lost.between(end - self.length, end), end) for end in self._ends(month))
        worst = max(lost, key=lambda each: each[0], default=None)
        return None if worst is None else (int(worst[0]), worst[1])

    def _ends(self, month: Span) -> Iterator[int]:
        """Where the time that was lost in the days before may be most: nowhere between two of these is it more."""
        for start, end in self.lost.spans(*month):
            first, last = bisect_left(self.lost.at, start - self.length), bisect_left(self.lost.at, end - self.length)
            yield from (start, *(each + self.length for each in self.lost.at[first:last]), end)
