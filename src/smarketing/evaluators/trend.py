"""Promises against an earlier reading of the same metric."""

from collections.abc import Iterator
from typing import Literal, get_args

import attrs

from smarketing.actuals import Metric
from smarketing.errors import InvalidValueError
from smarketing.evaluators.against_reading import AgainstReading, check_percentage
from smarketing.evaluators.view import View
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity

Earlier = Literal["the month before", "the quarter before", "the same month a year before", "the year before"]
"""What a reading is compared with."""

_MONTHS: dict[Earlier, tuple[int, int]] = {
    "the month before": (1, 1),
    "the quarter before": (3, 3),
    "the same month a year before": (1, 12),
    "the year before": (12, 12),
}
"""How many months are taken together, and how many lie between the two readings."""


@attrs.frozen(cache_hash=True)
class Trend(AgainstReading):
    """Met if the reading is at least, or at most, a percentage of an earlier one.

    `Trend("the same month a year before", at_least="105 %")`. With `the quarter before` and `the year before` the last
    3 or 12 months together are compared with the 3 or 12 months before them. Earlier figures may be of months before
    the term; a month that has nothing to compare with yet is pending. Where the earlier reading is 0 or less there is
    nothing to compare with, and no data.
    """

    of: Earlier = attrs.field(metadata=about("What the reading is compared with."))
    at_least: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_percentage,
        kw_only=True,
        metadata=about("The least percentage of the earlier reading, as 105 %."),
    )
    at_most: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=check_percentage,
        kw_only=True,
        metadata=about("The highest percentage of the earlier reading, as 90 %."),
    )

    @of.validator
    def _check_of(self, _: object, of: object) -> None:
        if of not in get_args(Earlier):
            known = ", ".join(map(repr, get_args(Earlier)))
            raise InvalidValueError(f"a reading is compared with one of {known}; not {of!r}", "of")

    @property
    def months(self) -> int:
        """How many months it takes together."""
        return _MONTHS[self.of][0]

    @property
    def reaches_back(self) -> int:
        """How many months before the term it compares with."""
        return _MONTHS[self.of][1]

    @property
    def compared_with(self) -> str:
        """What a reading is a percentage of, in words."""
        return self.of

    def views(self, view: View, /) -> tuple[View, View]:
        """Give the last months, and those before."""
        months, before = _MONTHS[self.of]
        mine = view if months == 1 else view.window(months)
        return mine, mine.earlier(before)

    def basis(self, other: View, shown: str, /) -> str:
        """Say in which months the earlier reading was."""
        return f"{shown} {f'in {other.month}' if other.months == 1 else f'from {other.first_month} to {other.month}'}"

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        """Say why it cannot judge a metric, or windows of so many months of it."""
        if months > 1 and self.of != "the same month a year before":
            yield f"{self.of} is not of a window; only 'the same month a year before' is compared over {months} months"
        yield from super().metric_problems(metric, max(months, self.months))
