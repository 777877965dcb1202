"""`smarketing case`: one lead or question, explained on the terminal and as JSON."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke

AGREEMENT = """smarketing: 1
title: Speed to lead
term: {start: 2026-01-01, timezone: America/New_York}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy}}
hours: {office: {weekly: {mon-fri: 09:00-17:00}}}
objectives: {}
handoffs:
  leads: {from: Marketing, to: Sales, follow_up: {within: 1 business_hour}}
channels:
  inbox: {owed_by: Sales, reply: {within: 1 hour}}
"""
LEADS = """id,name,created_at,handed_over_at,contacted_at
1,Lead 1,2026-03-02T14:45:00Z,2026-03-02T15:00:00Z,2026-03-02T15:30:00Z
2,Lead 2,2026-03-02T14:45:00Z,2026-03-02T21:30:00Z,2026-03-03T15:00:00Z
"""
MESSAGES = """id,event,at
1,asked,2026-03-02T15:00:00Z
1,replied,2026-03-02T15:10:00Z
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an agreement, leads and messages, which is the current one."""
    for name, text in (("a.yaml", AGREEMENT), ("leads.csv", LEADS), ("messages.csv", MESSAGES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command."""
    return invoke(["case", "a.yaml", *arguments])


def test_the_story_of_a_lead() -> None:
    """In local times, without its name; what is not measured is told beside it."""
    found = run("leads.csv", "2")
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "Case 2 of leads, Mon 2026-03-02 09:45 to Tue 2026-03-03 10:00, times in America/New_York",
        "",
        "leads.followed-up, owed by Sales: late by 30 min",
        "  due Tue 2026-03-03 09:30, used 1 h 30 min",
        "  Mon 2026-03-02 16:30  handed_over starts the clock",
        "  Mon 2026-03-02 16:30    30 min used",
        "  Mon 2026-03-02 17:00    16 h closed",
        "  Tue 2026-03-03 09:00    30 min used",
        "  Tue 2026-03-03 09:30  due",
        "  Tue 2026-03-03 09:30    30 min used, overdue",
        "  Tue 2026-03-03 10:00  contacted stops the clock",
        "",
        "Events that moved no clock:",
        "  Mon 2026-03-02 09:45  created",
        "",
        "Where the 24 h 15 min went:",
        "  6 h 45 min       Marketing routing",
        "  1 h 30 min       Sales working",
        "  16 h             closed hours",
    ]
    assert found.stderr == "inbox is not measured: leads.csv has no column asked_at\n"


def test_the_story_as_json() -> None:
    """Instants in UTC, durations in seconds; what was true before is true of the sums."""
    found = json.loads(run("leads.csv", "2", "--json").stdout)
    assert found["id"] == "2"
    (story,) = found["stories"]
    (run_,) = story["runs"]
    assert (story["of"], story["start"], story["end"]) == (
        "leads",
        "2026-03-02T14:45:00+00:00",
        "2026-03-03T15:00:00+00:00",
    )
    assert (run_["promise"], run_["owed_by"], run_["verdict"]) == ("leads.followed-up", "Sales", "late")
    assert (run_["due"], run_["used"], run_["overdue"]) == ("2026-03-03T14:30:00+00:00", "5400.000000", "1800.000000")
    assert [each["kind"] for each in run_["spans"]] == ["used", "closed", "used", "used"]
    assert run_["moments"][0] == {
        "at": "2026-03-02T21:30:00+00:00",
        "event": "handed_over",
        "said": "handed_over starts the clock",
    }
    assert [each["event"] for each in story["others"]] == ["created"]
    assert sum(float(each["seconds"]) for each in story["parts"]) == 24.25 * 3600
    assert "Lead 2" not in json.dumps(found)


def test_a_log_of_one_channel_alone() -> None:
    """With `--of` the table for all may be missing."""
    found = run("--of", "inbox=messages.csv", "1")
    assert found.stdout.splitlines()[2:4] == [
        "inbox, owed by Sales: in time",
        "  due Mon 2026-03-02 11:00, used 10 min",
    ]
    assert found.stderr == ""


def test_as_it_was_known_then() -> None:
    """A day without an offset is by the clocks of the term."""
    found = run("leads.csv", "2", "--as-of", "2026-03-02T17:00")
    assert "leads.followed-up, owed by Sales: pending" in found.stdout.splitlines()


def test_a_case_that_counts_nowhere_has_no_story(folder: Path) -> None:
    """Only the reason is told."""
    own = AGREEMENT.replace("{from: Marketing,", "{trigger: name != 'Lead 2', from: Marketing,")
    (folder / "a.yaml").write_text(own, encoding="utf-8")
    found = run("--of", "leads=leads.csv", "2")
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr == "'2' does not meet the trigger of leads: it counts nowhere\n"


def test_columns_and_dates_are_read_as_by_measure(folder: Path) -> None:
    """Options of both commands mean the same."""
    text = "Lead No,handed_over_at,contacted_at\nA,02/03/2026 15:00,02/03/2026 15:30\n"
    (folder / "own.csv").write_text(text, encoding="utf-8")
    read = ("--column", "Lead No=id", "--dates", "%d/%m/%Y %H:%M", "--timezone", "Europe/London")
    assert "  Mon 2026-03-02 10:00  handed_over starts the clock" in run("own.csv", "A", *read).stdout.splitlines()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("leads.csv", "12"), 1, "no case has the id '12' in leads.csv; ids like it are '2', '1'\n"),
        (("leads.csv",), 2, "Error: write a TABLE and an ID, or an ID with --of or --events; not only leads.csv\n"),
        (("leads.csv", "1", "2"), 2, "Error: write one TABLE and one ID; not leads.csv 1 2\n"),
        (("lead.csv", "1"), 2, "Error: Invalid value: File 'lead.csv' does not exist.\n"),
        (("--of", "leads", "1"), 2, "Error: Invalid value for '--of': 'leads' has no = between two names\n"),
    ],
)
def test_what_cannot_be_found_is_answered_in_words(arguments: tuple[str, ...], status: int, said: str) -> None:
    """With the exit status of its kind, and never a traceback."""
    found = run(*arguments)
    assert (found.exit_code, found.stderr.endswith(said), found.stdout) == (status, True, "")


def test_decimals_that_the_file_does_not_show() -> None:
    """They are read as `measure` reads them: the score meets the trigger with a dot, and not with a comma."""
    triggered = AGREEMENT.replace("to: Sales, ", "to: Sales, trigger: score >= 50, ")
    Path("a.yaml").write_text(triggered, encoding="utf-8")
    Path("leads.csv").write_text(
        'id,score,handed_over_at,contacted_at\n1,"1,250",2026-03-02T15:00:00Z,2026-03-02T15:30:00Z\n', encoding="utf-8"
    )
    assert "does not meet the trigger of leads" in run("leads.csv", "1", "--decimal", ",").stderr
    assert run("leads.csv", "1", "--decimal", ".").stdout.startswith("Case 1 of leads")
