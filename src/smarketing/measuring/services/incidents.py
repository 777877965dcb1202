"""Tables of incidents, with one row each: the outages that they tell of."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from smarketing.agreement import Agreement, Service
from smarketing.errors import InvalidValueError, Problem
from smarketing.measuring.clocks.case_columns import in_utc, one_if, stripped, text
from smarketing.measuring.ingest.event_tables import Opened, Reading, how_many, nearly, never, segment_of
from smarketing.measuring.services.outages import Outage, OutageKind
from smarketing.tables.engines import known_moments
from smarketing.tables.queries import NEVER

FAILED, REPORTED, RESTORED = "failed_at", "reported_at", "restored_at"
_MOMENTS = (FAILED, REPORTED, RESTORED)
COLUMNS = ("id", "segment", *_MOMENTS, "planned", "caused_by")
"""All that a table of incidents may say."""


@attrs.frozen
class Incidents:
    """What a table of incidents tells: outages, what was wrong with it, and its last moment if it has any.

    It is not `readable` if it has rows, and not one of them says when it failed.
    """

    outages: tuple[Outage, ...]
    problems: tuple[Problem, ...]
    last: int | None
    readable: bool


def incidents(source: Opened, service: Service, agreement: Agreement, reading: Reading, as_of: int | None) -> Incidents:
    """Read a table with `failed_at`, and perhaps `id`, `segment`, `reported_at`, `restored_at`, `planned`, `caused_by`.

    What happened after `as_of` is not known yet. InvalidValueError where faults are to be reported and none can be.
    """
    columns = source.columns
    if service.reported_to and REPORTED not in columns:
        message = f"faults of {service.name} count from when they are reported, and {source.called} has no {REPORTED!r}"
        raise InvalidValueError(message, "tables")
    known = known_moments(source.frame, [name for name in _MOMENTS if name in columns])
    if service.weighed_by is not None and service.weighed_by not in columns:
        message = f"the time that is lost goes by {service.weighed_by!r}, and {source.called} has no such column"
        raise InvalidValueError(message, "tables")
    nothing = nw.lit(NEVER, nw.Int64)
    frame = source.frame.select(
        nw.col("id") if "id" in columns else nw.lit("").alias("id"),
        segment_of(source, reading),
        (stripped(text("caused_by")) if "caused_by" in columns else nw.lit("")).alias("caused_by"),
        _planned(source).alias("planned"),
        (nw.lit("") if service.weighed_by is None else stripped(text(service.weighed_by))).alias("weighed"),
        *(nw.col(name) if name in known else nothing.alias(name) for name in _MOMENTS),
    )
    utc = in_utc(frame, known, reading.timezone, source.connection)
    read = [dict(zip(utc.query.columns, row, strict=True)) for row in utc.query.rows()]
    until = (utc.end - 1 if utc.end else None) if as_of is None else as_of
    problems = [never(count, name) for name, count in utc.wrong.items()]
    problems += (*nearly(source, COLUMNS), *_told(read, source.called))
    if read and RESTORED not in columns:
        problems.append(Problem(f"{source.called} has no {RESTORED!r}: all its incidents last"))
    outages = (_outage(row, service, agreement, NEVER if until is None else until) for row in read)
    readable = not read or any(row[FAILED] < NEVER for row in read)
    return Incidents(tuple(sorted(filter(None, outages), key=_order)), tuple(problems), until, readable)


def _planned(source: Opened) -> nw.Expr:
    if "planned" not in source.columns:
        return nw.lit(0, nw.Int64)
    dtype = source.frame.collect_schema()["planned"]
    if dtype == nw.Boolean:
        return one_if(nw.col("planned").fill_null(False))
    if dtype.is_numeric():
        return one_if(nw.col("planned").fill_null(0) != 0)
    raise InvalidValueError(f"planned is true or false, and {dtype} in {source.called}", "tables")


def _told(rows: list[dict[str, Any]], called: str) -> Iterator[Problem]:
    if lost := sum(row[FAILED] == NEVER for row in rows):
        yield Problem(f"{how_many(lost, 'incident')} of {called} without {FAILED}: left out")
    if lost := sum(row[RESTORED] < row[FAILED] < NEVER for row in rows):
        yield Problem(f"{how_many(lost, 'incident')} of {called} restored before it failed: left out")


def _outage(row: dict[str, Any], service: Service, agreement: Agreement, until: int) -> Outage | None:
    failed, reported, restored = (int(row[name]) if row[name] <= until else NEVER for name in _MOMENTS)
    if failed == NEVER or restored < failed:
        return None
    cause, planned = row["caused_by"].casefold(), bool(row["planned"])
    since = max(failed, reported) if service.reported_to and not planned and reported < restored else failed
    kind: OutageKind = "failure"
    if planned:
        kind = "planned"
    elif cause in {each.casefold() for each in (service.owed_to, *service.excludes)}:
        kind = "excluded"
    elif service.reported_to and reported >= restored:
        kind = "not reported"
    parties = {each.name.casefold(): each.name for each in agreement.parties}
    payer = service.paid_by or parties.get(cause, service.owed_by)
    lost = next((each.lost.value / 100 for each in service.weights if each.value == row["weighed"]), Fraction(1))
    return Outage(row["id"], row["segment"], since, None if restored == NEVER else restored, kind, payer, lost)


def _order(outage: Outage) -> tuple[int, str, str]:
    return outage.since, str(outage.id), outage.segment
