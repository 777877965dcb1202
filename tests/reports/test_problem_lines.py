"""Problems as lines: many alike are summed up."""

from hypothesis import given
from hypothesis import strategies as st

from smarketing import Problem
from smarketing.reports.problem_lines import problem_lines

KINDS = ["no metric named 'x{}'", "{} is not a month", "the same row as in line {}", "there is no number"]


def problem(kind: int, number: int) -> Problem:
    return Problem(KINDS[kind].format(number), ("rows", f"r{number}"), "f.csv", number)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 10**6)), max_size=60))
def test_of_each_kind_the_first_ten_and_how_many_more(made: list[tuple[int, int]]) -> None:
    """Every kind is there, however many there are of another, in order; the numbers add up."""
    problems = [problem(kind, number) for kind, number in made]
    first = [
        each for place, each in enumerate(problems) if sum(kind == made[place][0] for kind, _ in made[:place]) < 10
    ]
    lines = problem_lines(problems)
    assert lines[: len(first)] == list(map(str, first))
    more = [int(line.split(" more like this: ")[0].replace(",", "")) for line in lines[len(first) :]]
    assert len(first) + sum(more) == len(problems)
    assert len(lines) <= 4 * 11


def test_a_million_alike_are_eleven_lines() -> None:
    """The last one stands for the rest."""
    lines = problem_lines(problem(2, number) for number in range(1, 100_001))
    assert len(lines) == 11
    assert lines[-1] == "99,990 more like this: f.csv:100000: rows.r100000: the same row as in line 100000"


def test_a_line_of_a_megabyte_is_cut() -> None:
    """It ends in dots, and says how long it was."""
    (line,) = problem_lines([Problem("x" * 1_000_000)])
    assert line == "x" * 2_000 + "... (1,000,000 letters)"
