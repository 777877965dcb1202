"""Promises that are judged by the quarter, or by another period of several months: the period that is open."""

from collections.abc import Sequence
from itertools import pairwise

import attrs

from smarketing.agreement import Agreement, Objective
from smarketing.contract_periods import Every
from smarketing.evaluators import Evaluator, View, ViewCalendar
from smarketing.judging.shared_month import SharedMonth, VersionStart
from smarketing.months import Month, Period
from smarketing.verdicts import Finding


@attrs.frozen
class _Rule:
    """An evaluator, and the place of the first month of the open period in which it holds.

    It holds until the next one does, or to before the place `until`. A `calendar` says which days count, where
    several rules share a month.
    """

    evaluator: Evaluator
    since: int
    until: int | None = None
    calendar: ViewCalendar | None = None


@attrs.define(eq=False)
class OpenPeriod:
    """The period of a promise that is open: its rules so far, oldest first, the last of which holds now.

    A period ends where the calendar says so, where the agreement is not in force in the next month, and where the
    next version drops the promise or means another one by its name, so that what was promised is judged until then.
    """

    version: Agreement
    promise: Objective
    every: Every
    rules: list[_Rule]

    def open_at(self, place: int) -> None:
        """Begin a new period with the month at a place."""
        self.rules = [_Rule(self.promise.evaluator, place)]

    def goes_on_from(self, earlier: "OpenPeriod", place: int) -> None:
        """Take over what is open of the same promise in the version before, whose rules held until a place."""
        before = [rule for rule in earlier.rules if rule.since < place]
        if len(self.rules) == 1 and before and before[-1].evaluator == self.promise.evaluator:
            self.rules = before
        else:
            self.rules = [*before, *self.rules]

    def months_so_far(self, month: Month, place: int) -> Period:
        """Give the months of the period up to one, which is at a place."""
        return Period(month - (place - self.rules[0].since), month)

    def last(self, month: Month) -> Month:
        """Give the month in which the period ends, if the promise goes on until then."""
        return self.version.periods.containing(month, self.every).last

    def note(self, month: Month) -> str:
        """Say why a month is not judged alone."""
        if self.every == "term":
            return f"judged once, when the term ends in {self.last(month)}"
        return f"judged once a {self.every}: this one ends in {self.last(month)}"

    def ends_in(self, month: Month, following: Agreement | None, view: View) -> bool:
        """Tell whether a month is the last of the period; `following` is the version in force in the next month."""
        if following is None or month == self.last(month):
            return True
        return following is not self.version and not self._goes_on_in(following, view)

    def _goes_on_in(self, following: Agreement, view: View) -> bool:
        later = next((each for each in following.promises if each.name == self.promise.name), None)
        if later is None or following.identity_of(later) != self.version.identity_of(self.promise):
            return False
        now, then = self.promise.evaluator, later.evaluator
        return following.judged_every(later) == self.every and (
            now == then or then.summed([(now, view), (then, view)]) is not None
        )

    def judge(self, view: View) -> Finding:
        """Judge a view of the period by its rules."""
        last = self.rules[-1]
        if len(self.rules) == 1:
            return last.evaluator(view)
        summed = last.evaluator.summed(self._parts(view))  # None only of rules that cut the period
        return (summed or last.evaluator)(view)

    def _parts(self, view: View) -> Sequence[tuple[Evaluator, View]]:
        """Each rule with a view of the months in which it held; the last one's goes on to the end of the period."""
        parts = [
            (rule.evaluator, view.part(rule.since, rule.until or later.since, rule.calendar))
            for rule, later in pairwise(self.rules)
        ]
        last = self.rules[-1]
        return [*parts, (last.evaluator, view.part(last.since, None, last.calendar))]


def open_period(
    version: Agreement, promise: Objective, place: int, shared_month: SharedMonth | None
) -> OpenPeriod | None:
    """Give the period of a promise that opens with the month at a place; None for one that is judged by the month.

    `shared_month` has the rules in that month if several share its days.
    """
    every = version.judged_every(promise)
    if every == "month":
        return None
    if shared_month is None:
        return OpenPeriod(version, promise, every, [_Rule(promise.evaluator, place)])
    *earlier, last = shared_month.rules
    rules = [_Rule(each.evaluator, place, place + 1, each.calendar) for each in earlier]
    return OpenPeriod(version, promise, every, [*rules, _Rule(last.evaluator, place, None, last.calendar)])


def reopened(agreement: Agreement, name: str, period: Period, place: int) -> OpenPeriod | None:
    """Give the period of a promise as it was open after the last of its months, the first of which is at a place.

    None for a promise that is judged by the month.
    """
    opened: OpenPeriod | None = None
    version: Agreement | None = None
    for later, month in enumerate(period):
        if (following := agreement.at(month)) is not version:
            version, earlier = following, opened
            promise, start = version.promise(name), VersionStart(version, period.first - place, place + later)
            opened = open_period(version, promise, place + later, start.of(promise)[1])
            if opened is not None and earlier is not None:
                opened.goes_on_from(earlier, place + later)
    return opened
