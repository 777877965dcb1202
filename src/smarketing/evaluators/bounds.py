"""Judging by a lower and an upper target: open or closed, with tolerances, rounding and a least volume."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

import attrs

from smarketing.actuals import Metric
from smarketing.contract_periods import Every
from smarketing.evaluators.bound_options import (
    check_rounding,
    check_volume,
    few_cases,
    is_amount,
    least_base,
    option_problems,
    option_units,
    slack_in,
)
from smarketing.evaluators.contract import Evaluator, is_by_business_days, is_by_days, period_of, target_in
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.intervals import IntervalSet, Operator
from smarketing.units import Quantity, Target, optional_quantity, to_step, written
from smarketing.verdicts import Finding, Status


def own_first(_: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """Order the fields of a kind of `Bounded`: its own come before those that all kinds have."""
    return sorted(fields, key=lambda field: field.name in ("rounded_to", "judged_from"))


@attrs.frozen
class Bounded(Evaluator):
    """An evaluator that holds readings between a lower and an upper target, of which one may be None.

    With `rounded_to` a reading is rounded to a multiple of that step, halves up, before it is compared, and a
    shortfall counts from the rounded reading. With `judged_from` a share or a ratio of fewer cases is not judged.
    """

    strict: ClassVar[bool] = False
    """Whether exactly the target is a miss."""

    rounded_to: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_rounding,
        kw_only=True,
        metadata=about("To which step results are rounded, halves up, before they are compared, as 0.1 %."),
    )
    judged_from: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_volume,
        kw_only=True,
        metadata=about("The least number of cases of which a share or a ratio is judged, as 20 leads."),
    )

    @property
    @abstractmethod
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""

    @property
    def tolerances(self) -> tuple[Quantity | None, Quantity | None]:
        """How far below the lower and how far above the upper target still counts as met."""
        return (None, None)

    @property
    def targets(self) -> Sequence[Target]:
        """The targets, the lower one first."""
        return tuple(bound for bound in self.bounds if bound is not None)

    @property
    def units(self) -> Sequence[str]:
        """The units of the targets, and of what is said about them."""
        return (*super().units, *option_units(self.tolerances, self.rounded_to, self.judged_from))

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        """Say why it cannot judge a metric, or windows of so many months of it."""
        yield from super().metric_problems(metric, months)
        yield from option_problems(self.tolerances, self.rounded_to, self.judged_from, metric)

    @property
    def every(self) -> Every:
        """The period of its targets."""
        return period_of(self.targets)

    @property
    def reads_calendar(self) -> bool:
        """Whether it counts business days, or goes by the schedule of the funnel."""
        return any(is_by_business_days(target) or target.is_scheduled for target in self.targets)

    def __call__(self, view: View, /) -> Finding:
        """Judge one month, a window, or a period of several months."""
        return self._judging(view.metric, *_limits_in(self, view))(view)

    def prepared(self, metric: Metric, months: int = 1, /) -> Callable[[View], Finding]:
        """Give a function that judges views of one metric, with both limits worked out once."""
        if _varies(self, metric):
            return self
        return self._judging(metric, *_limits(self, metric, months))

    def summed(self, parts: Sequence[tuple[Evaluator, View]], /) -> Callable[[View], Finding] | None:
        """Give a function that judges a period by the sum of what its parts ask for: counts only, of like rules."""
        metric, length = parts[-1][1].metric, sum((view.length for _rule, view in parts), Fraction(0))
        limits = [
            _limits_of_part(rule, view, Fraction(view.length) / length)
            for rule, view in parts
            if isinstance(rule, Bounded) and _adds_up(rule, self)
        ]
        if metric.kind != "count" or len(limits) < len(parts):
            return None
        return self._judging(metric, _sum([low for low, _high in limits]), _sum([high for _low, high in limits]))

    def _judging(self, metric: Metric, low: "_Limit | None", high: "_Limit | None") -> Callable[[View], Finding]:
        """Give a function that judges views of one metric by limits for the whole of each."""
        below, above = self.tolerances
        options = self.strict, self.rounded_to, self.judged_from
        if options == (False, None, None) and (below == above or None in self.bounds):
            return _judged_plainly(metric, low, high, below or above)
        return _judged_by_options(metric, low, high, self)

    def kept_by(self, metric: Metric, months: int = 1, /) -> IntervalSet | None:
        """Give the readings from the lower edge to the upper one, tolerance and rounding included.

        None for a count per day or week and for a scheduled one: how much that comes to depends on the month.
        """
        if _varies(self, metric):
            return None
        low, high = _limits(self, metric, months)
        kept = IntervalSet() if low is None else IntervalSet.where(">" if low.is_open else ">=", low.edge)
        return kept if high is None else kept & IntervalSet.where("<" if high.is_open else "<=", high.edge)

    def describe(self) -> str:
        """Name the targets, how far beyond them still counts, how results are rounded, and from when on they count."""
        sides = zip(("above", "below") if self.strict else ("at least", "at most"), self.bounds, strict=True)
        said = " and ".join(f"{side} {written(bound.quantity)}" for side, bound in sides if bound is not None)
        return "".join((said, *_options_text(self)))


def _options_text(evaluator: Bounded) -> Iterator[str]:
    below, above = evaluator.tolerances
    if below == above or None in evaluator.bounds:
        yield from (f", with a tolerance of {written(each)}" for each in (below or above,) if each is not None)
    else:
        sides = ((below, "below"), (above, "above"))
        yield from (f", with a tolerance of {written(each)} {side}" for each, side in sides if each is not None)
    if evaluator.rounded_to is not None:
        yield f", rounded to {written(evaluator.rounded_to)}"
    if evaluator.judged_from is not None:
        yield f", judged from {written(evaluator.judged_from)}"


def _judged_plainly(
    metric: Metric, low: "_Limit | None", high: "_Limit | None", tolerance: Quantity | None
) -> Callable[[View], Finding]:
    """Give what judges by closed bounds alone, which is what most promises are; every verdict passes here."""
    reading_of, has_base = metric.reading, metric.has_base
    at_least = None if low is None else low.target
    at_most = None if high is None else high.target
    met, missed, unit = Status.MET, Status.MISSED, _shortfall_unit(metric)

    def judged(view: View) -> Finding:
        actual = view.actual
        reading = None if actual is None else reading_of(actual) if has_base else actual.value
        if reading is None:
            return _without_reading(view, at_least, at_most)
        # whole numbers are compared, which costs a quarter of comparing Fractions
        numerator, denominator = reading.as_integer_ratio()
        if low is not None and low.numerator * denominator > numerator * low.denominator:
            short = _difference(low.target.value, reading, unit)
        elif high is not None and high.numerator * denominator < numerator * high.denominator:
            short = _difference(reading, high.target.value, unit)
        else:
            return Finding(met, actual, at_least, at_most, None, tolerance, view.months)
        return Finding(missed, actual, at_least, at_most, short, tolerance, view.months)

    return judged


def _judged_by_options(
    metric: Metric, low: "_Limit | None", high: "_Limit | None", evaluator: Bounded
) -> Callable[[View], Finding]:
    """Give what judges by open bounds, one-sided tolerances, rounded readings, or only from a least volume on."""
    at_least = None if low is None else low.target
    at_most = None if high is None else high.target
    unit, strict, step = _shortfall_unit(metric), evaluator.strict, evaluator.rounded_to
    size = None if step is None else step.value_in(metric.unit)
    least = least_base(evaluator.judged_from, metric)
    below, above = evaluator.tolerances
    both = below or above if below == above or None in evaluator.bounds else None

    def judged(view: View) -> Finding:
        actual = view.actual
        if least is not None and actual is not None and (actual.base or Fraction(0)) < least:
            return few_cases(view, evaluator.judged_from, at_least, at_most)
        reading = None if actual is None else metric.reading(actual)
        if reading is None:
            return _without_reading(view, at_least, at_most)
        shown = reading if size is None else to_step(reading, size)
        short, tolerance = None, both
        if low is not None and shown < low.target.value:
            tolerance = below
        elif high is not None and shown > high.target.value:
            tolerance = above
        if low is not None and (reading < low.edge or (low.is_open and reading == low.edge)):
            short = _difference(low.target.value, shown, unit)
        elif high is not None and (reading > high.edge or (high.is_open and reading == high.edge)):
            short = _difference(shown, high.target.value, unit)
        status = Status.MET if short is None else Status.MISSED
        months = view.months
        return Finding(status, actual, at_least, at_most, short, tolerance, months, strict=strict, rounded_to=step)

    return judged


def _shortfall_unit(metric: Metric) -> str:
    return "point" if metric.unit == "%" else metric.unit


@attrs.frozen
class _Limit:
    """A target in a metric's unit, and the last reading that is still taken for met, or if open the first that is not.

    Tolerance and rounding are in the edge.
    """

    target: Quantity
    edge: Fraction
    is_open: bool
    numerator: int
    denominator: int


def _difference(more: Fraction, less: Fraction, unit: str) -> Quantity:
    if more.denominator == 1 == less.denominator:
        return _whole(more.numerator - less.numerator, unit)
    return Quantity(more - less, unit)


@lru_cache(maxsize=4_096)
def _whole(number: int, unit: str) -> Quantity:
    """A quantity of a whole number: shortfalls are mostly small ones, and found again month after month."""
    return Quantity(number, unit)


def _limits_in(evaluator: Bounded, view: View) -> tuple[_Limit | None, _Limit | None]:
    """The limits for all that targets of a view are for."""
    if not _varies(evaluator, view.metric):
        return _limits(evaluator, view.metric, view.length)
    low, high = (None if each is None else _amount(each, view) for each in evaluator.bounds)
    days = view.business_days if any(map(is_by_business_days, evaluator.targets)) else view.days
    return _both(evaluator, view.metric, low, high, view.length, days)


def _varies(evaluator: Bounded, metric: Metric) -> bool:
    """Whether months of one length may have different targets."""
    return metric.kind == "count" and any(is_by_days(each) or each.is_scheduled for each in evaluator.targets)


def _amount(target: Target, view: View) -> Quantity:
    """A target for all months that it is for in a view."""
    if target.source is not None and target.is_scheduled:
        return view.scheduled(target.source).to(view.metric.unit)
    days = view.business_days if is_by_business_days(target) else view.days if is_by_days(target) else None
    return target_in(target, view.metric, view.length, days)


@lru_cache(maxsize=16_384)
def _limits(evaluator: Bounded, metric: Metric, months: int | Fraction) -> tuple[_Limit | None, _Limit | None]:
    low, high = (None if each is None else target_in(each, metric, months) for each in evaluator.bounds)
    return _both(evaluator, metric, low, high, months, None)


def _both(
    evaluator: Bounded,
    metric: Metric,
    low: Quantity | None,
    high: Quantity | None,
    months: int | Fraction,
    days: int | None,
) -> tuple[_Limit | None, _Limit | None]:
    """The limits at two amounts, for so many months and days."""
    slacks = [
        Fraction(0) if each is None or amount is None else slack_in(each, amount, metric, months, days)
        for each, amount in zip(evaluator.tolerances, (low, high), strict=True)
    ]
    return _limit(low, slacks[0], evaluator, metric, 0), _limit(high, slacks[1], evaluator, metric, 1)


_SIGNS: tuple[dict[bool, Operator], dict[bool, Operator]] = ({False: ">=", True: ">"}, {False: "<=", True: "<"})
"""How readings on the right side of a lower and of an upper target compare with it, if it is strict or not."""


def _limit(amount: Quantity | None, slack: Fraction, evaluator: Bounded, metric: Metric, side: int) -> _Limit | None:
    if amount is None:
        return None
    kept = IntervalSet.where(_SIGNS[side][evaluator.strict], amount.value + (slack if side else -slack))
    if evaluator.rounded_to is not None:
        kept = kept.before_rounding(evaluator.rounded_to.value_in(metric.unit))
    edge, after = kept.spans[0][side]
    number = Fraction(edge)
    return _Limit(amount, number, after != side, number.numerator, number.denominator)


def _adds_up(rule: Bounded, last: Bounded) -> bool:
    """Whether the targets of a rule and of the last one of a period can be summed: alike in sides, and not rounded."""
    alike = [bound is None for bound in rule.bounds] == [bound is None for bound in last.bounds]
    return alike and rule.strict == last.strict and rule.rounded_to is None and last.rounded_to is None


def _limits_of_part(rule: Bounded, view: View, share: Fraction) -> list[_Limit | None]:
    """The limits for a part of a period: of a tolerance that is an amount for the whole of it, that share counts."""
    limits: list[_Limit | None] = []
    for limit, tolerance in zip(_limits_in(rule, view), rule.tolerances, strict=True):
        if limit is None or tolerance is None or not is_amount(tolerance, view.metric):
            limits.append(limit)
            continue
        edge = limit.target.value + (limit.edge - limit.target.value) * share
        limits.append(attrs.evolve(limit, edge=edge, numerator=edge.numerator, denominator=edge.denominator))
    return limits


def _sum(limits: Sequence[_Limit | None]) -> _Limit | None:
    found = [limit for limit in limits if limit is not None]
    if not found:
        return None
    targets, edge = [limit.target for limit in found], sum((limit.edge for limit in found), Fraction(0))
    return _Limit(sum(targets[1:], targets[0]), edge, found[-1].is_open, edge.numerator, edge.denominator)


def _without_reading(view: View, at_least: Quantity | None, at_most: Quantity | None) -> Finding:
    """Something for none at all is no less than any target; whatever else has no reading has no data."""
    unanswered = view.no_data(at_least=at_least, at_most=at_most)
    keeps = view.actual is not None and view.actual.value and at_most is None
    return attrs.evolve(unanswered, status=Status.MET, absence=None) if keeps else unanswered
