"""Clocks on the wall as functions of whole numbers: local times to instants, instants to months and deadlines."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from smarketing.hours.calendars import Calendar
from smarketing.hours.piecewise import Pieces
from smarketing.hours.spans import EPOCH, MICRO, Span, micros
from smarketing.hours.windows import DAY
from smarketing.months import Month, first_instant

_QUARTER_HOUR = DAY // 96
_NAIVE = EPOCH.replace(tzinfo=None)
LATEST = 1 << 62
"""Later than all instants: when something is due that never is."""


def months(zone: ZoneInfo, first: int, end: int, begin_on: int = 1) -> Pieces:
    """The month of an instant, as years times twelve and months, from an instant until another.

    Months begin on the day `begin_on`.
    """
    begins = Month.of((EPOCH + first * MICRO).astimezone(zone), begins_on=begin_on)
    starts, values = [first], [begins.ordinal]
    while (at := micros((begins := begins + 1).start(zone))) < end:
        starts.append(at)
        values.append(begins.ordinal)
    return Pieces(np.array(starts), np.array(values), np.zeros(len(starts), np.bool_), end)


def days(zone: ZoneInfo, first: int, end: int) -> Pieces:
    """The local date of an instant, as its ordinal, from an instant until another."""
    day = (EPOCH + first * MICRO).astimezone(zone).date()
    starts, values = [first], [day.toordinal()]
    while (at := micros(first_instant(day := day + timedelta(1), zone))) < end:
        starts.append(at)
        values.append(day.toordinal())
    return Pieces(np.array(starts), np.array(values), np.zeros(len(starts), np.bool_), end)


def instants_of_walls(zone: ZoneInfo, first: int, end: int) -> Pieces:
    """The instant of a local time, the first of two, a skipped one moved forward (RFC 5545); both in microseconds."""

    def instant(wall: int) -> int:
        return micros((_NAIVE + wall * MICRO).replace(tzinfo=zone))

    days = range(first // DAY * DAY, end + DAY, DAY)
    whole = [instant(later) - instant(one) == DAY for one, later in pairwise(days)]
    return _rising(instant, [(one, one + DAY) for one in days[:-1]], whole)


def business_day_deadlines(calendar: Calendar, days: int, first: int, end: int) -> Pieces:
    """The same local time on the business day so many later, of an instant, from an instant until another.

    LATEST where so many business days never come.
    """
    some, targets = _targets(calendar, days, first, end)

    def deadline(at: int) -> int:
        local = calendar.local(at)
        return micros(datetime.combine(targets[local.date()], local.time().replace(fold=0), calendar.zone))

    spans, whole = [], []
    for day in some:
        span = calendar.instant(day, 0), calendar.instant(day, DAY)
        due = targets.get(day)
        if span[0] < span[1] and due is not None:
            spans.append(span)
            whole.append(span[1] - span[0] == DAY == calendar.instant(due, DAY) - calendar.instant(due, 0))
    found = _rising(deadline, spans, whole) if spans else _steps([], [], end)
    lost = [calendar.instant(day, 0) for day in some if day not in targets][:1]  # from there on, none has any
    starts, values = np.append(found.starts, lost), np.append(found.values, [LATEST] * len(lost))
    return Pieces(starts.astype(np.int64), values.astype(np.int64), np.append(found.rising, [False] * len(lost)), end)


def day_end_deadlines(calendar: Calendar, days: int, first: int, end: int) -> Pieces:
    """The last microsecond of the local day so many later, of an instant, from an instant until another."""
    some, targets = _targets(calendar, days, first, end)
    starts = [calendar.instant(day, 0) for day in some]
    return _steps(starts, [calendar.instant(targets[day] + timedelta(1), 0) - 1 for day in some], end)


def day_starts(zone: ZoneInfo, first: int, end: int) -> Pieces:
    """The first instant of the local day of an instant, from an instant until another."""
    begins = (EPOCH + first * MICRO).astimezone(zone).date()
    last = (EPOCH + end * MICRO).astimezone(zone).date()
    some = [begins + timedelta(later) for later in range((last - begins).days + 1)]
    starts = [micros(first_instant(day, zone)) for day in some]
    return _steps(starts, starts, end)


def _steps(starts: Sequence[int], values: Sequence[int], end: int) -> Pieces:
    return Pieces(
        np.array(starts, dtype=np.int64), np.array(values, dtype=np.int64), np.zeros(len(starts), np.bool_), end
    )


def _targets(calendar: Calendar, days: int, first: int, end: int) -> tuple[list[date], dict[date, date]]:
    """The local days of a stretch, and for each the business day so many later, where that ever comes."""
    start, last = (calendar.local(at).date() for at in (first, end))
    some = [start + timedelta(later) for later in range((last - start).days + 1)]
    ahead = list(_business_days(calendar, start, last, days))
    places = {day: bisect_right(ahead, day) + days - 1 for day in some}
    return some, {day: ahead[place] for day, place in places.items() if place < len(ahead)}


def _business_days(calendar: Calendar, start: date, last: date, days: int) -> Iterator[date]:
    after = 0
    for day in calendar.business_days_from(start):
        yield day
        after += day > last
        if after == days:
            return


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
