"""Columns of numbers in files of leads and events: read where they have one reading, asked for where they have two."""

import csv
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import DocumentError, InvalidValueError
from smarketing.tables.event_files import EventFile, read_events_file
from smarketing.tables.number_columns import NAMES
from smarketing.tables.written_numbers import SAY_WHICH, Decimal, written_number


def column(folder: Path, cells: list[str], name: str = "score", **arguments: Any) -> EventFile:
    """Read a file with a column of cells."""
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([["place", name], *enumerate(cells)])
    return read_events_file(folder / "a.csv", **arguments)


def cells_of(file: EventFile) -> list[object]:
    """Give the cells of the column."""
    return [cell for _, cell in file.relation.fetchall()]


READ: list[tuple[list[str], str | None, list[object]]] = [
    (["50", "1204"], None, [50, 1204]),
    (["0.125", "50"], None, [0.125, 50.0]),
    (["1.204", "50.5"], None, [1.204, 50.5]),
    (["1.204", "12,5"], None, [1204.0, 12.5]),
    (["1,204", "12.5", ""], None, [1204.0, 12.5, None]),
    (["1.204"], ",", [1204.0]),
    (["1,204"], ",", [1.204]),
    (["1.204"], ".", [1.204]),
    (["7200.125"], None, [7200.125]),
    (["1\u202f204", "1'204", "1 204"], None, [1204.0] * 3),
    (["\u22125", "(5)", "5-", "-5.5"], None, [-5.0, -5.0, -5.0, -5.5]),
    (["$1,200.50", "$5"], None, [1200.5, 5.0]),
    (["1 200,50 €", "5 €"], None, [1200.5, 5.0]),
    (["92 %", "7,5%"], None, [92.0, 7.5]),
    (["$5", "5 €"], None, ["$5", "5 €"]),
    (["92 %", "0.5"], None, ["92 %", "0.5"]),
    (["1.204,5"], ".", ["1.204,5"]),
    (["TOP 10", "TOP 20"], None, ["TOP 10", "TOP 20"]),
    (["5 EUR"], None, ["5 EUR"]),
    (["007"], None, ["007"]),
    (["49 170 1234"], None, ["49 170 1234"]),
    (["1,2,3"], None, ["1,2,3"]),
    (["1e3"], None, ["1e3"]),
    (["٣"], None, ["٣"]),
    (["#N/A", "5", "####"], None, [None, 5, None]),
]


@pytest.mark.parametrize(("cells", "decimal", "expected"), READ)
def test_columns_are_numbers_where_all_cells_are(
    tmp_path: Path, cells: list[str], decimal: str | None, expected: list[object]
) -> None:
    """Of one sign of money or percent, and one sign of decimals; else they stay text."""
    assert cells_of(column(tmp_path, cells, decimal=decimal)) == expected


@pytest.mark.parametrize("name", ["score", "attempts", "latency_ms", "done", "HubSpot Score"])
@pytest.mark.parametrize("cells", [["50", "1.204"], ["50", "1,204"], ["", "$1.204", "$5"]])
def test_two_readings_are_refused_where_a_column_is_asked_for(tmp_path: Path, name: str, cells: list[str]) -> None:
    """By its known name, or by somebody; in other columns they are text."""
    place = next(place for place, cell in enumerate(cells) if "1" in cell)
    said = f"{cells[place]!r} in line {place + 2} could be a whole number or one with decimals; {SAY_WHICH}"
    with pytest.raises(DocumentError) as refused:
        column(tmp_path, cells, name)
    (problem,) = refused.value.problems
    assert problem.message.endswith(f": {said}")
    assert (problem.line, problem.column) == (place + 2, 2)
    with pytest.raises(DocumentError):
        column(tmp_path, cells, "amount", kept=["amount"])
    assert cells_of(column(tmp_path, cells, "amount")) == [cell or None for cell in cells]


def test_cells_that_contradict_each_other_are_refused_where_a_column_is_asked_for(tmp_path: Path) -> None:
    """Both are shown."""
    cells = ["7", "12,5", "1,204.5"]
    with pytest.raises(DocumentError) as refused:
        column(tmp_path, cells)
    (problem,) = refused.value.problems
    assert problem.message == f"score has '1,204.5' in line 4 and '12,5' in line 3; {SAY_WHICH}"
    assert cells_of(column(tmp_path, cells, "amount")) == cells
    assert cells_of(column(tmp_path, cells, decimal=".")) == cells


@pytest.mark.parametrize("name", sorted(NAMES))
def test_names_are_no_amounts(tmp_path: Path, name: str) -> None:
    """A column that names something keeps its texts: 1.50 and 1.5 are two names."""
    assert cells_of(column(tmp_path, ["1.50", "1.5"], name)) == ["1.50", "1.5"]
    assert cells_of(column(tmp_path, ["$5"], name, decimal=".")) == ["$5"]
    assert cells_of(column(tmp_path, ["1.204"], name)) == ["1.204"]


def test_ids_that_a_spreadsheet_shortened_are_reported(tmp_path: Path) -> None:
    """They stay as they are, for their digits are lost."""
    path = tmp_path / "b.csv"
    path.write_text("id,score\nA1,1\n1.2E+11,2\n3.45678E+15,3\n", encoding="utf-8")
    ids = "2 ids were shortened by a spreadsheet, the first in line 3: '1.2E+11'"
    assert [str(each) for each in read_events_file(path).problems] == [
        f"{path}:3:1: {ids}; show all digits and save it again"
    ]
    path.write_text("id,score\nA1,1\n1.2E+11,2\n", encoding="utf-8")
    assert [each.message for each in read_events_file(path).problems] == [
        "1 id was shortened by a spreadsheet, in line 3: '1.2E+11'; show all digits and save it again"
    ]


def test_decimals_are_stated_as_one_sign(tmp_path: Path) -> None:
    """As for figures."""
    with pytest.raises(InvalidValueError, match=r"^decimals are separated by '\.' or ','; not by ';'$"):
        column(tmp_path, ["1"], decimal=";")


CELLS = st.lists(st.text(st.sampled_from("012., '-()%$"), max_size=7), min_size=1, max_size=4)


@given(CELLS, st.sampled_from([".", ",", None]))
def test_an_engine_reads_numbers_as_python_does(cells: list[str], decimal: Decimal | None) -> None:
    """Whatever is a number in the column is the number that the rule for one cell gives."""
    with TemporaryDirectory() as folder:
        found = cells_of(column(Path(folder), cells, "amount", decimal=decimal))
    filled = [(cell, number) for cell, number in zip(cells, found, strict=True) if number is not None]
    if any(isinstance(number, str) for _, number in filled):
        return
    signs = {one.shown for cell, _ in filled if (one := written_number(cell)) is not None} - {None}
    for cell, number in filled:
        one = written_number(cell)
        assert one is not None
        assert Fraction(str(number)) == one.value(decimal or next(iter(signs), None))
