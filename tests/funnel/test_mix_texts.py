"""Mixes worked by hand, what they say, what clashes, and every error of channels and mixes, whole."""

import pickle
import re
import sys
from fractions import Fraction
from typing import Any

import attrs
import pytest

from smarketing.errors import InvalidValueError, MissingExtraError, UnitError
from smarketing.funnel import (
    Funnel,
    InfeasibleMixError,
    MarketingChannel,
    Segment,
    channels_of,
    cheapest_mix,
    richest_mix,
)
from smarketing.units import Quantity

ADS = MarketingChannel("ads", "40 USD/lead", "8 USD/lead", capacity=300)
EVENTS = MarketingChannel("events", "100 USD/lead", "15 USD/lead")
FUNNEL = Funnel(
    ["lead", ("SQL", "20 %"), ("customer", "50 %")],
    "100 USD/customer",
    "5000 USD/month",
    segments=[Segment("big", share="60 %", value="300 USD/customer"), Segment("small", share="40 %")],
)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


def test_the_cheapest_mix_in_words() -> None:
    """299 x 8 + 174 x 15 = 5002 for 11960 + 17400 USD; 300 and 174 would cost 40 USD more and 300 and 173 bring 4995.

    A dollar of the goal costs 100/15 = 6.67 USD by events; one more of the ads saves 8 x 100/15 - 40 = 13.33 USD.
    """
    mix = cheapest_mix([ADS, EVENTS], "5000 USD")
    assert str(mix) == (
        "ads: 299 leads\n"
        "events: 174 leads\n"
        "costs 29,360.00 USD, brings 5,002.00 USD\n"
        "the capacity of ads: one more is worth 13.33 USD (if leads need not be whole)\n"
        "the goal: one less is worth 6.67 USD (if leads need not be whole)"
    )
    assert mix["events"] == Quantity(174, "lead")
    with pytest.raises(KeyError, match=whole("'fairs'")):
        mix["fairs"]


def test_the_richest_mix_in_words() -> None:
    """300 ads for 12000 USD; the other 38000 USD buy 380 events: 2400 + 5700 USD.

    A dollar more buys 15/100 = 0.15 USD by events; one more of the ads brings 8 - 40 x 0.15 = 2 USD more.
    """
    assert str(richest_mix([ADS, EVENTS], "50000 USD")) == (
        "ads: 300 leads\n"
        "events: 380 leads\n"
        "costs 50,000.00 USD, brings 8,100.00 USD\n"
        "the capacity of ads: one more is worth 2.00 USD (if leads need not be whole)\n"
        "the budget: one more is worth 0.15 USD (if leads need not be whole)"
    )


def test_a_mix_towards_customers() -> None:
    """Channels may bring heads: 10 customers at one in 50 leads are 500 leads; the price is money a customer."""
    channel = MarketingChannel("ads", "3 USD/lead", "1/50 customer/lead")
    mix = cheapest_mix([channel], "10 customers")
    assert (mix.cost, mix.brings) == (Quantity(1500, "USD"), Quantity(10, "customer"))
    assert [(each.limit, each.price) for each in mix.bottlenecks] == [("the goal", Quantity(150, "USD"))]
    rich = richest_mix([channel], "1501 USD")
    assert (rich.cost, rich.brings) == (Quantity(1500, "USD"), Quantity(10, "customer"))
    assert [each.price for each in rich.bottlenecks] == [Quantity(Fraction(666666667, 10**11), "customer")]


@pytest.mark.parametrize(
    ("changes", "goal", "leads"),
    [
        ({}, "0 USD", (0, 0)),
        ({}, "-5 USD", (0, 0)),
        ({"at_least": 2}, "0 USD", (2, 0)),
        ({"at_least": Fraction(5, 2)}, "0 USD", (3, 0)),  # 2.5 leads wanted are 3 whole ones
        ({"capacity": Fraction(5, 2)}, "10 USD", (2, 4)),  # 2.5 leads there are 2 whole ones: 2 x 1 + 4 x 2
        ({"capacity": 4}, "10 USD", (4, 3)),
        ({"highest_share": "50 %"}, "10 USD", (2, 4)),  # 4 and 3 are more than half; 2 and 4 are a third
        ({"highest_share": 0}, "10 USD", (0, 5)),
        ({"lowest_share": "50 %", "capacity": 3}, "8 USD", (3, 3)),  # 2 and 3 are less than half
    ],
)
def test_limits_of_a_channel(changes: dict[str, Any], goal: str, leads: tuple[int, int]) -> None:
    """One for 1 USD that brings 1 USD, the other for 3 USD that brings 2: the first as far as it may go."""
    first = MarketingChannel("first", "1 USD/lead", "1 USD/lead", **changes)
    mix = cheapest_mix([first, MarketingChannel("other", "3 USD/lead", "2 USD/lead")], goal)
    assert [count for _name, count in mix.leads] == [Quantity(number, "lead") for number in leads]


