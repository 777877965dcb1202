"""What the command takes as arguments, beyond files: months, days, heads, codes."""

from datetime import datetime
from fractions import Fraction
from typing import Any

import click

from smarketing.checks import chosen_rules
from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period
from smarketing.units import parse_number


class MonthType(click.ParamType[Month]):
    """A month: `2026-03`."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        """Read it, or say how it is written."""
        try:
            return Month.parse(value)
        except InvalidValueError as error:
            self.fail(error.message, param, ctx)


class DayType(click.ParamType[datetime]):
    """A day, or an instant: `2026-03-15`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it, or say how it is written."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-15", param, ctx)


class PeriodType(click.ParamType[Period]):
    """A month, a quarter, a year or a spell of months."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Read it, or say how it is written."""
        try:
            return Period.parse(value)
        except InvalidValueError as error:
            self.fail(error.message, param, ctx)


class HeadsType(click.ParamType[tuple[str, Fraction]]):
    """A stage and how many heads are there: `SQL=30`."""

    name = "heads"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Fraction]:
        """Read it, or say how it is written."""
        stage, _equals, heads = value.partition("=")
        try:
            count = parse_number(heads)
        except InvalidValueError:
            self.fail(f"{value!r} is not a stage and its heads; write SQL=30", param, ctx)
        return stage, count


class CodesType(click.ParamType[tuple[str, ...]]):
    """Beginnings of the codes of rules: `SM3,SM101`."""

    name = "codes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Read it, or say how it is written."""
        if isinstance(value, tuple):
            return value
        codes = tuple(each.strip() for each in value.split(","))
        try:
            chosen_rules(codes)
        except InvalidValueError as error:
            self.fail(error.message, param, ctx)
        return codes
