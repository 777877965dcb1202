"""Relations between numbers, each a product or a sum, and the search for what they leave unknown."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError

Say = Callable[["Unknown", Fraction], str]


@attrs.frozen
class Unknown:
    """A number by its kind (`volume`, `rate`, `value`, ...) and its place in a funnel."""

    kind: str
    place: str

    def __str__(self) -> str:
        if not self.place:
            return self.kind
        return f"the rate {self.place}" if self.kind == "rate" else f"the {self.kind} of {self.place}"


@attrs.frozen
class Relation:
    """`whole` is the product of two `parts`, or the sum of any number of them."""

    whole: Unknown
    parts: tuple[Unknown, ...]
    multiplies: bool = False

    @property
    def members(self) -> tuple[Unknown, ...]:
        """All numbers of the relation."""
        return (self.whole, *self.parts)

    def missing(self, known: Collection[Unknown]) -> list[Unknown]:
        """Give the members that are not known."""
        return [each for each in self.members if each not in known]

    def result(self, known: dict[Unknown, Fraction]) -> Fraction:
        """Work the whole out from its parts."""
        if not self.multiplies:
            return sum((known[part] for part in self.parts), Fraction(0))
        return known[self.parts[0]] * known[self.parts[1]]

    def solved(self, unknown: Unknown, known: dict[Unknown, Fraction]) -> Fraction | None:
        """Work out the one member that is not known; None where any number would do (0 of 0)."""
        if unknown == self.whole:
            return self.result(known)
        others = [known[part] for part in self.parts if part != unknown]
        if not self.multiplies:
            return known[self.whole] - sum(others, Fraction(0))
        if others[0]:
            return known[self.whole] / others[0]
        if known[self.whole]:
            raise _Zero(self)
        return None

    def words(self, unknown: Unknown, known: dict[Unknown, Fraction], say: Say) -> str:
        """Say how one member follows from the others."""
        if unknown == self.whole:
            return (" x " if self.multiplies else " + ").join(say(part, known[part]) for part in self.parts)
        others = [say(part, known[part]) for part in self.parts if part != unknown]
        return (" / " if self.multiplies else " - ").join([say(self.whole, known[self.whole]), *others])


class _Zero(Exception):  # noqa: N818 - it is caught before it leaves this room
    """Nothing times anything was to be something."""

    def __init__(self, relation: Relation) -> None:
        super().__init__()
        self.relation = relation


@attrs.frozen
class Step:
    """A number that was worked out, and how."""

    found: Unknown
    number: Fraction
    because: str


def find(known: dict[Unknown, Fraction], relations: Sequence[Relation], say: Say) -> Iterator[Step]:
    """Work out number after number, adding each to `known`, and check each relation whose numbers are all known.

    Earlier relations are used before later ones. InvalidValueError, with both sides, if one does not hold.
    """
    checked: set[int] = set()
    found = True
    while found:
        found = False
        for place, relation in enumerate(relations):
            missing = relation.missing(known)
            if not missing and place not in checked:
                checked.add(place)
                _check(relation, known, say)
            if len(missing) != 1 or relation.members.count(missing[0]) > 1:
                continue
            step = _step(relation, missing[0], known, say)
            if step is not None:
                known[step.found] = step.number
                yield step
                found = True
                break


def _step(relation: Relation, unknown: Unknown, known: dict[Unknown, Fraction], say: Say) -> Step | None:
    try:
        number = relation.solved(unknown, known)
    except _Zero as error:
        other = next(part for part in error.relation.parts if part != unknown)
        wanted = say(relation.whole, known[relation.whole])
        message = f"{wanted} cannot be reached: {other} is {say(other, known[other])}"
        raise InvalidValueError(message) from None
    if number is None:
        return None
    words = relation.words(unknown, known, say)
    if number < 0:
        raise InvalidValueError(f"{unknown} would be negative: {words} = {say(unknown, number)}")
    return Step(unknown, number, f"{words} = {say(unknown, number)}")


def _check(relation: Relation, known: dict[Unknown, Fraction], say: Say) -> None:
    result = relation.result(known)
    if result != known[relation.whole]:
        words = relation.words(relation.whole, known, say)
        one, other = say(relation.whole, result), say(relation.whole, known[relation.whole])
        raise InvalidValueError(f"the numbers do not agree: {words} = {one}, but {relation.whole} is {other}")


def reachable(known: Iterable[Unknown], relations: Sequence[Relation]) -> set[Unknown]:
    """Give every number that could be worked out from those known, whatever they are."""
    reached = set(known)
    while True:
        new = {missing[0] for relation in relations if len(missing := relation.missing(reached)) == 1}
        if not new:
            return reached
        reached |= new
