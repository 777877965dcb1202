"""From tables of leads, messages, events and faults to the monthly figures of what is promised."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import attrs

from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.events.figures import SHARES, Figure, figures
from smarketing.events.log_cases import count_log
from smarketing.events.measured import Measured, MeasuredPart
from smarketing.events.opening import SUFFIX, Opened, Reading, Ready, check_columns, log_of, opened, rows_of
from smarketing.events.parts import Part, parts_of
from smarketing.events.row_cases import Counted, count_rows
from smarketing.events.services import Watched
from smarketing.events.timetables import Stretch
from smarketing.events.watching import watched
from smarketing.hours.spans import EPOCH, MICRO, as_instant
from smarketing.model import Agreement, Service
from smarketing.months import Month, time_zone
from smarketing.tables.engines import grouped

Given = object
"""A dataframe, or the path of a file."""


def measure(
    agreement: Agreement,
    tables: Given = None,
    *,
    events: Given = None,
    as_of: datetime | None = None,
    segment: str | None = None,
    columns: Mapping[str, str] = {},
    dates: str | Mapping[str, str] = {},
    timezone: str | None = None,
) -> Measured:
    """Measure what the handoffs, channels and services of an agreement promise, month by month.

    `tables` is a table with one row a case for all of them, or a mapping from their names to tables: dataframes of
    pandas, Polars, PyArrow, DuckDB or PySpark, or paths of CSV, Parquet or JSON files. Moments are columns named after
    events (`handed_over_at`), or as CRMs export them; `columns` are further names, by column of the table. `events` is
    a log instead, with a row for each event (`id`, `event`, `at`, perhaps `reason`), or a mapping to such logs; the
    tables then say, in place of the log's own columns, what else is known of a case, by `id`. Of a service the table
    has its incidents (`failed_at`, `restored_at`), or samples (`at`; `up`, `latency_ms`, `done`), or one is the table
    and the other the log. `segment` is the column of segments of leads, `segment` unless stated. Months go by the
    version of the agreement that is in force in them.

    Moments without a zone are by the clocks of `timezone`, the term's unless stated; `dates` are the formats of dates
    in files. What happened after `as_of` is not known yet; that is the last moment of a table unless stated. Every case
    counts in the month, by the clocks of the term, in which it was handed over or asked. InvalidValueError for tables
    that lack what is asked of them, DocumentError for files that cannot be read.
    """
    until = None if as_of is None else as_instant(as_of, "as_of")
    zone = time_zone(agreement.term.timezone)
    kept = {name for each in agreement.versions for part in parts_of(each).values() for name in part.fields}
    reading = Reading(segment, columns, dates, timezone or zone.key, frozenset({*kept, segment or ""}))
    time_zone(reading.timezone)
    named = [name for version in agreement.versions for name in (*parts_of(version), *_services(version))]
    if not named:
        raise InvalidValueError("no handoff, channel or service of the agreement promises anything", "agreement")
    about, logs = (
        _by_part(tables, named, reading, "tables", "the table"),
        _by_part(events, named, reading, "events", "the log"),
    )
    if not about and not logs:
        raise InvalidValueError("give a table, or a log of events", "tables")
    check_columns((*about.values(), *logs.values()), reading)
    found: list[Figure] = []
    problems = [problem for each in (*about.values(), *logs.values()) for problem in each.problems]
    seen: dict[str, datetime] = {}
    parts: list[MeasuredPart | Watched] = []
    for version, part in ((each, part) for each in agreement.versions for part in parts_of(each).values()):
        ready = _ready(part, about.get(part.name), logs.get(part.name), reading, until)
        problems += ready.problems
        if ready.stretch is None:
            continue
        counted = tuple(_counted(ready, ready.stretch))
        last = EPOCH + ready.stretch.as_of * MICRO
        digits = [column for each in counted for column in each.digits]
        groups = (group for each in counted for group in grouped(each.frame, each.digits, each.ranked, SHARES))
        through = Month.of((last - MICRO).astimezone(zone))
        named_here = figures(ready.part, digits, groups, through)
        found += (each for each in named_here if agreement.at(each.month) is version)
        parts.append(MeasuredPart(version, ready.part, counted))
        seen[part.name] = last
    for version, service in ((each, one) for each in agreement.versions for one in _services(each).values()):
        tables_of_it = [each[service.name] for each in (about, logs) if service.name in each]
        result, told = watched(version, service, tables_of_it, reading, until)
        problems += told
        if result is not None:
            found += (each for each in result.figures() if agreement.at(each.month) is version)
            parts.append(result)
            seen[service.name] = EPOCH + result.seen.end * MICRO
    return Measured(agreement, tuple(sorted(found)), tuple(dict.fromkeys(problems)), seen, tuple(parts))


def _services(version: Agreement) -> dict[str, Service]:
    return {each.name: each for each in version.services}


def _counted(ready: Ready, stretch: Stretch) -> Iterator[Counted]:
    if ready.fields is None:
        yield count_rows(ready.frame, ready.part, stretch)
    else:
        yield from count_log(ready.frame, ready.fields, ready.part, stretch)


def _ready(part: Part, table: Opened | None, log: Opened | None, reading: Reading, until: int | None) -> Ready:
    """Make what there is of a part ready; without a stretch of time, and told, what cannot be measured."""
    source = log or table
    wanted = tuple(f"{event}{SUFFIX}" for event in part.begins)
    if source is None or (log is None and not {"event", *wanted} & {*source.columns}):
        lacking = [] if source is None else [f"{source.called} has no column {' or '.join(wanted)}"]
        return Ready(part, tuple(Problem(f"{part.name} is not measured: {each}") for each in lacking), None, None)
    if log is not None or "event" in source.columns:
        ready = log_of(source, table if log else None, part, reading, until)
    else:
        ready = rows_of(source, part, reading, until)
    if ready.stretch is not None:
        return ready
    nothing = Problem(f"{part.name} is not measured: nothing ever happened in {source.called}")
    return attrs.evolve(ready, problems=(*ready.problems, nothing))


def _by_part(given: Given, parts: Collection[str], reading: Reading, field: str, called: str) -> Mapping[str, Opened]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        return dict.fromkeys(parts, opened(given, reading, called))
    for name in given:
        if name not in parts:
            raise InvalidValueError(
                no_such("handoff, channel or service with a promise", str(name), parts, "they"), field
            )
    once = {id(table): opened(table, reading, called) for table in given.values()}
    return {str(name): once[id(table)] for name, table in given.items()}
