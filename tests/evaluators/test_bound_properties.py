"""What holds for every bound: better is never worse, the sides mirror each other, shortfalls count from the target."""

from fractions import Fraction

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from smarketing import Actual, AtLeast, AtMost, Between, Evaluator, Finding, Metric, Month, Quantity, Status, View
from smarketing.actuals import Series

MONTH = Month(2026, 3)
SCORE = Metric("score", "point", "level")
KEPT = Metric("kept", "%", "share")
LEVELS = st.fractions(-50, 50, max_denominator=6)
PARTS = st.one_of(st.none(), st.fractions(0, 40, max_denominator=4))
SHARES = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda pair: Actual(min(pair), max(pair)))


def points(number: Fraction) -> Quantity:
    """Give a level."""
    return Quantity(number, "point")


def percent(number: Fraction | None) -> Quantity | None:
    """Give a tolerance."""
    return None if number is None else Quantity(number, "%")


def judged(evaluator: Evaluator, metric: Metric, actual: Actual) -> Finding:
    """Judge one month."""
    return evaluator(View(Series(metric, MONTH, (actual,)), 0))


@attrs.frozen
class Slow:
    """A bound worked out the long way, as an oracle."""

    low: Fraction | None
    high: Fraction | None
    tolerance: Fraction | None

    def judge(self, reading: Fraction) -> tuple[Status, Fraction | None]:
        """Give status and shortfall."""
        part = (self.tolerance or Fraction(0)) / 100
        if self.low is not None and reading < self.low - abs(self.low) * part:
            return Status.MISSED, self.low - reading
        if self.high is not None and reading > self.high + abs(self.high) * part:
            return Status.MISSED, reading - self.high
        return Status.MET, None


@given(LEVELS, LEVELS, LEVELS, PARTS)
def test_bounds_agree_with_the_long_way(one: Fraction, other: Fraction, reading: Fraction, part: Fraction) -> None:
    """Status and shortfall of every bound are what plain comparisons give."""
    low, high = min(one, other), max(one, other)
    tolerance = percent(part)
    bounds: list[tuple[Evaluator, Slow]] = [
        (AtLeast(points(low), tolerance=tolerance), Slow(low, None, part)),
        (AtMost(points(high), tolerance=tolerance), Slow(None, high, part)),
        (Between(points(low), points(high), tolerance=tolerance), Slow(low, high, part)),
    ]
    for evaluator, slow in bounds:
        finding = judged(evaluator, SCORE, Actual(reading))
        status, short = slow.judge(reading)
        assert (finding.status, finding.shortfall) == (status, None if short is None else points(short))


@given(LEVELS, PARTS, LEVELS, LEVELS)
def test_a_better_actual_never_worsens_a_verdict(
    target: Fraction, part: Fraction | None, one: Fraction, other: Fraction
) -> None:
    """More under at least, less under at most: what was met stays met, and a shortfall does not grow."""
    low, high = Actual(min(one, other)), Actual(max(one, other))
    at_least = AtLeast(points(target), tolerance=percent(part))
    at_most = AtMost(points(target), tolerance=percent(part))
    sides: list[tuple[Evaluator, Actual, Actual]] = [(at_least, low, high), (at_most, high, low)]
    for evaluator, worse, better in sides:
        before, after = judged(evaluator, SCORE, worse), judged(evaluator, SCORE, better)
        assert before.status is Status.MISSED or after.status is Status.MET
        if before.shortfall and after.shortfall:
            assert after.shortfall <= before.shortfall


@given(SHARES, SHARES, st.fractions(0, 100, max_denominator=3), st.fractions(0, 5, max_denominator=2))
def test_a_better_share_never_worsens_a_verdict(
    one: Actual, other: Actual, target: Fraction, tolerated: Fraction
) -> None:
    """A higher share of any base does no harm under at least."""
    evaluator = AtLeast(Quantity(target, "%"), tolerance=Quantity(tolerated, "point"))
    worse, better = sorted((one, other), key=lambda share: KEPT.reading(share) or Fraction(0))
    before, after = judged(evaluator, KEPT, worse), judged(evaluator, KEPT, better)
    assert before.status is Status.MISSED or after.status is Status.MET


@given(LEVELS, LEVELS, PARTS)
def test_at_most_mirrors_at_least(target: Fraction, reading: Fraction, part: Fraction | None) -> None:
    """At most 5 of 7 is at least -5 of -7: the same status and the same shortfall."""
    at_least = judged(AtLeast(points(target), tolerance=percent(part)), SCORE, Actual(reading))
    at_most = judged(AtMost(points(-target), tolerance=percent(part)), SCORE, Actual(-reading))
    assert (at_least.status, at_least.shortfall) == (at_most.status, at_most.shortfall)


@given(LEVELS, LEVELS, LEVELS, PARTS)
def test_between_is_both(one: Fraction, other: Fraction, reading: Fraction, part: Fraction | None) -> None:
    """Between is met where at least and at most both are, and its shortfall is that of the one that is not."""
    low, high, actual = points(min(one, other)), points(max(one, other)), Actual(reading)
    both = judged(Between(low, high, tolerance=percent(part)), SCORE, actual)
    sides = [
        judged(AtLeast(low, tolerance=percent(part)), SCORE, actual),
        judged(AtMost(high, tolerance=percent(part)), SCORE, actual),
    ]
    missed = [side for side in sides if side.status is Status.MISSED]
    assert (both.status is Status.MISSED) == bool(missed)
    assert [both.shortfall] == ([side.shortfall for side in missed] or [None])


@given(LEVELS, LEVELS, PARTS)
def test_what_falls_short_counts_from_the_target(target: Fraction, reading: Fraction, part: Fraction | None) -> None:
    """Actual and shortfall of a miss add up to the target, whatever is tolerated."""
    finding = judged(AtLeast(points(target), tolerance=percent(part)), SCORE, Actual(reading))
    assume(finding.status is Status.MISSED)
    assert finding.shortfall is not None
    assert points(reading) + finding.shortfall == points(target)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 30))
def test_the_period_of_a_rate_makes_no_difference(rate: int, number: int, part: int) -> None:
    """100 a month, 300 a quarter and 1,200 a year are one promise for a month."""
    metric, actual, tolerance = Metric("leads", "lead", "count"), Actual(number), Quantity(part, "%")
    by_month = judged(AtLeast(Quantity(rate, "lead/month"), tolerance=tolerance), metric, actual)
    by_quarter = judged(AtLeast(Quantity(3 * rate, "lead/quarter"), tolerance=tolerance), metric, actual)
    by_year = judged(AtLeast(Quantity(12 * rate, "lead/year"), tolerance=tolerance), metric, actual)
    assert by_month == by_quarter == by_year
