"""What judging needs besides figures: dated entries of what the parties did."""

from datetime import date

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.model import Agreement, as_date
from smarketing.months import Month


def _as_month(month: Month | str) -> Month:
    return Month.parse(month) if isinstance(month, str) else month


@attrs.frozen
class Waiver:
    """The party that a promise is owed to lets a miss pass: `missed` becomes `excused` in that month."""

    promise: str
    month: Month = attrs.field(converter=_as_month)
    by: str
    because: str = ""


@attrs.frozen
class Withdrawal:
    """A party withdraws its signature: months whose first day is that day or later are not in force."""

    party: str
    on: date = attrs.field(converter=as_date)


@attrs.frozen
class Journal:
    """Entries in any order."""

    entries: tuple[Waiver | Withdrawal, ...] = attrs.field(default=(), converter=tuple[Waiver | Withdrawal, ...])

    @property
    def waivers(self) -> dict[tuple[str, Month], Waiver]:
        """The waivers by promise and month."""
        return {(each.promise, each.month): each for each in self.entries if isinstance(each, Waiver)}

    def withdrawn(self, day: date) -> frozenset[str]:
        """Give the parties whose signature is withdrawn on a day."""
        return frozenset(each.party for each in self.entries if isinstance(each, Withdrawal) and each.on <= day)


def check_journal(journal: Journal, agreement: Agreement) -> None:
    """Refuse entries about what the agreement does not have, and waivers by a party that nothing is owed to."""
    promises = {promise.name: promise for promise in agreement.promises}
    parties = [party.name for party in agreement.parties]
    for entry in journal.entries:
        if isinstance(entry, Withdrawal):
            if entry.party not in parties:
                raise InvalidValueError(no_such("party", entry.party, parties, "parties"), "party")
        elif entry.month not in agreement.term.months:
            raise InvalidValueError(f"{entry.month} lies outside the term, {agreement.term.months}", "month")
        elif entry.promise not in promises:
            raise InvalidValueError(no_such("promise", entry.promise, list(promises)), "promise")
        elif entry.by != promises[entry.promise].owed_to:
            owed_to = promises[entry.promise].owed_to
            raise InvalidValueError(f"only {owed_to} can waive {entry.promise!r}, not {entry.by!r}", "by")
