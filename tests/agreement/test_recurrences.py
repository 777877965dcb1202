"""When reports and meetings fall due."""

from datetime import date, datetime, time
from itertools import islice, pairwise
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from smarketing import AgreementError, InvalidValueError, Meeting, Quantity, Recurrence, loads
from strategies import recurrences

AGREEMENT = """\
smarketing: 1
title: Reviews
term: {start: 2001-01-01, timezone: UTC}
parties: {A: {}, B: {}}
objectives: {leads: {owed_by: A, owed_to: B, at_least: 1 SQL/month}}
"""

_HINT = "is not a recurrence rule; write one as in FREQ=WEEKLY;BYDAY=FR, daily to yearly"


def first(number: int, recurrence: Recurrence, start: date) -> list[str]:
    """Give the first few dates as text."""
    return [day.isoformat() for day in islice(recurrence.dates(start), number)]


def test_every_three_months_from_the_31st_falls_on_the_last_day_of_shorter_months() -> None:
    """A day that a month lacks is its last, and later months are not shortened by it."""
    found = first(5, Recurrence(every=3), date(2026, 1, 31))
    assert found == ["2026-04-30", "2026-07-31", "2026-10-31", "2027-01-31", "2027-04-30"]


def test_every_month_from_the_31st_meets_february_in_a_leap_year() -> None:
    """2028 has a 29th of February."""
    assert first(3, Recurrence(every=1), date(2027, 12, 31)) == ["2028-01-31", "2028-02-29", "2028-03-31"]


def test_weekly_on_friday() -> None:
    """1 January 2026 is a Thursday: the first Friday is the day after, then every week."""
    found = first(5, Recurrence("FREQ=WEEKLY;BYDAY=FR"), date(2026, 1, 1))
    assert found == ["2026-01-02", "2026-01-09", "2026-01-16", "2026-01-23", "2026-01-30"]


def test_a_rule_counts_its_interval_from_the_start() -> None:
    """Every other week from Thursday the 1st."""
    assert first(3, Recurrence("FREQ=WEEKLY;INTERVAL=2"), date(2026, 1, 1)) == [
        "2026-01-01",
        "2026-01-15",
        "2026-01-29",
    ]


def test_the_last_day_of_the_month_by_rule() -> None:
    """RFC 5545 counts days from the end with a minus."""
    found = first(3, Recurrence("FREQ=MONTHLY;BYMONTHDAY=-1"), date(2026, 1, 1))
    assert found == ["2026-01-31", "2026-02-28", "2026-03-31"]


@given(recurrences(), st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(-40, 400))
def test_the_next_date_is_the_first_of_all_that_lies_after(recurrence: Recurrence, start: date, later: int) -> None:
    """`next_after` agrees with looking through the dates one by one, and a date is not after itself."""
    day = date.fromordinal(start.toordinal() + later)
    listed = list(islice(recurrence.dates(start), 450))
    expected = next((each for each in listed if each > day), None)
    assert recurrence.next_after(day, start) == expected


