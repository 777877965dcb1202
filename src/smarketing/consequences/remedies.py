"""What people do after a miss: escalate it, put it right, end the agreement."""

from collections.abc import Iterator
from typing import Any

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.case import Case
from smarketing.errors import InvalidValueError
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Due, Reference, check_spell, day_after, listed

_ROLES = ("owed_by", "owed_to")


def _check_some(_: object, field: "attrs.Attribute[Any]", names: tuple[str, ...]) -> None:
    if not names:
        raise InvalidValueError(f"{field.name} is empty; name at least one", field.name)


def _check_spell(_: object, field: "attrs.Attribute[Any]", spell: Quantity | None) -> None:
    if spell is not None:
        check_spell(spell, field.name)


@attrs.frozen
class Escalate:
    """The miss goes to named contacts of the parties, `within` a number of days after the month's last day."""

    to: tuple[str, ...] = attrs.field(converter=as_names, validator=_check_some)
    within: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, validator=_check_spell, kw_only=True
    )

    @property
    def references(self) -> tuple[Reference, ...]:
        """The contacts."""
        return tuple(Reference("contact", name, ("to", place)) for place, name in enumerate(self.to))

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due: the escalation."""
        by = None if self.within is None else day_after(case.month.last_day, self.within)
        until = "" if by is None else f" by {by}"
        because = f"{case.because()}: it goes to {listed(self.to)}{until}"
        yield case.due("escalate", because, task=f"escalate to {listed(self.to)}", by=by)


@attrs.frozen
class Remedy:
    """Tasks for the party that missed, to be done `before` the next date of a report or meeting, if one is named."""

    tasks: tuple[str, ...] = attrs.field(converter=as_names, validator=_check_some)
    before: str | None = attrs.field(default=None, kw_only=True)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The report or meeting."""
        return () if self.before is None else (Reference("report or meeting", self.before, ("before",)),)

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due a task."""
        by = None if self.before is None else case.next_on(self.before, case.month.last_day)
        on = f" on {by}" if by else ""
        until = f" before {self.before}{on}" if self.before else ""
        for task in self.tasks:
            yield case.due("remedy", f"{case.because()}: {task}{until}", task=task, by=by)


@attrs.frozen
class Terminate:
    """A party may end the agreement: `right_of` is `owed_to`, `owed_by` or a party; `notice` is the time of notice."""

    right_of: str = "owed_to"
    notice: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, validator=_check_spell, kw_only=True
    )

    @property
    def references(self) -> tuple[Reference, ...]:
        """The party, unless it is a role."""
        return () if self.right_of in _ROLES else (Reference("party", self.right_of, ("right_of",)),)

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due: the right."""
        roles = {role: getattr(case.promise, role) for role in _ROLES}
        holder = roles.get(self.right_of, self.right_of)
        other = next((party for party in roles.values() if party != holder), holder)
        notice = "" if self.notice is None else f" with {written(self.notice)} of notice"
        because = f"{case.because()}: {holder} may terminate{notice}"
        yield case.due("terminate", because, owed_by=other, owed_to=holder, task="right to terminate")
