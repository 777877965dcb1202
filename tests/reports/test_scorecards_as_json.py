"""Scorecards and plans as plain values: the keys that were promised, numbers as text, exact where they end."""

import json
from fractions import Fraction
from importlib.resources import files

import pytest

from smarketing import (
    Actuals,
    Agreement,
    AtMost,
    Between,
    Funnel,
    Month,
    Objective,
    Party,
    Scorecard,
    Term,
    judge,
    loads,
    plan,
    scorecard_json,
)
from smarketing.reports import plan_json
from smarketing.reports.number_text import number_text

AGREEMENT = loads((files("smarketing") / "demo" / "agreement.yaml").read_text(encoding="utf-8"))


def demo() -> Scorecard:
    with_actuals = files("smarketing") / "demo" / "actuals.csv"
    return judge(AGREEMENT, Actuals.read_csv(str(with_actuals), known=AGREEMENT.metrics))


def verdict(objective: str, month: str) -> dict[str, object]:
    verdicts = scorecard_json(demo())["verdicts"]
    assert isinstance(verdicts, list)
    (found,) = [each for each in verdicts if (each["objective"], each["month"]) == (objective, month)]
    assert isinstance(found, dict)
    return found


def test_the_keys_and_their_order() -> None:
    """Exactly the keys that programs rely on; `left_out` only where something was."""
    plain = scorecard_json(demo())
    assert list(plain) == ["agreement", "through", "standing", "verdicts", "dues"]
    assert isinstance(plain["verdicts"], list)
    assert isinstance(plain["dues"], list)
    keys = ["objective", "month", "segment", "status", "actual", "target", "attainment", "shortfall", "because"]
    assert {tuple(each) for each in plain["verdicts"]} == {tuple(keys)}
    keys = ["consequence", "month", "effect", "owed_by", "owed_to", "amount", "because"]
    assert {tuple(each) for each in plain["dues"]} == {tuple(keys)}
    assert [plain[key] for key in ("agreement", "through", "standing")] == [
        "Company X marketing, sales and service agreement",
        "2026-03",
        "may-be-terminated",
    ]


def test_every_verdict_and_due_is_there_in_order() -> None:
    """Six promises in three months; the dues as judged."""
    scorecard, plain = demo(), scorecard_json(demo())
    assert isinstance(plain["verdicts"], list)
    assert isinstance(plain["dues"], list)
    assert [(each["objective"], each["month"]) for each in plain["verdicts"]] == [
        (promise.name, month) for month in ("2026-01", "2026-02", "2026-03") for promise in AGREEMENT.promises
    ]
    assert [each["because"] for each in plain["dues"]] == [due.because for due in scorecard.dues]
    assert [each["because"] for each in plain["verdicts"]] == [each.because for each in scorecard.verdicts]


def test_a_met_count() -> None:
    """104 of 100: attainment 1.04, exact, and no shortfall."""
    assert verdict("qualified-leads", "2026-01") == {
        "objective": "qualified-leads",
        "month": "2026-01",
        "segment": None,
        "status": "met",
        "actual": "104 SQL",
        "target": "100 SQL",
        "attainment": "1.04",
        "shortfall": None,
        "because": "104 SQL against at least 100 SQL",
    }


def test_a_missed_segment() -> None:
    """28 of 30 is 0.9333..., which does not end and is rounded to 4 places."""
    found = verdict("spring-campaign", "2026-03")
    assert (found["segment"], found["attainment"], found["shortfall"]) == ("spring", "0.9333", "2 SQL")


def test_a_share_says_both_its_numbers() -> None:
    """46 + 47 + 182 = 275 of 50 + 50 + 200 = 300 is 91.666... %, shown as 91.67; 91.666.../92 = 0.99637..."""
    found = verdict("customers-kept", "2026-03")
    assert found["actual"] == {"value": "275", "base": "300", "percent": "91.67"}
    assert (found["target"], found["attainment"]) == ("92 %", "0.9964")


