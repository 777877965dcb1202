"""Funnels that branch, merge, split and go on after the sale, against a walk along every route."""

import re
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_routes import Chain, Shape, shapes
from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Rounding, Stage, plan
from smarketing.units import Quantity

SALE: Chain = ["SQL", ("customer", "50 %")]
UP: list[Rounding] = ["up at every stage", "up once at the end"]


def volumes(funnel: Funnel) -> dict[str, Fraction]:
    """Give what each stage of a funnel needs."""
    return {need.stage: need.volume.value for need in plan(funnel)}


def entered(shape: Shape, rounding: Rounding) -> dict[str, Fraction]:
    """Give how many a plan has enter at each source of the goal."""
    worked = plan(shape.funnel(rounding))
    needs = {name: worked[name] for name, count in shape.entering().items() if count}
    return {name: (need.volume if need.sourced is None else need.sourced).value for name, need in needs.items()}


@given(shapes())
def test_every_volume_is_what_the_walk_along_every_route_finds(shape: Shape) -> None:
    """Whatever the shape, and where a rate is zero too."""
    needs = plan(shape.funnel()).needs
    by_hand = shape.reached(shape.entering())
    assert {need.stage: need.exact for need in needs} == by_hand
    assert {need.stage: need.volume for need in needs} == {
        name: Quantity(count, f"{name}/month") for name, count in by_hand.items()
    }


@given(shapes())
def test_what_enters_brings_the_sourced_share_of_the_goal(shape: Shape) -> None:
    """Back from the goal and forward again is the identity; every source brings its own share."""
    heads = entered(shape, "none")
    assert shape.revenue(heads) == shape.goal * sum(shape.shares.values())
    for name, count in heads.items():
        assert shape.revenue({name: count}) == shape.goal * shape.shares[name]


@given(shapes())
def test_only_a_part_that_enters_is_told_apart(shape: Shape) -> None:
    """A stage is said to be sourced where some come from outside, and some from the stages before."""
    entering = shape.entering()
    whole = shape.reached(entering)
    told = {need.stage: need.sourced for need in plan(shape.funnel())}
    assert told == {
        name: Quantity(part, f"{name}/month") if 0 < (part := entering.get(name, Fraction(0))) < count else None
        for name, count in whole.items()
    }


@given(shapes(), st.sampled_from(UP))
def test_rounding_up_brings_the_goal_or_more(shape: Shape, rounding: Rounding) -> None:
    """Whatever the shape: whole heads enter, and they are enough."""
    assert shape.revenue(entered(shape, rounding)) >= shape.goal * sum(shape.shares.values())


@given(shapes())
def test_rounding_up_once_is_the_exact_number_rounded_up(shape: Shape) -> None:
    """At each stage, and for the part of it that enters from outside."""
    worked = plan(shape.funnel("up once at the end"))
    assert {need.stage: need.volume.value for need in worked} == {need.stage: ceil(need.exact) for need in worked}
    told = {need.stage: need.sourced.value for need in worked if need.sourced is not None}
    assert told == {name: ceil(shape.entering()[name]) for name in told}


@given(shapes(), st.sampled_from([*UP, "nearest", "whole heads only"]))
def test_rounding_makes_whole_heads(shape: Shape, rounding: Rounding) -> None:
    """And leaves the exact numbers as they are: up is never less, whole heads only never more."""
    for rounded, plain in zip(plan(shape.funnel(rounding)), plan(shape.funnel()), strict=True):
        assert rounded.volume.value.denominator == 1
        assert rounded.exact == plain.exact
        assert rounding not in UP or rounded.volume >= plain.volume
        assert rounding != "whole heads only" or rounded.volume <= plain.volume


@given(shapes())
def test_the_worth_of_a_head_is_all_that_its_routes_bring(shape: Shape) -> None:
    """There and later; a volume is worth its heads, and so are the points of a stage."""
    funnel = shape.funnel()
    worked = plan(funnel)
    for name in shape.names:
        assert funnel.worth(name) == Quantity(shape.worth(name), f"USD/{name}")
        assert funnel.expected_revenue(f"7 {name}/year") == Quantity(7 * shape.worth(name), "USD/year")
        assert worked.points(name) == Quantity(worked[name].exact * shape.worth(name), "USD/month")


