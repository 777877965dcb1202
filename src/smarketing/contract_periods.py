"""The periods that a contract counts in: the months, quarters, half-years and years of its term."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, get_args

import attrs

from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period

Every = Literal["month", "quarter", "half-year", "year", "term"]

MONTHS_IN: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How many months each period has; the term has its own."""


@attrs.frozen(slots=False)
class ContractPeriods:
    """The quarters, half-years and years of a `term`.

    They count from the first month of the term, or from the month of a calendar year in which years begin:
    `year_begins` is 1 for calendar years, 4 for a fiscal year from April. The term cuts the first and the last one.
    """

    term: Period
    year_begins: int | None = None

    def containing(self, month: Month, every: Every) -> Period:
        """Give the period in which a month of the term lies, cut to the term."""
        key = month.ordinal, every
        if key not in self._found:  # asked again for every limit and every promise
            self._found[key] = self._containing(month, every)
        return self._found[key]

    def _containing(self, month: Month, every: Every) -> Period:
        if every == "term":
            return self.term
        first, months = self.term.first, MONTHS_IN[every]
        ahead = 0 if self.year_begins is None else (first.month - self.year_begins) % 12
        begins = (month - first + ahead) // months * months - ahead
        return Period(first + max(begins, 0), min(first + (begins + months - 1), self.term.last))

    @cached_property
    def _found(self) -> dict[tuple[int, str], Period]:
        return {}


def check_every(_: object, field: "attrs.Attribute[Any]", every: Every | None) -> None:
    """Refuse a period that no contract counts in."""
    if every is not None and every not in get_args(Every):
        known = ", ".join(get_args(Every)[:-1])
        raise InvalidValueError(f"a period is {known} or term; not {every!r}", field.name)
