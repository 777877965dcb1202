"""Promises about other promises: a weighted score, points, and the share of promises that were kept."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from smarketing.actuals import Actual, Metric, as_names
from smarketing.errors import InvalidValueError
from smarketing.evaluators.contract import Evaluator
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.units import Number, Quantity, Target, as_target, exact, readable, written
from smarketing.verdicts import Absence, Finding, Reference, Status, listed, why

_JUDGED = (Status.MET, Status.MISSED)
_BY_WEIGHT = (Absence.UNREADABLE, Absence.MISSING, Absence.NOTHING_TO_MEASURE)
"""The reasons for which a promise has no verdict, the one that decides first."""

NumbersByName = tuple[tuple[str, Fraction], ...]
"""Numbers by the name of a promise."""


def as_named(numbers: Mapping[str, Number] | Iterable[tuple[str, Number]]) -> NumbersByName:
    """Take numbers by name, or pairs."""
    pairs = numbers.items() if isinstance(numbers, Mapping) else numbers
    return tuple((name, exact(number)) for name, number in pairs)


def attained(found: Finding) -> Fraction:
    """Give the part of a promise that was kept in a month with a verdict, from 0 to 1.

    All of one that was met. Of a miss actual by target where it is below, target by actual where it is above; 0 where
    that is no part, as for a target of 0.
    """
    if found.status is Status.MET:
        return Fraction(1)
    short, low, high = found.shortfall, found.at_least, found.at_most
    if short is None:
        return Fraction(0)
    if low is not None and (high is None or _reading(found, low.unit) <= low.value):
        part = 1 - short.value / low.value if low.value > 0 else Fraction(0)
    else:
        whole = Fraction(0) if high is None else high.value
        part = whole / (whole + short.value) if whole > 0 else Fraction(0)
    return max(part, Fraction(0))


def _reading(found: Finding, unit: str) -> Fraction:
    actual = found.actual or Actual(Fraction(0))
    return actual.value if not actual.base else actual.value / actual.base * (100 if unit == "%" else 1)


class OfPromises(Evaluator):
    """An evaluator of what was found of other promises in the same month; nobody reports figures of its metric."""

    __slots__ = ()

    at_least: Target

    @property
    @abstractmethod
    def named(self) -> Sequence[tuple[str, tuple[str | int, ...]]]:
        """The promises that it looks at, each with its path."""

    @abstractmethod
    def score(self, found: Mapping[str, Finding], /) -> tuple[Actual, str]:
        """Give the score of a month in which every promise in `found` has a verdict, and how it came about."""

    @property
    def needs_all(self) -> bool:
        """Whether one promise without a verdict leaves it without one."""
        return True

    @property
    def derived(self) -> bool:
        """Whether it judges what was found of other promises: it does."""
        return True

    @property
    def references(self) -> Sequence[Reference]:
        """The promises."""
        return [Reference("promise", name, path) for name, path in self.named]

    @property
    def targets(self) -> Sequence[Target]:
        """The least score."""
        return (self.at_least,)

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        """Say why its score cannot be one of a metric, or of windows."""
        yield from super().metric_problems(metric, 1)
        kind = "share" if self.at_least.quantity.unit == "%" else "level"
        if metric.kind != kind:
            yield f"its score is a {kind} in {self.at_least.quantity.unit}, and {metric.name!r} is a {metric.kind}"
        if months > 1:
            yield "it is judged month by month; put the windows into the promises that it looks at"

    @property
    def highest_score(self) -> Quantity:
        """The score of a month in which everything is met."""
        return Quantity(100, "%")

    def certain_outcome(self, _metric: Metric, _segment: str | None = None, /) -> tuple[Status, str] | None:
        """Give missed where even everything met is no score that is high enough, and met where nothing met is."""
        asked, highest = self.at_least.quantity, self.highest_score
        if asked > highest:
            return Status.MISSED, f"with everything met the score is {written(highest)}"
        return (Status.MET, "no score is below 0") if asked.value <= 0 else None

    def __call__(self, view: View, /) -> Finding:
        """Judge what was found of the promises in the month."""
        metric = view.metric
        seen = {name: view.finding(name) for name, _path in self.named}
        judged = {name: found for name, found in seen.items() if found.status in _JUDGED}
        target = self.at_least.quantity.to(metric.unit)
        if not judged or (self.needs_all and len(judged) < len(seen)):
            return _without_verdicts(seen, target)
        actual, said = self.score(judged)
        score = metric.reading(actual) or Fraction(0)
        short = target.value - score
        unit = "point" if metric.unit == "%" else metric.unit
        status = Status.MISSED if short > 0 else Status.MET
        finding = Finding(status, actual, target, shortfall=Quantity(short, unit) if short > 0 else None)
        return attrs.evolve(finding, note=f"{why(metric, view.month, finding, status, '')}; {said}")


def _without_verdicts(seen: Mapping[str, Finding], target: Quantity) -> Finding:
    """Pending while one of the promises is, else without data, for the reason that decides first."""
    pending = [name for name, found in seen.items() if found.status is Status.PENDING]
    if pending:
        note = f"no verdict yet on {listed(pending)}"
        return Finding(Status.PENDING, at_least=target, note=note, absence=Absence.TOO_EARLY)
    without = [name for name, found in seen.items() if found.status not in _JUDGED]
    reasons = [seen[name].absence for name in without]
    worst = next((each for each in _BY_WEIGHT if each in reasons), Absence.NOTHING_TO_MEASURE)
    return Finding(Status.NO_DATA, at_least=target, note=f"no verdict on {listed(without)}", absence=worst)


def _check_numbers(_: Evaluator, field: "attrs.Attribute[Any]", numbers: NumbersByName) -> None:
    for name, times in Counter(name for name, _number in numbers).items():
        if times > 1:
            raise InvalidValueError(f"{name!r} is named twice", field.name)
    for name, number in numbers:
        if number <= 0:
            raise InvalidValueError(f"{field.name} are above 0; not {number} for {name!r}", field.name)


@attrs.frozen(cache_hash=True)
class Composite(OfPromises):
    """Met if a score of several promises is high enough: a weighted mean, or points.

    `Composite(weights={"leads": 3, "answers": 1}, at_least="80 %")` is the weighted mean of what was attained of each
    promise, from 0 to 100 %; `Composite(points={"leads": 10, "answers": 5}, at_least="12 points")` adds up the points
    of promises that were met. If a promise has no verdict, neither has the composite.
    """

    weights: NumbersByName = attrs.field(
        default=(),
        converter=as_named,
        validator=_check_numbers,
        kw_only=True,
        metadata=about("What each promise weighs, by its name.", form="numbers by name"),
    )
    points: NumbersByName = attrs.field(
        default=(),
        converter=as_named,
        validator=_check_numbers,
        kw_only=True,
        metadata=about("The points for each promise that is met, by its name.", form="numbers by name"),
    )
    at_least: Target = attrs.field(
        converter=as_target,
        kw_only=True,
        metadata=about("The least score: in % for weights, in points for points."),
    )

    def __attrs_post_init__(self) -> None:
        if bool(self.weights) == bool(self.points):
            raise InvalidValueError("give either weights or points, for one promise or more", "weights")
        unit, example = ("%", "80 %") if self.weights else ("point", "12 points")
        if self.at_least.quantity.unit != unit:
            said = f"the least score is in {unit}, as in '{example}'; not {written(self.at_least.quantity)}"
            raise InvalidValueError(said, "at_least")

    @property
    def named(self) -> Sequence[tuple[str, tuple[str | int, ...]]]:
        """The promises, each with its path."""
        key = "weights" if self.weights else "points"
        return [(name, (key, name)) for name, _number in (*self.weights, *self.points)]

    @property
    def highest_score(self) -> Quantity:
        """100 % for weights, all points for points."""
        if self.weights:
            return super().highest_score
        return Quantity(sum((number for _name, number in self.points), Fraction(0)), "point")

    def score(self, found: Mapping[str, Finding], /) -> tuple[Actual, str]:
        """Give the weighted sum out of the sum of all weights, or the points."""
        if self.points:
            won = [(name, number) for name, number in self.points if found[name].status is Status.MET]
            kept = listed([name for name, _number in won])
            return Actual(sum((number for _name, number in won), Fraction(0))), f"{kept or 'none'} met"
        parts = {name: attained(found[name]) for name, _weight in self.weights}
        total = sum((weight for _name, weight in self.weights), Fraction(0))
        value = sum((weight * parts[name] for name, weight in self.weights), Fraction(0))
        said = ", ".join(f"{name} {readable(Quantity(100 * part, '%'))}" for name, part in parts.items())
        return Actual(value, total), said

    def describe(self) -> str:
        """Name the score and what it is made of."""
        numbers = ", ".join(f"{name} {number}" for name, number in (*self.weights, *self.points))
        of = "attained, by weight" if self.weights else "for what is met"
        return f"at least {written(self.at_least.quantity)} {of} ({numbers})"


@attrs.frozen(cache_hash=True)
class KeptShare(OfPromises):
    """Met if enough of several promises were met in the month.

    `KeptShare(["leads", "answers", "reports"], at_least="90 %")`. Promises without a verdict do not count; without any
    verdict there is none.
    """

    of: tuple[str, ...] = attrs.field(converter=as_names, metadata=about("The promises that are counted."))
    at_least: Target = attrs.field(
        converter=as_target, kw_only=True, metadata=about("The least share of them that is met, as 90 %.")
    )

    @of.validator
    def _check_of(self, _: object, names: tuple[str, ...]) -> None:
        if not names:
            raise InvalidValueError("name one promise or more", "of")
        for name, times in Counter(names).items():
            if times > 1:
                raise InvalidValueError(f"{name!r} is named twice", "of")

    @at_least.validator
    def _check_at_least(self, _: object, share: Target) -> None:
        if share.quantity.unit != "%":
            raise InvalidValueError(f"it is a share, as in '90 %'; not {written(share.quantity)}", "at_least")

    @property
    def named(self) -> Sequence[tuple[str, tuple[str | int, ...]]]:
        """The promises, each with its path."""
        return [(name, ("of", place)) for place, name in enumerate(self.of)]

    @property
    def needs_all(self) -> bool:
        """Whether one promise without a verdict leaves it without one: it does not."""
        return False

    def score(self, found: Mapping[str, Finding], /) -> tuple[Actual, str]:
        """Give how many were met of those with a verdict."""
        missed = [name for name, each in found.items() if each.status is Status.MISSED]
        said = f"{listed(missed)} missed" if missed else "none missed"
        return Actual(len(found) - len(missed), len(found)), said

    def describe(self) -> str:
        """Name the share and the promises."""
        return f"at least {written(self.at_least.quantity)} met of {listed(self.of)}"
