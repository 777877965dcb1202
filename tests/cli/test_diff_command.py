"""`smarketing diff`: what it prints, for people and for programs, and with which exit status."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from agreement_versions import LEADS, OLD, rewritten
from command_runner import invoke
from smarketing.checks import Diagnostic
from smarketing.diffs import Change, Differences
from smarketing.reports import difference_lines, differences_json

NEW = rewritten(
    OLD,
    (LEADS, "between: {low: 90 SQL/month, high: 120 SQL/month}"),
    ("90 %", "95 %"),
    ("A lead.", "A first lead."),
)
TARGET = "leads: at least 90 SQL and at most 120 SQL in a month, was at least 100 SQL in a month"
CALLS = "calls: at least 95 % in a month, was at least 90 % in a month; 90 % kept it and does not any more"
MORE = "leads is missed at 121 SQL, more than is asked for, and credit follows with a credit"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with two versions, one that says the same as the first, and one that is none."""
    same = rewritten(OLD, ("{missed: leads}", "{missed: {each: leads, times: 1}}"), ("title: Leads", "title: 'Leads'"))
    broken = rewritten(OLD, ("owed_to: Sales", "owed_to: Sails"))
    for name, text in (("old", OLD), ("new", NEW), ("same", same), ("broken", broken)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(["diff", *arguments])


def test_changes_are_told_party_by_party() -> None:
    """What is stricter and looser for each, everybody's last, then what is unsound now; a change is no failure."""
    result = run("old.yaml", "new.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Marketing\n"
        f"  stricter  {TARGET}; 121 SQL kept it and does not any more\n"
        f"  looser    {TARGET}; 90 SQL missed it and keeps it now\n"
        "Sales\n"
        f"  stricter  {CALLS}\n"
        "Everybody\n"
        "            MQL: means 'A first lead.', meant 'A lead.'\n"
        "Unsound now, and not before\n"
        f"  new.yaml:10:47: SM311 objectives.leads.between: {MORE}\n"
    )


def test_changes_as_json() -> None:
    """Party (null for everybody), way, what and message; and what is unsound now."""
    result = run("old.yaml", "new.yaml", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    leads, calls = {"party": "Marketing", "what": "leads"}, {"party": "Sales", "what": "calls"}
    target = TARGET.removeprefix("leads: ")
    expected = {
        "changes": [
            {**leads, "way": "stricter", "message": f"{target}; 121 SQL kept it and does not any more"},
            {**leads, "way": "looser", "message": f"{target}; 90 SQL missed it and keeps it now"},
            {**calls, "way": "stricter", "message": CALLS.removeprefix("calls: ")},
            {"party": None, "way": "other", "what": "MQL", "message": "means 'A first lead.', meant 'A lead.'"},
        ],
        "unsound": [
            {
                "code": "SM311",
                "severity": "warning",
                "path": "objectives.leads.between",
                "line": 10,
                "column": 47,
                "message": MORE,
                "witness": {"result": "121 SQL"},
            }
        ],
    }
    assert json.loads(result.stdout) == expected
    assert list(json.loads(result.stdout)["changes"][0]) == ["party", "way", "what", "message"]


def test_the_other_way_round() -> None:
    """Each way turns, and nothing is unsound that was sound."""
    lines = run("new.yaml", "old.yaml").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["stricter", "looser"]
    assert lines[1].endswith("; 90 SQL kept it and does not any more")
    assert lines[2].endswith("; 121 SQL missed it and keeps it now")
    assert [line for line in lines if line.startswith("Unsound")] == []


@pytest.mark.parametrize("new", ["old.yaml", "same.yaml"])
def test_versions_that_say_the_same(new: str) -> None:
    """One line, and empty lists."""
    result = run("old.yaml", new)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"old.yaml and {new} say the same\n", "")
    assert json.loads(run("old.yaml", new, "--json").stdout) == {"changes": [], "unsound": []}


def test_only_what_is_unsound_now() -> None:
    """A version without changes for anybody may have a flaw that the old one had not."""
    flaw = Diagnostic("SM106", "warning", "no meeting", ("cadence",))
    found = Differences((), (flaw,))
    assert list(difference_lines(found)) == ["Unsound now, and not before", "  SM106 cadence: no meeting"]
    assert [each["code"] for each in differences_json(found)["unsound"]] == ["SM106"]


def test_only_changes() -> None:
    """Without flaws the last heading is left out."""
    found = Differences((Change("Sales", "looser", "calls", "is gone"),), ())
    assert list(difference_lines(found)) == ["Sales", "  looser    calls: is gone"]


@pytest.mark.parametrize("files", [("broken.yaml", "new.yaml"), ("old.yaml", "broken.yaml")])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_version_that_cannot_be_read(files: tuple[str, str], form: list[str]) -> None:
    """Its problems are said as by every command, with exit status 1."""
    result = run(*files, *form)
    assert (result.exit_code, result.stdout) == (1, "")
    said = "no party named 'Sails'; parties are 'Marketing', 'Sales', 'Service' (did you mean 'Sales'?)"
    line = next(place for place, each in enumerate(OLD.splitlines(), start=1) if "leads: {owed_by" in each)
    assert result.stderr == f"broken.yaml:{line}:31: objectives.leads.owed_to: {said}\n"


@pytest.mark.parametrize("files", [(), ("old.yaml",), ("old.yaml", "none.yaml"), ("old.yaml", "new.yaml", "same.yaml")])
def test_two_files_are_needed(files: tuple[str, ...]) -> None:
    """Anything else is wrong usage."""
    result = run(*files)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


def test_criteria_on_fields_of_another_kind(folder: Path) -> None:
    """No traceback, whatever a field has become."""
    (folder / "text.yaml").write_text(rewritten(OLD, ("score >= 80", "score == 'high'")), encoding="utf-8")
    assert run("old.yaml", "text.yaml").exit_code == 0
