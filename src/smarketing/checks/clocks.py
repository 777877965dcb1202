"""SM4, clocks: whether there is time for what is promised within a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise

import attrs

from smarketing.checks.results import Examined
from smarketing.checks.rules import Flaw, Path, Rule
from smarketing.hours import BusinessHours
from smarketing.model import Clock, FollowUp, is_business_time
from smarketing.months import Month
from smarketing.units import Quantity, written

_MONTHS_LOOKED_AT = 12
_MICRO = timedelta(microseconds=1)


@attrs.frozen
class _Opened:
    """When hours are open in the first months of an agreement, a year of them at most."""

    name: str
    calendar: BusinessHours
    months: Sequence[Month]

    @property
    def said(self) -> str:
        """The months that are looked at."""
        spell = f"from {self.months[0]} to {self.months[-1]}"
        return spell if len(self.months) > 1 else f"in {self.months[0]}"

    @cached_property
    def windows(self) -> Sequence[tuple[datetime, datetime]]:
        """The open windows, oldest first."""
        start, end = self._span(self.months[0])[0], self._span(self.months[-1])[1]
        return [(one.astimezone(UTC), other.astimezone(UTC)) for one, other in self.calendar.windows(start, end)]

    def in_month(self, month: Month, unit: str) -> Quantity:
        """Give how long they are open in a month, or on how many days."""
        if unit == "business_day":
            days = (month.first_day + timedelta(later) for later in range(month.last_day.day))
            return Quantity(sum(map(self.calendar.is_business_day, days)), unit)
        start, end = self._span(month)
        inside = (min(other, end) - max(one, start) for one, other in self.windows if one < end and other > start)
        return Quantity(sum(inside, timedelta()) // _MICRO, "business_second") / 1_000_000

    def _span(self, month: Month) -> tuple[datetime, datetime]:
        """The first instant of a month, and the first after it."""
        zone = self.calendar.zone
        return month.start(zone).astimezone(UTC), month.end(zone).astimezone(UTC)


def _clocks(examined: Examined) -> Iterator[tuple[Path, Quantity, _Opened]]:
    """The clocks that name hours: where each is, its time, and when the hours are open."""
    began = Month.of(examined.agreement.since or examined.agreement.term.start)
    months = list(islice(examined.full_months(), _MONTHS_LOOKED_AT)) or [began]
    months = [each for each in months if each.last_day < date.max]
    opened = {each.name: _Opened(each.name, each.calendar, months) for each in examined.agreement.hours}
    for handoff in examined.agreement.handoffs:
        for step, clock in handoff.clocks:
            if clock.hours is not None:
                path: Path = ("handoffs", handoff.name, step)
                for key, time in _times(clock).items():
                    yield (*path, key), time, opened[clock.hours]


def _times(clock: Clock) -> Mapping[str, Quantity]:
    attempts = clock.attempts if isinstance(clock, FollowUp) else None
    return {"within": clock.within} | ({} if attempts is None else {"attempts": attempts.within})


def _longer_than_a_month(examined: Examined) -> Iterator[Flaw]:
    """A time that some month does not have while the hours are open."""
    for path, time, opened in _clocks(examined):
        if not is_business_time(time):
            continue
        unit = "business_day" if time.measures("business_day") else "business_hour"
        least = min(opened.months, key=lambda month: opened.in_month(month, unit))
        there_are = opened.in_month(least, unit).to(unit)
        if time > there_are:
            more = f"{written(time)} {'is' if time.value == 1 else 'are'} more"
            message = f"{more} than {least} has while {opened.name} is open, {written(there_are)}"
            yield Flaw(message, path, {"month": str(least), "open": written(there_are)})


def _over_before_opening(examined: Examined) -> Iterator[Flaw]:
    """An elapsed time that is over before anybody is there again."""
    for path, time, opened in _clocks(examined):
        if is_business_time(time):
            continue
        if not opened.windows:
            yield Flaw(f"{opened.name} is not open at all {opened.said}", path)
        for (_start, closes), (opens, _end) in pairwise(opened.windows):
            if time.value_in("second") <= Fraction((opens - closes) // _MICRO, 1_000_000):
                due = closes + int(time.value_in("second") * 1_000_000) * _MICRO
                comes, by, again = (_local(at, opened) for at in (closes, due, opens))
                message = f"what comes at {comes} is due by {by}, and {opened.name} opens at {again}"
                yield Flaw(message, path, {"comes": comes, "due": by, "opens": again})
                break


def _local(at: datetime, opened: _Opened) -> str:
    return str(at.astimezone(opened.calendar.zone).replace(tzinfo=None)).removesuffix(":00")


RULES = (
    Rule("SM406", "a clock that is longer than a month is open", "error", _longer_than_a_month),
    Rule("SM407", "a clock that runs out before anybody is there", "warning", _over_before_opening),
)