@given(recurrences(), st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_dates_go_up_and_none_comes_twice(recurrence: Recurrence, start: date) -> None:
    """Dates are in order, none before the start."""
    found = list(islice(recurrence.dates(start), 20))
    assert all(one < other for one, other in pairwise([date.fromordinal(start.toordinal() - 1), *found]))


def test_a_rule_that_ends_has_no_date_after_its_last() -> None:
    """Four dates, then none."""
    assert Recurrence("FREQ=YEARLY;COUNT=4").next_after(date(2029, 1, 1), date(2026, 1, 1)) is None


def test_no_date_lies_past_the_end_of_the_calendar() -> None:
    """Ten thousand years from now is no date, and no error either."""
    assert Recurrence(every=120_000).next_after(date(2026, 1, 1), date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;FREQ=SECONDLY",
        "BYDAY=FR",
        "FREQ=",
        "",
        "every Friday",
        "RRULE:FREQ=WEEKLY",
        "FREQ=WEEKLY;",
        "freq=weekly",
        "FREQ=WEEKLY\nFREQ=DAILY",
        "DTSTART:20260101T000000\nRRULE:FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=\uff26\uff32",
        "FREQ=DAILY;BYHOUR=9,17",
        "FREQ=DAILY;DTSTART=20200101",
        "FREQ=DAILY;INTERVAL=X",
    ],
)
def test_a_text_that_is_no_rule_of_days_is_refused(rule: str) -> None:
    """Only one rule, without a start, of daily to yearly frequency."""
    with pytest.raises(InvalidValueError) as refusal:
        Recurrence(rule)
    assert (str(refusal.value), refusal.value.field) == (f"{rule!r} {_HINT}", "rule")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=WEEKLY;BYDAY=XX", "invalid 'BYDAY': XX"),
        ("FREQ=MONTHLY;BYSETPOS=999", "BYSETPOS is from 1 to 366, or from -366 to -1; not '999'"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH is from 1 to 12; not '13'"),
        ("FREQ=DAILY;BYMONTH=-1", "BYMONTH is from 1 to 12; not '-1'"),
        ("FREQ=DAILY;BYMONTHDAY=1,0", "BYMONTHDAY is from 1 to 31, or from -31 to -1; not '0'"),
        ("FREQ=DAILY;BYMONTHDAY=-99", "BYMONTHDAY is from 1 to 31, or from -31 to -1; not '-99'"),
        ("FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY is from 1 to 366, or from -366 to -1; not '367'"),
        ("FREQ=YEARLY;BYWEEKNO=x", "BYWEEKNO is from 1 to 53, or from -53 to -1; not 'x'"),
        ("FREQ=DAILY;COUNT=0", "COUNT is a whole number from 1 to 999999, not '0'"),
        ("FREQ=DAILY;COUNT=9999999", "COUNT is a whole number from 1 to 999999, not '9999999'"),
        ("FREQ=DAILY;UNTIL=soon", "UNTIL is a day as 20261231, not 'soon'"),
        ("FREQ=DAILY;UNTIL=20261301", "UNTIL is a day as 20261231, not '20261301'"),
    ],
)
def test_a_rule_with_a_wrong_part_is_refused_with_the_reason(rule: str, reason: str) -> None:
    """The part that is wrong is named."""
    with pytest.raises(InvalidValueError) as refusal:
        Recurrence(rule)
    assert (str(refusal.value), refusal.value.field) == (f"{rule!r} is not a recurrence rule: {reason}", "rule")


@pytest.mark.parametrize("rule", ["FREQ=DAILY;INTERVAL=0", "FREQ=MONTHLY;INTERVAL=00", "FREQ=DAILY;INTERVAL=-1"])
def test_an_interval_of_nothing_is_refused(rule: str) -> None:
    """A rule that never moves on would be looked through for ever."""
    with pytest.raises(InvalidValueError, match=rf"^'{rule}' is not a recurrence rule.*$"):
        Recurrence(rule)


def test_either_a_rule_or_a_number_of_months() -> None:
    """One of the two, and one only."""
    with pytest.raises(InvalidValueError, match=r"^give either a rule or every, not both$"):
        Recurrence("FREQ=DAILY", every=3)
    with pytest.raises(InvalidValueError, match=r"^say when it recurs: by a rule, or every so many months$"):
        Recurrence()


@pytest.mark.parametrize("every", [0, -3])
def test_every_one_month_or_more(every: int) -> None:
    """A recurrence moves on."""
    with pytest.raises(InvalidValueError, match=rf"^every 1 month or more, not {every}$"):
        Recurrence(every=every)


def test_a_meeting_takes_one_name_or_several_and_a_time_as_text() -> None:
    """The short form and the long one are the same value."""
    weekly = Recurrence("FREQ=WEEKLY;BYDAY=FR")
    short = Meeting("weekly", "everyone", weekly, at=time(9, 30), lasts="30 minutes")
    assert short == Meeting("weekly", ["everyone"], weekly, at=time(9, 30), lasts=Quantity(0.5, "hour"))


def test_a_meeting_of_nobody_is_refused() -> None:
    """Somebody comes."""
    with pytest.raises(InvalidValueError, match=r"^a meeting is of somebody$"):
        Meeting("weekly", [], Recurrence(every=1))


@pytest.mark.parametrize("lasts", ["0 minutes", "-5 minutes", "3 SQL", "1 month", "2 business_hours"])
def test_a_meeting_lasts_a_time(lasts: str) -> None:
    """More than no time, by the clock."""
    shown = {"0 minutes": "0 minute", "-5 minutes": "-5 minute", "2 business_hours": "2 business_hour"}.get(
        lasts, lasts
    )
    with pytest.raises(InvalidValueError) as refusal:
        Meeting("weekly", "everyone", Recurrence(every=1), lasts=lasts)
    assert str(refusal.value) == f"a meeting lasts a time, as in '30 minutes'; not {shown}"


def test_a_rule_that_never_occurs_is_given_up_after_ten_years() -> None:
    """A sixth Monday of a month never comes; the search for it ends."""
    rule = Recurrence("FREQ=MONTHLY;INTERVAL=6;BYDAY=6MO")
    assert rule.next_after(date(2026, 1, 1), date(2026, 1, 1)) is None
    assert list(rule.dates(date(2026, 1, 1), date(2030, 1, 1))) == []


