"""What came of a funnel in a month: heads by stage and way, and the revenue."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.stages import Stage, ways_into
from smarketing.months import Month
from smarketing.units import Number, Quantity, as_quantity, exact

Counts = Mapping[tuple[str, str | None], Fraction]
"""Heads by stage and by the stage that they came of; None is from outside."""


def _as_month(month: Month | str | None) -> Month | None:
    return Month.parse(month) if isinstance(month, str) else month


def _as_heads(heads: Mapping[str, Number]) -> tuple[tuple[str, Fraction], ...]:
    return tuple((name, exact(count)) for name, count in heads.items())


def _as_revenues(revenue: "str | Quantity | Mapping[str, str | Quantity]") -> tuple[tuple[str, Quantity], ...]:
    given = revenue if isinstance(revenue, Mapping) else {"": revenue}
    return tuple((stage, as_quantity(amount)) for stage, amount in given.items())


@attrs.frozen
class Outcome:
    """What came of a funnel, or of a segment of it, in a month: heads by stage, and the revenue.

    A stage with several ways in, or one where heads also enter from outside, has its heads by way: `MQL of lead`,
    `MQL of outside`. `revenue` is money, or money by stage where several stages bring some.
    """

    heads: tuple[tuple[str, Fraction], ...] = attrs.field(converter=_as_heads)
    revenue: tuple[tuple[str, Quantity], ...] = attrs.field(converter=_as_revenues)
    segment: str | None = attrs.field(default=None, kw_only=True)
    month: Month | None = attrs.field(default=None, kw_only=True, converter=_as_month)

    @heads.validator
    def _check_heads(self, _: object, heads: tuple[tuple[str, Fraction], ...]) -> None:
        for name, count in heads:
            if count < 0:
                raise InvalidValueError(f"heads are not below zero: {name} has {count}", "heads")


def counts_of(funnel: Funnel, outcome: Outcome) -> Counts:
    """Take the heads of an outcome by stage and way; InvalidValueError if some are missing or of no stage."""
    heads = dict(outcome.heads)
    counts = {
        (name, None if way is None else way.of): count
        for name in funnel.names
        for way, count in _counted(funnel, name, heads)
    }
    if heads:
        raise InvalidValueError(no_such("stage", next(iter(heads)), funnel.names), "heads")
    return counts


def _counted(funnel: Funnel, name: str, heads: dict[str, Fraction]) -> Iterator[tuple[Stage | None, Fraction]]:
    """Take the heads of a stage out of those given: by way where it has several, None being from outside."""
    ways: list[Stage | None] = [*ways_into(funnel.stages, name)]
    if not ways or name in dict(funnel.entries):
        ways.append(None)
    for way in ways:
        key = name if len(ways) == 1 else f"{name} of {'outside' if way is None else way.of}"
        if key not in heads:
            raise InvalidValueError(f"the outcome has no heads for {key}", "heads")
        yield way, heads.pop(key)


def revenues_of(funnel: Funnel, outcome: Outcome) -> dict[str, Fraction]:
    """Take the revenue of an outcome by stage; InvalidValueError if it is not that of the stages that bring some."""
    valued = [name for name in funnel.names if funnel.value_of(name)]
    revenues = dict(outcome.revenue)
    if set(revenues) == {""} and len(valued) == 1:
        revenues = {valued[0]: revenues[""]}
    if set(revenues) != set(valued):
        raise InvalidValueError(f"revenue is stated by stage, for {' and '.join(valued)}", "revenue")
    return {name: revenues[name].value_in(funnel.currency) for name in valued}
