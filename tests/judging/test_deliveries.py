"""Deliverables are judged by what the journal says of each day on which something was due."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import (
    Actual,
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    Composite,
    Consequence,
    Credit,
    Deliverable,
    Delivery,
    InvalidValueError,
    Journal,
    JournalError,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    PeriodCalendar,
    Problem,
    Recurrence,
    Report,
    Rolling,
    Status,
    Term,
    Verdict,
    Waiver,
    judge,
)
from smarketing.agreement_file import dumps_journal, loads_journal

WEEKLY = Report("status-report", "Agency", "Client", Recurrence("FREQ=WEEKLY;BYDAY=FR"))
RETAINER = Agreement(
    "Retainer",
    Term("2026-01-01", "2026-06-30", timezone="America/New_York"),
    [Party("Agency"), Party("Client")],
    [Objective("reports", "Agency", "Client", Deliverable("status-report", late_counts="50 %"))],
    signatures={"Agency": "2025-12-01", "Client": "2025-12-01"},
    cadence=[WEEKLY],
)
FRIDAYS = [date(2026, 1, 2) + timedelta(7 * week) for week in range(5)]


def delivered(*days: date | None, name: str = "reports") -> Journal:
    """Say when what was due on each Friday of January was delivered."""
    return Journal([Delivery(name, due, on) for due, on in zip(FRIDAYS, days, strict=False)])


def january(journal: Journal, agreement: Agreement = RETAINER, as_of: datetime | None = None) -> Verdict:
    return judge(agreement, Actuals(), through="2026-01", journal=journal, as_of=as_of).verdict("reports", "2026-01")


def test_what_comes_late_counts_as_stated() -> None:
    """On the day and before is in time, the day after is late, and never counts nothing."""
    one_late = [*FRIDAYS[:4], FRIDAYS[4] + timedelta(1)]
    assert january(delivered(*FRIDAYS)).finding.actual == Actual(5, 5)
    assert january(delivered(*(day - timedelta(2) for day in FRIDAYS))).status is Status.MET
    assert january(delivered(*one_late)).finding.actual == Actual(Fraction(9, 2), 5)
    assert january(delivered(*one_late)).status is Status.MISSED
    assert january(delivered(*FRIDAYS[:4], None)).finding.actual == Actual(4, 5)


def test_without_a_record_there_is_no_figure() -> None:
    """Of one day nothing is known: no data, not a miss, and it costs nothing."""
    paid = attrs.evolve(RETAINER, consequences=[Consequence("late", Missed("reports"), Credit("100 USD"))])
    found = judge(paid, Actuals(), through="2026-01", journal=delivered(*FRIDAYS[:4]))
    (verdict,) = found.verdicts
    assert (verdict.status, verdict.finding.actual, found.dues) == (Status.NO_DATA, None, ())
    assert verdict.because == "the journal does not say whether all that was due was delivered"
    assert len(judge(paid, Actuals(), through="2026-01", journal=delivered(*FRIDAYS[:4], None)).dues) == 1


def test_a_month_in_which_nothing_is_due() -> None:
    """There is nothing to judge."""
    yearly = attrs.evolve(
        RETAINER, objectives=[Objective("reports", "Agency", "Client", Deliverable(due=["2026-02-27"]))]
    )
    verdict = january(Journal(), yearly)
    assert (verdict.status, verdict.because) == (Status.NO_DATA, "0 of 0: nothing to judge")


def test_only_days_of_the_term_are_due() -> None:
    """The first and the last day of the term are, the days beside them are not."""
    days = ["2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"]
    agreement = attrs.evolve(RETAINER, objectives=[Objective("reports", "Agency", "Client", Deliverable(due=days))])
    journal = Journal([Delivery("reports", "2026-01-01", "2026-01-01"), Delivery("reports", "2026-06-30", "never")])
    verdicts = judge(agreement, Actuals(), through="2026-06", journal=journal).verdicts
    assert [each.finding.actual for each in verdicts] == [Actual(1, 1), *[Actual(0, 0)] * 4, Actual(0, 1)]


def test_a_running_month() -> None:
    """Days that are over in the term's zone count, and what came before its day; what comes later is not known."""
    journal = delivered(FRIDAYS[0], FRIDAYS[1], FRIDAYS[1], FRIDAYS[3])
    evening = datetime(2026, 1, 10, 4, 59, tzinfo=UTC)  # still the second Friday in New York
    seen = january(journal, as_of=evening).so_far
    assert seen is not None
    assert seen.actual == Actual(3, 3)
    midnight = datetime(2026, 1, 24, 5, tzinfo=UTC)
    seen = january(journal, as_of=midnight).so_far
    assert seen is not None
    assert seen.actual == Actual(4, 4)
    unknown = january(delivered(FRIDAYS[0], FRIDAYS[1]), as_of=midnight).so_far
    assert unknown is not None
    assert unknown.actual is None
    before = january(Journal(), as_of=datetime(2026, 1, 2, 12, tzinfo=UTC)).so_far
    assert before is not None
    assert before.actual is None