@pytest.mark.parametrize(
    ("months", "days"), [("2", "30"), ("2", "30,31"), ("4,6,9,11", "31"), ("2", "-30"), ("2,4", "-31")]
)
@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_a_day_that_none_of_its_months_has(frequency: str, months: str, days: str) -> None:
    """It would never come, and looking for it takes seconds: refused at once, counted from either end."""
    rule = f"FREQ={frequency};BYMONTH={months};BYMONTHDAY={days}"
    with pytest.raises(InvalidValueError) as refusal:
        Recurrence(rule)
    assert str(refusal.value) == f"{rule!r} never occurs: no such month has day {days}"


@given(months=st.sets(st.integers(1, 12), min_size=1), days=st.sets(st.integers(1, 31), min_size=1))
def test_a_day_of_some_month_is_found_or_refused(months: set[int], days: set[int]) -> None:
    """Leap years included: refused exactly where a slow look through eight years finds no such day."""
    listed = [",".join(map(str, sorted(each))) for each in (months, days)]
    rule = f"FREQ=MONTHLY;BYMONTH={listed[0]};BYMONTHDAY={listed[1]}"
    every = map(date.fromordinal, range(date(2001, 1, 1).toordinal(), date(2009, 1, 1).toordinal()))
    there = [day for day in every if day.month in months and day.day in days]
    if there:
        assert next(Recurrence(rule).dates(date(2001, 1, 1))) == there[0]
    else:
        with pytest.raises(InvalidValueError, match=r"^.* never occurs: no such month has day .*$"):
            Recurrence(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;INTERVAL=6;BYDAY=6MO;COUNT=3",
        "FREQ=MONTHLY;INTERVAL=6;BYDAY=6MO;UNTIL=99981231",
        "FREQ=WEEKLY;INTERVAL=26;BYDAY=FR;BYSETPOS=9",
        "FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366",
        "FREQ=WEEKLY;UNTIL=20001231",
    ],
)
def test_what_never_occurs_in_a_term_is_a_problem_of_its_agreement(rule: str) -> None:
    """Quickly, and with its place: nobody waits for a review that never comes."""
    cadence = f"cadence: {{review: {{who: everyone, rule: {rule}}}}}"
    text = f"{AGREEMENT}{cadence}\n"
    with pytest.raises(AgreementError) as refusal:
        loads(text)
    said = "it never occurs in the ten years after the start of the term, 2001-01-01"
    line, column = len(AGREEMENT.splitlines()) + 1, cadence.index("rule") + 1
    assert str(refusal.value) == f"agreement.yaml:{line}:{column}: cadence.review.rule: {said}"


def test_what_first_recurs_after_ages_is_a_problem_too() -> None:
    """Also where months are counted."""
    with pytest.raises(AgreementError) as refusal:
        loads(f"{AGREEMENT}cadence: {{review: {{who: everyone, every: 400 months, counted_from: term.start}}}}\n")
    said = "cadence.review.every: it never occurs in the ten years after the start of the term, 2001-01-01"
    assert str(refusal.value).endswith(said)


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    st.integers(1, 60),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_counts_and_ends_are_those_of_dateutil(frequency: str, count: int, start: date, end: date) -> None:
    """However they are bounded: dateutil, asked for the whole rule, gives the same dates."""
    for rule in (f"FREQ={frequency};COUNT={count}", f"FREQ={frequency};UNTIL={end:%Y%m%d}"):
        whole: Any = rrulestr(rule, dtstart=datetime.combine(start, time()))
        assert list(Recurrence(rule).dates(start)) == [each.date() for each in whole]


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20260103"])
def test_a_rule_may_end_by_itself(rule: str) -> None:
    """A rule with a count or an end gives its dates and no more, and none after the day that is asked for."""
    assert [str(day) for day in Recurrence(rule).dates(date(2026, 1, 1))] == ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert [str(day) for day in Recurrence(rule).dates(date(2026, 1, 1), date(2026, 1, 1))] == ["2026-01-01"]
    assert Recurrence(rule).next_after(date(2026, 1, 3), date(2026, 1, 1)) is None


def test_spells_end_with_the_day_that_is_asked_for() -> None:
    """Every three months through the middle of a year."""
    days = Recurrence(every=3).dates(date(2026, 1, 31), date(2026, 7, 30))
    assert [str(day) for day in days] == ["2026-04-30"]
