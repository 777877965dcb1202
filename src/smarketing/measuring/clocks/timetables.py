"""What an engine needs to know of time, resolved into whole numbers before it begins: open time, deadlines, months."""

from functools import cached_property

import attrs
import numpy as np

from smarketing.hours import Calendar
from smarketing.hours.piecewise import Pieces
from smarketing.hours.spans import EPOCH, MICRO, Span, micros
from smarketing.hours.timezone_tables import business_day_deadlines, day_end_deadlines, day_starts, days, months
from smarketing.hours.vectorized import instants, open_time
from smarketing.measuring.clocks.deadlines import Timer
from smarketing.measuring.clocks.piecewise_lookup import Placed, looked_up, placed
from smarketing.months import first_instant, time_zone
from smarketing.tables.queries import NEVER, Query, QuerySource, chosen

_QUARTER = 900_000_000
BY_DAYS = -1
"""Stands for the time allowed where business days are counted."""


@attrs.frozen(eq=False)
class Timetable:
    """Timers over a stretch of instants: `which` of them runs for a case is a column of places in `timers`.

    Lookups take and give columns of whole numbers: instants and durations in microseconds. `source` is what is asked.
    """

    timers: tuple[Timer, ...]
    timezone: str
    first: int
    end: int
    source: QuerySource
    months_begin_on: int = 1

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
        return placed(self.source, [open_time(spans, self.first, self._until) for spans in self._spans])

    @cached_property
    def _instants(self) -> Placed:
        """The instants of open time, and after all of it, never."""
        longest = max((each.micros or 0 for each in self.timers), default=0)
        end = max(sum(stop - start for start, stop in spans) for spans in self._spans) + longest + 1
        return placed(self.source, [_with_end(instants(spans) if spans else None, end) for spans in self._spans])

    @cached_property
    def _deadlines(self) -> Placed:
        """Where business days are counted, when they are over; an instant itself where they are not."""
        return placed(self.source, [self._deadline(each) for each in self.timers])

    @cached_property
    def _months(self) -> Placed:
        return placed(self.source, [months(time_zone(self.timezone), self.first, self.end, self.months_begin_on)])

    @cached_property
    def _day_starts(self) -> Placed:
        return placed(self.source, [day_starts(time_zone(self.timezone), self.first, self.end)])

    @cached_property
    def _days(self) -> Placed:
        return placed(self.source, [days(time_zone(self.timezone), self.first, self.end)])

    def _deadline(self, timer: Timer) -> Pieces:
        if timer.whole and timer.days is not None:
            return day_end_deadlines(timer.calendar, timer.days, self.first, self.end)
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

    def with_month(self, query: Query, at: str, name: str = "month") -> Query:
        """Add the month in which an instant lies, as years times twelve and months."""
        return looked_up(query, at, self._months, name)

    def with_day(self, query: Query, at: str) -> Query:
        """Add the `day` on which an instant lies, as the ordinal of its date."""
        return looked_up(query, at, self._days, "day")

    def with_day_start(self, query: Query, at: str, name: str) -> Query:
        """Add the first instant of the local day in which an instant lies; null where it never comes."""
        return looked_up(query, at, self._day_starts, name)

    def with_open_time(self, query: Query, at: str, name: str, is_open: str = "") -> Query:
        """Add the open time until an instant, by `calendar`, and under a name whether somebody is there then."""
        return looked_up(query, at, self._open_time, name, self._which("calendar", len(self._calendars)), is_open)

    def with_instant(self, query: Query, passed: str, name: str) -> Query:
        """Add the instant at which the open microsecond begins before which so many have passed; by `calendar`."""
        return looked_up(query, passed, self._instants, name, self._which("calendar", len(self._calendars)))

    def with_deadline(self, query: Query, at: str, name: str) -> Query:
        """Add when business days are over that began at an instant; by `timer`."""
        return looked_up(query, at, self._deadlines, name, self._which("timer", len(self.timers)))

    @staticmethod
    def _which(column: str, how_many: int) -> str | None:
        return column if how_many > 1 else None

    def numbered(self, query: Query) -> Query:
        """Add the place of the calendar and the time allowed, by `timer`."""
        allowed = [BY_DAYS if each.micros is None else each.micros for each in self.timers]
        return query.with_columns(
            calendar=chosen("timer", self.calendar_numbers()), allowed=f"CAST({chosen('timer', allowed)} AS BIGINT)"
        )


def _with_end(pieces: Pieces | None, end: int) -> Pieces:
    if pieces is None:
        return Pieces(np.array([0]), np.array([NEVER]), np.array([False]), end)
    starts, values = np.append(pieces.starts, pieces.end), np.append(pieces.values, NEVER)
    return Pieces(starts, values, np.append(pieces.rising, False), end)


@attrs.frozen(eq=False)
class Stretch:
    """From the first instant of a table until `as_of`, by the clocks of a zone; `source` is what is asked."""

    timezone: str
    first: int
    as_of: int
    source: QuerySource
    months_begin_on: int = 1

    @cached_property
    def calendar(self) -> Timetable:
        """The months and days, without any clocks."""
        return self.timetable(())

    @property
    def day(self) -> int:
        """The first instant of the local day of `as_of`."""
        zone = time_zone(self.timezone)
        return micros(first_instant((EPOCH + self.as_of * MICRO).astimezone(zone).date(), zone))

    def timetable(self, timers: tuple[Timer, ...]) -> Timetable:
        """Resolve times over the stretch."""
        return Timetable(timers, self.timezone, self.first, self.as_of + 1, self.source, self.months_begin_on)
