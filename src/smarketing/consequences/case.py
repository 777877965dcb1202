"""The case that an effect is applied to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

import attrs

from smarketing.months import Month, Period
from smarketing.verdicts import Due, Promise, Reference, Verdict, listed


@attrs.frozen
class Case:
    """A condition that held in a month, and what an effect may need to know to act on it.

    `verdicts` are the misses that made it hold, oldest first. `begins` is the first month of the term, `paid` the money
    that the same consequence has cost the one party for the other so far, by month. `next_on` finds the first date
    after a day on which a report or meeting of the agreement's cadence is due, or None.
    """

    consequence: str
    month: Month
    verdicts: Sequence[Verdict]
    begins: Month
    paid: Mapping[Month, Fraction]
    next_on: Callable[[str, date], date | None]

    @property
    def promise(self) -> Promise:
        """The promise that was missed last."""
        return self.verdicts[-1].promise

    def because(self) -> str:
        """Say which misses brought it: `leads was missed in 2026-01 and 2026-02`."""
        names = dict.fromkeys(verdict.promise.name for verdict in self.verdicts)
        spells = [
            f"{name} was missed in {listed([str(v.month) for v in self.verdicts if v.promise.name == name])}"
            for name in names
        ]
        return listed(spells)

    def due(self, effect: str, because: str, **more: Any) -> Due:
        """Make a due from the party that missed to the party that it was owed to, unless told otherwise."""
        parties = {"owed_by": self.promise.owed_by, "owed_to": self.promise.owed_to} | more
        return Due(self.consequence, self.month, effect, because=because, verdicts=tuple(self.verdicts), **parties)

    def contract_period(self, months: int) -> Period:
        """Give the spell of `months` months, counted from the start of the term, in which the case's month lies."""
        first = self.begins + (self.month - self.begins) // months * months
        return Period(first, first + (months - 1))


class Effect(Protocol):
    """What follows from a miss; a frozen, hashable, callable value that gives dues for a case."""

    @property
    def references(self) -> Sequence[Reference]:
        """The names that it uses, for the agreement to check."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        """Give what is owed, perhaps nothing."""
