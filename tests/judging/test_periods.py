"""Promises that are judged once a quarter, half-year, year or term, and targets per week and day."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    AtMost,
    Between,
    BusinessHours,
    Consequence,
    Credit,
    Evaluator,
    Journal,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Period,
    PeriodCalendar,
    Quantity,
    Rolling,
    Scorecard,
    Status,
    Term,
    Tier,
    Verdict,
    Waiver,
    Withdrawal,
    YearToDate,
    judge,
)
from smarketing.contract_periods import MONTHS_IN, Every

_PARTIES = (Party("Sales", "Amy"), Party("Owner", "Joan"))
_SIGNED = {"Sales": "2020-01-01", "Owner": "2020-01-01"}
_NO_ENTRIES = Journal()


def _agreement(evaluator: Evaluator, term: Term, **more: object) -> Agreement:
    """One promise, `deals`, as Sales owes it to the owner; `every` and relief belong to the promise."""
    of_promise = {name: more.pop(name) for name in ("every", "relieved_when", "no_data") if name in more}
    of_promise |= more.pop("of_promise", {})  # type: ignore[call-overload]
    promise = Objective("deals", "Sales", "Owner", evaluator, **of_promise)  # type: ignore[arg-type]
    others = more.pop("others", ())
    return Agreement("Deals", term, _PARTIES, [promise, *others], signatures=_SIGNED, **more)  # type: ignore[arg-type, misc]


def _judged(
    agreement: Agreement, figures: Mapping[str, Mapping[str, object]], journal: Journal = _NO_ENTRIES, **more: object
) -> Scorecard:
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics), journal=journal, **more)  # type: ignore[arg-type]


def _of(scorecard: Scorecard, promise: str = "deals") -> list[Verdict]:
    return [verdict for verdict in scorecard.verdicts if verdict.promise.name == promise]


def _months(first: str, figures: Sequence[int | None]) -> dict[str, int]:
    start = Month.parse(first)
    return {str(start + place): each for place, each in enumerate(figures) if each is not None}


_YEAR = Term("2026-01-01", "2026-12-31")


@pytest.mark.parametrize(("march", "status"), [(139, Status.MISSED), (140, Status.MET), (141, Status.MET)])
def test_a_quarterly_target_is_judged_in_the_last_month_of_the_quarter(march: int, status: Status) -> None:
    """250 in a quarter: one weak month is made good by the others, at the edge, just below and just above."""
    found = _of(
        _judged(_agreement(AtLeast("250 deal/quarter"), _YEAR), {"deals": _months("2026-01", [10, 100, march])})
    )
    assert [each.status for each in found] == [Status.PENDING, Status.PENDING, status]
    assert [str(each.period) for each in found] == ["2026-01", "2026-01..2026-02", "2026-Q1"]
    assert found[0].because == "judged once a quarter: this one ends in 2026-03"
    short = ": 1 deal short" if status is Status.MISSED else ""
    assert found[2].because == f"{110 + march} deals in the 3 months from 2026-01 against at least 250 deals{short}"


def test_the_months_before_say_what_was_reached_so_far() -> None:
    """A month within a quarter is held against the whole target, and counts as nothing."""
    january, february = _of(
        _judged(_agreement(AtLeast("250 deal/quarter"), _YEAR), {"deals": _months("2026-01", [10, 240])})
    )
    assert january.so_far is not None
    assert february.so_far is not None
    assert (january.so_far.status, january.so_far.shortfall) == (Status.MISSED, Quantity(240, "deal"))
    assert (february.so_far.status, february.so_far.at_least) == (Status.MET, Quantity(250, "deal"))
    assert (february.counts_as, february.actual) == (Status.PENDING, Quantity(250, "deal"))


def test_a_missing_month_leaves_its_quarter_without_data() -> None:
    """Nobody guesses the month that is missing; the next quarter is judged again."""
    agreement = _agreement(AtLeast("3 deal/quarter"), _YEAR, no_data="counts as missed")
    scorecard = _judged(agreement, {"deals": _months("2026-01", [100, None, 100, 1, 1, 1])})
    found = _of(scorecard)
    assert [each.status for each in found] == [Status.PENDING] * 2 + [Status.NO_DATA] + [Status.PENDING] * 2 + [
        Status.MET
    ]
    assert found[2].missed
    assert found[2].because == "not every month from 2026-01 to 2026-03 has a figure; no data counts as missed"
    assert [each.message for each in scorecard.missing] == ["there are no figures for 2026-02"]


def test_a_share_is_judged_by_the_quarter_where_the_promise_says_so() -> None:
    """The three months are pooled, not averaged: 10 of 10, 0 of 10 and 80 of 100 are 90 of 120."""
    agreement = _agreement(AtLeast("75 %"), _YEAR, every="quarter")
    shares = (("2026-01", 10, 10), ("2026-02", 0, 10), ("2026-03", 80, 100))
    rows = [{"month": month, "metric": "deals", "value": value, "base": base} for month, value, base in shares]
    actuals = Actuals.from_rows(rows, known=agreement.metrics)
    found = _of(judge(agreement, actuals))
    assert (found[2].status, found[2].actual) == (Status.MET, Quantity(75, "%"))
    assert [each.status for each in found[:2]] == [Status.PENDING] * 2


_CALENDARS = (
    PeriodCalendar(),
    PeriodCalendar("calendar"),
    PeriodCalendar("fiscal", fiscal_year_starts="February"),
    PeriodCalendar("fiscal", fiscal_year_starts="April"),
)


def _last_of(month: Month, every: Every, term: Period, year_begins: int) -> Month:
    """The last month of the period of a month, found by walking on from a year's begin, month by month."""
    if every == "term":
        return term.last
    step, last = Month(term.first.year - 1, year_begins), MONTHS_IN[every] - 1
    while step + last < month:
        step += MONTHS_IN[every]
    return min(step + last, term.last)


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 28)),
    st.integers(0, 30),
    st.sampled_from(_CALENDARS),
    st.sampled_from(get_args(Every)),
    st.lists(st.integers(0, 9), min_size=31, max_size=31),
    st.integers(1, 8),
)
def test_every_period_is_judged_once_by_all_its_months(
    start: date, months: int, calendar: PeriodCalendar, every: Every, figures: list[int], rate: int
) -> None:
    """Held to a walk over the months: each month is in one period; the term cuts the first and the last one."""
    term = Term(start, (Month.of(start) + months).last_day)
    agreement = _agreement(AtLeast(f"{rate} deal/month"), term, every=every, calendar=calendar)
    first = Month.of(start)
    found = _of(_judged(agreement, {"deals": _months(str(first), figures[: months + 1])}))
    begins, sums = first, 0
    for place, verdict in enumerate(found):
        month = first + place
        sums += figures[place]
        year_begins = first.month if calendar.year_begins is None else calendar.year_begins
        ends = month == _last_of(month, every, agreement.term_months, year_begins)
        owed = rate * (month - begins + 1)
        expected = (Status.MET if sums >= owed else Status.MISSED) if ends else Status.PENDING
        assert (verdict.month, verdict.period.first, verdict.status) == (month, begins, expected)
        assert verdict.actual == Quantity(sums, "deal")
        if ends:
            assert verdict.finding.at_least == Quantity(owed, "deal")
            begins, sums = month + 1, 0


