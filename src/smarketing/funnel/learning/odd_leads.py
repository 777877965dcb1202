"""What is odd in a table of leads: stages without a date, ids of several rows, dates that run backwards; in words."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from smarketing.tables.date_counts import Backwards, DateCounts

_SHOWN = 5


@attrs.frozen
class OutOfOrder:
    """A lead with the date of a stage before that of one that comes first; `id` is None without an id column."""

    id: object
    before: str
    after: str
    before_on: date
    after_on: date

    def __str__(self) -> str:
        lead = "a lead" if self.id is None else self.id
        return f"{lead}: {self.after} on {self.after_on}, before {self.before} on {self.before_on}"


@attrs.frozen
class SkippedStage:
    """How many leads have a date of a later stage and none of this one; `ids` names those that have an id."""

    stage: str
    leads: int
    ids: tuple[object, ...] = ()

    def __str__(self) -> str:
        return f"{self.what}{_named(self.ids)}"

    @property
    def what(self) -> str:
        """What happened, without the ids."""
        leads = "1 lead" if self.leads == 1 else f"{self.leads} leads"
        return f"{leads} got further than {self.stage} without a date for it"


def out_of_order(found: "Backwards", stages: Sequence[str]) -> OutOfOrder:
    """Name the stages of two dates that run backwards."""
    return OutOfOrder(found.id, stages[found.before], stages[found.after], found.before_on, found.after_on)


def skipped_stages(stages: Sequence[str], counts: "DateCounts") -> tuple[SkippedStage, ...]:
    """Give the stages that somebody skipped, in the order of the funnel."""
    ids = counts.skipped or ((),) * len(counts.months)
    leads = (sum(row.rows for row in rows if row.early is None) for rows in counts.months)
    return tuple(SkippedStage(*each) for each in zip(stages[:-1], leads, ids, strict=True) if each[1])


def skipped_lines(skipped: Sequence[SkippedStage], *, only_dated: bool) -> Iterator[str]:
    """Say who skipped which stage, and whether that counts there."""
    for each in skipped:
        count = "count" if each.leads > 1 else "counts"
        if only_dated:
            count = "do not count" if each.leads > 1 else "does not count"
        yield f"{each.what}, and {count} as {each.stage}{_named(each.ids)}"


def duplicate_lines(duplicated: Sequence[object], differing: Sequence[object]) -> Iterator[str]:
    """Say which ids are in several rows, and in which of them these differ."""
    if not duplicated:
        return
    several = "1 id has several rows, which count as one lead"
    if len(duplicated) > 1:
        several = f"{len(duplicated)} ids have several rows, which count as one lead each"
    yield f"{several}{_named(duplicated)}"
    if differing:
        rows = "the rows of 1 id differ" if len(differing) == 1 else f"the rows of {len(differing)} ids differ"
        yield f"{rows}, and the earliest date of each stage counts{_named(differing)}"


def out_of_order_lines(listed: Sequence[OutOfOrder]) -> Iterator[str]:
    """Say whose dates run backwards."""
    if listed:
        dates = "1 pair of dates runs" if len(listed) == 1 else f"{len(listed)} pairs of dates run"
        more = f"; and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        yield f"{dates} backwards and count as no conversion: {'; '.join(map(str, listed[:_SHOWN]))}{more}"


def _named(ids: Sequence[object]) -> str:
    """The first few ids, and how many more; nothing without ids."""
    if not ids:
        return ""
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f": {', '.join(map(str, ids[:_SHOWN]))}{more}"
