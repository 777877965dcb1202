"""Scorecards and plans in the terminal: colour where there is some, words in any case."""

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from smarketing.funnel import Plan, Schedule
from smarketing.judging import Scorecard
from smarketing.months import Month
from smarketing.reports.view import (
    STATUS_WORDS,
    heading,
    lines,
    owed,
    promised,
    reading,
    remarkable,
    standing,
    totals,
    versions,
)
from smarketing.units import Quantity, readable, shown, telling_places
from smarketing.verdicts import Status, Verdict

_STYLES = {
    Status.MET: "green",
    Status.MISSED: "bold red",
    Status.NO_DATA: "yellow",
    Status.PENDING: "dim",
    Status.EXCUSED: "cyan",
    Status.NOT_IN_FORCE: "dim",
}
_PROMISE_WIDTH, _MONTH_WIDTH = 24, 15
_MONTH_COLUMN = 12


def print_scorecard(scorecard: Scorecard, console: Console) -> None:
    """Print a scorecard: a table of verdicts, why they are not met, and what follows."""
    console.print(Text(scorecard.version.title, style="bold"))
    console.print(Text(f"{heading(scorecard)}: {standing(scorecard)}"))
    for said in versions(scorecard):
        console.print(Text(said, style="dim"))
    for part in _parts(scorecard, console.width):
        console.print()
        console.print(part)


def _parts(scorecard: Scorecard, width: int) -> Iterator[RenderableType]:
    several = max(1, (width - _PROMISE_WIDTH) // _MONTH_WIDTH)
    for start in range(0, len(scorecard.period), several):
        yield _verdict_table(scorecard, slice(start, start + several))
    if reasons := remarkable(scorecard):
        whats = (Text.assemble(f"{verdict.promise.name} ", _status(verdict.status)) for verdict in reasons)
        yield _entries("Why", zip((v.month for v in reasons), whats, (v.because for v in reasons), strict=True))
    if dues := scorecard.dues:
        whats = (Text(f"{due.owed_by} to {due.owed_to}: {owed(due)}") for due in dues)
        reasons_given = (f"{due.because} ({due.consequence})" for due in dues)
        yield _entries("What follows", zip((due.month for due in dues), whats, reasons_given, strict=True))
    if owing := totals(scorecard):
        yield Group(*(Text(f"In all {by} owes {to} {amount}.", style="bold") for by, to, amount in owing))
    if scorecard.left_out:
        said = Text(f"Left out ({len(scorecard.left_out)}):", style="bold yellow")
        yield Group(said, *(Text(str(problem)) for problem in scorecard.left_out))


def _verdict_table(scorecard: Scorecard, months: slice) -> Table:
    rows = lines(scorecard)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("promise")
    for month in list(scorecard.period)[months] if rows else ():
        table.add_column(str(month), no_wrap=True)
    for row in rows:
        if not any(row.verdicts[months]):
            continue
        who = Text.assemble(row.promise.name, (f"\n{row.promise.owed_by} to {row.promise.owed_to}", "dim"))
        who.append("\n" + "\n".join(promised(row)), "dim")
        table.add_row(who, *map(_cell, row.verdicts[months]))
    return table


def _cell(verdict: Verdict | None) -> Text:
    return Text() if verdict is None else Text.assemble(_status(verdict.status), f"\n{reading(verdict)}")


def _status(status: Status) -> Text:
    return Text(STATUS_WORDS[status], style=_STYLES[status])


def _entries(title: str, entries: Iterable[tuple[Month, Text, str]]) -> Group:
    """Lay out entries of two lines, each beside its month."""
    table = _grid()
    for month, what, because in entries:
        table.add_row(str(month), Text.assemble(what, "\n", (because, "dim")))
    return Group(Text(title, style="bold"), table)


def _grid() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column()
    return table


def print_plan(plan: Plan, console: Console, schedule: Schedule | None = None) -> None:
    """Print what each stage needs, with its derivation; then each segment by itself, and a schedule month by month."""
    console.print(Text(plan.headline, style="bold"))
    console.print(_needs(plan))
    for name, part in plan.segments:
        console.print()
        console.print(Text(f"{name}: {part.headline}", style="bold"))
        console.print(_needs(part))
    if schedule is not None:
        console.print()
        how = "" if plan.funnel.confidence is None else ", as expected and without a margin for confidence"
        console.print(Text(f"What must get to each stage in which month{how}", style="bold"))
        for table in _schedule_tables(schedule, console.width):
            console.print(table)
        for _stage, month, missing in schedule.short:
            console.print(Text(f"{month}: {readable(missing)} cannot be met any more", style="yellow"))


def _needs(plan: Plan) -> Table:
    table = _grid()
    for need in reversed(plan.needs):
        table.add_row(need.stage, Text.assemble(readable(need.volume), "\n", (need.because, "dim")))
    return table


def _schedule_tables(schedule: Schedule, width: int) -> Iterator[Table]:
    """Lay out the months below each other, and stages beside each other as far as the width allows."""
    goals = dict(schedule.goals)
    columns = {
        name: [_number(schedule.need(name, month)) for month in schedule.months] for name in schedule.funnel.names
    }
    columns["goal"] = ["" if month not in goals else readable(goals[month])[:-6] for month in schedule.months]
    widths = {name: max(map(len, (name, *cells))) + 3 for name, cells in columns.items()}
    left = list(columns)
    while left:
        taken = [left.pop(0)]
        while left and _MONTH_COLUMN + sum(widths[name] for name in (*taken, left[0])) <= width:
            taken.append(left.pop(0))
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("month", no_wrap=True)
        for name in taken:
            table.add_column(name.rjust(widths[name] - 3), justify="right", no_wrap=True)
        for place, month in enumerate(schedule.months):
            table.add_row(str(month), *(columns[name][place] for name in taken))
        yield table


def _number(need: Quantity | None) -> str:
    return "" if need is None else shown(need.value, telling_places(need.value, 2))
