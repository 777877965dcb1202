"""Actuals as plain values for JSON: they come back whole."""

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actual, Actuals, InvalidValueError, Metric, Month, Problem
from smarketing.actuals import Key, actuals_from_json, actuals_json

texts = st.text(max_size=5)
months = st.builds(Month, st.integers(1, 9998), st.integers(1, 12))
keys = st.builds(Key, texts, st.none() | texts, months)
numbers = st.builds(Fraction, st.integers(-(10**45), 10**45), st.integers(1, 10**6))
optional_numbers = st.none() | st.integers(0, 99)
problems = st.builds(
    Problem, texts, st.lists(texts | st.integers(0, 9)).map(tuple), st.none() | texts, optional_numbers,
    optional_numbers, st.none() | texts, st.none() | texts,
)  # fmt: skip
LEADS = Metric("leads", "demos/month", "count", ("web",))
METRICS = {
    "leads": LEADS,
    "kept": Metric("kept", "%", "share"),
    "score": Metric("score", "", "level", over_months="mean"),
}
actuals = st.builds(
    Actuals,
    st.dictionaries(keys, st.builds(Actual, numbers, st.none() | numbers), max_size=4),
    st.lists(problems, max_size=3),
    st.frozensets(keys, max_size=3),
    st.sampled_from([METRICS, {}]),
    unplaced=st.frozensets(st.none() | st.sampled_from(sorted(METRICS)), max_size=2),
)
ROWS: list[dict[str, object]] = [
    {"month": "2026-01", "metric": "leads", "value": "92.5"},
    {"month": "2026-02", "metric": "leads", "value": "many"},
    {"month": "2026-01", "metric": "kept", "value": 1, "base": 3},
]
READ = Actuals.from_rows(ROWS, known=METRICS)
DOCUMENT: dict[str, Any] = {
    "format": 1,
    "metrics": {
        "leads": {"name": "leads", "unit": "demos/month", "kind": "count", "segments": ["web"], "over_months": None},
        "kept": {"name": "kept", "unit": "%", "kind": "share", "segments": [], "over_months": None},
        "score": {"name": "score", "unit": "", "kind": "level", "segments": [], "over_months": "mean"},
    },
    "figures": [
        {
            "month": "2026-01",
            "metric": "leads",
            "segment": None,
            "file": "rows",
            "line": 1,
            "column": 1,
            "value": "92.5",
            "base": None,
            "unit": "demos/month",
        },
        {
            "month": "2026-01",
            "metric": "kept",
            "segment": None,
            "file": "rows",
            "line": 3,
            "column": 1,
            "value": "1",
            "base": "3",
            "unit": "%",
        },
    ],
    "unreadable": [{"month": "2026-02", "metric": "leads", "segment": None, "file": "rows", "line": 2, "column": 1}],
    "unplaced": [],
    "problems": [
        {
            "message": "'many' is not a number; write it as 1234.5 or 1,234.5",
            "path": ["value"],
            "file": "rows",
            "line": 2,
            "column": 3,
            "name": None,
            "kind": None,
        }
    ],
}


@given(actuals)
def test_actuals_come_back_equal(actuals: Actuals) -> None:
    """Through text, with every number exact; and written again they are the same."""
    document = actuals_json(actuals)
    back = actuals_from_json(json.loads(json.dumps(document)))
    assert back == actuals
    assert back.metrics == actuals.metrics
    assert list(back.figures) == list(actuals.figures)
    assert actuals_json(back) == document


def test_the_format() -> None:
    """Pinned: whoever keeps such documents reads them again with a later version."""
    assert actuals_json(READ) == DOCUMENT
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT


def test_places_come_back() -> None:
    """So that a later problem with a figure still says where it was read."""
    back = actuals_from_json(DOCUMENT)
    for key in [*READ.figures, *READ.spoiled]:
        assert back.problem(key, "seen") == READ.problem(key, "seen")
    assert str(back.problem(Key("kept", None, Month(2026, 1)), "seen")) == "rows:3:1: month: seen"


