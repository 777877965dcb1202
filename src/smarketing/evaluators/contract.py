"""What an evaluator is, and what it answers when it is asked about itself."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from smarketing.actuals import Metric
from smarketing.contract_periods import MONTHS_IN, Every
from smarketing.errors import InvalidValueError
from smarketing.evaluators.view import View
from smarketing.intervals import IntervalSet
from smarketing.units import Quantity, Target, exact_text, unit_words
from smarketing.verdicts import Finding, Reference, Status, listed

_DAYS = ("week", "day", "business_day")
PERIODS = {**{every.replace("-", "_"): every for every in MONTHS_IN}, **dict.fromkeys(_DAYS, "month")}
"""What a target of a count may be per, with the period that is then judged at once."""


@attrs.frozen
class DueDates:
    """When something is due: on the dates of a report of the cadence, or on `days`.

    `late_counts` is the part that counts of what comes late, from 0 to 1.
    """

    report: str | None
    days: tuple[date, ...]
    late_counts: Fraction


class Evaluator(ABC):
    """A rule that judges a promise's view of one month: a frozen, hashable, callable value.

    Subclass it, make it `@attrs.frozen`, and judge in `__call__`. The other answers have defaults; a rule that gives
    them is checked before anybody signs, compared with other versions, and described in words.
    """

    __slots__ = ()

    @abstractmethod
    def __call__(self, view: View, /) -> Finding:
        """Judge a view of one month, or of a window; a view without a reading is answered with `view.no_data()`."""

    def prepared(self, metric: Metric, months: int = 1, /) -> Callable[[View], Finding]:  # noqa: ARG002 - as below
        """Give a function that judges views of one metric, each of so many whole months, as calling the rule does.

        A rule that works something out from its targets may do so here, once for all months.
        """
        return self

    def summed(self, parts: "Sequence[tuple[Evaluator, View]]", /) -> Callable[[View], Finding] | None:  # noqa: ARG002
        """Give a function that judges a period in which the rule changed: each rule held in the months of its view.

        It may also be a month in which each rule held for the days that count in its view. The last rule is this one.
        None if their targets do not add up: each part of a period is then judged alone, and a month not by days.
        """
        return None

    @property
    def every(self) -> Every:
        """The period that is judged at once, unless the promise says otherwise."""
        return "month"

    @property
    def references(self) -> Sequence[Reference]:
        """The metrics and promises that it looks at besides its own, with `view.of` and `view.finding`."""
        return ()

    @property
    def targets(self) -> Sequence[Target]:
        """What it holds readings against, lowest first; with them metric, unit and kind need not be declared."""
        return ()

    @property
    def parts(self) -> "Mapping[str, Evaluator]":
        """Evaluators of promises that it implies, parts of its own: `minimum` of `answers` is `answers.minimum`.

        They are by what comes after the dot.
        """
        return {}

    @property
    def units(self) -> Sequence[str]:
        """The units that it uses, which the agreement must know: those of its targets, and of what it says of them."""
        return [target.quantity.unit for target in self.targets]

    @property
    def derived(self) -> bool:
        """Whether it judges what was found of other promises, so that nobody reports figures of its metric."""
        return False

    @property
    def due_dates(self) -> DueDates | None:
        """The dates for which the journal says what was delivered; None where somebody reports its figures."""
        return None

    @property
    def rounded_to(self) -> Quantity | None:
        """The step to which it rounds readings, halves up, before it compares them; None where it does not."""
        return None

    @property
    def judged_from(self) -> Quantity | None:
        """The least number of cases that it judges; None where it judges any."""
        return None

    @property
    def months(self) -> int:
        """How many months it takes together."""
        return 1

    def taken_together(self, view: View, /) -> View:
        """Give the months that it takes together to judge a view: that view, or a window of so many `months`."""
        return view if self.months == 1 else view.window(self.months)

    @property
    def waits(self) -> int:
        """How many months pass before its first verdict."""
        return self.months - 1

    @property
    def reaches_back(self) -> int:
        """How many months before the term it compares with, where somebody gives their figures; 0 for none."""
        return 0

    @property
    def reads_calendar(self) -> bool:
        """Whether it asks a view for the year to date, which needs the agreement's calendar."""
        return False

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        """Say why it cannot judge a metric, or windows of so many months of it, a sentence each; nothing if it can."""
        yield from target_problems(self.targets, months, metric)

    def reference_problems(
        self,
        metric: Metric,  # noqa: ARG002 - rules that need it do
        others: Mapping[str, Metric],  # noqa: ARG002
        months: int = 1,  # noqa: ARG002
        /,
    ) -> Iterator[str]:
        """Say why it cannot compare a metric with the others that it refers to, by name; a sentence each."""
        yield from ()

    def kept_by(self, metric: Metric, months: int = 1, /) -> IntervalSet | None:  # noqa: ARG002 - rules that need it do
        """Give the readings of a metric, or of so many months of it together, that keep the promise.

        None where readings alone do not decide.
        """
        return None

    def certain_outcome(self, metric: Metric, segment: str | None = None, /) -> tuple[Status, str] | None:  # noqa: ARG002
        """Give what every month with a verdict comes to where no figures change that, met or missed, and why.

        None where figures decide, and where `kept_by` says it.
        """
        return None

    def describe(self) -> str:
        """Say what is promised, in words: `at least 100 SQL/month`."""
        return repr(self)


