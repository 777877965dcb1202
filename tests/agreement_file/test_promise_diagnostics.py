"""What the objectives of an agreement file may get wrong."""

import pytest

from expected_errors import problems_of
from smarketing import AgreementError, loads

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
units: [demo]
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages: [SQL, {customer: 50 %}]
  rounding: nearest
metrics:
  mood: {unit: point, kind: level}
  load: {unit: point, kind: level}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: funnel.SQL}
  spring: {part_of: leads, segment: spring, owed_by: Marketing, owed_to: Sales, at_least: 30 SQL/month}
  demos: {owed_by: Sales, owed_to: Marketing, between: {low: 2 demo/month, high: 9 demo/month, tolerance: 5 %}}
  mood: {owed_by: Sales, owed_to: Marketing, at_least: 4 points, due: day 5 of the next month}
  kept: {owed_by: Sales, owed_to: Marketing, rolling: {months: 3, at_least: {target: 92 %, tolerance: 1 point}}}
"""
LEADS = "{owed_by: Marketing, owed_to: Sales, at_least: funnel.SQL}"
BETWEEN = "{low: 2 demo/month, high: 9 demo/month, tolerance: 5 %}"
EVALUATORS = (
    "needs exactly one evaluator: above, at_least, at_most, below, between, composite, deliverable, kept_share, "
    "levels, relative, rolling, trend, year_to_date"
)
NOUNS = "an agreement declares nouns of its own under 'units'"
PROMISES = "promises are 'leads', 'spring', 'demos', 'mood', 'kept'"


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert [promise.name for promise in loads(GOOD).promises] == ["leads", "spring", "demos", "mood", "kept"]


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (
            "funnel.SQL",
            "funnel.MQL",
            (
                "15:47: objectives.leads.at_least: no stage named 'MQL'; stages are 'SQL', 'customer' "
                "(did you mean 'SQL'?)"
            ),
        ),
        (
            "funnel.SQL",
            "100",
            (
                "15:47: objectives.leads.at_least: '100' has no unit; write one after it, "
                "as in '100 %', '100 days' or '100 lead/month'"
            ),
        ),
        (
            "funnel.SQL",
            "100 sql/month",
            f"15:47: objectives.leads.at_least: no unit named 'sql' (did you mean 'SQL'?); {NOUNS}",
        ),
        ("funnel.SQL", "[1]", "15:47: objectives.leads.at_least: this is a list where text belongs"),
        ("funnel.SQL", "{tolerance: 2 %}", "15:47: objectives.leads.at_least: 'target' is missing"),
        (
            "funnel.SQL",
            "{target: funnel.SQL, tolerance: 2 points}",
            (
                "15:78: objectives.leads.at_least.tolerance: a tolerance here is a part "
                "of the target or in its unit, as in '2 %' or '2 SQL'; not 2 point"
            ),
        ),
        (
            "funnel.SQL",
            "{target: funnel.SQL, tolerance: -2 %}",
            "15:78: objectives.leads.at_least.tolerance: a tolerance is not negative: -2 %",
        ),
        (
            "funnel.SQL",
            "{target: funnel.SQL, months: 2}",
            (
                "15:78: objectives.leads.at_least.months: no key named 'months'; keys are 'target', 'tolerance', "
                "'rounded_to', 'judged_from'"
            ),
        ),
        (
            "funnel.SQL",
            "300 SQL/fortnight",
            (
                "15:47: objectives.leads.at_least: no unit named 'fortnight'; an agreement declares nouns of its own "
                "under 'units'"
            ),
        ),
        (
            "funnel.SQL",
            "funnel.SQL, at_most: 9 SQL/month",
            f"15:3: objectives.leads: {EVALUATORS}; it has at_least and at_most",
        ),
        (", at_least: funnel.SQL", "", f"15:3: objectives.leads: {EVALUATORS}; it has none"),
        (LEADS, "{owed_to: Sales, at_least: funnel.SQL}", "15:3: objectives.leads: 'owed_by' is missing"),
        (LEADS, "100 SQL/month", "15:3: objectives.leads: this is the text '100 SQL/month'; write keys and values"),
        (
            LEADS,
            LEADS.replace("Marketing", "Marketting"),
            (
                "15:11: objectives.leads.owed_by: no party named 'Marketting'; parties are "
                "'Marketing', 'Sales' (did you mean 'Marketing'?)"
            ),
        ),
        (
            LEADS,
            LEADS.replace("Marketing", "Sales"),
            "15:27: objectives.leads.owed_to: 'Sales' cannot owe itself a promise",
        ),
        (
            LEADS,
            LEADS[:-1] + ", no_data: x}",
            "15:69: objectives.leads.no_data: 'x' is none of 'stays open', 'counts as missed'",
        ),
        (
            LEADS,
            LEADS[:-1] + ", feeds: 7}",
            "15:69: objectives.leads.feeds: this is 7 where text belongs; write it in quotes: '7'",
        ),
        (
            LEADS,
            LEADS[:-1] + ", relieved_when: {mised: kept}}",
            ("15:85: objectives.leads.relieved_when.mised: no condition named 'mised' (did you mean 'missed'?)"),
        ),
        (
            LEADS,
            LEADS[:-1] + ", relieved_when: {missed: leads}}",
            "15:69: objectives.leads.relieved_when: a promise cannot relieve itself",
        ),
        (
            LEADS,
            LEADS[:-1] + ", relieved_when: {missed: keptt}}",
            (
                f"15:85: objectives.leads.relieved_when.missed: no promise named "
                f"'keptt'; {PROMISES} (did you mean 'kept'?)"
            ),
        ),
        (
            "  kept: {",
            "  any: {owed_by: Sales, owed_to: Marketing, at_least: 9 call/month}\n  kept: {",
            "19:3: objectives.any: 'any' cannot name a promise",
        ),
        (
            "part_of: leads, segment: spring, ",
            "part_of: leads, ",
            "16:3: objectives.spring: a part is judged by a segment or a metric of its own; name one",
        ),
        (
            "part_of: leads",
            "part_of: spring",
            "16:12: objectives.spring.part_of: 'spring' is itself a part; name the whole",
        ),
        (
            "part_of: leads",
            "part_of: lead",
            f"16:12: objectives.spring.part_of: no promise named 'lead'; {PROMISES} (did you mean 'leads'?)",
        ),
        (
            "30 SQL/month",
            "30 call/month",
            "16:81: objectives.spring.at_least: 30 call/month cannot be a target of 'leads', a count in SQL/month",
        ),
        ("low: 2 demo/month, ", "", "17:47: objectives.demos.between: 'low' is missing"),
        (
            "low: 2 ",
            "low: 20 ",
            "17:77: objectives.demos.between.high: the upper target 9 demo/month is below 20 demo/month",
        ),
        (
            BETWEEN,
            "5 demo/month",
            "17:47: objectives.demos.between: this is the text '5 demo/month'; write keys and values",
        ),
        ("4 points", "4 %", "18:46: objectives.mood.at_least: 4 % cannot be a target of 'mood', a level in point"),
        (
            "day 5 of",
            "day 29 of",
            "18:66: objectives.mood.due: a figure is due on day 1 to 28 of the next month, or on its last day; not 29",
        ),
        (
            "day 5 of the next month",
            "soon",
            (
                "18:66: objectives.mood.due: 'soon' is not a day for figures; write it as 'day 5 of the next month' or "
                "'last day of the next month'"
            ),
        ),
        ("months: 3", "months: 1", "19:56: objectives.kept.rolling.months: a window is from 2 to 1,200 months; not 1"),
        (
            "months: 3",
            "months: x",
            "19:56: objectives.kept.rolling.months: this is the text 'x' where a whole number belongs",
        ),
        (
            "months: 3",
            "months: true",
            "19:56: objectives.kept.rolling.months: this is true where a whole number belongs",
        ),
        ("months: 3, ", "", "19:46: objectives.kept.rolling: 'months' is missing"),
        (
            ", at_least: {target: 92 %, tolerance: 1 point}",
            "",
            f"19:46: objectives.kept.rolling: {EVALUATORS}; it has none",
        ),
        (
            "at_least: {target: 92 %, tolerance: 1 point}",
            "rolling: {months: 2, at_least: 92 %}",
            "19:67: objectives.kept.rolling.rolling: a window of months cannot hold another",
        ),
    ],
)
def test_a_broken_objective(good: str, bad: str, problem: str) -> None:
    """A mistake in an objective is one problem, at the key where it is mended."""
    assert problems_of(GOOD, good, bad) == problem


def test_a_target_from_no_funnel() -> None:
    """A number of the funnel needs a funnel."""
    start, stop = GOOD.index("funnel:"), GOOD.index("metrics:")
    with pytest.raises(AgreementError) as error:
        loads(GOOD[:start] + GOOD[stop:], "a.yaml")
    problem = "funnel.SQL is a number of the funnel, and there is no funnel"
    assert str(error.value) == f"a.yaml:10:47: objectives.leads.at_least: {problem}"
