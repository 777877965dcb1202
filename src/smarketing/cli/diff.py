"""The command `diff`: what a new version of an agreement changes, party by party."""

import attrs
import click

from smarketing.agreement_file import check_loaded, load, read_agreement
from smarketing.cli.arguments import INPUT_FILE
from smarketing.cli.terminal_output import print_json, say
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
    before, after = load(old), read_agreement(new)
    found = differences(before, after.agreement)
    unsound = {(each.code, each.message) for each in found.unsound}
    placed = tuple(each for each in check_loaded(after) if (each.code, each.message) in unsound)
    found = attrs.evolve(found, unsound=placed)
    if as_json:
        print_json(differences_json(found))
    elif found.changes or found.unsound:
        say("\n".join(difference_lines(found)))
    else:
        say(f"{old} and {new} say the same")
