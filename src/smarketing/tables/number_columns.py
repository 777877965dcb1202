"""Columns of numbers in files of text: an engine tells whether all cells of a column are numbers, and how to read them.

What a number looks like is said in `written_numbers`. Here a number has no zeros before it, at most 15 digits without
separators, and no code of a currency, so that ids and words stay what they are; and all numbers of a column bear the
same sign, if any.
"""

from collections.abc import Iterator

import attrs

from smarketing.errors import Problem
from smarketing.tables.event_sources import NAME, FileColumn, Source, quoted
from smarketing.tables.written_numbers import DECIMALS, MARKS, NEGATIVE, SAY_WHICH, Decimal, number_pattern

_WHOLE = r"-?(0|[1-9]\d{0,17})"
_PLAIN = r"(?:0|[1-9]\d{0,14})"
_PATTERNS = {decimal: number_pattern(decimal, _PLAIN) for decimal in DECIMALS}
_TWO_READINGS = r"[^\d]*[1-9]\d{0,2}[.,]\d{3}[^\d]*"
NAMES = frozenset("id event segment stage source owner account lead_status reason rejection_reason".split())
"""Columns that name something, and never say how much."""

_NOT_WHOLE, _NOT_TRUTH, _NOT_DOTS, _NOT_COMMAS, _NEITHER, _OPEN = (1 << bit for bit in range(6))


@attrs.frozen
class Written:
    """What the cells of a column are: `bits` of all of them, None without cells; the signs beside numbers, in order."""

    bits: int | None
    least_mark: str | None
    last_mark: str | None

    def no_cell(self, bit: int) -> bool:
        """Whether there are cells, and a bit holds of none of them."""
        return self.bits is not None and not self.bits & bit

    @property
    def fits(self) -> dict[Decimal, bool]:
        """Whether all cells are numbers, by each sign of decimals."""
        return {".": self.no_cell(_NOT_DOTS), ",": self.no_cell(_NOT_COMMAS)}

    @property
    def is_open(self) -> bool:
        """Whether all cells are numbers by either sign, and some have two readings."""
        return all(self.fits.values()) and not self.no_cell(_OPEN)

    @property
    def contradicts_itself(self) -> bool:
        """Whether all cells are numbers, some by one sign of decimals only and some by the other only."""
        return self.no_cell(_NEITHER) and not any(self.fits.values())


def code(cell: str) -> str:
    """SQL for a number with bits for what a cell is not; of most cells one or two tests tell it."""
    dots, commas = (f"regexp_full_match({cell}, {quoted(_PATTERNS[decimal])})" for decimal in DECIMALS)
    no_number = _NOT_WHOLE + _NOT_DOTS + _NOT_COMMAS + _NEITHER
    return (
        f"CASE WHEN {cell} IS NULL THEN NULL WHEN regexp_full_match({cell}, {quoted(_WHOLE)}) THEN {_NOT_TRUTH} "
        f"WHEN NOT regexp_matches({cell}, '[0-9]') THEN {no_number} + "
        f"CASE WHEN lower({cell}) IN ('true', 'false') THEN 0 ELSE {_NOT_TRUTH} END "
        f"ELSE {_NOT_WHOLE + _NOT_TRUTH} + CASE WHEN {dots} THEN CASE WHEN NOT {commas} THEN {_NOT_COMMAS} "
        f"WHEN regexp_full_match({cell}, {quoted(_TWO_READINGS)}) THEN {_OPEN} ELSE 0 END "
        f"WHEN {commas} THEN {_NOT_DOTS} ELSE {_NOT_DOTS + _NOT_COMMAS + _NEITHER} END END"
    )


def questions(cell: str, code: str) -> tuple[str, ...]:
    """Give the aggregates in SQL that make a `Written` of the cells of a column and their codes."""
    marked = f"CASE WHEN {code} & {_NOT_WHOLE} = 0 THEN '' ELSE regexp_extract({cell}, {quoted(MARKS)}) END"
    mark = f"CASE WHEN {code} & {_NEITHER} = 0 THEN {marked} END"
    return f"bit_or({code})", f"min({mark})", f"max({mark})"


def has_two_readings(cell: str) -> str:
    """SQL for whether a number has two readings."""
    both = " AND ".join(f"regexp_full_match({cell}, {quoted(pattern)})" for pattern in _PATTERNS.values())
    return f"({both} AND regexp_full_match({cell}, {quoted(_TWO_READINGS)}))"


def meaning(column: FileColumn, written: Written, decimal: Decimal | None) -> str:
    """SQL for what a column of a file of text means: in turn whole numbers, truth values, numbers, text."""
    if written.no_cell(_NOT_WHOLE):
        return f"CAST({column.cell} AS BIGINT)"
    if written.no_cell(_NOT_TRUTH):
        return f"CAST({column.cell} AS BOOLEAN)"
    sign = decimal_of(written, decimal)
    if column.name in NAMES or sign is None or written.least_mark != written.last_mark:
        return f"CASE WHEN {column.cell} IS NOT NULL THEN {quoted(column.inner, NAME)} END"
    digits = f"replace(regexp_replace({column.cell}, '[^0-9{sign}]', '', 'g'), ',', '.')"
    minus = f"CASE WHEN regexp_matches({column.cell}, {quoted(NEGATIVE)}) THEN -1 ELSE 1 END"
    return f"CAST({digits} AS DOUBLE) * {minus}"


def decimal_of(written: Written, stated: Decimal | None) -> Decimal | None:
    """Give what separates decimals in a column of numbers; None for a column of text, and where nobody can tell."""
    if stated is not None:
        return stated if written.fits[stated] else None
    return None if written.is_open else next((sign for sign in DECIMALS if written.fits[sign]), None)


def refusal(source: Source, column: FileColumn, written: Written, decimal: Decimal | None) -> Iterator[Problem]:
    """Give why a column that is asked for is neither a column of numbers nor one of text, if it is neither."""
    if decimal is not None or column.name in NAMES:
        return
    if written.is_open:
        cell, where, line = source.first_cell(column, has_two_readings(column.cell))
        message = f"{column.name}: {cell!r} {where} could be a whole number or one with decimals; {SAY_WHICH}"
        yield source.problem(message, column.place, line)
    if written.contradicts_itself:
        dots, commas = (
            source.first_cell(column, f"NOT regexp_full_match({column.cell}, {quoted(_PATTERNS[other])})")
            for other in (",", ".")
        )
        message = f"{column.name} has {dots[0]!r} {dots[1]} and {commas[0]!r} {commas[1]}; {SAY_WHICH}"
        yield source.problem(message, column.place, dots[2])
