"""Limits: how much a consequence costs at most, whatever its effect, and in which period."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property

import attrs

from smarketing.consequences.fee import Fee, FigureOf, as_fee
from smarketing.consequences.values_or_texts import value_or_text
from smarketing.contract_periods import (
    MONTHS_IN,
    PER,
    PERS,
    ContractPeriods,
    check_per,
    check_period_words,
    months_of_limit,
    period_of_limit,
)
from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period
from smarketing.units import Quantity, as_quantity, quantity, readable, unit_words, written

_PERIOD = re.compile(rf"{PER}$")
_TEXT = re.compile(rf"(?P<most>.+?)(?: of (?P<of>.+?))?(?: ?{PER})?")


@attrs.frozen
class Limit:
    """The most that a consequence costs one party for another: `Limit("600 USD", per="quarter")`.

    `at_most` is an amount, or with a fee `of` a share of it: `Limit("15 %", of="4000 USD", per="quarter")`. Where the
    fee is a metric, it is what that metric has come to in the period so far. `per` is `month`, `quarter`, `half-year`,
    `year` or `term`, which count as the agreement's calendar says, or `trailing 12 months` (2 to 1200): the month at
    hand and the 11 before it, as far as they lie in the term. A limit binds dues of its own kind of unit, each
    direction by itself. In a file: `15 % of 4000 USD per quarter`, or `15 % of charges per trailing 12 months`.
    """

    at_most: Quantity = attrs.field(converter=as_quantity)
    of: Fee | None = attrs.field(default=None, converter=attrs.converters.optional(as_fee), kw_only=True)
    per: str = attrs.field(default="term", validator=check_per, kw_only=True)

    @at_most.validator
    def _check_at_most(self, _: object, at_most: Quantity) -> None:
        if at_most.value < 0:
            raise InvalidValueError(f"a limit is not negative: {written(at_most)}", "at_most")
        if not at_most.unit:
            raise InvalidValueError(f"a limit has a unit, as in '600 USD'; not {written(at_most)}", "at_most")
        for word in unit_words(at_most.unit)[1:] if at_most.unit else ():
            if word.replace("_", "-") in MONTHS_IN:
                said = f"the period of a limit stands beside its amount, as in Limit('600 USD', per='{word}')"
                raise InvalidValueError(f"{said}; not {written(at_most)}", "at_most")
            if any(Quantity(1, word).measures(time) for time in ("day", "month")):
                raise InvalidValueError(f"{PERS}; not {written(at_most)}", "at_most")

    @of.validator
    def _check_of(self, _: object, of: Fee | None) -> None:
        if (of is not None) != (self.at_most.unit == "%"):
            example = "a limit is an amount, as in '600 USD per quarter', or a share of a fee, as in '15 % of 4000 USD'"
            raise InvalidValueError(f"{example}; not {self}", "of")
        if of is not None and of.metric is not None and _PERIOD.search(of.metric):
            said = f"the name of the metric {of.metric!r} reads like the period of a limit; give it another name"
            raise InvalidValueError(said, "of")

    @classmethod
    def parse(cls, text: str, nouns: Sequence[str] = ()) -> "Limit":
        """Read `600 USD per quarter` or `15 % of 4000 USD per year`; InvalidValueError for anything else.

        `nouns` are an agreement's own.
        """
        check_period_words(text.strip())
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(f"{text!r} is not a limit; write it as '600 USD per quarter'")
        of = None if match["of"] is None else Fee.parse(match["of"])
        return cls(quantity(match["most"], nouns), of=of, per=match["per"] or "term")

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

    def amount_in(self, month: Month, periods: ContractPeriods, figures: FigureOf) -> Quantity | None:
        """Give the most up to a month of the term of some periods; None where a figure of the fee is missing."""
        if self.of is None or self.of.amount is not None:
            return self.amount
        first = (self.period(month, periods) or periods.term).first
        return self._share_of(self.of.amount_in(Period(first, month), figures))

    def _share_of(self, fee: Quantity | None) -> Quantity | None:
        return None if fee is None else Quantity(self.at_most.value * fee.value / 100, fee.unit)

    def period(self, month: Month, periods: ContractPeriods) -> Period | None:
        """Give the period whose costs count in a month of the term of some periods; None for the term.

        That is the contract period in which the month lies, or the trailing one that ends with it.
        """
        return period_of_limit(self.per, month, periods)

    @property
    def months(self) -> int | None:
        """How many months its period has at most; None for the term."""
        return months_of_limit(self.per)


def as_limit(given: Limit | str) -> Limit:
    """Take a limit, or its text; InvalidValueError for anything else."""
    return value_or_text(Limit, given, "a limit is a Limit or text, as in '600 USD per quarter'", "limits")


def as_limits(given: "Limit | str | Iterable[Limit | str]") -> tuple[Limit, ...]:
    """Take one limit or several, or their texts; InvalidValueError for anything else."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return (as_limit(given),)
    return tuple(map(as_limit, given))


def fees_of(limits: Iterable[Limit]) -> tuple[str, ...]:
    """Give the metrics whose figures limits are shares of, each once."""
    metrics = (limit.of.metric for limit in limits if limit.of is not None)
    return tuple(dict.fromkeys(metric for metric in metrics if metric is not None))
