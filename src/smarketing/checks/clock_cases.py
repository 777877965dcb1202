"""SM2: whether each case of a clock can ever apply, with a record that meets it and gets another time."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smarketing.agreement import Channel, Clock, ClockCase, Handoff
from smarketing.agreement.sections.handoffs import ACCEPTED
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.outcomes import Analysis
from smarketing.checks.witnesses import plain, such
from smarketing.criteria import Criterion, CriterionError, Decision, equivalent, satisfiable
from smarketing.units import written


@attrs.frozen
class _ClockCases:
    """The cases of one clock with their criteria; `trigger` is what surely holds of each record, if anything does."""

    part: str
    path: Path
    cases: Sequence[ClockCase]
    criteria: Sequence[Criterion]
    trigger: Criterion | None

    def left_for(self, place: int) -> Decision:
        """Tell whether a record can meet a case, the trigger, and no case before it."""
        return _can_hold(self.criteria[place], self.criteria[:place], self.trigger)

    def violation(self, place: int) -> Violation | None:
        """Say why a case never applies; None where it does, or where that could not be decided."""
        met = _can_hold(self.criteria[place], trigger=self.trigger)
        if met.answer == "could not decide" or self.left_for(place).answer != "no":
            return None
        path = (*self.path, "cases", place, "when")
        if met.answer == "yes":
            return Violation(self._behind(place, met), path, plain(met))
        if satisfiable(self.criteria[place]).answer == "no":
            return Violation("its criterion never holds, so its time never applies", path)
        return Violation(f"nothing that triggers {self.part} meets it, so its time never applies", path)

    def _behind(self, place: int, met: Decision) -> str:
        """Say which case before it takes a record that meets it."""
        before = next(n for n, criterion in enumerate(self.criteria) if criterion(met.witness or {}))
        taken, own = self.cases[before], self.cases[place]
        same = equivalent(self.criteria[before], self.criteria[place]).answer == "yes"
        why = f"it asks the same as {taken.when!r} before it" if same else "whatever meets it meets a case before it"
        said = f"{why}: {such(met)} has {written(taken.within)} by {'that' if same else repr(taken.when)}"
        return said if taken.within == own.within else f"{said}, and never {written(own.within)}"


def _can_hold(criterion: Criterion, before: Sequence[Criterion] = (), trigger: Criterion | None = None) -> Decision:
    """Tell whether a criterion can hold together with a trigger and without those before it."""
    others = {f"before_{place}": each for place, each in enumerate(before)}
    named = {"criterion": criterion, **({} if trigger is None else {"trigger": trigger}), **others}
    if len(named) == 1:
        return satisfiable(criterion)
    asked = (f"not {name}" if name in others else name for name in named)
    try:
        return satisfiable(Criterion.parse(" and ".join(asked), definitions=named))
    except CriterionError as error:
        return Decision("could not decide", because=str(error))


def _with_cases(examined: Analysis) -> Iterator[_ClockCases]:
    """The clocks that have cases, for records that the agreement's own scoring has scored."""
    agreement = examined.agreement
    sections: Mapping[str, tuple[Sequence[Handoff | Channel], Mapping[str, Criterion]]] = {
        "handoffs": (agreement.handoffs, agreement.triggers),
        "channels": (agreement.channels, agreement.channel_triggers),
    }
    for section, (parts, triggers) in sections.items():
        for part, (step, clock) in ((one, each) for one in parts for each in one.clocks):
            criteria = [examined.scored(agreement.criterion(case.when)) for case in clock.cases]
            trigger = triggers.get(part.name) if _starts_what_triggers(part, clock) else None
            yield _ClockCases(part.name, (section, part.name, step), clock.cases, criteria, trigger)


def _starts_what_triggers(part: Handoff | Channel, clock: Clock) -> bool:
    """Whether a clock runs only for records that meet the trigger, and goes by what was known of them then."""
    if clock.repeats == "after each stop":
        return False
    if isinstance(part, Handoff):
        return {part.event, *(() if part.accept is None else ACCEPTED)}.issuperset(clock.starts)
    return True


def _never_applying(examined: Analysis) -> Iterator[Violation]:
    for clock in _with_cases(examined):
        found = (clock.violation(place) for place in range(len(clock.cases)))
        yield from (each for each in found if each is not None)


def undecided_cases(examined: Analysis) -> Iterator[tuple[Path, str]]:
    """Give the cases of which nobody could decide whether they ever apply, and why not."""
    for clock in _with_cases(examined):
        for place in range(len(clock.cases)):
            if (found := clock.left_for(place)).answer == "could not decide":
                yield (*clock.path, "cases", place, "when"), found.because


RULES = (Rule("SM214", "a case of a clock that never applies", "error", _never_applying),)
