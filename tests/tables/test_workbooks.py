"""Excel workbooks: sheets, types of cells, and files that are none."""

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from expected_errors import whole
from smarketing import Actual, Actuals, Metric, Month
from smarketing.actuals import Key
from smarketing.errors import DocumentError, MissingExtraError
from smarketing.tables.event_files import read_events_file
from smarketing.tables.workbook_columns import typed_texts
from smarketing.tables.workbooks import Sheet, is_workbook, sheet_of, without_sheet

LEADS = Metric("leads", "lead", "count")
FIGURES = [["month", "metric", "value"], ["2026-01", "leads", 104]]


def saved(
    folder: Path,
    *sheets: Sequence[Any],
    formats: Mapping[str, str] = {},
    name: str = "a.xlsx",
) -> Path:
    """Write a workbook of sheets called S1, S2 ...; `formats` are those of cells of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(list(row))
    for cell, form in formats.items():
        book.worksheets[0][cell].number_format = form
    book.save(folder / name)
    return folder / name


def test_cells_keep_their_types(tmp_path: Path) -> None:
    """A day is a date, a percentage is what a person sees; errors and times of day are texts."""
    row = [7, 1.204, "007", True, datetime(2026, 3, 2, 10), date(2026, 3, 2), 0.925, "#N/A", time(10), None]
    path = saved(tmp_path, [[f"c{place}" for place in range(10)], row], formats={"G2": "0.0%"})
    sheet = sheet_of(path)
    assert sheet.columns == tuple(f"c{place}" for place in range(10))
    assert sheet.rows == (
        (
            2,
            (
                *(7, 1.204, "007", True, datetime(2026, 3, 2, 10), date(2026, 3, 2)),
                *("92.5 %", "#N/A", "10:00:00", None),
            ),
        ),
    )


def test_a_moment_at_midnight_is_a_moment_where_its_time_is_shown(tmp_path: Path) -> None:
    """The format of a cell says whether it is a day."""
    rows = [["a", "b"], [datetime(2026, 3, 2), datetime(2026, 3, 2)]]
    path = saved(tmp_path, rows, formats={"A2": "yyyy-mm-dd", "B2": "yyyy-mm-dd hh:mm"})
    assert sheet_of(path).rows[0][1] == (date(2026, 3, 2), datetime(2026, 3, 2))


def test_the_first_sheet_is_read_or_the_one_that_is_named(tmp_path: Path) -> None:
    """Behind a #; spaces in its name are its own."""
    path = saved(tmp_path, [["a"], [1]], [["b"], [2]])
    assert [sheet_of(f"{path}{name}").columns for name in ("", "#S1", "#S2")] == [("a",), ("a",), ("b",)]
    with pytest.raises(DocumentError, match=whole(f"{path}#S3: no sheet named 'S3'; sheets are 'S1', 'S2'")):
        sheet_of(f"{path}#S3")


@pytest.mark.parametrize(
    ("path", "file", "is_one"),
    [
        ("a.xlsx", "a.xlsx", True),
        ("a.XLSX#B c", "a.XLSX", True),
        ("a.xlsm#x#y", "a.xlsm", True),
        ("a#b.csv", "a#b.csv", False),
        ("a.xlsx.csv", "a.xlsx.csv", False),
    ],
)
def test_paths_name_sheets_behind_the_suffix(path: str, file: str, is_one: bool) -> None:
    """Other files may have a # in their names."""
    assert (without_sheet(path), is_workbook(path)) == (file, is_one)


def test_rows_and_columns_of_nothing_are_left_out_around_a_table(tmp_path: Path) -> None:
    """The first row with something in it names the columns; rows keep their numbers."""
    path = saved(tmp_path, [[], [None, None], ["a", "b", None], [1, 2], [], [3, None]], formats={"F9": "0%"})
    sheet = sheet_of(path)
    assert sheet.columns == ("a", "b")
    assert sheet.rows == ((4, (1, 2)), (6, (3, None)))
    assert sheet_of(saved(tmp_path, [], name="b.xlsx")) == Sheet(str(tmp_path / "b.xlsx"))


def test_a_formula_that_nobody_worked_out_is_refused(tmp_path: Path) -> None:
    """Programs that write workbooks do not calculate; a file that a spreadsheet saved has results."""
    path = saved(tmp_path, [["a", "b"], [1, "=A2+1"]])
    message = f"{path}:2:2: has formulas that no spreadsheet has worked out; open the file in one and save it"
    with pytest.raises(DocumentError, match=whole(message)):
        sheet_of(path)


