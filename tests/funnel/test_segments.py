"""Segments of a funnel: alone and together, with shares, goals, values and rates of their own."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_routes import Chain
from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Rounding, Segment, Stage, plan
from smarketing.units import Quantity

CHAIN: Chain = ["SQL", ("customer", "50 %")]
# a quarter of 5,000 at 300: 1,250 / 300 = 4.17, up to 5 customers, 10 SQL; the rest 3,750 at 100: 37.5, up to 38, / 0.4
BOTH = Funnel(
    CHAIN,
    "100 USD/customer",
    "5000 USD/month",
    segments=[
        Segment("enterprise", share="25 %", value="300 USD/customer"),
        Segment("small", goal="3750 USD/month", stages=[("customer", "40 %")]),
    ],
)
fractions = st.sampled_from([*map(Fraction, ("1/2", "1/3", "2/5", "7/100", "1"))])


@st.composite
def segmented(draw: st.DrawFn) -> tuple[Funnel, list[Funnel]]:
    """Funnels with segments, and the funnel of each segment written down in full."""
    rounding: Rounding = draw(st.sampled_from(["up at every stage", "up once at the end", "nearest", "none"]))
    goal = draw(st.integers(0, 10**5))
    cuts = sorted(draw(st.lists(st.integers(0, 20), max_size=2)))
    shares = [Fraction(high - low, 20) for low, high in pairwise([0, *cuts, 20])]
    rates = {"SQL": draw(fractions), "customer": draw(fractions)}
    segments, alone = [], []
    for place, share in enumerate(shares):
        own = {name: draw(fractions) for name in rates if draw(st.booleans())}
        value = Quantity(draw(st.integers(1, 500)), "USD/customer") if draw(st.booleans()) else None
        money = Quantity(goal * share, "USD/month")
        bounded = Segment(str(place), goal=money, value=value, stages=list(own.items()))
        shared = Segment(str(place), share=share, value=value, stages=list(own.items()))
        segments.append(draw(st.sampled_from([bounded, shared])))
        stages: list[str | tuple[str, Fraction]] = ["lead", *(rates | own).items()]
        alone.append(Funnel(stages, value or "70 USD/customer", money, rounding))
    whole = Funnel(["lead", *rates.items()], "70 USD/customer", f"{goal} USD/month", rounding, segments=segments)
    return whole, alone


@given(segmented())
def test_a_segment_is_a_funnel_of_its_own(funnels: tuple[Funnel, list[Funnel]]) -> None:
    """Its part of the goal, its rates and value where it has some, the funnel's where not."""
    whole, alone = funnels
    assert list(whole.split().values()) == alone
    worked = plan(whole)
    assert [worked.segment(str(place)) for place in range(len(alone))] == [plan(each) for each in alone]


@given(segmented())
def test_together_segments_need_what_they_need_alone(funnels: tuple[Funnel, list[Funnel]]) -> None:
    """Volumes, exact numbers and points are sums; the points of each stage are the goal."""
    whole, alone = funnels
    worked, parts = plan(whole), [plan(each) for each in alone]
    for need in worked:
        assert need.volume.value == sum(part[need.stage].volume.value for part in parts)
        assert need.exact == sum(part[need.stage].exact for part in parts)
        assert worked.points(need.stage) == whole.goal


def test_a_plan_of_segments_shows_the_sums_and_each_plan() -> None:
    """Worked in the comment above; shares and goals of their own go together."""
    assert str(plan(BOTH)) == (
        "5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage\n"
        "customer: 5 customer/month enterprise + 38 customer/month small = 43 customer/month\n"
        "SQL: 10 SQL/month enterprise + 95 SQL/month small = 105 SQL/month\n"
        "enterprise: 1,250.00 USD/month at 300.00 USD/customer; rounding: up at every stage\n"
        "  customer: 1,250.00 USD/month / 300.00 USD/customer = 4.17, rounded up to 5 customer/month\n"
        "  SQL: 5 customer/month / 50 % = 10 SQL/month\n"
        "small: 3,750.00 USD/month at 100.00 USD/customer; rounding: up at every stage\n"
        "  customer: 3,750.00 USD/month / 100.00 USD/customer = 37.5, rounded up to 38 customer/month\n"
        "  SQL: 38 customer/month / 40 % = 95 SQL/month"
    )


