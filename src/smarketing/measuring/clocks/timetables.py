"""What an engine needs to know of time, resolved into whole numbers before it begins: open time, deadlines, months."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from smarketing.agreement import Acceptance
from smarketing.hours import Calendar
from smarketing.hours.piecewise import Pieces
from smarketing.hours.spans import Span
from smarketing.hours.timezone_tables import business_day_deadlines, days, months
from smarketing.hours.vectorized import instants, open_time
from smarketing.measuring.clocks.deadlines import Timer
from smarketing.measuring.clocks.measured_clauses import Timed
from smarketing.measuring.clocks.piecewise_lookup import Placed, looked_up, placed
from smarketing.months import time_zone
from smarketing.tables.engines import NEVER

_QUARTER = 900_000_000
BY_DAYS = -1
"""Stands for the time allowed where business days are counted."""


@attrs.frozen(eq=False)
class Timetable:
    """Timers over a stretch of instants: `which` of them runs for a case is a column of places in `timers`.

    Lookups take and give columns of whole numbers: instants and durations in microseconds. `beside` is a small frame
    of the engine that is asked.
    """

    timers: tuple[Timer, ...]
    timezone: str
    first: int
    end: int
    beside: Any

    @property
    def _until(self) -> int:
        """The end of the cell in which the stretch ends, so that cells have one piece."""
        return -(-self.end // _QUARTER) * _QUARTER

    @cached_property
    def _calendars(self) -> tuple[Calendar, ...]:
        return tuple(dict.fromkeys(each.calendar for each in self.timers))

    @cached_property
    def _spans(self) -> list[list[Span]]:
        return [calendar.spans(self.first, self._until) for calendar in self._calendars]

    @cached_property
    def _open_time(self) -> Placed:
        return placed(self.beside, [open_time(spans, self.first, self._until) for spans in self._spans])

    @cached_property
    def _instants(self) -> Placed:
        """The instants of open time, and after all of it, never."""
        longest = max((each.micros or 0 for each in self.timers), default=0)
        end = max(sum(stop - start for start, stop in spans) for spans in self._spans) + longest + 1
        return placed(self.beside, [_with_end(instants(spans) if spans else None, end) for spans in self._spans])

    @cached_property
    def _deadlines(self) -> Placed:
        """Where business days are counted, when they are over; an instant itself where they are not."""
        return placed(self.beside, [self._deadline(each) for each in self.timers])

    @cached_property
    def _months(self) -> Placed:
        return placed(self.beside, [months(time_zone(self.timezone), self.first, self.end)])

    @cached_property
    def _days(self) -> Placed:
        return placed(self.beside, [days(time_zone(self.timezone), self.first, self.end)])

    def prepare(self, *, dues: bool = False) -> None:
        """Lay out months, or what clocks ask for, while there is no large query that an engine would bind anew."""
        clocks = (self._open_time, self.counts_days and self._deadlines) if self.timers else (self._months,)
        _ = clocks, dues and self._instants

    def _deadline(self, timer: Timer) -> Pieces:
        if timer.days is None:
            return Pieces(np.array([self.first]), np.array([0]), np.array([True]), self.end)
        return business_day_deadlines(timer.calendar, timer.days, self.first, self.end)

    @property
    def counts_days(self) -> bool:
        """Whether some time is counted in business days."""
        return any(each.days is not None for each in self.timers)

    def calendar_numbers(self) -> list[int]:
        """For each timer, the place of its calendar among those that differ."""
        return [self._calendars.index(each.calendar) for each in self.timers]

    def with_month(self, frame: Any, at: str, name: str = "month") -> Any:
        """Add the month in which an instant lies, as years times twelve and months."""
        return looked_up(frame, at, self._months, name)

    def with_day(self, frame: Any, at: str) -> Any:
        """Add the `day` on which an instant lies, as the ordinal of its date."""
        return looked_up(frame, at, self._days, "day")

    def with_open_time(self, frame: Any, at: str, name: str, is_open: str = "") -> Any:
        """Add the open time until an instant, by `calendar`, and under a name whether somebody is there then."""
        return looked_up(frame, at, self._open_time, name, self._which("calendar", len(self._calendars)), is_open)

    def with_instant(self, frame: Any, passed: str, name: str) -> Any:
        """Add the instant at which the open microsecond begins before which so many have passed; by `calendar`."""
        return looked_up(frame, passed, self._instants, name, self._which("calendar", len(self._calendars)))

    def with_deadline(self, frame: Any, at: str, name: str) -> Any:
        """Add when business days are over that began at an instant; by `timer`."""
        return looked_up(frame, at, self._deadlines, name, self._which("timer", len(self.timers)))

    @staticmethod
    def _which(column: str, how_many: int) -> str | None:
        return column if how_many > 1 else None

    def numbered(self, frame: Any) -> Any:
        """Add the place of the calendar and the time allowed, by `timer`."""
        calendars = self.calendar_numbers()
        allowed = [BY_DAYS if each.micros is None else each.micros for each in self.timers]
        return frame.with_columns(_chosen(calendars).alias("calendar"), _chosen(allowed).alias("allowed"))


def _chosen(values: Sequence[int]) -> nw.Expr:
    """The value at the place that `timer` holds."""
    expression = nw.lit(values[0], nw.Int64)
    for place, value in enumerate(values[1:], 1):
        expression = nw.when(nw.col("timer") == place).then(nw.lit(value, nw.Int64)).otherwise(expression)
    return expression


def _with_end(pieces: Pieces | None, end: int) -> Pieces:
    if pieces is None:
        return Pieces(np.array([0]), np.array([NEVER]), np.array([False]), end)
    starts, values = np.append(pieces.starts, pieces.end), np.append(pieces.values, NEVER)
    return Pieces(starts, values, np.append(pieces.rising, False), end)


@attrs.frozen(eq=False)
class Stretch:
    """From the first instant of a table until `as_of`, by the clocks of a zone; `beside` is a small frame there."""

    timezone: str
    first: int
    as_of: int
    beside: Any

    @cached_property
    def calendar(self) -> Timetable:
        """The months and days, without any clocks."""
        return self._timetable(())

    def _timetable(self, timers: tuple[Timer, ...]) -> Timetable:
        return Timetable(timers, self.timezone, self.first, self.as_of + 1, self.beside)

    def timetables(self, clocks: Sequence[Timed]) -> dict[str, Timetable]:
        """Resolve the times of clocks, by their step, and the months."""
        found = {each.step: self._timetable(each.timers) for each in clocks}
        for each in clocks:
            found[each.step].prepare(dues=isinstance(each.clock, Acceptance))
        self.calendar.prepare()
        return found

    def attempts(self, clocks: Sequence[Timed]) -> dict[str, Timetable]:
        """Resolve the times within which attempts count, by the step of their clock."""
        found = {each.step: self._timetable(each.attempts) for each in clocks if each.attempts}
        for each in found.values():
            each.prepare(dues=True)
        return found
