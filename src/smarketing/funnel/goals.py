"""The goal of each month: growth, seasons and working days."""

from collections.abc import Collection
from datetime import date, timedelta
from fractions import Fraction

from smarketing.errors import InvalidValueError
from smarketing.funnel.funnels import Funnel
from smarketing.months import Month, Period
from smarketing.units import Quantity

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def working_days(month: Month, holidays: Collection[date] = ()) -> int:
    """Count the Mondays to Fridays of a month that are no holidays.

    >>> working_days(Month(2026, 5), [date(2026, 5, 1), date(2026, 5, 2)])
    20
    """
    days = (month.first_day + timedelta(number) for number in range(month.last_day.day))
    return sum(day.weekday() < 5 and day not in holidays for day in days)


def monthly_goals(funnel: Funnel, period: Period) -> dict[Month, Quantity]:
    """Spread a funnel's goal over the months of a period, exactly.

    A goal per month is that of an average month, and grows from the first; a goal per quarter or year is what the
    period's months bring together, in proportion. Seasonal weights count against their mean over the year, working days
    against their mean over the period. InvalidValueError if a goal per quarter or year has no month to fall into.
    """
    shape = _shape(funnel, period)
    if funnel.period == "month":
        levels = [funnel.goal.value * weight for weight in shape]
    else:
        whole = funnel.goal.value * len(period) / _MONTHS_IN[funnel.period]
        together = sum(shape, Fraction(0))
        if whole and not together:
            message = f"every month of {period} has a weight of 0, so that no month can bring the goal"
            raise InvalidValueError(message, "seasonality")
        levels = [whole * weight / (together or 1) for weight in shape]
    unit = f"{funnel.currency}/month"
    return {month: Quantity(level, unit) for month, level in zip(period, levels, strict=True)}


def _shape(funnel: Funnel, period: Period) -> list[Fraction]:
    shape = [(1 + funnel.growth) ** number for number in range(len(period))]
    if funnel.seasonality:
        mean = sum(funnel.seasonality, Fraction(0)) / 12
        shape = [each * funnel.seasonality[month.month - 1] / mean for each, month in zip(shape, period, strict=True)]
    if funnel.holidays is not None:
        days = [working_days(month, funnel.holidays) for month in period]
        shape = [each * count * len(days) / (sum(days) or 1) for each, count in zip(shape, days, strict=True)]
    return shape
