"""Criteria said in the language of z3, which then tells whether a record can be as they want.

Each field is a Boolean for being there and a value. Of texts, z3 sees one Boolean for each test; which of these can be
true together is found by running them on some thousand texts.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import z3  # type: ignore[import-untyped]

from smarketing.criteria import Criterion, FieldType
from smarketing.criteria.language import terms

TextTest = tuple[str, bool, str]
"""How a text is tested, whether in lower case, and against which text."""

_MIRRORED = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}
_DAY = 86_400_000_000
_LETTERS = ("", *"abABx")
_PIECES = ("", "ab", "ba", "Ab", "aB", "AB", "head of sales", "Head of Sales", "HEAD OF SALES", "HEAD of sales")


@cache
def _texts() -> tuple[str, ...]:
    """Texts in which everything happens that the random criteria speak of."""
    short = ("".join(letters) for letters in product(_LETTERS, repeat=4))
    long = (f"{a}{b}{c}" for a, b, c in product((*_PIECES, *"abABx"), repeat=3))
    apart = (f"{a}x{b}x{c}" for a, b, c in product((*_PIECES, *"abAB"), repeat=3))
    return tuple(dict.fromkeys((*short, *long, *apart)))


@cache
def _passed(test: TextTest) -> tuple[bool, ...]:
    """Which of the texts pass a test."""
    how, in_lower_case, piece = test
    texts = [text.lower() for text in _texts()] if in_lower_case else _texts()
    if how == "==":
        return tuple(text == piece for text in texts)
    if how == "contains":
        return tuple(piece in text for text in texts)
    return tuple(text.startswith(piece) if how == "starts_with" else text.endswith(piece) for text in texts)


class _Reading:
    def __init__(self, sorts: dict[str, FieldType | None]) -> None:
        self._sorts = sorts
        self._text_tests: dict[str, dict[TextTest, Any]] = {}

    def there(self, part: terms.Expression | terms.Predicate) -> Any:
        return z3.And([z3.Bool(f"{name} is there") for name in terms.fields_of(part)])

    def holds(self, condition: terms.Predicate) -> Any:
        match condition:
            case terms.And(parts) | terms.Or(parts):
                each = [self.holds(part) for part in parts]
                return z3.And(each) if isinstance(condition, terms.And) else z3.Or(each)
            case terms.Not(inside):
                return z3.Not(self.holds(inside))
            case terms.Constant(holds):
                return z3.BoolVal(holds)
            case terms.Has():
                return self.there(condition)
            case terms.Truth(terms.Field(name)):
                return z3.And(self.there(condition), z3.Bool(name))
            case terms.Match(how, term, text):
                return z3.And(self.there(term), self._text(term, how, text))
            case terms.OneOf(term, choices, excluded):
                among = z3.Or([self._compared(term, "==", choice) for choice in choices])
                return z3.And(self.there(term), z3.Not(among) if excluded else among)
            case terms.Comparison(left, operator, right):
                return z3.And(self.there(condition), self._compared(left, operator, right))
        raise NotImplementedError(condition)

    def _compared(self, left: terms.Expression, operator: str, right: terms.Expression) -> Any:
        if isinstance(left, terms.Literal):
            left, operator, right = right, _MIRRORED[operator], left
        if isinstance(right, terms.Literal) and isinstance(right.value, str):
            equal = self._text(left, "==", right.value)
            return equal if operator == "==" else z3.Not(equal)
        one, other = self._value(left), self._value(right)
        signs = {"<": one < other, "<=": one <= other, "==": one == other, "!=": one != other}
        signs |= {">=": one >= other, ">": one > other}
        if isinstance(right, terms.Literal) and type(right.value) is date:  # all of that day
            end = other + _DAY
            inside = z3.And(one >= other, one < end)
            signs |= {"<=": one < end, ">": one >= end, "==": inside, "!=": z3.Not(inside)}
        return signs[operator]

    def _value(self, term: terms.Expression) -> Any:
        match term:
            case terms.Field(name):
                sort = self._sorts[name]
                return z3.Int(name) if sort is not None and sort.kind in ("date", "duration") else z3.Real(name)
            case terms.Literal(value=date() as day):
                at = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
                return z3.IntVal((at - datetime(1970, 1, 1)) // timedelta(microseconds=1))
            case terms.Literal(value=Fraction() as number, sort=sort):
                return z3.IntVal(int(number)) if sort.kind == "duration" else z3.RealVal(number)
            case terms.Arithmetic("+", left, right):
                return self._value(left) + self._value(right)
            case terms.Arithmetic("-", left, right):
                return self._value(left) - self._value(right)
            case terms.Arithmetic("*", terms.Literal(value=Fraction() as number), right):
                value = self._value(right)
                return value * (z3.IntVal(int(number)) if value.is_int() else z3.RealVal(number))
        raise NotImplementedError(term)

    def _text(self, term: terms.Expression, how: str, piece: str) -> Any:
        (name,) = terms.fields_of(term)
        test = (how, isinstance(term, terms.Lower), piece)
        return self._text_tests.setdefault(name, {}).setdefault(test, z3.Bool(f"{name} {test}"))

    def possible_texts(self) -> Iterator[Any]:
        """For each field, the outcomes of its tests that some text has."""
        for tests in self._text_tests.values():
            outcomes = set(zip(*map(_passed, tests), strict=True))
            yield z3.Or([z3.And([b == o for b, o in zip(tests.values(), each, strict=True)]) for each in outcomes])


def shown(*goals: tuple[Criterion, bool], sorts: dict[str, FieldType | None]) -> bool | None:
    """Tell whether some record gives each criterion the truth that it must have; None if z3 does not know."""
    reading = _Reading(sorts)
    solver = z3.Solver()
    solver.set("timeout", 5_000)
    solver.add(*(reading.holds(criterion.condition) == z3.BoolVal(must) for criterion, must in goals))
    solver.add(*reading.possible_texts())
    answer = solver.check()
    return None if answer == z3.unknown else bool(answer == z3.sat)


def merged(criteria: Sequence[Criterion]) -> dict[str, FieldType | None]:
    """Give what the fields of criteria of one table hold: what they hold in all of them read as one."""
    return dict(Criterion.parse(" and ".join(f"({each.text})" for each in criteria)).fields)
