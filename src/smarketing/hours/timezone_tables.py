"""Clocks on the wall as functions of whole numbers: local times to instants, instants to months and deadlines."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from smarketing.errors import InvalidValueError
from smarketing.hours.calendars import Calendar
from smarketing.hours.piecewise import Pieces
from smarketing.hours.spans import EPOCH, MICRO, Span, micros
from smarketing.hours.windows import DAY
from smarketing.months import Month, first_instant

_QUARTER_HOUR = DAY // 96
_NAIVE = EPOCH.replace(tzinfo=None)


def months(zone: ZoneInfo, first: int, end: int) -> Pieces:
    """The month of an instant, as years times twelve and months, from an instant until another."""
    begins = Month.of((EPOCH + first * MICRO).astimezone(zone))
    starts, values = [first], [_number(begins)]
    while (at := micros((begins := begins + 1).start(zone))) < end:
        starts.append(at)
        values.append(_number(begins))
    return Pieces(np.array(starts), np.array(values), np.zeros(len(starts), np.bool_), end)


def days(zone: ZoneInfo, first: int, end: int) -> Pieces:
    """The local date of an instant, as its ordinal, from an instant until another."""
    day = (EPOCH + first * MICRO).astimezone(zone).date()
    starts, values = [first], [day.toordinal()]
    while (at := micros(first_instant(day := day + timedelta(1), zone))) < end:
        starts.append(at)
        values.append(day.toordinal())
    return Pieces(np.array(starts), np.array(values), np.zeros(len(starts), np.bool_), end)


def _number(month: Month) -> int:
    return month.year * 12 + month.month - 1


def instants_of_walls(zone: ZoneInfo, first: int, end: int) -> Pieces:
    """The instant of a local time, the first of two, a skipped one moved forward (RFC 5545); both in microseconds."""

    def instant(wall: int) -> int:
        return micros((_NAIVE + wall * MICRO).replace(tzinfo=zone))

    days = range(first // DAY * DAY, end + DAY, DAY)
    whole = [instant(later) - instant(one) == DAY for one, later in pairwise(days)]
    return _rising(instant, [(one, one + DAY) for one in days[:-1]], whole)


def business_day_deadlines(calendar: Calendar, days: int, first: int, end: int) -> Pieces:
    """The same local time on the business day so many later, of an instant, from an instant until another."""
    start, last = (calendar.local(at).date() for at in (first, end))
    some = [start + timedelta(later) for later in range((last - start).days + 1)]
    ahead = list(_business_days(calendar, start, last, days))
    targets = {day: ahead[bisect_right(ahead, day) + days - 1] for day in some}

    def deadline(at: int) -> int:
        local = calendar.local(at)
        return micros(datetime.combine(targets[local.date()], local.time().replace(fold=0), calendar.zone))

    spans, whole = [], []
    for day in some:
        span = calendar.instant(day, 0), calendar.instant(day, DAY)
        due = targets[day]
        if span[0] < span[1]:
            spans.append(span)
            whole.append(span[1] - span[0] == DAY == calendar.instant(due, DAY) - calendar.instant(due, 0))
    return _rising(deadline, spans, whole)


def _business_days(calendar: Calendar, start: date, last: date, days: int) -> Iterator[date]:
    after = 0
    for day in calendar.business_days_from(start):
        yield day
        after += day > last
        if after == days:
            return
    raise InvalidValueError(f"{days} business days after {last} never come", "business_days")


def _rising(function: Callable[[int], int], spans: Sequence[Span], whole: Sequence[bool]) -> Pieces:
    """A function that rises with its argument but for jumps; in spans that are `whole` there is none."""
    starts: list[int] = []
    values: list[int] = []
    for (first, end), one in zip(spans, whole, strict=True):
        for at, stop in [(first, end)] if one else _quarters(first, end):
            for start in (at,) if one else _jumps(function, at, stop):
                more = function(start) - start
                if not values or values[-1] != more:
                    starts.append(start)
                    values.append(more)
    return Pieces(np.array(starts), np.array(values), np.ones(len(starts), np.bool_), spans[-1][1])


def _quarters(first: int, end: int) -> Iterator[Span]:
    return ((at, min(at + _QUARTER_HOUR, end)) for at in range(first, end, _QUARTER_HOUR))


def _jumps(function: Callable[[int], int], first: int, end: int) -> Iterator[int]:
    """Where a function begins to rise in a short span, and where it has jumped, halving the span."""
    yield first
    while function(end - 1) - (end - 1) != (ahead := function(first) - first):
        low, high = first, end - 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if function(middle) - middle == ahead else (low, middle)
        yield high
        first = high
