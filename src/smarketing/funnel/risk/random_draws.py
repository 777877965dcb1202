"""Random draws, in floating point and seeded: the same seed gives the same numbers with the same version of numpy."""

from collections.abc import Sequence
from math import ceil

import attrs
import numpy as np
import numpy.typing as npt

from smarketing.funnel.rates import Prior, Rate

Floats = npt.NDArray[np.float64]

BLOCK = 10_000
"""Runs that are simulated together: memory does not grow with the number of runs but by 8 bytes each."""


@attrs.frozen
class Belief:
    """What is believed of a rate: a Beta distribution, and whose rate it is; the same belief is drawn once a run."""

    owner: str | None
    way: tuple[str, str | None]
    wins: float
    losses: float


@attrs.frozen
class Route:
    """A way from where heads enter to where they bring money.

    Its rate is the product of its `beliefs` and of a `certain` number: of those who enter, or of those who came to
    where its `parent` (the place of an earlier route) ends. `heads` enter in groups, each with the share that arrives
    in time; those of a parent are the same groups. `value` is the money that one brings; `followed` tells whether the
    route is a parent.
    """

    beliefs: tuple[Belief, ...]
    certain: float
    heads: tuple[tuple[int, float], ...]
    value: float
    parent: int | None = None
    followed: bool = False


def simulated(routes: Sequence[Route], runs: int, seed: int) -> Floats:
    """Give the revenue of every run, sorted."""
    random = np.random.Generator(np.random.PCG64(seed))
    beliefs = dict.fromkeys(belief for route in routes for belief in route.beliefs)
    revenues = np.zeros(runs)
    for start in range(0, runs, BLOCK):
        block = revenues[start : start + BLOCK]
        drawn = {belief: random.beta(belief.wins, belief.losses, len(block)) for belief in beliefs}
        came: dict[int, list[npt.NDArray[np.int64]]] = {}
        for place, route in enumerate(routes):
            rate: Floats = np.full(len(block), route.certain)
            for belief in route.beliefs:
                rate *= drawn[belief]
            if route.parent is None and not route.followed:
                for heads, arrived in route.heads:
                    block += route.value * random.binomial(heads, rate * arrived)
                continue
            before = [heads for heads, _arrived in route.heads] if route.parent is None else came[route.parent]
            came[place] = [random.binomial(heads, rate) for heads in before]
            for ever, (_heads, arrived) in zip(came[place], route.heads, strict=True):
                block += route.value * (ever if arrived == 1 else random.binomial(ever, arrived))
    revenues.sort()
    return revenues


@attrs.frozen
class Sampled:
    """How many heads it took, in so many draws, until the goal was reached; sorted."""

    heads: Floats = attrs.field(eq=False)

    def chance(self, heads: int) -> float:
        """Give the share of the draws that this many heads were enough for."""
        return float(np.searchsorted(self.heads, heads, side="right")) / len(self.heads)

    def volume(self, confidence: float) -> float:
        """Give the least number of heads that was enough in this share of the draws; infinite if none was."""
        return float(self.heads[ceil(confidence * len(self.heads) - 1e-9) - 1])


def sampled(ways: list[Rate], prior: Prior, wanted: int, *, draws: int, seed: int) -> Sampled:
    """Draw how many heads it takes until `wanted` came through all ways (negative binomial, given the rates)."""
    random = np.random.Generator(np.random.PCG64(seed))
    rate: Floats = np.ones(draws)
    for way in ways:
        rate *= float(way.share) if way.trials is None else random.beta(*prior.after(way), draws)
    lowest = max(1e-12, wanted * 1e-15)  # below, the heads are more than can be counted
    heads = wanted + random.negative_binomial(wanted, np.maximum(rate, lowest)).astype(np.float64)
    heads[rate < lowest] = np.inf
    heads.sort()
    return Sampled(heads)
