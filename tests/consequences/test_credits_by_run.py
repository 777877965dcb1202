"""Credits that grow with the run of misses: the first, the second and all further misses running pay their own."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    Case,
    CaseHistory,
    Consequence,
    Credit,
    Finding,
    InvalidValueError,
    Journal,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Period,
    Quantity,
    Scorecard,
    Status,
    Term,
    Verdict,
    Waiver,
    dumps,
    judge,
    loads,
)
from smarketing.checks import check
from smarketing.consequences.runs import place_text
from smarketing.diffs import changes_between
from smarketing.testing import check_effect

CHARGES = Metric("charges", "USD", "count")
CALLS = Metric("calls", "call", "count")
EACH_MISS, NO_ENTRIES = Missed("calls"), Journal()
NETWORX = Credit(of="charges", by_run=["12.5 %", "25 %", "50 %"])
FILE = """\
smarketing: 1
title: Networx
term: {start: 2026-01-01}
parties: {Carrier: {}, Agency: {contact: Josh}}
signatures: {Carrier: 2025-12-01, Agency: 2025-12-01}
metrics: {charges: {unit: USD, kind: count}}
objectives:
  calls: {owed_by: Carrier, owed_to: Agency, at_least: 10 calls/month}
consequences:
  credit:
    when: {missed: calls}
    credit: {of: charges, by_run: [12.5 %, 25 %, 50 %]}
