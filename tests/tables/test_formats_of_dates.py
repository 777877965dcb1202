"""Dates in several formats, as spreadsheets count them, and with time zones that nobody can tell."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing.errors import DocumentError
from smarketing.tables.date_formats import stated_patterns
from smarketing.tables.event_files import EventFile, read_events_file

DAYS = "days since 1899-12-30, as spreadsheets have them"
ABBREVIATED = (
    "the abbreviation of a time zone; it stands for more than one offset: "
    "write offsets such as +01:00, or leave it out and state --timezone"
)


def column(folder: Path, cells: Sequence[str], **arguments: Any) -> EventFile:
    """Read a file with a column of moments."""
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["place", "at"], *enumerate(cells)])
    return read_events_file(folder / "a.csv", **arguments)


def cells_of(file: EventFile) -> list[object]:
    """Give the moments."""
    return [cell for _, cell in file.relation.fetchall()]


def said(file: EventFile) -> list[str]:
    """Give what is reported."""
    return [each.message for each in file.problems]


def refused(folder: Path, cells: Sequence[str], **arguments: Any) -> str:
    """Give why a column is refused."""
    with pytest.raises(DocumentError) as error:
        column(folder, cells, **arguments)
    (problem,) = error.value.problems
    return problem.message.removeprefix("at is not all in one format: ").removeprefix("at: ")


SEVERAL: list[tuple[list[str], str | list[str], list[object]]] = [
    (["13/4/2026", "2026-04-02"], ["%d/%m/%Y", "%Y-%m-%d"], [date(2026, 4, 13), date(2026, 4, 2)]),
    (["13/4/2026", "2026-04-02"], "%d/%m/%Y | %Y-%m-%d", [date(2026, 4, 13), date(2026, 4, 2)]),
    (["13/4/2026", "2.4.26"], "%d/%m/%Y|%d.%m.%y", [date(2026, 4, 13), date(2026, 4, 2)]),
    (["2026-04-02", "2.4.2026 9:05"], "%Y-%m-%d|%d.%m.%Y %H:%M", [datetime(2026, 4, 2), datetime(2026, 4, 2, 9, 5)]),
    (["2026-04-02", "46114"], "%Y-%m-%d|serial", [date(2026, 4, 2), date(2026, 4, 2)]),
    (["2026-04-02", "46114.25"], "%Y-%m-%d|serial", [datetime(2026, 4, 2), datetime(2026, 4, 2, 6)]),
    (
        ["2026-04-02T10:00Z", "2.4.2026 12:00 +0200"],
        ["%Y-%m-%dT%H:%M%z", "%d.%m.%Y %H:%M %z"],
        [datetime(2026, 4, 2, 10, tzinfo=UTC)] * 2,
    ),
    (
        ["2026-04-02 10:00:00", "2026-04-02 10:00"],
        ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"],
        [datetime(2026, 4, 2, 10)] * 2,
    ),
]


@pytest.mark.parametrize(("cells", "formats", "expected"), SEVERAL)
def test_a_column_may_have_several_formats(
    tmp_path: Path, cells: list[str], formats: str | list[str], expected: list[object]
) -> None:
    """Stated as a list or with | between them, for all moments or by column."""
    for dates in (formats, {"at": formats}):
        file = column(tmp_path, cells, dates=dates)
        assert (cells_of(file), said(file)) == (expected, [])


def test_a_cell_that_two_formats_read_as_different_days_is_not_read(tmp_path: Path) -> None:
    """It is reported with both; a cell on which they agree is read."""
    file = column(tmp_path, ["3/4/2026", "13/4/2026", "5/5/2026", "soon"], dates=["%d/%m/%Y", "%m/%d/%Y"])
    assert cells_of(file) == [None, date(2026, 4, 13), date(2026, 5, 5), None]
    cells = "2 cells of at are no dates as %d/%m/%Y or %m/%d/%Y, the first in line 2: '3/4/2026'"
    assert said(file) == [f"{cells}, which could be 2026-03-04 or 2026-04-03"]


@given(st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1, max_size=6), st.data())
def test_several_formats_never_make_another_day(days: list[date], data: st.DataObject) -> None:
    """Each cell is the day that was written, or is left out because another format reads another day in it."""
    formats = data.draw(
        st.lists(st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%y"]), min_size=2, unique=True)
    )
    cells = [day.strftime(data.draw(st.sampled_from(formats))) for day in days]
    with TemporaryDirectory() as folder:
        try:
            found = cells_of(column(Path(folder), cells, dates=formats))
        except DocumentError:  # no cell has one reading
            found = [None] * len(days)
    for day, cell, read in zip(days, cells, found, strict=True):
        both = "/" in cell and {"%d/%m/%Y", "%m/%d/%Y"} <= set(formats) and day.day <= 12 and day.day != day.month
        assert read == (None if both else day)


def test_a_format_that_reads_no_cell_is_refused(tmp_path: Path) -> None:
    """It is another one; a column without cells is empty."""
    message = "2 cells of at are no dates as %d/%m/%Y, the first in line 2: '2026-04-02'"
    assert refused(tmp_path, ["2026-04-02", "2026-04-03"], dates="%d/%m/%Y") == message
    assert cells_of(column(tmp_path, ["", ""], dates="%d/%m/%Y")) == [None, None]


SERIAL: list[tuple[list[str], list[object]]] = [
    (["46083.4166667", "46084"], [datetime(2026, 3, 2, 10), datetime(2026, 3, 3)]),
    (["46083,5", ""], [datetime(2026, 3, 2, 12), None]),
    (["46083", "46084.0"], [date(2026, 3, 2), date(2026, 3, 3)]),
    (["2958465", "1"], [date(9999, 12, 31), date(1899, 12, 31)]),
]


@pytest.mark.parametrize(("cells", "expected"), SERIAL)
def test_days_of_spreadsheets_are_read_on_request(tmp_path: Path, cells: list[str], expected: list[object]) -> None:
    """To the second; days where none has a time of day."""
    file = column(tmp_path, cells, dates="serial")
    assert (cells_of(file), said(file)) == (expected, [])


@pytest.mark.parametrize("cell", ["2958466", "0", "-5", "046083", "1,200.5", "4.6E+04", "soon"])
def test_other_numbers_are_no_days_of_spreadsheets(tmp_path: Path, cell: str) -> None:
    """They are counted and left out."""
    file = column(tmp_path, ["46083", cell], dates="serial")
    assert (cells_of(file)[1], len(said(file))) == (None, 1)


@given(st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)), min_size=1, max_size=8))
def test_serial_numbers_are_read_to_the_second(moments: list[datetime]) -> None:
    """As they are written with seven decimals."""
    whole = [moment.replace(microsecond=0) for moment in moments]
    cells = [f"{(moment - datetime(1899, 12, 30)) / timedelta(days=1):.7f}" for moment in whole]
    with TemporaryDirectory() as folder:
        found = cells_of(column(Path(folder), cells, dates="serial"))
    assert [
        moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
        for moment in found
        if isinstance(moment, date)
    ] == whole


def test_serial_numbers_are_named_and_never_guessed(tmp_path: Path) -> None:
    """No strptime pattern is proposed for them; what is proposed reads them."""
    advice = "dates={'at': 'serial'} (--dates \"at=serial\")"
    assert (
        refused(tmp_path, ["46083.4166667", "46084"])
        == f"'46083.4166667' in line 2 is 2026-03-02 10:00 in {DAYS}; say so: {advice}"
    )
    both = "dates={'at': ['%d/%m/%Y', 'serial']} (--dates \"at=%d/%m/%Y | serial\")"
    assert (
        refused(tmp_path, ["13/4/2026", "46084"]) == f"'46084' in line 3 is 2026-03-03 00:00 in {DAYS}; say so: {both}"
    )


def test_a_serial_number_among_iso_dates_is_reported_with_the_way_to_read_it(tmp_path: Path) -> None:
    """As the others go on to be read."""
    cells = ["46083.5", "2026-03-02 10:00", "2026-03-02 11:00"]
    file = column(tmp_path, cells)
    both = "dates={'at': ['%Y-%m-%d %H:%M', 'serial']} (--dates \"at=%Y-%m-%d %H:%M | serial\")"
    cell = "1 cell of at is no date as ISO 8601, in line 2: '46083.5'"
    assert said(file) == [f"{cell}, which is 2026-03-02 12:00 in {DAYS}; say so: {both}"]
    assert cells_of(column(tmp_path, cells, dates=["%Y-%m-%d %H:%M", "serial"]))[0] == datetime(2026, 3, 2, 12)
    instants = ["46083.5", "2026-03-02 10:00Z", "2026-03-02 11:00Z"]
    assert said(column(tmp_path, instants))[0].endswith(f"in {DAYS}")


def test_numbers_of_other_files_are_days_on_request(tmp_path: Path) -> None:
    """Parquet and JSON may hold them as numbers."""
    pq.write_table(pa.table({"at": [46083.5, None]}), tmp_path / "a.parquet")
    (tmp_path / "a.json").write_text('[{"at": 46083}, {"at": 46084}]', encoding="utf-8")
    assert read_events_file(tmp_path / "a.parquet", dates="serial").relation.fetchall() == [
        (datetime(2026, 3, 2, 12),),
        (None,),
    ]
    assert read_events_file(tmp_path / "a.json", dates={"at": "serial"}).relation.fetchall() == [
        (date(2026, 3, 2),),
        (date(2026, 3, 3),),
    ]
    with pytest.raises(DocumentError, match=r"at holds numbers: 46083 in row 1 is 2026-03-02 00:00 in days since"):
        read_events_file(tmp_path / "a.json")


ZONES = {
    "2026-03-02 10:00 CET": "CET",
    "2026-03-02 10:00:00 CST": "CST",
    "2026-03-02T10:00:00.5 EST": "EST",
    "13/3/2026 10:00 AM PST": "PST",
    "02.03.2026 10:00 MESZ": "MESZ",
    "Mon Mar  2 10:00:00 IST 2026": "IST",
    "2026-03-02 10:00 (CEST)": "CEST",
}


@pytest.mark.parametrize(("cell", "zone"), ZONES.items())
def test_abbreviated_time_zones_are_refused_with_the_reason(tmp_path: Path, cell: str, zone: str) -> None:
    """In any format, and whatever is stated."""
    formats: list[Any] = [{}, "%Y-%m-%d %H:%M", ["%d.%m.%Y %H:%M", "serial"]]
    for dates in formats:
        assert refused(tmp_path, [cell], dates=dates).endswith(f"ends in {zone!r}, {ABBREVIATED}")


def test_an_abbreviated_time_zone_among_dates_that_are_read_is_reported_with_the_reason(tmp_path: Path) -> None:
    """The cell is left out."""
    file = column(tmp_path, ["2026-03-02 10:00 CET", *["2026-03-02 10:00"] * 3])
    assert cells_of(file)[0] is None
    (message,) = said(file)
    assert message.endswith(f", which ends in 'CET', {ABBREVIATED}")


@pytest.mark.parametrize("cell", ["2026-03-02 10:00 UTC", "2026-03-02 10:00 GMT", "2026-03-02 11:00 +0100"])
def test_utc_by_any_name_is_an_instant(tmp_path: Path, cell: str) -> None:
    """Its offset is known."""
    assert cells_of(column(tmp_path, [cell])) == [datetime(2026, 3, 2, 10, tzinfo=UTC)]


PATTERNS = {
    "%Y-%m-%d %H:%M %Z": f"'%Y-%m-%d %H:%M %Z' asks for %Z, {ABBREVIATED}",
    "%H:%M %Z %d.%m.%Y": f"'%H:%M %Z %d.%m.%Y' asks for %Z, {ABBREVIATED}",
    "%Y-%m-%d %H:%M CET": f"'%Y-%m-%d %H:%M CET' has 'CET', {ABBREVIATED}",
    "%d/%m/%Y | dd": "'dd' has no year; write a whole date, like %d/%m/%Y %H:%M",
    "%d/%m/%Y |": "'' has no year; write a whole date, like %d/%m/%Y %H:%M",
    "%Y-%m-%d %H:%M%z | %d.%m.%Y %H:%M": "the formats of one column have an offset all, or none; "
    "not '%Y-%m-%d %H:%M%z | %d.%m.%Y %H:%M'",
    "%Y-%m-%d %H:%M%z | serial": "the formats of one column have an offset all, or none; "
    "not '%Y-%m-%d %H:%M%z | serial'",
}


@pytest.mark.parametrize(("stated", "message"), PATTERNS.items())
def test_formats_that_nobody_can_read_by_are_refused(stated: str, message: str) -> None:
    """Before any file is read."""
    assert refusal(lambda: stated_patterns(stated)) == (message, "dates")


@pytest.mark.parametrize("stated", [[], [5], 5, None])
def test_formats_are_texts(stated: Any) -> None:
    """One or several."""
    message = f"dates are read by formats such as '%d/%m/%Y %H:%M'; not by {stated!r}"
    assert refusal(lambda: stated_patterns(stated)) == (message, "dates")


def test_two_formats_for_one_column_under_two_names_are_refused(tmp_path: Path) -> None:
    """Nobody knows which of them is meant."""
    path = tmp_path / "a.csv"
    path.write_text("id,Create Date\n1,2026-03-02\n", encoding="utf-8")
    dates = {"Create Date": "%Y-%m-%d", "created_at": "%d/%m/%Y"}
    message = "the dates of 'Create Date' have formats twice, once as 'created_at'"
    assert refusal(lambda: read_events_file(path, dates=dates)) == (message, "dates")


def test_what_is_proposed_reads_every_cell_that_is_shown(tmp_path: Path) -> None:
    """Also where times have seconds or not."""
    cells = ["1/2/2026 10:00", "3/4/2026 11:00:30"]
    message = refused(tmp_path, cells)
    assert message == (
        "at could be day/month or month/day; say which: dates={'at': ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M']} "
        "or ['%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M'] (--dates \"at=%d/%m/%Y %H:%M:%S | %d/%m/%Y %H:%M\")"
    )
    file = column(tmp_path, cells, dates="%d/%m/%Y %H:%M:%S | %d/%m/%Y %H:%M")
    assert cells_of(file) == [datetime(2026, 2, 1, 10), datetime(2026, 4, 3, 11, 0, 30)]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_spaces_that_do_not_break_are_spaces(tmp_path: Path, space: str) -> None:
    """As programs put them before PM."""
    assert cells_of(column(tmp_path, [f"13/4/2026 9:05{space}PM"])) == [datetime(2026, 4, 13, 21, 5)]
