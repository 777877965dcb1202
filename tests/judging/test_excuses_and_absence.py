"""Months that are not in force, figures that are missing, misses that are relieved or waived, rows left out."""

from typing import Any

import pytest

from smarketing import (
    Actuals,
    ActualsError,
    Agreement,
    AgreementError,
    AtLeast,
    Consequence,
    Credit,
    InvalidValueError,
    Journal,
    Missed,
    Objective,
    Party,
    Rolling,
    Scorecard,
    Standing,
    Term,
    Waiver,
    Withdrawal,
    judge,
)

_PARTIES = [Party("Marketing"), Party("Sales")]
_NO_ENTRIES = Journal()
_SIGNED = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
_MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")


def leads(name: str = "leads", **more: Any) -> Objective:
    """Marketing owes sales one lead a month."""
    return Objective(name, "Marketing", "Sales", AtLeast("1 SQL/month"), **more)


def revenue(**more: Any) -> Objective:
    """Sales owes marketing one dollar a month."""
    return Objective("revenue", "Sales", "Marketing", AtLeast("1 USD/month"), **more)


def card_of(
    figures: dict[str, dict[str, object]],
    *objectives: Objective,
    through: str = "2026-01",
    journal: Journal = _NO_ENTRIES,
    keep_going: bool = False,
    **more: Any,
) -> Scorecard:
    """Judge promises by figures of their metrics."""
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, objectives, **({"signatures": _SIGNED} | more))
    actuals = Actuals.from_dict(figures, known=agreement.metrics)
    return judge(agreement, actuals, through=through, journal=journal, keep_going=keep_going)


def statuses(card: Scorecard, promise: str = "leads") -> list[str]:
    """Give the statuses of a promise, month by month."""
    return [verdict.status.value for verdict in card.verdicts if verdict.promise.name == promise]


def test_nothing_is_judged_before_everybody_has_signed() -> None:
    """Sales signs on 1 February, marketing on 2 March: April is the first month that both signed for."""
    signatures = {"Sales": "2026-02-01", "Marketing": "2026-03-02"}
    card = card_of({"leads": dict.fromkeys(_MONTHS, 0)}, leads(), through="2026-04", signatures=signatures)
    assert statuses(card) == ["not-in-force", "not-in-force", "not-in-force", "missed"]
    assert [verdict.because for verdict in card.verdicts] == [
        "not in force: on 2026-01-01 it was not signed by Marketing and Sales",
        "not in force: on 2026-02-01 it was not signed by Marketing",
        "not in force: on 2026-03-01 it was not signed by Marketing",
        "0 SQL against at least 1 SQL: 1 SQL short",
    ]
    assert card.standing is Standing.IN_FORCE


def test_a_signature_on_the_first_day_of_the_term_is_in_time() -> None:
    """The term may start within a month."""
    agreement = Agreement(
        "x", Term("2026-01-20"), _PARTIES, [leads()], signatures={"Sales": "2026-01-20", "Marketing": "2026-01-02"}
    )
    card = judge(agreement, Actuals.from_dict({"leads": {"2026-01": 1}}, known=agreement.metrics))
    assert statuses(card) == ["met"]


def test_a_withdrawn_signature_ends_the_force_of_an_agreement() -> None:
    """From the first month that begins on the day of the withdrawal or after it; earlier rights stand back."""
    journal = Journal([Withdrawal("Sales", "2026-02-01")])
    card = card_of({"leads": dict.fromkeys(_MONTHS, 1)}, leads(), through="2026-03", journal=journal)
    assert statuses(card) == ["met", "not-in-force", "not-in-force"]
    assert card.verdicts[-1].because == "not in force: on 2026-03-01 it was not signed by Sales"
    assert card.standing is Standing.NOT_IN_FORCE


def test_a_withdrawal_within_a_month_lets_that_month_stand() -> None:
    """The signature stood on its first day."""
    journal = Journal([Withdrawal("Sales", "2026-02-02")])
    card = card_of({"leads": dict.fromkeys(_MONTHS, 1)}, leads(), through="2026-03", journal=journal)
    assert statuses(card) == ["met", "met", "not-in-force"]


def test_windows_begin_with_the_first_month_in_force() -> None:
    """In force from February: three months are whole in April, and January's figure is no part of them."""
    promise = Objective("leads", "Marketing", "Sales", Rolling(AtLeast("2 SQL/month"), months=3))
    figures: dict[str, object] = {"2026-01": 100, "2026-02": 2, "2026-03": 2, "2026-04": 1}
    signatures = {"Marketing": "2025-12-01", "Sales": "2026-02-01"}
    card = card_of({"leads": figures}, promise, through="2026-04", signatures=signatures)
    assert statuses(card) == ["not-in-force", "pending", "pending", "missed"]
    assert [verdict.because for verdict in card.verdicts[2:]] == [
        "not judged yet: needs 3 months; first result in 2026-04",
        "5 SQL in the 3 months from 2026-02 against at least 6 SQL: 1 SQL short",  # 2 + 2 + 1 against 3 * 2
    ]


