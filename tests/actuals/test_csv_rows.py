"""Rows of a CSV file: what is read, and the one problem of each that cannot be."""

from fractions import Fraction
from pathlib import Path

import pytest

from smarketing import Actual, Actuals, Metric, Month
from smarketing.actuals import Key, known_metrics

KNOWN = known_metrics(
    [
        Metric("leads", "lead", "count", ("spring", "web")),
        Metric("kept", "%", "share"),
        Metric("score", "point", "level"),
        Metric("revenue", "USD", "count"),
        Metric("demos", "demo", "count"),
        Metric("weight", "", "level"),
    ]
)
JANUARY = Month(2026, 1)
HEADER = "month,metric,segment,value,base,unit"


def read(folder: Path, *rows: str, header: str = HEADER) -> Actuals:
    """Write a file `actuals.csv` of the rows and read it."""
    path = folder / "actuals.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8", newline="")
    return Actuals.read_csv(path, known=KNOWN)


NOT_A_NUMBER = "is not a number; write it as 1234.5 or 1,234.5"
NEEDS_BASE = "kept is a share; give how many in value and out of how many in base, not a percentage"
METRICS = "metrics are 'leads', 'kept', 'score', 'revenue', 'demos', 'weight'"
BAD_ROWS = {
    "2026-13,leads,,5,,": "1: month: '2026-13' is not a month; write it as 2026-03",
    "2026-00,leads,,5,,": "1: month: '2026-00' is not a month; write it as 2026-03",
    "January,leads,,5,,": "1: month: 'January' is not a month; write it as 2026-03",
    ",leads,,5,,": "1: month: '' is not a month; write it as 2026-03",
    "2026-01,laeds,,5,,": f"2: metric: no metric named 'laeds'; {METRICS} (did you mean 'leads'?)",
    "2026-01,Leads,,5,,": f"2: metric: no metric named 'Leads'; {METRICS} (did you mean 'leads'?)",
    "2026-01,,,5,,": f"2: metric: no metric named ''; {METRICS}",
    "2026-01,leads,sprnig,5,,": "3: segment: no segment of leads named 'sprnig'; its segments are 'spring', 'web' "
    "(did you mean 'spring'?)",
    "2026-01,score,web,5,,": "3: segment: no segment of score named 'web'; its segments are none",
    "2026-01,leads,,five,,": f"4: value: 'five' {NOT_A_NUMBER}",
    "2026-01,leads,,1e3,,": f"4: value: '1e3' {NOT_A_NUMBER}",
    "2026-01,leads,,5 leads,,": "4: value: '5 leads' is more than a number; write 5, and the unit in the column 'unit'",
    '2026-01,leads,,"12,34",,': "4: value: leads counts in whole numbers: 12,34",
    "2026-01,leads,,0.1,,": "4: value: leads counts in whole numbers: 0.1",
    "2026-01,leads,,NaN,,": f"4: value: 'NaN' {NOT_A_NUMBER}",
    "2026-01,leads,,٣,,": f"4: value: '٣' {NOT_A_NUMBER}",
    f"2026-01,leads,,{'9' * 41},,": f"4: value: '{'9' * 40}...' {NOT_A_NUMBER}",
    "2026-01,leads,,,,": "4: value: there is no number; leave the row out if there is no figure",
    "2026-01,leads,, ,,": "4: value: there is no number; leave the row out if there is no figure",
    "2026-01,kept,,,50,": "4: value: there is no number; leave the row out if there is no figure",
    "2026-01,leads,,-3,,": "4: value: a count cannot be negative: -3",
    "2026-01,kept,,-1,50,": "4: value: a share cannot be negative: -1",
    "2026-01,kept,,51,50,": "4: value: 51 is more than its base, 50",
    "2026-01,kept,,46,,": f"5: base: {NEEDS_BASE}",
    "2026-01,kept,,92%,,": (
        "4: value: '92%' is more than a number; write 92, and for a share how many in value and out of how many in base"
    ),
    "2026-01,kept,,46,fifty,": f"5: base: 'fifty' {NOT_A_NUMBER}",
    "2026-01,leads,,5,6,": "5: base: leads is a count; only a share and a ratio have a base",
    "2026-01,score,,5,6,": "5: base: score is a level; only a share and a ratio have a base",
    "2026-01,kept,,46,50,%": "6: unit: kept is a share; its value and base are counts, not percentages",
    "2026-01,leads,,5,,USD": "6: unit: leads is measured in lead: 1 USD cannot be compared with lead",
    "2026-01,leads,,5,,lead/month": "6: unit: leads is measured in lead: 1 lead/month cannot be compared with lead",
    "2026-01,revenue,,5,,EUR": "6: unit: revenue is measured in USD: 1 EUR cannot be compared with USD",
    "2026-01,revenue,,5,,$": "6: unit: revenue is measured in USD: '$' is no unit; "
    "write the currency's code, as in '5 USD'",
    "2026-01,leads,,5,,laeds": "6: unit: leads is measured in lead: no unit named 'laeds' (did you mean 'leads'?); "
    "an agreement declares nouns of its own under 'units'",
}


