"""Whole-number functions in pieces, looked up for millions of numbers at once."""

from collections.abc import Iterator

import attrs
import numpy as np
from numpy.typing import NDArray

from smarketing.hours.windows import DAY

Integers = NDArray[np.int64]

_QUARTER_HOUR = DAY // 96
_MOST_CELLS = 40 * 366 * 96
_BLOCK = 1 << 15
"""So many numbers are looked up together: what lies between stays in the cache."""


@attrs.frozen(eq=False)
class Pieces:
    """A function of whole numbers up to `end`, in pieces.

    From each of `starts` on, in order, it is one of `values`, or, where `rising`, so much more than the number.
    """

    starts: Integers
    values: Integers
    rising: NDArray[np.bool_]
    end: int

    @property
    def first(self) -> int:
        """The first number that the function knows."""
        return int(self.starts[0])

    def at(self, numbers: Integers) -> Integers:
        """Give its values at some numbers from `first` on."""
        places = np.searchsorted(self.starts, numbers, side="right") - 1
        found: Integers = self.values[places] + np.where(self.rising[places], numbers, 0)
        return found

    def lookup(self) -> "Lookup":
        """Prepare for many numbers.

        Lookups go by cells of a quarter of an hour (a day where that were too many), each with the piece that it begins
        in. Most calendars begin and end their windows with a cell, so that there is nothing else to look at.
        """
        cell = _QUARTER_HOUR if self.end - self.first <= _MOST_CELLS * _QUARTER_HOUR else DAY
        base = self.first - self.first % cell
        cells = np.arange(base, self.end + cell, cell, dtype=np.int64)
        places = np.maximum(np.searchsorted(self.starts, cells, side="right") - 1, 0)
        most = int(np.diff(places, append=len(self.starts) - 1).max())
        if (self.starts[1:] % cell == base % cell).all():
            most = 0
        values, masks = self.values + np.where(self.rising, base, 0), np.where(self.rising, np.int64(-1), np.int64(0))
        if not most:
            return Lookup(base, cell, values[places], masks[places])
        ends = np.append(self.starts[1:] - base, np.iinfo(np.int64).max)
        return Lookup(base, cell, values, masks, places, ends, most)


@attrs.frozen(eq=False)
class Lookup:
    """Pieces by cells: value and mask of each cell, or the place of its first piece and how many may follow in it."""

    base: int
    cell: int
    values: Integers
    masks: Integers
    places: Integers = np.empty(0, np.int64)
    ends: Integers = np.empty(0, np.int64)
    most: int = 0
    _scratch: Integers = attrs.field(init=False, factory=lambda: np.empty((3, _BLOCK), np.int64))

    def __call__(self, numbers: Integers, out: Integers) -> None:
        """Look up a block of numbers that the function knows; `out` may be the numbers."""
        since, place, found = self._scratch[:, : len(numbers)]
        np.subtract(numbers, self.base, out=since)
        np.floor_divide(since, self.cell, out=place)
        if self.most:
            np.take(self.places, place, out=place, mode="clip")
            for _ in range(self.most):
                np.take(self.ends, place, out=found, mode="clip")
                place += found <= since
        np.take(self.masks, place, out=found, mode="clip")
        since &= found
        np.take(self.values, place, out=out, mode="clip")
        out += since


def blocks(*arrays: Integers) -> Iterator[tuple[Integers, ...]]:
    """Cut arrays of one length into blocks, side by side."""
    return (tuple(each[start : start + _BLOCK] for each in arrays) for start in range(0, len(arrays[0]), _BLOCK))
