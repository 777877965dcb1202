"""A local session of Spark, tables of records in it, and what criteria find there: many criteria in one job."""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import reduce
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import pytest

from criteria_engines import Records
from smarketing.criteria import Criterion

needs_spark = pytest.mark.skipif(
    shutil.which("java") is None or find_spec("pyspark") is None,
    reason="needs Java and pyspark: pip install smarketing[spark]",
)

Columns = Mapping[str, str]
"""Names of columns, and the type of each as Spark's SQL has it."""

_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # starts sooner; nothing here runs for long
_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": _JAVA,
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.python.sql.dataFrameDebugging.enabled": "false",  # else each word asks where it was written
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@contextmanager
def local_session() -> Iterator[Any]:
    """Give a session of Spark, which is stopped in the end; what it writes goes where it is thrown away."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_PYTHON", sys.executable)  # else rows are read by the first python3 that is found
        builder = SparkSession.builder.master("local[1]")
        places = {"spark.local.dir": folder, "spark.sql.warehouse.dir": f"{folder}/warehouse"}
        for name, value in {**_SETTINGS, **places}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            session.stop()


def sibling(session: Any, **settings: str) -> Any:
    """Give another session in the same Spark, with `timeZone` or `timestampType` of its own."""
    other = session.newSession()
    names = {"timeZone": "spark.sql.session.timeZone", "timestampType": "spark.sql.timestampType"}
    for name, value in settings.items():
        other.conf.set(names[name], value)
    return other


def spark_table(session: Any, records: Records, columns: Columns) -> Any:
    """Make a table of records, with the number of each row."""
    rows = [
        (*(_cell(record.get(name), kind) for name, kind in columns.items()), row) for row, record in enumerate(records)
    ]
    schema = ", ".join(f"`{name}` {kind}" for name, kind in {**columns, "row": "bigint"}.items())
    return session.createDataFrame(rows, schema)


def _cell(value: object, kind: str) -> object:
    """A whole number in the form that a column of floating-point numbers or of decimals takes."""
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    return float(value) if kind in ("double", "float") else Decimal(value) if kind.startswith("decimal") else value


def rows_by_column(rules: Sequence[Criterion], table: Any, *, blindly: bool = False) -> list[list[int]]:
    """Give for each criterion the numbers of the rows for which it holds, as a column that is true or false.

    `blindly` asks without the schema.
    """
    frame: Any = nw.from_native(table)
    schema = None if blindly else frame.collect_schema()
    columns = [rule.to_frame_expression(schema).alias(f"rule {place}") for place, rule in enumerate(rules)]
    rows = sorted(map(tuple, frame.select("row", *columns).to_native().collect()))
    assert {held for _row, *cells in rows for held in cells} <= {True, False}
    return [[row[0] for row in rows if row[place]] for place in range(1, len(rules) + 1)]


def rows_by_filter(rules: Sequence[Criterion], table: Any) -> list[list[int]]:
    """Give for each criterion the numbers of the rows that it keeps."""
    from pyspark.sql.functions import lit  # noqa: PLC0415 - an extra

    kept = [rule.filter(table).select("row", lit(place)) for place, rule in enumerate(rules)]
    pairs = sorted(map(tuple, reduce(lambda one, other: one.union(other), kept).collect()))
    return [[row for row, place in pairs if place == wanted] for wanted in range(len(rules))]
