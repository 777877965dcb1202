"""Months that begin on another day than the first: which they are, when they are over, what is judged in them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from expected_errors import refusal, whole
from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    Consequence,
    Escalate,
    Evaluator,
    InvalidValueError,
    Journal,
    Month,
    Objective,
    Party,
    Period,
    PeriodCalendar,
    Rolling,
    Scorecard,
    Status,
    Term,
    Waiver,
    Withdrawal,
    judge,
)
from smarketing.actuals import Key
from smarketing.checks import check
from smarketing.consequences import Missed
from strategies import judged_agreements

_FROM_16 = PeriodCalendar(months_begin_on=16)
_TERM = Term("2026-02-16", "2027-02-15", "America/New_York")
_SIGNED = {"Agency": "2026-01-01", "Client": "2026-01-01"}
_NOTHING = Journal()


def _agreement(evaluator: Evaluator | None = None, term: Term = _TERM, **more: object) -> Agreement:
    """Leads that the agency owes the client, in months from the 16th."""
    of_promise = {name: more.pop(name) for name in ("every", "due_day", "no_data") if name in more}
    leads = Objective("leads", "Agency", "Client", evaluator or AtLeast("100 lead/month"), **of_promise)  # type: ignore[arg-type]
    given: dict[str, object] = {"calendar": _FROM_16, "signatures": _SIGNED} | more
    return Agreement("Retainer", term, [Party("Agency", "Josh"), Party("Client", "Amy")], [leads], **given)  # type: ignore[arg-type]


def _read(agreement: Agreement, figures: Mapping[str, object]) -> Actuals:
    begin_on = agreement.calendar.months_begin_on
    return Actuals.from_dict({"leads": figures}, known=agreement.metrics, months_begin_on=begin_on)


def _judged(
    agreement: Agreement, figures: Mapping[str, object], journal: Journal = _NOTHING, **more: object
) -> Scorecard:
    return judge(agreement, _read(agreement, figures), journal=journal, **more)  # type: ignore[arg-type]


def _statuses(card: Scorecard) -> dict[str, str]:
    return {str(each.month): each.status.value for each in card.verdicts}


# Which months


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-02-16", "2027-02-15", "2026-02..2027-01"),
        ("2026-02-15", "2027-02-16", "2026-01..2027-02"),
        ("2026-03-16", "2026-03-16", "2026-03"),
        ("2026-01-01", "2026-01-15", "2025-12"),
    ],
)
def test_the_months_of_a_term(start: str, end: str, months: str) -> None:
    """The day before the 16th lies in the month before."""
    agreement = _agreement(term=Term(start, end))
    assert agreement.term_months == agreement.months == _FROM_16.period_named(months)
    assert agreement.month_of(date(2026, 3, 15)) == Month(2026, 2, begins_on=16)
    assert agreement.at("2026-03") is agreement.at(date(2026, 3, 16)) is agreement


@pytest.mark.parametrize("day", [0, 29, -1, 16.0, "16", True, None])
def test_months_begin_on_a_day_that_every_month_has(day: object) -> None:
    """From 1 to 28, in calendars and in figures."""
    expected = f"months begin on a day from 1 to 28; not {day!r}", "months_begin_on"
    assert refusal(lambda: PeriodCalendar(months_begin_on=day)) == expected  # type: ignore[arg-type]
    assert refusal(lambda: Actuals.from_dict({}, known=[], months_begin_on=day)) == expected  # type: ignore[arg-type]
    assert [PeriodCalendar(months_begin_on=each).months_begin_on for each in (1, 28)] == [1, 28]


def test_the_first_and_the_last_month_of_all() -> None:
    """What lies before the first month belongs to it; the last one has days after the year 9999."""
    agreement = _agreement(term=Term("0001-01-05", "9999-12-31"))
    assert agreement.first_month == Month(1, 1, begins_on=16)
    assert agreement.term_months.last == Month(9999, 12, begins_on=16)
    late = _agreement(term=Term("9999-12-20"), signatures=dict.fromkeys(_SIGNED, "9999-12-30"))
    assert late.begins is None
    assert not [each for each in check(late) if each.severity == "error"]
    card = _judged(_agreement(AtLeast("1 lead/month"), Term("0001-01-05")), {"0001-01": 1})
    assert _statuses(card) == {"0001-01": "not-in-force"}


def test_a_month_that_begins_on_another_day_is_refused() -> None:
    """Whoever asks says the month in words, or by the day on which the agreement's months begin."""
    agreement = _agreement()
    days = "begins on day 1, and the months of the agreement on day 16"
    said = f"2026-03 {days}; write it as text, '2026-03'"
    assert refusal(lambda: agreement.at(Month(2026, 3))) == (said, "month")
    assert refusal(lambda: _judged(agreement, {}, through=Month(2026, 3))) == (said, "through")
    card = _judged(agreement, {"2026-03": 100})
    assert refusal(lambda: card.verdict("leads", Month(2026, 3))) == (said, "month")
    assert card.verdict("leads", "2026-03") is card.verdict("leads", Month(2026, 3, begins_on=16))
    assert _judged(agreement, {}, through=Month(2026, 3, begins_on=16)).through == card.through
    period = Period(Month(2026, 3), Month(2026, 5))
    assert refusal(lambda: _FROM_16.period_named(period, "months")) == (said, "months")
    given: Month = 3  # type: ignore[assignment]
    expected = "a month is a Month or its text, as in '2026-03'; not 3", "month"
    assert refusal(lambda: agreement.at(given)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, ""),
        (2, "Months run from the 2nd to the 1st: 2026-03 is 2 March to 1 April"),
        (3, "Months run from the 3rd to the 2nd: 2026-03 is 3 March to 2 April"),
        (12, "Months run from the 12th to the 11th: 2026-03 is 12 March to 11 April"),
        (21, "Months run from the 21st to the 20th: 2026-03 is 21 March to 20 April"),
        (22, "Months run from the 22nd to the 21st: 2026-03 is 22 March to 21 April"),
        (23, "Months run from the 23rd to the 22nd: 2026-03 is 23 March to 22 April"),
    ],
)
def test_how_months_run_in_words(day: int, expected: str) -> None:
    """Nothing is said of months that begin on the first; where the year ends within, both are named."""
    calendar = PeriodCalendar(months_begin_on=day)
    assert calendar.describe_months(calendar.month_named("2026-03")) == expected
    december = PeriodCalendar(months_begin_on=16).describe_months(Month(2026, 12, begins_on=16))
    assert december.endswith(": 2026-12 is 16 December 2026 to 15 January 2027")


