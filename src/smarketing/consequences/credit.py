"""Service credits: money back, or time added, for a promise that was missed."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Literal

import attrs

from smarketing.consequences.case import Case
from smarketing.consequences.contract import Effect, WatchedPromise
from smarketing.consequences.credit_steps import CreditStep, as_step
from smarketing.consequences.fee import Fee, as_fee
from smarketing.consequences.tiers import Tier, result_in, said, spans, tier_problems
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.units import MINOR_UNITS, Quantity, optional_quantity, readable, shown
from smarketing.verdicts import Due, Reference

_ONCE = Fraction(1)


def _is_money(amount: Quantity) -> bool:
    return amount.unit in MINOR_UNITS


def _is_payable(amount: Quantity) -> bool:
    return _is_money(amount) or amount.measures("day") or amount.measures("month")


@attrs.frozen
class Credit(Effect):
    """What the party that missed owes the other.

    `Credit("200 USD")`, or `Credit("5 %", of="4000 USD")`. `pay` is money (`200 USD`), time added to a service
    (`3 days`), or a share (`5 %`) of the fee `of`: an amount (`4000 USD`), or a metric in money whose figure of the
    month it is (`charges`). With `tiers` instead, what is paid depends on the result of the month: each `Tier` pays its
    own; where several apply it is the highest, in a gap nothing. A miss without a figure (or without a part of a target
    that tiers in % look at) counts as the highest tier. With `per` (`full 30 minutes`) it pays so much for each step of
    the shortfall of the month, or with `counted="all"` of its whole result; for no step nothing. While a figure that an
    amount follows from is missing, the due has no amount. Limits are those of the consequence.
    """

    pay: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        metadata=about("Money, time added to a service, or a share of the fee.", bare=True),
    )
    of: Fee | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_fee),
        kw_only=True,
        metadata=about("The fee that shares are taken of: an amount, a metric in money, or a share of it."),
    )
    tiers: tuple[Tier, ...] = attrs.field(
        default=(), converter=tuple[Tier, ...], kw_only=True, metadata=about("What is paid for which results.")
    )
    per: CreditStep | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_step),
        kw_only=True,
        metadata=about("For each full, started or exact step it is paid, as full 30 minutes."),
    )
    counted: Literal["shortfall", "all"] | None = attrs.field(
        default=None,
        validator=attrs.validators.in_((None, "shortfall", "all")),
        kw_only=True,
        metadata=about("What steps are counted in: the shortfall (unless stated), or all of the result."),
    )

    def __attrs_post_init__(self) -> None:
        if (self.pay is None) == (not self.tiers):
            raise InvalidValueError("a credit needs either pay or tiers", "pay")
        if self.per is not None and self.tiers:
            raise InvalidValueError("steps go with pay; tiers have their own amounts", "per")
        if self.per is None and self.counted is not None:
            raise InvalidValueError("counted says of what steps are counted; state per too", "counted")
        for pay in self.pays:
            self._check_pay(pay, "pay" if self.pay is not None else "tiers")
        for tier in self.tiers:
            if not all(bound.measures(self.tiers[0].unit) for _name, bound in tier.bounds):
                raise InvalidValueError(f"tiers are on one scale: {tier} is not in {self.tiers[0].unit}", "tiers")

    def _check_pay(self, pay: Quantity, field: str) -> None:
        if self.of is None and not _is_payable(pay):
            raise InvalidValueError(
                f"pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not {pay}", field
            )
        if self.of is not None and pay.unit not in ("%", self.currency):
            other = "" if self.of.amount is None else f" or {self.currency}"
            raise InvalidValueError(f"pay a share of the fee{other}, not {pay}", field)
        if pay.value < 0:
            raise InvalidValueError(f"a credit is not negative: {pay}", field)
        if pay.unit not in ("%", self.currency):
            raise InvalidValueError(f"a credit pays in one unit: {self.currency} or {pay.unit}", field)

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
        """The currency that it pays in, or the unit of time; `%` where it pays shares of a metric."""
        if self.of is None:
            return self.pays[0].unit
        return "%" if self.of.amount is None else self.of.amount.unit

    @property
    def unit(self) -> str | None:
        """The unit of the amounts that it gives; None where it is that of a metric."""
        return None if self.of is not None and self.of.amount is None else self.currency

    @property
    def references(self) -> Sequence[Reference]:
        """The metric whose figure is the fee, if it is one."""
        return () if self.of is None or self.of.metric is None else (Reference("fee", self.of.metric, ("of",)),)

    @property
    def priced(self) -> "Credit":
        """The credit itself."""
        return self

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:
        """Say why its tiers or steps cannot be read off the result of the one promise that a case watches."""
        if (self.tiers or self.per is not None) and len(watched) > 1:
            what = "tiers" if self.tiers else "steps"
            yield f"{what} go by the result of one promise; watch promises with each, not across"
        for each in watched if self.per is not None else ():
            unit = "point" if each.metric.unit == "%" and self.counted != "all" else each.metric.unit
            if self.per is not None and not self.per.size.measures(unit):
                yield f"steps are in the unit of what is counted, {unit or 'a plain number'}; not {self.per}"
        for each in watched if self.tiers else ():
            yield from tier_problems(self.tiers, each.metric, one_sided=each.has_one_target)

    def costs_at_least(self, other: Effect, /) -> bool:
        """Tell whether it pays as much as another credit, or more; of tiers only whether they are the same."""
        if not isinstance(other, Credit) or self.currency != other.currency:
            return False
        if self.tiers or other.tiers or _counted_by(self) != _counted_by(other):
            return self == other
        return self.worth(self.pays[0]) >= other.worth(other.pays[0])

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due with its exact amount; none in a gap of the tiers, or for no step."""
        if (found := self._found(case)) is None:
            return
        pay, reason = found
        times, what = self.times(case), self._paid_text if pay is self.pay else self._text_of(pay)
        if times is None:
            yield self._waiting(case, pay, reason, case.promise.name)
        elif self.of is not None and self.of.metric is not None and times:
            yield self._share_of_figure(case, pay, times, reason, self.of, self.of.metric)
        elif times:
            amount = self._paid if pay is self.pay else self._worth_of(pay)
            because = f"{case.because()}: {reason}{what}{self._counted(times)}"
            yield case.due("credit", because, amount=amount if times is _ONCE else times * amount)

    def _share_of_figure(self, case: Case, pay: Quantity, times: Fraction, reason: str, of: Fee, metric: str) -> Due:
        """A share of what a metric came to in the month."""
        figure = case.figures(metric, case.period)
        if figure is None:
            return self._waiting(case, pay, reason, metric)
        fee = of.part_of(figure)
        amount = Quantity(times * pay.value * fee.value / 100, fee.unit)
        because = f"{case.because()}: {reason}{readable(pay)} of {of.with_figure(figure)}{self._counted(times)}"
        return case.due("credit", because, amount=amount)

    def _waiting(self, case: Case, pay: Quantity, reason: str, metric: str) -> Due:
        """A due whose amount nobody knows while a figure is missing."""
        what = f"{self._text_of(pay)}{self._each}"
        task = f"{what}, once the figure of {metric} for {case.period} is known"
        return case.due("credit", f"{case.because()}: {reason}{what}", task=task)

    @property
    def _each(self) -> str:
        return "" if self.per is None else f" per {self.per.readable_text}"

    def _counted(self, times: Fraction) -> str:
        """How many steps are paid for, in words; nothing without steps."""
        return "" if self.per is None else f"{self._each}, {shown(times)} {'time' if times == 1 else 'times'}"

    def times(self, case: Case) -> Fraction | None:
        """Give how many times a case pays: once, or for each step of its last month; None without a figure."""
        if self.per is None:
            return _ONCE
        verdict = case.verdicts[-1]
        if verdict.actual is None:
            return None
        amount = verdict.actual if self.counted == "all" else verdict.shortfall
        return Fraction(0) if amount is None else self.per.number_in(amount)

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

    @cached_property
    def _paid(self) -> Quantity:
        """What it pays without tiers, which is always the same."""
        return self._worth_of(self.pays[0])

    @cached_property
    def _paid_text(self) -> str:
        return self._text_of(self.pays[0])

    def _worth_of(self, pay: Quantity) -> Quantity:
        return Quantity(self.worth(pay), self.currency)

    def _text_of(self, pay: Quantity) -> str:
        return readable(pay) if self.of is None else f"{readable(pay)} of {self.of.readable_text}"

    def worth(self, pay: Quantity) -> Fraction:
        """Give an amount, or a share of the fee, in the unit that it pays in; exactly, before any rounding.

        Of a fee that is a metric it is the share of that metric's figure, in %.
        """
        if self.of is None or pay.unit != "%":
            return pay.value
        return pay.value * self.of.part if self.of.amount is None else pay.value * self.of.amount.value / 100


def _counted_by(credit: Credit) -> tuple[str | None, CreditStep | None, bool]:
    """What the amounts of a credit follow from besides what it pays."""
    return None if credit.of is None else credit.of.metric, credit.per, credit.counted == "all"
