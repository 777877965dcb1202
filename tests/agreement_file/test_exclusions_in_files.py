"""The section of exclusions and its entries in a journal: there and back, and what can be wrong with them."""

from functools import partial

import pytest

from expected_errors import problems_of, refusal
from smarketing import AgreementError, ExcludedCause, Exclusion, Journal, Quantity, dumps, loads
from smarketing.agreement import ExclusionLimit
from smarketing.agreement_file import dumps_journal, json_schema, loads_journal
from smarketing.errors import JournalError
from smarketing.judging import ExcludedAmount

GOOD = """\
smarketing: 1
title: Hosting
term: {start: 2026-01-01, end: 2026-12-31}
parties:
  Host: {}
  Client: {}
units: [visite]
metrics:
  score: {unit: point, kind: level}
objectives:
  downtime: {owed_by: Host, owed_to: Client, at_most: 60 minute/month}
  answers: {owed_by: Host, owed_to: Client, at_least: 95 %}
  visits: {owed_by: Host, owed_to: Client, at_least: 2 visite/month}
  score: {owed_by: Host, owed_to: Client, at_least: 5 point}
  two: {owed_by: Host, owed_to: Client, levels: {expected: {at_most: 1 day/month}, minimum: {at_most: 2 day/month}}}
  kept: {owed_by: Host, owed_to: Client, kept_share: {of: [downtime, answers], at_least: 50 %}}
exclusions:
  maintenance:
    promises: [downtime, answers]
    at_most: [480 minutes per month, 10 per trailing 12 months]
  force majeure: {promises: [downtime, visits], at_most: 3 visites}
  moving: {promises: two}
"""


def test_a_section_comes_back() -> None:
    """As it was written, one promise or several, one limit or several."""
    agreement = loads(GOOD)
    maintenance, force_majeure, moving = agreement.exclusions
    assert maintenance == ExcludedCause(
        "maintenance",
        ["downtime", "answers"],
        [ExclusionLimit("480 minutes", per="month"), ExclusionLimit("10", per="trailing 12 months")],
    )
    assert force_majeure == ExcludedCause(
        "force majeure", ["downtime", "visits"], ExclusionLimit(Quantity(3, "visite"))
    )
    assert moving.at_most == ()
    assert loads(dumps(agreement)) == agreement
    assert "    at_most: 3 visites\n" in dumps(agreement)


def test_an_amendment_changes_causes_by_name() -> None:
    """The others stay, and one can be removed."""
    change = """\
smarketing: 1
amends: first.yaml
from: 2026-04-01
removed: exclusions.maintenance
exclusions:
  moving: {promises: two, at_most: 1 day}
"""
    agreement = loads(change, resolver={"first.yaml": GOOD}.__getitem__)
    assert sorted(map(repr, agreement.exclusions)) == sorted(
        map(repr, [ExcludedCause("moving", "two", "1 day"), loads(GOOD).exclusions[1]])
    )


