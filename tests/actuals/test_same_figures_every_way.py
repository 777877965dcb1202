"""The same rows give the same figures from a file, from rows, from a dict and from every dataframe."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from smarketing import Actual, Actuals, InvalidValueError, Metric, Month
from smarketing.actuals import Key, known_metrics

KNOWN = known_metrics(
    [Metric("leads", "lead", "count", ("web",)), Metric("kept", "%", "share"), Metric("score", "point", "level")]
)
FIGURES = {
    Key("leads", None, Month(2026, 1)): Actual(104),
    Key("leads", "web", Month(2026, 1)): Actual(31),
    Key("score", None, Month(2026, 2)): Actual(Fraction(185, 2)),
    Key("kept", None, Month(2026, 2)): Actual(46, 50),
}
MONTHS = ["2026-01", "2026-01", "2026-02", "2026-02"]
DAYS = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 15), date(2026, 2, 28)]
METRICS = ["leads", "leads", "score", "kept"]
SEGMENTS = [None, "web", None, None]
VALUES = [104, 31, 92.5, 46]
BASES = [None, None, None, 50]
COLUMNS = {"month": MONTHS, "metric": METRICS, "segment": SEGMENTS, "value": VALUES, "base": BASES}
CSV = """month,metric,segment,value,base
2026-01,leads,,104,
2026-01,leads,web,31,
2026-02,score,,92.5,
2026-02,kept,,46,50
"""

FRAMES: dict[str, Callable[[], object]] = {
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas with timestamps": lambda: pd.DataFrame(COLUMNS | {"month": pd.to_datetime(DAYS)}),
    "pandas with dates": lambda: pd.DataFrame(COLUMNS | {"month": DAYS}),
    "pandas with periods": lambda: pd.DataFrame(COLUMNS | {"month": pd.PeriodIndex(MONTHS, freq="M")}),
    "pandas with decimals": lambda: pd.DataFrame(COLUMNS | {"value": [Decimal(str(value)) for value in VALUES]}),
    "pandas with text": lambda: pd.DataFrame(COLUMNS | {"value": [str(value) for value in VALUES]}),
    "pandas with categories": lambda: pd.DataFrame(COLUMNS | {"metric": pd.Categorical(METRICS)}),
    "pandas with another index": lambda: pd.DataFrame(COLUMNS, index=list("abcd")),
    "pandas with nullable integers": lambda: pd.DataFrame(COLUMNS | {"base": pd.array(BASES, dtype="Int64")}),
    "pandas with nullable text": lambda: pd.DataFrame(COLUMNS | {"segment": pd.array(SEGMENTS, dtype="string")}),
    "Polars": lambda: pl.DataFrame(COLUMNS, strict=False),
    "Polars, lazy": lambda: pl.LazyFrame(COLUMNS, strict=False),
    "Polars with dates": lambda: pl.DataFrame(COLUMNS | {"month": DAYS}, strict=False),
    "Polars with datetimes": lambda: pl.DataFrame(COLUMNS | {"month": DAYS}, strict=False).cast({"month": pl.Datetime}),
    "Polars with decimals": lambda: pl.DataFrame(COLUMNS, strict=False).cast({"value": pl.Decimal(10, 2)}),
    "PyArrow": lambda: pa.table(COLUMNS),
    "PyArrow with dates": lambda: pa.table(COLUMNS | {"month": pa.array(DAYS, pa.date32())}),
    "PyArrow with timestamps": lambda: pa.table(
        COLUMNS | {"month": pa.array(DAYS, pa.date32()).cast(pa.timestamp("s"))}
    ),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_gives_the_figures(frame: Callable[[], object]) -> None:
    """Frames of pandas, Polars and PyArrow, with their own kinds of dates, numbers and gaps, give the same figures."""
    actuals = Actuals.from_frame(frame(), known=KNOWN)
    assert actuals.problems == ()
    assert actuals.figures == FIGURES


def test_a_file_gives_the_figures(tmp_path: Path) -> None:
    """So does a CSV file, named by a path or by text."""
    path = tmp_path / "actuals.csv"
    path.write_text(CSV, encoding="utf-8")
    assert Actuals.read_csv(path, known=KNOWN) == Actuals(FIGURES)
    assert Actuals.read_csv(str(path), known=KNOWN) == Actuals(FIGURES)


def test_rows_give_the_figures() -> None:
    """So do rows, each with all keys or with those that it needs."""
    names = tuple(COLUMNS)
    rows = [dict(zip(names, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
    shorter = [{name: cell for name, cell in row.items() if cell is not None} for row in rows]
    assert Actuals.from_rows(rows, known=KNOWN) == Actuals(FIGURES)
    assert Actuals.from_rows(iter(shorter), known=KNOWN) == Actuals(FIGURES)


def test_a_dict_gives_the_figures_of_whole_metrics() -> None:
    """A dict of months gives the figures that have no segment; a share is a pair."""
    months: dict[str, dict[str, object]] = {
        "leads": {"2026-01": 104},
        "score": {"2026-02": 92.5},
        "kept": {"2026-02": (46, 50)},
    }
    whole = {key: actual for key, actual in FIGURES.items() if key.segment is None}
    assert Actuals.from_dict(months, known=KNOWN) == Actuals(whole)


NUMBERS: dict[str, object] = {
    "int": 35,
    "float": 35.0,
    "text": "35",
    "Decimal": Decimal("35.00"),
    "Decimal with exponent": Decimal("3.5E+1"),
    "Fraction": Fraction(35),
    "NumPy int64": np.int64(35),
    "NumPy uint8": np.uint8(35),
    "NumPy float64": np.float64(35),
    "NumPy float32": np.float32(35),
}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_any_kind_of_number_is_taken(number: object) -> None:
    """A number counts the same whatever its type."""
    actuals = Actuals.from_dict({"leads": {"2026-01": number}}, known=KNOWN)
    assert actuals == Actuals({Key("leads", None, Month(2026, 1)): Actual(35)})


@pytest.mark.parametrize("number", [0.35, np.float64(0.35), np.float32(0.35), Decimal("0.35"), "0.35", Fraction(7, 20)])
def test_decimals_are_exact(number: object) -> None:
    """0.35 is 35/100 and no binary neighbour, also as a float of NumPy."""
    actuals = Actuals.from_dict({"score": {"2026-01": number}}, known=KNOWN)
    assert [actual.value for actual in actuals.figures.values()] == [Fraction(35, 100)]


GAPS: dict[str, object] = {
    "None": None,
    "empty text": "",
    "spaces": "  ",
    "float": float("nan"),
    "NumPy": np.float32("nan"),
    "Decimal": Decimal("NaN"),
    "signalling Decimal": Decimal("sNaN"),
    "pandas NaT": pd.NaT,
    "pandas NA": pd.NA,
}


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
def test_a_gap_is_a_problem_and_no_number(gap: object) -> None:
    """However a missing value is written, it is no figure, and the problem says what to do."""
    actuals = Actuals.from_rows([{"month": "2026-01", "metric": "leads", "value": gap}], known=KNOWN)
    problem = "rows:1:3: value: there is no number; leave the row out if there is no figure"
    assert [str(each) for each in actuals.problems] == [problem]
    assert actuals.figures == {}


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
def test_a_gap_in_an_optional_column_is_nothing(gap: object) -> None:
    """A missing segment, base or unit is as if the column were not there."""
    row = {"month": "2026-01", "metric": "leads", "value": 5, "segment": gap, "base": gap, "unit": gap}
    assert Actuals.from_rows([row], known=KNOWN) == Actuals({Key("leads", None, Month(2026, 1)): Actual(5)})


MONTH_CELLS: dict[str, object] = {
    "text": "2026-01",
    "Month": Month(2026, 1),
    "date": date(2026, 1, 31),
    "datetime": datetime(2026, 1, 31, 23, 59),
    "pandas Timestamp": pd.Timestamp("2026-01-31 23:59"),
    "NumPy month": np.datetime64("2026-01"),
}


@pytest.mark.parametrize("month", MONTH_CELLS.values(), ids=MONTH_CELLS)
def test_any_day_stands_for_its_month(month: object) -> None:
    """A month may be text, a Month or any date or time in it."""
    actuals = Actuals.from_rows([{"month": month, "metric": "leads", "value": 5}], known=KNOWN)
    assert actuals == Actuals({Key("leads", None, Month(2026, 1)): Actual(5)})


@pytest.mark.parametrize("figures", [104, None, [104, 92], (95, 103), "104"])
def test_figures_come_by_month(figures: object) -> None:
    """A number without its month is no figure."""
    message = f"leads: a figure for each month is needed, as in {{'2026-01': 104}}; not {figures!r}"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as error:
        Actuals.from_dict({"leads": figures}, known=KNOWN)
    assert error.value.field == "months"
