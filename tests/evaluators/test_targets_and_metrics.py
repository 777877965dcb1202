"""Targets and metrics: which metric a target implies, and which target cannot judge which metric."""

import re

import attrs
import pytest

from smarketing import (
    AtLeast,
    AtMost,
    Between,
    Evaluator,
    Finding,
    InvalidValueError,
    Metric,
    Quantity,
    Rolling,
    Status,
    View,
)
from smarketing.evaluators import implied_metric


def whole(text: str) -> str:
    """Give a pattern that matches a whole message."""
    return f"^{re.escape(text)}$"


@attrs.frozen
class Untargeted(Evaluator):
    """An evaluator that names no target."""

    def __call__(self, view: View, /) -> Finding:
        """Judge one month: any figure will do."""
        return Finding(Status.NO_DATA if view.actual is None else Status.MET, view.actual)


LEADS = Metric("leads", "SQL", "count")
KEPT = Metric("kept", "%", "share")
IMPLIED: list[tuple[Evaluator, Metric]] = [
    (AtLeast("100 SQL/month"), Metric("it", "SQL", "count")),
    (AtMost("300 SQLs per quarter"), Metric("it", "SQL", "count")),
    (AtLeast("5,000 USD/year"), Metric("it", "USD", "count")),
    (Between("90 lead/month", "120 lead/month"), Metric("it", "lead", "count")),
    (AtLeast("2 call/lead/month"), Metric("it", "call/lead", "count")),
    (AtLeast("92 %"), Metric("it", "%", "share")),
    (Rolling(AtLeast("92 percent"), months=3), Metric("it", "%", "share")),
    (Rolling(AtMost("15 incident/quarter"), months=3), Metric("it", "incident", "count")),
]


@pytest.mark.parametrize(("evaluator", "metric"), IMPLIED)
def test_a_rate_implies_a_count_and_a_percentage_a_share(evaluator: Evaluator, metric: Metric) -> None:
    """A metric that is not declared is what its target speaks of."""
    assert implied_metric("it", evaluator) == metric


def test_an_implied_metric_has_the_segments_that_are_asked_for() -> None:
    """Segments go into the metric, of a count as of a share."""
    assert implied_metric("it", AtLeast("100 SQL/month"), ["web"]) == Metric("it", "SQL", "count", ("web",))
    assert implied_metric("it", AtLeast("92 %"), ["web"]) == Metric("it", "%", "share", ("web",))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("5,000 USD", "5000 USD names no period; write '5000 USD/month', or declare the metric 'it' a level"),
        ("40 points", "40 point names no period; write '40 point/month', or declare the metric 'it' a level"),
    ],
)
def test_a_target_without_a_period_implies_nothing(target: str, message: str) -> None:
    """5,000 USD could be the revenue of a month or the level of a budget: the message asks which."""
    with pytest.raises(InvalidValueError, match=whole(message)):
        implied_metric("it", AtLeast(target))


@pytest.mark.parametrize("period", ["day", "business_day", "week", "month", "quarter", "half-year", "year"])
def test_a_rate_implies_a_count_whatever_it_is_per(period: str) -> None:
    """A target per week or half-year speaks of the same leads as one per month."""
    assert implied_metric("it", AtLeast(f"5 leads/{period}")) == Metric("it", "lead", "count")


def test_a_rate_per_hour_implies_nothing() -> None:
    """Nobody is sent to write `lead/hour/month`."""
    message = (
        "5 lead/hour is neither per day, business day, week, month, quarter, half-year or year nor a share; "
        "write it as '5 lead/month'"
    )
    with pytest.raises(InvalidValueError, match=whole(message)):
        implied_metric("it", AtLeast("5 lead/hour"))


def test_a_plain_number_implies_nothing() -> None:
    """A target without a unit is answered with the same advice as one without a period."""
    with pytest.raises(InvalidValueError) as error:
        implied_metric("it", AtLeast(Quantity(5, "")))
    assert "'it'" in str(error.value)


def test_an_evaluator_without_targets_implies_nothing() -> None:
    """A plugin that names no target needs a declared metric, also inside a window."""
    message = "its evaluator does not say what it measures; declare the metric 'it'"
    for evaluator in (Untargeted(), Rolling(Untargeted(), months=2)):
        with pytest.raises(InvalidValueError, match=whole(message)):
            implied_metric("it", evaluator)


