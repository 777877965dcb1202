"""Reports and meetings, and the dates on which they fall."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import count

import attrs
from dateutil.rrule import rrulestr

from smarketing.errors import InvalidValueError
from smarketing.months import months_later
from smarketing.units import Quantity, optional_quantity
from smarketing.verdicts import as_names

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*", re.ASCII)


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
        frequency = re.search(r"(?:^|;)FREQ=(\w+)", rule)
        if not _RULE.fullmatch(rule) or not frequency or frequency[1] not in _FREQUENCIES:
            message = f"{rule!r} is not a recurrence rule; write one as in FREQ=WEEKLY;BYDAY=FR, daily to yearly"
            raise InvalidValueError(message, "rule")
        try:
            rrulestr(rule, dtstart=datetime(2000, 1, 1))
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidValueError(f"{rule!r} is not a recurrence rule: {error}", "rule") from error

    @every.validator
    def _check_every(self, _: object, every: int | None) -> None:
        if (every is None) == (self.rule is None):
            raise InvalidValueError("give either a rule or every, not both", "every")
        if every is not None and every < 1:
            raise InvalidValueError(f"every 1 month or more, not {every}", "every")

    def dates(self, start: date) -> Iterator[date]:
        """Give the dates in order, for a term that starts on a day; perhaps without end."""
        if self.rule is not None:
            midnight = datetime.combine(start, time())
            return (each.date() for each in rrulestr(self.rule, dtstart=midnight))
        return (months_later(start, number * (self.every or 1)) for number in count(1))

    def next_after(self, day: date, start: date) -> date | None:
        """Give the first date after a day, or None if there is none."""
        return next((each for each in self.dates(start) if each > day), None)


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

    @lasts.validator
    def _check_lasts(self, _: object, lasts: Quantity | None) -> None:
        if lasts is not None and (not lasts.measures("minute") or lasts.value <= 0):
            raise InvalidValueError(f"a meeting lasts a time, as in '30 minutes'; not {lasts}", "lasts")
