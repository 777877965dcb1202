"""What a new version changes in shared limits, and from which month on something is given: whole messages."""

import pytest

from agreement_versions import said
from smarketing import loads
from smarketing.diffs import differences

OLD = """\
smarketing: 1
title: At risk
term: {start: 2026-01-01}
parties: {Agency: {}, Client: {}}
objectives:
  a: {owed_by: Agency, owed_to: Client, at_least: 1 lead/month}
  b: {owed_by: Client, owed_to: Agency, at_least: 1 call/month}
consequences:
  one: {when: {missed: a}, credit: {pay: 40 %, of: 4000 USD}}
  two: {when: {missed: b}, credit: {pay: 40 %, of: 4000 USD}, from_month: 2}
limits:
  risk: {of: one, at_most: 100 USD per month}
"""
MONTHLY = "at most 100 USD per month for one"


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("100 USD", "101 USD",
         [("Agency", "stricter", f"is at most 101 USD per month for one, was {MONTHLY}")]),
        ("100 USD", "99 USD", [("Agency", "looser", f"is at most 99 USD per month for one, was {MONTHLY}")]),
        ("USD per month", "USD per year",
         [("Agency", "other", f"is at most 100 USD per year for one, was {MONTHLY}")]),
        ("USD per month", "USD per month, net: true",
         [("Agency", "other",
           f"is at most 100 USD per month for one, less what the other side owes, was {MONTHLY}")]),
        ("of: one", "of: [one, two]",
         [(party, "other", f"is at most 100 USD per month for one and two together, was {MONTHLY}")
          for party in ("Agency", "Client")]),
        ("at_most: 100 USD per month", "only: the highest",
         [("Agency", "other", f"is only the highest of a month for one, was {MONTHLY}")]),
    ],
)  # fmt: skip
def test_a_shared_limit_changes(good: str, bad: str, expected: list[tuple[str, str, str]]) -> None:
    """For each party whose misses the consequences follow that share it."""
    found = said(differences(loads(OLD), loads(OLD.replace(good, bad))))
    assert found == [(party, way, f"limit risk: {message}") for party, way, message in expected]


@pytest.mark.parametrize(
    ("line", "words", "ways"),
    [
        ("  x: {of: credits, at_most: 9 USD}", "at most 9 USD for all credits together", ("looser", "stricter")),
        ("  x: {of: credits, only: the highest}", "only the highest of a month for all credits together",
         ("looser", "stricter")),
        ("  x: {of: credits, pool: 100 %}", "allocations of at most 100 % for all credits together",
         ("other", "other")),
    ],
)  # fmt: skip
def test_a_shared_limit_comes_or_goes(line: str, words: str, ways: tuple[str, str]) -> None:
    """Less may be paid, or more; a pool alone limits no payment."""
    more = loads(f"{OLD}{line}\n")
    parties = ("Agency", "Client")
    assert said(differences(loads(OLD), more)) == [(party, ways[0], f"limit x: is new: {words}") for party in parties]
    gone = f"limit x: is gone: it was {words}"
    assert said(differences(more, loads(OLD))) == [(party, ways[1], gone) for party in parties]


def test_a_limit_of_what_nobody_can_miss() -> None:
    """It concerns everybody."""
    head = OLD.partition("consequences:")[0]
    more = f"{head}limits:\n  x: {{of: credits, at_most: 9 USD}}\n"
    assert said(differences(loads(head), loads(more))) == [
        (None, "looser", "limit x: is new: at most 9 USD for all credits together")
    ]


@pytest.mark.parametrize(("month", "way"), [(1, "stricter"), (3, "looser")])
def test_something_is_given_from_another_month_on(month: int, way: str) -> None:
    """Later is less for who pays."""
    new = loads(OLD.replace("from_month: 2", f"from_month: {month}"))
    message = f"two: is given from month {month} of the term on, was from month 2 on"
    assert said(differences(loads(OLD), new)) == [("Client", way, message)]
