"""What views know of days, and how they answer where they do not know."""

from datetime import date
from functools import partial

import attrs
import pytest

from expected_errors import whole
from smarketing import (
    Actual,
    Agreement,
    AtLeast,
    Levels,
    Metric,
    Month,
    Objective,
    Party,
    Period,
    Rolling,
    Target,
    Term,
    View,
    YearToDate,
)
from smarketing.actuals import Series
from smarketing.contract_periods import ContractPeriods
from smarketing.errors import InvalidValueError
from smarketing.evaluators import ViewCalendar, target_in
from smarketing.judging.view_calendars import ViewCalendars

_LEADS = Metric("leads", "lead", "count")
_FIRST = Month(2026, 1)
_PERIODS = ContractPeriods(Period(_FIRST, _FIRST + 11))


def _view(calendar: ViewCalendar | None = None) -> View:
    return View(Series(_LEADS, _FIRST, (Actual(5), Actual(6))), 1, calendar=calendar)


def test_a_view_without_a_calendar_knows_whole_months() -> None:
    """Days of the calendar, and no business days."""
    view = _view()
    assert (view.length, view.days, view.business_days) == (1, 28, None)
    assert view.window(2).days == 59


@pytest.mark.parametrize("ask", [View.year_to_date, lambda view: view.scheduled("funnel.SQL.by_month")])
def test_what_needs_a_calendar_says_so(ask: object) -> None:
    """The evaluator has to say that it reads one."""
    with pytest.raises(InvalidValueError, match=whole("the evaluator does not say that it reads the calendar")):
        ask(_view())  # type: ignore[operator]


def test_a_calendar_without_hours_and_without_a_schedule() -> None:
    """Nobody's business days, and no number of a schedule."""
    view = _view(ViewCalendar(_PERIODS))
    assert view.business_days is None
    message = "there is no schedule that funnel.SQL.by_month could be taken from"
    with pytest.raises(InvalidValueError, match=whole(message)):
        view.scheduled("funnel.SQL.by_month")


def test_a_rate_per_week_needs_to_know_how_many_days_there_are() -> None:
    """A month alone does not say."""
    message = "25 lead/week comes to as much as the month has days; say how many"
    with pytest.raises(InvalidValueError, match=whole(message)):
        target_in(Target("25 lead/week"), _LEADS)
    assert target_in(Target("7 lead/week"), _LEADS, days=28).value == 28


def test_an_agreement_without_a_funnel_has_no_schedule() -> None:
    """Whoever asks for it gets an error and no number."""
    promise = Objective("leads", "A", "B", YearToDate(AtLeast("1 lead/month")))
    agreement = Agreement("T", Term(date(2026, 1, 1)), [Party("A"), Party("B")], [promise])
    calendar = ViewCalendars(agreement, _FIRST).of(promise)
    assert calendar is not None
    assert calendar.scheduled is not None
    with pytest.raises(InvalidValueError, match=whole("the agreement has no funnel")):
        calendar.scheduled("funnel.SQL.by_month", _FIRST)


def test_a_window_holds_no_other_window() -> None:
    """A window within a window would have two lengths."""
    for inner in (Rolling(AtLeast("1 lead/month"), months=3), YearToDate(AtLeast("1 lead/month"))):
        for outer in (YearToDate, partial(Rolling, months=2)):
            with pytest.raises(InvalidValueError, match=whole("a window of months cannot hold another")):
                outer(inner)


def test_windows_answer_as_what_they_hold() -> None:
    """Units and rounding of the inner evaluator, and its levels over the same months."""
    inner = AtLeast("95 %", rounded_to="0.1 %")
    levels = Levels(inner, "90 %")
    for window in (YearToDate(levels), Rolling(levels, months=3, from_the_start=True)):
        assert (window.rounded_to, tuple(window.units)) == (inner.rounded_to, tuple(levels.units))
        assert window.parts == {
            "expected": attrs.evolve(window, evaluator=inner),
            "minimum": attrs.evolve(window, evaluator=AtLeast("90 %")),
        }


def test_two_levels_by_the_quarter_and_per_business_day() -> None:
    """The expected level says how often it is judged; either may read the calendar."""
    quarterly = Levels("300 lead/quarter", "250 lead/quarter")
    assert (quarterly.every, quarterly.reads_calendar) == ("quarter", False)
    assert Levels("5 lead/business_day", "4 lead/business_day").reads_calendar
    view = _view(ViewCalendar(_PERIODS)).window(2)
    assert quarterly(view).status.value == "missed"
