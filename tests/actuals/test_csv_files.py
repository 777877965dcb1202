"""CSV files as programs write them: encodings, line ends, quotes, headings and rows that do not fit."""

import re
from pathlib import Path

import pytest

from smarketing import Actual, Actuals, Metric, Month
from smarketing.actuals import Key, known_metrics
from smarketing.tables import spreadsheet_cells

KNOWN = known_metrics(
    [Metric("leads", "lead", "count", ("spring, 2026", "spring\n2026")), Metric("kept", "%", "share")]
)
JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)
COLUMNS = "columns are 'month', 'metric', 'value', 'segment', 'base', 'unit'"


def read(folder: Path, content: str | bytes) -> Actuals:
    """Write a file `a.csv` and read it."""
    path = folder / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Actuals.read_csv(path, known=KNOWN)


def problems(folder: Path, content: str | bytes) -> list[str]:
    """Give the problems of a file as text, without its folder."""
    return [str(each).removeprefix(f"{folder}/") for each in read(folder, content).problems]


PLAIN = "month,metric,value\n2026-01,leads,104\n2026-02,leads,92\n"
WRITTEN = {
    "plain": PLAIN.encode(),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16": PLAIN.encode("utf-16"),
    "UTF-16, big-endian": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "bars": PLAIN.replace(",", "|").encode(),
    "separator stated": b"sep=;\r\n" + PLAIN.replace(",", ";").encode(),
    "separator stated, mark": b"\xef\xbb\xbfsep=,\n" + PLAIN.encode(),
    "separator stated, quoted": b'"sep=;"\n' + PLAIN.replace(",", ";").encode(),
    "separator stated, saved again": b"sep=;,,\n" + PLAIN.replace(",", ";").encode(),
    "separator stated, tab": b"SEP=\t\n" + PLAIN.replace(",", "\t").encode(),
    "another separator stated": b"sep=^\n" + PLAIN.replace(",", "^").encode(),
    "rows of empty fields": PLAIN.replace("\n", "\n,,\n").encode(),
    "CRLF": PLAIN.replace("\n", "\r\n").encode(),
    "CR": PLAIN.replace("\n", "\r").encode(),
    "no last line end": PLAIN.rstrip().encode(),
    "blank lines": PLAIN.replace("\n", "\n\n").encode(),
    "blank lines first": b"\n\n" + PLAIN.encode(),
    "quoted": b'"month","metric","value"\n"2026-01","leads","104"\n"2026-02","leads","92"\n',
    "spaces in the heading": PLAIN.replace("month,metric,value", " month , metric ,value ").encode(),
    "columns in another order": b"value,month,metric\n104,2026-01,leads\n92,2026-02,leads\n",
    "all columns": b"month,metric,segment,value,base,unit\n2026-01,leads,,104,,\n2026-02,leads,,92,,lead\n",
}


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN)
def test_a_file_is_read_however_it_was_written(tmp_path: Path, content: bytes) -> None:
    """Byte order marks, line ends, quotes, spaces and the order of columns make no difference."""
    actuals = read(tmp_path, content)
    assert actuals.problems == ()
    assert actuals.figures == {Key("leads", None, JANUARY): Actual(104), Key("leads", None, FEBRUARY): Actual(92)}


def test_quotes_keep_commas_and_line_ends(tmp_path: Path) -> None:
    """A quoted cell may hold a comma or a line end."""
    rows = '2026-01,leads,"spring, 2026","1040"\n2026-01,leads,"spring\n2026",7\n'
    actuals = read(tmp_path, f"month,metric,segment,value\n{rows}")
    assert actuals.problems == ()
    assert actuals.figures == {
        Key("leads", "spring, 2026", JANUARY): Actual(1040),
        Key("leads", "spring\n2026", JANUARY): Actual(7),
    }


def test_lines_are_counted_past_quoted_line_ends(tmp_path: Path) -> None:
    """A row after a cell of two lines is found at its line in the file."""
    text = 'month,metric,segment,value\n2026-01,leads,"spring\n2026",7\n2026-02,leads,,seven\n'
    assert problems(tmp_path, text) == ["a.csv:4:4: value: 'seven' is not a number; write it as 1234.5 or 1,234.5"]


def test_a_row_of_two_lines_is_where_it_begins(tmp_path: Path) -> None:
    """The problem of a row with a line end in a quoted cell names the line where the row begins."""
    text = 'month,metric,segment,value\n2026-01,leads,"spring\n2026",seven\n'
    assert problems(tmp_path, text) == ["a.csv:2:4: value: 'seven' is not a number; write it as 1234.5 or 1,234.5"]


FILE_PROBLEMS = {
    "empty": (b"", ["a.csv:1:1: empty; the first line names the columns"]),
    "only line ends": (b"\n\r\n", ["a.csv:1:1: empty; the first line names the columns"]),
    "only a byte order mark": (b"\xef\xbb\xbf", ["a.csv:1:1: empty; the first line names the columns"]),
    "Latin-1": (
        "month,metric,value\n2026-01,Händler,5\n".encode("latin-1"),
        ["a.csv:2: not UTF-8 text; save the file as CSV UTF-8"],
    ),
    "UTF-16 without its mark": (
        PLAIN.encode("utf-16-le"),
        ["a.csv:1: not UTF-8 text; save the file as CSV UTF-8"],
    ),
    "unknown column": (
        b"month,metric,value,segmnet\n2026-01,leads,5,\n",
        [f"a.csv:1:4: no column named 'segmnet'; {COLUMNS} (did you mean 'segment'?)"],
    ),
    "column without a name": (
        b"month,metric,value,\n2026-01,leads,5,\n",
        [f"a.csv:1:4: no column named ''; {COLUMNS}"],
    ),
    "a column twice": (b"month,metric,value,value\n2026-01,leads,5,6\n", ["a.csv:1:4: two columns named 'value'"]),
    "missing columns": (
        b"month,unit\n2026-01,lead\n",
        ["a.csv:1:1: a column named 'metric' is missing", "a.csv:1:1: a column named 'value' is missing"],
    ),
}


