"""Journals as plain values for JSON, and back."""

from smarketing.errors import DocumentError, Problem
from smarketing.judging import Journal, Waiver, Withdrawal
from smarketing.reports.json_values import (
    FORMAT,
    Plain,
    Unreadable,
    check_format,
    month_reader,
    read_begins_on,
    read_day,
    read_each,
    read_key,
    read_object,
    read_text,
)


def journal_json(journal: Journal) -> Plain:
    """Give a journal as plain values for JSON; `journal_from_json` makes an equal journal of them."""
    return {"format": FORMAT, "entries": [_entry_json(entry) for entry in journal.entries]}


def _entry_json(entry: Waiver | Withdrawal) -> Plain:
    if isinstance(entry, Withdrawal):
        return {"entry": "withdrawal", "party": entry.party, "on": entry.on.isoformat()}
    return {
        "entry": "waiver",
        "promise": entry.promise,
        "month": str(entry.month),
        "months_begin_on": entry.month.begins_on,
        "by": entry.by,
        "because": entry.because,
    }


def journal_from_json(plain: object) -> Journal:
    """Make the journal of which `journal_json` gave plain values.

    DocumentError, with the path of each value that is wrong, for another format and values that no journal has.
    """
    try:
        whole = read_object(plain)
        check_format(whole)
        return Journal(read_key(whole, "entries", lambda value: read_each(value, _entry)))
    except Unreadable as error:
        raise DocumentError(error.problems) from error


def _entry(value: object) -> Waiver | Withdrawal:
    plain = read_object(value)
    kind = read_key(plain, "entry", read_text)
    if kind == "withdrawal":
        return Withdrawal(read_key(plain, "party", read_text), read_key(plain, "on", read_day))
    if kind != "waiver":
        message = f"no entry of a journal is a {kind!r}; entries are 'waiver', 'withdrawal'"
        raise Unreadable(Problem(message, ("entry",)))
    month = month_reader(read_key(plain, "months_begin_on", read_begins_on))
    return Waiver(
        read_key(plain, "promise", read_text),
        read_key(plain, "month", month),
        read_key(plain, "by", read_text),
        read_key(plain, "because", read_text),
    )
