"""Fees: what shares are taken of, an amount of money or the figure of a metric."""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property

import attrs

from smarketing.errors import InvalidValueError
from smarketing.months import Period
from smarketing.units import MINOR_UNITS, Quantity, as_quantity, quantity, readable, written

FigureOf = Callable[[str, Period], Quantity | None]
"""Gives what a metric comes to in a period, by its name; None where a month has no figure."""

_SHARE = re.compile(r"(?P<share>\S+ ?%)\s+of(?:\s+(?P<rest>.+))?")
_NUMBER = re.compile(r"[-+.0-9]")
_EXAMPLES = "'4000 USD', 'charges' or '50 % of charges'"


def _as_shares(some: Iterable[Quantity | str]) -> tuple[Quantity, ...]:
    shares = tuple(map(as_quantity, some))
    for share in shares:
        if share.unit != "%" or share.value < 0:
            raise InvalidValueError(f"a share of a fee is a percentage, as in '50 %'; not {written(share)}", "of")
    return shares


@attrs.frozen
class Fee:
    """What shares are taken of: `Fee(Quantity(4000, "USD"))`, `Fee("charges")`, or a part, `Fee("charges", ["50 %"])`.

    `base` is an amount of money that never changes, or the name of a metric that is counted in money: the fee of a
    month is then its figure. With `shares` the fee is that part of the base: 50 % of 10 % of it. In a file:
    `50 % of 10 % of charges`. The fee is never less than nothing, also where more was paid back than charged.
    InvalidValueError for an amount that is no money or negative, for shares that are no percentages or negative, and
    for the name of a metric that reads like an amount or a share.

    >>> Fee.parse("4000 USD") == Fee(Quantity(4000, "USD")), Fee.parse("50 % of charges") == Fee("charges", ["50 %"])
    (True, True)
    """

    base: Quantity | str = attrs.field()
    shares: tuple[Quantity, ...] = attrs.field(default=(), converter=_as_shares)

    @base.validator
    def _check_base(self, _: object, base: object) -> None:
        if isinstance(base, str):
            if base.strip().splitlines() != [base] or _NUMBER.match(base) or _SHARE.fullmatch(base):
                message = f"a fee is an amount of money or the name of a metric, as in {_EXAMPLES}; not {base!r}"
                raise InvalidValueError(message, "of")
        elif not isinstance(base, Quantity) or base.unit not in MINOR_UNITS:
            given = written(base) if isinstance(base, Quantity) else repr(base)
            raise InvalidValueError(f"a fee is an amount of money, as in '4000 USD'; not {given}", "of")
        elif base.value < 0:
            raise InvalidValueError(f"a fee is not negative: {written(base)}", "of")

    @classmethod
    def parse(cls, text: str) -> "Fee":
        """Read `4000 USD`, `charges` or `50 % of 10 % of charges`; what begins with a number is no name."""
        shares = list[str]()
        rest = text.strip()
        while match := _SHARE.fullmatch(rest):
            shares.append(match["share"])
            rest = match["rest"] or ""
        return cls(quantity(rest) if _NUMBER.match(rest) else rest, shares)

    def __str__(self) -> str:
        return self._as(written)

    @cached_property
    def readable_text(self) -> str:
        """The fee as people read it: `4,000.00 USD`."""
        return self._as(readable)

    def _as(self, text_of: Callable[[Quantity], str]) -> str:
        base = self.base if isinstance(self.base, str) else text_of(self.base)
        return " of ".join([*map(text_of, self.shares), base])

    def with_figure(self, figure: Quantity) -> str:
        """The fee as people read it, with the figure of its metric: `50 % of 4,000.00 USD (charges)`."""
        return " of ".join([*map(readable, self.shares), f"{readable(figure)} ({self.metric})"])

    @property
    def metric(self) -> str | None:
        """The metric whose figure it is; None for an amount that never changes."""
        return self.base if isinstance(self.base, str) else None

    @cached_property
    def part(self) -> Fraction:
        """The part of its base that it is: 1 without shares."""
        part = Fraction(1)
        for share in self.shares:
            part *= share.value_in("")
        return part

    @cached_property
    def amount(self) -> Quantity | None:
        """What it comes to, exactly; None where that follows from figures."""
        return None if isinstance(self.base, str) else Quantity(self.base.value * self.part, self.base.unit)

    def amount_in(self, period: Period, figures: FigureOf) -> Quantity | None:
        """Give what it comes to in a period: an amount that never changes, or the figures of all its months together.

        None where a month has no figure.
        """
        if not isinstance(self.base, str):
            return self.amount
        figure = figures(self.base, period)
        return None if figure is None else self.part_of(figure)

    def part_of(self, figure: Quantity) -> Quantity:
        """Give what it comes to for a figure of its metric."""
        return Quantity(max(figure.value, Fraction(0)) * self.part, figure.unit)


def as_fee(given: "Fee | Quantity | str") -> Fee:
    """Take a fee, an amount of money, or the text of either; InvalidValueError for anything else."""
    if isinstance(given, str):
        return Fee.parse(given)
    return given if isinstance(given, Fee) else Fee(given)


def no_figures(_metric: str, _period: Period) -> None:
    """Know no figure of any metric."""
