"""Escalation: a miss goes to people of the parties."""

from collections.abc import Iterator

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.case import Case
from smarketing.consequences.contract import Effect, details, not_empty
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity
from smarketing.verdicts import Due, Reference, day_after, is_days_or_months, listed


@attrs.frozen
class Escalate(Effect):
    """The miss goes to named contacts of the parties, `within` a number of days after the month's last day."""

    to: tuple[str, ...] = attrs.field(
        converter=as_names, validator=not_empty, metadata=about("The contacts that it goes to.", bare=True)
    )
    within: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=is_days_or_months,
        kw_only=True,
        metadata=about("How soon after the month's last day."),
    )

    @property
    def references(self) -> tuple[Reference, ...]:
        """The contacts."""
        return tuple(Reference("contact", name, ("to", place)) for place, name in enumerate(self.to))

    def describe(self) -> str:
        """Say to whom the miss goes, and how soon."""
        return f"an escalation{details(self)}"

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give one due: the escalation."""
        by = None if self.within is None else day_after(case.month.last_day, self.within)
        until = "" if by is None else f" by {by}"
        because = f"{case.because()}: it goes to {listed(self.to)}{until}"
        yield case.due("escalate", because, task=f"escalate to {listed(self.to)}", by=by)
