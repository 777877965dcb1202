"""How dates are written in texts: in which formats exports have them, and how each is read.

Formats are strptime patterns, or `serial` for days as spreadsheets count them. What is asked of cells is SQL for
DuckDB.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import TypeVar

import attrs

from smarketing.errors import InvalidValueError
from smarketing.tables.serial_days import FIRST, PATTERN, SERIAL

T = TypeVar("T")

# how dates begin, and the patterns of what that may mean
_BASES = (
    (r"\d{4}-\d\d?-\d\d?", ("%Y-%m-%d",)),
    (r"[A-Za-z]{3} [A-Za-z]{3} \d\d? \d\d:\d\d:\d\d [+-]\d{4} \d{4}", ("%a %b %d %H:%M:%S %z %Y",)),
    *(
        (rf"\d\d?[{sign}]\d\d?[{sign}]{digits}", (f"%d{sign}%m{sign}{year}", f"%m{sign}%d{sign}{year}"))
        for year, digits in (("%Y", r"\d{4}"), ("%y", r"\d\d"))
        for sign in "/.-"
    ),
    (r"\d\d? [A-Za-z]{3}, \d{4}", ("%d %b, %Y",)),
    (r"\d\d? [A-Za-z]{3} \d{4}", ("%d %b %Y",)),
)
_STARTS = tuple(rf"^{start}(\D|$)" for start, _ in _BASES)
# how times go on: what joins them to the date, the clock, the offset; the first condition that holds of a cell counts
_JOINTS = (
    (r"contains({0}, 'T') AND regexp_matches({0}, '\dT\d')", "T"),
    (r"contains({0}, ', ') AND regexp_matches({0}, ', \d+:')", ", "),
    ("true", " "),
)
_CLOCKS = (
    ("NOT contains({0}, ':')", ""),
    (r"right({0}, 1) IN ('m', 'M') AND regexp_matches({0}, ':\d\d:\d\d ')", "%I:%M:%S %p"),
    (r"right({0}, 1) IN ('m', 'M') AND regexp_matches({0}, ':\d\d:\d\d')", "%I:%M:%S%p"),
    (r"right({0}, 1) IN ('m', 'M') AND regexp_matches({0}, ':\d\d ')", "%I:%M %p"),
    ("right({0}, 1) IN ('m', 'M')", "%I:%M%p"),
    (r"contains({0}, '.') AND regexp_matches({0}, ':\d\d\.\d')", "%H:%M:%S.%f"),
    (r"regexp_matches({0}, ':\d\d:\d\d')", "%H:%M:%S"),
    ("true", "%H:%M"),
)
_OFFSETS = (
    ("right({0}, 1) = 'Z'", "Z"),
    ("right({0}, 4) = ' UTC'", " UTC"),
    ("right({0}, 4) = ' GMT'", " GMT"),
    ("regexp_matches({0}, ':.* [+-]')", " %z"),
    ("regexp_matches({0}, ':.*[+-]')", "%z"),
    ("true", ""),
)
_PARTS = {"year": "Yy", "month": "mbBj", "day": "dj"}
_DIRECTIVE = re.compile(r"%%|%-?([aAbBdfHIjmMpSyYz])")
_HAS_OFFSET = re.compile("%z|Z$| UTC$| GMT$")
_HAS_TIME = re.compile("%-?[HIMSp]")
_ZONE = re.compile(r":\d\d(?:[.,]\d+)? ?(?:[AP]M ?)?\(?([A-Z]{3,5})\b")
_ABBREVIATED = (
    "the abbreviation of a time zone; it stands for more than one offset: "
    "write offsets such as +01:00, or leave it out and state --timezone"
)
_PAST_LAST_SERIAL = 2_958_466  # spreadsheets end with the year 9999


@attrs.frozen
class Writing:
    """How the texts of a column are written: what they may mean, each a list of patterns of which one fits a cell.

    `mixed` are texts that no single reading can hold, of which `readings` has the first kind only.
    """

    readings: tuple[tuple[str, ...], ...]
    mixed: bool = False
    is_iso: bool = False


def begins_as_date(text: str) -> bool:
    """Whether a text begins in one of the formats that are recognised."""
    return any(re.match(start, text) for start in _STARTS)


def start_bits(cell: str) -> str:
    """SQL for a number with a bit for the way in which a cell begins, or 0 if it begins like no date."""
    return _first_bit((f"regexp_matches({cell}, '{start}')" for start in _STARTS), 0)


def time_bits(cell: str) -> str:
    """SQL for a number with bits for what follows the date, beside those of `start_bits`."""
    parts = zip((_JOINTS, _CLOCKS, _OFFSETS), _shifts(), strict=True)
    return " | ".join(_first_bit((test.format(cell) for test, _ in cases), shift) for cases, shift in parts)


def writing(bits: int) -> Writing:
    """Give what the texts of a column may mean, from the bits of all its cells taken together."""
    bases = _at_bits([readings for _, readings in _BASES], bits)
    joints, clocks, offsets = (
        _at_bits([pattern for _, pattern in cases], bits >> shift)
        for cases, shift in zip((_JOINTS, _CLOCKS, _OFFSETS), _shifts(), strict=True)
    )
    mixed = "" in offsets and len(offsets) > 1
    parts = product(joints, clocks, [""] if mixed else offsets)
    times = dict.fromkeys(joint + clock + offset if clock else "" for joint, clock, offset in parts)
    readings = (tuple([base] if "%H" in base else [base + time for time in times]) for base in (bases or [()])[0])
    return Writing(tuple(readings), mixed or len(bases) > 1, bool(bits & 1))


def stated_patterns(stated: str | Sequence[str]) -> tuple[str, ...]:
    """Give the patterns that are meant by those that somebody states, as a list or as text with `|` between them.

    InvalidValueError for one that is not of a whole date, and for patterns that do not go together.

    >>> stated_patterns("%d/%m/%Y | serial")
    ('%d/%m/%Y', 'serial')
    """
    given: object = stated
    if isinstance(given, str):
        given = given.split("|")
    if not isinstance(given, Sequence) or not given or not all(isinstance(each, str) for each in given):
        raise InvalidValueError(f"dates are read by formats such as '%d/%m/%Y %H:%M'; not by {stated!r}", "dates")
    patterns = [each.strip() for each in given]
    for each in patterns:
        _check_pattern(each)
    with_time = [bool(_HAS_OFFSET.search(each)) for each in patterns if each == SERIAL or _HAS_TIME.search(each)]
    if len(set(with_time)) > 1:
        raise InvalidValueError(f"the formats of one column have an offset all, or none; not {stated!r}", "dates")
    return tuple(dict.fromkeys(each for one in patterns for each in (one, one.replace("%z", "Z"))))


def _check_pattern(stated: str) -> None:
    if stated == SERIAL:
        return
    if "%Z" in stated:
        raise InvalidValueError(f"{stated!r} asks for %Z, {_ABBREVIATED}", "dates")
    if wrong := re.search("%-?.?", _DIRECTIVE.sub("", stated)):
        raise InvalidValueError(f"{stated!r} is no pattern as strptime reads it: {wrong[0]!r} is not known", "dates")
    directives = set(_DIRECTIVE.findall(stated))
    if lacking := [part for part, letters in _PARTS.items() if not directives & set(letters)]:
        raise InvalidValueError(f"{stated!r} has no {lacking[0]}; write a whole date, like %d/%m/%Y %H:%M", "dates")
    if (zone := abbreviated_zone(_DIRECTIVE.sub(":00", stated))) is not None:
        raise InvalidValueError(f"{stated!r} has {zone!r}, {_ABBREVIATED}", "dates")


def abbreviated_zone(text: str) -> str | None:
    """Give the abbreviation of a time zone behind a time of day, if there is one whose offset nobody knows.

    >>> abbreviated_zone("2026-03-02 10:00 CST")
    'CST'
    """
    match = _ZONE.search(text)
    return match[1] if match and match[1] not in ("UTC", "GMT") else None


def zone_refusal(zone: str) -> str:
    """Say why a time with the abbreviation of a time zone is not read."""
    return f"ends in {zone!r}, {_ABBREVIATED}"


def moment(cell: str, patterns: Sequence[str]) -> str:
    """SQL for the moment that a text is by the first of the patterns that fits, or null.

    It is a day, a wall time, or an instant.
    """
    return _moment(cell, patterns, kind_of(patterns))


def moments(cell: str, patterns: Sequence[str], *, whole_days: bool = False) -> str:
    """SQL for the list of the different moments that a text is by the patterns."""
    kind = kind_of(patterns, whole_days=whole_days)
    return f"list_distinct([{', '.join(_moment(cell, [each], kind) for each in patterns)}])"


def only_moment(cell: str, patterns: Sequence[str], *, whole_days: bool = False) -> str:
    """SQL for the moment that a text is by all of the patterns that fit it, or null.

    `whole_days` is whether no serial number among the texts has a time of day.
    """
    found = moments(cell, patterns, whole_days=whole_days)
    return f"CASE WHEN len({found}) = 1 THEN {found}[1] END"


def kind_of(patterns: Sequence[str], *, whole_days: bool = False) -> str:
    """Give the type of what is read by patterns."""
    if any(map(_HAS_OFFSET.search, patterns)):
        return "TIMESTAMPTZ"
    has_time = (SERIAL in patterns and not whole_days) or any(map(_HAS_TIME.search, patterns))
    return "TIMESTAMP" if has_time else "DATE"


def _moment(cell: str, patterns: Sequence[str], kind: str) -> str:
    if list(patterns) == [SERIAL]:
        return _serial_moment(cell, kind)
    if any("%f" in pattern for pattern in patterns):
        cell = rf"regexp_replace({cell}, '(\.\d{{6}})\d+', '\1')"  # as fine as a timestamp goes
    listed = ", ".join("'" + pattern.replace("'", "''") + "'" for pattern in patterns)
    read = f"try_strptime({cell}, [{listed}])"
    # without a bound, %Y takes 17 for the year 17
    return f"CASE WHEN {read} >= TIMESTAMP '1000-01-01' THEN CAST({read} AS {kind}) END"


def _serial_moment(cell: str, kind: str) -> str:
    """Days since the first one, to the second: spreadsheets write a time of day with few digits."""
    days = f"TRY_CAST(replace({cell}, ',', '.') AS DOUBLE)"
    seconds = f"to_seconds(CAST(round({days} * 86400) AS BIGINT))"
    condition = f"regexp_full_match({cell}, '{PATTERN}') AND {days} < {_PAST_LAST_SERIAL}"
    return f"CASE WHEN {condition} THEN CAST(TIMESTAMP '{FIRST}' + {seconds} AS {kind}) END"


def _first_bit(conditions: Iterable[str], shift: int) -> str:
    whens = (f"WHEN {condition} THEN {1 << bit}" for bit, condition in enumerate(conditions, shift))
    return f"CASE {' '.join(whens)} ELSE 0 END"


def _at_bits(values: Sequence[T], bits: int) -> list[T]:
    return [value for place, value in enumerate(values) if bits >> place & 1]


def _shifts() -> tuple[int, int, int]:
    """Where the bits of joints, clocks and offsets begin."""
    return len(_BASES), len(_BASES) + len(_JOINTS), len(_BASES) + len(_JOINTS) + len(_CLOCKS)
