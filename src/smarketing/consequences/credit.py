"""Service credits: money back, or time added, for a promise that was missed."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import floor

import attrs

from smarketing.consequences.case import Case
from smarketing.consequences.tiers import Tier, result_in, said, spans
from smarketing.errors import InvalidValueError
from smarketing.intervals import IntervalSet
from smarketing.months import Period
from smarketing.units import MINOR_UNITS, Quantity, optional_quantity, readable, rounded, written
from smarketing.verdicts import Due

_CAP_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _is_money(amount: Quantity) -> bool:
    return amount.unit in MINOR_UNITS


def _is_payable(amount: Quantity) -> bool:
    return _is_money(amount) or amount.measures("day") or amount.measures("month")


@attrs.frozen
class Credit:
    """An amount that the party that missed owes to the other, for each case.

    `pay` is money (`200 USD`), time added to a service (`3 days`), or a share (`5 %`) of the fee `of` (`4000 USD`).
    With `tiers` instead, what is paid depends on the result of the month: each `Tier` pays its own; where several
    apply it is the highest, in a gap nothing. A miss without a figure (or without a part of a target that tiers in %
    look at) counts as the highest tier. `cap` is the most that this consequence costs one party for the other in a
    contract month, quarter or year (`600 USD/quarter`, `15 %/quarter` of the fee), counted from the first month of
    the term, or in the whole term (`600 USD`). A credit of `only_above` or less is not issued. Each due is rounded
    once to the currency's minor unit, halves up, and never above what the cap has left.
    """

    pay: Quantity | None = attrs.field(default=None, converter=optional_quantity)
    of: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)
    tiers: tuple[Tier, ...] = attrs.field(default=(), converter=tuple[Tier, ...], kw_only=True)
    cap: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)
    only_above: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)

    references = ()

    def __attrs_post_init__(self) -> None:
        if (self.pay is None) == (not self.tiers):
            raise InvalidValueError("a credit needs either pay or tiers", "pay")
        if self.of is not None and not _is_money(self.of):
            raise InvalidValueError(f"a fee is an amount of money, as in '4000 USD'; not {self.of}", "of")
        if self.of is not None and self.of.value < 0:
            raise InvalidValueError(f"a fee is not negative: {self.of}", "of")
        for pay in self.pays:
            self._check_pay(pay, "pay" if self.pay is not None else "tiers")
        for tier in self.tiers:
            if not all(bound.measures(self.tiers[0].unit) for _name, bound in tier.bounds):
                raise InvalidValueError(f"tiers are on one scale: {tier} is not in {self.tiers[0].unit}", "tiers")
        if self.cap is not None:
            self._check_cap(self.cap)
        least = self.only_above
        if least is not None and (not least.measures(self.currency) or least.value < 0):
            raise InvalidValueError(f"only_above is an amount of {self.currency}; not {least}", "only_above")

    def _check_pay(self, pay: Quantity, field: str) -> None:
        if self.of is None and not _is_payable(pay):
            raise InvalidValueError(
                f"pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not {pay}", field
            )
        if self.of is not None and pay.unit not in ("%", self.of.unit):
            raise InvalidValueError(f"pay a share of the fee or {self.of.unit}, not {pay}", field)
        if pay.value < 0:
            raise InvalidValueError(f"a credit is not negative: {pay}", field)
        if pay.unit not in ("%", self.currency):
            raise InvalidValueError(f"a credit pays in one unit: {self.currency} or {pay.unit}", field)

    def _check_cap(self, cap: Quantity) -> None:
        unit, _, period = cap.unit.partition("/")
        known = (self.currency, "%") if self.of is not None else (self.currency,)
        if unit not in known or period not in ("", *_CAP_MONTHS) or cap.value < 0:
            example = f"600 {self.currency}/quarter"
            raise InvalidValueError(f"a cap is {' or '.join(known)}, perhaps per period: '{example}'; not {cap}", "cap")

    @property
    def pays(self) -> tuple[Quantity, ...]:
        """All that it may pay: `pay`, or what each tier pays."""
        return tuple(tier.pay for tier in self.tiers) if self.pay is None else (self.pay,)

    @cached_property
    def spans(self) -> tuple[tuple[IntervalSet, Tier], ...]:
        """Each tier with the results that it is for, in the unit of the first one's first bound."""
        return spans(self.tiers) if self.tiers else ()

    @property
    def currency(self) -> str:
        """The currency that it pays in, or the unit of time."""
        return (self.of or self.pays[0]).unit

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due, of 0 when the cap is used up; none in a gap of the tiers, and none that is not issued."""
        found = self._found(case)
        if found is None:
            return
        pay, reason = found
        exact, left = self.worth(pay), self._left(case)
        issued = exact if left is None else min(exact, left)
        if self.only_above is not None and issued <= self.only_above.value_in(self.currency):
            return
        amount = self._rounded(exact, left)
        because = f"{case.because()}: {reason}{self._said(pay)}"
        if self.cap is not None and left is not None and exact > left:
            because += f", of which the cap of {written(self.cap)} leaves {readable(amount)}"
        yield case.due("credit", because, amount=amount)

    def _found(self, case: Case) -> tuple[Quantity, str] | None:
        """What this case pays, and why: for tiers the result of the month."""
        if self.pay is not None:
            return self.pay, ""
        result = result_in(self.tiers, case.verdicts[-1])
        if result is None:
            return max(self.pays, key=self.worth), "without a result, the highest tier: "
        fitting = (tier for numbers, tier in self.spans if result.value in numbers)
        tier = max(fitting, key=lambda each: self.worth(each.pay), default=None)
        return None if tier is None else (tier.pay, f"{said(result, tier)}: ")

    def _said(self, pay: Quantity) -> str:
        return readable(pay) if self.of is None else f"{readable(pay)} of {readable(self.of)}"

    def worth(self, pay: Quantity) -> Fraction:
        """Give an amount, or a share of the fee, in the unit that it pays in; exactly, before any rounding."""
        return pay.value * self.of.value / 100 if self.of is not None and pay.unit == "%" else pay.value

    def cap_amount(self) -> Fraction | None:
        """Give the cap in the unit that it pays in, for one of its periods."""
        if self.cap is None:
            return None
        return self.worth(Quantity(self.cap.value, self.cap.unit.partition("/")[0]))

    def _left(self, case: Case) -> Fraction | None:
        cap = self.cap_amount()
        if self.cap is None or cap is None:
            return None
        period = self.cap.unit.partition("/")[2]
        spell = case.contract_period(_CAP_MONTHS[period]) if period else Period(case.begins, case.month)
        return max(cap - sum(case.paid.get(month, 0) for month in spell), Fraction(0))

    def _rounded(self, exact: Fraction, left: Fraction | None) -> Quantity:
        places = MINOR_UNITS.get(self.currency)
        if places is None:
            return Quantity(exact if left is None else min(exact, left), self.currency)
        amount = rounded(exact, places)
        if left is not None and amount > left:
            amount = Fraction(floor(left * 10**places), 10**places)
        return Quantity(amount, self.currency)
