"""Reports and meetings, and the dates on which they fall."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import attrs
from dateutil.rrule import rrulestr

from smarketing.actuals import as_names
from smarketing.errors import InvalidValueError
from smarketing.months import calendar_day, months_later
from smarketing.units import Quantity, optional_quantity

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_RULE_KEYS = frozenset("FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYSETPOS".split())


@attrs.frozen
class Recurrence:
    """When something recurs: an RFC 5545 `rule`, or `every` so many months counted from the start of the term.

    A rule is one without a start, of daily to yearly frequency (`FREQ=WEEKLY;BYDAY=FR`); it counts from the start of
    the term. With `every`, the first date is one such spell after the start, and a day that a month lacks is its last.
    """

    rule: str | None = attrs.field(default=None)
    every: int | None = attrs.field(default=None, kw_only=True)

    @rule.validator
    def _check_rule(self, _: object, rule: str | None) -> None:
        if rule is None:
            return
        parts = [part.partition("=")[::2] for part in rule.split(";")]
        values = dict(parts)
        interval = values.get("INTERVAL", "1")
        if (
            not rule.isascii()
            or len(values) < len(parts)
            or not values.keys() <= _RULE_KEYS
            or values.get("FREQ") not in _FREQUENCIES
            or not re.fullmatch(r"[1-9]\d{0,3}", interval, re.ASCII)
        ):
            message = f"{rule!r} is not a recurrence rule; write one as in FREQ=WEEKLY;BYDAY=FR, daily to yearly"
            raise InvalidValueError(message, "rule")
        try:
            rrulestr(rule, dtstart=datetime(2000, 1, 1))
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidValueError(f"{rule!r} is not a recurrence rule: {error}", "rule") from error

    @every.validator
    def _check_every(self, _: object, every: int | None) -> None:
        if every is None and self.rule is None:
            raise InvalidValueError("say when it recurs: by a rule, or every so many months")
        if every is not None and self.rule is not None:
            raise InvalidValueError("give either a rule or every, not both", "every")
        if every is not None and every < 1:
            raise InvalidValueError(f"every 1 month or more, not {every}", "every")

    def dates(self, start: date, until: date = date.max) -> Iterator[date]:
        """Give the dates in order, for a term that starts on a day, through `until`."""
        calendar_day(start, "start")
        calendar_day(until, "until")
        if self.rule is None:
            return self._spells(start, until)
        rule: Any = rrulestr(self.rule, dtstart=datetime.combine(start, time()))
        if not {"COUNT", "UNTIL"} & {part.partition("=")[0] for part in self.rule.split(";")}:
            rule = rule.replace(until=datetime.combine(until, time()))
        return (each.date() for each in rule if each.date() <= until)

    def _spells(self, start: date, until: date) -> Iterator[date]:
        months = self.every or 1
        while (start.year * 12 + start.month - 1 + months) // 12 <= until.year:
            if (day := months_later(start, months)) <= until:
                yield day
            months += self.every or 1

    def next_after(self, day: date, start: date) -> date | None:
        """Give the first date after a day, or None if there is none within ten years."""
        calendar_day(day, "day")
        until = date(min(day.year + 10, date.max.year), 12, 31)
        return next((each for each in self.dates(start, until) if each > day), None)


@attrs.frozen
class Report:
    """A report that one party gives another, again and again."""

    name: str
    giver: str
    taker: str
    recurrence: Recurrence


@attrs.frozen
class Meeting:
    """A meeting of parties, or of `everyone`; `at` is local time in the term's zone, `lasts` how long it takes."""

    name: str
    who: tuple[str, ...] = attrs.field(converter=as_names)
    recurrence: Recurrence
    at: time | None = attrs.field(default=None, kw_only=True)
    lasts: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)

    @who.validator
    def _check_who(self, _: object, who: tuple[str, ...]) -> None:
        if not who:
            raise InvalidValueError("a meeting is of somebody", "who")

    @at.validator
    def _check_at(self, _: object, at: time | None) -> None:
        if at is not None and (at.second or at.microsecond or at.tzinfo):
            raise InvalidValueError(f"a meeting begins at a local hour and minute, as in 09:30; not {at}", "at")

    @lasts.validator
    def _check_lasts(self, _: object, lasts: Quantity | None) -> None:
        if lasts is not None and (not lasts.measures("minute") or lasts.value <= 0):
            raise InvalidValueError(f"a meeting lasts a time, as in '30 minutes'; not {lasts}", "lasts")
