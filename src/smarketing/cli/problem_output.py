"""How problems leave the command: one a line on standard error, and an exit status that says what kind they are."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import click

from smarketing.checks import Diagnostic
from smarketing.cli.terminal_output import STANDARD_OUTPUT, say
from smarketing.errors import DocumentError, MissingExtraError, Problem
from smarketing.reports.problem_lines import problem_lines

_INTERRUPTED, _PIPE_CLOSED = 130, 141  # as shells count them: 128 and the number of the signal


@contextmanager
def problems_reported() -> Iterator[None]:
    """Turn what ends a command early into lines on standard error and an exit status: never into a traceback.

    1 for problems of documents and of files, 130 where somebody interrupted it, 141 where what it prints is no longer
    read: the shell expects that, as in `| head`, so nothing is said.
    """
    try:
        yield
    except DocumentError as error:
        fail(error.problems)
    except MissingExtraError as error:
        fail([Problem(str(error))])
    except OSError as error:
        if isinstance(error, BrokenPipeError) and error.filename == STANDARD_OUTPUT:
            sys.exit(_PIPE_CLOSED)
        fail([Problem(f"cannot be used: {error.strerror}", file=error.filename)])
    except MemoryError:
        fail([Problem("there is not enough memory for files of this size")])
    except KeyboardInterrupt:
        _interrupted()
    except click.Abort as abort:
        if isinstance(abort.__context__, KeyboardInterrupt):
            _interrupted()
        raise


def _interrupted() -> NoReturn:
    say("Interrupted", to_stderr=True)
    sys.exit(_INTERRUPTED)


def fail(problems: Sequence[Problem]) -> NoReturn:
    """Print problems and leave with exit status 1."""
    report(problems)
    sys.exit(1)


def report(problems: Sequence[Problem | Diagnostic]) -> None:
    """Print problems, one a line; of many alike the first few, and how many more there are."""
    for line in problem_lines(problems):
        say(line, to_stderr=True)
