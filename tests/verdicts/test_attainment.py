"""Attainment: the part of a promise that was kept; and the other figures of a verdict."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actual,
    AtLeast,
    AtMost,
    Between,
    Evaluator,
    Finding,
    Metric,
    Month,
    Objective,
    Period,
    Quantity,
    Status,
    Verdict,
    View,
)
from smarketing.actuals import Series

MARCH = Month(2026, 3)
LEADS = Metric("leads", "SQL", "count")
KEPT = Metric("kept", "%", "share")
SCORE = Metric("score", "point", "level")


def judged(evaluator: Evaluator, metric: Metric, actual: Actual | None) -> Verdict:
    """Judge March 2026 and give the verdict."""
    finding = evaluator(View(Series(metric, MARCH, (actual,)), 0))
    promise = Objective("leads", "Marketing", "Sales", evaluator)
    return Verdict(promise, metric, Period.of(MARCH), finding, finding.status, finding.status)


ATTAINED: list[tuple[Evaluator, Metric, Actual | None, Fraction | None]] = [
    (AtLeast("100 SQL/month"), LEADS, Actual(104), Fraction(26, 25)),
    (AtLeast("100 SQL/month"), LEADS, Actual(92), Fraction(23, 25)),
    (AtLeast("100 SQL/month", tolerance="2 %"), LEADS, Actual(99), Fraction(99, 100)),
    (AtLeast("100 SQL/month"), LEADS, Actual(0), Fraction(0)),
    (AtLeast("0 SQL/month"), LEADS, Actual(3), None),
    # 46 of 50 is 92 %: exactly the target. 182 of 200 is 91 %: 91/92 of it.
    (AtLeast("92 %"), KEPT, Actual(46, 50), Fraction(1)),
    (AtLeast("92 %"), KEPT, Actual(182, 200), Fraction(91, 92)),
    (AtMost("5 SQL/month"), LEADS, Actual(4), Fraction(5, 4)),
    (AtMost("5 SQL/month"), LEADS, Actual(8), Fraction(5, 8)),
    (AtMost("5 SQL/month"), LEADS, Actual(0), None),
    (AtMost("0 SQL/month"), LEADS, Actual(2), Fraction(0)),
    (Between("90 SQL/month", "120 SQL/month"), LEADS, Actual(100), None),
    (AtLeast("100 SQL/month"), LEADS, None, None),
    (AtLeast("92 %"), KEPT, Actual(0, 0), None),
]


@pytest.mark.parametrize(("evaluator", "metric", "actual", "attainment"), ATTAINED)
def test_attainment_is_the_part_that_was_kept(
    evaluator: Evaluator, metric: Metric, actual: Actual | None, attainment: Fraction | None
) -> None:
    """Actual by target where more is better, target by actual where less is, and None where neither says anything."""
    assert judged(evaluator, metric, actual).attainment == attainment


NUMBERS = st.fractions(0, 200, max_denominator=5)


@given(st.booleans(), NUMBERS, NUMBERS)
def test_attainment_is_1_or_more_when_the_promise_was_kept(at_least: bool, target: Fraction, number: Fraction) -> None:
    """Without a tolerance, 1 is where met begins."""
    bound = Quantity(target, "SQL/month")
    verdict = judged(AtLeast(bound) if at_least else AtMost(bound), LEADS, Actual(number))
    if verdict.attainment is not None:
        assert (verdict.attainment >= 1) == (verdict.status is Status.MET)


@given(st.booleans(), st.integers(-20, 20), st.integers(-20, 20))
def test_attainment_does_not_mislead_below_zero(at_least: bool, target: int, number: int) -> None:
    """A score may be negative: where a ratio does not tell kept from missed there is none."""
    bound = Quantity(target, "point")
    verdict = judged(AtLeast(bound) if at_least else AtMost(bound), SCORE, Actual(number))
    if verdict.attainment is not None:
        assert (verdict.attainment >= 1) == (verdict.status is Status.MET)


@given(NUMBERS, NUMBERS)
def test_attainment_and_shortfall_agree(target: Fraction, number: Fraction) -> None:
    """What was attained of the target and what fell short make the whole."""
    verdict = judged(AtLeast(Quantity(target, "SQL/month")), LEADS, Actual(number))
    if verdict.shortfall is not None:
        assert verdict.attainment is not None
        assert verdict.attainment * target + verdict.shortfall.value == target


def test_a_verdict_gives_its_actual_in_the_unit_of_the_metric() -> None:
    """A share reads in percent; no figure, and a share of nothing, give None."""
    assert judged(AtLeast("92 %"), KEPT, Actual(46, 50)).actual == Quantity(92, "%")
    assert judged(AtLeast("100 SQL/month"), LEADS, Actual(92)).actual == Quantity(92, "SQL")
    assert judged(AtLeast("92 %"), KEPT, Actual(0, 0)).actual is None
    assert judged(AtLeast("92 %"), KEPT, None).actual is None


def test_a_shortfall_is_there_only_after_a_miss() -> None:
    """A miss says by how much; within the tolerance there is none."""
    assert judged(AtLeast("100 SQL/month", tolerance="2 %"), LEADS, Actual(97)).shortfall == Quantity(3, "SQL")
    assert judged(AtLeast("100 SQL/month", tolerance="2 %"), LEADS, Actual(98)).shortfall is None


@pytest.mark.parametrize("counts_as", list(Status))
def test_consequences_see_what_a_verdict_counts_as(counts_as: Status) -> None:
    """Missing data that counts as missed is missed for consequences, and keeps its status."""
    promise = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    verdict = Verdict(promise, LEADS, Period.of(MARCH), Finding(Status.NO_DATA), Status.NO_DATA, counts_as)
    assert verdict.missed == (counts_as is Status.MISSED)
    assert verdict.status is Status.NO_DATA
