"""`smarketing check` for people and for programs: lines, JSON, annotations of GitHub, SARIF, and the exit status."""

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import Result

from command_runner import invoke
from smarketing.checks import ALL_RULES, UNREADABLE, Diagnostic
from smarketing.reports import diagnostics_json, github_annotations, sarif

# "Less than or equal to 99.9 %, but greater than 99.0 %", and "less than 99.0 %", of a promise of 99.9 %:
# the credits that GitHub published
HOSTING = """\
smarketing: 1
title: Hosting
term: {start: 2026-01-01}
parties: {Hosting: {}, Company X: {contact: Josh}}
objectives:
  uptime: {owed_by: Hosting, owed_to: Company X, at_least: 99.9 %}
consequences:
  service-credit:
    when: {missed: uptime}
    credit:
      of: 100 USD
      tiers:
        - {above: 99.0 %, at_most: 99.9 %, pay: 10 %}
        - {below: 99.0 %, pay: 25 %}
"""
GAP = "uptime is missed at 99 %, which is in no tier"
PAID = "99.9 % is above 99 % and at most 99.9 %, and uptime is met with it: the tier never pays for it"
WHOLE = """\
smarketing: 1
title: Leads
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy}}
signatures: {Marketing: 2025-12-15, Sales: 2025-12-15}
definitions: {SQL: {means: a lead who asked to talk}, call: {means: a talk of a minute or more}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
  calls: {owed_by: Sales, owed_to: Marketing, at_least: 300 calls/month}
consequences:
  way-out: {when: {missed: {each: any, times: 3, running: true}}, terminate: {notice: 30 days}}
cadence:
  review: {who: everyone, every: 3 months, counted_from: term.start}
"""
OPEN = WHOLE.replace("who asked to talk", "of a prime size, when: size * size == 2")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an agreement that is sound, one with flaws, one with a note, and one that is none."""
    broken = WHOLE.replace("owed_to: Sales", "owed_to: Sails")
    for name, text in (("whole", WHOLE), ("hosting", HOSTING), ("open", OPEN), ("broken", broken)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(["check", *arguments])


# For people


def test_flaws_are_lines_on_standard_error() -> None:
    """One a line with file, line, column, code and path; exit status 1, and no praise."""
    result = run("hosting.yaml", "--select", "SM3")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"hosting.yaml:12:7: SM301 consequences.service-credit.credit.tiers: {GAP}\n"
        f"hosting.yaml:13:11: SM304 consequences.service-credit.credit.tiers.0: {PAID}\n"
    )


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--select", "SM301"], ["SM301"]),
        (["--select", "SM3,SM101"], ["SM301", "SM304"]),
        (["--select", "SM301, SM304"], ["SM301", "SM304"]),
        (["--select", "SM3", "--ignore", "SM304"], ["SM301"]),
        (["--select", "SM3", "--ignore", "SM301,SM304"], []),
        (["--select", "SM4,SM5"], []),
        (["--ignore", "SM1"], ["SM301", "SM304"]),
        (["--ignore", "SM"], []),
        (["--select", "SM103,SM104"], ["SM104", "SM103"]),
    ],
)
def test_rules_are_selected_and_ignored(options: list[str], codes: list[str]) -> None:
    """By codes or how they begin, with commas; the exit status goes by what is left."""
    result = run("hosting.yaml", *options)
    assert re.findall(r" (SM\d{3}) ", result.stderr) == codes
    assert result.exit_code == (1 if codes else 0)
    assert result.stdout.startswith("hosting.yaml: no problems in 1 promise") is (codes == [])


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(("codes", "named"), [("SM9", "SM9"), ("SM1,SM777", "SM777"), ("SM1,", ""), ("", "")])
def test_a_wrong_code_is_wrong_usage(option: str, codes: str, named: str) -> None:
    """Exit status 2, before anything is read."""
    result = run("hosting.yaml", option, codes)
    assert (result.exit_code, result.stdout) == (2, "")
    message = f"no rule's code starts with {named!r}; codes are SM001 to {ALL_RULES[-1].code}"
    assert result.stderr.startswith("Usage: ")
    assert result.stderr.splitlines()[-1] == f"Error: Invalid value for '{option}': {message}"


def test_notes_alone_are_no_failure() -> None:
    """They are said, beside the praise."""
    result = run("open.yaml")
    assert (result.exit_code, result.stdout) == (0, "open.yaml: no problems in 2 promises between 2 parties\n")
    (line,) = result.stderr.splitlines()
    assert line.startswith("open.yaml:6:")
    assert " SM212 definitions.SQL.when: could not decide whether it can hold: " in line


def test_each_of_several_files_is_checked() -> None:
    """Those without flaws are praised; one with flaws is enough for exit status 1."""
    result = run("whole.yaml", "hosting.yaml", "open.yaml", "broken.yaml", "--ignore", "SM1")
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == ["whole.yaml", "open.yaml"]
    names = [line.partition(":")[0] for line in result.stderr.splitlines()]
    assert names == ["hosting.yaml", "hosting.yaml", "open.yaml", "broken.yaml"]
    assert run("whole.yaml", "open.yaml").exit_code == 0


# JSON


def test_json_is_one_list() -> None:
    """Every key of every finding, and the text as it is printed."""
    result = run("hosting.yaml", "--select", "SM3", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    path = "consequences.service-credit.credit.tiers"
    gap = {"code": "SM301", "severity": "error", "path": path, "line": 12, "column": 7, "message": GAP}
    paid = {"code": "SM304", "severity": "error", "path": f"{path}.0", "line": 13, "column": 11, "message": PAID}
    expected = [{**gap, "witness": {"result": "99 %"}}, {**paid, "witness": {"result": "99.9 %"}}]
    assert json.loads(result.stdout) == expected
    assert result.stdout == json.dumps(expected, indent=2) + "\n"


def test_json_of_nothing() -> None:
    """An empty list, and exit status 0."""
    result = run("whole.yaml", "--json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "")


def test_json_of_what_cannot_be_read() -> None:
    """A problem of the document is a finding like others, whatever is selected; other files are checked beside it."""
    result = run("broken.yaml", "hosting.yaml", "--select", "SM301", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    broken, gap = json.loads(result.stdout)
    assert broken == {
        "file": "broken.yaml",
        "code": "SM001",
        "severity": "error",
        "path": "objectives.leads.owed_to",
        "line": 8,
        "column": 31,
        "message": "no party named 'Sails'; parties are 'Marketing', 'Sales' (did you mean 'Sales'?)",
        "witness": None,
    }
    assert gap["code"] == "SM301"


def test_findings_of_several_files_can_be_told_apart() -> None:
    """Two files with the same flaw: each finding says which file it is in."""
    Path("other.yaml").write_text(HOSTING, encoding="utf-8")
    one, other = json.loads(run("hosting.yaml", "other.yaml", "--select", "SM301", "--json").stdout)
    assert one != other


@pytest.mark.parametrize(("form", "empty"), [("--json", "[]"), ("--github", "")])
def test_notes_alone_are_no_failure_for_programs_either(form: str, empty: str) -> None:
    """They are listed, with exit status 0."""
    result = run("open.yaml", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "SM212" in result.stdout
    assert result.stdout.strip() != empty


# Annotations


def test_annotations_for_github() -> None:
    """One command a line, with percent signs written as GitHub wants them."""
    result = run("hosting.yaml", "--select", "SM3", "--github")
    path = "consequences.service-credit.credit.tiers"
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == (
        f"::error file=hosting.yaml,line=12,col=7,title=SM301::{path}: {GAP}\n"
        f"::error file=hosting.yaml,line=13,col=11,title=SM304::{path}.0: {PAID}\n"
    ).replace("%", "%25")


def test_no_annotations() -> None:
    """Nothing at all, not even an empty line."""
    result = run("whole.yaml", "--github")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            Diagnostic("SM101", "warning", "aX, b: c % d\r\ne", ("x",), None, "aX,b:c%\n.yaml", 1, 2),
            "::warning file=aX%2Cb%3Ac%25%0A.yaml,line=1,col=2,title=SM101::x: aX, b: c %25 d%0D%0Ae",
        ),
        (Diagnostic("SM212", "note", "%0A stays", ()), "::notice title=SM212::%250A stays"),
        (
            Diagnostic("SM001", "error", "no date", ("a%b", 0), None, "a.yaml"),
            "::error file=a.yaml,title=SM001::a%25b.0: no date",
        ),
    ],
)
def test_annotations_are_escaped(found: Diagnostic, line: str) -> None:
    """Percent signs and ends of lines everywhere, colons and commas in properties; notes are called notices."""
    assert list(github_annotations([found])) == [line]


# SARIF


def run_of(log: Mapping[str, Any]) -> dict[str, Any]:
    """Check what a log must have, and give its one run."""
    assert set(log) == {"$schema", "version", "runs"}
    assert (log["$schema"], log["version"]) == ("https://json.schemastore.org/sarif-2.1.0.json", "2.1.0")
    (one,) = log["runs"]
    assert set(one) == {"tool", "results"}
    assert set(one["tool"]) == {"driver"}
    return dict(one)


def check_result(result: Mapping[str, Any], rules: set[str]) -> None:
    """Check what SARIF asks of a result: a message with text, a known level and rule, places that count from 1."""
    assert set(result) == {"ruleId", "level", "message", "locations", "properties"}
    assert result["ruleId"] in rules
    assert result["level"] in ("none", "note", "warning", "error")
    assert set(result["message"]) == {"text"}
    assert result["message"]["text"]
    (place,) = result["locations"]
    assert set(place) == {"physicalLocation"}
    assert set(place["physicalLocation"]) == {"artifactLocation", "region"}
    assert set(place["physicalLocation"]["artifactLocation"]) == {"uri"}
    region = place["physicalLocation"]["region"]
    assert set(region) == {"startLine", "startColumn"}
    assert all(type(number) is int and number >= 1 for number in region.values())
    assert set(result["properties"]) <= {"path", "witness"}


def test_sarif_is_whole() -> None:
    """The tool with all its rules, then the results, of all files in one run."""
    result = run("hosting.yaml", "open.yaml", "broken.yaml", "--sarif")
    assert (result.exit_code, result.stderr) == (1, "")
    one = run_of(json.loads(result.stdout))
    driver = one["tool"]["driver"]
    assert set(driver) == {"name", "version", "rules"}
    assert (driver["name"], driver["version"]) == ("smarketing", version("smarketing"))
    texts = {UNREADABLE: "not an agreement", **{rule.code: rule.name for rule in ALL_RULES}}
    assert driver["rules"] == [{"id": code, "shortDescription": {"text": text}} for code, text in texts.items()]
    for each in one["results"]:
        check_result(each, set(texts))
    found = [each["ruleId"] for each in json.loads(json.dumps(one["results"]))]
    assert [code for code in found if not code.startswith("SM1")] == ["SM301", "SM304", "SM212", "SM001"]


def test_a_result_in_sarif() -> None:
    """What it is, where it is, and the case that shows it."""
    one = run_of(json.loads(run("hosting.yaml", "--select", "SM301", "--sarif").stdout))
    region = {"startLine": 12, "startColumn": 7}
    assert one["results"] == [
        {
            "ruleId": "SM301",
            "level": "error",
            "message": {"text": GAP},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "hosting.yaml"}, "region": region}}],
            "properties": {"path": "consequences.service-credit.credit.tiers", "witness": {"result": "99 %"}},
        }
    ]


def test_sarif_of_nothing() -> None:
    """A log without results says that all was looked at."""
    result = run("whole.yaml", "--sarif")
    assert result.exit_code == 0
    assert run_of(json.loads(result.stdout))["results"] == []


def test_sarif_of_what_has_no_place() -> None:
    """What was made in Python stands in no file, and needs no witness."""
    one = run_of(sarif([Diagnostic("SM106", "warning", "no meeting", ("cadence",))]))
    (result,) = one["results"]
    assert (result["ruleId"], result["locations"]) == ("SM106", [])
    assert result["properties"] == {"path": "cadence"}


@pytest.mark.parametrize("name", ["a b.yaml", "50 %.yaml", "a#b.yaml", "a?b.yaml", "für-uns.yaml", "a:b.yaml"])
def test_sarif_names_files_by_uris(name: str) -> None:
    """The standard asks for a URI reference (RFC 3986): what is no letter of one is escaped."""
    Path(name).write_text(HOSTING, encoding="utf-8")
    (result,) = run_of(json.loads(run(name, "--select", "SM301", "--sarif").stdout))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[\w.~/:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+", uri, re.ASCII)
    assert (urlsplit(uri).scheme, Path(unquote(urlsplit(uri).path))) == ("", Path(name))


# All forms


@pytest.mark.parametrize("form", [[], ["--json"], ["--github"], ["--sarif"]])
def test_the_exit_status_does_not_depend_on_the_form(form: list[str]) -> None:
    """0 without flaws or with notes, 1 with errors or warnings, 1 with what cannot be read, 2 for wrong usage."""
    statuses = [run(f"{name}.yaml", *form).exit_code for name in ("whole", "open", "hosting", "broken")]
    assert statuses == [0, 0, 1, 1]
    assert run("hosting.yaml", "--select", "SM104", *form).exit_code == 1
    assert run("none.yaml", *form).exit_code == 2
    assert run(*form).exit_code == 2


def test_a_program_reads_what_people_read() -> None:
    """The four forms tell of the same findings in the same order."""
    lines = run("hosting.yaml").stderr.splitlines()
    listed = json.loads(run("hosting.yaml", "--json").stdout)
    annotations = run("hosting.yaml", "--github").stdout.splitlines()
    results = run_of(json.loads(run("hosting.yaml", "--sarif").stdout))["results"]
    codes = [each["code"] for each in listed]
    assert len(codes) > 5
    assert [line.split()[1] for line in lines] == codes
    assert [line.partition("title=")[2][:5] for line in annotations] == codes
    assert [each["ruleId"] for each in results] == codes


def test_plain_values_without_a_place() -> None:
    """What was made in Python has no line, no column and perhaps no witness."""
    assert diagnostics_json([Diagnostic("SM101", "warning", "nothing follows", ("objectives", "a", 2))]) == [
        {
            "code": "SM101",
            "severity": "warning",
            "path": "objectives.a.2",
            "line": None,
            "column": None,
            "message": "nothing follows",
            "witness": None,
        }
    ]


def test_history_with_mistakes() -> None:
    """Rows of past months that cannot be read are named as `judge` names them; good ones are compared with."""
    months = "".join(f"2025-0{month},uptime,{90 + month},100\n" for month in range(1, 7))
    Path("past.csv").write_text(f"month,metric,value,base\n{months}", encoding="utf-8")
    result = run("hosting.yaml", "--select", "SM502", "--history", "past.csv")
    assert result.exit_code == 1
    assert result.stderr.startswith("hosting.yaml:")
    assert "none of the 6 months on record would have met it, the best with 96 %" in result.stderr
    Path("past.csv").write_text(f"month,metric,value,base\n{months}2025-13,uptime,99,100\n", encoding="utf-8")
    result = run("hosting.yaml", "--history", "past.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "past.csv:8:1: month: '2025-13' is not a month; write it as 2026-03\n"


def test_history_whose_decimals_are_open() -> None:
    """The option that the message asks for is there."""
    months = "".join(f'2025-0{month},uptime,"90,{month}00",100\n' for month in range(1, 7))
    Path("past.csv").write_text(f"month,metric,value,base\n{months}", encoding="utf-8")
    asked = ("hosting.yaml", "--select", "SM502", "--history", "past.csv")
    assert "say what separates decimals" in run(*asked).stderr
    result = run(*asked, "--decimal", ",")
    assert "none of the 6 months on record would have met it, the best with 90.6 %" in result.stderr
