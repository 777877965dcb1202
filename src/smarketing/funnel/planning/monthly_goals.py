"""The goal of each month: growth, seasons and working days."""

from collections.abc import Collection
from datetime import date, timedelta
from fractions import Fraction

from smarketing.errors import InvalidValueError
from smarketing.funnel.funnel import Funnel
from smarketing.months import Month, Period, calendar_day
from smarketing.units import Quantity

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def working_days(month: Month, holidays: Collection[date] = ()) -> int:
    """Count the Mondays to Fridays of a month that are no holidays.

    >>> working_days(Month(2026, 5), [date(2026, 5, 1), date(2026, 5, 2)])
    20
    """
    how_many = (month.last_day - month.first_day).days + 1
    days = (month.first_day + timedelta(number) for number in range(how_many))
    off = {calendar_day(day, "holidays") for day in holidays}
    return sum(day.weekday() < 5 and day not in off for day in days)


def monthly_goals(funnel: Funnel, period: Period | str, *, since: Month | str | None = None) -> dict[Month, Quantity]:
    """Spread a funnel's goal over the months of a period (`2026-Q1`), exactly.

    A goal per month is that of an average month, and grows from the first; a goal per quarter or year is what the
    months of whole quarters or years from the first on bring together, in proportion, even if fewer are asked for.
    Seasonal weights count against their mean over the year, working days against their mean over these months. With
    `since`, growth begins in that month, and what is said of the quarters or years holds for each year from it: then a
    month has the same goal whatever period is asked for. InvalidValueError for a period before `since`, and if a goal
    per quarter or year has no month to fall into.
    """
    asked = Period.parse(period) if isinstance(period, str) else period
    if since is None:
        size = _MONTHS_IN[funnel.period]
        whole = Period(asked.first, asked.first + (-(-len(asked) // size) * size - 1))
        goals = _spread(funnel, whole, asked.first)
        return {month: goals[month] for month in asked}
    first = Month.parse(since) if isinstance(since, str) else since
    if asked.first < first:
        raise InvalidValueError(f"the goals begin in {first}, after {asked.first}", "since")
    years = (Period(first + place, first + (place + 11)) for place in range(0, asked.last - first + 1, 12))
    goals = {month: goal for year in years for month, goal in _spread(funnel, year, first).items()}
    return {month: goals[month] for month in asked}


def _spread(funnel: Funnel, period: Period, start: Month) -> dict[Month, Quantity]:
    shape = _shape(funnel, period, start)
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


def _shape(funnel: Funnel, period: Period, start: Month) -> list[Fraction]:
    shape = [(1 + funnel.growth) ** (month - start) for month in period]
    if funnel.seasonality:
        mean = sum(funnel.seasonality, Fraction(0)) / 12
        shape = [each * funnel.seasonality[month.month - 1] / mean for each, month in zip(shape, period, strict=True)]
    if funnel.holidays is not None:
        days = [working_days(month, funnel.holidays) for month in period]
        shape = [each * count * len(days) / (sum(days) or 1) for each, count in zip(shape, days, strict=True)]
    return shape
