"""Promises over a window of months that moves along."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import Evaluator
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.months import MOST_MONTHS
from smarketing.units import Quantity, Target
from smarketing.verdicts import Absence, Finding, Reference


@attrs.frozen(cache_hash=True)
class Rolling(Evaluator):
    """Another evaluator over the last so many months together.

    `Rolling(AtLeast("300 SQL/quarter"), months=3)`. The months merge as the metric's kind says and
    the target grows with their number. A window that begins before the first month in force is pending, or with
    `from_the_start` shorter: the first month is judged alone. A window in which a month's figure is missing has no
    data. From 2 to 1,200 months.
    """

    evaluator: Evaluator = attrs.field(metadata=about("The evaluator of the window.", inline=True))
    months: int = attrs.field(kw_only=True, metadata=about("Over how many months, the month itself included."))

    from_the_start: bool = attrs.field(
        default=False,
        kw_only=True,
        metadata=about("Whether the first months are judged too, in windows that begin with the first of them."),
    )

    @evaluator.validator
    def _check_evaluator(self, _: object, evaluator: Evaluator) -> None:
        if isinstance(evaluator, Rolling):
            raise InvalidValueError("a rolling window cannot hold another", "evaluator")

    @months.validator
    def _check_months(self, _: object, months: int) -> None:
        if not 2 <= months <= MOST_MONTHS:
            raise InvalidValueError(f"a window is from 2 to {MOST_MONTHS:,} months; not {months:,}", "months")

    @property
    def references(self) -> Sequence[Reference]:
        """What the inner evaluator looks at."""
        return self.evaluator.references

    @property
    def targets(self) -> Sequence[Target]:
        """The targets of the inner evaluator, as rates."""
        return self.evaluator.targets

    @property
    def parts(self) -> Mapping[str, Evaluator]:
        """The parts of the inner evaluator, over as many months."""
        return {name: Rolling(part, months=self.months) for name, part in self.evaluator.parts.items()}

    @property
    def units(self) -> Sequence[str]:
        """The units of the inner evaluator."""
        return self.evaluator.units

    @property
    def derived(self) -> bool:
        """Whether the inner evaluator judges what was found of other promises."""
        return self.evaluator.derived

    @property
    def rounded_to(self) -> Quantity | None:
        """The step to which the inner evaluator rounds."""
        return self.evaluator.rounded_to

    def metric_problems(self, metric: Metric, _months: int = 1, /) -> Iterator[str]:
        """Say why the inner evaluator cannot judge a metric over a window."""
        yield from self.evaluator.metric_problems(metric, self.months)

    def reference_problems(self, metric: Metric, others: Mapping[str, Metric], _months: int = 1, /) -> Iterator[str]:
        """Say why the inner evaluator cannot compare a metric with others over a window."""
        yield from self.evaluator.reference_problems(metric, others, self.months)

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

    @property
    def reads_calendar(self) -> bool:
        """Whether the inner evaluator reads the agreement's calendar."""
        return self.evaluator.reads_calendar

    def __call__(self, view: View, /) -> Finding:
        """Judge the window that ends in the month."""
        window = self.taken_together(view)
        return window.no_data() if window.absence is Absence.TOO_EARLY else self.evaluator(window)

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
