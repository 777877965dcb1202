"""Promises over a window of months that moves along."""

from collections.abc import Callable

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.view import View
from smarketing.evaluators.window_of_months import WindowOfMonths
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.months import MOST_MONTHS
from smarketing.verdicts import Absence, Finding


@attrs.frozen(cache_hash=True)
class Rolling(WindowOfMonths):
    """Another evaluator over the last so many months together.

    `Rolling(AtLeast("300 SQL/quarter"), months=3)`. The months merge as the metric's kind says and
    the target grows with their number. A window that begins before the first month in force is pending, or with
    `from_the_start` shorter: the first month is judged alone. A window in which a month's figure is missing has no
    data. From 2 to 1,200 months.
    """

    months: int = attrs.field(kw_only=True, metadata=about("Over how many months, the month itself included."))
    from_the_start: bool = attrs.field(
        default=False,
        kw_only=True,
        metadata=about("Whether the first months are judged too, in windows that begin with the first of them."),
    )

    @months.validator
    def _check_months(self, _: object, months: int) -> None:
        if not 2 <= months <= MOST_MONTHS:
            raise InvalidValueError(f"a window is from 2 to {MOST_MONTHS:,} months; not {months:,}", "months")

    @property
    def longest(self) -> int:
        """How many months it takes together."""
        return self.months

    def kept_by(self, metric: Metric, _months: int = 1, /) -> IntervalSet | None:
        """Give the readings of the whole window that keep the promise."""
        if self.from_the_start and metric.kind == "count":
            return None
        return self.evaluator.kept_by(metric, self.months)

    def describe(self) -> str:
        """Name what is promised and over how many months."""
        start = ", from the first month on" if self.from_the_start else ""
        return f"{self.evaluator.describe()}, over {self.months} months together{start}"

    @property
    def waits(self) -> int:
        """How many months pass before its first verdict."""
        return 0 if self.from_the_start else self.months - 1

    def taken_together(self, view: View, /) -> View:
        """Give the window that ends in the month."""
        return view.window(max(min(self.months, view.longest_window), 1) if self.from_the_start else self.months)

    def prepared(self, metric: Metric, _months: int = 1, /) -> Callable[[View], Finding]:
        """Give a function that judges windows, with the inner evaluator prepared for them."""
        if self.from_the_start:
            return self
        inner = self.evaluator.prepared(metric, self.months)

        def judged(view: View) -> Finding:
            window = view.window(self.months)
            return window.no_data() if window.absence is Absence.TOO_EARLY else inner(window)

        return judged
