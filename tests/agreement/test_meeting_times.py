"""When meetings begin, and how long a spell may be."""

from datetime import UTC, time

import pytest

from smarketing import EVERYONE, Escalate, InvalidValueError, Meeting, Month, Recurrence


@pytest.mark.parametrize("at", [time(9, 30, 1), time(9, 30, 0, 1), time(9, 30, tzinfo=UTC)])
def test_a_meeting_begins_at_a_local_minute(at: time) -> None:
    """A file has no place for seconds and zones, so they are refused and not lost."""
    with pytest.raises(InvalidValueError, match=r"^a meeting begins at a local hour and minute, as in 09:30; not .*$"):
        Meeting("weekly", EVERYONE, Recurrence("FREQ=WEEKLY"), at=at)


@pytest.mark.parametrize("within", ["36526 days", "1201 months", "101 years"])
def test_nothing_is_due_in_a_hundred_years(within: str) -> None:
    """A spell that leads out of the calendar is refused when it is written down."""
    with pytest.raises(InvalidValueError, match=r"^\d+ (day|month|year) is longer than 100 years$"):
        Escalate("Josh", within=within)


def test_the_first_month_of_the_calendar_begins_nowhere_in_the_east() -> None:
    """In Tokyo it would have begun in the year 0 of UTC."""
    with pytest.raises(InvalidValueError, match=r"^0001-01-01 begins outside the years 1 to 9999 somewhere$"):
        Month(1, 1).start("Asia/Tokyo")
