"""A criterion as an expression of any dataframe engine, through Narwhals.

Engines differ in what they do with what is missing: a comparison gives null or false, NaN is greater than everything or
than nothing, `!=` is true or null. The expression made here is true or false, and the same everywhere. Inside it null
stands for false where only `and` and `or` follow, which keeps null away from true; it is filled in before each `not`
and at the end. What a schema tells is used to bring columns into the form in which they compare exactly: instants in
microseconds of UTC, numbers in 64 bits.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from operator import and_, or_
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw

from smarketing.criteria.language import terms
from smarketing.criteria.language.days import by_instants, midnight
from smarketing.criteria.language.on_records import Sorts, mixed_zones, record_test
from smarketing.errors import InvalidValueError, no_such

Schema = Mapping[str, Any]

_OPERATIONS: dict[str, Callable[[nw.Expr, nw.Expr], nw.Expr]] = {
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
_NUMBERS = ("number", "amount")
_LARGEST = 2**63
_SPARK_NAMES = frozenset(".*`")


def frame_expression(condition: terms.Predicate, sorts: Sorts, schema: Schema | None = None) -> nw.Expr:
    """Give the expression that is true for the rows for which a condition holds, and false for all others."""
    return _Pushed(sorts, schema).total(condition)


def filtered(table: Any, condition: terms.Predicate, sorts: Sorts) -> Any:
    """Give the rows of a native dataframe for which a condition holds."""
    frame = nw.from_native(table)
    schema = frame.collect_schema()
    check_engine(frame, condition, sorts)
    check_columns(condition, sorts, schema)
    if not sorts:  # engines do not filter by a constant
        return (frame if record_test(condition, sorts)({}) else frame.head(0)).to_native()
    reading = _Pushed(sorts, schema, null_is_safe=not frame.implementation.is_pandas_like())
    return frame.filter(reading.expression(condition)).to_native()


# Columns


def check_columns(condition: terms.Predicate, sorts: Sorts, schema: Schema) -> None:
    """Refuse a table without a column that a criterion names, or with another sort of values in it."""
    for name, sort in sorts.items():
        if name not in schema:
            raise InvalidValueError(no_such("column", name, list(map(str, schema))), name)
        held = _kind_of(schema[name])
        wanted = None if sort is None else "number" if sort.kind == "amount" else sort.kind
        other_zone = held == "date" and sort is not None and sort.unit == ("local" if _zone(schema[name]) else "UTC")
        if wanted is not None and (held not in (None, wanted) or other_zone):
            said = f"the column {name!r} holds {schema[name]}, and the criterion looks for {sort}"
            raise InvalidValueError(said, name)
    for test in terms.parts_of(condition):
        if isinstance(test, terms.Comparison | terms.OneOf):
            _check_zones(test, schema)
        if isinstance(test, terms.Comparison) and any(sorts[name] is None for name in terms.fields_of(test)):
            _check_alike(test, schema)


def check_engine(frame: Any, condition: terms.Predicate, sorts: Sorts) -> None:
    """Refuse what Spark understands otherwise than everybody else."""
    if not frame.implementation.is_pyspark() and not frame.implementation.is_pyspark_connect():
        return
    for name in sorts:
        if not _SPARK_NAMES.isdisjoint(name):
            raise InvalidValueError(f"Spark finds no column {name!r}, by its dot, star or backtick; rename it", name)
    schema = frame.collect_schema()
    zones = {zone for name in sorts if name in schema and (zone := _zone(schema[name]))} - {"UTC", "Etc/UTC"}
    if zones and any(isinstance(term, terms.Arithmetic) for test in terms.parts_of(condition) for term in _sides(test)):
        said = f"Spark calculates with times by the clock of its session, {min(zones)}"
        raise InvalidValueError(f"{said}; set spark.sql.session.timeZone to UTC")


def _sides(test: terms.Predicate) -> tuple[terms.Expression, ...]:
    return (
        (test.left, test.right)
        if isinstance(test, terms.Comparison)
        else (test.term,)
        if isinstance(test, terms.OneOf)
        else ()
    )


def _check_zones(test: terms.Comparison | terms.OneOf, schema: Schema) -> None:
    """Refuse to compare columns with a time zone and columns without."""
    dated = [name for name in dict.fromkeys(terms.fields_of(test)) if _kind_of(schema[name]) == "date"]
    aware = {name: _zone(schema[name]) is not None for name in sorted(dated)}
    if len(set(aware.values())) > 1:
        raise InvalidValueError(mixed_zones(aware), min(aware))


def _zone(dtype: Any) -> str | None:
    return dtype.time_zone if isinstance(dtype, nw.Datetime) else None


def _check_alike(test: terms.Comparison, schema: Schema) -> None:
    """Refuse to compare columns of two kinds, or the order of what has none."""
    names = list(dict.fromkeys(terms.fields_of(test)))
    kinds = {_kind_of(schema[name]) for name in names} - {None}
    said = " and ".join(f"{name!r} holds {schema[name]}" for name in names)
    if len(kinds) > 1:
        raise InvalidValueError(f"the column {said}; only like can be compared with like", names[0])
    if test.operator not in ("==", "!=") and kinds & {"text", "truth"}:
        raise InvalidValueError(f"the column {said}, which has no order", names[0])


def _kind_of(dtype: Any) -> terms.Kind | None:
    """What a column holds; None for types that only the engine knows."""
    if dtype.is_numeric():
        return "number"
    if isinstance(dtype, nw.Date | nw.Datetime):
        return "date"
    if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        return "text"
    return "truth" if dtype == nw.Boolean else "duration" if isinstance(dtype, nw.Duration) else None


def _column(name: str, dtype: Any, zone: str | None) -> nw.Expr:
    """A column in the form in which it compares exactly; instants in a time zone in the one given."""
    column = nw.col(name)
    if isinstance(dtype, nw.Categorical | nw.Enum):
        return column.cast(nw.String)
    if dtype == nw.Float32:
        return column.cast(nw.Float64)
    if isinstance(dtype, nw.Datetime):
        if dtype.time_zone not in (None, zone):
            column = column.dt.convert_time_zone(str(zone))
        own = None if dtype.time_zone is None else zone
        return column.cast(nw.Datetime("us", own)) if dtype.time_unit in ("s", "ms") else column
    if isinstance(dtype, nw.Duration) and dtype.time_unit in ("s", "ms"):
        return column.cast(nw.Duration("us"))
    return column


# Conditions


class _Pushed:
    def __init__(self, sorts: Sorts, schema: Schema | None, *, null_is_safe: bool = False) -> None:
        """Read columns by their `schema`; where `null_is_safe`, texts that are not known need no filling in."""
        self._sorts = sorts
        self._schema = {name: schema[name] for name in sorts} if schema is not None else {}
        self._null_is_safe = null_is_safe
        numbers = (name for name, sort in sorts.items() if sort is not None and sort.kind in _NUMBERS)
        floating = (name for name, dtype in self._schema.items() if dtype.is_float())
        self._floating = frozenset(floating if schema is not None else numbers)
        self._zone = next((zone for dtype in self._schema.values() if (zone := _zone(dtype))), None)

    def total(self, condition: terms.Predicate) -> nw.Expr:
        return self.expression(condition).fill_null(value=False)

    def expression(self, condition: terms.Predicate) -> nw.Expr:
        """The condition, true, false or null."""
        match condition:
            case terms.And(parts):
                return _joined(and_, list(map(self.expression, parts)))
            case terms.Or(parts):
                return _joined(or_, list(map(self.expression, parts)))
            case terms.Not(inside):
                return ~self.total(inside)
            case terms.Named(_, inside):
                return self.expression(inside)
            case terms.Constant(holds):
                return nw.lit(holds)
            case terms.Has(field):
                return self._present(field)
            case terms.Truth(terms.Field(name)):
                return nw.col(name) if self._schema.get(name) == nw.Boolean else nw.col(name) == nw.lit(value=True)
            case terms.Match(how, term, text):
                strings = self._term(term).str
                matched = strings.contains(text, literal=True) if how == "contains" else getattr(strings, how)(text)
                return self._filled(matched, term)
            case _:
                return self._tested(condition)

    def _tested(self, test: terms.OneOf | terms.Comparison) -> nw.Expr:
        plain = by_instants(test)
        if isinstance(plain, terms.Comparison):
            return self._filled(self._compared(plain), plain.left)
        if not isinstance(plain, terms.OneOf):
            return self.expression(plain)
        found = self._among(plain.term, [self._constant(choice) for choice in plain.choices])
        return ~found & self._present(plain.term) if plain.excluded else found

    def _among(self, term: terms.Expression, choices: list[Any]) -> nw.Expr:
        """A term that is one of some values; numbers one by one, as lists of them have one type only."""
        if self._kind(term) == "text":
            return self._filled(self._term(term).is_in(choices), term)
        return _joined(or_, [self._term(term) == _literal(choice) for choice in choices])

    def _filled(self, test: nw.Expr, term: terms.Expression) -> nw.Expr:
        """A test of texts with null filled in where `&` and `|` of an engine cannot take it."""
        return test if self._null_is_safe or self._kind(term) != "text" else test.fill_null(value=False)

    def _compared(self, test: terms.Comparison) -> nw.Expr:
        if isinstance(test.left, terms.Literal):
            test = terms.Comparison(test.right, terms.MIRRORED[test.operator], test.left)
        compared = _OPERATIONS[test.operator](self._term(test.left), self._term(test.right))
        against_literal = isinstance(test.right, terms.Literal)
        greater = test.operator in (">", ">=", "!=")  # NaN is, for some engines
        for term in (test.left,) if against_literal else (test.left, test.right):
            if self._may_be_nan(term) and (greater or not against_literal):
                compared &= ~self._term(term).is_nan()
            if test.operator == "!=":
                compared &= ~self._term(term).is_null()
        return compared

    def _present(self, term: terms.Expression) -> nw.Expr:
        there = ~self._term(term).is_null()
        return there & ~self._term(term).is_nan() if self._may_be_nan(term) else there

    # Terms

    def _may_be_nan(self, term: terms.Expression) -> bool:
        is_number = self._kind(term) in (None, *_NUMBERS)
        return is_number and not self._floating.isdisjoint(terms.fields_of(term))

    def _kind(self, term: terms.Expression) -> terms.Kind | None:
        """What a term gives, None if nothing tells."""
        match term:
            case terms.Field(name):
                sort = self._sorts[name]
                if sort is None:
                    return _kind_of(self._schema[name]) if self._schema else None
                return sort.kind
            case terms.Literal(sort=terms.FieldType(kind)):
                return kind
            case terms.Lower():
                return "text"
            case _:
                return _result(term.operator, self._kind(term.left), self._kind(term.right))

    def _term(self, term: terms.Expression, inside: bool = False) -> nw.Expr:
        match term:
            case terms.Literal():
                return _literal(self._constant(term))
            case terms.Field(name):
                column = _column(name, self._schema.get(name), self._zone)
                narrow = inside and name in self._schema and self._schema[name].is_integer()
                return column.cast(nw.Int64) if narrow and self._schema[name] != nw.Int64 else column
            case terms.Lower(field):
                return self._term(field).str.to_lowercase()
            case terms.Arithmetic("/", left, right):
                return self._ratio(left, right)
            case _:
                calculate = _OPERATIONS[term.operator]
                return calculate(self._term(term.left, inside=True), self._term(term.right, inside=True))

    def _ratio(self, left: terms.Expression, right: terms.Expression) -> nw.Expr:
        """A ratio, null where it divides by zero: engines give null, infinity or an error."""
        above, below = self._term(left, inside=True), self._term(right, inside=True)
        if isinstance(right, terms.Literal):
            return above / below
        zero: Any = timedelta(0) if self._kind(right) == "duration" else 0
        return nw.when(below != nw.lit(zero)).then(above / below)

    def _constant(self, literal: terms.Literal) -> Any:
        value = literal.value
        if isinstance(value, date):
            at = midnight(value)
            return at if at.tzinfo is None else at.astimezone(ZoneInfo(self._zone or "UTC"))
        if not isinstance(value, Fraction):
            return value
        if literal.sort.kind == "duration":
            return timedelta(microseconds=int(value))
        return int(value) if value.denominator == 1 and abs(value) < _LARGEST else float(value)


def _joined(join: Callable[[nw.Expr, nw.Expr], nw.Expr], parts: Sequence[nw.Expr]) -> nw.Expr:
    """Parts as one, by halves: engines follow expressions as deep as Python does and no deeper."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return join(_joined(join, parts[:middle]), _joined(join, parts[middle:]))


def _literal(value: Any) -> nw.Expr:
    """A value; a time without a zone as its date and what is left of the day, as Spark takes it for an instant."""
    if not isinstance(value, datetime) or value.tzinfo is not None:
        return nw.lit(value)
    begins = datetime(value.year, value.month, value.day)
    return nw.lit(value.date()).cast(nw.Datetime("us")) + nw.lit(value - begins)


def _result(operator: str, left: terms.Kind | None, right: terms.Kind | None) -> terms.Kind | None:
    """What a calculation of two kinds gives."""
    if operator == "-" and left == right == "date":
        return "duration"
    if operator == "/" and left == right:
        return "number"
    return left if right in (None, "number", "duration") and left != "number" else right
