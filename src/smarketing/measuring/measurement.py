"""From tables of leads, messages, events and faults to the monthly figures of what is promised."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from smarketing.agreement import Agreement, Service
from smarketing.errors import InvalidValueError, Problem, nearest
from smarketing.hours.spans import EPOCH, MICRO, as_instant
from smarketing.measuring.cases.case_sources import case_sources
from smarketing.measuring.clocks.counted import Counted
from smarketing.measuring.clocks.log_cases import count_log
from smarketing.measuring.clocks.measured_clauses import IDLE, MeasuredClause, parts_of
from smarketing.measuring.clocks.row_cases import CaseRows, count_rows
from smarketing.measuring.figures import SHARES, Figure, figures
from smarketing.measuring.ingest.event_tables import Opened, Reading, check_columns, how_many
from smarketing.measuring.ingest.given_tables import Given, made_ready, opened_by_part, repeated_ids
from smarketing.measuring.measured import FileAsRead, Measured, MeasuredPart
from smarketing.measuring.services.service_measurement import watched
from smarketing.measuring.services.service_record import Watched
from smarketing.months import time_zone
from smarketing.tables.counts_and_ranks import Group, grouped
from smarketing.tables.engines import told_in_words
from smarketing.tables.progress import ReportProgress, reported
from smarketing.tables.workbooks import without_sheet


def measure(
    agreement: Agreement,
    tables: Given = None,
    *,
    events: Given = None,
    as_of: datetime | None = None,
    segment: str | None = None,
    separator: str | None = None,
    columns: Mapping[str, str] = {},
    dates: str | Sequence[str] | Mapping[str, str | Sequence[str]] = {},
    decimal: str | None = None,
    timezone: str | None = None,
    progress: ReportProgress | None = None,
) -> Measured:
    """Measure what the handoffs, channels and services of an agreement promise, month by month.

    `tables` is a table with one row a case for all of them, or a mapping from their names to tables: dataframes of
    pandas, Polars, PyArrow, DuckDB or PySpark, or paths of CSV, Excel, Parquet or JSON files. Moments are columns named
    after events (`handed_over_at`), or as CRMs export them; `columns` are further names, by column of the table.
    `events` is a log instead, with a row for each event (`id`, `event`, `at`, perhaps `reason`), or a mapping to such
    logs; the tables then say, in place of the log's own columns, what else is known of a case, by `id`. Of a service
    the table has its incidents (`failed_at`, `restored_at`), or samples (`at`; `up`, `latency_ms`, `done`), or one is
    the table and the other the log. `segment` is the column of segments, `segment` unless stated; where a cell holds
    several, with a `separator` between them, a case counts in each of them, and once in the whole. Months go by the
    version of the agreement that is in force in them.

    Moments without a zone are by the clocks of `timezone`, the term's unless stated; `dates` are the formats of dates
    in files, and `decimal` is what separates decimals in them, `.` or `,`. What happened after `as_of` is not known
    yet; that is the last moment of a table unless stated. Every case counts in the month, by the clocks of the term, in
    which it was handed over or asked. `progress` is called with the share of the work that is done, from 0 to 1, now
    and then and from several threads. InvalidValueError for tables that lack what is asked of them, DocumentError for
    files that cannot be read.
    """
    until = None if as_of is None else as_instant(as_of, "as_of")
    zone = time_zone(agreement.term.timezone)
    parts = [(version, part) for version in agreement.versions for part in _promising(version)]
    if not parts:
        raise InvalidValueError("no handoff, channel or service of the agreement promises anything", "agreement")
    kept = {name for _version, part in parts if isinstance(part, MeasuredClause) for name in part.fields}
    kept |= {part.weighed_by or "" for _version, part in parts if isinstance(part, Service)}
    if separator == "":
        raise InvalidValueError("what separates segments is a text, as ';'", "separator")
    own = frozenset({*kept, segment or ""})
    reading = Reading(segment, columns, dates, timezone or zone.key, own, decimal, separator)
    time_zone(reading.timezone)
    with told_in_words():
        return _all_measured(agreement, parts, tables, events, reading, until, progress)


def _all_measured(
    agreement: Agreement,
    parts: Sequence[tuple[Agreement, MeasuredClause | Service]],
    tables: Given,
    events: Given,
    reading: Reading,
    until: int | None,
    progress: ReportProgress | None,
) -> Measured:
    """Measure one part after another."""
    named = [part.name for _version, part in parts]
    kind = "handoff, channel or service with a promise"
    about = opened_by_part(tables, named, kind, reading, "tables", "the table")
    logs = opened_by_part(events, named, kind, reading, "events", "the log")
    files = tuple(dict.fromkeys(map(FileAsRead.of, (*_files(tables), *_files(events)))))
    given = (*about.values(), *logs.values())
    if not given:
        raise InvalidValueError("give a table, or a log of events", "tables")
    check_columns(given, reading)
    connection = reading.connection
    found, problems = list[_Found](), [problem for each in given for problem in each.problems]
    problems += repeated_ids(about, logs)
    for place, (version, part) in enumerate(parts):
        work = _Work(part.name, about.get(part.name), logs.get(part.name), reading, until)
        steps = partial(_steps, progress, connection, place / len(parts), (place + 1) / len(parts))
        one, told = _watched(version, part, work, steps) if isinstance(part, Service) else _measured(part, work, steps)
        problems += told
        found += [] if one is None else [one]
    if not found and any(each.has_rows for each in given):
        told_of = "; ".join(dict.fromkeys(each.message for each in problems))
        raise InvalidValueError(f"nothing is measured: {told_of}", "tables")
    own = [each for one in found for each in one.figures if agreement.at(each.month) is one.part.version]
    own.sort(key=lambda each: (each.month.ordinal, each.of, each.segment, each.measure))
    seen = {each.name: EPOCH + each.last * MICRO for each in found}
    measured = tuple(each.part for each in found)
    return Measured(agreement, tuple(own), tuple(dict.fromkeys(problems)), seen, measured, files)


def _files(given: Given) -> Iterator[str | PathLike[str]]:
    """The files among what is given."""
    some = given.values() if isinstance(given, Mapping) else (given,)
    for each in some:
        if isinstance(each, str | PathLike) and (path := Path(without_sheet(each))).is_file():
            yield path


def _promising(version: Agreement) -> tuple[MeasuredClause | Service, ...]:
    return (*parts_of(version).values(), *version.services)


@attrs.frozen(eq=False)
class _Work:
    """What there is of a handoff, channel or service, and how it is to be read."""

    name: str
    table: Opened | None
    log: Opened | None
    reading: Reading
    until: int | None


@attrs.frozen(eq=False)
class _Found:
    """What was found of a handoff, channel or service, and until when it was seen."""

    name: str
    part: MeasuredPart | Watched
    figures: Sequence[Figure]
    last: int


_SHOWN = 10
_Told = tuple[_Found | None, Sequence[Problem]]
_Steps = Callable[[int, int], AbstractContextManager[None]]
"""What follows one step of work out of so many."""


def _steps(
    progress: ReportProgress | None, connection: Any, start: float, end: float, place: int, of: int
) -> AbstractContextManager[None]:
    width = (end - start) / of
    return reported(
        progress, connection, start + place * width, end if place + 1 == of else start + (place + 1) * width
    )


def _measured(part: MeasuredClause, work: _Work, steps: _Steps) -> _Told:
    """Measure a handoff or channel."""
    ready = made_ready(part, work.table, work.log, work.reading, work.until)
    sources = case_sources(work.table, work.log, work.reading)
    if sources is None or ready.stretch is None or ready.counted is None:
        with steps(0, 1):
            return None, ready.problems
    if isinstance(ready.counted, CaseRows):
        counted = [count_rows(ready.counted, ready.part, ready.stretch)]
    else:
        counted = [*count_log(ready.counted, ready.part, ready.stretch)]
    groups = []
    for place, each in enumerate(counted):
        with steps(place, len(counted)):
            groups.append(_grouped(each, work.reading.separator))
    last = ready.stretch.as_of
    zone = time_zone(part.agreement.term.timezone)
    through = part.agreement.month_of((EPOCH + (last - 1) * MICRO).astimezone(zone))
    named = tuple(figures(ready.part, zip(counted, groups, strict=True), through))
    told = (*ready.problems, *_idle(ready.part, counted, groups), *_other_segments(ready.part, counted, groups))
    measured = MeasuredPart(part.agreement, ready.part, tuple(counted), sources, work.reading.separator)
    return _Found(part.name, measured, named, last), told


def _grouped(counted: Counted, separator: str | None) -> list[Group]:
    """Count rows by month, and by month and segment; those in several segments in each, and once in the whole."""
    rows, asked = counted.rows, (counted.digits, counted.ranked, SHARES)
    if separator is None:
        return grouped(rows, *asked)
    whole = grouped(rows.with_columns(segment="''"), *asked)
    parts = grouped(rows.split("segment", separator), *asked)
    return [*(each for each in whole if each.segment is None), *(each for each in parts if each.segment is not None)]


def _idle(part: MeasuredClause, counted: Sequence[Counted], groups: Sequence[Sequence[Group]]) -> Iterator[Problem]:
    """How many events moved no clock."""
    for each, some in zip(counted, groups, strict=True):
        for column, name in each.flags.items():
            event = name.removeprefix(IDLE)
            moved_none = sum(group.counts[column].get(1, 0) for group in some if group.segment is None)
            if event != name and moved_none:
                said = f"{how_many(moved_none, 'event')} {event!r} moved no clock of {part.name}: none ran then"
                yield Problem(f"{said}; to begin a clock with it, name it among its starts")


def _other_segments(
    part: MeasuredClause, counted: Sequence[Counted], groups: Sequence[Sequence[Group]]
) -> Iterator[Problem]:
    """How many cases are in segments that the agreement does not have, if it has any."""
    metrics = part.agreement.metrics
    names = (part.part.volume, *(each.promise for each in part.clocks))
    known = {segment for name in names if name in metrics for segment in metrics[name].segments}
    column = next(column for column, name in counted[0].flags.items() if name == "handed over")
    cases: dict[str | None, int] = {}
    for group in groups[0] if known else ():
        cases[group.segment] = cases.get(group.segment, 0) + group.counts[column].get(1, 0)
    others = {name: number for name, number in cases.items() if name and name not in known and number}
    if others:
        listed = [f"{name!r}{_hint(name, known)}" for name in sorted(others)]
        more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        lost = f"{sum(others.values())} of {how_many(cases[None], 'case')} of {part.name}"
        yield Problem(f"{lost} are in segments that the agreement does not have: {', '.join(listed[:_SHOWN])}{more}")


def _hint(name: str, known: Collection[str]) -> str:
    meant = nearest(name, known)
    return f" (did you mean {meant!r}?)" if meant is not None else ""


def _watched(version: Agreement, service: Service, work: _Work, steps: _Steps) -> _Told:
    """Measure a service."""
    tables = [each for each in (work.table, work.log) if each is not None]
    with steps(0, 1):
        result, problems = watched(version, service, tables, work.reading, work.until)
        if result is None:
            return None, problems
        return _Found(service.name, result, tuple(result.figures()), result.seen.end), problems
