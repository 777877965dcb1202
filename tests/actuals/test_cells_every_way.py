"""One list of cells, and every way in which they come in: each gives the same figure, or the same problem."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from smarketing import Actual, Actuals, Metric, Month
from smarketing.actuals import Key

KNOWN = [
    Metric("leads", "lead", "count", ("web",)),
    Metric("revenue", "EUR", "count"),
    Metric("hours", "hour", "count"),
    Metric("score", "point", "level"),
    Metric("plain", "", "count"),
]
LONG = ("month", "metric", "value")
SAY = "say what separates decimals: decimal='.' or decimal=',' (--decimal . or --decimal ,)"
NOT_A_NUMBER = "is not a number; write it as 1234.5 or 1,234.5"


Rows = Sequence[tuple[str, ...]]


def csv_file(folder: Path, columns: tuple[str, ...], rows: Rows, separator: str, code: str) -> Path:
    """Write a file of cells, each in quotes."""
    lines = (separator.join(f'"{cell}"' for cell in row) for row in [columns, *rows])
    path = folder / "a.csv"
    path.write_bytes("\r\n".join(lines).encode(code))
    return path


def workbook(folder: Path, columns: tuple[str, ...], rows: Rows) -> Path:
    """Write a sheet whose cells are all text."""
    book = openpyxl.Workbook()
    for row in [columns, *rows]:
        book.active.append(row)
    for row in book.active:
        for cell in row:
            cell.data_type = "s"
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


Read = Callable[[Path, tuple[str, ...], Rows, str | None], Actuals]


def from_columns(make: Callable[[dict[str, list[str]]], object]) -> Read:
    """Make a reader of frames."""

    def read(_: Path, columns: tuple[str, ...], rows: Rows, decimal: str | None) -> Actuals:
        named = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
        return Actuals.from_frame(make(named), known=KNOWN, decimal=decimal)

    return read


READERS: dict[str, Read] = {
    "CSV": lambda folder, columns, rows, decimal: Actuals.read_csv(
        csv_file(folder, columns, rows, ",", "utf-8"), known=KNOWN, decimal=decimal
    ),
    "CSV with semicolons, UTF-16": lambda folder, columns, rows, decimal: Actuals.read_csv(
        csv_file(folder, columns, rows, ";", "utf-16"), known=KNOWN, decimal=decimal
    ),
    "Excel": lambda folder, columns, rows, decimal: Actuals.read_csv(
        workbook(folder, columns, rows), known=KNOWN, decimal=decimal
    ),
    "rows": lambda _, columns, rows, decimal: Actuals.from_rows(
        [dict(zip(columns, row, strict=True)) for row in rows], known=KNOWN, decimal=decimal
    ),
    "pandas": from_columns(pd.DataFrame),
    "Polars": from_columns(pl.DataFrame),
    "PyArrow": from_columns(pa.table),
}
every_reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)

CELLS: list[tuple[str, str, str | None, Actual | str]] = [
    ("leads", "1204", None, Actual(1204)),
    ("leads", "1 204", None, Actual(1204)),
    ("leads", "1\u00a0204", None, Actual(1204)),
    ("leads", "1\u202f204", None, Actual(1204)),
    ("leads", "1'204", None, Actual(1204)),
    ("leads", "1\u2019204", None, Actual(1204)),
    ("leads", "1,204,000", None, Actual(1_204_000)),
    ("leads", "1.204.000", None, Actual(1_204_000)),
    ("leads", "104.000000", None, Actual(104)),
    ("leads", "104,0", None, Actual(104)),
    ("leads", "1.204", None, f"'1.204' could be 1204 or 1.204; {SAY}"),
    ("leads", "1,204", None, f"'1,204' could be 1204 or 1.204; {SAY}"),
    ("leads", "1.204", ",", Actual(1204)),
    ("leads", "1,204", ".", Actual(1204)),
    ("leads", "1.204", ".", "leads counts in whole numbers: 1.204"),
    ("leads", "1,5", None, "leads counts in whole numbers: 1,5"),
    ("leads", "0.5", None, "leads counts in whole numbers: 0.5"),
    ("leads", "-3", None, "a count cannot be negative: -3"),
    ("leads", "\u22123", None, "a count cannot be negative: \u22123"),
    ("leads", "(3)", None, "a count cannot be negative: (3)"),
    ("leads", "3-", None, "a count cannot be negative: 3-"),
    ("leads", "€5", None, "'€5' is an amount of money; leads is measured in lead"),
    ("leads", "5 leads", None, "'5 leads' is more than a number; write 5, "),
    ("leads", "92 %", None, "'92 %' is more than a number; write 92, "),
    ("leads", "٣", None, f"'٣' {NOT_A_NUMBER}"),
    ("leads", "\uff11\uff12", None, f"'\uff11\uff12' {NOT_A_NUMBER}"),
    ("leads", "1e3", None, f"'1e3' {NOT_A_NUMBER}"),
    (
        "leads",
        "1.2E+11",
        None,
        "'1.2E+11' is a number that the spreadsheet shortened; show all of its digits and save the file again",
    ),
    ("leads", "#N/A", None, "'#N/A' is an error of the spreadsheet; repair the cell and save the file again"),
    (
        "leads",
        "#####",
        None,
        "'#####' is a number that was too wide for its column; widen the column and save the file again",
    ),
    ("revenue", "1.200,50", None, Actual(Fraction(2401, 2))),
    ("revenue", "1 200,50 €", None, Actual(Fraction(2401, 2))),
    ("revenue", "€1,200.50", None, Actual(Fraction(2401, 2))),
    ("revenue", "EUR 5", None, Actual(5)),
    ("revenue", "5 EUR", None, Actual(5)),
    ("revenue", "-1500", None, Actual(-1500)),
    ("revenue", "(1'500)", None, Actual(-1500)),
    ("revenue", "(1,500)", None, f"'(1,500)' could be -1500 or -1.500; {SAY}"),
    ("revenue", "1'500-", None, Actual(-1500)),
    ("revenue", "5.000", None, f"'5.000' could be 5000 or 5.000; {SAY}"),
    ("revenue", "5.000,50", ".", "'5.000,50' is not a number with decimal dots"),
    ("revenue", "$5", None, "'$5' is an amount of money; revenue is measured in EUR"),
    ("revenue", "5 USD", None, "'5 USD' is more than a number; write 5, "),
    ("revenue", "USD 5", None, "'USD 5' is an amount of money; revenue is measured in EUR"),
    ("hours", "7.5", None, Actual(Fraction(15, 2))),
    ("hours", "-1", None, "a count cannot be negative: -1"),
    ("plain", "0,125", None, Actual(Fraction(1, 8))),
    ("score", "-0.125", None, Actual(Fraction(-1, 8))),
    ("score", "7200.125", None, Actual(Fraction(57601, 8))),
]


def found(actuals: Actuals, metric: str, expected: Actual | str) -> Actual | str:
    """Give the only figure, or as much of the only problem as is expected."""
    key = Key(metric, None, Month(2026, 3))
    if not actuals.problems:
        return dict(actuals.figures).pop(key)
    (problem,) = actuals.problems
    assert not actuals.figures
    assert actuals.spoiled == {key}
    return problem.message[: len(expected)] if isinstance(expected, str) else problem.message


@every_reader
@pytest.mark.parametrize(("metric", "cell", "decimal", "expected"), CELLS)
def test_a_cell_means_the_same_however_it_comes_in(
    tmp_path: Path, read: Read, metric: str, cell: str, decimal: str | None, expected: Actual | str
) -> None:
    """One row a figure, and one row a month."""
    assert found(read(tmp_path, LONG, [("2026-03", metric, cell)], decimal), metric, expected) == expected
    assert found(read(tmp_path, ("month", metric), [("2026-03", cell)], decimal), metric, expected) == expected


@pytest.mark.parametrize(("metric", "cell", "decimal", "expected"), CELLS)
def test_a_cell_means_the_same_in_a_dict(metric: str, cell: str, decimal: str | None, expected: Actual | str) -> None:
    """Text in Python is text as in a file."""
    assert (
        found(Actuals.from_dict({metric: {"2026-03": cell}}, known=KNOWN, decimal=decimal), metric, expected)
        == expected
    )


@every_reader
def test_another_cell_of_the_column_shows_the_decimals(tmp_path: Path, read: Read) -> None:
    """And only of the same column: what a column of another metric shows counts in a table of one row a figure."""
    long = [("2026-01", "leads", "1.204"), ("2026-02", "revenue", "5.000,50"), ("2026-03", "leads", "7")]
    assert [each.value for each in read(tmp_path, LONG, long, None).figures.values()] == [1204, Fraction(10001, 2), 7]
    wide = [("2026-01", "1.204", "5.000,50"), ("2026-02", "7", "6.000")]
    found = read(tmp_path, ("month", "leads", "revenue"), wide, None)
    assert [each.message for each in found.problems] == [f"'1.204' could be 1204 or 1.204; {SAY}"]
    assert [each.value for each in found.figures.values()] == [Fraction(10001, 2), 7, 6000]


@every_reader
def test_cells_that_contradict_each_other_are_all_refused(tmp_path: Path, read: Read) -> None:
    """Until somebody says which is right; whole numbers have one reading in any case."""
    rows = [("2026-01", "score", "12,5"), ("2026-02", "score", "1,204.5"), ("2026-03", "score", "7")]
    found = read(tmp_path, LONG, rows, None)
    assert {each.message for each in found.problems} == {f"the column has '1,204.5' and '12,5'; {SAY}"}
    assert [key.month for key in found.figures] == [Month(2026, 3)]


MONTHS = {
    "2026-03": None,
    "2026-3": None,
    "2026/03": None,
    "03/2026": None,
    "3/2026": None,
    "03.2026": None,
    "03-2026": None,
    "Mar 2026": None,
    "mar. 2026": None,
    "March 2026": None,
    "March-2026": None,
    "2026-03-01": None,
    "2026-03-31 00:00:00": None,
    "2026-03-31T23:59": None,
    "2026-13": "'2026-13' is not a month; write it as 2026-03",
    "2026-02-30": "'2026-02-30' is not a month; write it as 2026-03",
    "Marz 2026": "'Marz 2026' is not a month; write it as 2026-03",
    "01/03/2026": "'01/03/2026' is not a month; write it as 2026-03",
    "Mar-26": "'Mar-26' may be a day or a month; write it as 2026-03",
    "March 26": "'March 26' may be a day or a month; write it as 2026-03",
    "46082": "'46082' is not a month, but 2026-03-01 in days since 1899-12-30, as spreadsheets have them; "
    "write it as 2026-03",
    "Total": "'Total' is not a month; delete rows of totals",
    "Grand total:": "'Grand total:' is not a month; delete rows of totals",
    "Created by finance": "'Created by finance' is not a month; write it as 2026-03",
}


@every_reader
@pytest.mark.parametrize(("month", "problem"), MONTHS.items())
def test_a_month_means_the_same_however_it_comes_in(
    tmp_path: Path, read: Read, month: str, problem: str | None
) -> None:
    """Months that are named without doubt are read; rows of totals and footers are problems."""
    found = read(tmp_path, LONG, [(month, "leads", "5")], None)
    assert [each.message for each in found.problems] == ([] if problem is None else [problem])
    assert list(found.figures) == ([Key("leads", None, Month(2026, 3))] if problem is None else [])


@every_reader
def test_rows_of_empty_cells_are_no_rows(tmp_path: Path, read: Read) -> None:
    """Above, between and below the others."""
    blank = ("", " ", "\u00a0")
    found = read(tmp_path, LONG, [blank, ("2026-03", "leads", "5"), blank, blank], None)
    assert (found.problems, list(found.figures.values())) == ((), [Actual(5)])


@every_reader
@pytest.mark.parametrize(
    ("metric", "segment", "ending"),
    [
        ("le\u0430ds", "", "(did you mean 'leads'?): its letter 3 is CYRILLIC SMALL LETTER A, and not as in 'leads'"),
        ("leads\u200b", "", "(did you mean 'leads'?): its letter 6 is ZERO WIDTH SPACE, and not as in 'leads'"),
        ("Leads", "", "(did you mean 'leads'?)"),
        ("leads", "w\u0435b", "(did you mean 'web'?): its letter 2 is CYRILLIC SMALL LETTER IE, and not as in 'web'"),
        ("leads", "Web", "(did you mean 'web'?)"),
        ("leads", "web;fair", "no segment of leads named 'web;fair'; its segments are 'web'"),
    ],
)
def test_names_that_look_alike_are_told_apart(
    tmp_path: Path, read: Read, metric: str, segment: str, ending: str
) -> None:
    """A message that shows the same word twice says where they differ."""
    found = read(tmp_path, (*LONG, "segment"), [("2026-03", metric, "5", segment)], None)
    (problem,) = found.problems
    assert problem.message.endswith(ending)
    assert found.figures == {}


def test_typed_numbers_have_one_reading() -> None:
    """A number of Python is what it is."""
    months: dict[str, dict[str, object]] = {"revenue": {"2026-03": 1.204}, "leads": {"2026-03": 1.204}}
    found = Actuals.from_dict(months, known=KNOWN)
    assert [each.value for each in found.figures.values()] == [Fraction(301, 250)]
    assert [each.message for each in found.problems] == ["leads counts in whole numbers: 1.204"]
