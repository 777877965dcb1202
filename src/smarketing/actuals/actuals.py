"""The figures of all months and metrics."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import islice
from os import PathLike
from typing import Any, NoReturn

import attrs

from smarketing.actuals.keys import Key
from smarketing.actuals.metrics import Actual, Metric, as_metrics
from smarketing.actuals.reading import read_figures
from smarketing.actuals.series import Series
from smarketing.errors import InvalidValueError, Problem
from smarketing.frozen_mappings import FrozenMapping
from smarketing.html_tables import html_table
from smarketing.months import Month, Period, beginning_day
from smarketing.tables import Table, file_table, frame_table, row_table, table_frame
from smarketing.tables.written_numbers import as_decimal
from smarketing.units import exact_text, shown

_COLUMNS = ("month", "metric", "segment", "value", "base", "unit")


def _as_figures(figures: Mapping[Key, Actual]) -> FrozenMapping[Key, Actual]:
    if not isinstance(figures, Mapping):
        raise InvalidValueError(f"figures are a mapping from Key to Actual; not {figures!r}", "figures")
    pairs: Iterable[tuple[object, object]] = figures.items()
    for key, actual in pairs:
        if not isinstance(key, Key) or not isinstance(actual, Actual):
            raise InvalidValueError(
                f"figures are a mapping from Key to Actual; not from {key!r} to {actual!r}", "figures"
            )
    if len(beginnings := {key.month.begins_on for key in figures}) > 1:
        _refuse_beginnings(beginnings)
    return FrozenMapping(figures)


def _refuse_beginnings(days: Iterable[int]) -> NoReturn:
    said = " and ".join(map(str, sorted(days)))
    raise InvalidValueError(f"the months of figures begin on the same day; not on {said}", "figures")


def _as_keys(keys: Iterable[Key]) -> frozenset[Key]:
    return frozenset(keys)


def _as_names(names: Iterable[str | None]) -> frozenset[str | None]:
    return frozenset(names)


def _as_places(places: Mapping[Key, Problem]) -> FrozenMapping[Key, Problem]:
    return FrozenMapping(places)


@attrs.frozen(unsafe_hash=False, repr=False)
class Actuals:
    """Monthly figures, each for a metric and perhaps a segment of it, and the `problems` of what could not be read.

    Made by `read_csv`, `from_rows`, `from_dict` or `from_frame`. Each takes the metrics that are `known`, as in
    `agreement.metrics` or as a list, and keeps them as `metrics`; a figure of any other is a problem. `judge` does not
    take actuals with problems unless it is told to keep going. `spoiled` are the figures that could not be read,
    `unplaced` the metrics of rows whose month or segment could not be read; None is a row of an unknown metric.

    A table has one row a figure, with the columns month, metric, value and perhaps segment, base (for a share or a
    ratio) and unit. Or it has one row a month and, beside `month`, a column for each metric: `calls`, `calls@web` for
    a segment, and for a share or a ratio `kept` and `kept.base`. There an empty cell is a missing figure.

    A number that is text and has two readings, such as `1.204`, is a problem unless another cell of its column shows
    what separates decimals, or `decimal` (`"."` or `","`) says it.

    All months begin on the same day: the first, unless `months_begin_on` says another day from 1 to 28, as the
    `calendar` of the agreement does. With 16 the text `2026-03` is the month from 16 March to 15 April, and a day goes
    into the month in which it lies: 5 March into 2026-02.
    """

    figures: Mapping[Key, Actual] = attrs.field(factory=FrozenMapping, converter=_as_figures)
    problems: tuple[Problem, ...] = attrs.field(default=(), converter=tuple[Problem, ...])
    spoiled: frozenset[Key] = attrs.field(default=frozenset(), converter=_as_keys)
    metrics: Mapping[str, Metric] = attrs.field(factory=FrozenMapping, converter=as_metrics, eq=False)
    _places: Mapping[Key, Problem] = attrs.field(factory=FrozenMapping, converter=_as_places, eq=False)
    unplaced: frozenset[str | None] = attrs.field(default=frozenset(), converter=_as_names, kw_only=True)

    @classmethod
    def read_csv(
        cls,
        path: str | PathLike[str],
        *,
        known: Mapping[str, Metric] | Iterable[Metric],
        decimal: str | None = None,
        months_begin_on: int = 1,
    ) -> "Actuals":
        """Read a CSV file with a header line, or a sheet of an Excel workbook: `figures.xlsx`, `figures.xlsx#2026`.

        The separator is a comma, a semicolon, a tab or `|`, the encoding UTF-8, or UTF-16 with its mark. In a problem,
        `column` is the number of the field. OSError if the file cannot be opened, DocumentError for a workbook that
        cannot be read, MissingExtraError for one without the extra `excel`. More than 2,000,000 rows are a problem.
        """
        metrics = as_metrics(known)
        return cls._read(file_table(path), metrics, decimal, months_begin_on)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, object]],
        *,
        known: Mapping[str, Metric] | Iterable[Metric],
        decimal: str | None = None,
        months_begin_on: int = 1,
    ) -> "Actuals":
        """Take rows as mappings with the keys of the columns."""
        metrics = as_metrics(known)
        return cls._read(row_table(rows), metrics, decimal, months_begin_on)

    @classmethod
    def from_dict(
        cls,
        months: Mapping[str, object],
        *,
        known: Mapping[str, Metric] | Iterable[Metric],
        decimal: str | None = None,
        months_begin_on: int = 1,
    ) -> "Actuals":
        """Take a number for each metric and month, or for a share or a ratio `(value, base)`.

        InvalidValueError if a metric has anything but a mapping from months to figures.

        >>> leads = Metric("leads", "SQL", "count")
        >>> Actuals.from_dict({"leads": {"2026-01": 104}}, known=[leads])
        Actuals(1 figure of 1 metric, 2026-01)
        """
        return cls.from_rows(_named_rows(months), known=known, decimal=decimal, months_begin_on=months_begin_on)

    @classmethod
    def from_frame(
        cls,
        frame: object,
        *,
        known: Mapping[str, Metric] | Iterable[Metric],
        decimal: str | None = None,
        months_begin_on: int = 1,
    ) -> "Actuals":
        """Take a pandas, Polars, PyArrow or other dataframe, or anything else that gives a stream of Arrow.

        `month` may also be a column of dates; any day stands for the month in which it lies. MissingExtraError for
        what only PyArrow can take, if it is not installed.
        """
        metrics = as_metrics(known)
        return cls._read(frame_table(frame), metrics, decimal, months_begin_on)

    @classmethod
    def _read(cls, table: Table, known: Mapping[str, Metric], decimal: str | None, months_begin_on: int) -> "Actuals":
        begins_on = beginning_day(months_begin_on)
        read = read_figures(attrs.evolve(table, decimal=as_decimal(decimal)), known, begins_on)
        return cls(read.actuals, read.problems, read.spoiled, known, read.places, unplaced=read.unplaced)

    @spoiled.validator
    def _check_spoiled(self, _: object, spoiled: frozenset[Key]) -> None:
        if len(beginnings := {key.month.begins_on for key in (*spoiled, *islice(self.figures, 1))}) > 1:
            _refuse_beginnings(beginnings)

    def to_rows(self) -> list[dict[str, object]]:
        """Give the figures as `from_rows` takes them, exactly; what could not be read is not among them.

        Months are text, to be read with the same `months_begin_on`.
        Whole numbers are int, numbers whose decimals end Decimal, others Fraction. The unit is that of the metric.
        """
        return [_row(key, actual, self.metrics.get(key.metric)) for key, actual in self.figures.items()]

    def to_frame(self, backend: str) -> Any:
        """Give the figures as a dataframe of `pandas`, `polars` or `pyarrow`, which `from_frame` takes.

        Values and bases are floating point, so that a frame counts and draws. A number of up to 15 digits comes back
        from it exactly, another as its nearest float; `to_rows` and `actuals_json` keep every number as it is.
        MissingExtraError if the library is not installed.
        """
        rows = self.to_rows()
        return table_frame({column: [row[column] for row in rows] for column in _COLUMNS}, ("value", "base"), backend)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the figures as a stream of Arrow, as `to_frame` does; MissingExtraError without PyArrow."""
        return self.to_frame("pyarrow").__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        metrics = len({key.metric for key in self.figures})
        parts = [f"{_counted(len(self.figures), 'figure')} of {_counted(metrics, 'metric')}"]
        if (period := self.period) is None:
            parts = ["no figures"]
        else:
            parts.append(str(period.first) if len(period) == 1 else f"{period.first} to {period.last}")
        if self.problems:
            parts.append(_counted(len(self.problems), "problem"))
        return f"Actuals({', '.join(parts)})"

    def _repr_html_(self) -> str:
        cells = (
            (
                key.month,
                key.metric,
                key.segment,
                shown(actual.value),
                None if actual.base is None else shown(actual.base),
            )
            for key, actual in self.figures.items()
        )
        return html_table(repr(self), _COLUMNS[:5], cells)

    @property
    def months_begin_on(self) -> int | None:
        """The day on which all months begin; None if there is neither a figure nor one that could not be read."""
        some = next(iter(self.figures), None) or next(iter(self.spoiled), None)
        return None if some is None else some.month.begins_on

    @property
    def period(self) -> Period | None:
        """The months from the first with a figure to the last; None if there is none."""
        ordinals = self._ordinals
        return Period(self._month(ordinals[0]), self._month(ordinals[-1])) if ordinals else None

    @cached_property
    def _by_metric(self) -> Mapping[tuple[str, str | None], Mapping[int, Actual]]:
        """The figures of each metric and segment, by the ordinals of their months, which are quicker to look up."""
        found: dict[tuple[str, str | None], dict[int, Actual]] = defaultdict(dict)
        for (metric, segment, month), actual in self.figures.items():
            found[metric, segment][month.ordinal] = actual
        return found

    @cached_property
    def _ordinals(self) -> Sequence[int]:
        """The ordinals of the months that have a figure, in order."""
        return sorted({ordinal for own in self._by_metric.values() for ordinal in own})

    def _month(self, ordinal: int) -> Month:
        some = next(iter(self.figures)).month
        return some + (ordinal - some.ordinal)

    def last_month_in(self, period: Period) -> Month | None:
        """Give the last month of a period that has a figure; None if none has."""
        months = map(self._month, reversed(self._ordinals))
        return next((month for month in months if month in period), None)

    def outside(self, period: Period, before: Mapping[str, int] = {}) -> tuple[Problem, ...]:
        """Give a problem for every figure of a month outside a period, in the order in which they were read.

        `before` says of how many months before the period the figures of a metric are asked for, by its name.
        """
        said = f"lies outside the term, {period}"
        outside = {month for month in map(self._month, self._ordinals) if month not in period}
        keys = (key for key in self.figures if key.month in outside) if outside else ()
        unasked = (key for key in keys if not 0 < period.first - key.month <= before.get(key.metric, 0))
        return tuple(self.problem(key, f"{key.month} {said}") for key in unasked)

    def problem(self, key: Key, message: str) -> Problem:
        """Give a problem with a figure, at the place from which it was read."""
        return attrs.evolve(self._places.get(key, Problem("")), message=message)

    def series(self, metric: Metric, segment: str | None, months: Sequence[Month], before: int = 0) -> Series:
        """Give the actuals of a metric, or of one segment of it, for consecutive months; at least one.

        With them come those of so many months `before` the first. A month without a figure is unreadable if its own
        figure was, or if some row could have been this figure.
        """
        own: Mapping[int, Actual] = {}
        if months[0].begins_on == self.months_begin_on:
            own = self._by_metric.get((metric.name, segment), own)
        first = months[0].ordinal
        actuals = tuple(map(own.get, range(first, months[-1].ordinal + 1)))
        earlier = tuple(map(own.get, range(first - before, first)))
        somewhere = not self.unplaced.isdisjoint((metric.name, None))
        spoiled = (
            {place for place, month in enumerate(months) if Key(metric.name, segment, month) in self.spoiled}
            if self.spoiled
            else set()
        )
        missing = {place for place, actual in enumerate(actuals) if actual is None} if somewhere else set()
        return Series(metric, months[0], actuals, frozenset(spoiled | missing), earlier)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _row(key: Key, actual: Actual, metric: Metric | None) -> dict[str, object]:
    unit = None if metric is None or metric.kind == "share" else metric.unit or None
    base = None if actual.base is None else _plain(actual.base)
    return dict(zip(_COLUMNS, (str(key.month), key.metric, key.segment, _plain(actual.value), base, unit), strict=True))


def _plain(number: Fraction) -> int | Decimal | Fraction:
    """The number in the plainest type that holds it."""
    if number.denominator == 1:
        return number.numerator
    text = exact_text(number)
    return number if "/" in text else Decimal(text)


def _named_rows(months: Mapping[str, object]) -> Iterator[dict[str, object]]:
    if not isinstance(months, Mapping):
        raise InvalidValueError(f"a mapping is needed, as in {{'leads': {{'2026-01': 104}}}}; not {months!r}", "months")
    for metric, figures in months.items():
        if not isinstance(figures, Mapping):
            raise InvalidValueError(
                f"{metric}: a figure for each month is needed, as in {{'2026-01': 104}}; not {figures!r}", "months"
            )
        for month, figure in figures.items():
            value, base = figure if isinstance(figure, tuple | list) and len(figure) == 2 else (figure, None)
            yield {"month": month, "metric": metric, "value": value, "base": base}