@given(
    st.sampled_from(get_args(Every)),
    st.lists(st.none() | st.integers(0, 9), min_size=14, max_size=14),
    st.integers(0, 13),
    st.sampled_from(_CALENDARS),
)
def test_judging_month_by_month_equals_judging_at_once(
    every: Every, figures: list[int | None], through: int, calendar: PeriodCalendar
) -> None:
    """What was judged of earlier months is the same whatever comes after."""
    term = Term("2026-02-01", "2027-03-31")
    credit = Consequence("credit", Missed("deals"), Credit("10 USD"), limits="25 USD per year")
    agreement = _agreement(AtLeast("4 deal/month"), term, every=every, calendar=calendar, consequences=[credit])
    first = agreement.first_month
    whole = _judged(agreement, {"deals": _months("2026-02", figures)}, through=str(first + 13))
    part = _judged(agreement, {"deals": _months("2026-02", figures[: through + 1])}, through=str(first + through))
    assert part.verdicts == tuple(each for each in whole.verdicts if each.month <= first + through)
    assert part.dues == tuple(each for each in whole.dues if each.month <= first + through)


@pytest.mark.parametrize(
    ("every", "ends"),
    [
        ("month", ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]),
        ("quarter", ["2026-03", "2026-06", "2026-08"]),
        ("half-year", ["2026-06", "2026-08"]),
        ("year", ["2026-08"]),
        ("term", ["2026-08"]),
    ],
)
def test_calendar_quarters_of_a_term_that_begins_within_one(every: Every, ends: list[str]) -> None:
    """A term from February to August: the first quarter has two months, the last two, and owes for two."""
    term = Term("2026-02-01", "2026-08-31")
    agreement = _agreement(AtLeast("10 deal/month"), term, every=every, calendar=PeriodCalendar("calendar"))
    found = _of(_judged(agreement, {"deals": _months("2026-02", [10] * 7)}))
    assert [str(each.month) for each in found if each.status is Status.MET] == ends
    assert sum(each.finding.at_least.value for each in found if each.finding.at_least) == 70


