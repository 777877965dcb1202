"""A criterion run on a record: a mapping from the names of fields to plain values.

Numbers are compared exactly: a float counts as the decimal it is written as, like everywhere in this library. The
quick ways below give the same: a float and the float nearest to a literal of up to 15 digits compare as their decimals.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from smarketing.criteria.language import terms
from smarketing.criteria.language.days import by_instants, microseconds, midnight
from smarketing.criteria.language.values import checked, is_missing, unwrapped
from smarketing.errors import InvalidValueError

Record = Mapping[str, object]
RecordTest = Callable[[Record], bool]
Sorts = Mapping[str, terms.FieldType | None]


def _ratio(left: Any, right: Any) -> Any:
    return None if right == 0 else (Fraction(left) if isinstance(left, int) else left) / right


_COMPARE: dict[terms.Operator, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _ratio,
}
_MATCH: dict[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}


def record_test(condition: terms.Predicate, sorts: Sorts) -> RecordTest:
    """Make the function that tells whether a condition holds for a record.

    The function raises an InvalidValueError that names the field if a value is not of the field's sort.
    """
    match condition:
        case terms.And(parts):
            return _all_of([record_test(part, sorts) for part in parts])
        case terms.Or(parts):
            return _any_of([record_test(part, sorts) for part in parts])
        case terms.Not(terms.Truth(field)):
            return _untrue(field.name)
        case terms.Not(inside):
            return _negated(record_test(inside, sorts))
        case terms.Named(_, inside):
            return record_test(inside, sorts)
        case _:
            return _single(condition, sorts)


def _single(test: terms.Test, sorts: Sorts) -> RecordTest:
    match test:
        case terms.Constant(holds):
            return lambda _record: holds
        case terms.Has(field):
            return lambda record: not is_missing(unwrapped(record.get(field.name)))
        case terms.Truth(field):
            return _true(field.name)
        case terms.Match():
            return _matching(test, sorts)
        case _:
            plain = by_instants(test)
            if not isinstance(plain, terms.OneOf | terms.Comparison):
                return record_test(plain, sorts)
            run = _one_of(plain, sorts) if isinstance(plain, terms.OneOf) else _comparison(plain, sorts)
            return _dated(plain, _in_one_zone(plain, run, sorts))


def _all_of(tests: list[RecordTest]) -> RecordTest:
    if len(tests) == 2:
        first, second = tests
        return lambda record: first(record) and second(record)
    if len(tests) == 3:
        first, second, third = tests
        return lambda record: first(record) and second(record) and third(record)
    return lambda record: all(test(record) for test in tests)


def _any_of(tests: list[RecordTest]) -> RecordTest:
    if len(tests) == 2:
        first, second = tests
        return lambda record: first(record) or second(record)
    return lambda record: any(test(record) for test in tests)


def _negated(test: RecordTest) -> RecordTest:
    return lambda record: not test(record)


def _true(name: str) -> RecordTest:
    def test(record: Record) -> bool:
        value = record.get(name)
        return value if value is True or value is False else _truth(name, value)

    return test


def _untrue(name: str) -> RecordTest:
    def test(record: Record) -> bool:
        value = record.get(name)
        return not (value if value is True or value is False else _truth(name, value))

    return test


def _truth(name: str, value: object) -> bool:
    return bool(checked(name, value, terms.FieldType("truth")))


def _matching(match: terms.Match, sorts: Sorts) -> RecordTest:
    value_of, holds, text = _value_of(match.term, sorts), _MATCH[match.how], match.text
    return lambda record: (value := value_of(record)) is not None and holds(value, text)


def _one_of(test: terms.OneOf, sorts: Sorts) -> RecordTest:
    value_of, excluded = _value_of(test.term, sorts), test.excluded
    choices = frozenset(_constant(choice) for choice in test.choices)
    if isinstance(test.term, terms.Field) and test.choices[0].sort.kind == "text" and not excluded:
        return _one_of_texts(test.term.name, choices)
    return lambda record: (value := value_of(record)) is not None and (value in choices) is not excluded


def _one_of_texts(name: str, choices: frozenset[object]) -> RecordTest:
    def test(record: Record) -> bool:
        value = record.get(name)
        return value in choices if type(value) is str else checked(name, value, terms.FieldType("text")) in choices

    return test


def _comparison(test: terms.Comparison, sorts: Sorts) -> RecordTest:
    if isinstance(test.left, terms.Literal):
        test = terms.Comparison(test.right, terms.MIRRORED[test.operator], test.left)
    compare = _COMPARE[test.operator]
    if (
        isinstance(test.left, terms.Field)
        and isinstance(test.right, terms.Literal)
        and test.right.sort.kind in ("number", "amount")
    ):
        return _number_test(test.left.name, test.operator, test.right)
    left_of, right_of = _value_of(test.left, sorts), _value_of(test.right, sorts)
    if any(sorts[name] is None for name in terms.fields_of(test)):
        compare = _comparing_likes(test, compare)

    def holds(record: Record) -> bool:
        left, right = left_of(record), right_of(record)
        return left is not None and right is not None and compare(left, right)

    return holds


_CALLED = {"truth": "true or false", "text": "a text", "number": "a number", "amount": "an amount"}
_CALLED |= {"date": "a date", "duration": "a duration"}


def _comparing_likes(test: terms.Comparison, compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Compare values of fields whose sort only the record tells: each comes with its kind."""
    names = " and ".join(dict.fromkeys(terms.fields_of(test)))
    ordered = test.operator not in ("==", "!=")

    def compare_likes(left: tuple[str, Any], right: tuple[str, Any]) -> bool:
        if left[0] != right[0]:
            said = f"{names} are {_CALLED[left[0]]} and {_CALLED[right[0]]}"
            raise InvalidValueError(f"{said}; only like can be compared with like", next(terms.fields_of(test)))
        if ordered and left[0] in ("text", "truth"):
            raise InvalidValueError(
                f"{names} are each {_CALLED[left[0]]}, which has no order", next(terms.fields_of(test))
            )
        return compare(left[1], right[1])

    return compare_likes


