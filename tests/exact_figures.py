"""Figures as exact numbers, for tests that reason about more numbers than things can have."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from smarketing import Actual, Actuals, Agreement, Month
from smarketing.actuals import Key


def exact_figures(agreement: Agreement, series: Mapping[str, Mapping[str, Any]]) -> Actuals:
    """Make actuals of a number, or of a value and a base, for each metric and month: half a call too.

    Files and rows refuse parts of things; judging knows no such rule.
    """
    figures = {
        Key(metric, None, Month.parse(month)): Actual(*figure)
        if isinstance(figure, tuple)
        else Actual(Fraction(figure))
        for metric, months in series.items()
        for month, figure in months.items()
    }
    return Actuals(figures, metrics=agreement.metrics)
