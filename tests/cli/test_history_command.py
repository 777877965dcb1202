"""`smarketing history`: from when each version holds, who signed it and what it changed, as text and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from agreement_versions import OLD, rewritten
from command_runner import invoke
from smarketing import load

SIGNED = "signatures: {{Marketing: {0}, Sales: {0}, Service: {0}}}\n"
FIRST = rewritten(OLD, ("cadence:", f"{SIGNED.format('2025-12-15')}cadence:"))
SECOND = f"""\
smarketing: 1
amends: first.yaml
from: 2026-04-01
title: Leads and trials
units: [trial]
objectives:
  leads: {{owed_by: Marketing, owed_to: Sales, at_least: 120 SQL/month}}
  trials: {{owed_by: Sales, owed_to: Marketing, at_least: 5 trial/month}}
consequences:
  credit: {{when: {{missed: leads}}, credit: {{pay: 5 %, of: 4000 USD}}}}
{SIGNED.format("2026-03-15")}"""
THIRD = """\
smarketing: 1
amends: second.yaml
from: 2026-07-01
removed: [parties.Service, consequences.tell]
signatures: {Marketing: 2026-06-30}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an agreement and two amendments, the second of which one party has not signed."""
    for name, text in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(list(arguments))


MOVED = "at least 120 SQL in a month, was at least 100 SQL in a month; 100 SQL kept it and does not any more"
UNLIMITED = "is not limited, was limited to 20 % of 4000 USD per month"
GONE = "is gone: it was an escalation (to Josh, within 5 days) when any promise is missed 2 times in a row"


def test_versions_in_their_order() -> None:
    """The oldest first, each with what it changed for whom."""
    result = run("history", "third.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Version 1, from 2026-01-01: in force from 2026-01\n"
        "  signed by Marketing on 2025-12-15, Sales on 2025-12-15 and Service on 2025-12-15\n"
        "Version 2, from 2026-04-01: in force from 2026-04\n"
        "  signed by Marketing on 2026-03-15, Sales on 2026-03-15 and Service on 2026-03-15\n"
        "  Marketing\n"
        f"    stricter  leads: {MOVED}\n"
        f"    stricter  credit: {UNLIMITED}\n"
        "  Sales\n"
        "    stricter  trials: is new: at least 5 trials in a month for Marketing\n"
        "  Everybody\n"
        "              the title: is 'Leads and trials', was 'Leads'\n"
        "              the units: are trial, were not given\n"
        "Version 3, from 2026-07-01: not in force, for Sales did not sign it\n"
        "  signed by Marketing on 2026-06-30\n"
        "  Marketing\n"
        f"    looser    tell: {GONE}\n"
        "  Sales\n"
        f"    looser    tell: {GONE}\n"
        "  Service\n"
        "              parties: Service: is gone\n"
    )


def change(party: str | None, way: str, what: str, message: str) -> dict[str, Any]:
    return {"party": party, "way": way, "what": what, "message": message}


def test_versions_as_json() -> None:
    """Title, the day from which it is meant to hold, the first month in force, signatures and changes."""
    result = run("history", "third.yaml", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    trials = change("Sales", "stricter", "trials", "is new: at least 5 trials in a month for Marketing")
    assert json.loads(result.stdout) == [
        {
            "title": "Leads",
            "since": "2026-01-01",
            "begins": "2026-01",
            "signatures": dict.fromkeys(("Marketing", "Sales", "Service"), "2025-12-15"),
            "changes": [],
        },
        {
            "title": "Leads and trials",
            "since": "2026-04-01",
            "begins": "2026-04",
            "signatures": dict.fromkeys(("Marketing", "Sales", "Service"), "2026-03-15"),
            "changes": [
                change("Marketing", "stricter", "leads", MOVED),
                change("Marketing", "stricter", "credit", UNLIMITED),
                trials,
                change(None, "other", "the title", "is 'Leads and trials', was 'Leads'"),
                change(None, "other", "the units", "are trial, were not given"),
            ],
        },
        {
            "title": "Leads and trials",
            "since": "2026-07-01",
            "begins": None,
            "signatures": {"Marketing": "2026-06-30"},
            "changes": [
                change("Marketing", "looser", "tell", GONE),
                change("Sales", "looser", "tell", GONE),
                change("Service", "other", "parties: Service", "is gone"),
            ],
        },
    ]
    assert [*json.loads(result.stdout)[0]] == ["title", "since", "begins", "signatures", "changes"]


def test_an_agreement_that_amends_nothing() -> None:
    """One version; JSON keeps letters as they are."""
    Path("only.yaml").write_text(rewritten(OLD, ("title: Leads", "title: Über Leads")), encoding="utf-8")
    everybody = "Marketing, Sales and Service"
    assert run("history", "only.yaml").stdout == (
        f"Version 1, from 2026-01-01: not in force, for {everybody} did not sign it\n"
    )
    result = run("history", "only.yaml", "--json")
    assert '"title": "Über Leads"' in result.stdout
    assert json.loads(result.stdout) == [
        {"title": "Über Leads", "since": "2026-01-01", "begins": None, "signatures": {}, "changes": []}
    ]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_version_that_cannot_be_read(form: list[str]) -> None:
    """Its problems are said as by every command, in its own file, with exit status 1."""
    Path("first.yaml").write_text(rewritten(FIRST, ("owed_to: Sales", "owed_to: Sails")), encoding="utf-8")
    result = run("history", "third.yaml", *form)
    said = "no party named 'Sails'; parties are 'Marketing', 'Sales', 'Service' (did you mean 'Sales'?)"
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"first.yaml:10:31: objectives.leads.owed_to: {said}\n"


@pytest.mark.parametrize("files", [(), ("none.yaml",), ("first.yaml", "second.yaml")])
def test_one_file_is_needed(files: tuple[str, ...]) -> None:
    """Anything else is wrong usage."""
    result = run("history", *files)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


@pytest.mark.parametrize(
    ("since", "signed", "standing"),
    [
        ("2026-08-01", "2026-07-15", ("2026-01", "2026-07", "2026-08")),
        ("2026-07-01", "2026-06-15", ("2026-01", None, "2026-07")),
        ("2026-05-01", "2026-04-15", ("2026-01", None, "2026-05")),
        ("2026-04-02", "2026-04-15", ("2026-01", None, "2026-05")),
        ("2026-12-15", "2026-12-15", ("2026-01", "2026-07", None)),
        ("2026-12-01", "2027-04-15", ("2026-01", "2026-07", None)),
    ],
)
def test_in_force_is_what_months_are_judged_by(since: str, signed: str, standing: tuple[str | None, ...]) -> None:
    """A version that the next one overtakes before all have signed it, or whose term is over by then, never is."""
    Path("second.yaml").write_text(SECOND.replace("2026-03-15", "2026-06-15"), encoding="utf-8")
    third = f"smarketing: 1\namends: second.yaml\nfrom: {since}\n{SIGNED.format(signed)}"
    Path("third.yaml").write_text(third, encoding="utf-8")
    agreement = load("third.yaml")
    months = [f"2026-{month:02}" for month in range(1, 13)]
    judged_by = [next((m for m in months if agreement.at(m) is each), None) for each in agreement.versions]
    lines = [line for line in run("history", "third.yaml").stdout.splitlines() if line.startswith("Version")]
    in_force = [line.rpartition(" in force from ")[2] if ": in force from " in line else None for line in lines]
    told = [each["begins"] for each in json.loads(run("history", "third.yaml", "--json").stdout)]
    assert (judged_by, in_force, told) == ([*standing], [*standing], [*standing])


def test_how_versions_begin_within_a_month() -> None:
    """One that shares no month as a whole says its days."""
    second = SECOND.replace("from: 2026-04-01", "from: 2026-04-11\nmonth_of_change: by days")
    Path("second.yaml").write_text(second, encoding="utf-8")
    third = (
        f"smarketing: 1\namends: second.yaml\nfrom: 2026-04-21\nmonth_of_change: by days\n{SIGNED.format('2026-07-01')}"
    )
    Path("third.yaml").write_text(f"{third}retroactive: true\n", encoding="utf-8")
    lines = [line for line in run("history", "third.yaml").stdout.splitlines() if "parties" not in line]
    assert [line for line in lines if line.startswith("Version")] == [
        "Version 1, from 2026-01-01: in force from 2026-01",
        "Version 2, from 2026-04-11: in force from 2026-04-11 to 2026-04-20",
        "Version 3, from 2026-04-21: in force from 2026-04",
    ]
    assert lines[-2:] == [
        "              the month of change: is judged by both versions, each for its days",
        "              the amendment: holds from its day on, though signed later",
    ]
