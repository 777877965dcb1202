"""The `smarketing` command."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import attrs
import click
from rich.console import Console

from smarketing.actuals import Actuals
from smarketing.agreement import Agreement
from smarketing.agreement_file import check_file, json_schema, load
from smarketing.checks import Diagnostic
from smarketing.cli.arguments import CodesType, DayType, HeadsType, MonthType, PeriodType
from smarketing.cli.measure import measure
from smarketing.cli.problem_output import fail, problems_reported
from smarketing.cli.writing import fmt, init
from smarketing.diffs import differences
from smarketing.errors import InvalidValueError, Problem
from smarketing.funnel import Funnel, plan, schedule, simulate
from smarketing.judging import Scorecard, judge
from smarketing.months import Month, Period, time_zone
from smarketing.reports import (
    diagnostics_json,
    difference_lines,
    differences_json,
    github_annotations,
    history_json,
    history_lines,
    plan_json,
    print_plan,
    print_scorecard,
    sarif,
    scorecard_html,
    scorecard_json,
)
from smarketing.verdicts import Status

_DEMO_FILES = ("agreement.yaml", "actuals.csv")
_PAGE = "scorecard.html"

_Existing = click.Path(exists=True, dir_okay=False)


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="smarketing")
def main() -> None:
    """Service level agreements between marketing, sales and service, as files.

    An agreement is a YAML file: who owes whom what, and what follows if it is missed. Check it, plan from its revenue
    goal what each stage of the funnel must deliver, and judge months of actuals by it. Start with `smarketing demo`.

    Exit status: 0 done; 1 a document has problems, or --fail-on struck; 2 wrong usage. Problems go to standard error,
    one a line, as FILE:LINE:COLUMN: path: message.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


_CODES: dict[str, Any] = {"type": CodesType(), "default": (), "metavar": "CODES"}
_AS = {"json": "Print JSON: one list of all that was found.", "github": "Print annotations for GitHub."}
_AS |= {"sarif": "Print a SARIF 2.1.0 log, for tools that collect findings."}


@main.command()
@click.argument("agreements", type=_Existing, nargs=-1, required=True, metavar="AGREEMENT...")
@click.option("--select", **_CODES, help="Ask only rules whose codes begin so, as SM3,SM101.")
@click.option("--ignore", **_CODES, help="Leave out rules whose codes begin so.")
@click.option("--history", type=_Existing, metavar="CSV", help="Compare targets with the figures of past months.")
@click.option("--json", "form", flag_value="json", help=_AS["json"])
@click.option("--github", "form", flag_value="github", help=_AS["github"])
@click.option("--sarif", "form", flag_value="sarif", help=_AS["sarif"])
def check(
    agreements: Sequence[str], select: Sequence[str], ignore: Sequence[str], history: str | None, form: str | None
) -> None:
    """Read each AGREEMENT and report every problem in it, and what is unsound about it.

    Looks for promises that contradict each other, tiers with gaps, terms that nobody defined, consequences that can
    never follow, and more; every rule has a code, which docs/checks explains. Prints nothing but one line of praise
    for an agreement without any of this. Exit status 1 if there are errors or warnings; notes alone are no reason.
    """
    found: list[Diagnostic] = []
    for name in agreements:
        with problems_reported():
            here = check_file(name, select=select, ignore=ignore, history=history)
            found += here
        if form is None:
            _tell(name, here)
    if form is not None:
        click.echo(_written(found, form), nl=bool(found) or form != "github")
    if any(each.severity != "note" for each in found):
        sys.exit(1)


def _tell(name: str, found: Sequence[Diagnostic]) -> None:
    for each in found:
        click.echo(each, err=True)
    if all(each.severity == "note" for each in found):
        read = load(name)
        promises = "1 promise" if len(read.promises) == 1 else f"{len(read.promises)} promises"
        click.echo(f"{name}: no problems in {promises} between {len(read.parties)} parties")


def _written(found: Sequence[Diagnostic], form: str) -> str:
    if form == "github":
        return "\n".join(github_annotations(found))
    return json.dumps(diagnostics_json(found) if form == "json" else sarif(found), ensure_ascii=False, indent=2)


