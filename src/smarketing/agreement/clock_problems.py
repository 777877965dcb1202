"""What does not fit together in the clocks of handoffs and channels, and in the names of what they imply."""

from collections.abc import Iterator

from smarketing.agreement.draft import Draft
from smarketing.agreement.section import Path
from smarketing.agreement.sections.clocks import Clock, is_business_time
from smarketing.agreement.sections.handoffs import FollowUp
from smarketing.criteria import Criterion, CriterionError
from smarketing.errors import Problem


def _clocks(draft: Draft) -> Iterator[tuple[Path, str, Clock]]:
    """The clocks with their places, and who has to keep them."""
    for handoff in draft.handoffs:
        yield from ((("handoffs", handoff.name, step), handoff.answers, clock) for step, clock in handoff.clocks)
    for channel in draft.channels:
        yield from ((("channels", channel.name, step), channel.answers, clock) for step, clock in channel.clocks)


def taken_names(draft: Draft) -> Iterator[Problem]:
    """Promises share one list of names, those that are declared and those that others imply."""
    taken = {objective.name for objective in draft.objectives}
    for level in draft.levels:
        if level.name in taken:
            yield Problem(
                f"its level is a promise {level.name!r}, and there is another", ("objectives", level.part_of or "")
            )
    taken |= {level.name for level in draft.levels}
    for section, parts in draft.bringing.items():
        for part in parts:
            for promise in part.promises:
                if promise.name in taken:
                    yield Problem(f"it brings a promise {promise.name!r}, and there is another", (section, part.name))
        taken |= {promise.name for part in parts for promise in part.promises}


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
