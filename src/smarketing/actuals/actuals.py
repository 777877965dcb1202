"""The figures of all months and metrics."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike

import attrs

from smarketing.actuals.history import Series
from smarketing.actuals.metrics import Actual, Metric
from smarketing.actuals.reading import Key, read_figures
from smarketing.errors import InvalidValueError, Problem
from smarketing.months import Month, Period
from smarketing.tables import Table, csv_table, frame_table, row_table


@attrs.frozen(unsafe_hash=False)
class Actuals:
    """Monthly figures, each for a metric and perhaps a segment of it, and the `problems` of what could not be read.

    Made by `read_csv`, `from_rows`, `from_dict` or `from_frame`. Each takes the metrics that are `known`, as in
    `agreement.metrics`, and keeps them as `metrics`; a row of any other is a problem. `judge` does not take actuals
    with problems unless it is told to keep going; `spoiled` are the figures that they cost.
    """

    figures: Mapping[Key, Actual] = attrs.field(factory=dict)
    problems: tuple[Problem, ...] = ()
    spoiled: frozenset[Key] = frozenset()
    metrics: Mapping[str, Metric] = attrs.field(factory=dict, repr=False, eq=False)
    _places: Mapping[Key, Problem] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def read_csv(cls, path: str | PathLike[str], *, known: Mapping[str, Metric]) -> "Actuals":
        """Read a CSV file with the columns month, metric, value and perhaps segment, base, unit.

        UTF-8, comma-separated, with a header line. In a problem, `column` is the number of the field. OSError if the
        file cannot be opened.
        """
        return cls._read(csv_table(path), known)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]], *, known: Mapping[str, Metric]) -> "Actuals":
        """Take rows as mappings with the keys of the CSV columns."""
        return cls._read(row_table(rows), known)

    @classmethod
    def from_dict(cls, months: Mapping[str, object], *, known: Mapping[str, Metric]) -> "Actuals":
        """Take a number for each metric and month, or for a share `(value, base)`.

        InvalidValueError if a metric has anything but a mapping from months to figures.

        >>> leads = Metric("leads", "SQL", "count")
        >>> Actuals.from_dict({"leads": {"2026-01": 104}}, known={"leads": leads}).period
        Period(first=Month(2026, 1), last=Month(2026, 1))
        """
        return cls.from_rows(_named_rows(months), known=known)

    @classmethod
    def from_frame(cls, frame: object, *, known: Mapping[str, Metric]) -> "Actuals":
        """Take a pandas, Polars, PyArrow or other dataframe with the columns of the CSV file.

        `month` may also be a column of dates; any day stands for its month.
        """
        return cls._read(frame_table(frame), known)

    @classmethod
    def _read(cls, table: Table, known: Mapping[str, Metric]) -> "Actuals":
        read = read_figures(table, known)
        return cls(read.actuals, read.problems, read.spoiled, known, read.places)

    @property
    def period(self) -> Period | None:
        """The months from the first with a figure to the last; None if there is none."""
        months = {key.month for key in self.figures}
        return Period(min(months), max(months)) if months else None

    def outside(self, period: Period) -> tuple[Problem, ...]:
        """Give a problem for every figure of a month outside a period, in the order in which they were read."""
        said = f"lies outside the term, {period}"
        return tuple(self.problem(key, f"{key.month} {said}") for key in self.figures if key.month not in period)

    def problem(self, key: Key, message: str) -> Problem:
        """Give a problem with a figure, at the place from which it was read."""
        return attrs.evolve(self._places.get(key, Problem("")), message=message)

    def series(self, metric: Metric, segment: str | None, months: Sequence[Month]) -> Series:
        """Give the actuals of a metric, or of one segment of it, for consecutive months; at least one."""
        found = tuple(self.figures.get(Key(metric.name, segment, month)) for month in months)
        return Series(metric, months[0], found)


def _named_rows(months: Mapping[str, object]) -> Iterator[dict[str, object]]:
    for metric, figures in months.items():
        if not isinstance(figures, Mapping):
            raise InvalidValueError(
                f"{metric}: {figures!r} is not figures by month; write {{'2026-01': 104}}", "months"
            )
        for month, figure in figures.items():
            value, base = figure if isinstance(figure, tuple | list) and len(figure) == 2 else (figure, None)
            yield {"month": month, "metric": metric, "value": value, "base": base}
