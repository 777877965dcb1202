"""Business hours, alone and put together by name."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.agreement import NamedHours
from smarketing.hours import ALWAYS, BusinessHours, Window, Windows
from smarketing.hours.windows import DAY, WEEKDAYS
from smarketing.testing.texts import several_names

ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Auckland")
"""Time zones with clocks of many kinds."""

_STEPS = (1, 1_000, 1_000_000, 60_000_000, 900_000_000)
_DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
_OFFICE: tuple[Windows, ...] = (*(((Window(DAY // 24 * 9, DAY // 24 * 17),),) * 5), (), ())


@cache
def windows(*, most: int = 4) -> SearchStrategy[Windows]:
    """Generate up to `most` windows of a date, in order and each once, exact to the microsecond."""
    moments = st.builds(lambda step, at: at // step * step, st.sampled_from(_STEPS), st.integers(0, DAY - 1))
    pairs = st.tuples(moments, moments).map(lambda at: (at[0], at[1] if at[1] > at[0] else at[1] + DAY))
    each = pairs.filter(lambda pair: pair[1] - pair[0] < DAY) | st.just((0, DAY))
    return st.sets(each.map(lambda pair: Window(*pair)), max_size=most).map(lambda some: tuple(sorted(some)))


@st.composite
def business_hours(
    draw: DrawFn,
    *,
    zones: Sequence[str] = ZONES,
    days: SearchStrategy[date] = _DAYS,
    always: bool = True,
) -> BusinessHours:
    """Generate the hours of an office, or any others, with every kind of exception.

    Exceptions are on some of the `days`. With `always=False` none are open around the clock.
    """
    return BusinessHours(
        draw(_weeks(always=always)),
        draw(st.sampled_from(zones)),
        holidays=draw(_holidays(days)),
        overrides=draw(_dated_windows(days)),
        closures=draw(_dated_windows(days)),
    )


@cache
def _weeks(*, always: bool) -> SearchStrategy[Any]:
    week = st.lists(windows(most=2), min_size=len(WEEKDAYS), max_size=len(WEEKDAYS)).filter(any).map(tuple)
    weeks: SearchStrategy[Any] = st.just(_OFFICE) | week
    return weeks | st.just(ALWAYS) if always else weeks


@cache
def _holidays(days: SearchStrategy[date]) -> SearchStrategy[list[date | str]]:
    return st.lists(st.one_of(days, days.map(lambda day: str(day)[5:])), max_size=3)


@cache
def _dated_windows(days: SearchStrategy[date]) -> SearchStrategy[tuple[tuple[date, Windows], ...]]:
    return st.dictionaries(days, windows(most=2), max_size=2).map(lambda some: tuple(sorted(some.items())))


@st.composite
def named_hours(draw: DrawFn, *, most: int = 4) -> list[NamedHours]:
    """Generate up to `most` hours of an agreement, some of them put together of others, in any order."""
    found: list[NamedHours] = []
    for name in draw(several_names(most)):
        if len(found) > 0 and draw(st.booleans()):
            called = [each.name for each in found]
            parts = draw(st.lists(st.sampled_from(called), min_size=1, max_size=3, unique=True))
            together = {draw(st.sampled_from(("any_of", "all_of"))): parts}
            found.append(NamedHours(name, **together))  # type: ignore[arg-type]
        else:
            found.append(NamedHours(name, draw(business_hours())))
    return list(draw(st.permutations(found)))
