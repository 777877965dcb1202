"""What can come out in a month, and which of it keeps a promise."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

import attrs

from smarketing.actuals import Actuals, Metric
from smarketing.agreement import Agreement, Consequence, Objective
from smarketing.criteria import Criterion, CriterionError, Decision, satisfiable
from smarketing.evaluators import target_in
from smarketing.intervals import IntervalSet
from smarketing.months import Month
from smarketing.units import Quantity, readable, written
from smarketing.verdicts import Status

_MONTHS_LOOKED_AT = 24


@attrs.frozen
class OutcomeSet:
    """The results of one promise: all that can come out, and those with which it is met.

    In the metric's unit, for all `months` that are judged together. `kept` are the numbers that keep the promise,
    `targets` what was promised: one, or the lower and the upper. `step` is that to which results are rounded, if any.
    """

    promise: Objective
    metric: Metric
    months: int
    kept: IntervalSet
    targets: tuple[Fraction, ...]
    step: Fraction | None = None

    @property
    def low(self) -> Fraction | None:
        """The lowest result that is still met; None where there is no lowest."""
        return self.kept.lowest

    @property
    def high(self) -> Fraction | None:
        """The highest result that is still met; None where there is no highest."""
        return self.kept.highest

    @property
    def target(self) -> Fraction:
        """The target; the lower of two."""
        return self.targets[0]

    @cached_property
    def domain(self) -> IntervalSet:
        """All results that there can be."""
        if self.metric.kind == "level":
            return IntervalSet()
        least = IntervalSet.where(">=", Fraction(0))
        return least & IntervalSet.where("<=", Fraction(100)) if self.metric.kind == "share" else least

    @cached_property
    def met(self) -> IntervalSet:
        """The results with which the promise is met: of what comes in whole numbers, those up to the next one."""
        met = self.domain & self.kept
        return met.whole() if self.metric.counts_things else met

    @cached_property
    def missed(self) -> IntervalSet:
        """The results with which the promise is missed."""
        return self.domain & ~self.met

    @property
    def unit(self) -> str:
        """The unit of the results."""
        return self.metric.unit

    @property
    def is_count(self) -> bool:
        """Whether months add up."""
        return self.metric.kind == "count"

    @property
    def better(self) -> int:
        """1 where more is better, -1 where less is, 0 where both sides have a target."""
        return (self.high is None) - (self.low is None)

    @property
    def sides(self) -> tuple[str, str]:
        """The words for the lower and the upper bound: `at least` or `above`, `at most` or `below`."""
        (_low, after), (_high, until) = self.kept.spans[0][0], self.kept.spans[-1][1]
        rounded = self.step is not None
        return ("above" if after and not rounded else "at least", "at most" if until or rounded else "below")

    def a_month(self, edge: Fraction) -> Fraction:
        """Give a bound for all months as one for a month."""
        return edge / self.months if self.is_count else edge

    def exactly(self, number: Fraction) -> str:
        """Write a result in full."""
        return written(Quantity(number, self.unit))

    def said(self, number: Fraction) -> str:
        """Write a result for people."""
        return readable(Quantity(number, self.unit))


def _both(criterion: Criterion, world: Criterion) -> Criterion:
    """A criterion where scores are as they can be; as it is where that makes it too large."""
    try:
        return Criterion.parse("criterion and world", definitions={"criterion": criterion, "world": world})
    except CriterionError:
        return criterion


@attrs.frozen
class Analysis:
    """An agreement under examination, with what several rules ask of it, and perhaps figures of the past."""

    agreement: Agreement
    history: Actuals | None = None

    @cached_property
    def results(self) -> Mapping[str, OutcomeSet]:
        """The results of each promise whose evaluator says which readings keep it."""
        found = ((promise.name, self._results_of(promise)) for promise in self.agreement.promises)
        return {name: results for name, results in found if results is not None}

    def _results_of(self, promise: Objective) -> OutcomeSet | None:
        metric = self.agreement.metrics[self.agreement.metric_of(promise)]
        rolling, judged = promise.evaluator.months, self.agreement.months_judged(promise)
        months = rolling if rolling > 1 else judged
        if (kept := promise.evaluator.kept_by(metric, months)) is None:
            return None
        targets = tuple(target_in(each, metric, months).value for each in promise.evaluator.targets)
        edges = tuple(edge for edge in (kept.lowest, kept.highest) if edge is not None)
        rounded_to = promise.evaluator.rounded_to
        step = None if rounded_to is None else rounded_to.value_in(metric.unit)
        return OutcomeSet(promise, metric, months, kept, targets or edges, step)

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """The criteria of the definitions, for records that the agreement's own scoring has scored."""
        return {name: self.scored(criterion) for name, criterion in self.agreement.criteria.items()}

    def scored(self, criterion: Criterion) -> Criterion:
        """Give a criterion where the points and grades that it asks for are as they can be."""
        asked = [each.possible() for each in self.agreement.scoring if each.outcomes.keys() & criterion.fields.keys()]
        return _both(criterion, Criterion.parse(" and ".join(asked))) if asked else criterion

    @cached_property
    def can_hold(self) -> Mapping[str, Decision]:
        """Whether each definition's criterion can hold."""
        return {name: satisfiable(criterion) for name, criterion in self.criteria.items()}

    def can_be_missed(self, name: str) -> bool:
        """Whether some result, or a missing figure, makes a promise missed; also of what cannot be said, it can."""
        promise = next(each for each in self.agreement.promises if each.name == name)
        without_figure = (promise.no_data or self.agreement.no_data.missing) == "counts as missed"
        if without_figure:
            return True
        if (certain := self.certain_outcome(promise)) is not None:
            return certain[0] is Status.MISSED
        return name not in self.results or bool(self.results[name].missed)

    def certain_outcome(self, promise: Objective) -> tuple[Status, str] | None:
        """Give what a promise always comes to, met or missed, and why; None where figures decide."""
        metric = self.agreement.metrics[self.agreement.metric_of(promise)]
        return promise.evaluator.certain_outcome(metric, promise.segment)

    def place_of(self, name: str, *steps: str) -> tuple[str, ...]:
        """Give where a promise is made: the steps into an objective, or the handoff or channel that brings it."""
        section, part = self.agreement.place_of(name)
        return (section, part, *steps) if section == "objectives" else (section, part)

    def unit_of(self, promise: Objective) -> str:
        """Give the unit of a promise's metric."""
        return self.agreement.metrics[self.agreement.metric_of(promise)].unit

    def full_months(self) -> Iterator[Month]:
        """Give the first months, at most two years, that lie wholly in the term and after an amendment began."""
        agreement = self.agreement
        start, end = agreement.since or agreement.term.start, agreement.term.end or date.max
        first, last = agreement.month_of(start), agreement.term_months.last
        months = (first + later for later in range(min(last - first, _MONTHS_LOOKED_AT - 1) + 1))
        is_last_whole = end < date.max and agreement.month_of(end + timedelta(1)) > last
        return (each for each in months if each.first_day >= start and (each < last or is_last_whole))

    def watched(self, consequence: Consequence) -> Sequence[tuple[str, ...]]:
        """Give the names of the promises that each case of a consequence watches."""
        return consequence.when.cases(self.agreement.promises)

    @cached_property
    def watching(self) -> Mapping[str, Sequence[tuple[Consequence, Sequence[tuple[str, ...]]]]]:
        """The consequences that watch each promise, by its name, with their cases."""
        found: dict[str, list[tuple[Consequence, Sequence[tuple[str, ...]]]]] = {}
        for consequence in self.agreement.consequences:
            cases = self.watched(consequence)
            for name in dict.fromkeys(name for case in cases for name in case):
                found.setdefault(name, []).append((consequence, cases))
        return found
