"""Tables with one row a month and one column a metric.

A column is named as its metric, `calls`, or as a metric and one of its segments, `calls@web`. A share and a ratio have
two: how many in `kept`, and out of how many in `kept.base` (`kept@web.base`). An empty cell is a missing figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from smarketing.actuals.cells import Cells
from smarketing.actuals.keys import Key
from smarketing.actuals.look_alikes import look_alike
from smarketing.actuals.metrics import Metric
from smarketing.actuals.month_cells import read_month
from smarketing.errors import Problem, nearest, no_such
from smarketing.tables import Row, Table

_LONG = ("metric", "value", "segment", "base", "unit")


Places = dict[tuple[Metric, str | None], dict[str, int]]
"""Where the month and the numbers of each metric and segment stand in a table."""


class Column(NamedTuple):
    """Whose numbers stand under a heading: a metric, one of its segments or none, and which of its numbers."""

    metric: Metric
    segment: str | None
    number: str


def headings(known: Mapping[str, Metric]) -> Iterator[tuple[str, Column]]:
    """Give the headings that columns of the metrics can have, and what each means."""
    for name, metric in known.items():
        for segment in (None, *metric.segments):
            heading = name if segment is None else f"{name}@{segment}"
            yield heading, Column(metric, segment, "value")
            if metric.has_base:
                yield f"{heading}.base", Column(metric, segment, "base")


def is_wide(table: Table, known: Mapping[str, Metric]) -> bool:
    """Tell whether a table has a column of months and none of one row a figure, such as `metric`, or nearly so."""
    if "month" not in table.columns or not {*_LONG}.isdisjoint(table.columns):
        return False
    named = {heading for heading, _ in headings(known)}
    return not any(nearest(column, _LONG[:2], 0.8) for column in table.columns if column not in named)


def wide_problems(table: Table, known: Mapping[str, Metric]) -> Iterator[Problem]:
    """Give what is wrong with the headings of a wide table."""
    meanings = list(headings(known))
    for place, column in enumerate(table.columns, 1):
        if message := _heading_problem(column, table.columns[: place - 1], meanings):
            yield Problem(message, (), table.name, 1, place)
    for heading, (metric, _segment, number) in meanings:
        other = heading.removesuffix(".base") if number == "base" else f"{heading}.base"
        if metric.has_base and heading not in table.columns and other in table.columns:
            message = f"a column named {heading!r} is missing; {metric.name} is a {metric.kind}"
            yield Problem(message, (), table.name, 1, table.columns.index(other) + 1)
    if table.columns == ("month",):
        yield Problem("no column is named as a metric", (), table.name, 1, 1)


def _heading_problem(column: str, earlier: Sequence[str], meanings: Sequence[tuple[str, Column]]) -> str | None:
    known = ["month", *(heading for heading, _ in meanings)]
    whole = dict(meanings).get(column.removesuffix(".base"))
    if column not in known and whole is not None:
        return f"{whole.metric.name} is a {whole.metric.kind}; only a share and a ratio have a base"
    if column not in known:
        return no_such("column", column, list(dict.fromkeys(known))) + look_alike(column, known)
    if column in earlier:
        return f"two columns named {column!r}"
    if known.count(column) > 1:
        return f"{column!r} can mean two things here; name it in a column 'metric' instead, with 'value' beside it"
    return None


def wide_figures(table: Table, places: Places, row: Row, months_begin_on: int) -> Iterator[tuple[Cells, Key, Metric]]:
    """Give the cells of each figure in a row, and whose it is; RefusedCell if the month cannot be read."""
    month = read_month(Cells(table, row, {"month": table.columns.index("month")}), months_begin_on)
    for (metric, segment), columns in places.items():
        cells = Cells(table, row, columns)
        if cells.get("value") is not None or cells.get("base") is not None:
            yield cells, Key(metric.name, segment, month), metric


def wide_places(table: Table, known: Mapping[str, Metric]) -> Places:
    """Give where the numbers of each metric and segment stand."""
    places: Places = {}
    month = table.columns.index("month")
    for heading, (metric, segment, number) in headings(known):
        if heading in table.columns:
            columns = places.setdefault((metric, segment), {"month": month})
            columns[number] = table.columns.index(heading)
    return places
