"""Error budgets: how much may go wrong in a period, as tools for service level objectives count it."""

from fractions import Fraction

import attrs

from smarketing.actuals import Metric
from smarketing.units import Quantity
from smarketing.verdicts.finding import Finding, Status

_JUDGED = (Status.MET, Status.MISSED)


@attrs.frozen
class ErrorBudget:
    """How much may go wrong in a period, and how much of it has gone wrong.

    Of a share both are numbers of cases, without a unit; of a count they are in its unit.
    """

    allowed: Quantity
    used: Quantity

    @property
    def left(self) -> Quantity:
        """What may still go wrong; below zero if more went wrong than is allowed."""
        return self.allowed - self.used

    @property
    def part_left(self) -> Fraction | None:
        """The part of the budget that is left, below zero if it is overspent; None where nothing may go wrong."""
        return self.left / self.allowed if self.allowed.value > 0 else None


def error_budget(metric: Metric, finding: Finding) -> ErrorBudget | None:
    """Give the error budget of what was found of a metric.

    For a share with a lower target, the cases that may fail: `(1 - target) x base`. For a count with an upper target,
    the target itself. None for any other target, and where nothing was judged. It goes by the target as promised and
    the figures as measured: a tolerance adds nothing to it, and results are not rounded. Under a strict target the
    promise is missed as soon as nothing is left.

    >>> from smarketing import Actual, Finding, Metric, Quantity, Status
    >>> orders = Finding(Status.MET, Actual(19_992, 20_000), at_least=Quantity(99.9, "%"))
    >>> budget = error_budget(Metric("orders", "%", "share"), orders)
    >>> str(budget.allowed), str(budget.used), str(budget.left), budget.part_left
    ('20', '8', '12', Fraction(3, 5))
    """
    actual, at_least, at_most = finding.actual, finding.at_least, finding.at_most
    if actual is None or finding.status not in _JUDGED:
        return None
    if metric.kind == "share" and at_least is not None and at_most is None and actual.base:
        allowed = (1 - at_least.value_in("")) * actual.base
        return ErrorBudget(Quantity(allowed, ""), Quantity(actual.base - actual.value, ""))
    if metric.kind == "count" and at_most is not None and at_least is None:
        return ErrorBudget(at_most, Quantity(actual.value, metric.unit))
    return None
