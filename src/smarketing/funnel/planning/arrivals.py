"""What will arrive when, of heads that enter."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.lags import AT_ONCE
from smarketing.funnel.planning.monthly_series import ZERO, MonthlySeries, arriving_at
from smarketing.funnel.stages import Stage, ways_into
from smarketing.months import Month, Period
from smarketing.units import Number, Quantity, exact

NumbersByMonth = Mapping[str, Mapping[Month, Number]]
"""Heads by stage and by the month in which they got there."""


def kernel_of(way: Stage) -> list[Fraction]:
    """Give what one head of the stage before brings to a stage, month by month."""
    return [way.share * share for share in way.lag or AT_ONCE]


@attrs.frozen
class Arrivals:
    """What arrives at each stage, and the revenue, in every month from `first` on."""

    funnel: Funnel
    first: Month
    volumes: Mapping[str, MonthlySeries] = attrs.field(hash=False, repr=False)
    revenues: MonthlySeries

    def volume(self, stage: str, month: Month) -> Quantity:
        """Give what arrives at a stage in a month, or enters there."""
        if stage not in self.volumes:
            raise InvalidValueError(no_such("stage", stage, self.funnel.names))
        return Quantity(self.volumes[stage].at(self._place(month)), f"{stage}/month")

    def revenue(self, month: Month) -> Quantity:
        """Give the revenue of a month."""
        return Quantity(self.revenues.at(self._place(month)), f"{self.funnel.currency}/month")

    def _place(self, month: Month) -> int:
        if month > self.months.last:
            raise InvalidValueError(f"arrivals were worked out through {self.months.last}, not for {month}", "month")
        return month - self.first

    @property
    def months(self) -> Period:
        """The months from the first in which something enters to the last asked for."""
        return Period(self.first, self.first + self.revenues.end - 1)


def arrivals(funnel: Funnel, entering: NumbersByMonth, through: Month) -> Arrivals:
    """Work out what will arrive when, exactly, of heads that got to stages in given months.

    A pipeline is heads that got to a stage earlier: `{"SQL": {Month(2025, 12): 30}}`. Segments are run one by one, by
    the funnels of `funnel.split()`. InvalidValueError if a stage is not known, heads are below zero, or the first enter
    after `through`.
    """
    for name, counts in entering.items():
        check_heads(funnel, name, counts, "entering")
    months = [month for counts in entering.values() for month in counts]
    first = min(months, default=through)
    if through < first:
        raise InvalidValueError(f"nothing enters by {through}: the first month is {first}", "through")
    length = through - first + 1
    volumes: dict[str, MonthlySeries] = {}
    for name in funnel.names:
        given = entering.get(name, {})
        ways = [(volumes[way.of], kernel_of(way)) for way in ways_into(funnel.stages, name) if way.of is not None]
        numbers = (
            exact(given.get(first + place, 0))
            + sum((arriving_at(series, kernel, place) for series, kernel in ways), ZERO)
            for place in range(length)
        )
        volumes[name] = MonthlySeries(0, tuple(numbers))
    revenues = (
        sum((funnel.value_of(name) * volumes[name].at(place) for name in funnel.names), ZERO) for place in range(length)
    )
    return Arrivals(funnel, first, volumes, MonthlySeries(0, tuple(revenues)))


def check_heads(funnel: Funnel, name: str, counts: Mapping[Month, Number], field: str) -> None:
    """Refuse heads of a stage that there is not, and fewer than none."""
    if name not in funnel.names:
        raise InvalidValueError(no_such("stage", name, funnel.names), field)
    for month, count in counts.items():
        if exact(count) < 0:
            raise InvalidValueError(f"there are no {count} {name} in {month}", field)
