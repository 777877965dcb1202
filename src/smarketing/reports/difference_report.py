"""What lies between two versions of an agreement, as lines and as plain values."""

from collections.abc import Iterator
from typing import Any

from smarketing.checks import Differences
from smarketing.reports.diagnostics import diagnostics_json

_EVERYBODY = "Everybody"


def difference_lines(found: Differences) -> Iterator[str]:
    """Say what changed party by party: what is stricter or looser for it, and what else."""
    for party in found.parties:
        yield party or _EVERYBODY
        for change in found.changes:
            if change.party == party:
                yield f"  {'' if change.way == 'other' else change.way:<8}  {change}"
    if found.unsound:
        yield "Unsound now, and not before"
        yield from (f"  {each}" for each in found.unsound)


def differences_json(found: Differences) -> dict[str, Any]:
    """Give the changes, and what is unsound now and was not before, as plain values."""
    changes = [
        {"party": each.party, "way": each.way, "what": each.what, "message": each.message} for each in found.changes
    ]
    return {"changes": changes, "unsound": diagnostics_json(found.unsound)}
