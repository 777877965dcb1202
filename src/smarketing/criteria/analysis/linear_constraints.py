"""Linear constraints between several fields, solved exactly by Fourier-Motzkin elimination over the rationals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal as OneOfTexts

import attrs

from smarketing.criteria.analysis.decision import UndecidedError
from smarketing.criteria.language.days import microseconds, midnight
from smarketing.criteria.language.terms import Arithmetic, Field, Literal, Operator, Term
from smarketing.intervals import IntervalSet, Span, point

MOST_CONSTRAINTS = 400


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
    sign: OneOfTexts["<", "<=", "=="]


def linear(term: Term) -> Linear | None:
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


def solution(
    given: Sequence[Constraint], whole: Mapping[str, Sequence[int]] | None = None
) -> dict[str, Fraction] | None:
    """Give values under which all constraints hold, None if there are none.

    Fields in `whole` get whole numbers where their neighbours leave room for one, multiples of the numbers given there
    where they can; whoever needs them whole must look.
    """
    whole = whole or {}
    names = sorted({name for each in given for name, _factor in each.sum.factors})
    stages: list[tuple[str, Sequence[Constraint]]] = []
    left = list(dict.fromkeys(given))
    for name in names:
        stages.append((name, [each for each in left if each.sum.of(name)]))
        before, left = len(left), list(dict.fromkeys(_without(name, left)))
        if len(left) > max(MOST_CONSTRAINTS, before):
            raise UndecidedError("too many comparisons between fields")
    if not all(_holds(each) for each in left):
        return None
    values: dict[str, Fraction] = {}
    for name, around in reversed(stages):
        values[name] = _chosen(name, around, values, whole.get(name))
    return values


def _without(name: str, given: Sequence[Constraint]) -> Iterable[Constraint]:
    """What the constraints say about everything but one field."""
    with_it = [each for each in given if each.sum.of(name)]
    yield from (each for each in given if not each.sum.of(name))
    equal = next((each for each in with_it if each.sign == "=="), None)
    if equal is not None:
        for each in with_it:
            if each is not equal:
                ratio = -each.sum.of(name) / equal.sum.of(name)
                yield Constraint(each.sum.plus(equal.sum, ratio), each.sign)
        return
    uppers = [each for each in with_it if each.sum.of(name) > 0]
    lowers = [each for each in with_it if each.sum.of(name) < 0]
    for upper in uppers:
        for lower in lowers:
            total = upper.sum.times(1 / upper.sum.of(name)).plus(lower.sum, -1 / lower.sum.of(name))
            yield Constraint(total, "<" if "<" in (upper.sign, lower.sign) else "<=")


def _holds(constraint: Constraint) -> bool:
    value = constraint.sum.constant
    return value == 0 if constraint.sign == "==" else value < 0 or (value == 0 and constraint.sign == "<=")


def _chosen(
    name: str, around: Sequence[Constraint], values: Mapping[str, Fraction], whole: Sequence[int] | None
) -> Fraction:
    """A value for a field between what the others, known already, leave."""
    room = IntervalSet()
    for each in around:
        factor = each.sum.of(name)
        others = sum((f * values[other] for other, f in each.sum.factors if other != name), each.sum.constant)
        bound = -others / factor
        if each.sign == "==":
            room &= IntervalSet.where("==", bound)
        elif factor > 0:
            room &= IntervalSet.where("<" if each.sign == "<" else "<=", bound)
        else:
            room &= IntervalSet.where(">" if each.sign == "<" else ">=", bound)
    fitting = room if whole is None else room.whole()
    return point((fitting or room).spans[0], whole or ())
