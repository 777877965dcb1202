"""The command `measure`: from tables and event logs to the figures that `judge` reads."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress

from smarketing.actuals import Actual, Key, Metric
from smarketing.agreement import Agreement
from smarketing.agreement_file import read_agreement
from smarketing.cli.arguments import DECIMAL, INPUT_FILE, TABLE_FILE, check_no_device, day, pairs
from smarketing.cli.output_files import OUTPUT_FILE, OutputFiles
from smarketing.cli.problem_output import fail, report
from smarketing.cli.terminal_output import print_text, say
from smarketing.errors import InvalidValueError, Problem
from smarketing.measuring import parts_of
from smarketing.months import time_zone
from smarketing.tables.workbooks import without_sheet
from smarketing.tables.written_numbers import one_reading
from smarketing.units import Quantity

if TYPE_CHECKING:
    from smarketing.measuring.measured import Measured

_SECOND = 1_000_000


@click.command()
@click.argument("agreement", type=INPUT_FILE)
@click.argument("table", type=TABLE_FILE, required=False)
@click.option(
    "--events", type=TABLE_FILE, help="A log with one row per event (id, event, at), or the samples of a service."
)
@click.option(
    "--of", "parts", multiple=True, metavar="NAME=FILE", help="The table of one handoff, channel or service only."
)
@click.option("--out", type=OUTPUT_FILE, help="Write the actuals to this CSV file. [default: print them]")
@click.option(
    "--figures",
    type=OUTPUT_FILE,
    help="Write all figures to this CSV file: also medians, reasons, and what is overdue.",
)
@click.option("--cases", metavar="OF:MEASURE:MONTH", help="Only list the cases behind one figure, as CSV.")
@click.option("--late", metavar="OF[:MONTHS]", help="Only list what was late or is overdue of a promise, as CSV.")
@click.option("--with", "shown", multiple=True, metavar="COLUMN", help="A column to list beside, with --late.")
@click.option("--as-of", type=day, metavar="INSTANT", help="Ignore what happened later; a day means its first instant.")
@click.option(
    "--column", "columns", multiple=True, metavar="COLUMN=NAME", help="The standard name of a column, as lead_id=id."
)
@click.option(
    "--dates",
    multiple=True,
    metavar="[COLUMN=]FORMAT",
    help="The format of dates, such as %d/%m/%Y %H:%M, or several with | between them; serial for numbers of days.",
)
@click.option("--decimal", type=DECIMAL, help="What separates decimals in files. [default: what their numbers show]")
@click.option("--separator", metavar="TEXT", help="What stands between several segments in one cell, such as ';'.")
@click.option("--segment", metavar="COLUMN", help="The column with the segment. [default: segment]")
@click.option("--timezone", help="The time zone of times without one. [default: the term's]")
def measure(
    agreement: str,
    table: str | None,
    events: str | None,
    parts: Sequence[str],
    out: str | None,
    figures: str | None,
    cases: str | None,
    late: str | None,
    shown: Sequence[str],
    as_of: datetime | None,
    columns: Sequence[str],
    dates: Sequence[str],
    decimal: str | None,
    separator: str | None,
    segment: str | None,
    timezone: str | None,
) -> None:
    """Measure what the handoffs, channels and services of AGREEMENT promise, from TABLE or from a log of events.

    TABLE is a CSV, Excel, Parquet or JSON file with one row per lead, question or incident. The result is what
    `smarketing judge` reads.
    """
    from smarketing.measuring.measurement import measure as measured_by  # noqa: PLC0415 - other commands need no engine

    tables = pairs(parts, "--of")
    _check_lists(cases, late, shown)
    for name in tables.values():
        check_no_device(without_sheet(name))
    loaded = read_agreement(agreement)
    read = loaded.agreement
    inputs = (without_sheet(each) for each in (table, events, *tables.values()) if each is not None)
    outputs = OutputFiles({"--out": out, "--figures": figures}, (*loaded.files, *inputs))
    try:
        if as_of is not None and as_of.utcoffset() is None:
            as_of = as_of.replace(tzinfo=time_zone(timezone or read.term.timezone))
        with _progress_bar() as progress:
            found = measured_by(
                read,
                _tables(read, table, tables),
                events=events,
                as_of=as_of,
                segment=segment,
                separator=separator,
                columns=pairs(columns, "--column"),
                dates=dates_by_column(dates),
                decimal=decimal,
                timezone=timezone,
                progress=progress,
            )
            listed = _listed(found, cases, late, shown)
    except InvalidValueError as error:
        fail([Problem(str(error))])
    report(found.problems)
    if listed is None:
        _write(found, outputs, out)
    else:
        print_text(listed)


def _check_lists(cases: str | None, late: str | None, shown: Sequence[str]) -> None:
    if shown and late is None:
        raise click.BadParameter("give --late too, whose cases it lists columns of", param_hint="'--with'")
    if late is not None and cases is not None:
        raise click.BadParameter("give --cases or --late, one of them", param_hint="'--late'")


@contextmanager
def _progress_bar() -> Iterator[Callable[[float], None] | None]:
    """Show on a terminal how much of the work is done; elsewhere show nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Progress(*Progress.get_default_columns(), console=console, transient=True) as bar:
        task = bar.add_task("Reading and measuring", total=1)
        yield lambda share: bar.update(task, completed=share)


