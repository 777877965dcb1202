"""Spells of time as pairs of whole numbers: put together, taken out of each other, common to both."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from smarketing.errors import InvalidValueError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
FIRST_YEAR, LAST_YEAR = 2, 9998
"""Before and after them, a zone could lead out of the years that a datetime has."""

Span = tuple[int, int]
"""Microseconds of UTC since 1970, from one until before the other."""


def micros(at: datetime) -> int:
    """Give an instant in microseconds of UTC since 1970."""
    return (at - EPOCH) // MICRO


FIRST_INSTANT = micros(datetime(FIRST_YEAR - 1, 12, 30, tzinfo=UTC))
LAST_INSTANT = micros(datetime(LAST_YEAR + 1, 1, 2, tzinfo=UTC))


def as_instant(at: object, field: str) -> int:
    """Take a datetime with a time zone, of the years that calendars answer for."""
    if not isinstance(at, datetime) or at.utcoffset() is None:
        a_datetime = "pauses begin and end at datetimes" if field == "pauses" else f"{field} is a datetime"
        raise InvalidValueError(f"{a_datetime} with a time zone; not {at!r}", field)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise InvalidValueError(f"{field} lies in the years {FIRST_YEAR} to {LAST_YEAR}; not {at}", field)
    return micros(at)


def as_span(start: datetime, end: datetime, fields: tuple[str, str] = ("start", "end")) -> Span:
    """Take a start and an end that is not before it."""
    first, last = as_instant(start, fields[0]), as_instant(end, fields[1])
    if last < first:
        raise InvalidValueError(f"the end, {end}, is before the start, {start}", fields[1])
    return first, last


def merged(spans: Iterable[Span]) -> list[Span]:
    """Put spans in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], holes: Sequence[Span]) -> Iterable[Span]:
    """Take holes out of spans; both in order and apart."""
    return _rest(spans, holes) if holes else spans


def _rest(spans: Iterable[Span], holes: Sequence[Span]) -> Iterator[Span]:
    place = 0
    for start, end in spans:
        begins = start
        while place < len(holes) and holes[place][1] <= begins:
            place += 1
        at = place
        while at < len(holes) and holes[at][0] < end:
            hole, over = holes[at]
            if hole > begins:
                yield begins, hole
            begins = over
            at += 1
        if begins < end:
            yield begins, end


def common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Give what lies in both; both in order and apart."""
    found, place = [], 0
    for start, end in some:
        while place < len(others) and others[place][1] <= start:
            place += 1
        at = place
        while at < len(others) and others[at][0] < end:
            found.append((max(start, others[at][0]), min(end, others[at][1])))
            at += 1
    return found


def clipped(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Give what lies from one instant until before another; spans in order and apart."""
    first, last = max(bisect_right(spans, (start, LAST_INSTANT)) - 1, 0), bisect_left(spans, (end,))
    return [(max(one, start), min(other, end)) for one, other in spans[first:last] if max(one, start) < min(other, end)]
