"""Evaluators that look at other promises and metrics: in which order, with which findings, and what is no data."""

from collections.abc import Sequence

import attrs
import pytest

import smarketing as sm
from smarketing import Absence, Finding, Reference, Status, View

SIGNED = {"Marketing": "2025-12-15", "Sales": "2025-12-15"}


@attrs.frozen
class BothKept(sm.Evaluator):
    """Met if the month has a figure and another promise was met."""

    other: str

    @property
    def references(self) -> Sequence[Reference]:
        """The other promise."""
        return [Reference("promise", self.other, ("other",))]

    def __call__(self, view: View, /) -> Finding:
        """Judge by the other promise."""
        found = view.finding(self.other)
        if found.status is Status.NO_DATA:
            return Finding(Status.NO_DATA, view.actual, note=f"{self.other} has no data")
        met = found.status is Status.MET
        target = sm.Quantity(1, view.metric.unit)
        return Finding(Status.MET, view.actual) if met else Finding(Status.MISSED, view.actual, target, None, target)


def agreement(*promises: sm.Objective) -> sm.Agreement:
    """Make an agreement of leads and what is given."""
    own = (sm.Metric(each.name, "lead", "count") for each in promises if isinstance(each.evaluator, BothKept))
    return sm.Agreement(
        "Leads",
        sm.Term("2026-01-01"),
        [sm.Party("Marketing"), sm.Party("Sales")],
        promises,
        metrics=[*own],
        signatures=SIGNED,
        no_data="counts as missed",
    )


BOTH = sm.Objective("both", "Marketing", "Sales", BothKept("leads"))
LEADS = sm.Objective("leads", "Marketing", "Sales", sm.AtLeast("100 lead/month"))


def test_the_other_promise_is_judged_before() -> None:
    """Also if it is named after; the verdicts come in the order of the promises."""
    signed = agreement(BOTH, LEADS)
    figures = {"both": {"2026-01": 1, "2026-02": 1}, "leads": {"2026-01": 100, "2026-02": 99}}
    verdicts = sm.judge(signed, sm.Actuals.from_dict(figures, known=signed.metrics)).verdicts
    assert [(each.promise.name, each.status) for each in verdicts] == [
        ("both", Status.MET),
        ("leads", Status.MET),
        ("both", Status.MISSED),
        ("leads", Status.MISSED),
    ]


def test_a_circle_is_a_problem() -> None:
    """No promise can be judged first."""
    one, two = (sm.Objective(name, "Marketing", "Sales", BothKept(other)) for name, other in ("ab", "ba"))
    with pytest.raises(sm.AgreementError) as caught:
        agreement(one, two)
    (problem,) = caught.value.problems
    assert problem.message in {"it looks at itself by way of a", "it looks at itself by way of b"}
    assert problem.path[0] == "objectives"
    with pytest.raises(sm.AgreementError) as alone:
        agreement(sm.Objective("a", "Marketing", "Sales", BothKept("a")))
    assert [str(each) for each in alone.value.problems] == ["objectives.a.evaluator: it looks at itself"]


@pytest.mark.parametrize(
    ("leads", "absence", "counts_as"),
    [("x", Absence.UNREADABLE, Status.NO_DATA), (None, Absence.NOTHING_TO_MEASURE, Status.NO_DATA)],
    ids=["unreadable", "none"],
)
def test_an_evaluator_that_does_not_say_why(leads: object, absence: Absence, counts_as: Status) -> None:
    """It is never held for less than what it may have looked at: with a figure of its own nothing was missing."""
    signed = agreement(BOTH, LEADS)
    rows: list[dict[str, object]] = [{"month": "2026-01", "metric": "both", "value": 1}]
    if leads is not None:
        rows.append({"month": "2026-01", "metric": "leads", "value": leads})
    actuals = sm.Actuals.from_rows(rows, known=signed.metrics)
    verdict = sm.judge(signed, actuals, keep_going=True).verdict("both", "2026-01")
    assert (verdict.finding.absence, verdict.counts_as) == (absence, counts_as)


def test_an_evaluator_that_does_not_say_why_without_a_figure() -> None:
    """Then the figure is missing, and that counts as agreed."""
    signed = agreement(BOTH, LEADS)
    actuals = sm.Actuals.from_dict({"leads": {"2026-02": 100}}, known=signed.metrics)
    verdict = sm.judge(signed, actuals).verdict("both", "2026-01")
    assert (verdict.finding.absence, verdict.counts_as) == (Absence.MISSING, Status.MISSED)
