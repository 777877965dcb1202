"""When somebody is there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

import attrs

from smarketing.errors import InvalidValueError
from smarketing.hours.windows import DAY, Dated, Windows, as_closures, as_holidays, as_overrides, as_week
from smarketing.months import time_zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_NEAR = timedelta(2)
"""Windows of so many dates around one may touch it, wherever a zone sets its clock back or skips a date."""
FIRST_YEAR, LAST_YEAR = 2, 9998
"""Before and after them, a zone could lead out of the years that a datetime has."""
_LAST_INSTANT = (datetime(LAST_YEAR + 1, 1, 2, tzinfo=UTC) - _EPOCH) // _MICRO
_YEARS_AHEAD = 41
"""A date of every year falls on each weekday within so many years, leap days among them."""

Span = tuple[int, int]
"""Microseconds of UTC since 1970, from one until before the other."""


def _zone_name(tz: str | ZoneInfo) -> str:
    return str(tz)


@attrs.frozen
class BusinessHours:
    """Open windows by weekday, with exceptions, in the local time of a zone.

    `holidays` are dates without windows, `overrides` the windows of a date in place of its weekday's (and of a
    holiday), `closures` spells of a date that are taken out of whatever is open then. A window belongs to the date on
    which it begins, also if it runs over midnight. `tz` is an IANA name, or a ZoneInfo. Dates and instants are of the
    years 2 to 9998; InvalidValueError for others, and for datetimes without a time zone.

    >>> office = BusinessHours({"mon-fri": "09:00-12:30 13:15-18:00"}, tz="Europe/Berlin", holidays=["12-25"])
    >>> friday = datetime(2026, 7, 3, 17, tzinfo=office.zone)
    >>> office.between(friday, friday + timedelta(days=3)), str(office.next_open(friday + timedelta(hours=1)))
    (datetime.timedelta(seconds=29700), '2026-07-06 09:00:00+02:00')
    """

    weekly: tuple[Windows, ...] = attrs.field(converter=as_week)
    tz: str = attrs.field(default="UTC", converter=_zone_name)
    holidays: tuple[str, ...] = attrs.field(default=(), converter=as_holidays, kw_only=True)
    overrides: Dated = attrs.field(default=(), converter=as_overrides, kw_only=True)
    closures: Dated = attrs.field(default=(), converter=as_closures, kw_only=True)

    @tz.validator
    def _check_tz(self, _: object, tz: str) -> None:
        try:
            time_zone(tz)
        except InvalidValueError as error:
            raise InvalidValueError(error.message, "tz") from error

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return time_zone(self.tz)

    @cached_property
    def _overrides(self) -> Mapping[date, Windows]:
        return dict(self.overrides)

    @cached_property
    def _closures(self) -> Mapping[date, Windows]:
        return dict(self.closures)

    @cached_property
    def _holidays(self) -> frozenset[str]:
        return frozenset(self.holidays)

    def on(self, day: date) -> Windows:
        """Give the windows that begin on a local date, before closures are taken out; those of a skipped date too."""
        _check_day(day)
        return self._on(day)

    def is_business_day(self, day: date) -> bool:
        """Tell whether somebody is there at some time of a window that begins on a local date."""
        _check_day(day)
        if not self.closures:
            return bool(self._of(day, self._on(day)))
        closed = (self._of(each, self._closures.get(each, ())) for each in _days(day - _NEAR, day + _NEAR))
        return bool(_without(self._of(day, self._on(day)), _merged(chain(*closed))))

    def windows(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the open windows between two instants, oldest first, in the calendar's zone.

        Windows that touch are one. InvalidValueError for an end before the start.
        """
        spans = self._spans(*_ordered(start, end))
        return ((self._local(one), self._local(other)) for one, other in spans)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Give the open time from one instant until another; InvalidValueError for an end before the start."""
        return sum((other - one for one, other in self._spans(*_ordered(start, end))), 0) * _MICRO

    def is_open(self, at: datetime) -> bool:
        """Tell whether an instant lies in a window; the end of one does not."""
        start = _instant(at, "at")
        return bool(self._spans(start, start + 1))

    def next_open(self, at: datetime) -> datetime | None:
        """Give the first open instant from one on, that one included; None if there is none any more."""
        start = _instant(at, "at")
        days, settled = 8, self._settled(at)
        while start < settled:
            stop = min(start + days * DAY, settled)
            if spans := self._spans(start, stop):
                return self._local(spans[0][0])
            start, days = stop, days * 2
        return None

    def _settled(self, at: datetime) -> int:
        """An instant from which on nothing opens that did not open before."""
        dated = (*self._overrides, *self._closures, *(date.fromisoformat(day) for day in self.holidays if len(day) > 5))
        year = max((each.year for each in dated), default=at.year)
        last = max(year, at.year) + _YEARS_AHEAD
        return _LAST_INSTANT if last > LAST_YEAR else _micros(datetime(last, 1, 1, tzinfo=UTC))

    def _on(self, day: date) -> Windows:
        if day in self._overrides:
            return self._overrides[day]
        text = day.isoformat()
        return () if {text, text[5:]} & self._holidays else self.weekly[day.weekday()]

    def _local(self, micros: int) -> datetime:
        return (_EPOCH + micros * _MICRO).astimezone(self.zone)

    def _spans(self, start: int, end: int) -> list[Span]:
        """The open spans from one instant until another."""
        opened: list[Span] = []
        closed: list[Span] = []
        for day in _days(self._local(start).date() - _NEAR, self._local(end).date() + _NEAR):
            opened += self._of(day, self._on(day))
            closed += self._of(day, self._closures.get(day, ()))
        spans = _without(_merged(opened), _merged(closed))
        return [(max(one, start), min(other, end)) for one, other in spans if max(one, start) < min(other, end)]

    def _of(self, day: date, windows: Windows) -> list[Span]:
        """The windows of a local date as spans; none for a date that the zone skips, or where the clock skips them."""
        if not windows or self._at(day, 0) >= self._at(day, DAY):
            return []
        spans = ((self._at(day, each.start), self._at(day, each.end)) for each in windows)
        return _merged((one, other) for one, other in spans if one < other)

    def _at(self, day: date, micros: int) -> int:
        """The instant of a local time, the first of two; one that the clock skips moves forward (RFC 5545)."""
        return _micros(datetime.combine(day, datetime.min.time(), self.zone) + micros * _MICRO)


def _days(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _check_day(day: date) -> None:
    if isinstance(day, datetime) or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidValueError(f"a date of the years {FIRST_YEAR} to {LAST_YEAR} is meant; not {day!r}", "day")


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICRO


def _instant(at: object, field: str) -> int:
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise InvalidValueError(f"{field} is a datetime with a time zone; not {at!r}", field)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise InvalidValueError(f"{field} lies in the years {FIRST_YEAR} to {LAST_YEAR}; not {at}", field)
    return _micros(at)


def _ordered(start: datetime, end: datetime) -> Span:
    first, last = _instant(start, "start"), _instant(end, "end")
    if last < first:
        raise InvalidValueError(f"the end, {end}, is before the start, {start}", "end")
    return first, last


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _without(spans: list[Span], holes: list[Span]) -> list[Span]:
    """Spans, with the holes taken out of them; both in order and apart."""
    left: list[Span] = []
    for start, end in spans:
        begins = start
        for hole, over in holes:
            if over <= begins or hole >= end:
                continue
            if hole > begins:
                left.append((begins, hole))
            begins = over
        if begins < end:
            left.append((begins, end))
    return left