def test_leads_that_cost_nothing() -> None:
    """The goal is met for nothing; a budget buys leads without end, unless there are only so many."""
    free, capped = (MarketingChannel("word of mouth", "0 USD/lead", "8 USD/lead", capacity=most) for most in (None, 7))
    assert cheapest_mix([free], "50 USD").cost == Quantity(0, "USD")
    assert richest_mix([capped], "0 USD").brings == Quantity(56, "USD")
    message = "leads without end cost nothing; give the channels a capacity"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        richest_mix([free], "0 USD")
    assert caught.value.field == "channels"


@pytest.mark.parametrize(
    ("channels", "goal", "limits"),
    [
        ([MarketingChannel("a", "1 USD/lead", "0 USD/lead")], "1 USD", ["the goal"]),
        ([ADS], "2401 USD", ["the capacity of ads", "the goal"]),
        ([MarketingChannel("a", "1 USD/lead", "1 USD/lead", capacity=1, at_least=2), ADS], "5 USD",
         ["the capacity of a", "the least of a"]),
        ([MarketingChannel("a", "1 USD/lead", "1 USD/lead", capacity=Fraction(3, 4), at_least=Fraction(1, 4))], "0 USD",
         ["the capacity of a", "the least of a"]),  # room for a quarter to three quarters, and no whole lead
        ([MarketingChannel(name, "1 USD/lead", "1 USD/lead", highest_share="40 %", capacity=99) for name in "ab"],
          "5 USD",
         ["the highest share of a", "the highest share of b", "the goal"]),
        ([MarketingChannel(name, "1 USD/lead", "1 USD/lead", lowest_share="60 %") for name in "ab"], "5 USD",
         ["the lowest share of a", "the lowest share of b", "the goal"]),
        ([MarketingChannel("a", "1 USD/lead", "1 USD/lead", highest_share="40 %"), attrs.evolve(ADS, capacity=5)],
          "80 USD",
         ["the highest share of a", "the capacity of ads", "the goal"]),
    ],
)  # fmt: skip
def test_limits_that_clash(channels: list[MarketingChannel], goal: str, limits: list[str]) -> None:
    """No mix keeps them all; those that have nothing to do with it are not named."""
    clash = f"all limits; these clash: {', '.join(limits)}" if len(limits) > 1 else limits[0]
    with pytest.raises(InfeasibleMixError, match=whole(f"no mix keeps {clash}")) as caught:
        cheapest_mix(channels, goal)
    assert caught.value.limits == tuple(limits)
    assert pickle.loads(pickle.dumps(caught.value)).limits == tuple(limits)


def test_a_budget_that_clashes() -> None:
    """Ten leads at 10 USD are more than 99 USD."""
    message = "no mix keeps all limits; these clash: the least of a, the budget"
    with pytest.raises(InfeasibleMixError, match=whole(message)) as caught:
        richest_mix([MarketingChannel("a", "10 USD/lead", "1 USD/lead", at_least=10), ADS], "99 USD")
    assert caught.value.limits == ("the least of a", "the budget")


@pytest.mark.parametrize(
    ("channel", "goal"),
    [
        (MarketingChannel("a", "1 USD/lead", "1 USD/lead"), Quantity(10**23, "USD")),
        (MarketingChannel("a", "1 USD/lead", Quantity(Fraction(1, 10**17 + 3), "USD/lead")), "1 USD"),
    ],
)
def test_numbers_with_too_many_digits_are_not_called_infeasible(
    channel: MarketingChannel, goal: str | Quantity
) -> None:
    """There are mixes, which a solver in floating point cannot find: it says so, and never that limits clash."""
    message = "the numbers of this mix have too many digits to be solved for"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        cheapest_mix([channel], goal)
    assert (type(caught.value), caught.value.field) == (InvalidValueError, "channels")


