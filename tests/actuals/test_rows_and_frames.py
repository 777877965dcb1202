"""What is special about rows, dicts and dataframes: bad cells, no rows, unusual columns."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from smarketing import Actual, Actuals, Metric, Month, Period
from smarketing.actuals import Key, known_metrics

KNOWN = known_metrics([Metric("leads", "lead", "count"), Metric("kept", "%", "share")])
COLUMNS = "columns are 'month', 'metric', 'value', 'segment', 'base', 'unit'"
NOT_A_NUMBER = "is not a number; write it as 1234.5 or 1,234.5"
BAD_VALUES: dict[str, tuple[object, str]] = {
    "bool": (True, "True is not a number"),
    "NumPy bool": (np.True_, f"'True' {NOT_A_NUMBER}"),
    "infinity": (float("inf"), "inf is not a number that can be counted with"),
    "NumPy infinity": (np.float32("inf"), "inf is not a number that can be counted with"),
    "Decimal infinity": (Decimal("-Infinity"), "-Infinity is not a number that can be counted with"),
    "list": ([3], f"'[3]' {NOT_A_NUMBER}"),
    "negative": (-2.5, "a count cannot be negative: -2.5"),
}


@pytest.mark.parametrize(("value", "message"), BAD_VALUES.values(), ids=BAD_VALUES)
def test_a_cell_that_is_no_number_is_a_problem(value: object, message: str) -> None:
    """Objects that are no finite number are refused one by one, with the place in the rows."""
    actuals = Actuals.from_rows([{"month": "2026-01", "metric": "leads", "value": value}], known=KNOWN)
    assert [str(each) for each in actuals.problems] == [f"rows:1:3: value: {message}"]


@pytest.mark.parametrize(
    "month", [202601, 2026.01, "2026-13", "13/2026", "0000-01", "Mai 2026", "2026-02-30", pd.NaT, None]
)
def test_a_cell_that_is_no_month_is_a_problem(month: object) -> None:
    """Numbers, months and days that are not in the calendar, other languages and gaps are no months."""
    actuals = Actuals.from_rows([{"month": month, "metric": "leads", "value": 5}], known=KNOWN)
    text = "" if month is None or month is pd.NaT else str(month)
    assert [str(each) for each in actuals.problems] == [
        f"rows:1:1: month: {text!r} is not a month; write it as 2026-03",
    ]


def test_problems_of_a_frame_name_its_rows() -> None:
    """Rows of a frame are counted from 1, and so are its columns."""
    frame = pl.DataFrame({"metric": ["leads"] * 3, "month": ["2026-01", "2026-02", "2026-13"], "value": [1, -2, 3]})
    actuals = Actuals.from_frame(frame, known=KNOWN)
    assert [str(each) for each in actuals.problems] == [
        "frame:2:3: value: a count cannot be negative: -2",
        "frame:3:2: month: '2026-13' is not a month; write it as 2026-03",
    ]
    assert actuals.figures == {Key("leads", None, Month(2026, 1)): Actual(1)}


def test_a_frame_without_needed_columns_says_which() -> None:
    """A frame with other columns is refused as a whole, like a file."""
    frame = pd.DataFrame({"month": ["2026-01"], "metrics": ["leads"], "value": [1]})
    assert [str(each) for each in Actuals.from_frame(frame, known=KNOWN).problems] == [
        f"frame:1:2: no column named 'metrics'; {COLUMNS} (did you mean 'metric'?)",
        "frame:1:1: a column named 'metric' is missing",
    ]


def test_a_frame_with_numbered_columns_is_refused_like_any_other() -> None:
    """pandas numbers the columns of a frame without names; they are unknown columns, not a crash."""
    frame = pd.DataFrame([["2026-01", "leads", 5]])
    assert [str(each) for each in Actuals.from_frame(frame, known=KNOWN).problems] == [
        f"frame:1:1: no column named '0'; {COLUMNS}",
        f"frame:1:2: no column named '1'; {COLUMNS}",
        f"frame:1:3: no column named '2'; {COLUMNS}",
        "frame:1:1: a column named 'month' is missing",
        "frame:1:1: a column named 'metric' is missing",
        "frame:1:1: a column named 'value' is missing",
    ]


def test_an_unknown_key_of_a_row_is_an_unknown_column() -> None:
    """A key that no column bears stops the reading, with its place among the keys."""
    row = {"month": "2026-01", "metric": "leads", "value": 5, "bsae": 6}
    problem = f"rows:1:4: no column named 'bsae'; {COLUMNS} (did you mean 'base'?)"
    assert [str(each) for each in Actuals.from_rows([row], known=KNOWN).problems] == [problem]


@pytest.mark.parametrize("row", [{}, {"month": None}])
def test_an_empty_row_is_a_problem(row: dict[str, object]) -> None:
    """A row without cells is not passed over in silence."""
    assert len(Actuals.from_rows([row], known=KNOWN).problems) >= 1


def test_no_rows_are_no_figures() -> None:
    """No rows give no figures and no problems."""
    for empty in (Actuals.from_rows([], known=KNOWN), Actuals.from_dict({}, known=KNOWN), Actuals()):
        assert (empty.figures, empty.problems, empty.period) == ({}, (), None)


def test_bad_cells_of_a_dict_are_problems() -> None:
    """A dict is read as rows are: in its order, with the same problems."""
    months: dict[str, dict[str, object]] = {
        "leads": {"2026-01": None, "2026": 5},
        "kept": {"2026-01": 46, "2026-02": (51, 50)},
        "sales": {"x": 1},
    }
    assert [str(each) for each in Actuals.from_dict(months, known=KNOWN).problems] == [
        "rows:1:3: value: there is no number; leave the row out if there is no figure",
        "rows:2:1: month: '2026' is not a month; write it as 2026-03",
        "rows:3:4: base: kept is a share; give how many in value and out of how many in base, not a percentage",
        "rows:4:3: value: 51 is more than its base, 50",
        "rows:5:1: month: 'x' is not a month; write it as 2026-03",
    ]


def test_a_long_list_of_metrics_is_not_spelled_out() -> None:
    """With more than 8 metrics known the message gives the nearest one only."""
    known = known_metrics(Metric(f"metric-{number}", "lead", "count") for number in range(9))
    actuals = Actuals.from_dict({"metric_1": {"2026-01": 5}, "revenue": {"2026-01": 5}}, known=known)
    assert [str(each) for each in actuals.problems] == [
        "rows:1:2: metric: no metric named 'metric_1' (did you mean 'metric-1'?)",
        "rows:2:2: metric: no metric named 'revenue'",
    ]


def test_the_period_goes_from_the_first_to_the_last_figure() -> None:
    """Gaps between figures and the order of rows make no difference to the period."""
    actuals = Actuals.from_dict({"leads": {"2026-05": 1, "2025-11": 2}, "kept": {"2026-02": (1, 2)}}, known=KNOWN)
    assert actuals.period == Period(Month(2025, 11), Month(2026, 5))


def test_a_series_has_a_place_for_every_month() -> None:
    """A series of a metric or segment gives None for months without a figure, and nothing of other series."""
    known = known_metrics([Metric("leads", "lead", "count", ("web",)), Metric("calls", "call", "count")])
    rows = [
        {"month": "2026-01", "metric": "leads", "value": 10},
        {"month": "2026-03", "metric": "leads", "value": 30},
        {"month": "2026-02", "metric": "leads", "segment": "web", "value": 7},
        {"month": "2026-02", "metric": "calls", "value": 99},
    ]
    actuals = Actuals.from_rows(rows, known=known)
    months = list(Period(Month(2026, 1), Month(2026, 4)))
    assert actuals.series(known["leads"], None, months).actuals == (Actual(10), None, Actual(30), None)
    assert actuals.series(known["leads"], "web", months).actuals == (None, Actual(7), None, None)
    assert actuals.series(known["leads"], "web", months).first == Month(2026, 1)
    from_the_16th = [Month(2026, month, begins_on=16) for month in range(1, 5)]
    assert actuals.series(known["leads"], None, from_the_16th).actuals == (None,) * 4
