"""Dues and reliefs say what became of a promise, not always that it was missed."""

from collections.abc import Sequence

import attrs
import pytest

import smarketing as sm
from smarketing.verdicts import Promise, outcome_text


@attrs.frozen
class Beaten(sm.Condition):
    """A promise was beaten by a tenth."""

    promise: str
    looks_back = False

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """One case: the promise."""
        return [(each.name,) for each in promises if each.name == self.promise]

    def __call__(self, history: sm.CaseHistory, /) -> Sequence[sm.Verdict]:
        """The verdict of the month, if its attainment is 1.1 or more."""
        latest = history.verdicts[0][-1]
        return [latest] if (latest.attainment or 0) * 10 >= 11 else []


def judged(rule: sm.Consequence, relief: sm.Condition | None = None) -> sm.Scorecard:
    """Judge two months: leads are beaten, demos are missed."""
    agreement = sm.Agreement(
        "Leads and demos",
        sm.Term("2026-01-01"),
        [sm.Party("Marketing", contact="Josh"), sm.Party("Sales")],
        [
            sm.Objective("leads", "Marketing", "Sales", sm.AtLeast("100 SQL/month")),
            sm.Objective("demos", "Sales", "Marketing", sm.AtLeast("10 report/month"), relieved_when=relief),
        ],
        consequences=[rule],
        signatures={"Marketing": "2025-12-15", "Sales": "2025-12-15"},
    )
    figures = {"leads": {"2026-01": 110, "2026-02": 120}, "demos": {"2026-01": 1, "2026-02": 2}}
    return sm.judge(agreement, sm.Actuals.from_dict(figures, known=agreement.metrics))


def test_a_due_of_a_promise_that_was_kept_says_so() -> None:
    """A bonus is not for a miss."""
    scorecard = judged(sm.Consequence("bonus", Beaten("leads"), sm.Credit("200 USD")))
    assert [due.because for due in scorecard.dues] == [
        "leads was met in 2026-01: 200.00 USD",
        "leads was met in 2026-02: 200.00 USD",
    ]


def test_a_relief_by_a_promise_that_was_kept_says_so() -> None:
    """An excuse names what became of the promise that excuses."""
    scorecard = judged(sm.Consequence("tell", sm.Missed("demos"), sm.Escalate("Josh")), Beaten("leads"))
    assert [each.note for each in scorecard.verdicts if each.promise.name == "demos"] == [
        "excused, for leads was met",
        "excused, for leads was met",
    ]


@pytest.mark.parametrize("status", sm.Status)
def test_every_status_has_its_words(status: sm.Status) -> None:
    """Rules may answer with verdicts of any status."""
    assert outcome_text(status).startswith(("was ", "had "))
