"""The factors whose products are a funnel's revenue, month by month: of what came, and of what was planned."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.attribution.outcomes import Counts, Outcome, counts_of, revenues_of
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.lags import AT_ONCE, Lag
from smarketing.funnel.stages import Stage, ways_into
from smarketing.months import Month
from smarketing.units import Quantity

ZERO = Fraction(0)


@attrs.frozen
class FunnelFactors:
    """The factors of one month: heads by stage, those that enter, the rates, the values.

    A rate is the share of those who are due in the month: of the heads that got to the stage before, each month's with
    its share of the lag.
    """

    totals: Mapping[str, Fraction]
    entering: Mapping[str, Fraction]
    rates: Mapping[tuple[str, str], Fraction]
    values: Mapping[str, Fraction]

    @property
    def revenue(self) -> Fraction:
        """What all stages brought."""
        return sum((self.totals[name] * value for name, value in self.values.items()), ZERO)


def lag_of(way: Stage, month: Month | None) -> Lag:
    """Give the lag of a way; a whole that has no month is through with it."""
    return AT_ONCE if month is None or way.lag is None else way.lag


def reach(funnel: Funnel) -> int:
    """Give how many months a head takes at most from where it enters to the last stage."""
    longest = dict.fromkeys(funnel.names, 0)
    for way in funnel.stages:
        if way.of is not None:
            longest[way.name] = max(longest[way.name], longest[way.of] + len(way.lag or AT_ONCE) - 1)
    return max(longest.values())


class FactorBook:
    """The factors of one segment in consecutive months, to which months are added in order."""

    def __init__(self, funnel: Funnel) -> None:
        self.funnel = funnel
        self.months: dict[Month | None, FunnelFactors] = {}

    def add_outcome(self, month: Month | None, outcome: Outcome, plan: FunnelFactors | None) -> None:
        """Add what came; what is of nobody is as in the plan, or as in the funnel without one."""
        counts = counts_of(self.funnel, outcome)
        totals = {name: sum(_into(counts, name).values(), ZERO) for name in self.funnel.names}
        for way in self.funnel.stages:
            if way.of is not None and lag_of(way, month) == AT_ONCE and not totals[way.of]:
                _check_nobody(way, counts[way.name, way.of])
        values = {}
        for name, amount in revenues_of(self.funnel, outcome).items():
            if amount and not totals[name]:
                money = Quantity(amount, self.funnel.currency)
                raise InvalidValueError(f"{money} of revenue came of no {name}", "revenue")
            nobody = self.funnel.value_of(name) if plan is None else plan.values[name]
            values[name] = amount / totals[name] if totals[name] else nobody
        self._add(month, counts, values, plan)

    def add_planned(self, month: Month | None, totals: Mapping[str, Fraction], outside: Mapping[str, Fraction]) -> None:
        """Add the heads that a plan asks for; ways that come together share them as those who are due do."""
        counts: dict[tuple[str, str | None], Fraction] = {}
        for name in self.funnel.names:
            ways = ways_into(self.funnel.stages, name)
            enter = outside.get(name, ZERO) if ways else totals[name]
            if enter or not ways:
                counts[name, None] = enter
            due = [way.share * self._due(way, month, totals) for way in ways]
            shares = due if any(due) else [Fraction(1)] * len(ways)
            for way, share in zip(ways, shares, strict=True):
                counts[name, way.of] = (totals[name] - enter) * share / sum(shares)
        values = {name: value for name in self.funnel.names if (value := self.funnel.value_of(name))}
        self._add(month, counts, values, None)

    def add_as_planned(self, month: Month | None, plan: FunnelFactors) -> None:
        """Add a month of which nothing is known but what happened before: its factors are those of the plan."""
        totals: dict[str, Fraction] = {}
        for name in self.funnel.names:
            ways = ways_into(self.funnel.stages, name)
            came = (plan.rates[name, way.before] * self._due(way, month, totals) for way in ways)
            totals[name] = plan.entering.get(name, ZERO) + sum(came, ZERO)
        self.months[month] = attrs.evolve(plan, totals=totals)

    def _add(
        self, month: Month | None, counts: Counts, values: Mapping[str, Fraction], plan: FunnelFactors | None
    ) -> None:
        totals: dict[str, Fraction] = {}
        entering: dict[str, Fraction] = {}
        rates: dict[tuple[str, str], Fraction] = {}
        for name in self.funnel.names:
            into = _into(counts, name)
            totals[name] = sum(into.values(), ZERO)
            if None in into:
                entering[name] = into[None]
            for way in ways_into(self.funnel.stages, name):
                count, due = into[way.of], self._due(way, month, totals)
                nobody = way.share if plan is None else plan.rates[name, way.before]
                rates[name, way.before] = count / due if due else nobody
                if not due:  # who comes although nobody is due was early, or entered here
                    entering[name] = entering.get(name, ZERO) + count
        self.months[month] = FunnelFactors(totals, entering, rates, values)

    def _due(self, way: Stage, month: Month | None, now: Mapping[str, Fraction]) -> Fraction:
        """How many of the stage before are due in a month, whose own heads are `now`."""
        due = ZERO
        for ago, share in enumerate(lag_of(way, month)):
            earlier = None if month is None or not ago else self.months.get(month - ago)
            heads = now if not ago else {} if earlier is None else earlier.totals
            due += share * heads.get(way.before, ZERO)
        return due


def _into(counts: Counts, name: str) -> dict[str | None, Fraction]:
    return {of: count for (stage, of), count in counts.items() if stage == name}


def _check_nobody(way: Stage, count: Fraction) -> None:
    if count:
        message = f"{count} {way.name} came of no {way.of}; count what one cohort became, or what entered elsewhere"
        raise InvalidValueError(message, "heads")