@pytest.mark.parametrize(("row", "problem"), BAD_ROWS.items())
def test_a_bad_row_is_one_problem_with_its_place(tmp_path: Path, row: str, problem: str) -> None:
    """A row that cannot be read is one problem, with file, line and field; the rows around it are read."""
    actuals = read(tmp_path, "2025-01,leads,,1,,", row, "2025-02,leads,,2,,")
    assert [str(each) for each in actuals.problems] == [f"{tmp_path / 'actuals.csv'}:3:{problem}"]
    assert actuals.figures == {
        Key("leads", None, Month(2025, 1)): Actual(1),
        Key("leads", None, Month(2025, 2)): Actual(2),
    }


def test_the_second_row_of_a_month_is_a_problem_that_names_the_first(tmp_path: Path) -> None:
    """Every further row is a problem that names the first one's line; which of them is right, nobody knows."""
    rows = ("2026-01,leads,,5,,", "2026-02,leads,,6,,", "2026-01,leads,,7,,", "2026-01,leads,,5,,")
    actuals = read(tmp_path, *rows)
    file = tmp_path / "actuals.csv"
    assert [str(each) for each in actuals.problems] == [
        f"{file}:4:1: month: leads of 2026-01 is here twice, first in line 2",
        f"{file}:5:1: month: leads of 2026-01 is here twice, first in line 2",
    ]
    assert [*actuals.figures.values()] == [Actual(6)]
    assert actuals.spoiled == {Key("leads", None, JANUARY)}


def test_a_segment_beside_the_whole_is_no_repetition(tmp_path: Path) -> None:
    """The whole and each segment have a figure of their own; a segment's repetition names the segment."""
    rows = ("2026-01,leads,,5,,", "2026-01,leads,web,2,,", "2026-01,leads,spring,3,,", "2026-01,leads,web,1,,")
    actuals = read(tmp_path, *rows)
    problem = f"{tmp_path / 'actuals.csv'}:5:1: month: leads web of 2026-01 is here twice, first in line 3"
    assert [str(each) for each in actuals.problems] == [problem]
    assert {key.segment: actual.value for key, actual in actuals.figures.items()} == {None: 5, "spring": 3}


def test_a_bad_row_uses_up_its_month(tmp_path: Path) -> None:
    """A month whose first row could not be read does not take its figure from another."""
    actuals = read(tmp_path, "2026-01,leads,,five,,", "2026-01,leads,,5,,")
    assert len(actuals.problems) == 2
    assert actuals.figures == {}


GOOD_ROWS = {
    '2026-01,leads,,"1,234,567",,': Actual(1_234_567),
    '2026-01,revenue,,"1,234,567.89",,': Actual(Fraction(123456789, 100)),
    "2026-01,leads,,0,,": Actual(0),
    " 2026-01 , leads ,, 5 ,,": Actual(5),
    '"2026-01","leads","","5","",""': Actual(5),
    "2026-01,leads,,5,,lead": Actual(5),
    "2026-01,leads,,5,,leads": Actual(5),
    "2026-01,demos,,5,,demos": Actual(5),
    "2026-01,score,,-12.5,,": Actual(Fraction(-25, 2)),
    "2026-01,kept,,46,50,": Actual(46, 50),
    "2026-01,kept,,0,0,": Actual(0, 0),
    "2026-01,kept,,50,50,customer": Actual(50, 50),
    "2026-01,score,,0.1,,": Actual(Fraction(1, 10)),
    f"2026-01,leads,,{'9' * 40},,": Actual(10**40 - 1),
}


@pytest.mark.parametrize(("row", "actual"), GOOD_ROWS.items())
def test_a_good_row_is_read_exactly(tmp_path: Path, row: str, actual: Actual) -> None:
    """Spaces, quotes, thousands, plurals and decimals are understood; numbers are what was written."""
    actuals = read(tmp_path, row)
    assert actuals.problems == ()
    assert list(actuals.figures.values()) == [actual]


def test_a_value_in_a_unit_that_converts_is_kept_in_the_unit_of_its_metric(tmp_path: Path) -> None:
    """90 minutes of a metric in hours are 3/2."""
    path = tmp_path / "actuals.csv"
    path.write_text("month,metric,value,unit\n2026-01,answering,90,minutes\n", encoding="utf-8")
    actuals = Actuals.read_csv(path, known=known_metrics([Metric("answering", "hour", "level")]))
    assert actuals.figures == {Key("answering", None, JANUARY): Actual(Fraction(3, 2))}


def test_a_percentage_of_a_share_is_refused_in_words_too(tmp_path: Path) -> None:
    """`percent` is `%`, which is no unit for the numbers of a share."""
    actuals = read(tmp_path, "2026-01,kept,,46,50,percent")
    problem = "2:6: unit: kept is a share; its value and base are counts, not percentages"
    assert [str(each) for each in actuals.problems] == [f"{tmp_path / 'actuals.csv'}:{problem}"]


def test_a_unit_for_a_metric_without_one_is_a_problem(tmp_path: Path) -> None:
    """A metric in plain numbers cannot be given in leads; the row is a problem and no exception."""
    actuals = read(tmp_path, "2026-01,weight,,5,,lead")
    assert [(each.path, each.line, each.column) for each in actuals.problems] == [(("unit",), 2, 6)]
    assert actuals.figures == {}
