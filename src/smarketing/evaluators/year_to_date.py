"""Promises over the year so far."""

from collections.abc import Iterator, Sequence

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import Evaluator
from smarketing.evaluators.rolling import Rolling
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.units import Target
from smarketing.verdicts import Absence, Finding, Reference

_MONTHS_OF_A_YEAR = 12


@attrs.frozen(cache_hash=True)
class YearToDate(Evaluator):
    """Another evaluator over the months of the year so far together, judged every month.

    `YearToDate(AtLeast("100 SQL/month"))`. Years count as the agreement's calendar says, from the first month of the
    term unless stated. The months merge as the metric's kind says, and the target grows with their number. A year in
    which some month's figure is missing has no data from that month on.
    """

    evaluator: Evaluator = attrs.field(metadata=about("The evaluator of the year so far.", inline=True))

    @evaluator.validator
    def _check_evaluator(self, _: object, evaluator: Evaluator) -> None:
        if isinstance(evaluator, YearToDate | Rolling):
            raise InvalidValueError("the year to date holds no other window", "evaluator")

    @property
    def references(self) -> Sequence[Reference]:
        """What the inner evaluator looks at."""
        return self.evaluator.references

    @property
    def targets(self) -> Sequence[Target]:
        """The targets of the inner evaluator, as rates."""
        return self.evaluator.targets

    @property
    def reads_calendar(self) -> bool:
        """Whether it reads the agreement's calendar: it does."""
        return True

    def metric_problems(self, metric: Metric, _months: int = 1, /) -> Iterator[str]:
        """Say why the inner evaluator cannot judge a metric over up to a year."""
        yield from self.evaluator.metric_problems(metric, _MONTHS_OF_A_YEAR)

    def kept_by(self, metric: Metric, _months: int = 1, /) -> IntervalSet | None:
        """Give the readings that keep the promise; None for a count, of which more is owed from month to month."""
        return None if metric.kind == "count" else self.evaluator.kept_by(metric, _MONTHS_OF_A_YEAR)

    def taken_together(self, view: View, /) -> View:
        """Give the months of the year up to the one at hand."""
        return view.year_to_date()

    def describe(self) -> str:
        """Name what is promised, and over which months."""
        return f"{self.evaluator.describe()}, over the year to date"

    def __call__(self, view: View, /) -> Finding:
        """Judge the months of the year up to the one at hand."""
        window = self.taken_together(view)
        return window.no_data() if window.absence is Absence.TOO_EARLY else self.evaluator(window)
