"""Steps: what a credit is counted by, as in 5 % per full 30 minutes."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Literal, get_args

import attrs

from smarketing.consequences.values_or_texts import value_or_text
from smarketing.errors import InvalidValueError
from smarketing.units import Quantity, as_quantity, quantity, readable, written

Counting = Literal["full", "started", "exact"]
"""Whether parts of a step count: not at all, as a whole one, or as what they are."""

_TEXT = re.compile(r"(?P<counting>full|started|exact) (?P<size>.+)")
_EXAMPLES = "'full 30 minutes', 'started 1 day' or 'exact 1 point'"


@attrs.frozen
class CreditStep:
    """What a credit is counted by: `CreditStep("30 minutes", "full")`.

    `counting` says what becomes of the rest: of 65 minutes, `full` 30 minutes are 2, `started` ones are 3, and `exact`
    ones are 2 1/6. In a file: `full 30 minutes`. InvalidValueError for a size of 0 or less, or without a unit.
    """

    size: Quantity = attrs.field(converter=as_quantity)
    counting: Counting = attrs.field()

    @size.validator
    def _check_size(self, _: object, size: Quantity) -> None:
        if size.value <= 0:
            raise InvalidValueError(f"a step is more than 0: not {written(size)}", "per")
        if not size.unit:
            raise InvalidValueError(f"a step has a unit, as in {_EXAMPLES}; not {written(size)}", "per")

    @counting.validator
    def _check_counting(self, _: object, counting: object) -> None:
        if counting not in get_args(Counting):
            raise InvalidValueError(f"steps are full, started or exact, as in {_EXAMPLES}; not {counting!r}", "per")

    @classmethod
    def parse(cls, text: str, nouns: Sequence[str] = ()) -> "CreditStep":
        """Read `full 30 minutes`; a size without a number is one: `started day`. `nouns` are an agreement's own."""
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(f"steps are written as {_EXAMPLES}; not {text!r}", "per")
        size = match["size"] if re.match(r"[-+.0-9]", match["size"]) else f"1 {match['size']}"
        return cls(quantity(size, nouns), match["counting"])  # type: ignore[arg-type] # the pattern has no others

    def __str__(self) -> str:
        return self._as(written)

    @property
    def readable_text(self) -> str:
        """The step as people read it: `full 30 minutes`."""
        return self._as(readable)

    def _as(self, text_of: Callable[[Quantity], str]) -> str:
        return f"{self.counting} {text_of(self.size).removeprefix('1 ')}"

    def number_in(self, amount: Quantity) -> Fraction:
        """Give how many steps an amount has; UnitError if they measure different things."""
        steps = amount.value_in(self.size.unit) / self.size.value
        if self.counting == "full":
            return Fraction(steps.numerator // steps.denominator)
        return steps if self.counting == "exact" else Fraction(-(-steps.numerator // steps.denominator))


def as_step(given: CreditStep | str) -> CreditStep:
    """Take a step, or its text; InvalidValueError for anything else."""
    return value_or_text(CreditStep, given, f"steps are written as {_EXAMPLES}", "per")
