"""Deadlines, pauses, closings and business days against a clock that looks at every tick."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.hours import AllOpen, AnyOpen, Calendar
from tick_clock_oracle import (
    MICRO,
    PLACES,
    Clock,
    Spell,
    clock_at,
    examples,
    instants,
    left,
    midnight,
    pauses,
    rest,
    total,
    used_up,
)

ZERO = timedelta()


def utc(instants: Iterable[datetime]) -> Spell:
    """Two instants as they compare: local times of one zone compare by the clock on the wall."""
    one, other = (at.astimezone(UTC) for at in instants)
    return one, other


def known_from(first: datetime, call: Callable[[], datetime | None]) -> datetime:
    """An instant in UTC, or the first known one if it is before, or never."""
    try:
        return max(found.astimezone(UTC), first) if (found := call()) else first
    except InvalidValueError:
        return first


def known_until(last: datetime, call: Callable[[], datetime | None]) -> datetime:
    """An instant in UTC, or the last known one if it is after, or never."""
    try:
        return min(found.astimezone(UTC), last) if (found := call()) else last
    except InvalidValueError:
        return last


def allowances(spells: list[Spell], start: datetime, end: datetime) -> st.SearchStrategy[timedelta]:
    """None, some, exactly what is open until a closing, or a microsecond to either side of that."""
    exact = {ZERO, *(total(spells, start, edge) for one, other in spells for edge in (one, other) if edge > start)}
    exact |= {total(spells, edge, end) for one, other in spells for edge in (one, other) if edge < end}
    edges = st.builds(lambda one, micros: one + micros * MICRO, st.sampled_from(sorted(exact)), st.integers(-1, 1))
    return edges.filter(lambda one: one >= ZERO) | st.timedeltas(ZERO, timedelta(3))


def deadlines(
    calendar: Calendar, clock: Clock, open_ticks: set[int], data: st.DataObject
) -> list[tuple[object, object]]:
    """Open time without pauses, deadlines forward and backward, and the last opening: as found, and by the tick."""
    spells, asked, holes = clock.spells(open_ticks), data.draw(instants(clock)), data.draw(pauses(clock))
    (start, end), counted, (first, last) = utc(asked), rest(spells, map(utc, holes)), clock.horizons
    allowance = data.draw(allowances(counted, start, end))
    due = min(used_up(counted, start, allowance) or last, last)
    begun = max(left(spells, end, allowance) or first, first)
    closing = max(left(spells, end, ZERO) or first, first)
    return [
        (calendar.between(asked[0], asked[1], holes), total(counted, start, end)),
        (known_until(last, lambda: calendar.after(asked[0], allowance, holes)), due),
        (known_from(first, lambda: calendar.before(asked[1], allowance)), begun),
        (known_from(first, lambda: calendar.last_open(asked[1])), closing),
    ]


@pytest.mark.parametrize("place", PLACES)
@given(data=st.data())
def test_deadlines_as_by_the_tick(place: str, data: st.DataObject) -> None:
    """Pauses, deadlines and closings of one calendar, where clocks shift."""
    clock = clock_at(*PLACES[place])
    example = data.draw(examples(clock))
    pairs = deadlines(example.calendar(), clock, example.ticks(), data)
    assert [found for found, _expected in pairs] == [expected for _found, expected in pairs]


@given(st.sampled_from(sorted(PLACES)), st.data())
def test_calendars_put_together_as_by_the_tick(place: str, data: st.DataObject) -> None:
    """Of three calendars in up to two zones, put together in every way; a date is one of the first one's zone."""
    clock = clock_at(*PLACES[place])
    elsewhere = clock_at(data.draw(st.sampled_from([clock.zone, "Asia/Kathmandu"])), clock.about, clock.step)
    one, two, three = (data.draw(examples(each)) for each in (clock, elsewhere, clock))
    (a, b, c), (r, s, t) = (one.calendar(), two.calendar(), three.calendar()), (one.ticks(), two.ticks(), three.ticks())
    ways = [(a | b, r | s), (a & b, r & s), ((a | b) & c, (r | s) & t), (a & b | c, r & s | t)]
    calendar, open_ticks = data.draw(st.sampled_from([*ways, (AnyOpen([a, b, c]), r | s | t), (AllOpen([a]), r)]))
    assert calendar.tz == clock.zone
    pairs = deadlines(calendar, clock, open_ticks, data)
    assert [found for found, _expected in pairs] == [expected for _found, expected in pairs]
    begins = [(clock.about + timedelta(n), midnight(clock.about + timedelta(n), None)) for n in range(-2, 3)]
    ticks = [range(clock.tick(wall), clock.tick(wall + timedelta(1))) for _, wall in begins]
    assert [calendar.is_business_day(day) for day, _ in begins] == [not open_ticks.isdisjoint(each) for each in ticks]


@pytest.mark.parametrize("place", PLACES)
@given(data=st.data())
def test_business_days_as_by_the_tick(place: str, data: st.DataObject) -> None:
    """The same local time on a later business day; pauses move it by the open time that they cover."""
    clock = clock_at(*PLACES[place])
    example = data.draw(examples(clock))
    (start,), holes, number = data.draw(instants(clock, 1)), data.draw(pauses(clock)), data.draw(st.integers(1, 3))
    wall = start.astimezone(example.calendar().zone).replace(tzinfo=None, fold=0)
    later = [wall + timedelta(n) for n in range(1, 4)]
    open_days = [at for at in later if example.is_business_day(at.date())]
    spells, last, begin = example.spans(), clock.horizons[1], start.astimezone(UTC)
    found = known_until(last, lambda: example.calendar().after(start, pauses=holes, business_days=number))
    if len(open_days) < number:
        assert found >= min(clock.local(later[-1]), last)
    else:
        due, counted = clock.local(open_days[number - 1]), rest(spells, map(utc, holes))
        lost = total(spells, begin, due) - total(counted, begin, due)
        assert found == min((used_up(counted, due, lost) if lost else due) or last, last)
