"""What may be said about bounds beside their targets: tolerances, rounding, and a least volume."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import PERIODS, Evaluator, target_in
from smarketing.evaluators.view import View
from smarketing.units import Quantity, Target, is_counted, readable, unit_words, written
from smarketing.verdicts import Absence, Finding, Status


def _units_of_target(evaluator: Evaluator) -> tuple[str, ...]:
    """The unit of the targets, and the one of what is counted: `lead/month` and `lead`."""
    unit = evaluator.targets[0].quantity.unit
    *counted, last = unit_words(unit) if unit else [""]
    return (unit, "/".join(counted)) if counted and last in PERIODS else (unit,)


def check_tolerance(evaluator: Evaluator, field: "attrs.Attribute[Any]", tolerance: Quantity | None) -> None:
    """Refuse a tolerance that is negative or, for the kind of target, in the wrong unit."""
    if tolerance is None:
        return
    units = _units_of_target(evaluator)
    of_share = evaluator.targets[0].quantity.measures("%")
    if not any(map(tolerance.measures, ("point",) if of_share else ("%", *units))):
        absolute = written(Quantity(2, units[-1]))
        rule = "of a share is in points, as in '1 point'"
        rule = rule if of_share else f"is a part of the target or in its unit, as in '2 %' or '{absolute}'"
        raise InvalidValueError(f"a tolerance here {rule}; not {tolerance}", field.name)
    if tolerance.value < 0:
        raise InvalidValueError(f"a tolerance is not negative: {tolerance}", field.name)


def check_rounding(evaluator: Evaluator, field: "attrs.Attribute[Any]", step: Quantity | None) -> None:
    """Refuse a step of rounding that is not above zero, or in another unit than results."""
    if step is None:
        return
    units = _units_of_target(evaluator)
    if not any(map(step.measures, units)):
        example = written(Quantity(1, units[-1]))
        raise InvalidValueError(
            f"results are rounded to a step in their unit, as in '{example}'; not {step}", field.name
        )
    if step.value <= 0:
        raise InvalidValueError(f"a step is more than 0: not {written(step)}", field.name)


def check_volume(_: Evaluator, field: "attrs.Attribute[Any]", volume: Quantity | None) -> None:
    """Refuse a least volume that counts nothing, or is not above zero."""
    if volume is None:
        return
    if not volume.unit or len(unit_words(volume.unit)) > 1 or not is_counted(volume.unit):
        raise InvalidValueError(f"it is a number of cases, as in '20 leads'; not {volume}", field.name)
    if volume.value <= 0:
        raise InvalidValueError(f"a number of cases is more than 0: not {written(volume)}", field.name)


def option_units(
    tolerances: Iterable[Quantity | None], step: Quantity | None, volume: Quantity | None
) -> Iterator[str]:
    """Give the units of what is said about bounds."""
    yield from (each.unit for each in (*tolerances, step, volume) if each is not None)


def option_problems(
    tolerances: Iterable[Quantity | None], step: Quantity | None, volume: Quantity | None, metric: Metric
) -> Iterator[str]:
    """Say why what is said about bounds does not fit a metric, a sentence each."""
    known: tuple[str, ...] = ("%", "point") if metric.unit == "%" else ("%", metric.unit)
    known += tuple(f"{metric.unit}/{each}" for each in ("month", "day", "business_day") if metric.kind == "count")
    for tolerance in dict.fromkeys(tolerances):
        if tolerance is not None and not any(map(tolerance.measures, known)):
            yield f"{tolerance} cannot be a tolerance of {metric.name!r}, a {metric.kind} in {metric.unit}"
    if step is not None and not step.measures(metric.unit):
        yield f"{metric.name!r} is in {metric.unit}, and cannot be rounded to {step}"
    if volume is not None and not metric.has_base:
        yield f"judged_from is for shares and ratios, which have a number of cases; {metric.name!r} is a {metric.kind}"
    elif volume is not None and not volume.measures(unit := _base_unit(metric) or volume.unit):
        yield f"{metric.name!r} is per {unit}, and cannot be judged from {written(volume)}"


def _base_unit(metric: Metric) -> str:
    """The unit of a ratio's cases; '' where the metric does not say."""
    words = unit_words(metric.unit) if metric.kind == "ratio" and metric.unit else []
    return words[-1] if len(words) > 1 else ""


def slack_in(
    tolerance: Quantity, target: Quantity, metric: Metric, months: int | Fraction, days: int | None = None
) -> Fraction:
    """Give how far beyond a target a tolerance goes in so many months, or days if it is per day, in the metric's unit.

    A part of the target and a rate grow with the months that are judged together; an amount does not.
    """
    if metric.unit == "%":
        return tolerance.value_in("point")
    if is_amount(tolerance, metric):
        return tolerance.value_in(metric.unit)
    if tolerance.measures(""):
        return abs(target.value) * tolerance.value_in("")
    return target_in(Target(tolerance), metric, months, days).value


def is_amount(tolerance: Quantity, metric: Metric) -> bool:
    """Tell whether a tolerance is so much of the metric, however long the period is that is judged."""
    return metric.unit not in ("", "%") and tolerance.measures(metric.unit)


def least_base(volume: Quantity | None, metric: Metric) -> Fraction | None:
    """Give the least number of cases of which a metric is judged."""
    return None if volume is None else volume.value_in(_base_unit(metric) or volume.unit)


def few_cases(view: View, volume: Quantity | None, at_least: Quantity | None, at_most: Quantity | None) -> Finding:
    """Give the finding of a view that has fewer cases than a promise is judged from."""
    base = None if view.actual is None else view.actual.base
    unit = "" if volume is None else _base_unit(view.metric) or volume.unit
    there = readable(Quantity(base or Fraction(0), unit))
    note = f"only {there}; judged from {'' if volume is None else readable(volume)}"
    absence = Absence.NOTHING_TO_MEASURE
    return Finding(Status.NO_DATA, view.actual, at_least, at_most, months=view.months, note=note, absence=absence)
