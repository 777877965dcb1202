"""Problems as lines for people: many alike are summed up."""

import re
from collections import Counter
from collections.abc import Iterable

from smarketing.checks import Diagnostic
from smarketing.errors import Problem

_MOST_ALIKE = 10
_LONGEST = 2_000  # letters
_DIFFERENCE = re.compile(r"'(?:[^'\\]|\\.)*'|\d+")
"""What tells messages of one kind apart: names in quotes, and numbers."""


def problem_lines(problems: Iterable[Problem | Diagnostic]) -> list[str]:
    """Say each problem on a line; of many alike only the first ten, and at the end how many more there are.

    They are alike if their messages differ in nothing but numbers and quoted names.

    >>> rows = [Problem(f"the same as line {line - 1}", file="a.csv", line=line) for line in range(3, 1003)]
    >>> problem_lines(rows)[9:]
    ['a.csv:12: the same as line 11', '990 more like this: a.csv:1002: the same as line 1001']
    """
    lines: list[str] = []
    counts: Counter[str] = Counter()
    last: dict[str, Problem | Diagnostic] = {}
    for problem in problems:
        kind = _DIFFERENCE.sub("#", problem.message)
        counts[kind] += 1
        if counts[kind] <= _MOST_ALIKE:
            lines.append(_cut(str(problem)))
        else:
            last[kind] = problem
    more = (_cut(f"{counts[kind] - _MOST_ALIKE:,} more like this: {problem}") for kind, problem in last.items())
    return [*lines, *more]


def _cut(line: str) -> str:
    """A line that people can still read: one of a megabyte quotes a text that nobody meant for a name."""
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}... ({len(line):,} letters)"
