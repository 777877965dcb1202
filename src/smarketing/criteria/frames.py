"""A criterion as an expression of any dataframe engine, through Narwhals.

Engines differ in what they do with what is missing: a comparison gives null or false, NaN is greater than everything or
than nothing, `!=` is true or null. The expression made here is true or false, and the same everywhere. Inside it null
stands for false where only `and` and `or` follow, which keeps null away from true; it is filled in before each `not`
and at the end.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import Any

import narwhals as nw

from smarketing.criteria.days import by_instants, midnight
from smarketing.criteria.records import Sorts
from smarketing.criteria.terms import (
    MIRRORED,
    And,
    Arithmetic,
    Comparison,
    Condition,
    Constant,
    Field,
    Has,
    Literal,
    Lower,
    Match,
    Named,
    Not,
    OneOf,
    Or,
    Term,
    Truth,
    fields_of,
)
from smarketing.errors import InvalidValueError, no_such

_OPERATIONS: dict[str, Any] = {
    "<": nw.Expr.__lt__,
    "<=": nw.Expr.__le__,
    "==": nw.Expr.__eq__,
    "!=": nw.Expr.__ne__,
    ">=": nw.Expr.__ge__,
    ">": nw.Expr.__gt__,
    "+": nw.Expr.__add__,
    "-": nw.Expr.__sub__,
    "*": nw.Expr.__mul__,
}


def frame_expression(
    condition: Condition, sorts: Sorts, schema: Mapping[str, Any] | None = None, *, null_is_false: bool = False
) -> nw.Expr:
    """Give the expression that is true for the rows for which a condition holds, and false for all others.

    `schema` says which columns cannot hold NaN, and which hold nothing but true, false and null. With `null_is_false`,
    as in filters, null may stand for false.
    """
    reading = _Pushed(sorts, schema)
    return reading.expression(condition) if null_is_false else reading.total(condition)


def filtered(table: Any, condition: Condition, sorts: Sorts) -> Any:
    """Give the rows of a native dataframe for which a condition holds."""
    frame = nw.from_native(table)
    schema = frame.collect_schema()
    check_columns(sorts, schema)
    return frame.filter(frame_expression(condition, sorts, schema, null_is_false=True)).to_native()


def check_columns(sorts: Sorts, schema: Mapping[str, Any]) -> None:
    """Refuse a table without a column that a criterion names, or with another sort of values in it."""
    for name, sort in sorts.items():
        if name not in schema:
            raise InvalidValueError(no_such("column", name, list(schema)), name)
        held = _sort_of(schema[name])
        wanted = None if sort is None else "number" if sort.kind == "amount" else sort.kind
        if wanted is not None and held not in (None, wanted):
            raise InvalidValueError(
                f"the column {name!r} holds {schema[name]}, and the criterion looks for {sort}", name
            )


def _sort_of(dtype: Any) -> str | None:
    """What a column holds; None for types that only the engine knows."""
    if dtype.is_numeric():
        return "number"
    kinds: dict[str, Any] = {"truth": nw.Boolean, "text": (nw.String, nw.Categorical, nw.Enum), "duration": nw.Duration}
    kinds["date"] = (nw.Date, nw.Datetime)
    return next((kind for kind, types in kinds.items() if isinstance(dtype, types)), None)


class _Pushed:
    def __init__(self, sorts: Sorts, schema: Mapping[str, Any] | None) -> None:
        numbers = (name for name, sort in sorts.items() if sort is not None and sort.kind in ("number", "amount"))
        if schema is None:
            self._floating, self._truths = frozenset(numbers), frozenset[str]()
        else:
            self._floating = frozenset(name for name in sorts if schema[name].is_float())
            self._truths = frozenset(name for name in sorts if schema[name] == nw.Boolean)

    def total(self, condition: Condition) -> nw.Expr:
        return self.expression(condition).fill_null(value=False)

    def expression(self, condition: Condition) -> nw.Expr:
        """The condition, true, false or null."""
        match condition:
            case And(parts):
                return reduce(and_, map(self.expression, parts))
            case Or(parts):
                return reduce(or_, map(self.expression, parts))
            case Not(inside):
                return ~self.total(inside)
            case Named(_, inside):
                return self.expression(inside)
            case Constant(holds):
                return nw.lit(holds)
            case Has(field):
                return self._present(field)
            case Truth(Field(name)):
                return nw.col(name) if name in self._truths else nw.col(name) == nw.lit(value=True)
            case Match(how, term, text):
                strings = self._term(term).str
                matched = strings.contains(text, literal=True) if how == "contains" else getattr(strings, how)(text)
                return matched & self._present(term)
            case OneOf() | Comparison():
                return self._tested(condition)

    def _tested(self, test: OneOf | Comparison) -> nw.Expr:
        plain = by_instants(test)
        if isinstance(plain, Comparison):
            return self._compared(plain)
        if not isinstance(plain, OneOf):
            return self.expression(plain)
        found = self._term(plain.term).is_in([_constant(choice) for choice in plain.choices])
        return ~found & self._present(plain.term) if plain.excluded else found

    def _compared(self, test: Comparison) -> nw.Expr:
        if isinstance(test.left, Literal):
            test = Comparison(test.right, MIRRORED[test.operator], test.left)
        if isinstance(test.right, Literal):
            compared: nw.Expr = _OPERATIONS[test.operator](self._term(test.left), _constant(test.right))
            guarded = [test.left] if test.operator in (">", ">=", "!=") else []
        else:
            compared = _OPERATIONS[test.operator](self._term(test.left), self._term(test.right))
            guarded = [test.left, test.right]
        for term in guarded:
            if self._may_be_nan(term):
                compared &= ~self._term(term).is_nan()
            if test.operator == "!=":
                compared &= ~self._term(term).is_null()
        return compared

    def _present(self, term: Field | Term) -> nw.Expr:
        there = ~self._term(term).is_null()
        return there & ~self._term(term).is_nan() if self._may_be_nan(term) else there

    def _may_be_nan(self, term: Term) -> bool:
        return not self._floating.isdisjoint(fields_of(term))

    def _term(self, term: Term) -> nw.Expr:
        match term:
            case Literal():
                return nw.lit(_constant(term))
            case Field(name):
                return nw.col(name)
            case Lower(Field(name)):
                return nw.col(name).str.to_lowercase()
            case Arithmetic("/", left, right):
                return self._ratio(left, right)
            case Arithmetic(operator, left, right):
                value: nw.Expr = _OPERATIONS[operator](self._term(left), self._term(right))
                return value

    def _ratio(self, left: Term, right: Term) -> nw.Expr:
        """A ratio, null where it divides by zero: engines give null, infinity or an error."""
        below = self._term(right)
        if isinstance(right, Literal):
            return self._term(left) / below
        return nw.when(below != 0).then(self._term(left) / below)


def _constant(literal: Literal) -> Any:
    value = literal.value
    if isinstance(value, date):
        return midnight(value)
    if not isinstance(value, Fraction):
        return value
    if literal.sort.kind == "duration":
        return timedelta(microseconds=int(value))
    return int(value) if value.denominator == 1 else float(value)
