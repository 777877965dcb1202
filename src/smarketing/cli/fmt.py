"""The command `fmt`: agreement files in one layout."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from smarketing.agreement_file import document_text, formatted
from smarketing.cli.arguments import INPUT_FILE
from smarketing.cli.output_files import write_files
from smarketing.cli.problem_output import fail, problems_reported
from smarketing.errors import InvalidValueError, MissingExtraError, Problem


@click.command()
@click.argument("files", type=INPUT_FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Write nothing; exit with status 1 if a file would change.")
def fmt(files: Sequence[str], check: bool) -> None:
    """Format agreement files: the same layout for all. Comments, order and meaning do not change."""
    changed = []
    for name in files:
        if not (Path(name).is_file() or check):
            fail([Problem("is not a regular file, and fmt writes to the file that it reads", file=name)])
        with problems_reported():
            before = document_text(name)
            after = _formatted(before, name)
            if after != before:
                changed.append(name)
                if not check:
                    write_files({name: after})
                click.echo(f"{name}: {'would be formatted' if check else 'formatted'}")
    if check and changed:
        sys.exit(1)


def _formatted(text: str, name: str) -> str:
    try:
        return formatted(text, name, folder=Path(name).parent)
    except (InvalidValueError, MissingExtraError) as error:
        fail([Problem(str(error))])