def target_in(target: Target, metric: Metric, months: int | Fraction = 1, days: int | None = None) -> Quantity:
    """Give a target in the metric's unit for a period of so many months, or of so many `days`.

    For a count that is the rate times the length of the period. A rate per day or week goes by its calendar days, one
    per business day by its business days; InvalidValueError where nobody says how many there are.
    """
    amount = target.quantity
    if metric.kind != "count":
        return amount.to(metric.unit)
    if not is_by_days(target):
        return Quantity(amount.value_in(f"{metric.unit}/month") * months, metric.unit)
    if days is None:
        raise InvalidValueError(f"{amount} comes to as much as the month has days; say how many", "days")
    day = "business_day" if is_by_business_days(target) else "day"
    return Quantity(amount.value_in(f"{metric.unit}/{day}") * days, metric.unit)


def is_by_days(target: Target) -> bool:
    """Tell whether a target is a rate per day, week or business day, which comes to more in longer months."""
    return target.quantity.unit.rpartition("/")[2] in _DAYS


def is_by_business_days(target: Target) -> bool:
    """Tell whether a target is a rate per business day."""
    return target.quantity.unit.rpartition("/")[2] == "business_day"


def period_of(targets: Sequence[Target]) -> Every:
    """Give the period that targets are promised for; the longest if they differ."""
    periods: list[Every] = [_period_in(target) for target in targets]
    return max(periods, key=list(MONTHS_IN).index, default="month")


def _period_in(target: Target) -> Every:
    found: Every = PERIODS.get(target.quantity.unit.rpartition("/")[2], "month")  # type: ignore[assignment]
    return found


def implied_metric(name: str, evaluator: Evaluator, segments: Sequence[str] = ()) -> Metric:
    """Give the metric that a target speaks of: a count for a rate, a share for `%`.

    InvalidValueError if the evaluator names no target or its target could be several things.
    """
    if not evaluator.targets:
        raise InvalidValueError(f"its evaluator does not say what it measures; declare the metric {name!r}")
    amount = evaluator.targets[0].quantity
    if amount.unit == "%":
        return Metric(name, "%", "share", tuple(segments))
    if evaluator.derived:
        return Metric(name, amount.unit, "level", tuple(segments))
    *counted, period = unit_words(amount.unit) if amount.unit else [""]
    if counted and period in PERIODS and counted != ["%"]:
        return Metric(name, "/".join(counted), "count", tuple(segments))
    if not counted:
        example = f"{amount}/month" if amount.unit else f"{amount} lead/month"
        raise InvalidValueError(f"{amount} names no period; write '{example}', or declare the metric {name!r} a level")
    example = "95 %" if counted == ["%"] else f"{exact_text(amount.value)} {counted[0]}/month"
    per = "per day, business day, week, month, quarter, half-year or year"
    raise InvalidValueError(f"{amount} is neither {per} nor a share; write it as '{example}'")


def target_problems(targets: Sequence[Target], months: int, metric: Metric) -> Iterator[str]:
    """Say why targets that are judged over a number of months cannot be those of a metric."""
    for target in targets:
        day = "/business_day" if is_by_business_days(target) else "/day"
        period = "" if metric.kind != "count" else day if is_by_days(target) else "/month"
        if not target.quantity.measures(f"{metric.unit}{period}"):
            shown = f"{metric.unit}/month" if period else metric.unit
            yield f"{target.quantity} cannot be a target of {metric.name!r}, a {metric.kind} in {shown}"
    periods = {_period_in(target): target for target in targets}
    if len(periods) > 1 and metric.kind == "count":
        yield f"both targets are for the same period; not {listed([str(each.quantity) for each in periods.values()])}"
    if months > 1 and metric.kind == "level" and metric.over_months is None:
        yield f"{metric.name!r} is a level; to judge it over months, state over_months: mean or last"
