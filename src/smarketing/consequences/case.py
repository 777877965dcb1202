"""The case that an effect is applied to."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import attrs

from smarketing.consequences.fee import FigureOf, no_figures
from smarketing.consequences.ledger import Ledger
from smarketing.consequences.runs import running
from smarketing.months import Month, Period
from smarketing.verdicts import Due, Promise, Verdict, listed, outcome_text


def _never(_name: str, _day: date) -> date | None:
    return None


@attrs.frozen(eq=False)
class Case:
    """A condition that held in a month, and what an effect may need to know to act on it.

    `verdicts` are those that made it hold, oldest first; at least one. `ledger` is what consequences have cost before.
    `next_on` finds the first date after a day on which a report or meeting of the agreement's cadence is due, or None.
    `figures` gives what a metric comes to in a period, None where a month has no figure; the effect names the metric
    among its `references`, as a fee. `run_of` counts how many months running a promise of the case has been missed, by
    its name; without it only the verdicts of the case are known.
    """

    consequence: str
    month: Month
    verdicts: Sequence[Verdict]
    ledger: Ledger = attrs.field(factory=Ledger)
    next_on: Callable[[str, date], date | None] = _never
    figures: FigureOf = no_figures
    run_of: Callable[[str], int] | None = None

    @property
    def promise(self) -> Promise:
        """The promise of the last verdict."""
        return self.verdicts[-1].promise

    @property
    def period(self) -> Period:
        """The months that the last verdict judges: mostly one."""
        return self.verdicts[-1].period

    @property
    def run(self) -> int:
        """How many months running the promise has been missed, this one included; 0 if it was not missed."""
        name = self.promise.name
        if self.run_of is not None:
            return self.run_of(name)
        return len(running([verdict for verdict in self.verdicts if verdict.promise.name == name]))

    def because(self) -> str:
        """Say which verdicts brought it: `leads was missed in 2026-01 and 2026-02`."""
        if len(self.verdicts) == 1:
            (verdict,) = self.verdicts
            return f"{verdict.promise.name} {outcome_text(verdict.counts_as)} in {verdict.period.last}"
        months: dict[str, list[str]] = {}
        for verdict in self.verdicts:
            what = f"{verdict.promise.name} {outcome_text(verdict.counts_as)}"
            months.setdefault(what, []).append(str(verdict.period.last))
        return listed([f"{what} in {listed(when)}" for what, when in months.items()])

    def due(
        self, effect: str, because: str, *, owed_by: str | None = None, owed_to: str | None = None, **more: Any
    ) -> Due:
        """Make a due from the party that missed to the party that it was owed to, unless told otherwise."""
        promise = self.verdicts[-1].promise
        owed_by = promise.owed_by if owed_by is None else owed_by
        owed_to = promise.owed_to if owed_to is None else owed_to
        return Due(self.consequence, self.month, effect, owed_by, owed_to, because, tuple(self.verdicts), **more)
