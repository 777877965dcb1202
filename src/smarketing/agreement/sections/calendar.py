"""The calendar of the agreement: on which day its months begin, and from which month its quarters and years count."""

from datetime import date
from typing import Literal, get_args

import attrs

from smarketing.agreement.section import Section
from smarketing.contract_periods import ContractPeriods
from smarketing.errors import InvalidValueError, no_such
from smarketing.fields import about
from smarketing.months import Month, Period, beginning_day

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

_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}


@attrs.frozen
class PeriodCalendar:
    """On which day months begin, and from which month quarters, half-years and years count.

    Months begin on the first, unless `months_begin_on` says another day, from 1 to 28: with 16, 2026-03 runs from
    16 March to 15 April. Quarters and years count from the first month of the term, unless `quarters` says `calendar`
    (years begin in January) or `fiscal` (they begin in the month that `fiscal_year_starts` names). Promises that are
    judged by the quarter and limits per quarter go by it alike.
    """

    quarters: CountedFrom = attrs.field(
        default="term",
        metadata=about("Whether quarters and years count from the term, the calendar year or the fiscal year."),
    )
    fiscal_year_starts: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The month in which fiscal years begin, as April.")
    )
    months_begin_on: int = attrs.field(
        default=1,
        kw_only=True,
        metadata=about("The day on which months begin, from 1 to 28; with 16, 2026-03 runs from 16 March to 15 April."),
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

    @months_begin_on.validator
    def _check_months_begin_on(self, _: object, day: int) -> None:
        beginning_day(day)

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

    def month_of(self, day: date) -> Month:
        """Give the month in which a date (or a datetime, by its own clock) lies.

        The days of the year 1 before the first month belong to it, as there is none before.
        """
        begins_on = self.months_begin_on
        if begins_on > day.day and (day.year, day.month) == (1, 1):
            return Month(1, 1, begins_on=begins_on)
        return Month.of(day, begins_on=begins_on)

    def month_named(self, month: Month | str, field: str | None = None) -> Month:
        """Give the month that a text such as `2026-03` names; a Month comes back as it is.

        InvalidValueError for a Month that begins on another day; `field` names the argument in the error.
        """
        if isinstance(month, str):
            named = Month.parse(month)
            return Month(named.year, named.month, begins_on=self.months_begin_on)
        if not isinstance(month, Month):
            raise InvalidValueError(f"a month is a Month or its text, as in '2026-03'; not {month!r}", field)
        if month.begins_on != self.months_begin_on:
            days = f"begins on day {month.begins_on}, and the months of the agreement on day {self.months_begin_on}"
            raise InvalidValueError(f"{month} {days}; write it as text, {str(month)!r}", field)
        return month

    def period_named(self, period: Period | str, field: str | None = None) -> Period:
        """Give the period that a text such as `2026-Q1` names; a Period comes back as it is, as in `month_named`."""
        if not isinstance(period, str):
            return Period(self.month_named(period.first, field), self.month_named(period.last, field))
        named = Period.parse(period)
        return Period(self.month_named(str(named.first)), self.month_named(str(named.last)))

    def check_figures(self, begin_on: int | None, field: str) -> None:
        """Refuse figures whose months begin on another day, of None if there is no figure; `field` names them."""
        own = self.months_begin_on
        if begin_on not in (None, own):
            message = f"the months of these figures begin on day {begin_on}, and those of the agreement on day {own}"
            raise InvalidValueError(f"{message}; read the figures with months_begin_on={own}", field)

    def describe_months(self, month: Month) -> str:
        """Say how months run, with one of them as the example; '' if they begin on the first.

        >>> PeriodCalendar(months_begin_on=16).describe_months(Month(2026, 3, begins_on=16))
        'Months run from the 16th to the 15th: 2026-03 is 16 March to 15 April'
        """
        if self.months_begin_on == 1:
            return ""
        first, last = month.first_day, month.last_day
        year = f" {first.year}" if first.year != last.year else ""
        example = f"{month} is {_day_text(first)}{year} to {_day_text(last)}" + (f" {last.year}" if year else "")
        return f"Months run from the {_ordinal(first.day)} to the {_ordinal(last.day)}: {example}"

    def periods(self, term: Period) -> ContractPeriods:
        """Give the periods of a term."""
        return ContractPeriods(term, self.year_begins)


def _day_text(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]}"


def _ordinal(day: int) -> str:
    """A day of the month from 1 to 28 in words, as 16th."""
    return f"{day}{_ENDINGS.get(day, 'th')}"


CALENDAR = Section(
    key="calendar",
    sentence="On which day months begin, and from which month quarters and years count.",
    holds=PeriodCalendar,
)
