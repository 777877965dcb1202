"""From tables to actuals: every cell is understood, or reported with its row and column."""

from collections.abc import Iterator, Mapping

import attrs

from smarketing.actuals.cells import Cells, RefusedCell, present
from smarketing.actuals.figure_cells import read_actual
from smarketing.actuals.keys import Key
from smarketing.actuals.look_alikes import look_alike
from smarketing.actuals.metrics import Actual, Metric
from smarketing.actuals.month_cells import read_month
from smarketing.actuals.wide_tables import is_wide, wide_figures, wide_places, wide_problems
from smarketing.errors import Problem, no_such
from smarketing.tables import Table
from smarketing.units import exact_text

REQUIRED = ("month", "metric", "value")
OPTIONAL = ("segment", "base", "unit")


@attrs.frozen
class Figures:
    """What a table gave: actuals and where their months stand, the problems, and which figures could not be read.

    `unplaced` are the metrics of rows whose month or segment could not be read; None is a row of an unknown metric.
    """

    actuals: dict[Key, Actual]
    places: dict[Key, Problem]
    problems: tuple[Problem, ...]
    spoiled: frozenset[Key]
    unplaced: frozenset[str | None]


def read_figures(table: Table, known: Mapping[str, Metric], months_begin_on: int) -> Figures:
    """Read a table: one row a figure (month, metric, value, perhaps segment, base, unit), or one row a month.

    A figure that cannot be read becomes a problem and is left out, and so are those that contradict each other: one
    that is there twice, and a segment above its whole. Rows of empty cells are no rows.
    """
    wide = is_wide(table, known)
    if wrong := tuple(wide_problems(table, known) if wide else _heading_problems(table)):
        return Figures({}, {}, wrong + table.problems, frozenset(), frozenset({None}))
    read = _Reading(list(table.problems), unplaced={None} if table.problems else set())
    columns = {column: place for place, column in enumerate(table.columns)}
    places = wide_places(table, known) if wide else {}
    for row in table.rows:
        if row.cells and all(present(cell) is None for cell in row.cells):
            continue
        try:
            found = (
                wide_figures(table, places, row, months_begin_on)
                if wide
                else _long_figures(Cells(table, row, columns), known, months_begin_on)
            )
            for cells, key, metric in found:
                read.take(cells, key, metric)
        except RefusedCell as refused:
            read.problems.append(refused.problem)
            name = None if wide else str(Cells(table, row, columns).get("metric") or "")
            read.unplaced.add(name if name in known else None)
    read.check_segments(known)
    for key in read.spoiled & read.actuals.keys():
        del read.actuals[key]
    problems = sorted(read.problems, key=lambda problem: problem.line or 0)
    return Figures(read.actuals, read.places, tuple(problems), frozenset(read.spoiled), frozenset(read.unplaced))


@attrs.define
class _Reading:
    """What was read so far."""

    problems: list[Problem]
    actuals: dict[Key, Actual] = attrs.field(factory=dict)
    places: dict[Key, Problem] = attrs.field(factory=dict)
    spoiled: set[Key] = attrs.field(factory=set)
    unplaced: set[str | None] = attrs.field(factory=set)

    def take(self, cells: Cells, key: Key, metric: Metric) -> None:
        """Read a figure, or report why it cannot be read."""
        place = cells.refuse("month", "").problem
        first = self.places.setdefault(key, place)
        try:
            if first is not place:
                raise cells.refuse("month", f"{_described(key)} is here twice, first in line {first.line}")
            self.actuals[key] = read_actual(cells, metric)
        except RefusedCell as refused:
            self.spoiled.add(key)
            self.problems.append(refused.problem)

    def check_segments(self, known: Mapping[str, Metric]) -> None:
        """Report segments that count more than their whole; which of the two is right, nobody knows."""
        for key, actual in self.actuals.items():
            whole = self.actuals.get(key._replace(segment=None))
            if whole is not None and known[key.metric].counts_things and actual.value > whole.value:
                more = f"{key.segment} has {exact_text(actual.value)}, more than all {key.metric} of {key.month}"
                message = f"{more}, {exact_text(whole.value)} in line {self.places[key._replace(segment=None)].line}"
                self.problems.append(attrs.evolve(self.places[key], message=message, path=("segment",)))
                self.spoiled |= {key, key._replace(segment=None)}


def _described(key: Key) -> str:
    return f"{key.metric} {key.segment or ''}".rstrip() + f" of {key.month}"


def _heading_problems(table: Table) -> Iterator[Problem]:
    for place, column in enumerate(table.columns, 1):
        if column not in REQUIRED + OPTIONAL:
            message = no_such("column", column, REQUIRED + OPTIONAL) + look_alike(column, REQUIRED + OPTIONAL)
            yield Problem(message, (), table.name, 1, place)
        elif column in table.columns[: place - 1]:
            yield Problem(f"two columns named {column!r}", (), table.name, 1, place)
    for column in REQUIRED:
        if table.columns and column not in table.columns:
            yield Problem(f"a column named {column!r} is missing", (), table.name, 1, 1)


def _long_figures(
    cells: Cells, known: Mapping[str, Metric], months_begin_on: int
) -> Iterator[tuple[Cells, Key, Metric]]:
    """Give the cells of the figure in a row, and whose it is; RefusedCell if that cannot be read."""
    month = read_month(cells, months_begin_on)
    metric = _read_metric(cells, known)
    yield cells, Key(metric.name, _read_segment(cells, metric), month), metric


def _read_metric(cells: Cells, known: Mapping[str, Metric]) -> Metric:
    name = str(cells.get("metric") or "")
    if name not in known:
        raise cells.refuse("metric", no_such("metric", name, list(known)) + look_alike(name, known))
    return known[name]


def _read_segment(cells: Cells, metric: Metric) -> str | None:
    cell = cells.get("segment")
    if cell is not None and str(cell) not in metric.segments:
        message = no_such(f"segment of {metric.name}", str(cell), metric.segments, "its segments")
        raise cells.refuse("segment", message + look_alike(str(cell), metric.segments))
    return None if cell is None else str(cell)
