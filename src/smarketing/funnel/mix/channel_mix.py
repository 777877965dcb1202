"""The cheapest mix of channels that meets a goal, and the most that a budget buys, by HiGHS (extra `mix`).

The solver works in floating point on limits that are scaled to whole numbers; what it finds is whole leads, and is
checked against every limit exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm
from typing import Any

import attrs

from smarketing.errors import InvalidValueError, needs_extra, no_such
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.rates import as_share
from smarketing.units import MINOR_UNITS, Number, Quantity, as_quantity, exact, readable

ZERO = Fraction(0)
_LARGEST_WEIGHT, _LARGEST_BOUND = 10**9, 10**12
"""Whole numbers up to here are told apart by a solver whose tolerance is a millionth."""


@attrs.frozen
class MarketingChannel:
    """Where leads come from: what one costs and brings, and how many there can or must be.

    `cost` is money for one lead (`40 USD/lead`), `brings` what one lead is expected to bring towards the goal
    (`8 USD/lead`: see `Funnel.worth`; or `1/50 customer/lead`). `capacity` is the most leads there are, `at_least` the
    fewest that are wanted, `lowest_share` and `highest_share` bound the channel's share of all leads.
    """

    name: str
    cost: Quantity = attrs.field(converter=as_quantity)
    brings: Quantity = attrs.field(converter=as_quantity)
    capacity: Fraction | None = attrs.field(default=None, converter=attrs.converters.optional(exact), kw_only=True)
    at_least: Fraction = attrs.field(default=ZERO, converter=exact, kw_only=True)
    lowest_share: Fraction = attrs.field(default=ZERO, converter=as_share, kw_only=True)
    highest_share: Fraction = attrs.field(default=Fraction(1), converter=as_share, kw_only=True)

    @brings.validator
    def _check_units(self, _: object, brings: Quantity) -> None:
        money, _slash, lead = self.cost.unit.partition("/")
        if money not in MINOR_UNITS or not lead or self.cost.value < 0:
            raise InvalidValueError(
                f"the cost of {self.name} is money for one lead, as in '40 USD/lead'; not {self.cost}", "cost"
            )
        if not brings.unit.endswith(f"/{lead}") or brings.value < 0:
            message = f"what {self.name} brings is for one {lead}, as in '8 USD/{lead}'; not {brings}"
            raise InvalidValueError(message, "brings")

    @highest_share.validator
    def _check_limits(self, _: object, highest: Fraction) -> None:
        if not 0 <= self.lowest_share <= highest <= 1:
            raise InvalidValueError(f"shares of {self.name} are from 0 % to 100 %, the lowest first", "lowest_share")
        if min(self.at_least, self.capacity or ZERO) < 0:
            raise InvalidValueError(f"limits of {self.name} are not below zero", "capacity")


@attrs.frozen
class Bottleneck:
    """A limit that binds, and the `price` of relaxing it by one unit, in the unit of what is optimized.

    `upper` limits (capacity, budget) relax by one more, lower ones (the goal) by one less. Prices come from the
    relaxation in which leads need not be whole; they hold for small changes.
    """

    limit: str
    price: Quantity
    upper: bool

    def __str__(self) -> str:
        by = "one more" if self.upper else "one less"
        return f"{self.limit}: {by} is worth {readable(self.price)} (if leads need not be whole)"


@attrs.frozen
class Mix:
    """Whole leads by channel, what they cost and bring, and the limits that bind, dearest first."""

    leads: tuple[tuple[str, Quantity], ...]
    cost: Quantity
    brings: Quantity
    bottlenecks: tuple[Bottleneck, ...]

    def __getitem__(self, channel: str) -> Quantity:
        """Give the leads of a channel; KeyError if there is none of that name."""
        return dict(self.leads)[channel]

    def __str__(self) -> str:
        lines = [f"{name}: {readable(count)}" for name, count in self.leads]
        lines.append(f"costs {readable(self.cost)}, brings {readable(self.brings)}")
        return "\n".join([*lines, *map(str, self.bottlenecks)])


class InfeasibleMixError(InvalidValueError):
    """No mix keeps all limits; `limits` are some that clash, and would not if any one of them were gone."""

    limits: tuple[str, ...] = ()


@attrs.frozen
class _MixLimit:
    """`sum(weights x leads) >= least`, or `<=` with all signs turned."""

    name: str
    weights: tuple[Fraction, ...]
    least: Fraction
    upper: bool = False

    def scaled(self) -> tuple[list[int], int]:
        """The limit in whole numbers; where these get too large for the solver, a little weaker, rounded up.

        Leads are whole and not below zero, so no mix that keeps the limit is lost; `holds` tells whether one does.
        """
        scale = Fraction(lcm(*(weight.denominator for weight in self.weights)))
        for number, most in ((max(map(abs, self.weights)), _LARGEST_WEIGHT), (abs(self.least), _LARGEST_BOUND)):
            scale = min(scale, most / number) if number else scale
        return [ceil(weight * scale) for weight in self.weights], ceil(self.least * scale)

    def holds(self, leads: Sequence[int]) -> bool:
        return sum((weight * count for weight, count in zip(self.weights, leads, strict=True)), ZERO) >= self.least


def channels_of(
    funnel: Funnel, stage: str, costs: Mapping[str, str | Quantity], capacities: Mapping[str, Number] | None = None
) -> tuple[MarketingChannel, ...]:
    """Make a channel of each segment of a funnel: what a head at a stage costs there, and what it is worth.

    `costs` name segments; InvalidValueError if one is missing. `capacities` are the most heads there are.
    """
    parts = funnel.split()
    if not parts:
        raise InvalidValueError("a funnel without segments has no channels; make them one by one", "funnel")
    for name in capacities or {}:
        if name not in parts:
            raise InvalidValueError(no_such("segment", name, parts), "capacities")
    if set(parts) != set(costs):
        raise InvalidValueError(f"costs are stated for the segments {list(parts)}, not for {list(costs)}", "costs")
    most = capacities or {}
    return tuple(
        MarketingChannel(name, costs[name], part.worth(stage), capacity=most.get(name)) for name, part in parts.items()
    )


def cheapest_mix(channels: Iterable[MarketingChannel], goal: str | Quantity) -> Mix:
    """Find the cheapest whole leads by channel that bring at least the goal (`5000 USD`, `50 customers`).

    InfeasibleMixError with limits that clash if no mix does; InvalidValueError for mixed units; needs the extra `mix`.
    """
    given = _taken(channels)
    wanted = as_quantity(goal)
    limits = [*_limits(given), _MixLimit("the goal", _brings(given, wanted.unit), wanted.value)]
    return _mix(given, wanted.unit, limits, [channel.cost.value for channel in given], _money(given))


def richest_mix(channels: Iterable[MarketingChannel], budget: str | Quantity) -> Mix:
    """Find the whole leads by channel that bring most for a budget (`10000 USD`).

    InfeasibleMixError with limits that clash if the budget cannot keep them, InvalidValueError if leads without end
    would cost nothing, or for mixed units; needs the extra `mix`.
    """
    given = _taken(channels)
    budgeted = as_quantity(budget).value_in(_money(given))
    limits = [
        *_limits(given),
        _MixLimit("the budget", tuple(-channel.cost.value for channel in given), -budgeted, upper=True),
    ]
    unit = given[0].brings.unit.partition("/")[0]
    return _mix(given, unit, limits, [-weight for weight in _brings(given, unit)], unit)


def _taken(channels: Iterable[MarketingChannel]) -> tuple[MarketingChannel, ...]:
    given = tuple(channels)
    names = [channel.name for channel in given]
    if not given or len(set(names)) < len(names):
        raise InvalidValueError(f"a mix has one channel or more, each there once; not {names}", "channels")
    return given


def _money(channels: Sequence[MarketingChannel]) -> str:
    (money, *others) = dict.fromkeys(channel.cost.unit for channel in channels)
    if others:
        raise InvalidValueError(f"channels cost the same money for the same lead, not {money} and {others[0]}", "cost")
    return money.partition("/")[0]


def _brings(channels: Sequence[MarketingChannel], unit: str) -> tuple[Fraction, ...]:
    lead = channels[0].cost.unit.partition("/")[2]
    return tuple(channel.brings.value_in(f"{unit}/{lead}") for channel in channels)


def _limits(channels: Sequence[MarketingChannel]) -> list[_MixLimit]:
    limits: list[_MixLimit] = []
    for place, channel in enumerate(channels):
        alone = tuple(Fraction(other == place) for other in range(len(channels)))
        if channel.capacity is not None:
            less = tuple(-one for one in alone)
            limits.append(_MixLimit(f"the capacity of {channel.name}", less, -Fraction(channel.capacity), upper=True))
        if channel.at_least:
            limits.append(_MixLimit(f"the least of {channel.name}", alone, channel.at_least))
        if channel.lowest_share:
            weights = tuple(one - channel.lowest_share for one in alone)
            limits.append(_MixLimit(f"the lowest share of {channel.name}", weights, ZERO))
        if channel.highest_share < 1:
            weights = tuple(channel.highest_share - one for one in alone)
            limits.append(_MixLimit(f"the highest share of {channel.name}", weights, ZERO, upper=True))
    return limits


def _mix(
    channels: Sequence[MarketingChannel], unit: str, limits: list[_MixLimit], costs: list[Fraction], price_unit: str
) -> Mix:
    solved = _solved(limits, costs)
    if solved is None:
        clash = _irreducible(limits, len(channels))
        if not clash:
            raise InvalidValueError("leads without end cost nothing; give the channels a capacity", "channels")
        names = tuple(limit.name for limit in clash)
        clashing = f"all limits; these clash: {', '.join(names)}" if len(names) > 1 else names[0]
        error = InfeasibleMixError(f"no mix keeps {clashing}")
        error.limits = names
        raise error
    lead = channels[0].cost.unit.partition("/")[2]
    if not all(limit.holds(solved) for limit in limits):
        raise InvalidValueError("the numbers of this mix have too many digits to be solved for", "channels")
    cost = sum((channel.cost.value * count for channel, count in zip(channels, solved, strict=True)), ZERO)
    brings = sum((weight * count for weight, count in zip(_brings(channels, unit), solved, strict=True)), ZERO)
    leads = tuple((channel.name, Quantity(count, lead)) for channel, count in zip(channels, solved, strict=True))
    return Mix(leads, Quantity(cost, _money(channels)), Quantity(brings, unit), _prices(limits, costs, price_unit))


def _solved(limits: list[_MixLimit], costs: list[Fraction]) -> list[int] | None:
    """Solve for whole leads; None if no leads keep the limits, or ever more leads are ever better."""
    rows = [limit.scaled() for limit in limits]
    # a sum of whole numbers reaches a whole number if it passes half below it: room for the solver's tolerance
    bound = [least - 0.5 for _weights, least in rows]
    scipy = _solver()
    found = scipy.milp(
        _scaled_costs(costs),
        constraints=[scipy.LinearConstraint([weights for weights, _least in rows], bound)] if rows else [],
        integrality=[1] * len(costs),
        bounds=scipy.Bounds(0.0, float("inf")),
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else [round(count) for count in found.x]


def _solver() -> Any:
    with needs_extra("the best mix of channels", "mix"):
        import scipy.optimize  # noqa: PLC0415 - an optional library

        return scipy.optimize


def _dearest(costs: list[Fraction]) -> Fraction:
    return max(map(abs, costs)) or Fraction(1)


def _scaled_costs(costs: list[Fraction]) -> list[float]:
    """Costs in shares of the highest: the solver's tolerance is absolute."""
    return [float(cost / _dearest(costs)) for cost in costs]


