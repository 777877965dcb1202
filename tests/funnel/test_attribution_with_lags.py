"""Causes that lie months before the revenue that they changed, and plans of which parts are missing."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from funnel_examples import FUNNEL, JANUARY, outcome
from shapley_oracle import shapley_of_sets
from smarketing.funnel import Funnel, Outcome, Segment, Stage, attribute
from smarketing.months import Month, Period
from smarketing.units import Quantity

ZERO = Fraction(0)
MARCH, MAY = Month(2026, 3), Month(2026, 5)
SLOW = Funnel(
    [Stage("MQL", owed_by="Marketing"), Stage("customer", "50 %", lag="2 months", owed_by="Sales")],
    "100 USD/customer",
    "5000 USD/month",
)


def month_of(mqls: int, customers: int, month: Month) -> Outcome:
    """Give what came of the slow funnel, at 100 USD a customer."""
    return Outcome({"MQL": mqls, "customer": customers}, f"{customers * 100} USD", month=month)


def test_leads_that_did_not_come_in_march_are_missing_in_may() -> None:
    """20 MQLs fewer are 10 customers fewer two months later, and Sales won half of those who were due."""
    found = attribute(SLOW, [month_of(80, 50, MARCH), month_of(100, 50, MARCH + 1), month_of(100, 40, MAY)])
    assert found.by("party") == {"Marketing": Quantity(1000, "USD"), "Sales": Quantity(0, "USD")}
    (cause,) = (each for each in found.causes if each.amount.value)
    assert (cause.kind, cause.stage, cause.month, cause.revenue_month) == ("volume", "MQL", MARCH, MAY)
    assert found.sentence == (
        "Sales closed 140 of 150 customers. Of the 1,000.00 USD gap, 1,000.00 USD is fewer MQLs (Marketing). "
        "Taken as planned: 2026-01, 2026-02 (no outcome)"
    )


def test_only_the_revenue_of_the_period_is_explained() -> None:
    """April's customers are not May's; the months before tell what led to it."""
    earlier = [month_of(80, 50, MARCH), month_of(100, 30, MARCH + 1)]
    found = attribute(SLOW, [*earlier, month_of(100, 36, MAY)], period="2026-05")
    assert (found.planned, found.actual, found.assumed) == (Quantity(5000, "USD"), Quantity(3600, "USD"), ())
    assert found.by("month") == {MARCH: Quantity(950, "USD"), MAY: Quantity(450, "USD")}  # 36 of 80 are 45 %
    assert found.by("revenue_month") == {MAY: Quantity(1400, "USD")}


def test_without_the_months_before_they_count_as_planned() -> None:
    """Nobody knows of March: 40 of 50 customers of 100 MQLs, as planned, are a lower win rate, which is said."""
    found = attribute(SLOW, month_of(100, 40, MAY))
    assert found.by("party") == {"Sales": Quantity(1000, "USD")}
    assert found.assumed == (MARCH, MARCH + 1)
    assert found.sentence.endswith("the win rate (Sales). Taken as planned: 2026-03, 2026-04 (no outcome)")


def test_a_month_on_schedule_is_nobodys_fault() -> None:
    """The goal grows by 20 %: in January 144 MQLs are scheduled for March, and 50 customers of those of November."""
    growing = Funnel(SLOW.stages, "100 USD/customer", "5000 USD/month", growth="20 %")
    first = month_of(144, 50, JANUARY)
    found = attribute(growing, [first, month_of(0, 60, JANUARY + 1), month_of(0, 72, MARCH)])
    assert {cause.amount.value for cause in found.causes} == {0}
    assert found.sentence == (
        "Sales closed 182 of 182 customers. Revenue is as planned. Taken as planned: 2025-11, 2025-12 (no outcome)"
    )


@pytest.mark.parametrize("segments", [(), (Segment("all", share="100 %"),)])
def test_a_yearly_goal_keeps_its_season(segments: tuple[Segment, ...]) -> None:
    """December has 13 of 24 parts of the year, and November one; without `since`, in a year or alone."""
    seasons = [1] * 11 + [13]
    yearly = Funnel(FUNNEL.stages, "100 USD/customer", "24000 USD/year", seasonality=seasons, segments=segments)
    name = segments[0].name if segments else None
    months = {
        11: outcome(20, 10, "1000 USD", name, Month(2026, 11)),
        12: outcome(260, 130, "13000 USD", name, Month(2026, 12)),
    }
    for some in ([11], [12], [11, 12]):
        found = attribute(yearly, [months[month] for month in some])
        assert found.gap.value == 0
        assert {cause.amount.value for cause in found.causes} == {0}


def test_months_without_an_outcome_or_a_plan_are_named() -> None:
    """January and April are compared, and the totals are theirs; the funnel's own plan has all months."""
    months = {month: month_of(100, 50, JANUARY + month) for month in range(4)}
    found = attribute(SLOW, [months[0], months[3]])
    assert (found.months, found.without_plan) == ((JANUARY, JANUARY + 3), ())
    assert (found.planned, found.actual) == (Quantity(10000, "USD"), Quantity(10000, "USD"))
    assert found.without_outcome == (JANUARY + 1, MARCH)
    assert "as planned. Not in these totals: 2026-02, 2026-03 (no outcome). Taken as planned: 2025" in found.sentence
    found = attribute(SLOW, [months[0], months[2], months[3]], planned=[months[0], months[1], months[3]])
    assert (found.planned, found.actual) == (Quantity(10000, "USD"), Quantity(10000, "USD"))
    assert (found.without_outcome, found.without_plan) == ((JANUARY + 1,), (MARCH,))
    assert "Not in these totals: 2026-02 (no outcome). Not in these totals: 2026-03 (no plan)" in found.sentence


