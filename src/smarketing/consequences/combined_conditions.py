"""Conditions that combine others: any of them, all of them, or so many of them."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from smarketing.consequences.condition_answers import checked_causes, once_in_order
from smarketing.consequences.contract import CaseHistory, Condition
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.verdicts import Promise, Reference, Verdict

_Cases = Sequence[tuple[str, ...]]


def _as_conditions(given: Sequence[Condition]) -> tuple[Condition, ...]:
    found: tuple[Any, ...] = tuple(given) if isinstance(given, list | tuple) else (given,)
    for each in found:
        if not isinstance(each, Condition):
            said = f"conditions are combined, as in [Missed('leads'), Missed('calls')]; not {each!r}"
            raise InvalidValueError(said, "conditions")
    return found


def _check_conditions(_: object, field: "attrs.Attribute[tuple[Condition, ...]]", given: tuple[Condition, ...]) -> None:
    if len(given) < 2:
        raise InvalidValueError(f"name at least two conditions; there is {len(given) or 'none'}", field.name)
    for each in given:
        if given.count(each) > 1:
            raise InvalidValueError(f"one condition is there twice: {each.describe()}", field.name)


@attrs.frozen
class _Combined(Condition):
    """A condition that holds when enough of its `conditions` hold in the same month."""

    conditions: tuple[Condition, ...] = attrs.field(
        converter=_as_conditions,
        validator=_check_conditions,
        metadata=about("The conditions, a list of two or more.", bare=True),
    )

    @property
    @abstractmethod
    def needed(self) -> int:
        """How many of the conditions must hold."""

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions that it combines."""
        return self.conditions

    @property
    def references(self) -> tuple[Reference, ...]:
        """The names that its conditions use."""
        return tuple(
            Reference(each.kind, each.name, ("conditions", place, *each.path))
            for place, condition in enumerate(self.conditions)
            for each in condition.references
        )

    @property
    def looks_back(self) -> bool:
        """Whether one of its conditions looks back."""
        return any(each.looks_back for each in self.conditions)

    @property
    def reads_ledger(self) -> bool:
        """Whether one of its conditions reads the ledger."""
        return any(each.reads_ledger for each in self.conditions)

    @property
    def needs_a_miss(self) -> bool:
        """Whether too few of its conditions hold in a month without a miss."""
        return sum(not each.needs_a_miss for each in self.conditions) < self.needed

    def cases(self, promises: Sequence[Promise]) -> _Cases:
        """Give the cases of its conditions where these are alike; else one of all the promises that they watch.

        What follows is between two parties, so there is such a case for each party and each other that it owes.
        """
        each_own = [[tuple(case) for case in condition.cases(promises)] for condition in self.conditions]
        if all(set(own) == set(each_own[0]) for own in each_own):
            return tuple(each_own[0])
        known = {promise.name for promise in promises}
        return self._joined([[case for case in own if known.issuperset(case)] for own in each_own], promises)

    def _joined(self, each_own: list[list[tuple[str, ...]]], promises: Sequence[Promise]) -> _Cases:
        """One case for each direction in which enough conditions have one; where that is nowhere, one of everything."""
        between = {promise.name: (promise.owed_by, promise.owed_to) for promise in promises}
        apart = [
            [[case for case in own if {between[name] for name in case} == {direction}] for own in each_own]
            for direction in dict.fromkeys(between.values())
        ]
        kept = [found for found in apart if sum(map(bool, found)) >= self.needed]
        across = any(len({between[name] for name in case}) > 1 for own in each_own for case in own)
        if across or not kept:
            kept = [each_own] if sum(map(bool, each_own)) >= self.needed else []
        watched = [{name for own in found for case in own for name in case} for found in kept]
        return tuple(tuple(name for name in between if name in names) for names in watched)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the verdicts that make its conditions hold, each once and oldest first, or nothing."""
        tracks = {verdicts[-1].promise.name: verdicts for verdicts in history.verdicts}
        found = [_causes(condition, history, tracks) for condition in self.conditions]
        if sum(map(bool, found)) < self.needed:
            return ()
        return once_in_order((verdict for causes in found for verdict in causes), history)

    def holds_whenever(self, other: Condition) -> bool:
        """Tell whether it is of the same conditions and needs no more of them, or needs one that surely holds."""
        if isinstance(other, _Combined) and set(self.conditions) == set(other.conditions):
            return self.needed <= other.needed
        return self.needed == 1 and self._one_holds_whenever(other)

    def _one_holds_whenever(self, other: Condition) -> bool:
        if any(each.holds_whenever(other) for each in self.conditions):
            return True
        if not isinstance(other, _Combined):
            return False
        enough = [each for each in other.conditions if self._one_holds_whenever(each)]
        return len(enough) > len(other.conditions) - other.needed

    def describe(self) -> str:
        """Say of which conditions how many must hold."""
        return f"when at least {self.needed} of these hold: {'; '.join(self._described)}"

    @property
    def _described(self) -> list[str]:
        """The conditions in words; those that are combined themselves stand in parentheses."""
        return [f"({each.describe()})" if each.parts else each.describe() for each in self.conditions]


def _causes(condition: Condition, history: CaseHistory, tracks: Mapping[str, Sequence[Verdict]]) -> list[Verdict]:
    """The verdicts that make a condition hold for cases of its own among the promises of a case."""
    found: list[Verdict] = []
    for names in condition.cases([verdicts[-1].promise for verdicts in history.verdicts]):
        if all(name in tracks for name in names):
            own = [tracks[name] for name in names]
            if not condition.needs_a_miss or any(verdicts[-1].missed for verdicts in own):
                found += checked_causes(condition, condition(CaseHistory(own, history.ledger, history.figures)))
    return found


@attrs.frozen
class AnyOf(_Combined):
    """At least one of several conditions holds: `AnyOf([Missed("leads"), Missed("calls", times=2, window=3)])`.

    Where all of them have the same cases (the same promises one by one), it has these cases too. Otherwise it is one
    case that watches all their promises, and each condition looks at cases of its own among them.
    """

    @property
    def needed(self) -> int:
        """How many of the conditions must hold: one."""
        return 1

    def describe(self) -> str:
        """Say which conditions they are: `when leads is missed, or when calls is missed`."""
        return ", or ".join(self._described)


@attrs.frozen
class AllOf(_Combined):
    """All of several conditions hold in the same month: `AllOf([Missed("leads"), Missed("calls")])`.

    Cases are as for `AnyOf`.
    """

    @property
    def needed(self) -> int:
        """How many of the conditions must hold: all."""
        return len(self.conditions)

    def describe(self) -> str:
        """Say which conditions they are: `when leads is missed, and when calls is missed`."""
        return ", and ".join(self._described)


@attrs.frozen
class SomeOf(_Combined):
    """So many of several conditions hold in the same month: `SomeOf([Missed("a"), Missed("b"), ...], at_least=2)`.

    Cases are as for `AnyOf`.
    """

    conditions: tuple[Condition, ...] = attrs.field(
        converter=_as_conditions,
        validator=_check_conditions,
        metadata=about("The conditions, a list of two or more."),
    )
    at_least: int = attrs.field(kw_only=True, metadata=about("How many of them hold at least."))

    @at_least.validator
    def _check_at_least(self, _: object, at_least: object) -> None:
        most = len(self.conditions)
        if not isinstance(at_least, int) or isinstance(at_least, bool) or not 1 <= at_least <= most:
            raise InvalidValueError(f"at_least is a whole number from 1 to {most}; not {at_least!r}", "at_least")

    @property
    def needed(self) -> int:
        """How many of the conditions must hold."""
        return self.at_least
