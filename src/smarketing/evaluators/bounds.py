"""Promises of at least, at most, and between."""

from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import Targeted, target_in
from smarketing.evaluators.view import View
from smarketing.units import Quantity, Target, as_target, optional_quantity
from smarketing.verdicts import Finding, Status


def _check_tolerance(evaluator: Targeted, field: "attrs.Attribute[Any]", tolerance: Quantity | None) -> None:
    if tolerance is None:
        return
    of_share = evaluator.targets[0].quantity.measures("%")
    if not tolerance.measures("point" if of_share else "%"):
        rule = "of a share is in points, as in '1 point'" if of_share else "is a part of the target, as in '2 %'"
        raise InvalidValueError(f"a tolerance here {rule}; not {tolerance}", field.name)
    if tolerance.value < 0:
        raise InvalidValueError(f"a tolerance is not negative: {tolerance}", field.name)


class _Bounded(Targeted, Protocol):
    """An evaluator that holds the actual between a lower and an upper target, of which one may be None."""

    @property
    def tolerance(self) -> Quantity | None: ...
    @property
    def bounds(self) -> tuple[Target | None, Target | None]: ...
    def __hash__(self) -> int: ...


@attrs.frozen
class _Limit:
    """A target in a metric's unit, and the last reading that its tolerance still takes for met."""

    target: Quantity
    edge: Fraction


@lru_cache(maxsize=4096)
def _limits(evaluator: _Bounded, metric: Metric, months: int) -> tuple[_Limit | None, _Limit | None]:
    low, high = evaluator.bounds
    return _limit(low, evaluator.tolerance, metric, months, -1), _limit(high, evaluator.tolerance, metric, months, 1)


def _limit(target: Target | None, tolerance: Quantity | None, metric: Metric, months: int, side: int) -> _Limit | None:
    if target is None:
        return None
    amount = target_in(target, metric, months)
    if tolerance is None:
        return _Limit(amount, amount.value)
    slack = tolerance.value if tolerance.unit == "point" else abs(amount.value) * tolerance.value_in("")
    return _Limit(amount, amount.value + side * slack)


def edges(evaluator: _Bounded, metric: Metric, months: int) -> tuple[Fraction | None, Fraction | None]:
    """Give the lowest and the highest reading of so many months that are still met, tolerance included."""
    low, high = _limits(evaluator, metric, months)
    return None if low is None else low.edge, None if high is None else high.edge


def _within(evaluator: _Bounded, view: View) -> Finding:
    """Judge a view against one or both bounds."""
    metric, actual, months = view.metric, view.actual, view.months
    low, high = _limits(evaluator, metric, months)
    at_least = None if low is None else low.target
    at_most = None if high is None else high.target
    if actual is None:
        return view.no_data(at_least=at_least, at_most=at_most)
    reading = metric.reading(actual)
    if reading is None:
        unanswered = view.no_data(at_least=at_least, at_most=at_most)
        keeps = actual.value and at_most is None
        return attrs.evolve(unanswered, status=Status.MET, absence=None) if keeps else unanswered
    if low is not None and reading < low.edge:
        short = low.target.value - reading
    elif high is not None and reading > high.edge:
        short = reading - high.target.value
    else:
        return Finding(Status.MET, actual, at_least, at_most, None, evaluator.tolerance, months)
    shortfall = Quantity(short, "point" if metric.kind == "share" else metric.unit)
    return Finding(Status.MISSED, actual, at_least, at_most, shortfall, evaluator.tolerance, months)


@attrs.frozen(cache_hash=True)
class AtLeast:
    """The actual is the target or more: `AtLeast("100 SQL/month")`, `AtLeast("92 %", tolerance="1 point")`.

    Within the tolerance (a part of the target; for a share in points) a lower actual is still met. Beyond it the
    shortfall counts from the target.
    """

    target: Target = attrs.field(converter=as_target)
    tolerance: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, validator=_check_tolerance, kw_only=True
    )

    needs = ()
    months = 1

    @property
    def targets(self) -> tuple[Target]:
        """The target."""
        return (self.target,)

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (self.target, None)

    def __call__(self, view: View, /) -> Finding:
        """Judge one month."""
        return _within(self, view)


@attrs.frozen(cache_hash=True)
class AtMost:
    """The actual is the target or less: `AtMost("5 incident/month")`; tolerance as in `AtLeast`."""

    target: Target = attrs.field(converter=as_target)
    tolerance: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, validator=_check_tolerance, kw_only=True
    )

    needs = ()
    months = 1

    @property
    def targets(self) -> tuple[Target]:
        """The target."""
        return (self.target,)

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (None, self.target)

    def __call__(self, view: View, /) -> Finding:
        """Judge one month."""
        return _within(self, view)


@attrs.frozen(cache_hash=True)
class Between:
    """The actual is between two targets, both included: `Between("90 SQL/month", "120 SQL/month")`.

    Tolerance as in `AtLeast`, on both sides. InvalidValueError if `low` is above `high`.
    """

    low: Target = attrs.field(converter=as_target)
    high: Target = attrs.field(converter=as_target)
    tolerance: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, validator=_check_tolerance, kw_only=True
    )

    needs = ()
    months = 1

    @high.validator
    def _check_order(self, _: object, high: Target) -> None:
        if high.quantity < self.low.quantity:
            raise InvalidValueError(f"the upper target {high.quantity} is below {self.low.quantity}", "high")

    @property
    def targets(self) -> tuple[Target, Target]:
        """Both targets."""
        return (self.low, self.high)

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (self.low, self.high)

    def __call__(self, view: View, /) -> Finding:
        """Judge one month."""
        return _within(self, view)
