"""A pipeline means the same to a plan and to a schedule: where nothing takes months, a month's schedule is its plan."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from funnel_routes import Chain, Shape, shapes
from smarketing.funnel import Funnel, Rounding, Stage, arrivals, plan, schedule
from smarketing.funnel.needs import anchors, leading_to, passes_by
from smarketing.months import Month, Period
from smarketing.units import Quantity

JANUARY = Month(2026, 1)
MONTH = Period(JANUARY, JANUARY)
Heads = dict[str, int]


@st.composite
def stocked(draw: st.DrawFn) -> tuple[Shape, Heads]:
    """Funnels of any shape, and heads at any of their stages: none, a few, or more than the goal takes."""
    shape = draw(shapes())
    names = draw(st.lists(st.sampled_from(shape.names), unique=True, max_size=3))
    return shape, {name: draw(st.integers(0, 30) | st.integers(0, 3000)) for name in names}


def needs_of(funnel: Funnel, there: Heads) -> tuple[list[Quantity], list[Quantity | None]]:
    """Give what the plan and the schedule of a month ask for at each stage."""
    planned, worked = plan(funnel, pipeline=there), schedule(funnel, MONTH, pipeline=there)
    return [need.volume for need in planned], [worked.need(name, JANUARY) for name in funnel.names]


@given(stocked())
def test_a_months_schedule_without_lags_is_the_plan(stock: tuple[Shape, Heads]) -> None:
    """Whatever merges or splits, whoever is there, at, before or after the sale."""
    shape, there = stock
    planned, worked = needs_of(shape.funnel("none"), there)
    assert planned == worked


@given(stocked(), st.sampled_from(get_args(Rounding)))
def test_whole_heads_are_the_same_too(stock: tuple[Shape, Heads], rounding: Rounding) -> None:
    """Unless money passes the sale by, for which a schedule rounds forwards and a plan backwards."""
    shape, there = stock
    funnel = shape.funnel(rounding)
    assume(not passes_by(funnel, leading_to(funnel.stages, anchors(funnel))))
    planned, worked = needs_of(funnel, there)
    assert planned == worked


def test_sources_share_what_a_pipeline_leaves() -> None:
    """30 leads are 600 USD of 5000; of the other 4400, 60 % are 132 leads, and 40 % are 35.2 SQL."""
    funnel = Funnel(
        ["lead", ("SQL", "40 %"), ("customer", "50 %")],
        "100 USD/customer",
        "5000 USD/month",
        "none",
        sources={"lead": "60 %", "SQL": "40 %"},
    )
    planned, worked = plan(funnel, pipeline={"lead": 30}), schedule(funnel, MONTH, pipeline={"lead": 30})
    assert planned["lead"].exact == worked.entering["lead"][JANUARY] == 132
    assert planned["SQL"].sourced == Quantity(Fraction("35.2"), "SQL/month")
    assert worked.entering["SQL"][JANUARY] == Fraction("35.2")
    assert worked.need("SQL", JANUARY) == planned["SQL"].volume == Quantity(100, "SQL/month")


@pytest.mark.parametrize("there", [{"SQL": 1000}, {"lead": 5000}])
def test_a_full_pipeline_leaves_what_is_sourced_as_it_is(there: Heads) -> None:
    """Half of 5000 USD is 25 customers, however many may come; the other half comes from elsewhere."""
    stages: Chain = ["lead", ("SQL", "40 %"), ("customer", "50 %")]
    funnel = Funnel(stages, "100 USD/customer", "5000 USD/month", sources={"lead": "50 %"})
    planned, worked = needs_of(funnel, there)
    assert planned == worked
    assert [need.value for need in planned][::2] == [0, 25]


def test_who_has_paid_and_who_may_still_pay_count_together() -> None:
    """10 customers renew for 400 USD, which leaves 600 of 1000: 6 customers' worth, and 10 SQL bring more than that."""
    renewal = Stage("renewal", "50 %", value="80 USD")
    funnel = Funnel(["SQL", ("customer", "70 %"), renewal], "60 USD/customer", "1000 USD/month")
    planned, worked = needs_of(funnel, {"customer": 10, "SQL": 10})
    assert planned == worked == [Quantity(0, "SQL/month"), Quantity(6, "customer/month"), Quantity(8, "renewal/month")]


