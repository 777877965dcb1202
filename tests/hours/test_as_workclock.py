"""Business hours against workclock, an engine of another make, on calendars that both can say."""

from datetime import UTC, date, datetime, time, timedelta

import attrs
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from workclock import Break, Holidays, Rule, Schedule, WorkDay

from smarketing.hours import BusinessHours

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns")
WEEKDAYS = "mon tue wed thu fri sat sun".split()
Shift = tuple[time, time]


@attrs.frozen
class Office:
    """What both can say: shifts and breaks of weekdays within a day, and dates that nobody works on.

    Workclock takes time out of a date from midnight to midnight, where here no window begins on a holiday: that is the
    same only for windows that end on their date. It has no windows of a single date.
    """

    zone: str
    shifts: tuple[Shift | None, ...]
    lunch: Shift | None
    holidays: frozenset[date]

    def calendar(self) -> BusinessHours:
        week = {day: list(self._windows(place)) for place, day in enumerate(WEEKDAYS)}
        return BusinessHours(week, self.zone, holidays=self.holidays)

    def _windows(self, place: int) -> list[Shift]:
        if (shift := self.shifts[place]) is None or self.lunch is None:
            return [shift] if shift else []
        start, end, (begins, over) = *shift, self.lunch
        late = time.max if end == time.min else end
        pieces = [(start, min(late, begins)), (max(start, over), late)]
        return [(one, end if other == late else other) for one, other in pieces if one < other]

    def schedule(self) -> Schedule:
        shifts = [WorkDay(*shift, days=[place]) for place, shift in enumerate(self.shifts) if shift]
        rules: list[Rule] = [*shifts, Holidays(self.holidays)]
        if self.lunch:
            rules.append(Break(*self.lunch, days=range(7)))
        return Schedule(rules, time_zone=self.zone)


TIMES = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
PAIRS = st.lists(TIMES, min_size=2, max_size=2, unique=True).map(lambda pair: (pair[0], pair[1]))
ON_A_DATE = PAIRS.map(lambda pair: (min(pair), max(pair)))
USUAL = st.sampled_from([(time(9), time(17)), (time(1), time(4)), (time(0), time(0)), (time(22), time(0)), None, None])


@st.composite
def offices(draw: DrawFn) -> Office:
    """By the minute; at night only without holidays and breaks."""
    zone = st.sampled_from(ZONES)
    if draw(st.booleans()):
        nights = st.lists(USUAL | PAIRS, min_size=7, max_size=7).filter(any).map(tuple)
        return Office(draw(zone), draw(nights), None, frozenset())
    week = st.lists(USUAL | ON_A_DATE, min_size=7, max_size=7).map(tuple)
    days = st.frozensets(st.dates(date(2025, 12, 1), date(2027, 1, 31)), max_size=5)
    lunch = st.none() | st.just((time(12), time(13))) | ON_A_DATE
    some = st.builds(Office, zone, week, lunch, days)
    return draw(some.filter(lambda office: any(office.calendar().weekly)))


SHIFTS = [
    datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1))
]
MOMENTS = st.builds(
    lambda day, minutes, micros: day + timedelta(minutes=minutes, microseconds=micros),
    st.sampled_from(SHIFTS),
    st.integers(-4000, 4000),
    st.integers(-1, 1),
)
ALLOWANCES = st.timedeltas(timedelta(microseconds=1), timedelta(5)) | st.integers(1, 90).map(
    lambda hours: timedelta(hours=hours)
)


def utc(at: datetime | None) -> datetime:
    """An instant as it compares: one that a clock shows twice is like none of another zone."""
    assert at is not None
    return at.astimezone(UTC)


@given(offices(), MOMENTS, MOMENTS, ALLOWANCES)
def test_as_workclock(office: Office, one: datetime, other: datetime, allowance: timedelta) -> None:
    """Open time, deadlines forward and backward, next openings and last closings, where clocks shift."""
    ours, theirs, start, end = office.calendar(), office.schedule(), min(one, other), max(one, other)
    assert ours.between(start, end) == theirs.between(start, end)
    assert utc(ours.after(start, allowance)) == theirs.add(start, allowance)
    assert utc(ours.before(end, allowance)) == theirs.sub(end, allowance)
    assert utc(ours.next_open(start)) == theirs.next_period(start)[0]
    assert utc(ours.last_open(end)) == theirs.previous_period(end)[1]
    assert ours.is_open(start) is (theirs.next_period(start)[0] == start)


@given(offices(), st.lists(st.tuples(MOMENTS, MOMENTS, ALLOWANCES), min_size=1, max_size=20))
def test_as_workclock_on_arrays(office: Office, asked: list[tuple[datetime, datetime, timedelta]]) -> None:
    """Open time and deadlines of many instants at once."""
    pairs = [(min(each[:2]), max(each[:2])) for each in asked]
    starts, ends = (
        np.array([each.replace(tzinfo=None) for each in some], "M8[us]") for some in zip(*pairs, strict=True)
    )
    allowances = np.array([each for *_, each in asked], "m8[us]")
    ours, theirs = office.calendar(), office.schedule()
    assert ours.between_many(starts, ends).tolist() == theirs.between_many(starts, ends).tolist()
    assert ours.after_many(starts, allowances).tolist() == theirs.add_many(starts, allowances).tolist()