def _runs(times: int, *, running: bool) -> Missed:
    return Missed("deals", times=times, running=running, window=None if running else 6)


@pytest.mark.parametrize("running", [True, False])
def test_runs_and_counts_are_of_quarters(running: bool) -> None:
    """Two quarters missed, one after another and both within six months: the months within them are no gaps."""
    consequence = Consequence("credit", _runs(2, running=running), Credit("10 USD"))
    agreement = _agreement(AtLeast("250 deal/quarter"), _YEAR, consequences=[consequence])
    scorecard = _judged(agreement, {"deals": _months("2026-01", [10] * 12)})
    assert [str(each.month) for each in scorecard.dues] == ["2026-06", "2026-09", "2026-12"]
    assert [str(each.period) for each in scorecard.dues[0].verdicts] == ["2026-Q1", "2026-Q2"]


def test_a_share_of_the_fee_is_of_the_whole_quarter() -> None:
    """5 % of what was charged in the three months that were missed: 5 % of 6,000."""
    consequence = Consequence("credit", Missed("deals"), Credit("5 %", of="charges"))
    metrics = [Metric("charges", "USD", "count")]
    agreement = _agreement(AtLeast("250 deal/quarter"), _YEAR, consequences=[consequence], metrics=metrics)
    figures = {"deals": _months("2026-01", [10] * 3), "charges": _months("2026-01", [1000, 2000, 3000])}
    (due,) = _judged(agreement, figures).dues
    assert due.amount == Quantity(300, "USD")


# Amendments


def _amended(agreement: Agreement, since: str, evaluator: Evaluator, **more: object) -> Agreement:
    promise = attrs.evolve(agreement.objectives[0], evaluator=evaluator, **more)  # type: ignore[arg-type]
    return agreement.amended(since, objectives=[promise], signatures=_SIGNED)


@pytest.mark.parametrize(("march", "status"), [(119, Status.MISSED), (120, Status.MET)])
def test_an_amendment_within_a_quarter_sums_what_each_month_owed(march: int, status: Status) -> None:
    """100 a month in January, 150 from February on: 400 in the quarter."""
    before = _agreement(AtLeast("300 deal/quarter"), _YEAR)
    agreement = _amended(before, "2026-02-01", AtLeast("450 deal/quarter"))
    found = _of(_judged(agreement, {"deals": _months("2026-01", [130, 150, march])}))
    assert (found[2].status, found[2].finding.at_least) == (status, Quantity(400, "deal"))
    assert str(found[2].period) == "2026-Q1"
    assert found[1].so_far is not None
    assert found[1].so_far.at_least == Quantity(400, "deal")


