"""Outages of a service, and what they take of its agreed time: whole, and segment by segment."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from typing import Literal

import attrs

from smarketing.hours import Calendar
from smarketing.hours.spans import Span, clipped, common, merged, without

OutageKind = Literal["failure", "planned", "excluded", "not reported"]


@attrs.frozen
class Outage:
    """A spell in which a service, or a segment of it, was not there: from when it counts, until when (or still).

    Without a `segment` it is all of them that were not there. `payer` is the party that pays for mending it.
    """

    id: object
    segment: str
    since: int
    until: int | None
    kind: OutageKind
    payer: str


@attrs.frozen(eq=False)
class Seen:
    """A service from one instant until before another: its outages, and by segment the time that nobody speaks for."""

    calendar: Calendar
    first: int
    end: int
    outages: tuple[Outage, ...]
    unknown: Mapping[str, Sequence[Span]] = {}

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments that something is known of."""
        return tuple(sorted(({each.segment for each in self.outages} | {*self.unknown}) - {""}))

    @cached_property
    def _holes(self) -> dict[str, list[Span]]:
        """What counts for nothing; in the whole, what does so in every segment."""
        found = {}
        for segment in self.segments or ("",):
            planned = self._spans(("planned", "excluded"), segment)
            found[segment] = merged([*planned, *self.unknown.get(segment, ())])
        whole = reduce(common, found.values())
        return {"": whole, **found}

    @cached_property
    def _down(self) -> dict[str, list[Span]]:
        """When it failed; the whole, while some segment did."""
        names = self.segments or ("",)
        found = {each: list(without(merged(self._spans(("failure",), each)), self._holes[each])) for each in names}
        return {"": merged(span for spans in found.values() for span in spans), **found}

    def _spans(self, kinds: Collection[str], segment: str) -> Iterable[Span]:
        some = (each for each in self.outages if each.kind in kinds and each.segment in ("", segment))
        return (span for each in some if (span := self.span(each))[0] < span[1])

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
        down = clipped(self._down.get(segment, self._down[""]), *span)
        return passed(common(self.counted(span, segment, agreed=agreed), down))

    def taken(self, outage: Outage, *, agreed: bool = True) -> int:
        """Give how much of the time that counts an outage took."""
        return passed(self.counted(self.span(outage), outage.segment, agreed=agreed))

    @cached_property
    def failures(self) -> tuple[Outage, ...]:
        """The outages that are failures: those that took agreed time, or last."""
        some = (each for each in self.outages if each.kind == "failure")
        return tuple(each for each in some if each.until is None or self.taken(each))


def passed(spans: Iterable[Span]) -> int:
    """Give how long spans are together."""
    return sum(end - start for start, end in spans)
