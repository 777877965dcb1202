"""Promises over a window of months that moves along."""

from collections.abc import Sequence
from fractions import Fraction

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.bounds import AtLeast, AtMost, Between, edges
from smarketing.evaluators.contract import Evaluator, is_targeted
from smarketing.evaluators.view import View
from smarketing.units import Target
from smarketing.verdicts import Absence, Finding


def met_edges(evaluator: object, metric: Metric) -> tuple[Fraction | None, Fraction | None, int] | None:
    """Give the lowest and the highest reading that meet a promise, and over how many months.

    None for an evaluator that is not one of this library's bounds, alone or rolling.
    """
    months = evaluator.months if isinstance(evaluator, Rolling) else 1
    inner = evaluator.evaluator if isinstance(evaluator, Rolling) else evaluator
    return (*edges(inner, metric, months), months) if isinstance(inner, AtLeast | AtMost | Between) else None


@attrs.frozen(cache_hash=True)
class Rolling:
    """Another evaluator over the last `months` months together: `Rolling(AtLeast("300 SQL/quarter"), months=3)`.

    The months merge as the metric's kind says and the target grows with their number. A window that begins before
    the first month in force is pending; one that lacks a month's figure has no data. 2 months or more.
    """

    evaluator: Evaluator = attrs.field()
    months: int = attrs.field(kw_only=True)

    @evaluator.validator
    def _check_evaluator(self, _: object, evaluator: Evaluator) -> None:
        if isinstance(evaluator, Rolling):
            raise InvalidValueError("a rolling window cannot hold another", "evaluator")

    @months.validator
    def _check_months(self, _: object, months: int) -> None:
        if months < 2:
            raise InvalidValueError(f"a window is 2 months or more, not {months}", "months")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the inner evaluator needs."""
        return self.evaluator.needs

    @property
    def targets(self) -> Sequence[Target]:
        """The targets of the inner evaluator, as rates."""
        return self.evaluator.targets if is_targeted(self.evaluator) else ()

    def __call__(self, view: View, /) -> Finding:
        """Judge the window that ends in the month."""
        window = view.window(self.months)
        return window.no_data() if window.absence is Absence.TOO_EARLY else self.evaluator(window)