# When they are over, and figures due


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (datetime(2026, 4, 1, 12, tzinfo=UTC), (Status.PENDING, "2026-03 is not over")),
        (datetime(2026, 4, 16, 3, 59, 59, 999_999, UTC), (Status.PENDING, "2026-03 is not over")),
        (datetime(2026, 4, 16, 4, tzinfo=UTC), (Status.MET, "104 leads against at least 100")),
    ],
)
def test_a_month_is_over_when_its_last_day_is_over_in_the_terms_zone(
    as_of: datetime, expected: tuple[Status, str]
) -> None:
    """2026-03 ends with 15 April in New York, four hours after it does in UTC."""
    verdict = _judged(_agreement(), {"2026-03": 104}, through="2026-03", as_of=as_of).verdict("leads", "2026-03")
    assert (verdict.status, expected[1] in verdict.because) == (expected[0], True)


@pytest.mark.parametrize(
    ("as_of", "through"),
    [(datetime(2026, 4, 16, 3, 59, tzinfo=UTC), "2026-03"), (datetime(2026, 4, 16, 4, tzinfo=UTC), "2026-04")],
)
def test_the_month_that_runs_is_the_last_that_is_judged(as_of: datetime, through: str) -> None:
    """Unless another is asked for."""
    assert str(_judged(_agreement(), {}, as_of=as_of).through) == through


