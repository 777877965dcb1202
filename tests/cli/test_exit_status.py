"""Exit status and `--fail-on`: 0 done, 1 problems or struck, 2 wrong usage; never a traceback."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke

DEMO = files("smarketing") / "demo"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the demo's agreement and actuals."""
    for source, name in (("agreement.yaml", "a.yaml"), ("actuals.csv", "f.csv")):
        (tmp_path / name).write_bytes((DEMO / source).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("nothing", "No such command 'nothing'."),
        ("check", "Missing argument 'AGREEMENT...'."),
        ("check none.yaml", "Invalid value for 'AGREEMENT...': File 'none.yaml' does not exist."),
        ("check .", "Invalid value for 'AGREEMENT...': File '.' is a directory."),
        ("plan .", "Invalid value for 'AGREEMENT': File '.' is a directory."),
        ("check a.yaml b.yaml", "Invalid value for 'AGREEMENT...': File 'b.yaml' does not exist."),
        ("plan a.yaml b.yaml", "Got unexpected extra argument (b.yaml)"),
        ("judge a.yaml", "Missing argument 'ACTUALS'."),
        ("judge a.yaml .", "Invalid value for 'ACTUALS': File '.' is a directory."),
        ("judge a.yaml none.csv", "Invalid value for 'ACTUALS': File 'none.csv' does not exist."),
        (
            "judge a.yaml f.csv --through 2026-13",
            "Invalid value for '--through': '2026-13' is not a month; write it as 2026-03",
        ),
        (
            "judge a.yaml f.csv --through March",
            "Invalid value for '--through': 'March' is not a month; write it as 2026-03",
        ),
        (
            "judge a.yaml f.csv --through 2025-12",
            "Invalid value for '--through': 2025-12 is before the term, which starts on 2026-01-01",
        ),
        ("judge a.yaml f.csv --since 2026-01", "--since says from which month --fail-on looks at verdicts; give both"),
        ("judge a.yaml f.csv --html .", "Invalid value for '--html': File '.' is a directory."),
        (
            "judge a.yaml f.csv --fail-on late",
            (
                "Invalid value for '--fail-on': 'late' is not one of 'met', 'missed', 'pending', 'no-data', 'excused', "
                "'not-in-force'."
            ),
        ),
        ("demo --into a.yaml", "Invalid value for '--into': Directory 'a.yaml' is a file."),
        ("check --jsn a.yaml", "No such option"),
    ],
)
def test_wrong_usage(arguments: str, said: str) -> None:
    """Exit status 2, what is wrong on standard error, nothing on standard output."""
    result = run(*arguments.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")
    assert result.stderr.splitlines()[-1].startswith(f"Error: {said}")


def test_a_wrong_instant_is_wrong_usage() -> None:
    """Exit status 2, and how to write it."""
    result = run("judge", "a.yaml", "f.csv", "--as-of", "soon")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Invalid value for '--as-of': 'soon'" in result.stderr


def test_a_page_that_cannot_be_written() -> None:
    """A folder that is not there: exit status 1, one line, and no scorecard as if all were well."""
    result = run("judge", "a.yaml", "f.csv", "--html", "no/page.html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no/page.html: cannot be used: No such file or directory\n"


def test_no_fail_on_no_failure() -> None:
    """A missed promise is a finding, not a failure of the command."""
    assert run("judge", "a.yaml", "f.csv").exit_code == 0


def test_fail_on_missed_names_what_struck() -> None:
    """Exit status 1; what was missed on standard error, with missing data that counts as missed; output as ever."""
    result = run("judge", "a.yaml", "f.csv", "--fail-on", "missed", "--since", "2026-01", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["period"]["last"] == "2026-03"
    assert result.stderr.splitlines() == [
        "2026-01 status-reports: missed: 3 reports against at least 4 reports: 1 report short",
        "2026-02 qualified-leads: missed: 92 SQL against at least 100 SQL: 8 SQL short",
        "2026-02 status-reports: missed: 2 reports against at least 4 reports: 2 reports short",
        "2026-02 friction-reports: no-data: there is no figure for 2026-02; no data counts as missed",
        "2026-03 qualified-leads: missed: 95 SQL against at least 100 SQL: 5 SQL short",
        "2026-03 spring-campaign: missed: 28 SQL against at least 30 SQL: 2 SQL short",
        "2026-03 status-reports: missed: 3 reports against at least 4 reports: 1 report short",
    ]


@pytest.mark.parametrize(
    ("options", "months"),
    [
        ((), ("2026-03",)),
        (("--through", "2026-02"), ("2026-02",)),
        (("--as-of", "2026-03-20"), ("2026-02",)),
        (("--as-of", "2026-04-01"), ("2026-03",)),
        (("--since", "2026-02"), ("2026-02", "2026-03")),
        (("--since", "2020-01"), ("2026-01", "2026-02", "2026-03")),
    ],
    ids=" ".join,
)
def test_fail_on_looks_at_the_latest_month_that_could_be_judged(
    options: tuple[str, ...], months: tuple[str, ...]
) -> None:
    """A nightly job fails for new misses alone, and not for those of a year ago; --since asks for more months."""
    result = run("judge", "a.yaml", "f.csv", "--fail-on", "missed", *options)
    assert result.exit_code == 1
    assert sorted({line.split()[0] for line in result.stderr.splitlines()}) == list(months)


def test_a_month_since_when_that_was_not_judged() -> None:
    """Nothing would ever fail: wrong usage."""
    result = run("judge", "a.yaml", "f.csv", "--fail-on", "missed", "--since", "2026-04")
    assert result.exit_code == 2
    said = "Error: Invalid value for '--since': 2026-04 is after the last month judged, 2026-03"
    assert result.stderr.splitlines()[-1] == said


def test_fail_on_missed_when_missing_data_stays_open(folder: Path) -> None:
    """Missing data that the parties left open is no miss."""
    text = (folder / "a.yaml").read_text(encoding="utf-8")
    (folder / "a.yaml").write_text(text.replace("no_data: counts as missed", "no_data: stays open"), encoding="utf-8")
    result = run("judge", "a.yaml", "f.csv", "--fail-on", "missed")
    assert result.exit_code == 1
    assert "friction-reports" not in result.stderr


@pytest.mark.parametrize(
    ("statuses", "struck"),
    [
        (["no-data"], ["friction-reports"]),
        (["excused"], ["revenue"]),
        (["excused", "no-data"], ["revenue", "friction-reports"]),
        (["not-in-force"], []),
    ],
)
def test_fail_on_any_status(statuses: list[str], struck: list[str]) -> None:
    """Each status may be asked for, and several; in order of the verdicts; 0 where there is none."""
    options = [part for status in statuses for part in ("--fail-on", status)]
    result = run("judge", "a.yaml", "f.csv", *options, "--since", "2026-02")
    assert result.exit_code == (1 if struck else 0)
    assert [line.split()[1].rstrip(":") for line in result.stderr.splitlines()] == struck


def test_fail_on_missed_is_quiet_when_all_is_met() -> None:
    """Only revenue has a promise here, and it was kept."""
    Path("a.yaml").write_text(
        "smarketing: 1\ntitle: t\nterm: {start: 2026-01-01}\nparties: {A: {}, B: {}}\n"
        "signatures: {A: 2025-12-01, B: 2025-12-01}\n"
        "objectives: {leads: {owed_by: A, owed_to: B, at_least: 1 lead/month}}\n"
    )
    Path("f.csv").write_text("month,metric,value\n2026-01,leads,1\n")
    result = run("judge", "a.yaml", "f.csv", "--fail-on", "missed")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--help"], ["check", "demo", "judge", "plan", "Exit status", "FILE:LINE:COLUMN: path: message"]),
        (["-h"], ["check", "demo", "judge", "plan"]),
        (["check", "--help"], ["AGREEMENT", "every problem"]),
        (["plan", "--help"], ["--json", "revenue goal"]),
        (
            ["judge", "--help"],
            ["--through", "--as-of", "--keep-going", "--json", "--html", "--fail-on", "month, metric and value"],
        ),
        (["demo", "--help"], ["--into", "Company X"]),
    ],
)
def test_help_is_worth_reading(arguments: list[str], parts: list[str]) -> None:
    """Every command, option and column is explained."""
    result = run(*arguments)
    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    for part in parts:
        assert part in words


def test_help_shows_no_codes_for_dates() -> None:
    """How to write a day is said in words or by an example, not in the codes of a programming language."""
    assert "%Y" not in run("judge", "--help").stdout


def test_the_version() -> None:
    """The version of the library."""
    result = run("--version")
    assert result.exit_code == 0
    assert ", version " in result.stdout


@pytest.mark.parametrize("read", [0, 1])
def test_a_page_is_not_written_over_what_is_read(read: int, tmp_path: Path) -> None:
    """An agreement that was overwritten by its scorecard would be lost."""
    assert invoke(["demo", "--into", str(tmp_path)]).exit_code == 0
    inputs = [str(tmp_path / name) for name in ("agreement.yaml", "actuals.csv")]
    before = Path(inputs[read]).read_bytes()
    result = invoke(["judge", *inputs, "--html", inputs[read]])
    assert result.exit_code == 2
    said = f"Error: Invalid value for '--html': this command reads {inputs[read]}; write to another file"
    assert result.stderr.splitlines()[-1] == said
    assert Path(inputs[read]).read_bytes() == before
