"""Functions in pieces, looked up where the data is: a join with a small table of whole numbers, and sums.

Nothing here knows time zones: `hours` has resolved them, and an engine sees cells of time and numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from smarketing.hours.piecewise import Pieces
from smarketing.tables.engines import beside_small, in_cells, small_table

_CELLS = (900_000_000, 86_400_000_000)
"""A quarter of an hour, where each has one piece, and else a day, which has a few."""
_MOST_QUARTERS = 20 * 366 * 96


@attrs.frozen(eq=False)
class LookupTable:
    """Pieces by cells, of one function or several by their number: `columns` are lists of one length.

    In a row stand the cell, counted from `first`, and for each of `most` pieces the number from which on it holds, its
    value, and 1 if that many are to be added to the number, else 0.
    """

    cell: int
    most: int
    first: int
    cells: int
    columns: Mapping[str, NDArray[np.int64]]


def table(functions: Sequence[Pieces]) -> LookupTable:
    """Lay out functions over the same numbers."""
    first = min(each.first for each in functions)
    end = max(each.end for each in functions)
    quarters = (end - first) // _CELLS[0] * len(functions)
    on_grid = all(not (each.starts[1:] % _CELLS[0]).any() for each in functions)
    cell = _CELLS[0] if on_grid and quarters <= _MOST_QUARTERS else _CELLS[1]
    base = first // cell
    cells = np.arange(base, end // cell + 1, dtype=np.int64)
    laid_out = [_laid_out(each, cells, cell) for each in functions]
    most = max(len(starts) for starts, _values, _rises in laid_out)
    columns = {"cell": np.arange(len(cells) * len(functions), dtype=np.int64)}
    for place in range(most):
        for name, part in (("start", 0), ("value", 1), ("rise", 2)):
            some = (each[part][min(place, len(each[part]) - 1)] for each in laid_out)
            columns[f"{name} {place}"] = np.concatenate(list(some))
    return LookupTable(cell, most, base * cell, len(cells), columns)


def _laid_out(pieces: Pieces, cells: Any, cell: int) -> tuple[list[Any], list[Any], list[Any]]:
    """For each place in a cell: where its piece starts, its value, and whether it rises."""
    begins = cells * cell
    places = np.maximum(np.searchsorted(pieces.starts, begins, side="right") - 1, 0)
    lasts = np.maximum(np.searchsorted(pieces.starts, begins + cell, side="left") - 1, 0)
    starts, values, rises = [], [], []
    for later in range(int((lasts - places).max(initial=0)) + 1):
        at = np.minimum(places + later, lasts)
        starts.append(pieces.starts[at])
        values.append(pieces.values[at])
        rises.append(pieces.rising[at].astype(np.int64))
    return starts, values, rises


@attrs.frozen(eq=False)
class Placed:
    """A table of pieces that an engine has."""

    table: LookupTable
    frame: Any


def placed(beside: Any, functions: Sequence[Pieces]) -> Placed:
    """Lay out functions where a frame is: before it is asked for much, for engines that look at a whole query anew."""
    laid_out = table(functions)
    return Placed(laid_out, small_table(beside, laid_out.columns))


def looked_up(frame: Any, number: str, by: Placed, name: str, which: str | None = None, rises: str = "") -> Any:
    """Add the function's value at a number; under the name `rises`, if there is one, 1 where it rises there, else 0.

    `which` is the column that says which function it is; without one there is only the first.
    """
    columns = [each for each in frame.collect_schema().names() if each not in (name, rises)]
    keyed = in_cells(frame, number, by.table.first, by.table.cell, "looked up")
    if which is not None:
        keyed = keyed.with_columns((nw.col("looked up") + nw.col(which) * by.table.cells).alias("looked up"))
    joined = beside_small(keyed, by.frame, "looked up", "cell")
    value, rising = nw.col("value 0") + nw.col("rise 0") * nw.col(number), nw.col("rise 0")
    for place in range(1, by.table.most):
        there = nw.col(number) >= nw.col(f"start {place}")
        value = (
            nw.when(there).then(nw.col(f"value {place}") + nw.col(f"rise {place}") * nw.col(number)).otherwise(value)
        )
        rising = nw.when(there).then(nw.col(f"rise {place}")).otherwise(rising)
    found = [value.alias(name)] if not rises else [value.alias(name), rising.alias(rises)]
    return joined.select(*columns, *found)
