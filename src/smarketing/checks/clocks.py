"""SM4, clocks: whether there is time for what is promised within a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import accumulate, islice, pairwise

import attrs

from smarketing.agreement import Channel, Clock, FollowUp, Handoff, is_business_time
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.outcomes import Analysis
from smarketing.hours import FIRST_YEAR, LAST_YEAR, Calendar
from smarketing.months import Month
from smarketing.units import Quantity, written

_MONTHS_LOOKED_AT = 12
_STRETCH = timedelta(7)
_HOUR = 3_600_000_000
_MICRO = timedelta(microseconds=1)


@attrs.frozen
class _Opened:
    """When hours are open in the first months of an agreement, a year of them at most."""

    name: str
    calendar: Calendar
    months: Sequence[Month]

    @property
    def said(self) -> str:
        """The months that are looked at."""
        spell = f"from {self.months[0]} to {self.months[-1]}"
        return spell if len(self.months) > 1 else f"in {self.months[0]}"

    def windows(self) -> Iterator[tuple[datetime, datetime]]:
        """Give the open windows, oldest first."""
        spans = map(self._span, self.months)
        windows = (window for start, end in spans for window in self.calendar.windows(start, end))
        return ((one.astimezone(UTC), other.astimezone(UTC)) for one, other in windows)

    def has(self, time: Quantity, unit: str) -> bool:
        """Tell whether every month has a time; counts no further than that takes."""
        needed = time.value_in(unit)
        return all(any(so_far >= needed for so_far in self._counted(month, unit)) for month in self.months)

    def in_month(self, month: Month, unit: str) -> Quantity:
        """Give how long they are open in a month, or on how many days."""
        *_, whole = self._counted(month, unit)
        return Quantity(whole, unit)

    def _counted(self, month: Month, unit: str) -> Iterator[Fraction | int]:
        """How much of a month's time there is, further and further into it."""
        if unit == "business_day":
            how_many = (month.last_day - month.first_day).days + 1
            days = (month.first_day + timedelta(later) for later in range(how_many))
            yield from accumulate(int(self.calendar.is_business_day(day)) for day in days)
            return
        start, end = self._span(month)
        micros = 0
        while start < end:
            stop = min(start + _STRETCH, end)
            micros += self.calendar.between(start, stop) // _MICRO
            yield Fraction(micros, _HOUR)
            start = stop

    def _span(self, month: Month) -> tuple[datetime, datetime]:
        """The first instant of a month, and the first after it."""
        zone = self.calendar.zone
        return month.start(zone).astimezone(UTC), month.end(zone).astimezone(UTC)


def _clocks(examined: Analysis) -> Iterator[tuple[Path, Quantity, _Opened]]:
    """The clocks that name hours: where each is, its time, and when the hours are open."""
    began = examined.agreement.month_of(examined.agreement.since or examined.agreement.term.start)
    months = list(islice(examined.full_months(), _MONTHS_LOOKED_AT)) or [began]
    months = [each for each in months if FIRST_YEAR < each.year < LAST_YEAR]
    agreement = examined.agreement
    opened = {name: _Opened(name, each, _known(each, months)) for name, each in agreement.calendars.items()}
    sections: dict[str, Sequence[Handoff | Channel]] = {"handoffs": agreement.handoffs, "channels": agreement.channels}
    for section, parts in sections.items() if months else ():
        for part, (step, clock) in ((one, each) for one in parts for each in one.clocks):
            hours = agreement.hours_of(clock, part.answers)
            if hours is not None and opened[hours].months:
                for key, time in _times(clock).items():
                    yield (section, part.name, step, *key), time, opened[hours]


def _known(calendar: Calendar, months: Sequence[Month]) -> Sequence[Month]:
    """The months of which official holidays are known."""
    return [month for month in months if calendar.is_known(month.year) and calendar.is_known((month + 1).year)]


def _times(clock: Clock) -> Mapping[Path, Quantity]:
    attempts = clock.attempts if isinstance(clock, FollowUp) else None
    times: dict[Path, Quantity] = {("within",): clock.within}
    times |= {("cases", place, "within"): case.within for place, case in enumerate(clock.cases)}
    return times if attempts is None else times | {("attempts",): attempts.within}


def _longer_than_a_month(examined: Analysis) -> Iterator[Violation]:
    """A time that some month does not have while the hours are open."""
    clocks: dict[tuple[str, str], list[tuple[Path, Quantity, _Opened]]] = {}
    for path, time, opened in _clocks(examined):
        if is_business_time(time):
            unit = "business_day" if time.measures("business_day") else "business_hour"
            clocks.setdefault((opened.name, unit), []).append((path, time, opened))
    for (name, unit), alike in clocks.items():
        opened = alike[0][2]
        if opened.has(max(time for _path, time, _opened in alike), unit):
            continue
        least = min(opened.months, key=lambda month: opened.in_month(month, unit))
        there_are = opened.in_month(least, unit)
        for path, time, _opened in alike:
            if time > there_are:
                more = f"{written(time)} {'is' if time.value == 1 else 'are'} more"
                message = f"{more} than {least} has while {name} is open, {written(there_are)}"
                yield Violation(message, path, {"month": str(least), "open": written(there_are)})


def _over_before_opening(examined: Analysis) -> Iterator[Violation]:
    """An elapsed time that is over before anybody is there again."""
    for path, time, opened in _clocks(examined):
        if is_business_time(time):
            continue
        if next(opened.windows(), None) is None:
            yield Violation(f"{opened.name} is not open at all {opened.said}", path)
        for (_start, closes), (opens, _end) in pairwise(opened.windows()):
            if time.value_in("second") <= Fraction((opens - closes) // _MICRO, 1_000_000):
                due = closes + int(time.value_in("second") * 1_000_000) * _MICRO
                comes, by, again = (_local(at, opened) for at in (closes, due, opens))
                message = f"what comes at {comes} is due by {by}, and {opened.name} opens at {again}"
                yield Violation(message, path, {"comes": comes, "due": by, "opens": again})
                break


def _local(at: datetime, opened: _Opened) -> str:
    return str(at.astimezone(opened.calendar.zone).replace(tzinfo=None)).removesuffix(":00")


RULES = (
    Rule("SM406", "a clock that is longer than a month is open", "error", _longer_than_a_month),
    Rule("SM407", "a clock that runs out before anybody is there", "warning", _over_before_opening),
)
