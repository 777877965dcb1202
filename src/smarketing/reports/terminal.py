"""Scorecards and plans in the terminal: colour where there is some, words in any case."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from smarketing.funnel import Plan
from smarketing.judging import Scorecard
from smarketing.reports.layout import STATUS_WORDS, Line, heading, lines, owed, reading, remarkable, standing, totals
from smarketing.units import readable
from smarketing.verdicts import Status

_STYLES = {
    Status.MET: "green",
    Status.MISSED: "bold red",
    Status.NO_DATA: "yellow",
    Status.PENDING: "dim",
    Status.EXCUSED: "cyan",
    Status.NOT_IN_FORCE: "dim",
}
_PROMISE_WIDTH, _MONTH_WIDTH = 24, 15


def print_scorecard(scorecard: Scorecard, console: Console) -> None:
    """Print a scorecard: a table of verdicts, why they are not met, and what follows."""
    console.print(Text(scorecard.agreement.title, style="bold"))
    console.print(Text(f"{heading(scorecard)}: {standing(scorecard)}"))
    for part in _parts(scorecard, console.width):
        console.print()
        console.print(part)


def _parts(scorecard: Scorecard, width: int) -> Iterator[RenderableType]:
    several = max(1, (width - _PROMISE_WIDTH) // _MONTH_WIDTH)
    for start in range(0, len(scorecard.period), several):
        yield _verdict_table(lines(scorecard), slice(start, start + several))
    if reasons := remarkable(scorecard):
        rows = ((str(v.month), v.promise.name, _status(v.status), Text(v.because)) for v in reasons)
        yield _table("Why", ("month", "promise", "verdict", "because"), rows)
    if scorecard.dues:
        dues = (
            (str(due.month), due.consequence, Text(f"{due.owed_by} to {due.owed_to}: {owed(due)}"), Text(due.because))
            for due in scorecard.dues
        )
        yield _table("What follows", ("month", "consequence", "who owes whom what", "because"), dues)
    if owing := totals(scorecard):
        yield Group(*(Text(f"In all {by} owes {to} {amount}.", style="bold") for by, to, amount in owing))
    if scorecard.left_out:
        said = [Text(f"Left out, for it could not be read ({len(scorecard.left_out)}):", style="bold yellow")]
        yield Group(*said, *(Text(str(problem)) for problem in scorecard.left_out))


def _verdict_table(rows: Sequence[Line], months: slice) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("promise", no_wrap=False, min_width=12)
    for verdict in rows[0].verdicts[months] if rows else ():
        table.add_column(str(verdict.month))
    for row in rows:
        who = Text.assemble(row.promise.name, (f"\n{row.promise.owed_by} to {row.promise.owed_to}", "dim"))
        cells = (Text.assemble(_status(v.status), f"\n{reading(v)}") for v in row.verdicts[months])
        table.add_row(who, *cells)
    return table


def _status(status: Status) -> Text:
    return Text(STATUS_WORDS[status], style=_STYLES[status])


def _table(title: str, columns: Sequence[str], rows: Iterator[tuple[str | Text, ...]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column == "month")
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return table


def print_plan(plan: Plan, console: Console) -> None:
    """Print what each stage needs, with its derivation from the goal back."""
    funnel = plan.funnel
    console.print(
        Text(f"{readable(funnel.goal)} at {readable(funnel.value)}; rounding: {funnel.rounding}", style="bold")
    )
    console.print()
    rows = ((need.stage, readable(need.volume), need.because) for need in reversed(plan.needs))
    console.print(_table("", ("stage", "needs", "because"), rows))
