"""Cases at the door of an engine: fields become flags and numbers, moments microseconds of UTC."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, cast

import attrs
import narwhals.stable.v2 as nw

from smarketing.criteria import Criterion
from smarketing.errors import InvalidValueError, no_such
from smarketing.hours.timezone_tables import instants_of_walls
from smarketing.measuring.clocks.piecewise_lookup import looked_up, placed
from smarketing.months import time_zone
from smarketing.tables.engines import Clockwork, fetched, in_micros, known_extremes
from smarketing.tables.queries import NEVER, Query, QuerySource, flag

Schema = Mapping[str, Any]
"""What columns hold. To ask a frame for it takes a query, so it is asked once."""

_DAY = 86_400_000_000
_YEAR = 31_556_952_000_000
_FIRST, _LAST = 0, 230 * _YEAR
"""Moments before 1970 or after 2199 stand for something else in exports."""
_BLANK = "".join(each for each in map(chr, range(0x3001)) if each.isspace())
_ONE, _ZERO = nw.lit(1, nw.Int64), nw.lit(0, nw.Int64)


def one_if(true: nw.Expr) -> nw.Expr:
    """Give 1 where something is true, else 0."""
    return nw.when(true).then(_ONE).otherwise(_ZERO)


def filled(schema: Schema, column: str) -> nw.Expr:
    """Whether a cell holds something: neither null, nor blank text, nor not a number."""
    dtype = schema[column]
    there = ~nw.col(column).is_null()
    if dtype == nw.String:
        text_of = nw.col(column).fill_null("")
        letter = (text_of >= "!") & (text_of < "\x7f")  # to look at the first one is quicker than to strip
        blank = nw.when(text_of == "").then(nw.lit(True)).otherwise(stripped(text_of) == "")
        return nw.when(letter).then(nw.lit(True)).otherwise(~blank)
    if dtype.is_float():
        return there & ~nw.col(column).is_nan().fill_null(True)
    return there


def stripped(texts: nw.Expr) -> nw.Expr:
    """Take blanks off both ends of texts: all of Unicode's, for which engines have no rule in common."""
    return texts.str.strip_chars(_BLANK)


def text(column: str) -> nw.Expr:
    """Give a column as text, empty where there is none."""
    return nw.col(column).cast(nw.String).fill_null("")


def holds(criterion: Criterion, schema: Schema) -> nw.Expr:
    """Give a criterion as an expression over a frame with these columns."""
    expression: Any = criterion.to_frame_expression(schema)
    return cast("nw.Expr", expression)


def first_case(schema: Schema, criteria: Sequence[Criterion]) -> nw.Expr:
    """Give the place of the first criterion that holds for a row, or how many there are."""
    tests = [holds(each, schema) for each in criteria]
    rest = nw.lit(len(tests), nw.Int64)
    return reduce(
        lambda found, pair: nw.when(pair[1]).then(nw.lit(pair[0], nw.Int64)).otherwise(found),
        reversed(list(enumerate(tests))),
        rest,
    )


def chosen(frame: Any, column: str, names: Mapping[str, int], otherwise: int | None) -> nw.Expr:
    """Give the number that a name in a column stands for; InvalidValueError for a name that stands for none."""
    some = frame.select(text(column).alias("name")).unique()
    for (name,) in sorted(fetched(some)):
        if name not in names and (name or otherwise is None):
            raise InvalidValueError(f"{column}: {no_such('hours', name, names, 'hours')}", column)
    found = nw.lit(otherwise if otherwise is not None else 0, nw.Int64)
    for name, number in names.items():
        found = nw.when(text(column) == name).then(nw.lit(number, nw.Int64)).otherwise(found)
    return found


@attrs.frozen(eq=False)
class InUtc:
    """A query whose moments are microseconds of UTC: the first, the one after the last, and how many were none.

    Both are 0 if nothing ever happened. `kinds` says what each column held.
    """

    query: Query
    first: int
    end: int
    wrong: Mapping[str, int]
    kinds: Mapping[str, Clockwork]


def in_utc(frame: Any, columns: Sequence[str], zone: str, connection: Any = None) -> InUtc:
    """Give moments as microseconds of UTC since 1970, those without a zone by the clocks of one.

    `connection` is the frame's own one, if it is ours. What cannot be an instant of today's business (before 1970,
    after 2199) never happened.
    """
    converted, kinds = in_micros(frame, columns)
    query = QuerySource(converted, connection).query
    known = _ends(known_extremes(frame, kinds) or [])
    wrong: dict[str, int] = {}
    first, end = known
    if first == end or first < _FIRST or end > _LAST:
        first, end, wrong = _bounds(query, columns)
        masked = {name: f"CASE WHEN {_is_known(name)} THEN {name} ELSE {NEVER} END" for name in wrong}
        query = query.with_columns(**masked) if masked else query
    if first < end and (walls := [name for name, kind in kinds.items() if kind != "instant"]):
        clocks = placed(query.source, [instants_of_walls(time_zone(zone), first - _DAY, end + _DAY)])
        for name in walls:
            query = looked_up(query, name, clocks, "utc").with_columns(**{name: f"coalesce(utc, {NEVER})"})
            query = query.without("utc")
        first, end, _wrong = _bounds(query, columns)
    return InUtc(query, first, end, wrong, kinds)


def _is_known(name: str) -> str:
    return f"{name} >= {_FIRST} AND {name} < {_LAST}"


def _bounds(query: Query, columns: Sequence[str]) -> tuple[int, int, dict[str, int]]:
    """The first instant of some columns, the one after the last, and how many of each cannot have been."""
    asked: dict[str, str] = {}
    for place, name in enumerate(columns):
        asked[f"low_{place}"] = f"min(CASE WHEN {_is_known(name)} THEN {name} END)"
        asked[f"high_{place}"] = f"max(CASE WHEN {_is_known(name)} THEN {name} END)"
        asked[f"wrong_{place}"] = f"sum({flag(f'{name} < {NEVER} AND NOT ({_is_known(name)})')})"
    (found,) = query.grouped(**asked).rows() if asked else [()]
    wrong = {name: int(count) for name, count in zip(columns, found[2::3], strict=True) if count}
    return *_ends(list(zip(found[0::3], found[1::3], strict=True))), wrong


def _ends(extremes: Sequence[tuple[int | None, int | None]]) -> tuple[int, int]:
    some = [(int(low), int(high)) for low, high in extremes if low is not None and high is not None]
    return (min(low for low, _ in some), max(high for _, high in some) + 1) if some else (0, 0)
