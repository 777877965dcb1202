"""Consequences that follow only from a month of the term on."""

import pytest

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    Effect,
    Escalate,
    Missed,
    Month,
    Objective,
    Party,
    Term,
    judge,
)

_SIGNED = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}


def _months(effect: Effect, from_month: int, figures: list[int], start: str = "2026-01-01") -> list[str]:
    """The months in which it follows from a target of 1 that it was missed."""
    agreement = Agreement(
        "T",
        Term(start),
        [Party("Marketing", "Josh"), Party("Sales", "Amy")],
        [Objective("leads", "Marketing", "Sales", AtLeast("1 lead/month"))],
        consequences=[Consequence("it", Missed("leads"), effect, from_month=from_month)],
        signatures=_SIGNED,
    )
    first = agreement.first_month
    numbers = {str(first + place): number for place, number in enumerate(figures)}
    dues = judge(agreement, Actuals.from_dict({"leads": numbers}, known=agreement.metrics)).dues
    return [str(due.month) for due in dues]


@pytest.mark.parametrize(("from_month", "first"), [(1, 1), (3, 3), (4, 4), (5, 5), (6, None)])
def test_no_credits_in_the_first_months(from_month: int, first: int | None) -> None:
    """From the fourth month of the term on, whichever month of the calendar that is; never beyond what is judged."""
    months = _months(Credit("5 USD"), from_month, [0] * 5, start="2026-03-01")
    expected = [] if first is None else [str(Month(2026, 2) + number) for number in range(first, 6)]
    assert months == expected


@pytest.mark.parametrize(
    ("figures", "months"),
    [
        ([0, 0, 0, 0, 0], ["2026-04"]),
        ([0, 0, 0, 1, 0], ["2026-05"]),
        ([1, 1, 1, 0, 0], ["2026-04"]),
        ([0, 0, 0, 0, 1], ["2026-04"]),
    ],
)
def test_what_began_before_follows_in_the_first_month_that_counts(figures: list[int], months: list[str]) -> None:
    """An escalation fires when its condition starts to hold; of months that do not count nobody asks."""
    assert _months(Escalate("Josh"), 4, figures) == months
