"""Promises of less than so much."""

from typing import ClassVar

import attrs

from smarketing.evaluators.bounds import Bounded, own_first
from smarketing.fields import about
from smarketing.units import Target, as_target


@attrs.frozen(cache_hash=True, field_transformer=own_first)
class Below(Bounded):
    """Met if the actual is less than the target: exactly the target is a miss.

    `Below("44 minute/month")`. A miss at exactly the target has a shortfall of 0. It has no
    tolerance: state the number that counts.
    """

    strict: ClassVar[bool] = True

    target: Target = attrs.field(
        converter=as_target, metadata=about("What there must be less than, as 44 minutes/month.", bare=True)
    )

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (None, self.target)
