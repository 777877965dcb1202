"""Questions about criteria, answered with a record that shows it."""

from collections.abc import Iterator

from smarketing.criteria.analysis.budget import MOST_STEPS, Budget
from smarketing.criteria.analysis.decision import Decision, UndecidedError
from smarketing.criteria.analysis.solver import decided, size
from smarketing.criteria.language import terms
from smarketing.criteria.language.criterion import Criterion
from smarketing.criteria.language.on_records import Sorts
from smarketing.criteria.language.parsing import joint_fields
from smarketing.criteria.language.tokens import CriterionError
from smarketing.errors import InvalidValueError


def satisfiable(criterion: Criterion) -> Decision:
    """Tell whether the criterion can hold for finite numbers; the witness is a record for which it does.

    >>> satisfiable(Criterion.parse("score >= 50 and score < 50")).answer
    'no'
    """
    return decided([(criterion.condition, True)], _field_types(criterion), Budget())


def implies(one: Criterion, other: Criterion) -> Decision:
    """Tell whether the other holds wherever the one does; the witness is a record for which only the one holds.

    >>> implies(Criterion.parse("score > 5"), Criterion.parse("score >= 6"))
    Decision(answer='no', witness={'score': Decimal('5.5')}, because='')
    """
    return _implies(one, other, _field_types(one, other), Budget())


def _implies(one: Criterion, other: Criterion, field_types: Sorts, budget: Budget) -> Decision:
    if one.condition == other.condition:
        return Decision("yes")
    refuted = decided([(one.condition, True), (other.condition, False)], field_types, budget)
    if refuted.answer == "could not decide":
        return refuted
    return Decision("no", refuted.witness) if refuted else Decision("yes")


def overlaps(one: Criterion, other: Criterion) -> Decision:
    """Tell whether both can hold for one record; the witness is such a record."""
    return decided([(one.condition, True), (other.condition, True)], _field_types(one, other), Budget())


def equivalent(one: Criterion, other: Criterion) -> Decision:
    """Tell whether both hold for the same records; the witness is a record for which only one of them does.

    Each way has half of the steps, so that a hard one does not keep the other from being refuted.
    """
    field_types = _field_types(one, other)
    there = _implies(one, other, field_types, Budget(MOST_STEPS // 2))
    if there.answer == "no":
        return there
    back = _implies(other, one, field_types, Budget(MOST_STEPS // 2))
    return back if back.answer == "no" or there.answer == "yes" else there


def none_of(*criteria: Criterion) -> Decision:
    """Tell whether a record can meet none of some criteria; the witness is such a record."""
    return decided([(criterion.condition, False) for criterion in criteria], _field_types(*criteria), Budget())


def unknowns_let_through(criterion: Criterion) -> Iterator[tuple[str, Decision]]:
    """Give the fields that a `not` lets be missing, each with a record for which the criterion holds only therefore.

    Fields of which the criterion asks `has(field)` are left out: whoever asks has thought of it. So are fields of which
    that could not be decided; all fields of a criterion are one question, with one budget.
    """
    condition, budget = criterion.condition, Budget()
    asked, parts = set(_asked(condition)), size(condition)
    for name in dict.fromkeys(_negated(condition)):
        if name not in asked:
            try:
                budget.spend(4 * parts)
            except UndecidedError:
                return
            goals = [(condition, True), (_demanding(condition, name), False), (terms.Has(terms.Field(name)), False)]
            found = decided(goals, criterion.fields, budget)
            if found.answer == "yes":
                yield name, found


def _negated(condition: terms.Predicate) -> Iterator[str]:
    """The fields that the outermost `not`s of a condition speak of, without those in definitions."""
    match condition:
        case terms.Not(inside):
            yield from terms.fields_of(inside)
        case terms.And(parts) | terms.Or(parts):
            for part in parts:
                yield from _negated(part)


def _asked(condition: terms.Predicate) -> Iterator[str]:
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


def _demanding(condition: terms.Predicate, name: str, *, negated: bool = False) -> terms.Predicate:
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


def _field_types(*criteria: Criterion) -> dict[str, terms.FieldType | None]:
    """What the fields of several criteria hold together."""
    try:
        return joint_fields(*(criterion.parsed for criterion in criteria))
    except CriterionError as error:
        raise InvalidValueError(f"the criteria do not fit together: {error.message}") from error
