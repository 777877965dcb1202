"""Reports and meetings, and the dates on which they fall."""

from collections.abc import Iterator
from datetime import date, time
from functools import lru_cache

import attrs

from smarketing.actuals import as_names
from smarketing.agreement.section import Section
from smarketing.agreement.sections.parties import EVERYONE
from smarketing.agreement.sections.recurrence_rules import check_rule, rule_dates
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.months import calendar_day, months_later
from smarketing.units import Quantity, optional_quantity
from smarketing.verdicts import Reference

_HORIZON = 10  # years: what comes later is no use to anybody who waits for it


@attrs.frozen
class Recurrence:
    """When something recurs: an RFC 5545 `rule`, or `every` so many months counted from the start of the term.

    A rule is one without a start, of daily to yearly frequency (`FREQ=WEEKLY;BYDAY=FR`); it counts from the start of
    the term. With `every`, the first date is one such spell after the start, and a day that a month lacks is its last.
    """

    rule: str | None = attrs.field(
        default=None, metadata=about("A recurrence rule of RFC 5545 without a start, as FREQ=WEEKLY;BYDAY=FR.")
    )
    every: int | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("Every so many months, counted from the start of the term.", form="months"),
    )

    @rule.validator
    def _check_rule(self, _: object, rule: str | None) -> None:
        if rule is not None:
            check_rule(rule)

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
        return rule_dates(self.rule, start, until)

    def _spells(self, start: date, until: date) -> Iterator[date]:
        months = self.every or 1
        while (start.year * 12 + start.month - 1 + months) // 12 <= until.year:
            if (day := months_later(start, months)) <= until:
                yield day
            months += self.every or 1

    def next_after(self, day: date, start: date) -> date | None:
        """Give the first date after a day, or None if there is none within ten years."""
        calendar_day(day, "day")
        return next((each for each in self.dates(start, _horizon(day)) if each > day), None)

    def occurs(self, start: date) -> bool:
        """Tell whether there is a date at all, for a term that starts on a day, within ten years."""
        return _occurs(self, start)


def _horizon(day: date) -> date:
    return date(min(day.year + _HORIZON, date.max.year), 12, 31)


@lru_cache(maxsize=1024)
def _occurs(recurrence: Recurrence, start: date) -> bool:
    """Look once for each recurrence: all days of ten years take half a second."""
    return next(recurrence.dates(start, _horizon(start)), None) is not None


@attrs.frozen
class Report:
    """A report that one party gives another, again and again."""

    name: str
    giver: str = attrs.field(metadata=about("The party that gives it.", key="from"))
    taker: str = attrs.field(metadata=about("The party that gets it.", key="to"))
    recurrence: Recurrence


@attrs.frozen
class Meeting:
    """A meeting of parties, or of `everyone`; `at` is local time in the term's zone, `lasts` how long it takes."""

    name: str
    who: tuple[str, ...] = attrs.field(converter=as_names, metadata=about("The parties, or everyone."))
    recurrence: Recurrence
    at: time | None = attrs.field(default=None, kw_only=True, metadata=about("When it begins, local time."))
    lasts: Quantity | None = attrs.field(
        default=None, converter=optional_quantity, kw_only=True, metadata=about("How long it takes.")
    )

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


def _references(occasion: Report | Meeting) -> Iterator[Reference]:
    if isinstance(occasion, Report):
        yield Reference("party", occasion.giver, ("from",))
        yield Reference("party", occasion.taker, ("to",))
        return
    for place, name in enumerate(occasion.who):
        if name != EVERYONE:
            yield Reference("party", name, ("who", place))


CADENCE = Section(
    key="cadence",
    sentence="Reports and meetings, and when they recur.",
    holds=Report | Meeting,
    named_by="name",
    merging="by name",
    references=_references,
)
