"""The command `check`: what is wrong with an agreement, and what is unsound about it."""

import sys
from collections.abc import Sequence

import click

from smarketing.agreement import Agreement
from smarketing.agreement_file import check_loaded, read_agreement
from smarketing.checks import Diagnostic
from smarketing.cli.arguments import DECIMAL, INPUT_FILE, TABLE_FILE, codes
from smarketing.cli.problem_output import report
from smarketing.cli.terminal_output import print_json, print_text, say
from smarketing.errors import AgreementError
from smarketing.reports import diagnostics_json, github_annotations, sarif


@click.command()
@click.argument("agreements", type=INPUT_FILE, nargs=-1, required=True, metavar="AGREEMENT...")
@click.option(
    "--select", type=codes, metavar="CODES", help="Run only rules whose codes start with these, such as SM3,SM101."
)
@click.option("--ignore", type=codes, metavar="CODES", help="Skip rules whose codes start with these.")
@click.option("--history", type=TABLE_FILE, metavar="FILE", help="Compare targets with the figures of past months.")
@click.option("--decimal", type=DECIMAL, help="What separates decimals in --history. [default: what its numbers show]")
@click.option("--json", "form", flag_value="json", help="Print JSON: one list of all findings.")
@click.option("--github", "form", flag_value="github", help="Print annotations for GitHub.")
@click.option("--sarif", "form", flag_value="sarif", help="Print a SARIF 2.1.0 log, for tools that collect findings.")
def check(
    agreements: Sequence[str],
    select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    history: str | None,
    decimal: str | None,
    form: str | None,
) -> None:
    """Read each AGREEMENT and report every problem in it, and what is unsound about it.

    Finds promises that contradict each other, tiers with gaps, terms that nobody defined, consequences that can never
    follow, and more. Every rule has a code, which docs/checks explains. An agreement without findings gets one line
    that says so. Exit status 1 if there are errors or warnings; notes alone do not count.
    """
    found: list[Diagnostic] = []
    for name in agreements:
        agreement, here = _checked(name, select or (), ignore or (), history, decimal)
        found += here
        if form is None:
            _print_lines(name, agreement, here)
    if form == "github":
        _print_annotations(found)
    elif form is not None:
        print_json(diagnostics_json(found) if form == "json" else sarif(found))
    if any(each.severity != "note" for each in found):
        sys.exit(1)


def _checked(
    name: str, select: Sequence[str], ignore: Sequence[str], history: str | None, decimal: str | None
) -> tuple[Agreement | None, Sequence[Diagnostic]]:
    """Read a file once, as it may be a pipe; give the agreement too, unless there is none in it."""
    try:
        loaded = read_agreement(name)
    except AgreementError as error:
        return None, [Diagnostic.of(problem) for problem in error.problems]
    return loaded.agreement, check_loaded(loaded, select=select, ignore=ignore, history=history, decimal=decimal)


def _print_lines(name: str, agreement: Agreement | None, found: Sequence[Diagnostic]) -> None:
    report(found)
    if agreement is not None and all(each.severity == "note" for each in found):
        count = len(agreement.promises)
        promises = "1 promise" if count == 1 else f"{count} promises"
        say(f"{name}: no problems in {promises} between {len(agreement.parties)} parties")


def _print_annotations(found: Sequence[Diagnostic]) -> None:
    if found:
        print_text("\n".join(github_annotations(found)) + "\n")
