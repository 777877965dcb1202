"""The case of an effect: which misses brought it, and whose they are."""

from datetime import date

import pytest

from smarketing import AtLeast, Case, Due, Finding, Metric, Month, Objective, Period, Quantity, Status, Verdict

LEADS = Metric("leads", "SQL", "count")


def miss(month: str, name: str = "leads", owed_by: str = "Marketing", owed_to: str = "Sales") -> Verdict:
    """Give a missed verdict."""
    promise = Objective(name, owed_by, owed_to, AtLeast("100 SQL/month"))
    return Verdict(promise, LEADS, Period.of(Month.parse(month)), Finding(Status.MISSED), Status.MISSED, Status.MISSED)


def case(*misses: Verdict) -> Case:
    """Give a case in March."""
    return Case("credit", Month(2026, 3), misses)


@pytest.mark.parametrize(
    ("misses", "sentence"),
    [
        ([miss("2026-03")], "leads was missed in 2026-03"),
        ([miss("2026-01"), miss("2026-03")], "leads was missed in 2026-01 and 2026-03"),
        ([miss("2026-01"), miss("2026-02"), miss("2026-03")], "leads was missed in 2026-01, 2026-02 and 2026-03"),
        (
            [miss("2026-02", "revenue"), miss("2026-03"), miss("2026-03", "revenue")],
            "revenue was missed in 2026-02 and 2026-03 and leads was missed in 2026-03",
        ),
    ],
)
def test_a_case_says_which_misses_brought_it(misses: list[Verdict], sentence: str) -> None:
    """Every promise with its months, in the order of the misses."""
    assert case(*misses).because() == sentence


def test_a_due_goes_from_who_missed_to_whom_it_was_owed() -> None:
    """The last miss says who owes; a due holds all misses, and whatever else it is told."""
    misses = (miss("2026-02", "revenue", "Sales", "Marketing"), miss("2026-03"))
    due = case(*misses).due("review", "they talk", task="talk")
    assert due == Due("credit", Month(2026, 3), "review", "Marketing", "Sales", "they talk", misses, None, "talk", None)
    other = case(*misses).due("bonus", "well done", owed_by="Sales", owed_to="Agency", amount=Quantity(5, "USD"))
    assert (other.owed_by, other.owed_to, other.amount) == ("Sales", "Agency", Quantity(5, "USD"))


def test_a_case_by_itself_has_no_history_and_no_dates() -> None:
    """Nothing was paid before, and no report or meeting has a next date, until a case is told otherwise."""
    first, second = case(miss("2026-03")), case(miss("2026-03"))
    assert (first.ledger.dues, first.next_on("review", date(2026, 3, 31))) == ([], None)
    first.ledger.add(first.due("bonus", "well done"))
    assert second.ledger.dues == []
