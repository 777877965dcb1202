"""The rows of some ids in a table or a log, as records of Python with instants in UTC."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from smarketing.errors import InvalidValueError
from smarketing.hours.spans import EPOCH, MICRO
from smarketing.measuring.clocks.case_columns import in_utc, text
from smarketing.measuring.ingest.event_tables import SUFFIX, Opened
from smarketing.tables.queries import NEVER, QuerySource

_NEAR = 3
_ID = "id_as_text"


@attrs.frozen
class CaseRecord:
    """A row: its id as text, its moments by column, those in `days` without a time of day, and all other columns."""

    identity: str
    moments: Mapping[str, datetime]
    fields: Mapping[str, object]
    days: frozenset[str]


def records_of(source: Opened, identities: Collection[str], timezone: str) -> list[CaseRecord]:
    """Give the rows with one of some ids, as text; local times are by the clocks of a zone.

    InvalidValueError if the table has no ids.
    """
    check_ids(source)
    schema = source.frame.collect_schema()
    columns = {name: f"column_{place}" for place, name in enumerate(schema.names())}
    frame = source.frame.filter(text("id").is_in(list(identities)))
    frame = frame.select(text("id").alias(_ID), *(nw.col(name).alias(column) for name, column in columns.items()))
    moments = [name for name, kind in schema.items() if _is_moment(name, kind)]
    utc = in_utc(frame, [columns[name] for name in moments], timezone, source.connection)
    days = frozenset(name for name in moments if utc.kinds[columns[name]] == "day")
    names = {column: name for name, column in columns.items()} | {_ID: _ID}
    rows = (
        {names[column]: value for column, value in zip(utc.query.columns, row, strict=True)} for row in utc.query.rows()
    )
    return [_record(row, moments, days) for row in rows]


def check_ids(source: Opened) -> None:
    """Refuse a table in which no case can be found."""
    if "id" not in source.columns:
        message = f"{source.called} has no column id to find a case by; say which one it is, as in 'lead_id=id'"
        raise InvalidValueError(message, "columns")


def _is_moment(name: str, kind: Any) -> bool:
    """Whether a column says when something happened; an instant under another name is a field, read in the same way."""
    if name == "at" or name.endswith(SUFFIX):
        return isinstance(kind, nw.Datetime) or kind == nw.Date
    return isinstance(kind, nw.Datetime) and kind.time_zone is not None


def _record(row: Mapping[str, Any], moments: Sequence[str], days: frozenset[str]) -> CaseRecord:
    known = {name: EPOCH + row[name] * MICRO for name in moments if row[name] < NEVER}
    happened = {name: at for name, at in known.items() if name == "at" or name.endswith(SUFFIX)}
    others = {name: value for name, value in row.items() if name not in (*moments, _ID)}
    return CaseRecord(
        row[_ID], happened, others | {name: known.get(name) for name in moments if name not in happened}, days
    )


def near_ids(source: Opened, identity: str) -> list[str]:
    """Give the ids of a table that are most like one, or the same number written in another way."""
    asked = identity.replace("'", "''")
    ids = (
        QuerySource(source.frame.select(text("id").alias("id")), source.connection)
        .query.where("id <> ''")
        .grouped("id")
    )
    same = f"try_cast(id AS DOUBLE) = try_cast('{asked}' AS DOUBLE)"
    alike = f"levenshtein(lower(id), lower('{asked}')) <= {max(1, len(identity) // 3)}"
    some = ids.where(f"{alike} OR {same}").rows()
    return get_close_matches(identity, sorted(each for (each,) in some), _NEAR, 0)
