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
from smarketing.measuring.clocks.case_columns import InUtc, filled, flag, in_utc, one_row
from smarketing.measuring.clocks.lag_lead import NOTHING, beside
from smarketing.measuring.clocks.piecewise_lookup import Placed, looked_up, placed
from smarketing.measuring.clocks.timetables import Timetable
from smarketing.measuring.ingest.event_tables import Opened, Reading, how_many, nearly, never, segment_of
from smarketing.measuring.services.outages import Outage
from smarketing.tables.engines import NEVER, anchor, fetched, known_moments

MEASURES = ("up", "latency_ms", "done")
_PARTS = {"latency_ms": 1000, "done": 1}
_HALF = 0.5
_BELOW, _IN_PARTS = -2, -3
_DAY = 86_400_000_000


@attrs.frozen(eq=False)
class Samples:
    """A table of samples ready to be asked, from its first moment to its last: `at`, `segment`, `id`, and measures.

    `up` is 1 or 0, `latency_ms` in microseconds, `done` a number; what is not there is -1.
    """

    frame: Any
    measures: tuple[str, ...]
    problems: tuple[Problem, ...]
    first: int
    last: int


def samples(source: Opened, reading: Reading, as_of: int | None) -> Samples | None:
    """Make a table with `at`, and some of `up`, `latency_ms` and `done`, ready; None if nothing was ever sampled.

    InvalidValueError for columns that hold something else.
    """
    columns, schema = source.columns, source.frame.collect_schema()
    measures = tuple(name for name in MEASURES if name in columns)
    read = {name: _whole(source.frame, name, schema[name], source.called) for name in measures}
    frame = source.frame.select(
        nw.col("at"),
        nw.col("id") if "id" in columns else nw.lit("").alias("id"),
        segment_of(source, reading),
        *(each.alias(name) for name, each in read.items()),
    )
    utc = in_utc(frame, known_moments(frame, ["at"]), reading.timezone)
    if utc.first == utc.end:
        return None
    problems = (*nearly(source, ("id", "segment", "at", *MEASURES)), *_told(utc, measures, source.called))
    seen = utc.end - 1 if as_of is None else min(as_of, utc.end - 1)
    frame = utc.frame.filter(nw.col("at") <= seen)
    return Samples(frame, measures, problems, min(utc.first, seen), seen)


def _whole(frame: Any, name: str, dtype: Any, called: str) -> nw.Expr:
    """A measure in whole numbers, -1 where there is none, -2 where it is below 0, and -3 where parts are counted."""
    if name == "up" and dtype == nw.Boolean:
        return nw.when(nw.col(name).is_null()).then(nw.lit(NOTHING, nw.Int64)).otherwise(flag(nw.col(name)))
    if not dtype.is_numeric():
        said = "true or false" if name == "up" else "a number"
        message = f"{name} is {said}, and {dtype} in {called}; leave the cell empty where nothing was measured"
        raise InvalidValueError(message, "events")
    there = filled(frame, name)
    number = nw.when(there).then(nw.col(name).cast(nw.Float64)).otherwise(nw.lit(0.0))
    whole = flag(number != 0) if name == "up" else (number * _PARTS[name] + _HALF).floor().cast(nw.Int64)
    kept = nw.when(number < 0).then(nw.lit(_BELOW, nw.Int64)).otherwise(whole)
    if name == "done":
        kept = nw.when(number != number.floor()).then(nw.lit(_IN_PARTS, nw.Int64)).otherwise(kept)
    return nw.when(there).then(kept).otherwise(nw.lit(NOTHING, nw.Int64))


def _told(utc: InUtc, measures: tuple[str, ...], called: str) -> Iterator[Problem]:
    """What is wrong with rows, counted in one go."""
    asked = {name: {f"{name} {wrong}": nw.col(name) == wrong for wrong in (_BELOW, _IN_PARTS)} for name in measures}
    wrong = {"moments": nw.col("at") == NEVER} | {key: one for some in asked.values() for key, one in some.items()}
    counts = one_row(utc.frame.select(*(flag(one).sum().alias(key) for key, one in wrong.items())))
    yield from (never(count, "at") for count in utc.wrong.values())
    if lost := int(counts["moments"]) - sum(utc.wrong.values()):
        yield Problem(f"{how_many(lost, 'sample')} of {called} without a moment: left out")
    for name in measures:
        for number, said in ((_BELOW, f"{name} below 0"), (_IN_PARTS, f"{name} that is no whole number")):
            if lost := int(counts[f"{name} {number}"] or 0):
                yield Problem(f"{how_many(lost, 'sample')} of {called} with {said}: taken as not measured")


