"""The commands that write agreement files: `init` and `fmt`."""

import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from errno import ENOENT
from os import strerror
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from smarketing.agreement_file import Answers, document_text, first_agreement, formatted
from smarketing.cli.arguments import DayType
from smarketing.cli.problem_output import fail, problems_reported
from smarketing.errors import AgreementError, InvalidValueError, MissingExtraError, Problem

_FILE = click.Path(dir_okay=False)
_MANY = click.Path(exists=True, dir_okay=False)


def _next_year() -> str:
    return f"{date.today().year + 1}-01-01"  # noqa: DTZ011 - by the clock of who is asked


@click.command()
@click.argument("file", type=_FILE, default="agreement.yaml")
@click.option("--title", prompt="What is the agreement called", default="Marketing and sales agreement")
@click.option("--marketing", prompt="Who speaks for marketing", help="The contact of Marketing.")
@click.option("--sales", prompt="Who speaks for sales", help="The contact of Sales.")
@click.option("--start", type=DayType(), prompt="On which day does it begin", default=_next_year)
@click.option("--timezone", prompt="In which time zone do months begin", default="UTC", help="An IANA name.")
@click.option("--goal", prompt="Which revenue is wanted", default="5000 USD/month")
@click.option("--value", prompt="What does one customer bring", default="100 USD/customer")
@click.option("--qualified", prompt="Which share of the MQL becomes SQL", default="40 %")
@click.option("--won", prompt="Which share of the SQL becomes customers", default="50 %")
@click.option("--force", is_flag=True, help="Overwrite FILE if it is there.")
def init(file: str, start: datetime, marketing: str, sales: str, force: bool, **answers: str) -> None:
    """Write a first agreement, with its funnel, to FILE (agreement.yaml).

    Asks for what no option gives; Enter takes what is in brackets.
    """
    if file.endswith(".json"):
        fail([Problem("a first agreement is YAML, with comments; name it so", file=file)])
    if Path(file).exists() and not force:
        fail([Problem("is there already; --force overwrites it", file=file)])
    with problems_reported():
        try:
            text = first_agreement(Answers(start=start.date(), contacts=(marketing, sales), **answers))
        except InvalidValueError as error:
            fail([Problem(error.message)])
        except AgreementError as error:  # its places are those of a file that nobody sees
            fail([Problem(problem.message, problem.path) for problem in error.problems])
        write_aside(file, text)
    click.echo(f"Wrote {file}. What is still missing: smarketing check {file}")
    click.echo(f"What each stage owes: smarketing plan {file}")


@click.command()
@click.argument("files", type=_MANY, nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 if a file would change.")
def fmt(files: Sequence[str], check: bool) -> None:
    """Lay out agreement files evenly; comments, order and meaning stay."""
    changed = []
    for name in files:
        with problems_reported():
            before = document_text(name)
            try:
                after = formatted(before, name, folder=Path(name).parent)
            except (InvalidValueError, MissingExtraError) as error:
                fail([Problem(str(error))])
            if after != before:
                changed.append(name)
                if not check:
                    write_aside(name, after)
                click.echo(f"{name}: {'would be laid out anew' if check else 'laid out anew'}")
    if check and changed:
        sys.exit(1)


def write_aside(shown: str, text: str) -> None:
    """Write a file aside and put it in its place, so that nobody ever sees half of it."""
    path = Path(shown).resolve()  # a link goes on leading there
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, strerror(ENOENT), shown)
    with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as aside:
        aside.write(text)
    if path.exists():
        Path(aside.name).chmod(path.stat().st_mode)
    else:
        mask = os.umask(0)
        os.umask(mask)
        Path(aside.name).chmod(0o666 & ~mask)
    Path(aside.name).replace(path)
