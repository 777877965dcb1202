"""Shapley values by their definition, over all sets of what changed."""

from collections.abc import Callable, Hashable
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import TypeVar

Factor = TypeVar("Factor", bound=Hashable)


def shapley_of_sets(
    revenue: Callable[[dict[Factor, Fraction]], Fraction], plan: dict[Factor, Fraction], actual: dict[Factor, Fraction]
) -> dict[Factor, Fraction]:
    """Give what each factor adds to the gap: the mean over all sets of others that may have changed before it."""
    changed = [factor for factor in plan if plan[factor] != actual[factor]]
    parts = dict.fromkeys(plan, Fraction(0))
    gaps = {
        chosen: -revenue({**plan, **{factor: actual[factor] for factor in chosen}})
        for size in range(len(changed) + 1)
        for chosen in combinations(changed, size)
    }
    for chosen, gap in gaps.items():
        for factor in set(changed) - set(chosen):
            later = tuple(each for each in changed if each == factor or each in chosen)
            orders = Fraction(factorial(len(chosen)) * factorial(len(changed) - len(chosen) - 1))
            parts[factor] += orders / factorial(len(changed)) * (gaps[later] - gap)
    return parts
