"""The case of an effect: which misses brought it, whose they are, and in which contract period it lies."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import AtLeast, Case, Due, Finding, Metric, Month, Objective, Period, Quantity, Status, Verdict

LEADS = Metric("leads", "SQL", "count")


def never(name: str, day: date) -> date | None:
    """Know no date of any report or meeting."""
    return None


def miss(month: str, name: str = "leads", owed_by: str = "Marketing", owed_to: str = "Sales") -> Verdict:
    """Give a missed verdict."""
    promise = Objective(name, owed_by, owed_to, AtLeast("100 SQL/month"))
    return Verdict(promise, LEADS, Period.of(Month.parse(month)), Finding(Status.MISSED), Status.MISSED, Status.MISSED)


def case(*misses: Verdict, month: str = "2026-03", begins: str = "2026-01") -> Case:
    """Give a case in a month."""
    paid: dict[Month, Fraction] = {}
    return Case("credit", Month.parse(month), misses, Month.parse(begins), paid, never)


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


@pytest.mark.parametrize(
    ("begins", "month", "months", "period"),
    [
        # A term from February: its first quarter is February to April, its first year ends in January.
        ("2026-02", "2026-02", 3, ("2026-02", "2026-04")),
        ("2026-02", "2026-04", 3, ("2026-02", "2026-04")),
        ("2026-02", "2026-05", 3, ("2026-05", "2026-07")),
        ("2026-02", "2027-01", 12, ("2026-02", "2027-01")),
        ("2026-02", "2027-02", 12, ("2027-02", "2028-01")),
        ("2026-02", "2026-12", 1, ("2026-12", "2026-12")),
        ("2025-11", "2026-02", 3, ("2026-02", "2026-04")),
    ],
)
def test_contract_periods_count_from_the_start_of_the_term(
    begins: str, month: str, months: int, period: tuple[str, str]
) -> None:
    """Quarters and years are those of the contract and not of the calendar."""
    first, last = period
    expected = Period(Month.parse(first), Month.parse(last))
    assert case(miss(month), month=month, begins=begins).contract_period(months) == expected


@given(st.integers(0, 60), st.sampled_from([1, 3, 12]))
def test_contract_periods_tile_the_term(later: int, months: int) -> None:
    """Every month lies in one period of the full length, which begins whole periods after the term."""
    begins = Month(2026, 2)
    month = begins + later
    period = case(miss(str(month)), month=str(month), begins=str(begins)).contract_period(months)
    assert month in period
    assert len(period) == months
    assert (period.first - begins) % months == 0