def test_an_amendment_that_changes_nothing_changes_no_verdict() -> None:
    """The same target said again, in another unit."""
    before = _agreement(AtLeast("300 deal/quarter"), _YEAR)
    figures = {"deals": _months("2026-01", [90] * 12)}
    again = _amended(before, "2026-05-01", AtLeast("1200 deal/year"), every="quarter")
    alike = [(each.status, each.period, each.shortfall) for each in _of(_judged(before, figures))]
    assert [(each.status, each.period, each.shortfall) for each in _of(_judged(again, figures))] == alike


@pytest.mark.parametrize(
    ("evaluator", "more"),
    [
        (AtLeast("300 deal/quarter"), {"owed_by": "Owner", "owed_to": "Sales"}),
        (AtMost("300 deal/quarter"), {}),
        (Rolling(AtLeast("300 deal/quarter"), months=2), {"every": "quarter"}),
        (AtLeast("100 deal/month"), {}),
    ],
    ids=["other parties", "another side", "another rule", "another period"],
)
def test_what_does_not_add_up_cuts_the_quarter(evaluator: Evaluator, more: dict[str, object]) -> None:
    """January is judged alone, by what it owed, and the new promise from February on."""
    agreement = _amended(_agreement(AtLeast("300 deal/quarter"), _YEAR), "2026-02-01", evaluator, **more)
    found = _of(_judged(agreement, {"deals": _months("2026-01", [99, 100, 100])}))
    assert (str(found[0].period), found[0].status, found[0].finding.at_least) == (
        "2026-01",
        Status.MISSED,
        Quantity(100, "deal"),
    )
    assert found[2].period.first == Month(2026, 3 if more == {} and evaluator == AtLeast("100 deal/month") else 2)


def test_a_promise_that_ends_within_a_quarter_is_judged_until_then() -> None:
    """The version of March drops it: January and February owe 200."""
    other = Objective("calls", "Sales", "Owner", AtLeast("1 call/month"))
    before = _agreement(AtLeast("300 deal/quarter"), _YEAR, others=[other])
    agreement = before.amended("2026-03-01", objectives=[other], signatures=_SIGNED)
    found = _of(_judged(agreement, {"deals": _months("2026-01", [100, 99])}))
    assert [(str(each.period), each.status) for each in found] == [
        ("2026-01", Status.PENDING),
        ("2026-01..2026-02", Status.MISSED),
    ]
    assert found[1].finding.at_least == Quantity(200, "deal")


def test_months_that_are_not_in_force_cut_a_quarter() -> None:
    """Sales withdraws in February and signs again for March: January and March are judged, each for itself."""
    agreement = _agreement(AtLeast("300 deal/quarter"), _YEAR)
    journal = Journal([Withdrawal("Sales", "2026-01-20")])
    signed = agreement.amended("2026-03-01", signatures=_SIGNED | {"Sales": "2026-02-20"})
    found = _of(_judged(signed, {"deals": _months("2026-01", [100, 0, 99])}, journal))
    assert [(str(each.period), each.status) for each in found] == [
        ("2026-01", Status.MET),
        ("2026-02", Status.NOT_IN_FORCE),
        ("2026-03", Status.MISSED),
    ]


# Excuses


@pytest.mark.parametrize("month", ["2026-01", "2026-02", "2026-03"])
def test_a_waiver_of_any_month_is_one_of_its_quarter(month: str) -> None:
    """The quarter is missed as a whole, and waived as a whole; a waiver of the next quarter waives nothing of it."""
    agreement = _agreement(AtLeast("300 deal/quarter"), _YEAR)
    figures = {"deals": _months("2026-01", [0, 0, 0, 100, 100, 100])}
    waived = _judged(agreement, figures, Journal([Waiver("deals", month, "Owner", "a fair")]))
    assert [each.status for each in _of(waived)][2] is Status.EXCUSED
    assert waived.left_out == ()
    unused = _judged(agreement, figures, Journal([Waiver("deals", "2026-05", "Owner")]))
    assert [each.status for each in _of(unused)][2] is Status.MISSED
    assert [each.message for each in unused.left_out] == [
        "the waiver of 'deals' in 2026-05 was not used: the promise is met"
    ]


