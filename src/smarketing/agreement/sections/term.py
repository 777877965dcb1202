"""From when to when an agreement holds."""

from datetime import date

import attrs

from smarketing.agreement.section import Section
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.months import as_date, time_zone


@attrs.frozen
class Term:
    """From `start` to `end`, the last day; no `end` means until further notice.

    Months begin and end in `timezone`, an IANA name. Dates may be text: `2026-01-31`.
    """

    start: date = attrs.field(converter=as_date, metadata=about("The first day."))
    end: date | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_date),
        metadata=about("The last day, included; leave it out for an agreement until further notice."),
    )
    timezone: str = attrs.field(
        default="UTC", metadata=about("The IANA time zone in which months begin and end, as Europe/Berlin.")
    )

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


TERM = Section(key="term", sentence="From when to when it holds.", holds=Term, needed=True)
