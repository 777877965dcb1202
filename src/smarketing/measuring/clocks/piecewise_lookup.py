"""Functions in pieces, looked up where the data is: a join with a small table of whole numbers, and sums.

Nothing here knows time zones: `hours` has resolved them, and an engine sees cells of time and numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from smarketing.hours.piecewise import Pieces
from smarketing.tables.queries import Query, QuerySource

_CELLS = (900_000_000, 86_400_000_000)
"""A quarter of an hour, where each has one piece, and else a day, which has a few."""
_MOST_QUARTERS = 20 * 366 * 96


@attrs.frozen(eq=False)
class LookupTable:
    """Pieces by cells, of one function or several by their number: `columns` are lists of one length.

    There is a row for each of so many `cells` from `first` on, of the first function, then of the next. In it stand,
    for each of `most` pieces, the number from which on it holds, its value, and 1 if that many are to be added to the
    number, else 0.
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
    columns: dict[str, NDArray[np.int64]] = {}
    for place in range(most):
        for name, part in (("start", 0), ("value", 1), ("rise", 2)):
            some = (each[part][min(place, len(each[part]) - 1)] for each in laid_out)
            columns[f"{name}_{place}"] = np.concatenate(list(some))
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
    """A table of pieces that an engine is given with a query, and the key of its first row there."""

    table: LookupTable
    begins: int

    @property
    def after(self) -> int:
        """The first key that is not its own."""
        return self.begins + len(self.table.columns["start_0"])


def placed(source: QuerySource, functions: Sequence[Pieces]) -> Placed:
    """Lay out functions for the queries of a source."""
    laid_out = table(functions)
    return Placed(laid_out, source.keep(laid_out.columns))


def looked_up(query: Query, number: str, by: Placed, name: str, which: str | None = None, rises: str = "") -> Query:
    """Add the function's value at a number; under the name `rises`, if there is one, 1 where it rises there, else 0.

    `which` is the column that says which function it is; without one there is only the first. Null where the number
    lies in no cell.
    """
    key = f"{by.begins} + {query.source.cell(f'q.{number}', by.table.first, by.table.cell)}"
    if which is not None:
        key += f" + q.{which} * {by.table.cells}"
    values = [f"p.value_{place} + p.rise_{place} * q.{number}" for place in range(by.table.most)]
    found = {name: _last_begun(number, values)}
    if rises:
        found[rises] = _last_begun(number, [f"p.rise_{place}" for place in range(by.table.most)])
    return query.beside_pieces(by.begins, by.after, key, **found)


def _last_begun(number: str, values: Sequence[str]) -> str:
    """The value of the last piece that has begun at a number."""
    cases = [f"WHEN q.{number} >= p.start_{place} THEN {value}" for place, value in enumerate(values) if place]
    return f"CASE {' '.join(reversed(cases))} ELSE {values[0]} END" if cases else values[0]
