"""The contract of effects: those of this library keep it, and each law finds an effect that breaks it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import pytest

from broken_laws import said_of
from smarketing import Case, Credit, Due, Effect, Escalate, Quantity, Reference, Remedy, Terminate, Tier
from smarketing.consequences import WatchedPromise
from smarketing.testing import cases, check_effect, effects


def test_effects_of_this_library_keep_the_laws() -> None:
    """Credits with tiers and without, escalations, remedies and rights to terminate."""
    check_effect(effects(occasions=["review"]), max_examples=50)


@pytest.mark.parametrize(
    "effect",
    [
        Credit("200 USD"),
        Credit("5 %", of="4000 USD"),
        Credit(tiers=[Tier(below="90 %", pay="10 USD"), Tier(below="50 %", pay="20 USD")]),
        Credit(tiers=[Tier(above="4 hour", pay="10 USD"), Tier(above="8 hour", pay="20 USD")]),
        Escalate("Amy", within="3 days"),
        Remedy("call", before="review"),
        Terminate("Agency", notice="30 days"),
    ],
    ids=str,
)
def test_one_effect(effect: Effect) -> None:
    """An effect by itself, with the names that it uses."""
    check_effect(effect, max_examples=30)


@attrs.frozen
class Right(Effect):
    """The party that missed pays 5 USD; breaks nothing."""

    @property
    def unit(self) -> str | None:
        return "USD"

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [self.paid(case, Quantity(5, "USD"))]

    def paid(self, case: Case, amount: Quantity | None, because: str = "sorry", **more: Any) -> Due:
        return case.due("right", because, amount=amount, **more)


def test_an_effect_of_somebody_else() -> None:
    """There is nothing to find, in cases of any kind and in those that are named."""
    check_effect(Right())
    check_effect(Right(), cases=cases(consequence="mine", met=False), max_examples=30)


@attrs.frozen
class Nameless(Right):
    """Refers to a party without a name."""

    @property
    def references(self) -> Sequence[Reference]:
        return (Reference("party", "owed_by", ()),)


@attrs.frozen
class Raising(Right):
    """Needs a shortfall."""

    def __call__(self, case: Case, /) -> Iterator[Due]:
        yield self.paid(case, case.verdicts[-1].shortfall.to("USD"))  # type: ignore[union-attr]


@attrs.frozen
class Careful(Raising):
    """Needs a shortfall, and says so."""

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:
        yield "there may be no shortfall"


@attrs.frozen
class Dry(Right):
    """Gives no dues but a number."""

    def __call__(self, case: Case, /) -> Any:
        return 5


@attrs.frozen
class Foreign(Right):
    """Pays somebody else."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [self.paid(case, Quantity(5, "USD"), owed_to="Nobody")]


@attrs.frozen
class Selfish(Right):
    """Pays itself."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [self.paid(case, Quantity(5, "USD"), owed_to=case.promise.owed_by)]


_ASKED = [0]


@attrs.frozen
class Moody(Right):
    """Pays more every time."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        _ASKED[0] += 1
        return [self.paid(case, Quantity(5 + _ASKED[0] % 2, "USD"))]


@attrs.frozen
class Late(Right):
    """Is due a month later."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [attrs.evolve(self.paid(case, Quantity(5, "USD")), month=case.month + 1)]


@attrs.frozen
class Baseless(Right):
    """Follows from nothing."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [attrs.evolve(self.paid(case, Quantity(5, "USD")), verdicts=())]


@attrs.frozen
class Foreigner(Right):
    """Pays in another currency than it says."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [self.paid(case, Quantity(5, "JPY"))]


@attrs.frozen
class Negative(Right):
    """Pays less than nothing."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [self.paid(case, Quantity(-5, "USD"))]


@attrs.frozen
class Rounding(Right):
    """Rounds what it pays."""

    @property
    def priced(self) -> Credit:
        return Credit("5 %", of="99 USD")


