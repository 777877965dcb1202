"""What is wrong with entries of a journal, and which of them had nothing to do."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from smarketing.agreement import Agreement
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.judging.due_days import due_days
from smarketing.judging.journal import KINDS, Delivery, Entry, Exclusion, Journal, Waiver, Withdrawal
from smarketing.verdicts import Status, Verdict, listed

_NEAR = 31  # days: which dates a message names


def check_journal(journal: Journal, agreement: Agreement) -> None:
    """Refuse entries about what the agreement does not have, and waivers by a party that nothing is owed to."""
    for problem in journal_problems(journal, agreement):
        raise InvalidValueError(problem.message, str(problem.path[-1]))


def journal_problems(journal: Journal, agreement: Agreement) -> Iterator[Problem]:
    """Give a problem for each entry that does not fit an agreement; its path ends with the field."""
    parties = dict.fromkeys(party.name for version in agreement.versions for party in version.parties)
    days_of, seen = _days_of(journal), set[tuple[object, ...]]()
    for place, entry in enumerate(journal.entries):
        field, message = _misfit(entry, agreement, parties, days_of) or _repeated(entry, seen)
        if message:
            yield Problem(message, ("journal", place, KINDS[type(entry)], field))
        seen.add(_identity(entry))


def _identity(entry: Entry) -> tuple[object, ...]:
    """What two entries must not both say: the same exclusion, or when one thing was delivered."""
    return (Delivery, entry.promise, entry.due) if isinstance(entry, Delivery) else (type(entry), entry)


def _repeated(entry: Entry, seen: Collection[tuple[object, ...]]) -> tuple[str, str]:
    if _identity(entry) not in seen:
        return "", ""
    if isinstance(entry, Exclusion):
        said = f"the exclusion of {entry.amount} of {entry.promise!r} in {entry.month} is there twice"
        return "amount", f"{said}; if both happened, write their sum"
    if isinstance(entry, Delivery):
        return "due", f"the delivery of {entry.promise!r} due on {entry.due} is there twice; keep one"
    return "", ""


_DaysOf = Callable[[Agreement, str], Sequence[date]]
"""Finds the days on which something of a promise is due, in order."""


def _days_of(journal: Journal) -> _DaysOf:
    """Give what finds due days, up to those near the last one that the journal names; once for each promise."""
    latest = max((each.due for each in journal.entries if isinstance(each, Delivery)), default=date.min)
    until = latest + timedelta(min(_NEAR, (date.max - latest).days))
    known: dict[tuple[date | None, str], Sequence[date]] = {}

    def found(version: Agreement, promise: str) -> Sequence[date]:
        due, key = version.promise_by_name[promise].evaluator.due_dates, (version.since, promise)
        if key not in known:
            known[key] = [] if due is None else list(due_days(version, due, until))
        return known[key]

    return found


def _misfit(entry: Entry, agreement: Agreement, parties: Collection[str], days_of: _DaysOf) -> tuple[str, str] | None:
    """The field that does not fit, and why; None if all do."""
    if isinstance(entry, Withdrawal):
        fits = entry.party in parties
        return None if fits else ("party", no_such("party", entry.party, parties, "parties"))
    if isinstance(entry, Delivery):
        month, field, said = agreement.month_of(entry.due), "due", str(entry.due)
    else:
        month, field = agreement.calendar.month_named(str(entry.month)), "month"
        said = str(month)
    version = agreement.at(month)
    if month not in version.term_months:
        return field, f"{said} lies outside the term, {version.term_months}"
    promises = version.promise_by_name
    if entry.promise not in promises:
        return "promise", no_such("promise", entry.promise, list(promises))
    match entry:
        case Exclusion():
            return _misfit_of_exclusion(entry, version)
        case Delivery():
            return _misfit_of_delivery(entry, version, days_of(version, entry.promise))
    owed_to = promises[entry.promise].owed_to
    return None if entry.by == owed_to else ("by", f"only {owed_to} can waive {entry.promise!r}, not {entry.by!r}")


def _misfit_of_delivery(entry: Delivery, version: Agreement, days: Sequence[date]) -> tuple[str, str] | None:
    if version.promise_by_name[entry.promise].evaluator.due_dates is None:
        return "promise", f"{entry.promise!r} is no promise of deliverables"
    place = bisect_left(days, entry.due)
    if place < len(days) and days[place] == entry.due:
        return None
    near = [str(day) for day in days if abs((day - entry.due).days) <= _NEAR]
    return "due", f"nothing of {entry.promise!r} is due on {entry.due}" + (f"; it is on {listed(near)}" if near else "")


def _misfit_of_exclusion(entry: Exclusion, version: Agreement) -> tuple[str, str] | None:
    causes = {cause.name: cause for cause in version.exclusions}
    if entry.because not in causes:
        return "because", no_such("cause of exclusions", entry.because, list(causes), "causes")
    if entry.promise not in causes[entry.because].promises:
        covered = listed([repr(name) for name in causes[entry.because].promises])
        return "promise", f"{entry.because} is excluded from {covered}, not from {entry.promise!r}"
    metric = version.own_metrics[version.metric_of(version.promise_by_name[entry.promise])]
    misfit = entry.amount.misfit(metric)
    return ("amount", misfit) if misfit else None


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