def test_a_month_that_begins_on_another_day_comes_back() -> None:
    """The day is written only where it is not the first."""
    figures = {Key("leads", None, Month(2026, 1, begins_on=16)): Actual(5)}
    (figure,) = actuals_json(Actuals(figures))["figures"]
    assert (figure["month"], figure["begins_on"]) == ("2026-01", 16)
    assert actuals_from_json(actuals_json(Actuals(figures))) == Actuals(figures)
    assert "begins_on" not in DOCUMENT["figures"][0]


def changed(path: tuple[str | int, ...], value: object) -> Any:
    """The document with another value somewhere."""
    document = json.loads(json.dumps(DOCUMENT))
    part = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return document


WRONG: list[tuple[Any, str]] = [
    (None, "actuals: a mapping is needed, not None"),
    ([], "actuals: a mapping is needed, not []"),
    ({}, "actuals.format: a whole number is needed, not None"),
    (changed(("format",), True), "actuals.format: a whole number is needed, not True"),
    (changed(("format",), 2), "format 2 of actuals is not known; this version reads format 1"),
    (changed(("figures",), {}), "actuals.figures: a list is needed, not {}"),
    (changed(("figures", 0), 5), "actuals.figures[0]: a mapping is needed, not 5"),
    (changed(("metrics",), []), "actuals.metrics: a mapping is needed, not []"),
    (changed(("metrics", "leads"), 5), "actuals.metrics.leads: a mapping is needed, not 5"),
    (
        changed(("metrics", "leads", "kind"), "sum"),
        "actuals.metrics.leads: a metric is a 'count', a 'share', a 'ratio' or a 'level', not 'sum'",
    ),
    (changed(("metrics", "leads", "unit"), None), "actuals.metrics.leads.unit: text is needed, not None"),
    (
        changed(("figures", 1, "month"), "2026"),
        "actuals.figures[1]: '2026' is not a month; write it as 2026-03",
    ),
    (
        changed(("figures", 1, "begins_on"), 31),
        "actuals.figures[1]: begins_on is a day from 1 to 28, not 31",
    ),
    (changed(("figures", 1, "value"), 46), "actuals.figures[1].value: text is needed, not 46"),
    (changed(("figures", 1, "base"), "1/0"), "actuals.figures[1].base: '1/0' is not a number such as '92.5' or '1/3'"),
    (
        changed(("figures", 1, "value"), "1e999999999"),
        "actuals.figures[1].value: '1e999999999' is not a number such as '92.5' or '1/3'",
    ),
    (
        changed(("figures", 0, "unit"), "lead"),
        "actuals.figures[0].unit: 'lead' is not the unit of a metric 'leads'",
    ),
    (
        changed(("figures", 0, "metric"), "calls"),
        "actuals.figures[0].unit: 'demos/month' is not the unit of a metric 'calls'",
    ),
    (changed(("figures", 1), DOCUMENT["figures"][0]), "actuals.figures[1]: this figure is there twice"),
    (changed(("unreadable", 0, "metric"), None), "actuals.unreadable[0].metric: text is needed, not None"),
    (changed(("problems", 0, "path"), "value"), "actuals.problems[0].path: a list is needed, not 'value'"),
    (changed(("problems", 0, "path"), [None]), "actuals.problems[0].path[0]: text is needed, not None"),
    (changed(("problems", 0, "path"), [True]), "actuals.problems[0].path[0]: text is needed, not True"),
    (changed(("metrics", "leads", "segments"), ["a", 3]), "actuals.metrics.leads.segments[1]: text is needed, not 3"),
    (
        changed(("figures", 0, "value"), "9" * 4001),
        f"actuals.figures[0].value: '{'9' * 40}...' is not a number such as '92.5' or '1/3'",
    ),
    (changed(("problems", 0, "line"), "2"), "actuals.problems[0].line: a whole number is needed, not '2'"),
]


@pytest.mark.parametrize(("document", "message"), WRONG)
def test_what_is_no_such_document_is_refused(document: Any, message: str) -> None:
    """The message says where and what."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        actuals_from_json(document)
