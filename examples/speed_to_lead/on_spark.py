"""Measure the agreement where the rows are, on Spark: local, on a cluster, or on tables of a warehouse.

Usage: spark-submit on_spark.py LEADS MESSAGES [THROUGH]
LEADS and MESSAGES are tables of the catalog, as crm.leads, or paths of Parquet files or CSV files with a header.
"""

import sys
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

import smarketing as sm

AGREEMENT = Path(__file__).with_name("agreement.yaml")


def rows_of(session: SparkSession, name: str) -> DataFrame:
    """Give a table of the catalog, or the rows of files."""
    if name.endswith(".csv"):
        return session.read.csv(name, header=True, inferSchema=True)
    return session.read.parquet(name) if "/" in name else session.table(name)


def scorecard(session: SparkSession, leads: str, messages: str, through: str) -> sm.Scorecard:
    """Count on the cluster, judge here."""
    agreement = sm.load(AGREEMENT)
    tables: dict[str, Any] = {"sql-to-sales": rows_of(session, leads), "twitter": rows_of(session, messages)}
    measured = sm.measure(agreement, tables)
    for problem in measured.problems:
        sys.stderr.write(f"{problem}\n")
    return sm.judge(agreement, measured.actuals, through=through)


def main(leads: str, messages: str, through: str = "2026-03") -> None:
    """Print a line for each verdict."""
    session = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    for verdict in scorecard(session, leads, messages, through).verdicts:
        print(verdict.month, verdict.promise.name, verdict.status.value, "|", verdict.because)


if __name__ == "__main__":
    main(*sys.argv[1:])
