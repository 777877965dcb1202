"""The group of all commands, which ends each in words."""

from typing import Any

import click

from smarketing.cli.problem_output import problems_reported


class Program(click.Group):
    """A group of commands in which nothing that a user does ends in a traceback."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program, and let help be printed as safely as all else."""
        with problems_reported():
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; click answers an interruption in its own way if it is asked first."""
        with problems_reported():
            return super().invoke(ctx)
