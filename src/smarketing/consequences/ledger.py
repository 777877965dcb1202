"""The ledger: what consequences have cost so far, by consequence, direction and unit."""

from fractions import Fraction
from functools import reduce
from operator import add

import attrs

from smarketing.months import Month, Period
from smarketing.units import Quantity
from smarketing.verdicts import Due

_NOTHING = Fraction(0)


@attrs.define(eq=False)
class Ledger:
    """All dues so far. Each counts by its own parties and in its own unit: dollars and days never mix."""

    dues: list[Due] = attrs.field(factory=list)
    _amounts: dict[tuple[str, str, str], dict[str, "_Account"]] = attrs.field(factory=dict)

    def add(self, due: Due) -> None:
        """Enter a due."""
        self.dues.append(due)
        if due.amount is not None:
            accounts = self._amounts.setdefault((due.consequence, due.owed_by, due.owed_to), {})
            accounts.setdefault(due.amount.unit, _Account()).add(due.month, due.amount.value)

    def total(self, consequence: str, owed_by: str, owed_to: str, unit: str, period: Period | None = None) -> Fraction:
        """Give how much of a unit a consequence has cost one party for another, in a period or so far."""
        accounts = self._amounts.get((consequence, owed_by, owed_to), {})
        totals = [
            account.total(period) if own == unit else Quantity(account.total(period), own).value_in(unit)
            for own, account in accounts.items()
            if own == unit or Quantity(1, own).measures(unit)
        ]
        return reduce(add, totals) if totals else _NOTHING


@attrs.define(eq=False)
class _Account:
    """Amounts of one unit, month by month."""

    by_ordinal: dict[int, Fraction] = attrs.field(factory=dict)
    so_far: Fraction = _NOTHING

    def add(self, month: Month, amount: Fraction) -> None:
        before = self.by_ordinal.get(month.ordinal)
        self.by_ordinal[month.ordinal] = amount if before is None else before + amount
        self.so_far += amount

    def total(self, period: Period | None) -> Fraction:
        if period is None:
            return self.so_far
        ordinals = range(period.first.ordinal, period.last.ordinal + 1)
        amounts = [self.by_ordinal[each] for each in ordinals if each in self.by_ordinal]
        return reduce(add, amounts) if amounts else _NOTHING
