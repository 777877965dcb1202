"""What CRMs call the columns of tables of leads."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from smarketing.errors import InvalidValueError, no_such

_OWN = (
    "id event at created_at assigned_at handed_over_at accepted_at rejected_at contacted_at became_mql_at "
    "became_sql_at became_customer_at converted_at last_activity_at closed_at stage source owner score attempts "
    "lead_status segment"
).split()


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


def meaning_of(column: str) -> str:
    """Give what a column is called here; its own name if nobody knows it.

    >>> meaning_of("Create Date"), meaning_of("Region")
    ('created_at', 'Region')
    """
    return _meanings().get(_folded(column), column)


def _free_meaning(column: str, taken: set[str]) -> str:
    meaning = meaning_of(column)
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
