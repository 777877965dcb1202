"""How CRMs write tables of leads: what they call columns, and in which formats their exports have dates.

Formats are strptime patterns, and what is asked of cells is SQL for DuckDB, which `tables.files` runs.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from types import MappingProxyType
from typing import TypeVar

import attrs

from smarketing.errors import InvalidValueError, no_such

T = TypeVar("T")

_OWN = (
    "id event at created_at assigned_at handed_over_at accepted_at rejected_at contacted_at became_mql_at "
    "became_sql_at became_customer_at converted_at last_activity_at closed_at stage source owner score attempts "
    "lead_status segment"
).split()


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
    ("regexp_matches({0}, ':.* [+-]')", " %z"),
    ("regexp_matches({0}, ':.*[+-]')", "%z"),
    ("true", ""),
)
_PARTS = {"year": "Yy", "month": "mbBj", "day": "dj"}
_DIRECTIVE = re.compile(r"%%|%-?([aAbBdfHIjmMpSyYzZ])")


@cache
def known_columns() -> Mapping[str, Mapping[str, str]]:
    """Give what the columns of each CRM are called here: internal names, labels of exports, names in a warehouse.

    >>> known_columns()["hubspot"]["Became a Marketing Qualified Lead Date"]
    'became_mql_at'
    """
    text = files("smarketing.tables").joinpath("crm_columns.json").read_text(encoding="utf-8")
    return MappingProxyType({crm: MappingProxyType(columns) for crm, columns in json.loads(text).items()})


def renamed(columns: Sequence[str], names: Mapping[str, str] = {}, kept: Collection[str] = ()) -> dict[str, str]:
    """Give those columns of a table that are called otherwise here, each with its name here.

    `names` are the user's own, from a column of the table to its name here; they win, and a name that they give is
    taken: another column of that meaning keeps the name that it has, as do columns that are to be `kept`. Upper and
    lower case and the width of spaces do not matter to what is known. InvalidValueError if two columns would bear one
    name (in upper or lower case), or if `names` has a column that the table has not.

    >>> renamed(["Contact ID", "Create Date", "Region", "score"], {"Region": "segment"})
    {'Contact ID': 'id', 'Create Date': 'created_at', 'Region': 'segment'}
    """
    _check_names(columns, names)
    taken = {name.casefold() for name in names.values()}
    meant = {column: column if column in kept else _free_meaning(column, taken) for column in columns}
    called = {column: names.get(column) or meant[column] for column in columns}
    _check_collisions(called, names)
    return {column: name for column, name in called.items() if column != name}


def _check_names(columns: Sequence[str], names: Mapping[str, str]) -> None:
    for place, column in enumerate(columns):
        if column in columns[:place]:
            raise InvalidValueError(f"two columns named {column!r}; give one of them another name in the table")
    for column, name in names.items():
        if column not in columns:
            raise InvalidValueError(no_such("column", column, columns), "names")
        if not name.strip():
            raise InvalidValueError(f"column {column!r} cannot be called {name!r}", "names")


def _free_meaning(column: str, taken: set[str]) -> str:
    meaning = _meanings().get(_folded(column), column)
    return column if meaning in taken else meaning


@cache
def _meanings() -> Mapping[str, str]:
    """What is meant by names without regard to case and width of spaces."""
    known = {name: name for name in _OWN}
    for columns in known_columns().values():
        known |= {meaning: meaning for meaning in columns.values()} | {
            _folded(column): meaning for column, meaning in columns.items()
        }
    return known


def _folded(column: str) -> str:
    return " ".join(column.split()).casefold()


def _check_collisions(called: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Refuse columns that would bear one name; engines of tables do not tell upper from lower case."""
    bearers: dict[str, list[str]] = {}
    for column, name in called.items():
        bearers.setdefault(name.casefold(), []).append(column)
    for columns in bearers.values():
        if len(columns) > 1:
            raise InvalidValueError(_collision(columns, called, names), "names")


def _collision(columns: Sequence[str], called: Mapping[str, str], names: Mapping[str, str]) -> str:
    listed = " and ".join(", ".join(map(repr, columns)).rsplit(", ", 1))
    all_of_them = "both" if len(columns) == 2 else "all"
    name = called[columns[-1]]
    known = all(_meanings().get(_folded(column)) == name for column in columns)
    alike = sum(column.casefold() == name for column in columns)
    if known and alike <= 1 and not names.keys() & set(columns):
        chosen = name if name in columns else columns[0]
        return f"{listed} {all_of_them} mean {name}; say which one by columns={{{chosen!r}: {name!r}}}"
    other = next((column for column in columns if column not in names), columns[-1])
    return f"{listed} would {all_of_them} be called {name}; call one otherwise by columns={{{other!r}: 'another name'}}"


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


def patterns_for(stated: str) -> tuple[str, ...]:
    """Give the patterns that are meant by one that somebody states; InvalidValueError if it is not of a whole date."""
    if wrong := re.search("%-?.?", _DIRECTIVE.sub("", stated)):
        raise InvalidValueError(f"{stated!r} is no pattern as strptime reads it: {wrong[0]!r} is not known", "dates")
    directives = set(_DIRECTIVE.findall(stated))
    if lacking := [part for part, letters in _PARTS.items() if not directives & set(letters)]:
        raise InvalidValueError(f"{stated!r} has no {lacking[0]}; write a whole date, like %d/%m/%Y %H:%M", "dates")
    return tuple(dict.fromkeys((stated, stated.replace("%z", "Z"))))


def moment(cell: str, patterns: Sequence[str]) -> str:
    """SQL for the moment that a text is by one of the patterns, or null: a day, a wall time, or an instant."""
    if any("%f" in pattern for pattern in patterns):
        cell = rf"regexp_replace({cell}, '(\.\d{{6}})\d+', '\1')"  # as fine as a timestamp goes
    listed = ", ".join("'" + pattern.replace("'", "''") + "'" for pattern in patterns)
    read = f"try_strptime({cell}, [{listed}])"
    has_offset = any(re.search("%z|%Z|Z$| UTC$", pattern) for pattern in patterns)
    has_time = any(re.search("%-?[HIMSp]", pattern) for pattern in patterns)
    kind = "TIMESTAMPTZ" if has_offset else "TIMESTAMP" if has_time else "DATE"
    # without a bound, %Y takes 17 for the year 17
    return f"CASE WHEN {read} >= TIMESTAMP '1000-01-01' THEN CAST({read} AS {kind}) END"


def _first_bit(conditions: Iterable[str], shift: int) -> str:
    whens = (f"WHEN {condition} THEN {1 << bit}" for bit, condition in enumerate(conditions, shift))
    return f"CASE {' '.join(whens)} ELSE 0 END"


def _at_bits(values: Sequence[T], bits: int) -> list[T]:
    return [value for place, value in enumerate(values) if bits >> place & 1]


def _shifts() -> tuple[int, int, int]:
    """Where the bits of joints, clocks and offsets begin."""
    return len(_BASES), len(_BASES) + len(_JOINTS), len(_BASES) + len(_JOINTS) + len(_CLOCKS)
