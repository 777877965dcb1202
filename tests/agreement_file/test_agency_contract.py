"""A contract with nearly every clause in one file: it loads, comes back, is sound, and is judged by its own example."""

from pathlib import Path

import pytest

from smarketing import Actuals, Agreement, Month, Quantity, Status, dumps, judge, load, loads, run_examples
from smarketing.checks import check

_PATH = Path(__file__).parent / "agency_contract.yaml"


@pytest.fixture(scope="module")
def contract() -> Agreement:
    """The contract."""
    return load(_PATH)


def test_it_comes_back_as_it_was(contract: Agreement) -> None:
    """Every clause of it is written as it is read."""
    assert loads(dumps(contract)) == contract


def test_its_own_example_holds(contract: Agreement) -> None:
    """65 minutes beyond what is allowed are two full half hours: 10 % of 4,000."""
    (result,) = run_examples(contract)
    assert result.holds
    assert [each.amount for each in result.scorecard.dues if each.effect == "credit"] == [Quantity(400, "GBP")]


def test_nothing_in_it_is_unsound(contract: Agreement) -> None:
    """Only what nobody wrote down is reported, none of it an error; nobody asks what the client owes."""
    found = check(contract)
    assert {each.severity for each in found} == {"warning"}
    assert not {each.code for each in found} & {"SM103", "SM104"}


def _year(number: int) -> dict[str, int]:
    return {str(Month(2026, 2) + later): number for later in range(12)}


def test_it_is_judged_clause_by_clause(contract: Agreement) -> None:
    """Twelve months in which leads are beaten, answers missed as expected, and the revenue of each quarter is met."""
    counts = {
        "new-revenue": _year(90_000),
        "leads": _year(140),
        "scheduled": _year(6_000),
        "downtime": _year(0),
        "uptime": _year(98),
        "kept": _year(60),
        "charges": _year(4_000),
    }
    rows: list[dict[str, object]] = [
        {"month": month, "metric": "answers", "value": 94, "base": 100} for month in _year(0)
    ]
    rows += [
        {"month": month, "metric": name, "value": number}
        for name, months in counts.items()
        for month, number in months.items()
    ]
    scorecard = judge(contract, Actuals.from_rows(rows, known=contract.metrics, months_begin_on=16))
    status = {(each.promise.name, str(each.month)): each.status for each in scorecard.verdicts}
    # the first fiscal quarter has two months of the term, and two thirds of its target
    assert [month for (name, month), each in status.items() if (name, each) == ("new-revenue", Status.MET)] == [
        "2026-03",
        "2026-06",
        "2026-09",
        "2026-12",
    ]
    assert {each for (name, _month), each in status.items() if name == "answers"} == {Status.MISSED}
    assert {each for (name, _month), each in status.items() if name == "answers.minimum"} == {Status.MET}
    assert status["growth", "2027-01"] is Status.PENDING
    assert status["health", "2026-03"] is Status.MET
    paid = [each.amount for each in scorecard.dues if each.consequence == "late-answers"]
    # 12.5, 25 and then 50 % of 4,000
    assert paid[:3] == [Quantity(500, "GBP"), Quantity(1_000, "GBP"), Quantity(2_000, "GBP")]
    rights = [str(each.month) for each in scorecard.dues if each.effect == "terminate"]
    assert rights == ["2026-04"]
    bonuses = [(str(each.month), each.amount) for each in scorecard.dues if each.effect == "bonus"]
    # 2 % of 4,000, and no more than 1 % of what the quarter has charged so far
    assert bonuses[:3] == [
        ("2026-02", Quantity(40, "GBP")),
        ("2026-03", Quantity(40, "GBP")),
        ("2026-04", Quantity(40, "GBP")),
    ]
