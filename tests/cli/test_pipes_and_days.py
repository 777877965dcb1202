"""The ends of the command: pipes that close, and days that are none."""

import pytest

from command_runner import invoke
from smarketing.cli.problem_output import problems_reported


def test_a_pipe_that_closes_is_left_to_the_shell() -> None:
    """It is no problem of a document."""
    with pytest.raises(BrokenPipeError, match=r"^closed$"), problems_reported():
        raise BrokenPipeError("closed")


def test_a_day_is_written_as_a_date(tmp_path: object) -> None:
    """A German date is answered with the way to write it."""
    assert invoke(["demo", "--into", str(tmp_path)]).exit_code == 0
    words = ["judge", f"{tmp_path}/agreement.yaml", f"{tmp_path}/actuals.csv", "--as-of", "15.03.2026"]
    result = invoke(words)
    assert result.exit_code == 2
    assert "'15.03.2026' is not a day; write it as 2026-03-15" in " ".join(result.stderr.split())
