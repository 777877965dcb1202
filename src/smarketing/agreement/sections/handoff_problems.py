"""What does not fit together in handoffs, channels and their clocks."""

from collections.abc import Iterator

from smarketing.agreement.draft import Draft
from smarketing.agreement.sections.clocks import EVENT, Clock, is_business_time
from smarketing.agreement.sections.handoffs import FollowUp
from smarketing.criteria import Criterion, CriterionError
from smarketing.errors import Problem
from smarketing.verdicts import Reference

Path = tuple[str | int, ...]


def handoff_references(draft: Draft) -> Iterator[Reference]:
    """Give the names that hours, handoffs and channels use."""
    for hours in draft.hours:
        for path, name in hours.parts:
            yield Reference("hours", name, ("hours", hours.name, *path))
    for handoff in draft.handoffs:
        yield Reference("party", handoff.giver, ("handoffs", handoff.name, "from"))
        yield Reference("party", handoff.taker, ("handoffs", handoff.name, "to"))
    for channel in draft.channels:
        yield Reference("party", channel.owed_by, ("channels", channel.name, "owed_by"))
    for party in draft.parties:
        if party.hours is not None:
            yield Reference("hours", party.hours, ("parties", party.name, "hours"))
    for path, _party, clock in _clocks(draft):
        if clock.hours is not None:
            yield Reference("hours", clock.hours, (*path, "hours"))


def _clocks(draft: Draft) -> Iterator[tuple[Path, str, Clock]]:
    """The clocks with their places, and who has to keep them."""
    for handoff in draft.handoffs:
        yield from ((("handoffs", handoff.name, step), handoff.answers, clock) for step, clock in handoff.clocks)
    for channel in draft.channels:
        yield from ((("channels", channel.name, step), channel.answers, clock) for step, clock in channel.clocks)


def handoff_problems(draft: Draft) -> Iterator[Problem]:
    """Say what is wrong with handoffs, but for their clocks."""
    for handoff in draft.handoffs:
        path: Path = ("handoffs", handoff.name)
        if handoff.giver == handoff.taker:
            yield Problem(f"{handoff.giver!r} cannot hand over to itself", (*path, "to"))
        reasons = () if handoff.accept is None else handoff.accept.reject_for
        for step, names in ((("information",), handoff.information), (("accept", "reject_for"), reasons)):
            for place, name in enumerate(names):
                if name in names[:place]:
                    yield Problem(f"{name!r} is named twice", (*path, *step, place))
    yield from _taken_names(draft)


def _taken_names(draft: Draft) -> Iterator[Problem]:
    """Promises share one list of names, those that are stated and those that handoffs, channels and services bring."""
    taken = {objective.name for objective in draft.objectives}
    for section, parts in draft.bringing.items():
        for part in parts:
            for promise in part.promises:
                if promise.name in taken:
                    yield Problem(f"it brings a promise {promise.name!r}, and there is another", (section, part.name))
        taken |= {promise.name for part in parts for promise in part.promises}


def channel_problems(draft: Draft) -> Iterator[Problem]:
    """Say which channels neither promise anything nor say what they are for."""
    for channel in draft.channels:
        if channel.reply is None and not channel.purpose:
            yield Problem("a channel says what it is for (purpose), or how fast it replies", ("channels", channel.name))


def event_problems(draft: Draft) -> Iterator[Problem]:
    """Say which events exclude others, which only definitions do, and which no clock can name."""
    for event in draft.events:
        if event.excludes:
            yield Problem("an event excludes no other", ("events", event.name, "excludes"))
        if not EVENT.fullmatch(event.name):
            yield Problem(f"an event is a word, as in 'replied'; not {event.name!r}", ("events", event.name))


def clock_problems(draft: Draft) -> Iterator[Problem]:
    """Say what is wrong with clocks."""
    for path, party, clock in _clocks(draft):
        attempts = clock.attempts if isinstance(clock, FollowUp) else None
        times = clock.times if attempts is None else (*clock.times, attempts.within)
        if draft.hours_of(clock, party) is None and any(map(is_business_time, times)):
            message = "business time runs by somebody's hours; name them, as in 'hours: office'"
            yield Problem(message, path, kind="business time")
        for name in clock.starts:
            if name in clock.stops:
                yield Problem(f"{name!r} both starts and stops it", (*path, "stops"))
        for key in ("starts", "stops"):
            if not getattr(clock, key):
                yield Problem(f"nothing {key} it", (*path, key))
        for place, case in enumerate(clock.cases):
            if (error := _case_error(draft, case.when)) is not None:
                yield Problem(str(error), (*path, "cases", place, "when"))


def case_criteria(draft: Draft) -> Iterator[tuple[Path, str, Criterion]]:
    """Give the criteria of cases that can be read, with their places, for the parser and for people."""
    for path, _party, clock in _clocks(draft):
        for place, case in enumerate(clock.cases):
            if _case_error(draft, case.when) is None:
                criterion = Criterion.parse(case.when, definitions=draft.criteria, units=draft.nouns)
                yield (*path, "cases", place, "when"), f"a case of {path[1]!r}", criterion


def _case_error(draft: Draft, text: str) -> CriterionError | None:
    try:
        Criterion.parse(text, definitions=draft.criteria, units=draft.nouns)
    except CriterionError as error:
        return error
    return None
