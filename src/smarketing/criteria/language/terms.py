"""What a criterion is made of: terms that have a value, and conditions that hold or do not.

A condition is a tree of frozen values. Every reading of a criterion is one walk over this tree: run on a record
(`records`), pushed down to a dataframe (`frames`), said in English (`wording`), reasoned about (`reasoning`).
"""

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Literal as OneOfTexts
from typing import cast

import attrs

Operator = OneOfTexts["<", "<=", "==", "!=", ">=", ">"]
Piece = OneOfTexts["contains", "starts_with", "ends_with"]
Kind = OneOfTexts["number", "amount", "text", "date", "duration", "truth"]

MIRRORED: dict[Operator, Operator] = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}
OPPOSITE: dict[Operator, Operator] = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}


@attrs.frozen
class FieldType:
    """What a field holds, as far as the criterion tells.

    `unit` is the unit of an amount; of a date it is `UTC` or `local` if it is compared with dates that are written with
    or without an offset from UTC.
    """

    kind: Kind
    unit: str = ""

    def __str__(self) -> str:
        return f"an amount in {self.unit}" if self.kind == "amount" else _CALLED[self.kind, self.unit]


def agree(one: FieldType, other: FieldType) -> bool:
    """Tell whether a field can be of both sorts: the same, or dates of which one does not say its zone."""
    return one == other or (one.kind == other.kind == "date" and "" in (one.unit, other.unit))


_CALLED: dict[tuple[Kind, str], str] = {
    ("number", ""): "a number",
    ("text", ""): "a text",
    ("date", ""): "a date",
    ("date", "local"): "a date without a time zone",
    ("date", "UTC"): "a date in a time zone",
    ("duration", ""): "a duration",
    ("truth", ""): "true or false",
}


@attrs.frozen
class Field:
    """The value of a field; a record may not have it."""

    name: str


@attrs.frozen
class Literal:
    """A value as written.

    Exact: a number or an amount is a Fraction, a duration a Fraction of microseconds. A date without a time of day is
    a `date`, which stands for the whole day; one with a time is a `datetime`. `written` is how it was written.
    """

    value: Fraction | str | date | datetime
    sort: FieldType
    written: str = attrs.field(default="", eq=False)

    @property
    def number(self) -> Fraction:
        """The value, of a literal whose sort is a number, an amount or a duration."""
        return cast("Fraction", self.value)

    @property
    def day(self) -> date:
        """The value, of a literal whose sort is a date."""
        return cast("date", self.value)


@attrs.frozen
class Lower:
    """The text of a field in lower case."""

    field: Field


@attrs.frozen
class Arithmetic:
    """Two terms added, subtracted, multiplied or divided; nothing (missing) where it divides by zero."""

    operator: OneOfTexts["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"


Expression = Field | Literal | Lower | Arithmetic


@attrs.frozen
class Comparison:
    """Two terms compared; false if one is missing."""

    left: Expression
    operator: Operator
    right: Expression


@attrs.frozen
class OneOf:
    """A term that is one of some values, or (`excluded`) none of them; false if it is missing, either way."""

    term: Expression
    choices: tuple[Literal, ...]
    excluded: bool = False


@attrs.frozen
class Match:
    """A text that contains another, or starts or ends with it; false if it is missing."""

    how: Piece
    term: Field | Lower
    text: str


@attrs.frozen
class Has:
    """A field that is there."""

    field: Field


@attrs.frozen
class Truth:
    """A field that is true; false if it is missing."""

    field: Field


@attrs.frozen
class Constant:
    """What always holds, or never."""

    holds: bool


@attrs.frozen
class Not:
    """What does not hold, whether it is false or its fields are missing."""

    condition: "Predicate"


@attrs.frozen
class And:
    """All of some conditions."""

    parts: tuple["Predicate", ...]


@attrs.frozen
class Or:
    """At least one of some conditions."""

    parts: tuple["Predicate", ...]


@attrs.frozen
class Named:
    """A condition that the parties gave a name: a definition."""

    name: str
    condition: "Predicate"


Test = Comparison | OneOf | Match | Has | Truth | Constant
"""A condition without conditions in it."""

Predicate = Test | Not | And | Or | Named


def fields_of(part: Expression | Predicate) -> Iterator[str]:
    """Give the names of the fields in a term or a condition, from left to right, some of them more than once."""
    match part:
        case Field(name):
            yield name
        case Lower(inside) | Has(inside) | Truth(inside) | OneOf(term=inside) | Match(term=inside):
            yield from fields_of(inside)
        case Comparison(left=left, right=right) | Arithmetic(left=left, right=right):
            yield from fields_of(left)
            yield from fields_of(right)
        case Not(condition) | Named(condition=condition):
            yield from fields_of(condition)
        case And(parts) | Or(parts):
            for each in parts:
                yield from fields_of(each)


def own_fields(condition: Predicate) -> tuple[str, ...]:
    """Give the fields that a condition speaks of itself, without those of definitions."""
    tests = (part for part in parts_of(condition, named=False) if not isinstance(part, And | Or | Not | Named))
    return tuple(dict.fromkeys(name for test in tests for name in fields_of(test)))


def parts_of(condition: Predicate, *, named: bool = True) -> Iterator[Predicate]:
    """Give a condition and all conditions in it; those in definitions only if they are `named`."""
    yield condition
    match condition:
        case Not(inside):
            yield from parts_of(inside, named=named)
        case Named(_, inside) if named:
            yield from parts_of(inside)
        case And(parts) | Or(parts):
            for each in parts:
                yield from parts_of(each, named=named)
