"""What conditions and effects are, and what they answer when they are asked about themselves."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from smarketing.actuals import Metric
from smarketing.consequences.case import Case
from smarketing.consequences.fee import FigureOf, no_figures
from smarketing.consequences.ledger import Ledger
from smarketing.consequences.runs import running
from smarketing.consequences.tiers import Priced, Tier
from smarketing.errors import InvalidValueError
from smarketing.months import Month
from smarketing.units import Quantity, written
from smarketing.verdicts import Due, Promise, Reference, Status, Verdict


@attrs.define(eq=False)
class CaseHistory:
    """What a condition reads: for each promise of a case its verdicts, the ledger, and figures.

    There is a verdict for each month since the promise has been the same one, the month at hand last. `figures` gives
    what a metric comes to in a period, None where a month has no figure; the condition names the metric among its
    `references`, as a fee. `gap_ends_run` says whether a month without a verdict ends a run, as the agreement says.
    """

    verdicts: Sequence[Sequence[Verdict]]
    ledger: Ledger = attrs.field(factory=Ledger)
    figures: FigureOf = no_figures
    gap_ends_run: bool = False

    @property
    def month(self) -> Month:
        """The month at hand."""
        return self.verdicts[0][-1].month

    def run_of(self, promise: str) -> int:
        """Give how many months running a promise has been missed, the month at hand included; 0 where it was not."""
        track = (verdicts for verdicts in self.verdicts if verdicts and verdicts[-1].promise.name == promise)
        return len(running(next(track, ()), gap_ends_it=self.gap_ends_run))


@attrs.frozen
class Tally:
    """How many verdicts a condition needs, among how many months at most; None is any number of months.

    They are misses, or what else `outcome` says. With `by_month` several of one month count once.
    """

    times: int
    months: int | None = None
    outcome: Status = Status.MISSED
    by_month: bool = False


@attrs.frozen
class WatchedPromise:
    """A promise that a case watches: its metric, and whether it has one target, so that there are parts of it."""

    name: str
    metric: Metric
    has_one_target: bool
    owed_to_the_public: bool = False


class Condition(ABC):
    """A rule that says when something follows, or when a miss is excused: a frozen, hashable, callable value.

    Subclass it and make it `@attrs.frozen`. What is not abstract has a default.
    """

    __slots__ = ()

    @abstractmethod
    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """Give the names of the promises that each case watches together."""

    @abstractmethod
    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the verdicts that make it hold in the last month, or nothing if it does not hold."""

    @property
    def references(self) -> Sequence[Reference]:
        """The names that it uses, for the agreement to check."""
        return ()

    @property
    def looks_back(self) -> bool:
        """Whether it looks at months before the one at hand, so that it cannot excuse a miss."""
        return True

    @property
    def needs_a_miss(self) -> bool:
        """Whether it holds in no month in which all the promises of its case are kept; judging then does not ask it."""
        return False

    @property
    def needs_a_promise_kept(self) -> bool:
        """Whether it holds only in a month in which a promise of its case was met, so that it follows no miss."""
        return False

    @property
    def reads_ledger(self) -> bool:
        """Whether it reads the ledger; judging then asks it when the month's other consequences are in there."""
        return False

    @property
    def parts(self) -> "Sequence[Condition]":
        """The conditions that it combines, those of its field `conditions`."""
        return ()

    @property
    def tally(self) -> Tally | None:
        """How many verdicts it needs among how many months; None where it does not count."""
        return None

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:  # noqa: ARG002 - rules that need it do
        """Say why it cannot be asked about the promises of one of its cases, a sentence each; nothing if it can."""
        yield from ()

    def holds_whenever(self, other: "Condition") -> bool:
        """Tell whether it surely holds in every case in which another does."""
        return self == other

    def describe(self) -> str:
        """Say when it holds, in words: `when leads is missed`."""
        return f"when {self!r}"


class Effect(ABC):
    """A rule that says what follows: a frozen, hashable, callable value that gives the dues of a case.

    Subclass it and make it `@attrs.frozen`. What is not abstract has a default.
    """

    __slots__ = ()

    @abstractmethod
    def __call__(self, case: Case, /) -> Iterable[Due]:
        """Give what is owed, perhaps nothing. Amounts are exact; limits and rounding come after."""

    @property
    def references(self) -> Sequence[Reference]:
        """The names that it uses, for the agreement to check."""
        return ()

    @property
    def unit(self) -> str | None:
        """The unit of the amounts that it gives; None where it gives none."""
        return None

    @property
    def priced(self) -> Priced | None:
        """What it pays for which results, for the checks of credits; None where it pays nothing."""
        return None

    @property
    def follows_every_month(self) -> bool:
        """Whether it follows in every month in which the condition holds, as amounts do, or only when that starts."""
        return self.unit is not None or self.priced is not None

    @property
    def rewards(self) -> bool:
        """Whether it is for a promise that was kept, and good for the party that kept it."""
        return False

    @property
    def ends_agreement(self) -> bool:
        """Whether it lets a party end the agreement."""
        return False

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:  # noqa: ARG002 - rules that need it do
        """Say why it cannot follow from a case that watches some promises, a sentence each; nothing if it can."""
        yield from ()

    def costs_at_least(self, other: "Effect", /) -> bool:
        """Tell whether it surely costs as much as another in every case, or more."""
        return self == other

    def describe(self) -> str:
        """Say what follows, in words: `a credit (pay 200 USD)`."""
        name = type(self).__name__.lower()
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}{details(self)}"


def details(effect: Effect) -> str:
    """Give the fields of an effect in words, in parentheses: ` (to Josh, within 5 days)`; '' where none is set."""
    fields: Sequence[attrs.Attribute[Any]] = getattr(type(effect), "__attrs_attrs__", ())
    given = [(each.name.replace("_", " "), getattr(effect, each.name)) for each in fields]
    said = ", ".join(f"{field} {_in_words(value)}" for field, value in given if value not in (None, ()))
    return f" ({said})" if said else ""


def _in_words(value: Any) -> str:
    if isinstance(value, Tier):
        return f"{written(value.pay)} for {value}"
    if isinstance(value, Quantity):
        return written(value)
    return ", ".join(map(_in_words, value)) if isinstance(value, tuple) else " ".join(str(value).split())


def not_empty(_: object, field: "attrs.Attribute[Any]", names: tuple[str, ...]) -> None:
    """Refuse a field that names nothing, or holds an empty text."""
    if not names:
        raise InvalidValueError(f"{field.name} is empty; name at least one", field.name)
    if not all(names):
        raise InvalidValueError(f"{field.name} holds an empty text; write it in words", field.name)
