"""SM4, clocks: whether there is time for what is promised within a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
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


@attrs.frozen
class _Opened:
    """When hours are open in the first months of an agreement, a year of them at most."""

    name: str
    calendar: BusinessHours
    months: Sequence[Month]

    @cached_property
    def windows(self) -> Sequence[tuple[datetime, datetime]]:
        """The open windows, oldest first."""
        start, end = self.months[0].start(self.calendar.zone), self.months[-1].end(self.calendar.zone)
        return [(one.astimezone(UTC), other.astimezone(UTC)) for one, other in self.calendar.windows(start, end)]

    def in_month(self, month: Month, unit: str) -> Quantity:
        """Give how long they are open in a month, or on how many days."""
        start, end = month.start(self.calendar.zone), month.end(self.calendar.zone)
        if unit == "business_day":
            days = (month.first_day + timedelta(later) for later in range(month.last_day.day))
            return Quantity(sum(map(self.calendar.is_business_day, days)), unit)
        inside = (min(other, end) - max(one, start) for one, other in self.windows if one < end and other > start)
        return Quantity(sum(inside, timedelta()) // timedelta(microseconds=1), "business_second") / 1_000_000


def _clocks(examined: Examined) -> Iterator[tuple[Path, Quantity, _Opened]]:
    """The clocks that name hours: where each is, its time, and when the hours are open."""
    months = list(islice(examined.full_months(), _MONTHS_LOOKED_AT)) or [examined.agreement.term.first_month]
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
            message = f"{written(time)} are more than {least} has while {opened.name} is open, {written(there_are)}"
            yield Flaw(message, path, {"month": str(least), "open": written(there_are)})


def _over_before_opening(examined: Examined) -> Iterator[Flaw]:
    """An elapsed time that is over before anybody is there again."""
    for path, time, opened in _clocks(examined):
        if is_business_time(time):
            continue
        if not opened.windows:
            yield Flaw(f"{opened.name} is not open at all from {opened.months[0]} to {opened.months[-1]}", path)
        allowance = timedelta(microseconds=int(time.value_in("second") * 1_000_000))
        for (_start, closes), (opens, _end) in pairwise(opened.windows):
            if closes + allowance <= opens:
                zone = opened.calendar.zone
                comes, due, again = (
                    f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (closes, closes + allowance, opens)
                )
                message = f"what comes at {comes} is due by {due}, and {opened.name} opens at {again}"
                yield Flaw(message, path, {"comes": comes, "due": due, "opens": again})
                break


RULES = (
    Rule("SM406", "a clock that is longer than a month is open", "error", _longer_than_a_month),
    Rule("SM407", "a clock that runs out before anybody is there", "warning", _over_before_opening),
)
