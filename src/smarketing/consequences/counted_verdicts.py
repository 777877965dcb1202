"""Conditions that count verdicts: in a month, in a window of months, or in a run."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Literal

import attrs

from smarketing.consequences.contract import CaseHistory, Condition, Tally
from smarketing.consequences.runs import running_together
from smarketing.consequences.selection import Selection
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.months import Period
from smarketing.verdicts import Status, Verdict


@attrs.frozen
class CountedVerdicts(Selection):
    """Counts verdicts of one outcome: those of this month, and with `times` above 1 some before."""

    times: int = attrs.field(default=1, kw_only=True, metadata=about("How often; once unless stated."))
    window: int | None = attrs.field(
        default=None, kw_only=True, metadata=about("Among how many months, as 3 months.", key="in", form="months")
    )
    running: bool = attrs.field(default=False, kw_only=True, metadata=about("Whether one after another."))
    counting: Literal["months"] | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("With several promises together: months counts different months, however much is in them."),
    )

    def __attrs_post_init__(self) -> None:
        Selection.__attrs_post_init__(self)
        what, several = ("miss", "misses") if self.outcome is Status.MISSED else ("month", "months")
        if self.times < 1:
            raise InvalidValueError(f"a {what} counts from 1 time, not {self.times}", "times")
        if self.window is not None and self.window < 1:
            raise InvalidValueError(f"a window is 1 month or more, not {self.window}", "window")
        if self.counting not in (None, "months"):
            raise InvalidValueError(f"counting is months, or left out; not {self.counting!r}", "counting")
        if self.times > 1 and (self.window is None) != self.running:
            raise InvalidValueError(f"say how {self.times} {several} are counted: in a window of months, or running")
        if self.times == 1 and (self.window or self.running):
            raise InvalidValueError(f"one {what} needs neither a window nor a run", "times")
        if self.counting and (self.each or self.times == 1):
            raise InvalidValueError("counting: months goes with across or owed_by, and with times above 1", "counting")
        if self.running and self.together and not self.counting:
            raise InvalidValueError("promises together have a run of months: state counting: months too", "running")

    @property
    @abstractmethod
    def outcome(self) -> Status:
        """What the verdicts that it counts count as."""

    @property
    def said(self) -> str:
        """What became of promises, in words: `missed`."""
        return self.outcome.value

    @abstractmethod
    def counts(self, verdict: Verdict) -> bool:
        """Tell whether a verdict is counted."""

    @abstractmethod
    def counts_whenever(self, other: "CountedVerdicts") -> bool:
        """Tell whether it surely counts each verdict that another of its class counts."""

    @property
    def looks_back(self) -> bool:
        """Whether it counts more than the verdict of this month."""
        return self.times > 1

    @property
    def tally(self) -> Tally:
        """The verdicts, or months, that it counts, and among how many months."""
        months = None if self.running else self.window or 1
        return Tally(self.times, months, self.outcome, by_month=self.counting is not None)

    def holds_whenever(self, other: Condition) -> bool:
        """Tell whether it asks for no more of the same promises, in a window that is no shorter."""
        if not isinstance(other, CountedVerdicts) or type(other) is not type(self):
            return False
        alike = all(
            getattr(self, name) == getattr(other, name) for name in ("each", "across", "owed_by", "running", "counting")
        )
        in_time = self.times <= other.times and (self.window or 1) >= (other.window or 1)
        return alike and in_time and self.counts_whenever(other)

    def describe(self) -> str:
        """Say which promises have the outcome, and how often."""
        some = "some" if self.owed_by is not None else "some of"
        if self.counting is not None:
            months = f"{self.times} months running" if self.running else f"{self.times} of {self.window} months"
            return f"when {some} {self.watches} are {self.said} in {months}"
        if self.together:
            often = "" if self.times == 1 else f" {self.times} times together in {self.window} months"
            return f"when {self.watches if often else f'{some} {self.watches}'} are {self.said}{often}"
        if self.times == 1:
            return f"when {self.watches} is {self.said}"
        how = "in a row" if self.running else f"in {self.window} months"
        return f"when {self.watches} is {self.said} {self.times} times {how}"

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the verdicts that were counted, oldest first, or nothing."""
        tracks, counts = history.verdicts, self.counts
        now = [verdicts[-1] for verdicts in tracks if counts(verdicts[-1])]
        if self.times == 1 or not now:
            return now
        if self.running:
            found = running_together(tracks, counts, gap_ends_it=history.gap_ends_run)
        else:
            window = self.window or 1
            first = Period.ending(now[-1].month, window).first
            found = [each for verdicts in tracks for each in verdicts[-window:] if counts(each) and each.month >= first]
            if len(tracks) > 1:
                found.sort(key=lambda verdict: verdict.month)
        number = len(found) if self.counting is None else len({verdict.month for verdict in found})
        return found if number >= self.times else ()