@pytest.mark.parametrize(
    ("everywhere", "here", "counted"),
    [
        ("stays open", None, False),
        ("counts as missed", None, True),
        ("stays open", "counts as missed", True),
        ("counts as missed", "stays open", False),
    ],
)
def test_missing_figures_count_as_the_parties_agreed(everywhere: Any, here: Any, counted: bool) -> None:
    """A promise's own rule goes before the agreement's; the status is no data in either case."""
    (verdict,) = card_of({}, leads(no_data=here), no_data=everywhere).verdicts
    assert (verdict.status.value, verdict.missed) == ("no-data", counted)
    note = "; no data counts as missed" if counted else ""
    assert verdict.because == f"there is no figure for 2026-01{note}"


def test_a_share_of_nothing_is_no_data_and_never_a_miss() -> None:
    """0 of 0: the figure is there, and nothing can be judged."""
    promise = Objective("replies", "Sales", "Marketing", AtLeast("95 %"), due_day=5)
    (verdict,) = card_of({"replies": {"2026-01": (0, 0)}}, promise, no_data="counts as missed").verdicts
    assert (verdict.status.value, verdict.missed, verdict.actual) == ("no-data", False, None)
    assert verdict.because == "0 of 0: nothing to judge"


def test_relief_does_not_ask_who_comes_first() -> None:
    """Two promises that relieve each other are both excused when both were missed, in any order."""
    one, other = leads(relieved_when=Missed("revenue")), revenue(relieved_when=Missed("leads"))
    figures: dict[str, dict[str, object]] = {"leads": {"2026-01": 0}, "revenue": {"2026-01": 0}}
    cards = [card_of(figures, one, other), card_of(figures, other, one)]
    assert [(statuses(card), statuses(card, "revenue")) for card in cards] == [(["excused"], ["excused"])] * 2
    assert cards[0].verdict("revenue", "2026-01").because == (
        "0.00 USD against at least 1.00 USD: 1.00 USD short; excused, for leads was missed"
    )


def test_relief_names_everything_that_was_missed() -> None:
    """Each once, though two cases name it."""
    promise = revenue(relieved_when=Missed(across=["leads", "demos", "calls"]))
    figures: dict[str, dict[str, object]] = {name: {"2026-01": 0} for name in ("leads", "demos", "calls", "revenue")}
    card = card_of(figures, leads(), leads("demos"), leads("calls"), promise)
    assert card.verdict("revenue", "2026-01").because.endswith("; excused, for leads, demos and calls was missed")


@pytest.mark.parametrize(("figure", "expected"), [(0, "missed"), (1, "met"), (None, "no-data")])
def test_relief_excuses_misses_only(figure: int | None, expected: str) -> None:
    """What was met stays met, and what is missing stays missing."""
    figures: dict[str, dict[str, object]] = {"leads": {"2026-01": 0}}
    if figure is not None:
        figures["revenue"] = {"2026-01": figure}
    plain = card_of(figures, leads(), revenue(), no_data="counts as missed")
    relieved = card_of(figures, leads(), revenue(relieved_when=Missed("leads")), no_data="counts as missed")
    assert statuses(plain, "revenue") == [expected]
    assert statuses(relieved, "revenue") == ["excused" if expected == "missed" else expected]
    assert relieved.verdict("revenue", "2026-01").missed is (figure is None)


def test_relief_looks_at_the_same_month_only() -> None:
    """A condition over several months is refused."""
    promise = revenue(relieved_when=Missed("leads", times=2, window=2))
    message = "objectives.revenue.relieved_when: relief looks at the same month only: name a promise that is missed"
    with pytest.raises(AgreementError) as refusal:
        card_of({}, leads(), promise, through="2026-03")
    assert str(refusal.value) == message


def test_missing_data_that_counts_as_missed_relieves() -> None:
    """The parties agreed that it is a miss."""
    card = card_of(
        {"revenue": {"2026-01": 0}}, leads(), revenue(relieved_when=Missed("leads")), no_data="counts as missed"
    )
    assert statuses(card, "revenue") == ["excused"]