def test_months_that_a_plan_leaves_out_are_at_the_level_before_or_at_its_first() -> None:
    """Planned for May, June and August: MQLs of March and April as in May, of July as in June.

    March has 50 MQLs of 100: 20 customers fewer in May. July's 100 MQLs of 300 are 40 of 120 planned customers, in
    September, when nothing is compared.
    """
    planned = [
        month_of(100, 40, MAY),
        month_of(300, 40, MAY + 1),
        month_of(100, 40, MAY + 3),
        month_of(1, 120, MAY + 4),
    ]
    actual = [
        month_of(50, 0, MARCH),
        month_of(100, 20, MAY),
        month_of(300, 40, MAY + 1),
        month_of(100, 0, MAY + 2),
        month_of(1, 40, MAY + 4),
    ]
    found = attribute(SLOW, actual, planned=planned, period=Period(MAY, MAY + 4))
    blamed = {each.month: each.amount for each in found.causes if each.amount.value}
    assert blamed == {MARCH: Quantity(2000, "USD"), MAY + 2: Quantity(8000, "USD")}
    assert (found.without_outcome, found.without_plan) == ((MAY + 3,), (MAY + 2,))


def test_an_outcome_without_a_month_is_a_whole() -> None:
    """Its customers are those of its own MQLs, whatever the lag."""
    found = attribute(SLOW, Outcome({"MQL": 80, "customer": 40}, "4000 USD"))
    assert found.by("party") == {"Marketing": Quantity(1000, "USD"), "Sales": Quantity(0, "USD")}
    assert (found.months, found.assumed) == ((None,), ())


def test_a_month_in_between_without_an_outcome_went_as_planned() -> None:
    """Of February nothing is known: April's 40 customers of 100 MQLs, as planned, are a lower win rate."""
    found = attribute(SLOW, [month_of(90, 50, JANUARY), month_of(100, 45, MARCH), month_of(100, 40, MARCH + 1)])
    assert found.by("party") == {"Marketing": Quantity(500, "USD"), "Sales": Quantity(1000, "USD")}
    assert found.by("revenue_month")[MARCH + 1] == Quantity(1000, "USD")


def test_who_comes_when_nobody_is_due_entered_there() -> None:
    """No MQL of January, and yet two customers in March: they were early or late, and Sales has their worth."""
    months = [month_of(0, 0, JANUARY), month_of(100, 0, JANUARY + 1), month_of(100, 2, MARCH)]
    found = attribute(SLOW, months, period="2026-03")
    assert found.by("party") == {"Marketing": Quantity(5000, "USD"), "Sales": Quantity(-200, "USD")}
    assert found.sentence == (
        "Sales closed 2 of 50 customers. Of the 4,800.00 USD gap, 5,000.00 USD is fewer MQLs (Marketing), "
        "-200.00 USD more customers (Sales)"
    )


