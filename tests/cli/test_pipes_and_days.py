"""The ends of the command: pipes that close, and days that are none."""

from errno import EPIPE

import pytest

from command_runner import invoke
from smarketing.cli.problem_output import problems_reported
from smarketing.cli.terminal_output import STANDARD_OUTPUT


def test_a_pipe_that_closes_is_no_problem_of_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    """The shell expects the exit status of a pipe that nobody reads, and no words."""
    with pytest.raises(SystemExit, match=r"^141$"), problems_reported():
        raise BrokenPipeError(EPIPE, "closed", STANDARD_OUTPUT)
    assert capsys.readouterr().err == ""


def test_a_day_is_written_as_a_date(tmp_path: object) -> None:
    """A German date is answered with the way to write it."""
    assert invoke(["demo", "--into", str(tmp_path)]).exit_code == 0
    words = ["judge", f"{tmp_path}/agreement.yaml", f"{tmp_path}/actuals.csv", "--as-of", "15.03.2026"]
    result = invoke(words)
    assert result.exit_code == 2
    assert "'15.03.2026' is not a day; write it as 2026-03-15" in " ".join(result.stderr.split())
