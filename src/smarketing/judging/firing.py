"""When consequences fire: in every month in which their condition holds, or when it starts to hold; and in which turn.

A condition stops to hold in a month in which it does not hold and some promise of its case is met or missed. A month
without a verdict on any of them (pending, no data, excused, not in force) does not stop it.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice, takewhile

import attrs

from smarketing.agreement import Consequence
from smarketing.consequences import CaseHistory, checked_causes
from smarketing.months import Month
from smarketing.verdicts import Due, Status, Verdict

Fired = tuple[Consequence, Sequence[Verdict], Callable[[str], int]]
"""A consequence that follows in a month, the verdicts that made its condition hold, and how long a run of misses is."""

_VERDICTS = (Status.MET, Status.MISSED)


@attrs.define(eq=False)
class WatchedCase:
    """One case of a consequence: the promises that it watches by name, what its condition reads, when it last held.

    `since` is the first month in which it follows; whether its condition held before does not matter.
    """

    consequence: Consequence
    names: Sequence[str]
    history: CaseHistory
    since: Month
    held: Month | None = None

    @property
    def identity(self) -> Hashable:
        """What stays while it is the same case in a later version: name, condition, kind of effect and promises."""
        return self.consequence.name, self.consequence.when, type(self.consequence.effect), tuple(self.names)

    def fired(self, month: Month) -> Sequence[Verdict]:
        """Give the verdicts that make it fire in the month at hand, or nothing; and remember if its condition held."""
        if month < self.since:
            return ()
        condition = self.consequence.when
        causes = checked_causes(condition, condition(self.history))
        if not causes:
            return ()
        fires = self.consequence.follows_every_month or not self._held_on()
        self.held = month
        return causes if fires else ()

    def _held_on(self) -> bool:
        """Whether nothing stopped the condition since it last held, and its promises are still the same ones."""
        held = self.held
        return held is not None and all(_went_on(verdicts, held) for verdicts in self.history.verdicts)


def _went_on(verdicts: Sequence[Verdict], held: Month) -> bool:
    """Whether there was no verdict on a promise between a month and the one at hand, and one for that month."""
    since = takewhile(lambda verdict: verdict.month > held, islice(reversed(verdicts), 1, None))
    return verdicts[0].month <= held and not any(verdict.counts_as in _VERDICTS for verdict in since)


def followed_in_turns(
    awake: Iterable[WatchedCase], month: Month, follow: Callable[[Iterable[Fired]], Iterable[Due]]
) -> list[Due]:
    """Let follow what fires in a month, and give the dues in the order of the cases.

    `follow` enters dues into the ledger. Conditions that read it are asked when the others have followed, and all of
    them before anything follows from them: none sees what its own consequence, or one like it, costs this month.
    """
    cases = list(awake)
    at_last = [case for case in cases if case.consequence.when.reads_ledger]
    if not at_last:
        return list(follow(_fired(cases, month)))
    at_first = [case for case in cases if not case.consequence.when.reads_ledger]
    dues = [*follow(_fired(at_first, month))]
    dues += follow(_fired(at_last, month))
    places = {name: place for place, name in enumerate(dict.fromkeys(case.consequence.name for case in cases))}
    return sorted(dues, key=lambda due: places.get(due.consequence, len(places)))


def _fired(cases: Sequence[WatchedCase], month: Month) -> list[Fired]:
    found = ((case.consequence, case.fired(month), case.history.run_of) for case in cases)
    return [each for each in found if each[1]]
