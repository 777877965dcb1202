"""Business time of many instants at once, exact to the microsecond, on arrays."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from smarketing.errors import InvalidValueError
from smarketing.hours.piecewise import Integers, Lookup, Pieces, blocks
from smarketing.hours.spans import EPOCH, FIRST_INSTANT, LAST_INSTANT, MICRO, Span, clipped, merged
from smarketing.hours.windows import DAY

Instants = NDArray[np.int64] | NDArray[np.datetime64]
Durations = NDArray[np.int64] | NDArray[np.timedelta64]
Spans = Callable[[int, int], list[Span]]

MISSING, _GREATEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
"""What numpy calls NaT, read as a whole number."""
LONGEST = 400 * 366 * DAY
"""Instants that are looked up together lie no further apart."""
_AHEAD = 128 * DAY
_NO_LENGTH = ("Y", "M", "generic")
_FINE = ("us", "ns", "ps", "fs", "as")


def open_time(spans: Sequence[Span], first: int, end: int) -> Pieces:
    """The open time from an instant on, as a function of the instant until which it is counted."""
    starts, values, so_far = [first], [0], 0
    for start, stop in spans:
        starts += start, stop
        values += so_far - start, so_far + stop - start
        so_far += stop - start
    begins = 1 if len(starts) > 1 and starts[1] == first else 0
    rising = np.arange(len(starts)) % 2 == 1
    return Pieces(np.array(starts[begins:]), np.array(values[begins:]), rising[begins:], end)


def instants(spans: Sequence[Span]) -> Pieces:
    """The instant at which each open microsecond begins, as a function of how many have passed before it."""
    begins, ends = np.array(spans, np.int64).T
    passed = np.cumsum(ends - begins)
    starts = np.append(0, passed[:-1])
    return Pieces(starts, begins - starts, np.ones(len(starts), np.bool_), int(passed[-1]))


def between_many(spans: Spans, starts: Instants, ends: Instants) -> Durations:
    """Give the open time of many pairs; see `Calendar.between_many`."""
    begins, stops = _as_micros(starts, "starts"), _as_micros(ends, "ends")
    if begins.shape != stops.shape:
        raise InvalidValueError(f"as many ends as starts are meant; not {stops.shape} and {begins.shape}", "ends")
    (low, gaps), high = _least(begins), int(stops.max(initial=MISSING))
    if low > high or MISSING in (low, high):
        return _as_given(np.full(begins.shape, MISSING), starts, "timedelta64[us]")
    first, end = _checked(low, high + 1)
    passed = open_time(spans(first, end), first, end).lookup()
    out = np.empty(begins.shape, np.int64)
    each = (array.reshape(-1) for array in (begins, stops, out))
    for start, stop, found in blocks(*each):
        _between(start, stop, found, passed, first, gaps)
    return _as_given(out, starts, "timedelta64[us]")


def _between(starts: Integers, ends: Integers, out: Integers, passed: Lookup, first: int, gaps: bool) -> None:
    """Open time of a block; starts that are not missing lie at `first` or later, and right ends after them."""
    wrong = (ends < starts) | (starts < first) if gaps else ends < starts
    some = wrong.any()
    if some:
        starts, ends = (np.where(wrong, first, each) for each in (starts, ends))
    passed(ends, out)
    before = np.empty_like(out)
    passed(starts, before)
    out -= before
    if some:
        np.putmask(out, wrong, MISSING)


def after_many(spans: Spans, foreseen: Spans, starts: Instants, allowances: Durations | timedelta) -> Instants:
    """Give the instants at which so much open time has passed; see `Calendar.after_many`."""
    begins, times = _as_micros(starts, "starts"), _as_times(allowances)
    if times.shape not in ((), begins.shape):
        message = f"as many allowances as starts are meant, or one; not {times.shape} and {begins.shape}"
        raise InvalidValueError(message, "allowances")
    (low, _gaps), high, longest = _least(begins), int(begins.max(initial=MISSING)), int(times.max(initial=-1))
    opened: list[Span] = []
    if low != MISSING and longest >= 0:
        first, end = _checked(low, high + 1)
        end += 1
        opened = _opened_for(spans, foreseen, first, end, longest)
    if not opened:
        return _as_given(np.full(begins.shape, MISSING), starts, "datetime64[us]")
    passed, begun = open_time(clipped(opened, first, end), first, end), instants(opened)
    deadlines: _OneAllowance | _Deadlines = _Deadlines(passed.lookup(), begun.lookup(), begun.end, first)
    if not times.shape and longest > 0 and low > first and int(passed.at(np.array([high]))[0]) + longest <= begun.end:
        deadlines = _OneAllowance(_shifted(passed, begun, longest).lookup(), first)
    out = np.empty(begins.shape, np.int64)
    each = (array.reshape(-1) for array in (begins, np.broadcast_to(times, begins.shape), out))
    for some, allowed, answers in blocks(*each):
        deadlines(some, allowed if times.shape else times, answers)
    if (last := int(out.max())) != MISSING:
        spans(last, last)  # refused if it lies in a year of which not everything is known
    return _as_given(out, starts, "datetime64[us]")


def _shifted(passed: Pieces, begun: Pieces, allowance: int) -> Pieces:
    """When an allowance is used up, as a function of the microsecond before its start, so that pieces go by windows."""
    so_far = begun.starts - allowance  # with one microsecond more, a window is used up
    inside = (so_far >= 0) & (so_far < passed.at(np.array([passed.end]))[0])
    turns = np.unique(np.concatenate([passed.starts, begun.at(so_far[inside])]))
    starts = np.minimum(turns + 1, passed.end)
    due = begun.at(passed.at(starts) + allowance - 1) + 1
    rising = passed.rising[np.searchsorted(passed.starts, starts, side="right") - 1]
    return Pieces(turns, due - np.where(rising, turns, 0), rising, passed.end)


@attrs.frozen(eq=False)
class _OneAllowance:
    """Deadlines of one allowance for all, which are one function of the start."""

    due: Lookup
    first: int

    def __call__(self, starts: Integers, _times: Integers, out: Integers) -> None:
        wrong = starts < self.first
        some = wrong.any()
        np.subtract(np.where(wrong, self.first + 1, starts) if some else starts, 1, out=out)
        self.due(out, out)
        if some:
            np.putmask(out, wrong, MISSING)


@attrs.frozen(eq=False)
class _Deadlines:
    """The open time that has passed until an instant, and the instant when so much has, of `total`."""

    passed: Lookup
    begun: Lookup
    total: int
    first: int

    def __call__(self, starts: Integers, times: Integers, out: Integers) -> None:
        wrong = (starts < self.first) | (times < 0)
        some = wrong.any()
        if some:
            starts, times = np.where(wrong, self.first, starts), np.where(wrong, 0, times)
        used = times > 0  # what is used up at closing ends there, and not when it opens again
        self.passed(starts, out)
        out += np.minimum(times, self.total + 1) - used
        late = out >= self.total
        if late.any():
            wrong, some = wrong | late, np.True_
            np.putmask(out, late, 0)
        self.begun(out, out)
        out += used
        if some:
            np.putmask(out, wrong, MISSING)


def _opened_for(spans: Spans, foreseen: Spans, first: int, end: int, allowance: int) -> list[Span]:
    """The open spans from an instant on, until so much time is open after another, or for as long as is looked."""
    opened = spans(first, end)
    left, at, ahead = allowance, end, _AHEAD
    limit = min(first + LONGEST, LAST_INSTANT)
    while left >= 0 and at < limit:
        more = foreseen(at, min(at + ahead, limit))
        opened += more
        left -= sum(stop - start for start, stop in more)
        at, ahead = min(at + ahead, limit), ahead * 2
    return merged(opened)


def _checked(first: int, end: int) -> Span:
    if end - first > LONGEST or first < FIRST_INSTANT or end > LAST_INSTANT:
        low, high = (_date(at) for at in (first, end))
        message = f"instants from {low} to {high} are too far apart, or none; mark what stands for no date as missing"
        raise InvalidValueError(message)
    return first - first % DAY, end


def _date(at: int) -> date:
    return (EPOCH + max(FIRST_INSTANT, min(at, LAST_INSTANT)) * MICRO).date()


def _as_micros(given: object, field: str) -> Integers:
    array = _in_micros(np.asarray(given), "M", field)
    if array.dtype != np.int64:
        message = f"an array of int64 microseconds or of datetime64 is meant; not of {array.dtype}"
        raise InvalidValueError(message, field)
    return array


def _in_micros(array: NDArray[Any], kind: str, field: str) -> NDArray[Any]:
    """Datetimes or timedeltas in whole microseconds; others as they are."""
    if array.dtype.kind != kind:
        return array
    unit, step = np.datetime_data(array.dtype)
    if unit in _NO_LENGTH and (kind == "m" or unit == "generic"):
        raise InvalidValueError(f"{array.dtype} has no length of its own; write it in days or seconds", field)
    micros = array.astype(f"{kind}8[us]", copy=False).view(np.int64)
    if unit not in _FINE and np.any((micros.view(f"{kind}8[us]").astype(array.dtype) != array) & ~np.isnat(array)):
        raise InvalidValueError(
            f"{array.dtype} reaches beyond what microseconds can count (a step is {step} {unit})", field
        )
    return micros


def _as_times(given: object) -> Integers:
    if isinstance(given, timedelta):
        return np.asarray(given // MICRO, np.int64)
    array = _in_micros(np.asarray(given), "m", "allowances")
    if array.dtype != np.int64:
        message = f"a timedelta, or an array of int64 microseconds or of timedelta64, is meant; not of {array.dtype}"
        raise InvalidValueError(message, "allowances")
    return array


def _least(array: Integers) -> tuple[int, bool]:
    """The least number that is not missing, or MISSING if all are, and whether some are."""
    low = int(array.min(initial=_GREATEST))
    gaps = low == MISSING
    if gaps:
        low = int(array.min(initial=_GREATEST, where=array != MISSING))
    return MISSING if low == _GREATEST else low, gaps


def _as_given(out: Integers, like: object, dtype: str) -> NDArray[Any]:
    """Answers of instants as whole numbers are whole numbers."""
    return out.view(dtype) if np.asarray(like).dtype.kind == "M" else out
