"""How the arguments of commands are read: months, days, periods, stages, codes, pairs.

Each function takes the text and raises click.BadParameter, which names the option, if the text is not what it must be.
Plain functions work with every version of click.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from smarketing.checks import chosen_rules
from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period
from smarketing.tables.workbooks import without_sheet
from smarketing.units import parse_number

INPUT_FILE = click.Path(exists=True, dir_okay=False)


class _TableFile(click.Path):
    """A file or a pipe with a table, or a sheet, as `leads.xlsx#March`: no device, of which nobody sees the end."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        name = super().convert(without_sheet(value), param, ctx)
        check_no_device(os.fsdecode(name))
        return value


TABLE_FILE = _TableFile(exists=True, dir_okay=False)
DECIMAL = click.Choice([".", ","])


def check_no_device(name: str) -> None:
    """Refuse a device such as /dev/zero; not a terminal, a pipe, or /dev/null, which end."""
    path = Path(name)
    if (path.is_char_device() and not path.samefile(os.devnull) and not _is_terminal(path)) or path.is_block_device():
        raise click.BadParameter(f"{name} is a device; give a file or a pipe")


def _is_terminal(path: Path) -> bool:
    with path.open("rb", buffering=0) as device:
        return device.isatty()


def month(text: str) -> Month:
    """Read a month: `2026-03`."""
    try:
        return Month.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(error.message) from error


def day(text: str | datetime) -> datetime:
    """Read a day or an instant: `2026-03-15`, `2026-03-15T10:00`."""
    if isinstance(text, datetime):  # click reads the answer to a prompt twice
        return text
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not a day; write it as 2026-03-15") from error


def period(text: str) -> Period:
    """Read a month, a quarter, a year or a range of months: `2026-Q2`, `2026-03..2026-08`."""
    try:
        return Period.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(error.message) from error


def stage_and_number(text: str) -> tuple[str, Fraction]:
    """Read a stage and how many are in it: `SQL=30`."""
    stage, _equals, number = text.partition("=")
    try:
        return stage, parse_number(number)
    except InvalidValueError as error:
        raise click.BadParameter(f"{text!r} is not a stage and a number; write SQL=30") from error


def codes(text: str) -> tuple[str, ...]:
    """Read the first letters of rules' codes: `SM3,SM101`."""
    starts = tuple(each.strip() for each in text.split(","))
    try:
        chosen_rules(starts)
    except InvalidValueError as error:
        raise click.BadParameter(error.message) from error
    return starts


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Read the values of an option that may be given several times: `lead_id=id`."""
    found = {}
    for each in given:
        left, equals, right = each.partition("=")
        if not (left and equals and right):
            raise click.BadParameter(f"{each!r} has no = between two names", param_hint=f"'{option}'")
        if left in found:
            raise click.BadParameter(f"{left!r} is given twice", param_hint=f"'{option}'")
        found[left] = right
    return found
