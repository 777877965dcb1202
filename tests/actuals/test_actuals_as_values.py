"""Actuals as values: how they show, that they cannot be changed, and what they refuse."""

import copy
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from smarketing import Actual, Actuals, InvalidValueError, Metric, Month, Problem
from smarketing.actuals import Key, as_metrics
from smarketing.frozen_mappings import FrozenMapping

LEADS = Metric("leads", "lead", "count", ("<b>web</b>",))
KEPT = Metric("kept", "%", "share")
JANUARY = Key("leads", None, Month(2026, 1))
ONE = Actuals({JANUARY: Actual(5)}, metrics={"leads": LEADS})


def test_they_show_in_one_line() -> None:
    """How many figures of how many metrics, the months from first to last, and problems if there are any."""
    months = {Key("leads", None, Month(2026, month)): Actual(month) for month in range(1, 7)}
    more = months | {Key("kept", None, Month(2026, 1)): Actual(1, 2)}
    assert repr(Actuals(more, [Problem("x"), Problem("y")])) == (
        "Actuals(7 figures of 2 metrics, 2026-01 to 2026-06, 2 problems)"
    )
    assert repr(ONE) == "Actuals(1 figure of 1 metric, 2026-01)"
    assert repr(Actuals()) == "Actuals(no figures)"
    assert repr(Actuals(problems=[Problem("x")])) == "Actuals(no figures, 1 problem)"


def test_they_show_as_a_small_table() -> None:
    """In a notebook: every text escaped, numbers for reading, at most 20 rows."""
    given = {
        Key("leads", "<b>web</b>", Month(2026, 1)): Actual(1234.567),
        Key("kept", None, Month(2026, 1)): Actual(1, 2),
    }
    assert Actuals(given)._repr_html_() == (
        "<table><caption>Actuals(2 figures of 2 metrics, 2026-01)</caption>"
        "<tr><th>month</th><th>metric</th><th>segment</th><th>value</th><th>base</th></tr>"
        "<tr><td>2026-01</td><td>leads</td><td>&lt;b&gt;web&lt;/b&gt;</td><td>1,234.57</td><td></td></tr>"
        "<tr><td>2026-01</td><td>kept</td><td></td><td>1</td><td>2</td></tr></table>"
    )
    many = {Key("leads", None, Month(2020, 1) + number): Actual(number) for number in range(25)}
    assert "and 5 more" in Actuals(many)._repr_html_()


def test_they_cannot_be_changed() -> None:
    """Nor can what they were made from change them."""
    figures, metrics = {JANUARY: Actual(5)}, {"leads": LEADS}
    actuals = Actuals(figures, metrics=metrics)
    figures.clear()
    metrics.clear()
    assert actuals.figures == {JANUARY: Actual(5)}
    assert actuals.metrics == {"leads": LEADS}
    assert {type(actuals.figures), type(actuals.metrics)} == {FrozenMapping}
    with pytest.raises(AttributeError, match=r"^'FrozenMapping' object has no attribute 'pop'$"):
        actuals.figures.pop(JANUARY)  # type: ignore[attr-defined]


def test_they_compare_copy_and_pickle() -> None:
    """With their metrics and the places of their figures; like before, they have no hash."""
    actuals = Actuals.from_rows([{"month": "2026-01", "metric": "leads", "value": 5}], known=[LEADS])
    for twin in (
        copy.copy(actuals),
        copy.deepcopy(actuals),
        pickle.loads(pickle.dumps(actuals)),
        attrs.evolve(actuals),
    ):
        assert twin == actuals == ONE
        assert twin.metrics == {"leads": LEADS}
        assert twin.problem(JANUARY, "seen") == actuals.problem(JANUARY, "seen")
    with pytest.raises(TypeError, match=r"^unhashable type: 'Actuals'$"):
        hash(actuals)


