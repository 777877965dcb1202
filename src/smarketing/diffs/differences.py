"""What a change makes stricter, looser or otherwise different, party by party."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import attrs

from smarketing.agreement import SECTIONS, Agreement
from smarketing.checks.check_rule import Diagnostic
from smarketing.checks.checking import check
from smarketing.diffs.change import Change, pairs, said
from smarketing.diffs.consequences import changed_consequences
from smarketing.diffs.definitions import changed_definitions, changed_scoring
from smarketing.diffs.exclusions import changed_exclusions
from smarketing.diffs.handoffs import changed_channels, changed_events, changed_handoffs, changed_hours
from smarketing.diffs.promises import changed_promises
from smarketing.diffs.services import changed_services
from smarketing.diffs.shared_limits import changed_shared_limits
from smarketing.units import written


@attrs.frozen
class Differences:
    """What lies between two versions: the changes, and what the new one has of unsound that the old one had not."""

    changes: tuple[Change, ...]
    unsound: tuple[Diagnostic, ...]


def differences(old: Agreement, new: Agreement) -> Differences:
    """Compare two versions of an agreement; parts are the same if they have the same name."""
    before = {_without_places(each) for each in check(old)}
    unsound = (each for each in check(new) if _without_places(each) not in before)
    return Differences(changes_between(old, new), tuple(unsound))


def changes_between(old: Agreement, new: Agreement) -> tuple[Change, ...]:
    """Give what changed from one version to another, party by party."""
    found = [change for compare in _COMPARED for change in compare(old, new)]
    order: list[str | None] = [party.name for party in (*new.parties, *old.parties)]
    found.sort(key=lambda change: len(order) if change.party is None else order.index(change.party))
    return tuple(found)


def _without_places(found: Diagnostic) -> tuple[str, tuple[str, ...], str]:
    """What was found and of which part, wherever in a list that part stands."""
    return found.code, tuple(step for step in found.path if isinstance(step, str)), found.message


def _rest(old: Agreement, new: Agreement) -> Iterator[Change]:
    for field, what in (
        ("title", "the title"),
        ("summary", "the summary"),
        ("no_data", "what a missing figure counts as"),
        ("one_sided", "why it is one-sided"),
        ("partial_months", "what is owed for a month that the term covers in part"),
    ):
        if getattr(old, field) != getattr(new, field):
            yield Change(None, "other", what, f"is {str(getattr(new, field))!r}, was {str(getattr(old, field))!r}")
    yield from _beginning(old, new)
    yield from _term(old, new)
    if old.since != new.since and old not in new.versions:
        since = [f"amends another from {each.since}" if each.since else "amends nothing" for each in (new, old)]
        yield Change(None, "other", "the agreement", f"{since[0]} now, and before it {since[1]}")
    if set(old.units) != set(new.units):
        yield Change(None, "other", "the units", f"are {said(new.units)}, were {said(old.units)}")
    yield from _goal(old, new)
    for section in SECTIONS:
        if section.key in _COMPARED_BY_OTHERS or not section.named_by:
            continue
        if section.merging == "never" and old in new.versions[:-1]:
            continue  # an amendment is signed again
        yield from _parts(section.key, section.named_by, getattr(old, section.field), getattr(new, section.field))


_MONTH_OF_CHANGE = {
    "before": "by the version before",
    "after": "by the new version",
    "by days": "by both versions, each for its days",
}


def _beginning(old: Agreement, new: Agreement) -> Iterator[Change]:
    """How an amendment begins: of two, what is otherwise; of one and what it amends, what is stated."""
    follows = old in new.versions[:-1]
    usual = new.consolidated if follows else old
    if new.month_of_change != usual.month_of_change:
        was = "" if follows else f", was judged {_MONTH_OF_CHANGE[old.month_of_change]}"
        yield Change(None, "other", "the month of change", f"is judged {_MONTH_OF_CHANGE[new.month_of_change]}{was}")
    if new.retroactive != usual.retroactive:
        says = "holds from its day on, though signed later" if new.retroactive else "holds only once it is signed"
        yield Change(None, "other", "the amendment", says)


def _term(old: Agreement, new: Agreement) -> Iterator[Change]:
    for field in ("start", "end", "timezone"):
        was, now = getattr(old.term, field), getattr(new.term, field)
        if was != now:
            yield Change(None, "other", f"the term's {field}", f"is {said(now)}, was {said(was)}")
    begin_on = [each.calendar.months_begin_on for each in (new, old)]
    if begin_on[0] != begin_on[1]:
        yield Change(
            None, "other", "the calendar", f"begins months on day {begin_on[0]}, before it on day {begin_on[1]}"
        )
    if old.calendar.year_begins != new.calendar.year_begins:
        counted = [each.calendar.describe() for each in (new, old)]
        yield Change(None, "other", "the calendar", f"counts quarters and years {counted[0]}, before it {counted[1]}")


def _goal(old: Agreement, new: Agreement) -> Iterator[Change]:
    """The funnel: what it is made of, and what it asks of each stage."""
    if old.funnel is None or new.funnel is None:
        if old.funnel is not new.funnel:
            yield Change(None, "other", "the funnel", "is new" if old.funnel is None else "is gone")
        return
    for field in attrs.fields(type(new.funnel)):
        was, now = getattr(old.funnel, field.name), getattr(new.funnel, field.name)
        if field.name != "stages" and was != now:
            what = "the goal" if field.name == "goal" else f"the funnel's {field.name}"
            yield Change(None, "other", what, f"is {said(now)}, was {said(was)}")
    yield from _parts("stages", "name", old.funnel.stages, new.funnel.stages)
    before = {need.stage: need.volume for need in old.plan or ()}
    for need in new.plan or ():
        if need.stage in before and before[need.stage] != need.volume:
            message = f"the plan needs {written(need.volume)}, needed {written(before[need.stage])}"
            yield Change(None, "other", need.stage, message)


def _parts(section: str, key: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[Change]:
    for name, was, now in pairs(old, new, key):
        if was != now:
            said = "is new" if was is None else "is gone" if now is None else _fields(was, now)
            concerned = name if section == "parties" else None
            yield Change(concerned, "other", f"{section}: {name}", said)


def _fields(was: Any, now: Any) -> str:
    if type(was) is not type(now):
        return "is of another kind"
    fields = [field.name for field in attrs.fields(type(now))]
    changed = [name for name in fields if getattr(was, name) != getattr(now, name)]
    return "; ".join(f"{name} is {said(getattr(now, name))}, was {said(getattr(was, name))}" for name in changed)


_COMPARED_BY_OTHERS = frozenset(
    "objectives consequences limits exclusions definitions scoring handoffs channels services events hours".split()
)
"""The sections whose changes are said for each party; all others are compared field by field."""

_COMPARED: Sequence[Callable[[Agreement, Agreement], Iterator[Change]]] = (
    changed_promises,
    changed_consequences,
    changed_shared_limits,
    changed_exclusions,
    changed_definitions,
    changed_scoring,
    changed_handoffs,
    changed_channels,
    changed_services,
    changed_events,
    changed_hours,
    _rest,
)