@pytest.mark.parametrize("month", range(6))
def test_relief_in_any_month_of_the_quarter_excuses_it(month: int) -> None:
    """The owner's answers were late in one month: the quarter in which that month lies is excused, the other is not."""
    answers = Objective("answers", "Owner", "Sales", AtLeast("5 reply/month"))
    agreement = _agreement(AtLeast("300 deal/quarter"), _YEAR, relieved_when=Missed("answers"), others=[answers])
    replies = [5] * 6
    replies[month] = 4
    figures = {"deals": _months("2026-01", [0] * 6), "answers": _months("2026-01", replies)}
    found = _of(_judged(agreement, figures))
    excused = Status.EXCUSED, Status.MISSED
    assert (found[2].status, found[5].status) == (excused if month < 3 else excused[::-1])
    assert "answers was missed" in found[2 if month < 3 else 5].because


def test_relief_by_a_promise_that_is_younger_than_the_quarter() -> None:
    """A promise that came with an amendment in March has no January in which it could have been missed."""
    answers = Objective("answers", "Owner", "Sales", AtLeast("5 reply/month"))
    before = _agreement(AtLeast("300 deal/quarter"), _YEAR)
    relieved = attrs.evolve(before.objectives[0], relieved_when=Missed("answers"))
    agreement = before.amended("2026-03-01", objectives=[relieved, answers], signatures=_SIGNED)
    for replies, status in ((4, Status.EXCUSED), (5, Status.MISSED)):
        figures = {"deals": _months("2026-01", [0] * 3), "answers": {"2026-03": replies}}
        assert _of(_judged(agreement, figures))[2].status is status


# Rates per week and day


