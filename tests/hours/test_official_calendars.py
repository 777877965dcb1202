"""Official holidays by country and region: days that people know by heart, and codes that nobody has."""

import sys
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from expected_errors import refusal, whole
from smarketing.errors import MissingExtraError
from smarketing.hours import BusinessHours
from smarketing.hours.windows import as_holidays

WEEK = {"mon-fri": "09:00-17:00"}

DAYS_OFF = [
    ("US", "2026-07-03"),  # the 4th is a Saturday
    ("US", "2027-07-05"),  # the 4th is a Sunday
    ("US", "2026-11-26"),  # Thanksgiving
    ("US", "2027-12-31"),  # 1 January 2028 is a Saturday
    ("US-MA", "2026-04-20"),  # Patriots' Day
    ("DE", "2026-10-03"),
    ("DE-BY", "2026-06-04"),  # Corpus Christi
    ("DE-BY", "2026-01-06"),
    ("DE-BE", "2026-03-08"),
    ("GB-ENG", "2026-04-06"),  # Easter Monday
    ("GB-SCT", "2026-01-02"),
    ("FR", "2026-07-14"),
    ("AT", "2026-10-26"),
]
USUAL_DAYS = [
    ("US", "2026-07-06"),
    ("US", "2026-04-20"),
    ("US-NY", "2026-04-20"),
    ("DE", "2026-06-04"),
    ("DE-BE", "2026-06-04"),
    ("DE-BE", "2026-01-06"),
    ("GB-SCT", "2026-04-06"),
    ("GB-ENG", "2026-01-02"),
    ("FR", "2026-10-26"),
]


@pytest.mark.parametrize(("code", "day"), DAYS_OFF)
def test_days_off(code: str, day: str) -> None:
    """Of a country and of a region, observed ones among them."""
    calendar = BusinessHours("always", holidays=[code])
    assert calendar.on(date.fromisoformat(day)) == ()
    assert not calendar.is_business_day(date.fromisoformat(day))


@pytest.mark.parametrize(("code", "day"), USUAL_DAYS)
def test_usual_days(code: str, day: str) -> None:
    """What is a holiday elsewhere only."""
    calendar = BusinessHours("always", holidays=[code])
    assert calendar.on(date.fromisoformat(day)) == calendar.weekly[0]
    assert calendar.is_business_day(date.fromisoformat(day))


def test_a_deadline_over_a_long_weekend() -> None:
    """With several calendars and dates of one's own, one instant or many; an override goes before a holiday."""
    office = BusinessHours(
        WEEK, "America/New_York", holidays=["US-NY", "2026-07-06"], overrides={"2026-07-04": "9:00-10:00"}
    )
    start = datetime(2026, 7, 2, 16, tzinfo=office.zone)
    due = [datetime(2026, 7, 4, 9, 30, tzinfo=office.zone), datetime(2026, 7, 7, 9, 30, tzinfo=office.zone)]
    assert [office.after(start, timedelta(hours=hours)) for hours in (1.5, 2.5)] == due
    assert office.before(due[1], timedelta(hours=2.5)) == start
    starts = np.array([start.astimezone(UTC).replace(tzinfo=None)] * 2, "M8[us]")
    found = office.after_many(starts, np.array([90, 150], "m8[m]"))
    assert found.tolist() == [each.astimezone(UTC).replace(tzinfo=None) for each in due]
    assert office.after(start, business_days=1) == datetime(2026, 7, 4, 16, tzinfo=office.zone)
    both = BusinessHours(WEEK, holidays=["FR", "DE-BY"])
    assert [both.is_business_day(date(2026, month, day)) for month, day in ((6, 4), (7, 14), (7, 3))] == [
        False,
        False,
        True,
    ]


