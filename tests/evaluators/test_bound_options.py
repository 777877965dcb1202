"""Tolerances in the unit of results and on one side, rounding before judging, and a least volume."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import whole
from smarketing import (
    Above,
    Absence,
    Actual,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Below,
    Between,
    Consequence,
    Credit,
    Evaluator,
    Finding,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Period,
    Quantity,
    Rolling,
    Signature,
    Status,
    Term,
    Tier,
    Verdict,
    View,
    judge,
    scorecard_from_json,
    scorecard_json,
)
from smarketing.actuals import Series
from smarketing.agreement_file import dumps, loads
from smarketing.checks import check
from smarketing.errors import AgreementError, DocumentError
from smarketing.testing import check_evaluator

MONTH = Month(2026, 3)
LEADS = Metric("leads", "lead", "count")
KEPT = Metric("kept", "%", "share")
SCORE = Metric("score", "point", "level", over_months="mean")
COST = Metric("cost", "USD/lead", "ratio")
ANSWERING = Metric("answering", "minute", "level")
MET, MISSED, NO_DATA = Status.MET, Status.MISSED, Status.NO_DATA


def judged(evaluator: Evaluator, metric: Metric, *actuals: Actual | None) -> Finding:
    """Judge the last of some months."""
    return evaluator(View(Series(metric, MONTH, actuals), len(actuals) - 1))


def of(value: str, base: int | None = None) -> Actual:
    """Give an actual of decimal text."""
    return Actual(Fraction(value), None if base is None else Fraction(base))


HUNDRED = AtLeast("100 lead/month", tolerance="2 leads")
RANGE = Between("90 lead/month", "120 lead/month", tolerance_below="5 leads", tolerance_above="10 %")
TOLERATED: list[tuple[Evaluator, Metric, Actual, Status, str | None]] = [
    (HUNDRED, LEADS, of("98"), MET, None),
    (HUNDRED, LEADS, of("97"), MISSED, "3 lead"),
    (AtLeast("300 lead/quarter", tolerance="2 lead/month"), LEADS, of("98"), MET, None),
    (AtMost("5 lead/month", tolerance="1 lead"), LEADS, of("6"), MET, None),
    (AtMost("5 lead/month", tolerance="1 lead"), LEADS, of("7"), MISSED, "2 lead"),
    (AtMost("2 hours", tolerance="15 minutes"), ANSWERING, of("135"), MET, None),
    (AtMost("2 hours", tolerance="15 minutes"), ANSWERING, of("136"), MISSED, "16 minute"),
    (AtLeast("40 points", tolerance="1 point"), SCORE, of("39"), MET, None),
    (AtLeast("40 points", tolerance="1 point"), SCORE, of("38.9"), MISSED, "1.1 point"),
    (AtMost("80 USD/lead", tolerance="5 USD/lead"), COST, of("850", 10), MET, None),
    (RANGE, LEADS, of("85"), MET, None),
    (RANGE, LEADS, of("84"), MISSED, "6 lead"),
    (RANGE, LEADS, of("132"), MET, None),
    (RANGE, LEADS, of("133"), MISSED, "13 lead"),
    (Between("90 %", "95 %", tolerance_above="1 point"), KEPT, of("96", 100), MET, None),
    (Between("90 %", "95 %", tolerance_above="1 point"), KEPT, of("89", 100), MISSED, "1 point"),
]


@pytest.mark.parametrize(("evaluator", "metric", "actual", "status", "shortfall"), TOLERATED)
def test_a_tolerance_may_be_an_amount_and_of_one_side(
    evaluator: Evaluator, metric: Metric, actual: Actual, status: Status, shortfall: str | None
) -> None:
    """Within it the promise is met; beyond it the shortfall counts from the target."""
    finding = judged(evaluator, metric, actual)
    assert finding.status is status
    assert (None if finding.shortfall is None else str(finding.shortfall)) == shortfall


def test_in_a_window_an_amount_stays_and_a_rate_grows() -> None:
    """2 leads are 2 leads in three months; 2 leads a month are 6."""
    amount = Rolling(AtLeast("100 lead/month", tolerance="2 leads"), months=3)
    rate = Rolling(AtLeast("100 lead/month", tolerance="2 lead/month"), months=3)
    months = [of("100"), of("100")]
    assert judged(amount, LEADS, *months, of("98")).status is MET
    assert judged(amount, LEADS, *months, of("97")).status is MISSED
    assert judged(rate, LEADS, *months, of("94")).status is MET
    assert judged(rate, LEADS, *months, of("93")).status is MISSED


def test_a_finding_names_the_tolerance_of_its_side() -> None:
    """Between the targets there is none to name."""
    below, within, above = (judged(RANGE, LEADS, of(number)).tolerance for number in ("86", "100", "125"))
    assert (below, within, above) == (Quantity(5, "lead"), None, Quantity(10, "%"))


ROUNDED: list[tuple[Evaluator, Metric, Actual, Status, str | None]] = [
    (AtLeast("95 %", rounded_to="0.1 %"), KEPT, of("9495", 10_000), MET, None),
    (AtLeast("95 %", rounded_to="0.1 %"), KEPT, of("94949", 100_000), MISSED, "0.1 point"),
    (AtLeast("95 %", rounded_to="1 %"), KEPT, of("945", 1000), MET, None),
    (AtLeast("95 %", rounded_to="1 %"), KEPT, of("944", 1000), MISSED, "1 point"),
    (AtLeast("95 %", rounded_to="1 %", tolerance="1 point"), KEPT, of("935", 1000), MET, None),
    (AtLeast("95 %", rounded_to="1 %", tolerance="1 point"), KEPT, of("934", 1000), MISSED, "2 point"),
    (AtMost("5 %", rounded_to="1 %"), KEPT, of("5499", 100_000), MET, None),
    (AtMost("5 %", rounded_to="1 %"), KEPT, of("55", 1000), MISSED, "1 point"),
    (Above("95 %", rounded_to="1 %"), KEPT, of("955", 1000), MET, None),
    (Above("95 %", rounded_to="1 %"), KEPT, of("954", 1000), MISSED, "0 point"),
    (Below("5 %", rounded_to="1 %"), KEPT, of("44", 1000), MET, None),
    (Below("5 %", rounded_to="1 %"), KEPT, of("45", 1000), MISSED, "0 point"),
    # A target that is no multiple of the step: 94.95 % needs 95.0 %, so 94.95 % before rounding.
    (AtLeast("94.96 %", rounded_to="0.1 %"), KEPT, of("9495", 10_000), MET, None),
    (AtLeast("94.96 %", rounded_to="0.1 %"), KEPT, of("9494", 10_000), MISSED, "0.06 point"),
    (AtLeast("100 lead/month", rounded_to="5 leads"), LEADS, of("98"), MET, None),
    (AtLeast("100 lead/month", rounded_to="5 leads"), LEADS, of("97"), MISSED, "5 lead"),
    (AtLeast("-2 points", rounded_to="1 point"), SCORE, of("-2.5"), MET, None),
    (AtMost("2 hours", rounded_to="1 hour"), ANSWERING, of("149"), MET, None),
    (AtMost("2 hours", rounded_to="1 hour"), ANSWERING, of("150"), MISSED, "60 minute"),
]


@pytest.mark.parametrize(("evaluator", "metric", "actual", "status", "shortfall"), ROUNDED)
def test_a_reading_is_rounded_half_up_before_it_is_compared(
    evaluator: Evaluator, metric: Metric, actual: Actual, status: Status, shortfall: str | None
) -> None:
    """The shortfall counts from the rounded reading; who asks beforehand which readings keep it hears the same."""
    finding = judged(evaluator, metric, actual)
    assert (finding.status, finding.actual) == (status, actual)
    assert (None if finding.shortfall is None else str(finding.shortfall)) == shortfall
    kept, reading = evaluator.kept_by(metric), metric.reading(actual)
    assert kept is not None
    assert reading is not None
    assert (reading in kept) is (status is MET)


@given(
    st.sampled_from((AtLeast, AtMost, Above, Below)),
    st.fractions(-9, 9, max_denominator=4),
    st.fractions(-9, 9, max_denominator=8),
    st.fractions(Fraction(1, 4), 3, max_denominator=4),
)
def test_rounding_agrees_with_the_long_way(
    kind: type[AtLeast | AtMost | Above | Below], target: Fraction, reading: Fraction, step: Fraction
) -> None:
    """What is rounded first and judged then is judged alike."""
    down = reading // step * step
    rounded = down + step if reading - down >= step / 2 else down
    level = Quantity(target, "point")
    found = judged(kind(level, rounded_to=Quantity(step, "point")), SCORE, Actual(reading))
    expected = judged(kind(level), SCORE, Actual(rounded))
    assert (found.status, found.shortfall) == (expected.status, expected.shortfall)
    assert found.reading(SCORE) == rounded


VOLUMES: list[tuple[Evaluator, Metric, Actual, Status, str]] = [
    (AtLeast("92 %", judged_from="20 leads"), KEPT, of("20", 20), MET, ""),
    (AtLeast("92 %", judged_from="20 leads"), KEPT, of("10", 20), MISSED, ""),
    (AtLeast("92 %", judged_from="20 leads"), KEPT, of("10", 19), NO_DATA, "only 19 leads; judged from 20 leads"),
    (Below("5 %", judged_from="20 leads"), KEPT, of("0", 0), NO_DATA, "only 0 leads; judged from 20 leads"),
    (AtMost("80 USD/lead", judged_from="20 leads"), COST, of("800", 20), MET, ""),
    (AtMost("80 USD/lead", judged_from="20 leads"), COST, of("800", 1), NO_DATA, "only 1 lead; judged from 20 leads"),
    (AtLeast("8 USD/lead", judged_from="2 leads"), COST, of("800", 0), NO_DATA, "only 0 leads; judged from 2 leads"),
]


@pytest.mark.parametrize(("evaluator", "metric", "actual", "status", "note"), VOLUMES)
def test_a_share_of_few_is_not_judged(
    evaluator: Evaluator, metric: Metric, actual: Actual, status: Status, note: str
) -> None:
    """Exactly the least volume is judged; below it there is nothing to measure."""
    finding = judged(evaluator, metric, actual)
    assert (finding.status, finding.note) == (status, note)
    assert finding.absence is (Absence.NOTHING_TO_MEASURE if status is NO_DATA else None)
    assert judged(evaluator, metric, None).absence is Absence.MISSING


def test_months_together_have_their_volume_together() -> None:
    """Two months of 10 are judged from 20, each alone is not."""
    rolling = Rolling(AtLeast("92 %", judged_from="20 leads"), months=2)
    assert judged(rolling, KEPT, of("10", 10), of("10", 10)).status is MET
    assert judged(rolling, KEPT, of("10", 10), of("9", 9)).status is NO_DATA


@pytest.mark.parametrize(
    "evaluator",
    [
        HUNDRED,
        RANGE,
        AtLeast("94.96 %", rounded_to="0.1 %", judged_from="3 leads", tolerance="1 point"),
        Above("100 lead/month", rounded_to="5 leads"),
        Rolling(Below("8 USD/lead", judged_from="3 leads", rounded_to="0.5 USD/lead"), months=2),
    ],
)
def test_options_keep_the_laws(evaluator: Evaluator) -> None:
    """Those of every evaluator."""
    check_evaluator(evaluator, max_examples=150)


UNFIT: list[tuple[Evaluator, Metric, str]] = [
    (HUNDRED, attrs.evolve(LEADS, unit="SQL"), "2 lead cannot be a tolerance of 'leads', a count in SQL"),
    (
        AtLeast("95 lead/month", rounded_to="1 lead/month"),
        LEADS,
        "'leads' is in lead, and cannot be rounded to 1 lead/month",
    ),
    (
        AtLeast("100 lead/month", judged_from="20 leads"),
        LEADS,
        "judged_from is for shares and ratios, which have a number of cases; 'leads' is a count",
    ),
    (
        AtMost("80 USD/lead", judged_from="20 customers"),
        COST,
        "'cost' is per lead, and cannot be judged from 20 customers",
    ),
]


@pytest.mark.parametrize(("evaluator", "metric", "message"), UNFIT)
def test_what_does_not_fit_the_metric_is_said(evaluator: Evaluator, metric: Metric, message: str) -> None:
    """A sentence each, before anybody signs; in a window as well."""
    assert message in list(evaluator.metric_problems(metric))
    assert message in list(Rolling(evaluator, months=2).metric_problems(metric))


@pytest.mark.parametrize(
    ("evaluator", "words"),
    [
        (HUNDRED, "at least 100 lead/month, with a tolerance of 2 leads"),
        (
            RANGE,
            (
                "at least 90 lead/month and at most 120 lead/month, with a tolerance of 5 leads below,"
                " with a tolerance of 10 % above"
            ),
        ),
        (
            Above("95 %", rounded_to="0.1 %", judged_from="20 leads"),
            "above 95 %, rounded to 0.1 %, judged from 20 leads",
        ),
    ],
)
def test_options_are_described(evaluator: Evaluator, words: str) -> None:
    """After the target."""
    assert evaluator.describe() == words


SIGNED = [Signature("Agency", "2026-01-01"), Signature("Client", "2026-01-01")]


def agreement(
    *objectives: Objective, effect: Credit | None = None, units: Sequence[str] = (), metrics: Sequence[Metric] = ()
) -> Agreement:
    """Give an agreement, from whose first promise perhaps a credit follows."""
    follows = [] if effect is None else [Consequence("credit", Missed(objectives[0].name), effect)]
    return Agreement(
        "Desk",
        Term("2026-01-01", "2026-12-31"),
        [Party("Agency"), Party("Client")],
        objectives,
        consequences=follows,
        signatures=SIGNED,
        units=units,
        metrics=metrics,
    )


def promised(name: str, evaluator: Evaluator) -> Objective:
    """Give a promise."""
    return Objective(name, "Agency", "Client", evaluator)


def test_verdicts_say_what_was_rounded() -> None:
    """The figure, and the number that was compared; that one is the actual of the verdict."""
    finding = judged(AtLeast("95 %", rounded_to="0.1 %"), KEPT, of("94949", 100_000))
    verdict = Verdict(promised("kept", AtLeast("95 %")), KEPT, Period.of(MONTH), finding, MISSED, MISSED)
    assert verdict.because == ("94,949 of 100,000 (94.95 %, rounded to 94.9 %) against at least 95 %: 0.1 points short")
    assert (verdict.actual, verdict.attainment) == (Quantity(Fraction("94.9"), "%"), Fraction(949, 950))


def test_options_come_back_from_files_and_json() -> None:
    """Target first, as people say it."""
    held = agreement(
        promised("kept", AtLeast("95 %", rounded_to="0.1 %", judged_from=Quantity(20, "demo"), tolerance="1 point")),
        promised("demand", Between("9 lead/month", "12 lead/month", tolerance_above="1 lead")),
        units=("demo",),
    )
    text = dumps(held)
    order = [text.index(each) for each in ("target: 95", "tolerance: 1", "rounded_to: 0.1 %", "judged_from: 20 demos")]
    assert order == sorted(order)
    assert "between: {low: 9 lead/month, high: 12 lead/month, tolerance_above: 1 lead}" in text
    assert loads(text) == held
    rows = [{"month": "2026-01", "metric": "kept", "value": 88, "base": 100}]
    scorecard = judge(held, Actuals.from_rows(rows, known=held.metrics))
    plain: Any = scorecard_json(scorecard)
    assert plain["verdicts"][0]["finding"]["actual"]["reading"] == "88"
    assert scorecard_from_json(plain, held) == scorecard
    plain["verdicts"][0]["finding"]["rounded_to"] = {"value": "0", "unit": "%"}
    with pytest.raises(DocumentError, match="a step above 0"):
        scorecard_from_json(plain, held)
    plain["verdicts"][0]["finding"] |= {"rounded_to": None, "strict": 1}
    with pytest.raises(DocumentError, match="true or false"):
        scorecard_from_json(plain, held)


def test_nouns_of_a_least_volume_are_declared() -> None:
    """Like those of targets."""
    with pytest.raises(
        AgreementError,
        match="'demo' is no unit that everyone knows; declare it under the agreement's units",
    ):
        agreement(promised("kept", AtLeast("95 %", judged_from=Quantity(20, "demo"))))


def codes(held: Agreement) -> list[str]:
    """Give the codes of what is wrong with tiers."""
    return [each.code for each in check(held) if each.code.startswith("SM30")]


def test_checks_of_tiers_round_too() -> None:
    """94.95 % is 95.0 %: tiers up to 94.9 % hold all misses, and one that holds 95 % pays for what is met."""
    evaluator = AtLeast("95 %", rounded_to="0.1 %")
    for tier, found in (
        (Tier(at_most="94.9 %", pay="5 USD"), []),
        (Tier(below="95 %", pay="5 USD"), []),
        (Tier(below="94.9 %", pay="5 USD"), ["SM302"]),
        (Tier(at_most="95 %", pay="5 USD"), ["SM304"]),
    ):
        assert codes(agreement(promised("kept", evaluator), effect=Credit(tiers=[tier]))) == found


def test_checks_of_parts_of_a_rounded_target() -> None:
    """At most 10 hours in whole hours is kept by all that is 100 % and more; below 1 hour by nothing above 0."""
    whole_hours = promised("answering", AtMost("10 hours", rounded_to="1 hour"))
    declared = (Metric("answering", "hour", "level"),)
    below = agreement(whole_hours, effect=Credit(tiers=[Tier(below="100 %", pay="5 USD")]), metrics=declared)
    assert codes(below) == []
    none = promised("answering", Below("1 hour", rounded_to="1 hour"))
    parts = agreement(none, effect=Credit(tiers=[Tier(at_most="100 %", pay="5 USD")]), metrics=declared)
    assert codes(parts) == ["SM302"]
    least = promised("answering", AtLeast("10 hours", rounded_to="1 hour"))
    tiers = agreement(least, effect=Credit(tiers=[Tier(below="100 %", pay="5 USD")]), metrics=declared)
    assert codes(tiers) == []


def test_messages_are_whole() -> None:
    """A door check for the kinds of tolerance."""
    with pytest.raises(ValueError, match=whole("a step is more than 0: not -1 leads")):
        AtLeast("9 lead/month", rounded_to="-1 lead")
