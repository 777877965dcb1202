"""Company X: the example folder is what the command leaves, and its numbers are those worked out by hand."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from smarketing.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "company_x"


def judged() -> dict[str, Any]:
    result = CliRunner().invoke(main, ["judge", f"{EXAMPLE}/agreement.yaml", f"{EXAMPLE}/actuals.csv", "--json"])
    assert result.exit_code == 0
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_the_folder_is_what_demo_leaves(tmp_path: Path) -> None:
    """The example's three files, the page among them, are those of `smarketing demo --into`, byte for byte."""
    assert CliRunner().invoke(main, ["demo", "--into", str(tmp_path)]).exit_code == 0
    for name in ("agreement.yaml", "actuals.csv", "scorecard.html"):
        assert (EXAMPLE / name).read_bytes() == (tmp_path / name).read_bytes()


def test_verdicts_are_those_worked_out_by_hand() -> None:
    """The working: targets from the funnel, attainment as actual by target, shares pooled over three months."""
    # 5,000 USD / 100 USD = 50 customers; / 50 % = 100 SQL; 2 % tolerance is met from 98
    # 104 / 100 = 1.04; 92 / 100 = 0.92, 8 short; 95 / 100 = 0.95, 5 short
    # (46 + 47 + 182) / (50 + 50 + 200) = 275 / 300 = 91.67 %, within 1 point of 92 %; 91.6667 / 92 = 0.9964
    share = "275 of 300"
    expected = {
        ("2026-01", "qualified-leads"): ("met", "104 SQL", "100 SQL", "1.04", None),
        ("2026-01", "spring-campaign"): ("met", "31 SQL", "30 SQL", "31/30", None),
        ("2026-01", "revenue"): ("met", "5200 USD", "5000 USD", "1.04", None),
        ("2026-01", "status-reports"): ("missed", "3 report", "4 report", "0.75", "1 report"),
        ("2026-01", "friction-reports"): ("met", "1 report", "1 report", "1", None),
        ("2026-01", "customers-kept"): ("pending", None, None, None, None),
        ("2026-02", "qualified-leads"): ("missed", "92 SQL", "100 SQL", "0.92", "8 SQL"),
        ("2026-02", "spring-campaign"): ("met", "35 SQL", "30 SQL", "7/6", None),
        ("2026-02", "revenue"): ("excused", "4600 USD", "5000 USD", "0.92", "400 USD"),
        ("2026-02", "status-reports"): ("missed", "2 report", "4 report", "0.5", "2 report"),
        ("2026-02", "friction-reports"): ("no-data", None, "1 report", None, None),
        ("2026-02", "customers-kept"): ("pending", None, None, None, None),
        ("2026-03", "qualified-leads"): ("missed", "95 SQL", "100 SQL", "0.95", "5 SQL"),
        ("2026-03", "spring-campaign"): ("missed", "28 SQL", "30 SQL", "14/15", "2 SQL"),
        ("2026-03", "revenue"): ("met", "5100 USD", "5000 USD", "1.02", None),
        ("2026-03", "status-reports"): ("missed", "3 report", "4 report", "0.75", "1 report"),
        ("2026-03", "friction-reports"): ("met", "2 report", "1 report", "2", None),
        ("2026-03", "customers-kept"): ("met", share, "92 %", "275/276", None),
    }
    assert {(v["month"], v["promise"]): numbers(v) for v in judged()["verdicts"]} == expected


def numbers(verdict: dict[str, Any]) -> tuple[Any, ...]:
    """The status, actual, target, attainment and shortfall of a verdict, in short."""
    finding = verdict["finding"]
    actual = finding["actual"]
    said = actual and (
        f"{actual['value']} of {actual['base']}" if actual["base"] else in_short(actual | {"value": actual["reading"]})
    )
    return verdict["status"], said, in_short(finding["at_least"]), verdict["attainment"], in_short(finding["shortfall"])


def in_short(amount: dict[str, Any] | None) -> str | None:
    """A quantity in one text."""
    return None if amount is None else f"{amount['value']} {amount['unit']}"


def test_dues_are_those_worked_out_by_hand() -> None:
    """The working: 5 % of 4,000 is 200 a miss; the quarter's limit of 7.5 % is 300, so March gets the last 100."""
    dues = judged()["dues"]
    paid = [(due["month"], due["owed_by"], due["owed_to"], in_short(due["amount"])) for due in dues if due["amount"]]
    assert paid == [
        ("2026-02", "Marketing", "Sales", "200 USD"),
        ("2026-03", "Marketing", "Sales", "100 USD"),
    ]
    # two misses within three months: reports from February on, leads in March; spring-campaign is part of leads
    rest = [(due["month"], due["consequence"], due["effect"], due["owed_by"]) for due in dues if not due["amount"]]
    assert rest == [
        ("2026-02", "tell-the-boss", "escalate", "Sales"),
        ("2026-02", "put-it-right", "remedy", "Sales"),
        ("2026-02", "put-it-right", "remedy", "Sales"),
        ("2026-03", "tell-the-boss", "escalate", "Marketing"),
        ("2026-03", "put-it-right", "remedy", "Marketing"),
        ("2026-03", "put-it-right", "remedy", "Marketing"),
        ("2026-03", "way-out", "terminate", "Sales"),
    ]


def test_the_agreement_may_be_terminated() -> None:
    """Three months of missed reports, one after another, give Marketing the right to terminate."""
    assert judged()["standing"] == "may-be-terminated"
