"""Services in a few days of minutes: incidents and samples drawn at random, and a count of every minute by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from smarketing import Agreement, BusinessHours, Party, Service, Term

START = datetime(2026, 3, 30, tzinfo=UTC)
MINUTES = 3 * 24 * 60
"""Two days of March and one of April."""
MINUTE = timedelta(minutes=1)
DESK = BusinessHours({"mon-sun": "09:00-18:00"}, "UTC")
SEGMENTS = ("", "east", "west")


def hosting(**fields: Any) -> Agreement:
    """A host runs a shop, by the hours of a desk if they are named."""
    return Agreement(
        "Hosting",
        Term("2026-03-30", "2026-04-01"),
        [Party("Host"), Party("Shop")],
        [],
        hours={"desk": DESK},
        services=[Service("shop", "Host", "Shop", **{"availability": "99.9 %", **fields})],
    )


@attrs.frozen
class Fault:
    """A row of a table of incidents, in minutes after the start."""

    segment: str
    failed: int
    lasts: int | None
    reported: int | None
    planned: bool
    cause: str

    @property
    def restored(self) -> int | None:
        """The minute in which it was restored."""
        return None if self.lasts is None else self.failed + self.lasts


def faults(segments: Sequence[str] = SEGMENTS) -> st.SearchStrategy[list[Fault]]:
    """Rows of incidents, some of them one in the other."""
    minutes = st.integers(0, MINUTES - 1)
    some = st.builds(
        Fault,
        st.sampled_from(segments),
        minutes,
        st.none() | st.integers(0, 900),
        st.none() | minutes,
        st.booleans(),
        st.sampled_from(["", "Host", "Shop", "flood", "nobody knows"]),
    )
    return st.lists(some, max_size=6)


def as_columns(rows: Sequence[Fault]) -> dict[str, list[Any]]:
    """The table of incidents."""

    def at(minute: int | None) -> datetime | None:
        return None if minute is None else START + minute * MINUTE

    return {
        "id": list(range(len(rows))),
        "segment": [each.segment for each in rows],
        "failed_at": [at(each.failed) for each in rows],
        "reported_at": [at(each.reported) for each in rows],
        "restored_at": [at(each.restored) for each in rows],
        "planned": [each.planned for each in rows],
        "caused_by": [each.cause for each in rows],
    }


@attrs.frozen
class Spell:
    """What a fault comes to: the minutes that it lasted, whether they are failed or count for nothing."""

    segment: str
    since: int
    minutes: frozenset[int]
    failed: bool
    holes: bool
    lasts: bool


def spells(rows: Sequence[Fault], *, reported: bool, excludes: Sequence[str] = ()) -> list[Spell]:
    """Read the rows as the agreement does."""
    found = []
    for each in rows:
        lasts = each.restored is None or each.restored > MINUTES
        end = MINUTES if lasts or each.restored is None else each.restored
        outside = each.cause in ("Shop", *excludes)
        told = each.reported is not None and each.reported < (MINUTES + 1 if lasts else end)
        since = max(each.failed, each.reported or 0) if reported and told and not each.planned else each.failed
        counts = not each.planned and not outside and (told or not reported)
        lasting = frozenset(range(since, end))
        found.append(Spell(each.segment, since, lasting, counts, each.planned or outside, lasts))
    return found


@attrs.frozen
class Day:
    """What a month says: minutes agreed, lost and worked, failures, minutes to restore them; some of them elapsed."""

    agreed: int
    lost: int
    worked: int
    failures: int
    repair: int


def by_minute(found: Sequence[Spell], month: range, segment: str, agreed: Sequence[bool], *, elapsed: bool) -> Day:
    """Look at every minute of a month; work and repair may be elapsed time."""
    names = sorted({each.segment for each in found} - {""}) or [""]

    def holes(of: str) -> set[int]:
        return {minute for each in found if each.holes and each.segment in ("", of) for minute in each.minutes}

    whole = set.intersection(*(holes(name) for name in names))
    own = {name: holes(name) for name in names} | {"": whole}

    def down(of: str) -> set[int]:
        some = {minute for each in found if each.failed and each.segment in ("", of) for minute in each.minutes}
        return some - own[of]

    lost = down(segment) if segment else set[int]().union(*map(down, names))
    counted = [minute for minute in month if agreed[minute] and minute not in own[segment]]
    worked = [minute for minute in month if (elapsed or agreed[minute]) and minute not in own[segment] | lost]
    failures = repair = 0
    for each in found:
        taken = sum(agreed[minute] and minute not in own[each.segment] for minute in each.minutes)
        if (
            each.failed
            and each.since in month
            and (not segment or each.segment in ("", segment))
            and (taken or each.lasts)
        ):
            failures += 1
            repair += len(each.minutes - own[each.segment]) if elapsed else taken
    return Day(len(counted), len(lost.intersection(counted)), len(worked), failures, repair)


def open_minutes(desk: bool) -> list[bool]:
    """Whether each minute is agreed: all of them, or those of the desk."""
    return [not desk or 9 <= (START + minute * MINUTE).hour < 18 for minute in range(MINUTES)]


def in_minutes(micros: int | None) -> int:
    """Microseconds that are whole minutes, as these."""
    minutes, rest = divmod(micros or 0, 60_000_000)
    assert not rest
    return minutes
