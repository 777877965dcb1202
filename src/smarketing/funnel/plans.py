"""The plan: what each stage of a funnel needs so that the goal is reached, with its derivation."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.funnels import Funnel
from smarketing.units import Quantity, Target, readable, rounded, shown, telling_places

GOAL = "goal"


@attrs.frozen
class Need:
    """What one stage needs: the `exact` volume that arithmetic asks for, the rounded `volume`, and why."""

    stage: str
    exact: Fraction
    volume: Quantity
    because: str


@attrs.frozen
class Plan:
    """What every stage of a funnel needs, in the order of the funnel; `print` it to read the derivation.

    >>> print(plan(Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")))
    5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage
    customer: 5,000.00 USD/month / 100.00 USD/customer = 50 customer/month
    SQL: 50 customer/month / 50 % = 100 SQL/month
    """

    funnel: Funnel
    needs: tuple[Need, ...]

    def __iter__(self) -> Iterator[Need]:
        return iter(self.needs)

    def __getitem__(self, stage: str) -> Need:
        """Give the need of a stage; InvalidValueError if the funnel has none of that name."""
        for need in self.needs:
            if need.stage == stage:
                return need
        raise InvalidValueError(no_such("stage", stage, [need.stage for need in self.needs]))

    def target(self, name: str) -> Target:
        """Give the volume of a stage, or the `goal`, as a target that keeps its derivation."""
        if name == GOAL:
            return Target(self.funnel.goal, f"funnel.{GOAL}", "the revenue goal")
        need = self[name]
        return Target(need.volume, f"funnel.{need.stage}", need.because)

    def __str__(self) -> str:
        funnel = self.funnel
        head = f"{readable(funnel.goal)} at {readable(funnel.value)}; rounding: {funnel.rounding}"
        return "\n".join([head, *(f"{need.stage}: {need.because}" for need in reversed(self.needs))])


def plan(funnel: Funnel) -> Plan:
    """Work out what every stage needs, from the goal back to the first stage."""
    return Plan(funnel, tuple(_needs(funnel))[::-1])


def _needs(funnel: Funnel) -> Iterator[Need]:
    """The needs from the last stage to the first: each is what feeds the stage after it, divided by that one's rate."""
    fed, divisor = readable(funnel.goal), readable(funnel.value)
    exact = carried = funnel.goal.value / funnel.value.value
    for stage in reversed(funnel.stages):
        needed = _rounded(carried, funnel)
        volume = Quantity(needed, f"{stage.name}/{funnel.period}")
        yield Need(stage.name, exact, volume, f"{fed} / {divisor} {_result(carried, volume)}")
        rate = stage.rate or Fraction(1)
        fed, divisor = readable(volume), readable(Quantity(rate * 100, "%"))
        if funnel.rounding == "up once at the end":
            fed, needed = readable(Quantity(carried, volume.unit)), carried
        exact, carried = exact / rate, needed / rate


def _rounded(number: Fraction, funnel: Funnel) -> Fraction:
    if funnel.rounding == "none":
        return number
    return Fraction(floor(number + Fraction(1, 2)) if funnel.rounding == "nearest" else ceil(number))


def _result(number: Fraction, volume: Quantity) -> str:
    if number == volume.value:
        about = "" if rounded(number, 2) == number else "about "
        return f"= {about}{readable(volume)}"
    near = shown(number, telling_places(number, 2))
    direction = "up" if volume.value > number else "down"
    return f"= {near}, rounded {direction} to {readable(volume)}"
