"""What an evaluator is, and what it answers when it is asked about itself."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.view import View
from smarketing.intervals import IntervalSet
from smarketing.units import Quantity, Target, exact_text, unit_words
from smarketing.verdicts import Finding, Reference

PERIODS = ("month", "quarter", "year")


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
        """Give a function that judges views of one metric, each of so many months, as calling the rule does.

        A rule that works something out from its targets may do so here, once for all months.
        """
        return self

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
    def rounded_to(self) -> Quantity | None:
        """The step to which it rounds readings, halves up, before it compares them; None where it does not."""
        return None

    @property
    def months(self) -> int:
        """How many months it takes together."""
        return 1

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

    def describe(self) -> str:
        """Say what is promised, in words: `at least 100 SQL/month`."""
        return repr(self)


def target_in(target: Target, metric: Metric, months: int) -> Quantity:
    """Give a target in the metric's unit for a number of months: rate by months for a count."""
    if metric.kind == "count":
        return Quantity(target.quantity.to(f"{metric.unit}/month").value * months, metric.unit)
    return target.quantity.to(metric.unit)


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
    raise InvalidValueError(f"{amount} is neither per month, quarter or year nor a share; write it as '{example}'")


def target_problems(targets: Sequence[Target], months: int, metric: Metric) -> Iterator[str]:
    """Say why targets that are judged over a number of months cannot be those of a metric."""
    unit = f"{metric.unit}/month" if metric.kind == "count" else metric.unit
    for target in targets:
        period = target.quantity.unit.rpartition("/")[2]
        if not target.quantity.measures(unit):
            yield f"{target.quantity} cannot be a target of {metric.name!r}, a {metric.kind} in {unit}"
        elif metric.kind == "count" and months == 1 and period in PERIODS[1:]:
            yield f"{target.quantity} is a {period}ly target; write it per month, or judge it rolling over {period}s"
    if months > 1 and metric.kind == "level" and metric.over_months is None:
        yield f"{metric.name!r} is a level; to judge it over months, state over_months: mean or last"
