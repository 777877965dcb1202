"""Remedies: what the party that missed must do."""

from collections.abc import Iterator

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.case import Case
from smarketing.consequences.contract import Effect, not_empty
from smarketing.fields import about
from smarketing.verdicts import Due, Reference


@attrs.frozen
class Remedy(Effect):
    """Tasks for the party that missed, to be done `before` the next date of a report or meeting, if one is named."""

    tasks: tuple[str, ...] = attrs.field(
        converter=as_names, validator=not_empty, metadata=about("What the party that missed must do.", bare=True)
    )
    before: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The report or meeting by which it must be done.")
    )

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
