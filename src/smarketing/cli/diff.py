"""The command `diff`: what a new version of an agreement changes, party by party."""

import attrs
import click

from smarketing.agreement_file import check_file, load
from smarketing.cli.arguments import INPUT_FILE
from smarketing.cli.problem_output import problems_reported
from smarketing.cli.terminal_output import print_json
from smarketing.diffs import differences
from smarketing.reports import difference_lines, differences_json


@click.command()
@click.argument("old", type=INPUT_FILE)
@click.argument("new", type=INPUT_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the changes, and what is unsound now.")
def diff(old: str, new: str, as_json: bool) -> None:
    """Show for each party what NEW makes stricter, looser or different compared with OLD.

    For a target that changed, you see a result that kept the promise before and does not now, or the reverse; for a
    definition, a record. What is unsound in NEW and was not in OLD comes last.
    """
    with problems_reported():
        found = differences(load(old), load(new))
        unsound = {(each.code, each.message) for each in found.unsound}
        placed = tuple(each for each in check_file(new) if (each.code, each.message) in unsound)
    found = attrs.evolve(found, unsound=placed)
    if as_json:
        print_json(differences_json(found))
    elif found.changes or found.unsound:
        click.echo("\n".join(difference_lines(found)))
    else:
        click.echo(f"{old} and {new} say the same")
