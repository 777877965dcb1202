"""Parties, terms, signatures and promises, each on its own."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Agreement,
    AtLeast,
    InvalidValueError,
    Month,
    Objective,
    Party,
    Period,
    PeriodCalendar,
    Signature,
    Term,
)
from smarketing.agreement import NoData
from smarketing.months import as_date
from smarketing.testing.parties import period_calendars
from strategies import terms

_LEADS = AtLeast("100 SQL/month")


@pytest.mark.parametrize("name", ["everyone", "the public", "owed_by", "owed_to", "any"])
def test_a_word_with_a_meaning_names_no_party(name: str) -> None:
    """Such a party could not be told from the role."""
    with pytest.raises(InvalidValueError) as refusal:
        Party(name)
    assert str(refusal.value) == f"{name!r} has a meaning of its own and cannot name a party"
    assert refusal.value.field == "name"


@pytest.mark.parametrize("name", ["", "any"])
def test_a_promise_needs_a_name_of_its_own(name: str) -> None:
    """`any` stands for every promise."""
    with pytest.raises(InvalidValueError) as refusal:
        Objective(name, "Marketing", "Sales", _LEADS)
    assert (str(refusal.value), refusal.value.field) == (f"{name!r} cannot name a promise", "name")


@pytest.mark.parametrize("day", [0, -1, 29, 30, 32])
def test_a_figure_is_due_on_a_day_that_every_month_has(day: int) -> None:
    """Days 1 to 28, and 31, which is the last one of a shorter month."""
    with pytest.raises(InvalidValueError) as refusal:
        Objective("leads", "Marketing", "Sales", _LEADS, due_day=day)
    said = f"a figure is due on day 1 to 28 of the next month, or on its last day; not {day}"
    assert str(refusal.value) == said


def test_days_1_28_and_the_last_are_days_to_be_due() -> None:
    """The bounds are included."""
    assert [Objective("x", "A", "B", _LEADS, due_day=day).due_day for day in (1, 28, 31)] == [1, 28, 31]


def test_missing_data_has_two_rules() -> None:
    """A third is refused, for one promise and for all."""
    message = r"^missing data 'stays open' or 'counts as missed'; not 'is fine'$"
    wrong: NoData = "is fine"  # type: ignore[assignment]
    with pytest.raises(InvalidValueError, match=message):
        Objective("leads", "Marketing", "Sales", _LEADS, no_data=wrong)
    with pytest.raises(InvalidValueError, match=message):
        Agreement("x", Term("2026-01-01"), [], [], no_data=wrong)


@pytest.mark.parametrize(
    "text", ["2026-1-31", "31.01.2026", "2026-02-30", "20260131", "2026-W05-6", "today", "", "2026-01-31T00:00"]
)
def test_a_text_that_is_no_date_is_refused(text: str) -> None:
    """Years, months and days with dashes, and a day that exists."""
    with pytest.raises(InvalidValueError) as refusal:
        Signature("Sales", text)
    assert str(refusal.value) == f"{text!r} is not a date; write it as 2026-01-31"


def test_dates_come_as_text_and_as_dates() -> None:
    """Both are the day itself; a datetime is refused, as wherever a day is meant."""
    day = date(2026, 1, 31)
    assert [as_date("2026-01-31"), as_date(day)] == [day] * 2


def test_a_term_does_not_end_before_it_starts() -> None:
    """It may last one day."""
    parties = [Party("Marketing"), Party("Sales")]
    one_day = Agreement("x", Term("2026-01-31", "2026-01-31"), parties, [])
    assert one_day.until(Month(2030, 1)) == one_day.term_months == Period(Month(2026, 1), Month(2026, 1))
    with pytest.raises(InvalidValueError) as refusal:
        Term("2026-01-31", "2026-01-30")
    assert str(refusal.value) == "the term ends on 2026-01-30, before it starts on 2026-01-31"
    assert refusal.value.field == "end"


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_term_needs_a_time_zone_that_exists(timezone: str) -> None:
    """An IANA name."""
    with pytest.raises(InvalidValueError) as refusal:
        Term("2026-01-31", timezone=timezone)
    message = f"no time zone named {timezone!r}; write an IANA name such as 'Europe/Berlin'"
    assert (str(refusal.value), refusal.value.field) == (message, "timezone")


@given(terms(), period_calendars(), st.integers(-30, 60))
def test_the_months_of_a_term_are_those_that_hold_one_of_its_days(
    term: Term, calendar: PeriodCalendar, later: int
) -> None:
    """Day by day: a month belongs to the term if one of its days does, up to the month that was asked for."""
    begins_on = calendar.months_begin_on
    last = Month.of(term.start, begins_on=begins_on) + later
    end = min(term.end or last.last_day, last.last_day)
    days = range(term.start.toordinal(), end.toordinal() + 1)
    months = sorted({Month.of(date.fromordinal(day), begins_on=begins_on) for day in days})
    agreement = Agreement("x", term, [Party("Marketing"), Party("Sales")], [], calendar=calendar)
    found = agreement.until(last)
    assert (list(found) if found else []) == months
    assert [agreement.first_month] == months[:1] or later < 0
    assert set(months) <= set(agreement.term_months) if term.end else months[:1] in ([], [agreement.term_months.first])


def _signed(**days: str) -> Agreement:
    return Agreement("x", Term("2026-01-15"), [Party("Marketing"), Party("Sales")], [], signatures=days)


def test_signatures_stand_from_their_day_on() -> None:
    """The term starts on 15 January: that is the first day of its first month."""
    agreement = _signed(Sales="2026-01-15", Marketing="2026-01-16")
    assert agreement.first_day(Month(2026, 1)) == date(2026, 1, 15)
    assert [agreement.unsigned(Month(2026, month)) for month in (1, 2)] == [("Marketing",), ()]


def test_who_has_not_signed_is_named_in_the_order_of_the_parties() -> None:
    """Nobody signed."""
    assert _signed().unsigned(Month(2026, 5)) == ("Marketing", "Sales")


def test_a_signature_on_the_first_day_of_a_month_counts_for_it() -> None:
    """One that comes a day later counts from the next month on."""
    agreement = _signed(Sales="2026-02-01", Marketing="2026-02-02")
    assert agreement.unsigned(Month(2026, 2)) == ("Marketing",)
    assert agreement.unsigned(Month(2026, 3)) == ()


def test_signatures_may_be_a_mapping() -> None:
    """Each party and its day."""
    assert _signed(Sales="2026-01-02").signatures == (Signature("Sales", date(2026, 1, 2)),)
