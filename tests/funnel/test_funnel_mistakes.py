"""What a funnel refuses, each with its whole message and the argument it is about."""

import re
from collections.abc import Sequence
from typing import cast

import pytest

from smarketing.errors import InvalidValueError, UnitError
from smarketing.funnel import Funnel, Rounding, Stage, plan
from smarketing.units import Quantity

CHAIN: Sequence[Stage | str | tuple[str, str]] = ("SQL", ("customer", "50 %"))


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@pytest.mark.parametrize("name", ["lead/month", "", "SQL per month"])
def test_a_stage_is_called_by_one_noun(name: str) -> None:
    """Its period is that of the goal."""
    kept = name.replace(" per ", "/")
    with pytest.raises(
        InvalidValueError, match=whole(f"a stage is called by one noun, as in 'SQL'; not {kept!r}")
    ) as caught:
        Stage(name)
    assert caught.value.field == "name"


def test_a_stage_name_of_two_words_is_no_unit() -> None:
    """With the words of units."""
    message = "'qualified lead' is not a unit; write words with / between them, as in 'SQL/month'"
    with pytest.raises(UnitError, match=whole(message)):
        Stage("qualified lead")


def test_a_stage_is_kept_in_the_singular() -> None:
    """So that its volume is written like any other quantity; an own noun stays as it is."""
    assert [Stage("SQLs").name, Stage("demo").name, Stage("demos").name] == ["SQL", "demo", "demos"]


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ((), "a funnel has one stage or more"),
        (("SQL", "customer"), "stage customer needs a rate, as in '40 %', or a share of the goal under sources"),
        ((("SQL", "40 %"), ("customer", "50 %")), "the first stage, SQL, has no rate: nothing comes before it"),
        (("customer", ("customer", "50 %")),
         "each stage is there once for each stage it comes of; not customer, customer"),
        (("SQL", ("lead", "5 %"), ("SQLs", "5 %")), "list every way into SQL before the ways out of it"),
    ],
)  # fmt: skip
def test_a_chain_that_is_none_is_refused(stages: Sequence[str | tuple[str, str]], message: str) -> None:
    """A funnel has a first stage without a rate, and a rate for every way into another, each once."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Funnel(stages, "100 USD/customer", "5000 USD/month")
    assert caught.value.field == "stages"


@pytest.mark.parametrize(
    "value", ["100 USD", "100 USD/MQL", "100 lead/customer", "100 USD/customer/month", "100 customer"]
)
def test_a_value_that_is_not_money_for_a_customer_is_refused(value: str) -> None:
    """The message shows a value for this funnel."""
    message = f"the value is money for one customer: '100 USD/customer'; not {value}"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Funnel(CHAIN, value, "5000 USD/month")
    assert caught.value.field == "value"


@pytest.mark.parametrize("value", ["0 USD/customer", "-1 USD/customer"])
def test_a_customer_is_worth_something(value: str) -> None:
    """Nothing, and less, would need customers without end."""
    with pytest.raises(InvalidValueError, match=whole(f"the value is above zero, not {value}")) as caught:
        Funnel(CHAIN, value, "5000 USD/month")
    assert caught.value.field == "value"


@pytest.mark.parametrize(
    "goal", ["5000 EUR/month", "5000 USD", "5000 USD/week", "50 customer/month", "5000 USD/month/year"]
)
def test_a_goal_in_another_currency_or_period_is_refused(goal: str) -> None:
    """It is the value's currency per month, quarter or year."""
    message = f"the goal is USD per month, quarter or year: '5000 USD/month'; not {goal}"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Funnel(CHAIN, "100 USD/customer", goal)
    assert caught.value.field == "goal"


def test_a_goal_is_shown_in_the_currency_of_the_value() -> None:
    """The example in the message can be copied."""
    message = "the goal is JPY per month, quarter or year: '5000 JPY/month'; not 5000 USD/month"
    with pytest.raises(InvalidValueError, match=whole(message)):
        Funnel(CHAIN, "100 JPY/customer", "5000 USD/month")


def test_a_goal_is_not_negative() -> None:
    """Nothing is a goal that nobody needs to work for; less than nothing is none."""
    with pytest.raises(InvalidValueError, match=whole("the goal is not negative: -1 USD/month")) as caught:
        Funnel(CHAIN, "100 USD/customer", "-1 USD/month")
    assert caught.value.field == "goal"
    assert plan(Funnel(CHAIN, "100 USD/customer", "0 USD/month"))["SQL"].volume == Quantity(0, "SQL/month")


@pytest.mark.parametrize(
    ("rounding", "hint"), [("up", ""), ("Nearest", " (did you mean 'nearest'?)"), ("up once", "")]
)  # fmt: skip
def test_a_way_of_rounding_that_is_none_is_refused(rounding: str, hint: str) -> None:
    """The message lists the five."""
    ways = "'up at every stage', 'up once at the end', 'nearest', 'whole heads only', 'none'"
    message = f"no rounding named {rounding!r}; the ways of rounding are {ways}{hint}"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Funnel(CHAIN, "100 USD/customer", "5000 USD/month", cast("Rounding", rounding))
    assert caught.value.field == "rounding"


@pytest.mark.parametrize(("volume", "noun"), [("100 lead/month", "lead"), ("100 sales", "sale"), ("50 %", "%")])
def test_a_volume_of_another_stage_is_refused(volume: str, noun: str) -> None:
    """Revenue comes from the funnel's own stages."""
    message = f"no stage named {noun!r}; stages are 'SQL', 'customer'"
    with pytest.raises(InvalidValueError, match=whole(message)):
        Funnel(CHAIN, "100 USD/customer", "5000 USD/month").expected_revenue(volume)


@pytest.mark.parametrize(
    ("name", "hint"), [("call", ""), ("MQL", " (did you mean 'SQL'?)"), ("Customer", " (did you mean 'customer'?)")]
)
def test_a_need_of_another_stage_is_refused(name: str, hint: str) -> None:
    """As an item and as a target."""
    worked = plan(Funnel(CHAIN, "100 USD/customer", "5000 USD/month"))
    message = whole(f"no stage named {name!r}; stages are 'SQL', 'customer'{hint}")
    with pytest.raises(InvalidValueError, match=message):
        worked[name]
    with pytest.raises(InvalidValueError, match=message):
        worked.target(name)


def test_the_value_may_be_that_of_any_stage() -> None:
    """5,000 at 100 for each SQL are 50 of them; one in two becomes a customer, who brings nothing more."""
    worked = plan(Funnel(CHAIN, "100 USD/SQL", "5000 USD/month"))
    assert [need.volume.value for need in worked] == [50, 25]
    assert worked.funnel.expected_revenue("10 customers") == Quantity(0, "USD")


def test_own_nouns_are_stages_too() -> None:
    """An agreement's noun counts in a funnel like any other, given as quantities."""
    funnel = Funnel(["lead", ("demo", "50 %")], Quantity(10, "USD/demo"), "100 USD/month")
    assert plan(funnel)["lead"].volume == Quantity(20, "lead/month")
    assert funnel.expected_revenue(Quantity(4, "demo/month")) == Quantity(40, "USD/month")


def test_revenue_of_a_volume_without_a_period_is_plain_money() -> None:
    """A month's volume brings a month's revenue, a bare volume brings money."""
    funnel = Funnel(CHAIN, "100 USD/customer", "5000 USD/month")
    assert funnel.expected_revenue("3 customers") == Quantity(300, "USD")
    assert funnel.expected_revenue("3 customers/quarter") == Quantity(300, "USD/quarter")
