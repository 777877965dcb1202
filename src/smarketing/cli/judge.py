"""The command `judge`: which promises were kept, month by month, and what follows."""

import sys
from collections.abc import Sequence
from datetime import datetime

import click

from smarketing.actuals import Actuals
from smarketing.agreement import Agreement
from smarketing.agreement_file import LoadedJournal, read_agreement, read_journal
from smarketing.cli.arguments import DECIMAL, INPUT_FILE, TABLE_FILE, day, month
from smarketing.cli.output_files import OUTPUT_FILE, OutputFiles
from smarketing.cli.problem_output import fail, report
from smarketing.cli.terminal_output import console, print_json, printing, say
from smarketing.errors import InvalidValueError, JournalError, Problem
from smarketing.judging import Journal, Scorecard
from smarketing.judging import judge as scorecard_of
from smarketing.legible_text import legible, on_one_line
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
    help="Also read FILE, a journal of what happened: deliveries, waivers, withdrawn signatures and exclusions.",
)
@click.option("--decimal", type=DECIMAL, help="What separates decimals in ACTUALS. [default: what its numbers show]")
@click.option("--keep-going", is_flag=True, help="Leave out rows that cannot be read, and list them.")
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
@click.option("--html", type=OUTPUT_FILE, metavar="FILE", help="Also write the scorecard as one HTML page.")
@click.option(
    "--fail-on",
    type=click.Choice([status.value for status in Status]),
    multiple=True,
    help="Exit with status 1 if a verdict on the latest month that could be judged is this, or counts as this. You can"
    " give it several times.",
)
@click.option("--since", type=month, metavar="MONTH", help="With --fail-on: look at all months since this one.")
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
    since: Month | None,
) -> None:
    """Judge ACTUALS by AGREEMENT, month by month from the start of the term, and show what follows.

    ACTUALS is a CSV or Excel file with the columns month, metric and value, and optionally segment, base (what a share
    is out of) and unit. A row that cannot be read stops the command, unless you add --keep-going.
    """
    if since is not None and not fail_on:
        raise click.UsageError("--since says from which month --fail-on looks at verdicts; give both")
    loaded = read_agreement(agreement)
    read = loaded.agreement
    inputs = (*loaded.files, without_sheet(actuals), *(() if journal is None else (journal,)))
    outputs = OutputFiles({"--html": html}, inputs)
    begin_on = read.calendar.months_begin_on
    figures = Actuals.read_csv(actuals, known=read.metrics, decimal=decimal, months_begin_on=begin_on)
    entries = LoadedJournal.empty() if journal is None else read_journal(journal, read)
    try:
        scorecard = _scorecard(read, actuals, figures, through, as_of, entries.journal, keep_going)
    except JournalError as error:
        fail(entries.placed(error.problems))
    first = _first_watched(scorecard, since)
    if html is not None:
        outputs.write({"--html": scorecard_html(scorecard)})
    if as_json:
        report(scorecard.left_out)
        print_json(scorecard_json(scorecard))
    else:
        with printing():
            print_scorecard(scorecard, console())
    _fail_on(scorecard, fail_on, first)


def _scorecard(
    agreement: Agreement,
    actuals: str,
    figures: Actuals,
    through: Month | None,
    as_of: datetime | None,
    journal: Journal,
    keep_going: bool,
) -> Scorecard:
    """Judge figures, which are those of the file `actuals`."""
    try:
        at = None if as_of is None else as_of.replace(tzinfo=as_of.tzinfo or time_zone(agreement.term.timezone))
        last = None if through is None else str(through)
        return scorecard_of(agreement, figures, through=last, as_of=at, journal=journal, keep_going=keep_going)
    except InvalidValueError as error:
        if error.field == "figures":
            fail([Problem(error.message, file=actuals)])
        if {"as_of": as_of, "through": through}.get(error.field or "") is not None:
            hint = f"'--{error.field}'".replace("_", "-")
            raise click.BadParameter(legible(error.message), param_hint=hint) from error
        raise click.UsageError(legible(f"{actuals}: {error}")) from error


def _first_watched(scorecard: Scorecard, since: Month | None) -> Month:
    """Give the month from which --fail-on looks at verdicts: by default the latest in which anything could be judged.

    In a month that runs all verdicts are pending; a nightly job is about the one before.
    """
    last = scorecard.through
    if since is not None and (since.year, since.month) > (last.year, last.month):
        raise click.BadParameter(f"{since} is after the last month judged, {last}", param_hint="'--since'")
    if since is not None:
        return Month(since.year, since.month, begins_on=last.begins_on)
    return max((each.month for each in scorecard.verdicts if each.status is not Status.PENDING), default=last)


def _fail_on(scorecard: Scorecard, statuses: Sequence[str], first: Month) -> None:
    watched = (each for each in scorecard.verdicts if each.month >= first)
    failing = [each for each in watched if {each.status.value, each.counts_as.value} & set(statuses)]
    for verdict in failing:
        line = f"{verdict.month} {verdict.promise.name}: {verdict.status.value}: {verdict.because}"
        say(on_one_line(line), to_stderr=True)
    if failing:
        sys.exit(1)
