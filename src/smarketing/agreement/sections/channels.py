"""Channels: what the public may expect of a company there, short enough for a bio."""

from collections.abc import Iterator, Sequence

import attrs

from smarketing.agreement.section import Section
from smarketing.agreement.sections.clocks import Clock, Repeats, clock_references, event_names
from smarketing.agreement.sections.objectives import Objective
from smarketing.agreement.sections.parties import THE_PUBLIC
from smarketing.errors import InvalidValueError, Problem
from smarketing.evaluators import AtLeast
from smarketing.fields import about
from smarketing.verdicts import Reference


@attrs.frozen
class Reply(Clock):
    """Somebody who asks gets a reply; a question after a reply starts the clock again, unless stated."""

    starts: tuple[str, ...] = event_names("asked", metadata=about("The events that start the clock."))
    stops: tuple[str, ...] = event_names("replied", metadata=about("The events that stop it."))
    repeats: Repeats = attrs.field(
        default="after each start", kw_only=True, metadata=about("When the clock starts again for the same case.")
    )


@attrs.frozen
class Channel:
    """A place where a party answers the public, as a social network.

    `purpose` says what it is for, `not_for` what nobody can expect there. Without a clock (`reply`) nothing is
    promised; with one, the promise bears the channel's name and is owed to the public. `trigger` says what is a
    question (a definition's name or a criterion); the rest, as spam, is none.
    """

    name: str = attrs.field()
    owed_by: str = attrs.field(metadata=about("The party that answers."))
    purpose: str = attrs.field(default="", metadata=about("What the channel is for."))
    not_for: str = attrs.field(default="", metadata=about("What nobody can expect there."))
    trigger: str = attrs.field(
        default="",
        kw_only=True,
        metadata=about("What is a question: a definition, or a criterion; else all are."),
    )
    reply: Reply | None = attrs.field(default=None, kw_only=True, metadata=about("How fast it replies."))

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a channel has a name", "name")
        if name == "any":
            raise InvalidValueError(f"{name!r} cannot name a promise", "name")

    @property
    def clocks(self) -> tuple[tuple[str, Clock], ...]:
        """The clock, if there is one."""
        return () if self.reply is None else (("reply", self.reply),)

    @property
    def answers(self) -> str:
        """The party whose clock it is."""
        return self.owed_by

    @property
    def clock_promises(self) -> tuple[str, ...]:
        """The names of the promises that the clocks are for."""
        return tuple(self.name for _each in self.clocks)

    @property
    def promises(self) -> tuple[Objective, ...]:
        """What the public is owed."""
        if self.reply is None:
            return ()
        return (Objective(self.name, self.owed_by, THE_PUBLIC, AtLeast(self.reply.at_least)),)

    @property
    def volume(self) -> str:
        """The name of the metric that counts the questions."""
        return f"{self.name}.asked"


def _references(channel: Channel) -> Iterator[Reference]:
    yield Reference("party", channel.owed_by, ("owed_by",))
    yield from clock_references(channel.clocks)


def _problems(channels: Sequence[Channel]) -> Iterator[Problem]:
    """A channel promises something, or at least says what it is for."""
    for channel in channels:
        if channel.reply is None and not channel.purpose:
            yield Problem("a channel says what it is for (purpose), or how fast it replies", (channel.name,))


CHANNELS = Section(
    key="channels",
    sentence="Where a party answers the public, what for, and how fast.",
    holds=Channel,
    named_by="name",
    merging="by name",
    bears=("promise", "metric"),
    references=_references,
    problems=_problems,
)
