"""Questions about criteria, answered with a record that shows it."""

from collections.abc import Iterator

from smarketing.criteria.criterion import Criterion
from smarketing.criteria.decisions import Decision
from smarketing.criteria.reasoning import decided
from smarketing.criteria.terms import And, Condition, Field, Has, Named, Not, Or, Sort, agree, fields_of, parts_of
from smarketing.errors import InvalidValueError


def satisfiable(criterion: Criterion) -> Decision:
    """Tell whether the criterion can hold; the witness is a record for which it does.

    >>> satisfiable(Criterion.parse("score >= 50 and score < 50")).answer
    'no'
    """
    return decided([(criterion.condition, True)], _sorts(criterion))


def implies(one: Criterion, other: Criterion) -> Decision:
    """Tell whether the other holds wherever the one does; the witness is a record for which only the one holds.

    >>> implies(Criterion.parse("score > 5"), Criterion.parse("score >= 6"))
    Decision(answer='no', witness={'score': Decimal('5.5')}, because='')
    """
    return _turned(decided([(one.condition, True), (other.condition, False)], _sorts(one, other)))


def overlaps(one: Criterion, other: Criterion) -> Decision:
    """Tell whether both can hold for one record; the witness is such a record."""
    return decided([(one.condition, True), (other.condition, True)], _sorts(one, other))


def equivalent(one: Criterion, other: Criterion) -> Decision:
    """Tell whether both hold for the same records; the witness is a record for which only one of them does."""
    there = implies(one, other)
    back = implies(other, one)
    return next(
        (each for answer in ("no", "could not decide") for each in (there, back) if each.answer == answer), there
    )


def unknowns_let_through(criterion: Criterion) -> Iterator[tuple[str, Decision]]:
    """Give the fields that a `not` lets be missing, each with a record for which the criterion holds only therefore.

    Fields of which the criterion asks `has(field)` are left out: whoever asks has thought of it.
    """
    asked = {test.field.name for test in parts_of(criterion.condition) if isinstance(test, Has)}
    negated = (part for part in parts_of(criterion.condition, named=False) if isinstance(part, Not))
    for name in dict.fromkeys(name for part in negated for name in fields_of(part)):
        if name not in asked:
            goals = [(criterion.condition, True), (_demanding(criterion.condition, name), False)]
            found = decided([*goals, (Has(Field(name)), False)], criterion.fields)
            if found.answer == "yes":
                yield name, found


def _demanding(condition: Condition, name: str) -> Condition:
    """The condition as it would be if each `not` asked for the field to be there."""
    match condition:
        case Not(inside) if name in fields_of(inside):
            return And((Has(Field(name)), Not(_demanding(inside, name))))
        case And(parts):
            return And(tuple(_demanding(part, name) for part in parts))
        case Or(parts):
            return Or(tuple(_demanding(part, name) for part in parts))
        case Named(called, inside):
            return Named(called, _demanding(inside, name))
    return condition


def _turned(refuted: Decision) -> Decision:
    """The answer to a question from the answer to whether it can be refuted."""
    if refuted.answer == "could not decide":
        return refuted
    return Decision("no", refuted.witness) if refuted else Decision("yes")


def _sorts(*criteria: Criterion) -> dict[str, Sort | None]:
    """What the fields of several criteria hold; InvalidValueError where they do not agree."""
    sorts: dict[str, Sort | None] = {}
    for criterion in criteria:
        for name, sort in criterion.fields.items():
            known = sorts.get(name)
            if known is None or sort is None:
                sorts[name] = sort or known
            elif not agree(known, sort):
                raise InvalidValueError(f"{name} is {known} in one criterion and {sort} in the other", name)
            elif not known.unit:
                sorts[name] = sort
    return sorts