def _irreducible(limits: list[_MixLimit], count: int) -> list[_MixLimit]:
    """Drop one limit after another for as long as the rest still clash (the deletion filter)."""
    clash = list(limits)
    if _solved(clash, [ZERO] * count) is not None:
        return []
    for limit in limits:
        rest = [each for each in clash if each is not limit]
        if _solved(rest, [ZERO] * count) is None:
            clash = rest
    return clash


def _prices(limits: list[_MixLimit], costs: list[Fraction], unit: str) -> tuple[Bottleneck, ...]:
    """Give what one more unit of each binding limit saves or brings, from the relaxation."""
    found = _solver().linprog(
        _scaled_costs(costs),
        A_ub=[[-float(weight) for weight in limit.weights] for limit in limits],
        b_ub=[-float(limit.least) for limit in limits],
        method="highs",
    )
    prices = [
        Bottleneck(limit.name, _price(float(price) * float(_dearest(costs)), unit), limit.upper)
        for limit, price in zip(limits, found.ineqlin.marginals, strict=True)
        if abs(price) > 1e-9
    ]
    return tuple(sorted(prices, key=lambda each: -each.price.value))


def _price(price: float, unit: str) -> Quantity:
    """Give a price to 9 digits, which is what the solver is good for."""
    return Quantity(Decimal(f"{abs(price):.9g}"), unit)
