"""Maintenance and force majeure: what leaves a figure before it is judged, and what stays."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import attrs
import pytest

from expected_errors import refusal
from smarketing import (
    Actual,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Consequence,
    Credit,
    Evaluator,
    ExcludedCause,
    Exclusion,
    Journal,
    JournalError,
    Levels,
    Metric,
    Missed,
    Objective,
    Party,
    PeriodCalendar,
    Rolling,
    Scorecard,
    Status,
    Term,
    Trend,
    Waiver,
    Withdrawal,
    judge,
    loads,
)
from smarketing.agreement_file import loads_journal
from smarketing.judging import Entry

EVE = {"Host": "2025-12-01", "Client": "2025-12-01"}
DOWNTIME = AtMost("60 minutes/month")
MAINTENANCE = ExcludedCause("maintenance", ["downtime"], "480 minutes per month")


def hosting(evaluator: Evaluator = DOWNTIME, *causes: ExcludedCause, name: str = "downtime", **more: Any) -> Agreement:
    """One promise of a host, and the causes that may be excluded from it."""
    promise = Objective(name, "Host", "Client", evaluator)
    term, parties = Term("2026-01-01", "2026-12-31"), [Party("Host"), Party("Client")]
    return Agreement("Hosting", term, parties, [promise], signatures=EVE, exclusions=causes, **more)


def judged(
    agreement: Agreement, figures: Mapping[str, object], entries: Sequence[tuple[str, str, str]] = (), **more: Any
) -> Scorecard:
    """The scorecard of the first promise with entries of month, amount and cause."""
    promise = agreement.objectives[0]
    actuals = Actuals.from_dict({agreement.metric_of(promise): figures}, known=agreement.metrics)
    journal = Journal(Exclusion(promise.name, month, amount, cause) for month, amount, cause in entries)
    return judge(agreement, actuals, journal=journal, **more)


def of(scorecard: Scorecard, month: str, promise: str = "downtime") -> tuple[str, str]:
    """How a promise stands in a month, and why."""
    verdict = scorecard.verdict(promise, month)
    return verdict.status.value, verdict.because


# A clause as it stands in contracts


CLAUSE = """
smarketing: 1
title: Hosting
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Host: {}, Client: {}}
signatures: {Host: 2026-01-01, Client: 2026-01-01}
objectives:
  downtime: {owed_by: Host, owed_to: Client, at_most: 60 minutes/month}
  answers: {owed_by: Host, owed_to: Client, at_least: 90 %}
exclusions:
  maintenance: {promises: [downtime, answers], at_most: [8 hours per month, 10 per month]}
  force majeure: {promises: [downtime]}