@pytest.mark.parametrize(
    ("stages", "sources", "needs"),
    [
        # merging: webinars bring half of 5,000, 25 customers, 50 leads, 50 / 0.4 = 125; events a quarter, 12.5
        # customers, 25 leads, 25 / 0.2 = 125; the other quarter comes from elsewhere
        (
            ["webinar", Stage("event"), Stage("lead", "40 %", of="webinar"), Stage("lead", "20 %", of="event"),
             ("customer", "50 %")],
            {"webinar": "50 %", "event": "25 %"},
            {"webinar": 125, "event": 125, "lead": 75, "customer": Fraction("37.5")},
        ),
        # a diamond: one lead in two is an SQL and one in five a trial; 0.5 x 0.5 + 0.2 x 0.25 = 0.3 customers for
        # a lead, so 50 / 0.3 = 166 2/3 leads
        (
            ["lead", ("SQL", "50 %"), Stage("trial", "20 %", of="lead"), Stage("customer", "50 %", of="SQL"),
             Stage("customer", "25 %", of="trial")],
            {},
            {"lead": Fraction(500, 3), "SQL": Fraction(250, 3), "trial": Fraction(100, 3), "customer": 50},
        ),
        # direct entry in the middle: 2,500 by leads, 50 SQL, 125 leads; 1,500 by SQL who come by themselves, 30
        (["lead", ("SQL", "40 %"), ("customer", "50 %")], {"lead": "50 %", "SQL": "30 %"},
         {"lead": 125, "SQL": 80, "customer": 40}),
        # the same, with the entry listed as a stage of its own
        (["lead", Stage("SQL"), Stage("SQL", "40 %", of="lead"), ("customer", "50 %")], {"lead": "50 %", "SQL": "30 %"},
         {"lead": 125, "SQL": 80, "customer": 40}),
        # the first stage brings nothing if the goal is sourced further on
        (["lead", ("SQL", "40 %"), ("customer", "50 %")], {"SQL": "100 %"}, {"lead": 0, "SQL": 100, "customer": 50}),
        # a dead end: three SQL in ten are lost, for every 100 that come in
        ([*SALE, Stage("disqualified", "30 %", of="SQL")], {}, {"SQL": 100, "customer": 50, "disqualified": 30}),
        # shares of nothing, and no share at all, ask for nobody
        (SALE, {"SQL": 0}, {"SQL": 0, "customer": 0}),
        # a way that nobody takes adds nothing: 50 / 0.5 = 100 SQL; one visitor in five is a lead all the same
        (["visitor", ("SQL", "10 %"), Stage("lead", "20 %", of="visitor"), Stage("customer", "50 %", of="SQL"),
          Stage("customer", "0 %", of="lead")], {}, {"visitor": 1000, "SQL": 100, "lead": 200, "customer": 50}),
    ],
)  # fmt: skip
def test_shapes_by_hand(stages: Chain, sources: dict[str, str], needs: dict[str, Fraction]) -> None:
    """5,000 USD a month at 100 USD a customer are 50 customers, in whatever shape they come."""
    assert volumes(Funnel(stages, "100 USD/customer", "5000 USD/month", "none", sources=sources)) == needs


def test_a_source_whose_way_to_the_sale_is_shut_still_brings_its_share_after_it() -> None:
    """20 % of 8,000 by leads who buy nothing but a support plan: 1,600 / (0.1 x 80) = 200 leads, 20 plans."""
    stages: Chain = ["lead", Stage("SQL"), Stage("customer", "0 %", of="lead"), Stage("customer", "50 %", of="SQL"),
              Stage("plan", "10 %", of="lead", value="80 USD"), Stage("plan", "50 %", of="customer")]  # fmt: skip
    sources = {"lead": "20 %", "SQL": "80 %"}
    # 6,400 by SQL: 0.5 x (100 + 0.5 x 80) = 70 for one, 91 3/7 SQL
    needs = volumes(Funnel(stages, "100 USD/customer", "8000 USD/month", "none", sources=sources))
    customers = Fraction(320, 7)
    assert needs == {"lead": 200, "SQL": 2 * customers, "customer": customers, "plan": 20 + customers / 2}


def test_retention_and_expansion_count_towards_the_goal() -> None:
    """A customer brings 100, six in ten renew at 80, and each has 2.5 seats at 4: 100 + 48 + 10 = 158.

    15,800 / 158 = 100 customers; 200 SQL, 60 renewals and 250 seats. One SQL is worth 79, a renewal 80.
    """
    stages: Chain = [*SALE, Stage("renewal", "60 %", value="80 USD"),
              Stage("seat", "250 %", of="customer", grows=True, value="4 USD")]  # fmt: skip
    funnel = Funnel(stages, "100 USD/customer", "15800 USD/month")
    assert volumes(funnel) == {"SQL": 200, "customer": 100, "renewal": 60, "seat": 250}
    assert [funnel.worth(name).value for name in funnel.names] == [79, 158, 80, 4]
    because = "(100.00 USD + 60 % x 80.00 USD/renewal + 250 % x 4.00 USD/seat = 158.00 USD/customer)"
    assert plan(funnel)["customer"].because == f"15,800.00 USD/month / {because} = 100 customer/month"
    assert plan(funnel)["seat"].because == "100 customer/month x 250 % = 250 seat/month"


