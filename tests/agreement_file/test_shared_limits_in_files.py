"""The section of shared limits: from a file to amounts, what can be wrong with it, pools, and amendments."""

from collections.abc import Sequence

import pytest

from expected_errors import problems_of
from smarketing import Actuals, Limit, Scorecard, SharedLimit, dumps, judge, loads
from smarketing.agreement_file import json_schema

GOOD = """\
smarketing: 1
title: At risk
term: {start: 2026-01-01}
parties: {Agency: {contact: Ann}, Client: {}}
signatures: {Agency: 2025-12-01, Client: 2025-12-01}
metrics: {charges: {unit: USD, kind: count}}
objectives:
  a: {owed_by: Agency, owed_to: Client, at_least: 1 lead/month}
  b: {owed_by: Agency, owed_to: Client, at_least: 1 call/month}
  c: {owed_by: Agency, owed_to: Client, at_least: 1 SQL/month}
consequences:
  one: {when: {missed: a}, credit: {pay: 40 %, of: 10 % of charges}}
  two: {when: {missed: b}, credit: {pay: 40 %, of: 10 % of charges}, from_month: 2}
  three: {when: {missed: c}, credit: {pay: 20 %, of: 10 % of charges}}
  tell: {when: {missed: a}, escalate: Ann}
limits:
  risk: {of: [one, two, three], at_most: 10 % of charges per month, pool: 100 %}
  yearly: {of: credits, at_most: [12000 USD per trailing 12 months, 20000 USD], net: true}
  best: {of: [one, two], only: the highest}
"""


def judged(document: str, charges: Sequence[int | None] = (100_000,)) -> Scorecard:
    """Judge months in which nothing was delivered."""
    agreement = loads(document)
    months = [f"2026-{number:02}" for number in range(1, len(charges) + 1)]
    rows = {name: dict.fromkeys(months, 0) for name in "abc"}
    rows["charges"] = {month: value for month, value in zip(months, charges, strict=True) if value is not None}
    return judge(agreement, Actuals.from_dict(rows, known=agreement.metrics), through=months[-1])


def amounts(card: Scorecard) -> list[tuple[str, str]]:
    """Give what is paid by which consequence."""
    return [(due.consequence, str(due.amount)) for due in card.dues if due.effect == "credit"]


def test_limits_are_read_and_written() -> None:
    """A name or a list, one limit or several; what is as by default is left out."""
    agreement = loads(GOOD)
    assert agreement.limits == (
        SharedLimit("risk", ["one", "two", "three"], "10 % of charges per month", pool="100 %"),
        SharedLimit("yearly", "credits", ["12000 USD per trailing 12 months", Limit("20000 USD")], net=True),
        SharedLimit("best", ["one", "two"], only="the highest"),
    )
    assert [each.from_month for each in agreement.consequences] == [1, 2, 1, 1]
    assert loads(dumps(agreement)) == agreement
    assert "  best:\n    of: [one, two]\n    only: the highest\n" in dumps(agreement)


def test_editors_know_them() -> None:
    """Each key has its sentence."""
    properties = json_schema()["properties"]["limits"]["additionalProperties"]["properties"]
    assert properties["only"]["enum"] == ["the highest"]
    assert all(properties[key]["description"] for key in ("of", "at_most", "net", "only", "pool"))


def test_a_month_under_all_limits() -> None:
    """The second consequence begins in the second month, and has the lower name of two alike; 12,000 end the year."""
    assert amounts(judged(GOOD, [100_000] * 3)) == [
        ("one", "4000 USD"),
        ("three", "2000 USD"),
        ("one", "4000 USD"),
        ("three", "2000 USD"),
        ("one", "0 USD"),
        ("three", "0 USD"),
    ]


