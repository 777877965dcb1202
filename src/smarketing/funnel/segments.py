"""Segments: parts of a funnel with rates, values and goals of their own."""

from collections.abc import Iterable
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.funnel.rates import as_share, percent
from smarketing.funnel.stages import Stage
from smarketing.units import Number, Quantity, optional_quantity


def _as_share(share: str | Number | None) -> Fraction | None:
    return None if share is None else as_share(share, "a share of the goal", "share")


def _as_ways(stages: Iterable["Stage | str | tuple[str, str | Number]"]) -> tuple[Stage, ...]:
    return tuple(map(Stage.like, stages))


@attrs.frozen
class Segment:
    """A part of a funnel, such as `enterprise` or a campaign.

    `share` is its share of the funnel's goal, or `goal` one of its own: one of the two. `stages` are those whose rate
    or lag differs from the funnel's (`[("SQL", "30 %")]`), `value` what one customer of this segment brings.
    """

    name: str = attrs.field()
    share: Fraction | None = attrs.field(
        default=None, converter=_as_share, kw_only=True, metadata=about("Its share of the goal.", form="share")
    )
    goal: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, kw_only=True, metadata=about("Its own goal.")
    )
    value: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, kw_only=True, metadata=about("What one of its customers brings.")
    )
    stages: tuple[Stage, ...] = attrs.field(
        default=(), converter=_as_ways, kw_only=True, metadata=about("Its own rates.", form="stages of a segment")
    )

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name or "." in name:
            raise InvalidValueError(f"a segment has a name without a dot, not {name!r}", "name")

    @stages.validator
    def _check_needs(self, _: object, stages: tuple[Stage, ...]) -> None:
        if (self.share is None) == (self.goal is None):
            raise InvalidValueError(f"segment {self.name} has either a share of the goal or a goal of its own", "share")
        if self.share is not None and not 0 <= self.share <= 1:
            raise InvalidValueError(
                f"the share of {self.name} is from 0 % to 100 %, not {percent(self.share)}", "share"
            )
        for stage in stages:
            if stage.rate is None:
                raise InvalidValueError(f"stage {stage.name} of segment {self.name} needs a rate", "stages")
            if stage.owed_by is not None:
                message = f"stage {stage.name} of segment {self.name} has the party of the funnel's stage, and no other"
                raise InvalidValueError(message, "stages")