@pytest.mark.parametrize(
    ("name", "target", "because"),
    [
        ("SQL", "105 SQL/month", "10 SQL/month enterprise + 95 SQL/month small = 105 SQL/month"),
        ("SQL.enterprise", "10 SQL/month", "5 customer/month / 50 % = 10 SQL/month"),
        ("customer.small", "38 customer/month",
         "3,750.00 USD/month / 100.00 USD/customer = 37.5, rounded up to 38 customer/month"),
        ("goal", "5000 USD/month", "the revenue goal"),
        ("goal.enterprise", "1250 USD/month", "the revenue goal of enterprise"),
        ("points.SQL", "5000 USD/month", "the worth of 102.08 SQL/month"),
        ("points.SQL.small", "3750 USD/month", "the worth of 93.75 SQL/month"),
    ],
)  # fmt: skip
def test_numbers_of_segments_can_be_promised(name: str, target: str, because: str) -> None:
    """Each target keeps where it comes from, under the name it was asked for by."""
    promised = plan(BOTH).target(name)
    assert (str(promised.quantity), promised.source, promised.because) == (target, f"funnel.{name}", because)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SQL.medium", "no segment named 'medium'; segments are 'enterprise', 'small'"),
        ("goal.Small", "no segment named 'Small'; segments are 'enterprise', 'small' (did you mean 'small'?)"),
        ("points.MQL", "no stage named 'MQL'; stages are 'SQL', 'customer' (did you mean 'SQL'?)"),
        ("points.MQL.small", "no stage named 'MQL'; stages are 'SQL', 'customer' (did you mean 'SQL'?)"),
        ("points.SQL.medium", "no segment named 'medium'; segments are 'enterprise', 'small'"),
    ],
)
def test_a_number_of_no_segment_is_refused(name: str, message: str) -> None:
    """With the names there are."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        plan(BOTH).target(name)


def test_the_points_of_a_stage_are_what_its_heads_bring() -> None:
    """A decision maker is worth 0.5 x 300, an intern 0.1 x 300: 20 of one and 100 of the other are worth 6,000."""
    leads = Funnel(
        ["lead", ("customer", "50 %")], "300 USD/customer", "6000 USD/month",
        segments=[Segment("decision makers", share="50 %"),
                  Segment("interns", share="50 %", stages=[("customer", "10 %")])],
    )  # fmt: skip
    parts = leads.split()
    assert [part.worth("lead") for part in parts.values()] == [Quantity(150, "USD/lead"), Quantity(30, "USD/lead")]
    worked = plan(leads)
    assert [worked.segment(name)["lead"].volume.value for name in parts] == [20, 100]
    assert worked.target("points.lead").quantity == Quantity(20 * 150 + 100 * 30, "USD/month")


def test_heads_from_outside_are_summed_as_well() -> None:
    """Half of 1,000 and half of 3,000 at 100 enter as SQL: 10 and 30, with as many from leads."""
    funnel = Funnel(["lead", ("SQL", "50 %"), ("customer", "50 %")], "100 USD/customer", "4000 USD/month",
                    sources={"lead": "50 %", "SQL": "50 %"},
                    segments=[Segment("a", share="25 %"), Segment("b", share="75 %")])  # fmt: skip
    assert [need.sourced for need in plan(funnel)] == [None, Quantity(40, "SQL/month"), None]
    assert [need.volume.value for need in plan(funnel)] == [80, 80, 40]


def test_the_goals_of_segments_make_the_goal_of_the_funnel() -> None:
    """Where each has one; 9,000 a quarter are 3,000 a month."""
    segments = [Segment("a", goal="2000 USD/month"), Segment("b", goal="9000 USD/quarter")]
    funnel = Funnel(CHAIN, "100 USD/customer", segments=segments)
    assert funnel.goal == Quantity(5000, "USD/month")
    assert [part.goal for part in funnel.split().values()] == [Quantity(2000, "USD/month"), Quantity(3000, "USD/month")]
    assert [str(part.goal) for part in funnel.split().values()] == ["2000 USD/month", "3000 USD/month"]


def test_a_segment_keeps_what_it_does_not_change() -> None:
    """Lags, values, growth of a stage, sources, rounding and the ways that it does not name."""
    stages: Chain = ["lead", Stage("SQL", "50 %", lag="1 month", owed_by="Sales"), Stage("trial", "20 %", of="lead"),
              Stage("customer", "50 %", of="SQL"), Stage("customer", "25 %", of="trial"),
              Stage("seat", "250 %", grows=True, value="4 USD")]  # fmt: skip
    own = [Stage("SQL", "30 %"), Stage("customer", "10 %", of="trial", lag="2 months"),
           Stage("seat", "120 %", grows=True, value="5 USD")]  # fmt: skip
    funnel = Funnel(stages, "100 USD/customer", "5000 USD/month", "nearest", sources={"lead": "80 %", "SQL": "20 %"},
                    growth="1 %", segments=[Segment("a", share=1, stages=own)])  # fmt: skip
    part = funnel.split()["a"]
    changed: Chain = [stages[0], Stage("SQL", "30 %", lag="1 month", owed_by="Sales"), *stages[2:4],
               Stage("customer", "10 %", of="trial", lag="2 months"),
               Stage("seat", "120 %", grows=True, value="5 USD")]  # fmt: skip
    assert part == Funnel(changed, "100 USD/customer", "5000 USD/month", "nearest", growth="1 %",
                          sources={"lead": "80 %", "SQL": "20 %"})  # fmt: skip


def test_a_segment_without_a_share_needs_nobody_whatever_its_rates() -> None:
    """Zero of the goal takes no heads, even at a rate of zero; any of it does."""
    shut = [("customer", "0 %")]
    rest = Segment("rest", share=1)
    funnel = Funnel(CHAIN, "100 USD/customer", "5000 USD/month", segments=[Segment("a", share=0, stages=shut), rest])
    assert [need.volume.value for need in plan(funnel).segment("a")] == [0, 0]
    assert [need.volume.value for need in plan(funnel)] == [100, 50]
    halves = [Segment("a", share="50 %", stages=shut), Segment("rest", share="50 %")]
    message = "no number of SQL reaches the goal of 2,500.00 USD/month: a rate on the way from SQL is 0 %"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        plan(Funnel(CHAIN, "100 USD/customer", "5000 USD/month", segments=halves))


def test_what_a_head_is_worth_is_asked_of_a_segment() -> None:
    """It differs by segment; the message shows the way."""
    message = "what a head is worth differs by segment; ask the funnels of funnel.split()"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        BOTH.worth("SQL")
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        BOTH.expected_revenue("100 SQL/month")
    parts = [part.expected_revenue("100 SQL/month") for part in BOTH.split().values()]
    assert parts == [Quantity(15_000, "USD/month"), Quantity(4_000, "USD/month")]


def test_a_funnel_without_segments_has_none_to_split() -> None:
    """Neither funnels nor plans."""
    funnel = Funnel(CHAIN, "100 USD/customer", "5000 USD/month")
    assert funnel.split() == {}
    with pytest.raises(InvalidValueError, match=r"^no segment named 'a'; segments are none$"):
        plan(funnel).segment("a")


@pytest.mark.parametrize("sums", [[Fraction(1, 3)] * 3, [0.1] * 10, ["33.3 %", "66.7 %"]])
def test_shares_are_exact(sums: Sequence[Fraction | float | str]) -> None:
    """Thirds, tenths and decimals sum to the whole."""
    segments = [Segment(f"part {place}", share=share) for place, share in enumerate(sums)]
    funnel = Funnel(CHAIN, "100 USD/customer", "5000 USD/month", segments=segments)
    assert [*accumulate(part.goal.value for part in funnel.split().values())][-1] == 5000
