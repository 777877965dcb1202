"""How likely counts are that lie so far from what is expected: tails of the binomial and the Poisson distribution.

Floating point. A tail is a sum of chances, each a known multiple of the one before; the first comes from Loader's
saddle-point form (2000), which stays accurate for large numbers. The sum has at most some ten standard deviations of
terms. Beyond a variance of a thousand million the normal distribution stands in, which is then off by less than a
thousandth of a tail that is above one in a million. Numbers are at most 10 ** 15.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import erfc, exp, lgamma, log, log1p, pi, sqrt

_MOST_VARIANCE = 1e9
_SMALLEST_PART = 1e-17
_FEW = 15


def binomial_at_most(kept: int, cases: int, share: Fraction) -> float:
    """Give the chance that at most so many of all cases are kept, each with a share, and apart from the others.

    >>> round(binomial_at_most(1, 4, Fraction(1, 2)), 6)
    0.3125
    """
    if kept < 0 or kept >= cases:
        return float(kept >= cases)
    if not 0 < share < 1:
        return float(share <= 0)
    mean = cases * share
    if kept >= mean:
        return 1 - binomial_at_most(cases - kept - 1, cases, 1 - share)
    if (variance := float(mean * (1 - share))) > _MOST_VARIANCE:
        return _normal_at_most(kept, mean, variance)
    if not kept:
        return exp(cases * _log(1 - share))
    odds = float((1 - share) / share)
    parts = (number / (cases - number + 1) * odds for number in range(kept, 0, -1))
    return exp(_log_binomial(kept, cases, share)) * _sum_of(parts)


def binomial_at_least(kept: int, cases: int, share: Fraction) -> float:
    """Give the chance that at least so many of all cases are kept."""
    return binomial_at_most(cases - kept, cases, 1 - share)


def poisson_at_most(count: int, mean: Fraction) -> float:
    """Give the chance of at most so many, where a mean is expected; 1 where none is expected.

    >>> round(poisson_at_most(2, Fraction(4)), 6)
    0.238103
    """
    if count < 0 or mean <= 0:
        return float(count >= 0)
    if count >= mean:
        return 1 - poisson_at_least(count + 1, mean)
    if mean > _MOST_VARIANCE:
        return _normal_at_most(count, mean, float(mean))
    expected = float(mean)
    return exp(_log_poisson(count, mean)) * _sum_of(number / expected for number in range(count, 0, -1))


def poisson_at_least(count: int, mean: Fraction) -> float:
    """Give the chance of at least so many, where a mean is expected; 0 of any at all where none is expected."""
    if count <= 0 or mean <= 0:
        return float(count <= 0)
    if count <= mean:
        return 1 - poisson_at_most(count - 1, mean)
    if mean > _MOST_VARIANCE:
        return _normal_at_most(2 * mean - count, mean, float(mean))
    expected = float(mean)
    return exp(_log_poisson(count, mean)) * _sum_of(expected / number for number in _after(count))


def _after(count: int) -> Iterable[int]:
    while True:
        count += 1
        yield count


def _sum_of(ratios: Iterable[float]) -> float:
    """The sum of 1 and the products of ratios, up to where nothing is added any more."""
    part = total = 1.0
    for ratio in ratios:
        part *= ratio
        total += part
        if part < total * _SMALLEST_PART:
            break
    return total


def _normal_at_most(count: int | Fraction, mean: Fraction, variance: float) -> float:
    return erfc(float(mean - count - Fraction(1, 2)) / sqrt(2 * variance)) / 2


def _log_binomial(kept: int, cases: int, share: Fraction) -> float:
    """The logarithm of the chance of exactly so many kept, at least one and fewer than all."""
    lost = cases - kept
    apart = _deviance(kept, cases * share) + _deviance(lost, cases * (1 - share))
    return (
        _beyond_stirling(cases)
        - _beyond_stirling(kept)
        - _beyond_stirling(lost)
        - apart
        - log(2 * pi * kept * (lost / cases)) / 2
    )


def _log_poisson(count: int, mean: Fraction) -> float:
    """The logarithm of the chance of exactly so many."""
    if not count:
        return -float(mean)
    return -_beyond_stirling(count) - _deviance(count, mean) - log(2 * pi * count) / 2


def _deviance(count: int, mean: Fraction) -> float:
    """How far a number from 1 on is from what is expected: count x log(count / mean) + mean - count."""
    return float(mean - count) - count * _log(mean / count)


def _log(number: Fraction) -> float:
    if abs(number - 1) < Fraction(1, 2):
        return log1p(float(number - 1))
    return log(number.numerator) - log(number.denominator)


def _beyond_stirling(number: int) -> float:
    """The logarithm of a factorial, less Stirling's approximation of it."""
    if number <= _FEW:
        return lgamma(number + 1) - (number + 0.5) * log(number) + number - log(2 * pi) / 2
    square = number * number
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / number