"""


def contract(credit: Credit, when: Missed = EACH_MISS, **more: object) -> Agreement:
    """Two promises of a carrier to an agency, and a credit."""
    return Agreement(
        "Networx",
        Term("2026-01-01", timezone="UTC"),
        [Party("Carrier", "Amy"), Party("Agency", "Josh")],
        [
            Objective("calls", "Carrier", "Agency", AtLeast("10 calls/month"), no_data="counts as missed"),
            Objective("replies", "Carrier", "Agency", AtLeast("10 calls/month"), metric="calls"),
        ],
        metrics=[CALLS, CHARGES],
        consequences=[Consequence("credit", when, credit, **more)],  # type: ignore[arg-type] # limits
        signatures={"Carrier": "2025-12-15", "Agency": "2025-12-15"},
    )


def judged(
    agreement: Agreement, calls: Sequence[int | None], journal: Journal = NO_ENTRIES, charges: int | None = 1000
) -> Scorecard:
    """Judge some months, from January."""
    months = [f"2026-{place:02}" for place in range(1, len(calls) + 1)]
    figures = {
        "calls": {month: each for month, each in zip(months, calls, strict=True) if each is not None},
        "charges": {month: charges for month in months if charges is not None},
    }
    actuals = Actuals.from_dict(figures, known=agreement.metrics)
    return judge(agreement, actuals, through=months[-1], journal=journal)


def paid(scorecard: Scorecard) -> list[str]:
    """The amounts, one a due."""
    return [str(due.amount) for due in scorecard.dues]


def test_a_run_as_it_is_published() -> None:
    """12.5 % for one month, 25 % for the second running, 50 % for the third and every further one, seven included."""
    agreement = loads(FILE)
    assert agreement.consequences[0].effect == NETWORX
    card = judged(agreement, [0] * 7)
    assert paid(card) == ["125 USD", "250 USD", "500 USD", "500 USD", "500 USD", "500 USD", "500 USD"]
    assert [due.because for due in card.dues[:3]] == [
        "calls was missed in 2026-01: first miss: 12.5 % of 1,000.00 USD (charges)",
        "calls was missed in 2026-02: second miss running: 25 % of 1,000.00 USD (charges)",
        "calls was missed in 2026-03: third miss running: 50 % of 1,000.00 USD (charges)",
    ]


def test_a_month_that_was_met_ends_the_run() -> None:
    """The next miss is the first one again."""
    assert paid(judged(contract(NETWORX), [0, 9, 10, 9, 9])) == ["125 USD", "250 USD", "125 USD", "250 USD"]


def test_a_month_without_a_verdict_leaves_the_run_as_it_is() -> None:
    """A miss that was waived, and a figure that may still come, are neither a miss nor met."""
    waived = Journal([Waiver("calls", "2026-02", "Agency")])
    assert paid(judged(contract(NETWORX), [0, 0, 0], waived)) == ["125 USD", "250 USD"]
    assert paid(judged(loads(FILE), [0, None, 0])) == ["125 USD", "250 USD"]


def test_a_missing_figure_that_counts_as_missed_counts() -> None:
    """It is a miss like any other."""
    assert paid(judged(contract(NETWORX), [None, 0])) == ["125 USD", "250 USD"]


def test_a_missing_fee_leaves_the_amount_open() -> None:
    """The place in the run is known, the amount is not."""
    (due,) = judged(contract(NETWORX), [0], charges=None).dues
    assert (due.amount, due.task) == (None, "12.5 % of charges, once the figure of charges for 2026-01 is known")
    assert due.because == "calls was missed in 2026-01: first miss: 12.5 % of charges"


STATUSES = st.lists(st.sampled_from([*Status, Status.MISSED, Status.MISSED, Status.MISSED]), min_size=1, max_size=20)


def verdicts(statuses: Sequence[Status]) -> list[Verdict]:
    """Give a verdict a month, each of which counts as what it is."""
    promise = Objective("calls", "Carrier", "Agency", AtLeast("10 calls/month"))
    first = Month(2026, 1)
    return [Verdict(promise, CALLS, Period.of(first + n), Finding(each), each, each) for n, each in enumerate(statuses)]


@given(STATUSES, st.lists(st.integers(0, 100), min_size=1, max_size=5))
def test_what_a_run_pays_is_what_counting_by_hand_gives(statuses: list[Status], amounts: list[int]) -> None:
    """A miss takes the next amount, a month that was met starts again, anything else changes nothing."""
    credit = Credit(by_run=[f"{amount} USD" for amount in amounts])
    left, expected, given = list(amounts), [], []
    track = verdicts(statuses)
    for place, status in enumerate(statuses):
        if status is Status.MET:
            left = list(amounts)
        if status is not Status.MISSED:
            continue
        expected.append(left.pop(0) if len(left) > 1 else left[0])
        history = CaseHistory([track[: place + 1]])
        case = Case("credit", track[place].month, Missed("calls")(history), run_of=history.run_of)
        given += [due.amount for due in credit(case)]
    assert given == [Quantity(amount, "USD") for amount in expected]


def test_a_run_with_steps() -> None:
    """So much for each step, more in the second month."""
    credit = Credit(by_run=["1 USD", "5 USD"], per="full 2 calls")
    card = judged(contract(credit), [5, 6, 9])
    assert paid(card) == ["2 USD", "10 USD"]
    assert (
        card.dues[1].because == "calls was missed in 2026-02: second miss running: 5.00 USD per full 2 calls, 2 times"
    )


def test_a_limit_binds_a_run() -> None:
    """It cuts the sum, as it does for any credit."""
    card = judged(contract(NETWORX, limits="60 % of 1000 USD"), [0, 0, 0])
    assert paid(card) == ["125 USD", "250 USD", "225 USD"]


def test_the_run_of_a_case_by_itself() -> None:
    """Without a history a case knows its own verdicts; of what was met there is no run, and nothing is paid."""
    missed, met = verdicts([Status.MISSED] * 2), verdicts([Status.MISSED, Status.MET])
    assert Case("credit", Month(2026, 2), missed).run == 2
    assert Case("credit", Month(2026, 2), met).run == 0
    assert list(Credit(by_run=["5 USD"])(Case("credit", Month(2026, 2), met))) == []


def test_a_history_knows_the_run_of_its_promises_only() -> None:
    """Of any other there is none; nor of one that has no verdict yet."""
    history = CaseHistory([[], verdicts([Status.MISSED])])
    assert (history.run_of("calls"), history.run_of("replies")) == (1, 0)


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (1, "first miss"),
        (2, "second miss running"),
        (10, "tenth miss running"),
        (11, "11th miss running"),
        (13, "13th miss running"),
        (21, "21st miss running"),
        (22, "22nd miss running"),
        (33, "33rd miss running"),
        (112, "112th miss running"),
    ],
)
def test_a_place_in_a_run_in_words(run: int, text: str) -> None:
    """As people say it."""
    assert place_text(run) == text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "a credit needs exactly one of pay, tiers and by_run"),
        ({"pay": "5 USD", "by_run": ["5 USD"]}, "a credit needs exactly one of pay, tiers and by_run"),
        ({"by_run": ["5 USD", "-1 USD"]}, "a credit is not negative: -1 USD"),
        ({"by_run": ["5 USD", "1 EUR"]}, "a credit pays in one unit: USD or EUR"),
        (
            {"by_run": ["5 USD", "1 %"]},
            "pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not 1 %",
        ),
        ({"by_run": ["5 %", "1 USD"], "of": "charges"}, "pay a share of the fee, not 1 USD"),
    ],
)
def test_what_cannot_be_paid_is_refused(fields: dict[str, object], message: str) -> None:
    """The message says what is wrong."""
    with pytest.raises(InvalidValueError) as refused:
        Credit(**fields)  # type: ignore[arg-type]
    assert refused.value.message == message
    assert refused.value.field == ("pay" if "exactly" in message else "by_run")


def test_one_amount_is_a_list_of_one() -> None:
    """A text is not taken letter by letter."""
    assert Credit(by_run="5 USD") == Credit(by_run=["5 USD"])
    assert Credit(by_run=Quantity(5, "USD")) == Credit(by_run=["5 USD"])


def test_a_run_of_several_promises_together() -> None:
    """There is no one run."""
    with pytest.raises(AgreementError) as refused:
        contract(NETWORX, Missed(across=["calls", "replies"], times=2, window=3))
    said = "by_run goes by the run of one promise; watch promises with each, not across"
    assert [each.message for each in refused.value.problems] == [said]


def test_runs_come_back_from_a_file() -> None:
    """As they were written."""
    agreement = contract(NETWORX)
    assert "by_run:" in dumps(agreement)
    assert loads(dumps(agreement)) == agreement


def test_runs_keep_the_laws_of_effects() -> None:
    """Those that every rule keeps."""
    check_effect(NETWORX, max_examples=40)
    check_effect(Credit(by_run=["1 USD", "2 USD", "30 USD"]), max_examples=40)
    check_effect(Credit(by_run=["1 day", "2 days"], per="started lead"), max_examples=40)


@pytest.mark.parametrize(
    ("now", "way"),
    [
        (["6 USD", "9 USD"], "stricter"),
        (["5 USD", "9 USD", "10 USD"], "stricter"),
        (["5 USD"], "looser"),
        (["4 USD", "9 USD", "8 USD"], "looser"),
        (["4 USD", "10 USD"], "other"),
    ],
)
def test_what_another_run_changes(now: list[str], way: str) -> None:
    """Each place is compared, and the last one goes on."""
    was, later = contract(Credit(by_run=["5 USD", "9 USD"])), contract(Credit(by_run=now))
    assert [change.way for change in changes_between(was, later)] == [way]


def test_a_run_and_an_amount_are_compared() -> None:
    """An amount is a run that stays the same."""
    assert Credit(by_run=["5 USD", "9 USD"]).costs_at_least(Credit("5 USD"))
    assert not Credit("5 USD").costs_at_least(Credit(by_run=["5 USD", "9 USD"]))
    assert Credit("9 USD").costs_at_least(Credit(by_run=["5 USD", "9 USD"]))
    assert not Credit("9 USD", per="full lead").costs_at_least(Credit(by_run=["5 USD", "9 USD"]))


def test_runs_are_checked() -> None:
    """More than the whole fee, and a limit below the smallest amount, at their places."""
    found = check(contract(Credit(of="100 USD", by_run=["50 %", "101 %"]), limits="49 USD"), select="SM3")
    assert sorted((each.code, each.path) for each in found) == [
        ("SM309", ("consequences", "credit", "limits", 0)),
        ("SM310", ("consequences", "credit", "effect", "by_run", 1)),
    ]
    assert not check(contract(Credit(of="100 USD", by_run=["50 %", "100 %"]), limits="50 USD"), select="SM3")


def test_amounts_of_a_run_are_exact() -> None:
    """They are rounded once, after the limits."""
    credit = Credit(of="1 USD", by_run=["1/3 %"])
    (due,) = credit(Case("credit", Month(2026, 1), verdicts([Status.MISSED])))
    assert due.amount == Quantity(Fraction(1, 300), "USD")
