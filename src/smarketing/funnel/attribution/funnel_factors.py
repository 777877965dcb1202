"""What came of a funnel, as the factors whose product is its revenue."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.needs import flows
from smarketing.funnel.planning.monthly_goals import monthly_goals
from smarketing.funnel.stages import Stage, ways_into
from smarketing.months import Month, Period
from smarketing.units import Number, Quantity, as_quantity, exact

ZERO = Fraction(0)


def _as_month(month: Month | str | None) -> Month | None:
    return Month.parse(month) if isinstance(month, str) else month


def _as_heads(heads: Mapping[str, Number]) -> tuple[tuple[str, Fraction], ...]:
    return tuple((name, exact(count)) for name, count in heads.items())


def _as_revenues(revenue: "str | Quantity | Mapping[str, str | Quantity]") -> tuple[tuple[str, Quantity], ...]:
    given = revenue if isinstance(revenue, Mapping) else {"": revenue}
    return tuple((stage, as_quantity(amount)) for stage, amount in given.items())


@attrs.frozen
class Outcome:
    """What came of a funnel, or of a segment of it, in a month: heads by stage, and the revenue.

    A stage with several ways in, or one where heads also enter from outside, has its heads by way: `MQL of lead`,
    `MQL of outside`. `revenue` is money, or money by stage where several stages bring some.
    """

    heads: tuple[tuple[str, Fraction], ...] = attrs.field(converter=_as_heads)
    revenue: tuple[tuple[str, Quantity], ...] = attrs.field(converter=_as_revenues)
    segment: str | None = attrs.field(default=None, kw_only=True)
    month: Month | None = attrs.field(default=None, kw_only=True, converter=_as_month)

    @heads.validator
    def _check_heads(self, _: object, heads: tuple[tuple[str, Fraction], ...]) -> None:
        for name, count in heads:
            if count < 0:
                raise InvalidValueError(f"heads are not below zero: {name} has {count}", "heads")


@attrs.frozen
class FunnelFactors:
    """The factors of one segment in one month: heads by stage, those that enter, the rates, the values."""

    funnel: Funnel
    segment: str | None
    month: Month | None
    totals: Mapping[str, Fraction]
    entering: Mapping[str, Fraction]
    rates: Mapping[tuple[str, str], Fraction]
    values: Mapping[str, Fraction]

    @property
    def revenue(self) -> Fraction:
        """What all stages brought."""
        return sum((self.totals[name] * value for name, value in self.values.items()), ZERO)


def book_of(parts: Mapping[str | None, Funnel], outcome: Outcome, plan: FunnelFactors | None) -> FunnelFactors:
    """Work the factors out of an outcome; what is of nobody is as in the plan, or as in the funnel without one."""
    if outcome.segment not in parts:
        names = [name for name in parts if name is not None]
        if outcome.segment is None:
            raise InvalidValueError(f"each outcome names its segment: {', '.join(map(repr, names))}", "segment")
        raise InvalidValueError(no_such("segment", str(outcome.segment), names), "segment")
    funnel = parts[outcome.segment]
    totals: dict[str, Fraction] = {}
    entering: dict[str, Fraction] = {}
    rates: dict[tuple[str, str], Fraction] = {}
    heads = dict(outcome.heads)
    for name in funnel.names:
        for way, count in _counts(funnel, name, heads):
            totals[name] = totals.get(name, ZERO) + count
            if way is None:
                entering[name] = count
            else:
                rates[name, way.before] = _rate(way, plan, totals[way.before], count)
    if heads:
        raise InvalidValueError(no_such("stage", next(iter(heads)), funnel.names), "heads")
    values = dict(_values(funnel, totals, dict(outcome.revenue), plan))
    return FunnelFactors(funnel, outcome.segment, outcome.month, totals, entering, rates, values)


def _counts(funnel: Funnel, name: str, heads: dict[str, Fraction]) -> Iterator[tuple[Stage | None, Fraction]]:
    """Take the heads of a stage out of those given: by way where it has several, None being from outside."""
    ways: list[Stage | None] = [*ways_into(funnel.stages, name)]
    if not ways or name in dict(funnel.entries):
        ways.append(None)
    for way in ways:
        key = name if len(ways) == 1 else f"{name} of {'outside' if way is None else way.of}"
        if key not in heads:
            raise InvalidValueError(f"the outcome lacks the heads of {key}", "heads")
        yield way, heads.pop(key)


def _rate(way: Stage, plan: FunnelFactors | None, before: Fraction, count: Fraction) -> Fraction:
    """Divide; a rate of nobody is as planned."""
    if before:
        return count / before
    if count:
        message = f"{count} {way.name} came of no {way.of}; count what one cohort became, or what entered elsewhere"
        raise InvalidValueError(message, "heads")
    return way.share if plan is None else plan.rates[way.name, way.before]


def _values(
    funnel: Funnel, totals: Mapping[str, Fraction], revenues: dict[str, Quantity], plan: FunnelFactors | None
) -> Iterator[tuple[str, Fraction]]:
    """Give what one head of each stage brought; the value of nobody is as planned."""
    valued = [name for name in funnel.names if funnel.value_of(name)]
    if set(revenues) == {""} and len(valued) == 1:
        revenues = {valued[0]: revenues[""]}
    if set(revenues) != set(valued):
        raise InvalidValueError(f"revenue is stated by stage, for {' and '.join(valued)}", "revenue")
    for name in valued:
        amount, heads = revenues[name].value_in(funnel.currency), totals[name]
        if not heads and amount:
            raise InvalidValueError(f"{revenues[name]} of revenue came of no {name}", "revenue")
        nobody = funnel.value_of(name) if plan is None else plan.values[name]
        yield name, amount / heads if heads else nobody


def book_of_plan(book: FunnelFactors, period: Period | None, since: Month | str | None) -> FunnelFactors:
    """Give the plan of the same segment and month: the funnel's own."""
    funnel = book.funnel
    if book.month is not None and period is not None:
        funnel = attrs.evolve(funnel, goal=monthly_goals(funnel, period, since=since)[book.month])
    exact_flows = flows(funnel, {})
    return attrs.evolve(
        book,
        totals=exact_flows.arriving,
        entering={name: exact_flows.entering.get(name, ZERO) for name in book.entering},
        rates={(way.name, way.of): way.rate.share for way in funnel.stages if way.rate and way.of},
        values={name: funnel.value_of(name) for name in book.values},
    )
