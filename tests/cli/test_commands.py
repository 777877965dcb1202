"""`smarketing check`, `plan` and `judge`: what they print, where, and with which exit status."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke
from smarketing import Actuals, judge, load, scorecard_html, scorecard_json

DEMO = files("smarketing") / "demo"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the demo's agreement and actuals."""
    for source, name in (("agreement.yaml", "a.yaml"), ("actuals.csv", "f.csv")):
        (tmp_path / name).write_bytes((DEMO / source).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(arguments)


def change(path: Path, good: str, bad: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(good) == 1
    path.write_text(text.replace(good, bad), encoding="utf-8")


@pytest.mark.usefixtures("folder")
def test_check_praises_in_one_line() -> None:
    """A good agreement: one line, nothing on standard error."""
    result = run("check", "a.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "a.yaml: no problems in 6 promises between 3 parties\n"


def test_check_names_every_problem(folder: Path) -> None:
    """Problems go to standard error, one a line, each with its place; nothing else is printed."""
    change(folder / "a.yaml", "timezone: America/New_York", "timezone: New York")
    change(folder / "a.yaml", "  Service: 2025-12-16", "  Servise: 2025-12-16")
    change(folder / "a.yaml", "status-reports:   {owed_by: Sales", "status-reports:   {owed_by: Sails")
    result = run("check", "a.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    starts = [
        "a.yaml:5:44: term.timezone: no time zone named 'New York'; ",
        "a.yaml:15:3: signatures.Servise: no party named 'Servise'; ",
        "a.yaml:42:22: objectives.status-reports.owed_by: no party named 'Sails'; ",
    ]
    lines = result.stderr.splitlines()
    assert len(lines) == len(starts)
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts


@pytest.mark.parametrize("command", [["check"], ["plan"], ["judge"]])
def test_every_command_refuses_a_broken_agreement(folder: Path, command: list[str]) -> None:
    """Exit status 1, and the same line from each."""
    (folder / "a.yaml").write_text("smarketing: 1\ntitle: [")
    result = run(*command, "a.yaml", *(["f.csv"] if command == ["judge"] else []))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "a.yaml:3:1: not YAML: did not find expected node content\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: \0",
        "smarketing: 1\nmetrics: {m: {unit: '', kind: level}}",
        '{"a\\nb": 1}',
        "smarketing: 1\n? [a]\n: 1",
        "[" * 3000,
    ],
)
def test_problems_are_lines(folder: Path, text: str) -> None:
    """Whatever the document holds, each line on standard error is one problem of the file."""
    (folder / "a.yaml").write_text(text)
    result = run("check", "a.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()
    for line in result.stderr.splitlines():
        assert line.startswith("a.yaml:")


@pytest.mark.usefixtures("folder")
def test_plan_prints_the_derivation() -> None:
    """5,000 / 100 = 50 customers; 50 / 50 % = 100 SQL; 100 / 40 % = 250 MQL."""
    result = run("plan", "a.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    for part in ("5,000.00 USD/month at 100.00 USD/customer", "50 customer/month", "100 SQL/month", "250 MQL/month"):
        assert part in result.stdout


@pytest.mark.usefixtures("folder")
def test_plan_as_json() -> None:
    """The same for programs, stages in the order of the funnel."""
    result = run("plan", "a.yaml", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    plain = json.loads(result.stdout)
    assert list(plain) == ["stages", "rounding"]
    assert [list(stage) for stage in plain["stages"]] == [["stage", "exact", "need", "because"]] * 3
    assert [(stage["stage"], stage["exact"], stage["need"]) for stage in plain["stages"]] == [
        ("MQL", "250", "250"),
        ("SQL", "100", "100"),
        ("customer", "50", "50"),
    ]


def test_plan_without_a_funnel(folder: Path) -> None:
    """An agreement need not have a funnel, but a plan does."""
    (folder / "a.yaml").write_text(
        "smarketing: 1\ntitle: t\nterm: {start: 2026-01-01}\nparties: {A: {}, B: {}}\n"
        "objectives: {leads: {owed_by: A, owed_to: B, at_least: 1 lead/month}}\n"
    )
    result = run("plan", "a.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "a.yaml: there is no funnel to plan from; add one under 'funnel'\n"


@pytest.mark.usefixtures("folder")
def test_judge_prints_the_scorecard() -> None:
    """Verdicts, why, and what follows; without colour in a pipe; exit status 0 though promises were missed."""
    result = run("judge", "a.yaml", "f.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "2026-01 to 2026-03: may be terminated by Marketing (since 2026-03)" in result.stdout
    assert "In all Marketing owes Sales 300.00 USD." in result.stdout
    assert "\x1b" not in result.stdout


def test_judge_as_json(folder: Path) -> None:
    """Standard output is JSON and nothing else: the scorecard's plain values, other scripts as they are."""
    change(folder / "a.yaml", "title: Company X", "title: Müller 😀 & Company X")
    agreement = load("a.yaml")
    scorecard = judge(agreement, Actuals.read_csv("f.csv", known=agreement.metrics))
    result = run("judge", "a.yaml", "f.csv", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == scorecard_json(scorecard)
    assert "Müller 😀 & Company X" in result.stdout


def test_judge_writes_the_page(folder: Path) -> None:
    """The page is the one that the library makes; the terminal still gets its scorecard."""
    result = run("judge", "a.yaml", "f.csv", "--html", "page.html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Company X marketing, sales and service agreement\n")
    agreement = load("a.yaml")
    scorecard = judge(agreement, Actuals.read_csv("f.csv", known=agreement.metrics))
    assert (folder / "page.html").read_text(encoding="utf-8") == scorecard_html(scorecard)


@pytest.mark.usefixtures("folder")
def test_judge_writes_page_and_json_together() -> None:
    """One does not keep the other from working."""
    result = run("judge", "a.yaml", "f.csv", "--json", "--html", "page.html")
    assert json.loads(result.stdout)["period"]["last"] == "2026-03"
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.usefixtures("folder")
def test_judge_through_a_month() -> None:
    """Later figures are not looked at; beyond the term is its last month."""
    plain = json.loads(run("judge", "a.yaml", "f.csv", "--json", "--through", "2026-02").stdout)
    assert plain["period"]["last"] == "2026-02"
    assert {verdict["month"] for verdict in plain["verdicts"]} == {"2026-01", "2026-02"}
    plain = json.loads(run("judge", "a.yaml", "f.csv", "--json", "--through", "2030-01").stdout)
    assert (plain["period"]["last"], plain["standing"]) == ("2026-12", "ended")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("instant", "status"),
    [
        ("2026-03-31", "pending"),  # the month is not over
        ("2026-03-31T23:59", "pending"),
        ("2026-04-01", "missed"),  # midnight in New York
        ("2026-04-01T00:00", "missed"),
    ],
)
def test_judge_as_of_an_instant(instant: str, status: str) -> None:
    """Days and times are those of the term's zone."""
    plain = json.loads(run("judge", "a.yaml", "f.csv", "--json", "--through", "2026-03", "--as-of", instant).stdout)
    found = {verdict["promise"]: verdict["status"] for verdict in plain["verdicts"] if verdict["month"] == "2026-03"}
    assert found["status-reports"] == status


ROWS = "month,metric,value\n2026-01,revenue,5000\n2026-01,revenu,5\n2026-02,revenue,many\n"
ROW_PROBLEMS = [
    (
        "f.csv:3:2: metric: no metric named 'revenu'; metrics are 'qualified-leads', 'revenue', 'status-reports', "
        "'friction-reports', 'customers-kept' (did you mean 'revenue'?)"
    ),
    "f.csv:4:3: value: 'many' is not a number; write it as 1234.5 or 1,234.5",
]


def test_rows_that_cannot_be_read_stop_the_judging(folder: Path) -> None:
    """Every bad row with its line and field, and no scorecard, no page."""
    (folder / "f.csv").write_text(ROWS)
    result = run("judge", "a.yaml", "f.csv", "--html", "page.html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == ROW_PROBLEMS
    assert not (folder / "page.html").exists()


def test_keep_going_says_what_it_left_out(folder: Path) -> None:
    """The rest is judged, and the rows that were not are named, for people and for programs."""
    (folder / "f.csv").write_text(ROWS)
    result = run("judge", "a.yaml", "f.csv", "--keep-going")
    assert result.exit_code == 0
    assert "Left out (2):" in result.stdout
    plain = json.loads(run("judge", "a.yaml", "f.csv", "--keep-going", "--json").stdout)
    places = [[str(each[key]) for key in ("file", "line", "column")] for each in plain["left_out"]]
    said = [": ".join([*each["path"], each["message"]]) for each in plain["left_out"]]
    assert [f"{':'.join(place)}: {what}" for place, what in zip(places, said, strict=True)] == ROW_PROBLEMS
    (revenue,) = [each for each in plain["verdicts"] if each["promise"] == "revenue"]
    assert revenue["status"] == "met"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff\xff", "f.csv:1: not UTF-8 text; save the file as CSV UTF-8"),
        (b"", "f.csv:1:1: empty; the first line names the columns"),
        (b"month,metric,valeu\n", "f.csv:1:3: no column named 'valeu'; "),
    ],
)
def test_tables_that_are_none(folder: Path, data: bytes, problem: str) -> None:
    """A file that is no table of actuals has problems; it is not wrong usage."""
    (folder / "f.csv").write_bytes(data)
    result = run("judge", "a.yaml", "f.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(problem)


def test_no_figures_at_all(folder: Path) -> None:
    """Without a figure the month must be said; then all is missing data."""
    (folder / "f.csv").write_text("month,metric,value\n")
    result = run("judge", "a.yaml", "f.csv")
    assert result.exit_code == 1
    assert result.stderr == "f.csv: there are no figures; say through which month to judge\n"
    plain = json.loads(run("judge", "a.yaml", "f.csv", "--through", "2026-01", "--json").stdout)
    assert {verdict["status"] for verdict in plain["verdicts"]} == {"no-data", "pending"}
