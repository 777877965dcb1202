"""Every row is a figure or a problem, whatever stands in it."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actuals, Metric
from smarketing.actuals import known_metrics

KNOWN = known_metrics(
    [Metric("leads", "lead", "count", ("web",)), Metric("kept", "%", "share"), Metric("score", "point", "level")]
)
COLUMNS = ("month", "metric", "segment", "value", "base", "unit")
CELLS = {
    "month": st.sampled_from(["2026-01", "2026-02", "2026-03", "2026-13", "", "May"]),
    "metric": st.sampled_from(["leads", "kept", "score", "laeds", ""]),
    "segment": st.sampled_from(["", "", "web", "wbe"]),
    "value": st.sampled_from(["5", "0", "-1", "1,234", "1234", "5.5", "", "five", "60"]),
    "base": st.sampled_from(["", "", "50", "0", "x"]),
    "unit": st.sampled_from(["", "", "lead", "%", "USD", "point", "bogus"]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=12)
LINES = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=8))


@given(ROWS)
def test_figures_and_problems_add_up_to_the_rows(rows: list[dict[str, str]]) -> None:
    """A row with something in it is either a figure or exactly one problem, which bears its number."""
    actuals = Actuals.from_rows(rows, known=KNOWN)
    lines = [problem.line for problem in actuals.problems]
    assert len(actuals.figures) + len(lines) == sum(any(row.values()) for row in rows)
    assert lines == sorted(set(lines), key=lambda line: line or 0)


@given(st.lists(st.sampled_from([*CELLS]), unique=True, max_size=6), ROWS)
def test_rows_that_leave_cells_out_count_too(left_out: list[str], rows: list[dict[str, str]]) -> None:
    """Rows with fewer keys than the first are read or reported as well."""
    fewer = [{name: cell for name, cell in row.items() if name not in left_out or n == 0} for n, row in enumerate(rows)]
    actuals = Actuals.from_rows(fewer, known=KNOWN)
    filled = sum(any(row.values()) for row in fewer)
    assert len(actuals.figures) + len(actuals.problems) == filled


@given(LINES)
def test_any_text_in_cells_is_a_problem_of_its_row(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]
) -> None:
    """Whatever text the cells of a file hold, every row that is not blank is one problem; nothing else is raised."""
    text = StringIO()
    csv.writer(text).writerows([COLUMNS, *lines])
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    actuals = Actuals.read_csv(path, known=KNOWN)
    assert len(actuals.problems) == sum(any(cell.strip() for cell in line) for line in lines)
    assert actuals.figures == {}


@given(rows=ROWS)
def test_a_file_and_rows_are_read_alike(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> None:
    """A file of the rows has their figures and their problems, one line further down."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("same") / "same.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    from_file = Actuals.read_csv(path, known=KNOWN)
    from_rows = Actuals.from_rows(rows, known=KNOWN)
    assert from_file.figures == from_rows.figures
    # A repetition names the line of the first row, so its words differ.
    assert [(each.line, each.path) for each in from_file.problems] == [
        ((each.line or 0) + 1, each.path) for each in from_rows.problems
    ]
