"""The commands `judge` and `measure` with files as spreadsheets and CRMs write them."""

import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from command_runner import invoke as invoke_list

DEAL = """
smarketing: 1
title: Deal
term: {start: 2026-01-01, end: 2026-12-31, timezone: Europe/Berlin}
parties: {Marketing: {contact: Ann}, Sales: {contact: Bob, hours: office}}
signatures: {Marketing: 2025-12-15, Sales: 2025-12-15}
hours: {office: {weekly: {mon-fri: 09:00-17:00}}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 1000 leads/month}
  revenue: {owed_by: Sales, owed_to: Marketing, at_least: 5000 EUR/month}
handoffs:
  sql: {from: Marketing, to: Sales, trigger: score >= 50, follow_up: {within: 4 business_hours, at_least: 90 %}}
"""
SAY = "say what separates decimals: decimal='.' or decimal=',' (--decimal . or --decimal ,)"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("deal.yaml").write_text(DEAL, encoding="utf-8")


def invoke(*arguments: str) -> Result:
    """Run the command."""
    return invoke_list(arguments)


def run(text: str, *arguments: str, name: str = "a.csv") -> Result:
    """Write a file of figures and judge it."""
    Path(name).write_text(text, encoding="utf-8")
    return invoke("judge", "deal.yaml", name, *arguments)


def measured(text: str, *arguments: str) -> Result:
    """Write a table of leads and measure it."""
    Path("leads.csv").write_text(text, encoding="utf-8")
    return invoke("measure", "deal.yaml", "--of", "sql=leads.csv", "--as-of", "2026-04-01", *arguments)


FIGURES = "month,metric,value\n2026-01,leads,1.204\n2026-01,revenue,5.000\n"


def test_decimals_are_asked_for_and_stated() -> None:
    """The two readings are two verdicts."""
    result = run(FIGURES)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"a.csv:2:3: value: '1.204' could be 1204 or 1.204; {SAY}\n"
        f"a.csv:3:3: value: '5.000' could be 5000 or 5.000; {SAY}\n"
    )
    result = run(FIGURES, "--decimal", ",")
    assert (result.exit_code, "1,204 leads" in result.stdout, "5,000.00 EUR" in result.stdout) == (0, True, True)
    assert run(FIGURES, "--decimal", ".").stderr == "a.csv:2:3: value: leads counts in whole numbers: 1.204\n"
    assert run(FIGURES, "--decimal", ";").exit_code == 2


def test_refunds_are_judged() -> None:
    """A month below zero is missed, and is no misunderstanding."""
    result = run("month,metric,value\n2026-01,revenue,9000\n2026-02,revenue,-1500\n")
    assert result.exit_code == 0
    assert "-1,500.00 EUR against at least 5,000.00 EUR: 6,500.00 EUR short" in result.stdout


def test_a_workbook_is_judged_and_measured() -> None:
    """By the sheet that is named behind it; one that is not there is reported."""
    book = openpyxl.Workbook()
    book.active.append(["month", "metric", "value"])
    book.active.append(["2026-01", "leads", 1204])
    leads = book.create_sheet("All leads")
    leads.append(["id", "score", "handed_over_at", "contacted_at"])
    leads.append([1, 60, "2026-03-02 10:00", "2026-03-02 12:00"])
    book.save("a.xlsx")
    assert "1,204 leads" in invoke("judge", "deal.yaml", "a.xlsx").stdout
    result = invoke("measure", "deal.yaml", "--of", "sql=a.xlsx#All leads", "--as-of", "2026-04-01")
    assert "2026-03,sql.followed-up,,1,1\n" in result.stdout
    result = invoke("measure", "deal.yaml", "a.xlsx#All leads", "--as-of", "2026-04-01")
    assert "2026-03,sql.followed-up,,1,1\n" in result.stdout
    result = invoke("judge", "deal.yaml", "a.xlsx#Leads")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("a.xlsx#Leads: no sheet named 'Leads'; sheets are 'Sheet', 'All leads'")
    assert "'b.xlsx' does not exist" in invoke("judge", "deal.yaml", "b.xlsx#Leads").stderr


