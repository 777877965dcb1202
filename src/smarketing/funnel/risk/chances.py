"""Chances of whole heads: the distributions of how many get from one stage to the next.

Numbers here are floating point. Given the rate, heads convert independently (binomial); over what is believed of a
rate that was counted, that makes the beta-binomial distribution. Both are worked out by their recursion over the number
of heads, for every number at once, so that chains of stages are exact convolutions and not samples.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from smarketing.funnel.rates import Prior, Rate

Floats = npt.NDArray[np.float64]


def _spreads(rate: Rate, prior: Prior, most: int) -> Iterator[Floats]:
    """Give, for 0, 1, ..., `most` heads, the chances that 0, 1, ... of them convert.

    One more head converts with the rate, or, of a rate that was counted, with (wins + converted) / (trials + heads).
    """
    chances = np.ones(1)
    yield chances
    converted = np.arange(most + 1, dtype=np.float64)
    wins, losses = prior.after(rate)
    for heads in range(most):
        if rate.trials is None:
            wins_next: Floats | float = float(rate.share)
        else:
            wins_next = (wins + converted[: heads + 1]) / (wins + losses + heads)
        moved = chances * wins_next
        chances = np.append(chances - moved, 0.0)
        chances[1:] += moved
        yield chances


def reach(ways: list[Rate], prior: Prior, wanted: int, most: int) -> Floats:
    """Give the chance that at least `wanted` come through all ways, for 0, 1, ..., `most` heads before the first.

    More heads never lower it, to the last bit.
    """
    chance = (np.arange(most + 1) >= wanted).astype(np.float64)
    for rate in reversed(ways):
        through = (spread @ chance[: len(spread)] for spread in _spreads(rate, prior, most))
        chance = np.fromiter(through, np.float64, most + 1)
    return np.maximum.accumulate(np.clip(chance, 0.0, 1.0))


def spread(rate: Rate, prior: Prior, before: Floats) -> Floats:
    """Give the chances of how many get to a stage, from those of how many were at the one before."""
    after = np.zeros_like(before)
    for chance, chances in zip(before, _spreads(rate, prior, len(before) - 1), strict=True):
        if chance:
            after[: len(chances)] += chance * chances
    return after


def quantile(chances: Floats, share: float) -> int:
    """Give the least number that is not exceeded with at least this chance."""
    place = int(np.searchsorted(np.cumsum(chances), share - 1e-12))
    return min(place, len(chances) - 1)
