"""The condition that promises were met: once, several times in some months, or several times in a row."""

import attrs

from smarketing.consequences.counted_verdicts import CountedVerdicts
from smarketing.verdicts import Status, Verdict

_MET = Status.MET


@attrs.frozen
class Met(CountedVerdicts):
    """A promise was met this month, and perhaps `times` before that: the mirror of `Missed`.

    Months that were met are counted as misses are: among the last `window` months, or `running`, where a miss ends the
    run. Holds only in a month in which a promise was met.

    >>> Met("leads", times=3, running=True).describe()
    'when leads is met 3 times in a row'
    """

    @property
    def outcome(self) -> Status:
        """What the verdicts that it counts count as."""
        return _MET

    @property
    def needs_a_promise_kept(self) -> bool:
        """Whether it holds only in a month in which a promise was met: it does."""
        return True

    def counts(self, verdict: Verdict) -> bool:
        """Tell whether a promise was met."""
        return verdict.counts_as is _MET

    def counts_whenever(self, other: CountedVerdicts) -> bool:  # noqa: ARG002 - all of the class count the same
        """Tell whether it counts what another counts: it does."""
        return True
