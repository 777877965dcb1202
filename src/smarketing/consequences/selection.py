"""Which promises a condition watches: each by itself, several together, or all that a party owes."""

from collections.abc import Sequence

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.contract import Condition
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.verdicts import Promise, Reference, listed

ANY = "any"
"""In `each`, stands for every promise that is not a part of another."""


def check_names(names: Sequence[str], field: str, *, may_be_any: bool) -> None:
    """Refuse promises that are named twice, and `any` beside others, or where it cannot stand."""
    if ANY in names and (not may_be_any or len(names) > 1):
        raise InvalidValueError("'any' stands alone, and only in each", field)
    for name in names:
        if names.count(name) > 1:
            raise InvalidValueError(f"{name!r} is named twice", field)


def one_by_one(names: Sequence[str], promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
    """Give one case for each promise that is named, in the order of the agreement."""
    if tuple(names) == (ANY,):
        return tuple((each.name,) for each in promises if not each.part_of)
    watched = frozenset(names)
    return tuple((each.name,) for each in promises if each.name in watched)


def promise_references(names: Sequence[str], field: str) -> tuple[Reference, ...]:
    """Give the promises that a field names."""
    return tuple(Reference("promise", name, (field, n)) for n, name in enumerate(names) if name != ANY)


def named_text(names: Sequence[str]) -> str:
    """Say which promises are meant, each by itself: `leads or calls`."""
    return "any promise" if tuple(names) == (ANY,) else " or ".join(names)


@attrs.frozen
class Selection(Condition):
    """Watches promises in one of three ways.

    `each` names promises that are watched one by one, one case each; ANY is every promise that is not a part of
    another. `across` instead names promises that are counted together, one case. `owed_by` instead counts together all
    promises of a party that are not a part of another, one case for each party that they are owed to.
    """

    each: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata=about("Promises that are watched one by one, or any.", bare=True)
    )
    across: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, kw_only=True, metadata=about("Promises that are counted together.")
    )
    owed_by: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The party whose promises are all counted together.")
    )

    def __attrs_post_init__(self) -> None:
        if [bool(self.each), bool(self.across), self.owed_by is not None].count(True) != 1:
            raise InvalidValueError("name promises in exactly one of each and across, or a party in owed_by")
        check_names(self.each, "each", may_be_any=True)
        check_names(self.across, "across", may_be_any=False)

    @owed_by.validator
    def _check_owed_by(self, _: object, owed_by: object) -> None:
        if owed_by is not None and (not isinstance(owed_by, str) or not owed_by):
            raise InvalidValueError(f"owed_by is the name of a party; not {owed_by!r}", "owed_by")

    @property
    def together(self) -> bool:
        """Whether several promises are counted together."""
        return not self.each

    @property
    def references(self) -> tuple[Reference, ...]:
        """The promises, or the party, that it names."""
        if self.owed_by is not None:
            return (Reference("party", self.owed_by, ("owed_by",)),)
        return promise_references(self.each, "each") + promise_references(self.across, "across")

    def cases(self, promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
        """Give one case a promise, one for all of `across`, or one for each party that a party owes promises to."""
        if self.across:
            return (self.across,)
        if self.each:
            return one_by_one(self.each, promises)
        owed = [each for each in promises if each.owed_by == self.owed_by and not each.part_of]
        takers = dict.fromkeys(each.owed_to for each in owed)
        return tuple(tuple(each.name for each in owed if each.owed_to == taker) for taker in takers)

    @property
    def watches(self) -> str:
        """What it watches, in words."""
        if self.owed_by is not None:
            return f"promises of {self.owed_by}"
        return listed(self.across) if self.across else named_text(self.each)