def test_a_period_without_an_outcome_is_refused() -> None:
    """And so is a month for outcomes that have none."""
    message = "there is no plan, or no outcome, for 2026-Q3"
    assert refusal(lambda: attribute(SLOW, month_of(1, 1, MAY), period="2026-Q3")) == (message, "period")
    assert refusal(lambda: attribute(FUNNEL, outcome(1, 1, "1 USD"), period="2026-Q3")) == (message, "period")


LAGGED = Funnel(
    [Stage("lead"), Stage("SQL", "50 %", lag=["25 %", "75 %"]), Stage("customer", "50 %", lag="1 month")],
    "100 USD/customer",
    "5000 USD/month",
)
MONTHS = range(5)
PERIOD = Period(JANUARY + 3, JANUARY + 4)
Factors = dict[tuple[str, str, int], Fraction]
NAMES = [("volume", "lead"), ("rate", "SQL"), ("rate", "customer"), ("value", "customer")]


def heads(factors: Mapping[tuple[str, str, int], Fraction]) -> dict[tuple[str, int], Fraction]:
    """Walk forward: a quarter of the SQLs come at once, the rest a month later, as customers do."""
    counts: dict[tuple[str, int], Fraction] = {}
    for month in MONTHS:
        counts["lead", month] = factors["volume", "lead", month]
        due = counts["lead", month] / 4 + counts.get(("lead", month - 1), ZERO) * Fraction(3, 4)
        counts["SQL", month] = due * factors["rate", "SQL", month]
        counts["customer", month] = counts.get(("SQL", month - 1), ZERO) * factors["rate", "customer", month]
    return counts


def revenue(factors: Mapping[tuple[str, str, int], Fraction]) -> Fraction:
    """Give what the customers of April and May bring."""
    return sum((heads(factors)["customer", month] * factors["value", "customer", month] for month in (3, 4)), ZERO)


def outcomes(factors: Factors) -> list[Outcome]:
    """Give what comes of the factors, from January on."""
    counts = heads(factors)
    return [
        Outcome(
            {name: counts[name, month] for name in LAGGED.names},
            Quantity(counts["customer", month] * factors["value", "customer", month], "USD"),
            month=JANUARY + month,
        )
        for month in MONTHS
    ]


@st.composite
def plans_and_actuals(draw: st.DrawFn) -> tuple[Factors, Factors]:
    """Factors of every month, and what came of them: up to five changed, none to zero."""
    numbers = {
        "volume": st.fractions(1, 200, max_denominator=2),
        "rate": st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(1, 5), Fraction(2, 3)]),
        "value": st.fractions(1, 500, max_denominator=4),
    }
    names = [(*name, month) for name in NAMES for month in MONTHS]
    plan = {name: draw(numbers[name[0]]) for name in names}
    changed = draw(st.lists(st.sampled_from(names), unique=True, max_size=5))
    return plan, {**plan, **{name: draw(numbers[name[0]]) for name in changed}}


@given(plans_and_actuals())
def test_parts_are_shapley_values_of_the_factors_of_every_month(both: tuple[Factors, Factors]) -> None:
    """Of all months together; what has no way to the revenue of the period gets nothing."""
    plan, actual = both
    found = attribute(LAGGED, outcomes(actual), planned=outcomes(plan), period=PERIOD)
    parts = dict.fromkeys(plan, ZERO)
    for cause in found.causes:
        assert cause.month is not None
        parts[cause.kind, cause.stage, cause.month - JANUARY] += cause.amount.value
    assert parts == shapley_of_sets(revenue, plan, actual)
    assert found.gap.value == revenue(plan) - revenue(actual)


@given(plans_and_actuals(), st.sampled_from(["Shapley", "LMDI"]))
def test_parts_sum_to_the_gap_of_each_month(both: tuple[Factors, Factors], method: str) -> None:
    """By either method; what did not change gets nothing."""
    plan, actual = both
    found = attribute(LAGGED, outcomes(actual), planned=outcomes(plan), period=PERIOD, method=method)  # type: ignore[arg-type]
    paid = {
        month: sum(
            heads(side)["customer", month] * side["value", "customer", month] * sign
            for side, sign in ((plan, 1), (actual, -1))
        )
        for month in (3, 4)
    }
    assert {month: amount.value for month, amount in found.by("revenue_month").items()} == {
        JANUARY + month: gap for month, gap in paid.items()
    }
    assert not any(
        cause.amount.value
        for cause in found.causes
        if cause.month is not None
        and (key := (cause.kind, cause.stage, cause.month - JANUARY)) in plan
        and plan[key] == actual[key]
    )
