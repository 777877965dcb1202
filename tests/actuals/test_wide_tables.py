"""Tables with one row a month and one column a metric."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actual, Actuals, Metric, Month
from smarketing.actuals import Key

LEADS = Metric("leads", "lead", "count", ("web", "trade fair"))
KEPT = Metric("kept", "%", "share", ("web",))
REPAIR = Metric("repair", "hour/incident", "ratio")
SCORE = Metric("score", "point", "level")
PLAIN = Metric("factor", "", "level")
KNOWN = [LEADS, KEPT, REPAIR, SCORE, PLAIN]
COLUMNS = {
    "month": ["2026-01", "2026-02", "2026-03"],
    "leads": [104, 92, None],
    "leads@web": [31, None, 12],
    "kept": [46, 40, None],
    "kept.base": [50, 50, None],
    "kept@web": [None, 7, None],
    "kept@web.base": [None, 9, None],
    "repair": [12, None, 3.5],
    "repair.base": [4, None, 0],
    "score": [-3, None, 8],
}
JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)
FIGURES = {
    Key("leads", None, JANUARY): Actual(104),
    Key("leads", "web", JANUARY): Actual(31),
    Key("kept", None, JANUARY): Actual(46, 50),
    Key("repair", None, JANUARY): Actual(12, 4),
    Key("score", None, JANUARY): Actual(-3),
    Key("leads", None, FEBRUARY): Actual(92),
    Key("kept", None, FEBRUARY): Actual(40, 50),
    Key("kept", "web", FEBRUARY): Actual(7, 9),
    Key("leads", "web", MARCH): Actual(12),
    Key("repair", None, MARCH): Actual(Fraction(7, 2), 0),
    Key("score", None, MARCH): Actual(8),
}
LISTED = "'month', 'leads', 'leads@web', 'leads@trade fair', 'kept', 'kept.base', 'kept@web', 'kept@web.base'"


def rows() -> list[dict[str, object]]:
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in zip(*COLUMNS.values(), strict=True)]


def said(*given: dict[str, object], known: list[Metric] | None = None) -> list[str]:
    """The problems of rows."""
    return [str(each) for each in Actuals.from_rows(given, known=known or KNOWN).problems]


WIDE: dict[str, Callable[[], object]] = {
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas with dates": lambda: pd.DataFrame(COLUMNS | {"month": [date(2026, month, 9) for month in (1, 2, 3)]}),
    "Polars": lambda: pl.DataFrame(COLUMNS, strict=False),
}


@pytest.mark.parametrize("frame", WIDE.values(), ids=WIDE)
def test_a_wide_frame_gives_the_figures(frame: Callable[[], object]) -> None:
    """Segments and bases have columns of their own; an empty cell is a missing figure and no problem."""
    assert Actuals.from_frame(frame(), known=KNOWN) == Actuals(FIGURES)


def test_wide_rows_and_files_give_the_figures(tmp_path: Path) -> None:
    """Rows may leave cells out, and a file may leave them empty."""
    assert Actuals.from_rows(rows(), known=KNOWN) == Actuals(FIGURES)
    shorter = [{name: cell for name, cell in row.items() if cell is not None} for row in rows()]
    assert Actuals.from_rows(shorter, known=KNOWN) == Actuals(FIGURES)
    lines = [",".join("" if cell is None else str(cell) for cell in row.values()) for row in rows()]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]), encoding="utf-8")
    assert Actuals.read_csv(path, known=KNOWN) == Actuals(FIGURES)


@given(st.dictionaries(st.sampled_from(list(FIGURES)), st.integers(0, 99).map(Actual), max_size=9), st.randoms())
def test_both_layouts_say_the_same(figures: dict[Key, Actual], random: object) -> None:
    """A count a row and a count a column give equal figures."""
    counts = {key: actual for key, actual in figures.items() if key.metric == "leads"}
    tall = [{"month": str(key.month), "metric": "leads", "segment": key.segment, "value": each.value}
            for key, each in counts.items()]  # fmt: skip
    wide: dict[Month, dict[str, object]] = {}
    for key, each in counts.items():
        heading = "leads" if key.segment is None else f"leads@{key.segment}"
        wide.setdefault(key.month, {"month": str(key.month)})[heading] = each.value
    one, other = Actuals.from_rows(tall, known=KNOWN), Actuals.from_rows(wide.values(), known=KNOWN)
    assert one == other == Actuals(counts)


BAD_CELLS: dict[str, tuple[dict[str, object], list[str]]] = {
    "no number": (
        {"month": "2026-01", "leads": "many"},
        ["rows:1:2: leads: 'many' is not a number; write it as 1234.5 or 1,234.5"],
    ),
    "a number and a unit": (
        {"month": "2026-01", "leads": "104 leads"},
        ["rows:1:2: leads: '104 leads' is more than a number; write 104, in lead"],
    ),
    "a number and a unit of a plain number": (
        {"month": "2026-01", "factor": "1.5x"},
        ["rows:1:2: factor: '1.5x' is more than a number; write 1.5, as a plain number"],
    ),
    "a percentage of a count": (
        {"month": "2026-01", "leads@web": "5 %"},
        ["rows:1:2: leads@web: '5 %' is more than a number; write 5, in lead"],
    ),
    "a percentage": (
        {"month": "2026-01", "kept": "92 %", "kept.base": 50},
        [
            (
                "rows:1:2: kept: '92 %' is more than a number; write 92, and for a share how many in 'kept'"
                " and out of how many in 'kept.base'"
            )
        ],
    ),
    "a negative count": (
        {"month": "2026-01", "leads": -1, "score": 5},
        ["rows:1:2: leads: a count cannot be negative: -1"],
    ),
    "a share without its base": (
        {"month": "2026-01", "kept": 46, "kept.base": None},
        [
            (
                "rows:1:3: kept.base: kept is a share; give how many in 'kept' and out of how many in 'kept.base',"
                " not a percentage"
            )
        ],
    ),
    "a ratio without its base": (
        {"month": "2026-01", "repair": 46, "repair.base": ""},
        [
            (
                "rows:1:3: repair.base: repair is a ratio; give how much in all in 'repair', and for how many in"
                " 'repair.base'"
            )
        ],
    ),
    "a base without its share": (
        {"month": "2026-01", "kept@web": None, "kept@web.base": 50},
        ["rows:1:2: kept@web: there is no number; leave its base empty too if there is no figure"],
    ),
    "a share above its base": (
        {"month": "2026-01", "kept": 51, "kept.base": 50},
        ["rows:1:2: kept: 51 is more than its base, 50"],
    ),
    "no month, said once": (
        {"month": "2026", "leads": 5, "score": 6},
        ["rows:1:1: month: '2026' is not a month; write it as 2026-03"],
    ),
    "no month, and a figure": (
        {"month": "", "leads": 5},
        ["rows:1:1: month: '' is not a month; write it as 2026-03"],
    ),
    "nothing at all": ({"month": "", "leads": None}, []),
}


@pytest.mark.parametrize(("row", "expected"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_bad_cell_is_a_problem_with_its_row_and_column(row: dict[str, object], expected: list[str]) -> None:
    """It costs its own figure only; the others of the row are kept."""
    assert said(row) == expected
    kept = Actuals.from_rows([row], known=KNOWN)
    assert {key.metric for key in kept.figures} == ({"score"} if row.get("score") == 5 else set())


def test_a_bad_cell_spoils_its_figure() -> None:
    """Judging knows which figures could not be read."""
    actuals = Actuals.from_rows([{"month": "2026-01", "leads": "many", "score": 5}], known=KNOWN)
    assert actuals.spoiled == {Key("leads", None, JANUARY)}
    assert actuals.problem(Key("score", None, JANUARY), "seen").line == 1


def test_a_month_that_is_there_twice() -> None:
    """Two rows of a month may give different metrics; a figure that both give is left out."""
    first = {"month": "2026-01", "leads": 5}
    assert said(first, {"month": "2026-01", "score": 6}) == []
    assert said(first, {"month": "2026-01", "leads": 6, "score": 6}) == [
        "rows:2:1: month: leads of 2026-01 is here twice, first in line 1"
    ]


BAD_HEADINGS: dict[str, tuple[dict[str, object], list[str]]] = {
    "near miss": (
        {"month": "2026-01", "lead": 5},
        ["rows:1:2: no column named 'lead' (did you mean 'leads'?)"],
    ),
    "unknown segment": (
        {"month": "2026-01", "leads@radio": 5},
        ["rows:1:2: no column named 'leads@radio' (did you mean 'leads@trade fair'?)"],
    ),
    "base of a count": (
        {"month": "2026-01", "leads": 5, "leads.base": 9},
        ["rows:1:3: leads is a count; only a share and a ratio have a base"],
    ),
    "share without a column for its base": (
        {"month": "2026-01", "kept": 5},
        ["rows:1:2: a column named 'kept.base' is missing; kept is a share"],
    ),
    "base without a column for its ratio": (
        {"month": "2026-01", "leads": 3, "repair.base": 5},
        ["rows:1:3: a column named 'repair' is missing; repair is a ratio"],
    ),
    "months alone": ({"month": "2026-01"}, ["rows:1:1: no column is named as a metric"]),
}


@pytest.mark.parametrize(("row", "expected"), BAD_HEADINGS.values(), ids=BAD_HEADINGS)
def test_bad_headings_stop_the_reading(row: dict[str, object], expected: list[str]) -> None:
    """What is wrong with a column is said once, and no figure is taken."""
    assert said(row) == expected
    assert Actuals.from_rows([row], known=KNOWN).figures == {}


def test_few_columns_are_listed() -> None:
    """So that whoever wrote another name sees what there is."""
    assert said({"month": "2026-01", "x": 5}, known=[LEADS, KEPT]) == [
        f"rows:1:2: no column named 'x'; columns are {LISTED}"
    ]


def test_a_heading_twice(tmp_path: Path) -> None:
    """A file with two columns of one name is refused."""
    path = tmp_path / "wide.csv"
    path.write_text("month,leads,leads\n2026-01,5,6\n", encoding="utf-8")
    problems = Actuals.read_csv(path, known=KNOWN).problems
    assert [str(each) for each in problems] == [f"{path}:1:3: two columns named 'leads'"]


@pytest.mark.parametrize(
    ("known", "column"),
    [
        ([KEPT, Metric("kept.base", "lead", "count")], "kept.base"),
        ([LEADS, Metric("leads@web", "lead", "count")], "leads@web"),
        ([LEADS, Metric("month", "lead", "count")], "month"),
    ],
)
def test_a_heading_with_two_meanings_is_refused(known: list[Metric], column: str) -> None:
    """Names of metrics may look like those of segments and bases; a table with one row a figure has no such doubt."""
    message = f"{column!r} can mean two things here; name it in a column 'metric' instead, with 'value' beside it"
    row: dict[str, object] = {"month": "2026-01", "leads": 5, "kept": 5, "kept.base": 6} | {column: 7}
    assert [each for each in said(row, known=known) if "two things" in each] == [
        f"rows:1:{list(row).index(column) + 1}: {message}"
    ]


@pytest.mark.parametrize("column", ["metric", "value", "segment", "base", "unit", "metrics", "Value"])
def test_a_column_of_the_other_layout_is_not_a_metric(column: str) -> None:
    """A table with a column of one row a figure, or nearly so, is read as one."""
    found = said({"month": "2026-01", column: 5})
    assert found
    assert all("a column named" in each or f"no column named {column!r}; columns are 'month'" in each for each in found)


def test_a_metric_may_be_called_nearly_as_a_column() -> None:
    """A known metric is a column of its own."""
    values = Metric("values", "lead", "count")
    assert Actuals.from_rows([{"month": "2026-01", "values": 5}], known=[values]).figures == {
        Key("values", None, JANUARY): Actual(5)
    }
