"""Scores: points by rules, grades by points, on records and as columns of tables."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_engines import ENGINES, Engine, every_engine
from expected_errors import refusal
from smarketing.criteria import Criterion, Score, ScoreLine, Scoring, ScoringRule

Rows = list[dict[str, Any]]
COLUMNS: dict[str, Any] = {"row": pl.Int64, "title": pl.String, "visits": pl.Int64, "asked": pl.Boolean}


def rule(points: float | Fraction, text: str, because: str = "") -> ScoringRule:
    """Give points for a criterion."""
    return ScoringRule(points, Criterion.parse(text), because)


RULES = [
    rule(30, "contains(lower(title), 'head')", "A decision maker"),
    rule(20, "visits >= 3"),
    rule(-25, "not has(title)", "No title"),
]
SCORING = Scoring("score", RULES, grades={"C": 10, "A": 50, "B": 20})


def cells(scoring: Scoring, table: Any) -> list[tuple[float, str | None]]:
    """Give the points and the grade of each row of a table, missing grades as None."""
    frame: Any = nw.from_native(scoring.with_columns(table)).lazy().collect()
    rows = sorted(frame.select("row", scoring.name, *[scoring.grade] * bool(scoring.grades)).rows())
    return [(points, None if not grade or pd.isna(grade[0]) else grade[0]) for _row, points, *grade in rows]


def by_hand(scoring: Scoring, rows: Rows) -> list[tuple[float, str | None]]:
    """Give the same from the records one by one, in floating point."""
    scores = [scoring.score(row) for row in rows]
    return [(float(score.points), score.grade) for score in scores]


# By hand


@pytest.mark.parametrize(
    ("record", "points", "grade"),
    [
        ({"title": "Head of Sales", "visits": 3}, 50, "A"),
        ({"title": "Head of Sales", "visits": 2}, 30, "B"),
        ({"title": "Buyer", "visits": 5}, 20, "B"),
        ({"title": "Buyer"}, 0, None),
        ({"visits": 3}, -5, None),
        ({}, -25, None),
    ],
)
def test_points_add_up_by_hand(record: dict[str, object], points: int, grade: str | None) -> None:
    """Every rule that holds adds its points, negative ones too."""
    score = SCORING.score(record)
    assert (score.points, score.grade) == (Fraction(points), grade)


def test_a_score_says_rule_by_rule_where_it_is_from() -> None:
    """One line for each rule, in their order, with 0 points for those that do not hold."""
    lines = tuple(ScoreLine(each, holds) for each, holds in zip(RULES, [False, True, True], strict=True))
    assert SCORING.score({"visits": 4}) == Score(Fraction(-5), None, lines)
    assert [line.points for line in lines] == [0, 20, -25]


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        (Fraction(-1), None),
        (Fraction(999, 100), None),
        (Fraction(10), "C"),
        (Fraction(1999, 100), "C"),
        (Fraction(20), "B"),
        (Fraction(4999, 100), "B"),
        (Fraction(50), "A"),
        (Fraction(10**9), "A"),
    ],
    ids=str,
)
def test_a_grade_begins_at_its_points(points: Fraction, grade: str | None) -> None:
    """And ends before the next; in whatever order they were written."""
    assert SCORING.grade_of(points) == grade


def test_grades_are_kept_from_the_highest() -> None:
    """A mapping or pairs, the same."""
    pairs = (("A", Fraction(50)), ("B", Fraction(20)), ("C", Fraction(10)))
    assert SCORING.grades == pairs
    assert Scoring("score", RULES, grades=list(reversed(pairs))) == SCORING


@pytest.mark.parametrize(
    ("start", "least", "most", "points"),
    [(0, None, None, 30), (5, None, None, 35), (0, 40, None, 40), (0, None, 12, 12), (-100, 0, 10, 0), (0, 30, 30, 30)],
)
def test_points_start_and_stay_within_bounds(start: int, least: int | None, most: int | None, points: int) -> None:
    """The start is added first, bounds come last; a bound that is met changes nothing."""
    scoring = Scoring("score", RULES, start=start, least=least, most=most)
    assert scoring.score({"title": "Head"}).points == points


def test_a_scored_record_feeds_a_criterion() -> None:
    """Points and grade are fields like others; a grade that is not reached is missing; the record stays as it is."""
    lead = {"title": "Head of Sales", "visits": 3}
    rule_of_sales = Criterion.parse("score >= 50 and grade in ['A', 'B']")
    assert SCORING.scored(lead) == {**lead, "score": 50, "grade": "A"}
    assert [rule_of_sales(SCORING.scored(each)) for each in (lead, {"title": "Buyer"})] == [True, False]
    assert lead == {"title": "Head of Sales", "visits": 3}
    assert Criterion.parse("has(grade)")(SCORING.scored({})) is False
    assert Scoring("points", [rule(0.5, "asked")]).scored({"asked": True}) == {"asked": True, "points": Fraction(1, 2)}


def test_points_count_as_written() -> None:
    """0.1 and 0.7 are exactly 0.8."""
    scoring = Scoring("score", [rule(0.1, "True"), rule(0.7, "True")], grades={"A": 0.8})
    assert scoring.score({}).grade == "A"


# In words

CUT = "to stay within at most 1000"


def test_a_rule_says_what_it_is_for() -> None:
    """Its own words, or the criterion in English."""
    assert list(map(str, RULES)) == ["A decision maker", "visits is at least 3", "No title"]


@pytest.mark.parametrize(
    ("scoring", "record", "text"),
    [
        (
            SCORING,
            {"title": "Head of Sales", "visits": 3},
            "score is 50, grade is A\n30  A decision maker\n20  visits is at least 3",
        ),
        (SCORING, {"visits": 3}, "score is -5, grade is none\n 20  visits is at least 3\n-25  No title"),
        (SCORING, {"title": "Buyer"}, "score is 0, grade is none"),
        (
            Scoring(
                "points", [rule(1234, "asked", "Asked"), rule(-20, "not has(title)", "No title")], start=0.5, most=1000
            ),
            {"asked": True},
            f"points is 1000\n   0.5  to begin with\n  1234  Asked\n   -20  No title\n-214.5  {CUT}",
        ),
        (
            Scoring("points", [rule(-30, "asked", "Asked")], grades={"A": 10}, grade="class", least=0, most=100),
            {"asked": True},
            "points is 0, class is none\n-30  Asked\n 30  to stay within at least 0 and at most 100",
        ),
        (
            Scoring("points", [rule(5, "asked", "Asked")], least=10),
            {},
            "points is 10\n10  to stay within at least 10",
        ),
        (
            Scoring("points", [rule(0.125, "asked", "Asked"), rule(Fraction(1, 3), "not asked")], start=0.25),
            {"asked": True},
            "points is 0.375\n 0.25  to begin with\n0.125  Asked",
        ),
    ],
)
def test_a_score_is_explained(scoring: Scoring, record: dict[str, object], text: str) -> None:
    """What it is, and then what gave and took points, with what the bounds did."""
    assert scoring.explain(record) == text


# Properties

points_of = st.integers(-40, 40) | st.sampled_from([0.5, -2.25, Fraction(7, 4)])
texts_of = st.sampled_from(
    [
        "visits >= 3",
        "visits != 2",
        "asked",
        "not asked",
        "has(title)",
        "title == 'Head'",
        "True",
        "not visits < 1 or asked",
    ]
)
rows_of = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.none() | st.sampled_from(["Head", "head", "Buyer", ""]),
            "visits": st.none() | st.integers(0, 4),
            "asked": st.none() | st.booleans(),
        },
    ),
    max_size=6,
)
scorings = st.builds(
    lambda rules, bounds, start, grades: Scoring(
        "score", rules, grades, start=start, least=min(bounds, default=None), most=max(bounds[1:], default=None)
    ),
    st.lists(st.builds(rule, points_of, texts_of), min_size=1, max_size=5),
    st.lists(st.integers(-20, 20), max_size=2).map(sorted),
    points_of,
    st.dictionaries(st.sampled_from("ABC"), st.integers(-30, 30), max_size=3).filter(
        lambda grades: len(set(grades.values())) == len(grades)
    ),
)


@given(scorings, rows_of)
def test_lines_add_up_to_the_points(scoring: Scoring, rows: Rows) -> None:
    """Before the bounds; between them the points are the sum itself, and the grade is the best that they reach."""
    for row in rows:
        score = scoring.score(row)
        total = scoring.start + sum(each.points for each in scoring.rules if each.when(row))
        assert scoring.start + sum(line.points for line in score.lines) == total
        low = total if scoring.least is None else max(total, scoring.least)
        assert score.points == (low if scoring.most is None else min(low, scoring.most))
        reached = {least: name for name, least in scoring.grades if score.points >= least}
        assert score.grade == (reached[max(reached)] if reached else None)


@every_engine
@given(scoring=scorings, rows=rows_of)
def test_columns_are_the_scores(engine: Engine, scoring: Scoring, rows: Rows) -> None:
    """Of every row, on every engine; the points are few enough to be the same in binary."""
    full = [{"row": number, **row} for number, row in enumerate(rows)]
    truths = [{"row": -1, "title": "x", "visits": 1, "asked": True}]  # a column of None alone has no type in pandas
    table = pl.DataFrame(full + truths, schema=COLUMNS)
    assert cells(scoring, engine(table)) == by_hand(scoring, truths + full)


# Columns


@every_engine
def test_grades_are_the_same_where_floating_point_is_not(engine: Engine) -> None:
    """In floating point 0.1 and 0.7 are less than 0.8; a grade is earned by the points as written."""
    scoring = Scoring("score", [rule(0.1, "asked"), rule(0.7, "asked")], grades={"A": 0.8})
    table = pl.DataFrame([{"row": 0, "asked": True}], schema=COLUMNS)
    assert [grade for _points, grade in cells(scoring, engine(table))] == ["A"]


@every_engine
@pytest.mark.parametrize(
    ("scoring", "points", "grade"),
    [
        (Scoring("score", [rule(1, "asked")], {"A": 1.5, "B": 0.5}), 1, "B"),
        (Scoring("score", [rule(1, "asked")], least=1.25), 1.25, None),
        (Scoring("score", [rule(1, "asked")], most=0.75), 0.75, None),
        (Scoring("score", [rule(1, "asked")], start=0.5, grades={"A": 1.75, "B": 1.5}), 1.5, "B"),
        (Scoring("score", [rule(Fraction(1, 3), "asked"), rule(Fraction(1, 6), "asked")], {"A": 0.5}), 0.5, "A"),
    ],
)
def test_parts_of_points_count(engine: Engine, scoring: Scoring, points: float, grade: str | None) -> None:
    """Wherever the number is that is not whole: a rule, the start, a bound or a grade."""
    table = pl.DataFrame([{"row": 0, "asked": True}], schema=COLUMNS)
    assert cells(scoring, engine(table)) == [(points, grade)]


@every_engine
def test_many_points_are_not_lost(engine: Engine) -> None:
    """Points whose sum takes more than 32 bits."""
    scoring = Scoring("score", [rule(2_000_000_000, "asked"), rule(2_000_000_000, "asked")])
    table = pl.DataFrame([{"row": 0, "asked": True}], schema=COLUMNS)
    assert cells(scoring, engine(table)) == [(4_000_000_000, None)]


@every_engine
@pytest.mark.parametrize(("points", "whole"), [(1, True), (0.5, False)])
def test_columns_of_whole_points_are_whole(engine: Engine, points: float, whole: bool) -> None:
    """Whole numbers, or floating point; with grades as texts, also of a table without rows."""
    scoring = Scoring("score", [rule(points, "asked")], grades={"A": 1}, least=0, most=5)
    for height in (0, 1):
        table = pl.DataFrame([{"row": 0, "asked": True}], schema=COLUMNS).head(height)
        frame: Any = nw.from_native(scoring.with_columns(engine(table)))
        schema = frame.collect_schema()
        assert list(schema) == [*COLUMNS, "score", "grade"]
        assert (schema["score"].is_integer(), schema["score"].is_float()) == (whole, not whole)
        assert cells(scoring, engine(table)) == [(points, "A" if whole else None)][:height]


@every_engine
def test_no_grades_no_column_of_grades(engine: Engine) -> None:
    """A table keeps what it has, and gets the points; a column of that name is replaced."""
    scoring = Scoring("visits", [rule(3, "asked")], start=1)
    table = pl.DataFrame([{"row": 0, "asked": True, "visits": 9}, {"row": 1}], schema=COLUMNS)
    scored: Any = nw.from_native(scoring.with_columns(engine(table))).lazy().collect()
    assert (scored.columns, sorted(scored["visits"].to_list())) == (list(COLUMNS), [1, 4])


def test_tables_stay_what_they_are() -> None:
    """Lazy tables stay lazy."""
    table = pl.DataFrame([{"row": 0, "title": "x", "asked": True}], schema=COLUMNS)
    kinds = [type(SCORING.with_columns(engine(table))) for engine in ENGINES.values()]
    frames = [pd.DataFrame] * 3
    assert kinds == [pl.DataFrame, pl.LazyFrame, pa.Table, *frames, duckdb.DuckDBPyRelation]


# Refusals

ONE = [rule(1, "asked")]
Build = Callable[[], object]


@pytest.mark.parametrize(
    ("build", "message", "field"),
    [
        (lambda: Scoring("score", []), "a score needs at least one rule", "rules"),
        (lambda: Scoring("score", ONE, {"A": 1}, "score"), "points and grade cannot both be in 'score'", "grade"),
        (lambda: Scoring("score", ONE, least=5, most=1), "at least 5 and at most 1 is nothing", "most"),
        (lambda: Scoring("score", ONE, [("A", 1), ("A", 2)]), "the grade 'A' is there twice", "grades"),
        (lambda: Scoring("score", ONE, {"A": 20, "B": 20}), "two grades begin at the same points: 20", "grades"),
        (
            lambda: Scoring("score", [rule(1, "score > 1")]),
            "the rule 'score is more than 1' uses 'score', which is its outcome",
            "rules",
        ),
        (
            lambda: Scoring("score", [rule(1, "grade == 'A'", "Good")], {"A": 1}),
            "the rule 'Good' uses 'grade', which is its outcome",
            "rules",
        ),
        (lambda: rule(float("nan"), "asked"), "nan is not a number that can be counted with", None),
        (lambda: Scoring("score", ONE, start=float("inf")), "inf is not a number that can be counted with", None),
        (lambda: SCORING.score({"visits": "3"}), "visits is '3', and the criterion looks for a number", "visits"),
        (
            lambda: SCORING.with_columns(pl.DataFrame({"title": ["x"]})),
            "no column named 'visits'; columns are 'title'",
            "visits",
        ),
        (
            lambda: SCORING.with_columns(pl.DataFrame({"title": ["x"], "visits": [datetime(2026, 1, 1)]})),
            "the column 'visits' holds Datetime(time_unit='us', time_zone=None), and the criterion looks for a number",
            "visits",
        ),
    ],
)
def test_what_is_no_score_is_refused(build: Build, message: str, field: str | None) -> None:
    """Each with the reason and the argument, the field of the record, or the column."""
    assert refusal(build) == (message, field)


@pytest.mark.parametrize(
    ("grades", "count"), [({"A": 1.001, "B": 1.002}, 2), ({"A": Fraction(1, 3), "B": Fraction(333, 1000)}, 2)]
)
def test_grades_that_are_close_are_not_one(grades: dict[str, float], count: int) -> None:
    """Points are not rounded before grades are told apart."""
    assert len(Scoring("score", ONE, grades).grades) == count


def test_without_grades_there_is_no_field_of_grades() -> None:
    """A rule may then use a field that happens to have the name."""
    scoring = Scoring("score", [rule(1, "grade == 'A'")])
    assert scoring.scored({"grade": "A"}) == {"grade": "A", "score": 1}
    assert Scoring("score", ONE, grade="score").score({"asked": True}).points == 1
