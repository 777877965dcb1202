"""Scorecards and plans in the terminal: colour where there is some, words in any case."""

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from smarketing.funnel import Plan, Schedule
from smarketing.judging import Scorecard
from smarketing.legible_text import legible
from smarketing.reports.text_layout import Cell, Span, TextTable
from smarketing.reports.view import DueView, Line, Remark, ScorecardView, VerdictView, view_of
from smarketing.units import Quantity, readable, shown, telling_places

_STYLES = {
    "met": "green",
    "missed": "bold red",
    "no-data": "yellow",
    "pending": "dim",
    "excused": "cyan",
    "not-in-force": "dim",
}
_PROMISE_WIDTH, _MONTH_WIDTH = 24, 15
_MONTH_COLUMN = 12


def print_scorecard(scorecard: Scorecard, console: Console) -> None:
    """Print a scorecard: what was left out, a table of verdicts, why they are not met, and what follows."""
    view = view_of(scorecard)
    console.print(Text(view.title, style="bold"))
    console.print(Text(f"{view.heading}: {view.standing}"))
    for said in filter(None, (view.calendar, *view.versions)):
        console.print(Text(said, style="dim"))
    for part in _parts(view, console.width):
        console.print()
        console.print(part, crop=False)  # it fits, and to make sure of it takes a tenth of the time


def _parts(view: ScorecardView, width: int) -> Iterator[RenderableType]:
    for notice in view.notices:
        yield Group(Text(f"{notice.title}:", style="bold yellow"), *map(Text, notice.lines))
    several = max(1, (width - _PROMISE_WIDTH) // _MONTH_WIDTH)
    for start in range(0, len(view.months), several):
        yield _verdict_table(view, slice(start, start + several))
    if view.pace:
        yield _entries("At this pace", map(_remark, view.pace))
    if view.budgets:
        yield _entries("Error budgets", map(_remark, view.budgets))
    if view.remarkable:
        yield _entries("Why", map(_why, view.remarkable))
    if view.dues:
        yield _entries("What follows", map(_what, view.dues))
    if view.totals:
        yield Group(*(Text(total, style="bold") for total in view.totals))


def _verdict_table(view: ScorecardView, months: slice) -> RenderableType:
    rows = [[_who(line), *map(_cell, line.verdicts[months])] for line in view.lines if any(line.verdicts[months])]
    return TextTable(rows, ("promise", *(view.months[months] if view.lines else ())))


def _who(line: Line) -> Cell:
    return [[(line.promise, "")], [(line.parties, "dim")], *([(text, "dim")] for text in line.promised)]


def _cell(verdict: VerdictView | None) -> Cell:
    return [] if verdict is None else [[_status(verdict)], [(verdict.reading, "")]]


def _status(verdict: VerdictView) -> Span:
    return verdict.word, _STYLES[verdict.status]


_Entry = tuple[str, Sequence[Span], str]
"""A month, what happened in it, and why."""


def _why(verdict: VerdictView) -> _Entry:
    chance = verdict.chance
    beside = [(f", {chance}", "dim")] if chance else []
    return verdict.month, [(f"{verdict.promise} ", ""), _status(verdict), *beside], verdict.because


def _remark(remark: Remark) -> _Entry:
    return remark.month, [(remark.promise, "")], remark.text


def _what(due: DueView) -> _Entry:
    return due.month, [(f"{due.parties}: {due.what}", "")], f"{due.because} ({due.consequence})"


def _entries(title: str, entries: Iterable[_Entry]) -> Group:
    """Lay out entries of two lines, each beside its month."""
    rows: list[list[Cell]] = [[[[(month, "")]], [what, [(because, "dim")]]] for month, what, because in entries]
    return Group(Text(title, style="bold"), TextTable(rows, gap=2))


def _grid() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column()
    return table


def print_plan(plan: Plan, console: Console, schedule: Schedule | None = None) -> None:
    """Print what each stage needs, with its derivation; then each segment by itself, and a schedule month by month."""
    console.print(Text(legible(plan.headline), style="bold"))
    console.print(_needs(plan))
    for name, part in plan.segments:
        console.print()
        console.print(Text(legible(f"{name}: {part.headline}"), style="bold"))
        console.print(_needs(part))
    if schedule is not None:
        console.print()
        how = "" if plan.funnel.confidence is None else ", as expected and without a margin for confidence"
        console.print(Text(f"What must get to each stage in which month{how}", style="bold"))
        for table in _schedule_tables(schedule, console.width):
            console.print(table)
        for _stage, month, missing in schedule.short:
            console.print(Text(legible(f"{month}: {readable(missing)} cannot be met any more"), style="yellow"))


def _needs(plan: Plan) -> Table:
    table = _grid()
    for need in reversed(plan.needs):
        volume, because = legible(readable(need.volume)), legible(need.because)
        table.add_row(legible(need.stage), Text.assemble(volume, "\n", (because, "dim")))
    return table


def _schedule_tables(schedule: Schedule, width: int) -> Iterator[Table]:
    """Lay out the months below each other, and stages beside each other as far as the width allows."""
    goals = dict(schedule.goals)
    columns = {
        legible(name): [_number(schedule.need(name, month)) for month in schedule.months]
        for name in schedule.funnel.names
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