def test_what_is_delivered_after_the_time_of_judging_is_not_known() -> None:
    """The month is over, and the last report came on the day after: known from then on."""
    late = delivered(*FRIDAYS[:4], date(2026, 2, 3))
    on_the_day = datetime(2026, 2, 3, 12, tzinfo=UTC)
    assert january(late, as_of=on_the_day - timedelta(1)).status is Status.NO_DATA
    assert january(late, as_of=on_the_day).finding.actual == Actual(Fraction(9, 2), 5)


def test_months_from_another_day() -> None:
    """What is due on the 15th belongs to the month before, on the 16th to the next."""
    agreement = attrs.evolve(
        RETAINER,
        term=Term("2026-01-16", "2026-06-15"),
        calendar=PeriodCalendar(months_begin_on=16),
        objectives=[Objective("reports", "Agency", "Client", Deliverable(due=["2026-02-15", "2026-02-16"]))],
    )
    journal = Journal([Delivery("reports", "2026-02-15", "2026-02-15"), Delivery("reports", "2026-02-16", "never")])
    verdicts = judge(agreement, Actuals(), through="2026-02", journal=journal).verdicts
    assert [each.finding.actual for each in verdicts] == [Actual(1, 1), Actual(0, 1)]


def test_over_months_together() -> None:
    """Deliveries of the months are pooled."""
    rolling = Objective(
        "reports", "Agency", "Client", Rolling(Deliverable(due=["2026-01-30", "2026-02-27"], at_least="50 %"), months=2)
    )
    agreement = attrs.evolve(RETAINER, objectives=[rolling])
    journal = Journal([Delivery("reports", "2026-01-30", "2026-01-30"), Delivery("reports", "2026-02-27", "never")])
    found = judge(agreement, Actuals(), through="2026-02", journal=journal)
    assert found.verdict("reports", "2026-02").finding.actual == Actual(1, 2)
    assert found.verdict("reports", "2026-02").status is Status.MET


def test_an_amendment_changes_what_is_due() -> None:
    """From March on two weeks lie between reports."""
    fortnightly = attrs.evolve(WEEKLY, recurrence=Recurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"))
    amended = RETAINER.amended("2026-03-01", cadence=[fortnightly], signatures=RETAINER.signatures)
    days = [date(2026, 1, 2) + timedelta(7 * week) for week in range(13)]
    journal = Journal([Delivery("reports", day, day) for day in (*days[:9], days[10], days[12])])
    found = judge(amended, Actuals(), through="2026-03", journal=journal)
    assert [each.finding.actual for each in found.verdicts] == [Actual(5, 5), Actual(4, 4), Actual(2, 2)]


def test_figures_of_somebody_who_counts() -> None:
    """Without entries of a month its figure is taken; both together are refused."""
    figures = Actuals.from_dict({"reports": {"2026-01": (3, 5)}}, known=RETAINER.metrics)
    assert judge(RETAINER, figures).verdict("reports", "2026-01").finding.actual == Actual(3, 5)
    said = "the journal gives the figure of 'reports' in 2026-01, and so do the actuals; keep one of them"
    waiver = Waiver("reports", "2026-01", "Client")
    with pytest.raises(JournalError) as refused:
        judge(RETAINER, figures, journal=Journal([waiver, *delivered(*FRIDAYS).entries]))
    assert refused.value.problems == (Problem(said, ("journal", 1)),)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (
            [Delivery("report", "2026-01-02", "2026-01-02")],
            "no promise named 'report'; promises are 'reports' (did you mean 'reports'?)",
        ),
        (
            [Delivery("reports", "2026-01-03", "2026-01-03")],
            (
                "nothing of 'reports' is due on 2026-01-03; it is on 2026-01-02, 2026-01-09, 2026-01-16, "
                "2026-01-23 and 2026-01-30"
            ),
        ),
        ([Delivery("plans", "2026-01-03", None)], "nothing of 'plans' is due on 2026-01-03"),
        ([Delivery("leads", "2026-01-02", None)], "'leads' is no promise of deliverables"),
        ([Delivery("reports", "2026-07-03", None)], "2026-07-03 lies outside the term, 2026-01..2026-06"),
        (
            [Delivery("reports", "2026-01-02", "2026-01-02"), Delivery("reports", "2026-01-02", None)],
            "the delivery of 'reports' due on 2026-01-02 is there twice; keep one",
        ),
    ],
)
def test_entries_that_do_not_fit(entries: list[Delivery], said: str) -> None:
    """In judging and, with its place, in a file."""
    more = [
        Objective("plans", "Agency", "Client", Deliverable(due=["2026-05-01"])),
        Objective("leads", "Agency", "Client", AtLeast("1 lead/month")),
    ]
    agreement = attrs.evolve(RETAINER, objectives=[*RETAINER.objectives, *more])
    if entries[0].promise == "report":
        agreement = RETAINER
    with pytest.raises(InvalidValueError) as judged:
        judge(agreement, Actuals(), through="2026-01", journal=Journal(entries))
    assert judged.value.message == said
    with pytest.raises(JournalError) as read:
        loads_journal(dumps_journal(Journal(entries)), agreement=agreement)
    assert [each.message for each in read.value.problems] == [said]