@pytest.mark.parametrize(
    ("target", "month", "owed"),
    [
        ("7 deal/week", "2026-01", Fraction(31)),
        ("7 deal/week", "2026-02", Fraction(28)),
        ("7 deal/week", "2028-02", Fraction(29)),
        ("2 deal/day", "2026-04", Fraction(60)),
        ("25 deal/week", "2026-03", Fraction(775, 7)),
    ],
)
def test_a_rate_per_week_or_day_comes_to_as_much_as_the_month_has_days(target: str, month: str, owed: Fraction) -> None:
    """25 a week are 110 5/7 in March, exactly; one more than the whole part meets it, the whole part does not."""
    term = Term(Month.parse(month).first_day)
    least = -(-owed.numerator // owed.denominator)
    for reached, status in ((least, Status.MET), (least - 1, Status.MISSED)):
        (verdict,) = _of(_judged(_agreement(AtLeast(target), term), {"deals": {month: reached}}))
        assert (verdict.status, verdict.finding.at_least) == (status, Quantity(owed, "deal"))


def test_a_rate_per_week_over_a_quarter_and_a_window() -> None:
    """7 a week are 90 in the first quarter of 2026, and in the window from February to April 28 + 31 + 30."""
    figures = {"deals": _months("2026-01", [30] * 4)}
    quarter = _of(_judged(_agreement(AtLeast("7 deal/week"), _YEAR, every="quarter"), figures))
    assert [each.finding.at_least for each in quarter if each.status is Status.MET] == [Quantity(90, "deal")]
    assert quarter[0].so_far is not None
    assert quarter[0].so_far.at_least == Quantity(90, "deal")
    window = _of(_judged(_agreement(Rolling(AtLeast("7 deal/week"), months=3), _YEAR), figures))
    assert [each.finding.at_least for each in window[2:]] == [Quantity(90, "deal"), Quantity(89, "deal")]


def test_both_sides_per_week() -> None:
    """From 7 to 14 a week: 28 to 56 in February."""
    agreement = _agreement(Between("7 deal/week", "14 deal/week"), Term("2026-02-01"))
    found = [_of(_judged(agreement, {"deals": {"2026-02": each}}))[0].status for each in (27, 28, 56, 57)]
    assert found == [Status.MISSED, Status.MET, Status.MET, Status.MISSED]


# Months that the term covers in part


@pytest.mark.parametrize(
    ("rule", "january", "may"), [("in full", 31, 31), ("pro rata", 16, 10)], ids=["in full", "pro rata"]
)
def test_a_month_that_the_term_covers_in_part(rule: str, january: int, may: int) -> None:
    """From 16 January (16 of 31 days) to 10 May (10 of 31 days), at 31 a month: in full unless stated."""
    term = Term("2026-01-16", "2026-05-10")
    agreement = _agreement(AtLeast("31 deal/month"), term, partial_months=rule)
    found = _of(_judged(agreement, {"deals": _months("2026-01", [january, 31, 31, 31, may])}))
    assert [each.status for each in found] == [Status.MET] * 5
    assert [each.finding.at_least for each in found] == [Quantity(each, "deal") for each in (january, 31, 31, 31, may)]
    less = _of(_judged(agreement, {"deals": _months("2026-01", [january - 1, 31, 31, 31, may - 1])}))
    assert [each.missed for each in less] == [True, False, False, False, True]


def test_pro_rata_in_quarters_windows_and_by_the_week() -> None:
    """The part of a month counts wherever that month does."""
    term, figures = Term("2026-01-16", "2026-12-31"), {"deals": _months("2026-01", [31] * 4)}

    def owed(evaluator: Evaluator, **more: object) -> list[Fraction]:
        agreement = _agreement(evaluator, term, partial_months="pro rata", **more)
        targets = (each.finding.at_least for each in _of(_judged(agreement, figures)))
        return [each.value for each in targets if each is not None]

    assert owed(AtLeast("31 deal/month"), every="quarter") == [16 + 31 + 31]
    assert owed(AtLeast("7 deal/week"), every="quarter") == [16 + 28 + 31]
    assert owed(Rolling(AtLeast("31 deal/month"), months=2)) == [47, 62, 62]
    assert owed(AtLeast("7 deal/week")) == [16, 28, 31, 30]


def test_a_term_within_one_month_owes_for_its_days() -> None:
    """From the 10th to the 19th of April: 10 of 30 days. A share is a share, whatever the month."""
    term = Term("2026-04-10", "2026-04-19")
    agreement = _agreement(AtLeast("30 deal/month"), term, partial_months="pro rata")
    assert _of(_judged(agreement, {"deals": {"2026-04": 10}}))[0].finding.at_least == Quantity(10, "deal")
    share = _agreement(AtLeast("90 %"), term, partial_months="pro rata")
    actuals = Actuals.from_rows([{"month": "2026-04", "metric": "deals", "value": 9, "base": 10}], known=share.metrics)
    assert _of(judge(share, actuals))[0].finding.at_least == Quantity(90, "%")


# Windows from the start, and the year to date


def test_a_window_from_the_start_judges_the_first_months_too() -> None:
    """Availability averaged with the month before: 100 and 98 are 99; the first month alone is 98."""
    metric = [Metric("deals", "%", "level", over_months="mean")]
    rule = Rolling(AtLeast("98.5 %"), months=2, from_the_start=True)
    found = _of(_judged(_agreement(rule, _YEAR, metrics=metric), {"deals": _months("2026-01", [98, 99, 98])}))
    assert [(each.status, each.actual) for each in found] == [
        (Status.MISSED, Quantity(98, "%")),
        (Status.MET, Quantity(Fraction(197, 2), "%")),
        (Status.MET, Quantity(Fraction(197, 2), "%")),
    ]
    later = _agreement(Rolling(AtLeast("98.5 %"), months=2), _YEAR, metrics=metric)
    assert _of(_judged(later, {"deals": {"2026-01": 98}}))[0].status is Status.PENDING


def test_a_target_grows_with_a_window_from_the_start() -> None:
    """At 10 a month the first windows owe 10, 20 and then 30."""
    rule = Rolling(AtLeast("10 deal/month"), months=3, from_the_start=True)
    found = _of(_judged(_agreement(rule, _YEAR), {"deals": _months("2026-01", [10, 9, 11, 11])}))
    assert [each.finding.at_least for each in found] == [Quantity(each, "deal") for each in (10, 20, 30, 30)]
    assert [each.missed for each in found] == [False, True, False, False]


@pytest.mark.parametrize(
    ("calendar", "lengths"),
    [
        (PeriodCalendar(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1]),
        (PeriodCalendar("calendar"), [1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (PeriodCalendar("fiscal", fiscal_year_starts="April"), [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_the_year_to_date(calendar: PeriodCalendar, lengths: list[int]) -> None:
    """From October on: the year so far begins again with each year of the calendar."""
    agreement = _agreement(YearToDate(AtLeast("10 deal/month")), Term("2025-10-01"), calendar=calendar)
    found = _of(_judged(agreement, {"deals": _months("2025-10", [10] * 13)}))
    assert [each.finding.months for each in found] == lengths
    assert [each.finding.at_least for each in found] == [Quantity(10 * each, "deal") for each in lengths]


def test_the_year_to_date_begins_again_where_the_agreement_was_not_in_force() -> None:
    """Windows hold no month that was not in force."""
    agreement = _agreement(YearToDate(AtLeast("10 deal/month")), _YEAR)
    late = attrs.evolve(agreement, signatures=_SIGNED | {"Sales": "2026-02-10"})
    found = _of(_judged(late, {"deals": _months("2026-01", [0, 0, 10, 10])}))
    assert [each.status for each in found] == [Status.NOT_IN_FORCE] * 2 + [Status.MET] * 2


# Percentages without their two numbers


def test_a_level_in_percent_is_averaged_and_short_by_points() -> None:
    """A quarter of monthly percentages that count alike, however much stands behind each: 99, 98 and 94 are 97."""
    uptime = [Metric("deals", "%", "level", over_months="mean")]
    tiers = [{"below": "97 %", "pay": "10 %"}, {"below": "95 %", "pay": "30 %"}]
    credit = Credit(of="1000 USD", tiers=[Tier(**each) for each in tiers])
    consequence = Consequence("credit", Missed("deals"), credit)
    agreement = _agreement(AtLeast("97 %"), _YEAR, every="quarter", metrics=uptime, consequences=[consequence])
    assert agreement.metrics["deals"].kind == "level"
    scorecard = _judged(agreement, {"deals": _months("2026-01", [99, 98, 94, 99, 98, 93])})
    found = _of(scorecard)
    assert (found[2].status, found[2].actual) == (Status.MET, Quantity(97, "%"))
    assert (found[5].status, found[5].shortfall) == (Status.MISSED, Quantity(Fraction(1, 3), "point"))
    assert [each.amount for each in scorecard.dues] == [Quantity(100, "USD")]


def test_percentages_as_spreadsheets_write_them_are_read_for_a_level() -> None:
    """`99.2 %` is the figure; for a level in points the sign is refused."""
    metric = Metric("uptime", "%", "level")
    rows = [{"month": "2026-01", "metric": "uptime", "value": "99.2 %"}]
    read = Actuals.from_rows(rows, known=[metric])
    assert [each.value for each in read.figures.values()] == [Fraction(992, 10)]
    refused = Actuals.from_rows(rows, known=[Metric("uptime", "point", "level")])
    assert [each.message for each in refused.problems] == [
        "'99.2 %' is more than a number; write 99.2, and for a share how many in value and out of how many in base"
    ]


# Rates per business day


_OFFICE = BusinessHours({"mon-fri": "09:00-17:00"}, holidays=[date(2026, 1, 1)])


@pytest.mark.parametrize(
    ("month", "owed"), [("2026-01", 105), ("2026-02", 100), ("2026-03", 110)], ids=["a holiday", "20 days", "22 days"]
)
def test_a_rate_per_business_day_goes_by_open_days(month: str, owed: int) -> None:
    """5 a business day: January has 22 weekdays, of which one is a holiday."""
    agreement = _agreement(
        AtLeast("5 deal/business_day"), Term(Month.parse(month).first_day), hours={"office": _OFFICE}
    )
    for reached, status in ((owed, Status.MET), (owed - 1, Status.MISSED)):
        (verdict,) = _of(_judged(agreement, {"deals": {month: reached}}))
        assert (verdict.status, verdict.finding.at_least) == (status, Quantity(owed, "deal"))


def test_business_days_of_a_quarter_a_window_and_a_partial_month() -> None:
    """From 16 January on: 11 weekdays are left of January, February has 20, March 22 and April 22."""
    term, figures = Term("2026-01-16", "2026-12-31"), {"deals": _months("2026-01", [99] * 4)}

    def owed(evaluator: Evaluator, **more: object) -> list[Fraction]:
        agreement = _agreement(evaluator, term, hours={"office": _OFFICE}, **more)
        targets = (each.finding.at_least for each in _of(_judged(agreement, figures)))
        return [each.value for each in targets if each is not None]

    assert owed(AtLeast("1 deal/business_day"), partial_months="pro rata") == [11, 20, 22, 22]
    assert owed(AtLeast("1 deal/business_day"), every="quarter", partial_months="pro rata") == [53]
    assert owed(Rolling(AtLeast("1 deal/business_day"), months=2)) == [41, 42, 44]


def test_whose_business_days_count() -> None:
    """Those that the promise names, else those of the party that owes it, else the only ones there are."""
    weekend = BusinessHours({"sat-sun": "10:00-14:00"})
    hours = {"office": _OFFICE, "shop": weekend}
    term, figures = Term("2026-02-01", "2026-12-31"), {"deals": {"2026-02": 0}}
    agreement = _agreement(AtLeast("1 deal/business_day"), term, hours=hours, of_promise={"hours": "shop"})
    parties = [Party("Sales", "Amy", hours="shop"), _PARTIES[1]]
    by_party = attrs.evolve(agreement, parties=parties, objectives=[attrs.evolve(agreement.objectives[0], hours=None)])
    for each in (agreement, by_party):
        assert _of(_judged(each, figures))[0].finding.at_least == Quantity(8, "deal")
    with pytest.raises(AgreementError) as caught:
        attrs.evolve(by_party, parties=_PARTIES)
    assert str(caught.value) == (
        "objectives.deals: a target per business day goes by somebody's hours; name them, as in 'hours: office'"
    )
    with pytest.raises(AgreementError, match=r"^objectives.deals.hours: no hours named 'of the shop'"):
        attrs.evolve(agreement, objectives=[attrs.evolve(agreement.objectives[0], hours="of the shop")])


# Limits by the calendar


@pytest.mark.parametrize(
    ("calendar", "paid"),
    [
        (PeriodCalendar(), [10, 10, 5, 10, 10, 5]),
        (PeriodCalendar("calendar"), [10, 10, 10, 10, 5, 10]),
        (PeriodCalendar("fiscal", fiscal_year_starts="March"), [10, 10, 10, 5, 10, 10]),
    ],
)
def test_a_limit_per_quarter_counts_as_quarters_do(calendar: PeriodCalendar, paid: list[int]) -> None:
    """25 a quarter, from 1 February on, a credit of 10 every month."""
    consequence = Consequence("credit", Missed("deals"), Credit("10 USD"), limits="25 USD per quarter")
    term = Term("2026-02-01", "2026-12-31")
    agreement = _agreement(AtLeast("1 deal/month"), term, calendar=calendar, consequences=[consequence])
    dues = _judged(agreement, {"deals": _months("2026-02", [0] * 6)}).dues
    assert [each.amount for each in dues] == [Quantity(each, "USD") for each in paid]


def test_a_share_of_a_quarters_charges_in_a_quarter_that_the_term_cuts() -> None:
    """10 % of what was charged in February and March, the months of the first calendar quarter that count."""
    limit = "10 % of charges per quarter"
    consequence = Consequence("credit", Missed("deals"), Credit("100 USD"), limits=limit)
    metrics = [Metric("charges", "USD", "count")]
    agreement = _agreement(
        AtLeast("1 deal/month"),
        Term("2026-02-01", "2026-12-31"),
        calendar=PeriodCalendar("calendar"),
        consequences=[consequence],
        metrics=metrics,
    )
    figures = {"deals": _months("2026-02", [1, 0, 0]), "charges": _months("2026-02", [300, 400, 500])}
    dues = _judged(agreement, figures).dues
    assert [each.amount for each in dues] == [Quantity(70, "USD"), Quantity(50, "USD")]
