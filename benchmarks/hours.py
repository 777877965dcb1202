"""Business time of ten million pairs beside numpy's subtraction, and of fewer beside what people use today."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from workclock import Break, Holidays, Schedule, WorkDay

import smarketing as sm

OFFICE = sm.BusinessHours(
    {"mon-fri": "09:00-12:30 13:15-18:00"}, "Europe/Berlin", holidays=["2026-07-03", "2026-12-25", "2027-01-01"]
)
_DAY = 86_400_000_000
_START = 20_454 * _DAY
"""2026-01-01."""
_HOURS, _LUNCH = (time(9), time(18)), (time(12, 30), time(13, 15))

Pair = tuple[Callable[[], object], Callable[[], object]]


def _instants(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs over three years, up to five days apart."""
    rng = np.random.default_rng(1)
    starts = _START + rng.integers(0, 3 * 365 * _DAY, count)
    return starts, starts + rng.integers(0, 5 * _DAY, count)


def between_contestants(count: int) -> Pair:
    """Open time between many pairs, and their difference."""
    starts, ends = _instants(count)
    return lambda: OFFICE.between_many(starts, ends), lambda: np.subtract(ends, starts)


def deadline_contestants(count: int) -> Pair:
    """Four open hours after many starts, and four hours."""
    starts, _ends = _instants(count)
    return lambda: OFFICE.after_many(starts, timedelta(hours=4)), lambda: np.add(starts, 4 * 3_600_000_000)


def workclock_contestants(count: int) -> Pair:
    """Open time between many pairs, and the batch call of workclock."""
    starts, ends = (each.view("datetime64[us]") for each in _instants(count))
    days = Holidays([datetime.fromisoformat(day).date() for day in OFFICE.holidays])
    schedule = Schedule([WorkDay(*_HOURS), Break(*_LUNCH), days], time_zone="Europe/Berlin")
    return lambda: OFFICE.between_many(starts, ends), lambda: schedule.between_many(starts, ends)


def one_by_one(count: int) -> dict[str, Callable[[], object]]:
    """Open time of pairs one by one, by this library and by others that are installed."""
    starts, ends = (
        [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(at)) for at in each] for each in _instants(count)
    )
    pairs = list(zip(starts, ends, strict=True))
    ways: dict[str, Callable[[], object]] = {"between": lambda: [OFFICE.between(*pair) for pair in pairs]}
    naive = [(start.replace(tzinfo=None), end.replace(tzinfo=None)) for start, end in pairs]
    if find_spec("businesstimedelta"):
        library = import_module("businesstimedelta")
        rules = library.Rules([library.WorkDayRule(time(9), time(18), [0, 1, 2, 3, 4])])
        ways["businesstimedelta"] = lambda: [rules.difference(*pair) for pair in pairs]
    if find_spec("business_duration"):
        duration = import_module("business_duration").businessDuration
        ways["business-duration"] = lambda: [duration(*pair, *_HOURS, unit="sec") for pair in naive]
    pandas = import_module("pandas")
    hours = pandas.offsets.CustomBusinessHour(start="09:00", end="18:00")
    ways["pandas CustomBusinessHour (a deadline)"] = lambda: [pandas.Timestamp(start) + 4 * hours for start, _ in naive]
    return ways
