"""Business hours against a clock that looks at every tick, where clocks shift and dates are missing or there twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.hours import BusinessHours
from tick_clock_oracle import MICRO, MINUTE, PLACES, clock_at, examples, instants, pairs, questions, text


@pytest.mark.parametrize("place", PLACES)
@given(data=st.data())
def test_as_a_clock_that_looks_at_every_tick(place: str, data: st.DataObject) -> None:
    """Open windows, open time, whether it is open, when next, and on which dates, where clocks shift."""
    clock = clock_at(*PLACES[place])
    start, end = data.draw(instants(clock))
    example = data.draw(examples(clock))
    calendar, known = example.calendar(), example.spans()
    begin, stop = start.astimezone(UTC), end.astimezone(UTC)
    expected = [(max(one, begin), min(other, stop)) for one, other in known if one < stop and other > begin]
    found = list(calendar.windows(start, end))
    assert [(one.astimezone(UTC), other.astimezone(UTC)) for one, other in found] == expected
    assert {at.tzinfo for window in found for at in window} <= {ZoneInfo(clock.zone)}
    assert calendar.between(start, end) == sum((other - one for one, other in expected), timedelta())
    assert calendar.is_open(start) is any(one <= begin < other for one, other in known)
    horizon = clock.horizons[1]
    next_one = min((max(one, begin) for one, other in known if other > begin), default=horizon)
    opens = calendar.next_open(start)
    assert min(opens.astimezone(UTC) if opens else horizon, horizon) == min(next_one, horizon)
    days = [clock.about + timedelta(n) for n in range(-2, 3)]
    assert list(map(calendar.is_business_day, days)) == list(map(example.is_business_day, days))


@given(questions(3))
def test_open_time_adds_up(asked: tuple[BusinessHours, list[datetime]]) -> None:
    """From one instant to a third is as much as by way of any instant between them, to the microsecond."""
    calendar, (one, two, three) = asked
    assert calendar.between(one, two) + calendar.between(two, three) == calendar.between(one, three)
    assert calendar.between(one, one) == timedelta()


@given(questions(2))
def test_windows_are_half_open_and_apart(asked: tuple[BusinessHours, list[datetime]]) -> None:
    """It is open from the first instant of a window until just before its end, and opens next where one begins."""
    calendar, (start, end) = asked
    found = [(one.astimezone(UTC), other.astimezone(UTC)) for one, other in calendar.windows(start, end)]
    assert all(calendar.is_open(one) and calendar.is_open(other - MICRO) for one, other in found)
    assert not any(calendar.is_open(other) for _, other in found if other < end)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert sum((other - one for one, other in found), timedelta()) == calendar.between(start, end)
    opens = calendar.next_open(start)
    assert not found or (opens and opens.astimezone(UTC)) == found[0][0]
    assert opens is None or (calendar.is_open(opens) and calendar.between(start, opens) == timedelta())


SOME = st.lists(pairs(MINUTE), max_size=2).map(lambda windows: text(tuple(windows), MINUTE))


@pytest.mark.parametrize("place", PLACES)
@given(one=SOME, two=SOME, data=st.data())
def test_more_windows_are_open_when_any_of_them_is(place: str, one: str, two: str, data: st.DataObject) -> None:
    """Windows put together are open when one or the other is; closures take out exactly what is open in them."""
    clock = clock_at(*PLACES[place])
    start, end = data.draw(instants(clock))
    together = f"{one} {two}".replace("closed", "")
    some = data.draw(st.sampled_from(["mon-sun", "mon wed fri sun", "tue thu sat"]))
    first, second, both = (BusinessHours({some: each}, clock.zone) for each in (one, two, together))
    assert both.is_open(start) is (first.is_open(start) or second.is_open(start))
    days = [clock.about + timedelta(n) for n in range(-5, 6)]
    rest = BusinessHours({some: one}, clock.zone, closures={day: two for day in days if second.on(day)})
    assert both.between(start, end) == rest.between(start, end) + second.between(start, end)
    assert both.between(start, end) >= max(first.between(start, end), second.between(start, end))
    near = days[3:8]
    assert [both.is_business_day(day) for day in near] == [
        first.is_business_day(day) or second.is_business_day(day) for day in near
    ]
