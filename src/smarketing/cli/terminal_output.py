"""How commands print: lines for people, data for programs, and what happens where nothing can be printed.

Text is shown without colour codes in a pipe, and never obeyed by the terminal. Data, JSON and CSV, is UTF-8 whatever
the terminal is.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from smarketing.legible_text import legible, legible_json

STANDARD_OUTPUT = "standard output"
"""What an error is about that comes of printing."""


def prepare_streams() -> None:
    """Let text be printed anywhere: letters that a terminal cannot show are replaced, and closed streams swallow it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - until the end
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def say(text: object, *, to_stderr: bool = False) -> None:
    """Print a text on lines of its own, with what would act on the terminal shown instead.

    Where standard error cannot be written to, nobody listens and the text is dropped.
    """
    if not to_stderr:
        with printing():
            click.echo(legible(str(text)))
        return
    try:
        click.echo(legible(str(text)), err=True)
    except OSError:
        _let_go(sys.stderr)


class _Console(Console):
    """A console that lets a closed pipe be an error like any other; rich would exit by itself."""

    def on_broken_pipe(self) -> None:
        """Raise the error at hand again."""
        raise  # noqa: PLE0704 - it is called where the error is caught


def console() -> Console:
    """Give a console that prints text as it is: no markup, no emoji codes, no highlighting."""
    return _Console(highlight=False, markup=False, emoji=False)


def print_json(value: object) -> None:
    """Print plain values as indented JSON; letters of other scripts stay as they are."""
    _print_data(legible_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def print_text(text: str) -> None:
    """Print text for programs, such as CSV, as it is; on a terminal so that people can read it."""
    _print_data(legible(text) if sys.stdout.isatty() else text)


def _print_data(text: str) -> None:
    with printing():
        click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


@contextmanager
def printing() -> Iterator[None]:
    """Let an error say that it is standard output which could not be written to, and drop the rest of what it holds."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        _let_go(sys.stdout)
        raise OSError(error.errno, error.strerror, STANDARD_OUTPUT) from error


def _let_go(stream: TextIO) -> None:
    """Send what a stream still holds nowhere, or Python complains about it in the end."""
    with suppress(OSError):  # a stream that is no file has no number
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
