"""SM503: promises of a stage against what the promises of the stages before it make."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import loads
from smarketing.checks import check

AGREEMENT = """\
smarketing: 1
title: Leads for sales
term: {start: 2026-01-01}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy}}
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages: STAGES
  MORE
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
"""
CHAIN = "[MQL, {SQL: 40 %}, {customer: 50 %}]"
WON = "  won: {owed_by: Sales, owed_to: Marketing, at_least: 60 customer/month}\n"


def said(objectives: str, stages: str = CHAIN, more: str = "rounding: none") -> list[str]:
    """What the rule says of the agreement with these objectives as well."""
    text = AGREEMENT.replace("STAGES", stages).replace("MORE", more) + objectives
    return [f"{each.path[1]}: {each.message}" for each in check(loads(text), select=["SM503"])]


def test_more_than_is_fed() -> None:
    """100 SQL at 50 % are 50 customers, not 60."""
    assert said(WON) == ["won: it promises 60 customers a month, and the 100 SQL that are promised make 50 customers"]
    assert said(WON.replace("60", "50")) == []


def test_promises_of_one_stage_count_together() -> None:
    """On both sides: 30 and 25 customers are 55, and another 20 SQL make 60."""
    both = WON.replace("60", "30") + WON.replace("won", "more").replace("60", "25")
    assert said(both) == ["won: it promises 55 customers a month, and the 100 SQL that are promised make 50 customers"]
    assert said(both + "  others: {owed_by: Marketing, owed_to: Sales, at_least: 20 SQL/month}\n") == []


def test_ways_that_join() -> None:
    """Heads of two stages: 100 SQL at 50 % and 20 proposals at 25 % make 55."""
    stages = "[SQL, proposal, {customer: 50 %, of: SQL}, {customer: 25 %, of: proposal}]"
    sources = "sources: {SQL: 50 %, proposal: 50 %}"
    other = "  offers: {owed_by: Sales, owed_to: Marketing, at_least: 20 proposal/month}\n"
    assert said(WON + other, stages, sources) == [
        "won: it promises 60 customers a month, and the 100 SQL and 20 proposals that are promised make 55 customers"
    ]
    assert said(WON, stages, sources) == []


@pytest.mark.parametrize(
    "more",
    ["sources: {MQL: 50 %, customer: 50 %}", "segments: {big: {share: 100 %}}"],
    ids=["other sources", "segments"],
)
def test_where_nothing_is_claimed(more: str) -> None:
    """Heads that enter from elsewhere, and segments with rates of their own."""
    assert said(WON, more=more) == []


def test_without_a_funnel() -> None:
    """There is nothing to be fed by."""
    text = AGREEMENT[: AGREEMENT.index("funnel:")] + AGREEMENT[AGREEMENT.index("objectives:") :] + WON
    assert check(loads(text), select=["SM503"]) == ()


@given(st.integers(1, 200), st.integers(1, 99), st.integers(1, 200))
def test_it_is_exactly_what_the_rate_gives(leads: int, rate: int, won: int) -> None:
    """Found if and only if more is promised than leads times rate."""
    text = AGREEMENT.replace("STAGES", f"[SQL, {{customer: {rate} %}}]").replace("MORE", "rounding: none")
    text = text.replace("100 SQL/month", f"{leads} SQL/month") + WON.replace("60", str(won))
    assert bool(check(loads(text), select=["SM503"])) is (won > leads * Fraction(rate, 100))
