"""What judging needs besides figures: dated entries of what happened."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import attrs

from smarketing.agreement import Signature
from smarketing.fields import about
from smarketing.judging.excluded_amount import ExcludedAmount, as_excluded_amount
from smarketing.months import Month, as_date


def _as_month(month: Month | str) -> Month:
    """The month as the journal names it: on which day it begins, the agreement says."""
    if isinstance(month, str):
        return Month.parse(month)
    return month if month.begins_on == 1 else Month(month.year, month.month)


@attrs.frozen
class Waiver:
    """The party that a promise is owed to lets a miss pass: `missed` becomes `excused` in that month.

    `month` is a name, as `2026-03`: that of the agreement's month, on whichever day its months begin.
    """

    promise: str = attrs.field(metadata=about("The promise whose miss is waived."))
    month: Month = attrs.field(converter=_as_month, metadata=about("The month of the miss, as 2026-03."))
    by: str = attrs.field(metadata=about("The party that waives it: the one that the promise is owed to."))
    because: str = attrs.field(default="", metadata=about("Why."))


@attrs.frozen
class Withdrawal:
    """A party withdraws its signature: months whose first day is that day or later are not in force."""

    party: str = attrs.field(metadata=about("The party."))
    on: date = attrs.field(converter=as_date, metadata=about("The day on which it withdraws."))


def _as_day_or_never(day: date | str | None) -> date | None:
    return None if day is None or day == "never" else as_date(day)


@attrs.frozen
class Delivery:
    """What a promise of deliverables had due on a day was delivered, on time or late, or never was."""

    promise: str = attrs.field(metadata=about("The promise of deliverables."))
    due: date = attrs.field(converter=as_date, metadata=about("The day on which it was due."))
    on: date | None = attrs.field(
        converter=_as_day_or_never,
        metadata=about("The day on which it was delivered, or never.", form="date or never"),
    )


@attrs.frozen
class Exclusion:
    """What leaves the figure of a promise before it is judged, for a cause that the agreement excludes.

    `Exclusion("downtime", "2026-03", "60 minutes", "maintenance")`. Of a share or ratio what leaves is written with
    its base: `3 of 5`. `month` is a name, as that of a `Waiver`. What is over the limits of the cause stays.
    """

    promise: str = attrs.field(metadata=about("The promise whose figure it is taken out of."))
    month: Month = attrs.field(converter=_as_month, metadata=about("The month of the figure, as 2026-03."))
    amount: ExcludedAmount = attrs.field(
        converter=as_excluded_amount,
        metadata=about("What leaves: 60 minutes; of a share or ratio with its base, as 3 of 5."),
    )
    because: str = attrs.field(metadata=about("The cause, as the agreement's `exclusions` name it."))


Entry = Waiver | Withdrawal | Exclusion | Delivery
KINDS: Mapping[type[Entry], str] = {
    Waiver: "waiver",
    Withdrawal: "withdrawal",
    Exclusion: "exclusion",
    Delivery: "delivery",
}
"""The kinds of entries, as files name them."""


@attrs.frozen
class Journal:
    """Entries in any order; exclusions over a limit are taken by month, then in the order of the journal."""

    entries: tuple[Entry, ...] = attrs.field(default=(), converter=tuple[Entry, ...])

    @property
    def waivers(self) -> Mapping[Month, Mapping[str, Waiver]]:
        """The waivers of each month, by promise; months as the journal names them."""
        found: dict[Month, dict[str, Waiver]] = {}
        for entry in self.entries:
            if isinstance(entry, Waiver):
                found.setdefault(entry.month, {})[entry.promise] = entry
        return found

    @cached_property
    def _withdrawals(self) -> tuple[Withdrawal, ...]:
        return tuple(each for each in self.entries if isinstance(each, Withdrawal))

    def withdrawn(self, day: date, signatures: Sequence[Signature] = ()) -> frozenset[str]:
        """Give the parties whose signature is withdrawn on a day; one of `signatures` of that day or later stands."""
        signed = {each.party: each.on for each in signatures}
        taken_back = (each for each in self._withdrawals if each.on <= day)
        return frozenset(each.party for each in taken_back if signed.get(each.party, date.min) < each.on)
