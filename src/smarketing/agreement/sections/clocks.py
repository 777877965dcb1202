"""Clocks: what must happen within a time, when they run, and what moves them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args

import attrs

from smarketing.actuals import as_names
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.units import Quantity, as_quantity, optional_quantity, quantity, written
from smarketing.verdicts import Reference

_ATTEMPTS = re.compile(r"([1-9]\d{0,3}) in (.+)", re.ASCII)
_MOST_ATTEMPTS = 9999
EVENT = re.compile(r"[^\W\d]\w*")
_BUSINESS_TIME = ("business_hour", "business_day")
_LONGEST = {"hour": 876_600, "business_hour": 876_600, "business_day": 36_525, "calendar_day": 36_525}


def is_business_time(time: Quantity) -> bool:
    """Tell whether a time runs only while somebody is there."""
    return any(map(time.measures, _BUSINESS_TIME))


def _check_time(_: object, field: "attrs.Attribute[Any]", time: Quantity) -> None:
    known = time.measures("hour") or is_business_time(time) or time.measures("calendar_day")
    if "/" in time.unit or not known or time.value <= 0:
        message = f"a time is meant, as in '4 business_hours' or '24 hours'; not {written(time)}"
        raise InvalidValueError(message, field.name)
    if any(time.measures(unit) and time.value_in(unit) > most for unit, most in _LONGEST.items()):
        raise InvalidValueError(f"a time is 100 years at most; not {written(time)}", field.name)
    for days, said in (("business_day", "business days"), ("calendar_day", "calendar days")):
        if time.measures(days) and time.value_in(days).denominator != 1:
            raise InvalidValueError(f"{said} are whole, as in '2 {days}s'; not {written(time)}", field.name)


@attrs.frozen
class Attempts:
    """How often somebody is tried within a time, at least: `6 in 10 business_days`."""

    times: int = attrs.field()
    within: Quantity = attrs.field(converter=as_quantity, validator=_check_time)

    @times.validator
    def _check_times(self, _: object, times: int) -> None:
        if type(times) is not int or not 1 <= times <= _MOST_ATTEMPTS:
            raise InvalidValueError(f"from 1 to {_MOST_ATTEMPTS} attempts, not {times}", "times")

    @classmethod
    def parse(cls, text: str) -> "Attempts":
        """Read `6 in 10 business_days`; InvalidValueError for anything else."""
        if not (match := _ATTEMPTS.fullmatch(text)):
            raise InvalidValueError(f"{text!r} is no number of attempts; write it as '6 in 10 business_days'")
        return cls(int(match[1]), quantity(match[2]))

    def __str__(self) -> str:
        return f"{self.times} in {written(self.within)}"


def as_attempts(given: "Attempts | str | None") -> "Attempts | None":
    """Take attempts, or a text such as `6 in 10 business_days`."""
    return Attempts.parse(given) if isinstance(given, str) else given


def check_share(share: Quantity, field: str) -> None:
    """Refuse what is no share of all cases above 0 %."""
    if share.unit != "%" or not 0 < share.value <= 100:
        raise InvalidValueError(f"a share of all cases is meant, as in '90 %'; not {written(share)}", field)


@attrs.frozen
class ClockCase:
    """Another time for the cases that meet a criterion, as enterprise leads."""

    when: str = attrs.field(metadata=about("The criterion for such a case."))
    within: Quantity = attrs.field(converter=as_quantity, validator=_check_time, metadata=about("Its time."))

    @when.validator
    def _check_when(self, _: object, when: str) -> None:
        if not when:
            raise InvalidValueError("a case says when it is one", "when")


Repeats = Literal["once", "after each start", "after each stop"]


def _check_events(_: object, field: "attrs.Attribute[Any]", names: tuple[str, ...]) -> None:
    if not all(map(EVENT.fullmatch, names)):
        raise InvalidValueError(f"events are words, as in 'handed_over'; not {', '.join(map(repr, names))}", field.name)


def event_names(*names: str, metadata: dict[str, Any]) -> Any:
    """The events of which the first that happens moves a clock."""
    return attrs.field(default=names, converter=as_names, validator=_check_events, kw_only=True, metadata=metadata)


@attrs.frozen
class Clock:
    """Something must happen within a time, in so large a share of all cases.

    The time is elapsed (`24 hours`), or `30 calendar_days`, which end with the last of these days by the clocks of the
    term, or business time (`4 business_hours`, `2 business_days`), which runs while `hours` are open: named as in the
    agreement, or in each case what a field of it says (`hours_by`). `cases` have other times, the first that holds, and
    `within` is for the rest. `at_least` is above 0 % and at most 100 %. From the share `at_risk` of its time on, a case
    that is still open is at risk.

    Events move the clock: the first of `starts` begins it, the first of `stops` after that ends it. It rests from any
    of `pauses` until any of `resumes`, restarts with any of `resets` that comes in time, and is cancelled by any of
    `cancels` that comes in time, and with any of `voids`. One that `repeats` runs again: after each start, as the next
    reply, or after each stop, as an update.
    """

    within: Quantity = attrs.field(
        converter=as_quantity,
        validator=_check_time,
        metadata=about("The time for it, as 4 business_hours or 24 hours."),
    )
    hours: str | None = attrs.field(default=None, metadata=about("The hours by which business time runs."))
    at_least: Quantity = attrs.field(
        default=Quantity(100, "%"),
        converter=as_quantity,
        metadata=about("The share of all that must be in time; 100 % unless stated."),
    )
    hours_by: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The field of a case that names the hours by which it runs instead.")
    )
    cases: tuple[ClockCase, ...] = attrs.field(
        default=(),
        converter=tuple[ClockCase, ...],
        kw_only=True,
        metadata=about("Other times for cases that meet a criterion; the first that holds."),
    )
    at_risk: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        kw_only=True,
        metadata=about("The share of the time after which an open case is at risk."),
    )
    starts: tuple[str, ...] = event_names(metadata=about("The events that start the clock."))
    stops: tuple[str, ...] = event_names(metadata=about("The events that stop it."))
    pauses: tuple[str, ...] = event_names(
        "waiting", metadata=about("The events from which on it rests; waiting unless stated.")
    )
    resumes: tuple[str, ...] = event_names(
        "resumed", metadata=about("The events from which on it runs again; resumed unless stated.")
    )
    resets: tuple[str, ...] = event_names(
        "reopened", metadata=about("The events that restart it; reopened unless stated.")
    )
    cancels: tuple[str, ...] = event_names(
        "cancelled", metadata=about("The events with which it is off, if they come in time; cancelled unless stated.")
    )
    voids: tuple[str, ...] = event_names(
        metadata=about("The events that take it out of all counts, whenever they come, as a spam mark.")
    )
    repeats: Repeats = attrs.field(
        default="once",
        kw_only=True,
        metadata=about("Whether it runs once, again after each start, or again after each stop."),
    )

    @at_least.validator
    def _check_at_least(self, _: object, share: Quantity) -> None:
        check_share(share, "at_least")

    @at_risk.validator
    def _check_at_risk(self, _: object, share: Quantity | None) -> None:
        if share is not None and (share.unit != "%" or not 0 < share.value < 100):
            message = f"a share of the time is meant, above 0 % and below 100 %; not {written(share)}"
            raise InvalidValueError(message, "at_risk")

    @hours_by.validator
    def _check_hours_by(self, _: object, field: str | None) -> None:
        if field == "":
            raise InvalidValueError("the field that says whose hours count has a name", "hours_by")

    @repeats.validator
    def _check_repeats(self, _: object, repeats: Repeats) -> None:
        if repeats not in get_args(Repeats):
            known = ", ".join(map(repr, get_args(Repeats)))
            raise InvalidValueError(f"a clock runs {known}; not {repeats!r}", "repeats")

    @property
    def moved_by(self) -> tuple[str, ...]:
        """All events that move it."""
        by = (self.starts, self.stops, self.pauses, self.resumes, self.resets, self.cancels, self.voids)
        return tuple(dict.fromkeys(name for names in by for name in names))

    @property
    def times(self) -> tuple[Quantity, ...]:
        """The times of all cases, that of the rest last."""
        return (*(case.within for case in self.cases), self.within)


def clock_references(clocks: Iterable[tuple[str, Clock]]) -> Iterator[Reference]:
    """Give the hours that clocks name, each clock under its step."""
    for step, clock in clocks:
        if clock.hours is not None:
            yield Reference("hours", clock.hours, (step, "hours"))
