"""What an evaluator is, and how its targets and the metrics that it judges fit together."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeGuard

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.view import View
from smarketing.units import Quantity, Target, exact_text, unit_words
from smarketing.verdicts import Finding

PERIODS = ("month", "quarter", "year")


class Evaluator(Protocol):
    """A rule that judges a promise's view of one month; a frozen, hashable, callable value.

    `needs` names further metrics, which it may look at through `view.of(name)`. It answers a view that has no reading
    with `view.no_data()`.
    """

    @property
    def needs(self) -> tuple[str, ...]:
        """The metrics that it looks at besides its own."""

    def __call__(self, view: View, /) -> Finding:
        """Judge one month."""


class Targeted(Protocol):
    """An evaluator that says what it holds actuals against, and over how many months; the ones of this library do."""

    @property
    def targets(self) -> Sequence[Target]:
        """The targets, lowest first."""

    @property
    def months(self) -> int:
        """How many months are judged together."""


def is_targeted(evaluator: object) -> TypeGuard[Targeted]:
    """Tell whether an evaluator says what it holds actuals against."""
    return hasattr(evaluator, "targets") and hasattr(evaluator, "months")


def target_in(target: Target, metric: Metric, months: int) -> Quantity:
    """Give a target in the metric's unit for a number of months: rate by months for a count."""
    if metric.kind == "count":
        return Quantity(target.quantity.to(f"{metric.unit}/month").value * months, metric.unit)
    return target.quantity.to(metric.unit)


def implied_metric(name: str, evaluator: Evaluator, segments: Sequence[str] = ()) -> Metric:
    """Give the metric that a target speaks of: a count for a rate, a share for `%`.

    InvalidValueError if the evaluator names no target or its target could be several things.
    """
    if not is_targeted(evaluator) or not evaluator.targets:
        raise InvalidValueError(f"its evaluator does not say what it measures; declare the metric {name!r}")
    amount = evaluator.targets[0].quantity
    if amount.unit == "%":
        return Metric(name, "%", "share", tuple(segments))
    *counted, period = unit_words(amount.unit) if amount.unit else [""]
    if counted and period in PERIODS and counted != ["%"]:
        return Metric(name, "/".join(counted), "count", tuple(segments))
    if not counted:
        example = f"{amount}/month" if amount.unit else f"{amount} lead/month"
        raise InvalidValueError(f"{amount} names no period; write '{example}', or declare the metric {name!r} a level")
    example = "95 %" if counted == ["%"] else f"{exact_text(amount.value)} {counted[0]}/month"
    raise InvalidValueError(f"{amount} is neither per month, quarter or year nor a share; write it as '{example}'")


def target_problems(evaluator: Evaluator, metric: Metric) -> Iterator[str]:
    """Say why an evaluator cannot judge a metric."""
    if not is_targeted(evaluator):
        return
    unit = f"{metric.unit}/month" if metric.kind == "count" else metric.unit
    for target in evaluator.targets:
        period = target.quantity.unit.rpartition("/")[2]
        if not target.quantity.measures(unit):
            yield f"{target.quantity} cannot be a target of {metric.name!r}, a {metric.kind} in {unit}"
        elif metric.kind == "count" and evaluator.months == 1 and period in PERIODS[1:]:
            yield f"{target.quantity} is no promise for a month; write it per month, or judge it rolling over {period}s"
    if evaluator.months > 1 and metric.kind == "level" and metric.over_months is None:
        yield f"{metric.name!r} is a level; to judge it over months, state over_months: mean or last"