def test_known_metrics_are_taken_in_two_ways() -> None:
    """By name, or as a list."""
    rows: list[dict[str, object]] = [{"month": "2026-01", "metric": "leads", "value": 5}]
    for known in ({"leads": LEADS}, [LEADS, KEPT], (LEADS,), iter([LEADS]), as_metrics([LEADS])):
        assert Actuals.from_rows(rows, known=known) == ONE


ROWS = "rows are mappings, as in [{'month': '2026-01', 'metric': 'leads', 'value': 104}]"
KNOWN = "known are metrics, as in agreement.metrics or [Metric('leads', 'lead', 'count')]"
MAPPING = "a mapping is needed, as in {'leads': {'2026-01': 104}}"
WRONG: dict[str, tuple[Callable[[Any], object], object, str, str]] = {
    **{
        f"rows: {rows!r}": (lambda rows: Actuals.from_rows(rows, known=[LEADS]), rows, f"{ROWS}; not {shown!r}", "rows")
        for rows, shown in [
            (["x"], "x"),
            (None, None),
            (3, 3),
            ({"month": "2026-01"}, {"month": "2026-01"}),
            ([[1]], [1]),
        ]
    },
    **{
        f"known: {known!r}": (
            lambda known: Actuals.from_rows([], known=known),
            known,
            f"{KNOWN}; not {shown!r}",
            "known",
        )
        for known, shown in [
            (["leads"], "leads"),
            (None, None),
            (3, 3),
            ("leads", "leads"),
            ({"leads": 3}, 3),
            (LEADS, LEADS),
        ]
    },
    "a metric twice": (
        lambda known: Actuals.from_rows([], known=known),
        [LEADS] * 2,
        "two metrics named 'leads'",
        "known",
    ),
    "path": (
        lambda path: Actuals.read_csv(path, known=[LEADS]),
        123,
        "a CSV file is named by its path; not 123",
        "path",
    ),
    "no path": (
        lambda path: Actuals.read_csv(path, known=[]),
        None,
        "a CSV file is named by its path; not None",
        "path",
    ),
    "bytes": (lambda path: Actuals.read_csv(path, known=[]), b"x", "a CSV file is named by its path; not b'x'", "path"),
    "no dict": (lambda months: Actuals.from_dict(months, known=[]), None, f"{MAPPING}; not None", "months"),
    "list for a dict": (lambda months: Actuals.from_dict(months, known=[]), [1], f"{MAPPING}; not [1]", "months"),
    "figure for months": (
        lambda months: Actuals.from_dict(months, known=[]),
        {"leads": 5},
        "leads: a figure for each month is needed, as in {'2026-01': 104}; not 5",
        "months",
    ),
    "figures": (Actuals, 3, "figures are a mapping from Key to Actual; not 3", "figures"),
    "keys": (
        Actuals,
        {"leads": Actual(5)},
        "figures are a mapping from Key to Actual; not from 'leads' to Actual(value=Fraction(5, 1), base=None)",
        "figures",
    ),
    "months that begin on different days": (
        Actuals,
        {JANUARY: Actual(5), Key("leads", None, Month(2026, 1, begins_on=16)): Actual(6)},
        "the months of figures begin on the same day; not on 1 and 16",
        "figures",
    ),
    "numbers": (
        Actuals,
        {JANUARY: 5},
        f"figures are a mapping from Key to Actual; not from {JANUARY!r} to 5",
        "figures",
    ),
}


@pytest.mark.parametrize(("call", "argument", "message", "field"), WRONG.values(), ids=WRONG)
def test_a_wrong_argument_is_refused_at_the_door(
    call: Callable[[Any], object], argument: object, message: str, field: str
) -> None:
    """The message says what was given and what is expected."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        call(argument)
    assert caught.value.field == field


def test_known_is_checked_before_a_file_is_opened(tmp_path: Path) -> None:
    """A mistake in Python comes before one in a document."""
    for read in (Actuals.read_csv, Actuals.from_frame):
        with pytest.raises(InvalidValueError, match=f"^{re.escape(KNOWN)}; not None$"):
            read(tmp_path / "missing.csv", known=None)  # type: ignore[arg-type]
