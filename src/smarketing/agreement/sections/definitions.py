"""The words that the parties agreed on, and what events are."""

from collections.abc import Iterator, Sequence

import attrs

from smarketing.actuals import as_names
from smarketing.agreement.section import Section
from smarketing.agreement.sections.clocks import EVENT
from smarketing.errors import InvalidValueError, Problem
from smarketing.fields import about
from smarketing.verdicts import Reference


@attrs.frozen
class Definition:
    """A term that the parties agreed on: what it means, and the criterion for it as text.

    The criterion may use other definitions by their names. `excludes` names definitions that nothing can meet beside
    this one.
    """

    name: str = attrs.field()
    means: str = attrs.field(metadata=about("What the word means, for people."))
    when: str | None = attrs.field(
        default=None, metadata=about("The criterion for it, as: score >= 50 and grade in ['A', 'B'].")
    )
    excludes: tuple[str, ...] = attrs.field(
        default=(),
        converter=as_names,
        kw_only=True,
        metadata=about("Definitions that nothing can meet beside this one."),
    )

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a definition has a name", "name")


def _references(definition: Definition) -> Iterator[Reference]:
    for place, name in enumerate(definition.excludes):
        yield Reference("definition", name, ("excludes", place))


def _problems(definitions: Sequence[Definition]) -> Iterator[Problem]:
    for definition in definitions:
        for place, name in enumerate(definition.excludes):
            path = (definition.name, "excludes", place)
            if name == definition.name:
                yield Problem("a definition cannot exclude itself", path)
            elif name in definition.excludes[:place]:
                yield Problem(f"{name!r} is excluded twice", path)


def _event_problems(events: Sequence[Definition]) -> Iterator[Problem]:
    """Only definitions exclude others, and clocks name events by words."""
    for event in events:
        if event.excludes:
            yield Problem("an event excludes no other", (event.name, "excludes"))
        if not EVENT.fullmatch(event.name):
            yield Problem(f"an event is a word, as in 'replied'; not {event.name!r}", (event.name,))


DEFINITIONS = Section(
    key="definitions",
    sentence="What the words mean, and the criterion for each.",
    holds=Definition,
    named_by="name",
    merging="by name",
    shared=True,
    references=_references,
    problems=_problems,
)
EVENTS = Section(
    key="events",
    sentence="What happens to a lead, and the criterion by which a row of an event log is such an event.",
    holds=Definition,
    named_by="name",
    merging="by name",
    problems=_event_problems,
)
