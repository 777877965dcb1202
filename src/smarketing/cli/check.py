"""The command `check`: what is wrong with an agreement, and what is unsound about it."""

import json
import sys
from collections.abc import Sequence

import click

from smarketing.agreement_file import check_file, load
from smarketing.checks import Diagnostic
from smarketing.cli.arguments import INPUT_FILE, TABLE_FILE, codes
from smarketing.cli.problem_output import problems_reported
from smarketing.reports import diagnostics_json, github_annotations, sarif


@click.command()
@click.argument("agreements", type=INPUT_FILE, nargs=-1, required=True, metavar="AGREEMENT...")
@click.option(
    "--select", type=codes, metavar="CODES", help="Run only rules whose codes start with these, such as SM3,SM101."
)
@click.option("--ignore", type=codes, metavar="CODES", help="Skip rules whose codes start with these.")
@click.option("--history", type=TABLE_FILE, metavar="FILE", help="Compare targets with the figures of past months.")
@click.option("--json", "form", flag_value="json", help="Print JSON: one list of all findings.")
@click.option("--github", "form", flag_value="github", help="Print annotations for GitHub.")
@click.option("--sarif", "form", flag_value="sarif", help="Print a SARIF 2.1.0 log, for tools that collect findings.")
def check(
    agreements: Sequence[str],
    select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    history: str | None,
    form: str | None,
) -> None:
    """Read each AGREEMENT and report every problem in it, and what is unsound about it.

    Finds promises that contradict each other, tiers with gaps, terms that nobody defined, consequences that can never
    follow, and more. Every rule has a code, which docs/checks explains. An agreement without findings gets one line
    that says so. Exit status 1 if there are errors or warnings; notes alone do not count.
    """
    found: list[Diagnostic] = []
    for name in agreements:
        with problems_reported():
            here = check_file(name, select=select or (), ignore=ignore or (), history=history)
            found += here
        if form is None:
            _print_lines(name, here)
    if form is not None:
        click.echo(_in_form(found, form), nl=bool(found) or form != "github")
    if any(each.severity != "note" for each in found):
        sys.exit(1)


def _print_lines(name: str, found: Sequence[Diagnostic]) -> None:
    for each in found:
        click.echo(each, err=True)
    if all(each.severity == "note" for each in found):
        read = load(name)
        promises = "1 promise" if len(read.promises) == 1 else f"{len(read.promises)} promises"
        click.echo(f"{name}: no problems in {promises} between {len(read.parties)} parties")


def _in_form(found: Sequence[Diagnostic], form: str) -> str:
    if form == "github":
        return "\n".join(github_annotations(found))
    return json.dumps(diagnostics_json(found) if form == "json" else sarif(found), ensure_ascii=False, indent=2)