def outages(found: Samples, service: Service) -> tuple[tuple[Outage, ...], Mapping[str, list[Span]]]:
    """Give the spells between samples that were down and the next that was up, and the time no sample speaks for."""
    every = _every(service)
    states = found.frame.filter(nw.col("up") >= 0).group_by("segment", "at").agg(nw.col("up").min())
    bounds = states.group_by("segment").agg(nw.col("at").min().alias("first"), nw.col("at").max().alias("last"))
    nothing = [(segment, found.last, found.last) for (segment,) in fetched(found.frame.select("segment").unique())]
    spoken = {segment: (segment, first, last) for segment, first, last in (*nothing, *fetched(bounds))}
    turns = beside(states, {"up": "before", "at": "previous"}, -1, "segment", ["at"])
    changed = (nw.col("before") != nw.col("up")) & ((nw.col("before") >= 0) | (nw.col("up") == 0))
    some = (
        changed if every is None else changed | ((nw.col("before") >= 0) & (nw.col("at") - nw.col("previous") > every))
    )
    rows = sorted(fetched(turns.filter(some).select("segment", "at", "up", "before", "previous")))
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


def differences(found: Samples, calendar: Timetable, counted: Sequence[Span]) -> Any:
    """Give the replies that another came before in their segment, with how `much` they differ, and their `month`.

    Only those at a time that counts; what they are compared with may lie before it.
    """
    replies = found.frame.filter(nw.col("latency_ms") >= 0)
    both = beside(replies, {"latency_ms": "before"}, -1, "segment", ["at", "latency_ms"]).filter(nw.col("before") >= 0)
    much = (nw.col("latency_ms") - nw.col("before")).abs()
    pairs = both.select("at", "id", "segment", much.alias("much"), nw.lit(1, nw.Int64).alias("out_of"))
    inside = looked_up(pairs, "at", _passed(found, counted), "passed", rises="open").filter(nw.col("open") == 1)
    return calendar.with_month(inside.drop("passed", "open"), "at")


def carried(found: Samples, service: Service, calendar: Timetable, counted: Sequence[Span]) -> Any:
    """Give the samples that say how `much` was done `out_of` so much time, with their `month`.

    Each speaks for the time since the one before in its segment, and no longer than they are sampled; only those all
    of whose time counts.
    """
    every = _every(service)
    done = found.frame.filter(nw.col("done") >= 0).group_by("segment", "at")
    some = beside(done.agg(nw.col("id").min(), nw.col("done").sum()), {"at": "previous"}, -1, "segment", ["at"])
    since = nw.col("previous") if every is None else nw.max_horizontal("previous", nw.col("at") - every)
    some = some.filter((nw.col("previous") >= 0) | nw.lit(every is not None))
    some = some.with_columns(nw.max_horizontal(since, nw.lit(found.first, nw.Int64)).alias("since"))
    passed = _passed(found, counted)
    both = looked_up(looked_up(some, "since", passed, "before"), "at", passed, "after")
    out_of = nw.col("after") - nw.col("before")
    whole = both.filter((out_of > 0) & (out_of == nw.col("at") - nw.col("since")))
    return calendar.with_month(
        whole.select("at", "id", "segment", nw.col("done").alias("much"), out_of.alias("out_of")), "at"
    )


def _passed(found: Samples, counted: Sequence[Span]) -> Placed:
    return placed(anchor(found.frame), [open_time(counted, found.first - _DAY, found.last + _DAY)])


def summed(frame: Any) -> dict[tuple[int, str], tuple[int, int]]:
    """Give how `much` there is `out_of` how much, by month, and by month and segment; '' is all."""
    rows = frame.group_by("month", "segment").agg(nw.col("much", "out_of").sum())
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for month, segment, much, out_of in fetched(rows.select("month", "segment", "much", "out_of")):
        for key in {(int(month), ""), (int(month), segment)}:
            before = found.get(key, (0, 0))
            found[key] = (before[0] + int(much), before[1] + int(out_of))
    return found


def _every(service: Service) -> int | None:
    """How long a sample speaks for; None is until the next one."""
    return None if service.sampled_every is None else int(service.sampled_every.value_in("second") * 1_000_000)
