"""A handoff measured on ten million leads in a Parquet file, beside SQL by hand for the same shares and percentiles."""

import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np

import smarketing as sm
from smarketing.hours.bulk import instants, open_time
from smarketing.hours.spans import micros

_HERE = Path(__file__).parent
_GENERATOR = _HERE.parent / "examples" / "lead_log" / "generate.py"
_QUARTER = 900_000_000
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
    """Measure the handoff, and ask for the same by hand."""
    signed = agreement()
    return lambda: sm.measure(signed, path), lambda: by_hand(path)


def by_hand(path: Path) -> list[tuple[object, ...]]:
    """Shares, statuses and percentiles by month and segment, with tables of open time by quarters of an hour."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET disabled_optimizers = 'build_side_probe_side'")
        first = micros(datetime(2025, 12, 31, tzinfo=UTC))
        (last,) = connection.execute(
            "SELECT max(epoch_us(greatest(handed_over_at, accepted_at, rejected_at, contacted_at, recycled_at,"
            f" disqualified_at))) FROM '{path}'"
        ).fetchall()[0]
        spans = OFFICE.spans(first, last + 1)
        for name, pieces in (("passed", open_time(spans, first, last + 1)), ("begun", instants(spans))):
            cells = np.arange(pieces.first // _QUARTER, pieces.end // _QUARTER + 1)
            places = np.maximum(np.searchsorted(pieces.starts, cells * _QUARTER, side="right") - 1, 0)
            rises = pieces.rising[places].astype(np.int64)
            columns = {  # noqa: F841 - found by its name
                "cell": cells,
                "value": pieces.values[places] + rises * cells * _QUARTER,
                "rise": rises,
            }
            connection.execute(f"CREATE TABLE {name} AS FROM columns")
        return connection.execute((_HERE / "handoffs.sql").read_text().format(path=path, as_of=last)).fetchall()


def peak_memory(path: Path) -> float:
    """Give the most memory, in GiB, that measuring takes in a new interpreter."""
    code = f"import sys; sys.path.insert(0, {str(_HERE)!r}); import handoffs; handoffs.measured_alone({str(path)!r})"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(found.stdout)


def measured_alone(path: str) -> None:
    """Measure once, and print the most memory that it took, in GiB."""
    sm.measure(agreement(), path)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20))
