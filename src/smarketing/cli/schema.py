"""The command `schema`: JSON Schema of agreement files."""

import click

from smarketing.agreement_file import json_schema
from smarketing.cli.terminal_output import print_json


@click.command()
def schema() -> None:
    """Print the JSON Schema of agreement files. Editors use it to complete keys and mark mistakes."""
    print_json(json_schema())
