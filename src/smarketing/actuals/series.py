"""The figures of one metric, month after month."""

from functools import cached_property
from itertools import accumulate

import attrs

from smarketing.actuals.metrics import Actual, Metric
from smarketing.errors import InvalidValueError
from smarketing.months import Month


@attrs.frozen(slots=False, eq=False)
class Series:
    """The actuals of one metric, or of one segment of it: a place for each month from `first`, None without a figure.

    `unreadable` are the places of months that have a figure that nobody could read. `earlier` are figures of months
    before `first`, the latest one last: places below 0, -1 for the month before `first`.
    """

    metric: Metric
    first: Month
    actuals: tuple[Actual | None, ...]
    unreadable: frozenset[int] = frozenset()
    earlier: tuple[Actual | None, ...] = ()

    def at(self, place: int) -> Actual | None:
        """Give the actual of the month at a place, 0 for `first`; None if there is none."""
        if place < 0:
            return self.earlier[place] if -len(self.earlier) <= place else None
        return self.actuals[place] if place < len(self.actuals) else None

    def merged(self, start: int, stop: int) -> Actual | None:
        """Give the actual of the months from the place `start` to before `stop` together; None if one has none.

        InvalidValueError for a level that does not state how it is merged.
        """
        if stop - start == 1:
            return self.at(start)
        if start < 0:
            return self._with_earlier(start, stop)
        if stop > len(self.actuals) or self._missing[stop] != self._missing[start]:
            return None
        if self.metric.kind != "level":
            return self._totals[stop] - self._totals[start]
        if self.metric.over_months is None:
            raise InvalidValueError(f"{self.metric.name!r} is a level; state over_months, 'mean' or 'last'")
        if self.metric.over_months == "last":
            return self.actuals[stop - 1]
        return Actual((self._totals[stop] - self._totals[start]).value / (stop - start))

    def _with_earlier(self, start: int, stop: int) -> Actual | None:
        """Merge months of which some lie before `first`, as a series that begins with them."""
        if start < -len(self.earlier):
            return None
        months = (*self.earlier[start:], *self.actuals) if stop > 0 else self.earlier[start : stop or None]
        return Series(self.metric, self.first, months).merged(0, stop - start)

    def any_unreadable(self, start: int, stop: int) -> bool:
        """Tell whether a figure of the months from the place `start` to before `stop` could not be read."""
        return bool(self.unreadable) and any(start <= place < stop for place in self.unreadable)

    @cached_property
    def _missing(self) -> list[int]:
        return list(accumulate((actual is None for actual in self.actuals), initial=0))

    @cached_property
    def _totals(self) -> list[Actual]:
        nothing = Actual(0, 0) if self.metric.has_base else Actual(0)
        return list(accumulate((actual or nothing for actual in self.actuals), initial=nothing))
