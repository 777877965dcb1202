"""The command `judge`: which promises were kept, month by month, and what follows."""

import sys
from collections.abc import Sequence
from datetime import datetime

import click

from smarketing.actuals import Actuals
from smarketing.agreement import Agreement
from smarketing.agreement_file import load, load_journal
from smarketing.agreement_file.source_files import source_files
from smarketing.cli.arguments import DECIMAL, INPUT_FILE, TABLE_FILE, day, month
from smarketing.cli.output_files import OUTPUT_FILE, check_outputs, write_files
from smarketing.cli.problem_output import fail, problems_reported
from smarketing.cli.terminal_output import console, print_json
from smarketing.errors import InvalidValueError, Problem
from smarketing.judging import Journal, Scorecard
from smarketing.judging import judge as scorecard_of
from smarketing.months import Month, time_zone
from smarketing.reports import print_scorecard, scorecard_html, scorecard_json
from smarketing.tables.workbooks import without_sheet
from smarketing.verdicts import Status


@click.command()
@click.argument("agreement", type=INPUT_FILE)
@click.argument("actuals", type=TABLE_FILE)
@click.option(
    "--through",
    type=month,
    metavar="MONTH",
    help="Judge up to this month, such as 2026-03, at most the end of the term. [default: the last with a figure]",
)
@click.option(
    "--as-of",
    type=day,
    metavar="DATE",
    help="Judge as on this day in the term's time zone: months that are not over are pending. [default: all are over]",
)
@click.option(
    "--journal",
    type=INPUT_FILE,
    metavar="FILE",
    help="Also read FILE, a journal of what the parties did: waived misses and withdrawn signatures.",
)
@click.option("--decimal", type=DECIMAL, help="What separates decimals in ACTUALS. [default: what its numbers show]")
@click.option("--keep-going", is_flag=True, help="Leave out rows that cannot be read, and list them.")
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
@click.option("--html", type=OUTPUT_FILE, metavar="FILE", help="Also write the scorecard as one HTML page.")
@click.option(
    "--fail-on",
    type=click.Choice([status.value for status in Status]),
    multiple=True,
    help="Exit with status 1 if a verdict is this, or counts as this. You can give it several times.",
)
def judge(
    agreement: str,
    actuals: str,
    through: Month | None,
    as_of: datetime | None,
    journal: str | None,
    decimal: str | None,
    keep_going: bool,
    as_json: bool,
    html: str | None,
    fail_on: Sequence[str],
) -> None:
    """Judge ACTUALS by AGREEMENT, month by month from the start of the term, and show what follows.

    ACTUALS is a CSV or Excel file with the columns month, metric and value, and optionally segment, base (what a share
    is out of) and unit. A row that cannot be read stops the command, unless you add --keep-going.
    """
    with problems_reported():
        read = load(agreement)
        entries = Journal() if journal is None else load_journal(journal, read)
        inputs = (*source_files(agreement), without_sheet(actuals), *(() if journal is None else (journal,)))
        check_outputs({"--html": html}, inputs)
        figures = Actuals.read_csv(actuals, known=read.metrics, decimal=decimal)
        scorecard = _scorecard(read, actuals, figures, through, as_of, entries, keep_going=keep_going)
        if html is not None:
            write_files({html: scorecard_html(scorecard)})
        if as_json:
            for problem in scorecard.left_out:
                click.echo(problem, err=True)
            print_json(scorecard_json(scorecard))
        else:
            print_scorecard(scorecard, console())
    _fail_on(scorecard, fail_on)


def _scorecard(
    agreement: Agreement,
    actuals: str,
    figures: Actuals,
    through: Month | None,
    as_of: datetime | None,
    journal: Journal,
    *,
    keep_going: bool,
) -> Scorecard:
    try:
        at = None if as_of is None else as_of.replace(tzinfo=as_of.tzinfo or time_zone(agreement.term.timezone))
        return scorecard_of(agreement, figures, through=through, as_of=at, journal=journal, keep_going=keep_going)
    except InvalidValueError as error:
        if error.field == "figures":
            fail([Problem(error.message, file=actuals)])
        raise click.UsageError(f"{actuals}: {error}") from error


def _fail_on(scorecard: Scorecard, statuses: Sequence[str]) -> None:
    failing = [each for each in scorecard.verdicts if {each.status.value, each.counts_as.value} & set(statuses)]
    for verdict in failing:
        click.echo(f"{verdict.month} {verdict.promise.name}: {verdict.status.value}: {verdict.because}", err=True)
    if failing:
        sys.exit(1)
