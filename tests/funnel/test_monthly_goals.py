"""The goal of each month: growth, seasons and working days, exact and without a rest."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, monthly_goals, working_days
from smarketing.months import Month, Period
from smarketing.units import Number, Quantity

YEAR = Period.parse("2026")
MONTHS = {"month": 1, "quarter": 3, "year": 12}

amounts = st.fractions(0, 10**6, max_denominator=100)
growths = st.fractions(Fraction(-1, 2), 1, max_denominator=20)
seasons = st.tuples(*[st.integers(1, 30)] * 12).map(lambda weights: [Fraction(weight, 10) for weight in weights])
periods = st.builds(
    lambda first, more: Period(first, first + more),
    st.builds(Month, st.integers(2024, 2027), st.integers(1, 12)),
    st.integers(0, 20),
)
holidays = st.lists(st.dates(date(2024, 1, 1), date(2029, 12, 31)), max_size=20)


def funnel(
    goal: str | Quantity,
    growth: str | Number = 0,
    seasonality: Sequence[str | Number] = (),
    off: Sequence[date] | None = None,
) -> Funnel:
    """Give a funnel with a shape of the year; its stages do not matter here."""
    return Funnel(
        ["SQL", ("customer", "50 %")], "100 USD/customer", goal, growth=growth, seasonality=seasonality, holidays=off
    )


def numbers(shaped: Funnel, period: str | Period) -> list[Fraction]:
    """Give the goals of the months in order."""
    goals = monthly_goals(shaped, Period.parse(period) if isinstance(period, str) else period)
    return [goal.value for goal in goals.values()]


def busy_days(month: Month, off: Sequence[date]) -> int:
    """Count working days as numpy does."""
    return int(np.busday_count(month.first_day, (month + 1).first_day, holidays=sorted(off)))


@given(
    st.builds(Month, st.integers(2024, 2028), st.integers(1, 12), begins_on=st.just(1) | st.integers(1, 28)), holidays
)
def test_working_days_are_those_of_numpy(month: Month, off: list[date]) -> None:
    """Mondays to Fridays, without the holidays among them."""
    assert working_days(month, off) == busy_days(month, off)


@pytest.mark.parametrize(
    ("month", "off", "count"),
    [
        (Month(2026, 2), [], 20),  # four whole weeks, from Sunday the 1st
        (Month(2026, 5), [date(2026, 5, 1)], 20),  # a Friday off, of 21
        (Month(2026, 5), [date(2026, 5, 2), date(2026, 6, 1)], 21),  # a Saturday, and another month's
        (Month(2024, 2), [], 21),  # the leap day was a Thursday
        (Month(9999, 12), [], 23),  # the last month there is
        (Month(2026, 3, begins_on=16), [], 23),  # from Monday, 16 March, to Wednesday, 15 April
    ],
)
def test_working_days_by_hand(month: Month, off: list[date], count: int) -> None:
    """A holiday on a weekend takes nothing away."""
    assert working_days(month, off) == count


def test_a_plain_goal_is_the_same_each_month() -> None:
    """In its own unit, by month in order; a quarter has three months, a year twelve."""
    goals = monthly_goals(funnel("1200 USD/month"), Period.parse("2026-11..2027-01"))
    assert list(goals) == [Month(2026, 11), Month(2026, 12), Month(2027, 1)]
    assert {str(goal) for goal in goals.values()} == {"1200 USD/month"}
    assert numbers(funnel("1200 USD/quarter"), "2026-02") == [400]
    assert numbers(funnel("1200 USD/year"), "2026-Q1") == [100, 100, 100]


def test_growth_by_hand() -> None:
    """10 % a month from the first: 1000, 1100, 1210 make 3310 a quarter."""
    assert numbers(funnel("1000 USD/month", "10 %"), "2026-Q1") == [1000, 1100, 1210]
    assert numbers(funnel("3310 USD/quarter", 0.1), "2026-Q1") == [1000, 1100, 1210]
    assert numbers(funnel("1750 USD/quarter", "-50 %"), "2026-Q3") == [1000, 500, 250]


def test_seasons_by_hand() -> None:
    """Twelve weights of which December has 13 and the others 1: their mean is 2."""
    weights: list[str | Number] = ["100 %", *[1] * 10, "1300 %"]
    assert numbers(funnel("200 USD/month", seasonality=weights), YEAR) == [100] * 11 + [1300]
    assert numbers(funnel("2400 USD/year", seasonality=weights), YEAR) == [100] * 11 + [1300]
    assert numbers(funnel("1500 USD/quarter", seasonality=weights), "2026-Q4") == [100, 100, 1300]
    assert numbers(funnel("200 USD/month", seasonality=weights), "2026-12..2027-01") == [1300, 100]
    assert numbers(funnel("300 USD/quarter", seasonality=[0, 1, 2] * 4), "2026-Q2") == [0, 100, 200]


def test_working_days_share_the_goal_by_hand() -> None:
    """The first quarter of 2026 has 22, 20 and 22 days; with New Year's Day off 21 of 63."""
    assert numbers(funnel("6400 USD/month", off=[]), "2026-Q1") == [6600, 6000, 6600]
    assert numbers(funnel("6300 USD/quarter", off=[date(2026, 1, 1)]), "2026-Q1") == [2100, 2000, 2200]


