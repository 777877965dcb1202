"""Calendar months as values, and spells of them: what every promise is judged by."""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from operator import index
from typing import SupportsIndex, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import attrs
from dateutil.relativedelta import relativedelta

from smarketing.errors import InvalidValueError, nearest

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_FIRST_ORDINAL = 12
MOST_MONTHS = 1200
"""How many months are judged, taken together or planned at most: a century."""

_PERIODS = "write 2026-03, 2026-Q1, 2026 or 2026-01..2026-05"


def time_zone(name: str) -> ZoneInfo:
    """Find the time zone of an IANA name such as `Europe/Berlin`; InvalidValueError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError, AttributeError) as error:
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


def calendar_day(day: date, field: str | None = None) -> date:
    """Give a date back; InvalidValueError for a datetime, whose time would be lost, and for all that is no date.

    `field` names the argument in the error.
    """
    if isinstance(day, datetime):
        raise InvalidValueError(f"{day!r} has a time of day; give the date alone, as {day.isoformat()[:10]}", field)
    if not isinstance(day, date):
        raise InvalidValueError(f"{day!r} is not a date; write it as date(2026, 1, 31)", field)
    return day


def as_date(day: date | str) -> date:
    """Take a date, or text such as `2026-01-31`; InvalidValueError for anything else, a datetime too."""
    if isinstance(day, str) and _DATE.fullmatch(day):
        with suppress(ValueError):
            return date.fromisoformat(day)
    if isinstance(day, date):
        return calendar_day(day)
    raise InvalidValueError(f"{day!r} is not a date; write it as 2026-01-31")


def first_instant(day: date, tz: tzinfo | str) -> datetime:
    """Give the first instant of a local day; where a shift of the clock skips midnight, the first after it (RFC 5545).

    InvalidValueError if it lies outside the years 1 to 9999 of UTC.
    """
    zone = tz if isinstance(tz, tzinfo) else time_zone(tz)
    calendar_day(day)
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).astimezone(zone)
    except OverflowError as error:
        raise InvalidValueError(f"{day} begins outside the years 1 to 9999 somewhere") from error


def _whole_number(number: object, what: str, bounds: str, field: str) -> int:
    try:
        if not isinstance(number, bool):
            return index(number)  # type: ignore[arg-type]
    except TypeError:
        pass
    raise InvalidValueError(f"{what} is a whole number from {bounds}, not {number!r}", field)


def beginning_day(day: object, field: str = "months_begin_on") -> int:
    """Give back the day on which months begin; InvalidValueError for anything but a whole number from 1 to 28."""
    if type(day) is not int or not 1 <= day <= 28:
        raise InvalidValueError(f"months begin on a day from 1 to 28; not {day!r}", field)
    return day


@attrs.frozen(eq=False, order=False, init=False, repr=False)
class Month:
    """A month of the Gregorian calendar, years 1 to 9999.

    Months add and subtract with whole numbers, differ by whole numbers, and are in order. `begins_on`, from 1 to 28, is
    the day on which months begin: 2026-03 that begins on the 16th runs from 16 March to 15 April. Months that begin on
    different days are never equal; to compare or subtract them is an InvalidValueError. `ordinal` counts months, as
    `date.toordinal` counts days: 0 would be January of the year 0.

    >>> Month(2026, 1) - 1, Month(2026, 3) - Month(2025, 12), Month(2026, 3, begins_on=16).last_day
    (Month(2025, 12), 3, datetime.date(2026, 4, 15))
    """

    year: int
    month: int
    begins_on: int = attrs.field(default=1, kw_only=True)
    ordinal: int = attrs.field(init=False)

    def __init__(self, year: int, month: int, *, begins_on: int = 1) -> None:
        if type(year) is not int or type(month) is not int or type(begins_on) is not int:
            year = _whole_number(year, "a year", "1 to 9999", "year")
            month = _whole_number(month, "a month", "1 to 12", "month")
            begins_on = _whole_number(begins_on, "begins_on", "1 to 28", "begins_on")
        if not 1 <= year <= 9999:
            raise InvalidValueError(f"a year is from 1 to 9999, not {year}", "year")
        if not 1 <= month <= 12:
            raise InvalidValueError(f"a month is from 1 to 12, not {month}", "month")
        if not 1 <= begins_on <= 28:
            raise InvalidValueError(f"begins_on is a day from 1 to 28, not {begins_on}", "begins_on")
        _set_year(self, year)
        _set_month(self, month)
        _set_begins_on(self, begins_on)
        _set_ordinal(self, year * 12 + month - 1)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2026-03`; anything else is an InvalidValueError."""
        if not isinstance(text, str):
            raise InvalidValueError(f"{text!r} is not a month; write it as 2026-03")
        if not (match := _MONTH.fullmatch(text.strip())) or not 1 <= int(match[2]) <= 12 or match[1] == "0000":
            raise InvalidValueError(f"{text!r} is not a month; write it as 2026-03")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date, *, begins_on: int = 1) -> "Month":
        """Give the month in which a date (or a datetime, by its own clock) lies, of months that begin on a day."""
        if not isinstance(day, date):
            raise InvalidValueError(f"{day!r} is not a date; give a date or a datetime", "day")
        month = cls(day.year, day.month, begins_on=begins_on)
        return month if day.day >= begins_on else month - 1

    def __str__(self) -> str:
        return "%04d-%02d" % (self.year, self.month)  # noqa: UP031 - it takes half the time of an f-string

    def __repr__(self) -> str:
        begins_on = "" if self.begins_on == 1 else f", begins_on={self.begins_on}"
        return f"Month({self.year}, {self.month}{begins_on})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Month):
            return NotImplemented
        return self.ordinal == other.ordinal and self.begins_on == other.begins_on

    def __hash__(self) -> int:
        return self.ordinal * 32 + self.begins_on

    def __lt__(self, other: "Month") -> bool:
        if not isinstance(other, Month):
            return NotImplemented
        return self._since(other) < 0

    def __le__(self, other: "Month") -> bool:
        if not isinstance(other, Month):
            return NotImplemented
        return self._since(other) <= 0

    def __gt__(self, other: "Month") -> bool:
        if not isinstance(other, Month):
            return NotImplemented
        return self._since(other) > 0

    def __ge__(self, other: "Month") -> bool:
        if not isinstance(other, Month):
            return NotImplemented
        return self._since(other) >= 0

    def __add__(self, months: SupportsIndex) -> "Month":
        try:
            year, month = divmod(self.ordinal + index(months), 12)
        except TypeError:
            return NotImplemented
        return Month(year, month + 1, begins_on=self.begins_on)

    @overload
    def __sub__(self, other: SupportsIndex) -> "Month": ...
    @overload
    def __sub__(self, other: "Month") -> int: ...
    def __sub__(self, other: "SupportsIndex | Month") -> "Month | int":
        if isinstance(other, Month):
            return self._since(other)
        try:
            return self + -index(other)
        except TypeError:
            return NotImplemented

    def _since(self, other: "Month") -> int:
        """How many months after another; InvalidValueError if they begin on different days."""
        if self.begins_on != other.begins_on:
            both = f"{self} begins on day {self.begins_on} and {other} on day {other.begins_on}"
            raise InvalidValueError(f"{both}; only months that begin on the same day compare")
        return self.ordinal - other.ordinal

    @property
    def first_day(self) -> date:
        """The first calendar day."""
        return date(self.year, self.month, self.begins_on)

    @property
    def last_day(self) -> date:
        """The last calendar day; InvalidValueError if it lies after the year 9999."""
        if self.begins_on == 1:
            return date(self.year, self.month, monthrange(self.year, self.month)[1])
        return (self + 1).first_day - timedelta(days=1)

    @property
    def quarter(self) -> "Period":
        """The calendar quarter in which the month lies."""
        first = self - (self.month - 1) % 3
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


