"""What holds in the case that a search looks at, with every change undone on the way back."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import attrs

from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.analysis.linear_constraints import Constraint, holds
from smarketing.criteria.analysis.string_constraints import RequiredTest
from smarketing.criteria.language.terms import Comparison, fields_of
from smarketing.intervals import IntervalSet


@attrs.frozen
class FieldFacts:
    """What is known of one field; `missing` is None while both are possible."""

    missing: bool | None = None
    numbers: IntervalSet = IntervalSet()
    texts: tuple[RequiredTest, ...] = ()
    truths: frozenset[bool] = frozenset({True, False})

    @property
    def has_no_value(self) -> bool:
        """Whether the tests leave no number or no truth for the field."""
        return not (self.numbers and self.truths)


@attrs.frozen
class Nonlinear:
    """A comparison of fields that are present and that linear constraints cannot express; `must` is its result."""

    test: Comparison
    must: bool


class Facts:
    """The facts of one case."""

    def __init__(self, budget: Budget) -> None:
        self.fields: dict[str, FieldFacts] = {}
        self.constraints: dict[str, list[Constraint]] = {}
        """The linear constraints on each field."""
        self.nonlinear: dict[Nonlinear, None] = {}
        self.unchecked: set[str] = set()
        """The fields of which something is known that `checked` has not confirmed yet."""
        self.depth = 0
        """How many choices were made before what is added now."""
        self._budget = budget
        self._depths: dict[str, list[int]] = {}
        self._undo: list[Callable[[], object]] = []

    @property
    def mark(self) -> int:
        """The state of now, to come back to."""
        return len(self._undo)

    def back_to(self, mark: int) -> None:
        """Take back every change since a mark."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def when_undone(self, undo: Callable[[], object]) -> None:
        """Register what takes back a change that was just made elsewhere."""
        self._undo.append(undo)

    def checked(self) -> None:
        """Confirm that what is known of every field can be so."""
        self._undo.append(partial(setattr, self, "unchecked", self.unchecked))
        self.unchecked = set()

    def depths_of(self, names: Iterable[str]) -> set[int]:
        """Give the depths at which something was added about fields."""
        depths = {depth for name in names for depth in self._depths.get(name, ())}
        self._budget.spend(len(depths))
        return depths

    def known(self, name: str) -> FieldFacts:
        """Give what is known of a field."""
        return self.fields.get(name, _NOTHING_KNOWN)

    def set_missing(self, name: str, missing: bool) -> bool:
        """Make a field missing or present; False if it is known to be otherwise."""
        known = self.known(name)
        if known.missing is (not missing) or (not missing and known.has_no_value):
            return False
        if known.missing is None:
            self._set(name, attrs.evolve(known, missing=missing))
        return True

    def narrow(self, name: str, present: bool, narrow: Callable[[FieldFacts], FieldFacts]) -> bool:
        """Apply a test to a field, which must be `present` or may be missing; False if nothing is left of it."""
        if present and self.known(name).missing is True:
            return False
        known = narrow(self.known(name))
        self._budget.spend(6 + (len(known.numbers.spans) + len(known.texts)) // 64)
        if present:
            known = attrs.evolve(known, missing=False)
        if known.has_no_value:
            if known.missing is False:
                return False
            known = attrs.evolve(known, missing=True)
        self._set(name, known)
        return True

    def add_constraint(self, constraint: Constraint) -> bool:
        """Add a linear constraint, whose fields are present; False if it is of no field and does not hold."""
        for name, _factor in constraint.sum.factors:
            self.constraints.setdefault(name, []).append(constraint)
            self._undo.append(self.constraints[name].pop)
            self._touch(name)
        return bool(constraint.sum.factors) or holds(constraint.sum.constant, constraint.sign)

    def add_nonlinear(self, comparison: Nonlinear) -> bool:
        """Add a comparison that is not linear; False if its opposite is already there."""
        if attrs.evolve(comparison, must=not comparison.must) in self.nonlinear:
            return False
        if comparison in self.nonlinear:
            return True
        self.nonlinear[comparison] = None
        self._undo.append(partial(self.nonlinear.pop, comparison))
        for name in fields_of(comparison.test):
            self._touch(name)
        return True

    @property
    def bound(self) -> list[str]:
        """The fields with linear constraints, in order."""
        return sorted(name for name, constraints in self.constraints.items() if constraints)

    def groups(self, names: list[str]) -> Iterator[tuple[list[str], list[Constraint]]]:
        """Give these fields, in groups that linear constraints tie together, and the constraints of each group."""
        seen: set[str] = set()
        for first in names:
            if first in seen or not self.constraints.get(first):
                continue
            group, constraints = [first], dict[int, Constraint]()
            seen.add(first)
            for name in group:
                for constraint in self.constraints[name]:
                    self._budget.spend(2 * len(constraint.sum.factors))
                    constraints[id(constraint)] = constraint
                    new = [other for other, _factor in constraint.sum.factors if other not in seen]
                    seen.update(new)
                    group += new
            yield sorted(group), list(constraints.values())

    def _set(self, name: str, known: FieldFacts) -> None:
        if name in self.fields:
            self._undo.append(partial(self.fields.__setitem__, name, self.fields[name]))
        else:
            self._undo.append(partial(self.fields.pop, name))
        self.fields[name] = known
        self._touch(name)

    def _touch(self, name: str) -> None:
        if name not in self.unchecked:
            self.unchecked.add(name)
            self._undo.append(lambda: self.unchecked.discard(name))
        depths = self._depths.setdefault(name, [])
        if not depths or depths[-1] != self.depth:
            depths.append(self.depth)
            self._undo.append(depths.pop)


_NOTHING_KNOWN = FieldFacts()
