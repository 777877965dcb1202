"""A service as it was seen: its figures month by month, and what is behind each."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import attrs

from smarketing.agreement import Agreement, Service
from smarketing.agreement.sections.services import DOWNTIME_IN_DAYS, FAILURES_IN_DAYS
from smarketing.hours.spans import EPOCH, MICRO, Span, common, micros
from smarketing.measuring.figures import MICROSECONDS, RANKS, SHARES, Figure
from smarketing.measuring.services.days_in_a_row import DAY, DaysInARow, LostTime, Worst
from smarketing.measuring.services.outages import Outage, Seen, passed
from smarketing.measuring.services.samples import summed
from smarketing.months import Month, Period, time_zone
from smarketing.tables.queries import Query

OUTAGES, REPLIES, DONE = "up", "latency_ms", "done"
"""What may be known of a service: when it was not there, how long replies took, what was done."""
OF_OUTAGES = ("availability", "mtbf", "mttr", FAILURES_IN_DAYS, DOWNTIME_IN_DAYS)
"""The measures that outages are enough for."""
_SAMPLED = {REPLIES: "jitter", DONE: "throughput"}

CaseRow = tuple[int, object, str, int | None]
"""Since when something counts, which it is, its segment, and a time of it."""
Behind = Callable[[Month, str], Iterator[CaseRow]]
"""What gives the rows behind a figure of a month, and of a segment or ('') of all."""


@attrs.frozen(eq=False)
class Watched:
    """A service of a version of the agreement, as it was seen; `frames` are the samples with replies and what was done.

    Nothing is known of outages if `has_outages` is false.
    """

    version: Agreement
    service: Service
    seen: Seen
    has_outages: bool
    frames: Mapping[str, Query]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of which something is known."""
        own = OF_OUTAGES if self.has_outages else ()
        return (*own, *(_SAMPLED[column] for column in self.frames))

    @cached_property
    def _sums(self) -> dict[str, dict[tuple[int, str], tuple[int, int]]]:
        return {column: summed(frame) for column, frame in self.frames.items()}

    @cached_property
    def _segments(self) -> tuple[str, ...]:
        """All of them together ('') and each that something is known of."""
        sampled = {segment for sums in self._sums.values() for _month, segment in sums}
        return ("", *sorted({*self.seen.segments, *sampled} - {""}))

    def figures(self) -> Iterator[Figure]:
        """Give what was measured, month by month, whole and by segment."""
        zone = time_zone(self.version.term.timezone)
        ends = (
            self.version.month_of((EPOCH + at * MICRO).astimezone(zone)) for at in (self.seen.first, self.seen.end - 1)
        )
        for month in Period(*ends):
            for segment in self._segments:
                if self.has_outages:
                    yield from self._of_outages(month, segment)
                    yield from self._counts(month, segment)
                yield from self._of_samples(month, segment)

    def _of_outages(self, month: Month, segment: str) -> Iterator[Figure]:
        seen, span = self.seen, self._span(month)
        base = passed(seen.counted(span, segment))
        if not base:
            return
        yield self._times(month, "availability", segment, "share", base - seen.lost(span, segment), base)
        failed = self._among("cases", month, segment)
        hours = self._by_hours("mtbf")
        worked = passed(seen.counted(span, segment, agreed=hours)) - seen.lost(span, segment, agreed=hours)
        yield self._times(month, "mtbf", segment, "ratio", worked, len(failed))
        yield self._times(month, "mttr", segment, "ratio", sum(map(self._taken, failed)), len(failed))
        ended = sorted(self._taken(each) for each in failed if each.until is not None)
        for said, share in zip(RANKS, SHARES, strict=True) if ended else ():
            yield self._times(month, "mttr", segment, said, ended[-int(-len(ended) * Fraction(share) // 1) - 1])
        for measure, worst in self._worst_days(month, segment).items():
            value, unit = 0 if worst is None else worst[0], MICROSECONDS if measure == DOWNTIME_IN_DAYS else ""
            yield Figure(month, f"{self.service.name}.{measure}", segment, "level", value, None, unit)

    def _counts(self, month: Month, segment: str) -> Iterator[Figure]:
        for measure in self._outages:
            yield Figure(month, self.service.volume, segment, measure, len(self._among(measure, month, segment)))

    def _of_samples(self, month: Month, segment: str) -> Iterator[Figure]:
        for column, sums in self._sums.items():
            if (found := sums.get((month.ordinal, segment))) is not None:
                units = (MICROSECONDS, "") if column == REPLIES else ("", MICROSECONDS)
                yield Figure(month, f"{self.service.name}.{_SAMPLED[column]}", segment, "ratio", *found, *units)

    def _times(self, month: Month, of: str, segment: str, measure: str, value: int, base: int | None = None) -> Figure:
        out_of = MICROSECONDS if measure == "share" else ""
        return Figure(month, f"{self.service.name}.{of}", segment, measure, value, base, MICROSECONDS, out_of)

    def _by_hours(self, measure: str) -> bool:
        """Whether a time is that of the agreed hours, and not elapsed."""
        promised = self.service.times[measure]
        return promised is None or not promised.measures("hour")

    def _taken(self, outage: Outage) -> int:
        return self.seen.taken(outage, agreed=self._by_hours("mttr"))

    def _span(self, month: Month) -> Span:
        """What was seen of a month."""
        zone = time_zone(self.version.term.timezone)
        return max(micros(month.start(zone)), self.seen.first), min(micros(month.end(zone)), self.seen.end)

    @cached_property
    def _outages(self) -> dict[str, dict[Month, list[Outage]]]:
        """The outages that are counted, by measure and month: those that began while the service was seen."""
        failures, kinds = self.seen.failures, ("planned", "excluded", "not reported")
        some: dict[str, list[Outage]] = {"cases": [*failures], "open": [one for one in failures if one.until is None]}
        some |= {kind: [one for one in self.seen.outages if one.kind == kind] for kind in kinds}
        faults = [*failures, *some["excluded"], *some["not reported"]]
        parties = [party.name for party in self.version.parties]
        some |= {f"paid by {party}": [one for one in faults if one.payer == party] for party in parties}
        zone = time_zone(self.version.term.timezone)
        found: dict[str, dict[Month, list[Outage]]] = {measure: {} for measure in some}
        for measure, outages in some.items():
            for each in (one for one in outages if one.since >= self.seen.first):
                month = self.version.month_of((EPOCH + each.since * MICRO).astimezone(zone))
                found[measure].setdefault(month, []).append(each)
        return found

    def _among(self, measure: str, month: Month, segment: str) -> list[Outage]:
        return [one for one in self._outages[measure].get(month, ()) if not segment or one.segment in ("", segment)]

    @cached_property
    def _days_in_a_row(self) -> dict[str, DaysInARow]:
        """The days of which any so many are promised, by segment."""
        found = dict[str, DaysInARow]()
        if (in_any := self.service.in_any) is None:
            return found
        months, hours = self._outages["cases"], self._by_hours(DOWNTIME_IN_DAYS)
        for segment in self._segments:
            began = sorted(one.since for month in months for one in self._among("cases", month, segment))
            lost = LostTime.of(self.seen.losses(segment, agreed=hours))
            found[segment] = DaysInARow(in_any.days * DAY, began, lost)
        return found

    def _worst_days(self, month: Month, segment: str) -> dict[str, Worst | None]:
        """The worst days that end in a month, for each promise of any so many days; None if nothing happened."""
        found: dict[str, Worst | None] = {}
        if (days := self._days_in_a_row.get(segment)) is not None:
            failed = (one.since for one in self._among("cases", month, segment))
            found = {FAILURES_IN_DAYS: days.most_failures(failed), DOWNTIME_IN_DAYS: days.most_lost(self._span(month))}
        return {measure: worst for measure, worst in found.items() if measure in self.service.promised}

    @cached_property
    def behind(self) -> dict[tuple[str, str], Behind]:
        """What gives the rows behind each figure but the percentiles."""
        name, found = self.service.name, dict[tuple[str, str], Behind]()
        if self.has_outages:
            found[f"{name}.availability", "share"] = self._lost_of_months
            found[f"{name}.mtbf", "ratio"] = found[f"{name}.mttr", "ratio"] = self._listed("cases")
            found |= {(self.service.volume, measure): self._listed(measure) for measure in self._outages}
            own = {FAILURES_IN_DAYS: self._failures_of_days, DOWNTIME_IN_DAYS: self._lost_of_days}
            found |= {(f"{name}.{of}", "level"): rows for of, rows in own.items() if of in self.service.promised}
        return found | {(f"{name}.{_SAMPLED[column]}", "ratio"): self._sampled(column) for column in self.frames}

    def _lost_of_months(self, month: Month, segment: str) -> Iterator[CaseRow]:
        return self._losses(self._span(month), segment)

    def _lost_of_days(self, month: Month, segment: str) -> Iterator[CaseRow]:
        """What took time of the worst days that end in a month."""
        for start, end in self._days_of(DOWNTIME_IN_DAYS, month, segment):
            yield from self._losses((start, end), segment, agreed=self._by_hours(DOWNTIME_IN_DAYS))

    def _failures_of_days(self, month: Month, segment: str) -> Iterator[CaseRow]:
        """What began in the worst days that end in a month."""
        for start, end in self._days_of(FAILURES_IN_DAYS, month, segment):
            for some in self._outages["cases"]:
                yield from (row for row in self._listed("cases")(some, segment) if start < row[0] <= end)

    def _days_of(self, measure: str, month: Month, segment: str) -> Iterator[Span]:
        """The worst days that end in a month, if anything happened in them."""
        if (worst := self._worst_days(month, segment).get(measure)) is not None:
            yield worst[1] - self._days_in_a_row[segment].length, worst[1]

    def _losses(self, span: Span, segment: str, *, agreed: bool = True) -> Iterator[CaseRow]:
        """The failures that took time between two instants, and how much."""
        for each in self.seen.failures:
            if not segment or each.segment in ("", segment):
                spans = self.seen.counted(span, each.segment or segment, agreed=agreed)
                if taken := passed(common(spans, [self.seen.span(each)])):
                    yield each.since, each.id, each.segment, taken

    def _listed(self, measure: str) -> Behind:
        def rows(month: Month, segment: str) -> Iterator[CaseRow]:
            for each in self._among(measure, month, segment):
                yield each.since, each.id, each.segment, None if each.until is None else self._taken(each)

        return rows

    def _sampled(self, column: str) -> Behind:
        frame, is_time = self.frames[column], column == REPLIES

        def rows(month: Month, segment: str) -> Iterator[CaseRow]:
            chosen = frame.where(f"month = {month.ordinal}").select("moment", "id", "segment", "much")
            for at, identity, where, much in chosen.rows():
                if segment not in ("", where):
                    continue
                yield int(at), identity, where, int(much) if is_time else None

        return rows