def test_two_sales_that_do_not_follow_each_other_share_the_goal() -> None:
    """A lead brings 0.5 x 100 as a customer and 0.2 x 40 as a partner: 58; 5,800 / 58 = 100 leads."""
    stages: Chain = ["lead", ("customer", "50 %"), Stage("partner", "20 %", of="lead", value="40 USD")]
    worked = plan(Funnel(stages, "100 USD/customer", "5800 USD/month"))
    assert [need.because for need in worked] == [
        "50 customer/month / 50 % = 100 lead/month",
        "86.21 % of 5,800.00 USD/month / 100.00 USD/customer = 50 customer/month",
        "13.79 % of 5,800.00 USD/month / 40.00 USD/partner = 20 partner/month",
    ]


def test_the_way_that_needs_most_heads_decides() -> None:
    """25.5 partners are 26, which takes 26 / 0.3 = 86.67 leads; 42.5 customers are 43, which takes 86.

    As leads: 5,270 / (0.5 x 100 + 0.3 x 40) = 85.
    """
    stages: Chain = ["lead", ("customer", "50 %"), Stage("partner", "30 %", of="lead", value="40 USD")]
    worked = plan(Funnel(stages, "100 USD/customer", "5270 USD/month"))
    assert worked["lead"].exact == 85
    assert worked["lead"].because == "26 partner/month / 30 % = 86.67, rounded up to 87 lead/month"


@pytest.mark.parametrize(
    ("sources", "stage", "because"),
    [
        ({"SQL": "50 %"}, "customer", "50 % of 5,000.00 USD/month / 100.00 USD/customer = 25 customer/month"),
        ({"lead": "50 %", "SQL": "30 %"}, "SQL",
         "40 customer/month / 50 % = 80 SQL/month, 30 SQL/month of them from outside"),
        ({"lead": "50 %", "SQL": "30 %"}, "lead", "62.5 % of 80 SQL/month / 40 % = 125 lead/month"),
        ({"lead": "90 %", "lost": "0 %"}, "lost", "90 SQL/month x 10 % = 9 lost/month"),
        ({"lead": "90 %", "partner": "0 %"}, "partner", "what enters = 0 partner/month"),
    ],
)  # fmt: skip
def test_derivations_name_the_share_that_they_are_of(sources: dict[str, str], stage: str, because: str) -> None:
    """The part of the goal, of the stage after, and of the heads that come from outside."""
    stages: Chain = ["lead", ("SQL", "40 %"), ("customer", "50 %"), Stage("lost", "10 %", of="SQL")]
    if "partner" in sources:
        stages.append(Stage("partner"))
    assert plan(Funnel(stages, "100 USD/customer", "5000 USD/month", sources=sources))[stage].because == because


def test_what_enters_after_the_sale_is_in_the_derivation() -> None:
    """20 customers renew ten times, and 20 renewals come from elsewhere: the numbers shown come to 30."""
    stages: Chain = [*SALE, Stage("renewal", "50 %", value="100 USD")]
    funnel = Funnel(stages, "100 USD/customer", "5000 USD/month", sources={"SQL": "60 %", "renewal": "40 %"})
    because = plan(funnel)["renewal"].because
    shown = [Fraction(number) for number in re.findall(r"\d+", because.partition(" = ")[0])]
    assert len(shown) == 3, because
    customers, percent, entering = shown
    assert customers * percent / 100 + entering == plan(funnel)["renewal"].volume.value == 30


def test_no_heads_reach_a_goal_through_a_rate_of_zero() -> None:
    """An error that says where; a goal of nothing needs nobody all the same."""
    message = "no number of SQL reaches the goal of 5,000.00 USD/month: a rate on the way from SQL is 0 %"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        plan(Funnel(["SQL", ("customer", "0 %")], "100 USD/customer", "5000 USD/month"))
    assert volumes(Funnel(["SQL", ("customer", 0)], "100 USD/customer", "0 USD/month")) == {"SQL": 0, "customer": 0}
