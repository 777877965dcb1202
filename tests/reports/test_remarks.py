"""What stands beside verdicts: pace, error budgets and chance, as text, on the page and in JSON."""

import json
from datetime import UTC, datetime
from fractions import Fraction
from io import StringIO

import pytest
from rich.console import Console

from smarketing import (
    Above,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Between,
    BusinessHours,
    Evaluator,
    Finding,
    Metric,
    Objective,
    Party,
    Quantity,
    Relative,
    Scorecard,
    Status,
    Term,
    View,
    judge,
    scorecard_from_json,
    scorecard_html,
    scorecard_json,
)
from smarketing.judging import MissChance
from smarketing.reports import print_scorecard
from smarketing.reports.remarks import budget_text, chance_text
from smarketing.reports.view import view_of
from smarketing.verdicts import ErrorBudget

_PARTIES = [Party("A"), Party("B")]
_SIGNED = {"A": "2025-12-01", "B": "2025-12-01"}
_MIDDLE = datetime(2026, 4, 16, tzinfo=UTC)
_ORDERS = Metric("orders", "%", "share")


def running() -> Scorecard:
    """A count, a share and minutes, in the middle of April; one month of each was missed before."""
    promises = [
        Objective("leads", "A", "B", AtLeast("100 SQL/month")),
        Objective("orders", "A", "B", AtLeast("99.9 %")),
        Objective("down", "A", "B", AtMost("44 minutes/month")),
        Objective("calls", "A", "B", AtLeast("5 call/month")),
    ]
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, promises, metrics=[_ORDERS], signatures=_SIGNED)
    figures = {
        "leads": {"2026-03": 90, "2026-04": 40},
        "orders": {"2026-03": (19_970, 20_000), "2026-04": (9_998, 10_000)},
        "down": {"2026-03": 60},
        "calls": {"2026-03": 6},
    }
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics), as_of=_MIDDLE)


def test_pace_is_said_of_what_runs_and_budgets_of_the_latest_figure() -> None:
    """Each promise once; a running month without a figure leaves the budget of the month before."""
    view = view_of(running())
    assert [(each.month, each.promise, each.text) for each in view.pace] == [
        (
            "2026-04",
            "leads",
            (
                "40 of 100 SQL so far with 50 % of the month over; at this pace 80 SQL: at risk. "
                "Still needed: 60 SQL, 4 SQL a day"
            ),
        ),
        ("2026-04", "orders", "99.98 % (at least 99.9 %) so far with 50 % of the month over: on track"),
    ]
    assert [(each.month, each.promise, each.text) for each in view.budgets] == [
        ("2026-04", "orders", "2 of 10 used, 80 % left"),
        ("2026-03", "down", "60 of 44 minutes used: overspent by 16 minutes"),
    ]
    assert [(each.month, each.promise, each.chance) for each in view.remarkable if each.status == "missed"] == [
        ("2026-03", "leads", "could be chance (17 %)"),
        ("2026-03", "orders", "larger than chance (2.2 %)"),
        ("2026-03", "down", ""),
    ]


def test_the_terminal_has_them_before_the_reasons() -> None:
    """Pace first, then budgets; chance stands beside the miss."""
    out = StringIO()
    print_scorecard(running(), Console(file=out, width=100))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    start, why = lines.index("At this pace"), lines.index("Why")
    assert lines[start:why] == [
        "At this pace",
        "2026-04  leads",
        "         40 of 100 SQL so far with 50 % of the month over; at this pace 80 SQL: at risk. Still",
        "         needed: 60 SQL, 4 SQL a day",
        "2026-04  orders",
        "         99.98 % (at least 99.9 %) so far with 50 % of the month over: on track",
        "",
        "Error budgets",
        "2026-04  orders",
        "         2 of 10 used, 80 % left",
        "2026-03  down",
        "         60 of 44 minutes used: overspent by 16 minutes",
        "",
    ]
    assert "2026-03  orders missed, larger than chance (2.2 %)" in lines
    assert "2026-03  down missed" in lines


def test_the_page_has_them_in_tables() -> None:
    """With a heading each; without anything to say there is none."""
    page = scorecard_html(running())
    assert "<h2>At this pace</h2>" in page
    assert "<td>orders</td><td>2 of 10 used, 80 % left</td></tr>" in page
    assert '10 SQL short; <span class="soft">could be chance (17 %)</span></td>' in page
    assert "16 minutes over</td></tr>" in page
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, [], signatures=_SIGNED)
    empty = scorecard_html(judge(agreement, Actuals.from_dict({}, known=[]), through="2026-01"))
    assert "At this pace" not in empty
    assert "Error budgets" not in empty


