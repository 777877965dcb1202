"""Targets that follow the funnel's schedule month by month: funnel.SQL.by_month."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import problems_of
from smarketing import Actuals, AgreementError, Month, Quantity, Scorecard, Status, dumps, judge, loads
from smarketing.funnel import schedule

_DOCUMENT = """\
smarketing: 1
title: Leads by season
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Marketing: {}, Sales: {}}
signatures: {Marketing: 2025-12-01, Sales: 2025-12-01}
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages: [MQL, {SQL: 40 %, lag: 1 month}, {customer: 50 %}]
  seasonality: [80 %, 90 %, 100 %, 100 %, 110 %, 110 %, 90 %, 80 %, 110 %, 120 %, 110 %, 100 %]
objectives:
  mqls: {owed_by: Marketing, owed_to: Sales, at_least: funnel.MQL.by_month}
"""
_SEGMENTS = """\
  segments: {small: {share: 40 %}, large: {share: 60 %}}
"""


def _judged(document: str, figures: Mapping[str, int | Fraction], name: str = "mqls") -> Scorecard:
    agreement = loads(document)
    return judge(agreement, Actuals.from_dict({name: figures}, known=agreement.metrics))


def _year(first: int, *numbers: int | Fraction) -> dict[str, int | Fraction]:
    return {f"2026-{first + place:02}": number for place, number in enumerate(numbers)}


@pytest.mark.parametrize(("january", "status"), [(224, Status.MISSED), (225, Status.MET), (226, Status.MET)])
def test_a_month_is_held_against_its_own_number(january: int, status: Status) -> None:
    """Sales in February are 90 % of 50 customers: 45, of 90 SQL, of 225 MQL a month before."""
    (verdict,) = _judged(_DOCUMENT, _year(1, january)).verdicts
    assert (verdict.status, verdict.finding.at_least) == (status, Quantity(225, "MQL"))


def test_delivering_what_the_schedule_says_is_met_in_every_month() -> None:
    """Where the plan's average would be missed in strong months; the last month serves no goal of the term."""
    agreement = loads(_DOCUMENT)
    assert agreement.funnel is not None
    planned = schedule(agreement.funnel, agreement.term_months)
    needs = [planned.need("MQL", month) for month in agreement.term_months]
    figures = [0 if need is None else need.value for need in needs]
    assert [each.status for each in _judged(_DOCUMENT, _year(1, *figures)).verdicts] == [Status.MET] * 12
    average = _DOCUMENT.replace("funnel.MQL.by_month", "funnel.MQL")
    missed = [each.month for each in _judged(average, _year(1, *figures)).verdicts if each.missed]
    assert Month(2026, 1) in missed
    assert needs[-1] is None
    less = _judged(_DOCUMENT, _year(1, *(max(number - 1, 0) for number in figures)))
    assert [each.missed for each in less.verdicts] == [True] * 11 + [False]


def test_by_the_quarter_and_over_a_window_months_add_up() -> None:
    """80, 90 and 100 SQL in the first quarter; 90, 100 and 100 in the window that ends in April."""
    quarterly = _DOCUMENT.replace("funnel.MQL.by_month", "funnel.SQL.by_month, every: quarter")
    found = _judged(quarterly, _year(1, 270, 0, 0)).verdicts
    assert [each.status for each in found] == [Status.PENDING, Status.PENDING, Status.MET]
    assert found[2].finding.at_least == Quantity(270, "SQL")
    rolling = _DOCUMENT.replace("at_least: funnel.MQL.by_month", "rolling: {months: 3, at_least: funnel.SQL.by_month}")
    targets = [each.finding.at_least for each in _judged(rolling, _year(1, 90, 90, 90, 90)).verdicts]
    assert targets[2:] == [Quantity(270, "SQL"), Quantity(290, "SQL")]


