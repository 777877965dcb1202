"""The condition that too large a share of verdicts are misses."""

from collections.abc import Sequence
from fractions import Fraction

import attrs

from smarketing.consequences.contract import CaseHistory, Condition
from smarketing.consequences.selection import Selection
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.months import Period
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Status, Verdict

_MET, _MISSED = Status.MET, Status.MISSED


@attrs.frozen
class ShareMissed(Selection):
    """So large a share of the verdicts of some months are misses.

    `at_least` (`50 %`) or `more_than` says how large, of all that was met or missed in the last `window` months, this
    one included; a month without a verdict is not counted. Promises are watched one by one (`each`), or together
    (`across`, or all that a party owes, `owed_by`). Holds only in a month that itself has a miss.

    >>> ShareMissed(across=["leads", "calls"], at_least="50 %", window=12).describe()
    'when at least 50 % of the verdicts on leads and calls in 12 months are misses'
    """

    at_least: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, kw_only=True, metadata=about("The share of misses, or more.")
    )
    more_than: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, kw_only=True, metadata=about("The share that must be passed.")
    )
    window: int = attrs.field(
        kw_only=True, metadata=about("Among how many months, as 12 months.", key="in", form="months")
    )

    def __attrs_post_init__(self) -> None:
        Selection.__attrs_post_init__(self)
        if (self.at_least is None) == (self.more_than is None):
            raise InvalidValueError("state the share as either at_least or more_than", "at_least")
        field = "at_least" if self.at_least is not None else "more_than"
        edge = Quantity(0 if field == "at_least" else 100, "%")
        if self.share.unit != "%" or not 0 <= self.share.value <= 100 or self.share == edge:
            some = "above 0 % and up to 100 %" if field == "at_least" else "from 0 % and below 100 %"
            raise InvalidValueError(f"a share of verdicts is {some}; not {written(self.share)}", field)
        if self.window < 1:
            raise InvalidValueError(f"a window is 1 month or more, not {self.window}", "window")

    @property
    def share(self) -> Quantity:
        """The share that misses must have, or pass."""
        found = self.more_than if self.at_least is None else self.at_least
        return Quantity(0, "%") if found is None else found

    @property
    def needs_a_miss(self) -> bool:
        """Whether it holds only in a month with a miss: it does."""
        return True

    def holds_whenever(self, other: Condition) -> bool:
        """Tell whether it asks for no larger share of the same verdicts."""
        if not isinstance(other, ShareMissed):
            return False
        names = ("each", "across", "owed_by", "window")
        if any(getattr(self, name) != getattr(other, name) for name in names):
            return False
        if self.more_than is not None and other.at_least is not None:
            return self.share.value < other.share.value
        return self.share.value <= other.share.value

    def describe(self) -> str:
        """Say which share of which verdicts."""
        how = "at least" if self.at_least is not None else "more than"
        months = "1 month" if self.window == 1 else f"{self.window} months"
        return f"when {how} {written(self.share)} of the verdicts on {self.watches} in {months} are misses"

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the misses of the window, oldest first, if they are so many; or nothing."""
        tracks = history.verdicts
        now = [verdicts[-1] for verdicts in tracks if verdicts[-1].counts_as is _MISSED]
        if not now:
            return ()
        first = Period.ending(now[-1].month, self.window).first
        shown = [each for verdicts in tracks for each in verdicts[-self.window :] if each.month >= first]
        misses = [each for each in shown if each.counts_as is _MISSED]
        judged = len(misses) + sum(each.counts_as is _MET for each in shown)
        share, asked = Fraction(len(misses), judged), self.share.value_in("")
        if share < asked or (share == asked and self.at_least is None):
            return ()
        misses.sort(key=lambda verdict: verdict.month)
        return misses
