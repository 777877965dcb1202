"""What stages, sources, segments and the months of a funnel may get wrong, each with its whole message."""

from collections.abc import Callable
from typing import Any

import pytest

from expected_errors import refusal
from funnel_routes import Chain
from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Segment, Stage, plan
from smarketing.units import Quantity

CHAIN: Chain = ["SQL", ("customer", "50 %")]


def funnel(**changes: Any) -> Funnel:
    """Give the usual funnel with some arguments changed."""
    usual: dict[str, Any] = {"stages": CHAIN, "value": "100 USD/customer", "goal": "5000 USD/month"}
    return Funnel(**(usual | changes))


def test_the_funnel_that_the_bad_ones_are_made_from_is_good() -> None:
    """Nothing else is wrong with the funnels below."""
    assert plan(funnel())["SQL"].volume == Quantity(100, "SQL/month")


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        (["lead", Stage("customer", "10 %", of="customer")],
         "each stage is there once for each stage it comes of; not lead, customer"),
        (["lead", ("customer", "10 %"), Stage("customer", "20 %", of="lead")],
         "each stage is there once for each stage it comes of; not lead, customer, customer"),
        (["lead", ("SQL", "40 %"), Stage("SQL"), ("customer", "50 %")],
         "each stage is there once for each stage it comes of; not lead, SQL, SQL, customer"),
        (["lead", Stage("customer", of="lead")], "stage customer comes of lead and needs a rate, as in '40 %'"),
        (["lead", Stage("SQL", "10 %", of="customer"), Stage("customer", "10 %", of="lead")],
         "stage SQL comes of one before it: no earlier stage named 'customer'; earlier stages are 'lead'"),
        (["lead", ("SQL", "40 %"), ("customer", "50 %"), Stage("SQL", "5 %", of="customer")],
         "list every way into SQL before the ways out of it"),
    ],
)  # fmt: skip
def test_stages_that_do_not_follow_from_one_another(stages: list[Any], message: str) -> None:
    """Each comes of one listed before it, and says how many."""
    assert refusal(lambda: funnel(stages=stages)) == (message, "stages")


@pytest.mark.parametrize("value", ["3 lead", "-3 USD", "80 USD/customer"])
def test_a_stage_is_worth_money(value: str) -> None:
    """Not less than nothing, and for the one stage that it is."""
    message = f"the value of a stage is money for one head, as in '80 USD'; not {value}"
    assert refusal(lambda: Stage("renewal", "50 %", value=value)) == (message, "value")


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        (["SQL", Stage("customer", "50 %", value="80 USD")],
         "customer has its value in USD, and once; not 80 USD beside 100 USD/customer"),
        ([*CHAIN, Stage("renewal", "50 %", value="80 EUR")],
         "renewal has its value in USD, and once; not 80 EUR beside 100 USD/customer"),
    ],
)  # fmt: skip
def test_values_of_stages_go_with_the_value_of_the_funnel(stages: list[Any], message: str) -> None:
    """In one currency, and one value for a stage."""
    assert refusal(lambda: funnel(stages=stages)) == (message, "value")


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ({"SQLs": "50 %"}, "no stage named 'SQLs'; stages are 'SQL', 'customer' (did you mean 'SQL'?)"),
        ({"SQL": "-1 %"}, "each source has one share of the goal, not below 0 %: SQL"),
        ([("SQL", "10 %"), ("SQL", "20 %")], "each source has one share of the goal, not below 0 %: SQL"),
        ({"SQL": "80 %", "customer": "50 %"}, "sources bring at most 100 % of the goal, not 130 %"),
        ({"SQL": "100 %", "customer": "0.001 %"}, "sources bring at most 100 % of the goal, not 100.001 %"),
    ],
)
def test_sources_that_cannot_share_the_goal(sources: Any, message: str) -> None:
    """Each is a stage with one share, and together they bring no more than all."""
    assert refusal(lambda: funnel(sources=sources)) == (message, "sources")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sources": {"SQL": "half"}}, "a share of the goal is a share, as in '40 %'; not 'half'"),
        ({"growth": "2 leads"}, "growth is a share, as in '40 %'; not '2 leads'"),
        ({"confidence": "high"}, "a confidence is a share, as in '40 %'; not 'high'"),
        ({"seasonality": ["high"] * 12}, "a seasonal weight is a share, as in '40 %'; not 'high'"),
    ],
)
def test_shares_that_are_none(changes: dict[str, Any], message: str) -> None:
    """The message says which share it is, and how to write one."""
    assert refusal(lambda: funnel(**changes)) == (message, next(iter(changes)))


@pytest.mark.parametrize(
    ("changes", "message", "field"),
    [
        ({"growth": -1}, "growth is above -100 % a month, not -100 %", "growth"),
        ({"growth": "-150 %"}, "growth is above -100 % a month, not -150 %", "growth"),
        ({"confidence": 0}, "a confidence is above 0 % and below 100 %, as in '80 %'", "confidence"),
        ({"confidence": "100 %"}, "a confidence is above 0 % and below 100 %, as in '80 %'", "confidence"),
        ({"seasonality": [1] * 11}, "seasonality has 12 weights, from January, none below zero", "seasonality"),
        ({"seasonality": [-1, *[1] * 11]}, "seasonality has 12 weights, from January, none below zero", "seasonality"),
    ],
)
def test_months_and_confidence_out_of_bounds(changes: dict[str, Any], message: str, field: str) -> None:
    """A goal does not shrink to less than nothing, a year has twelve months, and nothing is certain."""
    assert refusal(lambda: funnel(**changes)) == (message, field)


