"""From tables of leads, messages and events to the monthly figures of what handoffs and channels promise."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.events.figures import SHARES, Figure, figures
from smarketing.events.log_cases import count_log
from smarketing.events.measured import Measured
from smarketing.events.opening import SUFFIX, Opened, Reading, log_of, opened, rows_of
from smarketing.events.parts import Part, parts_of
from smarketing.events.row_cases import Counted, count_rows
from smarketing.hours.spans import EPOCH, MICRO, as_instant
from smarketing.model import Agreement
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
    segment: str = "segment",
    columns: Mapping[str, str] = {},
    dates: str | Mapping[str, str] = {},
    timezone: str | None = None,
) -> Measured:
    """Measure what the handoffs and channels of an agreement promise, month by month.

    `tables` is a table with one row a case for all of them, or a mapping from their names to tables: dataframes of
    pandas, Polars, PyArrow, DuckDB or PySpark, or paths of CSV, Parquet or JSON files. Moments are columns named after
    events (`handed_over_at`), or as CRMs export them; `columns` are further names, by column of the table. `events` is
    a log instead, with a row for each event (`id`, `event`, `at`, perhaps `reason`), or a mapping to such logs; the
    tables then say what else is known of a case, by `id`, where the log's own columns do not.

    Moments without a zone are by the clocks of `timezone`, the term's unless stated; `dates` are the formats of dates
    in files. What happened after `as_of` is not known yet; that is the last moment of a table unless stated. Every case
    counts in the month, by the clocks of the term, in which it was handed over or asked. InvalidValueError for tables
    that lack what is asked of them, DocumentError for files that cannot be read.
    """
    until = None if as_of is None else as_instant(as_of, "as_of")
    reading = Reading(segment, columns, dates, timezone or agreement.term.timezone)
    time_zone(reading.timezone)
    found: list[Figure] = []
    problems: list[Problem] = []
    seen: dict[str, datetime] = {}
    parts: dict[str, tuple[Part, Sequence[Counted]]] = {}
    for part, source, about in _sources(agreement, tables, events, reading, problems):
        counted, more, last = _counted(part, source, about, reading, until)
        problems += more
        if last is None:
            problems.append(Problem(f"{part.name} is not measured: nothing ever happened in {source.called}"))
            continue
        seen[part.name] = EPOCH + last * MICRO
        through = Month.of(seen[part.name].astimezone(time_zone(agreement.term.timezone)))
        parts[part.name] = part, counted
        digits = [column for each in counted for column in each.digits]
        groups = (group for each in counted for group in grouped(each.frame, each.digits, each.ranked, SHARES))
        found += figures(part, digits, groups, through)
    return Measured(agreement, tuple(sorted(found)), tuple(dict.fromkeys(problems)), seen, parts)


def _counted(
    part: Part, source: Opened, about: Opened | None, reading: Reading, until: int | None
) -> tuple[Sequence[Counted], Sequence[Problem], int | None]:
    """What is to be counted of a part, what was found wrong, and until when it was seen."""
    timezone = part.agreement.term.timezone
    if about is not None or "event" in source.columns:
        log = log_of(source, about, part, reading, until, timezone)
        if isinstance(log, tuple):
            return (), log, None
        return tuple(count_log(log.frame, log.fields, part, log.stretch)), log.problems, log.stretch.as_of
    rows = rows_of(source, part, reading, until, timezone)
    if isinstance(rows, tuple):
        return (), rows, None
    return (count_rows(rows.frame, rows.part, rows.stretch),), rows.problems, rows.stretch.as_of


def _sources(
    agreement: Agreement, tables: Given, events: Given, reading: Reading, problems: list[Problem]
) -> Iterator[tuple[Part, Opened, Opened | None]]:
    """The parts that can be measured, each with its log or table, and what else is known; what cannot be is told."""
    parts = parts_of(agreement)
    about, logs = _by_part(tables, parts, reading, "tables"), _by_part(events, parts, reading, "events")
    if not about and not logs:
        raise InvalidValueError("give a table, or a log of events", "tables")
    problems += dict.fromkeys(each for found in (*about.values(), *logs.values()) for each in found.problems)
    for name, part in parts.items():
        log, table = logs.get(name), about.get(name)
        wanted = ("event", *(f"{event}{SUFFIX}" for event in part.begins))
        if log is not None:
            yield part, log, table or log
        elif table is not None and any(column in table.columns for column in wanted):
            yield part, table, None
        elif table is not None:
            lacking = " or ".join(wanted[1:])
            problems.append(Problem(f"{name} is not measured: {table.called} has no column {lacking}"))


def _by_part(given: Given, parts: Mapping[str, Part], reading: Reading, field: str) -> Mapping[str, Opened]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        return dict.fromkeys(parts, opened(given, reading))
    for name in given:
        if name not in parts:
            raise InvalidValueError(no_such("handoff or channel with a promise", str(name), parts, "they"), field)
    once = {id(table): opened(table, reading) for table in given.values()}
    return {str(name): once[id(table)] for name, table in given.items()}
