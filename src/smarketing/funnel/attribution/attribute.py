"""Why the revenue is not as planned: each way to it, month by month, and what changed along it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.attribution.causes import Attribution, Cause, Kind, owner
from smarketing.funnel.attribution.comparison import Books, books_of, compared_months
from smarketing.funnel.attribution.funnel_factors import ZERO, lag_of
from smarketing.funnel.attribution.outcomes import Outcome
from smarketing.funnel.attribution.shapley import lmdi, shapley
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.stages import ways_into
from smarketing.months import Month, Period
from smarketing.units import Quantity

Method = Literal["Shapley", "LMDI"]
Shares = Callable[[Sequence[Fraction], Sequence[Fraction]], tuple[Fraction, ...]]
_METHODS: Mapping[Method, Shares] = {"Shapley": shapley, "LMDI": lmdi}


def attribute(
    funnel: Funnel,
    actual: Outcome | Iterable[Outcome],
    *,
    planned: Outcome | Iterable[Outcome] | None = None,
    method: Method = "Shapley",
    since: Month | str | None = None,
    period: Period | str | None = None,
) -> Attribution:
    """Divide the gap between planned and actual revenue among volumes, rates, values and the mix of segments.

    Every outcome is of one segment of the funnel (or of the whole, without segments) and one month (or of none).
    Without `planned` outcomes the plan is the funnel's own, rounded as it rounds and without the margin of a
    confidence: what `plan` says of its goal, or what `schedule` says of each month, from the first to the last of them
    (growing from `since`, if stated). What happened as planned has no causes, whatever the lags and seasons.

    In each month, the revenue of a segment is the product of how many entered when, the segment's share of them (the
    mix, if there are several), each rate and the value; each factor's part of the difference is its Shapley value
    (exact), or its share by LMDI (floating point, made to sum exactly). A rate is that of the heads who are due by the
    stage's lag. Where several ways lead to revenue, the parts of all ways are summed. A rate or value of nobody is as
    planned: no change, no part.

    With lags, revenue rests on earlier months. Give their outcomes too, and the `period` (`2026-Q2`) whose revenue is
    explained; a month without an outcome counts as planned. Months of the period that lack an outcome or a plan are
    left out, and named.

    InvalidValueError for outcomes none of which has a partner in the plan, one that lacks a stage, heads that come of
    nobody, or revenue of nobody. Source: Shapley 1953; Ang 2004.
    """
    if method not in get_args(Method):
        raise InvalidValueError(no_such("method", method, get_args(Method)), "method")
    parts: dict[str | None, Funnel] = dict(funnel.split().items()) or {None: funnel}
    compared = compared_months(parts, actual, planned, period)
    sides = [books_of(part, segment, compared, since) for segment, part in parts.items()]
    causes = [
        cause
        for month in compared.months
        for cause in causes_of(month, dict(zip(parts, sides, strict=True)), _METHODS[method])
        if cause.month in compared.outcomes
    ]
    causes.sort(key=lambda cause: (funnel.names.index(cause.stage), get_args(Kind).index(cause.kind)))
    before, after = ([side[place].months[month] for side in sides for month in compared.months] for place in (0, 1))
    planned_revenue, revenue = (
        Quantity(sum((factors.revenue for factors in each), ZERO), funnel.currency) for each in (before, after)
    )
    planned_heads, heads = (sum((factors.totals[funnel.sale] for factors in each), ZERO) for each in (before, after))
    return Attribution(
        funnel,
        planned_revenue,
        revenue,
        (heads, planned_heads),
        tuple(causes),
        compared.months,
        compared.without_outcome,
        compared.without_plan,
        compared.assumed,
    )


class Factor(NamedTuple):
    """What may change: a number of a stage in a month; `of` is the stage before, for a rate."""

    kind: Kind
    stage: str
    of: str | None
    month: Month | None


def _routes(funnel: Funnel, stage: str, month: Month | None) -> Iterator[tuple[Fraction, tuple[Factor, ...]]]:
    """The factors of every way on which heads get to a stage in a month, with the share that its lags leave of them."""
    yield Fraction(1), (Factor("volume", stage, None, month),)
    for way in ways_into(funnel.stages, stage):
        rate = Factor("rate", stage, way.of, month)
        for ago, share in enumerate(lag_of(way, month)):
            if share:
                for part, factors in _routes(funnel, way.before, None if month is None else month - ago):
                    yield part * share, (*factors, rate)


class _Pairs:
    """What each factor of a segment was planned to be, and was; worked out once."""

    def __init__(self, segment: str | None, sides: Mapping[str | None, Books]) -> None:
        self.own = sides[segment]
        self.all = tuple(sides.values())
        self.known: dict[Factor, tuple[Fraction, Fraction]] = {}

    def entry(self, volume: Factor) -> tuple[Factor, ...]:
        """The factors of those who enter: their number in all segments and the mix, unless nobody enters there."""
        if not any(self._entering(volume, self.own)):
            return ()
        return (volume, Factor("mix", *volume[1:])) if self._is_mixed(volume) else (volume,)

    def of(self, factor: Factor) -> tuple[Fraction, Fraction]:
        """Give both numbers of a factor."""
        if factor not in self.known:
            self.known[factor] = self._worked_out(factor)
        return self.known[factor]

    def _worked_out(self, factor: Factor) -> tuple[Fraction, Fraction]:
        plan, actual = (book.months[factor.month] for book in self.own)
        if factor.kind == "rate":
            way = factor.stage, factor.of or ""
            return plan.rates[way], actual.rates[way]
        if factor.kind == "value":
            return plan.values[factor.stage], actual.values[factor.stage]
        if not self._is_mixed(factor):
            return self._entering(factor, self.own)
        wholes = self._wholes(factor)
        if factor.kind == "volume":
            return wholes
        before, after = self._entering(factor, self.own)
        return before / wholes[0], after / wholes[1]

    def _is_mixed(self, entry: Factor) -> bool:
        return len(self.all) > 1 and all(self._wholes(entry))

    def _wholes(self, entry: Factor) -> tuple[Fraction, Fraction]:
        """How many enter at a stage in a month in all segments."""
        before, after = zip(*(self._entering(entry, books) for books in self.all), strict=True)
        return sum(before, ZERO), sum(after, ZERO)

    def _entering(self, entry: Factor, books: Books) -> tuple[Fraction, Fraction]:
        plan, actual = (book.months[entry.month].entering.get(entry.stage, ZERO) for book in books)
        return plan, actual


def causes_of(month: Month | None, sides: Mapping[str | None, Books], shares: Shares) -> Iterator[Cause]:
    """Give the causes of one month's revenue: the parts of every route of every segment, those of one factor summed."""
    for segment, (plan, _actual) in sides.items():
        funnel, pairs = plan.funnel, _Pairs(segment, sides)
        sums: dict[Factor, Fraction] = {}
        for name in plan.months[month].values:
            for part, (volume, *rates) in _routes(funnel, name, month):
                if entry := pairs.entry(volume):
                    factors = [*entry, *rates, Factor("value", name, None, month)]
                    before, after = zip(*map(pairs.of, factors), strict=True)
                    amounts = shares(before, after) if before != after else [ZERO] * len(factors)
                    for factor, amount in zip(factors, amounts, strict=True):
                        sums[factor] = sums.get(factor, ZERO) - amount * part
        for (kind, stage, of, happened), amount in sums.items():
            money = Quantity(amount, funnel.currency)
            yield Cause(kind, stage, of, segment, happened, owner(funnel, stage), money, month)
