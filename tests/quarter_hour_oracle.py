"""Opening times that are known by walking quarters of hours, and business hours that are the same."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from smarketing import BusinessHours

STEP = timedelta(minutes=15)
WEEKDAYS = "mon tue wed thu fri sat sun".split()
# Windows that neither begin nor end while a clock is shifted, so that walking them needs no rule for that.
WINDOWS = [
    "09:00-18:00",
    "09:00-12:30 13:15-18:00",
    "00:00-24:00",
    "22:00-06:00",
    "18:00-24:00",
    "closed",
    "04:30-08:00",
]
ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Pacific/Auckland", "Asia/Kathmandu")


@attrs.frozen
class Walked:
    """Opening times that are known by walking; the same as the business hours that they are given as."""

    weekly: Mapping[str, str]
    zone: str = "UTC"
    holidays: Sequence[str] = ()
    overrides: Mapping[str, str] = {}
    closures: Mapping[str, str] = {}

    @property
    def calendar(self) -> BusinessHours:
        """The hours of the library."""
        return BusinessHours(
            self.weekly,
            self.zone,
            holidays=self.holidays,
            overrides={date.fromisoformat(day): each for day, each in self.overrides.items()},
            closures={date.fromisoformat(day): each for day, each in self.closures.items()},
        )

    def windows(self, day: date) -> str:
        """The windows that begin on a day, before anything is taken out."""
        text = day.isoformat()
        if text in self.overrides:
            return self.overrides[text]
        return "closed" if {text, text[5:]} & set(self.holidays) else self.weekly.get(WEEKDAYS[day.weekday()], "closed")

    def is_open(self, wall: datetime) -> bool:
        """Tell whether somebody is there at a time on the wall."""
        near = [wall.date() - timedelta(later) for later in range(2)]
        there = any(_covers(self.windows(day), day, wall) for day in near)
        return there and not any(_covers(self.closures.get(f"{day}", "closed"), day, wall) for day in near)

    def is_business_day(self, day: date) -> bool:
        """Tell whether somebody is there at some time of a window that begins on a day."""
        walls = [datetime(day.year, day.month, day.day) + place * STEP for place in range(192)]
        return any(_covers(self.windows(day), day, wall) and self.is_open(wall) for wall in walls)

    def steps(self, first: date, last: date) -> list[tuple[datetime, bool]]:
        """Walk from the first instant of a day until the last one of another: local times, and who is there."""
        zone = ZoneInfo(self.zone)
        start = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC)
        after = last + timedelta(1)
        end = datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)
        instants = [start + place * STEP for place in range((end - start) // STEP)]
        walls = [instant.astimezone(zone).replace(tzinfo=None) for instant in instants]
        return list(zip(instants, map(self.is_open, walls), strict=True))


def _covers(windows: str, day: date, wall: datetime) -> bool:
    minute = (wall - datetime(day.year, day.month, day.day)) // timedelta(minutes=1)
    for window in windows.split() if windows != "closed" else ():
        start, end = (int(hour) * 60 + int(rest) for hour, _, rest in (at.partition(":") for at in window.split("-")))
        if start <= minute < (end if end > start else end + 1440):
            return True
    return False


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)


@st.composite
def walked(draw: st.DrawFn) -> Walked:
    """Hours of all sorts, more often than not those of an office."""
    windows = st.sampled_from(WINDOWS)
    dated = st.dictionaries(_DAYS, windows, max_size=4)
    return Walked(
        draw(st.just(dict.fromkeys(WEEKDAYS[:5], "09:00-18:00")) | st.dictionaries(st.sampled_from(WEEKDAYS), windows)),
        draw(st.sampled_from(ZONES)),
        draw(st.lists(_DAYS | _DAYS.map(lambda day: day[5:]), max_size=4)),
        draw(dated),
        draw(dated),
    )
