"""Windows of a day and the days that they belong to: how they are written, read and kept."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final, Literal

import attrs

from smarketing.errors import InvalidValueError, name_hint
from smarketing.hours.official_holidays import CODE, check_code
from smarketing.months import calendar_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 86_400_000_000
"""The microseconds of a day by the clock on the wall."""

_TIME = r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?"
_WINDOW = re.compile(rf"{_TIME}-{_TIME}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARLY = re.compile(r"\d{2}-\d{2}", re.ASCII)
_CLOSED = "closed"
ALWAYS: Final = "always"


@attrs.frozen(order=True)
class Window:
    """From `start` until before `end`, in microseconds by the wall clock since the midnight that begins the day.

    A window over midnight ends past `DAY`, at most one day after it began.
    """

    start: int
    end: int = attrs.field()

    @end.validator
    def _check_end(self, _: object, end: int) -> None:
        whole_day = (self.start, end) == (0, DAY)
        if not whole_day and not 0 <= self.start < min(end, DAY) <= end < self.start + DAY:
            raise InvalidValueError(f"a window begins on its day and ends within one; not from {self.start} to {end}")

    def __str__(self) -> str:
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{_clock(self.start)}-{_clock(end)}"


def _clock(micros: int) -> str:
    minutes, rest = divmod(micros, 60_000_000)
    seconds, micros = divmod(rest, 1_000_000)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    fraction = f".{micros:06}".rstrip("0") if micros else ""
    return f"{text}:{seconds:02}{fraction}" if rest else text


Windows = tuple[Window, ...]
GivenWindows = str | Iterable[tuple[time, time]]


def as_windows(given: GivenWindows) -> Windows:
    """Take `09:00-12:30 13:15-18:00`, `22:00-06:00` over midnight, or `closed`; or pairs of times.

    An end at midnight is 24:00. In order, each once; InvalidValueError for anything else.
    """
    return tuple(sorted(set(_of_text(given) if isinstance(given, str) else _of_pairs(given))))


def _of_text(given: str) -> Iterator[Window]:
    texts = re.sub(r"\s*-\s*", "-", given).split()
    for text in texts if [each.lower() for each in texts] != [_CLOSED] else ():
        if not (match := _WINDOW.fullmatch(text)):
            wrong = f"{given!r}: closed stands alone" if text.lower() == _CLOSED else f"{text!r} is not a window"
            raise InvalidValueError(f"{wrong}; write times as 09:00-17:30, with spaces between windows, or closed")
        yield _window(text, _micros(*match.groups()[:4]), _micros(*match.groups()[4:]))


def _of_pairs(given: Any) -> Iterator[Window]:
    for pair in given if isinstance(given, Iterable) else (given,):
        times = pair if isinstance(pair, tuple | list) else ()
        if len(times) != 2 or not all(isinstance(at, time) and at.tzinfo is None for at in times):
            raise InvalidValueError(f"a window is a pair of local times, as in (time(9), time(17)); not {pair!r}")
        start, end = times
        yield _window(f"{start} to {end}", _of_time(start), _of_time(end) or DAY)


def _micros(hours: str | None, minutes: str | None, seconds: str | None, fraction: str | None) -> int:
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1_000_000 + int((fraction or "0").ljust(6, "0"))


def _of_time(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _window(said: str, start: int, end: int) -> Window:
    if start >= DAY or end > DAY:
        raise InvalidValueError(f"{said!r}: a day begins at 00:00 and ends at 24:00, and no window begins then")
    if start == end:
        raise InvalidValueError(f"{said!r} is no time at all; write 00:00-24:00 for the whole day")
    return Window(start, end if end > start else end + DAY)


def windows_text(windows: Windows) -> str:
    """Write windows as they are read."""
    return " ".join(map(str, windows)) or _CLOSED


GivenWeek = Mapping[str, GivenWindows] | tuple[Windows, ...] | Literal["always"]


def as_week(given: GivenWeek) -> tuple[Windows, ...]:
    """Take windows by day (`mon`), days (`mon, wed`) or spells of days (`mon-fri`, `sat-sun`), Monday first.

    `always` is every day, all day. InvalidValueError for days that are none, or are there twice.
    """
    if given == ALWAYS:
        return ((Window(0, DAY),),) * len(WEEKDAYS)
    if isinstance(given, tuple) and len(given) == len(WEEKDAYS) and all(map(_are_windows, given)):
        return given
    if not isinstance(given, Mapping):
        raise InvalidValueError(
            f"windows by day are meant, as in {{'mon-fri': '09:00-17:00'}}, or always; not {given!r}", "weekly"
        )
    week: dict[str, Windows] = {}
    for days, texts in given.items():
        try:
            windows = as_windows(texts)
        except InvalidValueError as error:
            raise InvalidValueError(f"{days}: {error.message}", "weekly") from error
        for day in _days(days):
            if day in week:
                raise InvalidValueError(f"{day} is there twice", "weekly")
            week[day] = windows
    return tuple(week.get(day, ()) for day in WEEKDAYS)


def _is_dated(given: object) -> bool:
    pair = given if isinstance(given, tuple) and len(given) == 2 else (None, None)
    return isinstance(pair[0], date) and not isinstance(pair[0], datetime) and _are_windows(pair[1])


def _are_windows(given: object) -> bool:
    return isinstance(given, tuple) and all(isinstance(each, Window) for each in given)


def _days(said: object) -> Iterator[str]:
    parts = re.split(r"[,\s]+", re.sub(r"\s*-\s*", "-", said.strip().lower())) if isinstance(said, str) else ()
    for part in parts or ("",):
        first, dash, last = part.partition("-")
        for day in (first, last) if dash else (first,):
            if day not in WEEKDAYS:
                hint = name_hint(day, WEEKDAYS)
                message = f"{said!r} names no days of the week; write them as mon, tue, ... or mon-fri{hint}"
                raise InvalidValueError(message, "weekly")
        start, stop = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        yield from WEEKDAYS[start : stop + 1] if start <= stop else (*WEEKDAYS[start:], *WEEKDAYS[: stop + 1])


def week_texts(week: tuple[Windows, ...]) -> dict[str, str]:
    """Write the windows of a week by days, those in a row that have the same ones together."""
    texts = {}
    for windows, group in groupby(zip(WEEKDAYS, week, strict=True), key=lambda pair: pair[1]):
        days = [day for day, _windows in group]
        if windows:
            texts[days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"] = windows_text(windows)
    return texts


def as_holidays(given: Iterable[date | str]) -> tuple[str, ...]:
    """Take dates, as `2026-07-03` or a date, dates of every year, as `12-25`, and official calendars, as `US-NY`.

    Sorted, each once.
    """
    if isinstance(given, str | date):
        given = (given,)
    if not isinstance(given, Iterable):
        raise InvalidValueError(f"dates are meant, as in ['2026-07-03', '12-25']; not {given!r}", "holidays")
    return tuple(sorted({_holiday(day) for day in given}))


def _holiday(day: date | str) -> str:
    if isinstance(day, str) and CODE.fullmatch(day):
        try:
            check_code(day)
        except InvalidValueError as error:
            raise InvalidValueError(error.message, "holidays") from error
        return day
    if isinstance(day, str) and _YEARLY.fullmatch(day):
        try:
            date.fromisoformat(f"2000-{day}")
        except ValueError as error:
            raise InvalidValueError(f"{day!r} is no date of a year; write one as 12-25", "holidays") from error
        return day
    return _dated(day, "holidays").isoformat()


def _dated(day: date | str, field: str) -> date:
    if isinstance(day, str) and _DATE.fullmatch(day):
        with suppress(ValueError):
            return date.fromisoformat(day)
    if isinstance(day, date):
        return calendar_day(day, field)
    yearly = ", 12-25 for every year, or US-NY for an official calendar" if field == "holidays" else ""
    raise InvalidValueError(f"{day!r} is not a date; write it as 2026-12-24{yearly}", field)


Dated = tuple[tuple[date, Windows], ...]
GivenDated = Mapping[date, GivenWindows] | Mapping[str, GivenWindows] | Mapping[date | str, GivenWindows] | Dated


def as_overrides(given: GivenDated) -> Dated:
    """Take the windows of dates, in the order of the dates."""
    return _as_dated(given, "overrides")


def as_closures(given: GivenDated) -> Dated:
    """Take spells of dates, in the order of the dates."""
    return _as_dated(given, "closures")


def _as_dated(given: GivenDated, field: str) -> Dated:
    if (
        isinstance(given, tuple)
        and all(map(_is_dated, given))
        and sorted({day for day, _ in given}) == [day for day, _windows in given]
    ):
        return given
    if not isinstance(given, Mapping):
        message = f"windows by date are meant, as in {{'2026-12-24': '09:00-12:00'}}; not {given!r}"
        raise InvalidValueError(message, field)
    dated: dict[date, Windows] = {}
    for key, windows in given.items():
        day = _dated(key, field)
        if day in dated:
            raise InvalidValueError(f"{day} is there twice", field)
        try:
            dated[day] = as_windows(windows)
        except InvalidValueError as error:
            raise InvalidValueError(f"{day}: {error.message}", field) from error
    return tuple(sorted(dated.items()))
