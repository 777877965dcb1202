"""Calendar months as values, and spells of them: what every promise is judged by."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from functools import total_ordering
from typing import overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import attrs
from dateutil.relativedelta import relativedelta

from smarketing.errors import InvalidValueError, nearest

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def time_zone(name: str) -> ZoneInfo:
    """Find the time zone of an IANA name such as `Europe/Berlin`; InvalidValueError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"no time zone named {name!r}; write an IANA name such as 'Europe/Berlin'"
        raise InvalidValueError(f"{message}{_zone_hint(name)}") from error


def _zone_hint(name: object) -> str:
    """The zone that was meant, perhaps by its city alone."""
    zones = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(available_timezones()) if "/" in zone}
    zones |= {zone.casefold(): zone for zone in zones.values()}
    near = nearest("_".join(str(name).split()), zones, 0.85)
    return f" (did you mean {zones[near]!r}?)" if near else ""


def months_later(day: date, months: int) -> date:
    """Give the same day of the month `months` later, or that month's last day where it is shorter.

    >>> months_later(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    return day + relativedelta(months=months)


def first_instant(day: date, tz: tzinfo | str) -> datetime:
    """Give the first instant of a local day; where a shift of the clock skips midnight, the first after it (RFC 5545).

    InvalidValueError if it lies outside the years 1 to 9999 of UTC.
    """
    zone = time_zone(tz) if isinstance(tz, str) else tz
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).astimezone(zone)
    except OverflowError as error:
        raise InvalidValueError(f"{day} begins outside the years 1 to 9999 somewhere") from error


@total_ordering
@attrs.frozen(order=False)
class Month:
    """A month of the Gregorian calendar, years 1 to 9999.

    Months add and subtract with whole numbers, differ by whole numbers, and are in order.

    >>> Month(2026, 1) - 1, Month(2026, 3) - Month(2025, 12)
    (Month(2025, 12), 3)
    """

    year: int = attrs.field()
    month: int = attrs.field()

    @year.validator
    def _check_year(self, _: object, year: int) -> None:
        if not 1 <= year <= 9999:
            raise InvalidValueError(f"a year is from 1 to 9999, not {year}", "year")

    @month.validator
    def _check_month(self, _: object, month: int) -> None:
        if not 1 <= month <= 12:
            raise InvalidValueError(f"a month is from 1 to 12, not {month}", "month")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2026-03`; anything else is an InvalidValueError."""
        if not (match := _MONTH.fullmatch(text.strip())) or not 1 <= int(match[2]) <= 12 or match[1] == "0000":
            raise InvalidValueError(f"{text!r} is not a month; write it as 2026-03")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Give the month in which a date (or a datetime, by its own clock) lies."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def __repr__(self) -> str:
        return f"Month({self.year}, {self.month})"

    def __lt__(self, other: "Month") -> bool:
        return self._ordinal < other._ordinal

    def __le__(self, other: "Month") -> bool:
        return self._ordinal <= other._ordinal

    def __add__(self, months: int) -> "Month":
        year, month = divmod(self._ordinal + months, 12)
        return Month(year, month + 1)

    @overload
    def __sub__(self, other: int) -> "Month": ...
    @overload
    def __sub__(self, other: "Month") -> int: ...
    def __sub__(self, other: "int | Month") -> "Month | int":
        return self._ordinal - other._ordinal if isinstance(other, Month) else self + -other

    @property
    def _ordinal(self) -> int:
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """The first calendar day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def quarter(self) -> "Period":
        """The calendar quarter in which the month lies."""
        first = Month(self.year, self.month - (self.month - 1) % 3)
        return Period(first, first + 2)

    def start(self, tz: tzinfo | str) -> datetime:
        """Give the month's first instant in a time zone (an object or an IANA name); it belongs to the month.

        >>> Month(2026, 3).start("America/New_York").isoformat()
        '2026-03-01T00:00:00-05:00'
        """
        return first_instant(self.first_day, tz)

    def end(self, tz: tzinfo | str) -> datetime:
        """Give the first instant after the month in a time zone; it does not belong to the month."""
        return (self + 1).start(tz)


@attrs.frozen
class Period:
    """Consecutive months from `first` to `last`, both included: a quarter, a year, or any other spell.

    >>> period = Period.parse("2026-Q1")
    >>> [str(month) for month in period], str(Period(Month(2026, 1), Month(2026, 12)))
    (['2026-01', '2026-02', '2026-03'], '2026')
    """

    first: Month
    last: Month = attrs.field()

    @last.validator
    def _check_order(self, _: object, last: Month) -> None:
        if last < self.first:
            raise InvalidValueError(f"a period cannot end in {last}, before its first month {self.first}", "last")

    @classmethod
    def of(cls, month: Month) -> "Period":
        """Give the period of one month."""
        return cls(month, month)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026-Q1`, `2026`, `2026-03` or `2026-01..2026-05`; anything else is an InvalidValueError."""
        first, dots, last = (part.strip() for part in text.partition(".."))
        if dots:
            return cls(Month.parse(first), Month.parse(last))
        if quarter := _QUARTER.fullmatch(first):
            return Month(int(quarter[1]), int(quarter[2]) * 3).quarter
        if _YEAR.fullmatch(first):
            return cls(Month(int(first), 1), Month(int(first), 12))
        try:
            return cls(Month.parse(first), Month.parse(first))
        except InvalidValueError as error:
            message = f"{text!r} is not a period; write 2026-03, 2026-Q1, 2026 or 2026-01..2026-05"
            raise InvalidValueError(message) from error

    def __str__(self) -> str:
        if len(self) == 1:
            return str(self.first)
        if len(self) == 3 and self.first.month % 3 == 1:
            return f"{self.first.year:04}-Q{self.last.month // 3}"
        if len(self) == 12 and self.first.month == 1:
            return f"{self.first.year:04}"
        return f"{self.first}..{self.last}"

    def __iter__(self) -> Iterator[Month]:
        return (self.first + number for number in range(len(self)))

    def __len__(self) -> int:
        return (self.last - self.first) + 1

    def __contains__(self, month: object) -> bool:
        return isinstance(month, Month) and self.first <= month <= self.last

    def start(self, tz: tzinfo | str) -> datetime:
        """Give the period's first instant in a time zone; it belongs to the period."""
        return self.first.start(tz)

    def end(self, tz: tzinfo | str) -> datetime:
        """Give the first instant after the period in a time zone."""
        return self.last.end(tz)
