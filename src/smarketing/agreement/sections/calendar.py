"""The calendar of the agreement: from which month its quarters and years count."""

from typing import Literal, get_args

import attrs

from smarketing.agreement.section import Section
from smarketing.contract_periods import ContractPeriods
from smarketing.errors import InvalidValueError, no_such
from smarketing.fields import about
from smarketing.months import Period

CountedFrom = Literal["term", "calendar", "fiscal"]

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@attrs.frozen
class PeriodCalendar:
    """From which month quarters, half-years and years count.

    From the first month of the term, unless `quarters` says `calendar` (years begin in January) or `fiscal` (they begin
    in the month that `fiscal_year_starts` names). Promises that are judged by the quarter and limits per quarter go by
    it alike.
    """

    quarters: CountedFrom = attrs.field(
        default="term",
        metadata=about("Whether quarters and years count from the term, the calendar year or the fiscal year."),
    )
    fiscal_year_starts: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The month in which fiscal years begin, as April.")
    )

    @quarters.validator
    def _check_quarters(self, _: object, quarters: str) -> None:
        if quarters not in get_args(CountedFrom):
            message = f"quarters count from the term, or from the calendar or fiscal year; not {quarters!r}"
            raise InvalidValueError(message, "quarters")

    @fiscal_year_starts.validator
    def _check_fiscal_year_starts(self, _: object, month: str | None) -> None:
        if month is not None and month not in MONTH_NAMES:
            raise InvalidValueError(no_such("month", str(month), MONTH_NAMES), "fiscal_year_starts")
        if (month is None) == (self.quarters == "fiscal"):
            needed = "say in which month fiscal years begin, as in 'fiscal_year_starts: April'"
            unused = f"fiscal_year_starts goes with 'quarters: fiscal'; not with 'quarters: {self.quarters}'"
            raise InvalidValueError(needed if month is None else unused, "fiscal_year_starts")

    @property
    def year_begins(self) -> int | None:
        """The month of the calendar year in which years begin, 1 to 12; None if they count from the term."""
        if self.fiscal_year_starts is not None:
            return MONTH_NAMES.index(self.fiscal_year_starts) + 1
        return 1 if self.quarters == "calendar" else None

    def describe(self) -> str:
        """Say from which month quarters and years count."""
        begins = self.year_begins
        return "from the first month of the term" if begins is None else f"from {MONTH_NAMES[begins - 1]}"

    def periods(self, term: Period) -> ContractPeriods:
        """Give the periods of a term."""
        return ContractPeriods(term, self.year_begins)


CALENDAR = Section(
    key="calendar",
    sentence="From which month quarters and years count.",
    holds=PeriodCalendar,
)
