"""How problems leave the command: one a line on standard error, and exit status 1."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import click

from smarketing.errors import DocumentError, MissingExtraError, Problem


@contextmanager
def problems_reported() -> Iterator[None]:
    """Turn problems of documents into lines on standard error and exit status 1."""
    try:
        yield
    except DocumentError as error:
        fail(error.problems)
    except MissingExtraError as error:
        fail([Problem(str(error))])
    except BrokenPipeError:
        raise
    except OSError as error:
        fail([Problem(f"cannot be used: {error.strerror}", file=error.filename)])


def fail(problems: Sequence[Problem]) -> NoReturn:
    """Print problems, one a line, and leave with exit status 1."""
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1)
