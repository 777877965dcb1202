"""The command `plan`: what each stage of the funnel must deliver to reach the revenue goal."""

from collections.abc import Sequence
from fractions import Fraction

import attrs
import click

from smarketing.agreement import Agreement
from smarketing.agreement_file import load
from smarketing.cli.arguments import INPUT_FILE, period, stage_and_number
from smarketing.cli.problem_output import fail
from smarketing.cli.terminal_output import console, print_json, printing, say
from smarketing.errors import InvalidValueError, Problem
from smarketing.funnel import Funnel, Schedule, schedule, simulate
from smarketing.funnel import plan as plan_of
from smarketing.legible_text import legible
from smarketing.months import MOST_MONTHS, Period
from smarketing.reports import plan_json, print_plan


@click.command()
@click.argument("agreement", type=INPUT_FILE)
@click.option(
    "--months",
    type=period,
    metavar="PERIOD",
    help="Also show what must reach each stage in which month, for 2026, 2026-Q2 or 2026-03..2026-08. Growth, and each"
    " month's share of the year, count from the start of the term.",
)
@click.option(
    "--pipeline",
    type=stage_and_number,
    multiple=True,
    metavar="STAGE=NUMBER",
    help="Count what is in a stage already, such as SQL=30. You can give it several times.",
)
@click.option(
    "--confidence",
    metavar="SHARE",
    help="Plan enough to reach the goal with this probability, such as 80%, where rates come from counts.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: each stage's exact and rounded need, and why.")
def plan(
    agreement: str,
    months: Period | None,
    pipeline: Sequence[tuple[str, Fraction]],
    confidence: str | None,
    as_json: bool,
) -> None:
    """Show what each stage of AGREEMENT's funnel must deliver to reach its revenue goal, and why.

    Each segment is shown separately. If stages have lags, or the goal has seasons, --months shows what must happen
    when. With a confidence, the text also shows a simulation.
    """
    read = load(agreement)
    funnel = funnel_of(read, agreement)
    if months is not None and len(months) > MOST_MONTHS:
        message = f"{months} are {len(months):,} months; a plan is for {MOST_MONTHS:,} at most"
        raise click.BadParameter(message, param_hint="'--months'")
    if len(dict(pipeline)) < len(pipeline):
        raise click.UsageError("--pipeline names a stage twice; name each stage once")
    try:
        if confidence is not None:
            funnel = attrs.evolve(funnel, confidence=confidence)
        needs = plan_of(funnel, pipeline=dict(pipeline))
        monthly = None if months is None else _schedule(funnel, read, months, pipeline)
    except InvalidValueError as error:
        raise click.UsageError(legible(str(error))) from error
    if as_json:
        print_json(plan_json(needs, monthly))
        return
    with printing():
        print_plan(needs, console(), monthly)
    if funnel.confidence is not None:
        say(f"\nSimulated: {simulate(needs)}")


def _schedule(
    funnel: Funnel, agreement: Agreement, months: Period, pipeline: Sequence[tuple[str, Fraction]]
) -> Schedule:
    start, asked = agreement.first_month, agreement.calendar.period_named(str(months))
    return schedule(funnel, asked, pipeline=dict(pipeline) or None, since=start if start <= asked.first else None)


def funnel_of(agreement: Agreement, name: str) -> Funnel:
    """Give the funnel of the agreement in the file `name`, or report that it has none and exit."""
    if agreement.funnel is None:
        fail([Problem("there is no funnel to plan from; add one under 'funnel'", file=name)])
    return agreement.funnel
