"""Trend and relative: a percentage of an earlier reading, and of another metric's reading."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import problems_of, refusal
from smarketing import (
    Absence,
    Actual,
    Actuals,
    Evaluator,
    Finding,
    Metric,
    Month,
    Quantity,
    Relative,
    Rolling,
    Status,
    Trend,
    View,
    judge,
    loads,
    scorecard_from_json,
    scorecard_json,
)
from smarketing.actuals import Series
from smarketing.agreement_file import dumps
from smarketing.evaluators.trend import Earlier
from smarketing.testing import check_evaluator

FIRST = Month(2025, 1)
LEADS = Metric("leads", "lead", "count")
WON = Metric("won", "customer", "count")
KEPT = Metric("kept", "%", "share")
SCORE = Metric("score", "point", "level")
MET, MISSED, PENDING, NO_DATA = Status.MET, Status.MISSED, Status.PENDING, Status.NO_DATA
YEAR: Earlier = "the same month a year before"


def last(evaluator: Evaluator, metric: Metric, figures: Sequence[Actual | None]) -> Finding:
    """Judge the last of some months."""
    return evaluator(View(Series(metric, FIRST, tuple(figures)), len(figures) - 1))


def counts(*numbers: int | None) -> list[Actual | None]:
    """Give figures of a count."""
    return [None if number is None else Actual(number) for number in numbers]


GROWN = Trend(YEAR, at_least="105 %")
FALLEN = Trend("the month before", at_most="90 %")
TRENDS: list[tuple[Trend, Metric, list[Actual | None], Status, str | None]] = [
    (GROWN, LEADS, counts(100, *[7] * 11, 105), MET, None),
    (GROWN, LEADS, counts(100, *[7] * 11, 104), MISSED, "1 lead"),
    (GROWN, LEADS, counts(100, *[7] * 11, 106), MET, None),
    (FALLEN, LEADS, counts(100, 90), MET, None),
    (FALLEN, LEADS, counts(100, 91), MISSED, "1 lead"),
    (FALLEN, KEPT, [Actual(50, 100), Actual(46, 100)], MISSED, "1 point"),
    (Trend("the quarter before", at_least="100 %"), LEADS, counts(10, 20, 30, 30, 30, 0), MET, None),
    (Trend("the quarter before", at_least="100 %"), LEADS, counts(10, 20, 30, 30, 29, 0), MISSED, "1 lead"),
    (Trend("the year before", at_least="110 %"), LEADS, counts(*[10] * 12, *[11] * 12), MET, None),
    (Trend("the year before", at_least="110 %"), LEADS, counts(*[10] * 12, *[11] * 11, 10), MISSED, "1 lead"),
    # Shares pool: 60 of 120, and 61 of 120 of the quarter after.
    (
        Trend("the quarter before", at_least="100 %"),
        KEPT,
        [Actual(10, 20), Actual(30, 50), Actual(20, 50), Actual(11, 20), Actual(30, 50), Actual(20, 50)],
        MET,
        None,
    ),
]


@pytest.mark.parametrize(("trend", "metric", "figures", "status", "shortfall"), TRENDS)
def test_a_trend_is_exact(
    trend: Trend, metric: Metric, figures: list[Actual | None], status: Status, shortfall: str | None
) -> None:
    """At the target, just below and just above it."""
    finding = last(trend, metric, figures)
    assert finding.status is status
    assert (None if finding.shortfall is None else str(finding.shortfall)) == shortfall


def test_a_finding_shows_the_target_in_the_unit_of_the_metric() -> None:
    """105 % of 80 leads are 84."""
    finding = last(GROWN, LEADS, counts(80, *[7] * 11, 83))
    assert finding == Finding(
        MISSED,
        Actual(83),
        Quantity(84, "lead"),
        shortfall=Quantity(1, "lead"),
        note="83 leads against at least 84 leads: 1 lead short; 105 % of 80 leads in 2025-01",
    )
    three = last(Trend("the quarter before", at_most="50 %"), LEADS, counts(10, 20, 30, 10, 10, 10))
    assert three.note == (
        "30 leads in the 3 months from 2025-04 against at most 30 leads; 50 % of 60 leads from 2025-01 to 2025-03"
    )


@pytest.mark.parametrize(
    ("trend", "figures", "status", "absence", "note"),
    [
        (GROWN, counts(*[7] * 12), PENDING, Absence.TOO_EARLY, "needs 13 months; first result in 2026-01"),
        (
            Trend("the quarter before", at_least="100 %"),
            counts(7, 7),
            PENDING,
            Absence.TOO_EARLY,
            "needs 6 months; first result in 2025-06",
        ),
        (GROWN, counts(None, *[7] * 12), NO_DATA, Absence.MISSING, "there is no figure for 2025-01"),
        (GROWN, counts(*[7] * 12, None), NO_DATA, Absence.MISSING, "there is no figure for 2026-01"),
        (
            GROWN,
            counts(0, *[7] * 12),
            NO_DATA,
            Absence.NOTHING_TO_MEASURE,
            "nothing to compare with: 0 leads in 2025-01",
        ),
    ],
)
def test_without_a_reading_to_compare_there_is_no_verdict(
    trend: Trend, figures: list[Actual | None], status: Status, absence: Absence, note: str
) -> None:
    """Too early, missing, or nothing to compare with."""
    finding = last(trend, LEADS, figures)
    assert (finding.status, finding.absence) == (status, absence)
    assert finding.note.endswith(note)


def test_nothing_is_compared_with_less_than_nothing() -> None:
    """105 % of -10 points would be less."""
    assert last(FALLEN, SCORE, counts(-10, 5)).absence is Absence.NOTHING_TO_MEASURE


@given(st.integers(1, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 200))
def test_a_better_month_is_never_worse(base: int, one: int, other: int, percent: int) -> None:
    """More under at least, less under at most; and targets are exact."""
    low, high = sorted((one, other))
    target, part = Fraction(base * percent, 100), Quantity(percent, "%")
    for trend, worse, better, met in (
        (Trend("the month before", at_least=part), low, high, high >= target),
        (Trend("the month before", at_most=part), high, low, low <= target),
    ):
        before, after = (last(trend, LEADS, counts(base, number)) for number in (worse, better))
        assert before.status is MISSED or after.status is MET
        assert (after.status is MET) is met


@pytest.mark.parametrize(
    "evaluator",
    [GROWN, FALLEN, Trend("the quarter before", at_least="90 %"), Rolling(GROWN, months=2)],
)
def test_trends_keep_the_laws(evaluator: Evaluator) -> None:
    """Those of every evaluator."""
    check_evaluator(evaluator, [LEADS, KEPT], max_examples=100)


def test_relative_keeps_the_laws() -> None:
    """Of counts and shares, alone and in windows."""
    check_evaluator(Relative("leads", at_least="40 %"), [WON], others={"leads": LEADS}, max_examples=100)
    check_evaluator(Rolling(Relative("leads", at_most="40 %"), months=2), [KEPT], max_examples=100)


SHARED = Relative("leads", at_least="40 %")


def related(relative: Evaluator, mine: Metric, own: Actual | None, other: Metric, base: Actual | None) -> Finding:
    """Judge a month in which both metrics have a figure."""
    return relative(View(Series(mine, FIRST, (own,)), 0, 0, 1, {"leads": Series(other, FIRST, (base,))}))


@pytest.mark.parametrize(
    ("own", "base", "status", "note"),
    [
        (Actual(40), Actual(100), MET, "40 customers against at least 40 customers; 40 % of leads (100 leads)"),
        (
            Actual(39),
            Actual(100),
            MISSED,
            "39 customers against at least 40 customers: 1 customer short; 40 % of leads (100 leads)",
        ),
        (Actual(41), Actual(100), MET, "41 customers against at least 40 customers; 40 % of leads (100 leads)"),
        (Actual(1), Actual(0), NO_DATA, "nothing to compare with: leads (0 leads)"),
        (None, Actual(100), NO_DATA, "there is no figure for 2025-01"),
        (Actual(40), None, NO_DATA, "there is no figure for 2025-01"),
    ],
)
def test_relative_to_another_metric(own: Actual | None, base: Actual | None, status: Status, note: str) -> None:
    """Counts of different things compare as numbers."""
    finding = related(SHARED, WON, own, LEADS, base)
    assert (finding.status, finding.note) == (status, note)


def test_relative_converts_units() -> None:
    """Half of 2 hours are 60 minutes."""
    minutes, hours = Metric("breaks", "minute", "level"), Metric("leads", "hour", "level")
    half = Relative("leads", at_most="50 %")
    assert related(half, minutes, Actual(60), hours, Actual(2)).status is MET
    assert related(half, minutes, Actual(61), hours, Actual(2)).shortfall == Quantity(1, "minute")


DESK = """
smarketing: 1
title: Desk
term: {start: 2025-01-01}
parties: {Agency: {}, Client: {}}
signatures: {Agency: 2025-01-01, Client: 2025-01-01}
metrics:
  score: {unit: point, kind: level}
  won: {unit: customer, kind: count}
