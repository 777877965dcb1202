"""The command `measure`: from tables and event logs to actuals."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress

from smarketing.actuals import Actual, Key, Metric
from smarketing.agreement import Agreement
from smarketing.agreement_file import load
from smarketing.cli.arguments import DayType
from smarketing.cli.problem_output import fail, problems_reported
from smarketing.cli.writing import write_aside
from smarketing.errors import InvalidValueError, MissingExtraError, Problem
from smarketing.measuring import parts_of
from smarketing.months import Month, time_zone
from smarketing.units import Quantity, exact_text

if TYPE_CHECKING:
    from smarketing.measuring.measured import Measured

_FILE = click.Path(exists=True, dir_okay=False)
_OUT = click.Path(dir_okay=False)
_SECOND = 1_000_000


@click.command()
@click.argument("agreement", type=_FILE)
@click.argument("table", type=_FILE, required=False)
@click.option("--events", type=_FILE, help="A log with a row for each event: id, event, at; of a service, its samples.")
@click.option(
    "--of", "parts", multiple=True, metavar="NAME=FILE", help="The table of one handoff, channel or service alone."
)
@click.option("--out", type=_OUT, help="Where the actuals go, as CSV; to the terminal unless stated.")
@click.option("--figures", type=_OUT, help="Where all figures go, as CSV: medians, reasons, what is overdue.")
@click.option("--cases", metavar="OF:MEASURE:MONTH", help="List the cases behind a figure, as CSV, instead.")
@click.option(
    "--as-of", type=DayType(), metavar="INSTANT", help="What happened later is not known yet; of a day, its beginning."
)
@click.option("--column", "columns", multiple=True, metavar="COLUMN=NAME", help="What a column of the table is here.")
@click.option("--dates", multiple=True, metavar="[COLUMN=]FORMAT", help="How dates are written, as %d/%m/%Y %H:%M.")
@click.option("--segment", help="The column of segments; segment unless stated.")
@click.option("--timezone", help="The zone of times that have none; the term's unless stated.")
def measure(
    agreement: str,
    table: str | None,
    events: str | None,
    parts: Sequence[str],
    out: str | None,
    figures: str | None,
    cases: str | None,
    as_of: datetime | None,
    columns: Sequence[str],
    dates: Sequence[str],
    segment: str | None,
    timezone: str | None,
) -> None:
    """Measure what the handoffs, channels and services of AGREEMENT promise, from TABLE or from a log of events.

    TABLE has a row for each lead, question or incident, in CSV, Parquet or JSON. What comes out is what
    `smarketing judge` reads.
    """
    from smarketing.measuring.measurement import measure as measured_by  # noqa: PLC0415 - other commands need no engine

    with problems_reported():
        read = load(agreement)
        try:
            if as_of is not None and as_of.utcoffset() is None:
                as_of = as_of.replace(tzinfo=time_zone(timezone or read.term.timezone))
            with _bar() as told:
                found = measured_by(
                    read,
                    _tables(read, table, _pairs(parts, "--of")),
                    events=events,
                    as_of=as_of,
                    segment=segment,
                    columns=_pairs(columns, "--column"),
                    dates=_dates(dates),
                    timezone=timezone,
                    progress=told,
                )
                listed = None if cases is None else _cases(found, cases)
        except (InvalidValueError, MissingExtraError) as error:
            fail([Problem(str(error))])
        for problem in found.problems:
            click.echo(problem, err=True)
        if listed is not None:
            click.echo(listed, nl=False)
            return
        if figures is not None:
            write_aside(figures, _figures(found))
        _tell(found, out)


@contextmanager
def _bar() -> Iterator[Callable[[float], None]]:
    """Show how far the work is, where somebody may look."""
    console = Console(stderr=True)
    with Progress(
        *Progress.get_default_columns(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Reading and measuring", total=1)
        yield lambda share: bar.update(task, completed=share)


def _tables(agreement: Agreement, table: str | None, own: dict[str, str]) -> dict[str, str] | None:
    """The table of each part: its own, else the one for all."""
    names = (*parts_of(agreement), *(each.name for each in agreement.services))
    usual = {} if table is None else dict.fromkeys(names, table)
    return usual | own or None


def _tell(found: "Measured", out: str | None) -> None:
    rows = [_row(key, actual, found.agreement.metrics[key.metric]) for key, actual in found.actuals.figures.items()]
    width = 6 if any(row[5] for row in rows) else 5
    text = _csv(("month", "metric", "segment", "value", "base", "unit")[:width], [row[:width] for row in rows])
    if out is None:
        click.echo(text, nl=False)
        return
    write_aside(out, text)
    months = found.actuals.period
    click.echo(f"Wrote {out}: {len(found.actuals.figures)} figures of {months or 'no month'}")
    for name, until in found.as_of.items():
        zone = time_zone(found.agreement.term.timezone)
        local = until.astimezone(zone)
        month = Month.of(local)
        begins = local == month.start(zone)
        advice = "" if begins else f"; unless {month} is over, judge --through {month - 1}"
        click.echo(f"{name} was seen until {local:%Y-%m-%d %H:%M}{advice}")


def _row(key: Key, actual: Actual, metric: Metric) -> Sequence[object]:
    """A figure as it is read again: times in seconds, whose decimals end."""
    unit = metric.in_seconds
    value = actual.value if unit is None else Quantity(actual.value, metric.unit).value_in(unit)
    base = "" if actual.base is None else exact_text(actual.base)
    return key.month, key.metric, key.segment or "", exact_text(value), base, unit or ""


def _figures(found: "Measured") -> str:
    """All figures; times in seconds of open time."""
    rows = (
        (
            each.month,
            each.of,
            each.segment,
            each.measure,
            each.value if not each.unit else f"{each.value / _SECOND:.6f}",
            "" if each.base is None else each.base if not each.base_unit else f"{each.base / _SECOND:.6f}",
            "seconds" if each.unit else "",
        )
        for each in found.figures
    )
    return _csv(("month", "of", "segment", "measure", "value", "base", "unit"), rows)


def _cases(found: "Measured", asked: str) -> str:
    of, _colon, rest = asked.partition(":")
    measure, _colon, month = rest.rpartition(":")
    if not (of and measure and month):
        raise InvalidValueError(f"cases are asked for as sql-to-sales.accepted:late:2026-03; not {asked!r}", "cases")
    rows = (
        (each.id, each.segment, each.since.isoformat(), "" if each.used is None else f"{each.used.total_seconds():.6f}")
        for each in found.cases(of, measure, month)
    )
    return _csv(("id", "segment", "since", "seconds"), rows)


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _pairs(given: Sequence[str], option: str) -> dict[str, str]:
    pairs = {}
    for each in given:
        left, equals, right = each.partition("=")
        if not (left and equals and right):
            raise click.BadParameter(f"{each!r} is no pair; write it with = in between", param_hint=option)
        pairs[left] = right
    return pairs


def _dates(given: Sequence[str]) -> str | dict[str, str]:
    """One format for all dates, or formats by column."""
    if len(given) == 1 and "=" not in given[0]:
        return given[0]
    return _pairs(given, "--dates")
