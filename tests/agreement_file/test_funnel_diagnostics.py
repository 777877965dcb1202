"""What the units, the funnel and the metrics of an agreement file may get wrong."""

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
STAGES = "[SQL, {customer: 50 %}]"
NOUNS = "an agreement declares nouns of its own under 'units'"
ROUNDINGS = "the ways of rounding are 'up at every stage', 'up once at the end', 'nearest', 'whole heads only', 'none'"


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert [promise.name for promise in loads(GOOD).promises] == ["leads", "spring", "demos", "mood", "kept"]


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (
            "  goal: 5000 USD/month\n",
            "",
            "6:1: funnel: a funnel has a goal, as in '5000 USD/month', or each segment has one",
        ),
        (
            "5000 USD/month",
            "5000 EUR/month",
            "7:3: funnel.goal: the goal is USD per month, quarter or year: '5000 USD/month'; not 5000 EUR/month",
        ),
        ("5000 USD/month", "5000 USDX/month", f"7:3: funnel.goal: no unit named 'USDX' (did you mean 'USD'?); {NOUNS}"),
        ("5000 USD/month", "-1 USD/month", "7:3: funnel.goal: the goal is not negative: -1 USD/month"),
        (
            "USD/customer",
            "USD/MQL",
            "8:3: funnel.value: the value is money for one customer: '100 USD/customer'; not 100 USD/MQL",
        ),
        ("100 USD/customer", "0 USD/customer", "8:3: funnel.value: the value is above zero, not 0 USD/customer"),
        (STAGES, "SQL", "9:3: funnel.stages: this is the text 'SQL' where a list of stages belongs"),
        (STAGES, "[]", "9:3: funnel.stages: a funnel has one stage or more"),
        (
            STAGES,
            "[SQL, customer]",
            "9:3: funnel.stages: stage customer needs a rate, as in '40 %', or a share of the goal under sources",
        ),
        (
            STAGES,
            "[{SQL: 10 %}, {customer: 50 %}]",
            "9:3: funnel.stages: the first stage, SQL, has no rate: nothing comes before it",
        ),
        (
            STAGES,
            "[SQL, {SQL: 50 %}]",
            "9:3: funnel.stages: each stage is there once for each stage it comes of; not SQL, SQL",
        ),
        (
            STAGES,
            "[SQL, {customer: 50 %, of: MQL}]",
            (
                "9:3: funnel.stages: stage customer comes of one before it: no earlier stage named 'MQL'; "
                "earlier stages are 'SQL' (did you mean 'SQL'?)"
            ),
        ),
        (
            STAGES,
            "[SQL, {customer: 50 %, sale: 5 %}]",
            (
                "9:17: funnel.stages.1: a stage is a name, or one name and its rate: 'SQL: 40 %', "
                "and perhaps of, lag, grows, value, owed_by"
            ),
        ),
        (STAGES, "[SQL, [customer]]", "9:17: funnel.stages.1: this is a list; write keys and values"),
        (
            STAGES,
            "[SQL, {custmer: 50 %}]",
            f"9:17: funnel.stages.1: no unit named 'custmer' (did you mean 'customer'?); {NOUNS}",
        ),
        (
            "nearest",
            "nearesst",
            f"10:3: funnel.rounding: no rounding named 'nearesst'; {ROUNDINGS} (did you mean 'nearest'?)",
        ),
        (
            "nearest",
            "nearest\n  currency: USD",
            "11:3: funnel.currency: no key named 'currency'",
        ),
        (
            "nearest",
            "nearest\n  source: {SQL: 50 %}",
            "11:3: funnel.source: no key named 'source' (did you mean 'sources'?)",
        ),
        (
            "nearest",
            "nearest\n  sources: {MQL: 50 %}",
            "11:3: funnel.sources: no stage named 'MQL'; stages are 'SQL', 'customer' (did you mean 'SQL'?)",
        ),
    ],
)
def test_a_broken_funnel_is_one_problem(good: str, bad: str, problem: str) -> None:
    """A mistake in the funnel is said there; what takes its numbers from it is not blamed, nor what names that."""
    assert problems_of(GOOD, good, bad) == problem