def _number_test(name: str, sign: terms.Operator, literal: terms.Literal) -> RecordTest:
    sort, exact_bound = literal.sort, literal.number
    near = float(exact_bound)
    whole = int(exact_bound) if exact_bound.denominator == 1 else near
    compare, is_not = _COMPARE[sign], sign == "!="

    def test(record: Record) -> bool:
        value = record.get(name)
        kind = type(value)
        if kind is int:
            return compare(value, whole)
        if kind is float and not is_not:  # a NaN is greater, less and equal to nothing
            return compare(value, near)
        number = checked(name, value, sort)
        return number is not None and compare(number, exact_bound)

    return test


def _value_of(term: terms.Expression, sorts: Sorts) -> Callable[[Record], Any]:
    """Make the function that gives a term's value for a record, None if it is missing."""
    match term:
        case terms.Literal():
            constant = _constant(term)
            return lambda _record: constant
        case terms.Field(name):
            sort = sorts[name]
            return lambda record: checked(name, record.get(name), sort)
        case terms.Lower(terms.Field(name)):
            text = terms.FieldType("text")
            return lambda record: None if (value := checked(name, record.get(name), text)) is None else value.lower()
        case _:
            calculate = _ARITHMETIC[term.operator]
            return _calculated(calculate, _value_of(term.left, sorts), _value_of(term.right, sorts))


def _calculated(
    calculate: Callable[[Any, Any], Any], left_of: Callable[[Record], Any], right_of: Callable[[Record], Any]
) -> Callable[[Record], Any]:
    def value(record: Record) -> Any:
        left, right = left_of(record), right_of(record)
        if left is None or right is None:
            return None
        try:
            result = calculate(left, right)
        except OverflowError:  # a number beyond all floats, and infinity
            result = calculate(_at_most_beyond(left), _at_most_beyond(right))
        return None if is_missing(result) else result  # infinity minus infinity

    return value


_BEYOND = 1e300


def _at_most_beyond(number: Any) -> float:
    """A float, or a number that is too large for one as one that is very large."""
    return number if isinstance(number, float) else float(max(min(number, _BEYOND), -_BEYOND))


def _in_one_zone(test: terms.Comparison | terms.OneOf, holds: RecordTest, sorts: Sorts) -> RecordTest:
    """Refuse records that mix dates with and without a time zone: which comes first, nobody can tell."""
    names = {name for name in terms.fields_of(test) if (sort := sorts[name]) is None or sort.kind == "date"}
    literals = {_is_aware(literal.value) for literal in _literals(test) if isinstance(literal.value, date)}
    if not names:
        return holds

    def checked(record: Record) -> bool:
        found = ((name, unwrapped(record.get(name))) for name in sorted(names))
        aware = {name: _is_aware(value) for name, value in found if isinstance(value, date) and not is_missing(value)}
        if len(literals | set(aware.values())) > 1:
            raise InvalidValueError(mixed_zones(aware), min(aware))
        return holds(record)

    return checked


def _dated(test: terms.Comparison | terms.OneOf, holds: RecordTest) -> RecordTest:
    """The same test, with a short way for instants that are compared with a date."""
    match test:
        case terms.Comparison(terms.Field(name), sign, terms.Literal(value=datetime(tzinfo=None) as bound)):
            compare = _COMPARE[sign]
        case _:
            return holds

    def quick(record: Record) -> bool:
        value = record.get(name)
        if type(value) is datetime and value.tzinfo is None:
            return compare(value, bound)
        return holds(record)

    return quick


def _is_aware(value: date) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def mixed_zones(aware: Mapping[str, bool]) -> str:
    """Say which dates are in a time zone and which are not, for fields whose dates cannot be compared."""
    if len(set(aware.values())) > 1:
        return f"{' and '.join(aware)} are not all in a time zone; dates compare with their like"
    fields = f"{' and '.join(aware)} {'is' if len(aware) == 1 else 'are'}"
    if any(aware.values()):
        return f"{fields} in a time zone; write the date with its offset, as 2026-01-31T09:00+01:00"
    return f"{fields} in no time zone; write the date without an offset, as 2026-01-31T09:00"


def _literals(part: terms.Expression | terms.Comparison | terms.OneOf) -> Iterator[terms.Literal]:
    match part:
        case terms.Literal():
            yield part
        case terms.Arithmetic(left=left, right=right) | terms.Comparison(left=left, right=right):
            yield from _literals(left)
            yield from _literals(right)
        case terms.OneOf(term, choices):
            yield from _literals(term)
            yield from choices


def _constant(literal: terms.Literal) -> object:
    value = literal.value
    return microseconds(midnight(value)) if isinstance(value, date) else value
