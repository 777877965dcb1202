"""Promises between two targets."""

import attrs

from smarketing.errors import InvalidValueError
from smarketing.evaluators.bounds import Bounded, check_tolerance
from smarketing.fields import about
from smarketing.units import Quantity, Target, as_target, optional_quantity


@attrs.frozen(cache_hash=True)
class Between(Bounded):
    """Met from one target to another, both included.

    `Between("90 SQL/month", "120 SQL/month")`. Tolerance as in `AtLeast`, on both sides.
    InvalidValueError if `low` is above `high`.
    """

    low: Target = attrs.field(converter=as_target, metadata=about("The lower target."))
    high: Target = attrs.field(converter=as_target, metadata=about("The upper target."))
    tolerance: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_tolerance,
        kw_only=True,
        metadata=about("How far outside still counts as met."),
    )

    @high.validator
    def _check_order(self, _: object, high: Target) -> None:
        if high.quantity < self.low.quantity:
            raise InvalidValueError(f"the upper target {high.quantity} is below {self.low.quantity}", "high")

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (self.low, self.high)
