"""The scorecard: every verdict and every due of the months that were judged."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from smarketing.agreement import Agreement
from smarketing.errors import InvalidValueError, Problem
from smarketing.html_tables import html_table
from smarketing.judging.miss_chance import MissChance, miss_chance
from smarketing.judging.projection import Projection, projected
from smarketing.judging.scorecard_frames import dues_frame, verdicts_frame
from smarketing.months import Month, Period, first_instant
from smarketing.units import Quantity, readable
from smarketing.verdicts import Due, ErrorBudget, Status, Verdict, error_budget


class Standing(Enum):
    """How an agreement stands after the last month judged."""

    IN_FORCE = "in-force"
    NOT_IN_FORCE = "not-in-force"
    MAY_BE_TERMINATED = "may-be-terminated"
    ENDED = "ended"


@attrs.frozen
class Scorecard:
    """The verdicts and dues of an agreement through a month.

    `verdicts` go by month, then in the order of the promises of the version in force; `dues` by month, then in the
    order of its consequences. `left_out` are problems of actuals that were judged in spite of them, and figures that
    the version in force did not ask for. `missing` names figures that should have come: months between others that have
    none, and last months of which nothing came though they are over and their figures were due.

    In a notebook it shows as a table. `scorecard_json` gives it as JSON from which it comes back, `scorecard_html` as a
    page.
    """

    agreement: Agreement
    period: Period
    as_of: datetime | None
    verdicts: tuple[Verdict, ...]
    dues: tuple[Due, ...]
    left_out: tuple[Problem, ...] = ()
    missing: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        counts = Counter(verdict.status for verdict in self.verdicts)
        said = [f"{counts[status]:,} {status.value.replace('-', ' ')}" for status in Status if counts[status]]
        dues = [f"{len(self.dues):,} due{'' if len(self.dues) == 1 else 's'}"] if self.dues else []
        left_out = [f"{len(self.left_out):,} left out"] if self.left_out else []
        what = ", ".join((*(said or ["no verdicts"]), *dues, *left_out))
        return f"Scorecard({self.version.title!r}, {self.period.first} to {self.through}: {what})"

    def _repr_html_(self) -> str:
        rows = (
            (
                verdict.month,
                verdict.promise.name,
                verdict.status.value.replace("-", " "),
                None if verdict.actual is None else readable(verdict.actual),
                verdict.because,
            )
            for verdict in self.verdicts
        )
        return html_table(repr(self), ("month", "promise", "status", "actual", "because"), rows)

    def verdicts_frame(self, backend: str) -> Any:
        """Give the verdicts as a dataframe of `pandas`, `polars` or `pyarrow`, one row each.

        The columns are month, promise, owed_by, owed_to, metric, segment, status, counts_as, actual, at_least, at_most,
        shortfall, unit, attainment and because. Numbers are floating point, in the metric's unit (a shortfall of a
        share in points, attainment as a part of 1); months are text. `scorecard_json` keeps every number exactly.
        MissingExtraError if the library is not installed.
        """
        return verdicts_frame(self.verdicts, backend)

    def dues_frame(self, backend: str) -> Any:
        """Give the dues as a dataframe of `pandas`, `polars` or `pyarrow`, one row each.

        The columns are month, id, consequence, effect, owed_by, owed_to, amount, unit, task, by and because. Amounts
        are floating point; months and days are text. MissingExtraError if the library is not installed.
        """
        return dues_frame(self.dues, backend)

    @property
    def through(self) -> Month:
        """The last month that was judged."""
        return self.period.last

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, Month], Verdict]:
        return {(verdict.promise.name, verdict.month): verdict for verdict in self.verdicts}

    def verdict(self, promise: str, month: Month | str) -> Verdict:
        """Give the verdict on a promise in a month; InvalidValueError if it was not judged."""
        month = self.agreement.calendar.month_named(month, "month")
        if (promise, month) not in self._by_name:
            raise InvalidValueError(f"{promise!r} was not judged in {month}")
        return self._by_name[promise, month]

    def error_budget(self, verdict: Verdict) -> ErrorBudget | None:
        """Give how much may go wrong in the period of one of its verdicts, and how much of it did.

        For a share with a lower target and a count with an upper one; None for other promises, and without a figure. In
        a running month a count has the budget of the whole period, a share that of what was counted so far.
        """
        budget = error_budget(verdict.metric, verdict.so_far or verdict.finding)
        return budget if budget is not None and self._has_own_target(verdict) else None

    def projection(self, verdict: Verdict) -> Projection | None:
        """Give what the period of one of its verdicts comes to at this pace; None unless it runs, with a figure."""
        if verdict.so_far is None or not self._is_own(verdict):
            return None
        return projected(self.agreement, self.through, self.as_of, verdict)

    def miss_chance(self, verdict: Verdict) -> MissChance | None:
        """Give how likely chance alone brings a miss as large as one of its verdicts, in floating point.

        For shares of cases (binomial) and counts of things (Poisson); None for other promises, for a share of the time
        of a service, and for what was not missed.
        """
        found = miss_chance(verdict)
        if found is None or not self._has_own_target(verdict):
            return None
        services = self._versions[verdict.month].services
        of_time = (each.name for service in services for each in service.metrics if each.kind == "share")
        return None if verdict.metric.name in of_time else found

    def _has_own_target(self, verdict: Verdict) -> bool:
        """Tell whether a promise of the scorecard states its target, and is about no other figures and promises."""
        if not self._is_own(verdict):
            return False
        evaluator = self._versions[verdict.month].promise(verdict.promise.name).evaluator
        return bool(evaluator.targets) and not evaluator.references

    def _is_own(self, verdict: Verdict) -> bool:
        return (verdict.promise.name, verdict.month) in self._by_name

    @cached_property
    def _versions(self) -> Mapping[Month, Agreement]:
        """The version in force in each month."""
        return {month: self.agreement.at(month) for month in self.period}

    @property
    def credits(self) -> dict[tuple[str, str, str], Quantity]:
        """What each party owes each other in each currency: the sums of rounded dues."""
        totals: dict[tuple[str, str, str], Quantity] = {}
        for due in self.dues:
            if due.amount is not None:
                key = (due.owed_by, due.owed_to, due.amount.unit)
                totals[key] = totals.get(key, Quantity(Fraction(0), due.amount.unit)) + due.amount
        return totals

    @property
    def version(self) -> Agreement:
        """The version of the agreement that is in force in the last month judged."""
        return self.agreement.at(self.through)

    def _is_over(self) -> bool:
        if self.through.last_day == date.max or self.agreement.until(self.through + 1) != self.period:
            return False
        end = min(self.version.term.end or date.max, self.through.last_day)
        return self.as_of is None or self.as_of >= first_instant(end + timedelta(1), self.version.term.timezone)

    @property
    def standing(self) -> Standing:
        """How the agreement stands after the last month judged.

        Ended if the term is over by then; not in force if a signature is missing in that month; to be terminated if
        a right to do so arose in any month: nothing in the agreement lets such a right lapse.
        """
        if self._is_over():
            return Standing.ENDED
        if any(v.status is Status.NOT_IN_FORCE for v in self.verdicts if v.month == self.through):
            return Standing.NOT_IN_FORCE
        rights = any(due.effect == "terminate" for due in self.dues)
        return Standing.MAY_BE_TERMINATED if rights else Standing.IN_FORCE
