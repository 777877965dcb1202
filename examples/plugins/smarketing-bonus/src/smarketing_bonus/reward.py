"""The effect that a promise earns a bonus."""

from collections.abc import Iterator
from typing import Any

import attrs

from smarketing import Case, Due, Effect, InvalidValueError, Quantity, about
from smarketing.units import MINOR_UNITS, as_quantity, readable, written
from smarketing.verdicts import listed


def _is_money(_: object, field: "attrs.Attribute[Any]", pay: Quantity) -> None:
    if pay.unit not in MINOR_UNITS or pay.value < 0:
        raise InvalidValueError(f"a reward is an amount of money, as in '300 USD'; not {written(pay)}", field.name)


@attrs.frozen
class Reward(Effect):
    """The party that a promise is owed to pays the party that kept it.

    `Reward("300 USD")`

    InvalidValueError if `pay` is no amount of money, or negative.
    """

    pay: Quantity = attrs.field(
        converter=as_quantity, validator=_is_money, metadata=about("What is paid, as 300 USD.", bare=True)
    )

    @property
    def unit(self) -> str:
        """The currency that it pays in."""
        return self.pay.unit

    def costs_at_least(self, other: Effect, /) -> bool:
        """Tell whether it pays as much as another reward, or more."""
        return isinstance(other, Reward) and self.unit == other.unit and self.pay >= other.pay

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due: the bonus."""
        promise = case.promise
        kept = listed([f"{verdict.promise.name} in {verdict.month}" for verdict in case.verdicts])
        because = f"{kept}: a reward of {readable(self.pay)}"
        yield case.due("reward", because, amount=self.pay, owed_by=promise.owed_to, owed_to=promise.owed_by)