@pytest.mark.parametrize(
    ("due_day", "by", "overdue"),
    [
        (1, "2026-04-16", datetime(2026, 4, 17, 4, tzinfo=UTC)),
        (5, "2026-04-20", datetime(2026, 4, 21, 4, tzinfo=UTC)),
        (20, "2026-05-05", datetime(2026, 5, 6, 4, tzinfo=UTC)),
        (31, "2026-05-15", datetime(2026, 5, 16, 4, tzinfo=UTC)),
    ],
)
def test_a_figure_is_due_on_a_day_of_the_next_month_of_the_agreement(due_day: int, by: str, overdue: datetime) -> None:
    """Day 5 of the next month is its fifth day, 20 April; the last day is 15 May."""
    agreement, at = _agreement(due_day=due_day), overdue - timedelta(microseconds=1)
    before = _judged(agreement, {}, through="2026-03", as_of=at).verdict("leads", "2026-03")
    assert (before.status, before.note) == (Status.PENDING, f"its figure is due by {by}")
    after = _judged(agreement, {}, through="2026-03", as_of=overdue).verdict("leads", "2026-03")
    assert after.status is Status.NO_DATA


def test_what_is_missing_is_named_by_month() -> None:
    """2026-03 has no figure though 2026-04 has."""
    card = _judged(_agreement(), {"2026-02": 100, "2026-04": 100})
    assert [each.message for each in card.missing] == ["there are no figures for 2026-03"]


def test_a_task_is_due_after_the_last_day_of_the_month() -> None:
    """2026-03 ends on 15 April; ten days later is 25 April."""
    tell = Consequence("tell", Missed("leads"), Escalate("Amy", within="10 days"))
    card = _judged(_agreement(consequences=[tell]), {"2026-02": 100, "2026-03": 99})
    assert [(str(due.month), due.by) for due in card.dues] == [("2026-03", date(2026, 4, 25))]


@pytest.mark.parametrize(("as_of", "standing"), [("2027-02-15", "in-force"), ("2027-02-16", "ended")])
def test_the_term_ends_with_its_last_day(as_of: str, standing: str) -> None:
    """The last month is over on that day."""
    at = datetime.fromisoformat(f"{as_of}T12:00").replace(tzinfo=UTC)
    figures = {str(month): 100 for month in _agreement().months}
    assert _judged(_agreement(), figures, through="2027-01", as_of=at).standing.value == standing


# Signatures, amendments and the journal


@pytest.mark.parametrize(
    ("signed", "begins"), [("2026-04-15", "2026-04"), ("2026-04-16", "2026-04"), ("2026-04-17", "2026-05")]
)
def test_signatures_stand_on_the_first_day_of_the_month(signed: str, begins: str) -> None:
    """One of 16 April counts from 2026-04 on."""
    agreement = _agreement(signatures={"Agency": "2026-01-01", "Client": signed})
    statuses = _statuses(_judged(agreement, {"2026-05": 100}))
    assert next(month for month, status in statuses.items() if status != "not-in-force") == begins


@pytest.mark.parametrize(
    ("since", "begins"),
    [("2026-04-01", "2026-04"), ("2026-04-16", "2026-04"), ("2026-04-17", "2026-05"), ("2026-05-16", "2026-05")],
)
def test_an_amendment_begins_with_the_first_month_that_begins_on_its_day_or_later(since: str, begins: str) -> None:
    """Its target is twice as high."""
    [leads] = _agreement().objectives
    more = attrs.evolve(leads, evaluator=AtLeast("200 lead/month"))
    amended = _agreement().amended(since, objectives=[more], signatures=_SIGNED)
    assert str(amended.begins) == begins
    statuses = _statuses(_judged(amended, {str(month): 150 for month in amended.months}))
    assert next(month for month, status in statuses.items() if status == "missed") == begins
    with pytest.raises(AgreementError, match=whole("calendar: an amended agreement keeps its calendar")):
        _agreement().amended(since, calendar=PeriodCalendar())


