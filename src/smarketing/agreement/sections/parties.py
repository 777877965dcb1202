"""Who agrees, from when to when, and who has signed."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

import attrs

from smarketing.errors import InvalidValueError
from smarketing.months import Month, Period, calendar_day, time_zone
from smarketing.units import Quantity, optional_quantity, written

THE_PUBLIC = "the public"
EVERYONE = "everyone"
RESERVED = (THE_PUBLIC, EVERYONE, "owed_by", "owed_to", "any")
"""Names that mean something else wherever a party could stand."""


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def as_date(day: date | str) -> date:
    """Take a date, or text such as `2026-01-31`; InvalidValueError for anything else, a datetime too."""
    if isinstance(day, str) and _DATE.fullmatch(day):
        with suppress(ValueError):
            return date.fromisoformat(day)
    if isinstance(day, date):
        return calendar_day(day)
    raise InvalidValueError(f"{day!r} is not a date; write it as 2026-01-31")


@attrs.frozen
class Party:
    """A side of the agreement, with the person to turn to.

    `capacity` is the working time that it has for following up, as `320 hours/month`. `hours` are those of the
    agreement by which its clocks run that name none.
    """

    name: str = attrs.field()
    contact: str = ""
    role: str = ""
    email: str = ""
    capacity: Quantity | None = attrs.field(default=None, converter=optional_quantity, kw_only=True)
    hours: str | None = attrs.field(default=None, kw_only=True)

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a party has a name", "name")
        if name in RESERVED:
            raise InvalidValueError(f"{name!r} has a meaning of its own and cannot name a party", "name")

    @capacity.validator
    def _check_capacity(self, _: object, capacity: Quantity | None) -> None:
        if capacity is not None and (not capacity.measures("hour/month") or capacity.value <= 0):
            raise InvalidValueError(
                f"a capacity is hours of work per month, as in '320 hours/month'; not {written(capacity)}", "capacity"
            )


@attrs.frozen
class Term:
    """From `start` to `end`, the last day; no `end` means until further notice.

    Months begin and end in `timezone`, an IANA name. Dates may be text: `2026-01-31`.
    """

    start: date = attrs.field(converter=as_date)
    end: date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    timezone: str = attrs.field(default="UTC")

    @end.validator
    def _check_end(self, _: object, end: date | None) -> None:
        if end is not None and end < self.start:
            raise InvalidValueError(f"the term ends on {end}, before it starts on {self.start}", "end")

    @timezone.validator
    def _check_timezone(self, _: object, timezone: str) -> None:
        try:
            time_zone(timezone)
        except InvalidValueError as error:
            raise InvalidValueError(error.message, "timezone") from error

    @property
    def first_month(self) -> Month:
        """The month in which the term starts."""
        return Month.of(self.start)

    @property
    def months(self) -> Period:
        """The months in which some day of the term lies; without an end, all to come."""
        return Period(self.first_month, Month(9999, 12) if self.end is None else Month.of(self.end))

    def until(self, month: Month) -> Period | None:
        """Give the months of the term up to one, that one included; None if it lies before the term."""
        last = month if self.end is None else min(month, Month.of(self.end))
        return Period(self.first_month, last) if last >= self.first_month else None


@attrs.frozen
class Signature:
    """A party signed on a day."""

    party: str
    on: date = attrs.field(converter=as_date)


def as_signatures(
    signatures: "Mapping[str, date | str] | Sequence[Signature]",
) -> tuple[Signature, ...]:
    """Take signatures, or a mapping from each party to the day on which it signed."""
    if isinstance(signatures, Mapping):
        return tuple(Signature(party, on) for party, on in signatures.items())
    return tuple(signatures)


@attrs.frozen
class PartyNeed:
    """What a party needs from another to keep its word; `objective` is the promise that provides it, if one does."""

    party: str
    source: str
    what: str
    objective: str | None = None
