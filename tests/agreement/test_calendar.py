"""The calendar of an agreement: from which month its quarters and years count."""

from datetime import date

import pytest

from expected_errors import refusal, whole
from smarketing import Agreement, AgreementError, AtLeast, Month, Objective, Party, Period, PeriodCalendar, Term
from smarketing.contract_periods import ContractPeriods


@pytest.mark.parametrize(
    ("quarters", "starts", "message", "field"),
    [
        ("weekly", None, "quarters count from the term, or from the calendar or fiscal year; not 'weekly'", "quarters"),
        (
            "fiscal",
            None,
            "say in which month fiscal years begin, as in 'fiscal_year_starts: April'",
            "fiscal_year_starts",
        ),
        (
            "calendar",
            "April",
            "fiscal_year_starts goes with 'quarters: fiscal'; not with 'quarters: calendar'",
            "fiscal_year_starts",
        ),
    ],
)
def test_a_calendar_that_cannot_be(quarters: str, starts: str | None, message: str, field: str) -> None:
    """Fiscal years need their month, and no other years have one."""
    assert refusal(lambda: PeriodCalendar(quarters, fiscal_year_starts=starts)) == (message, field)  # type: ignore[arg-type]


def test_a_month_that_is_none() -> None:
    """The name of the month that was meant is proposed."""
    message, field = refusal(lambda: PeriodCalendar("fiscal", fiscal_year_starts="Arpil"))
    assert message.startswith("no month named 'Arpil'")
    assert message.endswith("(did you mean 'April'?)")
    assert field == "fiscal_year_starts"


@pytest.mark.parametrize(
    ("year_begins", "month", "every", "period"),
    [
        (None, "2026-05", "month", "2026-05"),
        (None, "2026-05", "quarter", "2026-05..2026-07"),
        (None, "2026-04", "quarter", "2026-02..2026-04"),
        (None, "2026-07", "half-year", "2026-02..2026-07"),
        (None, "2027-01", "year", "2026-02..2027-01"),
        (None, "2027-02", "year", "2027-02..2027-09"),
        (1, "2026-02", "quarter", "2026-02..2026-03"),
        (1, "2026-04", "quarter", "2026-04..2026-06"),
        (1, "2026-06", "half-year", "2026-02..2026-06"),
        (1, "2026-07", "year", "2026-02..2026-12"),
        (4, "2026-03", "year", "2026-02..2026-03"),
        (4, "2026-04", "year", "2026-04..2027-03"),
        (12, "2026-02", "quarter", "2026-02"),
        (12, "2026-03", "quarter", "2026-03..2026-05"),
        (1, "2027-09", "quarter", "2027-07..2027-09"),
        (None, "2026-09", "term", "2026-02..2027-09"),
    ],
)
def test_the_period_of_a_month(year_begins: int | None, month: str, every: str, period: str) -> None:
    """A term from February 2026 to September 2027 cuts the first and the last period."""
    periods = ContractPeriods(Period(Month(2026, 2), Month(2027, 9)), year_begins)
    assert periods.containing(Month.parse(month), every) == Period.parse(period)  # type: ignore[arg-type]


def test_a_period_that_no_contract_counts_in() -> None:
    """An objective names a month, quarter, half-year, year or the term."""
    message = "a period is month, quarter, half-year, year or term; not 'week'"
    assert refusal(lambda: Objective("a", "b", "c", AtLeast("1 lead/month"), every="week")) == (message, "every")  # type: ignore[arg-type]


def test_how_partial_months_are_judged() -> None:
    """In full or pro rata."""
    parties, objectives = [Party("A"), Party("B")], [Objective("a", "A", "B", AtLeast("1 lead/month"))]
    message = "partial months are judged 'in full' or 'pro rata'; not 'by day'"
    made = lambda: Agreement("T", Term("2026-01-01"), parties, objectives, partial_months="by day")  # type: ignore[arg-type]  # noqa: E731
    assert refusal(made) == (message, "partial_months")


def test_an_amendment_keeps_the_calendar() -> None:
    """Quarters that are half over would be counted twice."""
    agreement = Agreement(
        "T", Term("2026-01-01"), [Party("A"), Party("B")], [Objective("a", "A", "B", AtLeast("1 lead/month"))]
    )
    with pytest.raises(AgreementError, match=whole("calendar: an amended agreement keeps its calendar")):
        agreement.amended(date(2026, 5, 1), calendar=PeriodCalendar("calendar"))
