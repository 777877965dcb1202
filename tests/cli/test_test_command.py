"""`smarketing test`: lines for people, JSON for programs, tables of cases, and the exit status."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke

DOCUMENT = """\
smarketing: 1
title: Hosting
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}}
metrics:
  charges: {unit: GBP, kind: count}
  calls: {unit: call, kind: count, segments: [web]}
  repair: {unit: hour, kind: ratio}
objectives:
  availability: {owed_by: Agency, owed_to: Client, metric: downtime, at_most: 44 minutes/month}
  answers: {owed_by: Agency, owed_to: Client, at_least: 95 %}
  repairs: {owed_by: Agency, owed_to: Client, metric: repair, at_most: 4 hours}
consequences:
  downtime:
    when: {missed: availability}
    credit: {pay: 5 %, of: charges, per: full 30 minutes}
  way-out:
    when: {missed: {each: any, times: 2, running: true}}
    terminate: {right_of: owed_to, notice: 30 days}
"""
EXAMPLES = """\
examples:
  at the limit:
    figures: {downtime: 44 minutes}
    expect: {availability: met}
  beyond it:
    figures: {downtime: 45 minutes}
    expect: {availability: met}
"""
WHY = "availability in 2026-01: expected met, got missed; 45 minutes against at most 44 minutes: 1 minute over"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an agreement without examples and one with two."""
    (tmp_path / "none.yaml").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(DOCUMENT + EXAMPLES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(["test", *arguments])


def of_cases(*rows: str, more: Sequence[str] = ()) -> Result:
    """Run the command with a table of cases."""
    Path("cases.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return run("none.yaml", "cases.csv", *more)


def test_lines() -> None:
    """One for each example, and for each expectation that is not met its place, both answers and why."""
    result = run("two.yaml")
    lines = ["at the limit: holds", "beyond it: fails", f"  two.yaml:26:14: {WHY}", "1 of 2 examples hold", ""]
    assert (result.exit_code, result.stdout, result.stderr) == (1, "\n".join(lines), "")


def test_only_some() -> None:
    """By name; exit status 0 if these hold."""
    result = run("two.yaml", "--only", "at the limit")
    assert (result.exit_code, result.stdout) == (0, "at the limit: holds\n1 of 1 example holds\n")


def test_a_name_that_is_not_there() -> None:
    """It is wrong usage, and the nearest name is said."""
    result = run("two.yaml", "--only", "at the limits")
    assert result.exit_code == 2
    assert "no example named 'at the limits'" in result.stderr
    assert "(did you mean 'at the limit'?)" in result.stderr


def test_none() -> None:
    """It is said, and is no success: somebody may have removed them."""
    result = run("none.yaml")
    said = "none.yaml: there are no examples; write some under 'examples', or give a file with CASES\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


def test_json() -> None:
    """Every example, and what differs from it."""
    result = run("two.yaml", "--json")
    what, because = "availability in 2026-01", WHY.partition("; ")[2]
    place = {"file": "two.yaml", "line": 26, "column": 14}
    mismatch = {"what": what, "expected": "met", "got": "missed", "because": because, **place}
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "examples": 2,
        "held": 1,
        "results": [
            {"name": "at the limit", "through": "2026-01", "holds": True, "mismatches": []},
            {"name": "beyond it", "through": "2026-01", "holds": False, "mismatches": [mismatch]},
        ],
    }


def test_an_agreement_that_cannot_be_read() -> None:
    """Its problems are said as everywhere."""
    Path("two.yaml").write_text(DOCUMENT + EXAMPLES.replace("met", "mat"), encoding="utf-8")
    result = run("two.yaml")
    assert result.exit_code == 1
    assert result.stderr.startswith("two.yaml:23:14: examples.at the limit.expect.availability: 'mat' is no status; ")


def test_months_that_cannot_be_judged() -> None:
    """Beyond the years that judging knows."""
    late = DOCUMENT.replace("start: 2026-01-01, end: 2026-12-31", "start: 9799-12-01")
    Path("two.yaml").write_text(late + EXAMPLES.replace("44 minutes}", "[1, 2]}"), encoding="utf-8")
    result = run("two.yaml")
    assert result.exit_code == 2
    assert "two.yaml: months are judged up to 9799-12; not 9800-01" in result.stderr


def test_the_demo_holds() -> None:
    """Its own examples, as everybody reads them."""
    result = run(str(files("smarketing") / "demo" / "agreement.yaml"))
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "2 of 2 examples hold")


