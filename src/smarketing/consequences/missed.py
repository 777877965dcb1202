"""The condition that promises were missed: once, several times in some months, or several times in a row."""

from collections.abc import Iterator, Sequence

import attrs

from smarketing.consequences.contract import WatchedPromise
from smarketing.consequences.counted_verdicts import CountedVerdicts
from smarketing.consequences.margins import AMOUNT_OR_PART, asked, margin_problems, positive
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Status, Verdict

_MISSED = Status.MISSED
"""Looked up once: before Python 3.12 the members of an Enum are slow to reach, and every miss is looked at often."""


@attrs.frozen
class Missed(CountedVerdicts):
    """A promise was missed this month, and perhaps `times` before that.

    `each` names promises that are watched one by one, one case each; ANY is every promise that is not a part of
    another. `across` instead names promises whose misses are counted together, and `owed_by` a party whose promises all
    are. With `times` above 1, the misses are counted among the last `window` months, this one included, or, if
    `running`, one after another: a month that is met ends such a run, one without a verdict (excused, no data, pending,
    not in force) neither ends nor extends it, unless the agreement says that it ends it. Of promises together, with
    `counting="months"` two misses of one month are one. Holds only in a month that is itself a miss.

    With `by_at_least` or `by_more_than` only misses count that are so large: a part of the target (`10 %`), or an
    amount (`5 leads`, for a share `5 points`). A smaller one ends a run. A miss whose shortfall nobody knows counts.

    >>> Missed("leads") == Missed(each=["leads"], times=1)
    True
    """

    by_at_least: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=positive,
        kw_only=True,
        metadata=about(f"Only misses by so much or more: {AMOUNT_OR_PART}."),
    )
    by_more_than: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=positive,
        kw_only=True,
        metadata=about(f"Only misses by more than that: {AMOUNT_OR_PART}."),
    )

    def __attrs_post_init__(self) -> None:
        CountedVerdicts.__attrs_post_init__(self)
        if self.by_at_least is not None and self.by_more_than is not None:
            raise InvalidValueError("state by_at_least or by_more_than, not both", "by_more_than")

    @property
    def outcome(self) -> Status:
        """What the verdicts that it counts count as."""
        return _MISSED

    @property
    def needs_a_miss(self) -> bool:
        """Whether it holds only in a month with a miss: it does."""
        return True

    @property
    def margin(self) -> Quantity | None:
        """By how much a promise must be missed; None if any miss counts."""
        return self.by_more_than if self.by_at_least is None else self.by_at_least

    @property
    def said(self) -> str:
        """That promises are missed, in words, and by how much."""
        if self.by_at_least is not None:
            return f"missed by at least {written(self.by_at_least)}"
        return "missed" if self.by_more_than is None else f"missed by more than {written(self.by_more_than)}"

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:
        """Say why a shortfall cannot be compared with what it asks for."""
        yield from margin_problems(
            self.margin, "by_at_least" if self.by_at_least is not None else "by_more_than", watched
        )

    def counts(self, verdict: Verdict) -> bool:
        """Tell whether a verdict is a miss that is large enough."""
        if verdict.counts_as is not _MISSED:
            return False
        margin = self.margin
        return margin is None or self._is_large(verdict, margin)

    def _is_large(self, verdict: Verdict, margin: Quantity) -> bool:
        short = verdict.shortfall
        least = None if short is None else asked(margin, short, verdict)
        if short is None or least is None:
            return True
        return short.value >= least if self.by_at_least is not None else short.value > least

    def counts_whenever(self, other: CountedVerdicts) -> bool:
        """Tell whether it asks for no larger misses than another."""
        if self.margin is None:
            return True
        if not isinstance(other, Missed) or other.margin is None or other.margin.unit != self.margin.unit:
            return False
        ours, theirs = self.margin.value, other.margin.value
        strict = self.by_more_than is not None and other.by_at_least is not None
        return ours < theirs if strict else ours <= theirs
