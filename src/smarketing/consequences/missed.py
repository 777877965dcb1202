"""The condition that promises were missed: once, several times in some months, or several times in a row."""

from collections.abc import Sequence

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.contract import CaseHistory, Condition, Tally
from smarketing.consequences.runs import running
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.verdicts import Promise, Reference, Status, Verdict, listed

ANY = "any"
"""In `each`, stands for every promise that is not a part of another."""

_MISSED = Status.MISSED
"""Looked up once: before Python 3.12 the members of an Enum are slow to reach, and every miss is looked at often."""


@attrs.frozen
class Missed(Condition):
    """A promise was missed this month, and perhaps `times` before that.

    `each` names promises that are watched one by one, one case each; ANY is every promise that is not a part of
    another. `across` instead names promises whose misses are counted together, one case. With `times` above 1, the
    misses are counted among the last `window` months, this one included, or, if `running`, one after another: a month
    that is met ends such a run, one without a verdict (excused, no data, pending, not in force) neither ends nor
    extends it. Holds only in a month that is itself a miss.

    >>> Missed("leads") == Missed(each=["leads"], times=1)
    True
    """

    each: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata=about("Promises that are watched one by one, or any.", bare=True)
    )
    across: tuple[str, ...] = attrs.field(
        default=(),
        converter=as_names,
        kw_only=True,
        metadata=about("Promises whose misses are counted together."),
    )
    times: int = attrs.field(default=1, kw_only=True, metadata=about("How often; once unless stated."))
    window: int | None = attrs.field(
        default=None, kw_only=True, metadata=about("Among how many months, as 3 months.", key="in", form="months")
    )
    running: bool = attrs.field(default=False, kw_only=True, metadata=about("Whether one after another."))

    def __attrs_post_init__(self) -> None:
        if bool(self.each) == bool(self.across):
            raise InvalidValueError("name promises in either each or across")
        if ANY in self.across or (ANY in self.each and len(self.each) > 1):
            raise InvalidValueError("'any' stands alone, and only in each", "across" if self.across else "each")
        for name in self.each + self.across:
            if (self.each + self.across).count(name) > 1:
                raise InvalidValueError(f"{name!r} is named twice", "across" if self.across else "each")
        if self.times < 1:
            raise InvalidValueError(f"a miss counts from 1 time, not {self.times}", "times")
        if self.window is not None and self.window < 1:
            raise InvalidValueError(f"a window is 1 month or more, not {self.window}", "window")
        if self.times > 1 and (self.window is None) != self.running:
            raise InvalidValueError(f"say how {self.times} misses are counted: in a window of months, or running")
        if self.times == 1 and (self.window or self.running):
            raise InvalidValueError("one miss needs neither a window nor a run", "times")
        if self.running and self.across:
            raise InvalidValueError("running works only with each: a run is of one promise", "running")

    @property
    def references(self) -> tuple[Reference, ...]:
        """The promises that it names."""
        field, names = ("each", self.each) if self.each else ("across", self.across)
        return tuple(Reference("promise", name, (field, n)) for n, name in enumerate(names) if name != ANY)

    def cases(self, promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
        """Give one case a promise, or one for all of `across`."""
        if self.across:
            return (self.across,)
        if self.each == (ANY,):
            return tuple((each.name,) for each in promises if not each.part_of)
        watched = frozenset(self.each)
        return tuple((each.name,) for each in promises if each.name in watched)

    @property
    def looks_back(self) -> bool:
        """Whether it counts more than the miss of this month."""
        return self.times > 1

    @property
    def needs_a_miss(self) -> bool:
        """Whether it holds only in a month with a miss: it does."""
        return True

    @property
    def tally(self) -> Tally:
        """The misses that it counts, and among how many months."""
        return Tally(self.times, None if self.running else self.window or 1)

    def holds_whenever(self, other: Condition) -> bool:
        """Tell whether it asks for no more misses of the same promises, in a window that is no shorter."""
        if not isinstance(other, Missed):
            return False
        alike = (self.each, self.across, self.running) == (other.each, other.across, other.running)
        return alike and self.times <= other.times and (self.window or 1) >= (other.window or 1)

    def describe(self) -> str:
        """Say which promises are missed how often."""
        if self.across:
            together = f"{listed(self.across)} are missed {self.times} times together"
            return f"when {together} in {self.window or 1} months"
        names = "any promise" if self.each == (ANY,) else " or ".join(self.each)
        if self.times == 1:
            return f"when {names} is missed"
        return f"when {names} is missed {self.times} times {'in a row' if self.running else f'in {self.window} months'}"

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the misses that were counted, oldest first, or nothing."""
        tracks = history.verdicts
        now = [verdicts[-1] for verdicts in tracks if verdicts[-1].counts_as is _MISSED]
        if self.times == 1 or not now:
            return now
        if self.running:
            misses = running(tracks[0])
        else:
            window = self.window or 1
            misses = [each for verdicts in tracks for each in verdicts[-window:] if each.counts_as is _MISSED]
            if len(tracks) > 1:
                misses.sort(key=lambda verdict: verdict.month)
        return misses if len(misses) >= self.times else ()
