"""How much may go wrong in a period, and what is left of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actual, Finding, Metric, Quantity, Status
from smarketing.verdicts import error_budget

_ORDERS = Metric("orders", "%", "share")
_DOWN = Metric("down", "minute", "count")


def of_orders(kept: int, base: int, **more: object) -> Finding:
    """Give what was found of a share that is to be at least 99.9 %."""
    at_least = more.pop("at_least", Quantity(Fraction("99.9"), "%"))
    return Finding(more.pop("status", Status.MET), Actual(kept, base), at_least, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kept", "left", "part"),
    [
        (20_000, 20, 1),
        (19_992, 12, Fraction(3, 5)),
        (19_981, 1, Fraction(1, 20)),
        (19_980, 0, 0),
        (19_979, -1, Fraction(-1, 20)),
    ],
)
def test_a_share_may_miss_what_its_target_leaves(kept: int, left: int, part: Fraction) -> None:
    """20 of 20,000 may fail at 99.9 %; one more overspends the budget."""
    budget = error_budget(_ORDERS, of_orders(kept, 20_000))
    assert budget is not None
    assert (budget.allowed, budget.used) == (Quantity(20, ""), Quantity(20_000 - kept, ""))
    assert (budget.left, budget.part_left) == (Quantity(left, ""), part)


@pytest.mark.parametrize(("minutes", "part"), [(0, 1), (33, Fraction(1, 4)), (44, 0), (55, Fraction(-1, 4))])
def test_a_count_may_reach_its_upper_target(minutes: int, part: Fraction) -> None:
    """44 minutes of a month."""
    budget = error_budget(_DOWN, Finding(Status.MET, Actual(minutes), at_most=Quantity(44, "minute")))
    assert budget is not None
    assert (budget.allowed, budget.used) == (Quantity(44, "minute"), Quantity(minutes, "minute"))
    assert (budget.left, budget.part_left) == (Quantity(44 - minutes, "minute"), part)


def test_where_nothing_may_go_wrong_no_part_is_left() -> None:
    """A target of 100 %, and one of no incidents."""
    whole = error_budget(_ORDERS, of_orders(99, 100, at_least=Quantity(100, "%")))
    none = error_budget(_DOWN, Finding(Status.MISSED, Actual(1), at_most=Quantity(0, "minute")))
    assert whole is not None
    assert none is not None
    assert (whole.left, none.left) == (Quantity(-1, ""), Quantity(-1, "minute"))
    assert whole.part_left is none.part_left is None


@pytest.mark.parametrize(
    ("metric", "finding"),
    [
        (_ORDERS, of_orders(0, 0, status=Status.NO_DATA)),
        (_ORDERS, of_orders(0, 0)),
        (_ORDERS, of_orders(3, 4, status=Status.NO_DATA)),
        (_ORDERS, Finding(Status.MET, Actual(1, 2), at_most=Quantity(60, "%"))),
        (_ORDERS, Finding(Status.MET, Actual(1, 2), Quantity(40, "%"), Quantity(60, "%"))),
        (_DOWN, Finding(Status.NO_DATA, at_most=Quantity(44, "minute"))),
        (_DOWN, Finding(Status.MET, Actual(50), Quantity(44, "minute"))),
        (_DOWN, Finding(Status.MET, Actual(50), Quantity(44, "minute"), Quantity(60, "minute"))),
        (Metric("score", "point", "level"), Finding(Status.MET, Actual(5), at_most=Quantity(9, "point"))),
        (Metric("cost", "USD/lead", "ratio"), Finding(Status.MET, Actual(5, 2), at_most=Quantity(9, "USD/lead"))),
    ],
)
def test_other_promises_have_none(metric: Metric, finding: Finding) -> None:
    """Without a judged figure, of the other side or of two, and of levels and ratios."""
    assert error_budget(metric, finding) is None


@given(st.integers(1, 10**6), st.data(), st.fractions(0, 100, max_denominator=1000))
def test_a_share_is_met_while_its_budget_lasts(base: int, data: st.DataObject, target: Fraction) -> None:
    """Exactly, for any target."""
    kept = data.draw(st.integers(0, base))
    budget = error_budget(_ORDERS, of_orders(kept, base, at_least=Quantity(target, "%")))
    assert budget is not None
    assert (budget.left.value >= 0) == (Fraction(100 * kept, base) >= target)
    assert budget.allowed == budget.used + budget.left
