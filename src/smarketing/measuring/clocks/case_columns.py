"""Cases at the door of an engine: fields become flags and numbers, moments microseconds of UTC."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from typing import Any, cast

import attrs
import narwhals.stable.v2 as nw

from smarketing.criteria import Criterion
from smarketing.errors import InvalidValueError, no_such
from smarketing.hours.timezone_tables import instants_of_walls
from smarketing.measuring.clocks.piecewise_lookup import Placed, looked_up, placed
from smarketing.months import time_zone
from smarketing.tables.engines import NEVER, anchor, fetched, in_micros, known_extremes

_DAY = 86_400_000_000
_YEAR = 31_556_952_000_000
_FIRST, _LAST = 0, 230 * _YEAR
"""Moments before 1970 or after 2199 stand for something else in exports."""
_NEVER = nw.lit(NEVER, nw.Int64)
_BLANK = "".join(each for each in map(chr, range(0x3001)) if each.isspace())
_ONE, _ZERO = nw.lit(1, nw.Int64), nw.lit(0, nw.Int64)


def flag(true: nw.Expr) -> nw.Expr:
    """Give 1 where something is true, else 0."""
    return nw.when(true).then(_ONE).otherwise(_ZERO)


def filled(frame: Any, column: str) -> nw.Expr:
    """Whether a cell holds something: neither null, nor blank text, nor not a number."""
    dtype = frame.collect_schema()[column]
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


def among(column: str, names: Collection[str]) -> nw.Expr:
    """Whether a text is one of some names, perhaps of none."""
    return nw.col(column).is_in(list(names)) if names else nw.col(column).is_null() & ~nw.col(column).is_null()


def holds(criterion: Criterion, frame: Any) -> nw.Expr:
    """Give a criterion as an expression over a frame."""
    expression: Any = criterion.to_frame_expression(frame.collect_schema())
    return cast("nw.Expr", expression)


def first_case(frame: Any, criteria: Sequence[Criterion]) -> nw.Expr:
    """Give the place of the first criterion that holds for a row, or how many there are."""
    tests = [holds(each, frame) for each in criteria]
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
    """A frame whose moments are microseconds of UTC: the first, the one after the last, and how many were none.

    Both are 0 if nothing ever happened.
    """

    frame: Any
    first: int
    end: int
    wrong: Mapping[str, int]


def in_utc(frame: Any, columns: Sequence[str], zone: str) -> InUtc:
    """Give moments as microseconds of UTC since 1970, those without a zone by the clocks of one.

    What cannot be an instant of today's business (before 1970, after 2199) never happened.
    """
    given = frame
    frame, kinds = in_micros(given, columns)
    known = known_extremes(given, kinds)
    first, end = _bounds(frame, columns) if known is None else _ends(known)
    wrong: dict[str, int] = {}
    if first < _FIRST or end > _LAST:
        past = {name: (nw.col(name) < NEVER) & ((nw.col(name) < _FIRST) | (nw.col(name) >= _LAST)) for name in kinds}
        found = one_row(frame.select(*(flag(each).sum().alias(name) for name, each in past.items())))
        wrong = {name: int(count) for name, count in found.items() if count}
        frame = frame.with_columns(
            nw.when(past[name]).then(_NEVER).otherwise(nw.col(name)).alias(name) for name in wrong
        )
        first, end = _bounds(frame, columns)
    if first < end and (walls := [name for name, kind in kinds.items() if kind != "instant"]):
        frame = _by_clocks(
            frame, walls, placed(anchor(frame), [instants_of_walls(time_zone(zone), first - _DAY, end + _DAY)]), first
        )
        first, end = _bounds(frame, columns)
    return InUtc(frame, first, end, wrong)


def _by_clocks(frame: Any, columns: Sequence[str], clocks: Placed, some: int) -> Any:
    """Replace local times by instants; `some` local time stands in where there is none."""
    for name in columns:
        there = nw.col(name) < NEVER
        frame = frame.with_columns(
            nw.when(there).then(nw.col(name)).otherwise(nw.lit(some, nw.Int64)).alias("wall"),
            flag(there).alias("there"),
        )
        frame = looked_up(frame, "wall", clocks, "utc")
        found = nw.when(nw.col("there") == 1).then(nw.col("utc")).otherwise(_NEVER)
        frame = frame.with_columns(found.alias(name)).drop("utc", "wall", "there")
    return frame


def _bounds(frame: Any, columns: Sequence[str]) -> tuple[int, int]:
    """The first instant of some columns and the one after the last; 0 and 0 if nothing ever happened."""
    lows = (nw.col(name).min().alias(f"{name} low") for name in columns)
    never = nw.lit(-NEVER, nw.Int64)
    moments = (nw.when(nw.col(name) < NEVER).then(nw.col(name)).otherwise(never) for name in columns)
    highs = (each.max().alias(f"{name} high") for name, each in zip(columns, moments, strict=True))
    found = one_row(frame.select(*lows, *highs))
    return _ends([(found[f"{name} low"], found[f"{name} high"]) for name in columns])


def _ends(extremes: Sequence[tuple[int | None, int | None]]) -> tuple[int, int]:
    some = [(int(low), int(high)) for low, high in extremes if low is not None and high is not None and high > -NEVER]
    return (min(low for low, _ in some), max(high for _, high in some) + 1) if some else (0, 0)


def one_row(frame: Any) -> dict[str, Any]:
    """Give the only row of a frame, by column; nothing of a frame without any column."""
    columns = frame.collect_schema().names()
    return dict(zip(columns, next(iter(fetched(frame))), strict=True)) if columns else {}


def count_of(frame: Any) -> int:
    """Count the rows of a frame."""
    return int(one_row(frame.select(nw.len().alias("rows")))["rows"])


def up_to(frame: Any, columns: Collection[str], as_of: int) -> Any:
    """Forget what happens after an instant."""
    return frame.with_columns(
        nw.when(nw.col(name) <= as_of).then(nw.col(name)).otherwise(_NEVER).alias(name) for name in columns
    )
