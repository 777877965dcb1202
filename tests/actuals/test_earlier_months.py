"""What an evaluator sees of months before its own."""

import re
from pathlib import Path

import pytest

from smarketing import Actual, Actuals, History, InvalidValueError, Metric, Month
from smarketing.actuals import Series

LEADS = Metric("leads", "lead", "count")
FIGURES = (Actual(1), None, Actual(3), Actual(4))


def seen_from(month: int) -> History:
    return History(Series(LEADS, Month(2026, 1), FIGURES), Month(2026, month), Month(2026, 2), FIGURES[month - 1])


def test_an_earlier_month_is_its_actual_or_nothing() -> None:
    """One month back is March; two are February, without a figure; three are January, before the term."""
    assert [seen_from(4).earlier(months) for months in (1, 2, 3, 9)] == [Actual(3), None, None, None]


@pytest.mark.parametrize("months", [0, -1])
def test_the_month_itself_and_later_ones_are_not_earlier(months: int) -> None:
    """There is no way to look ahead."""
    with pytest.raises(InvalidValueError, match=f"^earlier is 1 month or more, not {months}$"):
        seen_from(3).earlier(months)


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
