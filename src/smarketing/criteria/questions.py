"""Questions about criteria, answered with a record that shows it."""

from smarketing.criteria.criterion import Criterion
from smarketing.criteria.decisions import Decision
from smarketing.criteria.reasoning import decided
from smarketing.criteria.terms import Sort, agree
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