def test_no_workbook_is_written_over() -> None:
    """Also if a sheet of it is named."""
    openpyxl.Workbook().save("a.xlsx")
    result = invoke("judge", "deal.yaml", "a.xlsx#Sheet", "--html", "a.xlsx")
    assert result.exit_code != 0
    assert openpyxl.load_workbook("a.xlsx").sheetnames == ["Sheet"]


def test_the_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, by both commands."""
    openpyxl.Workbook().save("a.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    message = "reading an Excel workbook needs a library that is not installed; run: pip install 'smarketing[excel]'\n"
    for arguments in (("judge", "deal.yaml", "a.xlsx"), ("measure", "deal.yaml", "a.xlsx")):
        result = invoke(*arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", message)


LEADS = "id,score,handed_over_at,contacted_at\n1,{},2026-03-02 10:00,2026-03-02 12:00\n"


def test_a_criterion_is_asked_of_numbers_with_one_reading() -> None:
    """Else the column is asked for, or --decimal says it."""
    result = measured(LEADS.format("1.204"))
    said = f"'1.204' in line 2 could be a whole number or one with decimals; {SAY}\n"
    assert (result.exit_code, result.stderr) == (1, f"leads.csv:2:2: score: {said}")
    assert "2026-03,sql.handed-over,,1,\n" in measured(LEADS.format("1.204"), "--decimal", ",").stdout
    assert "2026-03,sql.handed-over,,0,\n" in measured(LEADS.format("1.204"), "--decimal", ".").stdout
    assert "2026-03,sql.handed-over,,1,\n" in measured(LEADS.format("60 %")).stdout


def test_several_formats_and_serial_numbers_are_stated() -> None:
    """With | between them, for all columns or one; the advice of a refusal works."""
    text = "id,score,handed_over_at,contacted_at\n1,60,46083.4166667,02.03.2026 12:00\n"
    result = measured(text, "--dates", "%d.%m.%Y %H:%M | serial")
    assert "2026-03,sql.followed-up,,1,1\n" in result.stdout
    result = measured(text, "--dates", "handed_over_at=serial", "--dates", "contacted_at=%d.%m.%Y %H:%M")
    assert "2026-03,sql.followed-up,,1,1\n" in result.stdout
    assert '(--dates "handed_over_at=serial")' in measured(text).stderr


def test_formats_for_all_columns_are_one_option() -> None:
    """Given apart, nobody knows what belongs to what."""
    result = measured(LEADS.format(60), "--dates", "%d/%m/%Y", "--dates", "%Y-%m-%d")
    assert result.exit_code == 2
    assert "write several formats in one: '%d/%m/%Y | %Y-%m-%d'" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"), [("--dates", "handed_over_at=%Y-%m-%d %H:%M"), ("--column", "a=b"), ("--of", "sql=leads.csv")]
)
def test_one_name_is_given_once(option: str, value: str) -> None:
    """Of two, nobody knows which is meant."""
    result = measured(LEADS.format(60), option, value, option, value)
    assert result.exit_code == 2
    assert f"{value.partition('=')[0]!r} is given twice" in result.stderr


def test_what_measure_writes_has_one_reading() -> None:
    """Also where a time has three decimals of a second."""
    Path("repair.yaml").write_text(
        "smarketing: 1\nobjectives: {}\ntitle: Repair\nterm: {start: 2026-01-01, end: 2026-12-31}\n"
        "parties: {Host: {}, Shop: {}}\n"
        "services: {shop: {owed_by: Host, owed_to: Shop, mttr: 1 hour}}\n",
        encoding="utf-8",
    )
    Path("i.csv").write_text("failed_at,restored_at\n2026-03-02 10:00:00,2026-03-02 10:00:01.125\n", encoding="utf-8")
    result = invoke("measure", "repair.yaml", "--of", "shop=i.csv", "--as-of", "2026-04-01", "--out", "actuals.csv")
    assert result.exit_code == 0, result.stderr
    assert ",1.1250," in Path("actuals.csv").read_text(encoding="utf-8")
    assert invoke("judge", "repair.yaml", "actuals.csv").exit_code == 0
