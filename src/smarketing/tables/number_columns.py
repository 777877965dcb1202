"""Columns of numbers in files of text: an engine tells whether all cells of a column are numbers, and how to read them.

What a number looks like is said in `written_numbers`. Here a number has no zeros before it, at most 15 digits without
separators, and no code of a currency, so that ids and words stay what they are; and all numbers of a column bear the
same sign, if any.
"""

from collections.abc import Iterator
from typing import NamedTuple

from smarketing.errors import Problem
from smarketing.tables.event_sources import NAME, Column, Source, quoted
from smarketing.tables.written_numbers import DECIMALS, MARKS, NEGATIVE, SAY_WHICH, Decimal, number_pattern

_WHOLE = r"-?(0|[1-9]\d{0,17})"
_TRUTH = "(?i)true|false"
_PLAIN = r"(?:0|[1-9]\d{0,14})"
_PATTERNS = {decimal: number_pattern(decimal, _PLAIN) for decimal in DECIMALS}
_TWO_READINGS = r"[^\d]*[1-9]\d{0,2}[.,]\d{3}[^\d]*"
NAMES = frozenset("id event segment stage source owner account lead_status reason rejection_reason".split())
"""Columns that name something, and never say how much."""


class Written(NamedTuple):
    """What the cells of a column are, all of them: whole numbers, truth values, numbers by each sign of decimals.

    `shown` are the signs that some cell shows, `is_open` is whether one has two readings; `least_mark` and `last_mark`
    are the first and the last sign beside a number, in order. All are None of a column without cells.
    """

    whole: bool | None
    truth: bool | None
    dots: bool | None
    commas: bool | None
    either: bool | None
    is_open: bool | None
    least_mark: str | None
    last_mark: str | None


def questions(cell: str) -> tuple[str, ...]:
    """Give the aggregates in SQL that make a `Written` of the cells of a column."""
    dots, commas = (f"regexp_full_match({cell}, {quoted(_PATTERNS[decimal])})" for decimal in DECIMALS)
    mark = f"CASE WHEN {dots} OR {commas} THEN regexp_extract({cell}, {quoted(MARKS)}) END"
    return (
        f"bool_and(regexp_full_match({cell}, {quoted(_WHOLE)}))",
        f"bool_and(regexp_full_match({cell}, {quoted(_TRUTH)}))",
        f"bool_and({dots})",
        f"bool_and({commas})",
        f"bool_and({dots} OR {commas})",
        f"bool_or({has_two_readings(cell)})",
        f"min({mark})",
        f"max({mark})",
    )


def has_two_readings(cell: str) -> str:
    """SQL for whether a number has two readings."""
    both = " AND ".join(f"regexp_full_match({cell}, {quoted(pattern)})" for pattern in _PATTERNS.values())
    return f"({both} AND regexp_full_match({cell}, {quoted(_TWO_READINGS)}))"


def meaning(column: Column, written: Written, decimal: Decimal | None) -> str:
    """SQL for what a column of a file of text means: in turn whole numbers, truth values, numbers, text."""
    if written.whole:
        return f"CAST({column.cell} AS BIGINT)"
    if written.truth:
        return f"CAST({column.cell} AS BOOLEAN)"
    sign = decimal_of(written, decimal)
    if column.name in NAMES or sign is None or written.least_mark != written.last_mark:
        return f"CASE WHEN {column.cell} IS NOT NULL THEN {quoted(column.inner, NAME)} END"
    digits = f"replace(regexp_replace({column.cell}, '[^0-9{sign}]', '', 'g'), ',', '.')"
    minus = f"CASE WHEN regexp_matches({column.cell}, {quoted(NEGATIVE)}) THEN -1 ELSE 1 END"
    return f"CAST({digits} AS DOUBLE) * {minus}"


def decimal_of(written: Written, stated: Decimal | None) -> Decimal | None:
    """Give what separates decimals in a column of numbers; None for a column of text, and where nobody can tell."""
    fits: dict[Decimal, bool | None] = {".": written.dots, ",": written.commas}
    if stated is not None:
        return stated if fits[stated] else None
    if written.is_open and fits["."] and fits[","]:
        return None
    return next((sign for sign in DECIMALS if fits[sign]), None)


def refusal(source: Source, column: Column, written: Written, decimal: Decimal | None) -> Iterator[Problem]:
    """Give why a column that is asked for is neither a column of numbers nor one of text, if it is neither."""
    if decimal is not None or not written.either or column.name in NAMES:
        return
    if written.dots and written.commas and written.is_open:
        cell, where, line = source.first_cell(column, has_two_readings(column.cell))
        message = f"{column.name}: {cell!r} {where} could be a whole number or one with decimals; {SAY_WHICH}"
        yield source.problem(message, column.place, line)
    if not written.dots and not written.commas:
        dots, commas = (
            source.first_cell(column, f"NOT regexp_full_match({column.cell}, {quoted(_PATTERNS[other])})")
            for other in (",", ".")
        )
        message = f"{column.name} has {dots[0]!r} {dots[1]} and {commas[0]!r} {commas[1]}; {SAY_WHICH}"
        yield source.problem(message, column.place, dots[2])