# Months are made by the million: their slots are set directly, which is quicker than through the frozen class.
_set_year, _set_month, _set_begins_on, _set_ordinal = (
    vars(Month)[name].__set__ for name in ("year", "month", "begins_on", "ordinal")
)


@attrs.frozen
class Period:
    """Consecutive months from `first` to `last`, both included: a quarter, a year, or any other row of months.

    Both begin on the same day of the month.

    >>> period = Period.parse("2026-Q1")
    >>> [str(month) for month in period], str(Period(Month(2026, 1), Month(2026, 12)))
    (['2026-01', '2026-02', '2026-03'], '2026')
    """

    first: Month
    last: Month = attrs.field()

    @last.validator
    def _check_order(self, _: object, last: Month) -> None:
        for field, month in (("first", self.first), ("last", last)):
            if not isinstance(month, Month):
                raise InvalidValueError(f"a period goes from a Month to a Month; not {month!r}", field)
        if self.first.begins_on != last.begins_on:
            days = f"not from day {self.first.begins_on} to day {last.begins_on}"
            raise InvalidValueError(f"the months of a period begin on the same day; {days}", "last")
        if last < self.first:
            raise InvalidValueError(f"a period cannot end in {last}, before its first month {self.first}", "last")

    @classmethod
    def of(cls, month: Month) -> "Period":
        """Give the period of one month."""
        return cls(month, month)

    @classmethod
    def ending(cls, last: Month, months: int) -> "Period":
        """Give the period of so many months, 1 or more, that ends with a month; the calendar begins with the year 1.

        >>> str(Period.ending(Month(2026, 3), 3)), str(Period.ending(Month(1, 2), 12))
        ('2026-Q1', '0001-01..0001-02')
        """
        return cls(last - min(months - 1, last.ordinal - _FIRST_ORDINAL), last)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026-Q1`, `2026`, `2026-03` or `2026-01..2026-05`; anything else is an InvalidValueError."""
        if not isinstance(text, str):
            raise InvalidValueError(f"{text!r} is not a period; {_PERIODS}")
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
            raise InvalidValueError(f"{text!r} is not a period; {_PERIODS}") from error

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
        if not isinstance(month, Month) or month.begins_on != self.first.begins_on:
            return False
        return self.first <= month <= self.last

    def start(self, tz: tzinfo | str) -> datetime:
        """Give the period's first instant in a time zone; it belongs to the period."""
        return self.first.start(tz)

    def end(self, tz: tzinfo | str) -> datetime:
        """Give the first instant after the period in a time zone."""
        return self.last.end(tz)
