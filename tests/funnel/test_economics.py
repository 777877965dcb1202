"""What a funnel costs and yields: coverage, velocity, cost per lead, CAC and return on spend, worked by hand."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError, UnitError
from smarketing.funnel import Rate, coverage, spent, velocity
from smarketing.units import Number, Quantity

amounts = st.fractions(0, 10**6, max_denominator=100)
above_zero = st.fractions(Fraction(1, 100), 10**6, max_denominator=100)
shares = st.fractions(Fraction(1, 1000), 1, max_denominator=1000)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@pytest.mark.parametrize(
    ("win_rate", "times"),
    [
        ("25 %", Fraction(4)),
        ("22 %", Fraction(50, 11)),  # 4.55, as in PulseRevOps on pipeline coverage before it rounds deals up
        ("5 of 20", Fraction(4)),
        (Rate.of("1/3 %"), Fraction(300)),
        (0.35, Fraction(20, 7)),
        (1, Fraction(1)),
        ("100 %", Fraction(1)),
    ],
)
def test_coverage_is_one_by_the_win_rate(win_rate: Rate | str | Number, times: Fraction) -> None:
    """A rate in any form that rates have."""
    assert coverage(win_rate) == times


@given(shares, amounts)
def test_the_covered_pipeline_brings_the_goal(win_rate: Fraction, goal: Fraction) -> None:
    """Goal x coverage x win rate is the goal, and a goal is never covered by less than itself."""
    assert goal * coverage(win_rate) * win_rate == goal
    assert coverage(win_rate) >= 1


@pytest.mark.parametrize("win_rate", ["0 %", 0, "0 of 40", "100.1 %", 4])
def test_no_coverage_without_a_win_rate(win_rate: str | Number) -> None:
    """Nothing covers a goal if nobody buys, and nobody buys more often than always."""
    message = "a win rate is above 0 % and at most 100 % to cover anything"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        coverage(win_rate)
    assert caught.value.field == "win_rate"


@pytest.mark.parametrize(
    ("deals", "value", "win_rate", "cycle", "result"),
    [
        ("120 opportunities", "42000 USD", "25 %", "90 days", "14000 USD/day"),
        # PulseRevOps publishes 15,508 a day: 120 x 42,000 x 0.24 / 78 = 15,507 9/13
        ("120 opportunities", "42000 USD", "24 %", "78 days", "201600/13 USD/day"),
        ("10 deals", "600 EUR/deal", "30 of 60", "3 months", "1000 EUR/month"),
        ("10 deals", "600 EUR", 0.5, "2 quarters", "1500 EUR/quarter"),
        ("10 deals", "600 EUR", "50 %", "20 business_days", "150 EUR/business_day"),
        ("10 deals", "600 EUR", "50 %", "6 weeks", "500 EUR/week"),
        ("0 deals", "600 EUR", "50 %", "6 weeks", "0 EUR/week"),
        ("10 deals", "600 EUR", "0 %", "6 weeks", "0 EUR/week"),
    ],
)
def test_velocity_by_hand(deals: str, value: str, win_rate: str | Number, cycle: str, result: str) -> None:
    """Opportunities x value x win rate / cycle, per the unit of the cycle."""
    number, unit = result.split()
    worked = velocity(deals, value, win_rate, cycle)
    assert (worked.value, worked.unit) == (Fraction(number), unit)


@given(above_zero, above_zero, shares, above_zero)
def test_velocity_times_the_cycle_is_what_the_pipeline_brings(
    deals: Fraction, value: Fraction, win_rate: Fraction, days: Fraction
) -> None:
    """A cycle's worth of velocity is the expected revenue of what is open; weeks and days say the same."""
    by_day = velocity(Quantity(deals, "deal"), Quantity(value, "USD"), win_rate, Quantity(days, "day"))
    assert by_day.value * days == deals * value * win_rate
    assert velocity(Quantity(deals, "deal"), Quantity(value, "USD"), win_rate, Quantity(days / 7, "week")) == by_day


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "42000 SQL"}, "the value of a deal is money, as in '42000 USD'; not 42000 SQL"),
        ({"value": "42000 USD/month"}, "the value of a deal is money, as in '42000 USD'; not 42000 USD/month"),
        ({"value": "-1 USD"}, "the value of a deal is money, as in '42000 USD'; not -1 USD"),
        ({"cycle": "10 SQL"}, "a sales cycle is a duration, as in '78 days'; not 10 SQL"),
        ({"cycle": "1 day/month"}, "a sales cycle is a duration, as in '78 days'; not 1 day/month"),
        ({"cycle": "5 %"}, "a sales cycle is a duration, as in '78 days'; not 5 %"),
        ({"cycle": "0 days"}, "a sales cycle is longer than nothing, not 0 day"),
        ({"cycle": "-2 months"}, "a sales cycle is longer than nothing, not -2 month"),
        (
            {"opportunities": "9 deals/month"},
            "opportunities are those open now, as in '120 opportunities'; not 9 deal/month",
        ),
        ({"opportunities": "-1 deal"}, "opportunities are those open now, as in '120 opportunities'; not -1 deal"),
        ({"opportunities": "9 USD"}, "opportunities are those open now, as in '120 opportunities'; not 9 USD"),
    ],
)
def test_a_velocity_of_something_else_is_refused(change: dict[str, str], message: str) -> None:
    """Each part with its field and the way to write it."""
    known = {"opportunities": "120 opportunities", "value": "42000 USD", "cycle": "78 days"} | change
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        velocity(known["opportunities"], known["value"], "25 %", known["cycle"])
    assert [caught.value.field] == list(change)


