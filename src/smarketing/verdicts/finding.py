"""What an evaluator found, and how a promise may stand."""

from enum import Enum
from fractions import Fraction
from typing import Protocol

import attrs

from smarketing.actuals import Actual, Metric
from smarketing.units import Quantity, to_step


class Status(Enum):
    """How a promise stands in a month."""

    MET = "met"
    MISSED = "missed"
    PENDING = "pending"
    NO_DATA = "no-data"
    EXCUSED = "excused"
    NOT_IN_FORCE = "not-in-force"


class Absence(Enum):
    """Why there is no number to judge. Only a MISSING figure counts as the parties agreed."""

    MISSING = "missing"
    NOTHING_TO_MEASURE = "nothing to measure"
    UNREADABLE = "unreadable"
    TOO_EARLY = "too early"


@attrs.frozen(weakref_slot=False)
class Finding:
    """An evaluator's answer for one month.

    `at_least` and `at_most` are what the actual was held against, in the metric's unit and for all `months` that
    `actual` covers. `shortfall` is by how much the target was missed, None unless it was. `tolerance` is how far
    beyond the target still counts as met. `note` says what the numbers do not, `absence` why there is no number.
    With `strict` exactly the target is a miss, whose shortfall is 0. `rounded_to` is the step to which the reading was
    rounded, halves up, before it was compared.
    """

    status: Status
    actual: Actual | None = None
    at_least: Quantity | None = None
    at_most: Quantity | None = None
    shortfall: Quantity | None = None
    tolerance: Quantity | None = None
    months: int = 1
    note: str = ""
    absence: Absence | None = None
    strict: bool = False
    rounded_to: Quantity | None = None

    def reading(self, metric: Metric) -> Fraction | None:
        """Give the number that was judged, in the metric's unit, rounded where that was agreed; None without one."""
        found = None if self.actual is None else metric.reading(self.actual)
        if found is None or self.rounded_to is None:
            return found
        return to_step(found, self.rounded_to.value_in(metric.unit))


class Promise(Protocol):
    """What a verdict and a condition need to know of anything that is judged."""

    @property
    def name(self) -> str:
        """Its name, unlike any other in the agreement."""

    @property
    def owed_by(self) -> str:
        """The party that keeps it or misses it."""

    @property
    def owed_to(self) -> str:
        """The party that it was made to."""

    @property
    def part_of(self) -> str | None:
        """The promise that it is a part of, if any."""

    @property
    def segment(self) -> str | None:
        """The segment of the metric that it is about; None is the whole."""
