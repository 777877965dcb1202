"""Plans that count heads who are there already, against a walk along every route."""

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_routes import Chain, Shape, shapes
from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Rounding, Segment, Stage, plan
from smarketing.units import Quantity

CHAIN = Funnel(["lead", ("SQL", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
Heads = dict[str, Fraction]


@st.composite
def stocked(draw: st.DrawFn) -> tuple[Shape, Heads]:
    """Shapes with heads at stages that bring no money themselves, who bring less than is sourced."""
    shape = draw(shapes().filter(lambda shape: shape.goal and any(shape.shares.values())))
    names = [name for name in shape.names if not shape.values.get(name)]
    counts = draw(st.lists(st.integers(0, 9), min_size=len(names), max_size=len(names)))
    there = {name: Fraction(count) for name, count in zip(names, counts, strict=True) if count}
    yielded = shape.revenue(there)
    wanted = shape.goal * sum(shape.shares.values())
    smaller = min(Fraction(1), wanted / (2 * yielded)) if yielded else 1
    return shape, {name: count * smaller for name, count in there.items()}


def _arriving(shape: Shape, entering: Heads, there: Heads) -> Heads:
    """Walk on with those who enter and those who are there; the latter do not arrive where they are."""
    everyone = {name: entering.get(name, Fraction(0)) + there.get(name, Fraction(0)) for name in shape.names}
    return {name: count - there.get(name, Fraction(0)) for name, count in shape.reached(everyone).items()}


@given(stocked())
def test_heads_who_are_there_leave_the_rest_of_the_goal_to_the_sources(stock: tuple[Shape, Heads]) -> None:
    """What they bring counts once; every source brings its share of the rest, and every volume follows from that."""
    shape, there = stock
    rest = 1 - shape.revenue(there) / (shape.goal * sum(shape.shares.values()))
    entering = {name: count * rest for name, count in shape.entering().items()}
    by_hand = _arriving(shape, entering, there)
    worked = plan(shape.funnel(), pipeline=there)
    assert {need.stage: need.exact for need in worked} == by_hand
    brought = sum(count * shape.values.get(name, 0) for name, count in by_hand.items())
    assert brought == shape.goal * sum(shape.shares.values())


@given(shapes(), st.sampled_from(["up at every stage", "up once at the end", "nearest", "whole heads only", "none"]))
def test_nobody_there_is_no_pipeline(shape: Shape, rounding: Rounding) -> None:
    """An empty one, and one of nobody at each stage."""
    funnel = shape.funnel(rounding)
    assert plan(funnel, pipeline={}) == plan(funnel)
    assert plan(funnel, pipeline=dict.fromkeys(shape.names, 0)) == plan(funnel)


@given(st.integers(0, 200), st.integers(0, 40), st.sampled_from(["up at every stage", "up once at the end"]))
def test_more_heads_there_never_ask_for_more(there: int, more: int, rounding: Rounding) -> None:
    """At any stage, and none is asked for less than nobody."""
    funnel = Funnel(CHAIN.stages, CHAIN.value, "4990 USD/month", rounding)
    for name in ("lead", "SQL"):
        before, after = plan(funnel, pipeline={name: there}), plan(funnel, pipeline={name: there + more})
        assert all(low.volume <= high.volume for low, high in zip(after, before, strict=True))
        assert all(low.volume.value >= 0 for low in after)


@pytest.mark.parametrize(
    ("there", "texts"),
    [
        (
            {"SQL": 30},
            (
                "70 SQL/month / 40 % = 175 lead/month",
                "50 customer/month / 50 % - 30 SQL there already = 70 SQL/month",
                "5,000.00 USD/month / 100.00 USD/customer = 50 customer/month",
            ),
        ),
        (
            {"lead": 25, "SQL": 30},
            (
                "70 SQL/month / 40 % - 25 leads there already = 150 lead/month",
                "50 customer/month / 50 % - 30 SQL there already = 70 SQL/month",
                "5,000.00 USD/month / 100.00 USD/customer = 50 customer/month",
            ),
        ),
    ],
)
def test_heads_who_are_there_are_taken_off_where_they_are(there: Mapping[str, int], texts: tuple[str, ...]) -> None:
    """50 customers take 100 SQL; 30 are there, so 70 must come, of 175 leads, of whom 25 are there too."""
    assert tuple(need.because for need in plan(CHAIN, pipeline=there)) == texts


@pytest.mark.parametrize("there", [{"SQL": 100}, {"SQL": 1000}, {"lead": 250}, {"lead": 125, "SQL": 50}])
def test_a_full_pipeline_asks_for_nobody_to_enter(there: Mapping[str, int]) -> None:
    """Heads enough for 50 customers, or more: the goal stays what it is, and no leads are needed."""
    worked = plan(CHAIN, pipeline=there)
    assert worked["lead"].volume == Quantity(0, "lead/month")
    assert worked["customer"].volume == Quantity(50, "customer/month")


def test_heads_who_are_there_count_where_the_way_splits() -> None:
    """Ten SQL are there for 5 customers at 100 and 3 partners at 10: 530 of 1,060, so ten more must come."""
    stages: Chain = ["SQL", ("customer", "50 %"), Stage("partner", "30 %", of="SQL", value="10 USD")]
    worked = plan(Funnel(stages, "100 USD/customer", "1060 USD/month"), pipeline={"SQL": 10})
    assert [need.volume.value for need in worked] == [10, 10, 6]


def test_heads_who_are_there_may_bring_a_goal_of_nothing() -> None:
    """Nobody must come for a goal of zero, whoever is there and however many sales there are."""
    stages: Chain = ["SQL", ("customer", "50 %"), Stage("partner", "30 %", of="SQL", value="10 USD")]
    funnel = Funnel(stages, "100 USD/customer", "0 USD/month")
    assert plan(funnel, pipeline={"SQL": 10})["SQL"].volume == Quantity(0, "SQL/month")
    assert plan(CHAIN, pipeline={"SQL": 0})["SQL"].volume == Quantity(100, "SQL/month")


def test_a_pipeline_counts_towards_the_share_that_is_sourced() -> None:
    """Half of 5,000 is 25 customers, 50 SQL; 20 are there, so 30 must come, of 75 leads."""
    funnel = Funnel(CHAIN.stages, CHAIN.value, CHAIN.goal, sources={"lead": "50 %"})
    assert [need.volume.value for need in plan(funnel, pipeline={"SQL": 20})] == [75, 30, 25]


def test_customers_who_are_there_bring_what_comes_after_the_sale() -> None:
    """Ten customers have paid already; five of them renew at 80, which is 400 of 1,800.

    The rest of 1,400 takes ten new ones, who bring 100 + 0.5 x 80 = 140 each; 20 customers renew ten times.
    """
    stages: Chain = ["SQL", ("customer", "50 %"), Stage("renewal", "50 %", value="80 USD")]
    worked = plan(Funnel(stages, "100 USD/customer", "1800 USD/month"), pipeline={"customer": 10})
    assert [need.volume.value for need in worked] == [20, 10, 10]


def test_a_pipeline_is_exact() -> None:
    """Text, fractions and floats as written: 25.5 / 0.5 is 51 SQL, and 0.1 + 0.9 is one of them."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "2550 USD/month", "none")
    assert plan(funnel, pipeline={"SQL": 0.1})["SQL"].exact == Fraction("50.9")
    assert plan(funnel, pipeline={"SQL": Fraction(1, 3)})["SQL"].exact == Fraction(152, 3)


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ({"SQLs": 3}, "no stage named 'SQLs'; stages are 'lead', 'SQL', 'customer' (did you mean 'SQL'?)"),
        ({"call": 3}, "no stage named 'call'; stages are 'lead', 'SQL', 'customer'"),
        ({"SQL": -1}, "a pipeline has no -1 SQL"),
    ],
)
def test_a_pipeline_that_is_none_is_refused(there: Mapping[str, int], message: str) -> None:
    """Heads are at a stage of the funnel, and not fewer than none."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        plan(CHAIN, pipeline=there)
    assert caught.value.field == "pipeline"


def test_a_pipeline_belongs_to_one_segment() -> None:
    """The message shows the way: the funnels of the segments take their own."""
    halves = [Segment("north", share="50 %"), Segment("south", share="50 %")]
    funnel = Funnel(CHAIN.stages, CHAIN.value, CHAIN.goal, segments=halves)
    message = "a pipeline belongs to one segment: plan the funnels of funnel.split() with their own"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        plan(funnel, pipeline={"SQL": 30})
    assert caught.value.field == "pipeline"
    assert plan(funnel.split()["north"], pipeline={"SQL": 30})["SQL"].volume == Quantity(20, "SQL/month")
