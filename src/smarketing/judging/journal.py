"""What judging needs besides figures: dated entries of what happened."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from smarketing.agreement import Agreement, Signature, as_date
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.fields import about
from smarketing.judging.excluded_amount import ExcludedAmount, as_excluded_amount
from smarketing.months import Month
from smarketing.verdicts import Status, Verdict, listed


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


Entry = Waiver | Withdrawal | Exclusion
KINDS: Mapping[type[Entry], str] = {Waiver: "waiver", Withdrawal: "withdrawal", Exclusion: "exclusion"}
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
    seen: set[Exclusion] = set()
    for place, entry in enumerate(journal.entries):
        field, message = _misfit(entry, agreement, parties)
        if not message and isinstance(entry, Exclusion) and entry in seen:
            said = f"the exclusion of {entry.amount} of {entry.promise!r} in {entry.month} is there twice"
            field, message = "amount", f"{said}; if both happened, write their sum"
        if message:
            yield Problem(message, ("journal", place, KINDS[type(entry)], field))
        if isinstance(entry, Exclusion):
            seen.add(entry)


def _misfit(entry: Entry, agreement: Agreement, parties: Collection[str]) -> tuple[str, str]:
    """The field that does not fit, and why; nothing if all do."""
    if isinstance(entry, Withdrawal):
        return "party", "" if entry.party in parties else no_such("party", entry.party, parties, "parties")
    month = agreement.calendar.month_named(str(entry.month))
    version = agreement.at(month)
    promises = version.promise_by_name
    if month not in version.term_months:
        return "month", f"{month} lies outside the term, {version.term_months}"
    if entry.promise not in promises:
        return "promise", no_such("promise", entry.promise, list(promises))
    if isinstance(entry, Exclusion):
        return _misfit_of_exclusion(entry, version)
    owed_to = promises[entry.promise].owed_to
    return "by", "" if entry.by == owed_to else f"only {owed_to} can waive {entry.promise!r}, not {entry.by!r}"


def _misfit_of_exclusion(entry: Exclusion, version: Agreement) -> tuple[str, str]:
    causes = {cause.name: cause for cause in version.exclusions}
    if entry.because not in causes:
        return "because", no_such("cause of exclusions", entry.because, list(causes), "causes")
    if entry.promise not in causes[entry.because].promises:
        covered = listed([repr(name) for name in causes[entry.because].promises])
        return "promise", f"{entry.because} is excluded from {covered}, not from {entry.promise!r}"
    metric = version.own_metrics[version.metric_of(version.promise_by_name[entry.promise])]
    return "amount", entry.amount.misfit(metric)


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
