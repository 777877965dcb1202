"""How much an entry of the journal takes out of a figure."""

import re
from collections.abc import Sequence
from fractions import Fraction

import attrs

from smarketing.actuals import Actual, Metric
from smarketing.agreement import amount_of
from smarketing.errors import InvalidValueError
from smarketing.funnel.rates import parse_fraction
from smarketing.units import Quantity, as_quantity, exact, exact_text, readable, shown, written

_OF = re.compile(r"(?P<value>[\d,./]+) of (?P<base>[\d,./]+)", re.ASCII)


@attrs.frozen
class ExcludedAmount:
    """An amount that leaves a count, or one that leaves a share or ratio together with its base.

    `60 minutes` of a count; `3 of 5` of a share: of the five that leave, three had been kept. So it is with a ratio, in
    what its figures are in: `6 of 2` are six hours of repair for two faults. InvalidValueError where nothing leaves.
    """

    amount: Quantity = attrs.field(converter=as_quantity)
    base: Fraction | None = attrs.field(default=None, converter=attrs.converters.optional(exact))

    def __attrs_post_init__(self) -> None:
        size = self.amount.value if self.base is None else self.base
        if size <= 0 or self.amount.value < 0:
            said = "what is excluded is more than nothing, as in '60 minutes' or '3 of 5'"
            raise InvalidValueError(f"{said}; not {self}", "amount")

    @classmethod
    def parse(cls, text: str, nouns: Sequence[str] = ()) -> "ExcludedAmount":
        """Read `60 minutes` or `3 of 5`; InvalidValueError for anything else. `nouns` are an agreement's own."""
        match = _OF.fullmatch(text.strip())
        if match is None:
            return cls(amount_of(text, nouns))
        return cls(amount_of(match["value"]), parse_fraction(match["base"]))

    def __str__(self) -> str:
        return written(self.amount) if self.base is None else f"{written(self.amount)} of {exact_text(self.base)}"

    def misfit(self, metric: Metric) -> str:
        """Say why it cannot leave a figure of a metric; '' if it can."""
        if metric.has_base:
            fits = self.base is not None and not self.amount.unit
            example = "what leaves, of how many, as in '3 of 5'"
            if fits and metric.kind == "share" and self.base is not None and self.amount.value > self.base:
                return f"of {exact_text(self.base)} that leave no more can have been kept; not {self}"
        else:
            fits = self.base is None and self.amount.measures(metric.unit)
            example = f"an amount, as in '{readable(Quantity(6, metric.unit))}'"
        return "" if fits else f"{metric.name!r} is a {metric.kind}: write {example}; not {self}"

    def of(self, metric: Metric) -> Actual:
        """Give what leaves a figure of a metric that it fits."""
        return Actual(self.amount.value if metric.has_base else self.amount.value_in(metric.unit), self.base)


def as_excluded_amount(given: ExcludedAmount | str) -> ExcludedAmount:
    """Take an amount, or its text; InvalidValueError for anything else."""
    if isinstance(given, str):
        return ExcludedAmount.parse(given)
    if not isinstance(given, ExcludedAmount):
        raise InvalidValueError(f"what is excluded is text, as in '60 minutes' or '3 of 5'; not {given!r}", "amount")
    return given


def excluded_text(metric: Metric, actual: Actual) -> str:
    """Write a part of a figure for reading: `60 minutes`, `3 of 5`."""
    if actual.base is None:
        return readable(Quantity(actual.value, metric.unit))
    return f"{shown(actual.value)} of {shown(actual.base)}"