@pytest.mark.parametrize("month", ["2026-03", Month(2026, 3), Month(2026, 3, begins_on=16)])
def test_a_waiver_names_its_month(month: Month | str) -> None:
    """By its name, which needs no day."""
    waiver = Waiver("leads", month, "Client", "a fair")
    card = _judged(_agreement(), {"2026-02": 99, "2026-03": 99}, Journal([waiver]))
    assert _statuses(card) == {"2026-02": "missed", "2026-03": "excused"}
    assert waiver.month == Month(2026, 3)
    unused = _judged(_agreement(), {"2026-03": 100}, Journal([waiver]))
    said = "the waiver of 'leads' in 2026-03 was not used: the promise is met"
    assert [each.message for each in unused.left_out] == [said]
    before = Waiver("leads", "2026-01", "Client")
    expected = "2026-01 lies outside the term, 2026-02..2027-01", "month"
    assert refusal(lambda: _judged(_agreement(), {}, Journal([before]))) == expected


@pytest.mark.parametrize(
    ("on", "last"), [("2026-04-15", "2026-03"), ("2026-04-16", "2026-03"), ("2026-04-17", "2026-04")]
)
def test_a_signature_is_withdrawn_from_a_day_on(on: str, last: str) -> None:
    """Months whose first day is that day or later are not in force."""
    journal = Journal([Withdrawal("Client", date.fromisoformat(on))])
    statuses = _statuses(_judged(_agreement(), {"2026-06": 100}, journal))
    assert [month for month, status in statuses.items() if status != "not-in-force"][-1] == last


# Periods and partial months


def test_a_term_that_covers_months_in_part() -> None:
    """From 1 March: 15 of the 28 days of 2026-02. To 25 April: 10 of the 30 days of 2026-04."""
    term = Term("2026-03-01", "2026-04-25")
    rule = AtLeast("840 lead/month")
    owed = {"2026-02": 450, "2026-03": 840, "2026-04": 280}
    pro_rata = _agreement(rule, term, partial_months="pro rata")
    assert _statuses(_judged(pro_rata, owed)) == dict.fromkeys(owed, "met")
    less = _judged(pro_rata, {month: number - 1 for month, number in owed.items()})
    assert _statuses(less) == dict.fromkeys(owed, "missed")
    in_full = _agreement(rule, term)
    assert _statuses(_judged(in_full, owed)) == {"2026-02": "missed", "2026-03": "met", "2026-04": "missed"}


@pytest.mark.parametrize(("month", "days"), [("2026-02", 28), ("2026-03", 31), ("2026-04", 30), ("2027-01", 31)])
def test_a_target_by_the_day_counts_the_days_of_the_month(month: str, days: int) -> None:
    """2026-02 runs from 16 February to 15 March."""
    agreement = _agreement(AtLeast("1 lead/day"))
    assert _judged(agreement, {month: days}).verdict("leads", month).status is Status.MET
    assert _judged(agreement, {month: days - 1}).verdict("leads", month).status is Status.MISSED


def test_a_fiscal_year_that_starts_in_april_begins_on_its_billing_day() -> None:
    """16 April: the term from 16 February has two months before it, and then whole quarters."""
    calendar = PeriodCalendar("fiscal", fiscal_year_starts="April", months_begin_on=16)
    agreement = _agreement(every="quarter", calendar=calendar)
    quarter = agreement.periods.containing(Month(2026, 4, begins_on=16), "quarter")
    assert (quarter.first.first_day, quarter.last.last_day) == (date(2026, 4, 16), date(2026, 7, 15))
    card = _judged(agreement, dict.fromkeys(map(str, agreement.months), 100))
    ends = [str(each.month) for each in card.verdicts if each.status is Status.MET]
    assert ends == ["2026-03", "2026-06", "2026-09", "2026-12", "2027-01"]


