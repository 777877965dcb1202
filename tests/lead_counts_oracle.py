"""A table of odd leads, and what there is to count in any: by a loop over the rows, one at a time."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs

from smarketing.tables.date_counts import Backwards, DateCounts, MonthRow

STAGES = ["lead", "call", "sale"]
TIMES = dict(zip(STAGES, [time(0), time(12), time(23, 59, 59, 999_999)], strict=True))
EDGES = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29)]

Lead = dict[str, date | None]
Cells = dict[str, list[object]]


def seeded_leads() -> tuple[list[Lead], list[str | None]]:
    """Give 300 leads with gaps, skipped stages, dates that run backwards and segments that are not known."""
    chance = random.Random(12)
    days = [*EDGES * 4, *(date(2023, 11, 1) + timedelta(chance.randrange(200)) for _ in range(40)), *[None] * 20]
    leads = [{stage: chance.choice(days) for stage in STAGES} for _ in range(300)]
    return leads, [chance.choice(["web", "fair", None]) for _ in leads]


LEADS, SEGMENTS = seeded_leads()


def slow(
    leads: Sequence[Lead],
    segments: Sequence[str | None],
    until: date,
    stages: Sequence[str],
    ids: Sequence[object] = (),
) -> DateCounts:
    """Count by a loop over the rows, one at a time; without ids each row has its number."""
    named = ids or range(len(leads))
    all_months, all_days, backwards, skipped = [], [], [], []
    for place in range(len(stages) - 1):
        months: Counter[tuple[str, int, int, bool, bool]] = Counter()
        days: Counter[tuple[str, int]] = Counter()
        jumped = []
        for lead, segment, key in zip(leads, segments, named, strict=True):
            known = [day if (day := lead[stage]) and day <= until else None for stage in stages[place:]]
            early, after = known[0], next((number for number, day in enumerate(known[1:], 1) if day), None)
            late = None if after is None else known[after]
            turned = bool(early and late and late < early)
            if early or late:
                ends = [-1 if day is None else day.year * 12 + day.month - 1 for day in (early, late)]
                months[segment or "", ends[0], ends[1], after == 1, turned] += 1
            if early and late and after == 1 and not turned:
                days[segment or "", (late - early).days] += 1
            if early and late and after and turned:
                backwards.append(Backwards(place, place + after, key, early, late))
            if late and not early and key is not None:
                jumped.append(key)
        found = [
            MonthRow(part, _month(first), _month(last), own, turned, months[part, first, last, own, turned])
            for part, first, last, own, turned in months
        ]
        all_months.append(tuple(sorted(found, key=lambda row: tuple(10**7 if end is None else end for end in row))))
        all_days.append(tuple((*key, days[key]) for key in sorted(days)))
        skipped.append(tuple(sorted(jumped, key=str)))
    backwards.sort(key=lambda each: (each[0], each[1], each[3], each[4], str(each[2])))
    return DateCounts(tuple(all_months), tuple(all_days), tuple(backwards), tuple(skipped))


def _month(number: int) -> int | None:
    return None if number < 0 else number


def days_of(leads: Sequence[Lead], segments: Sequence[str | None]) -> Cells:
    """Put rows into columns of dates."""
    columns: Cells = {stage: [lead[stage] for lead in leads] for stage in STAGES}
    return columns | {"segment": list(segments), "id": list(range(len(leads)))}


def times_of(columns: Cells, zone: str | None = None) -> Cells:
    """Take the first instant, noon and the last instant of the day at the three stages, by the clocks of a zone."""
    tz = ZoneInfo(zone) if zone else None
    moments: Cells = {
        stage: [datetime.combine(day, at, tz) if isinstance(day, date) else None for day in columns[stage]]
        for stage, at in TIMES.items()
    }
    return columns | moments


def merged(leads: Sequence[Lead], segments: Sequence[str | None], ids: Sequence[object], until: date) -> DateCounts:
    """Count the leads of a table in which ids come again, put together by hand."""
    rows: dict[object, list[tuple[Lead, str]]] = {}
    for number, (lead, segment, key) in enumerate(zip(leads, segments, ids, strict=True)):
        known: Lead = {stage: day if day and day <= until else None for stage, day in lead.items()}
        if any(known.values()):
            rows.setdefault(("row", number) if key in (None, "") else key, []).append((known, segment or ""))
    together: list[Lead] = [
        {stage: min((day for lead, _ in each if (day := lead[stage])), default=None) for stage in STAGES}
        for each in rows.values()
    ]
    keys = [None if isinstance(key, tuple) else key for key in rows]
    wanted = slow(together, [max(part for _, part in each) for each in rows.values()], until, STAGES, keys)
    several = {key: each for key, each in rows.items() if len(each) > 1}
    differing = [key for key, each in several.items() if any(one != each[0] for one in each)]
    order = [tuple(sorted(some, key=str)) for some in (several, differing)]
    return attrs.evolve(wanted, duplicated=order[0], differing=order[1])


def repeated_leads() -> tuple[list[Lead], list[str | None], list[str | None]]:
    """Give leads, segments and ids: some ids come again with other dates, some with the same, and some rows have none.

    Of 300 rows with one of 150 ids, the first 40 are there twice.
    """
    chance = random.Random(3)
    ids = [chance.choice([None, "", *(f"lead {each}" for each in range(150))]) for _ in LEADS]
    return [*LEADS, *LEADS[:40]], [*SEGMENTS, *SEGMENTS[:40]], [*ids, *ids[:40]]
