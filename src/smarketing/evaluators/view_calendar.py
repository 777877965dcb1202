"""What a view knows of days: the contract's periods, months that the term covers in part, business days."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

import attrs

from smarketing.contract_periods import ContractPeriods
from smarketing.errors import InvalidValueError
from smarketing.months import Month
from smarketing.units import Quantity

_DAY = timedelta(days=1)


@attrs.frozen
class PartialMonth:
    """The days of a month that the term covers, both included, where less of a target is owed for them."""

    month: Month
    first_day: date
    last_day: date

    @property
    def missing_share(self) -> Fraction:
        """The part of the month that the term does not cover, by days."""
        return Fraction(self.missing_days, _days(self.month.first_day, self.month.last_day))

    @property
    def missing_days(self) -> int:
        """How many days of the month the term does not cover."""
        return _days(self.month.first_day, self.month.last_day) - _days(self.first_day, self.last_day)


@attrs.frozen(eq=False)
class ViewCalendar:
    """The periods of the contract, the months that count in part by their place, and how to count business days.

    `business_days` counts those from one day to another, both included; None where nobody's hours are known.
    `scheduled` gives what the schedule of the funnel has for a month, by the source of a target.
    """

    periods: ContractPeriods
    partial: Mapping[int, PartialMonth] = {}
    business_days: Callable[[date, date], int] | None = None
    scheduled: Callable[[str, Month], Quantity] | None = None

    def length(self, place: int, months: int) -> Fraction:
        """Give how many months count among so many from a place on."""
        return months - sum((each.missing_share for each in self._partial(place, months)), Fraction(0))

    def days(self, first: Month, place: int, months: int) -> int:
        """Give how many calendar days count among so many months from `first` on, which is at a place."""
        return calendar_days(first, months) - sum(each.missing_days for each in self._partial(place, months))

    def open_days(self, first: Month, place: int, months: int) -> int | None:
        """Give how many business days count among so many months from `first` on, which is at a place."""
        if self.business_days is None:
            return None
        begins, ends = first.first_day, (first + (months - 1)).last_day
        for each in self._partial(place, months):
            begins = each.first_day if each.month == first else begins
            ends = each.last_day if each.month == first + (months - 1) else ends
        return self.business_days(begins, ends)

    def scheduled_sum(self, source: str, first: Month, place: int, months: int) -> Quantity:
        """Give what the schedule has for so many months from `first` on together; a partial month counts in part.

        InvalidValueError where there is no schedule.
        """
        if self.scheduled is None:
            raise InvalidValueError(f"there is no schedule that {source} could be taken from", "source")
        each_month = [self.scheduled(source, first + later) for later in range(months)]
        parts = [1 - self.partial[at].missing_share if at in self.partial else 1 for at in range(place, place + months)]
        amounts = [amount * part for amount, part in zip(each_month, parts, strict=True)]
        return sum(amounts[1:], amounts[0])

    def _partial(self, place: int, months: int) -> Iterable[PartialMonth]:
        return (self.partial[each] for each in range(place, place + months) if each in self.partial)


def calendar_days(first: Month, months: int) -> int:
    """Give how many calendar days so many months from `first` on have."""
    return _days(first.first_day, (first + (months - 1)).last_day)


def _days(first: date, last: date) -> int:
    return (last - first + _DAY).days