def test_a_waiver_excuses_the_miss_of_its_month() -> None:
    """Not the next one, and it says by whom and why."""
    journal = Journal(
        [Waiver("leads", "2026-01", "Sales", "the fair was cancelled"), Waiver("leads", "2026-03", "Sales")]
    )
    figures: dict[str, object] = {"2026-01": 0, "2026-02": 0, "2026-03": 0, "2026-04": 1}
    pay = Consequence("pay", Missed("leads"), Credit("200 USD"))
    card = card_of({"leads": figures}, leads(), through="2026-04", journal=journal, consequences=[pay])
    assert statuses(card) == ["excused", "missed", "excused", "met"]
    short = "0 SQL against at least 1 SQL: 1 SQL short; excused: waived by Sales"
    assert [card.verdicts[0].because, card.verdicts[2].because] == [f"{short}: the fair was cancelled", short]
    assert [str(due.month) for due in card.dues] == ["2026-02"]


def test_a_waiver_that_was_not_needed_is_reported() -> None:
    """The promise was met; a waiver of a month that is still to be judged may yet be used."""
    journal = Journal([Waiver("leads", month, "Sales") for month in ("2026-01", "2026-02", "2026-03")])
    card = card_of({"leads": {"2026-01": 1, "2026-02": 0}}, leads(), through="2026-02", journal=journal)
    assert statuses(card) == ["met", "excused"]
    assert [str(problem) for problem in card.left_out] == [
        "journal.0: the waiver of 'leads' in 2026-01 was not used: the promise is met"
    ]


@pytest.mark.parametrize(("figure", "status"), [(1, "met"), (0, "excused"), (None, "excused")])
def test_a_waiver_excuses_whatever_counts_as_missed(figure: int | None, status: str) -> None:
    """A promise that was met needs no excuse; a missing figure that counts as missed may have one."""
    figures: dict[str, object] = {} if figure is None else {"2026-01": figure}
    journal = Journal([Waiver("leads", "2026-01", "Sales")])
    card = card_of({"leads": figures}, leads(), journal=journal, no_data="counts as missed", through="2026-01")
    assert statuses(card) == [status]
    assert card.verdicts[0].because.endswith("excused: waived by Sales" if status == "excused" else "1 SQL")


def test_a_figure_that_could_not_be_read_counts_as_nothing() -> None:
    """With keep_going, a typing mistake does not become a miss."""
    figures: dict[str, dict[str, object]] = {"leads": {"2026-01": "1o", "2026-02": 1}}
    card = card_of(figures, leads(), no_data="counts as missed", keep_going=True, through="2026-03")
    assert statuses(card) == ["no-data", "met", "no-data"]
    assert [verdict.missed for verdict in card.verdicts] == [False, False, True]
    assert card.verdicts[0].because == "the figure for 2026-01 could not be read"


@pytest.mark.parametrize(
    ("entry", "message", "field"),
    [
        (
            Withdrawal("Slaes", "2026-02-01"),
            "no party named 'Slaes'; parties are 'Marketing', 'Sales' (did you mean 'Sales'?)",
            "party",
        ),
        (
            Waiver("lead", "2026-01", "Sales"),
            "no promise named 'lead'; promises are 'leads' (did you mean 'leads'?)",
            "promise",
        ),
        (Waiver("leads", "2026-01", "Marketing"), "only Sales can waive 'leads', not 'Marketing'", "by"),
    ],
)
def test_a_journal_fits_its_agreement(entry: Waiver | Withdrawal, message: str, field: str) -> None:
    """Entries about nobody, nothing, or by the wrong party are refused."""
    with pytest.raises(InvalidValueError) as refusal:
        card_of({"leads": {"2026-01": 0}}, leads(), journal=Journal([entry]))
    assert (str(refusal.value), refusal.value.field) == (message, field)


def test_a_waiver_is_of_a_month() -> None:
    """Text that is none is refused at once."""
    with pytest.raises(InvalidValueError, match=r"^'January' is not a month; write it as 2026-03$"):
        Waiver("leads", "January", "Sales")


def test_rows_that_cannot_be_read_stop_the_judging() -> None:
    """Unless told to keep going: then they are left out, and the scorecard says so."""
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, [leads()], signatures=_SIGNED)
    rows: list[dict[str, object]] = [
        {"month": "2026-01", "metric": "leads", "value": 3},
        {"month": "2026-02", "metric": "leads", "value": "many"},
    ]
    actuals = Actuals.from_rows(rows, known=agreement.metrics)
    message = "rows:2:3: value: 'many' is not a number; write it as 1234.5 or 1,234.5"
    with pytest.raises(ActualsError) as refusal:
        judge(agreement, actuals)
    assert str(refusal.value) == message
    card = judge(agreement, actuals, through="2026-02", keep_going=True)
    assert (statuses(card), [str(problem) for problem in card.left_out]) == (["met", "no-data"], [message])
