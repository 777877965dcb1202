"""Why the revenue is not as planned: the gap in parts that sum to it, by cause and by the party that owes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, get_args

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.attribution.funnel_factors import FunnelFactors, Outcome, book_of, book_of_plan
from smarketing.funnel.attribution.shapley import lmdi, shapley
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.stages import ways_into
from smarketing.months import Month, Period
from smarketing.units import MINOR_UNITS, Quantity, apportioned, plural, readable, rounded

Method = Literal["Shapley", "LMDI"]
_METHODS: Mapping[Method, Callable[[Sequence[Fraction], Sequence[Fraction]], tuple[Fraction, ...]]] = {
    "Shapley": shapley,
    "LMDI": lmdi,
}
ZERO = Fraction(0)


@attrs.frozen
class Cause:
    """A part of a gap: what changed (`volume`, `mix`, `rate` or `value`) at which stage, in which segment and month.

    `of` is the stage before, for a rate. `amount` is the part of the gap, below zero where the change made it smaller.
    `party` answers for the stage.
    """

    kind: Literal["volume", "mix", "rate", "value"]
    stage: str
    of: str | None
    segment: str | None
    month: Month | None
    party: str | None
    amount: Quantity


@attrs.frozen
class Attribution:
    """A revenue gap (plan minus actual) and its causes, whose amounts sum to it exactly."""

    funnel: Funnel
    planned: Quantity
    actual: Quantity
    heads: tuple[Fraction, Fraction]
    causes: tuple[Cause, ...]

    def __str__(self) -> str:
        return self.sentence

    @property
    def gap(self) -> Quantity:
        """The planned revenue minus the actual: above zero for a miss."""
        return self.planned - self.actual

    def by(self, trait: Literal["kind", "stage", "of", "segment", "month", "party"]) -> dict[object, Quantity]:
        """Sum the causes by one of their traits, in their order."""
        sums: dict[object, Quantity] = {}
        for cause in self.causes:
            key = getattr(cause, trait)
            sums[key] = sums[key] + cause.amount if key in sums else cause.amount
        return sums

    @property
    def parts(self) -> tuple[Cause, ...]:
        """The causes of all segments and months together, in the order of the funnel, without those of nothing."""
        merged: dict[tuple[str, str, str | None], Cause] = {}
        for cause in self.causes:
            key = (cause.kind, cause.stage, cause.of)
            before = merged.get(key)
            amount = cause.amount if before is None else before.amount + cause.amount
            merged[key] = attrs.evolve(cause, segment=None, month=None, amount=amount)
        return tuple(cause for cause in merged.values() if cause.amount.value)

    @property
    def sentence(self) -> str:
        """Say what happened and why, in money that adds up as shown."""
        stage = self.funnel.sale
        owner = _owner(self.funnel, stage)
        actual, planned = (readable(Quantity(count, stage)) for count in self.heads)
        actual = actual.partition(" ")[0]
        done = f"{owner} closed {actual} of {planned}." if owner else f"{actual} of {planned} were closed."
        sign = -1 if self.gap.value < 0 else 1
        minor = MINOR_UNITS[self.funnel.currency]
        places = 2 if minor is None else minor
        amounts = apportioned([cause.amount.value * sign for cause in self.parts], places)
        total = Quantity(rounded(self.gap.value * sign, places), self.funnel.currency)
        causes = [
            f"{readable(Quantity(amount, self.funnel.currency))} {'' if place else 'is '}{self._words(cause)}"
            for place, (amount, cause) in enumerate(zip(amounts, self.parts, strict=True))
        ]
        listed = ", ".join(causes)
        if not total.value:
            return f"{done} Revenue is as planned{': ' if causes else ''}{listed}"
        kind = "gap" if sign > 0 else "surplus"
        return f"{done} Of the {readable(total)} {kind}, {listed}"

    def _more_or_fewer(self, stage: str) -> str:
        """More or fewer, by what that did to the revenue; `the number of` where months differ."""
        amounts = [each.amount.value for each in self.causes if each.kind == "volume" and each.stage == stage]
        if min(amounts) < 0 < max(amounts):
            return "the number of"
        return "more" if min(amounts) < 0 else "fewer"

    def _words(self, cause: Cause) -> str:
        stage = self.funnel.sale
        party = f" ({cause.party})" if cause.party else ""
        heads = plural(cause.stage).replace("_", " ")
        if cause.kind == "volume":
            return f"{self._more_or_fewer(cause.stage)} {heads}{party}"
        if cause.kind == "mix":
            return f"the mix of segments{party}"
        if cause.kind == "value":
            return f"{'the deal size' if cause.stage == stage else f'the value of {heads}'}{party}"
        rate = "the win rate" if cause.stage == stage else f"the rate from {cause.of} to {cause.stage}"
        return f"{rate}{party}"


def attribute(
    funnel: Funnel,
    actual: Outcome | Iterable[Outcome],
    *,
    planned: Outcome | Iterable[Outcome] | None = None,
    method: Method = "Shapley",
    since: Month | str | None = None,
) -> Attribution:
    """Divide the gap between planned and actual revenue among volumes, rates, values and the mix of segments.

    Every outcome is of one segment of the funnel (or of the whole, without segments) and one month (or of none).
    Without `planned` outcomes the plan is the funnel's own, before rounding: its goal, or that of each month named, as
    `monthly_goals` spreads it from the first to the last of them (growing from `since`, if stated).

    In each month, the revenue of a segment is the product of how many enter, the segment's share of them (the mix, if
    there are several), each rate and the value; each factor's part of the difference is its Shapley value (exact), or
    its share by LMDI (floating point, made to sum exactly). Where several ways lead to revenue, the parts of all ways
    are summed. A rate or value of nobody is as planned: no change, no part.

    InvalidValueError for an outcome without a partner in the plan, one that lacks a stage, heads that come of nobody,
    or revenue of nobody. Source: Shapley 1953; Ang 2004.
    """
    if method not in get_args(Method):
        raise InvalidValueError(no_such("method", method, get_args(Method)), "method")
    parts: dict[str | None, Funnel] = dict(funnel.split().items()) or {None: funnel}
    plans = {} if planned is None else _all_there(parts, planned, "plan", {})
    books = _all_there(parts, actual, "outcome", plans)
    months = [month for _segment, month in books if month is not None]
    period = Period(min(months), max(months)) if months else None
    if planned is None:
        plans = {key: book_of_plan(book, period, since) for key, book in books.items()}
    for key in {**books, **plans}:
        if key not in books or key not in plans:
            raise InvalidValueError(f"there is no plan, or no outcome, for {_what(*key)}", "planned")
    causes = [
        cause
        for month in dict.fromkeys(month for _segment, month in books)
        for cause in _causes(month, [(plans[key], books[key]) for key in books if key[1] == month], method)
    ]
    kinds = ("volume", "mix", "rate", "value")
    causes.sort(key=lambda cause: (funnel.names.index(cause.stage), kinds.index(cause.kind)))
    sides = [list(side.values()) for side in (plans, books)]
    before, after = (Quantity(sum((book.revenue for book in side), ZERO), funnel.currency) for side in sides)
    planned_heads, actual_heads = (sum((book.totals[funnel.sale] for book in side), ZERO) for side in sides)
    return Attribution(funnel, before, after, (actual_heads, planned_heads), tuple(causes))


def _all_there(
    parts: Mapping[str | None, Funnel],
    outcomes: Outcome | Iterable[Outcome],
    what: str,
    plans: Mapping[tuple[str | None, Month | None], FunnelFactors],
) -> dict[tuple[str | None, Month | None], FunnelFactors]:
    """Take one outcome for every segment in every month, and refuse anything else."""
    given = [outcomes] if isinstance(outcomes, Outcome) else list(outcomes)
    field = "actual" if what == "outcome" else "planned"
    books = {}
    for outcome in given:
        key = (outcome.segment, outcome.month)
        if key in books:
            raise InvalidValueError(f"there are two {what}s for {_what(*key)}", field)
        books[key] = book_of(parts, outcome, plans.get(key))
    months = list(dict.fromkeys(month for _segment, month in books))
    if not books or (None in months and len(months) > 1):
        raise InvalidValueError(
            f"give one {what}, or one for each month; not some with a month and some without", field
        )
    for month in months:
        for segment in parts:
            if (segment, month) not in books:
                raise InvalidValueError(f"there is no {what} for {_what(segment, month)}", field)
    return books


def _what(segment: str | None, month: Month | None) -> str:
    return " in ".join(str(part) for part in (segment or "the funnel", month) if part)


Factor = tuple[Literal["volume", "mix", "rate", "value"], str, str | None]


def _routes(book: FunnelFactors) -> Iterator[list[Factor]]:
    """The factors of every way from where heads enter to where they bring money."""
    reached: dict[str, list[list[Factor]]] = {name: [] for name in book.funnel.names}
    for name in book.funnel.names:
        if name in book.entering:
            reached[name].append([("volume", name, None)])
        for way in ways_into(book.funnel.stages, name):
            reached[name] += [[*route, ("rate", name, way.of)] for route in reached[way.before]]
    for name in book.values:
        for route in reached[name]:
            yield [*route, ("value", name, None)]


def _causes(
    month: Month | None, mine: Sequence[tuple[FunnelFactors, FunnelFactors]], method: Method
) -> Iterator[Cause]:
    """The causes of one month: the parts of every route of every segment, those of one factor summed."""
    whole = {
        name: tuple(sum((side[place].entering[name] for side in mine), ZERO) for place in (0, 1))
        for name in mine[0][0].entering
    }
    for old, new in mine:
        sums: dict[Factor, Fraction] = {}
        for route in _routes(new):
            entry = route[0][1]
            mixed = len(mine) > 1 and all(whole[entry])
            factors: list[Factor] = [route[0], ("mix", entry, None), *route[1:]] if mixed else route
            before, after = (
                [_number(book, factor, whole[entry][place] if mixed else None) for factor in factors]
                for place, book in enumerate((old, new))
            )
            for factor, part in zip(factors, _METHODS[method](before, after), strict=True):
                sums[factor] = sums.get(factor, ZERO) - part
        for (kind, stage, of), part in sums.items():
            amount = Quantity(part, new.funnel.currency)
            yield Cause(kind, stage, of, new.segment, month, _owner(new.funnel, stage), amount)


def _number(book: FunnelFactors, factor: Factor, whole: Fraction | None) -> Fraction:
    kind, stage, of = factor
    if kind == "rate":
        return book.rates[stage, of or ""]
    if kind == "value":
        return book.values[stage]
    if kind == "mix":
        return book.entering[stage] / (whole or 1)
    return book.entering[stage] if whole is None else whole


def _owner(funnel: Funnel, stage: str) -> str | None:
    return next((each.owed_by for each in funnel.stages if each.name == stage and each.owed_by), None)
