"""Counts of date columns on Spark: the same as of a loop over the rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from criteria_spark import local_session, needs_spark
from lead_counts_oracle import STAGES, days_of, merged, repeated_leads, times_of
from smarketing.tables.date_counts import counted_dates, last_date

pytestmark = needs_spark


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """Start Spark once."""
    with local_session() as spark:
        yield spark


@pytest.mark.parametrize("kind", ["date", "timestamp_ntz"])
def test_spark_gives_the_counts_of_a_loop(session: Any, kind: str) -> None:
    """Months, days, what runs backwards, who skipped a stage, and ids that come again."""
    leads, segments, ids = repeated_leads()
    columns = days_of(leads, segments) | {"id": list[object](ids)}
    cells = columns if kind == "date" else times_of(columns)
    schema = ", ".join([*(f"{stage} {kind}" for stage in STAGES), "segment string", "id string"])
    frame = session.createDataFrame(list(zip(*cells.values(), strict=True)), schema)
    until = date(2024, 2, 29)
    assert counted_dates(frame, STAGES, until, segment="segment", id_column="id") == merged(leads, segments, ids, until)
    assert last_date(frame, STAGES) == max(day for lead in leads for day in lead.values() if day)
