"""Whether a miss is larger than chance alone would bring."""

from datetime import UTC, datetime

import attrs
import pytest
from scipy.stats import binom, poisson

from smarketing import (
    Above,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Between,
    Evaluator,
    Finding,
    Journal,
    KeptShare,
    Levels,
    Metric,
    Objective,
    Party,
    Quantity,
    Relative,
    Scorecard,
    Service,
    Status,
    Term,
    View,
    Waiver,
    judge,
)
from smarketing.judging import MissChance

_SIGNED = {"A": "2025-12-01", "B": "2025-12-01"}
_PARTIES = [Party("A"), Party("B")]
_SHARE = Metric("m", "%", "share")


def judged(evaluator: Evaluator, figure: object, *metrics: Metric, **more: object) -> Scorecard:
    """Judge one promise by one figure of January."""
    promise = Objective("m", "A", "B", evaluator)
    agreement = Agreement(
        "x", Term("2026-01-01"), [Party("A"), Party("B")], [promise], metrics=metrics, signatures=_SIGNED
    )
    return judge(agreement, Actuals.from_dict({"m": {"2026-01": figure}}, known=agreement.metrics), **more)  # type: ignore[arg-type]


def chance(evaluator: Evaluator, figure: object, *metrics: Metric, **more: object) -> float | None:
    """Give the chance of the miss of January."""
    card = judged(evaluator, figure, *metrics, **more)
    found = card.miss_chance(card.verdict("m", "2026-01"))
    return None if found is None else found.chance


@pytest.mark.parametrize(
    ("evaluator", "figure", "expected"),
    [
        (AtLeast("90 %"), (170, 200), binom(200, 0.9).cdf(170)),
        (AtLeast("90 %", tolerance="1 point"), (170, 200), binom(200, 0.9).cdf(170)),
        (Above("90 %"), (180, 200), binom(200, 0.9).cdf(180)),
        (AtMost("5 %"), (15, 200), binom(200, 0.05).sf(14)),
        (Between("80 %", "90 %"), (190, 200), binom(200, 0.9).sf(189)),
        (Between("80 %", "90 %"), (150, 200), binom(200, 0.8).cdf(150)),
        (AtLeast("100 %"), (199, 200), 0),
        (Levels("90 %", "80 %"), (170, 200), binom(200, 0.9).cdf(170)),
    ],
)
def test_a_missed_share_of_cases_is_binomial(evaluator: Evaluator, figure: object, expected: float) -> None:
    """With the target as the chance of each case: at most that many kept, or at least that many."""
    assert chance(evaluator, figure, _SHARE) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("evaluator", "figure", "expected"),
    [
        (AtLeast("100 SQL/month"), 90, poisson(100).cdf(90)),
        (AtLeast("100 SQL/month"), 0, poisson(100).cdf(0)),
        (AtMost("3 incidents/month"), 7, poisson(3).sf(6)),
        (AtMost("0 incidents/month"), 1, 0),
        (Between("90 SQL/month", "110 SQL/month"), 140, poisson(110).sf(139)),
    ],
)
def test_a_missed_count_of_things_is_poisson(evaluator: Evaluator, figure: object, expected: float) -> None:
    """With the target as what is expected."""
    assert chance(evaluator, figure) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("evaluator", "figure", "metrics"),
    [
        (AtLeast("100 SQL/month"), 100, ()),
        (AtMost("1000000000000000 SQL/month"), 10**15 + 1, ()),
        (AtLeast("2000000000000000 SQL/month"), 10**15, ()),
        (AtLeast("90 %"), (180, 200), (_SHARE,)),
        (AtLeast("90 %"), ("17.5", 200), (_SHARE,)),
        (AtLeast("90 %"), ("17", "20.5"), (_SHARE,)),
        (AtLeast("90 %"), (1, 10**15 + 1), (_SHARE,)),
        (AtMost("100 USD/month"), 150, ()),
        (AtMost("44 minutes/month"), 60, ()),
        (AtLeast("9 point"), 5, (Metric("m", "point", "level"),)),
        (AtMost("9 USD/lead"), (50, 2), (Metric("m", "USD/lead", "ratio"),)),
        (AtLeast("90 %"), 80, (Metric("m", "%", "level"),)),
    ],
)
def test_others_have_no_answer(evaluator: Evaluator, figure: object, metrics: tuple[Metric, ...]) -> None:
    """What is met, parts of things, money, time, levels, ratios, and numbers above 10 ** 15."""
    assert chance(evaluator, figure, *metrics) is None


