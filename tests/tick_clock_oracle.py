"""A clock that looks at every tick, and calendars in plain numbers: by them it is known when somebody is there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.hours import BusinessHours
from smarketing.hours.windows import WEEKDAYS

MICRO = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
DAYS = 5

Ticks = tuple[tuple[int, int], ...]  # windows in ticks since midnight, over midnight up to a day later
Spell = tuple[datetime, datetime]

PLACES = {
    "Berlin, spring": ("Europe/Berlin", date(2026, 3, 29)),
    "Berlin, autumn": ("Europe/Berlin", date(2026, 10, 25)),
    "New York, spring": ("America/New_York", date(2026, 3, 8)),
    "New York, autumn": ("America/New_York", date(2026, 11, 1)),
    "Lord Howe, half an hour forward": ("Australia/Lord_Howe", date(2026, 10, 4)),
    "Lord Howe, half an hour back": ("Australia/Lord_Howe", date(2026, 4, 5)),
    "São Paulo, no midnight": ("America/Sao_Paulo", date(2017, 10, 15)),
    "São Paulo, midnight to 23:00": ("America/Sao_Paulo", date(2018, 2, 17)),
    "St. John's, 00:01 to 23:01 of the day before": ("America/St_Johns", date(2010, 11, 7)),
    "Apia, no 30 December": ("Pacific/Apia", date(2011, 12, 30)),
    "Kwajalein, a date almost twice": ("Pacific/Kwajalein", date(1969, 9, 30)),
    "Tehran, no midnight": ("Asia/Tehran", date(2015, 3, 22)),
    "Tehran, midnight to 23:00": ("Asia/Tehran", date(2015, 9, 22)),
    "Monrovia, 44 minutes and 30 seconds forward": ("Africa/Monrovia", date(1972, 1, 7), timedelta(seconds=30)),
    "UTC, a leap day": ("UTC", date(2024, 2, 29)),
}


@attrs.frozen
class Clock:
    """What a clock on the wall shows at each tick, from some days before a date until some days after it."""

    zone: str
    about: date
    days: int
    step: timedelta

    @cached_property
    def shown(self) -> tuple[datetime, ...]:
        zone, count = ZoneInfo(self.zone), timedelta(2 * self.days + 5) // self.step
        local = (self.instant(tick).astimezone(zone) for tick in range(count))
        return tuple(at.replace(tzinfo=None, fold=0) for at in local)

    @cached_property
    def first_shown(self) -> Mapping[datetime, int]:
        return {self.shown[tick]: tick for tick in reversed(range(len(self.shown)))}

    @cached_property
    def dates(self) -> frozenset[date]:
        return frozenset(at.date() for at in self.shown)

    @cached_property
    def shift(self) -> datetime:
        """When the clock jumps; where it does not, the midnight that begins the date."""
        jumps = (tick for tick, (one, other) in enumerate(pairwise(self.shown), 1) if other - one != self.step)
        return self.instant(next(jumps, timedelta(self.days + 2) // self.step))

    @property
    def horizons(self) -> Spell:
        """Between them, whatever is open belongs to a date that the clock knows."""
        first, last = (midnight(self.about + timedelta(away), UTC) for away in (3 - self.days, self.days - 1))
        return first, last

    def instant(self, tick: int) -> datetime:
        return midnight(self.about, UTC) - timedelta(self.days + 2) + tick * self.step

    def tick(self, wall: datetime) -> int:
        """The first tick at which a time is shown; one that is skipped moves forward by the gap."""
        if wall in self.first_shown:
            return self.first_shown[wall]
        after = next(n for n, shown in enumerate(self.shown) if n and self.shown[n - 1] < wall < shown)
        return self.tick(wall + (self.shown[after] - self.shown[after - 1] - self.step))

    def local(self, wall: datetime) -> datetime:
        """The instant of a time on the wall, that of its tick and what is left of it."""
        rest = (wall - midnight(wall.date(), None)) % self.step
        return self.instant(self.tick(wall - rest)) + rest

    def opened(self, day: date, windows: Ticks) -> set[int]:
        """The ticks of the windows of a date, each for itself; none if nobody sees that date."""
        if day not in self.dates:
            return set()
        wall = midnight(day, None)
        edges = ((wall + start * self.step, wall + end * self.step) for start, end in windows)
        return set().union(*(range(self.tick(start), self.tick(end)) for start, end in edges))

    def spells(self, ticks: set[int]) -> list[Spell]:
        """Spells of ticks in a row: the instant of the first of each, and of the one after its last."""
        after = {tick + 1 for tick in ticks}
        starts, ends = sorted(ticks - after), sorted(after - ticks)
        return [(self.instant(one), self.instant(other)) for one, other in zip(starts, ends, strict=True)]


@cache
def clock_at(zone: str, about: date, step: timedelta = MINUTE) -> Clock:
    return Clock(zone, about, DAYS, step)


def midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


@attrs.frozen
class Example:
    """A calendar in plain numbers."""

    clock: Clock
    weekly: tuple[Ticks, ...]
    holidays: frozenset[date]
    yearly: frozenset[date]
    overrides: Mapping[date, Ticks]
    closures: Mapping[date, Ticks]

    def calendar(self) -> BusinessHours:
        def texts(dated: Mapping[date, Ticks]) -> dict[date | str, str]:
            return {day: text(windows, self.clock.step) for day, windows in dated.items()}

        return BusinessHours(
            {day: text(windows, self.clock.step) for day, windows in zip(WEEKDAYS, self.weekly, strict=True)},
            self.clock.zone,
            holidays=[*self.holidays, *(f"{day:%m-%d}" for day in self.yearly)],
            overrides=texts(self.overrides),
            closures=texts(self.closures),
        )

    def on(self, day: date) -> Ticks:
        if day in self.overrides:
            return self.overrides[day]
        return () if day in self.holidays | self.yearly else self.weekly[day.weekday()]

    def closed(self) -> set[int]:
        return set().union(*(self.clock.opened(day, windows) for day, windows in self.closures.items()))

    def is_business_day(self, day: date) -> bool:
        return bool(self.clock.opened(day, self.on(day)) - self.closed())

    def ticks(self) -> set[int]:
        """All that is open, looked up tick by tick."""
        days = [self.clock.about + timedelta(n) for n in range(-self.clock.days, self.clock.days + 1)]
        return set().union(*(self.clock.opened(day, self.on(day)) for day in days)) - self.closed()

    def spans(self) -> list[Spell]:
        """All that is open, as spells."""
        return self.clock.spells(self.ticks())


def rest(spells: Sequence[Spell], pauses: Iterable[Spell]) -> list[Spell]:
    """What is left of spells, cut wherever anything begins or ends."""
    holes = list(pauses)
    edges = sorted({edge for spell in (*spells, *holes) for edge in spell})
    pieces = [pair for pair in pairwise(edges) if any(one <= pair[0] < other for one, other in spells)]
    return [pair for pair in pieces if not any(one <= pair[0] < other for one, other in holes)]


def total(spells: Sequence[Spell], start: datetime, end: datetime) -> timedelta:
    """How much of spells lies between two instants."""
    parts = (min(other, end) - max(one, start) for one, other in spells)
    return sum((part for part in parts if part > timedelta()), timedelta())


def used_up(spells: Sequence[Spell], start: datetime, allowance: timedelta) -> datetime | None:
    """The first instant in a spell, or at its end, by which so much of them has passed."""
    for _, other in spells:
        if other > start and (passed := total(spells, start, other)) >= allowance:
            return other - (passed - allowance)
    return None


def left(spells: Sequence[Spell], end: datetime, allowance: timedelta) -> datetime | None:
    """The last instant in a spell, or at its end, from which so much of them is left."""
    for one, _ in reversed(spells):
        if one < end and (still := total(spells, one, end)) >= allowance:
            return one + (still - allowance)
    return None


def text(windows: Ticks, step: timedelta) -> str:
    day = timedelta(1) // step

    def at(tick: int) -> str:
        seconds = tick * step // timedelta(seconds=1)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    return " ".join(f"{at(start)}-{at(end if end <= day else end - day)}" for start, end in windows) or "closed"


@st.composite
def pairs(draw: DrawFn, step: timedelta) -> tuple[int, int]:
    """A window: times on the quarter hour half of the time, since there the clocks shift."""
    day, minute = timedelta(1) // step, MINUTE // step
    odd = st.integers(0, day)
    start, end = (draw(st.integers(0, 96).map(lambda n: n * 15 * minute) | odd) for _ in range(2))
    if start in {end, day}:
        return 0, day
    return start, end if end > start else (end or day) + (day if end else 0)


def ticks(step: timedelta) -> SearchStrategy[Ticks]:
    """Up to three windows of a date, apart or not, which together may run on for more than a day."""
    return st.lists(pairs(step), max_size=3).map(tuple)


@st.composite
def examples(draw: DrawFn, clock: Clock) -> Example:
    """With some windows in the week: to look for those of a calendar without any takes long, and is done by hand."""
    windows = ticks(clock.step)
    days = st.sampled_from([clock.about + timedelta(n) for n in range(-2, 3)])
    dated = st.dictionaries(days, windows, max_size=2)
    weekly = tuple(draw(st.lists(windows, min_size=7, max_size=7).filter(any)))
    some_days = st.frozensets(days, max_size=2)
    return Example(clock, weekly, draw(some_days), draw(some_days), draw(dated), draw(dated))


@st.composite
def instants(draw: DrawFn, clock: Clock, count: int = 2, *, unique: bool = True) -> list[datetime]:
    """Oldest first, within a day of the shift, on a quarter of an hour or about it, in some zone."""
    near, far = (st.integers(-reach, reach).map(lambda n: n * 15) for reach in (8, 96))
    micros = st.sampled_from([0, -1, 1]) | st.integers(-59_999_999, 59_999_999)
    away = st.builds(lambda minute, micro: minute * MINUTE + micro * MICRO, near | far, micros)
    zones = st.sampled_from([UTC, ZoneInfo(clock.zone), ZoneInfo("Asia/Kathmandu")])
    some = sorted(draw(st.lists(away, min_size=count, max_size=count, unique=unique)))
    return [(clock.shift + each).astimezone(draw(zones)) for each in some]


def pauses(clock: Clock) -> SearchStrategy[list[Spell]]:
    """Up to three spells that do not count, in any order, which may overlap, or be none at all."""
    each = instants(clock, unique=False).map(lambda pair: (pair[0], pair[1]))
    return st.lists(each, max_size=3)


@st.composite
def questions(draw: DrawFn, count: int) -> tuple[BusinessHours, list[datetime]]:
    """A calendar of any place, and instants to ask it about."""
    clock = clock_at(*PLACES[draw(st.sampled_from(sorted(PLACES)))])
    return draw(examples(clock)).calendar(), draw(instants(clock, count))
