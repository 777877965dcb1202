"""Questions about criteria, answered with a record that shows it."""

from collections.abc import Iterator

from smarketing.criteria.analysis.decision import Decision
from smarketing.criteria.analysis.solver import decided
from smarketing.criteria.language import terms
from smarketing.criteria.language.criterion import Criterion
from smarketing.criteria.language.parsing import joint_fields
from smarketing.criteria.language.tokens import CriterionError
from smarketing.errors import InvalidValueError


def satisfiable(criterion: Criterion) -> Decision:
    """Tell whether the criterion can hold for finite numbers; the witness is a record for which it does.

    >>> satisfiable(Criterion.parse("score >= 50 and score < 50")).answer
    'no'
    """
    return decided([(criterion.condition, True)], _sorts(criterion))


def implies(one: Criterion, other: Criterion) -> Decision:
    """Tell whether the other holds wherever the one does; the witness is a record for which only the one holds.

    >>> implies(Criterion.parse("score > 5"), Criterion.parse("score >= 6"))
    Decision(answer='no', witness={'score': Decimal('5.5')}, because='')
    """
    sorts = _sorts(one, other)
    if one.condition == other.condition:
        return Decision("yes")
    return _turned(decided([(one.condition, True), (other.condition, False)], sorts))


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


def none_of(*criteria: Criterion) -> Decision:
    """Tell whether a record can meet none of some criteria; the witness is such a record."""
    return decided([(criterion.condition, False) for criterion in criteria], _sorts(*criteria))


def unknowns_let_through(criterion: Criterion) -> Iterator[tuple[str, Decision]]:
    """Give the fields that a `not` lets be missing, each with a record for which the criterion holds only therefore.

    Fields of which the criterion asks `has(field)` are left out: whoever asks has thought of it.
    """
    asked = set(_asked(criterion.condition))
    negated = (part for part in terms.parts_of(criterion.condition, named=False) if isinstance(part, terms.Not))
    for name in dict.fromkeys(name for part in negated for name in terms.fields_of(part)):
        if name not in asked:
            goals = [(criterion.condition, True), (_demanding(criterion.condition, name), False)]
            found = decided([*goals, (terms.Has(terms.Field(name)), False)], criterion.fields)
            if found.answer == "yes":
                yield name, found


def _asked(condition: terms.Condition) -> Iterator[str]:
    """The fields of which a condition asks `has`; `competitor == False`, which is written with one, does not."""
    match condition:
        case terms.Has(field):
            yield field.name
        case terms.And((terms.Has(field), terms.Not(terms.Truth(other)))) if field == other:
            return
        case terms.Not(inside) | terms.Named(condition=inside):
            yield from _asked(inside)
        case terms.And(parts) | terms.Or(parts):
            for part in parts:
                yield from _asked(part)


def _demanding(condition: terms.Condition, name: str, *, negated: bool = False) -> terms.Condition:
    """The condition, or its opposite, as it would be if each `not` of a test asked for the field to be there."""
    match condition:
        case terms.Not(inside):
            return _demanding(inside, name, negated=not negated)
        case terms.Named(_, inside):
            return _demanding(inside, name, negated=negated)
        case terms.And(parts) | terms.Or(parts):
            together = terms.And if isinstance(condition, terms.And) is not negated else terms.Or
            return together(tuple(_demanding(part, name, negated=negated) for part in parts))
    if not negated:
        return condition
    return (
        terms.And((terms.Has(terms.Field(name)), terms.Not(condition)))
        if name in terms.fields_of(condition)
        else terms.Not(condition)
    )


def _turned(refuted: Decision) -> Decision:
    """The answer to a question from the answer to whether it can be refuted."""
    if refuted.answer == "could not decide":
        return refuted
    return Decision("no", refuted.witness) if refuted else Decision("yes")


def _sorts(*criteria: Criterion) -> dict[str, terms.FieldType | None]:
    """What the fields of several criteria hold together."""
    try:
        return joint_fields(*(criterion.parsed for criterion in criteria))
    except CriterionError as error:
        raise InvalidValueError(f"the criteria do not fit together: {error.message}") from error