def test_a_first_agreement_holds() -> None:
    """What `init` writes."""
    answers = ["--marketing", "Josh", "--sales", "Amy", "--start", "2027-01-15"]
    asked = ("title", "timezone", "goal", "value", "qualified", "won")
    usual = dict(zip(asked, ("Leads", "UTC", "5000 USD/month", "100 USD/customer", "40 %", "50 %"), strict=True))
    invoke(["init", "first.yaml", *answers, *(word for name, value in usual.items() for word in (f"--{name}", value))])
    result = run("first.yaml")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "2 of 2 examples hold")


# Tables of cases


def test_a_table_of_boundaries() -> None:
    """Numbers with units or without, shares in three spellings, segments, ratios; empty cells expect nothing."""
    result = of_cases(
        "name;figure:downtime;figure:answers;figure:repair;figure:repair.base;figure:charges;figure:calls@web;"
        "expect:availability;expect:answers;expect: repairs ;owed:Agency to Client;dues:downtime",
        "below;43,9;95 %;48;12;4.000,00 GBP;;met;met;met;nothing;nothing",
        "at it;44 minutes;95 of 100;48 hours;12;4000;5;met;met;met;0 GBP;nothing",
        "above;44,1;94,99 %;48,1;12;4000;missing;missed;missed;missed;nothing;follows",
        "far;1,5 hours;missing;;;;;missed;no-data;no-data;;",
        "paid;90;;;;4000;;missed;;;200,00 GBP;200 GBP",
        ";;;;;;;;;;;",
    )
    assert (result.stdout.splitlines(), result.stderr) == (
        [
            "below: holds",
            "at it: holds",
            "above: fails",
            (
                "  cases.csv:4:12: downtime in 2026-01: expected follows, got nothing; availability is"
                " missed: 44.1 minutes"
                " against at most 44 minutes: 0.1 minutes over"
            ),
            "far: holds",
            "paid: holds",
            "4 of 5 examples hold",
        ],
        "",
    )
    assert result.exit_code == 1


def test_several_months() -> None:
    """Rows with the same name are months of one case; a column says which, or they follow each other."""
    rows = ["long,45,missed,nothing", "long,45,missed,follows"]
    result = of_cases("name,figure:downtime,expect:availability,dues:way-out", *rows)
    assert (result.exit_code, result.stdout) == (0, "long: holds\n1 of 1 example holds\n")
    rows = ["long,2026-03,45,missed,nothing", "long,Apr 2026,45,missed,nothing"]
    result = of_cases("name,month,figure:downtime,expect:availability,dues:way-out", *rows)
    because = "way-out in 2026-04: availability was missed in 2026-03 and 2026-04: Client may terminate"
    assert result.stdout.splitlines()[1].startswith(
        f"  cases.csv:3:5: way-out in 2026-04: expected nothing, got something without an amount; {because}"
    )


def test_the_agreement_and_tables_together() -> None:
    """The agreement's own come first; names of tables may be the same."""
    Path("cases.csv").write_text("name,figure:downtime,expect:availability\nbeyond it,45,missed\n", encoding="utf-8")
    result = run("two.yaml", "cases.csv", "cases.csv", "--only", "beyond it")
    lines = ["beyond it: fails", f"  two.yaml:26:14: {WHY}", "beyond it: holds", "beyond it: holds"]
    assert result.stdout.splitlines() == [*lines, "2 of 3 examples hold"]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (
            "figure:downtme",
            (
                "no metric named 'downtme'; metrics are 'charges', 'calls', 'repair', 'downtime', 'answers' (did you"
                " mean 'downtime'?)"
            ),
        ),
        ("figure:calls@shop", "no segment of calls named 'shop'; its segments are 'web'"),
        (
            "figure:answers.base",
            (
                "no metric named 'answers.base'; metrics are 'charges', 'calls', 'repair', 'downtime', 'answers'"
                " (did you mean 'answers'?)"
            ),
        ),
        (
            "expect:availabilty",
            (
                "no promise named 'availabilty'; promises are 'availability', 'answers', 'repairs' (did you mean"
                " 'availability'?)"
            ),
        ),
        (
            "dues:way out",
            "no consequence named 'way out'; consequences are 'downtime', 'way-out' (did you mean 'way-out'?)",
        ),
        ("owed:Agency", "write who owes whom, as in 'Agency to Client'; not 'Agency'"),
        ("owed:Agency to Klient", "no party named 'Klient'; parties are 'Agency', 'Client' (did you mean 'Client'?)"),
        ("name", "two columns named 'name'"),
        (
            "downtime",
            (
                "no column named 'downtime'; columns are 'name', 'month', 'figure:METRIC',"
                " 'expect:PROMISE', 'owed:PARTY to"
                " PARTY' and 'dues:CONSEQUENCE'"
            ),
        ),
    ],
)
def test_a_column_that_is_none(heading: str, said: str) -> None:
    """It has its column, and what to write."""
    result = of_cases(f"name,expect:answers,{heading}", "one,met,1")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"cases.csv:1:3: {said}\n")


