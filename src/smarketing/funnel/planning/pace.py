"""The pace of a month in progress: the goal day by day against what came so far."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.rates import as_share
from smarketing.months import Month, calendar_day
from smarketing.units import Number, Quantity, as_quantity, exact, readable


class Tempo(Enum):
    """Where a month in progress stands: too much too early wastes capacity, as too little misses the goal."""

    BEHIND = "behind"
    ON_PACE = "on pace"
    AHEAD = "ahead"


@attrs.frozen
class PaceDay:
    """A day of the line: the `goal` that should have come by its end, and the `actual` that had, None in the future."""

    day: date
    goal: Quantity
    actual: Quantity | None


@attrs.frozen
class Pace:
    """A month in progress as of the end of a day.

    `line` has every day of the month; `goal` and `actual` are the last known day's, `projected` is what the month ends
    with if it goes on as so far (None before the first day that counts), `tempo` whether the actual lies within the
    tolerance of the goal by that day.
    """

    month: Month
    as_of: date
    target: Quantity
    line: tuple[PaceDay, ...]
    tolerance: Fraction
    projected: Quantity | None

    @property
    def today(self) -> PaceDay:
        """The last day that is over."""
        return self.line[self.as_of.day - 1]

    @property
    def actual(self) -> Quantity:
        """What came so far."""
        return self.today.actual or self.target * 0

    @property
    def goal(self) -> Quantity:
        """What should have come so far."""
        return self.today.goal

    @property
    def ahead(self) -> Quantity:
        """How much more came than should have; below zero where less did."""
        return self.actual - self.goal

    @property
    def tempo(self) -> Tempo:
        """Behind, on pace or ahead."""
        room = self.goal.value * self.tolerance
        if abs(self.ahead.value) <= room:
            return Tempo.ON_PACE
        return Tempo.AHEAD if self.ahead.value > 0 else Tempo.BEHIND

    def __str__(self) -> str:
        end = "" if self.projected is None else f"; {readable(self.projected)} by {self.month.last_day} at this pace"
        return (
            f"{self.as_of}: {readable(self.actual)} of {readable(self.goal)} due by now, "
            f"{readable(self.target)} in {self.month}: {self.tempo.value}{end}"
        )


def pace(
    target: str | Quantity,
    arrived: Mapping[date, Number],
    as_of: date,
    *,
    holidays: Collection[date] | None = None,
    tolerance: str | Number = "5 %",
) -> Pace:
    """Compare what came so far in a month with a straight line to its target, exactly.

    `target` is the month's (`100 SQL/month`), `arrived` what came on each day (a day without a number had
    none), `as_of` the last day that is over; its month is the one judged. The line rises every calendar day, or,
    given `holidays` (which may be empty), only Mondays to Fridays that are none of them. `tolerance` is how far from
    the line, in shares
    of it, is still on pace, both ways. InvalidValueError for a target that is not for a month, a day outside the month
    or after `as_of`, or a month without a working day.
    """
    amount = as_quantity(target)
    noun, _slash, period = amount.unit.partition("/")
    if period != "month" or amount.value < 0:
        raise InvalidValueError(f"a pace has a target for a month, as in '100 SQL/month'; not {amount}", "target")
    month = Month.of(calendar_day(as_of, "as_of"))
    for day in arrived:
        calendar_day(day, "arrived")
        if not month.first_day <= day <= as_of:
            message = f"{day} is not in {month} by {as_of}; give what came in the month by then"
            raise InvalidValueError(message, "arrived")
    days = [month.first_day + timedelta(number) for number in range(month.last_day.day)]
    off = None if holidays is None else {calendar_day(day, "holidays") for day in holidays}
    counted = [off is None or (day.weekday() < 5 and day not in off) for day in days]
    if not any(counted):
        raise InvalidValueError(f"{month} has no working day", "holidays")
    room = as_share(tolerance, "a tolerance", "tolerance")
    if room < 0:
        raise InvalidValueError(f"a tolerance is not below 0 %: {tolerance}", "tolerance")
    line, so_far, gone = [], Fraction(0), 0
    for day, counts in zip(days, counted, strict=True):
        gone += counts
        so_far += exact(arrived.get(day, 0))
        due = Quantity(amount.value * gone / sum(counted), noun)
        line.append(PaceDay(day, due, Quantity(so_far, noun) if day <= as_of else None))
    elapsed = Fraction(sum(counted[: as_of.day]), sum(counted))
    came = sum((exact(number) for number in arrived.values()), Fraction(0))
    projected = Quantity(came / elapsed, noun) if elapsed else None
    return Pace(month, as_of, Quantity(amount.value, noun), tuple(line), room, projected)
