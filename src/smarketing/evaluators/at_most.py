"""Promises of at most so much."""

import attrs

from smarketing.evaluators.bounds import Bounded, check_tolerance
from smarketing.fields import about
from smarketing.units import Quantity, Target, as_target, optional_quantity


@attrs.frozen(cache_hash=True)
class AtMost(Bounded):
    """Met if the actual is the target or less.

    `AtMost("5 incident/month")`. Within the tolerance (a part of the target; for a share in points) a
    higher actual is still met. Beyond it the shortfall counts from the target.
    """

    target: Target = attrs.field(converter=as_target, metadata=about("The most that there may be.", bare=True))
    tolerance: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_tolerance,
        kw_only=True,
        metadata=about("How far above still counts as met: a part of the target, points for a share."),
    )

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (None, self.target)
