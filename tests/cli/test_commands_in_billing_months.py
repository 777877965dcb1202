"""Commands by an agreement whose months begin on the 16th: what is measured, judged, checked and planned."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from command_runner import invoke
from smarketing import Actuals, judge, load, scorecard_from_json, scorecard_html

AGREEMENT = """smarketing: 1
title: Retainer
term: {start: 2026-02-16, end: 2027-02-15, timezone: America/New_York}
calendar: {months_begin_on: 16}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}}
signatures: {Agency: 2026-02-02, Client: 2026-02-03}
funnel:
  goal: 10000 USD/month
  value: 1000 USD/customer
  stages: [lead, {customer: 50 %}]
objectives:
  calls: {owed_by: Agency, owed_to: Client, at_least: 10 call/month}
handoffs:
  leads: {from: Agency, to: Client, follow_up: {within: 1 hour, at_least: 50 %}}
"""
LEADS = """id,handed_over_at,contacted_at
1,2026-03-16T03:59:59Z,2026-03-16T04:10:00Z
2,2026-03-16T04:00:00Z,2026-03-16T04:30:00Z
3,2026-04-16T03:59:59Z,
4,2026-04-16T04:00:00Z,2026-04-16T07:00:00Z
"""
MONTHS = "Months run from the 16th to the 15th: 2026-02 is 16 February to 15 March"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an agreement, leads and figures, which is the current one."""
    figures = "month,metric,value\n2026-02,calls,10\n2026-03-20,calls,9\n2026-05-15,calls,11\n"
    for name, text in (("a.yaml", AGREEMENT), ("leads.csv", LEADS), ("calls.csv", figures)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_leads_are_measured_and_judged(folder: Path) -> None:
    """Midnight in New York parts the months; the figures that are written are those that are read."""
    measured = invoke(["measure", "a.yaml", "leads.csv", "--out", "out.csv"])
    assert measured.exit_code == 0
    assert measured.stdout.splitlines() == [
        "Wrote out.csv: 6 figures of 2026-02..2026-04",
        "The data of leads ends at 2026-04-16 03:00; unless 2026-04 is over, judge --through 2026-03",
    ]
    rows = (folder / "out.csv").read_text(encoding="utf-8").splitlines()
    assert [each for each in rows if "handed-over" in each] == [
        "2026-02,leads.handed-over,,1,",
        "2026-03,leads.handed-over,,2,",
        "2026-04,leads.handed-over,,1,",
    ]
    judged = invoke(["judge", "a.yaml", "out.csv", "--through", "2026-03", "--json"])
    found = {(each["month"], each["promise"]): each["status"] for each in json.loads(judged.stdout)["verdicts"]}
    assert {month: found[month, "leads.followed-up"] for month in ("2026-02", "2026-03")} == {
        "2026-02": "met",
        "2026-03": "met",
    }
    cases = invoke(["measure", "a.yaml", "leads.csv", "--cases", "leads.handed-over:cases:2026-03"])
    assert [line.partition(",")[0] for line in cases.stdout.splitlines()] == ["id", "2", "3"]
    late = invoke(["measure", "a.yaml", "leads.csv", "--late", "leads.followed-up:2026-04"])
    assert [line.partition(",")[0] for line in late.stdout.splitlines()] == ["id", "4"]


def test_data_that_ends_with_a_month(folder: Path) -> None:
    """The first instant after 2026-03 is midnight of 16 April in New York."""
    whole = invoke(["measure", "a.yaml", "leads.csv", "--out", "out.csv", "--as-of", "2026-04-16"])
    assert whole.stdout.splitlines()[1] == "The data of leads ends at 2026-04-16 00:00"
    less = invoke(["measure", "a.yaml", "leads.csv", "--out", "out.csv", "--as-of", "2026-04-15"])
    said = "The data of leads ends at 2026-04-15 00:00; unless 2026-03 is over, judge --through 2026-02"
    assert less.stdout.splitlines()[1] == said


def test_figures_are_read_by_the_months_of_the_agreement(folder: Path) -> None:
    """A name is that of a month, a day lies in one; the text says once how months run."""
    judged = invoke(["judge", "a.yaml", "calls.csv", "--json", "--fail-on", "missed", "--since", "2026-04"])
    assert judged.exit_code == 0
    document = json.loads(judged.stdout)
    found = {each["month"]: each["status"] for each in document["verdicts"] if each["promise"] == "calls"}
    assert found == {"2026-02": "met", "2026-03": "missed", "2026-04": "met"}
    assert document["months_begin_on"] == 16
    agreement = load("a.yaml")
    card = scorecard_from_json(document, agreement)
    actuals = Actuals.read_csv("calls.csv", known=agreement.metrics, months_begin_on=16)
    assert card == judge(agreement, actuals)
    text = invoke(["judge", "a.yaml", "calls.csv"])
    assert text.stdout.count(MONTHS) == 1
    assert invoke(["judge", "a.yaml", "calls.csv", "--fail-on", "missed", "--since", "2026-03"]).exit_code == 1
    early = invoke(["judge", "a.yaml", "calls.csv", "--through", "2026-01"])
    assert "2026-01 is before the term, which starts on 2026-02-16" in early.stderr
    running = invoke(["judge", "a.yaml", "calls.csv", "--as-of", "2026-04-15", "--json"])
    assert json.loads(running.stdout)["period"]["last"] == "2026-03"


def test_a_page_says_once_how_months_run(folder: Path) -> None:
    """And nothing of months that begin on the first."""
    agreement = load("a.yaml")
    figures = Actuals.read_csv("calls.csv", known=agreement.metrics, months_begin_on=16)
    assert scorecard_html(judge(agreement, figures)).count(MONTHS) == 1
    (folder / "b.yaml").write_text(AGREEMENT.replace("calendar: {months_begin_on: 16}\n", ""), encoding="utf-8")
    usual = load("b.yaml")
    page = scorecard_html(judge(usual, Actuals.read_csv("calls.csv", known=usual.metrics)))
    assert "Months run" not in page
    assert "Months run" not in invoke(["judge", "b.yaml", "calls.csv"]).stdout


def test_a_journal_names_months(folder: Path) -> None:
    """2026-03 is waived."""
    entries = "smarketing: 1\njournal:\n- waiver: {promise: calls, month: 2026-03, by: Client}\n"
    (folder / "journal.yaml").write_text(entries, encoding="utf-8")
    judged = invoke(["judge", "a.yaml", "calls.csv", "--journal", "journal.yaml", "--json"])
    verdicts = json.loads(judged.stdout)["verdicts"]
    calls = {each["month"]: each["status"] for each in verdicts if each["promise"] == "calls"}
    assert calls == {"2026-02": "met", "2026-03": "excused", "2026-04": "met"}


def test_history_is_read_by_the_months_of_the_agreement(folder: Path) -> None:
    """Two days of one month are one figure that is there twice; by months from the first they are of two."""
    rows = "month,metric,value\n2026-03-20,calls,9\n2026-04-10,calls,9\n"
    (folder / "history.csv").write_text(rows, encoding="utf-8")
    found = invoke(["check", "a.yaml", "--history", "history.csv"])
    assert "calls of 2026-03 is here twice, first in line 2" in found.stderr
    (folder / "b.yaml").write_text(AGREEMENT.replace("calendar: {months_begin_on: 16}\n", ""), encoding="utf-8")
    assert "twice" not in invoke(["check", "b.yaml", "--history", "history.csv"]).stderr


def test_a_plan_by_month(folder: Path) -> None:
    """The months of the plan are named alike."""
    planned = invoke(["plan", "a.yaml", "--months", "2026-Q2", "--json"])
    assert planned.exit_code == 0
    other = AGREEMENT.replace("calendar: {months_begin_on: 16}\n", "").replace("start: 2026-02-16", "start: 2026-02-01")
    (folder / "b.yaml").write_text(other, encoding="utf-8")
    assert json.loads(planned.stdout) == json.loads(invoke(["plan", "b.yaml", "--months", "2026-Q2", "--json"]).stdout)


def test_differences_say_on_which_day_months_begin(folder: Path) -> None:
    """And not that quarters are counted otherwise, which they are not."""
    (folder / "b.yaml").write_text(AGREEMENT.replace("begin_on: 16", "begin_on: 10"), encoding="utf-8")
    found = invoke(["diff", "a.yaml", "b.yaml"])
    assert "the calendar: begins months on day 10, before it on day 16" in " ".join(found.stdout.split())
    assert "quarters" not in found.stdout


def test_instants_of_judging(folder: Path) -> None:
    """In Python, `as_of` and the months of figures go together."""
    agreement = load("a.yaml")
    actuals = Actuals.from_dict({"calls": {"2026-03": 9}}, known=agreement.metrics, months_begin_on=16)
    card = judge(agreement, actuals, as_of=datetime(2026, 4, 16, 3, 59, tzinfo=UTC))
    assert card.verdict("calls", "2026-03").status.value == "pending"
