"""Tables and logs as they are given, for all parts of an agreement or by name, opened once and made ready to count."""

from collections.abc import Collection, Iterator, Mapping

import attrs

from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.measuring.clocks.measured_clauses import MeasuredClause
from smarketing.measuring.ingest.event_logs import log_of
from smarketing.measuring.ingest.event_tables import SUFFIX, Opened, Reading, Ready, opened, rows_of

Given = object
"""A dataframe, the path of a file, a mapping from the names of parts to such, or None."""


def opened_by_part(
    given: Given, parts: Collection[str], kind: str, reading: Reading, field: str, called: str
) -> dict[str, Opened]:
    """Give what there is for each part by its name; what stands under several names is opened once.

    InvalidValueError for a name that is not among `parts`, which are of a `kind`, as in "no such handoff".
    """
    if given is None:
        return {}
    tables = given if isinstance(given, Mapping) else dict.fromkeys(parts, given)
    for name in tables:
        if name not in parts:
            raise InvalidValueError(no_such(kind, str(name), parts, "they"), field)
    once = {id(table): opened(table, reading, called) for table in tables.values()}
    return {str(name): once[id(table)] for name, table in tables.items()}


def repeated_ids(tables: Mapping[str, Opened], logs: Collection[str]) -> Iterator[Problem]:
    """Say which ids stand in several rows of the tables of parts, and what becomes of these; `logs` are parts' own."""
    for name, table in tables.items():
        ids, rows, first = table.repeated_ids
        if ids:
            counts = "one row of each counts" if name in logs else "each row counts"
            where = f"in {rows:,} rows of {table.called}"
            several = f"{ids:,} ids stand {where}, such as {first!r}: {counts}"
            yield Problem(f"the id {first!r} stands {where}: {counts}" if ids == 1 else several)


def made_ready(
    part: MeasuredClause, table: Opened | None, log: Opened | None, reading: Reading, until: int | None
) -> Ready:
    """Make what there is of a handoff or channel ready; what cannot be measured is reported, and has no stretch."""
    source = log or table
    wanted = tuple(f"{event}{SUFFIX}" for event in part.begins)
    if source is None or (log is None and not {"event", *wanted} & {*source.columns}):
        missing = [] if source is None else [f"{source.called} has no column {' or '.join(wanted)}"]
        return Ready(part, tuple(Problem(f"{part.name} is not measured: {each}") for each in missing))
    if log is not None or "event" in source.columns:
        ready = log_of(source, table if log else None, part, reading, until)
    else:
        ready = rows_of(source, part, reading, until)
    if ready.stretch is not None:
        return ready
    nothing = Problem(f"{part.name} is not measured: nothing ever happened in {source.called}")
    return attrs.evolve(ready, problems=(*ready.problems, nothing))
