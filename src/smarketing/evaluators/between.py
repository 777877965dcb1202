"""Promises between two targets."""

import attrs

from smarketing.errors import InvalidValueError
from smarketing.evaluators.bound_options import check_tolerance
from smarketing.evaluators.bounds import Bounded, own_first
from smarketing.fields import about
from smarketing.units import Quantity, Target, as_target, optional_quantity


@attrs.frozen(cache_hash=True, field_transformer=own_first)
class Between(Bounded):
    """Met from one target to another, both included.

    `Between("90 SQL/month", "120 SQL/month")`. A `tolerance`, as in `AtLeast`, is for both sides; `tolerance_below`
    and `tolerance_above` are for one. InvalidValueError if `low` is above `high`, or for both kinds of tolerance.
    """

    low: Target = attrs.field(converter=as_target, metadata=about("The lower target."))
    high: Target = attrs.field(converter=as_target, metadata=about("The upper target."))
    tolerance: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_tolerance,
        kw_only=True,
        metadata=about("How far outside still counts as met, on both sides."),
    )
    tolerance_below: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_tolerance,
        kw_only=True,
        metadata=about("How far below the lower target still counts as met."),
    )
    tolerance_above: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_tolerance,
        kw_only=True,
        metadata=about("How far above the upper target still counts as met."),
    )

    @high.validator
    def _check_order(self, _: object, high: Target) -> None:
        if high.quantity < self.low.quantity:
            raise InvalidValueError(f"the upper target {high.quantity} is below {self.low.quantity}", "high")

    def __attrs_post_init__(self) -> None:
        if self.tolerance is not None and (self.tolerance_below, self.tolerance_above) != (None, None):
            said = "a tolerance is for both sides: give it alone, or tolerance_below and tolerance_above"
            raise InvalidValueError(said, "tolerance")

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (self.low, self.high)

    @property
    def tolerances(self) -> tuple[Quantity | None, Quantity | None]:
        """How far beyond the targets still counts as met."""
        if self.tolerance is not None:
            return (self.tolerance, self.tolerance)
        return (self.tolerance_below, self.tolerance_above)
