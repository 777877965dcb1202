"""Scorecards and plans as plain values: the keys that were promised, and numbers as exact text."""

import json
from datetime import datetime
from fractions import Fraction
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from smarketing import (
    Actuals,
    Agreement,
    AtMost,
    Between,
    Funnel,
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


def demo(as_of: datetime | None = None) -> Scorecard:
    with_actuals = files("smarketing") / "demo" / "actuals.csv"
    return judge(AGREEMENT, Actuals.read_csv(str(with_actuals), known=AGREEMENT.metrics), as_of=as_of)


def verdict(objective: str, month: str) -> dict[str, object]:
    verdicts = scorecard_json(demo())["verdicts"]
    assert isinstance(verdicts, list)
    (found,) = [each for each in verdicts if (each["promise"], each["month"]) == (objective, month)]
    assert isinstance(found, dict)
    return found


def test_the_keys_and_their_order() -> None:
    """Exactly the keys that programs rely on, always the same ones."""
    plain = scorecard_json(demo())
    assert " ".join(plain) == (
        "format title agreement versions as_of as_of_zone months_begin_on period standing verdicts dues totals "
        "left_out missing"
    )
    assert isinstance(plain["verdicts"], list)
    assert isinstance(plain["dues"], list)
    keys = (
        "promise owed_by owed_to metric segment month period status counts_as note excluded attainment error_budget "
        "projection miss_chance because finding so_far"
    )
    assert {" ".join(each) for each in plain["verdicts"]} == {keys}
    keys = "status actual at_least at_most tolerance shortfall window_months absence note strict rounded_to"
    assert {" ".join(each["finding"]) for each in plain["verdicts"]} == {keys}
    keys = "id consequence month effect owed_by owed_to amount task by because causes"
    assert {" ".join(each) for each in plain["dues"]} == {keys}


def test_the_head() -> None:
    """What was judged, of which agreement, and how it stands; the digest is that of what the file says."""
    plain = scorecard_json(demo())
    assert {key: plain[key] for key in plain if key not in ("verdicts", "dues", "agreement")} == {
        "format": 1,
        "title": "Company X marketing, sales and service agreement",
        "versions": [
            {
                "title": "Company X marketing, sales and service agreement",
                "since": "2026-01-01",
                "begins": "2026-01",
            }
        ],
        "as_of": None,
        "as_of_zone": None,
        "months_begin_on": 1,
        "period": {"first": "2026-01", "last": "2026-03"},
        "standing": "may-be-terminated",
        "totals": [{"owed_by": "Marketing", "owed_to": "Sales", "amount": {"value": "300", "unit": "USD"}}],
        "left_out": [],
        "missing": [
            {
                "path": [],
                "file": None,
                "line": None,
                "column": None,
                "name": None,
                "kind": None,
                "message": "there is no figure of 'friction-reports' for 2026-02",
            }
        ],
    }


def test_every_verdict_and_due_is_there_in_order() -> None:
    """Six promises in three months; the dues as judged."""
    scorecard, plain = demo(), scorecard_json(demo())
    assert isinstance(plain["verdicts"], list)
    assert isinstance(plain["dues"], list)
    assert [(each["promise"], each["month"]) for each in plain["verdicts"]] == [
        (promise.name, month) for month in ("2026-01", "2026-02", "2026-03") for promise in AGREEMENT.promises
    ]
    assert [each["because"] for each in plain["dues"]] == [due.because for due in scorecard.dues]
    assert [each["because"] for each in plain["verdicts"]] == [each.because for each in scorecard.verdicts]


def test_a_met_count() -> None:
    """104 of 100: attainment 1.04, exact, and no shortfall."""
    assert verdict("qualified-leads", "2026-01") == {
        "promise": "qualified-leads",
        "owed_by": "Marketing",
        "owed_to": "Sales",
        "metric": "qualified-leads",
        "segment": None,
        "month": "2026-01",
        "period": {"first": "2026-01", "last": "2026-01"},
        "status": "met",
        "counts_as": "met",
        "note": "",
        "excluded": [],
        "attainment": "1.04",
        "error_budget": None,
        "projection": None,
        "miss_chance": None,
        "because": "104 SQL against at least 100 SQL",
        "finding": {
            "status": "met",
            "actual": {"value": "104", "base": None, "reading": "104", "unit": "SQL"},
            "at_least": {"value": "100", "unit": "SQL"},
            "at_most": None,
            "tolerance": {"value": "2", "unit": "%"},
            "shortfall": None,
            "window_months": 1,
            "absence": None,
            "note": "",
            "strict": False,
            "rounded_to": None,
        },
        "so_far": None,
    }


def test_a_missed_segment() -> None:
    """28 of 30 is 14/15, exactly: its decimals do not end."""
    found: dict[str, Any] = verdict("spring-campaign", "2026-03")
    assert (found["segment"], found["attainment"]) == ("spring", "14/15")
    assert found["finding"]["shortfall"] == {"value": "2", "unit": "SQL"}


def test_a_share_has_both_its_numbers() -> None:
    """46 + 47 + 182 = 275 of 50 + 50 + 200 = 300 is 275/3 percent; of 92 that is 275/276."""
    found: dict[str, Any] = verdict("customers-kept", "2026-03")
    assert found["finding"]["actual"] == {"value": "275", "base": "300", "reading": "275/3", "unit": "%"}
    assert (found["finding"]["at_least"], found["attainment"]) == ({"value": "92", "unit": "%"}, "275/276")
    assert found["finding"]["window_months"] == 3


def test_what_is_absent_is_null() -> None:
    """No figure is no number, and no attainment of 0."""
    found: dict[str, Any] = verdict("friction-reports", "2026-02")
    assert (found["status"], found["counts_as"], found["attainment"]) == ("no-data", "missed", None)
    assert found["note"] == "there is no figure for 2026-02; no data counts as missed"
    finding = found["finding"]
    assert (finding["actual"], finding["shortfall"], finding["absence"]) == (None, None, "missing")
    assert finding["at_least"] == {"value": "1", "unit": "report"}


def test_an_excuse_keeps_what_was_found() -> None:
    """The finding is a miss, the verdict is excused, and its note says why."""
    found: dict[str, Any] = verdict("revenue", "2026-02")
    assert (found["status"], found["counts_as"], found["finding"]["status"]) == ("excused", "excused", "missed")
    assert found["note"] == "excused, for qualified-leads was missed"


def test_a_month_that_is_not_over_has_what_was_found_so_far() -> None:
    """As of the middle of March, by the clocks of New York."""
    at = datetime(2026, 3, 15, 12, tzinfo=ZoneInfo("America/New_York"))
    plain: dict[str, Any] = scorecard_json(demo(at))
    assert (plain["as_of"], plain["as_of_zone"]) == ("2026-03-15T12:00:00-04:00", "America/New_York")
    found = next(each for each in plain["verdicts"] if (each["promise"], each["month"]) == ("revenue", "2026-03"))
    assert (found["status"], found["finding"]["note"]) == ("pending", "2026-03 is not over")
    assert found["so_far"]["status"] == "met"
    assert found["so_far"]["actual"] == {"value": "5100", "base": None, "reading": "5100", "unit": "USD"}


def test_dues() -> None:
    """5 % of 4,000 USD are 200; the limit of 7.5 % a quarter is 300, which leaves 100 in the second month."""
    dues = scorecard_json(demo())["dues"]
    assert isinstance(dues, list)
    amounts = [(each["month"], each["amount"]) for each in dues if each["effect"] == "credit"]
    assert amounts == [
        ("2026-02", {"value": "200", "unit": "USD"}),
        ("2026-03", {"value": "100", "unit": "USD"}),
    ]
    escalation = next(each for each in dues if each["effect"] == "escalate")
    assert escalation.pop("because")
    assert escalation == {
        "id": "tell-the-boss/status-reports/2026-02/1",
        "consequence": "tell-the-boss",
        "month": "2026-02",
        "effect": "escalate",
        "owed_by": "Sales",
        "owed_to": "Marketing",
        "amount": None,
        "task": "escalate to Josh and Amy",
        "by": "2026-03-05",
        "causes": [
            {"promise": "status-reports", "month": "2026-01"},
            {"promise": "status-reports", "month": "2026-02"},
        ],
    }


def test_it_is_json() -> None:
    """Nothing but texts, lists, objects and null: it survives JSON."""
    plain = scorecard_json(demo())
    assert json.loads(json.dumps(plain)) == plain


def figures(objective: Objective, value: object) -> dict[str, Any]:
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
    finding = found["finding"]
    assert (finding["at_least"], finding["at_most"], finding["shortfall"]) == (
        {"value": "90", "unit": "SQL"},
        {"value": "120", "unit": "SQL"},
        {"value": "10", "unit": "SQL"},
    )
    assert found["attainment"] is None


def test_a_share_of_nothing() -> None:
    """0 of 0 has both numbers and no percentage."""
    found = figures(Objective("lost", "A", "B", AtMost("5 %")), (0, 0))
    assert found["finding"]["actual"] == {"value": "0", "base": "0", "reading": None, "unit": "%"}
    assert found["finding"]["absence"] == "nothing to measure"
    assert (found["status"], found["attainment"], found["because"]) == ("no-data", None, "0 of 0: nothing to judge")


def test_what_was_left_out_is_said() -> None:
    """With rows that could not be read, `left_out` has each with its place."""
    actuals = Actuals.from_rows(
        [{"month": "2026-01", "metric": "revenue", "value": "5200"}, {"month": "x", "metric": "revenue", "value": "1"}],
        known=AGREEMENT.metrics,
    )
    plain = scorecard_json(judge(AGREEMENT, actuals, keep_going=True))
    assert plain["left_out"] == [
        {
            "path": ["month"],
            "file": "rows",
            "line": 2,
            "column": 1,
            "name": None,
            "kind": None,
            "message": "'x' is not a month; write it as 2026-03",
        }
    ]
    assert plain["period"] == {"first": "2026-01", "last": "2026-01"}


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
