"""Business hours of an agreement, and those that are put together of others."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smarketing.actuals import as_names
from smarketing.agreement.section import Path, Section
from smarketing.errors import InvalidValueError, Problem
from smarketing.fields import about
from smarketing.hours import AllOpen, AnyOpen, BusinessHours, Calendar
from smarketing.verdicts import Reference


@attrs.frozen
class NamedHours:
    """Business hours of the agreement, by the name that clocks use: a calendar, or names of others.

    They are open while any of the others is (`any_of`), or while all are (`all_of`).
    """

    name: str = attrs.field()
    calendar: BusinessHours | None = attrs.field(default=None)
    any_of: tuple[str, ...] = attrs.field(
        default=(),
        converter=as_names,
        kw_only=True,
        metadata=about("Hours that these are put together of: open while one of them is."),
    )
    all_of: tuple[str, ...] = attrs.field(
        default=(),
        converter=as_names,
        kw_only=True,
        metadata=about("Hours that these are put together of: open while all of them are."),
    )

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("business hours have a name", "name")

    @calendar.validator
    def _check_calendar(self, _: object, calendar: BusinessHours | None) -> None:
        if not isinstance(calendar, BusinessHours | None):
            raise InvalidValueError(f"hours are BusinessHours, or put together by name; not {calendar!r}", "calendar")
        if (calendar is not None) + bool(self.any_of) + bool(self.all_of) != 1:
            raise InvalidValueError("hours are windows by day (weekly), any_of others, or all_of others", "calendar")

    @property
    def parts(self) -> tuple[tuple[Path, str], ...]:
        """The names that they are put together of, with their places."""
        both = (("any_of", self.any_of), ("all_of", self.all_of))
        return tuple(((key, place), name) for key, names in both for place, name in enumerate(names))


def as_hours(hours: "Mapping[str, BusinessHours] | Sequence[NamedHours]") -> tuple[NamedHours, ...]:
    """Take named hours, or a mapping from each name to its calendar."""
    if isinstance(hours, Mapping):
        return tuple(NamedHours(name, calendar) for name, calendar in hours.items())
    return tuple(hours)


def calendars(hours: Sequence[NamedHours]) -> dict[str, Calendar]:
    """Give the calendars by name, as far as they are not put together of themselves or of unknown ones."""
    found: dict[str, Calendar] = {each.name: each.calendar for each in hours if each.calendar is not None}
    left = [each for each in hours if each.calendar is None]
    while ready := [each for each in left if all(name in found for _path, name in each.parts)]:
        for each in ready:
            parts = [found[name] for _path, name in each.parts]
            found[each.name] = AnyOpen(parts) if each.any_of else AllOpen(parts)
        left = [each for each in left if each not in ready]
    return found


def _problems(hours: Sequence[NamedHours]) -> Iterator[Problem]:
    parts = {each.name: each.parts for each in hours}
    for each in hours:
        reached: set[str] = set()
        ahead = [name for _path, name in each.parts]
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += [part for _path, part in parts.get(name, ())]
        if each.name in reached:
            yield Problem("they are put together of themselves", (each.name,))


def _references(hours: NamedHours) -> Iterator[Reference]:
    return (Reference("hours", name, path) for path, name in hours.parts)


HOURS = Section(
    key="hours",
    sentence="When somebody is there, by name: clocks in business time run by them.",
    holds=NamedHours,
    named_by="name",
    merging="by name",
    shared=True,
    bears=("hours", "business time"),
    references=_references,
    problems=_problems,
)
