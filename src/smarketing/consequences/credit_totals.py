"""The condition that credits came to so much: in a month, in so many of some months, or in some months together."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.condition_answers import once_in_order
from smarketing.consequences.contract import CaseHistory, Condition
from smarketing.consequences.fee import Fee, FigureOf, as_fee
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.months import Period
from smarketing.units import Quantity
from smarketing.verdicts import Due, Promise, Reference, Verdict, listed

_NOTHING = Fraction(0)


def _as_least(given: Fee | Quantity | str) -> Fee:
    try:
        return as_fee(given)
    except InvalidValueError as error:
        wanted = "credits are compared with an amount of money or a share of a fee, as in '20 % of charges'"
        raise InvalidValueError(f"{wanted}: {error.message}", "at_least") from error


@attrs.frozen
class Credits(Condition):
    """The credits of a month came to so much: `Credits("20 % of charges", months=2, window=4)`.

    `at_least` is an amount of money (`500000 USD`) or a share of a fee (`20 % of charges`). Alone it is what the
    credits of the month at hand come to. With `window`, those of so many months together, this one included; with
    `months` too, in how many of them the credits of the month come to it. Where the fee is a metric, it is what that
    metric has come to in the same months; while one of its figures is missing, or the window begins before the
    agreement, they do not come to it. `consequences` names those whose credits count; all unless stated.

    What one party owes another is counted by itself, and only what follows from promises of that party to the other:
    a bonus for the other's promise is no credit. It counts what limits have left, in the currency of `at_least`.
    """

    at_least: Fee = attrs.field(
        converter=_as_least, metadata=about("An amount of money, or a share of a fee, as 20 % of charges.", bare=True)
    )
    months: int | None = attrs.field(
        default=None, kw_only=True, metadata=about("In how many months; without it, the months together.")
    )
    window: int | None = attrs.field(
        default=None, kw_only=True, metadata=about("Among how many months, as 4 months.", key="in", form="months")
    )
    consequences: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, kw_only=True, metadata=about("Whose credits count; all unless stated.")
    )

    def __attrs_post_init__(self) -> None:
        if self.at_least.part == 0 or (self.at_least.amount is not None and self.at_least.amount.value == 0):
            raise InvalidValueError(f"credits always come to at least nothing; not {self.at_least}", "at_least")
        if self.window is not None and self.window < 1:
            raise InvalidValueError(f"a window is 1 month or more, not {self.window}", "window")
        if self.months is not None and self.window is None:
            raise InvalidValueError("say among how many months, as in '4 months'", "window")
        if self.months is not None and not 1 <= self.months <= (self.window or 1):
            raise InvalidValueError(f"of {self.window} months it is 1 to {self.window}; not {self.months}", "months")
        for name in self.consequences:
            if self.consequences.count(name) > 1:
                raise InvalidValueError(f"{name!r} is named twice", "consequences")

    @property
    def references(self) -> tuple[Reference, ...]:
        """The metric whose figures are the fee, and the consequences that it names."""
        fee = () if self.at_least.metric is None else (Reference("fee", self.at_least.metric, ("at_least",)),)
        named = (Reference("consequence", name, ("consequences", n)) for n, name in enumerate(self.consequences))
        return (*fee, *named)

    @property
    def reads_ledger(self) -> bool:
        """Whether it reads the ledger: it does."""
        return True

    def cases(self, promises: Sequence[Promise]) -> tuple[tuple[str, ...], ...]:
        """Give one case for each party and each other that it owes promises."""
        owed: dict[tuple[str, str], list[str]] = {}
        for promise in promises:
            owed.setdefault((promise.owed_by, promise.owed_to), []).append(promise.name)
        return tuple(map(tuple, owed.values()))

    def holds_whenever(self, other: Condition) -> bool:
        """Tell whether it asks for no more, of the same credits, in no more months and a window that is no shorter."""
        if not isinstance(other, Credits) or self.consequences != other.consequences:
            return False
        if not _no_more(self.at_least, other.at_least):
            return False
        here, there = self.window or 1, other.window or 1
        if _counts_months(self) and _counts_months(other):
            return (self.months or 1) <= (other.months or 1) and here >= there
        alike = _counts_months(self) is _counts_months(other)
        return alike and (here == there or (here > there and self.at_least.metric is None))

    def describe(self) -> str:
        """Say what credits come to how much."""
        whose = f"the credits of {listed(self.consequences)}" if self.consequences else "credits"
        if self.months is not None:
            when = f"in each of {self.months} of {self.window} months"
        else:
            when = f"in {self.window} months together" if (self.window or 1) > 1 else "in a month"
        return f"when {whose} come to at least {self.at_least} {when}"

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the verdicts from which the credits follow that were counted, oldest first, or nothing."""
        period = Period.ending(history.month, self.window or 1)
        dues = [due for due in _dues_since(period, history) if not self.consequences or due.consequence in self._named]
        if self.months is None:
            counted = self._reaching(dues, period, history.figures)
        else:
            counted = self._in_months(dues, self.months, history.figures)
        return once_in_order((verdict for due in counted for verdict in due.verdicts), history)

    @property
    def _named(self) -> frozenset[str]:
        return frozenset(self.consequences)

    def _in_months(self, dues: Sequence[Due], months: int, figures: FigureOf) -> list[Due]:
        """The dues of the months whose credits come to it, if there are so many of them."""
        by_month = groupby(dues, key=lambda due: due.month)
        reached = (self._reaching(list(own), Period.of(month), figures) for month, own in by_month)
        found = [own for own in reached if own]
        return [due for own in found for due in own] if len(found) >= months else []

    def _reaching(self, dues: Iterable[Due], period: Period, figures: FigureOf) -> list[Due]:
        """The dues whose amounts count, if together they come to it; else none."""
        least = self.at_least.amount_in(period, figures)
        if least is None:
            return []
        counted = [(due, due.amount) for due in dues if due.amount is not None and due.amount.measures(least.unit)]
        total = sum((amount.value_in(least.unit) for _due, amount in counted), _NOTHING)
        return [due for due, _amount in counted] if total >= least.value else []


def _counts_months(condition: Credits) -> bool:
    """Whether months are looked at one by one; one month alone is both."""
    return condition.months is not None or condition.window in (None, 1)


def _dues_since(period: Period, history: CaseHistory) -> list[Due]:
    """The dues with an amount that one party owes the other for promises like those of a case, oldest first."""
    promise = history.verdicts[0][-1].promise
    between = promise.owed_by, promise.owed_to
    found = [due for due in _newest_first(period, history) if _is_credit(due, between)]
    return found[::-1]


def _newest_first(period: Period, history: CaseHistory) -> Iterator[Due]:
    for due in reversed(history.ledger.dues):
        if due.month < period.first:
            return
        yield due


def _is_credit(due: Due, between: tuple[str, str]) -> bool:
    """Whether it is an amount above zero that a party owes because of promises of its own."""
    if due.amount is None or due.amount.value <= 0 or (due.owed_by, due.owed_to) != between or not due.verdicts:
        return False
    promise = due.verdicts[-1].promise
    return (promise.owed_by, promise.owed_to) == between


def _no_more(least: Fee, other: Fee) -> bool:
    """Tell whether one amount or share is surely no more than another."""
    if least.amount is not None and other.amount is not None:
        return least.amount.unit == other.amount.unit and least.amount <= other.amount
    return least.metric == other.metric and least.part <= other.part
