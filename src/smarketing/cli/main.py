"""The `smarketing` command, which the other commands belong to."""

import click

from smarketing.cli.case import case
from smarketing.cli.check import check
from smarketing.cli.demo import demo
from smarketing.cli.diff import diff
from smarketing.cli.fmt import fmt
from smarketing.cli.history import history
from smarketing.cli.init import init
from smarketing.cli.judge import judge
from smarketing.cli.measure import measure
from smarketing.cli.plan import plan
from smarketing.cli.program import Program
from smarketing.cli.schema import schema
from smarketing.cli.terminal_output import prepare_streams
from smarketing.cli.test import test


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="smarketing")
def main() -> None:
    """Service level agreements between marketing, sales and service, as files.

    An agreement is a YAML file: who owes whom what, and what follows a miss. Check it, plan what each stage of the
    funnel must deliver to reach the revenue goal, and judge each month's figures by it. Start with `smarketing demo`.

    Exit status: 0 done; 1 a document has problems, or a verdict is one that --fail-on names; 2 wrong usage; 130
    interrupted. Problems go to standard error, one per line, as FILE:LINE:COLUMN: path: message.
    """
    prepare_streams()


for _command in (case, check, demo, diff, fmt, history, init, judge, measure, plan, schema, test):
    main.add_command(_command)
