"""How sure a promise is: chances, volumes for a stated confidence, and intervals, where rates are estimates.

Floating point throughout: chances are no promises. The volumes that are sized by them are whole heads.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, isfinite, sqrt
from typing import TYPE_CHECKING

import attrs

from smarketing.errors import InvalidValueError, needs_extra, no_such
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.needs import Need, anchors
from smarketing.funnel.rates import Prior, Rate, as_share, percent
from smarketing.funnel.stages import Stage, ways_into, ways_out_of
from smarketing.units import Number, Quantity, as_quantity, exact, readable

if TYPE_CHECKING:
    from smarketing.funnel.risk.random_draws import Sampled

MOST = 10_000
"""The heads up to which chances are worked out exactly; beyond, they are sampled."""

DRAWS = 100_000

TIE = 1e-12
"""Chances nearer to a confidence than floating point can tell reach it."""


@attrs.frozen
class Chance:
    """A chance from 0 to 1; `standard_error` is that of sampling, None where it was worked out exactly."""

    share: float
    standard_error: float | None = None

    def __str__(self) -> str:
        sampled = "" if self.standard_error is None else f" (standard error {100 * self.standard_error:.2f} %)"
        return f"{100 * self.share:.1f} %{sampled}"


@attrs.frozen
class Interval:
    """How many heads a stage sees: what the rates as counted expect, and what it stays between with a chance.

    The bounds come of what is believed of the rates, which a prior draws in; with few trials, what is expected may lie
    outside.
    """

    stage: str
    expected: Fraction
    low: Quantity
    high: Quantity


def _chain(funnel: Funnel, stage: str) -> list[Stage]:
    """The one way from a stage to the sale."""
    if stage not in funnel.names:
        raise InvalidValueError(no_such("stage", stage, funnel.names), "stage")
    if funnel.segments or len(funnel.entries) > 1 or len(anchors(funnel)) > 1:
        message = "chances are worked out for one chain of stages; simulate plans with segments, sources and branches"
        raise InvalidValueError(message, "stages")
    (sale,) = anchors(funnel)
    ways: list[Stage] = []
    name = sale
    while name != stage:
        into = ways_into(funnel.stages, name)
        if not into:
            raise InvalidValueError(f"{stage} does not come before {sale}, the sale", "stage")
        if len(into) > 1 or any(way.grows for way in into) or into[0].of is None:
            message = f"chances are worked out for a chain of shares, and {name} branches or grows; simulate it"
            raise InvalidValueError(message, "stages")
        ways.insert(0, into[0])
        name = into[0].of
    if funnel.worths[sale] != funnel.value_of(sale) and ways_out_of(funnel.stages, sale):
        message = f"{sale} brings money later too, which is not certain when it is sold; simulate it"
        raise InvalidValueError(message, "stages")
    return ways


def _rates(ways: list[Stage]) -> list[Rate]:
    return [way.rate for way in ways if way.rate is not None]


def _wanted(funnel: Funnel) -> int:
    """How many sales the goal takes."""
    (sale,) = anchors(funnel)
    sourced = sum((share for _name, share in funnel.entries), Fraction(0))
    return ceil(funnel.goal.value * sourced / funnel.value_of(sale))


def chance(funnel: Funnel, volume: str | Quantity, *, seed: int = 0) -> Chance:
    """Give the chance that a stage's volume in one period (`112 SQL/month`) reaches the goal of that period.

    Rates that were counted (`190 of 400`) are Beta distributed with the funnel's prior; others are certain, and only
    which heads convert is not. Exact up to 10,000 heads (a convolution of beta-binomials, in floating point); above, by
    100,000 draws, with their standard error. InvalidValueError for parts of heads, and for anything but one chain of
    stages: `simulate` other plans.

    >>> funnel = Funnel(["SQL", ("customer", "200 of 400")], "100 USD/customer", "5000 USD/month")
    >>> print(chance(funnel, "100 SQL/month"), chance(funnel, "115 SQL/month"))
    53.6 % 90.6 %
    """
    from smarketing.funnel.risk.chances import reach  # noqa: PLC0415 - it imports numpy

    stage, heads = _heads(funnel, volume)
    ways = _rates(_chain(funnel, stage))
    wanted = _wanted(funnel)
    if heads <= MOST:
        return Chance(float(reach(ways, funnel.prior, wanted, heads)[heads]))
    if not wanted or _is_shut(ways):
        return Chance(0.0 if wanted else 1.0)
    share = max(_sampled(funnel, ways, seed).chance(heads), float(reach(ways, funnel.prior, wanted, MOST)[MOST]))
    return Chance(share, sqrt(share * (1 - share) / DRAWS))


def _heads(funnel: Funnel, volume: str | Quantity) -> tuple[str, int]:
    amount = as_quantity(volume)
    stage, _slash, period = amount.unit.partition("/")
    if period:
        amount = amount.to(f"{stage}/{funnel.period}")
    if amount.value.denominator > 1 or amount.value < 0:
        raise InvalidValueError(f"chances are those of whole heads in one {funnel.period}, not {amount}", "volume")
    return stage, int(amount.value)


def _sampled(funnel: Funnel, ways: list[Rate], seed: int) -> "Sampled":
    from smarketing.funnel.risk.random_draws import sampled  # noqa: PLC0415 - it imports numpy

    return sampled(ways, funnel.prior, _wanted(funnel), draws=DRAWS, seed=seed)


def volume_for(funnel: Funnel, stage: str, confidence: str | Number, *, seed: int = 0) -> Quantity:
    """Give the least volume of a stage that reaches the goal with a stated chance (`80 %`).

    As `chance`: exact up to 10,000 heads, sampled above. InvalidValueError if a rate is certainly zero.

    >>> funnel = Funnel(["SQL", ("customer", "200 of 400")], "100 USD/customer", "5000 USD/month")
    >>> volume_for(funnel, "SQL", "80 %")
    Quantity('109 SQL/month')
    """
    return Quantity(_volume(funnel, stage, _as_confidence(confidence), seed), f"{stage}/{funnel.period}")


def _as_confidence(confidence: str | Number) -> float:
    share = as_share(confidence, "a confidence", "confidence")
    if not 0 < share < 1:
        raise InvalidValueError(f"a confidence is above 0 % and below 100 %, not {percent(share)}", "confidence")
    return float(share)


def _is_shut(ways: list[Rate]) -> bool:
    """Tell whether a rate is certainly zero."""
    return any(not rate.share and rate.trials is None for rate in ways)


def _volume(funnel: Funnel, stage: str, confidence: float, seed: int) -> int:
    from smarketing.funnel.risk.chances import reach  # noqa: PLC0415 - it imports numpy

    ways = _rates(_chain(funnel, stage))
    wanted = _wanted(funnel)
    if wanted and _is_shut(ways):
        raise InvalidValueError(f"no number of {stage} reaches the goal: a rate is 0 %", "stages")
    most = min(max(2 * wanted, 16), MOST)
    while wanted <= MOST:
        enough = reach(ways, funnel.prior, wanted, most) >= confidence - TIE
        if enough.any():
            return int(enough.argmax())
        if most == MOST:
            break
        most = min(2 * most, MOST)
    heads = _sampled(funnel, ways, seed).volume(confidence)
    if not isfinite(heads):
        message = f"no number of {stage} reaches the goal with a chance of {percent(exact(confidence))}"
        raise InvalidValueError(f"{message}: count rates from more trials, or lower the confidence", "confidence")
    return max(int(heads), MOST + 1)


def confident(
    funnel: Funnel, confidence: Fraction, needs: tuple[Need, ...], there: Mapping[str, Fraction]
) -> tuple[Need, ...]:
    """Size the needs before the sale so that they reach the goal with a stated chance."""
    if there:
        message = "a confidence and a pipeline do not go together: plan without one of them"
        raise InvalidValueError(message, "pipeline")
    (entry, _share), *_others = funnel.entries
    ways = _chain(funnel, entry)
    volumes = {
        way.of: Quantity(_volume(funnel, way.of, float(confidence), 0), f"{way.of}/{funnel.period}")
        for way in ways
        if way.of is not None
    }
    share = percent(confidence)
    return tuple(
        need
        if need.stage not in volumes
        else attrs.evolve(
            need,
            volume=volumes[need.stage],
            because=f"{need.because}; for a chance of {share}, {readable(volumes[need.stage])}",
        )
        for need in needs
    )


def outlook(funnel: Funnel, volume: str | Quantity, confidence: str | Number = "90 %") -> tuple[Interval, ...]:
    """Give what each later stage up to the sale sees of a volume, with intervals that hold with a stated chance.

    The interval leaves out at most half of the rest on each side. As `chance`, up to 10,000 heads.
    """
    import numpy as np  # noqa: PLC0415 - it takes longer to import than this library

    from smarketing.funnel.risk.chances import quantile, spread  # noqa: PLC0415 - it imports numpy

    stage, heads = _heads(funnel, volume)
    if heads > MOST:
        raise InvalidValueError(f"intervals are worked out for up to {MOST:,} heads, not {heads:,}", "volume")
    ways = _chain(funnel, stage)
    out = (1 - _as_confidence(confidence)) / 2
    chances = np.zeros(heads + 1)
    chances[-1] = 1.0
    expected, intervals = Fraction(heads), []
    for way, rate in zip(ways, _rates(ways), strict=True):
        chances = spread(rate, funnel.prior, chances)
        expected *= rate.share
        unit = f"{way.name}/{funnel.period}"
        low, high = (Quantity(quantile(chances, share), unit) for share in (out, 1 - out))
        intervals.append(Interval(way.name, expected, low, high))
    return tuple(intervals)


def rate_interval(
    rate: Rate | str, confidence: str | Number = "90 %", prior: Prior | None = None
) -> tuple[float, float]:
    """Give the bounds between which a counted rate (`190 of 400`) lies with a stated chance, as shares from 0 to 1.

    Equal tails of its Beta distribution. Needs the extra `risk`.
    """
    counted = Rate.of(rate)
    if counted.trials is None:
        raise InvalidValueError(f"a rate that was not counted has no interval: {counted}", "rate")
    with needs_extra("the interval of a rate", "risk"):
        from scipy.special import betaincinv  # noqa: PLC0415 - an optional library
    out = (1 - _as_confidence(confidence)) / 2
    wins, losses = (prior or Prior()).after(counted)
    return float(betaincinv(wins, losses, out)), float(betaincinv(wins, losses, 1 - out))
