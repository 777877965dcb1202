"""What lies between versions of an agreement, as lines and as plain values."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from smarketing.agreement import Agreement
from smarketing.diffs import Change, Differences, changes_between
from smarketing.legible_text import on_one_line
from smarketing.reports.diagnostics import diagnostics_json
from smarketing.verdicts import listed

_EVERYBODY = "Everybody"


def difference_lines(found: Differences) -> Iterator[str]:
    """Say what changed party by party: what is stricter or looser for it, and what else."""
    yield from _change_lines(found.changes)
    if found.unsound:
        yield "Unsound now, and not before"
        yield from (f"  {each}" for each in found.unsound)


def _change_lines(changes: Sequence[Change]) -> Iterator[str]:
    for party in dict.fromkeys(change.party for change in changes):
        yield on_one_line(party or _EVERYBODY)
        for change in changes:
            if change.party == party:
                yield on_one_line(f"  {'' if change.way == 'other' else change.way:<8}  {change}")


def differences_json(found: Differences) -> dict[str, Any]:
    """Give the changes, and what is unsound now and was not before, as plain values."""
    return {"changes": _changes_json(found.changes), "unsound": diagnostics_json(found.unsound)}


def _changes_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [{"party": each.party, "way": each.way, "what": each.what, "message": each.message} for each in changes]


def history_lines(agreement: Agreement) -> Iterator[str]:
    """Say version by version from when it holds, who signed it, and what it changed."""
    for number, (version, changes) in enumerate(_history(agreement), 1):
        since = version.since or version.term.start
        yield on_one_line(f"Version {number}, from {since}: {_standing(agreement, version)}")
        if version.signatures:
            signed = listed([f"{each.party} on {each.on}" for each in version.signatures])
            yield on_one_line(f"  signed by {signed}")
        yield from (f"  {line}" for line in _change_lines(changes))


def _standing(agreement: Agreement, version: Agreement) -> str:
    if (begins := agreement.first_month_of(version)) is not None:
        return f"in force from {begins}"
    if version.begins is not None and version.begins not in version.term_months:
        return "never in force, for it was signed after its end"
    if version.begins is not None:
        days = next((each for each in agreement.days_in(version.begins) if each.version is version), None)
        if days is not None:
            return f"in force from {days.first_day} to {days.last_day}"
        return "never in force, for a later version was signed before"
    signed = {each.party for each in version.signatures}
    missing = [each.name for each in version.parties if each.name not in signed]
    return f"not in force, for {listed(missing)} did not sign it"


def history_json(agreement: Agreement) -> list[dict[str, Any]]:
    """Give the versions, oldest first, as plain values; `begins` is the first month in force, None if there is none."""
    return [
        {
            "title": version.title,
            "since": (version.since or version.term.start).isoformat(),
            "begins": None if (begins := agreement.first_month_of(version)) is None else str(begins),
            "signatures": {each.party: each.on.isoformat() for each in version.signatures},
            "changes": _changes_json(changes),
        }
        for version, changes in _history(agreement)
    ]


def _history(agreement: Agreement) -> Iterator[tuple[Agreement, Sequence[Change]]]:
    yield agreement.versions[0], ()
    for before, version in pairwise(agreement.versions):
        yield version, changes_between(before, version)
