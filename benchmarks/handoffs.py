"""A handoff measured on ten million leads in a Parquet file, beside SQL by hand for the same shares and percentiles."""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

import smarketing as sm
from smarketing.hours.spans import micros
from smarketing.hours.vectorized import instants, open_time

_HERE = Path(__file__).parent
_GENERATOR = _HERE.parent / "examples" / "lead_log" / "generate.py"
_QUARTER = 900_000_000
_FOUR_HOURS = 14_400_000_000
_NEVER = 1 << 62
_USED_BY_HAND = "informed wrong in_time ended began reached used used_two on_time".split()
FIRST = micros(datetime(2025, 12, 31, tzinfo=UTC))
MOMENTS = [f"{name}_at" for name in "handed_over accepted rejected contacted recycled disqualified".split()]
OFFICE = sm.BusinessHours({"mon-fri": "09:00-12:30 13:15-18:00"}, "America/New_York", holidays=["2026-07-03", "12-25"])
REASONS = ("wrong region", "duplicate", "no contact")


def agreement() -> sm.Agreement:
    """An agreement with one handoff: accepted within four business hours, followed up within one."""
    return sm.Agreement(
        "Leads",
        sm.Term("2026-01-01", timezone="UTC"),
        [sm.Party("Marketing"), sm.Party("Sales")],
        [],
        hours={"office": OFFICE},
        handoffs=[
            sm.Handoff(
                "leads",
                "Marketing",
                "Sales",
                trigger="asked_to_talk and competitor == False",
                information=["name", "email", "source"],
                accept=sm.Acceptance("4 business_hours", "office", reject_for=REASONS),
                follow_up=sm.FollowUp("1 business_hour", "office"),
            )
        ],
    )


def generated(size: int, folder: Path) -> Path:
    """Write so many leads."""
    path = folder / f"leads-{size}.parquet"
    subprocess.run([sys.executable, str(_GENERATOR), str(size), str(path)], check=True, stdout=subprocess.DEVNULL)
    return path


