"""What a check is: a rule with a code, and what it finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, get_args

import attrs

from smarketing.checks.outcomes import Analysis
from smarketing.errors import InvalidValueError, Problem, RuleError
from smarketing.legible_text import on_one_line

Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]


@attrs.frozen
class Violation:
    """A place in an agreement that a rule takes exception to; `witness` is a case that shows it, where there is one."""

    message: str
    path: Path
    witness: Mapping[str, object] | None = None


@attrs.frozen
class Rule:
    """A question that is asked of every agreement.

    `code` is stable; `name` says in a few words what is wrong where the rule finds something. An `error` is a promise
    that cannot be kept, judged or relied on as written, a `warning` what people regret later, a `note` what could not
    be decided.
    """

    code: str
    name: str
    severity: Severity = attrs.field()
    find: Callable[[Analysis], Iterable[Violation]]

    @severity.validator
    def _check_severity(self, _: object, severity: object) -> None:
        if severity not in get_args(Severity):
            known = ", ".join(map(repr, get_args(Severity)))
            raise InvalidValueError(f"a severity is one of {known}; not {severity!r}", "severity")

    def violations(self, analysis: Analysis) -> Iterator[Violation]:
        """Give what the rule finds; RuleError if that is something else than violations with a path."""
        found: object = self.find(analysis)
        if isinstance(found, str) or not isinstance(found, Iterable):
            raise self._error(f"answered {found!r}; a rule gives violations, as in yield Violation(message, path)")
        for each in found:
            path: object = each.path if isinstance(each, Violation) else None
            if not isinstance(each, Violation) or not isinstance(path, tuple):
                raise self._error(f"gave {each!r}; a rule gives violations with a path, as in ('objectives', 'leads')")
            yield each

    def _error(self, message: str) -> RuleError:
        return RuleError(self.code, getattr(self.find, "__module__", "").partition(".")[0], message)


@attrs.frozen
class Diagnostic:
    """What a rule found in an agreement, and where.

    `witness` is a case that shows it: a record of a lead, a result of a month. `line` and `column` count from 1, and
    are there for agreements that were read from a file. As text it is a line, with the code of its rule unless it is a
    problem of a document that could not be read.

    >>> print(Diagnostic("SM301", "error", "99 % is in no tier", ("consequences", "credit"), {"result": "99 %"}))
    SM301 consequences.credit: 99 % is in no tier
    """

    code: str
    severity: Severity
    message: str
    path: Path
    witness: Mapping[str, object] | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None

    @classmethod
    def of(cls, problem: Problem) -> "Diagnostic":
        """Give a problem of a document that could not be read as a diagnostic."""
        return cls(UNREADABLE, "error", problem.message, problem.path, None, problem.file, problem.line, problem.column)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        said = str(Problem(self.message, self.path))
        coded = said if self.code == UNREADABLE else f"{self.code} {said}"
        return on_one_line(f"{place}: {coded}" if place else coded)


UNREADABLE = "SM001"
"""The code of what keeps a document from being read as an agreement."""
