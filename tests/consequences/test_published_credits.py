"""Credits that providers publish, written as an agreement file and judged month by month, at every edge."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actuals, Due, Quantity, Scorecard, Status, judge, loads, quantity

FILE = """\
smarketing: 1
title: Hosting
term: {{start: 2026-01-01, end: 2026-12-31}}
parties: {{Hosting: {{}}, Company X: {{contact: Josh}}}}
signatures: {{Hosting: 2025-12-01, Company X: 2025-12-01}}
objectives:
  uptime: {{owed_by: Hosting, owed_to: Company X, at_least: 99.9 %}}
consequences:
  service-credit:
    when: {{missed: uptime}}
    credit:
{credit}
"""
# A service commitment of 99.9 % and a percentage of the charges of the month, as Amazon publishes it for S3.
STORAGE = """\
      of: {charges} USD
      tiers:
      - {{at_least: 99.0 %, below: 99.9 %, pay: 10 %}}
      - {{at_least: 95.0 %, below: 99.0 %, pay: 25 %}}
      - {{below: 95.0 %, pay: 100 %}}
    only_above: 1 USD"""
# Days that are added to the end of the term, as Google publishes it for its identity service.
IDENTITY = """\
      tiers:
      - {at_least: 99.0 %, below: 99.9 %, pay: 3 days}
      - {at_least: 95.0 %, below: 99.0 %, pay: 7 days}
      - {below: 95.0 %, pay: 15 days}"""
# The same in another way of writing: each tier runs on to the next.
IDENTITY_SHORT = """\
      tiers:
      - {below: 99.9 %, pay: 3 days}
      - {below: 99.0 %, pay: 7 days}
      - {below: 95.0 %, pay: 15 days}"""
# A share of the monthly fee, as Rackspace publishes it for its control plane.
CONTROL_PLANE = """\
      of: 100 USD
      tiers:
      - {at_least: 99.5 %, below: 99.9 %, pay: 10 %}
      - {at_least: 99 %, below: 99.5 %, pay: 20 %}
      - {below: 99 %, pay: 30 %}"""
# "Less than or equal to 99.9 %, but greater than 99.0 %", and "less than 99.0 %", as GitHub published it.
CODE = """\
      of: 100 USD
      tiers:
      - {above: 99.0 %, at_most: 99.9 %, pay: 10 %}
      - {below: 99.0 %, pay: 25 %}"""


def judged(credit: str, *uptimes: str) -> Scorecard:
    """Judge an agreement with such a credit, one uptime in percent a month; `-` is no figure."""
    agreement = loads(FILE.format(credit=credit))
    figures = {
        f"2026-{month:02}": (Fraction(uptime) * 1000, 100_000)
        for month, uptime in enumerate(uptimes, start=1)
        if uptime != "-"
    }
    return judge(agreement, Actuals.from_dict({"uptime": figures}, known=agreement.metrics))


def dues(credit: str, *uptimes: str) -> Sequence[Due]:
    """Give what follows from some uptimes."""
    return judged(credit, *uptimes).dues


def paid(credit: str, uptime: str) -> str:
    """Give what one month's uptime is credited with, and `met` or `nothing` where there is no credit."""
    card = judged(credit, uptime)
    if card.verdict("uptime", "2026-01").status is Status.MET:
        assert card.dues == ()
        return "met"
    return ", ".join(str(due.amount) for due in card.dues) or "nothing"


AT_EVERY_EDGE = [
    ("100", "met", "met"),
    ("99.9", "met", "met"),
    ("99.89", "10 USD", "3 day"),
    ("99.0", "10 USD", "3 day"),
    ("98.99", "25 USD", "7 day"),
    ("95.0", "25 USD", "7 day"),
    ("94.99", "100 USD", "15 day"),
    ("90.0", "100 USD", "15 day"),
    ("0", "100 USD", "15 day"),
]


@pytest.mark.parametrize(("uptime", "money", "days"), AT_EVERY_EDGE)
def test_storage_and_identity_at_every_edge(uptime: str, money: str, days: str) -> None:
    """A lower edge belongs to its tier, an upper one to the tier above it."""
    assert paid(STORAGE.format(charges=100), uptime) == money
    assert (paid(IDENTITY, uptime), paid(IDENTITY_SHORT, uptime)) == (days, days)


@pytest.mark.parametrize(
    ("uptime", "money"),
    [
        ("100", "met"),
        ("99.9", "met"),
        ("99.89", "10 USD"),
        ("99.5", "10 USD"),
        ("99.49", "20 USD"),
        ("99", "20 USD"),
        ("98.99", "30 USD"),
        ("94", "30 USD"),
        ("0", "30 USD"),
    ],
)
def test_the_control_plane_at_every_edge(uptime: str, money: str) -> None:
    """A month's fee of 100 USD shows the published percentages."""
    assert paid(CONTROL_PLANE, uptime) == money