@attrs.frozen
class Mute(Right):
    """Does not say why."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [self.paid(case, Quantity(5, "USD"), because="")]


@attrs.frozen
class Empty(Right):
    """Owes nothing at all."""

    def __call__(self, case: Case, /) -> Iterable[Due]:
        return [self.paid(case, None)]


@attrs.frozen
class Doubtful(Right):
    """Costs less than itself."""

    def costs_at_least(self, other: Effect, /) -> bool:
        return False


@pytest.mark.parametrize(
    ("rule", "law", "found"),
    [
        (
            Nameless(),
            "an agreement that holds a rule comes back from its file",
            "an agreement that holds it has problems:\n'owed_by' has a meaning of its own and cannot name a party",
        ),
        (
            Raising(),
            "an effect follows from every case that it has no problem with",
            (
                "For leads in 2026-04 (there is no figure for 2026-04) it raised AttributeError: 'NoneType' object has "
                "no attribute 'to'"
            ),
        ),
        (
            Careful(),
            "an agreement that holds a rule comes back from its file",
            "It has a problem with a promise of every kind, and cannot follow from any.",
        ),
        (
            Dry(),
            "an effect follows from every case that it has no problem with",
            (
                "For leads in 2026-04 (there is no figure for 2026-04) it answered 5; an effect gives its dues one by "
                "one, as in yield case.due(...)."
            ),
        ),
        (
            Foreign(),
            "an effect follows from every case that it has no problem with",
            (
                "For leads in 2026-04 (there is no figure for 2026-04) it gave a due of the party 'Nobody'; the "
                "parties are 'Marketing', 'Sales'."
            ),
        ),
        (
            Selfish(),
            "a due is between two parties",
            (
                "It gave Marketing to Marketing: 5.00 USD for leads in 2026-04 (there is no figure for 2026-04); "
                "nobody owes themselves."
            ),
        ),
        (
            Moody(),
            "the same case gives the same dues",
            (
                "It gave Marketing to Sales: 6.00 USD, and then Marketing to Sales: 5.00 USD, for leads in 2026-04 "
                "(there is no figure for 2026-04)."
            ),
        ),
        (
            Late(),
            "a due is of its case",
            (
                "It gave Marketing to Sales: 5.00 USD for leads in 2026-04 (there is no figure for 2026-04), due as "
                "'the consequence' in 2026-05; make it with case.due(...)."
            ),
        ),
        (
            Baseless(),
            "a due is of its case",
            (
                "It gave Marketing to Sales: 5.00 USD for leads in 2026-04 (there is no figure for 2026-04); its "
                "verdicts are those of the case: make it with case.due(...)."
            ),
        ),
        (
            Foreigner(),
            "amounts are in the unit of the effect, and not below zero",
            (
                "It gave Marketing to Sales: 5 JPY for leads in 2026-04 (there is no figure for 2026-04), and unit "
                "says USD."
            ),
        ),
        (
            Negative(),
            "amounts are in the unit of the effect, and not below zero",
            (
                "It gave Marketing to Sales: -5.00 USD for leads in 2026-04 (there is no figure for 2026-04); an "
                "amount is not negative: swap owed_by and owed_to."
            ),
        ),
        (
            Rounding(),
            "amounts are exact",
            (
                "It gave Marketing to Sales: 5.00 USD for leads in 2026-04 (there is no figure for 2026-04), which is "
                "exactly 99/20; leave rounding to the limits."
            ),
        ),
        (
            Mute(),
            "a due says what is owed, and why",
            (
                "It gave Marketing to Sales: 5.00 USD for leads in 2026-04 (there is no figure for 2026-04), as "
                "'right' because ''; say why in a line of words."
            ),
        ),
        (
            Empty(),
            "a due says what is owed, and why",
            (
                "It gave Marketing to Sales: nothing for leads in 2026-04 (there is no figure for 2026-04), neither an "
                "amount nor a task."
            ),
        ),
        (Doubtful(), "an effect costs at least as much as itself", "costs_at_least(itself) is True."),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Effect) else "",
)
def test_laws(rule: Effect, law: str, found: str) -> None:
    """The law is named, and the smallest example that breaks it."""
    assert said_of(lambda: check_effect(rule, max_examples=100)) == (repr(rule), law, found)
