"""Promises of what is due on dates: reports, plans, content."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.at_least import AtLeast
from smarketing.evaluators.contract import DueDates, Evaluator
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.months import as_date
from smarketing.units import Quantity, Target, as_quantity, as_target, written
from smarketing.verdicts import Absence, Finding, Reference, listed


def _as_dates(days: date | str | Iterable[date | str]) -> tuple[date, ...]:
    return tuple(map(as_date, (days,) if isinstance(days, date | str) else days))


@attrs.frozen(cache_hash=True)
class Deliverable(Evaluator):
    """Met if what is due in a month was delivered on time.

    `Deliverable("status-report", late_counts="50 %")`: whatever the report of the agreement's cadence is due on, or
    `Deliverable(due=["2026-03-31", "2026-06-30"])`. The journal says what was delivered when. The figure of a month is
    a share: what came on time counts whole, what came late as `late_counts` says (nothing unless stated), and what is
    recorded as never delivered counts nothing. A month in which something is due of which the journal says nothing has
    no data, and one in which nothing is due has nothing to judge.
    """

    report: str | None = attrs.field(
        default=None, metadata=about("The report of the cadence on whose dates it is due.", bare=True)
    )
    due: tuple[date, ...] = attrs.field(
        default=(),
        converter=_as_dates,
        kw_only=True,
        metadata=about("The dates on which something is due, instead of those of a report; one, or a list."),
    )
    late_counts: Quantity = attrs.field(
        default=Quantity(0, "%"),
        converter=as_quantity,
        kw_only=True,
        metadata=about("How much counts what is delivered late, as 50 %; nothing unless stated."),
    )
    at_least: Target = attrs.field(
        default=Target(Quantity(100, "%")),
        converter=as_target,
        kw_only=True,
        metadata=about("The least share of what is due, as 90 %; all of it unless stated."),
    )

    @due.validator
    def _check_due(self, _: object, days: tuple[date, ...]) -> None:
        if (self.report is None) == (not days):
            raise InvalidValueError("name a report of the cadence, or the dates on which something is due", "report")
        if twice := sorted({day for day in days if days.count(day) > 1}):
            raise InvalidValueError(f"{twice[0]} is there twice", "due")

    @late_counts.validator
    @at_least.validator
    def _check_share(self, field: "attrs.Attribute[Any]", given: Quantity | Target) -> None:
        share = given.quantity if isinstance(given, Target) else given
        if share.unit != "%" or not 0 <= share.value <= 100:
            raise InvalidValueError(f"a share from 0 % to 100 % is meant; not {written(share)}", field.name)

    @property
    def due_dates(self) -> DueDates:
        """When something is due, and how much counts what is late."""
        return DueDates(self.report, self.due, self.late_counts.value / 100)

    @property
    def references(self) -> Sequence[Reference]:
        """The report."""
        return () if self.report is None else (Reference("report or meeting", self.report, ("report",)),)

    @property
    def targets(self) -> Sequence[Target]:
        """The least share."""
        return (self.at_least,)

    @property
    def _bound(self) -> AtLeast:
        return AtLeast(self.at_least)

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        """Say why deliveries cannot be counted as a metric."""
        yield from super().metric_problems(metric, months)
        if metric.kind != "share":
            yield f"what is delivered is a share of what is due, and {metric.name!r} is a {metric.kind}"

    def kept_by(self, metric: Metric, months: int = 1, /) -> IntervalSet | None:
        """Give the shares that keep the promise."""
        return self._bound.kept_by(metric, months)

    def prepared(self, metric: Metric, months: int = 1, /) -> Callable[[View], Finding]:
        """Give a function that judges shares against the least one."""
        judged = self._bound.prepared(metric, months)
        return lambda view: _found(view, judged)

    def __call__(self, view: View, /) -> Finding:
        """Judge the share of what was due that was delivered."""
        return _found(view, self._bound)

    def describe(self) -> str:
        """Name what is due, and how much of it."""
        what = self.report or f"what is due on {listed([str(day) for day in self.due])}"
        late = f", late counts {written(self.late_counts)}" if self.late_counts.value else ""
        share = self.at_least.quantity
        part = "" if share.value == 100 else f"at least {written(share)} of "
        return f"{part}{what} on time{late}"


def _found(view: View, judged: Callable[[View], Finding]) -> Finding:
    finding = judged(view)
    if finding.absence is not Absence.MISSING:
        return finding
    return attrs.evolve(finding, note="the journal does not say whether all that was due was delivered")
