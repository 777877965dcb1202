"""Service credits: money back for a promise that was missed."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import floor

import attrs

from smarketing.effects.case import Case
from smarketing.errors import InvalidValueError
from smarketing.months import Period
from smarketing.units import MINOR_UNITS, Quantity, as_quantity, optional_quantity, readable, rounded, written
from smarketing.verdicts import Due

_CAP_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _is_money(amount: Quantity) -> bool:
    return amount.unit in MINOR_UNITS


@attrs.frozen
class Credit:
    """An amount of money that the party that missed owes to the other, for each case.

    `pay` is money (`200 USD`) or a share (`5 %`) of the fee `of` (`4000 USD`). `cap` is the most that this consequence
    costs one party for the other in a contract month, quarter or year (`600 USD/quarter`, `15 %/quarter` of the fee),
    counted from the first month of the term, or in the whole term (`600 USD`). Each due is rounded once to the
    currency's minor unit, halves up, and never above what the cap has left.
    """

    pay: Quantity = attrs.field(converter=as_quantity)
    of: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)
    cap: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)

    references = ()

    def __attrs_post_init__(self) -> None:
        if self.of is not None and not _is_money(self.of):
            raise InvalidValueError(f"a fee is an amount of money, as in '4000 USD'; not {self.of}", "of")
        if self.of is None and not _is_money(self.pay):
            raise InvalidValueError(f"pay money, as in '200 USD', or a share of a fee: not {self.pay}", "pay")
        if self.of is not None and self.pay.unit not in ("%", self.of.unit):
            raise InvalidValueError(f"pay a share of the fee or {self.of.unit}, not {self.pay}", "pay")
        if self.of is not None and self.of.value < 0:
            raise InvalidValueError(f"a fee is not negative: {self.of}", "of")
        if self.pay.value < 0:
            raise InvalidValueError(f"a credit is not negative: {self.pay}", "pay")
        if self.cap is not None:
            self._check_cap(self.cap)

    def _check_cap(self, cap: Quantity) -> None:
        unit, _, period = cap.unit.partition("/")
        known = (self.currency, "%") if self.of is not None else (self.currency,)
        if unit not in known or period not in ("", *_CAP_MONTHS) or cap.value < 0:
            example = f"600 {self.currency}/quarter"
            raise InvalidValueError(f"a cap is {' or '.join(known)}, perhaps per period: '{example}'; not {cap}", "cap")

    @property
    def currency(self) -> str:
        """The currency that it pays in."""
        return (self.of or self.pay).unit

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due, of 0 when the cap is used up."""
        exact = self._money(self.pay, self.pay.unit)
        left = self._left(case)
        amount = self._rounded(exact, left)
        because = f"{case.because()}: {self._rate}"
        if self.cap is not None and left is not None and exact > left:
            because += f", of which the cap of {written(self.cap)} leaves {readable(amount)}"
        yield case.due("credit", because, amount=amount)

    @cached_property
    def _rate(self) -> str:
        return readable(self.pay) if self.of is None else f"{readable(self.pay)} of {readable(self.of)}"

    def _money(self, amount: Quantity, unit: str) -> Fraction:
        return amount.value * self.of.value / 100 if self.of is not None and unit == "%" else amount.value

    def _left(self, case: Case) -> Fraction | None:
        if self.cap is None:
            return None
        unit, _, period = self.cap.unit.partition("/")
        spell = case.contract_period(_CAP_MONTHS[period]) if period else Period(case.begins, case.month)
        return self._money(self.cap, unit) - sum(case.paid.get(month, 0) for month in spell)

    def _rounded(self, exact: Fraction, left: Fraction | None) -> Quantity:
        places = MINOR_UNITS[self.currency]
        if places is None:
            return Quantity(exact if left is None else min(exact, left), self.currency)
        amount = rounded(exact, places)
        if left is not None and amount > left:
            amount = Fraction(floor(left * 10**places), 10**places)
        return Quantity(amount, self.currency)