def test_figures_of_shared_limits_are_asked_for() -> None:
    """A gap in them is named, as one of a consequence's own limit is, also where no credit is a share of them."""
    plain = GOOD.replace("pay: 40 %, of: 10 % of charges", "pay: 40 USD").replace(
        "pay: 20 %, of: 10 % of charges", "pay: 20 USD"
    )
    card = judged(plain.replace(", pool: 100 %", ""), [100, None, 100])
    assert [str(each) for each in card.missing] == ["there is no figure of 'charges' for 2026-02"]
    assert [due.task for due in card.dues if due.consequence == "three"] == [
        "",
        "up to 20.00 USD: the limit risk of 10 % of charges per month waits for figures of charges",
        "",
    ]


REFUSED = [
    ("of: [one, two, three]", "of: [one, too, three]",
     ("17:10: limits.risk.of: no consequence named 'too'; consequences are 'one', 'two', 'three', 'tell' "
     "(did you mean 'two'?)")),
    ("of: [one, two, three]", "of: [one, tell]",
     "17:10: limits.risk.of: 'tell' gives no amounts that a limit could count"),
    ("10 % of charges per month, pool: 100 %", "10 EUR per month",
     "17:33: limits.risk.at_most: a limit is in a unit of what is paid, USD; not 10 EUR per month"),
    ("10 % of charges per month, pool: 100 %", "10 % of fees per month",
     "17:33: limits.risk.at_most: no fee named 'fees'; fees, which are metrics counted in money, are 'charges'"),
    ("of: credits", "of: [credits, one]",
     "18:12: limits.yearly.of: 'credits' is every consequence that gives amounts; leave out one"),
    ("only: the highest", "only: the best",
     "19:26: limits.best.only: 'the best' is none of 'the highest' (did you mean 'the highest'?)"),
    ("of: [one, two], only: the highest", "of: one",
     "19:3: limits.best: a shared limit says at_most, only or pool; it has none"),
    ("from_month: 2", "from_month: 0",
     ("13:70: consequences.two.from_month: from_month is a month of the term, from 1 to 1200, as 4 for the fourth; "
     "not 0")),
    ("from_month: 2", "from_month: 1201",
     ("13:70: consequences.two.from_month: from_month is a month of the term, from 1 to 1200, as 4 for the fourth; "
     "not 1201")),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "problem"), REFUSED)
def test_what_is_wrong_with_limits(good: str, bad: str, problem: str) -> None:
    """Each has its line, and says what to write."""
    assert problems_of(GOOD, good, bad) == problem


def test_a_consequence_that_is_called_credits() -> None:
    """Nobody could tell whether it alone is meant."""
    document = GOOD.replace("  tell:", "  credits:")
    said = "'credits' is every consequence that gives amounts; give the consequence 'credits' another name"
    assert problems_of(document, "title: At risk", "title: Risk") == f"18:12: limits.yearly.of: {said}"


def test_a_bad_credit_is_the_only_problem() -> None:
    """What limits say of it cannot be looked at yet."""
    found = problems_of(GOOD, "{pay: 20 %, of: 10 % of charges}", "{pay: 20 lead}")
    assert found.count("\n") == 0
    assert found.startswith("14:")


# Pools


POOLS = [
    # Published: allocations of 40 %, 40 % and 30 % are more than a pool of 100 %; of 40, 40 and 20 they are not.
    ("20 %, of: 10 % of charges", "30 %, of: 10 % of charges", "110 %"),
    ("20 %, of: 10 % of charges", "20.5 %, of: 10 % of charges", "100.5 %"),
    # What is at risk itself is all of it.
    ("20 %, of: 10 % of charges", "10 %, of: charges", "180 %"),
    # The share of the pool counts, not what the credit takes of it.
    ("20 %, of: 10 % of charges", "1 %, of: 21 % of 10 % of charges", "101 %"),
]


@pytest.mark.parametrize(("good", "bad", "together"), POOLS)
def test_allocations_above_their_pool(good: str, bad: str, together: str) -> None:
    """The problem stands at the pool."""
    said = f"allocations of risk add up to {together}, more than the pool of 100 %"
    assert problems_of(GOOD, good, bad) == f"17:69: limits.risk.pool: {said}"


