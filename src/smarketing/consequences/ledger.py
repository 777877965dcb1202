"""The ledger: what consequences have cost so far, by consequence, direction and unit."""

from fractions import Fraction

import attrs

from smarketing.months import Month, Period
from smarketing.units import Quantity
from smarketing.verdicts import Due


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
        spent = Fraction(0)
        for own, account in self._amounts.get((consequence, owed_by, owed_to), {}).items():
            if own == unit:
                spent += account.total(period)
            elif Quantity(1, own).measures(unit):
                spent += Quantity(account.total(period), own).value_in(unit)
        return spent


@attrs.define(eq=False)
class _Account:
    """Amounts of one unit, month by month."""

    months: dict[Month, Fraction] = attrs.field(factory=dict)
    so_far: Fraction = Fraction(0)

    def add(self, month: Month, amount: Fraction) -> None:
        before = self.months.get(month)
        self.months[month] = amount if before is None else before + amount
        self.so_far += amount

    def total(self, period: Period | None) -> Fraction:
        if period is None:
            return self.so_far
        return sum((self.months[month] for month in period if month in self.months), Fraction(0))
