"""The right to end the agreement."""

from collections.abc import Iterator

import attrs

from smarketing.consequences.case import Case
from smarketing.consequences.contract import Effect, details
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Due, Reference, is_days_or_months

_ROLES = ("owed_by", "owed_to")


@attrs.frozen
class Terminate(Effect):
    """A party may end the agreement: `right_of` is `owed_to`, `owed_by` or a party; `notice` is the time of notice."""

    right_of: str = attrs.field(default="owed_to", metadata=about("Who may terminate: owed_to, owed_by or a party."))
    notice: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=is_days_or_months,
        kw_only=True,
        metadata=about("How long before the end it must be said."),
    )

    @property
    def ends_agreement(self) -> bool:
        """Whether it lets a party end the agreement: it does."""
        return True

    @property
    def references(self) -> tuple[Reference, ...]:
        """The party, unless it is a role."""
        return () if self.right_of in _ROLES else (Reference("party", self.right_of, ("right_of",)),)

    def describe(self) -> str:
        """Say whose right it is, and the notice."""
        return f"the right to terminate{details(self)}"

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due: the right."""
        roles = {role: getattr(case.promise, role) for role in _ROLES}
        holder = roles.get(self.right_of, self.right_of)
        other = next((party for party in roles.values() if party != holder), holder)
        notice = "" if self.notice is None else f" with {written(self.notice)} of notice"
        because = f"{case.because()}: {holder} may terminate{notice}"
        yield case.due("terminate", because, owed_by=other, owed_to=holder, task="right to terminate")
