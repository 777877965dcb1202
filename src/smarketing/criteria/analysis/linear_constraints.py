"""Linear constraints between several fields, solved exactly by Fourier-Motzkin elimination over the rationals.

Fields go one by one, first the one whose elimination leaves the fewest constraints. Of constraints on the same sum of
fields only the tightest stays, so that plain comparisons of fields never become more than pairs of fields.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd, lcm
from typing import Literal as OneOfTexts

import attrs

from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.language.days import microseconds, midnight
from smarketing.criteria.language.terms import MIRRORED, Arithmetic, Expression, Field, Literal, Operator
from smarketing.intervals import IntervalSet, Span, point

Sign = OneOfTexts["<", "<=", "=="]


@attrs.frozen
class Linear:
    """A sum of fields, each times a number, and a constant."""

    factors: tuple[tuple[str, Fraction], ...]
    constant: Fraction

    @classmethod
    def made(cls, factors: Mapping[str, Fraction], constant: Fraction) -> "Linear":
        """Give the sum without fields that cancel out."""
        return cls(tuple(sorted((name, factor) for name, factor in factors.items() if factor)), constant)

    def plus(self, other: "Linear", times: Fraction) -> "Linear":
        """Give this sum and so many times the other."""
        factors = dict(self.factors)
        for name, factor in other.factors:
            factors[name] = factors.get(name, Fraction(0)) + times * factor
        return Linear.made(factors, self.constant + times * other.constant)

    def times(self, number: Fraction) -> "Linear":
        """Give the sum multiplied by a number."""
        return Linear.made({name: factor * number for name, factor in self.factors}, self.constant * number)

    def of(self, name: str) -> Fraction:
        """Give the factor of a field."""
        return dict(self.factors).get(name, Fraction(0))


@attrs.frozen
class Constraint:
    """A sum that is less than zero, at most zero, or zero."""

    sum: Linear
    sign: Sign

    def holds_for(self, values: Mapping[str, Fraction]) -> bool:
        """Tell whether it holds for values of its fields."""
        total = sum((factor * values[name] for name, factor in self.sum.factors), self.sum.constant)
        return holds(total, self.sign)


def linear(term: Expression) -> Linear | None:
    """Give a term as a sum of fields; None if it is not linear, or not of numbers."""
    match term:
        case Field(name):
            return Linear(((name, Fraction(1)),), Fraction(0))
        case Literal(value=date() as day):
            return Linear((), Fraction(microseconds(midnight(day))))
        case Literal(value=Fraction() as number):
            return Linear((), number)
        case Arithmetic(operator, left, right):
            one, other = linear(left), linear(right)
            return None if one is None or other is None else _calculated(operator, one, other)
    return None


def _calculated(operator: str, one: Linear, other: Linear) -> Linear | None:
    if operator in ("+", "-"):
        return one.plus(other, Fraction(1 if operator == "+" else -1))
    if operator == "*" and not one.factors:
        return other.times(one.constant)
    if other.factors or (operator == "/" and other.constant == 0):
        return None
    return one.times(other.constant if operator == "*" else 1 / other.constant)


def constraints(left: Linear, operator: Operator, right: Linear) -> tuple[Constraint, ...]:
    """Give what must be so for a comparison to hold: one constraint, or for `!=` one of two."""
    less, more = left.plus(right, Fraction(-1)), right.plus(left, Fraction(-1))
    if operator == "!=":
        return Constraint(less, "<"), Constraint(more, "<")
    if operator == "==":
        return (Constraint(less, "=="),)
    return (Constraint(less if operator in ("<", "<=") else more, "<=" if "=" in operator else "<"),)


def bounds(name: str, span: Span) -> Iterable[Constraint]:
    """Give the constraints that keep a field in a span."""
    (low, after), (high, until) = span
    if isinstance(low, Fraction):
        yield Constraint(Linear(((name, Fraction(-1)),), low), "<" if after else "<=")
    if isinstance(high, Fraction):
        yield Constraint(Linear(((name, Fraction(1)),), -high), "<=" if until else "<")


def holds(value: Fraction, sign: Sign) -> bool:
    """Tell whether a number compares so with zero."""
    return value == 0 if sign == "==" else value < 0 or (value == 0 and sign == "<=")


def solution(
    given: Iterable[Constraint],
    budget: Budget,
    *,
    whole: Mapping[str, Sequence[int]] | None = None,
    preferred: Mapping[str, IntervalSet] | None = None,
) -> dict[str, Fraction] | None:
    """Give values under which all constraints hold, None if there are none.

    Fields get `preferred` values where their neighbours leave room for one. Fields in `whole` get whole numbers where
    there is room for one, multiples of the numbers given there where they can; whoever needs them so must look.
    """
    whole, preferred = whole or {}, preferred or {}
    system = _System(given, budget)
    stages = list(system.eliminated())
    if not system.is_consistent:
        return None
    values: dict[str, Fraction] = {}
    for name, around in reversed(stages):
        room = _room(name, around, values, budget)
        values[name] = _chosen(room, preferred.get(name, IntervalSet()), whole.get(name), budget)
    return values


@attrs.frozen
class _Row:
    """A constraint with coprime whole numbers as factors, so that rows on the same sum of fields are seen to be so."""

    factors: Mapping[str, int]
    constant: Fraction
    sign: Sign

    @classmethod
    def scaled(cls, factors: Mapping[str, int], constant: Fraction, sign: Sign) -> "_Row":
        divisor = gcd(*factors.values())
        if divisor <= 1:
            return cls(factors, constant, sign)
        return cls({name: factor // divisor for name, factor in factors.items()}, constant / divisor, sign)

    @classmethod
    def of(cls, constraint: Constraint) -> "_Row":
        factors = constraint.sum.factors
        common = lcm(*(factor.denominator for _name, factor in factors))
        return cls.scaled(
            {name: int(factor * common) for name, factor in factors}, constraint.sum.constant * common, constraint.sign
        )

    @property
    def key(self) -> tuple[object, ...]:
        """What rows have in common of which only the tightest counts."""
        same = self.constant if self.sign == "==" else None
        return (tuple(sorted(self.factors.items())), same)

    def is_tighter(self, other: "_Row") -> bool:
        return (self.constant, self.sign == "<") > (other.constant, other.sign == "<")

    def plus(self, times: int, other: "_Row", other_times: int) -> "_Row":
        """So many times this row and so many times the other; both numbers are positive unless a row is an equality."""
        factors = {name: factor * times for name, factor in self.factors.items()}
        for name, factor in other.factors.items():
            total = factors.get(name, 0) + factor * other_times
            if total:
                factors[name] = total
            else:
                del factors[name]
        signs = {self.sign, other.sign}
        sign: Sign = "<" if "<" in signs else "<=" if "<=" in signs else "=="
        return _Row.scaled(factors, self.constant * times + other.constant * other_times, sign)

    @property
    def cost(self) -> int:
        """The steps that a calculation with the row takes; of numbers with many digits, gcd takes their square."""
        bits = self.constant.numerator.bit_length() + self.constant.denominator.bit_length()
        bits += sum(factor.bit_length() for factor in self.factors.values())
        return 6 + 3 * len(self.factors) + (bits >> 9) ** 2 // 2


class _System:
    """Rows from which fields are eliminated."""

    def __init__(self, given: Iterable[Constraint], budget: Budget) -> None:
        self.is_consistent = True
        self._budget = budget
        self._rows: dict[tuple[object, ...], _Row] = {}
        self._touching: dict[str, dict[tuple[object, ...], None]] = {}
        for constraint in given:
            budget.spend(10 + 5 * len(constraint.sum.factors))
            self._add(_Row.of(constraint))

    def eliminated(self) -> Iterator[tuple[str, list[_Row]]]:
        """Give each field as it goes, and the rows that tie it to fields that go later; end where a row cannot hold."""
        queue = [(self._growth(name), name) for name in self._touching]
        heapify(queue)
        while queue and self.is_consistent:
            growth, name = heappop(queue)
            if name not in self._touching or growth != self._growth(name):
                continue  # the field is gone, or waits elsewhere in the queue
            rows = [self._removed(key) for key in tuple(self._touching.pop(name))]
            yield name, rows
            for row in _without(name, rows, self._budget):
                self._add(row)
            for other in {other for row in rows for other in row.factors} - {name}:
                heappush(queue, (self._growth(other), other))

    def _add(self, row: _Row) -> None:
        self._budget.spend(row.cost)
        if not row.factors:
            self.is_consistent = self.is_consistent and holds(row.constant, row.sign)
            return
        key = row.key
        if key not in self._rows or row.is_tighter(self._rows[key]):
            self._rows[key] = row
        for name in row.factors:
            self._touching.setdefault(name, {})[key] = None

    def _removed(self, key: tuple[object, ...]) -> _Row:
        row = self._rows.pop(key)
        for name in row.factors:
            self._touching.get(name, {}).pop(key, None)
        return row

    def _growth(self, name: str) -> int:
        """How many more rows there are at most without a field."""
        rows = [self._rows[key] for key in self._touching[name]]
        self._budget.spend(1 + len(rows) // 4)
        if any(row.sign == "==" for row in rows):
            return -1
        upper = sum(row.factors[name] > 0 for row in rows)
        return upper * (len(rows) - upper) - len(rows)


def _without(name: str, rows: Sequence[_Row], budget: Budget) -> Iterator[_Row]:
    """What the rows, which are all of one field, say about other fields."""
    equal = next((row for row in rows if row.sign == "=="), None)
    if equal is not None:
        for row in rows:
            if row is not equal:
                budget.spend(row.cost + equal.cost)
                factor = equal.factors[name]
                yield row.plus(abs(factor), equal, -row.factors[name] * (1 if factor > 0 else -1))
        return
    for upper in (row for row in rows if row.factors[name] > 0):
        for lower in (row for row in rows if row.factors[name] < 0):
            budget.spend(upper.cost + lower.cost)
            yield upper.plus(-lower.factors[name], lower, upper.factors[name])


def _room(name: str, around: Sequence[_Row], values: Mapping[str, Fraction], budget: Budget) -> IntervalSet:
    """The values of a field that its neighbours, whose values are known, leave."""
    room = IntervalSet()
    for row in around:
        budget.spend(row.cost)
        factor = row.factors[name]
        others = sum((f * values[other] for other, f in row.factors.items() if other != name), row.constant)
        operator: Operator = row.sign if factor > 0 else MIRRORED[row.sign]
        room &= IntervalSet.where(operator, -others / factor)
    return room


def _chosen(room: IntervalSet, preferred: IntervalSet, whole: Sequence[int] | None, budget: Budget) -> Fraction:
    """A value in the room: a preferred one and a whole one if it can be."""
    room = room & preferred or room
    budget.spend(1 + len(room.spans) * (1 if whole is None else 4) // 4)
    fitting = room if whole is None else room.whole()
    return point((fitting or room).spans[0], whole or ())
