"""Columns of every type that an engine has: criteria find in them what they find in records."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from criteria_engines import ENGINES, Engine, Records, every_engine, numbered, rows_of, table_of
from smarketing.criteria import Criterion


@every_engine
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize(
    "text",
    [
        "a > 2026-01-31T09:00+01:00",
        "a == 2026-01-31T09:00+01:00",
        "a != 2026-01-31T08:00Z",
        "a in [2026-01-31T09:00+01:00, 2026-01-31T09:00Z]",
        "a not in [2026-01-31T09:00+01:00]",
        "a - 2026-01-31T09:00+01:00 <= 1 hour",
        "a + 1 hour > 2026-01-31T09:00Z",
    ],
)
def test_columns_in_a_time_zone(engine: Engine, zone: str, text: str) -> None:
    """An instant is the same in every zone, whatever offset it is written with."""
    rule, records = Criterion.parse(text), [{"a": datetime(2026, 1, 31, hour, tzinfo=UTC)} for hour in (7, 8, 9, 10)]
    table = table_of(records, {"a": pl.Datetime("us", "UTC")}).with_columns(pl.col("a").dt.convert_time_zone(zone))
    assert rows_of(rule, engine(table), blindly=zone == "UTC") == numbered(rule, records)


@every_engine
@pytest.mark.parametrize("unit", ["ms", "us"])
@pytest.mark.parametrize("text", ["a == b", "a != b", "a - b >= 1 hour", "b > 2026-01-31T08:00Z and a + 1 hour > b"])
def test_columns_in_several_time_zones(engine: Engine, text: str, unit: Any) -> None:
    """Two columns compare with each other whatever zone each is in."""
    hours = [datetime(2026, 1, 31, hour, tzinfo=UTC) for hour in (8, 9, 10)]
    rule, records = Criterion.parse(text), [{"a": a, "b": b} for a in (*hours, None) for b in (*hours, None)]
    table = table_of(records, {"a": pl.Datetime("us", "UTC"), "b": pl.Datetime(unit, "UTC")})
    zoned = table.with_columns(pl.col("a").dt.convert_time_zone("Europe/Berlin"))
    assert rows_of(rule, engine(zoned), blindly=False) == numbered(rule, records)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@every_engine
def test_columns_of_every_precision(engine: Engine, unit: Any) -> None:
    """Milliseconds compare with microseconds, and nanoseconds too."""
    records: Records = [{"a": datetime(2026, 1, 31, 12), "w": timedelta(hours=12)}, {"a": datetime(2026, 2, 1)}, {}]
    table = table_of(records, {"a": pl.Datetime(unit), "w": pl.Duration(unit)})
    texts = [
        "a == 2026-01-31",
        "a < 2026-01-31T12:00:00.000001",
        "a in [2026-02-01T00:00]",
        "a + w == 2026-02-01T00:00",
    ]
    for text in [*texts, "w in [12 hours]", "w > 11 hours", "2026-02-01T00:00 - a >= 12 hours"]:
        rule = Criterion.parse(text)
        assert rows_of(rule, engine(table), blindly=unit != "ms") == numbered(rule, records)


MOMENT = datetime(2026, 1, 31, 12)
MICROSECOND = timedelta(microseconds=1)


@every_engine
@pytest.mark.parametrize(
    "text",
    [
        "a == b",
        "a < b",
        "not a >= b",
        "b - a < 0.000001 seconds",
        "a == 2026-01-31T12:00:00.000001",
        "a + v == b and v >= 0 days",
    ],
)
def test_coarse_instants_beside_fine_ones(engine: Engine, text: str) -> None:
    """What a column of milliseconds is compared with does not lose its microseconds."""
    records: Records = [{"a": MOMENT, "b": MOMENT + extra, "v": extra} for extra in (timedelta(0), MICROSECOND)]
    columns = {"a": pl.Datetime("ms"), "b": pl.Datetime("us"), "v": pl.Duration("us")}
    rule = Criterion.parse(text)
    assert rows_of(rule, engine(table_of(records, columns)), blindly=False) == numbered(rule, records)


@every_engine
@pytest.mark.parametrize(
    "text", ["w == v", "v > w", "w < 0.000001 seconds", "w in [0.000001 seconds]", "a + w < 2026-01-31T12:00:00.000001"]
)
def test_coarse_durations_beside_fine_ones(engine: Engine, text: str) -> None:
    """Durations in milliseconds are no different."""
    records: Records = [{"a": MOMENT + v, "w": timedelta(0), "v": v} for v in (timedelta(0), MICROSECOND)]
    columns = {"a": pl.Datetime("us"), "w": pl.Duration("ms"), "v": pl.Duration("us")}
    rule = Criterion.parse(text)
    assert rows_of(rule, engine(table_of(records, columns)), blindly=False) == numbered(rule, records)


@pytest.mark.parametrize("name", ["Polars", "PyArrow", "DuckDB"])
@pytest.mark.parametrize("text", ["a == 2026-01-31", "a > 2026-01-30", "a >= 2026-01-31T12:00", "a in [2026-01-31]"])
def test_columns_of_days(name: str, text: str) -> None:
    """A day in a table is its midnight, where the engine compares days with instants; pandas holds days as objects."""
    records: Records = [{"a": date(2026, 1, 30)}, {"a": date(2026, 1, 31)}, {"a": date(2026, 2, 1)}, {}]
    rule = Criterion.parse(text)
    assert rows_of(rule, ENGINES[name](table_of(records, {"a": pl.Date}))) == numbered(rule, records)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a >= 50", [1, None, 60]),
        ("a != 60", [1.5, None, 60]),
        ("a not in [60]", [1, float("nan"), 60]),
        ("a", [True, None, False]),
        ("not a", [True, None, False]),
        ("has(a)", ["x", float("nan"), None]),
        ("a != 'x'", ["x", None, "y"]),
        ("contains(lower(a), 'x')", ["X", None, "y"]),
        ("a > 2026-01-31", [datetime(2026, 1, 31), datetime(2026, 2, 1), None]),
    ],
)
def test_columns_of_objects_in_pandas(text: str, values: list[object]) -> None:
    """Values of Python in a column without a type of its own."""
    rule = Criterion.parse(text)
    table = pd.DataFrame({"a": pd.Series(values, dtype=object), "row": range(len(values))})
    assert rows_of(rule, table, blindly=False) == numbered(rule, [{"a": value} for value in values])


@every_engine
@pytest.mark.parametrize(
    "text",
    ["a > 5 and t == 'x'", "a < 5 or t == 'x'", "not (a > 5 and t != 'x')", "y and t == 'x'", "contains(t, '.')"],
)
def test_missing_texts_beside_others(engine: Engine, text: str) -> None:
    """Engines have more than one kind of missing truth, and these meet."""
    records: Records = [{"a": a, "t": t, "y": y} for a in (1.0, 9.0, None) for t in ("x", None) for y in (True, None)]
    rule, table = Criterion.parse(text), table_of(records, {"a": pl.Float64, "t": pl.String, "y": pl.Boolean})
    assert rows_of(rule, engine(table)) == numbered(rule, records)


@every_engine
@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum(["x", "y"])], ids=str)
@pytest.mark.parametrize(
    "text", ["a == 'x'", "a in ['x', 'z']", "a != 'z'", "lower(a) == 'x'", "contains(a, 'x')", "a == b", "not has(a)"]
)
def test_columns_of_categories(engine: Engine, kind: Any, text: str) -> None:
    """Texts that an engine keeps in a list of its own, and one that is not in the list."""
    records: Records = [{"a": "x", "b": "x"}, {"a": "y", "b": "x"}, {"b": "x"}]
    rule, table = Criterion.parse(text), table_of(records, {"a": kind, "b": pl.String})
    assert rows_of(rule, engine(table), blindly=False) == numbered(rule, records)


@every_engine
@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt8, pl.Int16, pl.UInt32, pl.UInt64], ids=str)
def test_columns_of_narrow_numbers(engine: Engine, kind: Any) -> None:
    """Calculations neither run over nor wrap round at zero; literals may be larger than the column can hold."""
    records: Records = [{"a": 100, "b": 100}, {"a": 1, "b": 2}, {"b": 0}]
    table = engine(table_of(records, {"a": kind, "b": kind}))
    texts = ["a + b > 150", "a - b < 0", "a * b > 200", "a / b < 1", "1 / (a - b) < 0", "2 * a == 200", "a - 3 < 0"]
    texts += ["a > -1", "a < 1000000", "a in [1, 1000, -1]", "a not in [1000]", "a == b", "not a < 300"]
    rules = {text: Criterion.parse(text) for text in texts}
    found = {text: rows_of(rule, table, blindly=False) for text, rule in rules.items()}
    assert found == {text: numbered(rule, records) for text, rule in rules.items()}


@every_engine
@pytest.mark.parametrize(
    "text",
    ["a == 0.1", "a > 0.1", "a in [0.1, 0.5]", "a not in [0.5]", "a + 0 == 0.5", "not a > 0.1", "a == b", "a + b != 1"],
)
def test_columns_of_single_precision(engine: Engine, text: str) -> None:
    """What they hold is compared, which is not quite 0.1."""
    values = [float(np.float32(0.1)), 0.5, 0.0, float("nan"), None]
    records: Records = [{"a": a, "b": b} for a in values for b in (0.1, 0.5, None)]
    rule, table = Criterion.parse(text), table_of(records, {"a": pl.Float32, "b": pl.Float64})
    assert rows_of(rule, engine(table), blindly=False) == numbered(rule, records)


@every_engine
@pytest.mark.parametrize(
    "text", ["a == 1000000000000000000000", "a < 1000000000000000000000", "a in [1, 9223372036854780000]"]
)
def test_numbers_beyond_64_bits(engine: Engine, text: str) -> None:
    """No whole number of a table is so large, and none is taken for it."""
    records: Records = [{"a": a} for a in (1, 2**53, -(2**53), None)]
    rule = Criterion.parse(text)
    assert rows_of(rule, engine(table_of(records, {"a": pl.Int64})), blindly=False) == numbered(rule, records)


@pytest.mark.parametrize("name", ["Polars", "Polars, lazy", "PyArrow", "pandas, of PyArrow", "DuckDB"])
@pytest.mark.parametrize("text", ["a == 0.1", "a > 0.1", "a in [0.1, 1]", "a != 1", "2 * a == 0.2"])
def test_columns_of_decimals(name: str, text: str) -> None:
    """Numbers that are decimal in the table, too; pandas holds them as objects."""
    records: Records = [{"a": Decimal("0.10")}, {"a": Decimal("1.00")}, {}]
    rule, table = Criterion.parse(text), ENGINES[name](table_of(records, {"a": pl.Decimal(10, 2)}))
    assert rows_of(rule, table, blindly=False) == numbered(rule, records)


@every_engine
@pytest.mark.parametrize("kind", [pl.Int64, pl.Float64], ids=str)
def test_ratios_by_zero_are_missing(engine: Engine, kind: Any) -> None:
    """Of whole numbers and of floating-point ones."""
    records: Records = [{"a": a, "b": b} for a in (-1, 0, 1, None) for b in (-2, 0, 2, None)]
    for text in ("a / b > 0", "not a / b > 0", "a / b != 1", "1 / b < 5", "a / (b - b) < 1", "a / 2 / b >= 0.25"):
        rule = Criterion.parse(text)
        table = engine(table_of(records, {"a": kind, "b": kind}))
        assert (text, rows_of(rule, table)) == (text, numbered(rule, records))


@pytest.mark.parametrize("name", ["Polars", "Polars, lazy", "pandas", "pandas, nullable"])
@pytest.mark.parametrize(
    "text",
    [
        "1 day / v >= 1",
        "not 1 day / v < 1",
        "1 day / v > 0 and w / v >= 0.5 and w > 0 days",
        "1 / (w / v) >= 1 and v > 0 days",
        "1 day / (a - b) >= 0.5",
        "not 1 day / (a - b) >= 0.5 and has(a)",
    ],
)
def test_ratios_of_durations(name: str, text: str) -> None:
    """Missing where they divide by no time at all; PyArrow and DuckDB cannot divide durations."""
    spans = [timedelta(0), timedelta(days=1), timedelta(days=2), None]
    rule = Criterion.parse(text)
    records: Records = [{"w": w, "v": v} for w in spans for v in spans]
    for each in records:
        each |= {"a": None if each["w"] is None else MOMENT + each["w"], "b": MOMENT}
    columns = dict.fromkeys("wv", pl.Duration("us")) | dict.fromkeys("ab", pl.Datetime("us"))
    assert rows_of(rule, ENGINES[name](table_of(records, columns))) == numbered(rule, records)


@pytest.mark.parametrize("name", ["Polars", "Polars, lazy", "pandas", "pandas, nullable", "DuckDB"])
@pytest.mark.parametrize("kind", [pl.Int64, pl.Float64], ids=str)
@pytest.mark.parametrize("text", ["w / b > 0 days", "b * w > 0 days and w < 9 days", "1.5 * w >= 36 hours"])
def test_durations_times_numbers(name: str, kind: Any, text: str) -> None:
    """Wherever the engine multiplies durations; PyArrow does so with whole numbers alone."""
    records: Records = [{"w": timedelta(days=w), "b": b} for w in (0, 1, 2) for b in (0, 1, 2, None)]
    rule, table = Criterion.parse(text), ENGINES[name](table_of(records, {"w": pl.Duration("us"), "b": kind}))
    assert rows_of(rule, table) == numbered(rule, records)
