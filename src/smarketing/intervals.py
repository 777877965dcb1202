"""Sets of points on a line: ranges with open or closed ends, exactly.

A range lies between two cuts. A cut is a number and a side: just before the number (0) or just after it (1). So `x > 5`
is everything from the cut after 5, and the complement and the common part of sets need no cases for their ends.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, inf
from typing import Literal, Self

import attrs

Operator = Literal["<", "<=", "==", "!=", ">=", ">"]
"""How a number compares with a bound."""

Cut = tuple[Fraction | float, int]
"""A number (infinite at the ends of the line) and the side of it; cuts compare as they lie."""

Span = tuple[Cut, Cut]

_START: Cut = (-inf, 1)
_END: Cut = (inf, 0)


@attrs.frozen
class IntervalSet:
    """A set of numbers: spans that are not empty and do not touch, from low to high.

    >>> IntervalSet.where(">=", Fraction(5)) & IntervalSet.where("<", Fraction(8))
    5 <= x < 8
    """

    spans: tuple[Span, ...] = ((_START, _END),)

    @property
    def lowest(self) -> Fraction | None:
        """The number where the set begins; None if it has no beginning, or is empty."""
        start = self.spans[0][0][0] if self.spans else -inf
        return start if isinstance(start, Fraction) else None

    @property
    def highest(self) -> Fraction | None:
        """The number where the set ends; None if it has no end, or is empty."""
        end = self.spans[-1][1][0] if self.spans else inf
        return end if isinstance(end, Fraction) else None

    @classmethod
    def where(cls, operator: Operator, bound: Fraction) -> Self:
        """Give the numbers that compare so with a bound."""
        before, after = (bound, 0), (bound, 1)
        spans: dict[Operator, tuple[Span, ...]] = {
            "<": ((_START, before),),
            "<=": ((_START, after),),
            "==": ((before, after),),
            "!=": ((_START, before), (after, _END)),
            ">=": ((before, _END),),
            ">": ((after, _END),),
        }
        return cls(spans[operator])

    @classmethod
    def of(cls, numbers: Iterable[Fraction]) -> Self:
        """Give the set of some numbers."""
        return cls(tuple(((number, 0), (number, 1)) for number in sorted(set(numbers))))

    def __and__(self, other: Self) -> Self:
        """Give the numbers in both sets."""
        few, many = sorted((self.spans, other.spans), key=len)
        found: list[Span] = []
        for low, high in few:
            first = bisect_right(many, low, key=_end)
            last = bisect_left(many, high, lo=first, key=_start)
            inside = list(many[first:last])
            if inside:
                inside[0] = (max(low, inside[0][0]), inside[0][1])
                inside[-1] = (inside[-1][0], min(high, inside[-1][1]))
            found += inside
        return type(self)(tuple(found))

    def __or__(self, other: Self) -> Self:
        """Give the numbers in either set."""
        return ~(~self & ~other)

    def __invert__(self) -> Self:
        """Give the numbers that are not in the set."""
        cuts = [_START, *(cut for span in self.spans for cut in span), _END]
        gaps = zip(cuts[::2], cuts[1::2], strict=True)
        return type(self)(tuple(span for span in gaps if span[0] < span[1]))

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __contains__(self, number: Fraction) -> bool:
        cut: Cut = (number, 0)
        place = bisect_right(self.spans, cut, key=_start)
        return place > 0 and cut < self.spans[place - 1][1]

    def split_at(self, number: Fraction) -> tuple[Self, ...]:
        """Give the spans below a number, the one that holds it, and those above it: each a set, without empty ones."""
        cut: Cut = (number, 0)
        after = bisect_right(self.spans, cut, key=_start)
        before = after - (number in self)
        parts = (self.spans[:before], self.spans[before:after], self.spans[after:])
        return tuple(type(self)(part) for part in parts if part)

    def whole(self, step: Fraction = Fraction(1)) -> Self:
        """Give the part of the set that matters where only multiples of a step count, whole numbers unless stated.

        Its low ends are closed, its high ones open.
        """
        return self._multiples(step, Fraction(0))

    def before_rounding(self, step: Fraction) -> Self:
        """Give the numbers that are in the set once they are rounded to a multiple of a step, halves up."""
        return self._multiples(step, step / 2)

    def _multiples(self, step: Fraction, less: Fraction) -> Self:
        spans = ((_next_multiple(low, step, less), _next_multiple(high, step, less)) for low, high in self.spans)
        return ~~type(self)(tuple(span for span in spans if span[0] < span[1]))

    def times(self, factor: Fraction) -> Self:
        """Give the numbers of the set, each multiplied by a factor above 0."""
        return type(self)(tuple((_times(low, factor), _times(high, factor)) for low, high in self.spans))

    def points(self, round_to: Sequence[int] = ()) -> Iterator[Fraction]:
        """Give a telling number of each span, as `point` does."""
        return (point(span, round_to) for span in self.spans)

    def __repr__(self) -> str:
        return " or ".join(map(_said, self.spans)) if self.spans else "no x"


def _start(span: Span) -> Cut:
    return span[0]


def _end(span: Span) -> Cut:
    return span[1]


def _next_multiple(cut: Cut, step: Fraction, less: Fraction) -> Cut:
    """The cut before the first multiple after a cut, moved down by `less`."""
    number, side = cut
    if isinstance(number, float):
        return cut
    return step * (ceil(number / step) if side == 0 else floor(number / step) + 1) - less, 0


def _times(cut: Cut, factor: Fraction) -> Cut:
    number, side = cut
    return (number if isinstance(number, float) else number * factor), side


def point(span: Span, round_to: Sequence[int] = ()) -> Fraction:
    """Give a number in a span: an end that belongs to it, else a whole number near its start, else the middle.

    Before that, the first multiple of a number in `round_to` that is in the span, those of earlier ones first.
    """
    (low, after), (high, until) = span
    for size in round_to if isinstance(low, Fraction) else ():
        multiple = Fraction(ceil(low / size) * size)
        multiple += size if (multiple, 0) < span[0] else 0
        if (multiple, 1) <= span[1]:
            return multiple
    if isinstance(low, Fraction) and after == 0:
        return low
    if isinstance(high, Fraction) and until == 1:
        return high
    if not isinstance(low, Fraction):
        return Fraction(0) if not isinstance(high, Fraction) or high > 0 else Fraction(ceil(high) - 1)
    whole = Fraction(floor(low) + 1)
    return whole if not isinstance(high, Fraction) or whole < high else (low + high) / 2


def _said(span: Span) -> str:
    (low, after), (high, until) = span
    left = "" if isinstance(low, float) else f"{low} {'<' if after else '<='} "
    right = "" if isinstance(high, float) else f" {'<=' if until else '<'} {high}"
    return f"{left}x{right}" if left or right else "every x"
