"""Handoffs: what triggers them, what passes, and how fast it is accepted and followed up."""

from collections.abc import Iterator, Sequence

import attrs

from smarketing.actuals import as_names
from smarketing.agreement.section import Section
from smarketing.agreement.sections.clocks import (
    EVENT,
    Attempts,
    Clock,
    Repeats,
    as_attempts,
    check_share,
    clock_references,
    event_names,
)
from smarketing.agreement.sections.objectives import Objective
from smarketing.errors import InvalidValueError, Problem
from smarketing.evaluators import AtLeast
from smarketing.fields import about
from smarketing.units import Quantity, as_quantity, optional_quantity, written
from smarketing.verdicts import Reference

ACCEPTED = ("accepted",)


@attrs.frozen
class Acceptance(Clock):
    """The taker accepts what is handed over, or rejects it for one of the reasons that both agreed on.

    It runs from each handing over until that is accepted or rejected, or followed up, which accepts it too, and rests
    for nothing, unless stated; what nobody decides in time counts as accepted then. A rejection for another reason is
    none.
    """

    starts: tuple[str, ...] = event_names(metadata=about("The events that start the clock."))
    pauses: tuple[str, ...] = event_names(metadata=about("The events from which on it rests; waiting unless stated."))
    repeats: Repeats = attrs.field(
        default="after each start",
        kw_only=True,
        metadata=about("Whether it runs once, again after each start, or again after each stop."),
    )
    reject_for: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, kw_only=True, metadata=about("The reasons for which it may be rejected.")
    )

    @reject_for.validator
    def _check_reasons(self, _: object, reasons: tuple[str, ...]) -> None:
        if not all(reasons):
            raise InvalidValueError("a reason is said in words", "reject_for")


@attrs.frozen
class FollowUp(Clock):
    """The taker follows up, and tries so often; `effort` is the working time that one attempt takes.

    It runs from acceptance (from the handing over, where nothing is accepted) until the first genuine contact, unless
    stated. What counts as an attempt are `tries`, and none is owed any more after one of `until`.
    """

    stops: tuple[str, ...] = event_names("contacted", metadata=about("The events that stop it."))
    repeats: Repeats = attrs.field(
        default="after each start",
        kw_only=True,
        metadata=about("Whether it runs once, again after each start, or again after each stop."),
    )
    tries: tuple[str, ...] = event_names(
        "attempted",
        "contacted",
        metadata=about("The events that count as an attempt; attempted and contacted unless stated."),
    )
    until: tuple[str, ...] = event_names(
        "connected", metadata=about("The events after which no attempt is owed any more; connected unless stated.")
    )
    attempts: Attempts | None = attrs.field(
        default=None,
        converter=as_attempts,
        kw_only=True,
        metadata=about("How often, at least, within a time, as 6 in 10 business_days."),
    )
    effort: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        kw_only=True,
        metadata=about("The working time that one attempt takes, as 15 minutes."),
    )

    @effort.validator
    def _check_effort(self, _: object, effort: Quantity | None) -> None:
        if effort is not None and ("/" in effort.unit or not effort.measures("minute") or effort.value <= 0):
            raise InvalidValueError(f"an attempt takes a time, as in '15 minutes'; not {written(effort)}", "effort")


