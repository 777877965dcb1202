"""Plans with a confidence, and what chances, volumes and intervals refuse, each with its whole message."""

import re
import sys
from collections.abc import Callable
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing.errors import MissingExtraError, needs_extra
from smarketing.funnel import Funnel, Prior, Segment, Stage, chance, outlook, plan, rate_interval, volume_for
from smarketing.units import Number, Quantity

Ways = list[Stage | str | tuple[str, str | Number]]

ONE = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
COUNTED = Funnel(
    ["MQL", ("SQL", "40 of 100"), ("customer", "200 of 400")],
    "100 USD/customer",
    "5000 USD/month",
    confidence="80 %",
    prior=Prior(Fraction(1, 2), Fraction(1, 2)),
)
SEGMENTED = attrs.evolve(ONE, segments=[Segment("big", share="40 %"), Segment("small", share="60 %")])
SOURCED = attrs.evolve(ONE, sources={"SQL": "50 %", "customer": "50 %"})
MERGED = Funnel(
    ["lead", "demo", Stage("SQL", "40 %", of="lead"), Stage("SQL", "60 %", of="demo"), Stage("customer", "50 %")],
    "100 USD/customer",
    "5000 USD/month",
    sources={"lead": "100 %", "demo": "0 %"},
)
JOINED = Funnel(
    ["lead", ("MQL", "50 %"), Stage("SQL", "40 %", of="MQL"), Stage("SQL", "10 %", of="lead"), ("customer", "50 %")],
    "100 USD/customer",
    "5000 USD/month",
)
GROWING = Funnel(
    ["deal", Stage("order", "300 %", grows=True), ("contract", "50 %")], "100 USD/contract", "5000 USD/month"
)
RENEWED = Funnel(
    ["SQL", ("customer", "50 %"), Stage("contract", "80 %", value="50 USD")], "100 USD/customer", "5000 USD/month"
)
TWO_SALES = Funnel(
    ["SQL", ("customer", "50 %"), Stage("partner", "5 %", of="SQL", value="900 USD")],
    "100 USD/customer",
    "5000 USD/month",
)


def test_a_plan_with_a_confidence_says_both_numbers() -> None:
    """What arithmetic asks for, and what reaches the goal with the chance; sales are what the goal asks for."""
    worked = plan(COUNTED)
    sizes = [volume_for(COUNTED, name, "80 %") for name in ("MQL", "SQL")]
    assert [need.volume for need in worked] == [*sizes, Quantity(50, "customer/month")]
    assert [need.exact for need in worked] == [250, 100, 50]
    assert str(worked) == (
        "5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage; confidence: 80 %\n"
        "customer: 5,000.00 USD/month / 100.00 USD/customer = 50 customer/month\n"
        "SQL: 50 customer/month / 50 % (200 of 400) = 100 SQL/month;"
        f" for a chance of 80 %, {sizes[1].value} SQL/month\n"
        "MQL: 100 SQL/month / 40 % (40 of 100) = 250 MQL/month;"
        f" for a chance of 80 %, {sizes[0].value} MQL/month"
    )
    target = worked.target("SQL")
    assert (target.quantity, target.because) == (sizes[1], worked["SQL"].because)


def test_a_certain_plan_with_a_confidence_by_hand() -> None:
    """One sale at one in two: 1 - (1/2)^n is 75 % for two heads, 87.5 % for three."""
    small = attrs.evolve(ONE, goal="100 USD/month")
    sized = [plan(attrs.evolve(small, confidence=share))["SQL"].volume.value for share in ("75 %", "76 %", "88 %")]
    assert sized == [2, 3, 4]


@given(st.integers(1, 95), st.integers(0, 40))
def test_planned_volumes_reach_the_goal_with_their_confidence(percent: int, customers: int) -> None:
    """At every stage before the sale; the one after it follows by its rate."""
    funnel = attrs.evolve(
        COUNTED,
        stages=[*COUNTED.stages, Stage("contract", "80 %")],
        goal=Quantity(100 * customers, "USD/month"),
        confidence=f"{percent} %",
    )
    worked = plan(funnel)
    for name in ("MQL", "SQL"):
        assert chance(funnel, worked[name].volume).share >= percent / 100 - 1e-12
    calm = plan(attrs.evolve(funnel, confidence=None))
    assert [worked["customer"], worked["contract"]] == [calm["customer"], calm["contract"]]