"""
ENTRIES = """
smarketing: 1
journal:
- exclusion: {promise: downtime, month: 2026-01, amount: 8 hours, because: maintenance}
- exclusion: {promise: downtime, month: 2026-02, amount: 9 hours, because: maintenance}
- exclusion: {promise: downtime, month: 2026-03, amount: 3 days, because: force majeure}
- exclusion: {promise: answers, month: 2026-03, amount: 3 of 5, because: maintenance}
"""


def test_scheduled_maintenance_of_eight_hours_a_month_and_any_force_majeure() -> None:
    """Up to 480 minutes of maintenance leave; the minutes over that count; force majeure leaves without a limit."""
    agreement = loads(CLAUSE)
    figures = {
        "downtime": {"2026-01": 540, "2026-02": 601, "2026-03": 4380},
        "answers": {"2026-01": (88, 100), "2026-02": (90, 100), "2026-03": (88, 100)},
    }
    actuals = Actuals.from_dict(figures, known=agreement.metrics)
    scorecard = judge(agreement, actuals, journal=loads_journal(ENTRIES, agreement=agreement))
    assert [of(scorecard, month) for month in ("2026-01", "2026-02", "2026-03")] == [
        ("met", "60 minutes against at most 60 minutes; 480 minutes excluded: maintenance"),
        (
            "missed",
            (
                "121 minutes against at most 60 minutes: 61 minutes over; "
                "480 of 540 minutes excluded: maintenance may come to 8 hours per month"
            ),
        ),
        ("met", "60 minutes against at most 60 minutes; 4,320 minutes excluded: force majeure"),
    ]
    assert of(scorecard, "2026-03", "answers") == (
        "missed",
        "85 of 95 (89.47 %) against at least 90 %: 0.53 points short; 3 of 5 excluded: maintenance",
    )


# The figure


@pytest.mark.parametrize(
    ("counted", "amount", "status"),
    [(121, "60 minutes", "missed"), (120, "60 minutes", "met"), (120, "59 minutes", "missed"), (120, "1 hour", "met")],
)
def test_a_count_less_what_is_excluded(counted: int, amount: str, status: str) -> None:
    """Judged at the edge, in the unit of the figure."""
    scorecard = judged(hosting(DOWNTIME, MAINTENANCE), {"2026-01": counted}, [("2026-01", amount, "maintenance")])
    assert scorecard.verdict("downtime", "2026-01").status.value == status


def test_a_share_leaves_with_its_base_and_so_does_a_ratio() -> None:
    """3 of 5 leave 85 of 95; six hours for two faults leave two for one."""
    answers = hosting(AtLeast("90 %"), ExcludedCause("strike", "answers"), name="answers")
    found = judged(answers, {"2026-01": (88, 100)}, [("2026-01", "3 of 5", "strike")]).verdicts[0]
    assert found.finding.actual == Actual(85, 95)
    repair = hosting(
        AtMost("2 hours"), ExcludedCause("strike", "repair"), name="repair", metrics=[Metric("repair", "hour", "ratio")]
    )
    scorecard = judged(repair, {"2026-01": (8, 3)}, [("2026-01", "6 of 2", "strike")])
    assert of(scorecard, "2026-01", "repair") == (
        "met",
        "2 for 1 (2 hours) against at most 2 hours; 6 of 2 excluded: strike",
    )


def test_all_of_it_leaves() -> None:
    """A count is 0 then, and a share is of nothing: nothing is to be judged."""
    scorecard = judged(hosting(DOWNTIME, MAINTENANCE), {"2026-01": 70}, [("2026-01", "70 minutes", "maintenance")])
    assert of(scorecard, "2026-01")[0] == "met"
    answers = hosting(AtLeast("90 %"), ExcludedCause("strike", "answers"), name="answers", no_data="counts as missed")
    verdict = judged(answers, {"2026-01": (4, 5)}, [("2026-01", "4 of 5", "strike")]).verdicts[0]
    assert (verdict.status, verdict.counts_as) == (Status.NO_DATA, Status.NO_DATA)
    assert verdict.because == "0 of 0: nothing to judge; 4 of 5 excluded: strike"


def test_another_promise_on_the_metric_sees_the_figure_as_it_is() -> None:
    """An entry is about the promise that it names; the levels of that promise go with it."""
    rule = Levels(expected=AtMost("60 minutes/month"), minimum=AtMost("90 minutes/month"))
    agreement = hosting(rule, MAINTENANCE)
    raw = Objective("raw", "Host", "Client", DOWNTIME, metric="downtime")
    agreement = attrs.evolve(agreement, objectives=[*agreement.objectives, raw])
    scorecard = judged(agreement, {"2026-01": 120}, [("2026-01", "60 minutes", "maintenance")])
    said = {verdict.promise.name: (verdict.status.value, verdict.actual) for verdict in scorecard.verdicts}
    minutes = {name: None if actual is None else actual.value for name, (_status, actual) in said.items()}
    assert minutes == {"downtime": 60, "downtime.expected": 60, "downtime.minimum": 60, "raw": 120}
    assert {name for name, (status, _actual) in said.items() if status == "missed"} == {"raw"}


def test_a_segment_has_exclusions_of_its_own() -> None:
    """The figure of the segment that the promise is about."""
    night = Objective("night", "Host", "Client", DOWNTIME, metric="outages", segment="night")
    agreement = Agreement(
        "Hosting",
        Term("2026-01-01"),
        [Party("Host"), Party("Client")],
        [night],
        metrics=[Metric("outages", "minute", "count", segments=["night"])],
        signatures=EVE,
        exclusions=[ExcludedCause("maintenance", "night")],
    )
    rows = [
        {"month": "2026-01", "metric": "outages", "segment": segment, "value": value}
        for segment, value in (("night", 70), (None, 200))
    ]
    journal = Journal([Exclusion("night", "2026-01", "10 minutes", "maintenance")])
    scorecard = judge(agreement, Actuals.from_rows(rows, known=agreement.metrics), journal=journal)
    assert of(scorecard, "2026-01", "night")[0] == "met"


def test_windows_trends_quarters_and_credits_see_what_is_left() -> None:
    """And say what left within them, for all their months together."""
    entries = [("2026-01", "60 minutes", "maintenance"), ("2026-02", "30 minutes", "maintenance")]
    figures = {"2026-01": 120, "2026-02": 90, "2026-03": 60}
    rolling = judged(hosting(Rolling(DOWNTIME, months=3), MAINTENANCE), figures, entries)
    assert of(rolling, "2026-03") == (
        "met",
        "180 minutes in the 3 months from 2026-01 against at most 180 minutes; 90 minutes excluded: maintenance",
    )
    trend = hosting(
        Trend(at_most="100 %", of="the month before"), MAINTENANCE, metrics=[Metric("downtime", "minute", "count")]
    )
    assert of(judged(trend, figures, entries), "2026-02") == (
        "met",
        "60 minutes against at most 60 minutes; 100 % of 60 minutes in 2026-01; 30 minutes excluded: maintenance",
    )
    quarter = judged(hosting(AtMost("180 minutes/quarter"), MAINTENANCE), figures, entries)
    assert [of(quarter, month) for month in ("2026-02", "2026-03")] == [
        ("pending", "judged once a quarter: this one ends in 2026-03; 90 minutes excluded: maintenance"),
        (
            "met",
            "180 minutes in the 3 months from 2026-01 against at most 180 minutes; 90 minutes excluded: maintenance",
        ),
    ]
    credit = Consequence("credit", Missed("downtime"), Credit("2 USD", per="exact 1 minute"))
    dues = judged(hosting(DOWNTIME, MAINTENANCE, consequences=[credit]), {"2026-01": 125}, entries[:1]).dues
    assert [str(due.amount) for due in dues] == ["10 USD"]


# Limits


def test_a_limit_counts_the_base_and_cuts_a_share_pro_rata() -> None:
    """Of 3 of 5 a limit of 4 leaves four fifths, exactly; one of 5 leaves all."""
    for most, (value, base) in {
        "4 per month": (Fraction(428, 5), 96),
        "5 per month": (Fraction(85), 95),
        "0 per month": (Fraction(88), 100),
    }.items():
        answers = hosting(AtLeast("90 %"), ExcludedCause("strike", "answers", most), name="answers")
        actual = judged(answers, {"2026-01": (88, 100)}, [("2026-01", "3 of 5", "strike")]).verdicts[0].finding.actual
        assert actual == Actual(value, base)
    found = judged(
        hosting(AtLeast("90 %"), ExcludedCause("strike", "answers", "4 per month"), name="answers"),
        {"2026-01": (88, 100)},
        [("2026-01", "3 of 5", "strike")],
    )
    assert found.verdicts[0].excluded == ("2.4 of 4 excluded, not 3 of 5: strike may come to 4 per month",)


def test_what_is_over_stays_in_the_order_of_months_then_of_the_journal() -> None:
    """The later month finds nothing left, wherever its entry stands; a new period begins at nothing."""
    cause = ExcludedCause("maintenance", "downtime", "100 minutes per quarter")
    figures = dict.fromkeys(("2026-01", "2026-02", "2026-03", "2026-04"), 100)
    entries = [
        ("2026-03", "60 minutes", "maintenance"),
        ("2026-01", "70 minutes", "maintenance"),
        ("2026-04", "100 minutes", "maintenance"),
        ("2026-02", "20 minutes", "maintenance"),
        ("2026-02", "40 minutes", "maintenance"),
    ]
    scorecard = judged(hosting(DOWNTIME, cause), figures, entries)
    assert [verdict.actual and verdict.actual.value for verdict in scorecard.verdicts] == [30, 70, 100, 0]
    assert [verdict.excluded for verdict in scorecard.verdicts] == [
        ("70 minutes excluded: maintenance",),
        ("30 of 60 minutes excluded: maintenance may come to 100 minutes per quarter",),
        ("0 of 60 minutes excluded: maintenance may come to 100 minutes per quarter",),
        ("100 minutes excluded: maintenance",),
    ]


@pytest.mark.parametrize(
    ("limit", "left"),
    [
        ("50 minutes", [50, 100, 100, 100]),
        ("50 minutes per month", [50, 50, 50, 50]),
        ("50 minutes per trailing 2 months", [50, 100, 50, 100]),
        ("80 minutes per trailing 3 months", [40, 80, 100, 40]),
        (["90 minutes", "50 minutes per month"], [50, 60, 100, 100]),
    ],
)
def test_the_periods_of_limits(limit: str | list[str], left: list[int]) -> None:
    """Of the term, of each month, of months that trail; the tightest of several."""
    months = ("2026-01", "2026-02", "2026-03", "2026-04")
    agreement = hosting(DOWNTIME, ExcludedCause("maintenance", "downtime", limit))
    amount = "60 minutes"
    scorecard = judged(agreement, dict.fromkeys(months, 100), [(month, amount, "maintenance") for month in months])
    assert [verdict.actual and verdict.actual.value for verdict in scorecard.verdicts] == left


def test_each_promise_and_each_cause_has_the_limit_by_itself() -> None:
    """Two causes of 40 minutes leave 80."""
    causes = [ExcludedCause(name, "downtime", "40 minutes per month") for name in ("maintenance", "moving")]
    entries = [("2026-01", "50 minutes", "moving"), ("2026-01", "50 minutes", "maintenance")]
    verdict = judged(hosting(DOWNTIME, *causes), {"2026-01": 100}, entries).verdicts[0]
    assert verdict.excluded == (
        "40 of 50 minutes excluded: maintenance may come to 40 minutes per month",
        "40 of 50 minutes excluded: moving may come to 40 minutes per month",
    )


def test_a_window_names_the_limit_that_cut_one_of_its_months() -> None:
    """Also where a later month is within it."""
    cause = ExcludedCause("maintenance", "downtime", "50 minutes per month")
    entries = [("2026-01", "60 minutes", "maintenance"), ("2026-02", "20 minutes", "maintenance")]
    scorecard = judged(hosting(Rolling(DOWNTIME, months=2), cause), {"2026-01": 90, "2026-02": 90}, entries)
    assert scorecard.verdicts[1].excluded == (
        "70 of 80 minutes excluded: maintenance may come to 50 minutes per month",
    )


def test_a_limit_of_the_term_says_so() -> None:
    """It has no period of its own."""
    cause = ExcludedCause("maintenance", "downtime", "40 minutes")
    found = judged(hosting(DOWNTIME, cause), {"2026-01": 100}, [("2026-01", "50 minutes", "maintenance")])
    assert found.verdicts[0].excluded == ("40 of 50 minutes excluded: maintenance may come to 40 minutes in the term",)


# Entries that are not used


def test_without_a_figure_nothing_leaves_and_no_limit_is_used() -> None:
    """The month has no figure with an exclusion either, and the scorecard says so."""
    cause = ExcludedCause("maintenance", "downtime", "60 minutes")
    entries = [("2026-01", "60 minutes", "maintenance"), ("2026-02", "60 minutes", "maintenance")]
    scorecard = judged(hosting(DOWNTIME, cause), {"2026-02": 120}, entries)
    assert [of(scorecard, month) for month in ("2026-01", "2026-02")] == [
        ("no-data", "there is no figure for 2026-01"),
        ("met", "60 minutes against at most 60 minutes; 60 minutes excluded: maintenance"),
    ]
    said = "journal.0: the exclusion of 60 minutes of 'downtime' in 2026-01 was not used: there is no figure"
    assert list(map(str, scorecard.left_out)) == [said]


def test_a_month_that_is_not_over_or_not_due_may_still_use_it() -> None:
    """Nothing is said; with a figure so far the exclusion is taken out of it."""
    as_of = datetime(2026, 1, 20, tzinfo=UTC)
    entries = [("2026-01", "60 minutes", "maintenance")]
    pending = judged(hosting(DOWNTIME, MAINTENANCE), {}, entries, as_of=as_of)
    assert (pending.left_out, pending.verdicts[0].excluded) == ((), ())
    so_far = judged(hosting(DOWNTIME, MAINTENANCE), {"2026-01": 90}, entries, as_of=as_of).verdicts[0]
    assert so_far.so_far is not None
    assert so_far.so_far.actual is not None
    assert so_far.so_far.actual.value == 30
    assert so_far.because == "2026-01 is not over; 60 minutes excluded: maintenance"


def test_a_month_that_is_not_in_force_uses_none() -> None:
    """Its limit is kept for the months that are."""
    cause = ExcludedCause("maintenance", "downtime", "60 minutes")
    agreement = attrs.evolve(hosting(DOWNTIME, cause), signatures={**EVE, "Host": "2026-01-15"})
    entries = [("2026-01", "60 minutes", "maintenance"), ("2026-02", "60 minutes", "maintenance")]
    scorecard = judged(agreement, {"2026-01": 120, "2026-02": 120}, entries)
    assert [verdict.status.value for verdict in scorecard.verdicts] == ["not-in-force", "met"]
    assert scorecard.verdicts[0].excluded == ()
    said = "journal.0: the exclusion of 60 minutes of 'downtime' in 2026-01 was not used: the promise is not in force"
    assert list(map(str, scorecard.left_out)) == [said]


def test_a_later_month_than_the_last_one_judged_is_left_alone() -> None:
    """It is still to be judged."""
    scorecard = judged(
        hosting(DOWNTIME, MAINTENANCE), {"2026-01": 10}, [("2026-03", "60 minutes", "maintenance")], through="2026-02"
    )
    assert scorecard.left_out == ()


def test_an_excused_miss_still_says_what_left() -> None:
    """A waiver keeps the sentence."""
    agreement = hosting(DOWNTIME, MAINTENANCE)
    excluded = Exclusion("downtime", "2026-01", "10 minutes", "maintenance")
    entries: list[Entry] = [Waiver("downtime", "2026-01", "Client"), excluded]
    actuals = Actuals.from_dict({"downtime": {"2026-01": 90}}, known=agreement.metrics)
    assert of(judge(agreement, actuals, journal=Journal(entries)), "2026-01") == (
        "excused",
        (
            "80 minutes against at most 60 minutes: 20 minutes over; excused: waived by Client; "
            "10 minutes excluded: maintenance"
        ),
    )


# Entries that do not fit


TWO = attrs.evolve(
    hosting(DOWNTIME, MAINTENANCE, ExcludedCause("strike", ["downtime"])),
    objectives=[
        Objective("downtime", "Host", "Client", DOWNTIME),
        Objective("answers", "Host", "Client", AtLeast("9 %")),
    ],
    exclusions=[MAINTENANCE, ExcludedCause("strike", ["downtime", "answers"])],
)


@pytest.mark.parametrize(
    ("entry", "said", "field"),
    [
        (
            Exclusion("downtime", "2026-01", "6 minutes", "maintainance"),
            (
                "no cause of exclusions named 'maintainance'; causes are 'maintenance', 'strike' "
                "(did you mean 'maintenance'?)"
            ),
            "because",
        ),
        (
            Exclusion("answers", "2026-01", "1 of 2", "maintenance"),
            "maintenance is excluded from 'downtime', not from 'answers'",
            "promise",
        ),
        (
            Exclusion("answer", "2026-01", "1 of 2", "strike"),
            "no promise named 'answer'; promises are 'downtime', 'answers' (did you mean 'answers'?)",
            "promise",
        ),
        (
            Exclusion("downtime", "2025-12", "6 minutes", "maintenance"),
            "2025-12 lies outside the term, 2026",
            "month",
        ),
        (
            Exclusion("downtime", "2027-01", "6 minutes", "maintenance"),
            "2027-01 lies outside the term, 2026",
            "month",
        ),
        (
            Exclusion("downtime", "2026-01", "6 USD", "maintenance"),
            "'downtime' is a count: write an amount, as in '6 minutes'; not 6 USD",
            "amount",
        ),
        (
            Exclusion("downtime", "2026-01", "3 of 5", "maintenance"),
            "'downtime' is a count: write an amount, as in '6 minutes'; not 3 of 5",
            "amount",
        ),
        (
            Exclusion("answers", "2026-01", "3", "strike"),
            "'answers' is a share: write what leaves, of how many, as in '3 of 5'; not 3",
            "amount",
        ),
        (
            Exclusion("answers", "2026-01", "6 of 5", "strike"),
            "of 5 that leave no more can have been kept; not 6 of 5",
            "amount",
        ),
    ],
)
def test_an_entry_that_does_not_fit(entry: Exclusion, said: str, field: str) -> None:
    """Refused, with the field."""
    assert refusal(lambda: judge(TWO, Actuals(), through="2026-03", journal=Journal([entry]))) == (said, field)


def test_the_same_entry_twice() -> None:
    """Word for word, or the same amount in other words: probably one event."""
    entries = [Exclusion("downtime", "2026-01", amount, "maintenance") for amount in ("60 minutes", "1 hour")]
    said = "the exclusion of 1 hour of 'downtime' in 2026-01 is there twice; if both happened, write their sum"
    assert refusal(lambda: judge(TWO, Actuals(), through="2026-03", journal=Journal(entries))) == (said, "amount")


def too_much(actuals: Actuals, journal: Journal) -> list[tuple[str | int, str]]:
    """Give the number of each entry that takes out too much, and what is said of it."""
    with pytest.raises(JournalError) as refused:
        judge(TWO, actuals, journal=journal)
    assert {each.path[::2] for each in refused.value.problems} == {("journal", "exclusion")}
    return [(each.path[1], each.message) for each in refused.value.problems]


@pytest.mark.parametrize(
    ("promise", "figure", "amounts", "out", "there"),
    [
        ("downtime", 100, ["101 minutes"], "101 minutes", "100 minutes"),
        ("downtime", 100, ["60 minutes", "41 minutes"], "101 minutes", "100 minutes"),
        ("answers", (8, 10), ["1 of 11"], "1 of 11", "8 of 10"),
        ("answers", (8, 10), ["9 of 9"], "9 of 9", "8 of 10"),
        ("answers", (8, 10), ["0 of 3"], "0 of 3", "8 of 10"),
    ],
)
def test_more_than_there_is(promise: str, figure: object, amounts: list[str], out: str, there: str) -> None:
    """Refused, whatever the limit: also more that was kept, or was not kept, than there was."""
    actuals = Actuals.from_dict({promise: {"2026-01": figure}}, known=TWO.metrics)
    journal = Journal(Exclusion(promise, "2026-01", amount, "strike") for amount in amounts)
    said = f"the exclusions of {promise!r} in 2026-01 take out {out}, and the figure is {there}"
    assert too_much(actuals, journal) == [(len(amounts) - 1, said)]


def test_several_causes_are_counted_together() -> None:
    """60 minutes of each of two are more than 100."""
    actuals = Actuals.from_dict({"downtime": {"2026-01": 100}}, known=TWO.metrics)
    journal = Journal(Exclusion("downtime", "2026-01", "60 minutes", cause) for cause in ("maintenance", "strike"))
    said = "the exclusions of 'downtime' in 2026-01 take out 120 minutes, and the figure is 100 minutes"
    assert too_much(actuals, journal) == [(1, said)]


def test_all_that_is_too_much_is_reported_at_once() -> None:
    """Each entry with its number, oldest month first."""
    figures = {"downtime": {"2026-01": 100, "2026-02": 100}, "answers": {"2026-01": (8, 10)}}
    entries = [
        Exclusion("downtime", "2026-02", "101 minutes", "strike"),
        Exclusion("answers", "2026-01", "1 of 11", "strike"),
        Exclusion("downtime", "2026-01", "100 minutes", "strike"),
    ]
    assert too_much(Actuals.from_dict(figures, known=TWO.metrics), Journal(entries)) == [
        (1, "the exclusions of 'answers' in 2026-01 take out 1 of 11, and the figure is 8 of 10"),
        (0, "the exclusions of 'downtime' in 2026-02 take out 101 minutes, and the figure is 100 minutes"),
    ]


# Versions and billing months


def test_the_version_of_the_month_says_which_causes_and_limits_count() -> None:
    """What left before an amendment counts towards the limits after it; a cause that is new does not work backwards."""
    first = hosting(DOWNTIME, ExcludedCause("maintenance", "downtime", "60 minutes per month"))
    second = [ExcludedCause("maintenance", "downtime", "100 minutes"), ExcludedCause("strike", "downtime")]
    agreement = first.amended("2026-02-01", exclusions=second, signatures=EVE)
    months = ("2026-01", "2026-02", "2026-03")
    entries = [(month, "80 minutes", "maintenance") for month in months]
    scorecard = judged(agreement, dict.fromkeys(months, 100), entries)
    assert [verdict.actual and verdict.actual.value for verdict in scorecard.verdicts] == [40, 60, 100]
    early = [("2026-01", "5 minutes", "strike")]
    said = "no cause of exclusions named 'strike'; causes are 'maintenance'"
    assert refusal(lambda: judged(agreement, {"2026-01": 10}, early)) == (said, "because")
    assert judged(agreement, {"2026-02": 10}, [("2026-02", "5 minutes", "strike")]).verdicts[1].excluded == (
        "5 minutes excluded: strike",
    )


def test_a_window_over_an_amendment_keeps_what_left_before() -> None:
    """The promise goes on, and so do its figures."""
    first = hosting(Rolling(DOWNTIME, months=2), MAINTENANCE)
    agreement = first.amended("2026-02-01", exclusions=[], signatures=EVE)
    scorecard = judged(agreement, {"2026-01": 120, "2026-02": 60}, [("2026-01", "60 minutes", "maintenance")])
    assert of(scorecard, "2026-02")[0] == "met"


def test_billing_months_have_the_name_of_the_month_in_which_they_begin() -> None:
    """As a waiver names them."""
    agreement = hosting(DOWNTIME, MAINTENANCE, calendar=PeriodCalendar(months_begin_on=16))
    actuals = Actuals.from_dict({"downtime": {"2026-01": 100}}, known=agreement.metrics, months_begin_on=16)
    journal = Journal([Exclusion("downtime", "2026-01", "40 minutes", "maintenance")])
    assert of(judge(agreement, actuals, journal=journal), "2026-01")[0] == "met"


def test_a_withdrawn_signature_beside_exclusions() -> None:
    """Kinds of entries do not mix."""
    agreement = hosting(DOWNTIME, MAINTENANCE)
    actuals = Actuals.from_dict({"downtime": {"2026-01": 100, "2026-02": 10}}, known=agreement.metrics)
    excluded = Exclusion("downtime", "2026-01", "40 minutes", "maintenance")
    entries: list[Entry] = [excluded, Withdrawal("Host", "2026-02-01")]
    scorecard = judge(agreement, actuals, journal=Journal(entries))
    assert [verdict.status.value for verdict in scorecard.verdicts] == ["met", "not-in-force"]