def test_a_column_that_is_missing() -> None:
    """Cases have names."""
    result = of_cases("figure:downtime,expect:availability", "1,met")
    assert (result.exit_code, result.stderr) == (1, "cases.csv:1:1: a column named 'name' is missing\n")


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("figure:downtime", "much", "2:3: figure:downtime: 'much' is not a number; write it as 1234.5 or 1,234.5"),
        (
            "figure:downtime",
            "1.204",
            (
                "2:3: figure:downtime: '1.204' could be 1204 or 1.204; say what separates decimals: decimal='.' or"
                " decimal=',' (--decimal . or --decimal ,)"
            ),
        ),
        (
            "figure:downtime",
            "3 GBP",
            "2:3: figure:downtime: downtime is measured in minute: 1 GBP cannot be compared with minute",
        ),
        ("figure:downtime", "-3", "2:3: figure:downtime: a count cannot be negative: -3"),
        (
            "figure:downtime",
            "3 of 4",
            "2:3: figure:downtime: downtime is a count; only a share and a ratio have a base",
        ),
        (
            "figure:answers",
            "95",
            "2:3: figure:answers: answers is a share; write '45 of 50', or add a column 'figure:answers.base'",
        ),
        ("figure:answers", "45 of many", "2:3: figure:answers: 'many' is not a number; write it as 1234.5 or 1,234.5"),
        ("figure:answers", "51 of 50", "2:3: figure:answers: 51 is more than its base, 50"),
        ("figure:answers", "101 %", "2:3: one.figures.answers.2026-01: 101 is more than its base, 100"),
        ("figure:calls", "1.5", "2:3: figure:calls: calls counts in whole numbers: 1.5"),
        (
            "expect:answers",
            "mat",
            (
                "2:3: expect:answers: 'mat' is no status; write one of met, missed, pending, no-data, excused,"
                " not-in-force (did you mean 'met'?)"
            ),
        ),
        (
            "owed:Agency to Client",
            "400",
            "2:3: owed:Agency to Client: '400' is no amount; write it with its currency, as in '400 GBP', or 'nothing'",
        ),
        (
            "owed:Agency to Client",
            "follows",
            (
                "2:3: owed:Agency to Client: 'follows' is no amount; write it with its currency, as in '400 GBP', or"
                " 'nothing'"
            ),
        ),
        (
            "dues:downtime",
            "400",
            (
                "2:3: dues:downtime: '400' is no amount; write it with its currency, as in '400 GBP', 'nothing' or"
                " 'follows'"
            ),
        ),
        (
            "dues:downtime",
            "400 pounds",
            "2:3: dues:downtime: no unit named 'pounds'; write the currency's code, as in '5 GBP'",
        ),
    ],
)
def test_a_cell_that_cannot_be_read(heading: str, cell: str, said: str) -> None:
    """It has its line and column; numbers are read as in files of figures."""
    result = of_cases(f"name,expect:availability,{heading}", f"one,no-data,{cell}")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"cases.csv:{said}\n")


def test_decimals_may_be_stated() -> None:
    """What no other cell shows."""
    rows = ("name,figure:downtime,expect:availability", '"one","1,204",met')
    assert of_cases(*rows).exit_code == 1
    assert of_cases(*rows, more=["--decimal", ","]).stdout == "one: holds\n1 of 1 example holds\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ["one,2026-01,met", "two,2026-01,met", "one,2026-02,met"],
            "4:1: name: 'one' is here twice, first in line 2; put the months of a case one after another",
        ),
        ([",2026-01,met"], "2:1: name: a case has a name"),
        (
            ["one,2026-01,"],
            (
                "2:1: one: an example expects something: a promise that is met or missed, what is owed, or"
                " which dues follow"
            ),
        ),
        (
            ["one,2026-01,met", "one,2026-01,met"],
            "3:2: month: 2026-01 comes after 2026-01; put the months of a case in order, each once",
        ),
        (["one,soon,met"], "2:2: month: 'soon' is not a month; write it as 2026-03"),
        (
            ["one,2027-01,met"],
            (
                "2:1: one.through: 2027-01 lies outside the term, 2026\ncases.csv:2:3:"
                " one.expect.availability.2027-01: 2027-01 lies outside the term, 2026"
            ),
        ),
        (["one,2026-01"], "2:1: 2 fields where the header has 3"),
    ],
)
def test_a_case_that_cannot_be_read(rows: Sequence[str], said: str) -> None:
    """It has its line."""
    result = of_cases("name,month,expect:availability", *rows)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"cases.csv:{said}\n")
