"""Rolling: another evaluator over the months of a window together."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Absence,
    Actual,
    AtLeast,
    AtMost,
    Between,
    Evaluator,
    Finding,
    InvalidValueError,
    Metric,
    Month,
    Quantity,
    Rolling,
    Status,
    View,
)
from smarketing.actuals import Series

FIRST = Month(2026, 1)
LEADS = Metric("leads", "SQL", "count")
KEPT = Metric("kept", "%", "share")


def findings(evaluator: Evaluator, metric: Metric, figures: Sequence[Actual | None], begins: int = 0) -> list[Finding]:
    """Judge each month as seen from it."""
    series = Series(metric, FIRST, tuple(figures))
    return [evaluator(View(series, n, begins)) for n in range(len(figures))]


def test_a_window_of_shares_pools() -> None:
    """46/50, 47/50 and 182/200 pool to 275/300 = 91 2/3 %: missed against 92 %, a third of a point short."""
    figures = [Actual(46, 50), Actual(47, 50), Actual(182, 200)]
    last = findings(Rolling(AtLeast("92 %"), months=3), KEPT, figures)[2]
    assert last == Finding(
        Status.MISSED,
        Actual(275, 300),
        at_least=Quantity(92, "%"),
        shortfall=Quantity(Fraction(1, 3), "point"),
        months=3,
    )


def test_a_window_is_pending_until_it_is_complete() -> None:
    """A window of 3 months that begins with the term is judged in the third, and not before."""
    first, second, third = findings(Rolling(AtLeast("300 SQL/quarter"), months=3), LEADS, [Actual(100)] * 3)
    note = "not judged yet: needs 3 months; first result in 2026-03"
    pending = Finding(Status.PENDING, months=3, note=note, absence=Absence.TOO_EARLY)
    assert (first, second) == (pending, pending)
    assert third.status is Status.MET


def test_a_window_begins_with_the_term_and_not_with_the_figures() -> None:
    """Months before the term are no part of a window, though there are figures for them."""
    rolling = Rolling(AtLeast("100 SQL/month"), months=2)
    statuses = [each.status for each in findings(rolling, LEADS, [Actual(500)] * 4, begins=2)]
    assert statuses == [Status.PENDING, Status.PENDING, Status.PENDING, Status.MET]


def test_a_window_with_a_gap_has_no_data() -> None:
    """A missing month leaves every window that holds it without data; the target stays known."""
    figures = [Actual(100), None, Actual(100), Actual(100)]
    found = findings(Rolling(AtLeast("100 SQL/month"), months=2), LEADS, figures)
    note = "not every month from 2026-01 to 2026-02 has a figure"
    assert found[1] == Finding(
        Status.NO_DATA, None, at_least=Quantity(200, "SQL"), months=2, note=note, absence=Absence.MISSING
    )
    assert [each.status for each in found[1:]] == [Status.NO_DATA, Status.NO_DATA, Status.MET]


@pytest.mark.parametrize("target", ["100 SQL/month", "300 SQL/quarter", "1,200 SQL/year"])
def test_a_target_grows_with_the_window(target: str) -> None:
    """100 a month is 600 in six months, however the rate is written."""
    found = findings(Rolling(AtLeast(target), months=6), LEADS, [Actual(100)] * 5 + [Actual(99)])
    assert found[5].at_least == Quantity(600, "SQL")
    assert found[5].shortfall == Quantity(1, "SQL")


def test_the_target_of_a_level_does_not_grow() -> None:
    """A mean score over three months is held against the score itself."""
    score = Metric("score", "point", "level", over_months="mean")
    found = findings(Rolling(AtLeast("7 points"), months=3), score, [Actual(6), Actual(7), Actual(8)])
    assert (found[2].status, found[2].actual, found[2].at_least) == (Status.MET, Actual(7), Quantity(7, "point"))


def test_the_tolerance_of_a_window_is_a_part_of_its_target() -> None:
    """2 % of 300 is 6: 294 in three months are met, 293 are 7 short."""
    rolling = Rolling(AtLeast("100 SQL/month", tolerance="2 %"), months=3)
    assert findings(rolling, LEADS, [Actual(98)] * 3)[2].status is Status.MET
    assert findings(rolling, LEADS, [Actual(98), Actual(98), Actual(97)])[2].shortfall == Quantity(7, "SQL")


BOUNDS: list[Evaluator] = [
    AtLeast("10 SQL/month"),
    AtMost("10 SQL/month", tolerance="5 %"),
    Between("9 SQL/month", "33 SQL/quarter", tolerance="1 %"),
]


@given(st.sampled_from(BOUNDS), st.integers(2, 6), st.lists(st.none() | st.integers(0, 20), min_size=6, max_size=10))
def test_a_window_is_the_evaluator_on_its_months_together(
    evaluator: Evaluator, months: int, numbers: list[int | None]
) -> None:
    """Rolling judges what the evaluator finds in the sum of the window; later months change nothing."""
    figures = [None if number is None else Actual(number) for number in numbers]
    for place, found in enumerate(findings(Rolling(evaluator, months=months), LEADS, figures)):
        window = numbers[max(0, place + 1 - months) : place + 1]
        if len(window) < months:
            assert found.status is Status.PENDING
        elif None in window:
            assert found.status is Status.NO_DATA
        else:
            total = Actual(sum(number or 0 for number in window))
            alone = Series(LEADS, FIRST, (total, *[Actual(0)] * (months - 1)))
            assert found == evaluator(View(alone, months - 1).window(months))


def test_a_level_without_a_rule_is_refused_in_a_window() -> None:
    """A level that says no rule for several months cannot be judged over them."""
    score = Metric("score", "point", "level")
    with pytest.raises(InvalidValueError, match=r"^'score' is a level; state over_months, 'mean' or 'last'$"):
        findings(Rolling(AtLeast("7 points"), months=2), score, [Actual(6), Actual(7)])
