"""Promises over the year so far."""

import attrs

from smarketing.actuals import Metric
from smarketing.evaluators.view import View
from smarketing.evaluators.window_of_months import WindowOfMonths
from smarketing.intervals import IntervalSet

_MONTHS_OF_A_YEAR = 12


@attrs.frozen(cache_hash=True)
class YearToDate(WindowOfMonths):
    """Another evaluator over the months of the year so far together, judged every month.

    `YearToDate(AtLeast("100 SQL/month"))`. Years count as the agreement's calendar says, from the first month of the
    term unless stated. The months merge as the metric's kind says, and the target grows with their number. A year in
    which some month's figure is missing has no data from that month on.
    """

    @property
    def longest(self) -> int:
        """How many months it takes together at most: a year."""
        return _MONTHS_OF_A_YEAR

    @property
    def reads_calendar(self) -> bool:
        """Whether it reads the agreement's calendar: it does."""
        return True

    def kept_by(self, metric: Metric, _months: int = 1, /) -> IntervalSet | None:
        """Give the readings that keep the promise; None for a count, of which more is owed from month to month."""
        return None if metric.kind == "count" else self.evaluator.kept_by(metric, _MONTHS_OF_A_YEAR)

    def taken_together(self, view: View, /) -> View:
        """Give the months of the year up to the one at hand."""
        return view.year_to_date()

    def describe(self) -> str:
        """Name what is promised, and over which months."""
        return f"{self.evaluator.describe()}, over the year to date"
