"""The sentence behind a verdict, whole, for every status and side."""

from fractions import Fraction

import pytest

from smarketing import Actual, AtLeast, Finding, Metric, Month, Objective, Period, Quantity, Status, Verdict
from smarketing.verdicts import listed, target_text

MARCH = Month(2026, 3)
LEADS = Metric("leads", "SQL", "count")
KEPT = Metric("kept", "%", "share")
CALLS = Metric("calls", "call", "count")
REVENUE = Metric("revenue", "USD", "count")
SCORE = Metric("score", "point", "level")
WEIGHT = Metric("weight", "", "level")
PROMISE = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
MET, MISSED, PENDING, NO_DATA = Status.MET, Status.MISSED, Status.PENDING, Status.NO_DATA


def because(metric: Metric, finding: Finding, status: Status | None = None, note: str = "") -> str:
    """Give the sentence of a verdict in March 2026."""
    stands = status or finding.status
    return Verdict(PROMISE, metric, Period.of(MARCH), finding, stands, stands, note).because


def of(number: float | Fraction, unit: str) -> Quantity:
    """Give a quantity."""
    return Quantity(number, unit)


SENTENCES: list[tuple[Metric, Finding, str]] = [
    (LEADS, Finding(MET, Actual(104), of(100, "SQL")), "104 SQL against at least 100 SQL"),
    (
        LEADS,
        Finding(MISSED, Actual(92), of(100, "SQL"), shortfall=of(8, "SQL")),
        "92 SQL against at least 100 SQL: 8 SQL short",
    ),
    (
        LEADS,
        Finding(MET, Actual(99), of(100, "SQL"), tolerance=of(2, "%")),
        "99 SQL against at least 100 SQL, within the tolerance of 2 %",
    ),
    (
        LEADS,
        Finding(MET, Actual(100), of(100, "SQL"), tolerance=of(2, "%")),
        "100 SQL against at least 100 SQL",
    ),
    (CALLS, Finding(MET, Actual(1), None, of(5, "call")), "1 call against at most 5 calls"),
    (
        CALLS,
        Finding(MISSED, Actual(6), None, of(5, "call"), of(1, "call")),
        "6 calls against at most 5 calls: 1 call over",
    ),
    (
        CALLS,
        Finding(MET, Actual(6), None, of(5, "call"), tolerance=of(20, "%")),
        "6 calls against at most 5 calls, within the tolerance of 20 %",
    ),
    (
        LEADS,
        Finding(MISSED, Actual(85), of(90, "SQL"), of(120, "SQL"), of(5, "SQL")),
        "85 SQL against at least 90 SQL and at most 120 SQL: 5 SQL short",
    ),
    (
        LEADS,
        Finding(MISSED, Actual(125), of(90, "SQL"), of(120, "SQL"), of(5, "SQL")),
        "125 SQL against at least 90 SQL and at most 120 SQL: 5 SQL over",
    ),
    (
        LEADS,
        Finding(MET, Actual(105), of(90, "SQL"), of(120, "SQL")),
        "105 SQL against at least 90 SQL and at most 120 SQL",
    ),
    (
        KEPT,
        Finding(MISSED, Actual(275, 300), of(92, "%"), shortfall=of(Fraction(1, 3), "point"), months=3),
        "275 of 300 (91.67 %) in the 3 months from 2026-01 against at least 92 %: 0.33 points short",
    ),
    (
        KEPT,
        Finding(MET, Actual(91, 100), of(92, "%"), tolerance=of(1, "point")),
        "91 of 100 (91 %) against at least 92 %, within the tolerance of 1 point",
    ),
    (
        REVENUE,
        Finding(MISSED, Actual(4600), of(5000, "USD"), shortfall=of(400, "USD")),
        "4,600.00 USD against at least 5,000.00 USD: 400.00 USD short",
    ),
    (
        SCORE,
        Finding(MISSED, Actual(-12), of(-10, "point"), shortfall=of(2, "point")),
        "-12 points against at least -10 points: 2 points short",
    ),
    (WEIGHT, Finding(MISSED, Actual(4), of(5, ""), shortfall=of(1, "")), "4 against at least 5: 1 short"),
    (LEADS, Finding(MET, Actual(12345), of(12000, "SQL")), "12,345 SQL against at least 12,000 SQL"),
]


@pytest.mark.parametrize(("metric", "finding", "sentence"), SENTENCES)
def test_a_verdict_says_what_was_measured_against_what(metric: Metric, finding: Finding, sentence: str) -> None:
    """Met and missed name actual, target, and by how much or within which tolerance."""
    assert because(metric, finding) == sentence


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (PENDING, "not judged yet: needs 3 months; first result in 2026-03"),
        (NO_DATA, "there is no figure for 2026-03"),
        (Status.NOT_IN_FORCE, "not signed by Sales"),
        (MET, "a plugin's own words"),
    ],
)
def test_a_note_is_the_sentence(status: Status, note: str) -> None:
    """What the figures do not explain, the note of the finding does; the verdict's own goes first."""
    assert because(LEADS, Finding(status, Actual(5), note=note)) == note
    assert because(LEADS, Finding(status, note=note), note="due on 2026-04-10") == "due on 2026-04-10"


def test_an_excuse_stands_beside_the_figures() -> None:
    """An excused miss says what was missed, and then why it is excused."""
    finding = Finding(MISSED, Actual(92), of(100, "SQL"), shortfall=of(8, "SQL"))
    sentence = "92 SQL against at least 100 SQL: 8 SQL short; excused: waived by Sales"
    assert because(LEADS, finding, Status.EXCUSED, "excused: waived by Sales") == sentence


def test_no_figure_is_nothing() -> None:
    """Without a note a missing figure, and a share of nothing, read as nothing."""
    assert because(LEADS, Finding(NO_DATA, None, of(100, "SQL"))) == "nothing against at least 100 SQL"
    assert because(KEPT, Finding(NO_DATA, Actual(0, 0), of(92, "%"))) == "nothing against at least 92 %"


def test_a_miss_is_never_by_zero() -> None:
    """A share of 91.996 % is short of 92 % by more than nothing, and the sentence must not say 0."""
    finding = Finding(MISSED, Actual(22999, 25000), of(92, "%"), shortfall=of(Fraction(4, 1000), "point"))
    assert ": 0 points short" not in because(KEPT, finding)


def test_a_plugin_without_a_target_says_what_was_measured() -> None:
    """Where there is no target, the sentence ends with the actual."""
    assert because(LEADS, Finding(MET, Actual(5))) == "5 SQL"
    assert because(KEPT, Finding(MET, Actual(46, 50))) == "46 of 50 (92 %)"


def test_a_target_in_words() -> None:
    """One side, both sides, none."""
    assert target_text(Finding(MET, None, of(100, "SQL"))) == "at least 100 SQL"
    assert target_text(Finding(MET, None, None, of(5, "call"))) == "at most 5 calls"
    assert target_text(Finding(MET, None, of(90, "%"), of(95, "%"))) == "at least 90 % and at most 95 %"
    assert target_text(Finding(MET)) == ""


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), (list("abcd"), "a, b, c and d")],
)
def test_names_are_listed_as_in_a_sentence(names: list[str], text: str) -> None:
    """Commas, and one `and` before the last."""
    assert listed(names) == text