objectives:
  leads: {owed_by: Agency, owed_to: Client, at_least: 10 leads/month}
  growth: {owed_by: Agency, owed_to: Client, metric: leads, trend: {at_least: 105 %, of: the month before}}
  won: {owed_by: Agency, owed_to: Client, relative: {to: leads, at_least: 40 %}}
"""


def test_they_stand_in_agreements() -> None:
    """Read, written, judged, and back from JSON; a window takes both metrics together."""
    alone = "relative: {to: leads, at_least: 40 %}"
    rolled = DESK.replace(alone, f"rolling: {{months: 2, {alone}}}")
    for text, status in ((DESK, MISSED), (rolled, MET)):
        agreement = loads(text)
        assert loads(dumps(agreement)) == agreement
        figures = {"leads": {"2025-01": 10, "2025-02": 10}, "won": {"2025-01": 6, "2025-02": 3}}
        scorecard = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
        found = {(verdict.promise.name, str(verdict.month)): verdict.status for verdict in scorecard.verdicts}
        assert found["won", "2025-02"] is status
        assert (found["growth", "2025-01"], found["growth", "2025-02"]) == (PENDING, MISSED)
        assert scorecard_from_json(scorecard_json(scorecard), agreement) == scorecard


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("to: leads", "to: leadz", "no metric named 'leadz'"),
        (
            "to: leads",
            "to: score",
            "'won', a count in customer, is no share of 'score', a level in point: compare units that convert",
        ),
        ("of: the month before", "of: the day before", "'the day before' is none of 'the month before'"),
        ("{at_least: 105 %, of: the month before}", "{of: the month before}", "give either at_least or at_most"),
    ],
)
def test_problems_are_said(good: str, bad: str, message: str) -> None:
    """With their place, before anybody signs."""
    assert message in problems_of(DESK, good, bad)


@pytest.mark.parametrize(
    ("make", "message", "field"),
    [
        (lambda: Trend("the month before"), "give either at_least or at_most, as in 'at_least: 105 %'", "at_least"),
        (
            lambda: Relative("leads", at_least="1 %", at_most="2 %"),
            "give either at_least or at_most, as in 'at_least: 105 %'",
            "at_least",
        ),
        (lambda: Relative("leads", at_least="5 leads"), "it is a percentage, as in '105 %'; not 5 leads", "at_least"),
        (lambda: Trend("the month before", at_most="-1 %"), "a percentage is not negative: -1 %", "at_most"),
        (
            lambda: Trend("last week", at_most="1 %"),  # type: ignore[arg-type]
            (
                "a reading is compared with one of 'the month before', 'the quarter before',"
                " 'the same month a year before', 'the year before'; not 'last week'"
            ),
            "of",
        ),
    ],
)
def test_what_they_refuse(make: Callable[[], Evaluator], message: str, field: str) -> None:
    """In words, and which argument it is about."""
    assert refusal(make) == (message, field)


def test_windows_and_levels() -> None:
    """Only the same month a year before is compared over windows; levels say how they go over months."""
    quarter = Trend("the quarter before", at_least="100 %")
    level = "'score' is a level; to judge it over months, state over_months: mean or last"
    assert list(quarter.metric_problems(SCORE)) == [level]
    assert list(Rolling(quarter, months=2).metric_problems(LEADS)) == [
        "the quarter before is not of a window; only 'the same month a year before' is compared over 2 months"
    ]
    assert list(Rolling(GROWN, months=2).metric_problems(LEADS)) == []
    assert list(Rolling(Relative("score", at_least="1 %"), months=2).reference_problems(SCORE, {"score": SCORE})) == [
        level
    ]
    assert list(SHARED.reference_problems(WON, {})) == []


def test_they_describe_themselves() -> None:
    """The percentage, and of what."""
    assert GROWN.describe() == "at least 105 % of the same month a year before"
    assert FALLEN.describe() == "at most 90 % of the month before"
    assert SHARED.describe() == "at least 40 % of leads"