def _tables(agreement: Agreement, table: str | None, own: dict[str, str]) -> dict[str, str] | None:
    """Give each part its own table, or else the one for all."""
    names = (*parts_of(agreement), *(each.name for each in agreement.services))
    usual = {} if table is None else dict.fromkeys(names, table)
    return usual | own or None


def _write(found: "Measured", outputs: OutputFiles, out: str | None) -> None:
    """Write the files that were asked for, and print the actuals if they go to no file."""
    rows = [_row(key, actual, found.agreement.metrics[key.metric]) for key, actual in found.actuals.figures.items()]
    width = 6 if any(row[5] for row in rows) else 5
    text = _csv(("month", "metric", "segment", "value", "base", "unit")[:width], [row[:width] for row in rows])
    outputs.write({"--out": text, "--figures": _figures(found)})
    if out is None:
        print_text(text)
        return
    say(f"Wrote {out}: {len(found.actuals.figures)} figures of {found.actuals.period or 'no month'}")
    zone = time_zone(found.agreement.term.timezone)
    for name, until in found.as_of.items():
        local = until.astimezone(zone)
        month = found.agreement.month_of(local)
        complete = local == month.start(zone)
        advice = "" if complete else f"; unless {month} is over, judge --through {month - 1}"
        say(f"The data of {name} ends at {local:%Y-%m-%d %H:%M}{advice}")


def _row(key: Key, actual: Actual, metric: Metric) -> Sequence[object]:
    """A figure as it is read again: times in seconds, whose decimals end."""
    unit = metric.in_seconds
    value = actual.value if unit is None else Quantity(actual.value, metric.unit).value_in(unit)
    base = "" if actual.base is None else one_reading(actual.base)
    return key.month, key.metric, key.segment or "", one_reading(value), base, unit or ""


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


def _listed(found: "Measured", cases: str | None, late: str | None, shown: Sequence[str]) -> str | None:
    """The list of cases that was asked for, if one was."""
    if late is not None:
        return _late(found, late, shown)
    return None if cases is None else _cases(found, cases)


def _late(found: "Measured", asked: str, shown: Sequence[str]) -> str:
    """A list to work from, in local times; hours that spreadsheets can sum."""
    of, _colon, months = asked.partition(":")
    rows = (
        (
            each.id,
            each.verdict,
            _wall(each.since),
            "" if each.due is None else _wall(each.due),
            _hours(each.used),
            _hours(each.overdue),
            *("" if value is None else value for value in each.columns.values()),
        )
        for each in found.late_cases(of, months or None, shown)
    )
    return _csv(("id", "verdict", "since", "due", "used", "overdue", *shown), rows)


def _wall(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _hours(time: timedelta) -> str:
    seconds = time // timedelta(seconds=1)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _cases(found: "Measured", asked: str) -> str:
    of, _colon, rest = asked.partition(":")
    measure, _colon, month = rest.rpartition(":")
    if not (of and measure and month):
        raise InvalidValueError(f"write --cases as sql-to-sales.accepted:late:2026-03; not {asked!r}", "cases")
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


def dates_by_column(given: Sequence[str]) -> str | dict[str, str]:
    """One format for all dates, or formats by column."""
    if len(given) == 1 and "=" not in given[0]:
        return given[0]
    if given and not any("=" in each for each in given):
        raise click.BadParameter(f"write several formats in one: {' | '.join(given)!r}", param_hint="'--dates'")
    return pairs(given, "--dates")
