"""Which months are judged, which of them are in force, and which are over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from smarketing.actuals import Actuals
from smarketing.agreement import LAST_DAY, Agreement, Objective
from smarketing.errors import InvalidValueError
from smarketing.judging.journal import Journal
from smarketing.months import MOST_MONTHS, Month, Period, first_instant, time_zone
from smarketing.verdicts import listed

_LAST_YEAR = 9799


@attrs.frozen
class JudgedMonth:
    """A month, its place among those judged, and the version of the agreement that holds in it.

    Also why it is not in force, or why it cannot be judged yet, where one of them is so, and as of when that is.
    `following` is the version in force in the next month; None if none is.
    """

    place: int
    period: Period
    version: Agreement
    not_in_force: str
    not_over: str
    as_of: datetime | None
    following: Agreement | None

    @property
    def month(self) -> Month:
        """The month."""
        return self.period.last

    def not_due(self, promise: Objective) -> str:
        """Say when the figure of a promise is due if it is not yet, else ''."""
        if self.as_of is None or promise.due_day is None:
            return ""
        due_in = self.month + 1
        day = due_in.last_day if promise.due_day == LAST_DAY else due_in.first_day + timedelta(promise.due_day - 1)
        overdue = first_instant(day + timedelta(1), self.version.term.timezone)
        return f"its figure is due by {day}" if self.as_of < overdue else ""


def judged_months(
    agreement: Agreement, period: Period, as_of: datetime | None, journal: Journal
) -> Iterator[JudgedMonth]:
    """Look at each month once: as of an instant, or without one as if every month were over."""
    in_force = _in_force(agreement, period.first, journal)
    for place, month in enumerate(period):
        version, not_in_force = in_force
        in_force = _in_force(agreement, month + 1, journal)
        last_day = min(month.last_day, version.term.end or month.last_day)
        over = as_of is None or as_of >= first_instant(last_day + timedelta(1), version.term.timezone)
        not_over = "" if over else f"{month} is not over"
        following = None if in_force[1] else in_force[0]
        yield JudgedMonth(place, Period.of(month), version, not_in_force, not_over, as_of, following)


def _in_force(agreement: Agreement, month: Month, journal: Journal) -> tuple[Agreement, str]:
    """The version that holds in a month, and why it is not in force."""
    version = agreement.at(month)
    return version, _not_in_force(version, month, journal)


def _not_in_force(version: Agreement, month: Month, journal: Journal) -> str:
    if month not in version.term_months:
        return f"not in force: it ended on {version.term.end}, and what prolongs it was not signed yet"
    first = version.first_day(month)
    missing = {*version.unsigned(month), *journal.withdrawn(first, version.signatures)}
    names = [party.name for party in version.parties if party.name in missing]
    return f"not in force: on {first} it was not signed by {listed(names)}" if names else ""


def check_metrics(agreement: Agreement, actuals: Actuals) -> None:
    """Refuse actuals that were read for metrics of the same name and another unit or kind."""
    for name, metric in agreement.metrics.items():
        read = actuals.metrics.get(name, metric)
        if (read.unit, read.kind) != (metric.unit, metric.kind):
            found = f"a {read.kind} in {read.unit}, and here {name!r} is a {metric.kind} in {metric.unit}"
            raise InvalidValueError(f"these actuals were read for {found}; read them for this agreement")


def check_period(period: Period) -> None:
    """Refuse more months than anybody judges: mostly a slip in a year made so many of them.

    All days that follow from a month, at most a century later, are then days of the calendar.
    """
    if len(period) > MOST_MONTHS:
        how_many = (
            f"from {period.first} to {period.last} are {len(period):,} months, and at most {MOST_MONTHS:,} are judged"
        )
        raise InvalidValueError(f"{how_many}; look for a slip in a year, or name an earlier last month", "through")
    if period.last.year > _LAST_YEAR:
        raise InvalidValueError(f"months are judged up to {_LAST_YEAR}-12; not {period.last}", "through")


def last_month(agreement: Agreement, through: Month | None, as_of: datetime | None, latest: Month | None) -> Month:
    """Give the last month to judge: the one asked for, the one that runs at `as_of`, or the last with a figure."""
    if as_of is not None and not isinstance(as_of, datetime):
        raise InvalidValueError(f"as_of is a datetime with a time zone; not {as_of!r}", "as_of")
    if as_of is not None and as_of.tzinfo is None:
        raise InvalidValueError(f"as_of has no time zone: {as_of}; give one, as in {as_of}+00:00", "as_of")
    if as_of is not None and not 2 <= as_of.year <= 9998:
        raise InvalidValueError(f"as_of lies in the years 2 to 9998; not {as_of}", "as_of")
    if through is not None:
        return through
    if as_of is not None:
        return agreement.month_of(as_of.astimezone(time_zone(agreement.term.timezone)))
    if latest is None:
        raise InvalidValueError("there are no figures; say through which month to judge", "figures")
    return latest
