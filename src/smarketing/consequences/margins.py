"""Margins: by how much a promise must be missed or beaten, as a part of its target or as an amount."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import attrs

from smarketing.consequences.contract import WatchedPromise
from smarketing.errors import InvalidValueError
from smarketing.units import Quantity, written
from smarketing.verdicts import Verdict

AMOUNT_OR_PART = "a part of the target, as 10 %, or an amount in the metric's unit, for a share in points"


def positive(_: object, field: "attrs.Attribute[Any]", margin: Quantity | None) -> None:
    """Refuse a margin of nothing, or less."""
    if margin is not None and margin.value <= 0:
        raise InvalidValueError(f"{field.name} is more than 0, or left out: not {written(margin)}", field.name)


def margin_problems(margin: Quantity | None, field: str, watched: Sequence[WatchedPromise]) -> Iterator[str]:
    """Say which promises a margin cannot be compared with."""
    for each in watched if margin is not None and margin.unit != "%" else ():
        unit = "point" if each.metric.unit == "%" else each.metric.unit
        if margin is not None and not margin.measures(unit):
            known = unit or "a plain number"
            yield f"{field} is a part of the target in %, or for {each.name} in {known}; not {written(margin)}"


def asked(margin: Quantity, distance: Quantity, verdict: Verdict) -> Fraction | None:
    """Give a margin in the unit of a distance from the target, as a number; None where that cannot be said."""
    if margin.unit != "%":
        return margin.value_in(distance.unit) if distance.measures(margin.unit) else None
    target = _target(verdict)
    return None if target is None else abs(target.value) * margin.value_in("")


def _target(verdict: Verdict) -> Quantity | None:
    """The target that a result is held against; of two the one that it is beyond."""
    low, high, actual = verdict.finding.at_least, verdict.finding.at_most, verdict.actual
    if low is None or high is None:
        return high if low is None else low
    return high if actual is not None and actual.value > high.value else low