PROMISES, MOST = "exclusions.moving.promises", "exclusions.maintenance.at_most.0"
EXAMPLES = "'480 minutes per month', or for a share or ratio '10 per month'"


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (
            "promises: two",
            "promises: twoo",
            (
                f"22:12: {PROMISES}: no promise named 'twoo'; promises are 'downtime', 'answers', 'visits', "
                "'score', 'two', 'two.expected', 'two.minimum', 'kept' (did you mean 'two'?)"
            ),
        ),
        (
            "promises: two",
            "promises: two.minimum",
            (f"22:12: {PROMISES}: 'two.minimum' is a level of 'two'; name 'two', and its levels go with it"),
        ),
        (
            "promises: two",
            "promises: kept",
            f"22:12: {PROMISES}: 'kept' follows from other promises; exclude from those",
        ),
        (
            "promises: two",
            "promises: score",
            (
                f"22:12: {PROMISES}: the figure of 'score' is a level, and nothing can be taken out of a "
                "level; name promises of counts, shares or ratios"
            ),
        ),
        (
            "promises: two",
            "promises: []",
            f"22:12: {PROMISES}: name the promises whose figures it is taken out of",
        ),
        (
            "promises: two",
            "promises: [two, two]",
            f"22:12: {PROMISES}: name each promise once; not two, two",
        ),
        (
            "480 minutes per month",
            "480 USD per month",
            (f"20:15: {MOST}: a limit is in what the promises count, minute and a plain number; not 480 USD per month"),
        ),
        (
            "at_most: 3 visites}",
            "at_most: 3 per month}",
            (
                "21:49: exclusions.force majeure.at_most: a limit is in what the promises count, minute and visite; "
                "not 3 per month"
            ),
        ),
        (
            "480 minutes per month",
            "10 % per month",
            (
                f"20:15: {MOST}: what is excluded is limited as in '480 minutes per month', or "
                "for a share or ratio '10 per month'; not 10 %"
            ),
        ),
        (
            "480 minutes per month",
            "480 minutes per week",
            (
                f"20:15: {MOST}: what is excluded is limited as in '480 minutes per month', or "
                "for a share or ratio '10 per month'; not 480 minute/week"
            ),
        ),
        (
            "480 minutes per month",
            "-1 minute per month",
            f"20:15: {MOST}: a limit is not negative: -1 minutes",
        ),
        (
            "480 minutes per month",
            "480 minutes per trailing 1 months",
            f"20:15: {MOST}: a trailing period has 2 to 1200 months; not 1",
        ),
        (
            "480 minutes per month",
            "480 minutes a month",
            f"20:15: {MOST}: write the period of a limit as 'per month'; not 'a month'",
        ),
        (
            "480 minutes per month",
            "''",
            (
                f"20:15: {MOST}: '' is not a limit; write it as '480 minutes per month', or for a "
                "share or ratio '10 per month'"
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_section(good: str, bad: str, problem: str) -> None:
    """One mistake, one problem, at its place."""
    assert problems_of(GOOD, good, bad) == problem


def test_a_limit_waits_until_all_promises_are_known() -> None:
    """What an unknown promise counts is unknown too."""
    bad = GOOD.replace("[downtime, visits], at_most: 3 visites", "[downtime, visit], at_most: 3 visites")
    with pytest.raises(AgreementError, match=r"^a\.yaml:21:19: [^\n]*no promise named 'visit'[^\n]*$"):
        loads(bad, "a.yaml")


def test_values_that_are_none() -> None:
    """A cause has a name; limits and amounts are what they say."""
    assert refusal(lambda: ExcludedCause("", "downtime")) == (
        "a cause is said in words, as in 'maintenance'",
        "name",
    )
    said = "what is excluded is more than nothing, as in '60 minutes' or '3 of 5'"
    for amount in ("0 minutes", "-2 minutes", "0 of 0"):
        assert refusal(partial(ExcludedAmount.parse, amount)) == (f"{said}; not {amount}", "amount")
    said = "what is excluded is text, as in '60 minutes' or '3 of 5'; not 60"
    assert refusal(lambda: Exclusion("a", "2026-01", 60, "b")) == (said, "amount")  # type: ignore[arg-type]


def test_the_schema_knows_the_section() -> None:
    """Editors complete its keys."""
    properties = json_schema()["properties"]
    assert isinstance(properties, dict)
    assert {"promises", "at_most"} == set(properties["exclusions"]["additionalProperties"]["properties"])


def test_entries_come_back() -> None:
    """Also of nouns of the agreement's own, and fractions."""
    text = """\
smarketing: 1
journal:
- exclusion: {promise: downtime, month: 2026-03, amount: 60 minutes, because: maintenance}
- exclusion: {promise: answers, month: 2026-03, amount: 1/3 of 5, because: maintenance}
- exclusion: {promise: visits, month: 2026-03, amount: 2 visites, because: force majeure}
"""
    agreement = loads(GOOD)
    journal = loads_journal(text, agreement=agreement)
    assert journal == Journal(
        [
            Exclusion("downtime", "2026-03", "60 minutes", "maintenance"),
            Exclusion("answers", "2026-03", "1/3 of 5", "maintenance"),
            Exclusion("visits", "2026-03", ExcludedAmount(Quantity(2, "visite")), "force majeure"),
        ]
    )
    assert loads_journal(dumps_journal(journal), agreement=agreement) == journal


def test_an_entry_that_does_not_fit_has_its_place() -> None:
    """Beside others that do not."""
    text = """\
smarketing: 1
journal:
- exclusion: {promise: downtime, month: 2026-03, amount: 60 USD, because: maintenance}
- exclusion: {promise: downtime, month: 2026-03, amount: 6 hours, because: maintenance}
- exclusion: {promise: downtime, month: 2026-03, amount: 6 hours, because: maintenance}
"""
    with pytest.raises(JournalError) as error:
        loads_journal(text, "j.yaml", agreement=loads(GOOD))
    assert str(error.value).splitlines() == [
        (
            "j.yaml:3:50: journal.0.exclusion.amount: 'downtime' is a count: write an amount, as in '6 minutes'; "
            "not 60 USD"
        ),
        (
            "j.yaml:5:50: journal.2.exclusion.amount: the exclusion of 6 hours of 'downtime' in 2026-03 is there "
            "twice; if both happened, write their sum"
        ),
    ]
