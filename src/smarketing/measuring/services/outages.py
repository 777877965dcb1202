"""Outages of a service, and what they take of its agreed time: whole, and segment by segment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, reduce
from typing import Literal

import attrs

from smarketing.hours import Calendar
from smarketing.hours.spans import Span, clipped, common, merged, without

OutageKind = Literal["failure", "planned", "excluded", "not reported"]


@attrs.frozen
class Outage:
    """A spell in which a service, or a segment of it, was not there: from when it counts, until when (or still).

    Without a `segment` it is all of them that were not there. `payer` is the party that pays for mending it. `lost` is
    the part of the time that counts as lost.
    """

    id: object
    segment: str
    since: int
    until: int | None
    kind: OutageKind
    payer: str
    lost: Fraction = Fraction(1)


@attrs.frozen(eq=False)
class Seen:
    """A service from one instant until before another: its outages, and by segment the time that nobody speaks for.

    If they `are_one`, failures of a segment at one time are one failure.
    """

    calendar: Calendar
    first: int
    end: int
    outages: tuple[Outage, ...]
    unknown: Mapping[str, Sequence[Span]] = {}
    are_one: bool = False

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments that something is known of."""
        return tuple(sorted(({each.segment for each in self.outages} | {*self.unknown}) - {""}))

    @cached_property
    def _holes(self) -> dict[str, list[Span]]:
        """What counts for nothing; in the whole, what does so in every segment."""
        found = {}
        for segment in self.segments or ("",):
            some = (each for each in self.outages if each.kind in ("planned", "excluded"))
            found[segment] = merged([*self._spans(some, segment), *self.unknown.get(segment, ())])
        whole = reduce(common, found.values())
        return {"": whole, **found}

    def _down(self, failing: Iterable[Outage]) -> dict[str, list[Span]]:
        """When some outages were, by segment; the whole, while one of them was in some segment."""
        some, names = [*failing], self.segments or ("",)
        found = {each: list(without(merged(self._spans(some, each)), self._holes[each])) for each in names}
        return {"": merged(span for spans in found.values() for span in spans), **found}

    def _spans(self, some: Iterable[Outage], segment: str) -> Iterable[Span]:
        here = (each for each in some if each.segment in ("", segment))
        return (span for each in here if (span := self.span(each))[0] < span[1])

    def span(self, outage: Outage) -> Span:
        """Give the spell of an outage, as far as it was seen."""
        return outage.since, self.end if outage.until is None else outage.until

    @cached_property
    def _open(self) -> list[Span]:
        return self.calendar.spans(self.first, self.end)

    def _time(self, span: Span, *, agreed: bool) -> list[Span]:
        """The agreed time between two instants, or all time."""
        start, end = max(span[0], self.first), min(span[1], self.end)
        return clipped(self._open, start, end) if agreed else [(start, end)] if start < end else []

    def counted(self, span: Span, segment: str = "", *, agreed: bool = True) -> list[Span]:
        """Give the time between two instants that counts: without what was planned, excluded or not seen."""
        holes = clipped(self._holes.get(segment, self._holes[""]), *span)
        return list(without(self._time(span, agreed=agreed), holes))

    def lost(self, span: Span, segment: str = "", *, agreed: bool = True) -> int:
        """Give how much of the time that counts it was not there."""
        counted = self.counted(span, segment, agreed=agreed)
        steps = ((step, clipped(down.get(segment, down[""]), *span)) for step, down in self._lost_steps)
        return int(sum(step * passed(common(counted, down)) for step, down in steps))

    def losses(self, segment: str = "", *, agreed: bool = True) -> list[tuple[Fraction, list[Span]]]:
        """Give when failures took time of all that counts, and which part of it; parts of one time add up."""
        counted = self.counted((self.first, self.end), segment, agreed=agreed)
        steps = self._steps(self._separate_failures)
        return [(step, common(counted, down.get(segment, down[""]))) for step, down in steps]

    @cached_property
    def _lost_steps(self) -> list[tuple[Fraction, dict[str, list[Span]]]]:
        return [*self._steps([each for each in self.outages if each.kind == "failure"])]

    def _steps(self, failing: Sequence[Outage]) -> Iterator[tuple[Fraction, dict[str, list[Span]]]]:
        """How much more each weight is than the next lighter one, and when some outage had it or a heavier one.

        So the heaviest counts where several weigh at once.
        """
        before = Fraction(0)
        for weight in sorted({each.lost for each in failing}):
            yield weight - before, self._down([each for each in failing if each.lost >= weight])
            before = weight

    def taken(self, outage: Outage, *, agreed: bool = True) -> int:
        """Give how much of the time that counts an outage took."""
        return passed(self.counted(self.span(outage), outage.segment, agreed=agreed))

    @cached_property
    def failures(self) -> tuple[Outage, ...]:
        """The outages that are failures: those that took agreed time, or last."""
        return tuple(_as_one(self._separate_failures)) if self.are_one else tuple(self._separate_failures)

    @cached_property
    def _separate_failures(self) -> list[Outage]:
        some = (each for each in self.outages if each.kind == "failure")
        return [each for each in some if each.until is None or self.taken(each)]


def long_enough(outages: Iterable[Outage], shortest: int, end: int) -> tuple[Outage, ...]:
    """Leave out the failures that lasted less than so long, or that began so short a time before an instant."""

    def lasted(outage: Outage) -> int:
        return (end if outage.until is None else outage.until) - outage.since

    return tuple(each for each in outages if each.kind != "failure" or lasted(each) >= shortest)


def _as_one(failures: Iterable[Outage]) -> Iterator[Outage]:
    """Put failures of a segment together that overlap or touch; the first gives its id and who pays."""
    last: dict[str, Outage] = {}
    for each in sorted(failures, key=lambda one: (one.since, str(one.id))):
        before = last.get(each.segment)
        if before is not None and (before.until is None or each.since <= before.until):
            until = None if None in (before.until, each.until) else max(before.until or 0, each.until or 0)
            last[each.segment] = attrs.evolve(before, until=until)
            continue
        if before is not None:
            yield before
        last[each.segment] = each
    yield from last.values()


def passed(spans: Iterable[Span]) -> int:
    """Give how long spans are together."""
    return sum(end - start for start, end in spans)
