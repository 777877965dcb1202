"""Whether a miss is larger than chance alone would bring."""

from fractions import Fraction
from functools import lru_cache

import attrs

from smarketing.judging.count_tails import binomial_at_least, binomial_at_most, poisson_at_least, poisson_at_most
from smarketing.verdicts import Status, Verdict

LEVEL = 0.05
"""A miss that chance brings less often than this is larger than chance."""

_MOST = 10**15
"""The largest number of which a chance is worked out."""


@attrs.frozen
class MissChance:
    """How likely a result at least as bad is by chance alone, if exactly the target is kept in the long run.

    `chance` is from 0 to 1, in floating point, and one-sided.
    """

    chance: float

    @property
    def is_larger(self) -> bool:
        """Whether the miss is larger than chance alone would bring: its chance is below 5 %."""
        return self.chance < LEVEL


def miss_chance(verdict: Verdict) -> MissChance | None:
    """Give how likely chance alone brings so large a miss of a share of cases, or of a count of things.

    Cases of a share are kept each with the target as its chance (binomial); things that are counted come as often as
    the target says (Poisson). None for anything else: what is not missed, levels, ratios, money, time, and numbers that
    are not whole or above 10 ** 15.
    """
    if verdict.status is not Status.MISSED:
        return None
    finding, metric = verdict.finding, verdict.metric
    actual, reading = finding.actual, finding.reading(metric)
    if actual is None or reading is None:
        return None
    low, high = finding.at_least, finding.at_most
    target = low if high is None or (low is not None and reading <= low.value_in(metric.unit)) else high
    count, cases = _whole(actual.value), _whole(actual.base or Fraction(0))
    if target is None or count is None or cases is None:
        return None
    if metric.kind == "share":
        return _of_share(target is low, count, cases, target.value_in(""))
    if metric.counts_things and target.value <= _MOST:
        return _of_count(target is low, count, target.value_in(metric.unit))
    return None


@lru_cache(maxsize=4_096)
def _of_share(is_low: bool, count: int, cases: int, share: Fraction) -> MissChance:
    return MissChance((binomial_at_most if is_low else binomial_at_least)(count, cases, share))


@lru_cache(maxsize=4_096)
def _of_count(is_low: bool, count: int, mean: Fraction) -> MissChance:
    return MissChance((poisson_at_most if is_low else poisson_at_least)(count, mean))


def _whole(number: Fraction) -> int | None:
    return int(number) if number.denominator == 1 and 0 <= number <= _MOST else None
