"""Tables and logs in Spark, measured: the same figures as elsewhere, in few jobs."""

import runpy
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import polars as pl
import pytest

from criteria_spark import local_session, needs_spark
from event_strategies import as_log, as_table, leads, sales_agreement
from service_days import MINUTE, START, hosting
from smarketing import FollowUp, PeriodCalendar, judge, load
from smarketing.measuring.clocks.case_columns import filled, one_if
from smarketing.measuring.ingest.unmatched_ids import why_unmatched
from smarketing.measuring.measurement import measure
from smarketing.tables.counts_and_ranks import grouped
from smarketing.tables.duckdb_connection import new_connection
from smarketing.tables.engines import as_frame, fetched, in_micros
from smarketing.tables.queries import QuerySource

pytestmark = [
    needs_spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

EXAMPLE = Path(__file__).parents[2] / "examples" / "speed_to_lead"
AS_OF = datetime(2026, 3, 24, 12, tzinfo=UTC)
TYPES = {pl.Int64: "bigint", pl.String: "string", pl.Boolean: "boolean", pl.Date: "date"}


@pytest.fixture(scope="module", name="spark")
def session_of_spark() -> Iterator[Any]:
    """Start Spark once for all that is asked here."""
    with local_session() as session:
        yield session


def in_spark(session: Any, table: pl.DataFrame) -> Any:
    """Make a table of Spark, with instants as such and local times without a zone."""

    def kind(of: pl.DataType) -> str:
        if isinstance(of, pl.Datetime):
            return "timestamp_ntz" if of.time_zone is None else "timestamp_ltz"
        return TYPES[type(of)]

    schema = ", ".join(f"`{name.replace('`', '``')}` {kind(of)}" for name, of in table.schema.items())
    return session.createDataFrame(table.rows(), schema)


def test_moments_in_spark(spark: Any) -> None:
    """Instants, local times and dates, before and after 1970, under names with quotes."""
    at = datetime(1969, 12, 31, 23, 59, 59, 999_999)
    odd = "it's"
    table = pl.DataFrame(
        {odd: [at.replace(tzinfo=UTC), None], "wall": [at, None], "day": [at.date(), None], "n": [1, 2]}
    )
    frame, kinds = in_micros(as_frame(in_spark(spark, table)), [odd, "wall", "day"])
    never = 1 << 62
    assert kinds == {odd: "instant", "wall": "wall", "day": "day"}
    assert sorted(frame.collect().iter_rows(), key=lambda row: row[3]) == [
        (-1, -1, -86_400_000_000, 1),
        (never, never, never, 2),
    ]


def test_counts_and_ranks_in_spark(spark: Any) -> None:
    """As they are in Polars, a group in which nothing is ranked among them."""
    random = np.random.default_rng(2)
    used = [1 << 62 if number > 80 else int(number) for number in random.integers(0, 99, 120)]
    months = [24_000 + int(each) for each in random.integers(0, 2, 120)]
    table = pl.DataFrame(
        {"month": [*months, 24_009], "segment": [*["", "it's"] * 60, "a"], "h_status": 1, "used": [*used, 1 << 62]}
    )
    frame = as_frame(in_spark(spark, table.with_columns(pl.col("h_status").cast(pl.Int64))))
    queries = (QuerySource(each).query for each in (frame, as_frame(table)))
    there, here = (grouped(each, {"h_status": 6}, ["used"], ("0.5", "0.9")) for each in queries)
    nothing = {"used": (None, None)}
    assert [(g.month, g.segment, g.counts, g.ranks or nothing) for g in there] == [
        (g.month, g.segment, g.counts, g.ranks or nothing) for g in here
    ]
    source = QuerySource(frame)
    begins = source.keep({"value_0": np.array([5])})
    beside = source.query.where("month = 24009").beside_pieces(begins, 1, "q.month - 24009", five="p.value_0")
    assert beside.select("segment", "five").rows() == [("a", 5)]


def test_rows_are_measured_alike(spark: Any) -> None:
    """Local times, which Spark has without a zone; times by case, hours by a field, business days."""
    follow_up = FollowUp("2 business_days", "office", attempts="2 in 1 day")
    agreement, table = sales_agreement(follow_up=follow_up), as_table(leads(1, 120))
    moments = [name for name in table.columns if name.endswith("_at")]
    table = table.with_columns(
        pl.col(name).dt.convert_time_zone("Europe/Berlin").dt.replace_time_zone(None) for name in moments[:3]
    )
    expected = measure(agreement, table, as_of=AS_OF)
    found = measure(agreement, in_spark(spark, table), as_of=AS_OF)
    assert (found.figures, found.problems) == (expected.figures, expected.problems)
    assert len(found.figures) > 100


def test_months_from_another_day_are_measured_alike(spark: Any) -> None:
    """From the 10th, before which many leads lie."""
    agreement = attrs.evolve(sales_agreement(accept=None), calendar=PeriodCalendar(months_begin_on=10))
    table = as_table(leads(1, 120))
    expected = measure(agreement, table, as_of=AS_OF)
    found = measure(agreement, in_spark(spark, table), as_of=AS_OF)
    assert (found.figures, found.problems) == (expected.figures, expected.problems)
    assert len({each.month for each in found.figures}) == 3


def test_logs_are_measured_alike(spark: Any) -> None:
    """With the fields of cases beside the log, and attempts; acceptance would take a minute more."""
    agreement = sales_agreement(accept=None, follow_up=FollowUp("8 hours", attempts="1 in 1 day"))
    events, cases = as_log(leads(2, 60))
    expected = measure(agreement, cases, events=events, as_of=AS_OF)
    found = measure(agreement, in_spark(spark, cases), events=in_spark(spark, events), as_of=AS_OF)
    assert (found.figures, found.problems) == (expected.figures, expected.problems)
    assert len(found.figures) > 100


def test_ids_that_are_nearly_those_of_the_table_are_found_in_spark(spark: Any) -> None:
    """Whatever makes them differ."""
    log, table = ["007", "A7", " b", "00QA0000001AbCd"], ["x"]
    found = []
    for near in ("7", "a7", "b ", "00QA0000001AbCdAAK"):
        tables = [pl.DataFrame({"id": log}), pl.DataFrame({"id": [*table, near]})]
        connection = new_connection()
        found.append(why_unmatched(*(as_frame(each, connection) for each in tables)))
        assert why_unmatched(*(as_frame(in_spark(spark, each)) for each in tables)) == found[-1]
    assert len(set(found)) == 4
    assert all(found)


def test_services_are_measured_alike(spark: Any) -> None:
    """From incidents and from samples, with hours and gaps."""
    agreement = hosting(
        jitter="1 millisecond", throughput="1 request/second", hours="desk", sampled_every="5 minutes", mttr="1 hour"
    )
    places = range(400)
    samples = pl.DataFrame(
        {
            "at": [START + (place * 7 % 800) * MINUTE for place in places],
            "segment": ["east" if place % 3 else "west" for place in places],
            "up": [place % 17 > 2 for place in places],
            "done": [place * 31 % 500 for place in places],
        }
    )
    faults = pl.DataFrame({"failed_at": [START], "restored_at": [START + 900 * MINUTE], "planned": [False]})
    expected = measure(agreement, {"shop": faults}, events={"shop": samples}, as_of=START + 1440 * MINUTE)
    tables = {"shop": in_spark(spark, faults)}, {"shop": in_spark(spark, samples)}
    found = measure(agreement, tables[0], events=tables[1], as_of=START + 1440 * MINUTE)
    assert (found.figures, found.problems) == (expected.figures, expected.problems)
    expected = measure(agreement, {"shop": samples})
    found = measure(agreement, tables[1])
    assert (found.figures, found.problems) == (expected.figures, expected.problems)
    assert len(found.figures) > 30


def test_the_script_of_the_example(spark: Any, tmp_path: Path) -> None:
    """On files and on tables of a catalog it gives the verdicts that the agreement has of the same files elsewhere."""
    script = runpy.run_path(str(EXAMPLE / "on_spark.py"))
    agreement = load(EXAMPLE / "agreement.yaml")
    tables = {"sql-to-sales": EXAMPLE / "leads.csv", "twitter": EXAMPLE / "messages.csv"}
    expected = judge(agreement, measure(agreement, tables).actuals, through="2026-03")
    leads_at = tmp_path / "leads"
    spark.read.csv(str(tables["sql-to-sales"]), header=True, inferSchema=True).write.parquet(str(leads_at))
    script["rows_of"](spark, str(tables["twitter"])).createOrReplaceTempView("messages")
    found = script["scorecard"](spark, str(leads_at), "messages", "2026-03")
    assert [str(each.because) for each in found.verdicts] == [str(each.because) for each in expected.verdicts]
    assert len(found.verdicts) == 15


def test_blank_text_in_spark(spark: Any) -> None:
    """What is blank elsewhere is blank there, the blanks of Unicode too."""
    texts = ["x", "", " \t", "\u00a0", "\u2003x", "\u3000", "\x1c", "é", None]
    table = pl.DataFrame({"place": range(len(texts)), "text": texts})
    found = []
    for each in (in_spark(spark, table), table):
        frame = as_frame(each)
        is_filled = one_if(filled(frame.collect_schema(), "text")).alias("filled")
        found.append(sorted(fetched(frame.select("place", is_filled))))
    assert found[0] == found[1]
    assert [row[1] for row in found[0]] == [1, 0, 0, 0, 1, 0, 0, 1, 0]


def test_texts_that_hold_several_are_split_in_spark(spark: Any) -> None:
    """Whatever stands between them, each once and without blanks."""
    for separator in (";", "|", "'", ".*", "\\"):
        table = pl.DataFrame({"segment": [f"web {separator} fair{separator}web", "web"]})
        sources = (QuerySource(as_frame(each)) for each in (table, in_spark(spark, table)))
        found = [each.query.split("segment", separator).rows() for each in sources]
        assert sorted(found[0]) == sorted(found[1]) == [("fair",), ("web",), ("web",)]
