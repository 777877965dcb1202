"""Criteria and scores pushed down to Spark, beside the same on records."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import product, zip_longest
from operator import or_
from typing import Any

import narwhals as nw
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import criteria_strategies as some
from criteria_engines import Records, numbered
from criteria_spark import (
    Columns,
    local_session,
    needs_spark,
    rows_by_column,
    rows_by_filter,
    sibling,
    spark_table,
)
from expected_errors import refusal
from smarketing.criteria import Criterion, Scoring, ScoringRule, parse_definitions
from smarketing.errors import InvalidValueError

pytestmark = [
    needs_spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

a_few = settings(max_examples=max(2, settings().max_examples // 15), phases=[Phase.generate])
"""A job takes as long as a hundred examples elsewhere; each is many criteria, and shrinking would take minutes."""


@pytest.fixture(scope="module", name="spark")
def session_of_spark() -> Iterator[Any]:
    """Start Spark once for all that is asked here."""
    with local_session() as session:
        yield session


def every(**values: list[Any]) -> Records:
    """Make a record of every combination of values."""
    return [dict(zip(values, each, strict=True)) for each in product(*values.values())]


def by_records(texts: list[str], records: Records) -> dict[str, list[int]]:
    """Give for each criterion the numbers of the records for which it holds."""
    return {text: numbered(Criterion.parse(text), records) for text in texts}


# Telling criteria

NAN, INFINITE = float("nan"), float("inf")
NUMBERS = [
    *["a > 1", "a >= 1", "1 < a", "a != 1", "not a <= 1", "a == 40 %", "0 == a", "a in [0.4, 1]", "a not in [5]"],
    *["not a in [2]", "has(a)", "not has(a)", "a == b", "a != b", "a < b", "not a < b", "a >= 0.5 USD"],
    *["0 <= a < 2", "0.1 < a != 2", "a + b > 0", "a - b != 1", "a * b < 5", "b / a != 2", "a / 2 > 0.1"],
    *["a / b > 0", "not a / b > 0", "1 / a > 0", "1 / (a - b) < 0", "a / (b - b) < 1", "2 * a - b >= 0.5"],
    *["a < 1000000000000000000000", "a in [1, 9223372036854780000]", "a > -3000000000", "a in [0, 3000000000]"],
]
WHOLE = [*NUMBERS, "a + b > 150", "a * b > 200", "a * 3000000000 > 5", "a * 0.5 == 0.5", "a < 300", "a - 3 < 0"]
SINGLE = ["a == 0.1", "a > 0.1", "a in [0.1, 0.5]", "a not in [0.5]", "a + 0 == 0.5", "not a > 0.1", "a == b", "a < b"]
SINGLE += ["a * a < 0.0100000005", "a + a > 0.2"]
DECIMALS = [
    *["a == 0.1", "a > 0.1", "a in [0.1, 1]", "a not in [0.1, 5]", "a != 1", "a < 0.105", "a in [0.105]", "a == b"],
    *["a < b", "not a < b", "a != b", "a + b == 0.2", "a - b >= 0", "2 * a == 0.2", "a * 3 == 0.3", "100 * a == 7"],
    *["a - 0.07 == 0", "a / b > 1", "a / b == 1", "1 / a > 2", "a / 2 == 0.05", "0 <= a < 1", "has(a)", "a >= 5 USD"],
    *["a > 99999999.985", "a == 99999999.99", "a < 1000000000000000000000", "a in [1, 9223372036854780000]"],
]
TEXTS = [
    *["t == 'ab'", "t != 'ab'", "not (t != 'ab')", "t in ['ab', 'A']", "t not in ['ab', 'A']", "t == ''", "has(t)"],
    *["lower(t) == 'ab'", "lower(t) != 'ab'", "lower(t) in ['ab', 'ä']", "lower(t) == lower(u)", "t == u", "t != u"],
    *["contains(t, 'a')", "not contains(t, 'a')", "contains(t, '.')", "contains(t, '%')", "contains(t, '_')"],
    *["contains(t, '')", "contains(t, '\\\\')", "contains(lower(t), 'sales')", "starts_with(t, 'a')"],
    *["starts_with(t, '%')", "ends_with(t, 'b')", "ends_with(lower(t), 'b')", "t == 'it\\'s'", "t == 'a '"],
    *["t == 'c:\\\\n'", "t == 'say \"x\"'", "t in ['a ', '']", "t == '😀'", "t != '$1'"],
]
TRUTHS = [
    *["y", "not y", "y == True", "y != True", "y == False", "not (y == False)", "y == z", "y != z", "has(y)"],
    *["y and z", "y or z", "not (y and z)", "not (y or not z)", "y and True", "False or y", "y and False", "y or True"],
]
DATES = [
    *["a == 2026-01-31", "a != 2026-01-31", "a > 2026-01-30", "a <= 2026-01-31", "2026-01-30 < a <= 2026-01-31"],
    *["a in [2026-01-31]", "a not in [2026-01-31, 2026-02-01]", "not a == 2026-01-31", "a >= 2026-01-31T12:00"],
    *["a == 2026-01-31T12:00:00.000001", "a in [2026-01-31T00:00, 2026-02-01T00:00]", "has(a)", "a == b", "a != b"],
    *["a < b", "not a < b", "b - a > 1 day", "a - b == 0 days", "a - b != 1 day", "a - b in [1 day, 0 days]"],
    *["a - b not in [1 day]", "a + 1 day > b", "1 day + a == b", "a - 12 hours < b", "a - 2026-01-31 <= 1 day"],
    *["2026-01-31T00:00 - a < 36 hours", "a == 2026-03-29T02:30", "a > 1899-12-31", "a < 9998-12-31"],
]
ZONED = [
    *["a > 2026-01-31T09:00+01:00", "a == 2026-01-31T09:00+01:00", "a != 2026-01-31T08:00Z", "a == b", "a != b"],
    *["a in [2026-01-31T09:00+01:00, 2026-01-31T09:00Z]", "a not in [2026-01-31T09:00+01:00]", "a - b >= 1 hour"],
    *["a - 2026-01-31T09:00+01:00 <= 1 hour", "a + 1 hour > 2026-01-31T09:00Z", "a + 1 day > b", "not a < b"],
]
DURATIONS = [
    *["w == 1 day", "w > 12 hours", "w != 1 day", "w in [12 hours, 2 days]", "w not in [1 day]", "1 day <= w"],
    *["0 days <= w < 1 day", "not w >= 1 day", "has(w)", "w == v", "w != v", "w < v", "not w < v"],
    *["w + v > 1 day", "w + 1 day == 2 days", "w * 0.5 == 12 hours", "1.5 * w >= 36 hours", "w > 1 week"],
    *["w == 0.000001 seconds", "w - v > 0 days and v >= 0 days", "2 * w > v and v >= 0 days"],
]

MOMENTS = [
    *[None, datetime(2026, 1, 30, 23, 59), datetime(2026, 1, 31), datetime(2026, 1, 31, 12, 0, 0, 1)],
    *[datetime(2026, 2, 1), datetime(2026, 3, 29, 2, 30), datetime(1900, 1, 1)],
]
DAYS = [None, date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1)]
INSTANTS = [None, *(datetime(2026, 1, 31, hour, tzinfo=UTC) for hour in (7, 8, 9, 10))]
SPANS = [None, *(timedelta(hours=hours) for hours in (-24, 0, 12, 24, 48)), timedelta(microseconds=1)]
LETTERS = ["", "a", "ab", "Ab", "A", "a ", "x.y", "50%_", "Ä", "Head of Sales", "it's", 'say "x"', "c:\\n", "😀", None]
CENTS = [None, *map(Decimal, ("0.10", "1.00", "0.40", "-1.00", "0.00", "0.07", "99999999.99"))]
FLOATS = [None, NAN, INFINITE, -INFINITE, 0, -0.0, 2, 0.4, 0.1]
SMALL = [None, -128, 0, 1, 2, 100, 127]
ROUGH = [None, NAN, 0, 0.5, 0.10000000149011612]  # the last is the 0.1 of single precision

TABLES: dict[str, tuple[Columns, Records, list[str]]] = {
    "numbers": ({"a": "double", "b": "double"}, every(a=FLOATS, b=FLOATS), NUMBERS),
    "whole numbers": ({"a": "bigint", "b": "bigint"}, every(a=SMALL, b=SMALL), WHOLE),
    "narrow numbers": ({"a": "tinyint", "b": "smallint"}, every(a=SMALL, b=SMALL), WHOLE),
    "middling numbers": ({"a": "int", "b": "double"}, every(a=[*SMALL[:3], 2**31 - 1], b=FLOATS), WHOLE),
    "single precision": ({"a": "float", "b": "double"}, every(a=ROUGH, b=[0.1, 0.5, None]), SINGLE),
    "decimals": ({"a": "decimal(10, 2)", "b": "decimal(12, 4)"}, every(a=CENTS, b=CENTS[:6]), DECIMALS),
    "texts": ({"t": "string", "u": "string"}, every(t=LETTERS, u=["ab", "A", None]), TEXTS),
    "truths": ({"y": "boolean", "z": "boolean"}, every(y=[True, False, None], z=[True, False, None]), TRUTHS),
    "dates and times": ({"a": "timestamp_ntz", "b": "timestamp_ntz"}, every(a=MOMENTS, b=MOMENTS), DATES),
    "days and times": ({"a": "date", "b": "timestamp_ntz"}, every(a=DAYS, b=MOMENTS), DATES),
    "days": ({"a": "date", "b": "date"}, every(a=DAYS, b=DAYS), DATES),
    "times in a zone": ({"a": "timestamp_ltz", "b": "timestamp_ltz"}, every(a=INSTANTS, b=INSTANTS), ZONED),
    "durations": (dict.fromkeys("wv", "interval day to second"), every(w=SPANS, v=SPANS), DURATIONS),
}


@pytest.mark.parametrize(("columns", "records", "texts"), TABLES.values(), ids=TABLES)
def test_spark_says_what_the_records_say(spark: Any, columns: Columns, records: Records, texts: list[str]) -> None:
    """Criteria as columns, for each type of columns."""
    rules = [Criterion.parse(text) for text in texts]
    found = rows_by_column(rules, spark_table(spark, records, columns))
    assert dict(zip(texts, found, strict=True)) == by_records(texts, records)


MIXED = {"score": "double", "Lead Score": "double", "title": "string", "created": "timestamp_ntz"}
MIXED |= {"waited": "interval day to second", "asked": "boolean"}
LEADS: Records = [
    {"score": 2, "title": "ab", "created": datetime(2026, 1, 31), "waited": timedelta(1), "asked": True},
    {"score": -1, "Lead Score": NAN, "title": "Ab", "created": datetime(2026, 2, 1), "asked": False},
    {"Lead Score": 3, "title": "b", "created": datetime(2026, 1, 30, 23, 59), "waited": timedelta(hours=12)},
    {"score": 0.4, "Lead Score": 0.5, "title": "", "asked": False},
    {},
]
SENTENCES = [
    *["score >= 40 % and not asked or `Lead Score` in [3, 0.5]", "not (score > 0 and title == 'ab')", "True", "False"],
    *[
        "not (score != `Lead Score`)",
        "title not in ['ab', ''] or lower(title) != 'ab' and score < 1",
        "not title != 'b'",
    ],
    *["created > 2026-01-30 or not has(title)", "created not in [2026-01-31] and waited >= 12 hours", "asked or True"],
    *["not `Lead Score` > 1", "not (asked == False or waited < 1 day)", "not (not asked)", "not True"],
]


def test_rows_are_kept_as_by_records(spark: Any) -> None:
    """Criteria as filters, constants among them; and as columns."""
    rules, table = [Criterion.parse(text) for text in SENTENCES], spark_table(spark, LEADS, MIXED)
    by_hand = list(by_records(SENTENCES, LEADS).values())
    assert rows_by_filter(rules, table) == by_hand
    assert rows_by_column(rules, table) == by_hand


def test_named_definitions(spark: Any) -> None:
    """Definitions of definitions, negated and constant ones."""
    read, errors = parse_definitions(
        {
            "MQL": "score >= 40 % and has(title)",
            "Open": "not MQL or asked",
            "Every": "Open or not Open",
            "Hot": "MQL and not (Open and created < 2026-02-01) and Every",
        }
    )
    assert not errors
    found = rows_by_column(list(read.values()), spark_table(spark, LEADS, MIXED))
    assert dict(zip(read, found, strict=True)) == {name: numbered(rule, LEADS) for name, rule in read.items()}
    assert found[0] == [0, 3]


def test_fields_of_any_sort(spark: Any) -> None:
    """What is only compared with another field, or only there or not, can be of every sort."""
    sorts: dict[str, list[Any]] = {
        "string": ["x", "y", "", None],
        "bigint": [0, 1, 2, None],
        "double": [0.5, NAN, None],
        "boolean": [True, False, None],
        "timestamp_ntz": MOMENTS[:4],
        "interval day to second": SPANS[:4],
        "decimal(10, 2)": CENTS[:4],
    }
    columns = {f"{place} {side}": kind for place, kind in enumerate(sorts) for side in "ab"}
    pairs = [every(**{f"{place} a": each, f"{place} b": each}) for place, each in enumerate(sorts.values())]
    records = [reduce(or_, parts) for parts in zip_longest(*pairs, fillvalue={})]
    forms = ["`{0} a` == `{0} b`", "`{0} a` != `{0} b`", "not `{0} a` == `{0} b`", "has(`{0} a`)", "not has(`{0} b`)"]
    texts = [form.format(place) for place in range(len(sorts)) for form in forms]
    found = rows_by_column(list(map(Criterion.parse, texts)), spark_table(spark, records, columns))
    assert dict(zip(texts, found, strict=True)) == by_records(texts, records)


# Random criteria

KINDS = dict.fromkeys(some.DATES, "date") | dict.fromkeys(some.DURATIONS, "duration")
SCORES = [name.strip("`") for name in (*some.NUMBERS, *some.AMOUNTS)]
COLUMNS: Columns = {
    **dict.fromkeys(SCORES, "double"),
    **dict.fromkeys(some.TEXTS, "string"),
    **dict.fromkeys(some.DATES, "timestamp_ntz"),
    **dict.fromkeys(some.DURATIONS, "interval day to second"),
    **dict.fromkeys(some.TRUTHS, "boolean"),
}


def fits(text: str) -> bool:
    """Tell whether a criterion, which may say too little of a field, takes it for what the records hold."""
    fields = Criterion.parse(text).fields
    return all(sort is None or sort.kind == KINDS.get(name, sort.kind) for name, sort in fields.items())


many_texts = st.lists(some.criteria().filter(fits), min_size=15, max_size=25)
many_records = st.lists(some.records, min_size=4, max_size=30)


def found_and_expected(texts: list[str], table: Any, records: Records, **how: bool) -> tuple[object, object]:
    """Give the rows that criteria, and definitions of them that are negated, find in a table and in records."""
    read = [Criterion.parse(text) for text in texts]
    read += [Criterion.parse("not it", definitions={"it": rule}) for rule in read[::3]]
    found = zip(map(Criterion.explain, read), rows_by_column(read, table, **how), strict=True)
    return list(found), [(rule.explain(), numbered(rule, records)) for rule in read]


@a_few
@given(texts=many_texts, records=many_records)
def test_random_criteria(spark: Any, texts: list[str], records: Records) -> None:
    """With and without the schema; the numbers are the same in binary."""
    table = spark_table(spark, records, COLUMNS)
    for blindly in (False, True):
        found, expected = found_and_expected(texts, table, records, blindly=blindly)
        assert found == expected


@a_few
@given(texts=many_texts, records=many_records)
def test_random_criteria_of_whole_numbers(spark: Any, texts: list[str], records: Records) -> None:
    """Columns of integers, one of them narrow, and of decimals."""
    whole = [{name: math.floor(v) if v and name in SCORES else v for name, v in each.items()} for each in records]
    columns = {**COLUMNS, **dict.fromkeys(SCORES, "bigint"), "score": "tinyint", "budget": "decimal(9, 3)"}
    found, expected = found_and_expected(texts, spark_table(spark, whole, columns), whole)
    assert found == expected


# Sessions of other time zones

CHANGES = [None, *(datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in (0, 1))]
CHANGES += [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_other_zones_of_the_session(spark: Any, zone: str) -> None:
    """Instants are the same in each, and times without a zone have nothing to do with it."""
    other = sibling(spark, timeZone=zone)
    columns = {"a": "timestamp_ltz", "b": "timestamp_ltz"}, {"a": "timestamp_ntz", "b": "timestamp_ntz"}
    for texts, values, kinds in zip((ZONED, DATES), (INSTANTS, MOMENTS), columns, strict=True):
        records = every(a=values, b=values)
        found = rows_by_column(list(map(Criterion.parse, texts)), spark_table(other, records, kinds))
        assert dict(zip(texts, found, strict=True)) == by_records(texts, records)


def test_times_without_a_zone_in_a_session_as_it_comes(spark: Any) -> None:
    """A column may have none where the session would give new ones its own: `spark.sql.timestampType` as it is."""
    other, records = sibling(spark, timeZone="Pacific/Chatham", timestampType="TIMESTAMP_LTZ"), every(a=MOMENTS)
    texts = [text for text in DATES if "b" not in text]
    found = rows_by_column(list(map(Criterion.parse, texts)), spark_table(other, records, {"a": "timestamp_ntz"}))
    assert dict(zip(texts, found, strict=True)) == by_records(texts, records)


def test_hours_when_the_clock_changes(spark: Any) -> None:
    """Instants compare; to calculate with them, Spark would take the wall clock of its session."""
    other, records = sibling(spark, timeZone="Europe/Berlin"), every(a=CHANGES, b=CHANGES)
    texts = ["a < b", "a == 2026-10-25T02:30+01:00"]
    table = spark_table(other, records, dict.fromkeys("ab", "timestamp_ltz"))
    found = rows_by_column(list(map(Criterion.parse, texts)), table)
    assert dict(zip(texts, found, strict=True)) == by_records(texts, records)
    said = (
        "Spark calculates with times by the clock of its session, Europe/Berlin; set spark.sql.session.timeZone to UTC"
    )
    for text in ("b - a == 1 hour", "not a + 24 hours == 2026-03-30T00:30Z", "a - b in [1 hour, 2 hours]"):
        rule = Criterion.parse(text)
        with pytest.raises(InvalidValueError) as refused:
            rule.filter(table)
        assert str(refused.value) == said
        with pytest.raises(InvalidValueError) as refused:
            Scoring("points", [ScoringRule(1, rule)]).with_columns(table)
        assert str(refused.value) == said


# Names of columns


@pytest.mark.parametrize("name", ["Lead Score", "a-b", "Größe", "1a", "select", "x(1)", "a[0]"])
def test_names_of_columns(spark: Any, name: str) -> None:
    """Whatever a column is called, it is found, also by a score."""
    rule, records = Criterion.parse(f"`{name}` > 1 or not has(`{name}`)"), every(**{name: [None, 1, 2]})
    table = spark_table(spark, records, {name: "double"})
    assert rows_by_column([rule], table) == [numbered(rule, records)]
    assert Scoring("points", [ScoringRule(1, rule)]).with_columns(table).columns == [name, "row", "points"]


@pytest.mark.parametrize("name", ["lead.score", "*"])
def test_names_that_spark_reads_otherwise(spark: Any, name: str) -> None:
    """Refused by name, before Spark looks for a field of a field."""
    rule = Criterion.parse(f"`{name}` > 1")
    table = spark_table(spark, every(**{name: [1, 2]}), {name: "double"})
    with pytest.raises(InvalidValueError) as refused:
        rule.filter(table)
    said = f"Spark finds no column {name!r}, by its dot, star or backtick; rename it"
    assert (str(refused.value), refused.value.field) == (said, name)


# Scores

LISTS: list[list[tuple[Any, str]]] = [
    [(30, "score > 0"), (-25, "not has(title)"), (20, "contains(lower(title), 'b') and not asked")],
    [(0.5, "score != 2"), (-2.25, "waited < 1 day or asked"), (40, "True")],
    [(2_000_000_000, "not asked"), (2_000_000_000, "has(score)"), (-1, "created > 2026-01-30")],
    [(Fraction(1, 3), "asked"), (Fraction(1, 6), "has(title)"), (0.1, "score > 0"), (0.7, "score <= 2")],
]
BOUNDS = [(None, None), (0, 30), (-20, 40.25), (None, 0.75), (-1, None), (None, None), (0, 12), (-2, 5)]
GRADES = {"A": 30, "B": 0.5, "C": 0, "D": -20}


def scorings() -> list[Scoring]:
    """Make a score for each pair of bounds, some of them with grades and others with a start."""
    made = []
    for place, (least, most) in enumerate(BOUNDS):
        given = [ScoringRule(points, Criterion.parse(text)) for points, text in LISTS[place % 4]]
        grades, start = ({}, 5) if place % 3 == 1 else (GRADES, 0)
        scoring = Scoring(f"points {place}", given, grades, f"grade {place}", start=start, least=least, most=most)
        made.append(scoring)
    return made


def test_scores_are_those_of_records(spark: Any) -> None:
    """Points and grades of every row; the last digit of points that are no decimals may differ."""
    made = scorings()
    table: Any = reduce(lambda frame, scoring: scoring.with_columns(frame), made, spark_table(spark, LEADS, MIXED))
    rows = sorted((row.asDict() for row in table.collect()), key=lambda row: int(row["row"]))
    for scoring in made:
        scores = [scoring.score(lead) for lead in LEADS]
        assert [row[scoring.name] for row in rows] == pytest.approx([float(score.points) for score in scores])
        assert [row.get(scoring.grade) for row in rows] == [score.grade for score in scores]
        assert (scoring.grade in table.columns) == bool(scoring.grades)


def test_types_of_scores(spark: Any) -> None:
    """Whole points are whole numbers, others floating-point; a column of that name is replaced."""
    table = spark_table(spark, [{"asked": True, "score": 7}], {"asked": "boolean", "score": "string"})
    asked = Criterion.parse("asked")
    for points, kind in ((2, "bigint"), (2.5, "double")):
        scored = Scoring("score", [ScoringRule(points, asked)], {"A": 1}).with_columns(table)
        assert scored.dtypes == [("asked", "boolean"), ("score", kind), ("row", "bigint"), ("grade", "string")]


# Refusals

HELD: Columns = {"a": "double", "t": "string", "d": "date", "y": "boolean", "at": "timestamp_ntz", "z": "timestamp_ltz"}
BUT = "the column {!r} holds {}, and the criterion looks for {}"
NO_ZONE, ZONE = "Datetime(time_unit='us', time_zone=None)", "Datetime(time_unit='us', time_zone='UTC')"
LIKES, MIXED_ZONES = (
    "only like can be compared with like",
    "at and z are not all in a time zone; dates compare with their like",
)


@pytest.mark.parametrize(
    ("text", "message", "field"),
    [
        (
            "has(A)",
            "no column named 'A'; columns are 'a', 't', 'd', 'y', 'at', 'z', 'row' (did you mean 'a'?)",
            "A",
        ),
        ("t > 1", BUT.format("t", "String", "a number"), "t"),
        ("t > 1 USD", BUT.format("t", "String", "an amount in USD"), "t"),
        ("lower(y) == 'x'", BUT.format("y", "Boolean", "a text"), "y"),
        ("a", BUT.format("a", "Float64", "true or false"), "a"),
        ("a > 1 day", BUT.format("a", "Float64", "a duration"), "a"),
        ("d > 1", BUT.format("d", "Date", "a number"), "d"),
        ("d > 2026-01-31T00:00Z", BUT.format("d", "Date", "a date in a time zone"), "d"),
        ("z > 2026-01-31", BUT.format("z", ZONE, "a date without a time zone"), "z"),
        ("z in [2026-01-31T00:00]", BUT.format("z", ZONE, "a date without a time zone"), "z"),
        ("at > 2026-01-31T00:00Z", BUT.format("at", NO_ZONE, "a date in a time zone"), "at"),
        ("at - z > 1 day", MIXED_ZONES, "at"),
        ("not z != at", MIXED_ZONES, "at"),
        ("t == a", f"the column 't' holds String and 'a' holds Float64; {LIKES}", "t"),
        ("y >= y", "the column 'y' holds Boolean, which has no order", "y"),
    ],
)
def test_tables_that_do_not_fit_are_refused(spark: Any, text: str, message: str, field: str) -> None:
    """Before anything runs: as filter, as expression and in a score."""
    rule, table = Criterion.parse(text), spark_table(spark, [], HELD)
    schema = nw.from_native(table).collect_schema()
    scoring = Scoring("points", [ScoringRule(1, rule)])
    assert refusal(lambda: rule.filter(table)) == (message, field)
    assert refusal(lambda: rule.to_frame_expression(schema)) == (message, field)
    assert refusal(lambda: scoring.with_columns(table)) == (message, field)
