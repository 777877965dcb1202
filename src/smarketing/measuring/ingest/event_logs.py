"""Event logs as they come in, made ready to be counted: one row for each instant of a case."""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from smarketing.errors import InvalidValueError, Problem
from smarketing.measuring.clocks.case_columns import holds, in_utc, one_if, text
from smarketing.measuring.clocks.case_history import REJECTED
from smarketing.measuring.clocks.log_cases import CaseLog
from smarketing.measuring.clocks.log_runs import EventLog
from smarketing.measuring.clocks.measured_clauses import ACCEPTED, OTHERWISE, MeasuredClause
from smarketing.measuring.ingest.event_tables import (
    Lacking,
    Opened,
    Reading,
    Ready,
    fields_of,
    how_many,
    never,
    not_informed,
    place_of,
    scored,
    stretch_of,
)
from smarketing.measuring.ingest.unmatched_ids import why_unmatched
from smarketing.tables.engines import check_together, known_moments
from smarketing.tables.queries import Query, flag


def log_of(source: Opened, about: Opened | None, part: MeasuredClause, reading: Reading, as_of: int | None) -> Ready:
    """Make an event log ready; `about` is the table of its cases, without which the log's own columns say it.

    The fields of what begins are then those of the row with which it began.
    """
    _check_log(source, about or source)
    about = scored(about or source, part.agreement, part)
    fields, informed = fields_of(about, part, reading.segment)
    problems = list(not_informed(part, informed, about.called))
    has_reason = "reason" in source.columns
    bits = {name: 1 << place for place, name in enumerate(dict.fromkeys([*part.events, *part.tried, OTHERWISE]))}
    reason = place_of("reason", part.reasons) if has_reason else nw.lit(-1, nw.Int64)
    own = {"id": nw.col("id"), "moment": nw.col("at"), "events": _bits_of(source, part, bits), "reason": reason}
    apart = about.frame is not source.frame and about.called != source.called
    frame = source.frame
    if not apart:
        own |= fields
    frame = frame.select(*(each.alias(name) for name, each in own.items()))
    if apart:
        named = (each.alias(name) for name, each in fields.items())
        beside = about.frame.select(nw.col("id"), *named).with_columns(copies=nw.len().over("id"))
        frame = frame.join(beside, on="id", how="left")
    utc = in_utc(frame, known_moments(frame, ["moment"]), reading.timezone, source.connection)
    problems += [never(count, "at") for count in utc.wrong.values()]
    stretch = stretch_of(utc, as_of, part)
    if part.reasons and not has_reason and REJECTED in bits:
        problems.append(Problem(f"{source.called} has no column 'reason': all rejections count as agreed"))
    if stretch is None:
        return Ready(part, tuple(problems))
    rows = utc.query.where(f"events <> 0 AND moment <= {stretch.as_of}")
    if part.reasons and has_reason:  # no other reason rejects anything
        rejected, otherwise = bits[REJECTED], bits[OTHERWISE]
        other = f"events & {rejected} <> 0 AND reason < 0"
        rows = rows.with_columns(events=f"CASE WHEN {other} THEN events - {rejected} + {otherwise} ELSE events END")
    present, told = _told(rows, source, about if apart else None)
    bits = {name: bit for name, bit in bits.items() if bit & present or name == ACCEPTED}
    return Ready(part, (*problems, *told), stretch, _by_instant(rows, EventLog(rows, bits), part, informed))


def _bits_of(source: Opened, part: MeasuredClause, bits: Mapping[str, int]) -> nw.Expr:
    """The events that a row is, by the agreement's definitions of them: a bit for each."""
    criteria = part.agreement.event_criteria[0]
    found = nw.lit(0, nw.Int64)
    for name, bit in bits.items():
        is_one = holds(criteria[name], source.schema) if name in criteria else text("event") == name
        found = found + one_if(is_one) * bit
    return found


def _told(rows: Query, source: Opened, about: Opened | None) -> tuple[int, list[Problem]]:
    """Which events there are, as bits; and how many rows are of no case, or stand there twice."""
    unknown, copies = ("qualified IS NULL", "coalesce(max(copies), 1)") if about else ("1 = 0", "1")
    each = rows.with_columns(other=flag(f"id IS NOT NULL AND {unknown}")).grouped(
        "id", "moment", "events", "reason", "other", rows=f"CAST(count(*) / {copies} AS BIGINT)"
    )
    ((present, lost, others, twice),) = each.grouped(
        present="bit_or(events)",
        lost="sum(CASE WHEN id IS NULL THEN rows ELSE 0 END)",
        others="sum(other * rows)",
        twice="sum(CASE WHEN id IS NOT NULL AND other = 0 THEN rows - 1 ELSE 0 END)",
    ).rows()
    problems = []
    if lost:
        problems.append(Problem(f"{how_many(lost, 'event')} of {source.called} without an id: left out"))
    if others and about is not None:
        left_out = (
            f"{how_many(others, 'event')} of {source.called} with an id that {about.called} does not have: left out"
        )
        why = why_unmatched(source.frame, about.frame)
        problems.append(Problem(f"{left_out}; {why}" if why else left_out))
    if twice:
        problems.append(
            Problem(f"{how_many(twice, 'event')} of {source.called} that the log has already: counted once")
        )
    return int(present or 0), problems


def _by_instant(rows: Query, log: EventLog, part: MeasuredClause, informed: Lacking) -> CaseLog:
    """One row for each instant of a case, with all that happened at it; what begins and does not qualify apart."""
    begins = log.mask(*part.begins)
    rows = rows.where("id IS NOT NULL AND qualified IS NOT NULL")
    rows = rows.with_columns(refused=flag(f"events & {begins} <> 0 AND qualified = 0"))
    rows = rows.with_columns(events=f"CASE WHEN refused = 1 THEN events - (events & {begins}) ELSE events END")
    fields = ["qualified", "segment", *informed.values(), *(f"timer_{each.step}" for each in part.clocks)]
    order = [f"{flag(f'events & {begins} <> 0')} DESC", "refused DESC", "qualified DESC", *fields[1:]]
    each = "OVER (PARTITION BY id, moment)"
    rows = rows.numbered("nth", ["id", "moment"], order).with_columns(
        events=f"bit_or(events) {each}",
        refused=f"max(refused) {each}",
        reason=f"coalesce(min(CASE WHEN reason >= 0 THEN reason END) {each}, -1)",
    )
    rows = rows.where("nth = 1").select("id", "moment", "events", "reason", "refused", *fields, origin="moment")
    unqualified = rows.where(f"refused = 1 AND events & {begins} = 0")
    return CaseLog(EventLog(rows.where("events <> 0"), log.bits), unqualified, informed)


def _check_log(source: Opened, about: Opened) -> None:
    missing = [name for name in ("id", "event", "at") if name not in source.columns]
    if missing:
        message = f"an event log has the columns id, event and at; {source.called} has no {missing[0]!r}"
        raise InvalidValueError(message, "events")
    if "id" not in about.columns:
        raise InvalidValueError(f"the table beside a log has a column id; {about.called} has none", "tables")
    check_together(source.frame, about.frame)
    here, there = (each.frame.collect_schema()["id"] for each in (source, about))
    if here.is_integer() != there.is_integer():
        raise InvalidValueError(f"id is {here} in {source.called}, and {there} in {about.called}", "tables")
