"""The command `fmt`: agreement files in one layout."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from smarketing.agreement_file import document_text, formatted
from smarketing.cli.arguments import INPUT_FILE
from smarketing.cli.output_files import OutputFiles
from smarketing.cli.problem_output import fail
from smarketing.cli.terminal_output import say
from smarketing.errors import InvalidValueError, Problem
from smarketing.whole_files import is_one_of


@click.command()
@click.argument("files", type=INPUT_FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Write nothing; exit with status 1 if a file would change.")
def fmt(files: Sequence[str], check: bool) -> None:
    """Format agreement files: the same layout for all. Comments, order and meaning do not change.

    If one of several files has a problem, none is changed.
    """
    changed: dict[str, str] = {}
    for name in files:
        if not (Path(name).is_file() or check):
            fail([Problem("is not a regular file, and fmt writes to the file that it reads", file=name)])
        before = document_text(name)
        after = _formatted(before, name)
        if after != before and not is_one_of(Path(name), map(Path, changed)):
            changed[name] = after
    if not check:
        OutputFiles({name: name for name in changed}, inputs=()).write(changed)
    for name in changed:
        say(f"{name}: {'would be formatted' if check else 'formatted'}")
    if check and changed:
        sys.exit(1)


def _formatted(text: str, name: str) -> str:
    try:
        return formatted(text, name, folder=Path(name).parent)
    except InvalidValueError as error:
        fail([Problem(str(error))])
