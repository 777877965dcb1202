"""SM111: the dates of the cadence, counted month by month, against what is promised for each month."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from check_pages import document, found
from smarketing import Month, loads
from smarketing.checks import check

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST = date(2026, 1, 1)

IN = "objectives.x: the cadence has"


def promise(many: str, cadence: str, term: str) -> str:
    objectives = f"{{x: {{owed_by: Sales, owed_to: Marketing, at_least: {many} report/month}}}}"
    return document(objectives, f"cadence: {{r: {{from: Sales, to: Marketing, {cadence}}}}}", term=term)


def short_month(start: date, end: date | None, weekday: int, many: int, begins_on: int) -> tuple[str, int] | None:
    """Walk two years of the term day by day: the first whole month that has fewer of a weekday than promised."""
    last = (Month.of(start, begins_on=begins_on) + 23).last_day
    walk = [start + timedelta(days) for days in range((last - start).days + 1)]
    walk = [day for day in walk if end is None or day <= end]
    days = Counter(Month.of(day, begins_on=begins_on) for day in walk)
    hits = Counter(Month.of(day, begins_on=begins_on) for day in walk if day.weekday() == weekday)
    whole = [month for month in days if days[month] == (month.last_day - month.first_day).days + 1]
    return next(((str(month), hits[month]) for month in whole if hits[month] < many), None)


@given(
    start=st.integers(0, 800).map(lambda days: FIRST + timedelta(days)),
    length=st.none() | st.integers(0, 900),
    weekday=st.integers(0, 6),
    many=st.integers(1, 6),
    begins_on=st.just(1) | st.integers(1, 28),
)
@example(start=FIRST, length=30, weekday=4, many=6, begins_on=1)
@example(start=FIRST, length=29, weekday=4, many=6, begins_on=1)
@example(start=date(2026, 1, 2), length=None, weekday=3, many=4, begins_on=1)
@example(start=date(2026, 1, 16), length=30, weekday=4, many=6, begins_on=16)
@example(start=date(2026, 1, 16), length=29, weekday=4, many=6, begins_on=16)
def test_weekly_reports_against_a_walk_through_the_calendar(
    start: date, length: int | None, weekday: int, many: int, begins_on: int
) -> None:
    """The month that is shown is the first whole one with too few of the weekday, and none is shown without one."""
    end = None if length is None else start + timedelta(length)
    term = f"{{start: {start}}}" if end is None else f"{{start: {start}, end: {end}}}"
    text = promise(str(many), f"rule: FREQ=WEEKLY;BYDAY={DAYS[weekday]}", term)
    flaws = check(loads(f"{text}\ncalendar: {{months_begin_on: {begins_on}}}\n"), select=["SM111"])
    shown = [(each.witness or {}) for each in flaws]
    expected = short_month(start, end, weekday, many, begins_on)
    assert shown == ([] if expected is None else [{"month": expected[0], "scheduled": expected[1]}])


YEAR = "{start: 2026-01-01, end: 2026-12-31}"


@pytest.mark.parametrize(
    ("many", "cadence", "said"),
    [
        ("4", "rule: FREQ=WEEKLY;BYDAY=FR", []),
        ("5", "rule: FREQ=WEEKLY;BYDAY=FR", [f"{IN} 4 in 2026-02, and the promise is 5 reports"]),
        (
            "2",
            "rule: 'FREQ=MONTHLY;BYMONTHDAY=1,30'",
            ["objectives.x: the cadence has 1 in 2026-02, and the promise is 2 reports"],
        ),
        ("2", "rule: 'FREQ=MONTHLY;BYMONTHDAY=1,28'", []),
        ("2", "rule: 'FREQ=MONTHLY;BYMONTHDAY=-1,1'", []),
        ("3", "rule: FREQ=WEEKLY;COUNT=11", [f"{IN} 2 in 2026-03, and the promise is 3 reports"]),
        ("3", "rule: FREQ=WEEKLY;UNTIL=20261231", []),
    ],
)
def test_schedules(many: str, cadence: str, said: list[str]) -> None:
    """By week, by day of the month, and those that stop."""
    assert found("SM111", promise(many, cadence, YEAR)) == said


def test_schedules_add_up() -> None:
    """Two reports between the same two, two meetings with both in them; what goes elsewhere does not count."""
    objectives = """
  reports: {owed_by: Sales, owed_to: Marketing, at_least: 5 reports/month}
  meetings: {owed_by: Sales, owed_to: Marketing, at_least: 5 meetings/month}"""
    one = """cadence:
  friday: {from: Sales, to: Marketing, rule: FREQ=WEEKLY;BYDAY=FR}
  back: {from: Marketing, to: Sales, rule: FREQ=DAILY}
  weekly: {who: [Sales, Marketing], rule: FREQ=WEEKLY;BYDAY=FR}"""
    two = "  monthly: {from: Sales, to: Marketing, rule: FREQ=MONTHLY}\n  all: {who: everyone, rule: FREQ=MONTHLY}"
    said = "the cadence has 4 in 2026-02, and the promise is 5 {}"
    assert found("SM111", document(objectives, one)) == [
        f"objectives.{name}: {said.format(name)}" for name in ("reports", "meetings")
    ]
    assert found("SM111", document(objectives, f"{one}\n{two}")) == []


@pytest.mark.parametrize(
    ("reports", "said"),
    [(47, ["objectives.x: the cadence has 1 in 2027-12, and the promise is 2 reports"]), (48, []), (49, [])],
)
def test_two_years_are_looked_at(reports: int, said: list[str]) -> None:
    """A cadence that runs dry in the 24th month is found, one that does later is not."""
    cadence = f"rule: 'FREQ=MONTHLY;BYMONTHDAY=1,28;COUNT={reports}'"
    assert found("SM111", promise("2", cadence, "{start: 2026-01-01}")) == said


@pytest.mark.parametrize(
    "evaluator",
    ["at_most: 1 report/month", "rolling: {months: 3, at_least: 90 reports/quarter}", "at_least: 90 calls/month"],
)
def test_promises_without_a_least_number_a_month(evaluator: str) -> None:
    """At most, in a window, and of what no cadence holds: not asked for."""
    objectives = f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}"
    cadence = "cadence: {r: {from: Sales, to: Marketing, rule: FREQ=YEARLY}}"
    assert found("SM111", document(objectives, cadence)) == []


def test_the_least_of_two_bounds_is_scheduled() -> None:
    """A promise between two numbers needs the lower one."""
    objectives = "{x: {owed_by: Sales, owed_to: Marketing, between: {low: LOW reports/month, high: 9 reports/month}}}"
    cadence = "cadence: {r: {from: Sales, to: Marketing, rule: FREQ=WEEKLY;BYDAY=FR}}"
    assert found("SM111", document(objectives.replace("LOW", "4"), cadence)) == []
    assert found("SM111", document(objectives.replace("LOW", "5"), cadence)) != []


def test_nothing_scheduled_is_another_rule() -> None:
    """SM110 says it, once."""
    text = document("{x: {owed_by: Sales, owed_to: Marketing, at_least: 1 report/month}}")
    assert [each.code for each in check(loads(text), select=["SM11"])] == ["SM110"]


@pytest.mark.parametrize("term", ["{start: 9999-01-01}", "{start: 9999-12-01, end: 9999-12-31}"])
def test_the_end_of_the_calendar(term: str) -> None:
    """A term that reaches the last month there is can be checked."""
    assert found("SM111", promise("1", "rule: FREQ=WEEKLY;BYDAY=FR", term)) == []
