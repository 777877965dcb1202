"""What conditions answer: checked before anybody relies on it, and put in order."""

from collections.abc import Iterable, Sequence

from smarketing.consequences.contract import CaseHistory
from smarketing.errors import RuleError
from smarketing.verdicts import Verdict

_SEQUENCE = (tuple, list)


def checked_causes(rule: object, found: object) -> Sequence[Verdict]:
    """Give the verdicts with which a condition answered; RuleError if they are none."""
    if isinstance(found, _SEQUENCE) and (not found or all(map(_is_verdict, found))):
        return found
    message = f"answered {found!r}; a condition answers with the verdicts that make it hold, or with ()"
    raise RuleError(type(rule).__name__, type(rule).__module__.partition(".")[0], message)


def _is_verdict(each: object) -> bool:
    return isinstance(each, Verdict)


def once_in_order(verdicts: Iterable[Verdict], history: CaseHistory) -> list[Verdict]:
    """Give verdicts each once, oldest first; those of a month in the order of the case."""
    places = {track[-1].promise.name: place for place, track in enumerate(history.verdicts)}
    found = {(each.month.ordinal, places.get(each.promise.name, -1), each.promise.name): each for each in verdicts}
    return [found[key] for key in sorted(found)]
