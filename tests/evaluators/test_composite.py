"""Scores of promises: weighted, in points, and the share of promises that were kept."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import problems_of, refusal
from smarketing import (
    Absence,
    Actual,
    Actuals,
    AtLeast,
    AtMost,
    Below,
    Between,
    Composite,
    Evaluator,
    Finding,
    KeptShare,
    Levels,
    Metric,
    Month,
    Quantity,
    Rolling,
    Status,
    View,
    judge,
    loads,
    scorecard_from_json,
    scorecard_json,
)
from smarketing.actuals import Series
from smarketing.agreement_file import dumps
from smarketing.evaluators.composite import attained
from smarketing.testing import check_evaluator

MONTH = Month(2026, 3)
HEALTH = Metric("health", "%", "share")
POINTS = Metric("health", "point", "level")
LEADS = Metric("leads", "lead", "count")
KEPT = Metric("kept", "%", "share")
MET, MISSED, PENDING, NO_DATA = Status.MET, Status.MISSED, Status.PENDING, Status.NO_DATA


def found(evaluator: Evaluator, metric: Metric, actual: Actual | None) -> Finding:
    """Judge a month of a promise."""
    return evaluator(View(Series(metric, MONTH, (actual,)), 0))


def score(evaluator: Evaluator, findings: Mapping[str, Finding], metric: Metric = HEALTH) -> Finding:
    """Judge a month of a score."""
    return evaluator(View(Series(metric, MONTH, (None,)), 0, 0, 1, {}, findings))


@pytest.mark.parametrize(
    ("evaluator", "metric", "actual", "part"),
    [
        (AtLeast("100 lead/month"), LEADS, Actual(90), Fraction(9, 10)),
        (AtLeast("100 lead/month"), LEADS, Actual(300), Fraction(1)),
        (AtLeast("100 lead/month", tolerance="10 %"), LEADS, Actual(95), Fraction(1)),
        (AtLeast("100 lead/month"), LEADS, Actual(0), Fraction(0)),
        (AtMost("5 lead/month"), LEADS, Actual(8), Fraction(5, 8)),
        (AtMost("0 lead/month"), LEADS, Actual(8), Fraction(0)),
        (Below("5 lead/month"), LEADS, Actual(5), Fraction(1)),
        (AtLeast("92 %"), KEPT, Actual(46, 100), Fraction(1, 2)),
        (AtLeast("95 %", rounded_to="1 %"), KEPT, Actual(904, 1000), Fraction(90, 95)),
        (Between("90 lead/month", "120 lead/month"), LEADS, Actual(45), Fraction(1, 2)),
        (Between("90 lead/month", "120 lead/month"), LEADS, Actual(240), Fraction(1, 2)),
        (Between("90 %", "95 %"), KEPT, Actual(45, 100), Fraction(1, 2)),
        (Between("90 %", "95 %"), KEPT, Actual(100, 100), Fraction(95, 100)),
        (Levels("80 %", "50 %"), KEPT, Actual(40, 100), Fraction(1, 2)),
        (AtLeast("-5 points"), POINTS, Actual(-9), Fraction(0)),
        (AtLeast("5 points"), POINTS, Actual(-9), Fraction(0)),
    ],
)
def test_what_is_attained(evaluator: Evaluator, metric: Metric, actual: Actual, part: Fraction) -> None:
    """All of what is met, a part of what is missed, on the side that was missed."""
    assert attained(found(evaluator, metric, actual)) == part


def test_a_miss_that_says_nothing_attains_nothing() -> None:
    """Of a rule of somebody else."""
    assert attained(Finding(MISSED)) == 0
    assert attained(Finding(MISSED, shortfall=Quantity(1, "lead"))) == 0


def leads(number: int | None) -> Finding:
    """Judge some leads against 100."""
    return found(AtLeast("100 lead/month"), LEADS, None if number is None else Actual(number))


def answers(share: int | None) -> Finding:
    """Judge a share of answers against 80 %."""
    return found(AtLeast("80 %"), KEPT, None if share is None else Actual(share, 100))


WEIGHED = Composite(weights={"leads": 3, "answers": 1}, at_least="80 %")
SCORED = Composite(points={"leads": 10, "answers": 5}, at_least="12 points")
SHARED = KeptShare(["leads", "answers"], at_least="50 %")


@pytest.mark.parametrize(
    ("evaluator", "metric", "first", "second", "status", "note"),
    [
        # (3 x 90 % + 50 %) / 4 = 80 %.
        (WEIGHED, HEALTH, 90, 40, MET, "3.2 of 4 (80 %) against at least 80 %; leads 90 %, answers 50 %"),
        (
            WEIGHED,
            HEALTH,
            90,
            36,
            MISSED,
            "3.15 of 4 (78.75 %) against at least 80 %: 1.25 points short; leads 90 %, answers 45 %",
        ),
        (WEIGHED, HEALTH, 900, 90, MET, "4 of 4 (100 %) against at least 80 %; leads 100 %, answers 100 %"),
        (SCORED, POINTS, 100, 80, MET, "15 points against at least 12 points; leads and answers met"),
        (SCORED, POINTS, 100, 79, MISSED, "10 points against at least 12 points: 2 points short; leads met"),
        (SCORED, POINTS, 99, 79, MISSED, "0 points against at least 12 points: 12 points short; none met"),
        (SHARED, HEALTH, 100, 79, MET, "1 of 2 (50 %) against at least 50 %; answers missed"),
        (SHARED, HEALTH, 100, 80, MET, "2 of 2 (100 %) against at least 50 %; none missed"),
        (
            SHARED,
            HEALTH,
            99,
            79,
            MISSED,
            "0 of 2 (0 %) against at least 50 %: 50 points short; leads and answers missed",
        ),
    ],
)
def test_scores(evaluator: Evaluator, metric: Metric, first: int, second: int, status: Status, note: str) -> None:
    """Exactly at the least score it is met."""
    finding = score(evaluator, {"leads": leads(first), "answers": answers(second)}, metric)
    assert (finding.status, finding.note) == (status, note)
    assert (finding.shortfall is None) is (status is MET)


TOO_EARLY = Finding(PENDING, absence=Absence.TOO_EARLY)
UNREADABLE = Finding(NO_DATA, absence=Absence.UNREADABLE)


@pytest.mark.parametrize(
    ("one", "other", "status", "absence", "note"),
    [
        (leads(None), answers(80), NO_DATA, Absence.MISSING, "no verdict on leads"),
        (leads(None), UNREADABLE, NO_DATA, Absence.UNREADABLE, "no verdict on leads and answers"),
        (leads(None), TOO_EARLY, PENDING, Absence.TOO_EARLY, "no verdict yet on answers"),
        (Finding(NO_DATA), answers(80), NO_DATA, Absence.NOTHING_TO_MEASURE, "no verdict on leads"),
    ],
)
def test_a_promise_without_a_verdict_leaves_none(
    one: Finding, other: Finding, status: Status, absence: Absence, note: str
) -> None:
    """Pending where one is pending, else without data, by weight and in points."""
    for evaluator, metric in ((WEIGHED, HEALTH), (SCORED, POINTS)):
        finding = score(evaluator, {"leads": one, "answers": other}, metric)
        assert (finding.status, finding.absence, finding.note) == (status, absence, note)


def test_a_share_of_promises_kept_leaves_out_those_without_a_verdict() -> None:
    """And has none if all of them have none."""
    assert score(SHARED, {"leads": leads(100), "answers": TOO_EARLY}).actual == Actual(1, 1)
    assert score(SHARED, {"leads": leads(None), "answers": answers(None)}).status is NO_DATA
    assert score(SHARED, {"leads": leads(None), "answers": TOO_EARLY}).status is PENDING


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 150)), min_size=1, max_size=5))
def test_weights_agree_with_the_long_way(pairs: list[tuple[int, int]]) -> None:
    """The weighted mean of parts, each at most 1."""
    weights = {f"p{n}": weight for n, (weight, _number) in enumerate(pairs)}
    findings = {f"p{n}": leads(number) for n, (_weight, number) in enumerate(pairs)}
    finding = score(Composite(weights=weights, at_least="50 %"), findings)
    mean = sum(Fraction(weight * min(number, 100), 100) for weight, number in pairs) / sum(weights.values())
    assert finding.reading(HEALTH) == 100 * mean
    assert (finding.status is MET) is (mean >= Fraction(1, 2))


@pytest.mark.parametrize(("evaluator", "metric"), [(WEIGHED, HEALTH), (SCORED, POINTS), (SHARED, HEALTH)])
def test_scores_keep_the_laws(evaluator: Evaluator, metric: Metric) -> None:
    """Those of every evaluator that are about more than figures."""
    check_evaluator(evaluator, [metric], max_examples=100)


DESK = """
smarketing: 1
title: Desk
term: {start: 2026-01-01}
no_data: counts as missed
parties: {Agency: {}, Client: {}}
signatures: {Agency: 2026-01-01, Client: 2026-01-01}
objectives:
  leads: {owed_by: Agency, owed_to: Client, at_least: 100 leads/month, due: day 5 of the next month}
  answers: {owed_by: Agency, owed_to: Client, levels: {expected: 80 %, minimum: 50 %}}
  health: {owed_by: Agency, owed_to: Client, composite: {weights: {leads: 3, answers: 1}, at_least: 80 %}}
  score: {owed_by: Agency, owed_to: Client, composite: {points: {leads: 10, answers.minimum: 5}, at_least: 12 points}}
  most: {owed_by: Agency, owed_to: Client, kept_share: {of: [leads, answers, health], at_least: 50 %}}
