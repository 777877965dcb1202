"""Who agrees."""

from collections.abc import Iterator

import attrs

from smarketing.agreement.section import Section
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Reference

THE_PUBLIC = "the public"
EVERYONE = "everyone"
RESERVED = (THE_PUBLIC, EVERYONE, "owed_by", "owed_to", "any")
"""Names that mean something else wherever a party could stand."""


@attrs.frozen
class Party:
    """A side of the agreement, with the person to turn to.

    `capacity` is the working time that it has for following up, as `320 hours/month`. `hours` are those of the
    agreement by which its clocks run that name none.
    """

    name: str = attrs.field()
    contact: str = attrs.field(default="", metadata=about("The person to turn to."))
    role: str = attrs.field(default="", metadata=about("What that person is."))
    email: str = attrs.field(default="", metadata=about("How to reach them."))
    capacity: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        kw_only=True,
        metadata=about("The working time that it has for following up, as 320 hours/month."),
    )
    hours: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The hours by which its clocks run that name none.")
    )

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


def _references(party: Party) -> Iterator[Reference]:
    if party.hours is not None:
        yield Reference("hours", party.hours, ("hours",))


PARTIES = Section(
    key="parties",
    sentence="Who agrees, each with a person to turn to.",
    holds=Party,
    named_by="name",
    needed=True,
    merging="by name",
    bears=("party", "contact", "business time"),
    bears_all_texts=True,
    references=_references,
)
