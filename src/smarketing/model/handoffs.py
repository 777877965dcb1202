"""Handoffs: what triggers them, what passes, and how fast it is accepted and followed up."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from smarketing.actuals import as_names
from smarketing.errors import InvalidValueError
from smarketing.hours import BusinessHours
from smarketing.units import Quantity, as_quantity, optional_quantity, quantity, written

_ATTEMPTS = re.compile(r"([1-9]\d{0,3}) in (.+)", re.ASCII)
_MOST_ATTEMPTS = 9999
_BUSINESS_TIME = ("business_hour", "business_day")


@attrs.frozen
class NamedHours:
    """Business hours of the agreement, by the name that clocks use."""

    name: str = attrs.field()
    calendar: BusinessHours

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("business hours have a name", "name")


def as_hours(hours: "Mapping[str, BusinessHours] | Sequence[NamedHours]") -> tuple[NamedHours, ...]:
    """Take named hours, or a mapping from each name to its calendar."""
    if isinstance(hours, Mapping):
        return tuple(NamedHours(name, calendar) for name, calendar in hours.items())
    return tuple(hours)


def is_business_time(time: Quantity) -> bool:
    """Tell whether a time runs only while somebody is there."""
    return any(map(time.measures, _BUSINESS_TIME))


def _check_time(_: object, field: "attrs.Attribute[Any]", time: Quantity) -> None:
    if "/" in time.unit or not (time.measures("hour") or is_business_time(time)) or time.value <= 0:
        message = f"a time is meant, as in '4 business_hours' or '24 hours'; not {written(time)}"
        raise InvalidValueError(message, field.name)


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


def _as_attempts(given: "Attempts | str | None") -> "Attempts | None":
    return Attempts.parse(given) if isinstance(given, str) else given


@attrs.frozen
class Clock:
    """Something must happen within a time, in so large a share of all cases.

    The time is elapsed (`24 hours`) or business time (`4 business_hours`, `2 business_days`), which runs while `hours`
    are open, named as in the agreement. `at_least` is above 0 % and at most 100 %.
    """

    within: Quantity = attrs.field(converter=as_quantity, validator=_check_time)
    hours: str | None = None
    at_least: Quantity = attrs.field(default=Quantity(100, "%"), converter=as_quantity)

    @at_least.validator
    def _check_at_least(self, _: object, share: Quantity) -> None:
        if share.unit != "%" or not 0 < share.value <= 100:
            raise InvalidValueError(f"a share of all cases is meant, as in '90 %'; not {written(share)}", "at_least")


@attrs.frozen
class Acceptance(Clock):
    """The taker accepts what is handed over, or rejects it for one of the reasons that both agreed on."""

    reject_for: tuple[str, ...] = attrs.field(default=(), converter=as_names, kw_only=True)

    @reject_for.validator
    def _check_reasons(self, _: object, reasons: tuple[str, ...]) -> None:
        if not all(reasons):
            raise InvalidValueError("a reason is said in words", "reject_for")


@attrs.frozen
class FollowUp(Clock):
    """The taker follows up, and tries so often; `effort` is the working time that one attempt takes."""

    attempts: Attempts | None = attrs.field(default=None, converter=_as_attempts, kw_only=True)
    effort: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)

    @effort.validator
    def _check_effort(self, _: object, effort: Quantity | None) -> None:
        if effort is not None and ("/" in effort.unit or not effort.measures("minute") or effort.value <= 0):
            raise InvalidValueError(f"an attempt takes a time, as in '15 minutes'; not {written(effort)}", "effort")


@attrs.frozen
class Handoff:
    """The transfer of a lead, a ticket or a customer from one party to another.

    `trigger` says when it happens (a definition's name or a criterion), `information` what is passed on, and `notice`
    how the taker learns of it.
    """

    name: str = attrs.field()
    giver: str
    taker: str
    trigger: str = ""
    information: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    notice: str = ""
    accept: Acceptance | None = attrs.field(default=None, kw_only=True)
    follow_up: FollowUp | None = attrs.field(default=None, kw_only=True)

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a handoff has a name", "name")

    @information.validator
    def _check_information(self, _: object, information: tuple[str, ...]) -> None:
        if not all(information):
            raise InvalidValueError("what is passed on has a name", "information")

    @property
    def clocks(self) -> tuple[tuple[str, Clock], ...]:
        """The clocks of acceptance and follow-up, as far as there are any."""
        both = (("accept", self.accept), ("follow_up", self.follow_up))
        return tuple((name, clock) for name, clock in both if clock is not None)
