"""The contract of conditions: those of this library keep it, and each law finds a condition that breaks it."""

import re
from collections.abc import Sequence
from typing import Any

import attrs
import pytest

from broken_laws import said_of
from smarketing import CaseHistory, Condition, Missed, Reference, Verdict
from smarketing.consequences import Tally
from smarketing.testing import check_condition, conditions
from smarketing.verdicts import Promise


def test_conditions_of_this_library_keep_the_laws() -> None:
    """One by one, together, running, in windows, of any promise."""
    check_condition(conditions([["leads", "calls"], ["reports"]]), max_examples=50)


@pytest.mark.parametrize("condition", [Missed("leads"), Missed(across=["a", "b"], times=3, window=4)], ids=str)
def test_one_condition(condition: Condition) -> None:
    """A condition by itself."""
    check_condition(condition, max_examples=30)


@attrs.frozen
class Right(Condition):
    """Holds if the first promise was missed in the month; breaks nothing."""

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        return (("leads",),)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return [verdicts[-1] for verdicts in history.verdicts if verdicts[-1].missed]

    def describe(self) -> str:
        return "when leads is missed"


def test_a_condition_of_somebody_else() -> None:
    """There is nothing to find."""
    check_condition(Right())


@attrs.frozen
class Idle(Right):
    """Watches nothing."""

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        return ()


def test_a_condition_that_watches_nothing() -> None:
    """It never holds, which is no law broken."""
    check_condition(Idle())


@attrs.frozen
class Noisy(Right):
    """Describes itself by its repr."""

    def describe(self) -> str:
        return super(Right, self).describe()


@attrs.frozen
class Homeless(Right):
    """Refers to a promise that has no name."""

    @property
    def references(self) -> Sequence[Reference]:
        return (Reference("promise", "", ()),)


@attrs.frozen
class Astray(Right):
    """Watches what there is not."""

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        return (("nobody",),)


@attrs.frozen
class Raising(Right):
    """Divides by the number of misses."""

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return history.verdicts[0][: 1 // len(Right.__call__(self, history))]


@attrs.frozen
class Yes(Right):
    """Answers with a truth value."""

    def __call__(self, history: CaseHistory, /) -> Any:
        return True


_ASKED = [0]


@attrs.frozen
class Moody(Right):
    """Holds every other time."""

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        _ASKED[0] += 1
        return history.verdicts[0][-1:] if _ASKED[0] % 2 else ()


@attrs.frozen
class Inventive(Right):
    """Gives a verdict of its own."""

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return [attrs.evolve(history.verdicts[0][-1], note="my own")]


@attrs.frozen
class Twice(Right):
    """Gives a verdict twice."""

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return [history.verdicts[0][-1]] * 2


_LONGEST = [0]


@attrs.frozen
class Mindful(Right):
    """Remembers how many months it has seen."""

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        _LONGEST[0] = max(_LONGEST[0], len(history.verdicts[0]))
        return history.verdicts[0][-1:] if _LONGEST[0] > len(history.verdicts[0]) else ()


@attrs.frozen
class Easy(Right):
    """Needs two misses, it says, and holds at once."""

    @property
    def tally(self) -> Tally:
        return Tally(2, 3)


@attrs.frozen
class Ever(Right):
    """Needs two misses, it says, and holds at once."""

    @property
    def tally(self) -> Tally:
        return Tally(2)


@attrs.frozen
class Historian(Right):
    """Looks back, and says that it does not."""

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return history.verdicts[0][:1]

    @property
    def looks_back(self) -> bool:
        return False


@attrs.frozen
class Contented(Right):
    """Needs a miss, it says, and holds in every month."""

    @property
    def needs_a_miss(self) -> bool:
        return True

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return history.verdicts[0][-1:]


@attrs.frozen
class Bookkeeper(Right):
    """Reads the ledger, and does not say so."""

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return [verdicts[-1] for verdicts in history.verdicts if history.ledger.dues]


@attrs.frozen
class Doubtful(Right):
    """Does not hold whenever it holds."""

    def holds_whenever(self, other: Condition) -> bool:
        return False


@pytest.mark.parametrize(
    ("rule", "law", "found"),
    [
        (
            Noisy(),
            "a rule describes itself in words",
            "describe() gives 'when Noisy()', which holds 'Noisy('; write describe() in words",
        ),
        (
            Homeless(),
            "an agreement that holds a rule comes back from its file",
            "an agreement that holds it has problems:\n'' cannot name a promise",
        ),
        (
            Astray(),
            "each case is of promises that there are",
            "It watches ('nobody',) where the promises are leads, calls.",
        ),
        (
            Raising(),
            "a condition answers for every history of its cases",
            "For the months of leads: not-in-force it raised ZeroDivisionError: integer division or modulo by zero",
        ),
        (
            Yes(),
            "a condition answers for every history of its cases",
            (
                "For the months of leads: not-in-force it answered True; a condition answers with the verdicts that "
                "make it hold, or with ()."
            ),
        ),
        (
            Moody(),
            "the same history gives the same verdicts",
            "It gave nothing, and then leads in 2026-01, for the months of leads: not-in-force.",
        ),
        (
            Inventive(),
            "a condition gives verdicts of its history, each once",
            "It gave leads in 2026-01 for the months of leads: not-in-force; among them are verdicts of others.",
        ),
        (
            Twice(),
            "a condition gives verdicts of its history, each once",
            (
                "It gave leads in 2026-01 and leads in 2026-01 for the months of leads: not-in-force; one of them is "
                "there twice."
            ),
        ),
        (
            Mindful(),
            "a later month changes nothing",
            "It gave nothing for the months of leads: pending, and leads in 2026-01 after it had seen later ones.",
        ),
        (
            Easy(),
            "a condition with a tally holds only where so many were missed",
            (
                "It gave leads in 2026-01 for the months of leads: missed, and its tally needs 2 missed among the last "
                "3 months."
            ),
        ),
        (
            Ever(),
            "a condition with a tally holds only where so many were missed",
            "It gave leads in 2026-01 for the months of leads: missed, and its tally needs 2 missed.",
        ),
        (
            Historian(),
            "a condition that does not look back looks at one month",
            (
                "It gave leads in 2026-01 for the months of leads: not-in-force, not-in-force, but leads in 2026-02 "
                "for the last month alone."
            ),
        ),
        (
            Contented(),
            "a condition that needs a miss holds in no month without one",
            (
                "It gave leads in 2026-01 for the months of leads: not-in-force, and says that it needs a miss in the "
                "last month."
            ),
        ),
        (
            Bookkeeper(),
            "a condition that does not read the ledger holds without it",
            ("It gave leads in 2026-01 for the months of leads: missed, but nothing without the dues in the ledger."),
        ),
        (Doubtful(), "a condition holds whenever it holds", "holds_whenever(itself) is True."),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Condition) else "",
)
def test_laws(rule: Condition, law: str, found: str) -> None:
    """The law is named, and an example that breaks it: a small one, which need not be the same everywhere."""
    broken, named, example = said_of(lambda: check_condition(rule, max_examples=100))
    assert (broken, named) == (repr(rule), law)
    assert _without_months(example).startswith(_without_months(found).partition(" ")[0])
    assert _without_months(example).endswith(_without_months(found).rpartition(", ")[2])


def _without_months(text: str) -> str:
    return re.sub(r"\d{4}-\d{2}", "MONTH", text)
