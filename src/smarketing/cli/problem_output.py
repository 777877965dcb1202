"""How problems leave the command: one a line on standard error, and an exit status that says what kind they are."""

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import click

from smarketing.checks import Diagnostic
from smarketing.cli.terminal_output import STANDARD_OUTPUT, say
from smarketing.errors import DocumentError, MissingExtraError, Problem
from smarketing.reports.problem_lines import problem_lines

_INTERRUPTED, _PIPE_CLOSED, _TERMINATED = 130, 141, 143  # as shells count them: 128 and the number of the signal


@contextmanager
def problems_reported() -> Iterator[None]:
    """Turn what ends a command early into lines on standard error and an exit status: never into a traceback.

    1 for problems of documents and of files, 130 where somebody interrupted it, 141 where what it prints is no longer
    read: the shell expects that, as in `| head`, so nothing is said. 143 where the system asked it to end.
    """
    try:
        with _ending_in_order():
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


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Clean up before the end that `kill` or a scheduler asks for, as after Ctrl-C: no file is left half written."""
    if threading.current_thread() is not threading.main_thread():  # only there may signals be handled
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