"""


def test_they_stand_in_agreements() -> None:
    """Their metrics follow, nobody asks for figures of them, and they come back from files and JSON."""
    agreement = loads(DESK)
    assert loads(dumps(agreement)) == agreement
    assert agreement.metrics["health"] == Metric("health", "%", "share")
    assert agreement.metrics["score"] == Metric("score", "point", "level")
    rows = [
        {"month": f"2026-0{month}", "metric": metric, "value": value, "base": base}
        for month in (1, 2, 3)
        for metric, value, base in (("leads", 90, None), ("answers", 40, 100))
    ]
    scorecard = judge(agreement, Actuals.from_rows(rows, known=agreement.metrics))
    assert scorecard.missing == ()
    found = {verdict.promise.name: verdict for verdict in scorecard.verdicts[:7]}
    assert [found[name].status for name in ("health", "score", "most")] == [MET, MISSED, MISSED]
    assert found["health"].actual == Quantity(80, "%")
    assert scorecard_from_json(scorecard_json(scorecard), agreement) == scorecard


def test_a_figure_that_is_not_due_leaves_the_score_pending() -> None:
    """Even where missing figures count as missed; once it is due, it counts so."""
    agreement = loads(DESK)
    rows = [{"month": "2026-01", "metric": "answers", "value": 90, "base": 100}]
    actuals = Actuals.from_rows(rows, known=agreement.metrics)
    for day, status, counts_as in ((3, PENDING, PENDING), (9, NO_DATA, MISSED)):
        now = datetime(2026, 2, day, tzinfo=UTC)
        scorecard = judge(agreement, actuals, through="2026-01", as_of=now)
        (health,) = [verdict for verdict in scorecard.verdicts if verdict.promise.name == "health"]
        assert (health.status, health.counts_as) == (status, counts_as)


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("{leads: 3, answers: 1}", "{leadz: 3, answers: 1}", "no promise named 'leadz'"),
        ("{leads: 3, answers: 1}", "{health: 3, answers: 1}", "it looks at itself"),
        ("{leads: 3, answers: 1}", "{leads: 0, answers: 1}", "weights are above 0; not 0 for 'leads'"),
        (
            "composite: {weights: {leads: 3, answers: 1}, at_least: 80 %}",
            "metric: leads, composite: {weights: {answers: 1}, at_least: 80 %}",
            "its score is a share in %, and 'leads' is a count",
        ),
        (
            "composite: {weights: {leads: 3, answers: 1}, at_least: 80 %}",
            "rolling: {months: 2, composite: {weights: {answers: 1}, at_least: 80 %}}",
            "it is judged month by month; put the windows into the promises that it looks at",
        ),
    ],
)
def test_problems_are_said(good: str, bad: str, message: str) -> None:
    """With their place, before anybody signs."""
    assert message in problems_of(DESK, good, bad)


REFUSED: list[tuple[Callable[[], Evaluator], str, str]] = [
    (lambda: Composite(at_least="80 %"), "give either weights or points, for one promise or more", "weights"),
    (
        lambda: Composite(weights={"a": 1}, points={"b": 1}, at_least="80 %"),
        "give either weights or points, for one promise or more",
        "weights",
    ),
    (
        lambda: Composite(weights={"a": 1}, at_least="12 points"),
        "the least score is in %, as in '80 %'; not 12 points",
        "at_least",
    ),
    (
        lambda: Composite(points={"a": 1}, at_least="80 %"),
        "the least score is in point, as in '12 points'; not 80 %",
        "at_least",
    ),
    (lambda: Composite(points={"a": -1}, at_least="8 points"), "points are above 0; not -1 for 'a'", "points"),
    (lambda: Composite(weights=[("a", 1), ("a", 2)], at_least="8 %"), "'a' is named twice", "weights"),
    (lambda: KeptShare(["a", "a"], at_least="8 %"), "'a' is named twice", "of"),
    (lambda: KeptShare([], at_least="8 %"), "name one promise or more", "of"),
    (lambda: KeptShare("a", at_least="8 points"), "it is a share, as in '90 %'; not 8 points", "at_least"),
]


@pytest.mark.parametrize(("make", "message", "field"), REFUSED)
def test_what_they_refuse(make: Callable[[], Evaluator], message: str, field: str) -> None:
    """In words, and which argument it is about."""
    assert refusal(make) == (message, field)


def test_they_describe_themselves() -> None:
    """What counts how much."""
    assert WEIGHED.describe() == "at least 80 % attained, by weight (leads 3, answers 1)"
    assert SCORED.describe() == "at least 12 points for what is met (leads 10, answers 5)"
    assert SHARED.describe() == "at least 50 % met of leads and answers"
    assert Rolling(WEIGHED, months=2).derived
