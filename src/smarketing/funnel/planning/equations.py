"""Relations between numbers, each a product or a sum, and the search for what they leave unknown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError
from smarketing.units import exact_text

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

    def determined(self, known: Mapping[Unknown, Fraction | None]) -> Unknown | None:
        """Give the one member that follows from those known: what is nothing times something is nothing.

        A number that is known to be known, and not what it is, is None.
        """
        missing = [each for each in self.members if each not in known]
        zero = self.multiplies and self.has_zero(known)
        if zero and self.whole in missing:
            return self.whole
        if len(missing) != 1 or (zero and not known.get(self.whole)):
            return None
        return missing[0]

    def has_zero(self, known: Mapping[Unknown, Fraction | None]) -> bool:
        """Tell whether a part is known to be nothing."""
        return any(known.get(part) == 0 for part in self.parts)

    def result(self, known: Mapping[Unknown, Fraction]) -> Fraction:
        """Work the whole out from its parts."""
        if not self.multiplies:
            return sum((known[part] for part in self.parts), Fraction(0))
        numbers = [known[part] for part in self.parts if part in known]
        return numbers[0] * numbers[-1] if len(numbers) > 1 else Fraction(0)

    def solved(self, unknown: Unknown, known: Mapping[Unknown, Fraction]) -> Fraction | None:
        """Work out the member that is determined; None where nothing times it was to be something."""
        if unknown == self.whole:
            return self.result(known)
        others = [known[part] for part in self.parts if part != unknown]
        if not self.multiplies:
            return known[self.whole] - sum(others, Fraction(0))
        return known[self.whole] / others[0] if others[0] else None

    def words(self, unknown: Unknown, known: Mapping[Unknown, Fraction], say: Say) -> str:
        """Say how one member follows from the others."""
        if unknown == self.whole:
            said = (say(part, known[part]) if part in known else str(part) for part in self.parts)
            return (" x " if self.multiplies else " + ").join(said)
        others = [say(part, known[part]) for part in self.parts if part != unknown]
        return (" / " if self.multiplies else " - ").join([say(self.whole, known[self.whole]), *others])


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
    step: Step | None = None
    while True:
        for place, relation in enumerate(relations):
            if place not in checked and all(each in known for each in relation.members):
                checked.add(place)
                _check(relation, known, say)
        step = next(_steps(known, relations, say), None)
        if step is None:
            return
        known[step.found] = step.number
        yield step


def _steps(known: Mapping[Unknown, Fraction], relations: Sequence[Relation], say: Say) -> Iterator[Step]:
    """What can be worked out now; that nothing times something is nothing comes last, to say what is out of reach."""
    determined = [(relation, found) for relation in relations if (found := relation.determined(known)) is not None]
    determined.sort(key=lambda pair: pair[0].multiplies and pair[1] == pair[0].whole and pair[0].has_zero(known))
    return (_step(relation, unknown, known, say) for relation, unknown in determined)


def _step(relation: Relation, unknown: Unknown, known: Mapping[Unknown, Fraction], say: Say) -> Step:
    number = relation.solved(unknown, known)
    if number is None:
        zero = next(part for part in relation.parts if part != unknown)
        wanted = say(relation.whole, known[relation.whole])
        raise InvalidValueError(f"{wanted} cannot be reached: {zero} is {say(zero, known[zero])}")
    words = relation.words(unknown, known, say)
    if number < 0:
        raise InvalidValueError(f"{unknown} would be negative: {words} = {say(unknown, number)}")
    return Step(unknown, number, f"{words} = {say(unknown, number)}")


def _check(relation: Relation, known: Mapping[Unknown, Fraction], say: Say) -> None:
    result = relation.result(known)
    if result != known[relation.whole]:
        words = relation.words(relation.whole, known, say)
        raise contradiction(relation.whole, words, result, known[relation.whole], say)


def contradiction(unknown: Unknown, words: str, one: Fraction, other: Fraction, say: Say) -> InvalidValueError:
    """Make the error for two numbers of one thing, which look different when the numbers are."""
    said = [say(unknown, number) for number in (one, other)]
    if said[0] == said[1]:
        said = [f"{word} ({exact_text(number)})" for word, number in zip(said, (one, other), strict=True)]
    how = f"{words} = " if words else "one is "
    return InvalidValueError(f"the numbers do not agree: {how}{said[0]}, but {unknown} is {said[1]}")


def reachable(known: Mapping[Unknown, Fraction], more: Unknown, relations: Sequence[Relation]) -> set[Unknown]:
    """Give every number that could be worked out if one more were known, whatever it is but nothing."""
    reached: dict[Unknown, Fraction | None] = {**known, more: None}
    while True:
        new = {found for relation in relations if (found := relation.determined(reached)) is not None}
        if not new:
            return set(reached)
        reached |= dict.fromkeys(new)
