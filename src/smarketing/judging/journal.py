"""What judging needs besides figures: dated entries of what the parties did."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from smarketing.agreement import Agreement, Signature
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.fields import about
from smarketing.months import Month, as_date
from smarketing.verdicts import Status, Verdict


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
class Journal:
    """Entries in any order."""

    entries: tuple[Waiver | Withdrawal, ...] = attrs.field(default=(), converter=tuple[Waiver | Withdrawal, ...])

    @property
    def waivers(self) -> Mapping[Month, Mapping[str, Waiver]]:
        """The waivers of each month, by promise; months as the journal names them."""
        found: dict[Month, dict[str, Waiver]] = {}
        for entry in self.entries:
            if isinstance(entry, Waiver):
                found.setdefault(entry.month, {})[entry.promise] = entry
        return found

    def withdrawn(self, day: date, signatures: Sequence[Signature] = ()) -> frozenset[str]:
        """Give the parties whose signature is withdrawn on a day; one of `signatures` of that day or later stands."""
        signed = {each.party: each.on for each in signatures}
        taken_back = (each for each in self.entries if isinstance(each, Withdrawal) and each.on <= day)
        return frozenset(each.party for each in taken_back if signed.get(each.party, date.min) < each.on)


def check_journal(journal: Journal, agreement: Agreement) -> None:
    """Refuse entries about what the agreement does not have, and waivers by a party that nothing is owed to."""
    for problem in journal_problems(journal, agreement):
        raise InvalidValueError(problem.message, str(problem.path[-1]))


def journal_problems(journal: Journal, agreement: Agreement) -> Iterator[Problem]:
    """Give a problem for each entry that does not fit an agreement; its path ends with the field."""
    parties = dict.fromkeys(party.name for version in agreement.versions for party in version.parties)
    for place, entry in enumerate(journal.entries):
        kind = "waiver" if isinstance(entry, Waiver) else "withdrawal"
        field, message = _misfit(entry, agreement, parties)
        if message:
            yield Problem(message, ("journal", place, kind, field))


def _misfit(entry: Waiver | Withdrawal, agreement: Agreement, parties: Collection[str]) -> tuple[str, str]:
    """The field that does not fit, and why; nothing if all do."""
    if isinstance(entry, Withdrawal):
        return "party", "" if entry.party in parties else no_such("party", entry.party, parties, "parties")
    month = agreement.calendar.month_named(str(entry.month))
    version = agreement.at(month)
    promises = {promise.name: promise for promise in version.promises}
    if month not in version.term_months:
        return "month", f"{month} lies outside the term, {version.term_months}"
    if entry.promise not in promises:
        return "promise", no_such("promise", entry.promise, list(promises))
    owed_to = promises[entry.promise].owed_to
    return "by", "" if entry.by == owed_to else f"only {owed_to} can waive {entry.promise!r}, not {entry.by!r}"


def unused_waivers(journal: Journal, agreement: Agreement, verdicts: Iterable[Verdict]) -> Iterator[Problem]:
    """Give a problem for each waiver of a month that was judged in which there was nothing to waive."""
    waivers = [(place, entry) for place, entry in enumerate(journal.entries) if isinstance(entry, Waiver)]
    if not waivers:
        return
    status = {(verdict.promise.name, month): verdict.status for verdict in verdicts for month in verdict.period}
    for place, entry in waivers:
        stands = status.get((entry.promise, agreement.calendar.month_named(str(entry.month))))
        if stands not in (None, Status.PENDING, Status.EXCUSED):
            word = stands.value.replace("-", " ")
            message = f"the waiver of {entry.promise!r} in {entry.month} was not used: the promise is {word}"
            yield Problem(message, ("journal", place))
