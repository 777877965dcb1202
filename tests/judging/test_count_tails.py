"""Tails of the binomial and the Poisson distribution, held to scipy, to exact sums and to what they mean."""

import time
from fractions import Fraction
from math import comb, erfc, exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from smarketing.judging.count_tails import binomial_at_least, binomial_at_most, poisson_at_least, poisson_at_most

_SHARES = st.fractions(0, 1, max_denominator=10_000)


@given(st.integers(-1, 41), st.integers(0, 40), _SHARES)
def test_a_binomial_tail_is_the_exact_sum(kept: int, cases: int, share: Fraction) -> None:
    """In fractions, over every number up to the one at hand."""
    exact = sum(comb(cases, each) * share**each * (1 - share) ** (cases - each) for each in range(min(kept, cases) + 1))
    assert binomial_at_most(kept, cases, share) == pytest.approx(float(exact), rel=1e-11, abs=1e-15)
    assert binomial_at_least(kept + 1, cases, share) == pytest.approx(float(1 - exact), rel=1e-11, abs=1e-15)


@given(st.integers(1, 10**6), _SHARES, st.floats(-6, 6))
def test_a_binomial_tail_is_that_of_scipy(cases: int, share: Fraction, deviations: float) -> None:
    """On both sides, within six standard deviations."""
    mean = cases * share
    kept = min(max(int(float(mean) + deviations * sqrt(mean * (1 - share))), 0), cases)
    oracle = binom(cases, float(share))
    assert binomial_at_most(kept, cases, share) == pytest.approx(oracle.cdf(kept), rel=1e-8, abs=1e-14)
    assert binomial_at_least(kept, cases, share) == pytest.approx(oracle.sf(kept - 1), rel=1e-8, abs=1e-14)


@given(st.fractions(Fraction(1, 1000), 10**5, max_denominator=1000), st.floats(-6, 6))
def test_a_poisson_tail_is_that_of_scipy(mean: Fraction, deviations: float) -> None:
    """On both sides, within six standard deviations."""
    count = max(int(float(mean) + deviations * sqrt(mean)), 0)
    oracle = poisson(float(mean))
    assert poisson_at_most(count, mean) == pytest.approx(oracle.cdf(count), rel=1e-8, abs=1e-14)
    assert poisson_at_least(count, mean) == pytest.approx(oracle.sf(count - 1), rel=1e-8, abs=1e-14)


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (poisson_at_most(0, Fraction(3)), exp(-3)),
        (poisson_at_most(-1, Fraction(3)), 0),
        (poisson_at_most(0, Fraction(0)), 1),
        (poisson_at_least(0, Fraction(3)), 1),
        (poisson_at_least(1, Fraction(0)), 0),
        (poisson_at_least(1, Fraction(3)), 1 - exp(-3)),
        (binomial_at_most(0, 10**15, Fraction(1, 10**15)), exp(-1)),
        (binomial_at_most(0, 1, 1 - Fraction(1, 10**400)), 0),
        (binomial_at_most(0, 1, Fraction(1, 10**400)), 1),
        (binomial_at_most(1, 2, 1 - Fraction(1, 10**400)), 0),
        (binomial_at_least(1, 10**15, Fraction(1, 10**400)), 0),
        (binomial_at_most(1, 2, Fraction(1)), 0),
        (binomial_at_most(1, 2, Fraction(0)), 1),
    ],
)
def test_the_ends(chance: float, expected: float) -> None:
    """None at all, certain shares, and shares that floating point does not tell from them."""
    assert chance == pytest.approx(expected, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("cases", [4 * 10**9 - 8, 4 * 10**9 + 8, 10**15])
@pytest.mark.parametrize("deviations", [-3, 2])
def test_large_numbers_go_over_into_the_normal_distribution(cases: int, deviations: int) -> None:
    """On both sides of the variance from which on it stands in; in seconds at most."""
    start = time.process_time()
    kept = cases // 2 + int(deviations * sqrt(cases) / 2)
    normal = erfc(-(kept + 0.5 - cases / 2) / sqrt(cases / 2)) / 2
    assert binomial_at_most(kept, cases, Fraction(1, 2)) == pytest.approx(normal, rel=1e-6)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("mean", [10**9, 10**9 + 1])
def test_large_means_go_over_into_the_normal_distribution(mean: int) -> None:
    """Four standard deviations away, on both sides."""
    apart = int(4 * sqrt(mean))
    normal = erfc((apart - 0.5) / sqrt(2 * mean)) / 2
    assert poisson_at_most(mean - apart, Fraction(mean)) == pytest.approx(normal, rel=1e-3)
    assert poisson_at_least(mean + apart, Fraction(mean)) == pytest.approx(normal, rel=1e-3)


@given(st.integers(0, 2000), st.fractions(0, 2000, max_denominator=50))
def test_both_tails_of_a_poisson_distribution_are_all_of_it(count: int, mean: Fraction) -> None:
    """At most so many, or at least one more."""
    assert poisson_at_most(count, mean) + poisson_at_least(count + 1, mean) == pytest.approx(1, abs=1e-12)
