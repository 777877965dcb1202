"""Promises of two levels: what is expected, and what it must not fall below."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from smarketing.actuals import Metric
from smarketing.contract_periods import Every
from smarketing.errors import InvalidValueError
from smarketing.evaluators.at_least import AtLeast
from smarketing.evaluators.bounds import Bounded
from smarketing.evaluators.contract import Evaluator
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.intervals import IntervalSet
from smarketing.units import PintQuantity, Quantity, Target
from smarketing.verdicts import Finding, Status, why

Level = Evaluator | str | Quantity | PintQuantity | Target
"""An evaluator with one target, or a target that stands for at least it."""


def as_level(level: Level) -> Evaluator:
    """Take an evaluator, or a target as at least it."""
    return level if isinstance(level, Evaluator) else AtLeast(level)


def _side(level: Evaluator) -> int | None:
    """0 for a level with a lower target, 1 for one with an upper target, None for any other evaluator."""
    if not isinstance(level, Bounded) or len(level.targets) != 1:
        return None
    return 0 if level.bounds[1] is None else 1


def _check_level(_: Evaluator, field: "attrs.Attribute[Evaluator]", level: Evaluator) -> None:
    if _side(level) is None:
        said = "a level has one target, as in '95 %' or {at_most: 4 hours}"
        raise InvalidValueError(f"{said}; not {level.describe()}", field.name)


@attrs.frozen(cache_hash=True)
class Levels(Evaluator):
    """Met if the expected level is met; a miss says whether the minimum is met.

    `Levels(expected="95 %", minimum="90 %")`. A target alone is at least that; `AtMost("4 hours")` and other
    evaluators with one target are levels too. Each is a promise of its own as well, which consequences name:
    `answers.expected` and `answers.minimum`. InvalidValueError if the levels are on two sides, or if the minimum is
    stricter than what is expected.
    """

    expected: Evaluator = attrs.field(
        converter=as_level,
        validator=_check_level,
        metadata=about("What is expected: a target, or {at_most: 4 hours}.", form="target or evaluator"),
    )
    minimum: Evaluator = attrs.field(
        converter=as_level,
        validator=_check_level,
        metadata=about("What it must not fall below: a target, or {at_most: 8 hours}.", form="target or evaluator"),
    )

    def __attrs_post_init__(self) -> None:
        if _side(self.expected) != _side(self.minimum):
            said = f"{self.expected.describe()}, {self.minimum.describe()}"
            raise InvalidValueError(f"both levels are at least, or both at most; not {said}", "minimum")
        expected, minimum = self.expected.targets[0].quantity, self.minimum.targets[0].quantity
        if expected < minimum if _side(self.expected) == 0 else minimum < expected:
            raise InvalidValueError(f"the minimum, {minimum}, is stricter than what is expected, {expected}", "minimum")

    @property
    def parts(self) -> Mapping[str, Evaluator]:
        """Both levels."""
        return {"expected": self.expected, "minimum": self.minimum}

    @property
    def targets(self) -> Sequence[Target]:
        """The target that is expected."""
        return self.expected.targets

    @property
    def units(self) -> Sequence[str]:
        """The units of both levels."""
        return (*self.expected.units, *self.minimum.units)

    @property
    def every(self) -> Every:
        """The period of the expected level."""
        return self.expected.every

    @property
    def reads_calendar(self) -> bool:
        """Whether one of the levels reads the agreement's calendar."""
        return self.expected.reads_calendar or self.minimum.reads_calendar

    @property
    def rounded_to(self) -> Quantity | None:
        """The step to which the expected level rounds."""
        return self.expected.rounded_to

    @property
    def judged_from(self) -> Quantity | None:
        """The least number of cases that the expected level judges."""
        return self.expected.judged_from

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        """Say why one of the levels cannot judge a metric, or that the minimum is stricter than what is expected."""
        found = dict.fromkeys(each for level in self.parts.values() for each in level.metric_problems(metric, months))
        yield from found
        if not found:
            expected, minimum = (level.kept_by(metric, months) for level in self.parts.values())
            if expected is not None and minimum is not None and expected & ~minimum:
                yield f"the minimum, {self.minimum.describe()}, is stricter than what is expected"

    def kept_by(self, metric: Metric, months: int = 1, /) -> IntervalSet | None:
        """Give the readings that keep what is expected."""
        return self.expected.kept_by(metric, months)

    def describe(self) -> str:
        """Name both levels."""
        return f"{self.expected.describe()} expected, {self.minimum.describe()} as a minimum"

    def __call__(self, view: View, /) -> Finding:
        """Judge one month, a window, or a period of several months."""
        return self._judging(view.metric, self.expected, self.minimum)(view)

    def prepared(self, metric: Metric, months: int = 1, /) -> Callable[[View], Finding]:
        """Give a function that judges by both levels."""
        return self._judging(metric, *(level.prepared(metric, months) for level in self.parts.values()))

    def _judging(
        self, metric: Metric, expected: Callable[[View], Finding], minimum: Callable[[View], Finding]
    ) -> Callable[[View], Finding]:
        """Give a function that judges by two functions for the levels."""

        def judged(view: View) -> Finding:
            found = expected(view)
            if found.status is not Status.MISSED:
                return found
            missed = minimum(view).status is Status.MISSED
            text = f"the minimum, {self.minimum.describe()}, is {'missed too' if missed else 'met'}"
            return attrs.evolve(found, note=f"{why(metric, view.month, found, found.status, '')}; {text}")

        return judged
