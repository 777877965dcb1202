"""Shares of a change of a product among its factors: exact Shapley values, and LMDI in floating point."""

from collections.abc import Sequence
from fractions import Fraction
from math import factorial, lcm, log, log1p, prod


def shapley(before: Sequence[Fraction], after: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Give each factor its share of the change of their product, exactly.

    A factor's share is its own change times the mean product of the others, over all orders in which the factors could
    have changed one after another (Shapley 1953). The shares sum to the change; a factor that did not change gets
    nothing. The mean is taken without listing the orders: the products of k changed and n - 1 - k unchanged others are
    the coefficients of a polynomial, and each stands for k! (n - 1 - k)! of the n! orders. All is worked in whole
    numbers over a common denominator.

    >>> shapley([Fraction(100), Fraction(1, 2)], [Fraction(80), Fraction(1, 4)])
    (Fraction(-15, 2), Fraction(-45, 2))
    """
    count = len(before)
    scales = [lcm(early.denominator, late.denominator) for early, late in zip(before, after, strict=True)]
    whole = factorial(count) * prod(scales)
    early, late = (
        [int(number * scale) for number, scale in zip(side, scales, strict=True)] for side in (before, after)
    )
    orders = [factorial(changed) * factorial(count - 1 - changed) for changed in range(count)]
    shares = []
    for place in range(count):
        if early[place] == late[place]:
            shares.append(Fraction(0))
            continue
        products = [1]
        for other in range(count):
            if other != place:
                products = _times(products, early[other], late[other])
        together = sum(product * order for product, order in zip(products, orders, strict=True))
        shares.append(Fraction((late[place] - early[place]) * together, whole))
    return tuple(shares)


def _times(products: Sequence[int], before: int, after: int) -> list[int]:
    """Multiply a polynomial by (before + after x)."""
    return [one * before + other * after for one, other in zip([*products, 0], [0, *products], strict=True)]


def lmdi(before: Sequence[Fraction], after: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Give each factor its share of the change by the additive logarithmic mean Divisia index (LMDI-I, Ang 2004).

    The logarithms are floating point; what rounding leaves goes to the largest share, so that shares sum to the change
    exactly. Where factors begin or end at zero, the limit is taken: they share the change equally, the others get none.
    """
    start, end = _product(before), _product(after)
    change = end - start
    if not start and not end:
        return (Fraction(0),) * len(before)
    zeros = [not early or not late for early, late in zip(before, after, strict=True)]
    if any(zeros):
        return tuple(change / sum(zeros) if zero else Fraction(0) for zero in zeros)
    mean = float(change) / _log(end / start) if change else float(start)
    parts = [
        Fraction(mean * _log(late / early)) if late != early else Fraction(0)
        for early, late in zip(before, after, strict=True)
    ]
    largest = max(range(len(parts)), key=lambda place: (abs(parts[place]), -place))
    parts[largest] += change - sum(parts, Fraction(0))
    return tuple(parts)


def _log(ratio: Fraction) -> float:
    """Give the logarithm, also of what differs from 1 by less than a float can tell."""
    return log1p(ratio - 1) if Fraction(1, 2) < ratio < 2 else log(ratio)


def _product(factors: Sequence[Fraction]) -> Fraction:
    product = Fraction(1)
    for factor in factors:
        product *= factor
    return product
