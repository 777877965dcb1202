"""What a change makes of causes for which something is excluded."""

from collections.abc import Iterator

from smarketing.agreement import Agreement, ExcludedCause
from smarketing.diffs.change import Change, pairs


def changed_exclusions(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give which causes are others, for each party that owes a promise of whose figures something is taken out.

    Neither stricter nor looser: less of a count may help, or not.
    """
    for name, was, now in pairs(old.exclusions, new.exclusions):
        if was != now:
            message = _message(was, now)
            for party in _owing(old, was) | _owing(new, now):
                yield Change(party, "other", f"exclusion {name}", message)


def _owing(agreement: Agreement, cause: ExcludedCause | None) -> dict[str, None]:
    """The parties that owe the promises."""
    names = () if cause is None else cause.promises
    return {agreement.promise_by_name[name].owed_by: None for name in names}


def _message(was: ExcludedCause | None, now: ExcludedCause | None) -> str:
    texts = ["" if each is None else each.describe() for each in (was, now)]
    if was is None or now is None:
        return f"is new: {texts[1]}" if was is None else f"is gone: it was {texts[0]}"
    return f"is {texts[1]}, was {texts[0]}"
