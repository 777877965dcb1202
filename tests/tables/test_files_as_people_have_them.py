"""Files of leads and events as programs export them: stated separators, UTF-16, columns and rows twice, cut files."""

from pathlib import Path
from typing import Any

import pytest

from smarketing.errors import DocumentError
from smarketing.tables.event_files import EventFile, read_events_file


def read(folder: Path, content: str | bytes, **arguments: Any) -> EventFile:
    """Write a file and read it."""
    path = folder / "a.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_events_file(path, **arguments)


def said(folder: Path, file: EventFile) -> list[str]:
    """Give what is reported, without the folder."""
    return [str(each).removeprefix(f"{folder}/") for each in file.problems]


PLAIN = "id;note;size\n1;a, b;ä\n2;c\n3;d;5\n"
RAGGED = "1 row is left out, in line {}: 2 fields where the header has 3"
WRITTEN = {
    "plain": (PLAIN.encode(), 3),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + PLAIN.encode(), 3),
    "UTF-16": (PLAIN.encode("utf-16"), 3),
    "separator stated": (b"sep=;\n" + PLAIN.encode(), 4),
    "separator stated in UTF-16": (f"sep=;\n{PLAIN}".encode("utf-16"), 4),
    "separator stated, CR LF": (f"sep=;\n{PLAIN}".replace("\n", "\r\n").encode(), 4),
    "separator stated after the mark": (b"\xef\xbb\xbfsep=;\n" + PLAIN.encode(), 4),
    "another separator stated": (b"sep=^\n" + PLAIN.replace(";", "^").encode(), 4),
}


@pytest.mark.parametrize(("content", "line"), WRITTEN.values(), ids=WRITTEN)
def test_files_are_read_however_they_were_saved(tmp_path: Path, content: bytes, line: int) -> None:
    """Lines are those of the file."""
    file = read(tmp_path, content)
    assert file.relation.fetchall() == [(1, "a, b", "ä"), (3, "d", "5")]
    assert said(tmp_path, file) == [f"a.csv:{line}:1: {RAGGED.format(line)}"]


@pytest.mark.parametrize("start", ["sep=;\r\n", "\r\n"])
def test_first_lines_that_end_otherwise_are_refused(tmp_path: Path, start: str) -> None:
    """For the engine would read no row at all, and say nothing."""
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, start + PLAIN)
    assert said_of(refused.value) == [(1, 1, "its first lines do not end alike; save the file as CSV UTF-8")]


def test_a_stated_separator_is_believed(tmp_path: Path) -> None:
    """Also where another would give more columns."""
    assert read(tmp_path, "sep=;\nid;a,b,c\n1;x\n").columns == ("id", "a,b,c")


@pytest.mark.parametrize(
    "content", [b"\xfe\xff" + "id,a\n1,2\n".encode("utf-16-be"), "id,a\n1,2\n".encode("utf-16-le")]
)
def test_encodings_that_the_engine_does_not_know_are_refused(tmp_path: Path, content: bytes) -> None:
    """With what to save it as."""
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, content)
    assert [each.message for each in refused.value.problems] == ["not UTF-8 text; save the file as CSV UTF-8"]


JIRA = "Issue key,Labels,Labels,Sprint,sprint,Created\nK-1,a,b,S1,S2,2026-03-02 10:00\n"


def test_columns_that_nobody_asks_for_may_be_there_twice(tmp_path: Path) -> None:
    """They are left out, which is reported; the places of the others stay."""
    file = read(tmp_path, JIRA, names={"Issue key": "id", "Created": "created_at"})
    assert file.columns == ("id", "created_at")
    assert file.headings == ("Issue key", "Created")
    assert said(tmp_path, file) == [
        "a.csv: columns that are there more than once are not read: 'Labels', 'Sprint', 'sprint'"
    ]


@pytest.mark.parametrize(
    "arguments", [{"names": {"Labels": "segment"}}, {"dates": {"Labels": "%Y-%m-%d"}}, {"kept": ["Labels"]}]
)
def test_columns_that_somebody_asks_for_are_there_once(tmp_path: Path, arguments: dict[str, Any]) -> None:
    """Whoever asks: the names and dates of the user, or the agreement."""
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, JIRA, **arguments)
    assert said_of(refused.value) == [(1, 3, "two columns named 'Labels'")]


@pytest.mark.parametrize("name", ["id", "at", "contacted_at", "segment", "score", "Create Date", "latency_ms"])
def test_columns_with_a_meaning_are_there_once(tmp_path: Path, name: str) -> None:
    """Nobody knows which of them is meant."""
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, f"note,{name},{name}\na,b,c\n")
    assert said_of(refused.value) == [(1, 3, f"two columns named {name!r}")]


def said_of(error: DocumentError) -> list[tuple[int | None, int | None, str]]:
    """Give where and why a file is refused."""
    return [(each.line, each.column, each.message) for each in error.problems]


def test_a_format_for_a_column_of_another_table_is_no_question_for_this_one(tmp_path: Path) -> None:
    """Where formats are meant for several tables."""
    file = read(tmp_path, JIRA, dates={"at": "%Y"}, partly=True)
    assert "Labels" not in file.columns


@pytest.mark.parametrize("limit", [65_536, 1_048_576])
def test_a_file_of_as_many_rows_as_a_sheet_has_may_be_cut(tmp_path: Path, limit: int) -> None:
    """With the header; cells of several lines are one row."""
    message = f"a.csv: has exactly {limit:,} rows, the most that some spreadsheets hold; rows may be missing after them"
    body = 'a,"b\nc"\n' + "a,b\n" * (limit - 2)
    assert said(tmp_path, read(tmp_path, "note,more\n" + body)) == [message]
    assert said(tmp_path, read(tmp_path, "note,more\n" + body + "a,b\n")) == []
    assert said(tmp_path, read(tmp_path, "note,more\n" + body.removesuffix("a,b\n"))) == []


def test_errors_of_spreadsheets_are_empty_cells(tmp_path: Path) -> None:
    """In columns of dates, numbers and texts; each column says how many there are."""
    file = read(tmp_path, "id,at,score,note\n1,#N/A,5,#REF!\n2,2026-03-02,#####,#1\n3,2026-03-03,#DIV/0!,#\n")
    assert [str(row) for row in file.relation.fetchall()] == [
        "(1, None, 5, None)",
        "(2, datetime.date(2026, 3, 2), None, '#1')",
        "(3, datetime.date(2026, 3, 3), None, '#')",
    ]
    holds = "holds an error of a spreadsheet and counts as empty"
    assert said(tmp_path, file) == [
        f"a.csv:2:2: 1 cell of at {holds}, in line 2: '#N/A'",
        "a.csv:3:3: 2 cells of score hold an error of a spreadsheet and count as empty, the first in line 3: '#####'",
        f"a.csv:2:4: 1 cell of note {holds}, in line 2: '#REF!'",
    ]
