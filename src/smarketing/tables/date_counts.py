"""Counts of a dataframe with columns of dates, worked out where the data is.

It imports narwhals, and so it is imported by those who need it and not with its room.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, cast

import attrs
import narwhals.stable.v2 as nw

from smarketing.errors import InvalidValueError, no_such
from smarketing.months import time_zone
from smarketing.tables.engines import collected

_NONE = -1
_PARSE = "parse it first, with its format stated"

MonthRow = tuple[str, int | None, int | None, bool, int]
"""Segment, month of the earlier and of the later date (12 x year + month - 1), whether they run backwards, how many."""

DayRow = tuple[str, int, int]
"""Segment, days from the earlier to the later date, how many."""


@attrs.frozen
class DateCounts:
    """What was counted of each pair of neighbouring columns; `backwards` lists pairs that run backwards.

    Each of those has the place of its pair, the row's id (None without an id column) and both dates. `duplicated` are
    the ids that several rows bear.
    """

    months: tuple[tuple[MonthRow, ...], ...]
    days: tuple[tuple[DayRow, ...], ...]
    backwards: tuple[tuple[int, object, date, date], ...]
    duplicated: tuple[object, ...] = ()


def last_date(frame: object, columns: Sequence[str]) -> date:
    """Give the last date in any of the columns; InvalidValueError if there is none, or a column holds no dates."""
    lasts = collected(_lazy(frame, columns).lazy().select(nw.col(column).max() for column in columns))
    found = [_day(last) for column in columns for last in lasts[column].drop_nulls().to_list()]
    if not found:
        raise InvalidValueError(f"there is no date in {', '.join(columns)}")
    return max(found)


def counted_dates(
    frame: object, columns: Sequence[str], until: date, *, segment: str | None = None, id_column: str | None = None
) -> DateCounts:
    """Count the months and days of neighbouring date columns, by segment; dates after `until` count as absent.

    InvalidValueError for a column that is not there or holds no dates.
    """
    named = [each for each in (segment, id_column) if each is not None]
    taken = _lazy(frame, [*columns, *named], dates=columns)
    kinds = {column: _kind(taken, column) for column in columns}
    _check_zones(kinds)
    lazy = taken.lazy()
    part = nw.lit("") if segment is None else nw.col(segment).cast(nw.String).fill_null("")
    name = nw.lit(None, nw.String) if id_column is None else nw.col(id_column)
    months, days, backwards = [], [], []
    for place, pair in enumerate(pairwise(columns)):
        first, second = (nw.col(column) for column in pair)
        seen, late_seen = (nw.col(column) <= _bound(kinds[column], column, until) for column in pair)
        days_between = _days_between(lazy, kinds, *pair)
        backward, forward = days_between < 0, days_between >= 0
        early, late = (nw.when(known).then(column) for known, column in ((seen, first), (late_seen, second)))
        turned = (seen & late_seen & backward).fill_null(value=False).cast(nw.Int64)
        by_month = _counted(lazy.filter(seen | late_seen), part, _month(early), _month(late), turned)
        months.append(tuple(_month_rows(by_month)))
        by_day = _counted(lazy.filter(forward & late_seen & seen), part, days_between)
        days.append(tuple((str(each), int(gap), int(count)) for each, gap, count in by_day))
        listed = lazy.filter(backward & seen & late_seen).select(name.alias("id"), first.alias("a"), second.alias("b"))
        for key, before, after in collected(listed).iter_rows():
            backwards.append((place, None if id_column is None else key, _day(before), _day(after)))
    order = sorted(backwards, key=lambda each: (each[0], each[2], each[3], str(each[1])))
    return DateCounts(tuple(months), tuple(days), tuple(order), _duplicated(lazy, id_column))


def _lazy(frame: object, columns: Sequence[str], dates: Sequence[str] | None = None) -> Any:
    """Take a dataframe, look at its columns, and leave its rows where they are."""
    narwhal: Any = nw.from_native(cast("Any", frame))
    schema = narwhal.collect_schema()
    for column in columns:
        if column not in schema:
            raise InvalidValueError(no_such("column", column, list(schema)), "columns")
    for column in columns if dates is None else dates:
        if _kind(narwhal, column) not in (nw.Date, nw.Datetime):
            way = "make them dates, as pandas.to_datetime does" if schema[column] == nw.Object else _PARSE
            message = f"column {column!r} holds {schema[column]} and no dates; {way}"
            raise InvalidValueError(message, "columns")
    return narwhal


def _kind(frame: Any, column: str) -> Any:
    """The type of a column; Narwhals does not know pandas' zones whose names have a `_`."""
    kind = frame.collect_schema()[column]
    if kind == nw.Unknown and frame.implementation.is_pandas():
        native = frame.to_native().dtypes[column]
        return nw.Datetime(native.unit, str(native.tz)) if hasattr(native, "tz") else kind
    return kind