@pytest.mark.parametrize("content", [b"", b"month,metric,value\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200])
def test_files_that_are_no_workbooks_are_refused(tmp_path: Path, content: bytes) -> None:
    """Also those with a password, which are of another kind."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    message = "cannot be read as an Excel workbook; if it has a password, take that off; save it as .xlsx again"
    for read in (sheet_of, read_events_file):
        with pytest.raises(DocumentError, match=whole(f"{path}: {message}")):
            read(path)


def test_a_missing_workbook_is_python_s_own_error(tmp_path: Path) -> None:
    """Named without the sheet."""
    path = tmp_path / "a.xlsx"
    with pytest.raises(FileNotFoundError, match=re.escape(f"{str(path)!r}")):
        Actuals.read_csv(f"{path}#S1", known=[LEADS])


def test_the_library_that_reads_workbooks_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its absence names the extra."""
    path = saved(tmp_path, FIGURES)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    message = "reading an Excel workbook needs a library that is not installed; run: pip install 'smarketing[excel]'"
    with pytest.raises(MissingExtraError, match=whole(message)):
        Actuals.read_csv(path, known=[LEADS])


def test_figures_come_from_a_sheet(tmp_path: Path) -> None:
    """Excel makes dates of months; problems name the row of the sheet and the column."""
    rows = [*FIGURES, [], [date(2026, 2, 1), "leads", 92], ["2026-03", "leads", "1.204"], ["2026-04", "leads", 1.5]]
    actuals = Actuals.read_csv(f"{saved(tmp_path, [['x']], rows)}#S2", known=[LEADS])
    assert actuals.figures == {
        Key("leads", None, Month(2026, 1)): Actual(104),
        Key("leads", None, Month(2026, 2)): Actual(92),
    }
    assert [(each.line, each.column) for each in actuals.problems] == [(5, 3), (6, 3)]
    empty = Actuals.read_csv(saved(tmp_path, [], name="b.xlsx"), known=[LEADS])
    assert [each.message for each in empty.problems] == ["empty; the first row names the columns"]


def test_a_table_of_leads_comes_from_a_sheet(tmp_path: Path) -> None:
    """Columns of one type keep it; others are text, and what they mean is found as in a CSV file."""
    rows = [
        ["Contact ID", "Create Date", "HubSpot Score", "converted_at", "share", "amount", "open", "note", "none"],
        [1, datetime(2026, 3, 2, 10), 1.204, date(2026, 3, 2), 0.5, "1.204,5", True, "a", None],
        ["x2", date(2026, 3, 3), 50, date(2026, 3, 3), 0.25, "7", False, 5, None],
        [None, None, None, None, None, None, None, None, None],
        ["#REF!", None, None, None, 1, "#N/A", None, None, None],
    ]
    formats = {"E2": "0%", "E3": "0%", "E5": "0%", "B3": "yyyy-mm-dd hh:mm"}
    path = saved(tmp_path, rows, formats=formats)
    file = read_events_file(path)
    assert file.relation.fetchall() == [
        ("1", datetime(2026, 3, 2, 10), 1.204, date(2026, 3, 2), 50.0, 1204.5, True, "a", None),
        ("x2", datetime(2026, 3, 3), 50.0, date(2026, 3, 3), 25.0, 7.0, False, "5", None),
        (None, None, None, None, 100.0, None, None, None, None),
    ]
    assert [str(each).removeprefix(f"{path}:") for each in file.problems] == [
        "5:1: 1 cell of id holds an error of a spreadsheet and counts as empty, in row 5: '#REF!'",
        "5:6: 1 cell of amount holds an error of a spreadsheet and counts as empty, in row 5: '#N/A'",
    ]


def test_whole_numbers_beyond_the_engine_and_durations_are_kept(tmp_path: Path) -> None:
    """As the nearest number, and as text."""
    path = saved(tmp_path, [["n", "d"], [10**20, timedelta(hours=30)], [1, None]])
    assert read_events_file(path).relation.fetchall() == [(1e20, "1 day, 6:00:00"), (1.0, None)]


def test_days_of_spreadsheets_in_cells_without_a_date_format_are_named(tmp_path: Path) -> None:
    """And read on request."""
    path = saved(tmp_path, [["id", "at"], [1, 46083.5], [2, 46084]])
    advice = "say so: dates={'at': 'serial'} (--dates \"at=serial\")"
    days = "days since 1899-12-30, as spreadsheets have them"
    with pytest.raises(DocumentError) as refused:
        read_events_file(path)
    message = f"at holds numbers: 46083.5 in row 2 is 2026-03-02 12:00 in {days}; {advice}"
    assert str(refused.value) == f"{path}:2:2: {message}"
    assert read_events_file(path, dates="serial").relation.fetchall() == [
        (1, datetime(2026, 3, 2, 12)),
        (2, datetime(2026, 3, 3)),
    ]


def test_one_workbook_may_be_read_twice_on_one_connection(tmp_path: Path) -> None:
    """Two sheets of it do not get mixed up, and a changed file is read anew."""
    path = saved(tmp_path, [["id", "a"], [1, 2]], [["id", "b"], [3, 4]])
    first = read_events_file(f"{path}#S1")
    second = read_events_file(f"{path}#S2", connection=first._connection)
    assert (first.relation.fetchall(), second.relation.fetchall()) == ([(1, 2)], [(3, 4)])


def test_sheets_name_every_column_once(tmp_path: Path) -> None:
    """As files of text do."""
    with pytest.raises(DocumentError) as refused:
        read_events_file(saved(tmp_path, [["id", None, "at", "at"], [1, 2, 3, 4]]))
    assert [each.message for each in refused.value.problems] == ["column 2 has no name"]
    with pytest.raises(DocumentError) as refused:
        read_events_file(saved(tmp_path, [], name="b.xlsx"))
    assert [each.message for each in refused.value.problems] == ["no names of columns; they stand in the first line"]


def test_cells_of_several_kinds_are_text() -> None:
    """As a file of text has them: truth values in small letters."""
    assert typed_texts([True, "n/a", None, 1]) == ("VARCHAR", ["true", "n/a", None, "1"])
    assert typed_texts([True, None]) == ("BOOLEAN", ["True", None])
