"""Agreements at both ends of the calendar: what looks back from the year 1, and quarters up to the last year."""

import pytest

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Condition,
    Consequence,
    Credit,
    Credits,
    Escalate,
    Evaluator,
    Met,
    Metric,
    Missed,
    Objective,
    Party,
    PeriodCalendar,
    Points,
    Rolling,
    Scorecard,
    ShareMissed,
    Status,
    Term,
    Trend,
    YearToDate,
    judge,
)

_SIGNED = {"Marketing": "0001-01-01", "Sales": "0001-01-01"}
_TARGET = AtLeast("5 lead/month")


def _judged(
    evaluator: Evaluator, figures: dict[str, int], condition: Condition, calendar: PeriodCalendar, term: Term
) -> Scorecard:
    agreement = Agreement(
        "T",
        term,
        [Party("Marketing", "Josh"), Party("Sales", "Amy")],
        [Objective("leads", "Marketing", "Sales", evaluator, metric="leads")],
        metrics=[Metric("leads", "lead", "count")],
        calendar=calendar,
        consequences=[
            Consequence("credit", Missed("leads"), Credit("9 USD"), limits="12 USD per trailing 9 months"),
            Consequence("told", condition, Escalate("Josh")),
        ],
        signatures=_SIGNED,
    )
    actuals = Actuals.from_dict({"leads": figures}, known=agreement.metrics, months_begin_on=calendar.months_begin_on)
    return judge(agreement, actuals)


@pytest.mark.parametrize(
    ("condition", "month"),
    [
        (Missed("leads", times=2, window=6), "0001-02"),
        (Missed("leads", times=2, running=True), "0001-02"),
        (Met("leads", times=2, window=6), None),
        (ShareMissed("leads", at_least="50 %", window=6), "0001-01"),
        (Points({"leads": [1, 2]}, at_least=3, window=6), "0001-02"),
        (Credits("12 USD", window=6), "0001-02"),
    ],
)
def test_conditions_look_back_no_further_than_the_year_1(condition: Condition, month: str | None) -> None:
    """A window that would begin before the calendar holds the months that there are."""
    figures = {"0001-01": 1, "0001-02": 1, "0001-03": 9}
    dues = _judged(_TARGET, figures, condition, PeriodCalendar(), Term("0001-01-01")).dues
    assert [str(each.month) for each in dues if each.consequence == "told"] == ([] if month is None else [month])


_CALENDARS = [
    PeriodCalendar(),
    PeriodCalendar("calendar"),
    PeriodCalendar("fiscal", fiscal_year_starts="April"),
    PeriodCalendar(months_begin_on=16),
]


@pytest.mark.parametrize("calendar", _CALENDARS, ids=repr)
@pytest.mark.parametrize(
    ("evaluator", "first"),
    [
        (Rolling(_TARGET, months=6), Status.PENDING),
        (Rolling(_TARGET, months=6, from_the_start=True), Status.MISSED),
        (YearToDate(_TARGET), Status.MISSED),
        (Trend("the year before", at_least="100 %"), Status.PENDING),
        (Trend("the same month a year before", at_least="100 %"), Status.PENDING),
        (AtLeast("5 lead/quarter"), Status.PENDING),
        (AtLeast("5 lead/week"), Status.MISSED),
    ],
    ids=lambda each: each.describe() if isinstance(each, Evaluator) else "",
)
def test_the_first_months_of_the_calendar(evaluator: Evaluator, first: Status, calendar: PeriodCalendar) -> None:
    """What is not judged yet says since when it will be, and names no month before the year 1."""
    start = "0001-01-16" if calendar.months_begin_on == 16 else "0001-01-01"
    figures = {"0001-01": 1, "0001-02": 1}
    verdicts = _judged(evaluator, figures, Missed("leads"), calendar, Term(start)).verdicts
    assert verdicts[0].status is first
    assert verdicts[0].because


@pytest.mark.parametrize("calendar", _CALENDARS, ids=repr)
def test_the_last_months_of_the_calendar(calendar: PeriodCalendar) -> None:
    """A term that ends with the last year that is judged: its last quarter ends with it."""
    day = 16 if calendar.months_begin_on == 16 else 1
    term = Term(f"9799-11-{day:02}", "9799-12-31")
    verdicts = _judged(
        AtLeast("6 lead/quarter"), {"9799-11": 1, "9799-12": 1}, Missed("leads"), calendar, term
    ).verdicts
    assert [each.status for each in verdicts] == [Status.PENDING, Status.MISSED]
