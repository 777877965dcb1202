"""Promises of at least, at most, and between."""

from fractions import Fraction
from typing import Any

import attrs

from smarketing.actuals import History
from smarketing.errors import InvalidValueError
from smarketing.evaluators.protocol import Targeted, target_in
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


def _within(history: History, low: Target | None, high: Target | None, tolerance: Quantity | None) -> Finding:
    """Judge the current actual against one or both bounds."""
    metric, actual, months = history.metric, history.current, history.months
    at_least = None if low is None else target_in(low, metric, months)
    at_most = None if high is None else target_in(high, metric, months)
    if actual is None:
        return Finding(Status.NO_DATA, None, at_least, at_most, months=months, note=_missing(history))
    reading = metric.reading(actual)
    if reading is None:
        return Finding(Status.NO_DATA, actual, at_least, at_most, months=months, note="0 of 0: nothing to judge")
    short = _beyond(at_least, reading, tolerance, -1) or _beyond(at_most, reading, tolerance, 1)
    if not short:
        return Finding(Status.MET, actual, at_least, at_most, None, tolerance, months)
    shortfall = Quantity(short, "point" if metric.kind == "share" else metric.unit)
    return Finding(Status.MISSED, actual, at_least, at_most, shortfall, tolerance, months)


def _beyond(limit: Quantity | None, reading: Fraction, tolerance: Quantity | None, side: int) -> Fraction | None:
    """How far a reading lies beyond a limit on its side (-1 is below), once it is beyond what is tolerated."""
    if limit is None or (reading >= limit.value if side < 0 else reading <= limit.value):
        return None
    excess = abs(reading - limit.value)
    if tolerance is None:
        return excess
    slack = tolerance.value if tolerance.unit == "point" else abs(limit.value) * tolerance.value_in("")
    return excess if excess > slack else None


def _missing(history: History) -> str:
    if history.months == 1:
        return f"there is no figure for {history.month}"
    first = history.month - (history.months - 1)
    return f"not every month from {first} to {history.month} has a figure"


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

    def __call__(self, history: History, /) -> Finding:
        """Judge one month."""
        return _within(history, self.target, None, self.tolerance)


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

    def __call__(self, history: History, /) -> Finding:
        """Judge one month."""
        return _within(history, None, self.target, self.tolerance)


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

    def __call__(self, history: History, /) -> Finding:
        """Judge one month."""
        return _within(history, self.low, self.high, self.tolerance)
