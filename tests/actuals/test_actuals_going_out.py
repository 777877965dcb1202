"""Actuals as rows, as dataframes and as a stream of Arrow: read again, they are the same figures."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actual, Actuals, InvalidValueError, Metric, Month
from smarketing.actuals import Key
from smarketing.errors import MissingExtraError

KNOWN = [
    Metric("leads", "lead", "count", ("web", "trade fair")),
    Metric("kept", "%", "share", ("web",)),
    Metric("repair", "hour/incident", "ratio"),
    Metric("demos", "demos/month", "count"),
    Metric("odd", "demo/demos", "count"),
    Metric("score", "", "level"),
]
COLUMNS = ["month", "metric", "segment", "value", "base", "unit"]
months = st.builds(Month, st.integers(2020, 2030), st.integers(1, 12))
fractions = st.builds(Fraction, st.integers(0, 10**12), st.integers(1, 10**4))
short = st.integers(0, 10**15 - 1).map(lambda digits: Fraction(digits, 10**4))


@st.composite
def figures(draw: st.DrawFn, numbers: st.SearchStrategy[Fraction]) -> dict[Key, Actual]:
    """Figures of all kinds of metrics."""
    found: dict[Key, Actual] = {}
    for _ in range(draw(st.integers(0, 8))):
        metric = draw(st.sampled_from(KNOWN))
        key = Key(metric.name, draw(st.sampled_from([None, *metric.segments])), draw(months))
        value, more = draw(numbers), draw(numbers)
        value = Fraction(value // 1) if metric.unit == "lead" else value
        base = min(value, more), max(value, more)
        found[key] = Actual(*base) if metric.kind == "share" else Actual(value, more if metric.has_base else None)
    return {key: actual for key, actual in found.items() if not above_its_whole(key, actual, found)}


def above_its_whole(key: Key, actual: Actual, figures: dict[Key, Actual]) -> bool:
    """Whether a segment has more leads than all of them, which is refused."""
    whole = figures.get(Key(key.metric, None, key.month))
    return key.metric == "leads" and whole is not None and actual.value > whole.value


def actuals_of(figures: dict[Key, Actual]) -> Actuals:
    return Actuals(figures, metrics={metric.name: metric for metric in KNOWN})


@given(figures(fractions))
def test_rows_are_read_as_the_same_figures(figures: dict[Key, Actual]) -> None:
    """In the same order, exactly, and whether the metrics were known or not."""
    for actuals in (actuals_of(figures), Actuals(figures)):
        back = Actuals.from_rows(actuals.to_rows(), known=KNOWN)
        assert back == actuals
        assert list(back.figures) == list(figures)
        assert back.to_rows() == Actuals.from_rows(back.to_rows(), known=KNOWN).to_rows()


def test_a_row_has_every_column_and_the_plainest_number() -> None:
    """Whole numbers are int, decimals Decimal, others Fraction; the unit is that of the metric."""
    given = {
        Key("leads", "web", Month(2026, 1)): Actual(Fraction(5, 2)),
        Key("kept", None, Month(2026, 1)): Actual(46, 50),
        Key("repair", None, Month(2026, 2)): Actual(Fraction(1, 3), 4),
        Key("score", None, Month(2026, 2)): Actual(8),
    }
    rows = [
        ("2026-01", "leads", "web", Decimal("2.5"), None, "lead"),
        ("2026-01", "kept", None, 46, 50, None),
        ("2026-02", "repair", None, Fraction(1, 3), 4, "hour/incident"),
        ("2026-02", "score", None, 8, None, None),
    ]
    found = actuals_of(given).to_rows()
    assert [list(row) for row in found] == [COLUMNS] * 4
    assert [tuple(row.values()) for row in found] == rows
    assert [type(row["value"]) for row in found] == [Decimal, int, Fraction, int]
    assert [row["unit"] for row in Actuals(given).to_rows()] == [None] * 4


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
@given(figures(short))
def test_frames_are_read_as_the_same_figures(backend: str, figures: dict[Key, Actual]) -> None:
    """Numbers of up to 15 digits come back exactly, whatever the library."""
    actuals = actuals_of(figures)
    assert Actuals.from_frame(actuals.to_frame(backend), known=KNOWN) == actuals


def test_a_frame_is_one_of_the_library_asked_for() -> None:
    """With the same columns and types, whichever figures are in it: text, and floating point for numbers."""
    one = actuals_of({Key("leads", None, Month(2026, 1)): Actual(Fraction(1, 3))})
    for actuals in (one, Actuals()):
        frames: list[Any] = [actuals.to_frame(backend) for backend in ("pandas", "polars", "pyarrow")]
        assert [type(frame) for frame in frames] == [pd.DataFrame, pl.DataFrame, pa.Table]
        assert [list(frames[0].columns), frames[1].columns, frames[2].column_names] == [COLUMNS] * 3
        assert frames[1].dtypes == [pl.String] * 3 + [pl.Float64] * 2 + [pl.String]
        assert frames[2].schema.types == [pa.string()] * 3 + [pa.float64()] * 2 + [pa.string()]
        assert [str(frames[0].dtypes[name]) for name in ("value", "base")] == ["float64"] * 2
        assert [len(frame) for frame in frames] == [len(actuals.figures)] * 3
    assert one.to_frame("polars")["value"].to_list() == [1 / 3]


def test_a_stream_of_arrow_goes_out_and_comes_in() -> None:
    """Whoever takes a stream of Arrow takes actuals; a stream of any library comes in."""
    actuals = actuals_of(
        {Key("leads", None, Month(2026, 1)): Actual(5), Key("kept", "web", Month(2026, 2)): Actual(1, 2)}
    )
    assert pa.table(actuals) == actuals.to_frame("pyarrow")
    assert pl.DataFrame(actuals).equals(actuals.to_frame("polars"))

    class Stream:
        """Nothing but a stream of Arrow."""

        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            return actuals.__arrow_c_stream__(requested_schema)

    readers: list[object] = [actuals, Stream(), pa.table(actuals).to_reader()]
    readers.append(duckdb.from_arrow(pa.table(actuals)))
    for reader in readers:
        assert Actuals.from_frame(reader, known=KNOWN) == actuals


@pytest.mark.parametrize("frame", ["x", 3, None, [{"month": "2026-01"}], pl.Series([1]), pa.array([1])])
def test_what_is_no_frame_is_refused(frame: object) -> None:
    """With its type, a single column of Arrow too."""
    message = f"^a dataframe is needed, as of pandas, Polars or PyArrow; not '{type(frame).__name__}'$"
    with pytest.raises(InvalidValueError, match=message) as caught:
        Actuals.from_frame(frame, known=KNOWN)
    assert caught.value.field == "frame"


@pytest.mark.parametrize("backend", ["dask", "", None, pl])
def test_an_unknown_library_is_refused(backend: Any) -> None:
    """The message says which there are."""
    with pytest.raises(InvalidValueError) as caught:
        Actuals().to_frame(backend)
    assert (str(caught.value), caught.value.field) == (
        f"a frame is of 'pandas', 'polars' or 'pyarrow'; not {backend!r}",
        "backend",
    )


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_a_library_that_is_not_there(backend: str) -> None:
    """Says what to install, in a process that does not have it."""
    code = f"""
