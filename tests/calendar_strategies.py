"""Calendars of all sorts, alone and put together, and instants about their edges."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.hours import AllOpen, AnyOpen, BusinessHours, Calendar
from smarketing.hours.windows import DAY
from smarketing.testing import business_hours

MICRO = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ABOUT = {  # zones, and dates on or about which their clocks are set
    "UTC": [date(2024, 2, 29), date(1970, 1, 1), date(1900, 3, 1)],
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25), date(1916, 5, 1)],
    "Europe/Amsterdam": [date(1937, 7, 1), date(1940, 5, 16)],
    "Australia/Lord_Howe": [date(2026, 10, 4), date(2026, 4, 5)],
    "America/Sao_Paulo": [date(2017, 10, 15), date(2018, 2, 17)],
    "America/St_Johns": [date(2010, 11, 7), date(1987, 10, 25)],
    "Pacific/Apia": [date(2011, 12, 30)],
    "Pacific/Kwajalein": [date(1969, 9, 30), date(1993, 8, 21)],
    "Africa/Monrovia": [date(1972, 1, 7)],
    "Asia/Kathmandu": [date(1986, 1, 1), date(2030, 6, 1)],
}


def hours(zone: str, about: date) -> SearchStrategy[BusinessHours]:
    """Those of an office or any others, with dates of their own near one."""
    near = st.sampled_from([about + timedelta(away) for away in range(-3, 4)])
    return business_hours(zones=[zone], days=near, always=False)


@st.composite
def placed_calendars(draw: DrawFn, *, together: bool = True) -> tuple[Calendar, datetime]:
    """A calendar, often of several in one zone or two, and an instant about which clocks are set.

    One that is not put together is open every week; others may never be.
    """
    zone, away = (draw(st.sampled_from(sorted(ABOUT))) for _ in range(2))
    about = draw(st.sampled_from(ABOUT[zone]))
    one = hours(zone, about)
    several = st.lists(one | hours(away, about), min_size=1, max_size=3)
    several_ways = several.map(AnyOpen) | several.map(AllOpen) | st.builds(lambda a, b, c: a & b | c, one, one, one)
    calendar: Calendar = draw(one | several_ways if together else one)
    return calendar, datetime(about.year, about.month, about.day, tzinfo=calendar.zone)


def moments(calendar: Calendar, about: datetime, days: int = 9) -> SearchStrategy[int]:
    """Microseconds of UTC since 1970: within some days of an instant, often where a window begins or ends."""
    middle = micros(about)
    any_time = st.integers(middle - days * DAY, middle + days * DAY)
    near = [
        micros(edge) for window in calendar.windows(about - 2 * DAY * MICRO, about + 2 * DAY * MICRO) for edge in window
    ]
    edges = st.builds(int.__add__, st.sampled_from(near or [middle]), st.integers(-1, 1))
    return any_time | edges


def instant(at: int) -> datetime:
    """The instant of so many microseconds."""
    return EPOCH + at * MICRO


def micros(at: datetime) -> int:
    """The microseconds of an instant."""
    return (at - EPOCH) // MICRO