@pytest.mark.parametrize(
    ("uptime", "money"),
    [
        ("99.91", "met"),
        ("99.9", "met"),
        ("99.899", "10 USD"),
        ("99.001", "10 USD"),
        ("99.0", "nothing"),
        ("98.99", "25 USD"),
        ("0", "25 USD"),
    ],
)
def test_a_published_table_that_says_nothing_about_one_number(uptime: str, money: str) -> None:
    """At 99.9 the promise is kept, whatever the tier says; at 99.0 neither tier speaks, and nothing is paid."""
    assert paid(CODE, uptime) == money


def test_a_miss_in_a_gap_is_still_a_miss() -> None:
    """The verdict stands, though nothing follows from it."""
    card = judged(CODE, "99.0")
    assert [(verdict.status, verdict.missed) for verdict in card.verdicts] == [(Status.MISSED, True)]
    assert (card.dues, card.credits) == ((), {})


@pytest.mark.parametrize(
    ("charges", "uptime", "amounts"),
    [
        ("9.99", "99.5", []),
        ("10.00", "99.5", []),
        ("10.01", "99.5", ["1 USD"]),
        ("100", "98", ["25 USD"]),
        ("3.99", "95", []),
        ("4.01", "95", ["1 USD"]),
        ("1.00", "0", []),
        ("1.01", "0", ["1.01 USD"]),
    ],
)
def test_no_credit_of_one_dollar_or_less(charges: str, uptime: str, amounts: list[str]) -> None:
    """Credits are issued only above 1 USD: 10 % of 10.00 is not, 10 % of 10.01 is, and is 1.00 when rounded."""
    assert [str(due.amount) for due in dues(STORAGE.format(charges=charges), uptime)] == amounts


def test_a_year_of_credits_adds_up() -> None:
    """Each month is credited by its own result, and who owes what is the sum; days add up as money does."""
    uptimes = ("99.95", "99.5", "94", "97", "99.9")
    money, days = judged(STORAGE.format(charges="19.99"), *uptimes), judged(IDENTITY, *uptimes)
    assert [(str(due.month), str(due.amount)) for due in money.dues] == [
        ("2026-02", "2 USD"),
        ("2026-03", "19.99 USD"),
        ("2026-04", "5 USD"),
    ]
    assert money.credits == {("Hosting", "Company X", "USD"): quantity("26.99 USD")}
    assert days.credits == {("Hosting", "Company X", "day"): Quantity(25, "day")}


def test_a_due_says_what_it_was_worked_out_from() -> None:
    """The month, the result, its tier, and the share of the charges or the days."""
    (money,) = dues(STORAGE.format(charges="1234.5"), "98.999")
    (days,) = dues(IDENTITY, "94.99")
    tier = "at least 95 % and below 99 %"
    assert money.because == f"uptime was missed in 2026-01: 98.999 % is {tier}: 25 % of 1,234.50 USD"
    assert days.because == "uptime was missed in 2026-01: 94.99 % is below 95 %: 15 days"
    assert (days.owed_by, days.owed_to, days.effect, days.amount) == (
        "Hosting",
        "Company X",
        "credit",
        Quantity(15, "day"),
    )


def test_no_figure_is_credited_in_full_where_it_counts_as_missed() -> None:
    """Who cannot say how long the service was up owes the highest tier; where it stays open, nothing yet."""
    text = FILE.format(credit=IDENTITY)
    for rule, amounts in (("stays open", []), ("counts as missed", ["15 day"])):
        agreement = loads(f"no_data: {rule}\n{text}")
        card = judge(agreement, Actuals.from_dict({}, known=agreement.metrics), through="2026-01")
        assert [str(due.amount) for due in card.dues] == amounts


TABLES = {"storage": STORAGE.format(charges=100), "identity": IDENTITY, "control plane": CONTROL_PLANE}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@given(st.lists(st.integers(0, 100_000), min_size=2, max_size=12))
def test_a_better_month_is_never_credited_with_more(table: str, uptimes: list[int]) -> None:
    """Sorted from the worst to the best, credits fall; only a month that keeps the promise has none."""
    parts = [Fraction(uptime, 1000) for uptime in sorted(uptimes)]
    card = judged(table, *map(str, parts))
    amounts = [due.amount.value for due in card.dues if due.amount is not None]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) == sum(part < Fraction("99.9") for part in parts)