def test_returns_by_hand() -> None:
    """10,000 for 200 leads and 20 customers that bring 30,000: 50, 500 and twice the spend on top of it."""
    returned = spent("10000 USD", leads="200 leads", customers="20 customers", revenue="30000 USD")
    assert returned.cost_per_lead == Quantity(50, "USD/lead")
    assert returned.acquisition_cost == Quantity(500, "USD/customer")
    assert returned.return_on_spend == 2


def test_a_return_may_be_a_loss() -> None:
    """1,000 that bring 250 lost three quarters."""
    returned = spent("1000 USD", leads="1 lead", customers="1 customer", revenue="250 USD")
    assert returned.return_on_spend == Fraction(-3, 4)


def test_periods_of_a_return_may_differ() -> None:
    """30,000 a quarter are 10,000 a month: for 200 leads a month 50 each, for 240 customers a year 500 each."""
    returned = spent(
        "30000 USD/quarter", leads="200 leads/month", customers="240 customers/year", revenue="30000 USD/month"
    )
    assert returned.cost_per_lead == Quantity(50, "USD/lead")
    assert returned.acquisition_cost == Quantity(500, "USD/customer")
    assert returned.return_on_spend == 2


def test_nothing_divides_by_nothing() -> None:
    """Without leads, customers or spend there is no ratio."""
    returned = spent("0 USD/month", leads="0 leads/month", customers="0 customers/month", revenue="0 USD/month")
    assert (returned.cost_per_lead, returned.acquisition_cost, returned.return_on_spend) == (None, None, None)


@given(above_zero, above_zero, above_zero, amounts)
def test_costs_add_up_to_the_spend(spend: Fraction, leads: Fraction, customers: Fraction, revenue: Fraction) -> None:
    """Cost by head times heads is the spend; spend and its return are the revenue."""
    returned = spent(
        Quantity(spend, "USD"),
        leads=Quantity(leads, "lead"),
        customers=Quantity(customers, "customer"),
        revenue=Quantity(revenue, "USD"),
    )
    lead, customer, share = returned.cost_per_lead, returned.acquisition_cost, returned.return_on_spend
    assert lead is not None
    assert customer is not None
    assert share is not None
    assert (lead.value * leads, customer.value * customers) == (spend, spend)
    assert spend + share * spend == revenue


@pytest.mark.parametrize(
    ("spend", "revenue", "field", "message"),
    [
        ("10 leads", "1 USD", "spend", "a spend is money, not below zero: not 10 lead"),
        ("-10 USD", "1 USD", "spend", "a spend is money, not below zero: not -10 USD"),
        ("10 USD", "1 EUR", "revenue", "spend and revenue are money of one kind: 10 USD and 1 EUR"),
        ("10 USD", "1 USD/month", "revenue", "spend and revenue are money of one kind: 10 USD and 1 USD/month"),
    ],
)
def test_a_return_on_something_else_is_refused(spend: str, revenue: str, field: str, message: str) -> None:
    """Money goes out and comes in, in one currency and for periods that compare."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        spent(spend, leads="1 lead", customers="1 customer", revenue=revenue)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("leads", "customers", "message"),
    [
        ("200 leads", "2 customers/month", "200 lead cannot be compared with lead/month"),
        ("200 leads/month", "2 customers", "2 customer cannot be compared with customer/month"),
    ],
)
def test_heads_without_the_period_of_the_spend_are_refused_at_the_door(
    leads: str, customers: str, message: str
) -> None:
    """All per a period, or all without one."""
    with pytest.raises(UnitError, match=whole(message)):
        spent("10 USD/month", leads=leads, customers=customers, revenue="1 USD/month")