def test_json_has_them_as_data_and_comes_back() -> None:
    """Exact numbers as text; only a chance is floating point. Reading back needs none of them."""
    card = running()
    plain = json.loads(json.dumps(scorecard_json(card)))
    found = {(each["promise"], each["month"]): each for each in plain["verdicts"]}
    assert found["leads", "2026-04"]["projection"] == {
        "every": "month",
        "part_over": "0.5",
        "days_left": 15,
        "in_business_days": False,
        "reached": {"value": "40", "unit": "SQL"},
        "projected": {"value": "80", "unit": "SQL"},
        "at_risk": True,
        "needed": {"value": "60", "unit": "SQL"},
        "needed_a_day": {"value": "4", "unit": "SQL"},
    }
    assert found["orders", "2026-04"]["error_budget"] == {
        "allowed": {"value": "10", "unit": ""},
        "used": {"value": "2", "unit": ""},
        "left": {"value": "8", "unit": ""},
        "part_left": "0.8",
    }
    assert found["orders", "2026-03"]["miss_chance"] == {"chance": pytest.approx(0.0217619), "is_larger": True}
    assert found["down", "2026-03"]["miss_chance"] is None
    assert scorecard_from_json(plain, card.agreement) == card
    for verdict in plain["verdicts"]:
        del verdict["error_budget"], verdict["projection"], verdict["miss_chance"]
    assert scorecard_from_json(plain, card.agreement) == card


def pace_of(evaluator: Evaluator, figure: object, as_of: datetime, *metrics: Metric, **more: object) -> str:
    """Say the pace of one promise in April 2026."""
    of_promise = {"hours": "office"} if "hours" in more else {}
    promise = Objective("m", "A", "B", evaluator, **of_promise)  # type: ignore[arg-type]
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, [promise], metrics=metrics, signatures=_SIGNED, **more)  # type: ignore[arg-type]
    actuals = Actuals.from_dict({"m": {"2026-04": figure}}, known=agreement.metrics)
    (remark,) = view_of(judge(agreement, actuals, as_of=as_of)).pace
    return remark.text


class _Any(Evaluator):
    """Met by whatever was measured."""

    def __call__(self, view: View, /) -> Finding:
        return Finding(Status.MET, view.actual)


_COUNT = Metric("m", "SQL", "count")


@pytest.mark.parametrize(
    ("evaluator", "figure", "metrics", "said"),
    [
        (
            AtMost("44 minutes/month"),
            20,
            (),
            "20 of at most 44 minutes so far with 50 % of the month over; at this pace 40 minutes: on track",
        ),
        (
            Between("90 SQL/month", "120 SQL/month"),
            40,
            (),
            (
                "40 SQL (at least 90 SQL and at most 120 SQL) so far with 50 % of the month over; at this pace 80 SQL: "
                "at risk. Still needed: 50 SQL, 3.33 SQL a day"
            ),
        ),
        (
            Above("100 SQL/month"),
            60,
            (),
            (
                "60 SQL (above 100 SQL) so far with 50 % of the month over; at this pace 120 SQL: on track. "
                "Still needed: 40 SQL, 2.67 SQL a day"
            ),
        ),
        (
            AtLeast("100 SQL/month"),
            100,
            (),
            "100 of 100 SQL so far with 50 % of the month over; at this pace 200 SQL: on track",
        ),
        (_Any(), 7, (_COUNT,), "7 SQL so far with 50 % of the month over; at this pace 14 SQL: on track"),
    ],
)
def test_pace_in_words(evaluator: Evaluator, figure: object, metrics: tuple[Metric, ...], said: str) -> None:
    """By what was promised; what is needed only where something is."""
    assert pace_of(evaluator, figure, _MIDDLE, *metrics) == said


def test_on_the_first_day_there_is_no_pace_yet() -> None:
    """What is needed is said all the same."""
    assert pace_of(AtLeast("100 SQL/month"), 4, datetime(2026, 4, 1, tzinfo=UTC)) == (
        "4 of 100 SQL so far; the first day is not over. Still needed: 96 SQL, 3.2 SQL a day"
    )