def contestants(path: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """Measure the handoff in a file, which DuckDB reads, and ask for the same by hand."""
    signed = agreement()
    return lambda: sm.measure(signed, path), lambda: by_hand(path)


def small_contestants(path: Path) -> dict[str, Callable[[], object]]:
    """Measure the handoff in a file and in frames of the same leads."""
    signed, frame, csv = agreement(), pl.read_parquet(path), path.with_suffix(".csv")
    frame.write_csv(csv)
    pandas = frame.to_pandas()
    return {
        "from Parquet": lambda: sm.measure(signed, path),
        "from CSV": lambda: sm.measure(signed, csv),
        "from Polars": lambda: sm.measure(signed, frame),
        "from pandas": lambda: sm.measure(signed, pandas),
    }


def polars_contestants(path: Path) -> dict[str, Callable[[], object]]:
    """Measure the handoff in a lazy frame of Polars, and ask for the same by hand, of DuckDB and of Polars."""
    signed = agreement()
    return {
        "ours": lambda: sm.measure(signed, pl.scan_parquet(path)),
        "DuckDB SQL by hand on the frame": lambda: by_hand(_as_arrow(pl.scan_parquet(path))),
        "Polars by hand": lambda: by_hand_in_polars(path),
    }


def _as_arrow(frame: pl.LazyFrame) -> pa.Table:
    return frame.collect().to_arrow(compat_level=pl.CompatLevel.newest())


def spark_contestants(path: Path, session: Any) -> tuple[Callable[[], object], Callable[[], object]]:
    """Measure the handoff in a table of Spark, and ask for the same by hand."""
    signed, table = agreement(), session.read.parquet(str(path))
    return lambda: sm.measure(signed, table), lambda: by_hand_in_spark(table)


def local_session() -> Any:
    """Start Spark on the two cores of this machine."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only where it is there

    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
    settings = {"spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "8", "spark.ui.enabled": "false"}
    for key, value in {**settings, "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def tables_of_time(first: int, last: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Open time by quarters of an hour, and the instants of open time."""
    spans = OFFICE.spans(first, last + 1)
    for name, pieces in (("passed", open_time(spans, first, last + 1)), ("begun", instants(spans))):
        cells = np.arange(pieces.first // _QUARTER, pieces.end // _QUARTER + 1)
        places = np.maximum(np.searchsorted(pieces.starts, cells * _QUARTER, side="right") - 1, 0)
        rises = pieces.rising[places].astype(np.int64)
        yield name, {"cell": cells, "value": pieces.values[places] + rises * cells * _QUARTER, "rise": rises}


def by_hand(leads: Path | pa.Table) -> list[tuple[object, ...]]:
    """Shares, statuses and percentiles by month and segment, with tables of open time by quarters of an hour."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET disabled_optimizers = 'build_side_probe_side'")
        path = leads if isinstance(leads, Path) else "leads_given"
        if not isinstance(leads, Path):
            connection.register("leads_given", leads)
        lasts = ", ".join(f"max({name})" for name in MOMENTS)
        (last,) = connection.execute(f"SELECT epoch_us(greatest({lasts})) FROM '{path}'").fetchall()[0]
        for name, columns in tables_of_time(FIRST, last):  # noqa: B007 - columns are found by their name
            connection.execute(f"CREATE TABLE {name} AS FROM columns")
        return connection.execute((_HERE / "handoffs.sql").read_text().format(path=path, as_of=last)).fetchall()


def by_hand_in_spark(table: Any) -> list[Any]:
    """The same in Spark."""
    session = table.sparkSession
    table.createOrReplaceTempView("leads_given")
    lasts = ", ".join(f"max({name})" for name in MOMENTS)
    (last,) = session.sql(f"SELECT unix_micros(greatest({lasts})) FROM leads_given").collect()[0]
    for name, columns in tables_of_time(FIRST, last):
        rows = list(zip(*(each.tolist() for each in columns.values()), strict=True))
        session.createDataFrame(rows, "cell bigint, value bigint, rise bigint").createOrReplaceTempView(name)
    text = (_HERE / "handoffs.spark.sql").read_text()
    return list(session.sql(text.format(as_of=f"{last}L", never=f"{_NEVER}L")).collect())


def by_hand_in_polars(path: Path) -> pl.DataFrame:
    """The same in Polars."""
    leads = pl.scan_parquet(path)
    found = leads.select(pl.max_horizontal(pl.col(name).max().dt.epoch("us") for name in MOMENTS)).collect()
    last = int(found.item())
    passed, begun = (pl.LazyFrame(columns) for _name, columns in tables_of_time(FIRST, last))

    def looked_up(frame: pl.LazyFrame, number: pl.Expr, where: pl.LazyFrame, value: str, rise: str) -> pl.LazyFrame:
        keyed = frame.with_columns(number.alias("n"), (number // _QUARTER).alias("cell"))
        there = keyed.join(where, on="cell", how="left")
        found = (pl.col("value") + pl.col("rise") * (pl.col("n") % _QUARTER)).alias(value)
        return there.with_columns(found, pl.col("rise").alias(rise)).drop("n", "cell", "value", *({"rise"} - {rise}))

    def first(since: pl.Expr, *names: str) -> pl.Expr:
        some = [pl.when(pl.col(name) >= since).then(pl.col(name)).otherwise(_NEVER) for name in names]
        return pl.min_horizontal(*some)

    micros_of = {name: pl.col(f"{name}_at").dt.epoch("us").fill_null(_NEVER) for name in ("accepted", "contacted")}
    agreed = pl.col("rejected_at").is_not_null() & pl.col("rejection_reason").is_in(REASONS)
    rejected = pl.when(agreed).then(pl.col("rejected_at").dt.epoch("us")).otherwise(_NEVER)
    whole = pl.all_horizontal(
        pl.col(name).fill_null("").str.strip_chars() != "" for name in ("name", "email", "source")
    )
    rows = leads.filter(
        pl.col("asked_to_talk") & ~pl.col("competitor") & pl.col("handed_over_at").is_not_null()
    ).select(
        "segment",
        pl.col("handed_over_at").dt.truncate("1mo").alias("month"),
        pl.col("handed_over_at").dt.epoch("us").alias("handed"),
        rejected.alias("rejected"),
        whole.alias("informed"),
        **micros_of,
    )
    handed = pl.col("handed")
    rows = rows.with_columns(first(handed, "accepted", "contacted").alias("taken"))
    rows = rows.with_columns(pl.min_horizontal("taken", first(handed, "rejected")).alias("ended"))
    before = pl.min_horizontal("accepted", "rejected", "contacted") < handed
    rows = rows.with_columns((before & (pl.col("ended") == _NEVER)).alias("wrong"))
    rows = rows.with_columns(pl.min_horizontal("ended", pl.lit(last)).alias("seen"))
    rows = looked_up(rows, handed, passed, "before", "unused")
    rows = looked_up(rows, pl.col("seen") - 1, passed, "until", "step")
    rows = rows.with_columns(
        (pl.col("until") + pl.col("step") - pl.col("before")).alias("used"),
        ((pl.col("until") - pl.col("before") < _FOUR_HOURS) | (pl.col("seen") <= handed)).alias("in_time"),
    )
    rows = looked_up(rows, pl.col("before") + _FOUR_HOURS - 1, begun, "due", "unused")
    taken = pl.when(pl.col("ended") == pl.col("taken")).then(pl.col("ended")).otherwise(_NEVER)
    began = pl.when("wrong").then(_NEVER).when(~pl.col("in_time")).then(pl.col("due") + 1).otherwise(taken)
    rows = rows.with_columns(began.alias("began"))
    rows = rows.with_columns(
        first(pl.col("began"), "contacted").alias("reached"), pl.min_horizontal("began", pl.lit(last)).alias("since")
    )
    rows = rows.with_columns(pl.min_horizontal("reached", pl.lit(last)).alias("seen"))
    rows = looked_up(rows, pl.col("since"), passed, "before", "unused")
    rows = looked_up(rows, pl.col("seen") - 1, passed, "until", "step")
    on_time = (pl.col("until") - pl.col("before") < _FOUR_HOURS // 4) | (pl.col("seen") <= pl.col("began"))
    rows = rows.with_columns((pl.col("until") + pl.col("step") - pl.col("before")).alias("used_two"), on_time=on_time)
    ended, right = pl.col("ended") < _NEVER, ~pl.col("wrong")
    followed = (pl.col("began") < _NEVER) & (pl.col("reached") < _NEVER)
    asked = [
        pl.len().alias("handed_over"),
        pl.col("informed").sum(),
        (right & pl.col("in_time") & ended).sum().alias("accepted_in_time"),
        (right & ~pl.col("in_time") & ended).sum().alias("accepted_late"),
        (right & ~pl.col("in_time") & ~ended).sum().alias("acceptance_overdue"),
        (followed & pl.col("on_time")).sum().alias("followed_in_time"),
        (followed & ~pl.col("on_time")).sum().alias("followed_late"),
    ]
    for name, among in (("used", ended), ("used_two", followed)):
        ranked = pl.col(name).filter(among).sort()
        places = {share: (among.sum() * share + 9) // 10 - 1 for share in (5, 9)}
        asked += [ranked.get(place, null_on_oob=True).alias(f"{name} {share}") for share, place in places.items()]
    held = rows.select("month", "segment", *_USED_BY_HAND).collect()
    both = (held.lazy().group_by(keys).agg(*asked) for keys in (["month"], ["month", "segment"]))
    return pl.concat(pl.collect_all(both), how="diagonal").sort("month", "segment", nulls_last=False)


def peak_memory(path: Path) -> float:
    """Give the most memory, in GiB, that measuring takes in a new interpreter."""
    code = f"import sys; sys.path.insert(0, {str(_HERE)!r}); import handoffs; handoffs.measured_alone({str(path)!r})"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(found.stdout)


def measured_alone(path: str) -> None:
    """Measure once, and print the most memory that it took, in GiB."""
    sm.measure(agreement(), path)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20))
