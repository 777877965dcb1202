"""Simulated periods: what a plan or a schedule brings, over what is believed of the rates and over chance itself.

Floating point and seeded: the same seed gives the same numbers with the same version of numpy.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.funnels import Funnel
from smarketing.funnel.lags import AT_ONCE
from smarketing.funnel.needs import flows
from smarketing.funnel.plans import Plan
from smarketing.funnel.rates import Rate
from smarketing.funnel.schedules import Schedule
from smarketing.funnel.series import convolved
from smarketing.funnel.stages import Stage, ways_into
from smarketing.units import Quantity

if TYPE_CHECKING:
    from smarketing.funnel.draws import Floats, Route


def _same(revenues: "Floats") -> bytes:
    return revenues.tobytes()


@attrs.frozen
class Simulation:
    """Simulated revenue of a period, in floating point: `revenues` has one number a run, sorted."""

    goal: Quantity
    seed: int
    revenues: "Floats" = attrs.field(eq=_same, hash=False, repr=False)

    @property
    def runs(self) -> int:
        """How many periods were simulated."""
        return len(self.revenues)

    @property
    def chance(self) -> float:
        """The share of runs that reach the goal (to a millionth of it, for floating point)."""
        needed = float(self.goal.value) * (1 - 1e-6)
        return 1 - float(self.revenues.searchsorted(needed)) / self.runs

    @property
    def standard_error(self) -> float:
        """The standard error of the chance, which comes of the number of runs."""
        return sqrt(self.chance * (1 - self.chance) / self.runs)

    @property
    def mean(self) -> float:
        """The mean revenue."""
        return float(self.revenues.mean())

    def quantile(self, share: float) -> float:
        """Give the least revenue that this share of the runs stays at or below; from 0 to 1."""
        if not 0 <= share <= 1:
            raise InvalidValueError(f"a quantile is from 0 to 1, not {share}", "share")
        return float(self.revenues[max(ceil(share * self.runs - 1e-9) - 1, 0)])

    def interval(self, confidence: float = 0.9) -> tuple[float, float]:
        """Give the revenues between which this share of the runs lies, leaving out as much on both sides."""
        if not 0 < confidence < 1:
            raise InvalidValueError(f"a confidence is above 0 and below 1, not {confidence}", "confidence")
        out = floor((1 - confidence) / 2 * self.runs + 1e-9)
        return float(self.revenues[out]), float(self.revenues[-1 - out])

    def __str__(self) -> str:
        low, high = self.interval()
        unit = self.goal.unit
        return (
            f"{100 * self.chance:.1f} % (standard error {100 * self.standard_error:.2f} %) to reach "
            f"{float(self.goal.value):,.0f} {unit}; "
            f"90 % of {self.runs:,} runs bring {low:,.0f} to {high:,.0f} {unit}"
        )


def simulate(sized: Plan | Schedule, *, runs: int = 100_000, seed: int = 0) -> Simulation:
    """Simulate the period of a plan, or all months of a schedule together, many times.

    What enters, and what is in the pipeline, is what the plan or schedule says, in whole heads. In each run the rates
    that were counted are drawn from what is believed of them (Beta, with the funnel's prior), each once for all months,
    and for all segments that share it; of every month's heads a binomial number then gets to each stage that brings
    money: in a plan some time, in a schedule within its months, by the lags. Heads that can go several ways, or bring
    money at several stages, are drawn for each of them on their own, which makes sums of them look a little surer than
    they are. InvalidValueError for less than one run.
    """
    from smarketing.funnel.draws import simulated  # noqa: PLC0415 - it imports numpy

    if runs < 1:
        raise InvalidValueError(f"a simulation has one run or more, not {runs}", "runs")
    shared = {(way.name, way.of): way.rate for way in sized.funnel.stages}
    parts = sized.segments or ((None, sized),)
    routes = [route for name, part in parts for route in _routes(part, name, shared)]
    return Simulation(_goal(sized), seed, simulated(routes, runs, seed))


def _goal(sized: Plan | Schedule) -> Quantity:
    """What is to be brought from the funnel's own sources."""
    funnel = sized.funnel
    share = sum((share for _name, share in funnel.entries), Fraction(0))
    if isinstance(sized, Plan):
        return funnel.goal * share
    return Quantity(sum((goal.value for _month, goal in sized.goals), Fraction(0)) * share, funnel.currency)


def _routes(
    sized: Plan | Schedule, segment: str | None, shared: Mapping[tuple[str, str | None], Rate | None]
) -> "Iterator[Route]":
    """The routes of a part; a rate that is the whole funnel's, and not the segment's own, is one belief for all."""
    from smarketing.funnel.draws import Belief, Route  # noqa: PLC0415 - it imports numpy

    funnel = sized.funnel
    entering = [(name, heads, True) for name, heads in _entering(sized).items()]
    there = [(name, heads, False) for name, heads in _there(sized).items()]
    for entry, heads_by_month, paying in entering + there:
        for ways, stage in _ways_from(funnel, entry):
            if not ways and not paying:
                continue
            certain, grown = Fraction(1), Fraction(1)
            beliefs = []
            for way in ways:
                key, rate = (way.name, way.of), way.rate or Rate(1)
                if way.grows:
                    grown *= rate.share
                elif rate.trials is None:
                    certain *= rate.share
                else:
                    owner = None if shared[key] is way.rate else segment
                    beliefs.append(Belief(owner, key, *funnel.prior.after(rate)))
            heads = _heads(sized, heads_by_month, ways)
            yield Route(tuple(beliefs), float(certain), heads, float(funnel.value_of(stage) * grown))


def _ways_from(funnel: Funnel, entry: str) -> Iterator[tuple[tuple[Stage, ...], str]]:
    """Every way from a stage to one that brings money, itself among them."""
    reached: dict[str, list[tuple[Stage, ...]]] = {entry: [()]}
    for name in funnel.names:
        for way in ways_into(funnel.stages, name):
            if way.of in reached:
                reached.setdefault(name, []).extend((*before, way) for before in reached[way.of])
    for name, all_ways in reached.items():
        if funnel.value_of(name):
            yield from ((ways, name) for ways in all_ways)


def _entering(sized: Plan | Schedule) -> dict[str, dict[int, Fraction]]:
    """What enters from outside, by stage and month (counted from the first of the period)."""
    if isinstance(sized, Schedule):
        first = sized.period.first
        return {
            name: {month - first: heads for month, heads in months.items()} for name, months in sized.entering.items()
        }
    exact = flows(sized.funnel, {}).entering
    needs = {name: sized[name] for name, heads in exact.items() if heads}
    return {name: {0: (need.sourced or need.volume).value} for name, need in needs.items()}


def _there(sized: Plan | Schedule) -> dict[str, dict[int, Fraction]]:
    """What is there already, by stage and month; it has paid for the stage where it is."""
    if isinstance(sized, Schedule):
        return {
            name: {series.start + place: heads for place, heads in enumerate(series.numbers)}
            for name, series in sized.there.items()
        }
    return {name: {0: heads} for name, heads in sized.there}


def _heads(
    sized: Plan | Schedule, entering: Mapping[int, Fraction], ways: tuple[Stage, ...]
) -> tuple[tuple[int, float], ...]:
    """How many heads go a way, by the share of them that arrives within the period."""
    if isinstance(sized, Plan):
        return tuple((floor(heads + Fraction(1, 2)), 1.0) for heads in entering.values())
    lag = list(AT_ONCE)
    for way in ways:
        lag = convolved(lag, way.lag or AT_ONCE)
    months = len(sized.goals)
    groups: Counter[Fraction] = Counter()
    for place, heads in entering.items():
        arrived = sum((share for gap, share in enumerate(lag) if 0 <= place + gap < months), Fraction(0))
        groups[arrived] += floor(heads + Fraction(1, 2))
    return tuple((heads, float(arrived)) for arrived, heads in sorted(groups.items()) if arrived and heads)