def _check_zones(kinds: Mapping[str, Any]) -> None:
    """Refuse columns whose times cannot be compared; a column of plain dates compares with any."""
    zones = {column: kind.time_zone for column, kind in kinds.items() if hasattr(kind, "time_zone")}
    if len(set(zones.values())) > 1:
        said = ", ".join(f"{column!r} in {zone or 'no zone'}" for column, zone in zones.items())
        raise InvalidValueError(f"columns of times are in one zone, not {said}; convert them first", "columns")


def _bound(kind: Any, column: str, until: date) -> Any:
    """The last instant that is known, of the type and in the time zone of a column."""
    if kind == nw.Date:
        return until
    try:
        zone = None if kind.time_zone is None else time_zone(kind.time_zone)
    except InvalidValueError as error:
        message = f"column {column!r} is in {kind.time_zone}; convert it to a zone with a name, as Europe/Berlin"
        raise InvalidValueError(message, "columns") from error
    return datetime(until.year, until.month, until.day, 23, 59, 59, 999_999, tzinfo=zone)


def _days_between(lazy: Any, kinds: Mapping[str, Any], early: str, late: str) -> Any:
    """Calendar days from one column to another: dates are subtracted where that gives days, times by their days."""
    gap = nw.col(late) - nw.col(early)
    if kinds[early] == kinds[late] == nw.Date and lazy.select(gap=gap).collect_schema()["gap"].is_integer():
        return gap.cast(nw.Int64)
    return _day_number(nw.col(late)) - _day_number(nw.col(early))


def _month(day: Any) -> Any:
    return (day.dt.year() * 12 + day.dt.month() - 1).fill_null(_NONE).cast(nw.Int64)


def _day_number(day: Any) -> Any:
    """Days since the first of the year 1, by the rules of the Gregorian calendar; a missing day is that first."""
    before = day.dt.year().fill_null(1).cast(nw.Int64) - 1
    of_year = day.dt.ordinal_day().fill_null(1).cast(nw.Int64)
    return before * 365 + before // 4 - before // 100 + before // 400 + of_year


def _duplicated(lazy: Any, id_column: str | None) -> tuple[object, ...]:
    """The ids of several rows, in order; those of no row in particular (None) are not among them."""
    if id_column is None:
        return ()
    ids = lazy.select(nw.col(id_column).alias("id")).filter(~nw.col("id").is_null())
    found = collected(ids.group_by("id").agg(nw.len().alias("rows")).filter(nw.col("rows") > 1))
    return tuple(sorted(found["id"].to_list(), key=str))


def _counted(rows: Any, *keys: Any) -> Iterator[tuple[Any, ...]]:
    """Count rows by keys, in order."""
    names = [f"key {place}" for place in range(len(keys))]
    named = (key.alias(name) for key, name in zip(keys, names, strict=True))
    counts = rows.select(*named).group_by(*names).agg(nw.len().alias("rows"))
    return iter(sorted(collected(counts).iter_rows()))


def _month_rows(rows: Iterator[tuple[Any, ...]]) -> Iterator[MonthRow]:
    for name, early, late, backwards, count in rows:
        first, last = (None if month == _NONE else int(month) for month in (early, late))
        yield str(name), first, last, bool(backwards), int(count)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
