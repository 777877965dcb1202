"""A month within which an amendment begins, judged by days: which rule of a promise holds in how many of them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

import attrs

from smarketing.agreement import Agreement, Objective, VersionDays
from smarketing.evaluators import Evaluator, PartialMonth, View, ViewCalendar
from smarketing.judging.view_calendars import ViewCalendars
from smarketing.months import Month
from smarketing.verdicts import Finding


@attrs.frozen(eq=False)
class RuleOfDays:
    """A rule of a promise, and a calendar in which only those days of the month count in which it holds."""

    evaluator: Evaluator
    calendar: ViewCalendar | None


@attrs.frozen(eq=False)
class SharedMonth:
    """The rules of a promise in the month at a `place`, oldest first, where several share its days."""

    place: int
    rules: Sequence[RuleOfDays]

    def judge(self, view: View) -> Finding:
        """Judge a view of the month by the sum of what each rule asks for its days."""
        parts = [(each.evaluator, view.part(self.place, self.place + 1, each.calendar)) for each in self.rules]
        last = self.rules[-1].evaluator
        return (last.summed(parts) or last)(view)  # None only of rules from elsewhere that change their mind

    def then(self, judged: Callable[[View], Finding], month: Month) -> Callable[[View], Finding]:
        """Give what judges that month, which is `month`, by its days, and every later one as stated."""
        return lambda view: self.judge(view) if view.month == month else judged(view)


@attrs.frozen(slots=False, eq=False)
class VersionStart:
    """How the promises of a version begin in the month at a place, the first in which it is in force.

    Places of months count from the month `first`.
    """

    version: Agreement
    first: Month
    place: int

    def of(self, promise: Objective) -> tuple[ViewCalendar | None, SharedMonth | None]:
        """Give the calendar of a promise, and its rules in the month of change if several share its days.

        A promise that is new in that month owes only its days.
        """
        held = [(each, own) for each in self._days if (own := self._same(promise, each.version)) is not None]
        if any(own.evaluator != promise.evaluator for _days, own in held):
            rules = [RuleOfDays(own.evaluator, self._calendars(each).of(own)) for each, own in held]
            return self._calendars(self._whole).of(promise), SharedMonth(self.place, rules)
        return self._calendars(attrs.evolve(self._whole, first_day=held[0][0].first_day)).of(promise), None

    @cached_property
    def _days(self) -> Sequence[VersionDays[Agreement]]:
        return self.version.days_in(self.first + self.place)

    @cached_property
    def _whole(self) -> VersionDays[Agreement]:
        month = self.first + self.place
        return VersionDays(self.version, month.first_day, month.last_day)

    def _calendars(self, days: VersionDays[Agreement]) -> ViewCalendars:
        """The calendars of a version in which only its days of the month count, once for all promises."""
        key = id(days.version), days.first_day, days.last_day
        if key not in self._known:
            owed = PartialMonth(self.first + self.place, days.first_day, days.last_day)
            self._known[key] = ViewCalendars(days.version, self.first, owed if owed.missing_days else None)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[int, date, date], ViewCalendars]:
        return {}

    def _same(self, promise: Objective, version: Agreement) -> Objective | None:
        """The same promise as another version has it; None if that has none."""
        if version is self.version:
            return promise
        found = next((each for each in version.promises if each.name == promise.name), None)
        same = found is not None and version.identity_of(found) == self.version.identity_of(promise)
        return found if same else None
