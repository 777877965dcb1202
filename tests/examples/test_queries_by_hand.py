"""The queries by hand that the benchmark of handoffs measures beside: they ask for the same, and get the same."""

import sys
from pathlib import Path
from typing import Any

import pytest

import smarketing as sm
from criteria_spark import local_session, needs_spark

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PROMISES = {"accepted": ("in time", "late", "overdue"), "followed-up": ("in time", "late")}
Answers = dict[tuple[str, str], list[int | None]]


@pytest.fixture(name="by_hand")
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of the benchmark."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import handoffs  # noqa: PLC0415 - it is not on the path before

    yield handoffs
    sys.modules.pop("handoffs")


def measured(agreement: sm.Agreement, path: Path) -> Answers:
    """What the library says, in the order of the columns by hand, by month and segment."""
    figures = sm.measure(agreement, path).figures
    said = {(str(each.month), each.segment, each.of, each.measure): each.value for each in figures}
    groups = {key[:2] for key, value in said.items() if key[3] == "cases" and value}
    found: Answers = {}
    for group in groups:
        first = [said[*group, "leads.handed-over", "cases"], said[*group, "leads.informed", "share"]]
        counts = [said[*group, f"leads.{name}", each] for name, some in PROMISES.items() for each in some]
        ranks = [
            said.get((*group, f"leads.{name}", each)) for name in PROMISES for each in ("median", "90th percentile")
        ]
        found[group] = [*first, *counts, *ranks]
    return found


def group_of(month: object, segment: object) -> tuple[str, str]:
    """The group that a row is of."""
    return str(month)[:7], str(segment or "")


def test_the_queries_by_hand_answer_alike(by_hand: Any, tmp_path: Path) -> None:
    """SQL in DuckDB, and Polars, to the last digit."""
    path = by_hand.generated(3000, tmp_path)
    expected = measured(by_hand.agreement(), path)
    assert len(expected) > 20
    rows = by_hand.by_hand(path)
    nothing = [None, None]
    assert {group_of(*row[:2]): [*row[2:9], *(row[9] or nothing), *(row[10] or nothing)] for row in rows} == expected
    table = by_hand.by_hand_in_polars(path)
    columns = "handed_over informed accepted_in_time accepted_late acceptance_overdue followed_in_time followed_late"
    ranks = ["used 5", "used 9", "used_two 5", "used_two 9"]
    rows = table.select("month", "segment", *columns.split(), *ranks).rows()
    assert {group_of(*row[:2]): list(row[2:]) for row in rows} == expected


@needs_spark
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_the_query_by_hand_in_spark_answers_alike(by_hand: Any, tmp_path: Path) -> None:
    """In Spark's own words."""
    path = by_hand.generated(1000, tmp_path)
    with local_session() as session:
        rows = by_hand.by_hand_in_spark(session.read.parquet(str(path)))
    found = {
        group_of(*row[:2]): [*row[2:9], *(None if each is None else int(each) for each in row[9:])] for row in rows
    }
    assert found == measured(by_hand.agreement(), path)