def test_each_segment_is_sized_for_its_own_goal() -> None:
    """Alone as in the whole, and the whole needs their sum."""
    whole = attrs.evolve(SEGMENTED, confidence="90 %")
    worked = plan(whole)
    sizes = [volume_for(part, "SQL", "90 %") for part in whole.split().values()]
    assert [part["SQL"].volume for _name, part in worked.segments] == sizes
    assert worked["SQL"].volume == sizes[0] + sizes[1]


def test_heads_that_enter_later_are_not_asked_of_the_stage_before() -> None:
    """All MQLs come from outside: a plan asks for no leads, sure or not."""
    funnel = Funnel(
        ["lead", ("MQL", "50 %"), ("customer", "50 %")], "1 USD/customer", "100 USD/month", sources={"MQL": 1}
    )
    assert plan(attrs.evolve(funnel, confidence="80 %"))["lead"].volume == plan(funnel)["lead"].volume


def test_a_side_branch_does_not_stop_a_plan_with_a_confidence() -> None:
    """Trials lead to no sale: the way to the sale is one chain, with its chances, and trials follow by their rate."""
    stages: Ways = ["MQL", ("SQL", "50 %"), Stage("trial", "30 %", of="MQL"), Stage("customer", "50 %", of="SQL")]
    side = Funnel(stages, "100 USD/customer", "5000 USD/month", confidence="80 %")
    assert plan(side)["MQL"].volume == volume_for(side, "MQL", "80 %")


CHAIN_ONLY = "chances are worked out for one chain of stages; simulate plans with segments, sources and branches"


@pytest.mark.parametrize("funnel", [SEGMENTED, SOURCED, TWO_SALES])
def test_chances_are_those_of_one_chain(funnel: Funnel) -> None:
    """Segments, several entries and several sales are refused alike by all that works with chances."""
    calls: list[Callable[[], object]] = [
        lambda: chance(funnel, "100 SQL/month"),
        lambda: volume_for(funnel, "SQL", "80 %"),
        lambda: outlook(funnel, "100 SQL/month"),
    ]
    for call in calls:
        assert refusal(call) == (CHAIN_ONLY, "stages")


@pytest.mark.parametrize("funnel", [SOURCED, TWO_SALES, MERGED])
def test_plans_with_a_confidence_are_those_of_one_chain(funnel: Funnel) -> None:
    """Each segment is planned alone, and all else is refused."""
    assert refusal(lambda: plan(attrs.evolve(funnel, confidence="80 %"))) == (CHAIN_ONLY, "stages")


@pytest.mark.parametrize(("funnel", "stage", "named"), [(JOINED, "lead", "SQL"), (GROWING, "deal", "order")])
def test_chances_are_those_of_shares(funnel: Funnel, stage: str, named: str) -> None:
    """Where ways come together or heads multiply, a plan has none."""
    message = f"chances are worked out for a chain of shares, and {named} branches or grows; simulate it"
    assert refusal(lambda: chance(funnel, f"9 {stage}")) == (message, "stages")
    assert refusal(lambda: plan(attrs.evolve(funnel, confidence="80 %"))) == (message, "stages")


def test_after_the_branch_there_are_chances() -> None:
    """From SQLs on the way is one, wherever they came from; heads that grew are heads."""
    assert chance(JOINED, "100 SQL/month") == chance(ONE, "100 SQL/month")
    assert chance(GROWING, "100 order/month") == chance(ONE, "100 SQL/month")


def test_a_sale_that_brings_money_later_is_refused() -> None:
    """A renewal is not certain when it is sold; one that brings no money of its own is no matter."""
    message = "customer brings money later too, which is not certain when it is sold; simulate it"
    assert refusal(lambda: chance(RENEWED, "50 SQL/month")) == (message, "stages")
    free = attrs.evolve(RENEWED, stages=[*ONE.stages, Stage("contract", "80 %")])
    assert chance(free, "100 SQL/month") == chance(ONE, "100 SQL/month")


