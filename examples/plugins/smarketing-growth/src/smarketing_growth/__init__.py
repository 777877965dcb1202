"""An evaluator for smarketing: a reading grows against that of the same month a year before."""

from typing import Any

import attrs

from smarketing import Evaluator, Finding, InvalidValueError, Quantity, Status, View, about
from smarketing.units import as_quantity, written

__all__ = ["Growth"]


def _is_share(_: object, field: "attrs.Attribute[Any]", by: Quantity) -> None:
    if not by.measures("%"):
        raise InvalidValueError(f"growth is a share, as in '10 %'; not {written(by)}", field.name)


def _is_positive(_: object, field: "attrs.Attribute[Any]", months: int) -> None:
    if months < 1:
        raise InvalidValueError(f"{field.name} is 1 month or more, not {months}", field.name)


@attrs.frozen(cache_hash=True)
class Growth(Evaluator):
    """The reading is at least so much above that of the same month a year before.

    `Growth("10 %")`

    `over` is how many months lie between the two, 12 unless stated. Growth may be negative: `Growth("-5 %")` lets the
    reading fall by a twentieth. A month with nothing to compare it with is pending. InvalidValueError if `by` is
    no share, or `over` is below 1.
    """

    by: Quantity = attrs.field(
        converter=as_quantity,
        validator=_is_share,
        metadata=about("By how much it grows at least, as 10 %.", bare=True),
    )
    over: int = attrs.field(
        default=12,
        kw_only=True,
        validator=_is_positive,
        metadata=about("Against how many months before, as 3 months; 12 unless stated.", form="months"),
    )

    def __call__(self, view: View, /) -> Finding:
        """Hold the reading against the earlier one and its growth."""
        before = view.earlier(self.over)
        if view.reading is None or before.reading is None:
            return view.no_data(before)
        needed = before.reading + abs(before.reading) * self.by.value_in("")
        at_least = Quantity(needed, view.metric.unit)
        if view.reading >= needed:
            return Finding(Status.MET, view.actual, at_least, months=view.months)
        unit = "point" if view.metric.kind == "share" else view.metric.unit
        shortfall = Quantity(needed - view.reading, unit)
        return Finding(Status.MISSED, view.actual, at_least, shortfall=shortfall, months=view.months)

    def describe(self) -> str:
        """Name the growth, and what it counts from."""
        return f"at least {written(self.by)} above {self.over} months before"
