"""Promises against another metric of the same month."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smarketing.actuals import Metric
from smarketing.evaluators.against_reading import AgainstReading, check_percentage
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity
from smarketing.verdicts import Reference, Status


@attrs.frozen(cache_hash=True)
class Relative(AgainstReading):
    """Met if the reading is at least, or at most, a percentage of another metric's reading of the same months.

    `Relative("leads", at_least="40 %")`. Both are in units that compare, or both are counts. Where the other reading is
    0 or less there is nothing to compare with, and no data.
    """

    to: str = attrs.field(metadata=about("The metric whose reading is 100 %."))
    at_least: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_percentage,
        kw_only=True,
        metadata=about("The least percentage of the other reading, as 40 %."),
    )
    at_most: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_percentage,
        kw_only=True,
        metadata=about("The highest percentage of the other reading, as 5 %."),
    )

    @property
    def references(self) -> Sequence[Reference]:
        """The other metric."""
        return (Reference("metric", self.to, ("to",)),)

    @property
    def compared_with(self) -> str:
        """What a reading is a percentage of."""
        return self.to

    def views(self, view: View, /) -> tuple[View, View]:
        """Give the months of its own metric, and those of the other one."""
        return view, view.of(self.to)

    def basis(self, other: View, shown: str, /) -> str:
        """Say of which metric the other reading is."""
        return f"{other.metric.name} ({shown})"

    def certain_outcome(self, metric: Metric, segment: str | None = None, /) -> tuple[Status, str] | None:
        """Give what a metric comes to against itself, and a segment of a count against its whole.

        Nothing is compared with 0 or less, so the metric is always 100 % of itself.
        """
        found = super().certain_outcome(metric, segment)
        if found is not None or metric.name != self.to or not (segment is None or metric.kind == "count"):
            return found
        whole, part = Quantity(1, ""), self.part
        above, is_part = self.at_most is None, segment is not None
        said = f"a segment of {metric.name} is at most 100 % of it" if is_part else f"{metric.name} is 100 % of itself"
        if part > whole if above else part < whole:
            return None if is_part and not above else (Status.MISSED, said)
        return None if is_part and above else (Status.MET, said)

    def reference_problems(self, metric: Metric, others: Mapping[str, Metric], months: int = 1, /) -> Iterator[str]:
        """Say why it cannot compare a metric with the other one, or windows of so many months of them."""
        other = others.get(self.to)
        if other is None:
            return
        if not Quantity(1, other.unit).measures(metric.unit) and not metric.kind == "count" == other.kind:
            yield (
                f"{metric.name!r}, a {metric.kind} in {metric.unit}, is no share of {other.name!r}, a {other.kind} in"
                f" {other.unit}: compare units that convert, or counts"
            )
        yield from super().metric_problems(other, months)