FITTING: list[tuple[Evaluator, Metric]] = [
    (AtLeast("100 SQL/month"), LEADS),
    (AtLeast("300 SQL/quarter"), LEADS),
    (Between("270 SQL/quarter", "330 SQL/quarter"), LEADS),
    (AtLeast("25 SQL/week"), LEADS),
    (Rolling(AtLeast("300 SQL/quarter"), months=3), LEADS),
    (Rolling(AtLeast("1,200 SQL/year"), months=12), LEADS),
    (AtLeast("92 %"), KEPT),
    (Rolling(AtLeast("92 %"), months=3), KEPT),
    (AtMost("4 hours"), Metric("answering", "minute", "level")),
    (AtLeast("7 points"), Metric("score", "point", "level")),
    (Rolling(AtLeast("7 points"), months=3), Metric("score", "point", "level", over_months="last")),
    (Untargeted(), LEADS),
]


@pytest.mark.parametrize(("evaluator", "metric"), FITTING)
def test_a_target_that_fits_has_no_problems(evaluator: Evaluator, metric: Metric) -> None:
    """Rates fit counts, percentages shares, and a level any unit that converts to its own."""
    assert list(evaluator.metric_problems(metric)) == []


PROBLEMS: list[tuple[Evaluator, Metric, list[str]]] = [
    (
        Between("270 SQL/quarter", "120 SQL/month"),
        LEADS,
        ["both targets are for the same period; not 270 SQL/quarter and 120 SQL/month"],
    ),
    (AtLeast("20 lead/week"), LEADS, ["20 lead/week cannot be a target of 'leads', a count in SQL/month"]),
    (AtLeast("20 SQL/hour"), LEADS, ["20 SQL/hour cannot be a target of 'leads', a count in SQL/month"]),
    (AtLeast("100 lead/month"), LEADS, ["100 lead/month cannot be a target of 'leads', a count in SQL/month"]),
    (AtLeast("100 SQL"), LEADS, ["100 SQL cannot be a target of 'leads', a count in SQL/month"]),
    (AtLeast("92 %"), LEADS, ["92 % cannot be a target of 'leads', a count in SQL/month"]),
    (AtLeast("100 SQL/month"), KEPT, ["100 SQL/month cannot be a target of 'kept', a share in %"]),
    (AtLeast("92 points"), KEPT, ["92 point cannot be a target of 'kept', a share in %"]),
    (
        Rolling(AtLeast("300 EUR/quarter"), months=3),
        Metric("revenue", "USD", "count"),
        ["300 EUR/quarter cannot be a target of 'revenue', a count in USD/month"],
    ),
    (
        Rolling(AtLeast("7 points"), months=3),
        Metric("score", "point", "level"),
        ["'score' is a level; to judge it over months, state over_months: mean or last"],
    ),
    (
        Rolling(AtLeast("7 USD"), months=3),
        Metric("score", "point", "level"),
        [
            "7 USD cannot be a target of 'score', a level in point",
            "'score' is a level; to judge it over months, state over_months: mean or last",
        ],
    ),
]


@pytest.mark.parametrize(("evaluator", "metric", "problems"), PROBLEMS)
def test_a_target_that_does_not_fit_says_why(evaluator: Evaluator, metric: Metric, problems: list[str]) -> None:
    """A target in another unit, or two for different periods, is a problem in words."""
    assert list(evaluator.metric_problems(metric)) == problems


def test_a_level_may_be_measured_in_quarters_or_years() -> None:
    """A contract that lasts 2 years is a level in months, and no promise per year."""
    assert list(AtLeast("2 years").metric_problems(Metric("contract length", "month", "level"))) == []


def test_a_level_may_be_a_plain_number() -> None:
    """A metric without a unit has targets without one."""
    assert list(AtLeast(Quantity(5, "")).metric_problems(Metric("weight", "", "level"))) == []


def test_targets_are_shown_lowest_first() -> None:
    """Each evaluator says what it holds actuals against; a window what its inner evaluator does."""
    between = Between("90 SQL/month", "120 SQL/month")
    assert [str(target) for target in between.targets] == ["90 SQL/month", "120 SQL/month"]
    assert list(Rolling(between, months=2).targets) == list(between.targets)
    assert (between.months, Rolling(between, months=2).months) == (1, 2)
    assert list(Rolling(Untargeted(), months=2).targets) == []