def test_a_month_that_is_full_leaves_the_next_as_it_is() -> None:
    """300 SQL of January bring 150 customers at once, where 50 are wanted: February wants its own 100 SQL."""
    stages: Chain = ["SQL", ("customer", "50 %")]
    funnel = Funnel(stages, "100 USD/customer", "5000 USD/month")
    worked = schedule(funnel, Period(JANUARY, JANUARY + 1), pipeline={"SQL": 300})
    assert worked.entering == {"SQL": {JANUARY: 0, JANUARY + 1: 100}}
    assert worked == schedule(funnel, Period(JANUARY, JANUARY + 1), pipeline={"SQL": {JANUARY: 300}})


def test_sources_share_the_months_that_a_full_pipeline_leaves() -> None:
    """February's 100 SQL are 40 from outside and 60 of 150 leads, however full January is."""
    funnel = Funnel(
        ["lead", ("SQL", "40 %"), ("customer", "50 %")],
        "100 USD/customer",
        "5000 USD/month",
        sources={"lead": "60 %", "SQL": "40 %"},
    )
    worked = schedule(funnel, Period(JANUARY, JANUARY + 1), pipeline={"SQL": 300})
    assert worked.entering == {"lead": {JANUARY: 0, JANUARY + 1: 150}, "SQL": {JANUARY: 0, JANUARY + 1: 40}}


def test_a_sale_that_wants_heads_has_them_enter_although_another_brings_the_money() -> None:
    """20 leads bring January's 1000 USD, and 20 MQLs February's, but each sale has half of each month.

    February's 5 customers are 10 leads; January's 5 renewals would have been of MQLs of December.
    """
    stages = [Stage("lead"), Stage("MQL"), Stage("customer", "50 %", of="lead")]
    stages.append(Stage("renewal", "50 %", of="MQL", lag=1, value="100 USD"))
    sources = {"lead": "50 %", "MQL": "50 %"}
    funnel = Funnel(stages, "100 USD/customer", "1000 USD/month", sources=sources)
    worked = schedule(funnel, Period(JANUARY, JANUARY + 1), pipeline={"lead": 20, "MQL": 20})
    assert worked.entering["lead"] == {JANUARY: 0, JANUARY + 1: 10}
    assert worked.short == (("renewal", JANUARY, Quantity(5, "renewal/month")),)


def test_a_full_pipeline_that_passes_the_sale_by_arrives_as_it_does() -> None:
    """1000 leads are 500 customers and 500 + 400 renewals, far more than 1000 USD; a plan and a schedule say so."""
    stages = [
        Stage("lead"),
        Stage("customer", "50 %", of="lead"),
        Stage("renewal", "50 %", of="lead", value="100 USD"),
        Stage("renewal", "80 %", of="customer"),
    ]
    planned, worked = needs_of(Funnel(stages, "100 USD/customer", "1000 USD/month"), {"lead": 1000})
    assert planned == worked
    assert [need.value for need in planned] == [0, 500, 900]


def test_money_that_comes_too_late_by_ways_that_pass_the_sale_by_is_short() -> None:
    """Leads buy after a month, or renew without having bought: nobody who enters now brings January's 1000 USD."""
    stages = [
        Stage("lead"),
        Stage("customer", "50 %", of="lead", lag=1),
        Stage("renewal", "50 %", of="lead", lag=1, value="100 USD"),
        Stage("renewal", "80 %", of="customer", lag=1),
    ]
    worked = schedule(Funnel(stages, "100 USD/customer", "1000 USD/month", "none"), "2026-01..2026-02", pipeline={})
    assert worked.short == (("customer", JANUARY, Quantity(10, "customer/month")),)
    coming = arrivals(worked.funnel, worked.entering, JANUARY + 1)
    assert coming.revenue(JANUARY + 1) == Quantity(1000, "USD/month")