def test_allocations_without_an_amount_at_risk() -> None:
    """They are what the credits pay; of tiers the highest."""
    tiers = "{of: charges, tiers: [{below: 50 %, pay: 25 %}, {at_least: 50 %, pay: 5 %}]}"
    document = GOOD.replace("at_most: 10 % of charges per month, pool", "pool")
    said = "allocations of risk add up to 105 %, more than the pool of 100 %"
    found = problems_of(document, "{pay: 20 %, of: 10 % of charges}", tiers)
    assert found == f"17:33: limits.risk.pool: {said}"


@pytest.mark.parametrize(
    ("credit", "at_most", "fee"),
    [
        ("200 USD", "10 % of charges per month", "10 % of charges"),
        ("20 %, of: charges", "10 % of charges per month", "10 % of charges"),
        ("20 %, of: 10 % of 4000 USD", "10 % of charges per month", "10 % of charges"),
        ("200 USD", "9000 USD", "charges"),
    ],
)
def test_a_credit_that_is_no_share_of_what_is_at_risk(credit: str, at_most: str, fee: str) -> None:
    """Its allocation is unknown, so the message says how to write it."""
    document = GOOD.replace("at_most: 10 % of charges per month", f"at_most: {at_most}")
    found = problems_of(document, "20 %, of: 10 % of charges", credit)
    said = f"'three' takes no share of what is at risk; write its credit as in 'pay: 40 %, of: {fee}'"
    assert found.endswith(f": limits.risk.pool: {said}")
    assert found.count("\n") == 0


DIR = """\
consequences:
  one: {when: {missed: a}, credit: {pay: 40 %, of: 150 % of 10 % of charges}}
  two: {when: {missed: b}, credit: {pay: 50 %, of: 100 % of 10 % of charges}}
"""
RISK = "limits:\n  risk: {of: [one, two], at_most: 10 % of charges per month, pool: 250 %}\n"
CONTRACT = GOOD.partition("consequences:")[0] + DIR


def test_two_defaults_of_a_published_contract() -> None:
    """Of 100,000 with 10 % at risk 150 % x 40 % and 100 % x 50 % are 11,000; limited they are 10,000, pro rata."""
    assert amounts(judged(CONTRACT)) == [("one", "6000 USD"), ("two", "5000 USD")]
    limited = amounts(judged(CONTRACT + RISK))
    assert limited == [("one", "5454.55 USD"), ("two", "4545.45 USD")]


def test_the_pool_of_a_published_contract() -> None:
    """150 % and 100 % are all of the 250 % that are there; a hundredth less is not enough."""
    said = "allocations of risk add up to 250 %, more than the pool of 249.99 %"
    assert problems_of(CONTRACT + RISK, "pool: 250 %", "pool: 249.99 %") == f"15:62: limits.risk.pool: {said}"


def test_one_credit_of_a_pool_of_a_published_contract() -> None:
    """40 % of a pool that has 50 % of the 10 % at risk are 2,000 of 100,000."""
    document = CONTRACT.replace("150 %", "50 %").replace("  two:", "  # two:")
    assert amounts(judged(f"{document}limits:\n  risk: {{of: one, at_most: 10 % of charges per month, pool: 50 %}}\n"))
    assert amounts(judged(document)) == [("one", "2000 USD")]


def test_a_pool_within_a_pool_counts_once() -> None:
    """Two credits that share a pool of 150 % take 150 % together, and 90 % of it; without it 300 %."""
    document = CONTRACT.replace("50 %, of: 100 % of", "50 %, of: 150 % of")
    risk = RISK.replace("250 %", "150 %")
    inner = "  inner: {of: [one, two], at_most: 150 % of 10 % of charges per month, pool: 90 %}\n"
    assert len(loads(document + risk + inner).limits) == 2
    said = "allocations of risk add up to 300 %, more than the pool of 150 %"
    assert problems_of(document + risk + inner, inner, "") == f"15:62: limits.risk.pool: {said}"
    found = problems_of(document + risk + inner, "pool: 90 %", "pool: 89 %")
    assert found == "16:72: limits.inner.pool: allocations of inner add up to 90 %, more than the pool of 89 %"
