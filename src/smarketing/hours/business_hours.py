"""When somebody is there, by the week, with exceptions."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import attrs

from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.hours.calendars import Calendar, check_day
from smarketing.hours.official_holidays import CODE, official_holidays
from smarketing.hours.spans import FIRST_INSTANT, LAST_INSTANT, Span, clipped, merged, micros, without
from smarketing.hours.windows import DAY, Dated, Windows, as_closures, as_holidays, as_overrides, as_week
from smarketing.months import time_zone

_NEAR = 2
"""Windows of so many dates around one may touch it, wherever a zone sets its clock back or skips a date."""


def _zone_name(tz: str | ZoneInfo) -> str:
    return str(tz)


@attrs.frozen
class BusinessHours(Calendar):
    """Open windows by weekday, with exceptions, in the local time of a zone.

    `weekly` are windows by day, or `always`. `holidays` are dates without windows, dates of every year, and official
    calendars by country and region (`DE`, `US-NY`; extra `holidays`). `overrides` are the windows of a date in place of
    its weekday's (and of a holiday), `closures` spells of a date that are taken out of whatever is open then. A window
    belongs to the date on which it begins, also if it runs over midnight. `tz` is an IANA name, or a ZoneInfo.

    >>> office = BusinessHours({"mon-fri": "09:00-12:30 13:15-18:00"}, tz="Europe/Berlin", holidays=["12-25"])
    >>> from datetime import timedelta
    >>> friday = datetime(2026, 7, 3, 17, tzinfo=office.zone)
    >>> office.between(friday, friday + timedelta(days=3)), str(office.after(friday, timedelta(hours=4)))
    (datetime.timedelta(seconds=29700), '2026-07-06 12:00:00+02:00')
    """

    weekly: tuple[Windows, ...] = attrs.field(
        converter=as_week,
        metadata=about("Windows by day or days, as mon-fri: 09:00-12:30 13:15-18:00, or always.", form="week"),
    )
    tz: str = attrs.field(
        default="UTC",
        converter=_zone_name,
        metadata=about(
            "The IANA time zone of the windows; the term's unless stated.", key="timezone", form="time zone"
        ),
    )
    holidays: tuple[str, ...] = attrs.field(
        default=(),
        converter=as_holidays,
        kw_only=True,
        metadata=about(
            "Dates on which nobody is there, as 2026-07-03, 12-25 for every year, or US-NY for official ones.",
            form="holidays",
        ),
    )
    overrides: Dated = attrs.field(
        default=(),
        converter=as_overrides,
        kw_only=True,
        metadata=about(
            "The windows of a date in place of its weekday's, as 2026-12-24: 09:00-12:00.", form="windows by date"
        ),
    )
    closures: Dated = attrs.field(
        default=(),
        converter=as_closures,
        kw_only=True,
        metadata=about("Spells of a date when nobody is there, as 2026-03-02: 12:00-13:00.", form="windows by date"),
    )

    @tz.validator
    def _check_tz(self, _: object, tz: str) -> None:
        try:
            time_zone(tz)
        except InvalidValueError as error:
            raise InvalidValueError(error.message, "tz") from error

    @cached_property
    def _overrides(self) -> Mapping[date, Windows]:
        return dict(self.overrides)

    @cached_property
    def _closures(self) -> Mapping[date, Windows]:
        return dict(self.closures)

    @cached_property
    def _days_off(self) -> frozenset[tuple[int, ...]]:
        """Dates, and months and days of every year."""
        return frozenset(tuple(map(int, day.split("-"))) for day in self.holidays if not CODE.fullmatch(day))

    @cached_property
    def official(self) -> tuple[str, ...]:
        """The official calendars, where there are windows that they close."""
        return tuple(filter(CODE.fullmatch, self.holidays)) if any(self.weekly) else ()

    @cached_property
    def exceptions(self) -> Span:
        """From the first to the last date of a year that is no usual one."""
        some = [*self._overrides, *self._closures, *(date(*day) for day in self._days_off if len(day) == 3)]
        if not some:
            return LAST_INSTANT, FIRST_INSTANT
        ends = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (min(some), max(some)))
        first, last = map(micros, ends)
        return first - _NEAR * DAY, last + _NEAR * DAY

    def on(self, day: date) -> Windows:
        """Give the windows that begin on a local date, before closures are taken out; those of a skipped date too."""
        check_day(day)
        self.check_year(day.year)
        return self._on(day)

    def is_business_day(self, day: date) -> bool:
        """Tell whether somebody is there at some time of a window that begins on a local date."""
        check_day(day)
        self.check_year(day.year)
        windows = self._on(day)
        if not windows:  # asked of every day of centuries, for hours that have ended for good
            return False
        opened = self._of(day, windows, *self._midnights(day.toordinal(), 1))
        if not opened or not self._closures:
            return bool(opened)
        first = day.toordinal() - _NEAR
        closed = (self._closed(date.fromordinal(first + later)) for later in range(2 * _NEAR + 1))
        return bool(list(without(opened, merged(span for spans in closed for span in spans))))

    def resolved(self, start: int, end: int) -> list[Span]:
        """Work out the windows of the dates that may touch the stretch."""
        first, last = (self._ordinal(at) for at in (start, end))
        midnights = self._midnights(first - _NEAR, last - first + 2 * _NEAR + 1)
        opened: list[Span] = []
        closed: list[Span] = []
        for place in range(len(midnights) - 1):
            day = date.fromordinal(first - _NEAR + place)
            opened += self._of(day, self._on(day), midnights[place], midnights[place + 1])
            closed += self._closed(day)
        return clipped(list(without(merged(opened), merged(closed))), start, end)

    def _ordinal(self, at: int) -> int:
        return self.local(at).toordinal()

    def _midnights(self, first: int, days: int) -> list[int]:
        return [self.instant(date.fromordinal(ordinal), 0) for ordinal in range(first, first + days + 1)]

    def _on(self, day: date) -> Windows:
        if day in self._overrides:
            return self._overrides[day]
        numbers = (day.year, day.month, day.day)
        if numbers in self._days_off or numbers[1:] in self._days_off or self._is_official(day):
            return ()
        return self.weekly[day.weekday()]

    def _is_official(self, day: date) -> bool:
        return any(day in official_holidays(code, day.year) for code in self.official)

    def _closed(self, day: date) -> list[Span]:
        windows = self._closures.get(day)
        return self._of(day, windows, *self._midnights(day.toordinal(), 1)) if windows else []

    def _of(self, day: date, windows: Windows, begins: int, ends: int) -> list[Span]:
        """The windows of a local date as spans; none for a date that the zone skips, or where the clock skips them."""
        if begins >= ends:
            return []
        if ends - begins == DAY:  # as most days, it runs with the clock on the wall
            spans = [(begins + each.start, begins + each.end) for each in windows if each.end <= DAY]
            if len(spans) == len(windows):
                return spans
        spans = [(self.instant(day, each.start), self.instant(day, each.end)) for each in windows]
        return merged((one, other) for one, other in spans if one < other)
