"""The ledger: what consequences have cost so far, by consequence, direction and unit."""

from fractions import Fraction
from math import lcm

import attrs

from smarketing.months import Month, Period
from smarketing.units import Quantity, whole
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
        total = _NOTHING
        for own, account in self._amounts.get((consequence, owed_by, owed_to), {}).items():
            if own == unit:
                total = account.total(period) if total is _NOTHING else total + account.total(period)
            elif Quantity(1, own).measures(unit):
                total += Quantity(account.total(period), own).value_in(unit)
        return total

    @property
    def consequences(self) -> tuple[str, ...]:
        """The names of all consequences that have cost an amount, each once, in the order of their first one."""
        return tuple(dict.fromkeys(name for name, _owed_by, _owed_to in self._amounts))


@attrs.define(eq=False)
class _Account:
    """Amounts of one unit, month by month: whole numbers of one part of the unit, which add up quicker."""

    parts: int = 1
    by_ordinal: dict[int, int] = attrs.field(factory=dict)
    so_far: int = 0

    def add(self, month: Month, amount: Fraction) -> None:
        numerator, denominator = amount.numerator, amount.denominator
        if self.parts % denominator:
            self._divide_into(lcm(self.parts, denominator))
        number = numerator * (self.parts // denominator)
        self.by_ordinal[month.ordinal] = self.by_ordinal.get(month.ordinal, 0) + number
        self.so_far += number

    def _divide_into(self, parts: int) -> None:
        factor = parts // self.parts
        self.by_ordinal = {ordinal: factor * number for ordinal, number in self.by_ordinal.items()}
        self.parts, self.so_far = parts, factor * self.so_far

    def total(self, period: Period | None) -> Fraction:
        if period is None:
            number = self.so_far
        else:
            amount_in = self.by_ordinal.get
            number = sum(amount_in(each, 0) for each in range(period.first.ordinal, period.last.ordinal + 1))
        return whole(number) if self.parts == 1 else Fraction(number, self.parts)