def test_business_days_are_named() -> None:
    """11 of the 22 of April."""
    hours = {"office": BusinessHours({"mon-fri": "09:00-17:00"})}
    assert pace_of(AtLeast("100 SQL/month"), 45, _MIDDLE, hours=hours) == (
        "45 of 100 SQL so far with 50 % of the month's business days over; at this pace 90 SQL: at risk. "
        "Still needed: 55 SQL, 5 SQL a business day"
    )


def test_where_no_day_is_left_nothing_is_said_a_day() -> None:
    """All business days are over, and the month is not."""
    hours = {"office": BusinessHours({"mon": "09:00-17:00"})}
    assert pace_of(AtLeast("100 SQL/month"), 80, datetime(2026, 4, 29, tzinfo=UTC), hours=hours) == (
        "80 of 100 SQL so far with 100 % of the month's business days over; at this pace 80 SQL: at risk. "
        "Still needed: 20 SQL"
    )


def test_a_risk_that_nobody_can_tell_is_not_said() -> None:
    """A promise about another metric."""
    promises = [
        Objective("leads", "A", "B", AtLeast("100 SQL/month")),
        Objective("m", "A", "B", Relative("leads", at_least="50 %")),
    ]
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, promises, metrics=[_COUNT], signatures=_SIGNED)
    figures = {"leads": {"2026-04": 40}, "m": {"2026-04": 30}}
    card = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics), as_of=_MIDDLE)
    assert (
        view_of(card).pace[1].text == "30 SQL (at least 20 SQL) so far with 50 % of the month over; at this pace 60 SQL"
    )


def test_an_open_quarter_is_said_once() -> None:
    """By its latest month with a figure."""
    promise = Objective("m", "A", "B", AtLeast("300 SQL/quarter"))
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, [promise], signatures=_SIGNED)
    figures = {"m": {"2026-01": 90, "2026-02": 90, "2026-03": 90, "2026-04": 70}}
    card = judge(
        agreement, Actuals.from_dict(figures, known=agreement.metrics), as_of=datetime(2026, 5, 16, tzinfo=UTC)
    )
    assert [(each.month, each.text) for each in view_of(card).pace] == [
        (
            "2026-04",
            (
                "70 of 300 SQL so far with 33 % of the quarter over; at this pace 212.33 SQL: at risk. "
                "Still needed: 230 SQL, 3.77 SQL a day"
            ),
        )
    ]


def test_a_promise_that_is_not_made_any_more_has_no_budget() -> None:
    """It ended with March."""
    promises = [Objective(name, "A", "B", AtMost("44 minutes/month")) for name in ("down", "late")]
    agreement = Agreement("x", Term("2026-01-01"), _PARTIES, promises, signatures=_SIGNED)
    amended = agreement.amended("2026-04-01", objectives=promises[1:], signatures=_SIGNED)
    figures = {name: {"2026-03": 4} for name in ("down", "late")}
    card = judge(amended, Actuals.from_dict(figures, known=amended.metrics), through="2026-04")
    assert [(each.month, each.promise) for each in view_of(card).budgets] == [("2026-03", "late")]


@pytest.mark.parametrize(
    ("allowed", "used", "said"),
    [
        ("20 minute", "8 minute", "8 of 20 minutes used, 60 % left"),
        ("20 minute", "20 minute", "20 of 20 minutes used, 0 % left"),
        ("20 minute", "21 minute", "21 of 20 minutes used: overspent by 1 minute"),
        ("0 minute", "0 minute", "0 of 0 minutes used"),
        ("0 minute", "1 minute", "1 of 0 minutes used: overspent by 1 minute"),
    ],
)
def test_budgets_in_words(allowed: str, used: str, said: str) -> None:
    """What is used, and what is left or overspent."""
    amounts = [Quantity(Fraction(text.split()[0]), text.split()[1]) for text in (allowed, used)]
    assert budget_text(ErrorBudget(*amounts)) == said


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.0, "larger than chance (below 0.1 %)"),
        (0.00099, "larger than chance (below 0.1 %)"),
        (0.001, "larger than chance (0.1 %)"),
        (0.0499, "larger than chance (5.0 %)"),
        (0.05, "could be chance (5.0 %)"),
        (0.1234, "could be chance (12 %)"),
        (1.0, "could be chance (100 %)"),
    ],
)
def test_chances_in_words(chance: float, said: str) -> None:
    """Whole percents, and one place below ten."""
    assert chance_text(MissChance(chance)) == said