import sys
sys.modules[{backend!r}] = None
from smarketing import Actuals
try:
    Actuals().to_frame({backend!r})
except ImportError as error:
    print(type(error).__name__, error)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    message = f"a frame of {backend} needs {backend}, which is not installed; run: pip install {backend}"
    assert run.stdout == f"{MissingExtraError.__name__} {message}\n"


def test_a_stream_of_arrow_needs_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """And says so."""

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            raise AssertionError

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    message = r"^a stream of Arrow needs a library that is not installed; run: pip install 'smarketing\[arrow\]'$"
    with pytest.raises(MissingExtraError, match=message):
        Actuals.from_frame(Stream(), known=KNOWN)
    message = r"^a frame of pyarrow needs pyarrow, which is not installed; run: pip install pyarrow$"
    with pytest.raises(MissingExtraError, match=message):
        Actuals().__arrow_c_stream__()


def test_frames_of_pandas_keep_what_is_missing() -> None:
    """A missing segment is no text, with every version of pandas; frames without rows have their types."""
    leads = Metric("leads", "SQL", "count")
    frame = Actuals.from_dict({"leads": {"2026-01": 1}}, known=[leads]).to_frame("pandas")
    assert frame["segment"].isna().all()
    assert frame["base"].isna().all()
    assert [str(kind) for kind in frame.dtypes[["value", "base"]]] == ["float64", "float64"]
    empty = Actuals().to_frame("pandas")
    assert [str(kind) for kind in empty.dtypes[["value", "base"]]] == ["float64", "float64"]
    assert "float64" not in {str(kind) for kind in empty.dtypes[["month", "metric", "segment", "unit"]]}