@pytest.mark.parametrize(
    ("rate", "problem"),
    [
        ("-1 %", "a rate is not below 0 %: -1 %"),
        ("101 %", "a rate is at most 100 %, not 101 %; a stage that has more heads than the one before 'grows'"),
        ("4 of 3", "'4 of 3' is not a rate; write the part first, as in '190 of 400'"),
    ],
)
def test_a_rate_out_of_bounds(rate: str, problem: str) -> None:
    """The place is the stage, for a rate has no key of its own."""
    assert problems_of(GOOD, "50 %", rate) == f"9:17: funnel.stages.1: {problem}"


def test_a_goal_that_no_heads_reach_is_one_problem() -> None:
    """The funnel is as it may be, but no plan comes of it; what takes its numbers from the plan is not blamed."""
    reason = "no number of SQL reaches the goal of 5,000.00 USD/month: a rate on the way from SQL is 0 %"
    assert problems_of(GOOD, "50 %", "0 %") == f"6:1: funnel: {reason}"


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ("  load: {unit: point, ", "  load: {", "13:3: metrics.load: 'unit' is missing"),
        (
            "  load: {unit: point, kind: level}",
            "  load: point",
            "13:3: metrics.load: this is the text 'point'; write keys and values",
        ),
        (
            "  load: {unit: point, kind: level}",
            "  load: {unit: point, kind: levle}",
            "13:23: metrics.load.kind: a metric is a 'count', a 'share', a 'ratio' or a 'level', not 'levle'",
        ),
        (
            "  load: {unit: point, kind: level}",
            "  load: {unit: point, kind: share}",
            "13:10: metrics.load.unit: a share is measured in %, not in point",
        ),
        (
            "  load: {unit: point, kind: level}",
            "  load: {unit: points per, kind: level}",
            "13:10: metrics.load.unit: 'points per' is not a unit; write words with / between them, as in 'SQL/month'",
        ),
        (
            "  load: {unit: point, kind: level}",
            "  load: {unit: pnt, kind: level}",
            (
                "13:10: metrics.load.unit: no unit named 'pnt' (did you mean 'point'?); "
                "an agreement declares nouns of its own under 'units'"
            ),
        ),
        (
            "  load: {unit: point, kind: level}",
            "  load: {unit: point, kind: level, segments: north}",
            "13:36: metrics.load.segments: this is the text 'north' where a list belongs",
        ),
        (
            "  load: {unit: point, kind: level}",
            "  load: {unit: point, kind: level, over_months: sum}",
            "13:36: metrics.load.over_months: a level over several months is its 'mean' or 'last', not 'sum'",
        ),
        (
            "  load: {unit: point, kind: level}",
            "  load: {unit: lead, kind: count, over_months: mean}",
            "13:35: metrics.load.over_months: only a level says how it goes over months, not a count",
        ),
    ],
)
def test_a_broken_metric(good: str, bad: str, problem: str) -> None:
    """A mistake in a metric is said at its key."""
    assert problems_of(GOOD, good, bad) == problem


def test_an_objective_is_not_blamed_for_its_broken_metric() -> None:
    """Without the broken metric its target would say nothing about a period; that is not its mistake."""
    problem = "12:23: metrics.mood.kind: a metric is a 'count', a 'share', a 'ratio' or a 'level', not 'levle'"
    assert problems_of(GOOD, "  mood: {unit: point, kind: level}", "  mood: {unit: point, kind: levle}") == problem


def test_a_metric_without_a_unit_is_a_plain_number_or_a_problem() -> None:
    """An empty unit is never more than a problem of the document."""
    text = GOOD.replace("  load: {unit: point,", "  load: {unit: '',")
    try:
        assert loads(text).metrics["load"].unit == ""
    except AgreementError as error:
        assert [problem.path for problem in error.problems] == [("metrics", "load", "unit")]  # noqa: PT017


@pytest.mark.parametrize("noun", ["lead", "demos", "two words"])
def test_a_bad_noun_does_not_spoil_the_others(noun: str) -> None:
    """A noun that cannot be a unit is one problem, not one for every quantity."""
    with pytest.raises(AgreementError) as error:
        loads(GOOD.replace("[demo]", f"[demo, {noun}]"), "a.yaml")
    assert [(problem.line, problem.column, problem.path) for problem in error.value.problems] == [(5, 15, ("units", 1))]
