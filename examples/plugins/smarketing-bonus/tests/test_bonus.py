"""The condition and the effect keep the contract of smarketing, pay exactly, and stand in agreement files."""

import pytest
from hypothesis import strategies as st
from smarketing_bonus import Reward, Surpassed

from smarketing import Actuals, InvalidValueError, Missed, Quantity, Remedy, dumps, judge, loads
from smarketing.agreement_file import json_schema
from smarketing.testing import check_condition, check_effect

TEXT = """\
smarketing: 1
title: Leads with a reward
term: {start: 2026-01-01}
parties:
  Marketing: {}
  Sales: {}
signatures: {Marketing: 2025-12-15, Sales: 2025-12-15}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
  faults: {owed_by: Marketing, owed_to: Sales, at_most: 5 incident/month}
consequences:
  reward:
    when:
      surpassed: {each: [leads, faults], by: 25 %}
    reward: 300 USD
    limit: 500 USD per quarter
"""
SHARES = st.integers(0, 100).map(lambda percent: Quantity(percent, "%"))
AMOUNTS = st.fractions(0, 1000, max_denominator=9).map(lambda amount: Quantity(amount, "USD"))


def test_the_condition_keeps_the_contract() -> None:
    """Whichever promises it names, by however much."""
    names = st.lists(st.sampled_from(("leads", "calls", "reports")), min_size=1, unique=True)
    check_condition(st.builds(Surpassed, names, by=SHARES))


def test_the_effect_keeps_the_contract() -> None:
    """Whatever it pays; amounts are not rounded."""
    check_effect(st.builds(Reward, AMOUNTS))


def test_who_pays_whom() -> None:
    """Sales pays Marketing: at 125 leads, and at 4 faults of 5; 124 leads and 5 faults earn nothing."""
    agreement = loads(TEXT)
    figures = {"leads": {"2026-01": 125, "2026-02": 124}, "faults": {"2026-01": 5, "2026-02": 4}}
    dues = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics)).dues
    assert [(str(due.month), due.owed_by, due.owed_to, str(due.amount), due.because) for due in dues] == [
        ("2026-01", "Sales", "Marketing", "300 USD", "leads in 2026-01: a reward of 300.00 USD"),
        (
            "2026-02",
            "Sales",
            "Marketing",
            "200 USD",
            "faults in 2026-02: a reward of 300.00 USD, of which the limit of 500.00 USD per quarter leaves 200.00 USD",
        ),
    ]


def test_their_text_in_a_file() -> None:
    """It is read and written the same."""
    consequence = loads(TEXT).consequences[0]
    assert (consequence.when, consequence.effect) == (Surpassed(["leads", "faults"], by="25 %"), Reward("300 USD"))
    assert dumps(loads(TEXT)).endswith(
        "      surpassed:\n        each: [leads, faults]\n        by: 25 %\n"
        "    limit: 500 USD per quarter\n    reward: 300 USD\n"
    )
    assert loads(dumps(loads(TEXT))) == loads(TEXT)


def test_editors_know_their_keys() -> None:
    """The schema has their sentences."""
    known = json_schema()["definitions"]
    assert known["surpassed"]["description"] == (
        "A promise was kept this month with so much to spare. A value alone stands for each."
    )
    assert known["reward"]["description"] == (
        "The party that a promise is owed to pays the party that kept it. A value alone stands for pay."
    )
    keys = known["surpassed"]["anyOf"][1]["properties"] | known["reward"]["anyOf"][1]["properties"]
    assert {name: key["description"] for name, key in keys.items()} == {
        "each": "Promises that are watched one by one.",
        "by": "By what part of the target at least; 20 % unless stated.",
        "pay": "What is paid, as 300 USD.",
    }


def test_which_asks_for_more() -> None:
    """By less, of the same promises, is easier; other conditions and effects do not compare."""
    easy, hard = Surpassed("leads", by="10 %"), Surpassed("leads", by="30 %")
    assert easy.holds_whenever(hard)
    assert not hard.holds_whenever(easy)
    assert not easy.holds_whenever(Surpassed("calls", by="30 %"))
    assert not easy.holds_whenever(Missed("leads"))
    assert Reward("30 USD").costs_at_least(Reward("20 USD"))
    assert not Reward("20 USD").costs_at_least(Reward("30 USD"))
    assert not Reward("30 USD").costs_at_least(Reward("20 EUR"))
    assert not Reward("30 USD").costs_at_least(Remedy("call"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Surpassed([]), "each is empty; name at least one promise"),
        (lambda: Surpassed("leads", by="2 SQL"), "a promise is surpassed by a share, as in '20 %'; not by 2 SQL"),
        (lambda: Reward("3 days"), "a reward is an amount of money, as in '300 USD'; not 3 days"),
        (lambda: Reward("-3 USD"), "a reward is an amount of money, as in '300 USD'; not -3 USD"),
    ],
    ids=["no-promise", "no-share", "no-money", "negative"],
)
def test_what_they_refuse(make: type[object], message: str) -> None:
    """A share of the target, and money."""
    with pytest.raises(InvalidValueError) as refusal:
        make()
    assert str(refusal.value) == message
