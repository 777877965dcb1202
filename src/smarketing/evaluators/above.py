"""Promises of more than so much."""

from typing import ClassVar

import attrs

from smarketing.evaluators.bounds import Bounded, own_first
from smarketing.fields import about
from smarketing.units import Target, as_target


@attrs.frozen(cache_hash=True, field_transformer=own_first)
class Above(Bounded):
    """Met if the actual is more than the target: exactly the target is a miss.

    `Above("95 %")`. A miss at exactly the target has a shortfall of 0. It has no
    tolerance: state the number that counts.
    """

    strict: ClassVar[bool] = True

    target: Target = attrs.field(
        converter=as_target, metadata=about("What there must be more than, as 95 %.", bare=True)
    )

    @property
    def bounds(self) -> tuple[Target | None, Target | None]:
        """The lower and the upper target."""
        return (self.target, None)
