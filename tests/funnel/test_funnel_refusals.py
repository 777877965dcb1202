"""What the funnel's parts refuse besides: each with its whole message and the argument it is about."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from smarketing.errors import InvalidValueError
from smarketing.funnel import (
    Days,
    Funnel,
    Segment,
    Stage,
    arrivals,
    channels_of,
    learn,
    monthly_goals,
    schedule,
    solve,
    spent,
)
from smarketing.months import Month, Period

CHAIN: list[str | tuple[str, str]] = ["SQL", ("customer", "50 %")]
FUNNEL = Funnel(CHAIN, "100 USD/customer", "5000 USD/month")
PARTS = Funnel(CHAIN, "100 USD/customer", "5000 USD/month", segments=[Segment("all", share="100 %")])
WINTERLESS = Funnel(CHAIN, "100 USD/customer", "300 USD/quarter", seasonality=["0 %"] * 3 + ["100 %"] * 9)
JANUARY = Month(2026, 1)
NOON = datetime(2026, 1, 5, 12)
_OFFSET = pa.schema({"a": pa.timestamp("us", "+02:00"), "b": pa.timestamp("us", "+02:00")})
ZONES = pl.DataFrame({"lead": [NOON], "sale": [NOON.replace(tzinfo=UTC)]})


def money(leads: str) -> object:
    """Spend 10 USD on some leads."""
    return spent("10 USD", leads=leads, customers="1 customer", revenue="1 USD")


@pytest.mark.parametrize(
    ("call", "message", "field"),
    [
        (lambda: Days({3: 1}).quantile("150 %"), "a quantile is from 0 % to 100 %, not 150 %", "share"),
        (lambda: money("-1 lead"), "leads and customers are heads, not below zero: not -1 lead", "leads"),
        (lambda: money("5 USD"), "leads and customers are heads, not below zero: not 5 USD", "leads"),
        (
            lambda: Funnel(
                CHAIN,
                "100 USD/customer",
                "5000 USD/month",
                segments=[Segment("a", share="100 %", stages=[("customer", "30 %"), ("customer", "40 %")])],
            ),
            "segment a: each way is there once",
            "segments",
        ),
        (
            lambda: Segment("a", share="100 %", stages=[Stage("customer", "30 %", owed_by="Sales")]),
            "stage customer of segment a has the party of the funnel's stage, and no other",
            "stages",
        ),
        (
            lambda: monthly_goals(WINTERLESS, Period.parse("2026-Q1")),
            "every month of 2026-Q1 has a weight of 0, so that no month can bring the goal",
            "seasonality",
        ),
        (
            lambda: channels_of(FUNNEL, "SQL", {}),
            "a funnel without segments has no channels; make them one by one",
            "funnel",
        ),
        (
            lambda: channels_of(PARTS, "SQL", {"all": "1 USD/SQL"}, {"al": 3}),
            "no segment named 'al'; segments are 'all' (did you mean 'all'?)",
            "capacities",
        ),
        (
            lambda: arrivals(FUNNEL, {"SQL": {JANUARY: 10}}, JANUARY).revenue(JANUARY + 1),
            "arrivals were worked out through 2026-01, not for 2026-02",
            "month",
        ),
        (lambda: arrivals(FUNNEL, {"SQL": {JANUARY: -1}}, JANUARY), "there are no -1 SQL in 2026-01", "entering"),
        (
            lambda: schedule(PARTS, Period.parse("2026-Q1")).entering,
            "what enters differs by segment; ask the schedules of the segments",
            None,
        ),
        (
            lambda: solve(["SQL", "customer"], value="100 USD"),
            "a value is money for one head of a stage, as in '100 USD/customer'; not 100 USD",
            "value",
        ),
        (
            lambda: learn(ZONES, ["lead", "sale"], known_through=JANUARY),
            "columns of times are in one zone, not 'lead' in no zone, 'sale' in UTC; convert them first",
            "columns",
        ),
        (
            lambda: learn(
                ZONES.select(a=pl.col("sale").dt.convert_time_zone("Etc/GMT+2"), b="sale").to_arrow().cast(_OFFSET),
                ["a", "b"],
                known_through=JANUARY,
            ),
            "column 'a' is in +02:00; convert it to a zone with a name, as Europe/Berlin",
            "columns",
        ),
    ],
)
def test_refused(call: Callable[[], object], message: str, field: str | None) -> None:
    """Said at the door, with what was given."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        call()
    assert caught.value.field == field
