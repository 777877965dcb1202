"""From what there is of a service, a table of incidents, of samples or both, to what was seen of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

from smarketing.agreement import Agreement, Service
from smarketing.errors import Problem
from smarketing.hours.spans import LAST_INSTANT, Span, micros
from smarketing.measuring.clocks.deadlines import ELAPSED
from smarketing.measuring.clocks.timetables import Timetable
from smarketing.measuring.ingest.event_tables import Opened, Reading
from smarketing.measuring.services.incidents import FAILED, incidents
from smarketing.measuring.services.outages import Outage, Seen, long_enough
from smarketing.measuring.services.samples import MEASURES, carried, differences, outages, samples
from smarketing.measuring.services.service_record import DONE, OF_OUTAGES, OUTAGES, REPLIES, Watched
from smarketing.months import time_zone
from smarketing.tables.queries import Query

_DAY = 86_400_000_000
_NEEDS = {**dict.fromkeys(OF_OUTAGES, OUTAGES), "jitter": REPLIES, "throughput": DONE}
"""The column of samples that each measure is taken from; a table of incidents is as good as `up`."""
_NEITHER = f"there is neither {FAILED!r} nor 'at' with {', '.join(map(repr, MEASURES))}"


def watched(
    version: Agreement, service: Service, tables: Sequence[Opened], reading: Reading, as_of: int | None
) -> tuple[Watched | None, tuple[Problem, ...]]:
    """Look at the table of incidents and the table of samples among some; None if neither tells anything."""
    told = next((each for each in tables if FAILED in each.columns), None)
    sampled = next((each for each in tables if "at" in each.columns and {*MEASURES} & {*each.columns}), None)
    stories = None if told is None else incidents(told, service, version, reading, as_of)
    found = None if sampled is None else samples(sampled, reading, as_of)
    problems = [each for some in (stories, found) if some is not None for each in some.problems]
    if told is not None or sampled is not None:
        unused = (each.called for each in tables if each not in (told, sampled))
        problems += (Problem(f"{each} says nothing of {service.name}: {_NEITHER}") for each in unused)
    if stories is not None and not stories.readable:
        return None, (
            *problems,
            Problem(f"{service.name} is not measured: no incident has a {FAILED} that can be read"),
        )
    start, end = _term(version)
    spells: tuple[Outage, ...] = ()
    unknown: Mapping[str, Sequence[Span]] = {}
    if stories is not None and stories.last is not None:
        spells, end = stories.outages, min(stories.last, end)
    elif found is not None:
        start, end = max(found.first, start), min(found.last, end)
        spells, unknown = outages(found, service) if OUTAGES in found.measures else ((), {})
    else:
        start = end
    if start >= end:
        return None, (*problems, _nothing(service, tables, stories or found))
    calendar = ELAPSED if service.hours is None else version.calendars[service.hours]
    if service.shortest is not None:
        spells = long_enough(spells, int(service.shortest.value_in("second") * 1_000_000), end)
    seen = Seen(calendar, start, end, spells, unknown, service.overlapping == "one failure")
    frames: dict[str, Query] = {}
    if found is not None:
        months_begin_on = version.calendar.months_begin_on
        times = Timetable((), version.term.timezone, start - _DAY, end + _DAY, found.query.source, months_begin_on)
        counted = Seen(calendar, start, end + 1, spells).counted((start, end + 1))
        frames |= {REPLIES: differences(found, times, counted)} if REPLIES in found.measures else {}
        frames |= {DONE: carried(found, service, times, counted)} if DONE in found.measures else {}
    has_outages = stories is not None or (found is not None and OUTAGES in found.measures)
    result = Watched(version, service, seen, has_outages, frames)
    return result, (*problems, *_lacking(result, tables))


def _lacking(result: Watched, tables: Sequence[Opened]) -> Iterator[Problem]:
    """What is promised, and not in the tables."""
    called = " and ".join(dict.fromkeys(each.called for each in tables))
    for name in result.service.promised:
        if name not in result.measures:
            column = repr(_NEEDS[name]) + (f" and no {FAILED!r}" if _NEEDS[name] == OUTAGES else "")
            yield Problem(f"{result.service.name}.{name} is not measured: {called} has no {column}")


def _nothing(service: Service, tables: Sequence[Opened], read: object) -> Problem:
    called = " and ".join(dict.fromkeys(each.called for each in tables))
    why = f"in {called} {_NEITHER}" if tables else "there is no table of it"
    if read is not None:
        why = f"nothing in {called} happened in the term; say as_of"
    return Problem(f"{service.name} is not measured: {why}")


def _term(version: Agreement) -> Span:
    """The first instant of the term, and the first after it."""
    zone = time_zone(version.term.timezone)
    start = micros(datetime.combine(version.term.start, time(), zone))
    last = version.term.end
    return start, LAST_INSTANT if last is None else micros(datetime.combine(last + timedelta(1), time(), zone))
