"""Payments: money or time that a party owes for what became of a promise, once or for each step."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

import attrs

from smarketing.consequences.case import Case
from smarketing.consequences.contract import Effect, WatchedPromise
from smarketing.consequences.credit_steps import CreditStep, as_step
from smarketing.consequences.fee import Fee, as_fee
from smarketing.consequences.tiers import Tier, spans
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.units import MINOR_UNITS, Quantity, optional_quantity, readable, shown
from smarketing.verdicts import Due, Reference, Verdict

_ONCE = Fraction(1)


def _is_payable(amount: Quantity) -> bool:
    return amount.unit in MINOR_UNITS or amount.measures("day") or amount.measures("month")


def _times_text(times: Fraction) -> str:
    return f"{shown(times)} {'time' if times == 1 else 'times'}"


@attrs.frozen
class Payment(Effect):
    """What pays an amount, or a share of a fee: once, or for each step of what is counted."""

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
    per: CreditStep | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_step),
        kw_only=True,
        metadata=about("For each full, started or exact step it is paid, as full 30 minutes."),
    )
    for_each: str | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("A metric that counts: it is paid for each that was counted in the period."),
    )

    @classmethod
    def _called(cls) -> str:
        return cls.__name__.lower()

    def check_pay(self, pay: Quantity, field: str) -> None:
        """Refuse an amount that cannot be paid, or does not go with the fee."""
        if self.of is None and not _is_payable(pay):
            raise InvalidValueError(
                f"pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not {pay}", field
            )
        if self.of is not None and pay.unit not in ("%", self.currency):
            other = "" if self.of.amount is None else f" or {self.currency}"
            raise InvalidValueError(f"pay a share of the fee{other}, not {pay}", field)
        if pay.value < 0:
            raise InvalidValueError(f"a {self._called()} is not negative: {pay}", field)
        if pay.unit not in ("%", self.currency):
            raise InvalidValueError(f"a {self._called()} pays in one unit: {self.currency} or {pay.unit}", field)

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers of what is paid: none."""
        return ()

    @property
    def by_run(self) -> tuple[Quantity, ...]:
        """What is paid for the first, the second and further misses running: nothing that differs."""
        return ()

    @cached_property
    def spans(self) -> tuple[tuple[IntervalSet, Tier], ...]:
        """Each tier with the results that it is for, in the unit of the first one's first bound."""
        return spans(self.tiers) if self.tiers else ()

    @property
    def pays(self) -> tuple[Quantity, ...]:
        """All that it may pay."""
        return () if self.pay is None else (self.pay,)

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
        """The metrics whose figures its amounts follow from: the fee, if it is one, and what it is paid for each of."""
        fee = () if self.of is None or self.of.metric is None else (Reference("fee", self.of.metric, ("of",)),)
        return fee if self.for_each is None else (*fee, Reference("count", self.for_each, ("for_each",)))

    @property
    def priced(self) -> Self:
        """The payment itself."""
        return self

    def step_problems(self, watched: Sequence[WatchedPromise], *, whole: bool) -> Iterator[str]:
        """Say why steps cannot be counted in a result; of the `whole` of it, or of what is beyond a target."""
        for each in watched if self.per is not None else ():
            unit = "point" if each.metric.unit == "%" and not whole else each.metric.unit
            if self.per is not None and not self.per.size.measures(unit):
                yield f"steps are in the unit of what is counted, {unit or 'a plain number'}; not {self.per}"

    def costs_at_least(self, other: Effect, /) -> bool:
        """Tell whether it pays as much as another of its kind, or more; of tiers only whether they are the same."""
        if not isinstance(other, Payment) or type(self) is not type(other) or self.currency != other.currency:
            return False
        if self.tiers or other.tiers or self.counted_by != other.counted_by:
            return self == other
        longest = max(len(self.pays), len(other.pays))
        return all(self.worth(self.paid_at(n)) >= other.worth(other.paid_at(n)) for n in range(longest))

    def paid_at(self, place: int) -> Quantity:
        """Give what it pays at a place of a run, from 0."""
        return self.pays[min(place, len(self.pays) - 1)]

    @property
    def counted_by(self) -> tuple[object, ...]:
        """What its amounts follow from besides what it pays."""
        return None if self.of is None else self.of.metric, self.per, self.for_each

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due with its exact amount; none where nothing is paid for, or for no step."""
        if (found := self._found(case)) is None:
            return
        pay, reason = found
        times, what = self.times(case), self._paid_text if pay is self.pay else self._text_of(pay)
        if times is None:
            yield self._waiting(case, pay, reason, self._missing(case))
        elif self.of is not None and self.of.metric is not None and times:
            yield self._share_of_figure(case, pay, times, reason, self.of, self.of.metric)
        elif times:
            amount = self._paid if pay is self.pay else self._worth_of(pay)
            because = f"{case.because()}: {reason}{what}{self._counted(case, times)}"
            yield self._due(case, because, amount=amount if times is _ONCE else times * amount)

    def _due(self, case: Case, because: str, **more: Any) -> Due:
        """What is owed by the party that missed."""
        return case.due(self._called(), because, **more)

    def _share_of_figure(self, case: Case, pay: Quantity, times: Fraction, reason: str, of: Fee, metric: str) -> Due:
        """A share of what a metric came to in the month."""
        figure = case.figures(metric, case.period)
        if figure is None:
            return self._waiting(case, pay, reason, metric)
        fee = of.part_of(figure)
        amount = Quantity(times * pay.value * fee.value / 100, fee.unit)
        because = f"{case.because()}: {reason}{readable(pay)} of {of.with_figure(figure)}{self._counted(case, times)}"
        return self._due(case, because, amount=amount)

    def _waiting(self, case: Case, pay: Quantity, reason: str, metric: str) -> Due:
        """A due whose amount nobody knows while a figure is missing."""
        what = f"{self._text_of(pay)}{self._each}"
        task = f"{what}, once the figure of {metric} for {case.period} is known"
        return self._due(case, f"{case.because()}: {reason}{what}", task=task)

    @property
    def _each(self) -> str:
        step = "" if self.per is None else f" per {self.per.readable_text}"
        return step if self.for_each is None else f"{step} for each of {self.for_each}"

    def _counted(self, case: Case, times: Fraction) -> str:
        """How many steps are paid for, and for how many that were counted, in words; nothing without either."""
        number = self._number(case)
        if number is None:
            return "" if self.per is None else f"{self._each}, {_times_text(times)}"
        steps = "" if self.per is None else f" per {self.per.readable_text}, {_times_text(self._steps(case) or times)}"
        return f"{steps}{',' if steps else ''} for each of {readable(number)}"

    def times(self, case: Case) -> Fraction | None:
        """Give how many times a case pays; None without a figure that says so.

        That is once, or for each step of its last month, and that for each that was counted of another metric.
        """
        steps = self._steps(case)
        if self.for_each is None or not steps:
            return steps
        number = self._number(case)
        return None if number is None else steps * number.value

    def _steps(self, case: Case) -> Fraction | None:
        if self.per is None:
            return _ONCE
        verdict = case.verdicts[-1]
        if verdict.actual is None:
            return None
        amount = self._stepped(verdict)
        return Fraction(0) if amount is None else self.per.number_in(amount)

    def _number(self, case: Case) -> Quantity | None:
        """What was counted of the metric for each of which it is paid; None without a figure, or such a metric."""
        return None if self.for_each is None else case.figures(self.for_each, case.period)

    def _missing(self, case: Case) -> str:
        """The metric whose figure is missing, so that nobody knows how many times it is paid."""
        return self.for_each if self.for_each is not None and self._steps(case) is not None else case.promise.name

    @abstractmethod
    def _stepped(self, verdict: Verdict) -> Quantity | None:
        """What steps are counted in; None for nothing."""

    def _found(self, case: Case) -> tuple[Quantity, str] | None:  # noqa: ARG002 - some payments look at it
        """What a case pays, and why; None for nothing."""
        return self.pays[0], ""

    @cached_property
    def _paid(self) -> Quantity:
        """What it pays where that is always the same."""
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