def test_how_they_are_kept() -> None:
    """With dates and dates of every year, in order and each once; the calendar is known by its code."""
    given: list[date | str] = ["US-NY", "12-24", date(2026, 3, 2), "DE", "US-NY"]
    assert as_holidays(given) == ("12-24", "2026-03-02", "DE", "US-NY")
    assert as_holidays("US-NY") == ("US-NY",)
    assert BusinessHours(WEEK, holidays=given).holidays == as_holidays(given)
    assert BusinessHours(WEEK, holidays=["US"]) != BusinessHours(WEEK, holidays=["US-NY"])


NO_DATE = "is not a date; write it as 2026-12-24, 12-25 for every year, or US-NY for an official calendar"
UNKNOWN = "no official holidays are known of"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("XX", f"{UNKNOWN} 'XX'; write a country as DE or US"),
        ("XX-NY", f"{UNKNOWN} 'XX'; write a country as DE or US"),
        ("BE-XX", f"{UNKNOWN} 'BE-XX'; its regions are Flemish, French, German"),
        ("BE-french", f"{UNKNOWN} 'BE-french'; its regions are Flemish, French, German"),
        ("AF-XX", f"{UNKNOWN} 'AF-XX'; it has no regions"),
        *(
            (
                text,
                f"{text!r} {NO_DATE}",
            )
            for text in ("us", "us-ny", "US-", "US_NY", "USA", "US-NY ", "U", "DE/BY", "ÖS")
        ),
    ],
)
def test_codes_that_are_refused(code: str, message: str) -> None:
    """Of no country, of no region, and what is no code at all."""
    assert refusal(lambda: BusinessHours(WEEK, holidays=[code])) == (message, "holidays")
    assert refusal(lambda: as_holidays(code)) == (message, "holidays")


def known(year: int) -> tuple[str, str]:
    """How a year is refused of which no holidays are known."""
    return f"the official holidays of US are known for 1777 to 2100, not for {year}", "holidays"


@pytest.mark.parametrize("year", [1776, 2101, 9000])
def test_years_that_are_not_known(year: int) -> None:
    """Are refused, and not taken for years without holidays."""
    office, at = BusinessHours(WEEK, holidays=["US"]), datetime(year, 6, 1, tzinfo=UTC)
    assert refusal(lambda: office.on(at.date())) == refusal(lambda: office.is_business_day(at.date())) == known(year)
    assert refusal(lambda: office.between(at, at)) == refusal(lambda: office.is_open(at)) == known(year)
    assert refusal(lambda: office.next_open(at)) == refusal(lambda: office.after(at, timedelta(1))) == known(year)
    assert refusal(lambda: office.between_many(*(np.array([at.replace(tzinfo=None)], "M8[us]"),) * 2)) == known(year)


def test_the_first_and_the_last_year() -> None:
    """Are known as a whole: of the United States, and of Fiji since 2016."""
    usual, fiji = (BusinessHours("always", holidays=[code]) for code in ("US", "FJ"))
    assert [usual.is_business_day(date(year, 7, 6)) for year in (1777, 2099, 2100)] == [True] * 3
    assert [usual.is_business_day(date(year, 12, 25)) for year in (2099, 2100)] == [False] * 2
    assert not fiji.is_business_day(date(2016, 1, 1))


def test_the_last_year_that_is_known() -> None:
    """Is known to its last week: what is asked about it does not ask about the next one."""
    office, at = BusinessHours(WEEK, holidays=["US"]), datetime(2100, 12, 20, 9, tzinfo=UTC)
    assert office.is_business_day(date(2100, 12, 30))
    assert office.between(at, at + timedelta(8)) == timedelta(hours=40)
    assert office.after(at, timedelta(hours=9)) == at + timedelta(hours=25)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named that brings it; other holidays need none."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    message = "an official calendar needs a library that is not installed; run: pip install 'smarketing[holidays]'"
    with pytest.raises(MissingExtraError, match=whole(message)):
        BusinessHours(WEEK, holidays=["US"])
    assert BusinessHours(WEEK, holidays=["12-25"]).is_business_day(date(2026, 12, 24))
