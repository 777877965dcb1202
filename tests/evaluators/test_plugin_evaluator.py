"""An evaluator written by somebody else: a ratio of two metrics, which needs the other one."""

from collections.abc import Mapping
from datetime import date

import attrs
import pytest

from smarketing import (
    Actual,
    Actuals,
    Agreement,
    Evaluator,
    Finding,
    InvalidValueError,
    Metric,
    Month,
    Objective,
    Party,
    Quantity,
    Reference,
    Rolling,
    Signature,
    Status,
    Term,
    View,
    judge,
)
from smarketing.actuals import Series

FIRST = Month(2026, 1)
CALLS = Metric("calls", "call", "count")
LEADS = Metric("leads", "lead", "count")


@attrs.frozen
class CallsPerLead(Evaluator):
    """At least so many calls for each lead of the same months."""

    ratio: int
    beside: tuple[str, ...] = ("leads",)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The metrics that it looks at beside its own."""
        return tuple(Reference("metric", name, ()) for name in self.beside)

    def __call__(self, view: View, /) -> Finding:
        """Judge the months that the history covers, leads and calls alike."""
        leads = view.of("leads")
        if view.reading is None or leads.reading is None:
            return view.no_data(leads)
        wanted = Quantity(leads.reading * self.ratio, "call")
        short = wanted.value - view.reading
        status = Status.MISSED if short > 0 else Status.MET
        shortfall = Quantity(short, "call") if short > 0 else None
        return Finding(status, view.actual, wanted, None, shortfall, months=view.months)


def findings(evaluator: Evaluator, figures: Mapping[str, list[int | None]]) -> list[Finding]:
    """Judge the calls of each month."""
    series = {
        metric.name: Series(metric, FIRST, tuple(None if n is None else Actual(n) for n in figures[metric.name]))
        for metric in (CALLS, LEADS)
    }
    calls = series["calls"]
    others = {each.name: series[each.name] for each in evaluator.references}
    return [evaluator(View(calls, n, others=others)) for n in range(len(calls.actuals))]


def test_an_evaluator_sees_the_metric_that_it_needs() -> None:
    """Two calls a lead: 20 for 10 are met, 21 for 11 are 1 short, and a month without leads has no data."""
    found = findings(CallsPerLead(2), {"calls": [20, 21, 30, None], "leads": [10, 11, None, 5]})
    assert [each.status.value for each in found] == ["met", "missed", "no-data", "no-data"]
    assert found[1].shortfall == Quantity(1, "call")


def test_a_window_of_it_needs_the_same_metric() -> None:
    """Rolling over a plugin needs what it needs, and both metrics cover the window: 41 calls for 21 leads."""
    rolling = Rolling(CallsPerLead(2), months=2)
    assert rolling.references == (Reference("metric", "leads", ()),)
    found = findings(rolling, {"calls": [20, 21], "leads": [10, 11]})
    assert found[0].status is Status.PENDING
    assert (found[1].actual, found[1].at_least, found[1].shortfall) == (
        Actual(41),
        Quantity(42, "call"),
        Quantity(1, "call"),
    )


def test_it_cannot_look_at_what_it_does_not_name() -> None:
    """Only metrics among its `references` can be looked at."""
    blind = attrs.evolve(CallsPerLead(2), beside=())
    with pytest.raises(InvalidValueError, match=r"^metric 'leads' is not among the evaluator's references: none$"):
        findings(blind, {"calls": [20], "leads": [10]})


def test_it_is_judged_in_an_agreement_like_any_other() -> None:
    """An agreement takes the plugin with its declared metrics, and its verdicts say why."""
    agreement = Agreement(
        "Calls",
        Term(date(2026, 1, 1)),
        (Party("Marketing", "Josh"), Party("Sales", "Amy")),
        (Objective("calls", "Sales", "Marketing", CallsPerLead(2)),),
        metrics=(CALLS, LEADS),
        signatures=(Signature("Marketing", date(2025, 12, 1)), Signature("Sales", date(2025, 12, 1))),
    )
    months = {"calls": {"2026-01": 20, "2026-02": 21}, "leads": {"2026-01": 10, "2026-02": 11}}
    scorecard = judge(agreement, Actuals.from_dict(months, known=agreement.metrics))
    assert [verdict.because for verdict in scorecard.verdicts] == [
        "20 calls against at least 20 calls",
        "21 calls against at least 22 calls: 1 call short",
    ]


@attrs.frozen
class NotBelow(Evaluator):
    """A rule of the documentation: at most `slack` below the month before."""

    slack: int

    def __call__(self, view: View, /) -> Finding:
        """Compare readings, of a month or of a window."""
        before = view.earlier(1)
        if view.reading is None or before.reading is None:
            return view.no_data(before)
        floor = Quantity(before.reading - self.slack, view.metric.unit)
        short = floor.value - view.reading
        shortfall = Quantity(short, view.metric.unit) if short > 0 else None
        return Finding(Status.MISSED if shortfall else Status.MET, view.actual, floor, shortfall=shortfall)


def test_a_rule_about_earlier_months_says_the_same_in_a_window() -> None:
    """400, 300, 200, 100: each three months are 300 below the three before, so 50 of slack are not enough."""
    series = Series(LEADS, FIRST, tuple(map(Actual, (400, 300, 200, 100))))
    found = [Rolling(NotBelow(50), months=3)(View(series, place)) for place in range(4)]
    assert [each.status.value for each in found] == ["pending", "pending", "pending", "missed"]
    assert (found[3].at_least, found[3].shortfall) == (Quantity(850, "lead"), Quantity(250, "lead"))


def test_a_rule_about_a_share_compares_percentages() -> None:
    """45 of 50 is 90 %, which is not below 85 %, though 45 is below 85."""
    series = Series(Metric("kept", "%", "share"), FIRST, (Actual(85, 100), Actual(45, 50)))
    assert NotBelow(0)(View(series, 1)).status is Status.MET
