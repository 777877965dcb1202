"""A funnel: stages with conversion rates, and what a customer at the end of it is worth."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, get_args

import attrs

from smarketing.errors import InvalidValueError, UnitError, no_such
from smarketing.units import MINOR_UNITS, Number, Quantity, as_quantity, exact, is_counted, kept_unit, quantity

Rounding = Literal["up at every stage", "up once at the end", "nearest", "none"]
PERIODS = ("month", "quarter", "year")


def _as_rate(rate: str | Number | None) -> Fraction | None:
    if rate is None:
        return None
    try:
        value = quantity(rate).to("").value if isinstance(rate, str) else exact(rate)
    except UnitError as error:
        raise InvalidValueError(f"a rate is a share, as in '40 %'; not {rate!r}", "rate") from error
    if not 0 < value <= 1:
        raise InvalidValueError(f"a rate is above 0 % and at most 100 %, not {Quantity(value, '').to('%')}", "rate")
    return value


@attrs.frozen
class Stage:
    """A stage of a funnel, called by the noun that is counted there (`SQL`).

    `rate` is the share of the stage before that gets here: `"40 %"`, or 0.4; None for the first stage.
    InvalidValueError if it is not above 0 and at most 100 %.
    """

    name: str = attrs.field(converter=kept_unit)
    rate: Fraction | None = attrs.field(default=None, converter=_as_rate)

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if "/" in name or not name or not is_counted(name):
            raise InvalidValueError(f"a stage is called by one noun, as in 'SQL'; not {name!r}", "name")


def _as_stages(stages: Sequence["Stage | str | tuple[str, str | Number]"]) -> tuple[Stage, ...]:
    return tuple(
        each if isinstance(each, Stage) else Stage(each) if isinstance(each, str) else Stage(*each) for each in stages
    )


@attrs.frozen
class Funnel:
    """A chain of stages from the first contact to the customer.

    `value` is what one of the last stage brings (`100 USD/customer`), `goal` the revenue that is wanted, in the same
    currency per month, quarter or year. `rounding` says how the plan makes whole heads:

    - `up at every stage`: each stage is rounded up, and the stage before it must feed the rounded number;
    - `up once at the end`: stages feed the exact number; each is rounded up when all is worked out;
    - `nearest`: as the first, but to the nearest whole number, halves up;
    - `none`: fractions of heads.

    >>> funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    >>> funnel.expected_revenue("100 SQL/month")
    Quantity('5000 USD/month')
    """

    stages: tuple[Stage, ...] = attrs.field(converter=_as_stages)
    value: Quantity = attrs.field(converter=as_quantity)
    goal: Quantity = attrs.field(converter=as_quantity)
    rounding: Rounding = attrs.field(default="up at every stage")

    @stages.validator
    def _check_stages(self, _: object, stages: tuple[Stage, ...]) -> None:
        names = [stage.name for stage in stages]
        if not stages:
            raise InvalidValueError("a funnel has one stage or more", "stages")
        if len(set(names)) < len(names):
            raise InvalidValueError(f"each stage is there once; not {', '.join(names)}", "stages")
        if stages[0].rate is not None:
            raise InvalidValueError(f"the first stage, {names[0]}, has no rate: nothing comes before it", "stages")
        for stage in stages[1:]:
            if stage.rate is None:
                raise InvalidValueError(f"stage {stage.name} needs a rate, as in '40 %'", "stages")

    @value.validator
    def _check_value(self, _: object, value: Quantity) -> None:
        if value.unit != f"{self.currency}/{self.stages[-1].name}" or self.currency not in MINOR_UNITS:
            example = f"100 USD/{self.stages[-1].name}"
            raise InvalidValueError(
                f"the value is money for one {self.stages[-1].name}: '{example}'; not {value}", "value"
            )
        if value.value <= 0:
            raise InvalidValueError(f"the value is above zero, not {value}", "value")

    @goal.validator
    def _check_goal(self, _: object, goal: Quantity) -> None:
        if goal.unit not in (f"{self.currency}/{period}" for period in PERIODS):
            example = f"5000 {self.currency}/month"
            raise InvalidValueError(
                f"the goal is {self.currency} per month, quarter or year: '{example}'; not {goal}", "goal"
            )
        if goal.value < 0:
            raise InvalidValueError(f"the goal is not negative: {goal}", "goal")

    @rounding.validator
    def _check_rounding(self, _: object, rounding: Rounding) -> None:
        if rounding not in get_args(Rounding):
            message = no_such("rounding", rounding, get_args(Rounding), "the ways of rounding")
            raise InvalidValueError(message, "rounding")

    @property
    def currency(self) -> str:
        """The currency of value and goal."""
        return self.value.unit.partition("/")[0]

    @property
    def period(self) -> str:
        """The period of the goal: month, quarter or year."""
        return self.goal.unit.partition("/")[2]

    def expected_revenue(self, volume: str | Quantity) -> Quantity:
        """Give the revenue that a stage's volume (`250 MQL/month`) brings at the funnel's rates, exactly."""
        volume = as_quantity(volume)
        noun, _, period = volume.unit.partition("/")
        names = [stage.name for stage in self.stages]
        if noun not in names:
            raise InvalidValueError(no_such("stage", noun, names))
        revenue = volume.value * self.value.value
        for stage in self.stages[names.index(noun) + 1 :]:
            revenue *= stage.rate or 1
        return Quantity(revenue, f"{self.currency}/{period}" if period else self.currency)
