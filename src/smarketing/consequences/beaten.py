"""The condition that a result was better than its target."""

from collections.abc import Iterator, Sequence

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.contract import CaseHistory, Condition, WatchedPromise, not_empty
from smarketing.consequences.margins import AMOUNT_OR_PART, asked, margin_problems, positive
from smarketing.consequences.selection import ANY, check_names, named_text, one_by_one, promise_references
from smarketing.consequences.surplus import surplus
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Promise, Reference, Status, Verdict

_MET = Status.MET


@attrs.frozen
class Beaten(Condition):
    """A promise was met this month with a result that is better than its target.

    `each` names promises, one case each; ANY is every promise that is not a part of another. `by` says how much better,
    that much or more: a part of the target (`20 %`: 120 leads of 100, or 80 incidents where 100 are allowed), or an
    amount (`20 leads`, for a share `5 points`). Without it anything better than the target will do. A promise with
    targets on two sides, or none, is never beaten. Something for nothing at all beats every target.

    >>> Beaten("leads", by="20 %").describe()
    'when leads is met, and beaten by 20 % or more'
    """

    each: tuple[str, ...] = attrs.field(
        converter=as_names,
        validator=not_empty,
        metadata=about("Promises that are watched one by one, or any.", bare=True),
    )
    by: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=positive,
        kw_only=True,
        metadata=about(f"How much better, or more: {AMOUNT_OR_PART}."),
    )

    def __attrs_post_init__(self) -> None:
        check_names(self.each, "each", may_be_any=True)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The promises that it names."""
        return promise_references(self.each, "each")

    def cases(self, promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
        """Give one case a promise."""
        return one_by_one(self.each, promises)

    @property
    def looks_back(self) -> bool:
        """Whether it looks at months before: it does not."""
        return False

    @property
    def needs_a_promise_kept(self) -> bool:
        """Whether it holds only in a month in which a promise was met: it does."""
        return True

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:
        """Say which promises cannot be beaten, or not by so much."""
        for each in watched if self.each != (ANY,) else ():
            if not each.has_one_target:
                yield f"{each.name} is never beaten: it has no target, or one on each side"
        yield from margin_problems(self.by, "by", watched)

    def holds_whenever(self, other: Condition) -> bool:
        """Tell whether it asks for no better results of the same promises."""
        if not isinstance(other, Beaten) or self.each != other.each:
            return False
        if self.by is None or other.by is None:
            return self.by is None
        return self.by.unit == other.by.unit and self.by.value <= other.by.value

    def describe(self) -> str:
        """Say which promises are beaten, and by how much."""
        much = "" if self.by is None else f" by {written(self.by)} or more"
        return f"when {named_text(self.each)} is met, and beaten{much}"

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the verdict of this month if its target was beaten, or nothing."""
        last = (verdicts[-1] for verdicts in history.verdicts)
        return [verdict for verdict in last if verdict.counts_as is _MET and self._is_beaten(verdict)]

    def _is_beaten(self, verdict: Verdict) -> bool:
        beyond, finding = surplus(verdict), verdict.finding
        if beyond is None:  # a ratio of something to nothing is met where it is to be at least a number
            endless = finding.actual is not None and verdict.actual is None
            return endless and finding.at_least is not None and finding.at_most is None
        if self.by is None:
            return beyond.value > 0
        least = asked(self.by, beyond, verdict)
        return least is not None and beyond.value >= least
