"""Promises of at most so much."""

import attrs

from smarketing.evaluators.bound_options import check_tolerance
from smarketing.evaluators.bounds import Bounded, own_first
from smarketing.fields import about
from smarketing.units import Quantity, Target, as_target, optional_quantity


@attrs.frozen(cache_hash=True, field_transformer=own_first)
class AtMost(Bounded):
    """Met if the actual is the target or less.

    `AtMost("5 incident/month")`. Within the tolerance (a part of the target, an amount in its unit, or for a share
    points) a higher actual is still met. Beyond it the shortfall counts from the target.
    """

    target: Target = attrs.field(converter=as_target, metadata=about("The most that there may be.", bare=True))
    tolerance: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_tolerance,
        kw_only=True,
        metadata=about("How far above still counts as met: a part or an amount; points for a share."),
    )

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (None, self.target)

    @property
    def tolerances(self) -> tuple[Quantity | None, Quantity | None]:
        """How far beyond the targets still counts as met."""
        return (None, self.tolerance)
