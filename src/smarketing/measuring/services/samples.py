"""Tables of samples, many rows each: when a service was not there, how much it carried, how its replies differed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from smarketing.agreement import Service
from smarketing.errors import InvalidValueError, Problem
from smarketing.hours.spans import Span, merged
from smarketing.hours.vectorized import open_time
from smarketing.measuring.clocks.case_columns import InUtc, Schema, filled, in_utc, one_if
from smarketing.measuring.clocks.piecewise_lookup import Placed, looked_up, placed
from smarketing.measuring.clocks.timetables import Timetable
from smarketing.measuring.ingest.event_tables import Opened, Reading, how_many, nearly, never, segment_of
from smarketing.measuring.services.outages import Outage
from smarketing.tables.engines import known_moments
from smarketing.tables.queries import NEVER, Query, flag

MEASURES = ("up", "latency_ms", "done")
_PARTS = {"latency_ms": 1000, "done": 1}
_HALF = 0.5
_NOTHING, _BELOW, _IN_PARTS = -1, -2, -3
_DAY = 86_400_000_000


@attrs.frozen(eq=False)
class Samples:
    """A table of samples ready to be asked, from its first moment to its last: `moment`, `segment`, `id`, and measures.

    `up` is 1 or 0, `latency_ms` in microseconds, `done` a number; what is not there is -1.
    """

    query: Query
    measures: tuple[str, ...]
    problems: tuple[Problem, ...]
    first: int
    last: int


def samples(source: Opened, reading: Reading, as_of: int | None) -> Samples | None:
    """Make a table with `at`, and some of `up`, `latency_ms` and `done`, ready; None if nothing was ever sampled.

    InvalidValueError for columns that hold something else.
    """
    columns, schema = source.columns, source.schema
    measures = tuple(name for name in MEASURES if name in columns)
    read = {name: _whole(schema, name, source.called) for name in measures}
    frame = source.frame.select(
        nw.col("at").alias("moment"),
        nw.col("id") if "id" in columns else nw.lit("").alias("id"),
        segment_of(source, reading),
        *(each.alias(name) for name, each in read.items()),
    )
    utc = in_utc(frame, known_moments(frame, ["moment"]), reading.timezone, source.connection)
    if utc.first == utc.end:
        return None
    problems = (*nearly(source, ("id", "segment", "at", *MEASURES)), *_told(utc, measures, source.called))
    seen = utc.end - 1 if as_of is None else min(as_of, utc.end - 1)
    query = utc.query.where(f"moment <= {seen}")
    return Samples(query, measures, problems, min(utc.first, seen), seen)


def _whole(schema: Schema, name: str, called: str) -> nw.Expr:
    """A measure in whole numbers, -1 where there is none, -2 where it is below 0, and -3 where parts are counted."""
    dtype = schema[name]
    if name == "up" and dtype == nw.Boolean:
        return nw.when(nw.col(name).is_null()).then(nw.lit(_NOTHING, nw.Int64)).otherwise(one_if(nw.col(name)))
    if not dtype.is_numeric():
        said = "true or false" if name == "up" else "a number"
        message = f"{name} is {said}, and {dtype} in {called}; leave the cell empty where nothing was measured"
        raise InvalidValueError(message, "events")
    there = filled(schema, name)
    number = nw.when(there).then(nw.col(name).cast(nw.Float64)).otherwise(nw.lit(0.0))
    whole = one_if(number != 0) if name == "up" else (number * _PARTS[name] + _HALF).floor().cast(nw.Int64)
    kept = nw.when(number < 0).then(nw.lit(_BELOW, nw.Int64)).otherwise(whole)
    if name == "done":
        kept = nw.when(number != number.floor()).then(nw.lit(_IN_PARTS, nw.Int64)).otherwise(kept)
    return nw.when(there).then(kept).otherwise(nw.lit(_NOTHING, nw.Int64))


def _told(utc: InUtc, measures: tuple[str, ...], called: str) -> Iterator[Problem]:
    """What is wrong with rows, counted in one go."""
    asked = {f"{name}_{-wrong}": f"{name} = {wrong}" for name in measures for wrong in (_BELOW, _IN_PARTS)}
    sums = {name: f"sum({flag(one)})" for name, one in ({"moments": f"moment >= {NEVER}"} | asked).items()}
    (found,) = utc.query.grouped(**sums).rows()
    counts = dict(zip(sums, found, strict=True))
    yield from (never(count, "at") for count in utc.wrong.values())
    if lost := int(counts["moments"] or 0) - sum(utc.wrong.values()):
        yield Problem(f"{how_many(lost, 'sample')} of {called} without a moment: left out")
    for name in measures:
        for number, said in ((_BELOW, f"{name} below 0"), (_IN_PARTS, f"{name} that is no whole number")):
            if lost := int(counts[f"{name}_{-number}"] or 0):
                yield Problem(f"{how_many(lost, 'sample')} of {called} with {said}: taken as not measured")


def outages(found: Samples, service: Service) -> tuple[tuple[Outage, ...], Mapping[str, list[Span]]]:
    """Give the spells between samples that were down and the next that was up, and the time no sample speaks for."""
    every = _every(service)
    states = found.query.where("up >= 0").grouped("segment", "moment", up="min(up)")
    bounds = states.grouped("segment", first="min(moment)", last="max(moment)").rows()
    nothing = [(segment, found.last, found.last) for (segment,) in found.query.grouped("segment").rows()]
    spoken = {segment: (segment, int(first), int(last)) for segment, first, last in (*nothing, *bounds)}
    turns = _after_each(states, ["segment"], ["moment"], before="up", previous="moment")
    changed = "(before <> up AND (before >= 0 OR up = 0))"
    some = changed if every is None else f"({changed} OR (before >= 0 AND moment - previous > {every}))"
    rows = sorted(turns.where(some).select("segment", "moment", "up", "before", "previous").rows())
    by_segment = {segment: [*each] for segment, each in groupby(rows, key=lambda row: row[0])}
    down: list[Outage] = []
    unknown: dict[str, list[Span]] = {}
    for segment, first, last in sorted(spoken.values()):
        here = by_segment.get(segment, [])
        down += _down(here, segment, service)
        gaps = [(found.first, first), (last if every is None else min(last + every, found.last), found.last)]
        gaps += [] if every is None else [(row[4] + every, row[1]) for row in here if _is_gap(row, every)]
        unknown[segment] = merged(gap for gap in gaps if gap[0] < gap[1])
    return tuple(down), unknown


def _is_gap(row: tuple[Any, ...], every: int) -> bool:
    _segment, at, _up, before, previous = row
    return bool(before >= 0 and at - previous > every)


def _down(rows: list[tuple[Any, ...]], segment: str, service: Service) -> Iterator[Outage]:
    since: int | None = None
    payer = service.paid_by or service.owed_by
    for _segment, at, up, before, _previous in rows:
        if up == 0 and before != 0:
            since = int(at)
        elif up == 1 and since is not None:
            yield Outage("", segment, since, int(at), "failure", payer)
            since = None
    if since is not None:
        yield Outage("", segment, since, None, "failure", payer)


def differences(found: Samples, calendar: Timetable, counted: Sequence[Span]) -> Query:
    """Give the replies that another came before in their segment, with how `much` they differ, and their `month`.

    Only those at a time that counts; what they are compared with may lie before it.
    """
    replies = found.query.where("latency_ms >= 0")
    both = _after_each(replies, ["segment"], ["moment", "latency_ms"], before="latency_ms").where("before >= 0")
    pairs = both.select("moment", "id", "segment", much="abs(latency_ms - before)", out_of="1")
    inside = looked_up(pairs, "moment", _passed(found, counted), "passed", rises="open_then").where("open_then = 1")
    return calendar.with_month(inside.without("passed", "open_then"), "moment")


def carried(found: Samples, service: Service, calendar: Timetable, counted: Sequence[Span]) -> Query:
    """Give the samples that say how `much` was done `out_of` so much time, with their `month`.

    Each speaks for the time since the one before in its segment, and no longer than they are sampled; only those all
    of whose time counts.
    """
    every = _every(service)
    done = found.query.where("done >= 0").grouped("segment", "moment", id="min(id)", done="sum(done)")
    some = _after_each(done, ["segment"], ["moment"], previous="moment")
    since = "previous" if every is None else f"greatest(previous, moment - {every})"
    some = some.where("previous >= 0") if every is None else some
    some = some.with_columns(since=f"greatest({since}, {found.first})")
    passed = _passed(found, counted)
    both = looked_up(looked_up(some, "since", passed, "open_before"), "moment", passed, "open_after")
    out_of = "open_after - open_before"
    whole = both.where(f"{out_of} > 0 AND {out_of} = moment - since")
    return calendar.with_month(whole.select("moment", "id", "segment", much="done", out_of=out_of), "moment")


def _after_each(rows: Query, by: Sequence[str], order: Sequence[str], **columns: str) -> Query:
    """Add columns of the row before, under new names; -1 where there is none."""
    over = f"OVER (PARTITION BY {', '.join(by)} ORDER BY {', '.join(order)})"
    return rows.with_columns(**{new: f"coalesce(lag({old}) {over}, {_NOTHING})" for new, old in columns.items()})


def _passed(found: Samples, counted: Sequence[Span]) -> Placed:
    return placed(found.query.source, [open_time(counted, found.first - _DAY, found.last + _DAY)])


def summed(rows: Query) -> dict[tuple[int, str], tuple[int, int]]:
    """Give how `much` there is `out_of` how much, by month, and by month and segment; '' is all."""
    sums = rows.grouped("month", "segment", much="sum(much)", out_of="sum(out_of)")
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for month, segment, much, out_of in sums.rows():
        for key in {(int(month), ""), (int(month), segment)}:
            before = found.get(key, (0, 0))
            found[key] = (before[0] + int(much), before[1] + int(out_of))
    return found


def _every(service: Service) -> int | None:
    """How long a sample speaks for; None is until the next one."""
    return None if service.sampled_every is None else int(service.sampled_every.value_in("second") * 1_000_000)