COST = "the cost of a is money for one lead, as in '40 USD/lead'; not"
SHARES = "shares of a are from 0 % to 100 %, the lowest first"
LIMITS = "limits of a are not below zero"


@pytest.mark.parametrize(
    ("cost", "brings", "limits", "message", "field"),
    [
        ("1 USD", "1 USD/lead", {}, f"{COST} 1 USD", "cost"),
        ("-1 USD/lead", "1 USD/lead", {}, f"{COST} -1 USD/lead", "cost"),
        ("1 day/lead", "1 USD/lead", {}, f"{COST} 1 day/lead", "cost"),
        ("1 USD/lead", "1 USD/MQL", {}, "what a brings is for one lead, as in '8 USD/lead'; not 1 USD/MQL", "brings"),
        ("1 USD/MQL", "-1 USD/MQL", {}, "what a brings is for one MQL, as in '8 USD/MQL'; not -1 USD/MQL", "brings"),
        ("1 USD/lead", "1 USD/lead", {"lowest_share": "60 %", "highest_share": "50 %"}, SHARES, "lowest_share"),
        ("1 USD/lead", "1 USD/lead", {"highest_share": "150 %"}, SHARES, "lowest_share"),
        ("1 USD/lead", "1 USD/lead", {"lowest_share": -1}, SHARES, "lowest_share"),
        ("1 USD/lead", "1 USD/lead", {"capacity": -1}, LIMITS, "capacity"),
        ("1 USD/lead", "1 USD/lead", {"at_least": -1}, LIMITS, "capacity"),
    ],
)
def test_channels_that_are_refused(cost: str, brings: str, limits: dict[str, Any], message: str, field: str) -> None:
    """Each says what it takes and what it got."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        MarketingChannel("a", cost, brings, **limits)
    assert caught.value.field == field


EURO = MarketingChannel("euro", "1 EUR/lead", "1 USD/lead")
CUSTOMERS = MarketingChannel("customers", "1 USD/lead", "1 customer/lead")


@pytest.mark.parametrize(
    ("channels", "message", "field"),
    [
        ([], "a mix has one channel or more, each there once; not []", "channels"),
        ([ADS, ADS], "a mix has one channel or more, each there once; not ['ads', 'ads']", "channels"),
        ([ADS, EURO], "channels cost the same money for the same lead, not USD/lead and EUR/lead", "cost"),
        ([ADS, CUSTOMERS], "1 customer/lead cannot be compared with USD/lead", None),
    ],
)
def test_channels_that_do_not_mix(channels: list[MarketingChannel], message: str, field: str | None) -> None:
    """The cheapest mix and the richest refuse them in the same words."""
    for best in (cheapest_mix, richest_mix):
        with pytest.raises(InvalidValueError, match=whole(message)) as caught:
            best(channels, "10 USD")
        assert caught.value.field == field


def test_a_budget_is_money() -> None:
    """Of the currency that leads cost."""
    with pytest.raises(UnitError, match=whole("10 EUR cannot be compared with USD")):
        richest_mix([ADS], "10 EUR")


def test_channels_of_segments() -> None:
    """A big lead is worth 20 % x 50 % x 300 = 30 USD, a small one 10; an SQL 150 and 50."""
    made = channels_of(FUNNEL, "lead", {"small": "2 USD/lead", "big": "9 USD/lead"}, {"small": 40})
    assert made == (
        MarketingChannel("big", "9 USD/lead", "30 USD/lead"),
        MarketingChannel("small", "2 USD/lead", "10 USD/lead", capacity=40),
    )
    assert [str(each.brings) for each in channels_of(FUNNEL, "SQL", {"big": "1 USD/SQL", "small": "1 USD/SQL"})] == [
        "150 USD/SQL",
        "50 USD/SQL",
    ]
    message = "costs are stated for the segments ['big', 'small'], not for ['big']"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        channels_of(FUNNEL, "lead", {"big": "9 USD/lead"})
    assert caught.value.field == "costs"


def test_the_mix_needs_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without scipy the error names what to install."""
    for name in ("scipy", "scipy.optimize"):
        monkeypatch.setitem(sys.modules, name, None)
    message = "the best mix of channels needs a library that is not installed; run: pip install 'smarketing[mix]'"
    with pytest.raises(MissingExtraError, match=whole(message)):
        cheapest_mix([ADS], "10 USD")
