"""What a condition demands of a record, one step at a time: facts at once, or a choice between several ways.

Exact on tests of fields against values (ranges of numbers and dates, sets of texts, parts of texts), on linear
comparisons between fields, and on everything that `and`, `or` and `not` make of them, missing fields included.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import cast

import attrs

from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.analysis.facts import FieldFacts, Nonlinear
from smarketing.criteria.analysis.linear_constraints import Constraint, Linear, constraints, linear
from smarketing.criteria.language import terms
from smarketing.criteria.language.days import by_instants
from smarketing.criteria.language.on_records import Sorts
from smarketing.intervals import IntervalSet

Goal = tuple[terms.Predicate, bool]
"""A condition, and the result that it must have."""


Meaning = tuple[int, bool]
"""The id of a condition, which stands for all that are equal, and its result."""


@attrs.frozen
class Narrowing:
    """A test of one field against values; the field must be `present`, or may be missing."""

    name: str
    present: bool
    narrow: Callable[[FieldFacts], FieldFacts]
    cost: int
    """The steps that narrowing takes at least."""


@attrs.frozen
class Presence:
    """A field that must be missing, or must not be."""

    name: str
    missing: bool


@attrs.frozen
class Together:
    """Several demands, all of which must be met; `meaning` is the same for equal conditions, and `None` for tests."""

    parts: "Way"
    meaning: "Meaning | None" = None


@attrs.define(eq=False)
class Choice:
    """Several ways, one of which must be taken; `dead_ends` counts how often none of them could be.

    `ways` loses those that contradict what leaves no choice.
    """

    ways: "list[Way]"
    meaning: "Meaning | None" = None
    dead_ends: int = 0


class Never:
    """What cannot be met."""


Demand = Narrowing | Presence | Together | Choice | Never | Constraint | Nonlinear
Way = tuple[Goal | Demand, ...]


_JOINED = (terms.And, terms.Or)


class Demands:
    """What goals demand, each worked out once."""

    def __init__(self, field_types: Sorts, budget: Budget) -> None:
        self._field_types = field_types
        self._budget = budget
        self._made: dict[tuple[int, bool], Demand] = {}
        self._equal: dict[terms.Predicate, terms.Predicate] = {}
        self._conditions: list[terms.Predicate] = []  # kept, so that no other condition gets the same id

    def of(self, goal: Goal) -> Demand:
        """Give what a goal demands, without what is inside its parts."""
        condition, must = goal
        key = (id(condition), must)
        if key not in self._made:
            self._conditions.append(condition)
            same = self._equal.setdefault(condition, condition) if isinstance(condition, _JOINED) else condition
            self._made[key] = self._made_of(condition, must) if same is condition else self.of((same, must))
        return self._made[key]

    def _made_of(self, condition: terms.Predicate, must: bool) -> Demand:
        match condition:
            case terms.And(parts) | terms.Or(parts):
                self._budget.spend(2 * len(parts))
                if isinstance(condition, terms.And) is must:
                    return Together(tuple((part, must) for part in parts), (id(condition), must))
                return Choice([((part, must),) for part in parts], (id(condition), must))
            case terms.Not(inside):
                return Together(((inside, not must),))
            case terms.Named(_, inside):
                return Together(((inside, must),))
            case terms.Constant(holds):
                return Together(()) if holds is must else Never()
            case terms.Has(field):
                return Presence(field.name, missing=not must)
            case terms.OneOf(terms.Arithmetic() as term, choices, excluded):
                tests = tuple(terms.Comparison(term, "!=" if excluded else "==", choice) for choice in choices)
                return Together(((terms.And(tests) if excluded else terms.Or(tests), must),))
            case terms.Comparison() | terms.OneOf() if (plain := by_instants(condition)) != condition:
                return Together(((plain, must),))
            case _:
                return self._of_test(condition, must)

    def _of_test(self, test: terms.Test, must: bool) -> Demand:
        names = tuple(dict.fromkeys(terms.fields_of(test)))
        choices = len(test.choices) if isinstance(test, terms.OneOf) else 0
        self._budget.spend(8 + len(names) + choices)
        if len(names) == 1 and (narrow := self._narrowing(test, must)) is not None:
            return Narrowing(names[0], must, narrow, cost=2 + 4 * choices)
        comparison = cast("terms.Comparison", test)  # nothing else is left
        present = tuple(Presence(name, missing=False) for name in names)
        ways: list[Way] = [(*present, each) for each in self._related(comparison, must)]
        if not must:
            ways = [*((Presence(name, missing=True),) for name in names), *ways]
        return Choice(ways) if len(ways) > 1 else Together(ways[0])

    def _narrowing(self, test: terms.Predicate, must: bool) -> Callable[[FieldFacts], FieldFacts] | None:
        """What a test of one field against values leaves of it; None if it is no such test."""
        match test:
            case terms.Truth():
                return lambda known: attrs.evolve(known, truths=known.truths & {must})
            case terms.OneOf(terms.Field(name), choices, excluded) if _on_line(self._field_types[name]):
                among = IntervalSet.of(each.constant for choice in choices if (each := linear(choice)) is not None)
                return _keeping(among if must is not excluded else ~among)
            case terms.Comparison() if (numbers := self._numbers(test)) is not None:
                return _keeping(numbers if must else ~numbers)
            case (
                terms.Match()
                | terms.OneOf(term=terms.Field() | terms.Lower())
                | terms.Comparison(terms.Field() | terms.Lower(), _, terms.Literal())
            ):
                return lambda known: attrs.evolve(known, texts=(*known.texts, (test, must)))
            case terms.Comparison(terms.Literal() as text, _, (terms.Field() | terms.Lower()) as term):
                turned = terms.Comparison(term, test.operator, text)
                return lambda known: attrs.evolve(known, texts=(*known.texts, (turned, must)))
        return None

    def _numbers(self, test: terms.Comparison) -> IntervalSet | None:
        """The values of the one field of a linear comparison for which it holds."""
        difference = _difference(test)
        if difference is None:
            return None
        if not difference.factors:  # the field cancels out: it only has to be present
            always = Fraction(0) in IntervalSet.where(test.operator, -difference.constant)
            return IntervalSet() if always else IntervalSet(())
        ((name, factor),) = difference.factors
        operator = test.operator if factor > 0 else terms.MIRRORED[test.operator]
        numbers = IntervalSet.where(operator, -difference.constant / factor)
        return numbers.whole() if is_whole(self._field_types[name]) else numbers

    def _related(self, test: terms.Comparison, must: bool) -> Iterator[Demand]:
        """The ways for a comparison of fields that are all present: one constraint, or for `!=` one of two."""
        one, other = linear(test.left), linear(test.right)
        on_line = all(_on_line(self._field_types[name]) for name in terms.fields_of(test))
        if one is not None and other is not None and on_line:
            yield from constraints(one, test.operator if must else terms.OPPOSITE[test.operator], other)
        elif test.operator == "!=" and must:  # its denial is no equality where a ratio may be missing
            yield Nonlinear(attrs.evolve(test, operator="=="), must=False)
        else:
            yield Nonlinear(test, must)


def _difference(test: terms.Comparison) -> Linear | None:
    one, other = linear(test.left), linear(test.right)
    return None if one is None or other is None else one.plus(other, Fraction(-1))


def _keeping(numbers: IntervalSet) -> Callable[[FieldFacts], FieldFacts]:
    return lambda known: attrs.evolve(known, numbers=known.numbers & numbers)


def _on_line(field_type: terms.FieldType | None) -> bool:
    return field_type is None or field_type.kind in ("number", "amount", "date", "duration")


def is_whole(field_type: terms.FieldType | None) -> bool:
    """Tell whether a field holds whole microseconds: a date or a duration."""
    return field_type is not None and field_type.kind in ("date", "duration")
