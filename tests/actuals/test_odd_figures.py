"""Figures that do not add up, and files that nothing separates."""

import re
from pathlib import Path

import pytest

from smarketing import Actual, Actuals, InvalidValueError, Metric

LEADS = Metric("leads", "lead", "count")


def test_a_share_and_a_count_do_not_add_up() -> None:
    """Nothing is dropped: a base that only one side has is refused."""
    message = f"a share and a count do not add up: {Actual(46, 50)} and {Actual(3)}"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        Actual(46, 50) + Actual(3)


def test_columns_that_commas_do_not_separate_are_one_problem(tmp_path: Path) -> None:
    """A file with semicolons says so, and not that four columns are missing."""
    path = tmp_path / "a.csv"
    path.write_text("month;metric;value\n2026-01;leads;5\n", encoding="utf-8")
    problems = Actuals.read_csv(path, known={"leads": LEADS}).problems
    assert [str(problem) for problem in problems] == [f"{path}:1:1: columns are separated by commas, not by ';'"]
