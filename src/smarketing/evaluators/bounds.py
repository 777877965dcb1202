"""Judging by a lower and an upper target, with a tolerance."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs

from smarketing.actuals import Metric
from smarketing.contract_periods import Every
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import Evaluator, is_by_business_days, is_by_days, period_of, target_in
from smarketing.evaluators.view import View
from smarketing.intervals import IntervalSet
from smarketing.units import Quantity, Target, written
from smarketing.verdicts import Finding, Status


def check_tolerance(evaluator: Evaluator, field: "attrs.Attribute[Any]", tolerance: Quantity | None) -> None:
    """Refuse a tolerance that is negative or, for the kind of target, in the wrong unit."""
    if tolerance is None:
        return
    of_share = evaluator.targets[0].quantity.measures("%")
    if not tolerance.measures("point" if of_share else "%"):
        rule = "of a share is in points, as in '1 point'" if of_share else "is a part of the target, as in '2 %'"
        raise InvalidValueError(f"a tolerance here {rule}; not {tolerance}", field.name)
    if tolerance.value < 0:
        raise InvalidValueError(f"a tolerance is not negative: {tolerance}", field.name)


class Bounded(Evaluator):
    """An evaluator that holds readings between a lower and an upper target, of which one may be None."""

    __slots__ = ()

    @property
    @abstractmethod
    def tolerance(self) -> Quantity | None:
        """How far beyond a target still counts as met."""

    @property
    @abstractmethod
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""

    @property
    def targets(self) -> Sequence[Target]:
        """The targets, the lower one first."""
        return tuple(bound for bound in self.bounds if bound is not None)

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
        return self._between(view.metric, *_limits_in(self, view))(view)

    def prepared(self, metric: Metric, months: int = 1, /) -> Callable[[View], Finding]:
        """Give a function that judges views of one metric, with both limits worked out once."""
        if _varies(self, metric):
            return self
        return self._between(metric, *_limits(self, metric, months))

    def summed(self, parts: Sequence[tuple[Evaluator, View]], /) -> Callable[[View], Finding] | None:
        """Give a function that judges a period by the sum of what its parts ask for: counts only, alike in sides."""
        sides = [bound is not None for bound in self.bounds]
        metric = parts[-1][1].metric
        limits = [
            _limits_in(rule, view)
            for rule, view in parts
            if isinstance(rule, Bounded) and sides == [bound is not None for bound in rule.bounds]
        ]
        if metric.kind != "count" or len(limits) < len(parts):
            return None
        return self._between(metric, _sum([low for low, _high in limits]), _sum([high for _low, high in limits]))

    def _between(self, metric: Metric, low: "_Limit | None", high: "_Limit | None") -> Callable[[View], Finding]:
        """Give a function that judges views of one metric by limits for the whole of each."""
        tolerance, reading_of, has_base = self.tolerance, metric.reading, metric.has_base
        at_least = None if low is None else low.target
        at_most = None if high is None else high.target
        met, missed, unit = Status.MET, Status.MISSED, "point" if metric.unit == "%" else metric.unit

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

    def kept_by(self, metric: Metric, months: int = 1, /) -> IntervalSet | None:
        """Give the readings from the lower edge to the upper one, tolerance included.

        None for a count per day or week and for a scheduled one: how much that comes to depends on the month.
        """
        if _varies(self, metric):
            return None
        low, high = _limits(self, metric, months)
        kept = IntervalSet() if low is None else IntervalSet.where(">=", low.edge)
        return kept if high is None else kept & IntervalSet.where("<=", high.edge)

    def describe(self) -> str:
        """Name the targets, and how far beyond them still counts."""
        sides = zip(("at least", "at most"), self.bounds, strict=True)
        said = " and ".join(f"{side} {written(bound.quantity)}" for side, bound in sides if bound is not None)
        return said if self.tolerance is None else f"{said}, with a tolerance of {written(self.tolerance)}"


@attrs.frozen
class _Limit:
    """A target in a metric's unit, and the last reading that its tolerance still takes for met."""

    target: Quantity
    edge: Fraction
    numerator: int
    denominator: int

    @classmethod
    def at(cls, target: Quantity, edge: Fraction) -> "_Limit":
        return cls(target, edge, edge.numerator, edge.denominator)


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
    return _limit(low, evaluator.tolerance, -1), _limit(high, evaluator.tolerance, 1)


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
    return _limit(low, evaluator.tolerance, -1), _limit(high, evaluator.tolerance, 1)


def _sum(limits: Sequence[_Limit | None]) -> _Limit | None:
    found = [limit for limit in limits if limit is not None]
    if not found:
        return None
    targets, edges = [limit.target for limit in found], [limit.edge for limit in found]
    return _Limit.at(sum(targets[1:], targets[0]), sum(edges, Fraction(0)))


def _limit(amount: Quantity | None, tolerance: Quantity | None, side: int) -> _Limit | None:
    if amount is None:
        return None
    if tolerance is None:
        return _Limit.at(amount, amount.value)
    slack = tolerance.value if tolerance.unit == "point" else abs(amount.value) * tolerance.value_in("")
    return _Limit.at(amount, amount.value + side * slack)


def _without_reading(view: View, at_least: Quantity | None, at_most: Quantity | None) -> Finding:
    """Something for none at all is no less than any target; whatever else has no reading has no data."""
    unanswered = view.no_data(at_least=at_least, at_most=at_most)
    keeps = view.actual is not None and view.actual.value and at_most is None
    return attrs.evolve(unanswered, status=Status.MET, absence=None) if keeps else unanswered
