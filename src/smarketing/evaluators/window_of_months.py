"""Evaluators that put another one to several months taken together."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import DueDates, Evaluator
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.units import Quantity, Target
from smarketing.verdicts import Absence, Finding, Reference, Status


@attrs.frozen
class WindowOfMonths(Evaluator):
    """Another evaluator over several months together: what it is asked about itself, the inner one answers."""

    evaluator: Evaluator = attrs.field(metadata=about("The evaluator of the months together.", inline=True))

    @evaluator.validator
    def _check_evaluator(self, _: object, evaluator: object) -> None:
        """Refuse a window within a window, which would have two lengths."""
        if isinstance(evaluator, WindowOfMonths):
            raise InvalidValueError("a window of months cannot hold another", "evaluator")

    @property
    @abstractmethod
    def longest(self) -> int:
        """How many months it takes together at most."""

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
        """The parts of the inner evaluator, over the same months."""
        return {name: attrs.evolve(self, evaluator=part) for name, part in self.evaluator.parts.items()}

    @property
    def units(self) -> Sequence[str]:
        """The units of the inner evaluator."""
        return self.evaluator.units

    @property
    def derived(self) -> bool:
        """Whether the inner evaluator judges what was found of other promises."""
        return self.evaluator.derived

    @property
    def due_dates(self) -> DueDates | None:
        """The dates of the inner evaluator."""
        return self.evaluator.due_dates

    @property
    def rounded_to(self) -> Quantity | None:
        """The step to which the inner evaluator rounds."""
        return self.evaluator.rounded_to

    @property
    def judged_from(self) -> Quantity | None:
        """The least number of cases that the inner evaluator judges."""
        return self.evaluator.judged_from

    @property
    def reaches_back(self) -> int:
        """How many months before the term the inner evaluator compares with."""
        return self.evaluator.reaches_back

    @property
    def reads_calendar(self) -> bool:
        """Whether the inner evaluator reads the agreement's calendar."""
        return self.evaluator.reads_calendar

    def metric_problems(self, metric: Metric, _months: int = 1, /) -> Iterator[str]:
        """Say why the inner evaluator cannot judge a metric over so many months."""
        yield from self.evaluator.metric_problems(metric, self.longest)

    def reference_problems(self, metric: Metric, others: Mapping[str, Metric], _months: int = 1, /) -> Iterator[str]:
        """Say why the inner evaluator cannot compare a metric with others over so many months."""
        yield from self.evaluator.reference_problems(metric, others, self.longest)

    def certain_outcome(self, metric: Metric, segment: str | None = None, /) -> tuple[Status, str] | None:
        """Give what the inner evaluator always comes to, if that is certain."""
        return self.evaluator.certain_outcome(metric, segment)

    def __call__(self, view: View, /) -> Finding:
        """Judge the months that it takes together."""
        window = self.taken_together(view)
        return window.no_data() if window.absence is Absence.TOO_EARLY else self.evaluator(window)