def test_a_year_without_any_season_is_refused() -> None:
    """Twelve weights of nothing leave no month for the goal."""
    with pytest.raises(
        InvalidValueError, match=r"^seasonality has 12 weights, from January, none below zero"
    ) as caught:
        funnel(seasonality=[0] * 12)
    assert caught.value.field == "seasonality"


@pytest.mark.parametrize(
    ("make", "message", "field"),
    [
        (lambda: Segment("", share=1), "a segment has a name without a dot, not ''", "name"),
        (lambda: Segment("a.b", share=1), "a segment has a name without a dot, not 'a.b'", "name"),
        (lambda: Segment("a"), "segment a has either a share of the goal or a goal of its own", "share"),
        (lambda: Segment("a", share=1, goal="9 USD/month"),
         "segment a has either a share of the goal or a goal of its own", "share"),
        (lambda: Segment("a", share="-1 %"), "the share of a is from 0 % to 100 %, not -1 %", "share"),
        (lambda: Segment("a", share="100.5 %"), "the share of a is from 0 % to 100 %, not 100.5 %", "share"),
        (lambda: Segment("a", share=1, stages=["SQL"]), "stage SQL of segment a needs a rate", "stages"),
    ],
)  # fmt: skip
def test_a_segment_that_is_none(make: Callable[[], Segment], message: str, field: str) -> None:
    """It has a name that a target can call it by, one goal, and rates where it names stages."""
    assert refusal(make) == (message, field)


@pytest.mark.parametrize(
    ("segments", "message"),
    [
        ([Segment("a", share="50 %"), Segment("a", share="50 %")], "each segment is there once; not a, a"),
        ([Segment("a", share="50 %")],
         "the goals of the segments sum to 2500 USD/month, and the goal is 5000 USD/month"),
        ([Segment("a", share="50 %"), Segment("b", goal="9000 USD/quarter")],
         "the goals of the segments sum to 5500 USD/month, and the goal is 5000 USD/month"),
        ([Segment("a", share=1, stages=[("MQL", "30 %")])],
         "segment a: no way named 'MQL'; ways are 'customer of SQL'"),
        ([Segment("a", share=1, stages=[Stage("customer", "30 %", of="lead")])],
         "segment a: no way named 'customer of lead'; ways are 'customer of SQL' (did you mean 'customer of SQL'?)"),
        # heads enter at SQL: there is no way into it to have another rate
        ([Segment("a", share=1, stages=[("SQL", "30 %")])],
         "segment a: no way named 'SQL'; ways are 'customer of SQL'"),
    ],
)  # fmt: skip
def test_segments_that_do_not_fit_their_funnel(segments: list[Segment], message: str) -> None:
    """Each once, their goals summing to the funnel's, and their rates those of its ways."""
    assert refusal(lambda: funnel(segments=segments)) == (message, "segments")


def test_a_way_of_several_into_a_stage_is_named_in_full() -> None:
    """A stage that comes of two has two rates; a segment says which is its own."""
    stages = ["lead", ("SQL", "50 %"), Stage("customer", "50 %", of="SQL"), Stage("customer", "25 %", of="lead")]
    segments = [Segment("a", share=1, stages=[("customer", "30 %")])]
    ways = "'SQL of lead', 'customer of SQL', 'customer of lead'"
    with pytest.raises(InvalidValueError) as caught:
        funnel(stages=stages, segments=segments)
    assert str(caught.value).startswith(f"segment a: no way named 'customer'; ways are {ways}")
    assert caught.value.field == "segments"


def test_a_segment_does_not_close_the_door_of_a_stage_that_is_entered() -> None:
    """Partners come from outside; a rate of a segment does not make them come of the stage listed before."""
    stages = ["lead", Stage("partner"), Stage("SQL", "40 %", of="lead"), Stage("SQL", "20 %", of="partner"),
              ("customer", "50 %")]  # fmt: skip
    segments = [Segment("a", share=1, stages=[("partner", "30 %")])]
    with pytest.raises(InvalidValueError):
        funnel(stages=stages, sources={"lead": "60 %", "partner": "40 %"}, segments=segments)


@pytest.mark.parametrize("part", ["2,500.00", "2500"])
def test_some_goals_of_segments_are_no_goal_of_the_funnel(part: str) -> None:
    """A share needs a goal to be of."""
    segments = [Segment("a", goal=f"{part} USD/month"), Segment("b", share="50 %")]
    message = "a funnel has a goal, as in '5000 USD/month', or each segment has one"
    assert refusal(lambda: Funnel(CHAIN, "100 USD/customer", segments=segments)) == (message, "goal")
    assert refusal(lambda: Funnel(CHAIN, "100 USD/customer")) == (message, "goal")
