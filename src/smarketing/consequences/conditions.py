"""Conditions over verdicts: when a consequence follows, and when a miss is relieved."""

from collections.abc import Sequence
from typing import Protocol

import attrs

from smarketing.actuals import as_names
from smarketing.errors import InvalidValueError
from smarketing.verdicts import Promise, Reference, Status, Verdict

ANY = "any"
"""In `each`, stands for every promise that is not a part of another."""


Record = Sequence[Sequence[Verdict]]
"""For each promise of a case its verdicts, one a month up to the month at hand, since it has been the same promise."""


class Condition(Protocol):
    """A rule over verdicts; a frozen, hashable value.

    Called with the record of one case, it gives the verdicts that make it hold in the last month of the record, or
    nothing if it does not hold then.
    """

    @property
    def references(self) -> Sequence[Reference]:
        """The names that it uses, for the agreement to check."""

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """Give the names of the promises that each case watches together."""

    def __call__(self, record: Record, /) -> Sequence[Verdict]:
        """Give the verdicts that make the condition hold, or nothing."""


@attrs.frozen
class Missed:
    """A promise was missed this month, and perhaps `times` before that.

    `each` names promises that are watched one by one, one case each; ANY is every promise that is not a part of
    another. `across` instead names promises whose misses are counted together, one case. With `times` above 1, the
    misses are counted among the last `window` months, this one included, or, if `running`, one after another: a month
    that is met ends such a run, one without a verdict (excused, no data, pending, not in force) neither ends nor
    extends it. Holds only in a month that is itself a miss.

    >>> Missed("leads") == Missed(each=["leads"], times=1)
    True
    """

    each: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    across: tuple[str, ...] = attrs.field(default=(), converter=as_names, kw_only=True)
    times: int = attrs.field(default=1, kw_only=True)
    window: int | None = attrs.field(default=None, kw_only=True)
    running: bool = attrs.field(default=False, kw_only=True)

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
            raise InvalidValueError("a run is of one promise: name promises in each, not in across", "running")

    @property
    def references(self) -> tuple[Reference, ...]:
        """The promises that it names."""
        field, names = ("each", self.each) if self.each else ("across", self.across)
        return tuple(Reference("promise", name, (field, n)) for n, name in enumerate(names) if name != ANY)

    def cases(self, promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
        """Give one case a promise, or one for all of `across`."""
        if self.across:
            return (self.across,)
        every = self.each == (ANY,)
        return tuple((each.name,) for each in promises if (every and not each.part_of) or each.name in self.each)

    def __call__(self, record: Record, /) -> tuple[Verdict, ...]:
        """Give the misses that were counted, oldest first, or nothing."""
        if not any(verdicts[-1].missed for verdicts in record):
            return ()
        if self.running:
            misses = _run(record[0])
        else:
            window = self.window or 1
            misses = [verdict for verdicts in record for verdict in verdicts[-window:] if verdict.missed]
            misses.sort(key=lambda verdict: verdict.month)
        return tuple(misses) if len(misses) >= self.times else ()


def _run(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The misses since the promise was last met, oldest first; a figure that could not be read may have met it."""
    run = []
    for verdict in reversed(verdicts):
        if verdict.counts_as is Status.MET or verdict.unreadable:
            break
        if verdict.missed:
            run.append(verdict)
    return run[::-1]
