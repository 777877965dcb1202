"""What a stage of a funnel may get wrong: its rate, lag, value, owner, and where it comes from."""

import pytest

from expected_errors import problems_of
from smarketing import loads

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
units: [renewal]
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages:
    - lead
    - {MQL: 40 %, lag: 1 month}
    - {SQL: 190 of 400, owed_by: Marketing}
    - {customer: 50 %}
    - {renewal: 80 %, value: 20 USD}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: funnel.SQL}
  worth: {owed_by: Marketing, owed_to: Sales, at_least: funnel.points.SQL}
consequences:
  money: {when: {missed: leads}, credit: 200 USD}
"""
A_LAG = "a lag has a share for each month, none below zero and not all zero, for 120 months at most"
A_STAGE = "a stage is a name, or one name and its rate: 'SQL: 40 %', and perhaps of, lag, grows, value, owed_by"
OWN_NOUNS = "an agreement declares nouns of its own under 'units'"


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert [promise.name for promise in loads(GOOD).promises] == ["leads", "worth"]


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ("40 %, lag", "sometimes, lag", "11:7: funnel.stages.1: a rate is a share, as in '40 %'; not 'sometimes'"),
        ("40 %, lag", "0.4, lag", "11:7: funnel.stages.1: a rate is a share, as in '40 %'; not '0.4'"),
        ("40 %, lag", "40, lag", "11:7: funnel.stages.1: a rate is a share, as in '40 %'; not '40'"),
        ("40 %, lag", "[40 %], lag", "11:7: funnel.stages.1: this is a list where text belongs"),
        ("40 %, lag", "-4 %, lag", "11:7: funnel.stages.1: a rate is not below 0 %: -4 %"),
        (
            "40 %, lag",
            "140 %, lag",
            (
                "11:7: funnel.stages.1: a rate is at most 100 %, not 140 %; "
                "a stage that has more heads than the one before 'grows'"
            ),
        ),
        (
            "190 of 400",
            "400 of 190",
            "12:7: funnel.stages.2: '400 of 190' is not a rate; write the part first, as in '190 of 400'",
        ),
        (
            "190 of 400",
            "0 of 0",
            "12:7: funnel.stages.2: '0 of 0' is not a rate; write the part first, as in '190 of 400'",
        ),
        (
            "190 of 400",
            "most of 400",
            "12:7: funnel.stages.2: 'most' is not a number; write it as 1234.5 or 1,234.5",
        ),
        (
            "190 of 400, owed_by: Marketing",
            "190 of 400, grows: true",
            "12:7: funnel.stages.2: a stage that grows has a plain rate: heads that multiply are no trials",
        ),
        (
            "lag: 1 month",
            "lag: 1.5 months",
            "11:19: funnel.stages.1.lag: a lag is from 0 to 120 whole months, not 1.5 months",
        ),
        (
            "lag: 1 month",
            "lag: 121 months",
            "11:19: funnel.stages.1.lag: a lag is from 0 to 120 whole months, not 121 months",
        ),
        (
            "lag: 1 month",
            "lag: 30 days",
            "11:19: funnel.stages.1.lag: '30 days' is not a lag; write it as '2 months', or as shares by month",
        ),
        ("lag: 1 month", "lag: {1: 50 %}", "11:19: funnel.stages.1.lag: this is a mapping where text belongs"),
        (
            "lag: 1 month",
            "lag: [50 %, 40 %]",
            "11:19: funnel.stages.1.lag: the shares of a lag sum to 100 %, not 90 %; counts are whole numbers",
        ),
        ("lag: 1 month", "lag: []", f"11:19: funnel.stages.1.lag: {A_LAG}"),
        ("lag: 1 month", "lag: [150 %, -50 %]", f"11:19: funnel.stages.1.lag: {A_LAG}"),
        ("lag: 1 month", "lag: [all]", "11:25: funnel.stages.1.lag.0: this is a share, as in '40 %'; not 'all'"),
        (
            "lag: 1 month",
            "grows: yes",
            "11:19: funnel.stages.1.grows: this is the text 'yes' where true or false belongs",
        ),
        ("lag: 1 month", "lags: 1 month", f"11:7: funnel.stages.1: {A_STAGE}"),
        ("{customer: 50 %}", "{}", f"13:7: funnel.stages.3: {A_STAGE}"),
        ("{customer: 50 %}", "7", "13:7: funnel.stages.3: this is 7; write keys and values"),
        (
            "{customer: 50 %}",
            "{custmer: 50 %}",
            f"13:7: funnel.stages.3: no unit named 'custmer' (did you mean 'customer'?); {OWN_NOUNS}",
        ),
        (
            "{customer: 50 %}",
            "{customer: 50 %, of: SLQ}",
            f"13:24: funnel.stages.3.of: no unit named 'SLQ'; {OWN_NOUNS}",
        ),
        (
            "{customer: 50 %}",
            "{customer: 50 %, of: renewal}",
            (
                "9:3: funnel.stages: stage customer comes of one before it: no earlier stage named 'renewal'; "
                "earlier stages are 'lead', 'MQL', 'SQL'"
            ),
        ),
        (
            "{customer: 50 %}",
            "{SQL: 50 %, of: lead}",
            "8:3: funnel.value: the value is money for one renewal: '100 USD/renewal'; not 100 USD/customer",
        ),
        (
            "- lead\n",
            "- lead\n    - opportunity\n",
            "9:3: funnel.stages: stage opportunity needs a rate, as in '40 %', or a share of the goal under sources",
        ),
        (
            "{customer: 50 %}",
            "{customer: enters, of: SQL}",
            "9:3: funnel.stages: stage customer comes of SQL and needs a rate, as in '40 %'",
        ),
        (
            "value: 20 USD}",
            "value: 20 USD/renewal}",
            (
                "14:23: funnel.stages.4.value: the value of a stage is money for one head, as in '80 USD'; "
                "not 20 USD/renewal"
            ),
        ),
        (
            "value: 20 USD}",
            "value: 20}",
            (
                "14:23: funnel.stages.4.value: '20' has no unit; "
                "write one after it, as in '20 %', '20 days' or '20 lead/month'"
            ),
        ),
        (
            "owed_by: Marketing}\n    - {customer",
            "owed_by: [Sales]}\n    - {customer",
            "12:25: funnel.stages.2.owed_by: this is a list where text belongs",
        ),
    ],
)
def test_a_broken_stage(good: str, bad: str, problem: str) -> None:
    """Said at the stage or its key; promises that take a number from the funnel are not blamed."""
    assert problems_of(GOOD, good, bad) == problem
