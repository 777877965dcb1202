"""Tiers of a credit: which part of the scale pays what."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import Literal, Protocol

import attrs

from smarketing.actuals import Metric
from smarketing.consequences.case import Case
from smarketing.consequences.credit_steps import CreditStep
from smarketing.consequences.fee import Fee
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.units import Quantity, as_quantity, optional_quantity, readable, written
from smarketing.verdicts import Verdict

_Bound = Literal["at_least", "above", "below", "at_most"]
_LOWER: tuple[_Bound, ...] = ("at_least", "above")
_UPPER: tuple[_Bound, ...] = ("below", "at_most")
_SIGNS: dict[_Bound, Literal[">=", ">", "<", "<="]] = {"at_least": ">=", "above": ">", "below": "<", "at_most": "<="}


@attrs.frozen(kw_only=True)
class Tier:
    """What is paid for results in one part of the scale.

    The part runs from `at_least` (included) or `above` (not included) to `below` (not included) or `at_most`
    (included). Among tiers with one bound each, a tier runs on to where the next one begins: `below: 95 %` and
    `below: 90 %` are 90 % to under 95 %, and under 90 %. Bounds are in the unit of the metric; for what is no share, a
    bound in % is a part of the target.
    """

    at_least: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, metadata=about("Where it begins, included.")
    )
    above: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, metadata=about("Where it begins, not included.")
    )
    below: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, metadata=about("Where it ends, not included.")
    )
    at_most: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, metadata=about("Where it ends, included.")
    )
    pay: Quantity = attrs.field(converter=as_quantity, metadata=about("What is paid."))

    def __attrs_post_init__(self) -> None:
        if self.pay.value < 0:
            raise InvalidValueError(f"a credit is not negative: {self.pay}", "pay")
        for pair in (_LOWER, _UPPER):
            if all(getattr(self, name) is not None for name in pair):
                raise InvalidValueError(f"a tier has one of {' and '.join(pair)}, not both", pair[1])
        if not self.bounds:
            raise InvalidValueError("a tier needs a bound: at_least, above, below or at_most")
        if not self._own:
            raise InvalidValueError(f"nothing is {self}", self.bounds[-1][0])

    @property
    def bounds(self) -> tuple[tuple[_Bound, Quantity], ...]:
        """The bounds that it has, the lower one first."""
        found = ((name, getattr(self, name)) for name in (*_LOWER, *_UPPER))
        return tuple((name, bound) for name, bound in found if bound is not None)

    @property
    def unit(self) -> str:
        """The unit of its first bound."""
        return self.bounds[0][1].unit

    @property
    def _own(self) -> IntervalSet:
        return self.within(self.unit)

    def within(self, unit: str) -> IntervalSet:
        """Give the numbers of a unit that its own bounds leave; UnitError if they do not convert to it."""
        numbers = IntervalSet()
        for name, bound in self.bounds:
            numbers &= IntervalSet.where(_SIGNS[name], bound.value_in(unit))
        return numbers

    def __str__(self) -> str:
        return " and ".join(f"{name.replace('_', ' ')} {written(bound)}" for name, bound in self.bounds)


class Priced(Protocol):
    """What pays money, or time, for results: an amount, or one for each tier or each miss of a run."""

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers; none where it always pays the same."""

    @property
    def spans(self) -> tuple[tuple[IntervalSet, Tier], ...]:
        """Each tier with the results that it is for."""

    @property
    def pays(self) -> tuple[Quantity, ...]:
        """All that it may pay."""

    @property
    def by_run(self) -> tuple[Quantity, ...]:
        """What the first, the second and further misses running pay; nothing where that does not matter."""

    @property
    def of(self) -> Fee | None:
        """The fee that shares are taken of."""

    @property
    def per(self) -> CreditStep | None:
        """The steps for each of which it pays; None where it pays once."""

    @property
    def currency(self) -> str:
        """The unit that it pays in; `%` where it pays shares of a metric."""

    def worth(self, pay: Quantity) -> Fraction:
        """Give an amount, or a share of the fee, in the unit that it pays in: for one step, where it pays per step."""

    def times(self, case: Case) -> Fraction | None:
        """Give how many times a case pays; None without a figure."""


def spans(tiers: tuple[Tier, ...]) -> tuple[tuple[IntervalSet, Tier], ...]:
    """Give each tier with the numbers that it is for, in the unit of the first; tiers with one bound end at the next.

    UnitError if the bounds do not convert to each other.
    """
    unit = tiers[0].unit
    own = [(tier.within(unit), {name for name, _bound in tier.bounds}) for tier in tiers]
    found = []
    for tier, (numbers, names) in zip(tiers, own, strict=True):
        one_sided = [others for others, theirs in own if any(names | theirs <= {*side} for side in (_LOWER, _UPPER))]
        inside = [others for others in one_sided if others != numbers and others & numbers == others]
        found.append((reduce(lambda left, others: left & ~others, inside, numbers), tier))
    return tuple(found)


def result_in(tiers: Sequence[Tier], verdict: Verdict) -> Quantity | None:
    """Give what a verdict is worth on the scale of tiers: its actual, or as a part of its target; None without one."""
    unit = tiers[0].unit
    if unit == "%" and verdict.metric.unit != "%":
        attainment = verdict.attainment
        return None if attainment is None else Quantity(attainment * 100, "%")
    actual = verdict.actual
    if actual is None or actual.measures(unit):
        return None if actual is None else actual.to(unit)
    return Quantity(actual.value / verdict.finding.months, f"{actual.unit}/month").to(unit)


def tier_problems(tiers: Sequence[Tier], metric: Metric, *, one_sided: bool) -> Iterator[str]:
    """Say why tiers cannot be read off a metric; `one_sided` is a promise with one target, which has an attainment."""
    unit = tiers[0].unit
    if unit == "%" and metric.unit != "%":
        if not one_sided:
            yield f"a part of the target needs one target; give the tiers in {metric.unit}"
        return
    known = (metric.unit, f"{metric.unit}/month") if metric.kind == "count" else (metric.unit,)
    if not any(Quantity(1, unit).measures(each) for each in known):
        yield f"a tier {tiers[0]} cannot be read off {metric.name!r}, a {metric.kind} in {metric.unit}"


def said(result: Quantity, tier: Tier) -> str:
    """Say which tier a result is in: `94.9 % is below 95 %`."""
    text = readable(result)
    like_a_bound = text in (readable(bound) for _name, bound in tier.bounds) or any(
        result == b for _n, b in tier.bounds
    )
    return f"{written(result) if like_a_bound else text} is {tier}"
