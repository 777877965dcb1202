"""The rule for deliverables: what it holds, what it refuses, and how it reads."""

from collections.abc import Callable
from datetime import date

import pytest

from expected_errors import refusal
from smarketing import Actual, Deliverable, Metric, Month, Rolling, Status, View
from smarketing.actuals import Series
from smarketing.evaluators import DueDates
from smarketing.testing import check_evaluator


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Deliverable("status-report"), "status-report on time"),
        (Deliverable("status-report", at_least="90 %"), "at least 90 % of status-report on time"),
        (Deliverable("status-report", late_counts="50 %"), "status-report on time, late counts 50 %"),
        (Deliverable(due=["2026-03-31", "2026-06-30"]), "what is due on 2026-03-31 and 2026-06-30 on time"),
    ],
)
def test_how_it_reads(rule: Deliverable, said: str) -> None:
    """The share only where it is not all, lateness only where it counts."""
    assert rule.describe() == said


@pytest.mark.parametrize(
    ("make", "said", "field"),
    [
        (Deliverable, "name a report of the cadence, or the dates on which something is due", "report"),
        (
            lambda: Deliverable("a", due=["2026-01-01"]),
            "name a report of the cadence, or the dates on which something is due",
            "report",
        ),
        (lambda: Deliverable(due=["2026-01-01", "2026-01-01"]), "2026-01-01 is there twice", "due"),
        (lambda: Deliverable(due=["1 May"]), "'1 May' is not a date; write it as 2026-01-31", None),
        (lambda: Deliverable("a", late_counts="101 %"), "a share from 0 % to 100 % is meant; not 101 %", "late_counts"),
        (
            lambda: Deliverable("a", late_counts="1 point"),
            "a share from 0 % to 100 % is meant; not 1 point",
            "late_counts",
        ),
        (
            lambda: Deliverable("a", at_least="3 reports/month"),
            "a share from 0 % to 100 % is meant; not 3 report/month",
            "at_least",
        ),
    ],
)
def test_what_it_refuses(make: Callable[[], object], said: str, field: str | None) -> None:
    """Each with the field."""
    assert refusal(make) == (said, field)


def test_one_day_may_stand_alone() -> None:
    """A date, or its text, for a list of it."""
    assert Deliverable(due="2026-03-31") == Deliverable(due=[date(2026, 3, 31)]) == Deliverable(due=date(2026, 3, 31))


def test_it_judges_shares_alone() -> None:
    """A count of reports is no share of what was due."""
    (said, *_more) = [*Deliverable("a").metric_problems(Metric("reports", "report", "count"))][::-1]
    assert said == "what is delivered is a share of what is due, and 'reports' is a count"
    assert list(Deliverable("a").metric_problems(Metric("reports", "%", "share"))) == []


@pytest.mark.parametrize("rule", [Deliverable("a", at_least="90 %"), Deliverable(due=["2026-01-01"])], ids=str)
def test_it_keeps_the_laws_of_evaluators(rule: Deliverable) -> None:
    """It judges as a lower bound does."""
    check_evaluator(rule, [Metric("reports", "%", "share")], max_examples=30)


def test_it_is_judged_as_it_stands() -> None:
    """Asked alone, and prepared for a metric, it finds the same."""
    metric = Metric("reports", "%", "share")
    series = Series(metric, Month(2026, 1), (Actual(3, 4), None))
    for rule in (Deliverable("a", at_least="75 %"), Deliverable("a")):
        for place in (0, 1):
            assert rule(View(series, place)) == rule.prepared(metric)(View(series, place))
    assert Deliverable("a", at_least="75 %")(View(series, 0)).status is Status.MET
    assert Deliverable("a")(View(series, 0)).status is Status.MISSED
    assert Deliverable("a").judged_from is None  # one thing that is due is enough


def test_a_window_counts_the_same_deliveries() -> None:
    """What is due does not depend on how many months are taken together."""
    inner = Deliverable("a", late_counts="25 %")
    assert Rolling(inner, months=3).due_dates == inner.due_dates == DueDates("a", (), inner.late_counts.value / 100)
