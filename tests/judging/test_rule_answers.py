"""What a rule of somebody else's answers is checked, and the error names the rule and its package."""

import pickle
import re
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from smarketing import (
    Actual,
    Actuals,
    Agreement,
    AtLeast,
    Case,
    CaseHistory,
    Condition,
    Consequence,
    Due,
    Effect,
    Evaluator,
    Finding,
    Metric,
    Missed,
    Objective,
    Party,
    Quantity,
    RuleError,
    Scorecard,
    Status,
    Term,
    View,
    judge,
)

PACKAGE = __name__.partition(".")[0]
KNOWN = "an evaluator finds Status.MET, Status.MISSED, Status.PENDING, Status.NO_DATA"
VERDICTS = "a condition answers with the verdicts that make it hold, or with ()"


@attrs.frozen
class OddEvaluator(Evaluator):
    """An evaluator that answers with whatever it is told."""

    answer: Callable[[Any], Any]

    def __call__(self, view: View, /) -> Any:
        """Answer."""
        return self.answer(view)


@attrs.frozen
class OddCondition(Condition):
    """A condition that answers with whatever it is told."""

    answer: Callable[[Any], Any]

    def cases(self, promises: Any) -> Any:
        """Watch each promise by itself."""
        return tuple((each.name,) for each in promises)

    def __call__(self, history: CaseHistory, /) -> Any:
        """Answer."""
        return self.answer(history)


@attrs.frozen
class OddEffect(Effect):
    """An effect that answers with whatever it is told."""

    answer: Callable[[Any], Any]

    def __call__(self, case: Case, /) -> Any:
        """Answer."""
        return self.answer(case)


def judged(
    evaluator: Evaluator | None = None, when: Condition | None = None, effect: Effect | None = None
) -> Scorecard:
    """Judge one month with the odd rule in one place."""
    agreement = Agreement(
        "x",
        Term("2026-01-01"),
        [Party("Marketing"), Party("Sales")],
        [Objective("leads", "Marketing", "Sales", evaluator or AtLeast("100 SQL/month"))],
        metrics=[Metric("leads", "SQL", "count")],
        signatures={"Marketing": "2025-12-01", "Sales": "2025-12-01"},
        consequences=[Consequence("then", when or Missed("leads"), effect or OddEffect(lambda case: []))],
    )
    return judge(agreement, Actuals.from_dict({"leads": {"2026-01": 90}}, known=agreement.metrics))


def finding(**changes: Any) -> Callable[[View], Finding]:
    return lambda view: attrs.evolve(Finding(Status.MET, Actual(90)), **changes)


FINDINGS: list[tuple[Any, str]] = [
    (lambda view: None, "answered None; an evaluator answers with a Finding"),
    (lambda view: True, "answered True; an evaluator answers with a Finding"),
    (
        finding(status="met"),
        f"gave the status 'met'; {KNOWN}",
    ),
    (
        finding(status=Status.EXCUSED),
        f"gave the status {Status.EXCUSED!r}; {KNOWN}",
    ),
    (finding(actual=90), "gave the actual 90; an actual is an Actual, as in view.actual, or None"),
    (finding(shortfall=10), "gave the number 10; write a Quantity with its unit, as in Quantity(5, 'SQL')"),
    (finding(at_least=100), "gave the number 100; write a Quantity with its unit, as in Quantity(5, 'SQL')"),
    (finding(strict="yes"), "gave strict='yes'; it is True or False"),
    (finding(absence="missing"), "gave the absence 'missing'; it is an Absence, as in view.absence, or None"),
]


@pytest.mark.parametrize(("answer", "message"), FINDINGS)
def test_evaluators_answer_with_findings(answer: Any, message: str) -> None:
    """A text is no status, and a number has a unit."""
    with pytest.raises(RuleError, match=f"^{re.escape(f'OddEvaluator (of the package {PACKAGE}) {message}')}$"):
        judged(evaluator=OddEvaluator(answer))


CAUSES: list[tuple[Any, str]] = [
    (lambda history: True, "answered True; " + VERDICTS),
    (
        lambda history: ["leads"],
        "answered ['leads']; " + VERDICTS,
    ),
    (lambda history: None, "answered None; " + VERDICTS),
]


@pytest.mark.parametrize(("answer", "message"), CAUSES)
def test_conditions_answer_with_verdicts(answer: Any, message: str) -> None:
    """True is not enough: a due names what it follows from."""
    with pytest.raises(RuleError, match=f"^{re.escape(f'OddCondition (of the package {PACKAGE}) {message}')}$"):
        judged(when=OddCondition(answer))


def due(**changes: Any) -> Callable[[Case], list[Due]]:
    return lambda case: [attrs.evolve(case.due("odd", "so"), **changes)]


DUES: list[tuple[Any, str]] = [
    (lambda case: None, "answered None; an effect gives its dues one by one, as in yield case.due(...)"),
    (lambda case: "5 USD", "answered '5 USD'; an effect gives its dues one by one, as in yield case.due(...)"),
    (lambda case: [5], "gave 5; an effect gives dues, as in yield case.due(...)"),
    (
        due(owed_to="Selas"),
        "gave a due of the party 'Selas'; the parties are 'Marketing', 'Sales', 'the public'",
    ),
    (due(amount=5), "gave the amount 5; write a Quantity with its unit, as in Quantity(5, 'USD')"),
    (due(by="soon"), "gave 'soon' as the day by which something is due; it is a date, or None"),
]


@pytest.mark.parametrize(("answer", "message"), DUES)
def test_effects_answer_with_dues(answer: Any, message: str) -> None:
    """Between parties of the agreement, in quantities."""
    with pytest.raises(RuleError, match=f"^{re.escape(f'OddEffect (of the package {PACKAGE}) {message}')}$"):
        judged(effect=OddEffect(answer))


def test_any_iterable_of_dues_will_do() -> None:
    """An effect may yield them, or give none."""
    assert judged(effect=OddEffect(lambda case: iter(()))).dues == ()
    (due,) = judged(effect=OddEffect(lambda case: (case.due("odd", "so", amount=Quantity(5, "USD")),))).dues
    assert (due.effect, due.because, due.amount) == ("odd", "so", Quantity(5, "USD"))


def test_the_error_keeps_what_it_says() -> None:
    """It is a TypeError too, and goes through pickle."""
    error = RuleError("Odd", "their_package", "answered None; an evaluator answers with a Finding")
    again = pickle.loads(pickle.dumps(error))
    assert (again.rule, again.package, str(again)) == (error.rule, error.package, str(error))
    assert isinstance(error, TypeError)
