"""Random draws, in floating point and seeded: the same seed gives the same numbers with the same version of numpy."""

from collections.abc import Sequence
from math import floor

import attrs
import numpy as np
import numpy.typing as npt

from smarketing.funnel.funnels import Funnel
from smarketing.funnel.rates import Prior, Rate

Floats = npt.NDArray[np.float64]

BLOCK = 10_000
"""Runs that are simulated together: memory does not grow with the number of runs but by 8 bytes each."""


@attrs.frozen
class Route:
    """A way from where heads enter to where they bring money: its ways, how many heads go it, and their value."""

    ways: tuple[tuple[str, str | None], ...]
    certain: float
    heads: tuple[tuple[int, float], ...]
    value: float


def simulated(routes: Sequence[tuple[Funnel, Sequence[Route]]], runs: int, seed: int) -> Floats:
    """Give the revenue of every run, sorted."""
    random = np.random.Generator(np.random.PCG64(seed))
    revenues = np.zeros(runs)
    for start in range(0, runs, BLOCK):
        for funnel, ways in routes:
            _add(revenues[start : start + BLOCK], funnel, ways, random)
    revenues.sort()
    return revenues


def _add(block: Floats, funnel: Funnel, routes: Sequence[Route], random: np.random.Generator) -> None:
    """Add what a funnel brings to every run of a block."""
    drawn: dict[tuple[str, str | None], Floats] = {}
    for way in funnel.stages:
        if way.rate is not None and way.rate.trials is not None:
            wins, losses = funnel.prior.after(way.rate)
            drawn[way.name, way.of] = random.beta(wins, losses, len(block))
    for route in routes:
        rate: Floats = np.full(len(block), route.certain)
        for key in route.ways:
            rate *= drawn[key]
        for heads, arrived in route.heads:
            block += route.value * random.binomial(heads, rate * arrived)


@attrs.frozen
class Sampled:
    """How many heads it took, in so many draws, until the goal was reached; sorted."""

    heads: Floats = attrs.field(eq=False)

    def chance(self, heads: int) -> float:
        """Give the share of the draws that this many heads were enough for."""
        return float(np.searchsorted(self.heads, heads, side="right")) / len(self.heads)

    def volume(self, confidence: float) -> int:
        """Give the least number of heads that was enough in this share of the draws."""
        return int(self.heads[min(floor(confidence * len(self.heads)), len(self.heads) - 1)])


def sampled(ways: list[Rate], prior: Prior, wanted: int, *, draws: int, seed: int) -> Sampled:
    """Draw how many heads it takes until `wanted` came through all ways (negative binomial, given the rates)."""
    random = np.random.Generator(np.random.PCG64(seed))
    rate: Floats = np.ones(draws)
    for way in ways:
        rate *= float(way.share) if way.trials is None else random.beta(*prior.after(way), draws)
    heads = wanted + random.negative_binomial(wanted, np.maximum(rate, 1e-12)).astype(np.float64)
    heads.sort()
    return Sampled(heads)