def test_other_entries_may_be_there_twice() -> None:
    """Only the same delivery, or the same exclusion, is."""
    waiver = Waiver("reports", "2026-01", "Client")
    assert january(Journal([waiver, waiver, *delivered(*FRIDAYS[:4], None).entries])).status is Status.EXCUSED


def test_a_score_looks_at_deliverables() -> None:
    """A promise about others is judged after them, by what was found of them in the month."""
    health = Objective("health", "Agency", "Client", Composite(weights={"reports": 1}, at_least="90 %"))
    quarterly = attrs.evolve(RETAINER.objectives[0], every="quarter")
    agreement = attrs.evolve(RETAINER, objectives=[quarterly, health])
    found = judge(agreement, Actuals(), through="2026-01", journal=delivered(*FRIDAYS))
    assert found.verdict("health", "2026-01").status is Status.PENDING


def test_entries_come_back_from_a_file() -> None:
    """A day and never are written as they are read."""
    journal = delivered(FRIDAYS[0], None)
    assert "on: never" in dumps_journal(journal)
    assert loads_journal(dumps_journal(journal), agreement=RETAINER) == journal
    said = refusal(lambda: Delivery("reports", "2026-01-02", "soon"))
    assert said == ("'soon' is not a date; write it as 2026-01-31", None)


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        (None, "the journal counts 'other' for 'plans' already; leave out the metric"),
        ("EMEA", "the journal counts deliveries as a whole, not by segment"),
    ],
)
def test_deliverables_have_a_metric_of_their_own(segment: str | None, said: str) -> None:
    """The journal names the promise, so the figure is of this promise alone."""
    plans = Objective("plans", "Agency", "Client", Deliverable(due=["2026-05-01"]), metric="other")
    with pytest.raises(AgreementError) as refused:
        attrs.evolve(
            RETAINER,
            metrics=[Metric("other", "%", "share", ["EMEA"])],
            objectives=[plans, attrs.evolve(RETAINER.objectives[0], metric="other", segment=segment)],
        )
    assert [each.message for each in refused.value.problems] == [said]


@given(st.lists(st.none() | st.integers(-9, 40), min_size=5, max_size=5), st.integers(0, 60))
def test_the_share_is_what_counting_day_by_day_gives(late: list[int | None], today: int) -> None:
    """As of any day: what is known of each Friday, on its own."""
    days = [None if each is None else due + timedelta(each) for due, each in zip(FRIDAYS, late, strict=True)]
    as_of = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(today)
    verdict = january(delivered(*days), as_of=as_of)
    found = verdict.finding if verdict.so_far is None else verdict.so_far
    counted, asked, unknown = Fraction(0), 0, False
    over = today >= 31
    for due, on in zip(FRIDAYS, days, strict=True):
        known = (on or due) <= as_of.date()
        if not (over or due < as_of.date() or known):
            continue
        asked += 1
        unknown |= not known
        counted += 0 if on is None else 1 if on <= due else Fraction(1, 2)
    expected = None if unknown or not asked else Actual(counted, asked)
    assert found.actual == expected


def test_every_month_has_its_dates() -> None:
    """Over a long term each month is judged by the Fridays in it."""
    agreement = attrs.evolve(RETAINER, term=Term("2026-01-01", "2035-12-31"))
    days = [date(2026, 1, 2) + timedelta(7 * week) for week in range(52 * 9)]
    found = judge(
        agreement, Actuals(), through="2034-01", journal=Journal([Delivery("reports", day, day) for day in days])
    )
    for verdict in found.verdicts:
        fridays = sum(Month(day.year, day.month) == verdict.month for day in days)
        assert verdict.finding.actual == Actual(fridays, fridays)
