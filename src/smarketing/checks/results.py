"""What can come out in a month, and which of it keeps a promise."""

from collections.abc import Iterator
from fractions import Fraction

import attrs

from smarketing.criteria import Ranges
from smarketing.evaluators import is_targeted, met_edges, target_in
from smarketing.model import Agreement, Objective
from smarketing.units import Quantity, readable


@attrs.frozen
class Results:
    """The results of one promise: all that can come out, and those with which it is met.

    In the metric's unit, for all `months` that are judged together; `target` is the (lower) target itself. `better` is
    1 where more is better, -1 where less is, 0 where both sides have a target.
    """

    promise: Objective
    unit: str
    months: int
    domain: Ranges
    met: Ranges
    low: Fraction | None
    high: Fraction | None
    target: Fraction
    is_count: bool

    @property
    def missed(self) -> Ranges:
        """The results with which the promise is missed."""
        return self.domain & ~self.met

    @property
    def better(self) -> int:
        """The direction of better results."""
        return (self.high is None) - (self.low is None)

    def a_month(self, edge: Fraction) -> Fraction:
        """Give a bound for all months as one for a month."""
        return edge / self.months if self.is_count else edge

    def said(self, number: Fraction) -> str:
        """Write a result for people."""
        return readable(Quantity(number, self.unit))


def results_of(agreement: Agreement, promise: Objective) -> Results | None:
    """Give the results of a promise; None if its evaluator does not say what it holds them against."""
    metric = agreement.metrics[agreement.metric_of(promise)]
    edges = met_edges(promise.evaluator, metric)
    if edges is None or not is_targeted(promise.evaluator):
        return None
    low, high, months = edges
    met = Ranges()
    met &= Ranges() if low is None else Ranges.where(">=", low)
    met &= Ranges() if high is None else Ranges.where("<=", high)
    domain = Ranges() if metric.kind == "level" else Ranges.where(">=", Fraction(0))
    if metric.kind == "share":
        domain &= Ranges.where("<=", Fraction(100))
    target = target_in(promise.evaluator.targets[0], metric, months).value
    return Results(promise, metric.unit, months, domain, met & domain, low, high, target, metric.kind == "count")


def all_results(agreement: Agreement) -> Iterator[Results]:
    """Give the results of every promise that says what it holds them against."""
    found = (results_of(agreement, promise) for promise in agreement.promises)
    return (each for each in found if each is not None)
