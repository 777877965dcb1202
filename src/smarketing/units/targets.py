"""Targets: quantities that were promised, and where they come from."""

import attrs

from smarketing.units.quantities import Quantity, quantity


@attrs.frozen(cache_hash=True)
class Target:
    """A quantity that was promised.

    A count is promised per month (`100 SQL/month`; per quarter or year inside a window), a share in `%`, a level in
    its own unit. `source` is where it was worked out, such as `funnel.SQL`, and `because` how, in words;
    two targets are equal whatever their words.
    """

    quantity: Quantity
    source: str | None = None
    because: str = attrs.field(default="", eq=False)

    def __str__(self) -> str:
        return self.source or str(self.quantity)


def as_target(target: "str | Quantity | Target") -> Target:
    """Take a target as a Target, a Quantity, or text such as `100 SQL/month`."""
    if isinstance(target, Target):
        return target
    return Target(as_quantity(target))


def optional_quantity(amount: "str | Quantity | None") -> Quantity | None:
    """Take a quantity or its text, or nothing."""
    return None if amount is None else as_quantity(amount)


def as_quantity(amount: "str | Quantity") -> Quantity:
    """Take a quantity, or text such as `2 %`."""
    return amount if isinstance(amount, Quantity) else quantity(amount)
