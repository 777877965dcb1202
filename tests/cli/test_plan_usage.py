"""`smarketing plan`: how it refuses wrong usage and documents with problems."""

from itertools import product
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke
from plan_files import AGREEMENT

SEGMENTS = """\
  segments: {small: {share: 60 %}, big: {share: 40 %}}
objectives:
"""
MONTHS = ("--months", "2026-01")
PIPELINE = ("--pipeline", "SQL=30")
CONFIDENCE = ("--confidence", "80%")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an agreement, and one with segments."""
    (tmp_path / "a.yaml").write_text(AGREEMENT)
    (tmp_path / "s.yaml").write_text(AGREEMENT.replace("objectives:\n", SEGMENTS))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(("plan", *arguments))


@pytest.mark.parametrize(("months", "as_json"), list(product([(), MONTHS], [(), ("--json",)])))
def test_confidence_and_pipeline_do_not_go_together(months: tuple[str, ...], as_json: tuple[str, ...]) -> None:
    """Whatever else is asked for."""
    result = run("a.yaml", *PIPELINE, *CONFIDENCE, *months, *as_json)
    assert (result.exit_code, result.stdout) == (2, "")
    problem = "Error: a confidence and a pipeline do not go together: plan without one of them"
    assert result.stderr.splitlines()[-1] == problem


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "Missing argument 'AGREEMENT'."),
        (["b.yaml"], "Invalid value for 'AGREEMENT': File 'b.yaml' does not exist."),
        (
            ["a.yaml", "--months", "2026-13"],
            "Invalid value for '--months': '2026-13' is not a period; write 2026-03, 2026-Q1, 2026 or 2026-01..2026-05",
        ),
        (
            ["a.yaml", "--months", "2026-03..2026-01"],
            "Invalid value for '--months': a period cannot end in 2026-01, before its first month 2026-03",
        ),
        (
            ["a.yaml", "--pipeline", "SQL"],
            "Invalid value for '--pipeline': 'SQL' is not a stage and a number; write SQL=30",
        ),
        (
            ["a.yaml", "--pipeline", "SQL=some"],
            "Invalid value for '--pipeline': 'SQL=some' is not a stage and a number; write SQL=30",
        ),
        (
            ["a.yaml", "--pipeline", "sql=3"],
            "no stage named 'sql'; stages are 'MQL', 'SQL', 'customer' (did you mean 'SQL'?)",
        ),
        (["a.yaml", "--pipeline", "SQL=-5"], "a pipeline has no -5 SQL"),
        (["a.yaml", "--confidence", "high"], "a confidence is a share, as in '40 %'; not 'high'"),
        (["a.yaml", "--confidence", "100 %"], "a confidence is above 0 % and below 100 %, as in '80 %'"),
        (["a.yaml", "--confidence", "0%"], "a confidence is above 0 % and below 100 %, as in '80 %'"),
        (
            ["a.yaml", "--pipeline", "SQL=3", "--pipeline", "SQL=4"],
            "--pipeline names a stage twice; name each stage once",
        ),
        (["a.yaml", "--confidence"], "Option '--confidence' requires an argument."),
        (
            ["s.yaml", "--pipeline", "SQL=3"],
            "a pipeline belongs to one segment: plan the funnels of funnel.split() with their own",
        ),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    """Exit status 2, what is wrong in the last line on standard error, and nothing printed."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == f"Error: {problem}"


def test_months_before_the_first_year() -> None:
    """Where lags ask for months that no calendar has, that is wrong usage as well."""
    result = run("a.yaml", "--months", "0001-01")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_funnel_that_no_plan_reaches(folder: Path) -> None:
    """A problem of the document: exit status 1, one line with its place."""
    (folder / "b.yaml").write_text(AGREEMENT.replace("200 of 400", "0 %"))
    result = run("b.yaml", *MONTHS, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    reason = "no number of MQL reaches the goal of 5,000.00 USD/month: a rate on the way from MQL is 0 %"
    assert result.stderr == f"b.yaml:5:1: funnel: {reason}\n"
