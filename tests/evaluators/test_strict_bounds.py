"""Above and below: exactly the target is a miss, and everything that is said of it agrees."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Above,
    Actual,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Below,
    Consequence,
    Credit,
    Evaluator,
    Finding,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Quantity,
    Rolling,
    Signature,
    Status,
    Term,
    Tier,
    View,
    judge,
    scorecard_from_json,
    scorecard_json,
)
from smarketing.actuals import Series
from smarketing.agreement_file import dumps, loads
from smarketing.checks import check
from smarketing.diffs import changes_between
from smarketing.testing import check_evaluator

MONTH = Month(2026, 3)
DOWNTIME = Metric("downtime", "minute", "count")
UPTIME = Metric("uptime", "%", "share")
MET, MISSED = Status.MET, Status.MISSED


def judged(evaluator: Evaluator, metric: Metric, *actuals: Actual | None) -> Finding:
    """Judge the last of some months."""
    return evaluator(View(Series(metric, MONTH, actuals), len(actuals) - 1))


def agreement(evaluator: Evaluator, effect: Credit | None = None) -> Agreement:
    """Give an agreement of one promise, from which perhaps a credit follows."""
    follows = [] if effect is None else [Consequence("credit", Missed("downtime"), effect)]
    return Agreement(
        "Hosting",
        Term("2026-01-01", "2026-12-31"),
        [Party("Host"), Party("Client")],
        [Objective("downtime", "Host", "Client", evaluator)],
        consequences=follows,
        signatures=[Signature("Host", "2026-01-01"), Signature("Client", "2026-01-01")],
    )


def figures(promised: Agreement, *minutes: int) -> Actuals:
    """Give the downtime of the first months of 2026."""
    rows = [{"month": f"2026-0{n}", "metric": "downtime", "value": each} for n, each in enumerate(minutes, 1)]
    return Actuals.from_rows(rows, known=promised.metrics)


@pytest.mark.parametrize(
    ("evaluator", "metric", "actual", "status", "shortfall"),
    [
        (Below("44 minute/month"), DOWNTIME, Actual(43), MET, None),
        (Below("44 minute/month"), DOWNTIME, Actual(Fraction("43.999")), MET, None),
        (Below("44 minute/month"), DOWNTIME, Actual(44), MISSED, "0 minute"),
        (Below("44 minute/month"), DOWNTIME, Actual(45), MISSED, "1 minute"),
        (Below("0 minute/month"), DOWNTIME, Actual(0), MISSED, "0 minute"),
        (Above("95 %"), UPTIME, Actual(951, 1000), MET, None),
        (Above("95 %"), UPTIME, Actual(95, 100), MISSED, "0 point"),
        (Above("95 %"), UPTIME, Actual(949, 1000), MISSED, "0.1 point"),
    ],
)
def test_exactly_the_target_is_a_miss(
    evaluator: Evaluator, metric: Metric, actual: Actual, status: Status, shortfall: str | None
) -> None:
    """Its shortfall is 0; on the right side of the target there is none."""
    finding = judged(evaluator, metric, actual)
    assert (finding.status, finding.strict) == (status, True)
    assert (None if finding.shortfall is None else str(finding.shortfall)) == shortfall


def test_without_a_figure_there_is_no_verdict() -> None:
    """No figure and a share of nothing are no data; something for none at all is more than any target."""
    assert judged(Below("44 minute/month"), DOWNTIME, None).status is Status.NO_DATA
    assert judged(Above("95 %"), UPTIME, Actual(0, 0)).status is Status.NO_DATA
    repairs = Metric("mtbf", "hour", "ratio")
    assert judged(Above("200 hours"), repairs, Actual(720, 0)).status is MET
    assert judged(Below("200 hours"), repairs, Actual(720, 0)).status is Status.NO_DATA


def test_a_window_is_strict_too() -> None:
    """Below 44 minutes a month is below 132 in three."""
    rolling = Rolling(Below("44 minute/month"), months=3)
    assert judged(rolling, DOWNTIME, Actual(44), Actual(44), Actual(44)).status is MISSED
    assert judged(rolling, DOWNTIME, Actual(44), Actual(44), Actual(43)).status is MET
    assert judged(rolling, DOWNTIME, Actual(44), Actual(44)).status is Status.PENDING


@given(st.fractions(-9, 9, max_denominator=3), st.fractions(-9, 9, max_denominator=3))
def test_strict_is_the_other_side_of_the_closed_bound(target: Fraction, reading: Fraction) -> None:
    """Above a number is not at most it, below is not at least it; each knows which readings keep it."""
    score, level = Metric("score", "point", "level"), Quantity(target, "point")
    for strict, closed in ((Above(level), AtMost(level)), (Below(level), AtLeast(level))):
        met = judged(strict, score, Actual(reading)).status is MET
        assert met is (judged(closed, score, Actual(reading)).status is MISSED)
        kept = strict.kept_by(score)
        assert kept is not None
        assert met is (reading in kept)


@pytest.mark.parametrize("evaluator", [Above("95 %"), Below("44 minute/month"), Below("3 hours")])
def test_strict_bounds_keep_the_laws(evaluator: Evaluator) -> None:
    """Those of every evaluator."""
    check_evaluator(evaluator, max_examples=200)


def test_sentences_say_that_it_is_strict() -> None:
    """In the promise, and in every verdict."""
    assert Above("95 %").describe() == "above 95 %"
    assert Below("44 minute/month").describe() == "below 44 minute/month"
    promised = agreement(Below("44 minute/month"))
    scorecard = judge(promised, figures(promised, 43, 44, 45))
    assert [verdict.because for verdict in scorecard.verdicts] == [
        "43 minutes against below 44 minutes",
        "44 minutes against below 44 minutes: exactly 44 minutes, not below",
        "45 minutes against below 44 minutes: 1 minute over",
    ]
    assert [verdict.attainment for verdict in scorecard.verdicts] == [Fraction(44, 43), 1, Fraction(44, 45)]


def test_a_miss_above_says_so() -> None:
    """At exactly the target, and below it."""
    finding = judged(Above("95 %"), UPTIME, Actual(95, 100))
    assert finding == Finding(MISSED, Actual(95, 100), Quantity(95, "%"), shortfall=Quantity(0, "point"), strict=True)


def test_it_comes_back_from_json_and_files() -> None:
    """A scorecard of before, without the key, is one of closed bounds."""
    strict = agreement(Below("44 minute/month"))
    assert "below: 44 minute/month" in dumps(strict)
    assert loads(dumps(strict)) == strict
    scorecard = judge(strict, figures(strict, 44))
    plain: Any = scorecard_json(scorecard)
    assert scorecard_from_json(plain, strict) == scorecard
    del plain["verdicts"][0]["finding"]["strict"], plain["verdicts"][0]["finding"]["rounded_to"]
    assert scorecard_from_json(plain, strict).verdicts[0].finding.strict is False


TIERS = [Tier(below="90 %", pay="10 USD"), Tier(below="95 %", pay="5 USD")]


def test_a_check_of_tiers_sees_the_open_edge() -> None:
    """Exactly the target is missed: tiers below it leave it out, tiers up to it do not."""
    shares = agreement(Above("95 %"))
    for last, codes in ((Tier(below="95 %", pay="5 USD"), ["SM302"]), (Tier(at_most="95 %", pay="5 USD"), [])):
        found = check(
            Agreement(
                shares.title,
                shares.term,
                shares.parties,
                shares.objectives,
                consequences=[Consequence("credit", Missed("downtime"), Credit(tiers=[TIERS[0], last]))],
            )
        )
        assert [each.code for each in found if each.code.startswith("SM30")] == codes


def test_parts_of_a_strict_target_are_open_too() -> None:
    """For at most and at least alike: 100 % of the target is a miss that `below: 100 %` does not hold."""
    for evaluator in (Below("44 minute/month"), Above("44 minute/month")):
        for tier, codes in (
            (Tier(below="100 %", pay="5 USD"), ["SM302"]),
            (Tier(at_most="100 %", pay="5 USD"), []),
        ):
            found = check(agreement(evaluator, Credit(tiers=[tier])))
            assert [each.code for each in found if each.code.startswith("SM30")] == codes


def test_nobody_is_above_and_at_most_the_same() -> None:
    """Bounds that meet contradict each other if one of them is open."""
    both = [
        Objective("enough", "Host", "Client", AtLeast("44 minute/month"), metric="downtime"),
        Objective("little", "Host", "Client", Below("44 minute/month"), metric="downtime"),
    ]
    terms = ("Hosting", Term("2026-01-01"), [Party("Host"), Party("Client")])
    found = [each for each in check(Agreement(*terms, both, metrics=[DOWNTIME])) if each.code == "SM201"]
    assert [each.message for each in found] == [
        "it needs at least 44 minutes a month, and little below 44 minutes: nobody can meet both"
    ]
    both[1] = Objective("little", "Host", "Client", AtMost("44 minute/month"), metric="downtime")
    assert not [each for each in check(Agreement(*terms, both, metrics=[DOWNTIME])) if each.code == "SM201"]


def test_a_difference_shows_the_edge() -> None:
    """From at most to below, exactly the target is lost."""
    (change,) = changes_between(agreement(AtMost("44 minute/month")), agreement(Below("44 minute/month")))
    assert (change.way, change.message) == (
        "stricter",
        "below 44 minutes in a month, was at most 44 minutes in a month; 44 minutes kept it and does not any more",
    )
