"""Hypothesis strategies for funnels of any shape, and what flows through one by walking its every route."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smarketing.funnel import Funnel, Rounding, Stage
from smarketing.units import Quantity

Chain = list[Stage | str | tuple[str, str]]
NAMES = ("visitor", "lead", "MQL", "SQL", "customer")
NOTHING = Fraction(0)
RATES = (None, None, *map(Fraction, ("1/2", "1/3", "2/5", "7/100", "1", "5/2", "0")))


@attrs.frozen
class Shape:
    """A funnel as plain numbers: `rates` of the ways by their two ends, money by stage, shares of the goal."""

    names: tuple[str, ...]
    rates: Mapping[tuple[str, str], Fraction]
    values: Mapping[str, Fraction]
    shares: Mapping[str, Fraction]
    goal: Fraction

    def funnel(self, rounding: Rounding = "none") -> Funnel:
        """Write the shape down as a funnel; the value of the funnel is that of the last stage with one."""
        *others, sale = (name for name in self.names if self.values.get(name))
        stages = []
        for name in self.names:
            value = Quantity(self.values[name], "USD") if name in others else None
            ways = [(before, rate) for (before, after), rate in self.rates.items() if after == name]
            stages += [Stage(name, rate, of=before, grows=True, value=value) for before, rate in ways]
            if not ways:
                stages.append(Stage(name, value=value))
        value = Quantity(self.values[sale], f"USD/{sale}")
        return Funnel(stages, value, Quantity(self.goal, "USD/month"), rounding, sources=self.shares)

    def routes(self, start: str) -> Iterator[tuple[str, Fraction]]:
        """Walk on from a stage by every way: each stage on each route, the first too, and the share that gets there."""
        yield start, Fraction(1)
        for (before, after), rate in self.rates.items():
            if before == start:
                yield from ((end, rate * share) for end, share in self.routes(after))

    def reached(self, heads: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Give how many pass each stage when so many set out at each."""
        passing = dict.fromkeys(self.names, NOTHING)
        for start, count in heads.items():
            for end, share in self.routes(start):
                passing[end] += count * share
        return passing

    def revenue(self, heads: Mapping[str, Fraction]) -> Fraction:
        """Give the money that so many bring who set out at each stage, there and later."""
        return sum((count * self.values.get(name, NOTHING) for name, count in self.reached(heads).items()), NOTHING)

    def worth(self, stage: str) -> Fraction:
        """Give the money that one head brings who sets out at a stage."""
        return self.revenue({stage: Fraction(1)})

    def entering(self) -> dict[str, Fraction]:
        """Solve for how many must set out at each source so that it brings its share of the goal."""
        wanted = {name: self.goal * share for name, share in self.shares.items()}
        return {name: money / self.worth(name) if money else NOTHING for name, money in wanted.items()}


_Each = TypeVar("_Each")


def _many(each: st.SearchStrategy[_Each], number: int) -> st.SearchStrategy[list[_Each]]:
    return st.lists(each, min_size=number, max_size=number)


@st.composite
def shapes(draw: DrawFn, most: int = 5) -> Shape:
    """Chains, branches, diamonds, dead ends, and several stages that bring money or are entered from outside."""
    names = NAMES[: draw(st.integers(1, most))]
    ways = list(combinations(names, 2))
    rates = draw(_many(st.sampled_from(RATES), len(ways)))
    money = _many(st.sampled_from([*map(Fraction, ("0", "5", "19.99", "300", "1/3"))]), len(names) - 1)
    values = [*draw(money), Fraction(draw(st.integers(1, 10**4)))]
    goal = Fraction(draw(st.integers(0, 10**6)), 7)
    rated = {way: rate for way, rate in zip(ways, rates, strict=True) if rate is not None}
    shape = Shape(names, rated, dict(zip(names, values, strict=True)), {}, goal)
    weights = draw(_many(st.integers(-2, 3), len(names)))
    parts = {name: max(weight, 0) for name, weight in zip(names, weights, strict=True) if shape.worth(name)}
    whole = (sum(parts.values()) or 1) + draw(st.integers(0, 1))
    entered = (
        {names[0]}
        | {name for name, part in parts.items() if part}
        | set(names).difference(late for _early, late in rated)
    )
    return attrs.evolve(shape, shares={name: Fraction(parts.get(name, 0), whole) for name in names if name in entered})
