"""How commands print what they found: text without colour codes in a pipe, and JSON."""

import json

import click
from rich.console import Console


def console() -> Console:
    """Give a console that prints text as it is: no markup, no emoji codes, no highlighting."""
    return Console(highlight=False, markup=False, emoji=False)


def print_json(value: object) -> None:
    """Print plain values as indented JSON; letters of other scripts stay as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