def test_what_is_absent_is_null() -> None:
    """No figure is no number, and no attainment of 0."""
    found = verdict("friction-reports", "2026-02")
    assert (found["status"], found["actual"], found["attainment"], found["shortfall"]) == ("no-data", None, None, None)
    assert found["target"] == "1 report"
    pending = verdict("customers-kept", "2026-01")
    assert (pending["status"], pending["actual"], pending["target"]) == ("pending", None, None)


def test_money_in_dues() -> None:
    """5 % of 4,000 USD are 200; the limit of 7.5 % a quarter is 300, which leaves 100 in the second month."""
    dues = scorecard_json(demo())["dues"]
    assert isinstance(dues, list)
    amounts = [(each["month"], each["amount"]) for each in dues if each["effect"] == "credit"]
    assert amounts == [("2026-02", "200 USD"), ("2026-03", "100 USD")]
    assert {each["amount"] for each in dues if each["effect"] != "credit"} == {None}


def test_it_is_json() -> None:
    """Nothing but texts, lists, objects and null: it survives JSON."""
    plain = scorecard_json(demo())
    assert json.loads(json.dumps(plain)) == plain


def figures(objective: Objective, value: object) -> dict[str, object]:
    agreement = Agreement(
        "Company X",
        Term("2026-01-01"),
        [Party("A"), Party("B")],
        [objective],
        signatures={"A": "2025-12-01", "B": "2025-12-01"},
    )
    scorecard = judge(agreement, Actuals.from_dict({objective.name: {"2026-01": value}}, known=agreement.metrics))
    plain = scorecard_json(scorecard)["verdicts"]
    assert isinstance(plain, list)
    assert isinstance(plain[0], dict)
    return plain[0]


def test_a_target_with_two_sides() -> None:
    """Both limits; no attainment, for neither is the one to reach."""
    found = figures(Objective("leads", "A", "B", Between("90 SQL/month", "120 SQL/month")), 130)
    assert (found["target"], found["attainment"], found["shortfall"]) == ("90 SQL to 120 SQL", None, "10 SQL")


def test_a_share_of_nothing() -> None:
    """0 of 0 has both numbers and no percentage."""
    found = figures(Objective("lost", "A", "B", AtMost("5 %")), (0, 0))
    assert found["actual"] == {"value": "0", "base": "0", "percent": None}
    assert (found["status"], found["attainment"], found["because"]) == ("no-data", None, "0 of 0: nothing to judge")


def test_what_was_left_out_is_said() -> None:
    """With rows that could not be read, `left_out` lists them."""
    actuals = Actuals.from_rows(
        [{"month": "2026-01", "metric": "revenue", "value": "5200"}, {"month": "x", "metric": "revenue", "value": "1"}],
        known=AGREEMENT.metrics,
    )
    plain = scorecard_json(judge(AGREEMENT, actuals, keep_going=True))
    assert plain["left_out"] == ["rows:2:1: month: 'x' is not a month; write it as 2026-03"]
    assert plain["through"] == str(Month(2026, 1))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(104), "104"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(-2, 3), "-0.6667"),
        (Fraction(10**7, 3), "3333333.3333"),
        (Fraction(0), "0"),
    ],
)
def test_numbers_are_exact_where_they_end(number: Fraction, text: str) -> None:
    """Decimals that end are written in full, others rounded to 4 places, never with commas."""
    assert number_text(number) == text


def test_a_plan() -> None:
    """5,000 / 100 = 50 customers; 50 / 0.3 = 166.66... SQL, rounded up to 167."""
    funnel = Funnel(["SQL", ("customer", "30 %")], "100 USD/customer", "5000 USD/month")
    assert plan_json(plan(funnel)) == {
        "stages": [
            {
                "stage": "SQL",
                "exact": "500/3",
                "need": "167",
                "because": "50 customer/month / 30 % = 166.67, rounded up to 167 SQL/month",
            },
            {
                "stage": "customer",
                "exact": "50",
                "need": "50",
                "because": "5,000.00 USD/month / 100.00 USD/customer = 50 customer/month",
            },
        ],
        "rounding": "up at every stage",
    }
