"""What an evaluator may look at: the months of a metric up to the one that is judged, and no later one."""

from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate

import attrs

from smarketing.actuals.metrics import Actual, Metric
from smarketing.errors import InvalidValueError
from smarketing.months import Month


@attrs.frozen(slots=False, eq=False)
class Series:
    """The actuals of one metric (or one segment of it), a place for every month from `first`; None where none is."""

    metric: Metric
    first: Month
    actuals: tuple[Actual | None, ...]

    def at(self, month: Month) -> Actual | None:
        """Give the actual of a month, or None."""
        place = month - self.first
        return self.actuals[place] if 0 <= place < len(self.actuals) else None

    def merged(self, first: Month, last: Month) -> Actual | None:
        """Give the actual of the months from `first` to `last` together; None if one of them has none."""
        start, stop = first - self.first, last - self.first + 1
        if start < 0 or stop > len(self.actuals) or self._missing[stop] != self._missing[start]:
            return None
        if self.metric.kind != "level":
            return self._totals[stop] - self._totals[start]
        if self.metric.over_months is None:
            raise InvalidValueError(f"{self.metric.name!r} is a level; state over_months, 'mean' or 'last'")
        if self.metric.over_months == "last":
            return self.at(last)
        return Actual((self._totals[stop] - self._totals[start]).value / (stop - start))

    @cached_property
    def _missing(self) -> list[int]:
        return list(accumulate((actual is None for actual in self.actuals), initial=0))

    @cached_property
    def _totals(self) -> list[Actual]:
        nothing = Actual(0, 0) if self.metric.has_base else Actual(0)
        return list(accumulate((actual or nothing for actual in self.actuals), initial=nothing))


@attrs.frozen(eq=False)
class History:
    """The actuals of a metric as seen from one month.

    `month` is the month that is judged, `months` how many months `current` covers (1, or a window that ends in
    `month`), `current` their actual: None if one of them has none. `begins` is the first month in force.
    """

    _series: Series
    month: Month
    begins: Month
    current: Actual | None
    months: int = 1
    _others: Mapping[str, Series] = {}

    @property
    def metric(self) -> Metric:
        """The metric whose history this is."""
        return self._series.metric

    def window(self, months: int) -> "History | None":
        """Give the last `months` months merged into one; None if they begin before `begins`."""
        if months < 1:
            raise InvalidValueError(f"a window is 1 month or more, not {months}", "months")
        first = self.month - (months - 1)
        if first < self.begins:
            return None
        return attrs.evolve(self, current=self._series.merged(first, self.month), months=months)

    def earlier(self, months: int) -> Actual | None:
        """Give the actual of the month so many months before, from 1; None if it has none or lies before `begins`."""
        if months < 1:
            raise InvalidValueError(f"earlier is 1 month or more, not {months}", "months")
        month = self.month - months
        return None if month < self.begins else self._series.at(month)

    def to_date(self, since: Month) -> Actual | None:
        """Give the months since one, that one included, merged; None if one has no actual or lies before `begins`."""
        if not self.begins <= since <= self.month:
            return None
        return self._series.merged(since, self.month)

    def of(self, metric: str) -> "History":
        """Give the same months of another metric as a whole, one that the evaluator names in its `needs`."""
        if metric not in self._others:
            raise InvalidValueError(f"metric {metric!r} is not among what the evaluator needs: {[*self._others]}")
        series = self._others[metric]
        current = series.at(self.month) if self.months == 1 else series.merged(self.month - self.months + 1, self.month)
        return attrs.evolve(self, series=series, current=current)