def test_a_window_counts_months_of_the_agreement() -> None:
    """Two months of 100 and 98."""
    card = _judged(_agreement(Rolling(AtLeast("100 lead/month"), months=2)), {"2026-02": 100, "2026-03": 98})
    assert _statuses(card) == {"2026-02": "pending", "2026-03": "missed"}


# Figures


@pytest.mark.parametrize("own", [1, 16])
def test_figures_of_other_months_are_refused(own: int) -> None:
    """In words that say how to read them; by checks of history alike. Those without a figure are of any months."""
    agreement = _agreement(calendar=PeriodCalendar(months_begin_on=own))
    other = 17 - own
    figures = Actuals.from_dict({"leads": {"2026-03": 1}}, known=agreement.metrics, months_begin_on=other)
    days = f"the months of these figures begin on day {other}, and those of the agreement on day {own}"
    said = f"{days}; read the figures with months_begin_on={own}"
    assert refusal(lambda: judge(agreement, figures)) == (said, "actuals")
    assert refusal(lambda: judge(agreement, figures, keep_going=True)) == (said, "actuals")
    assert refusal(lambda: check(agreement, history=figures)) == (said, "history")
    spoiled = Actuals(spoiled=[Key("leads", None, Month(2026, 3, begins_on=other))])
    assert refusal(lambda: judge(agreement, spoiled, through="2026-03")) == (said, "actuals")
    assert judge(agreement, Actuals(), through="2026-03").verdicts
    assert check(agreement, history=_read(agreement, {"2026-03": 1})) == check(agreement)


def _in_whole_months(agreement: Agreement, day: int, months: int) -> Agreement:
    """The same agreement for whole months that begin on a day, signed long before."""
    first = Month(2026, 3, begins_on=day)
    term = Term(first.first_day, (first + (months - 1)).last_day, agreement.term.timezone)
    calendar = attrs.evolve(agreement.calendar, months_begin_on=day)
    signed = {party.name: date(2020, 1, 1) for party in agreement.parties}
    return attrs.evolve(agreement, term=term, calendar=calendar, signatures=signed)


@given(judged_agreements(), st.integers(2, 28), st.integers(1, 14))
def test_the_same_figures_are_judged_alike_in_whole_months_from_any_day(
    judged: tuple[Agreement, Actuals, Month], day: int, months: int
) -> None:
    """Verdicts and amounts are those of months from the first, unless something is owed by the day or the week."""
    agreement, drawn, _through = judged
    texts = (str(target.quantity.unit) for each in agreement.promises for target in each.evaluator.targets)
    assume(not any(unit.endswith(("/week", "/day", "/business_day")) for unit in texts))
    try:
        first, other = (_in_whole_months(agreement, each, months) for each in (1, day))
    except AgreementError:  # a report that never occurs in such a term
        assume(False)
    cards = []
    for one in (first, other):
        months_of = list(one.months)
        figures = {
            key._replace(month=months_of[place]): actual
            for key, actual in drawn.figures.items()
            if (place := key.month - agreement.first_month) < months
        }
        cards.append(judge(one, Actuals(figures, metrics=one.metrics), through=str(months_of[-1])))
    said = [[(str(v.month), v.promise.name, v.status, v.counts_as, v.actual) for v in card.verdicts] for card in cards]
    assert said[0] == said[1]
    dues = [[(due.id, due.owed_by, due.owed_to, due.amount) for due in card.dues] for card in cards]
    assert dues[0] == dues[1]
    assert cards[0].standing == cards[1].standing


def test_a_period_and_a_month_of_text_alike() -> None:
    """What no text names is refused as it is without a calendar."""
    with pytest.raises(InvalidValueError, match=whole("'March' is not a month; write it as 2026-03")):
        _FROM_16.month_named("March")
    assert str(_FROM_16.period_named("2026-Q1")) == "2026-Q1"
    assert _FROM_16.period_named("2026-Q1").first.begins_on == 16