@main.command()
@click.argument("old", type=_Existing)
@click.argument("new", type=_Existing)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the changes, and what is unsound now.")
def diff(old: str, new: str, as_json: bool) -> None:
    """Say party by party what NEW makes stricter, looser or different compared with OLD.

    A target that moved comes with a result that kept the promise before and does not now, or the other way round, a
    definition with a record. What NEW has of unsound that OLD had not stands at the end.
    """
    with problems_reported():
        found = differences(load(old), load(new))
        unsound = {(each.code, each.message) for each in found.unsound}
        placed = tuple(each for each in check_file(new) if (each.code, each.message) in unsound)
    found = attrs.evolve(found, unsound=placed)
    if as_json:
        click.echo(json.dumps(differences_json(found), ensure_ascii=False, indent=2))
    elif found.changes or found.unsound:
        click.echo("\n".join(difference_lines(found)))
    else:
        click.echo(f"{old} and {new} say the same")


@main.command()
@click.argument("agreement", type=_Existing)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the versions, oldest first, with their changes.")
def history(agreement: str, as_json: bool) -> None:
    """Say from when each version of AGREEMENT holds, who signed it, and what it changed.

    The versions are those that AGREEMENT amends, one through the other, and AGREEMENT itself.
    """
    with problems_reported():
        read = load(agreement)
    if as_json:
        click.echo(json.dumps(history_json(read), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(history_lines(read)))


@main.command()
def schema() -> None:
    """Print the JSON Schema of agreement files, for editors: it completes keys and flags what cannot stand there."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@main.command("plan")
@click.argument("agreement", type=_Existing)
@click.option(
    "--months",
    type=PeriodType(),
    metavar="PERIOD",
    help="Also show what must get to each stage in which month, for 2026, 2026-Q2 or 2026-03..2026-08; growth and the"
    " year's share of a month count from the start of the term.",
)
@click.option(
    "--pipeline",
    type=HeadsType(),
    multiple=True,
    metavar="STAGE=HEADS",
    help="Count in what is at a stage already, as SQL=30; may be given several times.",
)
@click.option(
    "--confidence",
    metavar="SHARE",
    help="Size what rates that were counted need to reach the goal with this chance, as 80%.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: stages with exact and rounded need, and why.")
def plan_command(
    agreement: str,
    months: Period | None,
    pipeline: Sequence[tuple[str, Fraction]],
    confidence: str | None,
    as_json: bool,
) -> None:
    """Show what each stage of AGREEMENT's funnel must deliver to reach its revenue goal, and why.

    Segments are shown each by itself. Where stages have lags, or the goal has seasons, --months shows what must happen
    when. With a confidence, what is printed also has a simulation.
    """
    with problems_reported():
        read = load(agreement)
        funnel = _funnel_of(read, agreement)
    if len(dict(pipeline)) < len(pipeline):
        raise click.UsageError("--pipeline names each stage once")
    try:
        if confidence is not None:
            funnel = attrs.evolve(funnel, confidence=confidence)
        needs = plan(funnel, pipeline=dict(pipeline))
        if months is None:
            phased = None
        else:
            there = {stage: {months.first: heads} for stage, heads in pipeline}
            start = Month.of(read.term.start)
            since = start if start <= months.first else None
            phased = schedule(funnel, months, pipeline=there or None, since=since)
    except InvalidValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(plan_json(needs, phased), indent=2, ensure_ascii=False))
        return
    print_plan(needs, _console(), phased)
    if funnel.confidence is not None:
        click.echo(f"\nSimulated: {simulate(needs)}")


def _funnel_of(agreement: Agreement, name: str) -> Funnel:
    if agreement.funnel is None:
        fail([Problem("there is no funnel to plan from; add one under 'funnel'", file=name)])
    return agreement.funnel


@main.command("judge")
@click.argument("agreement", type=_Existing)
@click.argument("actuals", type=_Existing)
@click.option(
    "--through",
    type=MonthType(),
    metavar="MONTH",
    help="Last month to judge, as 2026-03, at most the end of the term. [default: the last with a figure]",
)
@click.option(
    "--as-of",
    type=DayType(),
    metavar="DATE",
    help="Judge as on this day in the term's time zone: what is not over is pending. [default: all is over]",
)
@click.option("--keep-going", is_flag=True, help="Judge without the rows that cannot be read, and say which.")
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True),
    metavar="FILE",
    help="Also write the scorecard as one HTML page.",
)
@click.option(
    "--fail-on",
    type=click.Choice([status.value for status in Status]),
    multiple=True,
    help="Exit with status 1 if a verdict is, or counts as, this; may be given several times.",
)
def judge_command(
    agreement: str,
    actuals: str,
    through: Month | None,
    as_of: datetime | None,
    keep_going: bool,
    as_json: bool,
    html: str | None,
    fail_on: Sequence[str],
) -> None:
    """Judge ACTUALS by AGREEMENT, month by month from the start of the term, and show what follows.

    ACTUALS is a CSV file with the columns month, metric and value, and perhaps segment, base (what a share is out of)
    and unit. A row that cannot be read stops the judging, unless told to --keep-going.
    """
    if html is not None and Path(html).exists() and any(Path(html).samefile(each) for each in (agreement, actuals)):
        raise click.BadParameter(f"{html} is read by this command; name another file", param_hint="--html")
    with problems_reported():
        read = load(agreement)
        figures = Actuals.read_csv(actuals, known=read.metrics)
        try:
            at = None if as_of is None else as_of.replace(tzinfo=as_of.tzinfo or time_zone(read.term.timezone))
            scorecard = judge(read, figures, through=through, as_of=at, keep_going=keep_going)
        except InvalidValueError as error:
            if error.field == "figures":
                fail([Problem(error.message, file=actuals)])
            raise click.UsageError(f"{actuals}: {error}") from error
        if html is not None:
            Path(html).write_text(scorecard_html(scorecard), encoding="utf-8", newline="\n")
        if as_json:
            for problem in scorecard.left_out:
                click.echo(problem, err=True)
            click.echo(json.dumps(scorecard_json(scorecard), indent=2, ensure_ascii=False))
        else:
            print_scorecard(scorecard, _console())
    _strike(scorecard, fail_on)


def _strike(scorecard: Scorecard, fail_on: Sequence[str]) -> None:
    struck = [v for v in scorecard.verdicts if v.status.value in fail_on or v.counts_as.value in fail_on]
    for verdict in struck:
        click.echo(f"{verdict.month} {verdict.promise.name}: {verdict.status.value}: {verdict.because}", err=True)
    if struck:
        sys.exit(1)


@main.command()
@click.option(
    "--into",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Leave the agreement, the actuals and the scorecard page there to start from.",
)
def demo(into: str | None) -> None:
    """Plan and judge the agreement of Company X, an example that comes with the library."""
    source = resources("smarketing") / "demo"
    texts = {name: (source / name).read_text(encoding="utf-8") for name in _DEMO_FILES}
    console = _console()
    with problems_reported():
        read, scorecard = _demo_scorecard(source)
        print_plan(plan(_funnel_of(read, _DEMO_FILES[0])), console)
        print_scorecard(scorecard, console)
        if into is not None:
            _leave(texts | {_PAGE: scorecard_html(scorecard)}, Path(into))
            click.echo(f"\nLeft in {into}: {', '.join((*_DEMO_FILES, _PAGE))}. Open {Path(into) / _PAGE}, then try:")
            click.echo(f"  smarketing judge {' '.join(str(Path(into) / name) for name in _DEMO_FILES)}")


def _demo_scorecard(source: Any) -> tuple[Agreement, Scorecard]:
    read = load(source / _DEMO_FILES[0])
    return read, judge(read, Actuals.read_csv(source / _DEMO_FILES[1], known=read.metrics))


def _leave(texts: dict[str, str], folder: Path) -> None:
    """Write files into a folder, all or none: a file that somebody changed is not touched, but for the page."""
    folder.mkdir(parents=True, exist_ok=True)
    others = [folder / name for name in texts if (folder / name).exists()]
    changed = [path for path in others if path.name != _PAGE and path.read_bytes() != texts[path.name].encode()]
    if changed:
        fail([Problem("is there and was changed; nothing was written", file=str(path)) for path in changed])
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


main.add_command(init)
main.add_command(measure)
main.add_command(fmt)
