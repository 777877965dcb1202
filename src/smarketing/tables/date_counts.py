"""Counts of a dataframe with columns of dates, worked out where the data is.

It imports narwhals, and so it is imported by those who need it and not with its room.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

import attrs
import narwhals.stable.v2 as nw

from smarketing.errors import InvalidValueError, no_such
from smarketing.months import time_zone
from smarketing.tables.engines import collected

_NEVER = 10_000_000
"""The number of the month and of the day of a stage without a known date: later than all others."""
_FIRST = date(1970, 1, 1)
_PARSE = "parse it first, with its format stated"


class MonthRow(NamedTuple):
    """How many rows have these months (12 x year + month - 1) at one stage and the next.

    `early` is the month of the stage's own date. `late` is the month by which the next stage was reached: of its own
    date if it is `dated`, else of the nearest later stage that has one. None is no date.
    """

    segment: str
    early: int | None
    late: int | None
    dated: bool
    backwards: bool
    rows: int


DayRow = tuple[str, int, int]
"""Segment, days from the earlier to the later date, how many."""


class Backwards(NamedTuple):
    """The date of a stage, and one before it of the nearest later stage that has a date; stages by their places."""

    before: int
    after: int
    id: object
    before_on: date
    after_on: date


@attrs.frozen
class DateCounts:
    """What was counted of each step from a column to the next, and what is odd.

    `skipped` has, for each column but the last, the ids of rows with a later date and none there. `duplicated` are the
    ids that several rows bear, `differing` those of them whose rows differ. Rows without an id are in none of these.
    """

    months: tuple[tuple[MonthRow, ...], ...]
    days: tuple[tuple[DayRow, ...], ...]
    backwards: tuple[Backwards, ...] = ()
    skipped: tuple[tuple[object, ...], ...] = ()
    duplicated: tuple[object, ...] = ()
    differing: tuple[object, ...] = ()


def last_date(frame: object, columns: Sequence[str]) -> date:
    """Give the last date in any of the columns; InvalidValueError if there is none, or a column holds no dates."""
    lasts = collected(_lazy(frame, columns).lazy().select(nw.col(column).max() for column in columns))
    found = [_as_day(last) for column in columns for last in lasts[column].drop_nulls().to_list()]
    if not found:
        raise InvalidValueError(f"there is no date in {', '.join(columns)}")
    return max(found)


def counted_dates(
    frame: object, columns: Sequence[str], until: date, *, segment: str | None = None, id_column: str | None = None
) -> DateCounts:
    """Count the months and days of neighbouring date columns, by segment; dates after `until` count as absent.

    Rows of one id are one: it has the earliest date of each column, and the last of the segments by name.
    InvalidValueError for a column that is not there or holds no dates.
    """
    taken = _lazy(frame, [*columns, *(each for each in (segment, id_column) if each is not None)], dates=columns)
    kinds = {column: _kind(taken, column) for column in columns}
    _check_zones(kinds)
    bounds = [_bound(kind, column, until) for column, kind in kinds.items()]
    part = nw.lit("") if segment is None else nw.col(segment).cast(nw.String).fill_null("")
    named = (nw.col(column).alias(f"on {place}") for place, column in enumerate(columns))
    rows = taken.lazy().select(_id(taken, id_column).alias("id"), part.alias("segment"), *named)
    dates = [_Date(f"on {place}", bound, _is_subtracted(rows, f"on {place}")) for place, bound in enumerate(bounds)]
    rows, duplicated, differing = _one_row_an_id(rows, dates) if id_column else (rows, (), ())
    steps = range(len(columns) - 1)
    return DateCounts(
        tuple(tuple(_month_rows(rows, *dates[place:])) for place in steps),
        tuple(tuple(_day_rows(rows, *dates[place : place + 2])) for place in steps),
        tuple(each for place in steps for each in _backwards(rows, dates, place)),
        tuple(_skipped(rows, *dates[place:]) for place in steps) if id_column else (),
        duplicated,
        differing,
    )


@attrs.frozen
class _Date:
    """What is asked of a column of dates: `bound` is the last that is known, days are subtracted where that can be."""

    column: str
    bound: Any
    is_subtracted: bool

    @property
    def on(self) -> Any:
        return nw.col(self.column)

    @property
    def known(self) -> Any:
        """Whether there is a date that is known; null without any date."""
        return self.on <= self.bound

    @property
    def unknown(self) -> Any:
        return ~self.known.fill_null(value=False)

    @property
    def day(self) -> Any:
        """The day as `date.toordinal` numbers it, known or not."""
        if self.is_subtracted:
            return self.on - nw.lit(_FIRST, nw.Date) + _FIRST.toordinal()
        before = self.on.dt.year() - 1
        return before * 365 + before // 4 - before // 100 + before // 400 + self.on.dt.ordinal_day()

    @property
    def known_day(self) -> Any:
        return nw.when(self.known).then(self.day)

    @property
    def known_month(self) -> Any:
        return nw.when(self.known).then(self.on.dt.year() * 12 + self.on.dt.month() - 1)


def _is_subtracted(rows: Any, column: str) -> bool:
    """Tell whether dates of a column can be subtracted, which gives a number of days."""
    if _kind(rows, column) != nw.Date:
        return False
    since = nw.col(column) - nw.lit(_FIRST, nw.Date)
    return bool(rows.select(since=since).collect_schema()["since"].is_integer())


def _id(frame: Any, column: str | None) -> Any:
    """The id of a row, null where the cell is empty or there is no column."""
    if column is None:
        return nw.lit(None, nw.String)
    some = nw.col(column)
    return nw.when(some != "").then(some) if frame.collect_schema()[column] == nw.String else some


def _lazy(frame: object, columns: Sequence[str], dates: Sequence[str] | None = None) -> Any:
    """Take a dataframe, look at its columns, and leave its rows where they are."""
    narwhal: Any = nw.from_native(cast("Any", frame))
    schema = narwhal.collect_schema()
    for column in columns:
        if column not in schema:
            raise InvalidValueError(no_such("column", column, list(schema)), "columns")
    narwhal = _with_empty_dates(narwhal, columns if dates is None else dates)
    for column in columns if dates is None else dates:
        if _kind(narwhal, column) not in (nw.Date, nw.Datetime):
            way = "make them dates, as pandas.to_datetime does" if schema[column] == nw.Object else _PARSE
            message = f"column {column!r} holds {schema[column]} and no dates; {way}"
            raise InvalidValueError(message, "columns")
    return narwhal


def _with_empty_dates(frame: Any, columns: Sequence[str]) -> Any:
    """Make dates of columns without a type, as Polars and Arrow have them where no row has a value."""
    bare = [column for column in columns if _kind(frame, column) == nw.Unknown]
    if not bare:
        return frame
    (counts,) = collected(frame.lazy().select(nw.col(column).count() for column in bare)).iter_rows()
    empty = (column for column, count in zip(bare, counts, strict=True) if not count)
    return frame.with_columns(nw.lit(None, nw.Date).alias(column) for column in empty)


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


def _one_row_an_id(rows: Any, dates: Sequence[_Date]) -> tuple[Any, tuple[object, ...], tuple[object, ...]]:
    """Make one row of those with one id; give also the ids of several rows, and those of them whose rows differ.

    Rows without a known date are none.
    """
    columns = [date.column for date in dates]
    known = [nw.when(date.known).then(date.on).alias(date.column) for date in dates]
    days = [_whole(date.known_day).alias(f"day of {date.column}") for date in dates]
    compared = ["segment", *(f"day of {column}" for column in columns)]
    least = (nw.col(each).min().alias(f"least {each}") for each in [*compared, *columns])
    most = (nw.col(each).max().alias(f"most {each}") for each in compared)
    named = rows.filter(~nw.col("id").is_null(), _any_known(dates)).select("id", "segment", *known, *days)
    grouped = named.group_by("id").agg(nw.len().alias("rows"), *least, *most)
    unequal = (nw.col(f"least {each}") != nw.col(f"most {each}") for each in compared)
    differs = nw.any_horizontal(*unequal, ignore_nulls=False)
    several = collected(grouped.filter(nw.col("rows") > 1).select("id", differs.alias("differs"))).rows()
    if not several:
        return rows, (), ()
    earliest = (nw.col(f"least {column}").alias(column) for column in columns)
    merged = grouped.select("id", nw.col("most segment").alias("segment"), *earliest)
    duplicated = sorted((key for key, _differs in several), key=str)
    differing = sorted((key for key, differ in several if differ), key=str)
    return nw.concat([merged, rows.filter(nw.col("id").is_null())]), tuple(duplicated), tuple(differing)


def _month_rows(rows: Any, date: _Date, *later: _Date) -> Iterator[MonthRow]:
    reached_month, reached_day = nw.coalesce(*(each.known_month for each in later)), _reached_day(later)
    keys = (
        nw.col("segment"),
        _whole(date.known_month),
        _whole(reached_month),
        _flag(later[0].known),
        _flag(date.known & (reached_day < date.day)),
    )
    known = rows.filter(_any_known((date, *later)))
    for segment, early, late, dated, backwards, count in _counted(known, *keys):
        first, last = (None if month == _NEVER else int(month) for month in (early, late))
        yield MonthRow(str(segment), first, last, dated == 1, backwards == 1, int(count))


def _day_rows(rows: Any, early: _Date, late: _Date) -> Iterator[DayRow]:
    between = late.on - early.on if early.is_subtracted and late.is_subtracted else late.day - early.day
    forward = rows.filter(early.known, late.known, between >= 0)
    for segment, gap, count in _counted(forward, nw.col("segment"), between):
        yield str(segment), int(gap), int(count)


def _backwards(rows: Any, dates: Sequence[_Date], before: int) -> Iterator[Backwards]:
    """List the rows in which the date of a stage is after that of the nearest later one that has a date."""
    early = dates[before]
    for after, late in enumerate(dates[before + 1 :], before + 1):
        skipped = (date.unknown for date in dates[before + 1 : after])
        listed = rows.filter(early.known, late.known, late.day < early.day, *skipped)
        days = (nw.col("id"), nw.col("id").is_null().alias("nameless"), early.on, late.on)
        found = collected(listed.select(*days)).iter_rows()
        lines = [(None if nameless else key, _as_day(one), _as_day(other)) for key, nameless, one, other in found]
        for key, *days_on in sorted(lines, key=lambda line: (line[1], line[2], str(line[0]))):
            yield Backwards(before, after, key, *days_on)


def _skipped(rows: Any, date: _Date, *later: _Date) -> tuple[object, ...]:
    """Give the ids of rows that have a later date and none here."""
    found = collected(rows.filter(date.unknown, _any_known(later), ~nw.col("id").is_null()).select("id"))
    return tuple(sorted(found["id"].to_list(), key=str))


def _any_known(dates: Sequence[_Date]) -> Any:
    return nw.any_horizontal(*(date.known for date in dates), ignore_nulls=True)


def _reached_day(later: Sequence[_Date]) -> Any:
    return nw.coalesce(*(date.known_day for date in later))


def _whole(number: Any) -> Any:
    """A whole number, or NEVER for none."""
    return number.fill_null(_NEVER).cast(nw.Int64)


def _flag(condition: Any) -> Any:
    return condition.fill_null(value=False).cast(nw.Int64)


def _counted(rows: Any, *keys: Any) -> Iterator[tuple[Any, ...]]:
    """Count rows by keys, in order."""
    names = [f"key {place}" for place in range(len(keys))]
    named = (key.alias(name) for key, name in zip(keys, names, strict=True))
    counts = rows.select(*named).group_by(*names).agg(nw.len().alias("rows"))
    return iter(sorted(collected(counts).iter_rows()))


def _as_day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
