"""The periods that a contract counts in: the months, quarters, half-years and years of its term."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, get_args

import attrs

from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period

Every = Literal["month", "quarter", "half-year", "year", "term"]

MONTHS_IN: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How many months each period has; the term has its own."""


@attrs.frozen
class ContractPeriods:
    """The quarters, half-years and years of a `term`.

    They count from the first month of the term, or from the month of a calendar year in which years begin:
    `year_begins` is 1 for calendar years, 4 for a fiscal year from April. The term cuts the first and the last one.
    """

    term: Period
    year_begins: int | None = None

    def containing(self, month: Month, every: Every) -> Period:
        """Give the period in which a month of the term lies, cut to the term."""
        if every == "month":
            return Period.of(month)
        if every == "term":
            return self.term
        whole = _whole(MONTHS_IN[every], month, self._counted_from)
        return Period(max(whole.first, self.term.first), min(whole.last, self.term.last))

    @property
    def _counted_from(self) -> Month:
        first = self.term.first
        return first if self.year_begins is None else first - (first.month - self.year_begins) % 12


@lru_cache(maxsize=4_096)
def _whole(months: int, month: Month, counted_from: Month) -> Period:
    begins = counted_from + (month - counted_from) // months * months
    return Period(begins, begins + (months - 1))


def check_every(_: object, field: "attrs.Attribute[Any]", every: Every | None) -> None:
    """Refuse a period that no contract counts in."""
    if every is not None and every not in get_args(Every):
        known = ", ".join(get_args(Every)[:-1])
        raise InvalidValueError(f"a period is {known} or term; not {every!r}", field.name)
