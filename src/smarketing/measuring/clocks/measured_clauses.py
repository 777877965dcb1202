"""What a handoff or a channel asks of a table: events, fields, the times of its clocks, and who does not count."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

import attrs

from smarketing.agreement import Acceptance, Agreement, Channel, Clock, FollowUp, Handoff
from smarketing.criteria import Criterion
from smarketing.hours import Calendar
from smarketing.measuring.clocks.deadlines import Timer, timer

ACCEPTED, RECYCLED, DISQUALIFIED = "accepted", "recycled", "disqualified"
OTHERWISE = "rejected otherwise"
IDLE = "idle: "
"""How the name begins of what counts the events that moved no clock."""


@attrs.frozen
class Timed:
    """A clock of a part: the step that it is for, its promise, and the times that it may have.

    The times go by case, then by calendar; `names` are those of the calendars, and `usual` the place of the one that
    counts where a field names none.
    """

    step: str
    promise: str
    clock: Clock
    criteria: tuple[Criterion, ...]
    names: tuple[str | None, ...]
    calendars: tuple[Calendar | None, ...]
    usual: int | None
    timezone: str

    @cached_property
    def timers(self) -> tuple[Timer, ...]:
        """Give the times, those of the first case first."""
        return tuple(
            timer(within, calendar, self.timezone) for within in self.clock.times for calendar in self.calendars
        )

    @property
    def attempts(self) -> tuple[Timer, ...]:
        """Give the times within which attempts count, by calendar."""
        clock = self.clock
        if not isinstance(clock, FollowUp) or clock.attempts is None:
            return ()
        return tuple(timer(clock.attempts.within, calendar, self.timezone) for calendar in self.calendars)


@attrs.frozen
class MeasuredClause:
    """A handoff or a channel of an agreement, as something to be measured, without the promises that cannot be."""

    agreement: Agreement
    part: Handoff | Channel
    unmeasured: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name of the handoff or channel."""
        return self.part.name

    @property
    def handoff(self) -> Handoff | None:
        """The handoff, if it is one."""
        return self.part if isinstance(self.part, Handoff) else None

    @cached_property
    def clocks(self) -> tuple[Timed, ...]:
        """The clocks with their times."""
        return tuple(each for each in self._timed() if each.promise not in self.unmeasured)

    def _timed(self) -> Iterator[Timed]:
        for (step, clock), promise in zip(self.part.clocks, self.part.clock_promises, strict=True):
            usual = self.agreement.hours_of(clock, self.part.answers)
            known = self.agreement.calendars
            names: tuple[str | None, ...] = tuple(known) if clock.hours_by is not None else (usual,)
            calendars = tuple(None if name is None else known[name] for name in names)
            criteria = tuple(self.agreement.criterion(case.when) for case in clock.cases)
            place = names.index(usual) if usual in names else None
            zone = self.agreement.term.timezone
            yield Timed(step, promise, clock, criteria, names, calendars, place, zone)

    @property
    def begins(self) -> tuple[str, ...]:
        """The events of which one must be there for anything to be measured."""
        handoff = self.handoff
        return self.part.clocks[0][1].starts if handoff is None else (handoff.event,)

    @cached_property
    def trigger(self) -> Criterion | None:
        """The criterion that tells whom the part is for; None if it is for all."""
        agreement = self.agreement
        return (agreement.channel_triggers if self.handoff is None else agreement.triggers).get(self.name)

    @property
    def information(self) -> tuple[str, ...]:
        """The fields that must be filled."""
        return () if self.handoff is None else self.handoff.information

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for which something may be rejected; none if for all."""
        accept = None if self.handoff is None else self.handoff.accept
        return () if accept is None else accept.reject_for

    @cached_property
    def events(self) -> tuple[str, ...]:
        """All events that move clocks or are counted."""
        named = [name for each in self.clocks for name in each.clock.moved_by]
        extra = [] if self.handoff is None else [self.handoff.event, RECYCLED, DISQUALIFIED]
        return tuple(dict.fromkeys([*self.begins, *named, *extra]))

    @cached_property
    def moves_only(self) -> tuple[str, ...]:
        """The events that do nothing where no clock runs: those that only pause it, restart it or take it out."""
        moves = [name for each in self.clocks for name in _only_moving(each.clock)]
        begins_or_ends = {name for each in self.clocks for name in (*each.clock.starts, *each.clock.stops)}
        return tuple(name for name in dict.fromkeys(moves) if name not in begins_or_ends)

    @property
    def tried(self) -> tuple[str, ...]:
        """The events that attempts are counted by."""
        clocks = [each.clock for each in self.clocks if each.attempts]
        some = [each for each in clocks if isinstance(each, FollowUp)]
        return tuple(name for each in some for name in (*each.tries, *each.until))

    @property
    def criteria(self) -> Sequence[Criterion]:
        """All criteria that look at fields of a case."""
        own = () if self.trigger is None else (self.trigger,)
        return (*own, *(each for timed in self.clocks for each in timed.criteria))

    @property
    def fields(self) -> set[str]:
        """The fields of cases and of events that the agreement asks for by name."""
        events = self.agreement.event_criteria[0].values()
        asked = {name for criterion in (*self.criteria, *events) for name in criterion.fields}
        return asked | {*self.information} | {each.clock.hours_by for each in self.clocks if each.clock.hours_by}

    def measurable(self, known: Collection[str]) -> "tuple[MeasuredClause, list[str]]":
        """Give the part without the promises whose events a table does not have, and what they would need."""
        said: dict[str, str] = {}
        of_logs = [each.promise for each in self._timed() if each.clock.repeats == "after each stop"]
        of_logs += [f"{self.name}.attempted" for each in self._timed() if each.attempts]
        for each in self._timed():
            begins = [name for name in each.clock.starts if name in known or (name == ACCEPTED and self._decides(said))]
            for events, there in ((each.clock.starts, begins), (each.clock.stops, set(each.clock.stops) & set(known))):
                if not there:
                    said.setdefault(each.promise, " or ".join(f"{name}_at" for name in events))
        told = [f"{name} is not measured: there is no column {columns}" for name, columns in said.items()]
        told += [f"{name} is not measured: it needs a log of events" for name in of_logs if name not in said]
        return attrs.evolve(self, unmeasured=frozenset({*said, *of_logs})), told

    def _decides(self, said: Collection[str]) -> bool:
        """Whether acceptance is measured, which begins what follows."""
        return any(isinstance(each.clock, Acceptance) and each.promise not in said for each in self._timed())

    @property
    def accept(self) -> Timed | None:
        """The clock of acceptance."""
        return next((each for each in self.clocks if isinstance(each.clock, Acceptance)), None)


def _only_moving(clock: Clock) -> tuple[str, ...]:
    return (*clock.pauses, *clock.resets, *clock.cancels, *clock.voids)


def parts_of(agreement: Agreement) -> dict[str, MeasuredClause]:
    """Give the handoffs and channels of an agreement that promise anything, by name."""
    parts: tuple[Handoff | Channel, ...] = (*agreement.handoffs, *agreement.channels)
    return {each.name: MeasuredClause(agreement, each) for each in parts if each.promises}
