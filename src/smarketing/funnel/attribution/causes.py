"""Why the revenue is not as planned: the gap in parts that sum to it, by cause and by the party that owes it."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

import attrs

from smarketing.funnel.funnel import Funnel
from smarketing.months import Month
from smarketing.units import MINOR_UNITS, Quantity, apportioned, plural, readable, rounded

Kind = Literal["volume", "mix", "rate", "value"]


@attrs.frozen
class Cause:
    """A part of a gap: what changed (`volume`, `mix`, `rate` or `value`) at which stage, in which segment and month.

    `of` is the stage before, for a rate. `amount` is the part of the gap, below zero where the change made it smaller.
    `party` answers for the stage. `month` is when it happened, `revenue_month` the one whose revenue it changed, which
    is later where stages have lags.
    """

    kind: Kind
    stage: str
    of: str | None
    segment: str | None
    month: Month | None
    party: str | None
    amount: Quantity
    revenue_month: Month | None = None


@attrs.frozen
class Attribution:
    """A revenue gap (plan minus actual) and its causes, whose amounts sum to it exactly.

    The totals are those of `months` (None is a whole without months). `without_outcome` and `without_plan` are months
    that lack the other side, and are not in the totals. `assumed` are earlier months without an outcome, from which
    heads may still have been on their way: they count as planned.
    """

    funnel: Funnel
    planned: Quantity
    actual: Quantity
    heads: tuple[Fraction, Fraction]
    causes: tuple[Cause, ...]
    months: tuple[Month | None, ...] = (None,)
    without_outcome: tuple[Month, ...] = ()
    without_plan: tuple[Month, ...] = ()
    assumed: tuple[Month, ...] = ()

    def __str__(self) -> str:
        return self.sentence

    @property
    def gap(self) -> Quantity:
        """The planned revenue minus the actual: above zero for a miss."""
        return self.planned - self.actual

    def by(
        self, trait: Literal["kind", "stage", "of", "segment", "month", "revenue_month", "party"]
    ) -> dict[object, Quantity]:
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
            merged[key] = attrs.evolve(cause, segment=None, month=None, revenue_month=None, amount=amount)
        return tuple(cause for cause in merged.values() if cause.amount.value)

    @property
    def sentence(self) -> str:
        """Say what happened and why, in money that adds up as shown."""
        stage = self.funnel.sale
        party = owner(self.funnel, stage)
        actual, planned = (readable(Quantity(count, stage)) for count in self.heads)
        actual = actual.partition(" ")[0]
        done = f"{party} closed {actual} of {planned}." if party else f"{actual} of {planned} were closed."
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
            return f"{done} Revenue is as planned{': ' if causes else ''}{listed}{self._left_out}"
        kind = "gap" if sign > 0 else "surplus"
        return f"{done} Of the {readable(total)} {kind}, {listed}{self._left_out}"

    @property
    def _left_out(self) -> str:
        """The months that are not in the totals, and those that are taken to have been as planned."""
        notes = [
            *(f". Not in these totals: {_listed(months)} (no {what})"
              for months, what in ((self.without_outcome, "outcome"), (self.without_plan, "plan")) if months),
            *([f". Taken as planned: {_listed(self.assumed)} (no outcome)"] if self.assumed else []),
        ]  # fmt: skip
        return "".join(notes)

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


def _listed(months: Iterable[Month]) -> str:
    return ", ".join(map(str, months))


def owner(funnel: Funnel, stage: str) -> str | None:
    """Give the party that answers for a stage."""
    return next((each.owed_by for each in funnel.stages if each.name == stage and each.owed_by), None)
