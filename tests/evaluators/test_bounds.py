"""At least, at most, between: where exactly met ends and missed begins, and what a finding says."""

from fractions import Fraction

import pytest

from smarketing import (
    Absence,
    Actual,
    AtLeast,
    AtMost,
    Between,
    Evaluator,
    Finding,
    Metric,
    Month,
    Quantity,
    Status,
    View,
)
from smarketing.actuals import Series

LEADS = Metric("leads", "SQL", "count")
KEPT = Metric("kept", "%", "share")
SCORE = Metric("score", "point", "level")
MONTH = Month(2026, 3)


def judged(evaluator: Evaluator, metric: Metric, actual: Actual | None) -> Finding:
    """Judge one month."""
    return evaluator(View(Series(metric, MONTH, (actual,)), 0))


def of(value: str, base: str | None = None) -> Actual:
    """Give an actual of decimal texts."""
    return Actual(Fraction(value), None if base is None else Fraction(base))


HUNDRED = AtLeast("100 SQL/month")
MET, MISSED = Status.MET, Status.MISSED
EDGES: list[tuple[Evaluator, Metric, Actual, Status, str | None]] = [
    (HUNDRED, LEADS, of("100"), MET, None),
    (HUNDRED, LEADS, of("99.999999"), MISSED, "0.000001 SQL"),
    (HUNDRED, LEADS, of("100.000001"), MET, None),
    # 2 % of 100 is 2: 98 is within, 97.99 is beyond, and then 2.01 short of 100 rather than 0.01 short of 98.
    (AtLeast("100 SQL/month", tolerance="2 %"), LEADS, of("98"), MET, None),
    (AtLeast("100 SQL/month", tolerance="2 %"), LEADS, of("97.99"), MISSED, "2.01 SQL"),
    (AtLeast("100 SQL/month", tolerance="0 %"), LEADS, of("99"), MISSED, "1 SQL"),
    (AtMost("5 SQL/month"), LEADS, of("5"), MET, None),
    (AtMost("5 SQL/month"), LEADS, of("5.001"), MISSED, "0.001 SQL"),
    # 20 % of 5 is 1.
    (AtMost("5 SQL/month", tolerance="20 %"), LEADS, of("6"), MET, None),
    (AtMost("5 SQL/month", tolerance="20 %"), LEADS, of("6.01"), MISSED, "1.01 SQL"),
    (AtMost("0 SQL/month"), LEADS, of("0"), MET, None),
    (AtMost("0 SQL/month", tolerance="50 %"), LEADS, of("1"), MISSED, "1 SQL"),
    (Between("90 SQL/month", "120 SQL/month"), LEADS, of("90"), MET, None),
    (Between("90 SQL/month", "120 SQL/month"), LEADS, of("120"), MET, None),
    (Between("90 SQL/month", "120 SQL/month"), LEADS, of("89"), MISSED, "1 SQL"),
    (Between("90 SQL/month", "120 SQL/month"), LEADS, of("122"), MISSED, "2 SQL"),
    # Each side has its own tenth: 9 below 90, 12 above 120.
    (Between("90 SQL/month", "120 SQL/month", tolerance="10 %"), LEADS, of("81"), MET, None),
    (Between("90 SQL/month", "120 SQL/month", tolerance="10 %"), LEADS, of("80"), MISSED, "10 SQL"),
    (Between("90 SQL/month", "120 SQL/month", tolerance="10 %"), LEADS, of("132"), MET, None),
    (Between("90 SQL/month", "120 SQL/month", tolerance="10 %"), LEADS, of("133"), MISSED, "13 SQL"),
    (Between("90 SQL/month", "90 SQL/month"), LEADS, of("90"), MET, None),
    (AtLeast("92 %"), KEPT, of("46", "50"), MET, None),
    # 91 of 99 is 91 91/99 %, 8/99 of a point short.
    (AtLeast("92 %"), KEPT, of("91", "99"), MISSED, "8/99 point"),
    (AtLeast("92 %", tolerance="1 point"), KEPT, of("91", "100"), MET, None),
    (AtLeast("92 %", tolerance="1 point"), KEPT, of("909", "1000"), MISSED, "1.1 point"),
    (AtMost("5 %", tolerance="0.5 points"), KEPT, of("55", "1000"), MET, None),
    (AtMost("5 %", tolerance="0.5 points"), KEPT, of("56", "1000"), MISSED, "0.6 point"),
    (AtLeast("40 points", tolerance="5 %"), SCORE, of("38"), MET, None),
    (AtLeast("40 points", tolerance="5 %"), SCORE, of("37.5"), MISSED, "2.5 point"),
    # A tenth of -20 is 2 to either side, too.
    (AtLeast("-20 points", tolerance="10 %"), SCORE, of("-22"), MET, None),
    (AtLeast("-20 points", tolerance="10 %"), SCORE, of("-23"), MISSED, "3 point"),
    (AtMost("-20 points", tolerance="10 %"), SCORE, of("-18"), MET, None),
    (AtMost("-20 points", tolerance="10 %"), SCORE, of("-17"), MISSED, "3 point"),
    (AtMost("2 hours"), Metric("answering", "minute", "level"), of("120"), MET, None),
    (AtMost("2 hours"), Metric("answering", "minute", "level"), of("121"), MISSED, "1 minute"),
]