@pytest.mark.parametrize(("content", "expected"), FILE_PROBLEMS.values(), ids=FILE_PROBLEMS)
def test_a_file_that_is_no_table_of_actuals_says_why(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    """What is wrong with the whole file is said once, and no figure is taken from it."""
    assert problems(tmp_path, content) == expected
    assert read(tmp_path, content).figures == {}


def test_a_heading_alone_is_an_empty_table(tmp_path: Path) -> None:
    """A file with columns and no rows has neither figures nor problems, and no period."""
    actuals = read(tmp_path, "month,metric,value\n")
    assert (actuals.figures, actuals.problems, actuals.period) == ({}, (), None)


def test_rows_that_do_not_fit_under_the_heading_are_problems(tmp_path: Path) -> None:
    """A row with fewer or more fields than the heading is a problem; one with nothing in it is none."""
    text = "month,metric,value\n2026-01,leads\n2026-01,leads,104\n2026-02,leads,1,234\n \n,,\n2026-02,leads,92\n"
    assert problems(tmp_path, text) == [
        "a.csv:2:1: 2 fields where the header has 3",
        "a.csv:4:1: 4 fields where the header has 3",
    ]
    assert [actual.value for actual in read(tmp_path, text).figures.values()] == [104, 92]


def test_lines_are_counted_past_the_line_that_states_the_separator(tmp_path: Path) -> None:
    """The line in a problem is that of the file."""
    text = "sep=;\nmonth;metric;value\n2026-01;leads;x\n2026-02;leads\n"
    assert problems(tmp_path, text) == [
        "a.csv:3:3: value: 'x' is not a number; write it as 1234.5 or 1,234.5",
        "a.csv:4:1: 2 fields where the header has 3",
    ]


def test_a_file_of_as_many_rows_as_a_sheet_has_may_be_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the header; one row fewer or more is no reason to doubt. How many a sheet has, `cut_off` shows."""
    monkeypatch.setattr(spreadsheet_cells, "ROW_LIMITS", (20,))
    rows = [f"{2000 + place // 12}-{place % 12 + 1:02},leads,5" for place in range(20)]
    message = "has exactly 20 rows, the most that some spreadsheets hold; rows may be missing after them"
    for count, said in ((18, []), (19, [f"a.csv:20: {message}"]), (20, [])):
        assert problems(tmp_path, "\n".join(["month,metric,value", *rows[:count]])) == said


def test_problems_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Rows that do not fit and rows that cannot be read are told line by line."""
    text = "month,metric,value\n2026-01,leads,x\n2026-02,leads\n2026-03,leads,y\n2026-04\n"
    assert [each.line for each in read(tmp_path, text).problems] == [2, 3, 4, 5]


def test_problems_of_the_heading_come_first(tmp_path: Path) -> None:
    """A bad heading is told before a row further down that does not fit under it."""
    text = "month,metric,number\n2026-01,leads\n"
    assert [each.line for each in read(tmp_path, text).problems] == [1, 1, 2]


def test_a_badly_quoted_row_does_not_take_the_next_with_it(tmp_path: Path) -> None:
    """Text after a closing quote spoils its own row only: the rows after it are read, or reported too."""
    text = 'month,metric,value\n2026-01,leads,"5"x\n2026-02,leads,92\n'
    message = "a.csv:2:1: not comma-separated text: ',' expected after '\"'"
    assert problems(tmp_path, text) == [message]
    assert read(tmp_path, text).figures == {Key("leads", None, FEBRUARY): Actual(92)}


def test_a_quote_that_never_closes_is_a_problem_where_it_opens(tmp_path: Path) -> None:
    """The row with the open quote is named, not the end of the file."""
    text = 'month,metric,value\n2026-01,leads,104\n2026-02,leads,"92\n2026-03,leads,95\n'
    assert problems(tmp_path, text) == ["a.csv:3:1: not comma-separated text: unexpected end of data"]


def test_a_quote_that_never_closes_leaves_the_rows_before_it(tmp_path: Path) -> None:
    """What stands before text that cannot be read is kept, and the rest is reported."""
    actuals = read(tmp_path, 'month,metric,value\n2026-01,leads,104\n2026-02,leads,"92\n')
    assert actuals.figures == {Key("leads", None, JANUARY): Actual(104)}
    assert len(actuals.problems) == 1


def test_a_file_that_is_not_there_is_an_operating_system_error(tmp_path: Path) -> None:
    """A path without a file raises what opening it raises."""
    path = tmp_path / "none.csv"
    with pytest.raises(
        FileNotFoundError, match=f"^{re.escape(f'[Errno 2] No such file or directory: {str(path)!r}')}$"
    ):
        Actuals.read_csv(path, known=KNOWN)
