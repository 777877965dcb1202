"""Limits: how much a consequence costs at most, whatever its effect."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

import attrs

from smarketing.consequences.fee import Fee, FigureOf, as_fee, no_figures
from smarketing.consequences.ledger import Ledger
from smarketing.consequences.values_or_texts import value_or_text
from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period
from smarketing.units import (
    MINOR_UNITS,
    Quantity,
    as_quantity,
    difference,
    quantity,
    readable,
    rounded,
    unit_words,
    written,
)
from smarketing.verdicts import Due

Per = Literal["month", "quarter", "year", "term"]

_NOTHING = Fraction(0)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_PERS = "a limit is per month, quarter, year or term"
_PERIOD = re.compile(r"(?:/|\bper ) ?(?:month|quarter|year|term)$")
_TEXT = re.compile(r"(?P<most>.+?)(?: of (?P<of>.+?))?(?: ?(?:/|\bper ) ?(?P<per>month|quarter|year|term))?")


@attrs.frozen
class Limit:
    """The most that a consequence costs one party for another: `Limit("600 USD", per="quarter")`.

    `at_most` is an amount, or with a fee `of` a share of it: `Limit("15 %", of="4000 USD", per="quarter")`. Where the
    fee is a metric, it is what that metric has come to in the month, quarter, year or term so far. Months, quarters and
    years count from the first month of the term. A limit binds dues of its own kind of unit, each direction by itself.
    In a file: `15 % of 4000 USD per quarter`, or `15 % of charges per quarter`.
    """

    at_most: Quantity = attrs.field(converter=as_quantity)
    of: Fee | None = attrs.field(default=None, converter=attrs.converters.optional(as_fee), kw_only=True)
    per: Per = attrs.field(default="term", kw_only=True)

    @at_most.validator
    def _check_at_most(self, _: object, at_most: Quantity) -> None:
        if at_most.value < 0:
            raise InvalidValueError(f"a limit is not negative: {written(at_most)}", "at_most")
        if not at_most.unit:
            raise InvalidValueError(f"a limit has a unit, as in '600 USD'; not {written(at_most)}", "at_most")
        for word in unit_words(at_most.unit)[1:] if at_most.unit else ():
            if word in _MONTHS:
                said = f"the period of a limit stands beside its amount, as in Limit('600 USD', per='{word}')"
                raise InvalidValueError(f"{said}; not {written(at_most)}", "at_most")
            if any(Quantity(1, word).measures(time) for time in ("day", "month")):
                raise InvalidValueError(f"{_PERS}; not {written(at_most)}", "at_most")

    @of.validator
    def _check_of(self, _: object, of: Fee | None) -> None:
        if (of is not None) != (self.at_most.unit == "%"):
            example = "a limit is an amount, as in '600 USD per quarter', or a share of a fee, as in '15 % of 4000 USD'"
            raise InvalidValueError(f"{example}; not {self}", "of")
        if of is not None and of.metric is not None and _PERIOD.search(of.metric):
            said = f"the name of the metric {of.metric!r} reads like the period of a limit; give it another name"
            raise InvalidValueError(said, "of")

    @per.validator
    def _check_per(self, _: object, per: Per) -> None:
        if per not in (*_MONTHS, "term"):
            raise InvalidValueError(f"{_PERS}; not {per!r}", "per")

    @classmethod
    def parse(cls, text: str, nouns: Sequence[str] = ()) -> "Limit":
        """Read `600 USD per quarter` or `15 % of 4000 USD per year`; InvalidValueError for anything else.

        `nouns` are an agreement's own.
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(f"{text!r} is not a limit; write it as '600 USD per quarter'")
        of = None if match["of"] is None else Fee.parse(match["of"])
        per: Per = match["per"] or "term"  # type: ignore[assignment]
        return cls(quantity(match["most"], nouns), of=of, per=per)

    def __str__(self) -> str:
        return self._as(written(self.at_most), None if self.of is None else str(self.of))

    @cached_property
    def readable_text(self) -> str:
        """The limit as people read it: `15 % of 4,000.00 USD per quarter`."""
        return self._as(readable(self.at_most), None if self.of is None else self.of.readable_text)

    def _as(self, most: str, of: str | None) -> str:
        share = most if of is None else f"{most} of {of}"
        return share if self.per == "term" else f"{share} per {self.per}"

    @cached_property
    def amount(self) -> Quantity | None:
        """The most as an amount, exactly; None where that follows from figures."""
        return self.at_most if self.of is None else self._share_of(self.of.amount)

    @property
    def share_of_figure(self) -> tuple[str, Fraction] | None:
        """The metric whose figures limit it, and the share of them in %; None for an amount that never changes."""
        if self.of is None or self.of.metric is None:
            return None
        return self.of.metric, self.at_most.value * self.of.part

    def amount_in(self, month: Month, first: Month, figures: FigureOf) -> Quantity | None:
        """Give the most up to a month of a term that starts in `first`; None where a figure of the fee is missing."""
        if self.of is None or self.of.amount is not None:
            return self.amount
        period = self.period(month, first)
        return self._share_of(self.of.amount_in(Period(first if period is None else period.first, month), figures))

    def _share_of(self, fee: Quantity | None) -> Quantity | None:
        return None if fee is None else Quantity(self.at_most.value * fee.value / 100, fee.unit)

    def period(self, month: Month, first: Month) -> Period | None:
        """Give the contract period in which a month lies, for a term that starts in `first`; None for the term."""
        return None if self.per == "term" else _contract_period(_MONTHS[self.per], month, first)


