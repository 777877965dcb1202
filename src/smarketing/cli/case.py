"""The command `case`: what became of one lead or question, and why it was in time or late."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from smarketing.agreement_file import load
from smarketing.cli.arguments import DECIMAL, INPUT_FILE, TABLE_FILE, check_no_device, day, pairs
from smarketing.cli.measure import dates_by_column
from smarketing.cli.problem_output import fail, report
from smarketing.cli.terminal_output import print_json, print_text
from smarketing.errors import InvalidValueError, Problem
from smarketing.legible_text import legible
from smarketing.measuring import RunTimeline, Timeline, TimelineMoment, parts_of
from smarketing.months import time_zone
from smarketing.tables.workbooks import without_sheet

if TYPE_CHECKING:
    from smarketing.measuring.cases.case_lookup import FoundCase


@click.command()
@click.argument("agreement", type=INPUT_FILE)
@click.argument("given", metavar="[TABLE] ID", nargs=-1, required=True)
@click.option("--events", type=TABLE_FILE, help="A log with one row per event (id, event, at).")
@click.option("--of", "parts", multiple=True, metavar="NAME=FILE", help="The table of one handoff or channel only.")
@click.option("--as-of", type=day, metavar="INSTANT", help="Ignore what happened later; a day means its first instant.")
@click.option(
    "--column", "columns", multiple=True, metavar="COLUMN=NAME", help="The standard name of a column, as lead_id=id."
)
@click.option("--dates", multiple=True, metavar="[COLUMN=]FORMAT", help="The format of dates, such as %d/%m/%Y %H:%M.")
@click.option("--decimal", type=DECIMAL, help="What separates decimals in files. [default: what their numbers show]")
@click.option("--timezone", help="The time zone of times without one. [default: the term's]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: instants in UTC, durations in seconds.")
def case(
    agreement: str,
    given: Sequence[str],
    events: str | None,
    parts: Sequence[str],
    as_of: datetime | None,
    columns: Sequence[str],
    dates: Sequence[str],
    decimal: str | None,
    timezone: str | None,
    as_json: bool,
) -> None:
    """Explain one case of TABLE: when each clock ran, rested and was due, and where the time went.

    TABLE is what `smarketing measure` reads, with one row per lead or question, or one per event; ID is the case's id
    there.
    """
    from smarketing.measuring.cases.case_lookup import find_case  # noqa: PLC0415 - other commands need no engine

    table, identity = _table_and_id(given)
    if not (table or parts or events):
        raise click.UsageError(f"write a TABLE and an ID, or an ID with --of or --events; not only {identity}")
    read = load(agreement)
    usual = {} if table is None else dict.fromkeys(parts_of(read), table)
    tables = usual | pairs(parts, "--of")
    for name in tables.values():
        check_no_device(without_sheet(name))
    try:
        if as_of is not None and as_of.utcoffset() is None:
            as_of = as_of.replace(tzinfo=time_zone(timezone or read.term.timezone))
        found = find_case(
            read,
            identity,
            tables or None,
            events=events,
            as_of=as_of,
            columns=pairs(columns, "--column"),
            dates=dates_by_column(dates),
            decimal=decimal,
            timezone=timezone,
        )
    except InvalidValueError as error:
        fail([Problem(str(error))])
    report(found.problems)
    if as_json:
        print_json(_as_json(found))
    elif found.timelines:
        stories = "\n\n".join(f"Case {identity} of {each}" for each in found.timelines)
        print_text("".join(map(legible, f"{stories}\n".splitlines(keepends=True))))


def _table_and_id(given: Sequence[str]) -> tuple[str | None, str]:
    """Take the id, which stands last, and the table before it, if there is one."""
    *tables, identity = given
    if len(tables) > 1:
        raise click.UsageError(f"write one TABLE and one ID; not {' '.join(given)}")
    context = click.get_current_context()
    table = str(TABLE_FILE.convert(tables[0], None, context)) if tables else None
    return table, identity.strip()


def _as_json(found: "FoundCase") -> dict[str, Any]:
    return {"id": found.identity, "stories": list(map(_story, found.timelines))}


def _story(timeline: Timeline) -> dict[str, Any]:
    return {
        "of": timeline.of,
        "timezone": timeline.timezone,
        "start": timeline.start.isoformat(),
        "end": timeline.end.isoformat(),
        "runs": list(map(_run, timeline.runs)),
        "others": list(map(_moment, timeline.others)),
        "parts": [
            {"party": each.party, "doing": each.doing, "seconds": _seconds(each.time)} for each in timeline.parts
        ],
    }


def _run(run: RunTimeline) -> dict[str, Any]:
    state = run.state
    return {
        "promise": state.promise,
        "owed_by": run.owed_by,
        "verdict": run.verdict,
        "start": run.start.isoformat(),
        "end": run.end.isoformat(),
        "due": None if state.due is None else state.due.isoformat(),
        "used": _seconds(state.used),
        "overdue": _seconds(state.overdue),
        "moments": list(map(_moment, run.moments)),
        "spans": [
            {"start": each.start.isoformat(), "end": each.end.isoformat(), "kind": each.kind} for each in run.spans
        ],
    }


def _moment(moment: TimelineMoment) -> dict[str, str]:
    return {"at": moment.at.isoformat(), "event": moment.event, "said": moment.said}


def _seconds(time: timedelta) -> str:
    return f"{time // timedelta(seconds=1)}.{time.microseconds:06}"