def test_the_largest_number_has_an_answer() -> None:
    """10 ** 15, on both sides."""
    assert chance(AtLeast("1000000000000000 SQL/month"), 10**15 - 10**9) == pytest.approx(0, abs=1e-200)
    assert chance(AtMost("999999999999999 SQL/month"), 10**15) == pytest.approx(0.5, abs=1e-6)


def test_a_month_that_is_not_over_or_excused_has_no_answer() -> None:
    """Only a miss that counts has one."""
    running = {"as_of": datetime(2026, 1, 20, tzinfo=UTC)}
    assert chance(AtLeast("100 SQL/month"), 90, **running) is None
    assert chance(AtLeast("100 SQL/month"), 90, journal=Journal([Waiver("m", "2026-01", "B")])) is None


@pytest.mark.parametrize(("share", "larger"), [(0.0499, True), (0.05, False), (0.0501, False)])
def test_the_level_is_five_percent(share: float, larger: bool) -> None:
    """A chance of exactly 5 % is chance."""
    assert MissChance(share).is_larger is larger


def _two(evaluator: Evaluator) -> Scorecard:
    """Judge 90 of 100 leads and another promise, `n`, beside a service that was away for a tenth of the time."""
    promises = [Objective("m", "A", "B", AtLeast("100 SQL/month")), Objective("n", "A", "B", evaluator)]
    shop = Service("shop", "A", "B", availability="99 %")
    metrics = [] if evaluator.derived else [Metric("n", "SQL", "count")]
    agreement = Agreement(
        "x", Term("2026-01-01"), _PARTIES, promises, services=[shop], metrics=metrics, signatures=_SIGNED
    )
    figures = {"m": {"2026-01": 90}, "n": {"2026-01": 80}, "shop.availability": {"2026-01": (900, 1000)}}
    if evaluator.derived:
        del figures["n"]
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))


@pytest.mark.parametrize("evaluator", [Relative("m", at_least="100 %"), KeptShare(["m"], at_least="100 %")])
def test_a_target_that_rests_on_other_figures_has_neither_chance_nor_budget(evaluator: Evaluator) -> None:
    """Other metrics and other promises vary too."""
    card = _two(evaluator)
    verdict = card.verdict("n", "2026-01")
    assert verdict.missed
    assert (card.miss_chance(verdict), card.error_budget(verdict)) == (None, None)
    assert card.miss_chance(card.verdict("m", "2026-01")) is not None


def test_the_time_of_a_service_has_a_budget_and_no_chance() -> None:
    """Its seconds do not fail one by one."""
    card = _two(Relative("m", at_least="100 %"))
    verdict = card.verdict("shop.availability", "2026-01")
    budget = card.error_budget(verdict)
    assert verdict.missed
    assert card.miss_chance(verdict) is None
    assert budget is not None
    assert (budget.allowed, budget.used) == (Quantity(10, ""), Quantity(100, ""))


@attrs.frozen
class _Missed(Evaluator):
    """Missed whatever is measured, and held against nothing."""

    with_actual: bool

    def __call__(self, view: View, /) -> Finding:
        return Finding(Status.MISSED, view.actual if self.with_actual else None)


@pytest.mark.parametrize("with_actual", [True, False])
def test_a_miss_without_a_target_or_figure_has_no_answer(with_actual: bool) -> None:
    """As a rule of another package may find it."""
    assert chance(_Missed(with_actual), 7, Metric("m", "SQL", "count")) is None


def test_a_verdict_of_another_scorecard_has_no_answer() -> None:
    """What a plugin made up is not looked into."""
    verdict = _two(Relative("m", at_least="100 %")).verdict("n", "2026-01")
    card = judged(AtLeast("100 SQL/month"), 90)
    assert (card.miss_chance(verdict), card.error_budget(verdict), card.projection(verdict)) == (None, None, None)
