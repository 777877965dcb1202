"""What is measured, and what was measured in one month."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal, get_args

import attrs

from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.frozen_mappings import FrozenMapping
from smarketing.units import Quantity, exact, is_counted, kept_unit

Kind = Literal["count", "share", "ratio", "level"]
OverMonths = Literal["mean", "last"]

_KNOWN = "known are metrics, as in agreement.metrics or [Metric('leads', 'lead', 'count')]"


def as_names(names: str | Iterable[str]) -> tuple[str, ...]:
    """Take one name or several."""
    return (names,) if isinstance(names, str) else tuple(names)


@attrs.frozen
class Actual:
    """What happened: a number in its metric's unit, or for a share how many (`value`) out of how many (`base`).

    For a ratio it is how much in all (`value`, in the metric's unit) for how many (`base`). Two actuals add up: counts
    to a count, shares to the share of both together, and so do ratios.

    >>> Actual(46, 50) + Actual(182, 200)
    Actual(value=Fraction(228, 1), base=Fraction(250, 1))
    """

    value: Fraction = attrs.field(converter=exact)
    base: Fraction | None = attrs.field(default=None, converter=attrs.converters.optional(exact))

    def __add__(self, other: "Actual") -> "Actual":
        if not isinstance(other, Actual):
            return NotImplemented
        return Actual(self.value + other.value, self._bases(other, 1))

    def __sub__(self, other: "Actual") -> "Actual":
        if not isinstance(other, Actual):
            return NotImplemented
        return Actual(self.value - other.value, self._bases(other, -1))

    def _bases(self, other: "Actual", sign: int) -> Fraction | None:
        if self.base is None and other.base is None:
            return None
        if self.base is None or other.base is None:
            raise InvalidValueError(f"a share and a count do not add up: {self} and {other}")
        return self.base + sign * other.base


@attrs.frozen(cache_hash=True)
class Metric:
    """A thing that is measured every month.

    `kind` says how months go together: a `count` adds up, a `share` (a part of a whole, in `%`) pools both its
    numbers, and so does a `ratio` (as hours of repair per fault), a `level` is a reading such as a score, or a
    percentage of which nobody knows the two numbers. A level that is judged over several months must say how:
    `over_months` is `mean` or `last`. `segments` are the parts that are measured apart, as well as the whole.
    """

    name: str
    unit: str = attrs.field(converter=kept_unit, metadata=about("What it is counted in.", form="unit"))
    kind: Kind = attrs.field(
        metadata=about(
            "count (adds up), share (a part of a whole), ratio (per lead, per fault) or level (a reading).", form="text"
        )
    )
    segments: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata=about("The parts that are measured apart.", form="texts")
    )
    over_months: OverMonths | None = attrs.field(
        default=None, metadata=about("How a level goes over months: mean or last.", form="text")
    )

    @kind.validator
    def _check_kind(self, _: object, kind: Kind) -> None:
        if kind not in get_args(Kind):
            raise InvalidValueError(f"a metric is a 'count', a 'share', a 'ratio' or a 'level', not {kind!r}", "kind")
        if kind == "share" and self.unit != "%":
            raise InvalidValueError(f"a share is measured in %, not in {self.unit}", "unit")
        if kind in ("count", "ratio") and self.unit == "%":
            said = "a percentage is a share (45 of 50), or a level where only the percentage is known"
            raise InvalidValueError(f"{said}; not a {kind}", "unit")

    @over_months.validator
    def _check_over_months(self, _: object, rule: OverMonths | None) -> None:
        if rule not in (None, "mean", "last"):
            raise InvalidValueError(f"a level over several months is its 'mean' or 'last', not {rule!r}", "over_months")
        if rule and self.kind != "level":
            raise InvalidValueError(f"only a level says how it goes over months, not a {self.kind}", "over_months")

    @property
    def has_base(self) -> bool:
        """Whether its actuals are two numbers."""
        return self.kind in ("share", "ratio")

    @property
    def counts_things(self) -> bool:
        """Whether it counts what comes in whole numbers only: neither money nor time nor plain numbers."""
        return self.kind == "count" and self.unit != "" and "/" not in self.unit and is_counted(self.unit)

    @property
    def in_seconds(self) -> str | None:
        """The unit in seconds, elapsed or of business, of a metric that is a time; None for others."""
        return next((each for each in ("second", "business_second") if Quantity(1, self.unit).measures(each)), None)

    def reading(self, actual: Actual) -> Fraction | None:
        """Give the actual as a number of the metric's unit; None for what is shared out among nothing."""
        if actual.base is None:
            return actual.value
        whole = 100 if self.kind == "share" else 1
        return whole * actual.value / actual.base if actual.base else None


def known_metrics(metrics: Iterable[Metric]) -> dict[str, Metric]:
    """Give metrics by their name."""
    return {metric.name: metric for metric in metrics}


def as_metrics(known: Mapping[str, Metric] | Iterable[Metric]) -> FrozenMapping[str, Metric]:
    """Take metrics by their name, or a list of metrics; InvalidValueError for anything else, and for a name twice."""
    given: object = known
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidValueError(f"{_KNOWN}; not {given!r}", "known")
    metrics = list(known.values() if isinstance(known, Mapping) else known)
    each: object
    for each in metrics:
        if not isinstance(each, Metric):
            raise InvalidValueError(f"{_KNOWN}; not {each!r}", "known")
    if isinstance(known, Mapping):
        return FrozenMapping(known)
    twice = [name for name, times in Counter(metric.name for metric in metrics).items() if times > 1]
    if twice:
        raise InvalidValueError(f"two metrics named {twice[0]!r}", "known")
    return FrozenMapping(known_metrics(metrics))
