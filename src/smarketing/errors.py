"""What goes wrong, and how it is said: one root error, problems as values, near-miss hints.

A mistake in Python raises one `SmarketingError`. Mistakes in a document (an agreement, a table of actuals) are
collected as `Problem` values, so that a reader sees all of them at once, and travel together in a `DocumentError`.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from difflib import get_close_matches

import attrs

from smarketing.legible_text import on_one_line

_LISTED = 8  # names spelled out in a message; a longer list helps nobody


@attrs.frozen
class Problem:
    """One mistake in a document: where it stands and what is wrong with it.

    `path` is the way to the part, outermost name first. `line` and `column` count from 1; in a CSV file `column` is
    the number of the field. `name` is set when the problem is a name that nothing of its `kind` bears.

    >>> print(Problem("no party named 'Ann'", ("objectives", "leads", "owed_by"), file="a.yaml", line=12, column=5))
    a.yaml:12:5: objectives.leads.owed_by: no party named 'Ann'
    """

    message: str
    path: tuple[str | int, ...] = ()
    file: str | None = None
    line: int | None = None
    column: int | None = None
    name: str | None = None
    kind: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return on_one_line(": ".join(part for part in (place, ".".join(map(str, self.path)), self.message) if part))


class SmarketingError(Exception):
    """Every error that this library raises on purpose."""


@attrs.define(slots=False)
class InvalidValueError(SmarketingError, ValueError):
    """A value that was refused at the door; `field` names the argument where there is more than one."""

    message: str
    field: str | None = None

    def __str__(self) -> str:
        return self.message


class UnitError(InvalidValueError):
    """A text that is not a quantity, a unit that is not known, or units that do not fit each other."""


@attrs.define(slots=False)
class RuleError(SmarketingError, TypeError):
    """A rule answered with what it must not; `rule` and `package` say whose it is."""

    rule: str
    package: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule} (of the package {self.package}) {self.message}"


class MissingExtraError(SmarketingError, ImportError):
    """A library that only some users need is not installed; the message names the extra that brings it."""


@contextmanager
def needs_extra(what: str, extra: str) -> Iterator[None]:
    """Turn the failed import of an optional library into an error that names the extra which brings it."""
    try:
        yield
    except ImportError as error:
        message = f"{what} needs a library that is not installed; run: pip install 'smarketing[{extra}]'"
        raise MissingExtraError(message) from error


@attrs.define(slots=False)
class DocumentError(SmarketingError, ValueError):
    """A document with problems; `problems` holds all of them, in the order of the document."""

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class AgreementError(DocumentError):
    """An agreement that contradicts itself, or a file that is not one."""


class JournalError(DocumentError):
    """A journal file that is none, or that does not fit its agreement."""


class ActualsError(DocumentError):
    """Actuals with rows that cannot be read, given to somebody who needs all of them."""


def name_hint(name: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """Give ` (did you mean 'x'?)` for the known name nearest to `name`, or nothing.

    `cutoff`, from 0 to 1, is how alike they must be.

    >>> name_hint("marketting", ["Marketing", "Sales"])
    " (did you mean 'Marketing'?)"
    """
    near = nearest(name, known, cutoff)
    return f" (did you mean {near!r}?)" if near else ""


def nearest(name: str, known: Collection[str], cutoff: float = 0.6) -> str | None:
    """Give the known name that is most like `name`, upper and lower case alike, or None."""
    folded = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return folded[near[0]] if near else None


def no_such(kind: str, name: str, known: Collection[str], kinds: str | None = None) -> str:
    """Say that no `kind` is called `name`, which there are (when few), and which one may have been meant.

    >>> no_such("party", "Marketting", ["Marketing", "Sales"], "parties")
    "no party named 'Marketting'; parties are 'Marketing', 'Sales' (did you mean 'Marketing'?)"
    """
    many = kinds or f"{kind}s"
    listed = ", ".join(map(repr, known)) if known else "none"
    there_are = f"; {many} are {listed}" if len(known) <= _LISTED else ""
    return f"no {kind} named {name!r}{there_are}{name_hint(name, known)}"