def test_all_shapes_together_by_hand() -> None:
    """Growth 1, 2, 4; seasons 1, 3, 2 of a mean of 1; days 21, 20, 22 of a mean of 21: 21, 120 and 176 of 317."""
    weights: list[Number] = [1, 3, 2, *[Fraction(2, 3)] * 9]
    off = [date(2026, 1, 1)]
    assert numbers(funnel("21 USD/month", 1, weights, off), "2026-Q1") == [21, 120, 176]
    assert numbers(funnel("634 USD/quarter", 1, weights, off), "2026-Q1") == [42, 240, 352]


def test_a_month_of_holidays_has_no_goal() -> None:
    """Its share is left to the others."""
    off = [date(2026, 2, number) for number in range(1, 29)]
    assert numbers(funnel("4400 USD/quarter", off=off), "2026-Q1") == [2200, 0, 2200]


def test_a_goal_of_nothing_is_nothing_each_month() -> None:
    """Whatever its shape."""
    assert numbers(funnel("0 USD/year", "5 %", [1, 2, 3] * 4, []), YEAR) == [0] * 12


@given(amounts, growths, seasons, holidays, st.sampled_from(["quarter", "year"]), st.integers(0, 7))
def test_goals_of_quarters_and_years_leave_no_rest(
    goal: Fraction, growth: Fraction, weights: list[Fraction], off: list[date], each: str, more: int
) -> None:
    """The months of a period bring together exactly its goals, whatever their shape."""
    first = Month(2026, 1)
    period = Period(first, first + (MONTHS[each] * (more + 1) - 1))
    shaped = funnel(Quantity(goal, f"USD/{each}"), growth, weights, off)
    assert sum(numbers(shaped, period)) == goal * (more + 1)


@given(amounts, growths, seasons, holidays, periods, st.sampled_from(list(MONTHS)))
def test_goals_are_in_proportion_to_growth_season_and_days(
    goal: Fraction, growth: Fraction, weights: list[Fraction], off: list[date], period: Period, each: str
) -> None:
    """From one month to the next, goals change as the product of the three does."""
    goals = monthly_goals(funnel(Quantity(goal, f"USD/{each}"), growth, weights, off), period)
    for before, after in pairwise(period):
        was = weights[before.month - 1] * busy_days(before, off)
        now = weights[after.month - 1] * busy_days(after, off) * (1 + growth)
        assert goals[after].value * was == goals[before].value * now


@given(amounts, growths, seasons, periods)
def test_a_monthly_goal_is_that_of_an_average_month(
    goal: Fraction, growth: Fraction, weights: list[Fraction], period: Period
) -> None:
    """The first month with growth; any twelve with seasons; any months with working days."""
    each = Quantity(goal, "USD/month")
    year = Period(period.first, period.first + 11)
    assert numbers(funnel(each, growth), period)[0] == goal
    assert sum(numbers(funnel(each, seasonality=weights), year)) == 12 * goal
    assert sum(numbers(funnel(each, off=[]), period)) == len(period) * goal


@given(amounts, seasons, st.fractions(Fraction(1, 10), 10, max_denominator=10), periods)
def test_only_the_proportions_of_seasons_count(
    goal: Fraction, weights: list[Fraction], times: Fraction, period: Period
) -> None:
    """Weights of 1 and 2 are weights of 50 and 100; twelve that are equal are none."""
    each = Quantity(goal, "USD/month")
    scaled = [weight * times for weight in weights]
    assert numbers(funnel(each, seasonality=scaled), period) == numbers(funnel(each, seasonality=weights), period)
    assert numbers(funnel(each, seasonality=[times] * 12), period) == numbers(funnel(each), period)


@pytest.mark.parametrize("goal", ["100000 USD/month", "1200000 USD/year"])
@pytest.mark.parametrize("period", ["2026-04", "2026-Q2", "2026", "2027-02..2027-03"])
def test_a_month_has_the_same_goal_whatever_period_is_asked_for(goal: str, period: str) -> None:
    """Where it is said since when: growth, seasons and working days count from there, in whole years."""
    funnel = Funnel(
        ["customer"], "1 USD/customer", goal, growth="2 %", seasonality=[*["80 %"] * 6, *["120 %"] * 6], holidays=[]
    )
    whole = monthly_goals(funnel, "2026-01..2027-12", since="2026-01")
    part = monthly_goals(funnel, period, since=Month(2026, 1))
    assert part == {month: whole[month] for month in Period.parse(period)}


def test_goals_do_not_begin_before_they_do() -> None:
    """The message names both months."""
    funnel = Funnel(["customer"], "1 USD/customer", "5 USD/month")
    with pytest.raises(InvalidValueError, match=r"^the goals begin in 2026-03, after 2026-01$") as caught:
        monthly_goals(funnel, "2026-Q1", since="2026-03")
    assert caught.value.field == "since"