@attrs.frozen
class Handoff:
    """The transfer of a lead, a ticket or a customer from one party to another.

    `trigger` says what is handed over (a definition's name or a criterion), `event` is what happens then,
    `information` what is passed on, and `notice` how the taker learns of it. It brings promises: `NAME.informed` of
    the giver, `NAME.accepted`, `NAME.followed-up` and `NAME.attempted` of the taker.
    """

    name: str = attrs.field()
    giver: str = attrs.field(metadata=about("The party that hands over.", key="from"))
    taker: str = attrs.field(metadata=about("The party that takes.", key="to"))
    trigger: str = attrs.field(default="", metadata=about("What is handed over: a definition, or a criterion."))
    information: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata=about("What is passed on, field by field.")
    )
    notice: str = attrs.field(default="", metadata=about("How the taker learns of it."))
    accept: Acceptance | None = attrs.field(
        default=None, kw_only=True, metadata=about("How fast it is accepted or rejected.")
    )
    follow_up: FollowUp | None = attrs.field(default=None, kw_only=True, metadata=about("How fast it is followed up."))
    event: str = attrs.field(
        default="handed_over",
        kw_only=True,
        metadata=about("What happens when it is handed over; handed_over unless stated."),
    )
    informed_at_least: Quantity = attrs.field(
        default=Quantity(100, "%"),
        converter=as_quantity,
        kw_only=True,
        metadata=about("The share of all that must come with all information; 100 % unless stated."),
    )

    @event.validator
    def _check_event(self, _: object, event: str) -> None:
        if not EVENT.fullmatch(event):
            raise InvalidValueError(f"an event is a word, as in 'handed_over'; not {event!r}", "event")

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a handoff has a name", "name")

    @information.validator
    def _check_information(self, _: object, information: tuple[str, ...]) -> None:
        if not all(information):
            raise InvalidValueError("what is passed on has a name", "information")

    @informed_at_least.validator
    def _check_informed(self, _: object, share: Quantity) -> None:
        check_share(share, "informed_at_least")

    @property
    def clocks(self) -> tuple[tuple[str, Clock], ...]:
        """The clocks of acceptance and follow-up, as far as there are any, with the events that start them."""
        accept, follow_up = self.accept, self.follow_up
        clocks: list[tuple[str, Clock]] = []
        if accept is not None:
            decisions = (*ACCEPTED, "rejected", *(() if follow_up is None else follow_up.stops))
            starts, stops = accept.starts or (self.event,), accept.stops or decisions
            clocks.append(("accept", attrs.evolve(accept, starts=starts, stops=stops)))
        if follow_up is not None:
            begins = (self.event,) if accept is None else ACCEPTED
            clocks.append(("follow_up", attrs.evolve(follow_up, starts=follow_up.starts or begins)))
        return tuple(clocks)

    @property
    def answers(self) -> str:
        """The party whose clocks these are."""
        return self.taker

    @property
    def clock_promises(self) -> tuple[str, ...]:
        """The names of the promises that the clocks are for."""
        names = {"accept": "accepted", "follow_up": "followed-up"}
        return tuple(f"{self.name}.{names[step]}" for step, _clock in self.clocks)

    @property
    def promises(self) -> tuple[Objective, ...]:
        """What the giver and the taker owe each other by it."""
        owed: list[tuple[str, str, str, Quantity]] = []
        if self.information:
            owed.append(("informed", self.giver, self.taker, self.informed_at_least))
        if self.accept is not None:
            owed.append(("accepted", self.taker, self.giver, self.accept.at_least))
        if self.follow_up is not None:
            owed.append(("followed-up", self.taker, self.giver, self.follow_up.at_least))
            if self.follow_up.attempts is not None:
                owed.append(("attempted", self.taker, self.giver, self.follow_up.at_least))
        return tuple(Objective(f"{self.name}.{what}", by, to, AtLeast(share)) for what, by, to, share in owed)

    @property
    def volume(self) -> str:
        """The name of the metric that counts what is handed over."""
        return f"{self.name}.handed-over"


def _references(handoff: Handoff) -> Iterator[Reference]:
    yield Reference("party", handoff.giver, ("from",))
    yield Reference("party", handoff.taker, ("to",))
    yield from clock_references(handoff.clocks)


def _problems(handoffs: Sequence[Handoff]) -> Iterator[Problem]:
    for handoff in handoffs:
        if handoff.giver == handoff.taker:
            yield Problem(f"{handoff.giver!r} cannot hand over to itself", (handoff.name, "to"))
        reasons = () if handoff.accept is None else handoff.accept.reject_for
        for step, names in ((("information",), handoff.information), (("accept", "reject_for"), reasons)):
            for place, name in enumerate(names):
                if name in names[:place]:
                    yield Problem(f"{name!r} is named twice", (handoff.name, *step, place))


HANDOFFS = Section(
    key="handoffs",
    sentence="What one party hands over to another, and how fast it is taken up.",
    holds=Handoff,
    named_by="name",
    merging="by name",
    bears=("promise", "metric"),
    references=_references,
    problems=_problems,
)
