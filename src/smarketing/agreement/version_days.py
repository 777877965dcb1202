"""The days of a month that fall to one version of an agreement and to the next, where both judge it by days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Generic, TypeVar

import attrs

from smarketing.agreement.draft import Draft
from smarketing.months import Month

_Version = TypeVar("_Version", bound=Draft)


@attrs.frozen
class VersionDays(Generic[_Version]):
    """A version, and the days of a month that are judged by it, both included."""

    version: _Version
    first_day: date
    last_day: date


def days_by_version(versions: Sequence[_Version], month: Month) -> tuple[VersionDays[_Version], ...]:
    """Give the versions by which a month is judged, oldest first, each with its days.

    `versions` has the one that is in force in the month first, and then those before it, newest first. Days on which
    no version had begun, or the one before had ended, fall to none.
    """
    found: list[VersionDays[_Version]] = []
    last_day = month.last_day
    for version in (versions[0], *(each for each in versions[1:] if _has_begun(each, month))):
        if found:
            last_day = min(found[-1].first_day - timedelta(1), version.term.end or last_day)
        first_day = _first_day(version, month)
        if last_day < first_day:
            break
        found.append(VersionDays(version, first_day, last_day))
        if first_day == month.first_day:
            break
    return tuple(reversed(found))


def version_before(version: Draft, month: Month) -> Draft | None:
    """Give the version that a month was judged by before another one began; None if none was in force."""
    before = next((each for each in version.earlier if _has_begun(each, month)), None)
    return before if before is not None and month in before.term_months else None


def _has_begun(version: Draft, month: Month) -> bool:
    return version.begins is not None and version.begins <= month


def _first_day(version: Draft, month: Month) -> date:
    """The first day of a month that is judged by a version that is in force in it."""
    since = version.since or month.first_day
    return max(month.first_day, since) if version.month_of_change == "by days" else month.first_day
