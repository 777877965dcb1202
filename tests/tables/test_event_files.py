"""Event files: what is read is what was written, what is open is asked, and nothing is lost silently."""

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smarketing.errors import DocumentError, InvalidValueError, SmarketingError
from smarketing.tables.date_counts import counted_dates
from smarketing.tables.event_files import EventFile, read_events_file


def saved(folder: Path, content: str | bytes, name: str = "leads.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(file: EventFile) -> list[tuple[Any, ...]]:
    return list(file.relation.fetchall())


def kinds(file: EventFile) -> dict[str, str]:
    return dict(zip(file.relation.columns, map(str, file.relation.types), strict=True))


def told(file: EventFile) -> list[str]:
    return [problem.message for problem in file.problems]


def refusal(path: Path, **arguments: Any) -> list[str]:
    with pytest.raises(DocumentError) as refused:
        read_events_file(path, **arguments)
    assert {problem.file for problem in refused.value.problems} == {str(path)}
    return [problem.message for problem in refused.value.problems]


def column_of(folder: Path, cells: Sequence[str], **arguments: Any) -> EventFile:
    """A file of one column of dates, beside numbers."""
    with (folder / "column.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "Create Date"], *enumerate(cells)])
    return read_events_file(folder / "column.csv", **arguments)


# --- what a file holds -----------------------------------------------------------------------------------------------


def test_a_file_gets_names_moments_numbers_and_truth_values(tmp_path: Path) -> None:
    """Columns that are no moments are numbers or truth values where all of their values are."""
    path = saved(
        tmp_path,
        "Contact ID,Create Date,HubSpot Score,Zip,Contact unworked?,Note,Share,Nothing,closed_at\n"
        "1,2026-01-05 09:00,40,01234,TRUE,,0.5,,\n"
        "\n"
        '2,2026-01-06 10:30:15,-7,99999,false,"two\nlines",2, ,\n',
    )
    file = read_events_file(path)
    assert file.columns == ("id", "created_at", "score", "Zip", "unworked", "Note", "Share", "Nothing", "closed_at")
    assert list(kinds(file).values()) == (
        ["BIGINT", "TIMESTAMP", "BIGINT", "VARCHAR", "BOOLEAN", "VARCHAR", "DOUBLE", "VARCHAR", "TIMESTAMP"]
    )
    assert rows(file) == [
        (1, datetime(2026, 1, 5, 9), 40, "01234", True, None, 0.5, None, None),
        (2, datetime(2026, 1, 6, 10, 30, 15), -7, "99999", False, "two\nlines", 2.0, None, None),
    ]
    assert file.problems == ()


@pytest.mark.parametrize("cell", ["007", "1e5", "+1", "1,2,3", "0x1A", "1234567890123456789012", "nan", "yes", "-"])
def test_what_only_looks_like_a_number_stays_text(tmp_path: Path, cell: str) -> None:
    """Ids keep their zeros and their last digits."""
    file = read_events_file(saved(tmp_path, f'id,x\n1,"{cell}"\n2,5\n'))
    assert rows(file) == [(1, cell), (2, "5")]


def test_texts_keep_their_spaces(tmp_path: Path) -> None:
    """A cell is not changed, unless it is empty."""
    assert rows(read_events_file(saved(tmp_path, 'id,x\n a , b  \n\'  ,""\n'))) == [(" a ", " b  "), ("'  ", None)]


def test_own_names_and_patterns_go_by_either_name(tmp_path: Path) -> None:
    """Patterns go by the file's name of a column or by its name here; a column with a pattern is a moment."""
    path = saved(tmp_path, "Entered,Create Date,Due\n01/02/2026,03.04.2026,5-6-26\n")
    file = read_events_file(
        path,
        names={"Entered": "became_mql_at"},
        dates={"Entered": "%d/%m/%Y", "created_at": "%m.%d.%Y", "Due": "%d-%m-%y"},
    )
    assert rows(file) == [(date(2026, 2, 1), date(2026, 3, 4), date(2026, 6, 5))]
    assert file.columns == ("became_mql_at", "created_at", "Due")


def test_one_pattern_is_for_all_moments(tmp_path: Path) -> None:
    """And for these only."""
    file = read_events_file(saved(tmp_path, "at,x,created_at\n1/2/2026,1/2/2026,\n"), dates="%d/%m/%Y")
    assert rows(file) == [(date(2026, 2, 1), "1/2/2026", None)]
    assert kinds(file)["created_at"] == "DATE"


def test_nothing_is_loaded_and_the_relation_can_be_asked_again(tmp_path: Path) -> None:
    """Each time the file is read anew; the zone of the connection is UTC."""
    path = saved(tmp_path, "id,at\n1,2026-01-01T00:00:00+02:00\n")
    file = read_events_file(path)
    assert [file.relation.aggregate('max("at")').fetchall() for _ in range(2)] == [
        [(datetime(2025, 12, 31, 22, tzinfo=UTC),)]
    ] * 2
    saved(tmp_path, "id,at\n1,2026-01-01T00:00:00+02:00\n2,2026-01-01T00:00:00+02:00\n")
    assert file.relation.aggregate("count(*)").fetchall() == [(2,)]


def test_the_relation_is_a_dataframe_as_any(tmp_path: Path) -> None:
    """Narwhals reads it, and counts are taken where it is."""
    path = saved(tmp_path, "Contact ID,Create Date,Became a Customer Date\n1,31/12/2025,1/2/2026\n2,30/1/2026,\n")
    file = read_events_file(path, dates="%d/%m/%Y")
    counts = counted_dates(file.relation, ["created_at", "became_customer_at"], date(2026, 2, 1), id_column="id")
    assert counts.days == ((("", 32, 1),),)


def test_a_relative_path_is_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after a change of folders; problems bear the path as it was given."""
    saved(tmp_path, "id,at\n1,2026-01-01\n2\n")
    monkeypatch.chdir(tmp_path)
    file = read_events_file("leads.csv")
    monkeypatch.chdir("/")
    assert rows(file) == [(1, date(2026, 1, 1))]
    assert file.problems[0].file == "leads.csv"


@pytest.mark.parametrize("name", ["a'b.csv", "leads[1].csv", "lea*ds?.csv", "a b,{c}.csv"])
def test_a_path_means_itself(tmp_path: Path, name: str) -> None:
    """It is no pattern of several files."""
    saved(tmp_path, "id,at\n7,2026-01-01\n", "leadsx.csv")
    saved(tmp_path, "id,at\n7,2026-01-01\n", "leads1.csv")
    file = read_events_file(saved(tmp_path, "id,at\n1,2026-01-01\n", name))
    assert rows(file) == [(1, date(2026, 1, 1))]


def test_a_folder_is_no_column(tmp_path: Path) -> None:
    """However it is called."""
    folder = tmp_path / "month=3"
    folder.mkdir()
    pq.write_table(pa.table({"id": [1]}), folder / "a.parquet")
    for path in (folder / "a.parquet", saved(folder, '{"id": 1}', "a.json"), saved(folder, "id\n1\n")):
        file = read_events_file(path)
        assert (file.relation.columns, rows(file)) == (["id"], [(1,)])


# --- dates -----------------------------------------------------------------------------------------------------------

SEEN = [
    (["2017-03-01"], date(2017, 3, 1), "DATE"),
    (["3/1/2017", "12/31/2016"], date(2017, 3, 1), "DATE"),
    (["01-03-2017", "31-03-2017"], date(2017, 3, 1), "DATE"),
    (["01-03-17", "31-03-17"], date(2017, 3, 1), "DATE"),
    (["29/2/2016 01:16", "1/2/2016 1:16"], datetime(2016, 2, 29, 1, 16), "TIMESTAMP"),
    (["15 Apr, 2021 00:02:00"], datetime(2021, 4, 15, 0, 2), "TIMESTAMP"),
    (["Tue Oct 31 22:10:47 +0000 2017"], datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC), "TIMESTAMP WITH TIME ZONE"),
    (["2018-02-26 19:58:54"], datetime(2018, 2, 26, 19, 58, 54), "TIMESTAMP"),
]
SPELLINGS = [
    (["2021-04-15T00:02"], datetime(2021, 4, 15, 0, 2), "TIMESTAMP"),
    (["2021-04-15T00:02:07.5", "2021-04-15T00:02:07"], datetime(2021, 4, 15, 0, 2, 7, 500_000), "TIMESTAMP"),
    (["2021-04-15 00:02:07.1234567"], datetime(2021, 4, 15, 0, 2, 7, 123_456), "TIMESTAMP"),
    (["2021-04-15", "2021-04-15 00:02"], datetime(2021, 4, 15), "TIMESTAMP"),
    (["2021-04-15T00:02:07Z"], datetime(2021, 4, 15, 0, 2, 7, tzinfo=UTC), "TIMESTAMP WITH TIME ZONE"),
    (["2021-04-15T00:02:07.000+0000"], datetime(2021, 4, 15, 0, 2, 7, tzinfo=UTC), "TIMESTAMP WITH TIME ZONE"),
    (["2021-04-15 00:02:07 UTC"], datetime(2021, 4, 15, 0, 2, 7, tzinfo=UTC), "TIMESTAMP WITH TIME ZONE"),
    (["2021-04-15 00:02 -05:30"], datetime(2021, 4, 15, 5, 32, tzinfo=UTC), "TIMESTAMP WITH TIME ZONE"),
    (
        ["2021-04-15T00:02+02", "2021-04-15T00:02Z"],
        datetime(2021, 4, 14, 22, 2, tzinfo=UTC),
        "TIMESTAMP WITH TIME ZONE",
    ),
    (["4/15/2021 9:05 PM"], datetime(2021, 4, 15, 21, 5), "TIMESTAMP"),
    (["4/15/2021, 12:05:09 AM"], datetime(2021, 4, 15, 0, 5, 9), "TIMESTAMP"),
    (["15.04.2021 9:05pm"], datetime(2021, 4, 15, 21, 5), "TIMESTAMP"),
    (["15.04.21 9:05:09am"], datetime(2021, 4, 15, 9, 5, 9), "TIMESTAMP"),
    (["15/4/2021", "15/4/2021 10:00", "15/4/2021 10:00:01"], datetime(2021, 4, 15), "TIMESTAMP"),
    (["15 Apr 2021"], date(2021, 4, 15), "DATE"),
    (["  2021-04-15  "], date(2021, 4, 15), "DATE"),
]


@pytest.mark.parametrize(("cells", "first", "kind"), SEEN + SPELLINGS)
def test_dates_are_read_as_they_are_seen_in_exports(tmp_path: Path, cells: list[str], first: date, kind: str) -> None:
    """Without anything stated."""
    file = column_of(tmp_path, [*cells, ""])
    found = [cell for _, cell in rows(file)]
    assert (found[0], found[-1], kinds(file)["created_at"]) == (first, None, kind)
    assert None not in found[:-1]
    assert file.problems == ()


FORMATS: list[tuple[str, Callable[[datetime], str]]] = [
    ("%Y-%m-%dT%H:%M:%S.%f", lambda moment: moment.isoformat(timespec="microseconds")),
    ("", datetime.isoformat),
    ("", lambda moment: moment.isoformat(" ")),
    ("%d/%m/%Y %H:%M:%S.%f", lambda moment: moment.strftime("%d/%m/%Y %H:%M:%S.%f")),
    ("%d %b, %Y %H:%M:%S.%f", lambda moment: moment.strftime("%d %b, %Y %H:%M:%S.%f")),
    ("%m-%d-%Y %I:%M:%S %p", lambda moment: moment.replace(microsecond=0).strftime("%m-%d-%Y %I:%M:%S %p")),
    ("", lambda moment: moment.replace(microsecond=0).strftime("%d %b, %Y %H:%M:%S")),
]
MOMENTS = st.lists(st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30)), min_size=1, max_size=20)


@given(MOMENTS, st.sampled_from(FORMATS))
def test_what_is_written_in_one_format_is_read_back(
    moments: list[datetime], written: tuple[str, Callable[[datetime], str]]
) -> None:
    """Stated or recognised."""
    pattern, write = written
    cells = [write(moment) for moment in moments]
    whole = ".%f" in pattern or write in (datetime.isoformat, FORMATS[2][1])
    with TemporaryDirectory() as folder:
        file = column_of(Path(folder), cells, **({"dates": pattern} if pattern else {}))
        found = [cell for _, cell in rows(file)]
    assert found == [moment if whole else moment.replace(microsecond=0) for moment in moments]
    assert file.problems == ()


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_instants_are_read_back(moments: list[datetime], minutes: int) -> None:
    """Whatever the offset that they are written with."""
    zone = timezone(timedelta(minutes=minutes))
    aware = [moment.replace(tzinfo=zone) for moment in moments if moment.year > 1000]
    assume(aware)
    with TemporaryDirectory() as folder:
        found = [cell for _, cell in rows(column_of(Path(folder), [moment.isoformat() for moment in aware]))]
    assert found == aware


@given(
    st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1, max_size=5),
    st.sampled_from("/.-"),
    st.sampled_from(["%Y", "%y"]),
    st.booleans(),
)
def test_day_and_month_are_never_guessed(days: list[date], sign: str, year: str, day_first: bool) -> None:
    """Either a date shows which is which, or it is asked."""
    pattern = sign.join(["%d", "%m", year] if day_first else ["%m", "%d", year])
    cells = [day.strftime(pattern) for day in days]
    with TemporaryDirectory() as folder:
        if any(day.day > 12 for day in days):
            assert [cell for _, cell in rows(column_of(Path(folder), cells))] == days
        else:
            with pytest.raises(DocumentError, match=r"created_at could be day/month or month/day; say which: "):
                column_of(Path(folder), cells)
        assert [cell for _, cell in rows(column_of(Path(folder), cells, dates=pattern))] == days


def stated(heading: str, *patterns: str) -> str:
    """How to state the formats of a column, as a message says it."""
    said = repr(patterns[0]) if len(patterns) == 1 else repr(list(patterns))
    return f'dates={{{heading!r}: {said}}} (--dates "{heading}={" | ".join(patterns)}")'


def open_days(name: str, heading: str, day_first: str, month_first: str) -> str:
    """What is said of a column of dates that could be read either way."""
    said = f'dates={{{heading!r}: {day_first!r}}} or {month_first!r} (--dates "{heading}={day_first}")'
    return f"{name} could be day/month or month/day; say which: {said}"


def no_date(heading: str) -> str:
    """What is said of a cell that is no date, with an example of how to state a format."""
    return f"is not a date that can be read; correct it, or state its format, as in {stated(heading, '%d.%m.%Y %H:%M')}"


def test_every_column_that_is_open_is_asked_for_at_once(tmp_path: Path) -> None:
    """With the words that settle it, in Python and in the shell."""
    path = saved(
        tmp_path, "Create Date,assigned_at,Close Date\n1/2/2026 10:00,3.4.26,soon\n5/6/2026 11:00,3.4.26,later\n"
    )
    assert refusal(path) == [
        open_days("created_at", "Create Date", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),
        open_days("assigned_at", "assigned_at", "%d.%m.%y", "%m.%d.%y"),
        f"closed_at: 'soon' in line 2 {no_date('Close Date')}",
    ]


def test_the_words_of_a_refusal(tmp_path: Path) -> None:
    """As somebody reads them."""
    path = saved(tmp_path, "id,Create Date\n1,1/2/2026 10:00\n")
    with pytest.raises(DocumentError) as refused:
        read_events_file(path)
    assert str(refused.value) == (
        f"{path}: created_at could be day/month or month/day; say which: "
        "dates={'Create Date': '%d/%m/%Y %H:%M'} or '%m/%d/%Y %H:%M' (--dates \"Create Date=%d/%m/%Y %H:%M\")"
    )


OFFSETS = "write all times with their offset, or none"
CREATED = "Create Date"
MIXED = {
    "'3/1/2026' in line 4 is no date as %Y-%m-%d; say both formats: dates={'Create Date': ['%Y-%m-%d', '%d/%m/%Y']} "
    "or ['%Y-%m-%d', '%m/%d/%Y'] (--dates \"Create Date=%Y-%m-%d | %d/%m/%Y\")": [
        "2026-01-01",
        "2026-01-02",
        "3/1/2026",
    ],
    f"'2026-01-01T10:00:00Z' in line 2 is no date as %Y-%m-%dT%H:%M:%S; {OFFSETS}": [
        "2026-01-01T10:00:00Z",
        "2026-01-01T10:00:00",
    ],
    f"'2026-01-01T10:00Z' in line 2 is no date as %Y-%m-%d; {OFFSETS}": ["2026-01-01T10:00Z", "2026-01-01"],
    "'1/13/2026' in line 3 is no date as %d/%m/%Y; say both formats: " + stated(CREATED, "%d/%m/%Y", "%m/%d/%Y"): [
        "13/1/2026",
        "1/13/2026",
    ],
    "'-' in line 4 is no date as %m/%d/%Y, which reads 2 of 3 cells; state it, and the others count as empty: "
    + stated(CREATED, "%m/%d/%Y"): ["1/13/2026", "1/14/2026", "-"],
    "'13/1/26' in line 3 is no date as %d/%m/%Y; say both formats: " + stated(CREATED, "%d/%m/%Y", "%d/%m/%y"): [
        "13/1/2026",
        "13/1/26",
    ],
    "'1 Apr 2026' in line 3 is no date as %d %b, %Y; say both formats: " + stated(CREATED, "%d %b, %Y", "%d %b %Y"): [
        "1 Apr, 2026",
        "1 Apr 2026",
    ],
    "'x' in line 3 is no date as %Y-%m-%d, which reads 1 of 3 cells; state it, and the others count as empty: "
    + stated(CREATED, "%Y-%m-%d"): ["2026-01-01", "x", "y"],
}


def test_a_column_of_which_nothing_is_a_date(tmp_path: Path) -> None:
    """It is in no format, rather than in several."""
    for cell in ("1430934000000", "yesterday"):
        with pytest.raises(DocumentError) as refused:
            column_of(tmp_path, [cell])
        (problem,) = refused.value.problems
        assert problem.message == f"created_at: {cell!r} in line 2 {no_date(CREATED)}"
        assert (problem.line, problem.column) == (2, 2)


@pytest.mark.parametrize(("reason", "cells"), MIXED.items())
def test_formats_are_not_mixed(tmp_path: Path, cells: list[str], reason: str) -> None:
    """A column that is not in one format is refused, and not nulled."""
    with pytest.raises(DocumentError) as refused:
        column_of(tmp_path, cells)
    (problem,) = refused.value.problems
    assert problem.message == f"created_at is not all in one format: {reason}"
    assert (problem.line, problem.column) == (int(reason.split(" in line ")[1].split(maxsplit=1)[0]), 2)


@pytest.mark.parametrize(
    ("cells", "pattern", "message", "line"),
    [
        (
            ["1/2/2026", '"a\nb"', "3/4/2026", "soon", "30/2/2026", "5/6/17", "tomorrow"],
            "%d/%m/%Y",
            "5 cells of created_at are no dates as %d/%m/%Y, the first in line 3: '\"a\\nb\"'",
            3,
        ),
        (["1/2/2026", "1/2/26"], "%d/%m/%Y", "1 cell of created_at is no date as %d/%m/%Y, in line 3: '1/2/26'", 3),
        (
            ["2026-01-01", "", "2026-02-30", "2026-01-02"],
            "",
            "1 cell of created_at is no date as ISO 8601, in line 4: '2026-02-30'",
            4,
        ),
        (
            ["2026-01-01 10:00", "2026-01-02 10:00 PM soon", "2026-01-01 11:00", " n/a ", "2026-01-03 11:00"],
            "",
            "2 cells of created_at are no dates as ISO 8601, the first in line 3: '2026-01-02 10:00 PM soon'",
            3,
        ),
    ],
)
def test_cells_that_are_no_dates_are_null_and_counted(
    tmp_path: Path, cells: list[str], pattern: str, message: str, line: int
) -> None:
    """Where the format is stated, or nearly all of the column is in ISO 8601."""
    file = column_of(tmp_path, cells, **({"dates": pattern} if pattern else {}))
    (problem,) = file.problems
    assert (problem.message, problem.line, problem.column) == (message, line, 2)
    filled = sum(bool(cell) for cell in cells)
    assert file.relation.aggregate("count(*), count(created_at)").fetchall() == [
        (len(cells), filled - int(message.split(maxsplit=1)[0]))
    ]


def test_stated_offsets_and_zones(tmp_path: Path) -> None:
    """%z takes a Z too; a Z at the end of a pattern stands for UTC."""
    instant = datetime(2026, 1, 1, 10, tzinfo=UTC)
    cells = ["2026/01/01 10:00:00Z", "2026/01/01 12:00:00+02:00"]
    assert [cell for _, cell in rows(column_of(tmp_path, cells, dates="%Y/%m/%d %H:%M:%S%z"))] == [instant] * 2
    assert [cell for _, cell in rows(column_of(tmp_path, cells[:1], dates="%Y/%m/%d %H:%M:%SZ"))] == [instant]


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        ("dd/mm/yyyy", "'dd/mm/yyyy' has no year; write a whole date, like %d/%m/%Y %H:%M"),
        ("%d/%Y", "'%d/%Y' has no month; write a whole date, like %d/%m/%Y %H:%M"),
        ("%H:%M %B %y", "'%H:%M %B %y' has no day; write a whole date, like %d/%m/%Y %H:%M"),
        ("%d/%m/%Y %Q", "'%d/%m/%Y %Q' is no pattern as strptime reads it: '%Q' is not known"),
        ("%d/%m/%Y %", "'%d/%m/%Y %' is no pattern as strptime reads it: '%' is not known"),
        (
            {"Create": "%d/%m/%Y"},
            "no column named 'Create'; columns are 'id', 'Create Date' (did you mean 'Create Date'?)",
        ),
    ],
)
def test_patterns_that_cannot_be_are_refused(tmp_path: Path, dates: str | dict[str, str], message: str) -> None:
    """Before anything is read by them."""
    with pytest.raises(InvalidValueError) as refused:
        column_of(tmp_path, ["1/2/2026"], dates=dates)
    assert (str(refused.value), refused.value.field) == (message, "dates")


@pytest.mark.parametrize("pattern", ["%d/%m/%Y 100%%", "%j %Y 'x'", "%-d.%-m.%y, %-I:%M%p", "%A %d %B %Y"])
def test_unusual_patterns(tmp_path: Path, pattern: str) -> None:
    """Signs that mean something elsewhere mean themselves."""
    moment = datetime(2026, 10, 5, 9, 30)
    file = column_of(tmp_path, [moment.strftime(pattern)], dates=pattern)
    assert rows(file)[0][1] == (moment if "%M" in pattern else moment.date())


# --- kinds of files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("separator", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.csv"), ("|", "a.csv"), ("\t", "a.tsv")]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_separators_are_recognised(tmp_path: Path, separator: str, name: str, ending: str) -> None:
    """By the header; a mark of the byte order and blank lines before it do no harm."""
    lines = [
        "",
        separator.join(["id", "at", "a, b; c|d" if separator == "\t" else '"a, b; c|d"']),
        separator.join(["1", "2026-01-02", "x"]),
    ]
    file = read_events_file(saved(tmp_path, "\ufeff" + ending.join(lines), name))
    assert file.columns == ("id", "at", "a, b; c|d")
    assert rows(file) == [(1, date(2026, 1, 2), "x")]


def test_a_compressed_file_is_read_as_any_other(tmp_path: Path) -> None:
    """Lines are those of its text."""
    path = saved(tmp_path, gzip.compress(b"id,at\n1,2026-01-02\n2,2026-01-03\n3,soon\n4\n"), "leads.csv.gz")
    file = read_events_file(path)
    assert rows(file)[:2] == [(1, date(2026, 1, 2)), (2, date(2026, 1, 3))]
    assert [str(problem) for problem in file.problems] == [
        f"{path}:5:1: 1 row is left out, in line 5: 1 field where the header has 2",
        f"{path}:4:2: 1 cell of at is no date as ISO 8601, in line 4: 'soon'",
    ]


JSON_ROWS = [
    {
        "id": "007",
        "createdate": "2026-01-02T10:00:00Z",
        "score": 7,
        "note": "2026-01-01",
        "deep": {"day": "2026-01-01"},
    },
    {"id": "8", "createdate": None, "score": 7.5, "note": "", "open": True, "mixed": "1"},
    {"id": "9", "createdate": "", "mixed": 2},
]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson"])
def test_json_keeps_its_types(tmp_path: Path, name: str) -> None:
    """A list or a row a line; texts stay texts, whatever they look like."""
    text = json.dumps(JSON_ROWS) if name == "a.json" else "\n".join(map(json.dumps, JSON_ROWS))
    file = read_events_file(saved(tmp_path, text, name))
    assert file.columns == ("id", "created_at", "score", "note", "deep", "open", "mixed")
    assert rows(file) == [
        ("007", datetime(2026, 1, 2, 10, tzinfo=UTC), 7.0, "2026-01-01", {"day": "2026-01-01"}, None, None),
        ("8", None, 7.5, "", None, True, "1"),
        ("9", None, None, None, None, None, "2"),
    ]


def test_every_row_of_json_counts(tmp_path: Path) -> None:
    """Not only the first thousands, by which a type might be taken."""
    given = [{"id": 1}] * 30_000 + [{"id": "last", "at": "2026-01-01"}]
    file = read_events_file(saved(tmp_path, "\n".join(map(json.dumps, given)), "a.jsonl"))
    assert rows(file)[-2:] == [("1", None), ("last", date(2026, 1, 1))]


def test_problems_of_json_have_rows(tmp_path: Path) -> None:
    """There are no lines to show."""
    days = ["2026-01-02", "soon", "2026-01-03", "later", "2026-01-04"]
    path = saved(tmp_path, json.dumps([{"at": day} for day in days]), "a.json")
    file = read_events_file(path)
    assert [str(each) for each in file.problems] == [
        f"{path}: 2 cells of at are no dates as ISO 8601, the first in row 2: 'soon'"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no rows with named fields; write a list of objects, or one object a line"),
        ("[1, 2]", "has no rows with named fields; write a list of objects, or one object a line"),
        ('[{"a": 1}, 2]', "has no rows with named fields; write a list of objects, or one object a line"),
        ('{"at":', "cannot be read: "),
        ('[{"at": 1430934000000}]', "at holds BIGINT and no dates; make it a timestamp or a text in the file"),
    ],
)
def test_json_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    """Is refused, and says why."""
    (found,) = refusal(saved(tmp_path, text, "a.json"))
    assert found.startswith(message)
    assert "\n" not in found


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    """Wall times, instants and days stay what they are; texts are understood; an empty column is of any type."""
    moment = datetime(2026, 1, 2, 10, 30)
    columns = {
        "CreatedDate": pa.array([moment, None], pa.timestamp("ns")),
        "assigned_at": pa.array([moment, None], pa.timestamp("ms", "Europe/Berlin")),
        "ConvertedDate": pa.array([moment.date(), None]),
        "closed_at": pa.array(["31/01/2026", ""]),
        "rejected_at": pa.nulls(2, pa.list_(pa.string())),
        "at": pa.array(["", None]),
        "LeadId": pa.array(["01", "02"]),
        "note": pa.array(["2026-01-01", ""]),
        "tags": pa.array([["a"], []]),
    }
    pq.write_table(pa.table(columns), tmp_path / "leads.parquet")
    file = read_events_file(tmp_path / "leads.parquet", dates={"assigned_at": "%d/%m/%Y"})
    assert kinds(file) == {
        "created_at": "TIMESTAMP",
        "assigned_at": "TIMESTAMP WITH TIME ZONE",
        "converted_at": "DATE",
        "closed_at": "DATE",
        "rejected_at": "TIMESTAMP",
        "at": "TIMESTAMP",
        "id": "VARCHAR",
        "note": "VARCHAR",
        "tags": "VARCHAR[]",
    }
    first, second = rows(file)
    assert first == (
        moment,
        moment.replace(tzinfo=UTC),
        moment.date(),
        date(2026, 1, 31),
        None,
        None,
        "01",
        "2026-01-01",
        ["a"],
    )
    assert second == (None, None, None, None, None, None, "02", "", [])


def test_parquet_of_other_libraries(tmp_path: Path) -> None:
    """pandas writes nanoseconds and zones."""
    frame = pd.DataFrame(
        {"id": [1], "at": pd.to_datetime(["2026-01-02 10:00:00+01:00"]).tz_convert("America/New_York")}
    )
    frame.to_parquet(tmp_path / "leads.parquet")
    assert rows(read_events_file(tmp_path / "leads.parquet")) == [(1, datetime(2026, 1, 2, 9, tzinfo=UTC))]


def test_moments_of_parquet_that_are_numbers_are_refused(tmp_path: Path) -> None:
    """Beside whatever else is open."""
    table = pa.table({"id": [1], "at": [1430934000000], "created_at": ["1/2/2026"]})
    pq.write_table(table, tmp_path / "leads.parquet")
    assert refusal(tmp_path / "leads.parquet") == [
        "at holds BIGINT and no dates; make it a timestamp or a text in the file",
        open_days("created_at", "created_at", "%d/%m/%Y", "%m/%d/%Y"),
    ]
    table = pa.table({"at": ["soon"]})
    pq.write_table(table, tmp_path / "leads.parquet")
    assert refusal(tmp_path / "leads.parquet") == [f"at: 'soon' in row 1 {no_date('at')}"]


# --- broken files ----------------------------------------------------------------------------------------------------


def test_a_missing_file_is_python_s_own_error(tmp_path: Path) -> None:
    """As with any file."""
    with pytest.raises(FileNotFoundError):
        read_events_file(tmp_path / "leads.csv")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """By its suffix."""
    known = ".csv, .csv.gz, .tsv, .parquet, .json, .jsonl, .ndjson, .xlsx, .xlsm"
    with pytest.raises(InvalidValueError) as refused:
        read_events_file(saved(tmp_path, "", "leads.xls"))
    assert str(refused.value) == f"'leads.xls' is not a file of a known kind; these are {known}"


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        ("", ["no names of columns; they stand in the first line"]),
        ("\n \n", ["no names of columns; they stand in the first line"]),
        ('"id,at\n1,2\n', ["no names of columns; they stand in the first line"]),
        ("id,,at, \n", ["column 2 has no name", "column 4 has no name"]),
        ("id,at,x,at,id\n", ["two columns named 'at'", "two columns named 'id'"]),
        ("1,2026-01-01,NEW\n", ["the first line names the columns, and '2026-01-01' is a date"]),
        ("id,größe\n".encode("latin-1"), ["not UTF-8 text; save the file as CSV UTF-8"]),
        ("id,at\n".encode("utf-16-le"), ["not UTF-8 text; save the file as CSV UTF-8"]),
        ("id,x\n1,a\n2,größe\n".encode("latin-1"), ["not UTF-8 text; save the file as CSV UTF-8"]),
        ('id,x\n1,a\n2,"b\n3,c\n', ["no comma-separated text from here on: Value with unterminated quote found."]),
        ('id,x\n1,a\n2,"b"c\n3,c\n', ["no comma-separated text from here on: Value with unterminated quote found."]),
    ],
)
def test_files_that_are_no_tables_are_refused(tmp_path: Path, content: str | bytes, messages: list[str]) -> None:
    """In our own words."""
    assert refusal(saved(tmp_path, content)) == messages


@pytest.mark.parametrize("content", ['id,x\n1,a\n2,"b\n3,c\n', "id,x\n1,a\n2,größe\n".encode("latin-1")])
def test_broken_rows_are_shown(tmp_path: Path, content: str | bytes) -> None:
    """With the line where they begin."""
    with pytest.raises(DocumentError) as refused:
        read_events_file(saved(tmp_path, content))
    assert [problem.line for problem in refused.value.problems] == [3]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", b"PAR1"),
        ("a.parquet", b""),
        ("a.csv.gz", b"id,at\n"),
        ("a.csv.gz", gzip.compress(b"id,at\n1,2026-01-01\n", mtime=0)[:-12]),
        ("a.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff"),
        ("a.csv", b"id,at\r\n1,2026-01-01\n2,2026-01-01\r\n"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """Whatever the reader says comes in one line."""
    (message,) = refusal(saved(tmp_path, content, name))
    assert message.startswith("cannot be read: ")
    assert "\n" not in message


def test_rows_that_do_not_fit_are_left_out_and_counted(tmp_path: Path) -> None:
    """Lines are those of the file, also after cells of several lines; empty fields at the end are none too many."""
    path = saved(tmp_path, 'id,at,x\n1,2026-01-01,"a\nb"\n\n4,2026-01-03,,,\n2,2026-01-02,c,d\n3\n')
    file = read_events_file(path)
    assert rows(file) == [(1, date(2026, 1, 1), "a\nb"), (4, date(2026, 1, 3), None)]
    reason = "2 rows have more or fewer fields than the header and are left out, the first in line 6"
    assert list(map(str, file.problems)) == [f"{path}:6:1: {reason}: 4 fields where the header has 3"]


TEXTS = st.text(st.sampled_from('ab, "\n;|é\t'), max_size=4)


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.tuples(
            st.just(width),
            st.lists(st.lists(TEXTS, min_size=1, max_size=5).filter(lambda row: row != [""]), max_size=12),
        )
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_rows_are_those_of_python_s_reader(table: tuple[int, list[list[str]]], ending: str) -> None:
    """Every row is read as it is written, or is counted."""
    width, written = table
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, lineterminator=ending).writerows([[f"h{place}" for place in range(width)], *written])
        file = read_events_file(path)
        found = rows(file)
    fitting = [row for row in written if len(row) >= width and not any(row[width:])]
    assert found == [tuple(cell if cell.strip(" ") else None for cell in row[:width]) for row in fitting]
    left_out = len(written) - len(fitting)
    assert [message.split()[0] for message in told(file)] == [str(left_out)] * (left_out > 0)


def test_rows_that_are_left_out_hold_no_cells_that_are_shown(tmp_path: Path) -> None:
    """The first cell that is no date is one of a row that was read."""
    path = saved(tmp_path, "id,x,at\n1\nsoon,soon\n2,a,2026-01-01\n3,b, soon \n4,c,2026-01-02\n")
    assert told(read_events_file(path))[1] == "1 cell of at is no date as ISO 8601, in line 5: 'soon'"


def test_lines_are_counted_past_what_is_too_long_for_python(tmp_path: Path) -> None:
    """Its reader gives up on a cell of that length, and goes on with the next line."""
    path = saved(tmp_path, f"id,at\n{'x' * 200_000},2026-01-01\n2,soon\n3,2026-01-02\n")
    assert told(read_events_file(path)) == ["1 cell of at is no date as ISO 8601, in line 3: 'soon'"]


def test_a_file_without_rows_is_empty(tmp_path: Path) -> None:
    """Its columns have types all the same."""
    file = read_events_file(saved(tmp_path, "id,at,Create Date"))
    assert (rows(file), kinds(file)) == ([], {"id": "VARCHAR", "at": "TIMESTAMP", "created_at": "TIMESTAMP"})


def test_names_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """As for any table."""
    path = saved(tmp_path, "id,Create Date,createdate\n1,2026-01-01,2026-01-02\n")
    with pytest.raises(InvalidValueError, match="both mean created_at"):
        read_events_file(path)
    assert read_events_file(path, names={"createdate": "created_at"}).columns == ("id", "Create Date", "created_at")


@given(st.binary(max_size=60) | st.text(st.sampled_from('id,at\n"2026-01-01/;{}[]: '), max_size=60).map(str.encode))
def test_nothing_but_our_own_errors(content: bytes) -> None:
    """Whatever a file holds."""
    with TemporaryDirectory() as folder:
        for name in ("a.csv", "a.csv.gz", "a.json", "a.parquet"):
            with suppress(SmarketingError):
                rows(read_events_file(saved(Path(folder), content, name)))


def test_a_large_file_keeps_every_row(tmp_path: Path) -> None:
    """Also where several threads read it at once."""
    expected = [
        (place, datetime(2026, 1, 1) + timedelta(seconds=place), "a\nb" * (place % 3)) for place in range(60_000)
    ]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([("id", "at", "x"), *expected])
    file = read_events_file(path)
    assert rows(file) == [(place, at, note or None) for place, at, note in expected]
    assert isinstance(file.relation, duckdb.DuckDBPyRelation)


# --- files that are held in memory, and several on one connection -----------------------------------------------------

CELLS = (
    "1 2 007 -3 1.5 1,5 1.204 $5 true false word # #REF! ### 4,9E+11 L-1 2026-01-02 2026-01-02T10:00:00Z 03/04/2026 "
    "31.12.2026 45000 soon"
).split()
"""Cells of every kind that the reader tells apart."""


@st.composite
def messy_files(draw: st.DrawFn) -> str:
    """Files whose columns mix few kinds of cells, some with rows that are too short, ids that repeat, and spaces."""
    headings = draw(st.lists(st.sampled_from(["created_at", "score", "note", "segment", "at"]), unique=True))
    columns = {
        heading: draw(st.lists(st.sampled_from([*CELLS, "", " 1 ", "2026-01-02\u00a010:00"]), min_size=1, max_size=3))
        for heading in headings
    }
    count = draw(st.integers(0, 5))
    lines = [["id", *headings]]
    for number in range(count):
        cells = [draw(st.sampled_from(columns[heading])) for heading in headings]
        lines.append([draw(st.sampled_from([str(number), "1", "4,9E+11"])), *cells])
    short = draw(st.booleans()) and len(headings) > 0
    text = "\n".join(";".join(cells) for cells in lines)
    return text + "\n" + ("9\n" if short else "")


@given(messy_files())
def test_a_file_that_is_held_in_memory_is_read_as_any_other(text: str) -> None:
    """The same rows, names, types, reports and refusals, whether a file is read at once or again for each question."""
    with TemporaryDirectory() as folder:
        path = saved(Path(folder), text)
        answers: list[object] = []
        for at_once in (False, True):
            try:
                file = read_events_file(path, at_once=at_once)
                answers.append((rows(file), kinds(file), told(file)))
            except DocumentError as error:
                answers.append([str(problem) for problem in error.problems])
        assert answers[0] == answers[1]


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_left_out_of_a_file_is_not_reported_of_the_next(tmp_path: Path, at_once: bool) -> None:
    """Files on one connection, as those of a table and a log are, each have reports of their own."""
    first = read_events_file(saved(tmp_path, "id,score\n1,5\n2\n", "first.csv"), at_once=at_once)
    second = saved(tmp_path, "id,score\n1,5\n2,6\n", "second.csv")
    later = read_events_file(second, connection=first._connection, at_once=at_once)
    assert told(first) == ["1 row is left out, in line 3: 1 field where the header has 2"]
    assert (rows(later), told(later)) == ([(1, 5), (2, 6)], [])
