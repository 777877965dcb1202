"""What the sources, segments and other keys of a funnel may get wrong: one mistake, one message at its place."""

import pytest

from expected_errors import problems_of
from smarketing import loads

SEASONS = "[100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 50 %, 150 %]"
GOOD = f"""\
smarketing: 1
title: Company X
term: {{start: 2026-01-01}}
parties: {{Marketing: {{}}, Sales: {{}}}}
units: [renewal]
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages:
    - lead
    - {{MQL: 40 %, lag: 1 month}}
    - {{SQL: 190 of 400, owed_by: Marketing}}
    - {{customer: 50 %}}
    - {{renewal: 80 %, value: 20 USD}}
  sources: {{lead: 90 %}}
  segments:
    small: {{share: 60 %}}
    big: {{share: 40 %, stages: [{{SQL: 45 %}}]}}
  growth: 2 %
  seasonality: {SEASONS}
  holidays: [2026-01-01]
  prior: {{wins: 1, losses: 2}}
objectives:
  leads: {{owed_by: Marketing, owed_to: Sales, at_least: funnel.SQL}}
  worth: {{owed_by: Marketing, owed_to: Sales, at_least: funnel.points.SQL.big}}
consequences:
  money: {{when: {{missed: leads}}, credit: 200 USD}}
"""
NAMES = "stages are 'lead', 'MQL', 'SQL', 'customer', 'renewal'"
OWN_NOUNS = "an agreement declares nouns of its own under 'units'"
TWELVE = "seasonality has 12 weights, from January, none below zero"


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert [promise.name for promise in loads(GOOD).promises] == ["leads", "worth"]


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ("{lead: 90 %}", "90 %", "15:3: funnel.sources: this is the text '90 %'; write keys and values"),
        ("{lead: 90 %}", "{lead: 0.9}", "15:13: funnel.sources.lead: this is a share, as in '40 %'; not '0.9'"),
        (
            "{lead: 90 %}",
            "{leed: 90 %}",
            f"15:13: funnel.sources.leed: no unit named 'leed' (did you mean 'lead'?); {OWN_NOUNS}",
        ),
        ("{lead: 90 %}", "{visitor: 90 %}", f"15:3: funnel.sources: no stage named 'visitor'; {NAMES}"),
        (
            "{lead: 90 %}",
            "{lead: -1 %}",
            "15:3: funnel.sources: each source has one share of the goal, not below 0 %: lead",
        ),
        (
            "{lead: 90 %}",
            "{lead: 9 %, leads: 9 %}",
            "15:3: funnel.sources: each source has one share of the goal, not below 0 %: lead",
        ),
        (
            "small: {share: 60 %}",
            "small: 60 %",
            "17:5: funnel.segments.small: this is the text '60 %'; write keys and values",
        ),
        (
            "small: {share: 60 %}",
            "small: {}",
            "17:5: funnel.segments.small: segment small has either a share of the goal or a goal of its own",
        ),
        (
            "small: {share: 60 %}",
            "small: {share: 60 %, goal: 3000 USD/month}",
            "17:13: funnel.segments.small.share: segment small has either a share of the goal or a goal of its own",
        ),
        (
            "small: {share: 60 %}",
            "small: {share: 50 %}",
            ("16:3: funnel.segments: the goals of the segments sum to 4500 USD/month, and the goal is 5000 USD/month"),
        ),
        (
            "small: {share: 60 %}",
            "small: {shares: 60 %}",
            (
                "17:13: funnel.segments.small.shares: no key named 'shares'; keys are 'share', 'goal', 'value', "
                "'stages' (did you mean 'share'?)"
            ),
        ),
        (
            "small: {share: 60 %}",
            "s.m: {share: 60 %}",
            "17:5: funnel.segments.s.m: a segment has a name without a dot, not 's.m'",
        ),
        ("[{SQL: 45 %}]", "[SQL]", "18:24: funnel.segments.big.stages: stage SQL of segment big needs a rate"),
        (
            "[{SQL: 45 %}]",
            "[{SQL: 45 %, lag: soon}]",
            (
                "18:45: funnel.segments.big.stages.0.lag: 'soon' is not a lag; write it as '2 months', "
                "or as shares by month"
            ),
        ),
        (
            "[{SQL: 45 %}]",
            "{SQL: 45 %}",
            "18:24: funnel.segments.big.stages: this is a mapping where a list of stages belongs",
        ),
        (
            "[{SQL: 45 %}]",
            "[{SQL: 45 %, of: lead}]",
            (
                "16:3: funnel.segments: segment big: no way named 'SQL of lead'; ways are 'MQL of lead', "
                "'SQL of MQL', 'customer of SQL', 'renewal of customer' (did you mean 'MQL of lead'?)"
            ),
        ),
        ("growth: 2 %", "growth: 2", "19:3: funnel.growth: this is a share, as in '40 %'; not '2'"),
        ("growth: 2 %", "growth: [2 %]", "19:3: funnel.growth: this is a list where text belongs"),
        (
            "growth: 2 %",
            "growt: 2 %",
            ("19:3: funnel.growt: no key named 'growt' (did you mean 'growth'?)"),
        ),
        (SEASONS, "[100 %]", f"20:3: funnel.seasonality: {TWELVE}"),
        (SEASONS, SEASONS.replace("150 %", "-1 %"), f"20:3: funnel.seasonality: {TWELVE}"),
        (
            SEASONS,
            "[0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %]",
            f"20:3: funnel.seasonality: {TWELVE}",
        ),
        (SEASONS, "100 %", "20:3: funnel.seasonality: this is the text '100 %' where a list belongs"),
        (
            SEASONS,
            SEASONS.replace(" 50 %", " half"),
            "20:87: funnel.seasonality.10: this is a share, as in '40 %'; not 'half'",
        ),
        ("[2026-01-01]", "2026-01-01", "21:3: funnel.holidays: this is the text '2026-01-01' where a list belongs"),
        (
            "[2026-01-01]",
            "[2026-01-01, 2026-02-30]",
            "21:26: funnel.holidays.1: '2026-02-30' is not a date; write it as 2026-01-31",
        ),
        ("growth: 2 %", "confidence: 80", "19:3: funnel.confidence: this is a share, as in '40 %'; not '80'"),
        (
            "growth: 2 %",
            "confidence: 100 %",
            "19:3: funnel.confidence: a confidence is above 0 % and below 100 %, as in '80 %'",
        ),
        (
            "growth: 2 %",
            "confidence: 0 %",
            "19:3: funnel.confidence: a confidence is above 0 % and below 100 %, as in '80 %'",
        ),
        ("wins: 1,", "wins: one,", "22:11: funnel.prior.wins: 'one' is not a number; write it as 1234.5 or 1,234.5"),
        ("wins: 1,", "wins: 0,", "22:3: funnel.prior: a prior has wins and losses above zero, not 0 and 2"),
        ("losses: 2", "losses: -2", "22:3: funnel.prior: a prior has wins and losses above zero, not 1 and -2"),
        (
            "wins: 1,",
            "win: 1,",
            "22:11: funnel.prior.win: no key named 'win'; keys are 'wins', 'losses' (did you mean 'wins'?)",
        ),
        ("{wins: 1, losses: 2}", "1", "22:3: funnel.prior: this is 1; write keys and values"),
    ],
)
def test_a_broken_key(good: str, bad: str, problem: str) -> None:
    """Said at the key, or at the item of its list."""
    assert problems_of(GOOD, good, bad) == problem
