"""The command `history`: the versions of an agreement, one after another."""

import click

from smarketing.agreement_file import load
from smarketing.cli.arguments import INPUT_FILE
from smarketing.cli.terminal_output import print_json, say
from smarketing.reports import history_json, history_lines


@click.command()
@click.argument("agreement", type=INPUT_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the versions, oldest first, with their changes.")
def history(agreement: str, as_json: bool) -> None:
    """Show when each version of AGREEMENT starts, who signed it, and what it changed.

    The versions are AGREEMENT itself and those that it amends, directly or through each other.
    """
    read = load(agreement)
    if as_json:
        print_json(history_json(read))
    else:
        say("\n".join(history_lines(read)))