@pytest.mark.parametrize(("evaluator", "metric", "actual", "status", "shortfall"), EDGES)
def test_a_bound_is_exact(
    evaluator: Evaluator, metric: Metric, actual: Actual, status: Status, shortfall: str | None
) -> None:
    """On the bound and inside its tolerance it is met with no shortfall; beyond it the whole way counts."""
    finding = judged(evaluator, metric, actual)
    assert finding.status is status
    assert (None if finding.shortfall is None else str(finding.shortfall)) == shortfall


def test_a_finding_says_what_was_held_against_what() -> None:
    """The bounds are in the metric's unit, for the months that were judged, beside actual and tolerance."""
    finding = judged(Between("270 SQL/quarter", "120 SQL/month", tolerance="10 %"), LEADS, Actual(79))
    assert finding == Finding(
        MISSED,
        Actual(79),
        at_least=Quantity(90, "SQL"),
        at_most=Quantity(120, "SQL"),
        shortfall=Quantity(11, "SQL"),
        tolerance=Quantity(10, "%"),
        months=1,
    )


@pytest.mark.parametrize(
    ("evaluator", "at_least", "at_most"),
    [
        (AtLeast("92 %"), Quantity(92, "%"), None),
        (AtMost("92 %"), None, Quantity(92, "%")),
        (Between("90 %", "95 %"), Quantity(90, "%"), Quantity(95, "%")),
    ],
)
def test_what_cannot_be_judged_has_no_data(
    evaluator: Evaluator, at_least: Quantity | None, at_most: Quantity | None
) -> None:
    """No figure, and a share of nothing, are no data and never a number; the targets stay known."""
    for actual, note, absence in (
        (None, "there is no figure for 2026-03", Absence.MISSING),
        (Actual(0, 0), "0 of 0: nothing to judge", Absence.NOTHING_TO_MEASURE),
    ):
        expected = Finding(Status.NO_DATA, actual, at_least, at_most, note=note, absence=absence)
        assert judged(evaluator, KEPT, actual) == expected


def test_a_plain_number_is_no_tolerance_other_than_its_percentage() -> None:
    """A twentieth of the target is 5 % of it, however it is written."""
    twentieth = AtLeast("100 SQL/month", tolerance=Quantity(Fraction(1, 20), ""))
    for number, status in ((95, MET), (94, MISSED)):
        assert judged(AtLeast("100 SQL/month", tolerance="5 %"), LEADS, Actual(number)).status is status
        assert judged(twentieth, LEADS, Actual(number)).status is status


def test_evaluators_read_like_what_they_promise() -> None:
    """Text, quantities and units of one size give equal evaluators, which hash alike."""
    assert AtLeast("100 SQLs per month") == AtLeast(Quantity(100, "SQL/month")) == AtLeast("300 SQL/quarter")
    assert hash(AtLeast("100 SQL/month")) == hash(AtLeast("300 SQL/quarter"))
    assert len({AtLeast("100 SQL/month"), AtMost("100 SQL/month")}) == 2
    assert AtLeast("100 SQL/month") != AtLeast("100 SQL/month", tolerance="0 %")
