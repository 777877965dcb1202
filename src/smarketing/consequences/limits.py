"""Limits: how much a consequence costs at most, whatever its effect."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

import attrs

from smarketing.consequences.ledger import Ledger
from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period
from smarketing.units import (
    MINOR_UNITS,
    Quantity,
    as_quantity,
    difference,
    optional_quantity,
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
_TEXT = re.compile(r"(?P<most>.+?)(?: of (?P<of>.+?))?(?: ?(?:/|\bper ) ?(?P<per>month|quarter|year|term))?")


@attrs.frozen
class Limit:
    """The most that a consequence costs one party for another: `Limit("600 USD", per="quarter")`.

    `at_most` is an amount, or with a fee `of` a share of it: `Limit("15 %", of="4000 USD", per="quarter")`. Months,
    quarters and years count from the first month of the term. A limit binds dues of its own kind of unit, each
    direction by itself. In a file: `15 % of 4000 USD per quarter`.
    """

    at_most: Quantity = attrs.field(converter=as_quantity)
    of: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)
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
    def _check_of(self, _: object, of: Quantity | None) -> None:
        if (of is not None) != (self.at_most.unit == "%"):
            example = "a limit is an amount, as in '600 USD per quarter', or a share of a fee, as in '15 % of 4000 USD'"
            raise InvalidValueError(f"{example}; not {self}", "of")
        if of is not None and of.unit not in MINOR_UNITS:
            raise InvalidValueError(f"a fee is an amount of money, as in '4000 USD'; not {written(of)}", "of")
        if of is not None and of.value < 0:
            raise InvalidValueError(f"a fee is not negative: {written(of)}", "of")

    @per.validator
    def _check_per(self, _: object, per: Per) -> None:
        if per not in (*_MONTHS, "term"):
            raise InvalidValueError(f"{_PERS}; not {per!r}", "per")

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read `600 USD per quarter` or `15 % of 4000 USD per year`; InvalidValueError for anything else."""
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(f"{text!r} is not a limit; write it as '600 USD per quarter'")
        of = None if match["of"] is None else quantity(match["of"])
        per: Per = match["per"] or "term"  # type: ignore[assignment]
        return cls(quantity(match["most"]), of=of, per=per)

    def __str__(self) -> str:
        return self._as(written)

    @cached_property
    def readable_text(self) -> str:
        """The limit as people read it: `15 % of 4,000.00 USD per quarter`."""
        return self._as(readable)

    def _as(self, text_of: Callable[[Quantity], str]) -> str:
        share = text_of(self.at_most) if self.of is None else f"{text_of(self.at_most)} of {text_of(self.of)}"
        return share if self.per == "term" else f"{share} per {self.per}"

    @cached_property
    def amount(self) -> Quantity:
        """The most as an amount, exactly."""
        if self.of is None:
            return self.at_most
        return Quantity(self.at_most.value * self.of.value / 100, self.of.unit)

    def period(self, month: Month, first: Month) -> Period | None:
        """Give the contract period in which a month lies, for a term that starts in `first`; None for the term."""
        return None if self.per == "term" else _contract_period(_MONTHS[self.per], month, first)


@lru_cache(maxsize=1_024)
def _contract_period(months: int, month: Month, first: Month) -> Period:
    begins = first + (month - first) // months * months
    return Period(begins, begins + (months - 1))


def as_limit(given: "Limit | str") -> Limit:
    """Take a limit, or its text; InvalidValueError for anything else."""
    if isinstance(given, str):
        return Limit.parse(given)
    if not isinstance(given, Limit):
        raise InvalidValueError(f"a limit is a Limit or text, as in '600 USD per quarter'; not {given!r}", "limits")
    return given


def limited(
    due: Due, limits: Sequence[Limit], only_above: Quantity | None, ledger: Ledger, first: Month, name: str = ""
) -> Due | None:
    """Give a due with its amount cut to what the limits leave and rounded once; None if it is not worth issuing.

    Money is rounded to its minor unit, halves up, and never above what is left. A due of `only_above` or less is not
    issued. `first` is the first month of the term, `name` the id of the due.
    """
    if due.amount is None:
        return due.issued(name, None, due.because)
    exact, unit = due.amount.value, due.amount.unit
    bound = _left(due, unit, limits, ledger, first) if limits else None
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


def _left(due: Due, unit: str, limits: Sequence[Limit], ledger: Ledger, first: Month) -> tuple[Fraction, Limit] | None:
    """What is left of a unit for a due, and the limit that leaves no more; None if no limit is about that unit."""
    bound: tuple[Fraction, Limit] | None = None
    for limit in limits:
        most = limit.amount
        if most.unit != unit and not most.measures(unit):
            continue
        spent = ledger.total(due.consequence, due.owed_by, due.owed_to, unit, limit.period(due.month, first))
        here = difference(most.value if most.unit == unit else most.value_in(unit), spent)
        if here.numerator < 0:
            here = _NOTHING
        if bound is None or here < bound[0]:
            bound = here, limit
    return bound


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