def test_the_goal_by_month() -> None:
    """The seasons of the goal itself: 80 % of 5,000 in January."""
    goal = _DOCUMENT.replace("funnel.MQL.by_month", "funnel.goal.by_month")
    assert [each.missed for each in _judged(goal, _year(1, 4000, 4499)).verdicts] == [False, True]


def test_a_segment_by_month() -> None:
    """40 % of what all segments need."""
    whole = _DOCUMENT.replace("objectives:", f"{_SEGMENTS}objectives:")
    small = whole.replace("funnel.MQL.by_month", "funnel.MQL.small.by_month")
    assert [each.missed for each in _judged(small, _year(1, 90)).verdicts] == [False]
    assert [each.missed for each in _judged(small, _year(1, 89)).verdicts] == [True]
    assert _judged(whole, _year(1, 0)).verdicts[0].finding.at_least == Quantity(225, "MQL")


def test_a_tolerance_and_a_partial_month() -> None:
    """2 % of 225 are 4.5; from 16 January on pro rata 16 of 31 days."""
    tolerant = _DOCUMENT.replace("funnel.MQL.by_month", "{target: funnel.MQL.by_month, tolerance: 2 %}")
    assert [_judged(tolerant, _year(1, each)).verdicts[0].missed for each in (220, 221)] == [True, False]
    partial = _DOCUMENT.replace("start: 2026-01-01", "start: 2026-01-16").replace(
        "title:", "partial_months: pro rata\ntitle:"
    )
    assert _judged(partial, _year(1, 0)).verdicts[0].finding.at_least == Quantity(225 * Fraction(16, 31), "MQL")


def test_a_scheduled_target_comes_back_from_its_file() -> None:
    """By its name; its quantity is that of an average month."""
    agreement = loads(_DOCUMENT)
    assert loads(dumps(agreement)) == agreement
    (target,) = agreement.objectives[0].evaluator.targets
    assert (str(target), target.quantity, target.is_scheduled) == (
        "funnel.MQL.by_month",
        Quantity(250, "MQL/month"),
        True,
    )
    assert target.because.startswith("the schedule; in an average month ")


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (
            ", end: 2026-12-31",
            "",
            (
                "12:46: objectives.mqls.at_least: funnel.MQL.by_month is of a schedule for the term; "
                "give the term an end, or write funnel.MQL"
            ),
        ),
        (
            "funnel.MQL.by_month",
            "funnel.points.MQL.by_month",
            "12:46: objectives.mqls.at_least: no schedule has points; write funnel.points.MQL",
        ),
        (
            "funnel.MQL.by_month",
            "funnel.MQLs.by_month",
            (
                "12:46: objectives.mqls.at_least: no stage named 'MQLs'; stages are 'MQL', 'SQL', 'customer' "
                "(did you mean 'MQL'?)"
            ),
        ),
    ],
)
def test_schedules_that_there_are_not(good: str, bad: str, problem: str) -> None:
    """A term without an end has no last goal; points and unknown stages are in no schedule."""
    assert problems_of(_DOCUMENT, good, bad) == problem


@given(st.integers(1, 12), st.integers(0, 400))
def test_judging_until_a_month_says_the_same_of_it(month: int, number: int) -> None:
    """The schedule is that of the whole term, whatever has been reported so far."""
    figures: dict[str, int | Fraction] = dict.fromkeys((f"2026-{each:02}" for each in range(1, 13)), number)
    whole = _judged(_DOCUMENT, figures).verdicts
    agreement = loads(_DOCUMENT)
    actuals = Actuals.from_dict({"mqls": dict(list(figures.items())[:month])}, known=agreement.metrics)
    assert judge(agreement, actuals).verdicts == whole[:month]


def test_an_agreement_that_did_not_come_from_a_funnel() -> None:
    """A target that says so and has no funnel is refused, as any other number of a funnel."""
    without = _DOCUMENT[: _DOCUMENT.index("funnel:")] + _DOCUMENT[_DOCUMENT.index("objectives:") :]
    with pytest.raises(AgreementError, match=r"funnel"):
        loads(without)
