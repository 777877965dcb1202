"""What every calendar answers: open time between instants, and the instant after or before so much of it."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache, reduce
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs

from smarketing.errors import InvalidValueError
from smarketing.hours.official_holidays import check_year, known_years
from smarketing.hours.spans import (
    EPOCH,
    FIRST_INSTANT,
    FIRST_YEAR,
    LAST_INSTANT,
    LAST_YEAR,
    MICRO,
    Span,
    as_instant,
    as_span,
    clipped,
    common,
    merged,
    micros,
    without,
)
from smarketing.hours.windows import DAY
from smarketing.months import calendar_day, time_zone

if TYPE_CHECKING:
    from smarketing.hours.vectorized import Durations, Instants

_STRETCH = 64 * DAY
_KEPT_STRETCHES = 256
_EVERY_WEEKDAY = 41 * 366 * DAY
"""A date of every year falls on each weekday within so long, leap days among them."""
_MOST_DAYS = 366_000

Pauses = Iterable[tuple[datetime, datetime]]


@attrs.frozen
class Calendar:
    """When somebody is there.

    Instants are datetimes with a time zone, of the years 2 to 9998, and answers are in the calendar's zone. Pauses are
    pairs of a start and an end that do not count; they may overlap and lie anywhere. InvalidValueError for an end
    before its start.
    """

    @property
    @abstractmethod
    def tz(self) -> str:
        """The IANA name of the zone in which answers are given and dates begin."""

    @property
    @abstractmethod
    def exceptions(self) -> Span:
        """Instants outside of which only weeks and yearly dates count."""

    @abstractmethod
    def is_business_day(self, day: date) -> bool:
        """Tell whether somebody is there on a local date."""

    @property
    @abstractmethod
    def official(self) -> tuple[str, ...]:
        """The official calendars that it goes by, which are known for some years only."""

    @abstractmethod
    def resolved(self, start: int, end: int) -> list[Span]:
        """Work out the open spans from one instant until another, in order and apart."""

    def __or__(self, other: "Calendar") -> "Calendar":
        """Open when one or the other is."""
        return AnyOpen((self, other))

    def __and__(self, other: "Calendar") -> "Calendar":
        """Open when both are."""
        return AllOpen((self, other))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return time_zone(self.tz)

    @cached_property
    def _stretch(self) -> Callable[[int], list[Span]]:
        def stretch(number: int) -> list[Span]:
            return self.resolved(number * _STRETCH, (number + 1) * _STRETCH)

        return lru_cache(_KEPT_STRETCHES)(stretch)

    def spans(self, start: int, end: int) -> list[Span]:
        """Give the open spans from one instant until another, in microseconds of UTC since 1970, in order and apart."""
        for at in (start, end - 1) if self.official else ():
            self.check_year(self.local(at).year)
        return self.foreseen(start, end)

    def foreseen(self, start: int, end: int) -> list[Span]:
        """Give open spans as `spans` does, also of years of which not everything is known."""
        numbers = range(start // _STRETCH, -(-end // _STRETCH))
        return merged(span for number in numbers for span in clipped(self._stretch(number), start, end))

    def windows(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the open windows between two instants, oldest first; windows that touch are one."""
        spans = self.spans(*as_span(start, end))
        return ((self.local(one), self.local(other)) for one, other in spans)

    def between(self, start: datetime, end: datetime, pauses: Pauses = ()) -> timedelta:
        """Give the open time from one instant until another, without that of pauses."""
        spans = without(self.spans(*as_span(start, end)), _as_holes(pauses))
        return sum((other - one for one, other in spans), 0) * MICRO

    def after(
        self,
        start: datetime,
        allowance: timedelta | None = None,
        pauses: Pauses = (),
        *,
        business_days: int | None = None,
    ) -> datetime:
        """Give the instant at which so much open time has passed since another.

        That is the next open instant for an allowance of zero, and the closing if it is used up then.
        `business_days=3` is the same local time on the third business day after the start's date, whether it is open
        then or not; a pause moves it by the open time that it covers. InvalidValueError for a negative allowance, and
        if the calendar is never open for so long.
        """
        at, holes = as_instant(start, "start"), _as_holes(pauses)
        if (allowance is None) == (business_days is None):
            raise InvalidValueError("give an allowance or business_days, one of them", "allowance")
        if business_days is None:
            return self._used_up(at, _as_allowance(allowance), holes)
        due = self._business_days_after(at, business_days)
        lost = _total(common(self.spans(at, due), holes))
        return self._used_up(due, lost, holes) if lost else self.local(due)

    def before(self, end: datetime, allowance: timedelta) -> datetime:
        """Give the latest instant from which so much open time is left until another.

        That is the last open instant, the end of a window included, for an allowance of zero. InvalidValueError for a
        negative allowance, and if the calendar was never open for so long.
        """
        left = _as_allowance(allowance)
        for start, stop in self._backward(as_instant(end, "end")):
            if stop - start >= left:
                return self.local(stop - left)
            left -= stop - start
        raise _never(left, f"before {end}")

    def is_open(self, at: datetime) -> bool:
        """Tell whether an instant lies in a window; the end of one does not."""
        start = as_instant(at, "at")
        return bool(self.spans(start, start + 1))

    def next_open(self, at: datetime) -> datetime | None:
        """Give the first open instant from one on, that one included; None if there is none any more."""
        first = next(self._forward(as_instant(at, "at")), None)
        return None if first is None else self.local(first[0])

    def last_open(self, at: datetime) -> datetime | None:
        """Give the last open instant up to one, or the closing before it where it opens; None if there is none."""
        last = next(self._backward(as_instant(at, "at")), None)
        return None if last is None else self.local(last[1])

    def between_many(self, starts: "Instants", ends: "Instants") -> "Durations":
        """Give the open time of many pairs of instants.

        Arrays of one shape: int64 in microseconds of UTC since 1970, or datetime64 in UTC, which is taken down to whole
        microseconds. The answer is int64 microseconds, or timedelta64[us]. What is missing (NaT, the least int64) and
        an end before its start give a missing answer. InvalidValueError if they span more than 400 years.
        """
        from smarketing.hours.vectorized import between_many  # noqa: PLC0415 - numpy takes time to import

        return between_many(self.spans, starts, ends)

    def after_many(self, starts: "Instants", allowances: "Durations | timedelta") -> "Instants":
        """Give the instants at which so much open time has passed since others; see `between_many` for the arrays.

        `allowances` is one for all, or an array: int64 microseconds, or timedelta64. A start or an allowance that is
        missing, a negative allowance, and an answer more than 400 years after the first start give a missing answer.
        """
        from smarketing.hours.vectorized import after_many  # noqa: PLC0415 - numpy takes time to import

        return after_many(self.spans, self.foreseen, starts, allowances)

    def is_known(self, year: int) -> bool:
        """Tell whether the official holidays of a year are known."""
        return all(first <= year <= last for first, last in map(known_years, self.official))

    def check_year(self, year: int) -> None:
        """Refuse a year of which official holidays are not known."""
        for code in self.official:
            check_year(code, year)

    def local(self, at: int) -> datetime:
        """Give an instant as a datetime of the calendar's zone."""
        return (EPOCH + at * MICRO).astimezone(self.zone)

    def instant(self, day: date, wall: int) -> int:
        """Give the instant of a local time, in microseconds by the clock on the wall since midnight.

        The first of two; one that the clock skips moves forward (RFC 5545).
        """
        return micros(datetime.combine(day, datetime.min.time(), self.zone) + wall * MICRO)

    def business_days_from(self, day: date) -> Iterator[date]:
        """Give the business days after a local date, for a thousand years at most."""
        calendar_day(day, "day")
        last = min(day.toordinal() + _MOST_DAYS, date(LAST_YEAR, 12, 31).toordinal())
        days = map(date.fromordinal, range(day.toordinal() + 1, last + 1))
        return filter(self.is_business_day, days)

    def _business_days_after(self, at: int, days: int) -> int:
        if type(days) is not int or days < 1:
            raise InvalidValueError(f"business_days is a whole number from 1; not {days!r}", "business_days")
        start = self.local(at)
        for number, day in enumerate(self.business_days_from(start.date()), 1):
            if number == days:
                return micros(datetime.combine(day, start.time().replace(fold=0), self.zone))
        raise InvalidValueError(f"{days} business days after {start} never come", "business_days")

    def _used_up(self, at: int, allowance: int, holes: Sequence[Span]) -> datetime:
        left = allowance
        for start, end in without(self._forward(at), holes):
            if end - start >= left:
                return self.local(start + left)
            left -= end - start
        raise _never(left, f"after {self.local(at)}")

    def _forward(self, at: int) -> Iterator[Span]:
        """The open spans from an instant on, cut where they are kept; they end where nothing opens any more."""
        number, quiet_since = at // _STRETCH, max(at, self.exceptions[1])
        while number * _STRETCH < min(LAST_INSTANT, quiet_since + _EVERY_WEEKDAY):
            if spans := self._stretch(number):
                for span in clipped(spans, at, LAST_INSTANT):
                    if self.official:
                        self.check_year(self.local(span[0]).year)
                    yield span
                quiet_since = max(quiet_since, spans[-1][1])
            number += 1

    def _backward(self, at: int) -> Iterator[Span]:
        """The open spans up to an instant, last first."""
        number, quiet_until = -(-at // _STRETCH), min(at, self.exceptions[0])
        while number * _STRETCH > max(FIRST_INSTANT, quiet_until - _EVERY_WEEKDAY):
            number -= 1
            if spans := self._stretch(number):
                for span in reversed(clipped(spans, FIRST_INSTANT, at)):
                    if self.official:
                        self.check_year(self.local(span[1]).year)
                    yield span
                quiet_until = min(quiet_until, spans[0][0])


def check_day(day: date) -> None:
    """Refuse what is no date of the years that calendars answer for."""
    if not FIRST_YEAR <= calendar_day(day, "day").year <= LAST_YEAR:
        raise InvalidValueError(f"a date of the years {FIRST_YEAR} to {LAST_YEAR} is meant; not {day!r}", "day")


def _as_holes(pauses: Pauses) -> list[Span]:
    found = []
    given: Any = pauses
    for pause in given if isinstance(given, Iterable) else (given,):
        if not isinstance(pause, tuple | list) or len(pause) != 2:
            raise InvalidValueError(f"pauses are pairs of a start and an end; not {pause!r}", "pauses")
        found.append(as_span(pause[0], pause[1], ("pauses", "pauses")))
    return merged(found)


def _total(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _as_allowance(allowance: object) -> int:
    if not isinstance(allowance, timedelta) or allowance < timedelta():
        raise InvalidValueError(f"an allowance is a timedelta from zero; not {allowance!r}", "allowance")
    return allowance // MICRO


def _never(left: int, when: str) -> InvalidValueError:
    return InvalidValueError(f"nobody is there for another {left * MICRO} {when}", "allowance")


def _as_calendars(given: Any) -> tuple[Calendar, ...]:
    return tuple(given) if isinstance(given, Iterable) else (given,)


def _check_calendars(_: object, _field: object, calendars: tuple[Calendar, ...]) -> None:
    if not calendars or not all(isinstance(each, Calendar) for each in calendars):
        raise InvalidValueError(f"calendars are put together, one or more; not {calendars!r}", "calendars")


@attrs.frozen
class Combined(Calendar):
    """Several calendars, by the zone of the first; a local date is a business day if it is open at some time of it."""

    calendars: tuple[Calendar, ...] = attrs.field(converter=_as_calendars, validator=_check_calendars)

    @property
    def tz(self) -> str:
        """The zone of the first calendar."""
        return self.calendars[0].tz

    @cached_property
    def official(self) -> tuple[str, ...]:
        """Those of all calendars."""
        return tuple(code for each in self.calendars for code in each.official)

    @property
    def exceptions(self) -> Span:
        """From the first to the last of all calendars."""
        firsts, lasts = zip(*(each.exceptions for each in self.calendars), strict=True)
        return min(firsts), max(lasts)

    def is_business_day(self, day: date) -> bool:
        """Tell whether it is open at some time of a local date."""
        check_day(day)
        return bool(self.spans(self.instant(day, 0), self.instant(day, DAY)))


@attrs.frozen
class AnyOpen(Combined):
    """Open when one of the calendars is; also written `office | desk`."""

    def resolved(self, start: int, end: int) -> list[Span]:
        """Put the open spans together."""
        return merged(span for each in self.calendars for span in each.spans(start, end))


@attrs.frozen
class AllOpen(Combined):
    """Open when all calendars are; also written `office & desk`."""

    def resolved(self, start: int, end: int) -> list[Span]:
        """Give what all open spans have in common."""
        return reduce(common, (each.spans(start, end) for each in self.calendars))