def test_a_stage_after_the_sale_does_not_come_before_it() -> None:
    """The words name both."""
    message = "contract does not come before customer, the sale"
    assert refusal(lambda: volume_for(RENEWED, "contract", "80 %")) == (message, "stage")


def test_a_stage_that_is_not_there_is_refused() -> None:
    """With the ones that are."""
    message = "no stage named 'SQQ'; stages are 'SQL', 'customer' (did you mean 'SQL'?)"
    assert refusal(lambda: volume_for(ONE, "SQQ", "80 %")) == (message, "stage")
    assert refusal(lambda: chance(ONE, Quantity(5, "SQQ/month"))) == (message, "stage")


@pytest.mark.parametrize(
    ("volume", "shown"), [("0.5 SQL/month", "0.5 SQL/month"), ("-1 SQL", "-1 SQL"), ("-3 SQL/quarter", "-1 SQL/month")]
)
def test_heads_are_whole_and_not_negative(volume: str, shown: str) -> None:
    """In the period of the goal."""
    message = f"chances are those of whole heads in one month, not {shown}"
    assert refusal(lambda: chance(ONE, volume)) == (message, "volume")
    assert refusal(lambda: outlook(ONE, volume)) == (message, "volume")


def test_intervals_end_at_ten_thousand_heads() -> None:
    """Beyond, they are not worked out."""
    message = "intervals are worked out for up to 10,000 heads, not 10,001"
    assert refusal(lambda: outlook(ONE, "10001 SQL/month")) == (message, "volume")


def test_no_number_of_heads_makes_up_for_a_rate_of_nothing() -> None:
    """Unless nothing is wanted."""
    never = attrs.evolve(ONE, stages=["SQL", ("customer", 0)])
    message = "no number of SQL reaches the goal: a rate is 0 %"
    assert refusal(lambda: volume_for(never, "SQL", "80 %")) == (message, "stages")
    assert volume_for(attrs.evolve(never, goal="0 USD/month"), "SQL", "80 %") == Quantity(0, "SQL/month")


@pytest.mark.parametrize(
    ("confidence", "message"),
    [
        (0, "a confidence is above 0 % and below 100 %, not 0 %"),
        ("100 %", "a confidence is above 0 % and below 100 %, not 100 %"),
        (-0.5, "a confidence is above 0 % and below 100 %, not -50 %"),
        ("80", "a confidence is a share, as in '40 %'; not '80'"),
        ("80 lead", "a confidence is a share, as in '40 %'; not '80 lead'"),
    ],
)
def test_a_confidence_is_a_share_between_nothing_and_all(confidence: str | Number, message: str) -> None:
    """Refused by the argument it is, wherever it is asked for."""
    assert refusal(lambda: volume_for(ONE, "SQL", confidence)) == (message, "confidence")
    assert refusal(lambda: outlook(ONE, "9 SQL", confidence)) == (message, "confidence")
    assert refusal(lambda: rate_interval("1 of 2", confidence)) == (message, "confidence")


def test_a_confidence_and_a_pipeline_do_not_go_together() -> None:
    """Refused, and not left out."""
    message = "a confidence and a pipeline do not go together: plan without one of them"
    assert refusal(lambda: plan(COUNTED, pipeline={"SQL": 3})) == (message, "pipeline")


def test_a_rate_that_was_not_counted_has_no_interval() -> None:
    """It is taken as certain."""
    message = "a rate that was not counted has no interval: 47.5 %"
    assert refusal(lambda: rate_interval("47.5 %")) == (message, "rate")


def test_the_interval_of_a_rate_names_the_extra_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without scipy; the failed import is the cause."""
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    message = "the interval of a rate needs a library that is not installed; run: pip install 'smarketing[risk]'"
    with pytest.raises(MissingExtraError, match=f"^{re.escape(message)}$") as caught:
        rate_interval("190 of 400")
    assert isinstance(caught.value.__cause__, ImportError)


def test_only_failed_imports_are_turned_into_missing_extras() -> None:
    """Any other error is what it was."""
    with pytest.raises(KeyError, match=r"^'else'$"), needs_extra("this", "risk"):
        raise KeyError("else")
