"""How a running period goes, and what the whole of it comes to at this pace."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Above,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Below,
    Between,
    BusinessHours,
    Evaluator,
    Finding,
    KeptShare,
    Levels,
    Metric,
    Month,
    Objective,
    Party,
    Quantity,
    Relative,
    Rolling,
    Scorecard,
    Status,
    Term,
    Trend,
    View,
    YearToDate,
    judge,
)
from smarketing.judging import Projection

_PARTIES = [Party("A"), Party("B")]
_SIGNED = {"A": "2025-12-01", "B": "2025-12-01"}
_COUNT = Metric("m", "SQL", "count")
_HUNDRED = AtLeast("100 SQL/month")


def agreed(evaluator: Evaluator, metric: Metric = _COUNT, term: Term | None = None, **more: object) -> Agreement:
    """One promise, `m`; keys that an agreement does not have belong to it."""
    of_promise = {key: more.pop(own) for own, key in (("every", "every"), ("goes_by", "hours")) if own in more}
    promise = Objective("m", "A", "B", evaluator, **of_promise)  # type: ignore[arg-type]
    term = term or Term("2026-01-01")
    return Agreement("x", term, _PARTIES, [promise], metrics=[metric], signatures=_SIGNED, **more)  # type: ignore[arg-type]


def judged(
    agreement: Agreement, figures: dict[str, object], as_of: datetime | None, through: str | None = None
) -> Scorecard:
    """Judge the promise by the figures of its metric."""
    return judge(agreement, Actuals.from_dict({"m": figures}, known=agreement.metrics), as_of=as_of, through=through)


def projection(
    evaluator: Evaluator, figure: object, day: int, metric: Metric = _COUNT, **more: object
) -> Projection | None:
    """Give the projection of April 2026 (30 days) at the start of a day, after 100 in each month before."""
    before: object = 100 if not metric.has_base else (99, 100)
    figures = {"2026-01": before, "2026-02": before, "2026-03": before, "2026-04": figure}
    card = judged(agreed(evaluator, metric, **more), figures, datetime(2026, 4, day, tzinfo=UTC))  # type: ignore[arg-type]
    return card.projection(card.verdict("m", "2026-04"))


def test_half_of_a_month() -> None:
    """40 of 100 after 15 of 30 days: 80, which misses; 60 more are needed, 4 a day."""
    found = projection(_HUNDRED, 40, 16)
    assert found == Projection(
        "month", Fraction(1, 2), 15, False, Quantity(40, "SQL"), Quantity(80, "SQL"), True, Quantity(60, "SQL")
    )
    assert found.needed_a_day == Quantity(4, "SQL")


def test_before_the_first_day_is_over_there_is_no_projection() -> None:
    """On the first day only what is needed is known; after it one day is the pace."""
    first, second = projection(_HUNDRED, 4, 1), projection(_HUNDRED, 4, 2)
    assert first is not None
    assert second is not None
    assert (first.part_over, first.projected, first.at_risk, first.days_left) == (Fraction(0), None, None, 30)
    assert first.needed_a_day == Quantity(Fraction(96, 30), "SQL")
    assert (second.part_over, second.projected, second.at_risk) == (Fraction(1, 30), Quantity(120, "SQL"), False)


def test_days_are_those_of_the_terms_zone() -> None:
    """At midnight in New York the fifteenth day is over, and a second before it is not."""
    agreement = agreed(_HUNDRED, term=Term("2026-01-01", timezone="America/New_York"))
    midnight = datetime(2026, 4, 16, tzinfo=ZoneInfo("America/New_York"))
    for as_of, over in ((midnight, 15), (datetime(2026, 4, 16, 3, 59, 59, tzinfo=UTC), 14)):
        card = judged(agreement, {"2026-04": 40}, as_of)
        found = card.projection(card.verdict("m", "2026-04"))
        assert found is not None
        assert found.part_over == Fraction(over, 30)


@pytest.mark.parametrize(
    ("evaluator", "figure", "at_risk"),
    [
        (_HUNDRED, 50, False),
        (_HUNDRED, 49, True),
        (AtLeast("100 SQL/month", tolerance="2 %"), 49, False),
        (AtLeast("100 SQL/month", tolerance="2 %"), 48, True),
        (AtLeast("99 SQL/month", rounded_to="10 SQL"), 48, False),
        (AtLeast("99 SQL/month", rounded_to="10 SQL"), 47, True),
        (Above("100 SQL/month"), 50, True),
        (Above("100 SQL/month"), 51, False),
        (Below("100 SQL/month"), 50, True),
        (Below("100 SQL/month"), 49, False),
        (AtMost("100 SQL/month"), 50, False),
        (AtMost("100 SQL/month"), 51, True),
        (Between("90 SQL/month", "110 SQL/month"), 44, True),
        (Between("90 SQL/month", "110 SQL/month"), 45, False),
        (Between("90 SQL/month", "110 SQL/month"), 55, False),
        (Between("90 SQL/month", "110 SQL/month"), 56, True),
        (Levels("100 SQL/month", "80 SQL/month"), 49, True),
        (Levels("100 SQL/month", "80 SQL/month"), 50, False),
        (AtLeast("10 SQL/day"), 150, False),
        (AtLeast("10 SQL/day"), 149, True),
    ],
)
def test_the_promises_own_evaluator_judges_the_projection(evaluator: Evaluator, figure: int, at_risk: bool) -> None:
    """With its strictness, tolerance, rounding, levels and both its sides; after half of the month."""
    found = projection(evaluator, figure, 16)
    assert found is not None
    assert found.projected == Quantity(2 * figure, "SQL")
    assert found.at_risk is at_risk


@pytest.mark.parametrize(
    ("evaluator", "reached", "target"),
    [
        (Rolling(AtLeast("300 SQL/quarter"), months=3), 200, 300),
        (Rolling(AtLeast("100 SQL/month"), months=12, from_the_start=True), 300, 400),
        (YearToDate(AtLeast("100 SQL/month")), 300, 400),
    ],
)
@pytest.mark.parametrize(("figure", "at_risk"), [(49, True), (50, False)])
def test_in_a_window_only_the_running_month_is_projected(
    evaluator: Evaluator, reached: int, target: int, figure: int, at_risk: bool
) -> None:
    """The months before it stay as they are: 49 in half a month come to 98, and 2 are short of the window."""
    found = projection(evaluator, figure, 16)
    assert found is not None
    assert (found.every, found.part_over, found.at_risk) == ("month", Fraction(1, 2), at_risk)
    assert found.reached == Quantity(reached + figure, "SQL")
    assert found.projected == Quantity(reached + 2 * figure, "SQL")
    assert found.needed == Quantity(target - reached - figure, "SQL")


_SHARE = Metric("m", "%", "share")
_RATIO = Metric("m", "USD/lead", "ratio")
_LEVEL = Metric("m", "point", "level", over_months="mean")


@pytest.mark.parametrize(
    ("metric", "evaluator", "figure", "reading", "at_risk"),
    [
        (_SHARE, AtLeast("90 %"), (89, 100), "89 %", True),
        (_SHARE, AtLeast("90 %"), (90, 100), "90 %", False),
        (_SHARE, Rolling(AtLeast("96 %"), months=2), (93, 100), "96 %", False),
        (_SHARE, Rolling(AtLeast("96 %"), months=2), (92, 100), "95.5 %", True),
        (_RATIO, AtMost("10 USD/lead"), (110, 10), "11 USD/lead", True),
        (_LEVEL, AtLeast("50 point"), 49, "49 point", True),
        (_LEVEL, Rolling(AtLeast("60 point"), months=2), 20, "60 point", False),
        (_LEVEL, Rolling(AtLeast("60 point"), months=2), 19, "59.5 point", True),
    ],
)
def test_shares_ratios_and_levels_stay_as_they_stand(
    metric: Metric, evaluator: Evaluator, figure: object, reading: str, at_risk: bool
) -> None:
    """Nothing is needed of them, for nobody knows of how many cases."""
    found = projection(evaluator, figure, 16, metric)
    assert found is not None
    assert (str(found.projected), str(found.reached), found.at_risk) == (reading, reading, at_risk)
    assert (found.needed, found.needed_a_day) == (None, None)


def test_an_upper_target_needs_nothing() -> None:
    """What is left of it is its error budget: that of the whole month."""
    figures: dict[str, object] = {"2026-04": 30}
    card = judged(agreed(AtMost("44 SQL/month")), figures, datetime(2026, 4, 16, tzinfo=UTC))
    verdict = card.verdict("m", "2026-04")
    found, budget = card.projection(verdict), card.error_budget(verdict)
    assert found is not None
    assert budget is not None
    assert (found.needed, found.needed_a_day, found.at_risk) == (None, None, True)
    assert (budget.allowed, budget.left) == (Quantity(44, "SQL"), Quantity(14, "SQL"))


def test_what_is_reached_needs_nothing_more() -> None:
    """120 of 100: 0, and 0 a day."""
    found = projection(_HUNDRED, 120, 16)
    assert found is not None
    assert (found.needed, found.needed_a_day) == (Quantity(0, "SQL"), Quantity(0, "SQL"))


_QUARTERLY = agreed(AtLeast("300 SQL/quarter"), term=Term("2026-01-01", "2026-12-31"))


@pytest.mark.parametrize(
    ("month", "figures", "part", "whole", "at_risk"),
    [
        ("2026-01", [103], Fraction(31, 90), Fraction(103 * 90, 31), True),
        ("2026-01", [104], Fraction(31, 90), Fraction(104 * 90, 31), False),
        ("2026-02", [100, 97], Fraction(59, 90), Fraction(197 * 90, 59), False),
        ("2026-02", [100, 96], Fraction(59, 90), Fraction(196 * 90, 59), True),
        ("2026-03", [100, 100, 40], Fraction(74, 90), Fraction(240 * 90, 74), True),
    ],
)
def test_a_quarter_goes_by_all_its_days(
    month: str, figures: list[int], part: Fraction, whole: Fraction, at_risk: bool
) -> None:
    """A month of it that is over shows how it stood then; the last one as of the instant of judging."""
    by_month: dict[str, object] = {str(Month(2026, 1) + place): figure for place, figure in enumerate(figures)}
    card = judged(_QUARTERLY, by_month, datetime(2026, 3, 16, tzinfo=UTC), "2026-03")
    found = card.projection(card.verdict("m", month))
    assert found is not None
    assert (found.every, found.part_over, found.at_risk) == ("quarter", part, at_risk)
    assert found.projected == Quantity(whole, "SQL")


@pytest.mark.parametrize(
    ("as_of", "runs"), [(datetime(2026, 3, 31, tzinfo=UTC), True), (datetime(2026, 4, 1, tzinfo=UTC), False)]
)
def test_the_months_of_a_quarter_that_is_over_have_no_projection(as_of: datetime, runs: bool) -> None:
    """Its last month has the verdict."""
    card = judged(_QUARTERLY, {"2026-01": 100, "2026-02": 100, "2026-03": 100}, as_of, "2026-03")
    assert (card.projection(card.verdict("m", "2026-01")) is not None) is runs
    card = judged(_QUARTERLY, {"2026-01": 100, "2026-02": 100, "2026-03": 100}, None)
    assert card.projection(card.verdict("m", "2026-01")) is None


def test_an_open_quarter_is_projected_without_an_instant_too() -> None:
    """Every month through the last one is over then."""
    card = judged(_QUARTERLY, {"2026-01": 100, "2026-02": 100}, None)
    found = card.projection(card.verdict("m", "2026-02"))
    assert found is not None
    assert (found.part_over, found.days_left) == (Fraction(59, 90), 31)


def test_a_quarter_of_two_targets_owes_the_sum_of_both() -> None:
    """100 in January, and 120 in February and March: 340 in all."""
    amended = agreed(AtLeast("100 SQL/month"), every="quarter", term=Term("2026-01-01", "2026-12-31")).amended(
        "2026-02-01",
        objectives=[Objective("m", "A", "B", AtLeast("120 SQL/month"), every="quarter")],
        signatures=_SIGNED,
    )
    for figure, at_risk in ((123, False), (122, True)):
        card = judged(amended, {"2026-01": 100, "2026-02": figure}, datetime(2026, 3, 1, tzinfo=UTC), "2026-02")
        found = card.projection(card.verdict("m", "2026-02"))
        assert found is not None
        assert (found.needed, found.at_risk) == (Quantity(240 - figure, "SQL"), at_risk)


def test_a_quarter_that_an_amendment_cuts_ends_with_its_last_month() -> None:
    """The promise is by the month from March on, so that February ends the period."""
    amended = _QUARTERLY.amended("2026-03-01", objectives=[Objective("m", "A", "B", _HUNDRED)], signatures=_SIGNED)
    card = judged(amended, {"2026-01": 100, "2026-02": 50}, datetime(2026, 2, 15, tzinfo=UTC))
    found = card.projection(card.verdict("m", "2026-02"))
    assert found is not None
    assert (found.part_over, found.days_left, found.needed) == (Fraction(45, 59), 14, Quantity(50, "SQL"))
    assert (found.projected, found.at_risk) == (Quantity(Fraction(150 * 59, 45), "SQL"), True)


@pytest.mark.parametrize(("partial", "target"), [("in full", 100), ("pro rata", 50)])
def test_a_month_that_the_term_covers_in_part_has_only_those_days(partial: str, target: int) -> None:
    """From 16 April on: after five days a third of them is over."""
    agreement = agreed(_HUNDRED, term=Term("2026-04-16", "2026-06-15"), partial_months=partial)
    card = judged(agreement, {"2026-04": 20}, datetime(2026, 4, 21, tzinfo=UTC))
    found = card.projection(card.verdict("m", "2026-04"))
    assert found is not None
    assert (found.part_over, found.days_left) == (Fraction(1, 3), 10)
    assert (found.needed, found.at_risk) == (Quantity(target - 20, "SQL"), target == 100)
    card = judged(agreement, {"2026-04": 50, "2026-05": 100, "2026-06": 20}, datetime(2026, 6, 6, tzinfo=UTC))
    last = card.projection(card.verdict("m", "2026-06"))
    assert last is not None
    assert (last.part_over, last.projected) == (Fraction(1, 3), Quantity(60, "SQL"))


_HOURS = BusinessHours({"mon-fri": "09:00-17:00"})


@pytest.mark.parametrize(("target", "goes_by"), [("100 SQL/month", "office"), ("5 SQL/business_day", None)])
def test_a_promise_with_hours_goes_by_business_days(target: str, goes_by: str | None) -> None:
    """April 2026 has 22, of which 11 are over on Thursday the 16th; 50 come to 100."""
    found = projection(AtLeast(target), 50, 16, hours={"office": _HOURS}, goes_by=goes_by)
    assert found is not None
    assert (found.part_over, found.days_left, found.in_business_days) == (Fraction(1, 2), 11, True)
    assert (found.projected, found.at_risk) == (Quantity(100, "SQL"), goes_by is None)


def test_without_any_business_day_there_is_no_pace() -> None:
    """A month whose days are all closed has no day left on which something is needed."""
    closed = BusinessHours({"mon-fri": "09:00-17:00"}, holidays=[f"04-{day:02}" for day in range(1, 31)])
    found = projection(_HUNDRED, 50, 16, hours={"office": closed}, goes_by="office")
    assert found is not None
    assert (found.part_over, found.projected, found.needed_a_day) == (Fraction(0), None, None)


def test_what_is_judged_or_has_no_figure_has_no_projection() -> None:
    """A month that is over, one without a figure, and one that comes later."""
    card = judged(agreed(_HUNDRED), {"2026-03": 90, "2026-04": 40}, datetime(2026, 4, 16, tzinfo=UTC), "2026-05")
    assert card.projection(card.verdict("m", "2026-02")) is None
    assert card.projection(card.verdict("m", "2026-03")) is None
    assert card.projection(card.verdict("m", "2026-04")) is not None
    assert card.projection(card.verdict("m", "2026-05")) is None


def test_a_month_that_has_not_begun_has_no_pace() -> None:
    """Its figure came early."""
    card = judged(agreed(_HUNDRED), {"2026-04": 40}, datetime(2026, 3, 16, tzinfo=UTC), "2026-04")
    found = card.projection(card.verdict("m", "2026-04"))
    assert found is not None
    assert (found.part_over, found.days_left, found.projected) == (Fraction(0), 30, None)


def test_a_ratio_of_nothing_has_no_projection() -> None:
    """So much for none keeps a lower target, and comes to nothing that could be shown."""
    assert projection(AtLeast("5 USD/lead"), (50, 0), 16, _RATIO) is None


@attrs.frozen
class _Doubtful(Evaluator):
    """Met if the month before had a figure."""

    def __call__(self, view: View, /) -> Finding:
        return Finding(Status.MET if view.earlier(1).actual else Status.MISSED, view.actual)


@pytest.mark.parametrize("evaluator", [Trend("the month before", at_least="100 %"), _Doubtful()])
def test_a_promise_that_looks_at_other_months_is_projected_and_not_judged(evaluator: Evaluator) -> None:
    """Nobody says whether it is at risk, nor what it needs."""
    found = projection(evaluator, 40, 16)
    assert found is not None
    assert (found.projected, found.at_risk, found.needed) == (Quantity(80, "SQL"), None, None)


def test_promises_about_others_are_projected_and_not_judged() -> None:
    """Another metric runs too, and so do other promises."""
    promises = [
        Objective("m", "A", "B", _HUNDRED),
        Objective("n", "A", "B", Relative("m", at_least="100 %")),
        Objective("kept", "A", "B", KeptShare(["m"], at_least="90 %")),
    ]
    agreement = Agreement(
        "x", Term("2026-01-01"), _PARTIES, promises, metrics=[Metric("n", "SQL", "count")], signatures=_SIGNED
    )
    figures = Actuals.from_dict({"m": {"2026-01": 40}, "n": {"2026-01": 31}}, known=agreement.metrics)
    card = judge(agreement, figures, as_of=datetime(2026, 1, 31, tzinfo=UTC))
    relative, kept = (card.projection(card.verdict(name, "2026-01")) for name in ("n", "kept"))
    assert relative is not None
    assert kept is not None
    assert (relative.projected, relative.at_risk) == (Quantity(Fraction(31 * 31, 30), "SQL"), None)
    assert (kept.projected, kept.at_risk) == (Quantity(0, "%"), None)


_RULES = st.sampled_from(
    [
        AtLeast("100 USD/month"),
        AtLeast("100 USD/month", tolerance="7 %"),
        AtMost("90 USD/month"),
        Between("80 USD/month", "120 USD/month", tolerance_above="5 USD"),
        Above("3 USD/day"),
        Levels("100 USD/month", "80 USD/month"),
        AtLeast("300 USD/quarter"),
        Rolling(AtLeast("300 USD/quarter"), months=3),
        Rolling(AtMost("280 USD/quarter"), months=3, from_the_start=True),
        YearToDate(AtLeast("100 USD/month")),
        AtMost("1100 USD/year"),
    ]
)


@given(_RULES, st.lists(st.integers(0, 200), min_size=2, max_size=14), st.integers(2, 28), st.booleans())
def test_at_risk_is_what_judging_the_projected_figure_says(
    evaluator: Evaluator, figures: list[int], day: int, pro_rata: bool
) -> None:
    """Oracle: the running month gets what the projection adds, later months of its period nothing, and all are over."""
    partial = "pro rata" if pro_rata else "in full"
    spent = Metric("m", "USD", "count")
    agreement = agreed(evaluator, spent, Term("2026-01-10", "2027-12-20"), partial_months=partial)
    running = Month(2026, 1) + (len(figures) - 1)
    by_month: dict[str, object] = {str(Month(2026, 1) + place): figure for place, figure in enumerate(figures)}
    card = judged(agreement, by_month, datetime(running.year, running.month, day, tzinfo=UTC))
    found = card.projection(card.verdict("m", running))
    if found is None or found.projected is None:
        return
    last = running
    promise = agreement.promises[0]
    if (every := agreement.judged_every(promise)) != "month":
        last = agreement.periods.containing(running, every).last
    added = found.projected.value - found.reached.value
    whole = {Month.parse(month): Fraction(figures[place]) for place, month in enumerate(by_month)}
    whole[running] += added
    whole |= {running + later: Fraction(0) for later in range(1, last - running + 1)}
    scaled = Actuals.from_dict({"m": {str(month): figure for month, figure in whole.items()}}, known=[spent])
    assert (judge(agreement, scaled).verdict("m", last).status is Status.MISSED) is found.at_risk
