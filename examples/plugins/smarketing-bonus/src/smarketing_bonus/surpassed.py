"""The condition that a promise was surpassed."""

from collections.abc import Sequence
from typing import Any

import attrs

from smarketing import CaseHistory, Condition, InvalidValueError, Quantity, Reference, Status, Verdict, about
from smarketing.actuals import as_names
from smarketing.units import as_quantity, written
from smarketing.verdicts import Promise


def _is_share(_: object, field: "attrs.Attribute[Any]", by: Quantity) -> None:
    if not by.measures("%") or by.value < 0:
        raise InvalidValueError(f"a promise is surpassed by a share, as in '20 %'; not by {written(by)}", field.name)


@attrs.frozen
class Surpassed(Condition):
    """A promise was kept this month with so much to spare.

    `Surpassed("leads", by="20 %")`

    Of 100 SQL, 120 are 20 % more. Where less is better, it is the target by the actual: 5 incidents at most are
    surpassed by 25 % with 4. A promise with two targets, or with a target or an actual of 0, has no such share and is
    never surpassed. InvalidValueError if `each` is empty, or `by` is no share of 0 % or more.
    """

    each: tuple[str, ...] = attrs.field(
        converter=as_names, metadata=about("Promises that are watched one by one.", bare=True)
    )
    by: Quantity = attrs.field(
        default=Quantity(20, "%"),
        converter=as_quantity,
        validator=_is_share,
        kw_only=True,
        metadata=about("By what part of the target at least; 20 % unless stated."),
    )

    @each.validator
    def _check_each(self, _: object, each: tuple[str, ...]) -> None:
        if not each:
            raise InvalidValueError("each is empty; name at least one promise", "each")

    @property
    def references(self) -> tuple[Reference, ...]:
        """The promises that it names."""
        return tuple(Reference("promise", name, ("each", place)) for place, name in enumerate(self.each))

    @property
    def looks_back(self) -> bool:
        """Whether it looks at months before the one at hand: it does not."""
        return False

    def cases(self, promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
        """Give one case a promise."""
        return tuple((promise.name,) for promise in promises if promise.name in self.each)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the verdict of the month if the promise was surpassed, or nothing."""
        ((*_earlier, last),) = history.verdicts
        attainment = last.attainment
        surpassed = attainment is not None and attainment >= 1 + self.by.value_in("")
        return (last,) if last.counts_as is Status.MET and surpassed else ()

    def holds_whenever(self, other: Condition) -> bool:
        """Tell whether another asks for as much of the same promises, or more."""
        return isinstance(other, Surpassed) and self.each == other.each and self.by <= other.by

    def describe(self) -> str:
        """Say which promises are surpassed by how much."""
        return f"when {' or '.join(self.each)} is surpassed by {written(self.by)}"
