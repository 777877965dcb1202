"""Targets: quantities that were promised, and where they come from."""

import attrs

from smarketing.units.pint_quantities import PintQuantity
from smarketing.units.quantities import Quantity
from smarketing.units.quantity_text import quantity


def as_quantity(amount: str | Quantity | PintQuantity) -> Quantity:
    """Take a quantity, text such as `2 %`, or a quantity of pint; UnitError for anything else."""
    if isinstance(amount, Quantity):
        return amount
    return quantity(amount) if isinstance(amount, str) else Quantity.of(amount)


def optional_quantity(amount: str | Quantity | PintQuantity | None) -> Quantity | None:
    """Take a quantity as `as_quantity` does, or nothing."""
    return None if amount is None else as_quantity(amount)


BY_MONTH = ".by_month"
"""How the name of a number of the funnel ends that differs from month to month."""


@attrs.frozen(cache_hash=True)
class Target:
    """A quantity that was promised.

    A count is promised per month (`100 SQL/month`; per quarter or year inside a window), a share in `%`, a level in
    its own unit. `source` is where it was worked out, such as `funnel.SQL`, and `because` how, in words;
    two targets are equal whatever their words.
    """

    quantity: Quantity = attrs.field(converter=as_quantity)
    source: str | None = None
    because: str = attrs.field(default="", eq=False)

    def __str__(self) -> str:
        return self.source or str(self.quantity)

    @property
    def is_scheduled(self) -> bool:
        """Whether each month has a number of its own, as the schedule of the funnel has it: `funnel.SQL.by_month`.

        `quantity` is then that of an average month.
        """
        return self.source is not None and self.source.endswith(BY_MONTH)


def as_target(target: str | Quantity | PintQuantity | Target) -> Target:
    """Take a target, or its quantity as `as_quantity` does."""
    return target if isinstance(target, Target) else Target(target)
