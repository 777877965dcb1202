"""Simulated periods: what a plan or a schedule brings, over what is believed of the rates and over chance itself.

Floating point and seeded: the same seed gives the same numbers with the same version of numpy.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, prod, sqrt
from typing import TYPE_CHECKING

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.lags import AT_ONCE
from smarketing.funnel.needs import flows
from smarketing.funnel.planning.monthly_series import convolved
from smarketing.funnel.planning.plan import Plan
from smarketing.funnel.planning.schedule import Schedule
from smarketing.funnel.rates import Rate
from smarketing.funnel.stages import Stage, ways_into
from smarketing.units import Quantity

if TYPE_CHECKING:
    from smarketing.funnel.risk.random_draws import Floats, Route


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
    money: in a plan some time, in a schedule within its months, by the lags. Those who bring money again later are
    drawn from those who did before. Heads that split before they bring any are drawn for each way on its own.
    InvalidValueError for less than one run.
    """
    from smarketing.funnel.risk.random_draws import simulated  # noqa: PLC0415 - it imports numpy

    if runs < 1:
        raise InvalidValueError(f"a simulation has one run or more, not {runs}", "runs")
    shared = {(way.name, way.of): way.rate for way in sized.funnel.stages}
    routes: list[Route] = []
    for name, part in sized.segments or ((None, sized),):
        for entry, months, paying in _entering(part):
            ways = [(way, stage) for way, stage in _ways_from(part.funnel, entry) if way or paying]
            routes += _routes(
                part, name, shared, ways, _groups(part, months, [way for way, _stage in ways]), len(routes)
            )
    return Simulation(_goal(sized), seed, simulated(routes, runs, seed))


def _goal(sized: Plan | Schedule) -> Quantity:
    """What is to be brought from the funnel's own sources."""
    funnel = sized.funnel
    share = sum((share for _name, share in funnel.entries), Fraction(0))
    if isinstance(sized, Plan):
        return funnel.goal * share
    return Quantity(sum((goal.value for _month, goal in sized.goals), Fraction(0)) * share, funnel.currency)


Ways = tuple[Stage, ...]
Groups = Mapping[tuple[Fraction, ...], int]
"""Heads by the shares of them that arrive in time, one share for each route."""


def _routes(
    sized: Plan | Schedule,
    segment: str | None,
    shared: Mapping[tuple[str, str | None], Rate | None],
    all_ways: Sequence[tuple[Ways, str]],
    groups: Groups,
    first: int,
) -> "Iterator[Route]":
    """The routes of those who enter at one stage, shortest first; one that goes on from another has it as its parent.

    A rate that is the whole funnel's, and not the segment's own, is one belief for all segments.
    """
    from smarketing.funnel.risk.random_draws import Belief, Route  # noqa: PLC0415 - it imports numpy

    funnel = sized.funnel
    for place, (ways, stage) in enumerate(all_ways):
        parent = _parent(all_ways, place)
        certain, beliefs = Fraction(1), []
        for way in ways if parent is None else ways[len(all_ways[parent][0]) :]:
            if way.grows:
                continue
            if way.rate is None or way.rate.trials is None:
                certain *= way.share
                continue
            key = (way.name, way.of)
            owner = None if shared[key] is way.rate else segment
            beliefs.append(Belief(owner, key, *funnel.prior.after(way.rate)))
        grown = prod((way.share for way in ways if way.grows), start=Fraction(1))
        yield Route(
            tuple(beliefs),
            float(certain),
            tuple((heads, float(arrived[place])) for arrived, heads in groups.items()),
            float(funnel.value_of(stage) * grown),
            None if parent is None else first + parent,
            any(_parent(all_ways, other) == place for other in range(len(all_ways))),
        )


def _parent(all_ways: Sequence[tuple[Ways, str]], place: int) -> int | None:
    """The place of the longest route that a route goes on from."""
    mine = all_ways[place][0]
    shorter = [other for other, (ways, _stage) in enumerate(all_ways) if ways == mine[: len(ways)] and ways != mine]
    return max(shorter, key=lambda other: len(all_ways[other][0]), default=None)


def _ways_from(funnel: Funnel, entry: str) -> Iterator[tuple[Ways, str]]:
    """Every way from a stage to one that brings money, itself among them."""
    reached: dict[str, list[Ways]] = {entry: [()]}
    for name in funnel.names:
        for way in ways_into(funnel.stages, name):
            if way.of in reached:
                reached.setdefault(name, []).extend((*before, way) for before in reached[way.of])
    for name, all_ways in reached.items():
        if funnel.value_of(name):
            yield from ((ways, name) for ways in all_ways)


def _entering(sized: Plan | Schedule) -> Iterator[tuple[str, Mapping[int, Fraction], bool]]:
    """What enters from outside and what is there already, by stage and month (counted from the first of the period).

    What is there has paid for the stage where it is.
    """
    if isinstance(sized, Schedule):
        first = sized.period.first
        for name, months in sized.entering.items():
            yield name, {month - first: heads for month, heads in months.items()}, True
        for name, series in sized.there.items():
            yield name, {series.start + place: heads for place, heads in enumerate(series.numbers)}, False
        return
    for name, heads in flows(sized.funnel, dict(sized.there)).entering.items():
        if heads:
            yield name, {0: (sized[name].sourced or sized[name].volume).value}, True
    for name, heads in sized.there:
        yield name, {0: heads}, False


def _groups(sized: Plan | Schedule, months: Mapping[int, Fraction], all_ways: Sequence[Ways]) -> Groups:
    """Group what enters by the shares of it that arrive within the period, in whole heads; a plan has no end."""
    lags = [_lag(ways) for ways in all_ways]
    groups: Counter[tuple[Fraction, ...]] = Counter()
    for place, heads in months.items():
        arrived = [Fraction(1) if isinstance(sized, Plan) else _arrived(lag, place, len(sized.goals)) for lag in lags]
        if any(arrived):
            groups[tuple(arrived)] += floor(heads + Fraction(1, 2))
    return dict(sorted(groups.items()))


def _lag(ways: Ways) -> Sequence[Fraction]:
    lag: Sequence[Fraction] = AT_ONCE
    for way in ways:
        lag = convolved(lag, way.lag or AT_ONCE)
    return lag


def _arrived(lag: Sequence[Fraction], place: int, months: int) -> Fraction:
    return sum((share for gap, share in enumerate(lag) if 0 <= place + gap < months), Fraction(0))