@lru_cache(maxsize=1_024)
def _contract_period(months: int, month: Month, first: Month) -> Period:
    begins = first + (month - first) // months * months
    return Period(begins, begins + (months - 1))


def as_limit(given: Limit | str) -> Limit:
    """Take a limit, or its text; InvalidValueError for anything else."""
    return value_or_text(Limit, given, "a limit is a Limit or text, as in '600 USD per quarter'", "limits")


def limited(
    due: Due,
    limits: Sequence[Limit],
    only_above: Quantity | None,
    ledger: Ledger,
    first: Month,
    name: str = "",
    figures: FigureOf = no_figures,
) -> Due | None:
    """Give a due with its amount cut to what the limits leave and rounded once; None if it is not worth issuing.

    Money is rounded to its minor unit, halves up, and never above what is left. A due of `only_above` or less is not
    issued. `first` is the first month of the term, `name` the id of the due. While a figure that a limit is a share of
    is missing, the due has no amount.
    """
    if due.amount is None:
        return due.issued(name, None, due.because)
    exact, unit = due.amount.value, due.amount.unit
    bound: tuple[Fraction, Limit] | None = None
    for limit in limits:
        most = limit.amount or limit.amount_in(due.month, first, figures)
        if most is None:
            return _waiting(due.issued(name, None, due.because), due.amount, limit)
        if most.unit == unit or most.measures(unit):
            here = _left(most, due, unit, ledger, limit.period(due.month, first))
            if bound is None or here < bound[0]:
                bound = here, limit
    left = None if bound is None else bound[0]
    cut = bound if left is not None and exact > left else None
    worth = exact if cut is None else cut[0]
    if only_above is not None and due.amount.measures(only_above.unit) and worth <= only_above.value_in(unit):
        return None
    places = MINOR_UNITS.get(unit)
    value = worth if places is None else _in_minor_units(worth, left, places)
    amount = due.amount if value is exact else Quantity(value, unit)
    if cut is None:
        return due.issued(name, amount, due.because)
    because = f"{due.because}, of which the limit of {cut[1].readable_text} leaves {readable(amount)}"
    return due.issued(name, amount, because)


def _waiting(due: Due, amount: Quantity, limit: Limit) -> Due:
    """A due whose amount nobody knows while the figures of a limit are not all there."""
    metric = None if limit.of is None else limit.of.metric
    task = f"up to {readable(amount)}: the limit of {limit.readable_text} waits for figures of {metric}"
    return attrs.evolve(due, task=task)


def _left(most: Quantity, due: Due, unit: str, ledger: Ledger, period: Period | None) -> Fraction:
    """What a limit leaves of a unit for a due; nothing where more is spent already."""
    spent = ledger.total(due.consequence, due.owed_by, due.owed_to, unit, period)
    here = difference(most.value if most.unit == unit else most.value_in(unit), spent)
    return _NOTHING if here.numerator < 0 else here


def _in_minor_units(worth: Fraction, left: Fraction | None, places: int) -> Fraction:
    """An amount rounded to the minor units of its currency, but never above what is left."""
    if worth is left:
        return _rounded_down(worth, places)
    amount = worth if worth.denominator == 1 else rounded(worth, places)
    return amount if left is None or amount <= left else _rounded_down(left, places)


def _rounded_down(amount: Fraction, places: int) -> Fraction:
    parts: int = 10**places
    if parts % amount.denominator == 0:
        return amount
    return Fraction(amount.numerator * parts // amount.denominator, parts)
