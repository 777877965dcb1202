"""The cases in which goals can be reached, found one after the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import attrs

from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.analysis.demands import (
    Choice,
    Demand,
    Demands,
    Goal,
    Meaning,
    Narrowing,
    Presence,
    Together,
    Way,
)
from smarketing.criteria.analysis.facts import Facts, Nonlinear
from smarketing.criteria.analysis.linear_constraints import Constraint
from smarketing.criteria.language.on_records import Sorts
from smarketing.criteria.language.terms import fields_of

Conflict = set[int]
"""The depths of the choices that together cannot be: as long as they stand, nothing else can mend it."""


@attrs.define
class _Branch:
    """A choice that was made: where to come back to, the ways still to be tried, and why the others failed."""

    choice: Choice
    mark: int
    ways: list[Way]
    conflict: Conflict
    way: Way = ()
    is_dead_end: bool = True


class Cases:
    """A walk through the cases of some goals.

    What leaves no choice comes first, then choices that were dead ends before, as they show soonest that a case is
    lost. From a conflict the walk goes back to the last choice that has to do with it, so that it is not repeated for
    each combination of the others. `impossible` gives fields that have no values together, of those not checked yet; it
    is asked before choices are multiplied, once a case failed.
    """

    def __init__(self, field_types: Sorts, budget: Budget, impossible: Callable[[Facts], Sequence[str] | None]) -> None:
        self.facts = Facts(budget)
        self._budget = budget
        self._demands = Demands(field_types, budget)
        self._impossible = impossible
        self._case_failed = True
        self._open: dict[Choice, None] = {}
        self._opened_at: dict[Choice, int] = {}
        self._demanded_at: dict[Meaning, int] = {}
        self._dead_ends: list[Choice] = []

    def walk(self, goals: Sequence[Goal]) -> Iterator[Facts]:
        """Give the facts in each case, to be looked at before the next: who asks for it found no record in the last."""
        branches: list[_Branch] = []
        conflict = self._meet(tuple(goals))
        self._case_failed = False
        while True:
            if conflict is None and self._open:
                branches.append(self._branch(self._next_choice()))
            elif conflict is None:
                yield self.facts
                self._case_failed = True
                conflict = self._impossibility()
                self._blame(branches, set(range(len(branches) + 1)) if conflict is None else conflict)
            else:
                self._blame(branches, conflict)
            if not branches:
                return
            conflict = self._along_next_way(branches)

    def _branch(self, choice: Choice) -> _Branch:
        return _Branch(choice, self.facts.mark, list(reversed(choice.ways)), {self._opened_at[choice]})

    def _blame(self, branches: list[_Branch], conflict: Conflict) -> None:
        """Go back to the last choice of a conflict, and note for it why this way failed."""
        self._budget.spend(1 + len(conflict) // 4)
        while branches and len(branches) not in conflict:
            branches.pop()
        if branches:
            branch, others = branches[-1], conflict - {len(branches)}
            branch.conflict |= others
            if others <= {0}:
                branch.choice.ways = [way for way in branch.choice.ways if way is not branch.way]

    def _along_next_way(self, branches: list[_Branch]) -> Conflict | None:
        """Try the next way of the last choice; give the conflict that ends it at once, or that all ways end in."""
        branch = branches[-1]
        self.facts.back_to(branch.mark)
        self.facts.depth = len(branches)
        if not branch.ways:
            if branch.is_dead_end:
                self._note_dead_end(branch.choice)
            branches.pop()
            return branch.conflict
        branch.way = branch.ways.pop()
        self._close(branch.choice)
        conflict = self._meet(branch.way)
        branch.is_dead_end = branch.is_dead_end and conflict is not None
        return conflict

    # Choices

    def _next_choice(self) -> Choice:
        """The choice that was a dead end most often, else the last one of those with the fewest ways."""
        self._budget.spend(1 + (len(self._dead_ends) + len(self._open)) // 16)
        hardest = max((each for each in self._dead_ends if each in self._open), key=_dead_ends_of, default=None)
        return hardest or min(reversed(self._open), key=_ways_of)

    def _note_dead_end(self, choice: Choice) -> None:
        if not choice.dead_ends:
            self._dead_ends.append(choice)
        choice.dead_ends += 1

    def _add_choice(self, choice: Choice) -> None:
        if choice not in self._opened_at:
            self._opened_at[choice] = self.facts.depth
            self._open[choice] = None
            self.facts.when_undone(partial(self._opened_at.pop, choice))
            self.facts.when_undone(partial(self._open.pop, choice))

    def _close(self, choice: Choice) -> None:
        del self._open[choice]
        self.facts.when_undone(partial(self._open.__setitem__, choice, None))

    # Facts

    def _meet(self, way: Way) -> Conflict | None:
        """Add what a way demands to the facts; give the conflict if that contradicts them."""
        plain: list[Demand] = [Together(way)]
        while plain:
            demand = plain.pop()
            if isinstance(demand, Together):
                conflict = self._unfold(demand, plain)
                if conflict is not None:
                    return conflict
            elif (names := self._contradicted(demand)) is not None:
                return self.facts.depths_of(names) | {self.facts.depth}
        return self._impossibility() if self._open and self._case_failed else None

    def _unfold(self, together: Together, plain: list[Demand]) -> Conflict | None:
        """Open the choices among several demands, and add the others to the plain ones; give the conflict at once."""
        self._budget.spend(1 + 2 * len(together.parts))
        for goal in together.parts:
            demand = self._demands.of(goal) if isinstance(goal, tuple) else goal
            if isinstance(demand, Choice | Together) and demand.meaning is not None:
                conflict = self._demand(demand.meaning)
                if conflict is not None:
                    return conflict
            if isinstance(demand, Choice):
                self._add_choice(demand)
            else:
                plain.append(demand)
        return None

    def _demand(self, meaning: Meaning) -> Conflict | None:
        """Note that a condition must have a result; give the conflict if an equal one must have the other."""
        condition, must = meaning
        opposite = self._demanded_at.get((condition, not must))
        if opposite is not None:
            return {opposite, self.facts.depth}
        if meaning not in self._demanded_at:
            self._demanded_at[meaning] = self.facts.depth
            self.facts.when_undone(partial(self._demanded_at.pop, meaning))
        return None

    def _contradicted(self, demand: Demand) -> Iterable[str] | None:
        """Add a demand to the facts; give the fields whose facts it contradicts if it does."""
        match demand:
            case Narrowing(name, present, narrow, cost):
                self._budget.spend(cost)
                return None if self.facts.narrow(name, present, narrow) else (name,)
            case Presence(name, missing):
                return None if self.facts.set_missing(name, missing) else (name,)
            case Constraint():
                return None if self.facts.add_constraint(demand) else ()
            case Nonlinear(test):
                return None if self.facts.add_nonlinear(demand) else fields_of(test)
        return ()

    def _impossibility(self) -> Conflict | None:
        """The conflict between the fields that are not checked yet, if there is one."""
        names = self._impossible(self.facts)
        if names is not None:
            return self.facts.depths_of(names)
        self.facts.checked()
        return None


def _dead_ends_of(choice: Choice) -> int:
    return choice.dead_ends


def _ways_of(choice: Choice) -> int:
    return len(choice.ways)
