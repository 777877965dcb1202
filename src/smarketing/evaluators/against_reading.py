"""Promises that hold a reading against another reading: at least, or at most, so many percent of it."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import Evaluator
from smarketing.evaluators.view import View
from smarketing.units import Quantity, readable, written
from smarketing.verdicts import Absence, Finding, Status, why


def check_percentage(_: Evaluator, field: "attrs.Attribute[Any]", part: Quantity | None) -> None:
    """Refuse what is no percentage, or below zero."""
    if part is None:
        return
    if not part.measures("%"):
        raise InvalidValueError(f"it is a percentage, as in '105 %'; not {written(part)}", field.name)
    if part.value < 0:
        raise InvalidValueError(f"a percentage is not negative: {written(part)}", field.name)


class AgainstReading(Evaluator):
    """An evaluator that holds readings against a percentage of another reading: at least so much, or at most."""

    __slots__ = ()

    at_least: Quantity | None
    at_most: Quantity | None

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise InvalidValueError("give either at_least or at_most, as in 'at_least: 105 %'", "at_least")

    @property
    @abstractmethod
    def compared_with(self) -> str:
        """What a reading is a percentage of, in words."""

    @abstractmethod
    def views(self, view: View, /) -> tuple[View, View]:
        """Give the view whose reading is judged, and the one that it is compared with."""

    @property
    def part(self) -> Quantity:
        """The percentage."""
        return next(each for each in (self.at_least, self.at_most) if each is not None)

    def describe(self) -> str:
        """Name the percentage, and of what."""
        side = "at most" if self.at_least is None else "at least"
        return f"{side} {written(self.part)} of {self.compared_with}"

    def __call__(self, view: View, /) -> Finding:
        """Judge one month, or a window."""
        return self.prepared(view.metric, view.months)(view)

    def prepared(self, metric: Metric, _months: int = 1, /) -> Callable[[View], Finding]:
        """Give a function that judges views of one metric."""
        unit = "point" if metric.unit == "%" else metric.unit
        part = self.part.value_in("")

        def judged(view: View) -> Finding:
            mine, other = self.views(view)
            reading, base = mine.reading, other.reading
            if reading is None or base is None:
                return mine.no_data(other, note=other.reason if other.absence is Absence.TOO_EARLY else "")
            amount = Quantity(base, other.metric.unit)
            shown = readable(amount)
            if base <= 0:
                note = f"nothing to compare with: {self.basis(other, shown)}"
                absence = Absence.NOTHING_TO_MEASURE
                return Finding(Status.NO_DATA, mine.actual, months=mine.months, note=note, absence=absence)
            # counts of different things compare as plain numbers
            number = amount.value_in(metric.unit) if amount.measures(metric.unit) else base
            target = Quantity(number * part, metric.unit)
            more = self.at_least is not None
            short = target.value - reading if more else reading - target.value
            found = Finding(
                Status.MISSED if short > 0 else Status.MET,
                mine.actual,
                target if more else None,
                None if more else target,
                Quantity(short, unit) if short > 0 else None,
                months=mine.months,
            )
            text = f"{written(self.part)} of {self.basis(other, shown)}"
            return attrs.evolve(found, note=f"{why(metric, view.month, found, found.status, '')}; {text}")

        return judged

    @abstractmethod
    def basis(self, other: View, shown: str, /) -> str:
        """Say which reading is 100 %: `80 leads in 2025-03`, `leads (80 leads)`."""

    def certain_outcome(self, metric: Metric, _segment: str | None = None, /) -> tuple[Status, str] | None:
        """Give met where at least 0 % is asked for of what is never below 0."""
        if self.at_least is not None and self.at_least.value == 0 and metric.kind != "level":
            return Status.MET, f"no reading of {metric.name} is below 0"
        return None

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        """Say why it cannot judge a metric, or windows of so many months of it."""
        if months > 1 and metric.kind == "level" and metric.over_months is None:
            yield f"{metric.name!r} is a level; to judge it over months, state over_months: mean or last"
