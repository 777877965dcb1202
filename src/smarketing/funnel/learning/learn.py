"""What a table of leads says about a funnel: volumes, rates by cohort and by activity, lags, and what is odd."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.learning.cohorts import Cohorts, Days, merged
from smarketing.funnel.rates import Rate
from smarketing.funnel.stages import Stage
from smarketing.months import Month

if TYPE_CHECKING:
    from smarketing.tables.date_counts import MonthRow

StagePair = tuple[str, str]
"""A stage and the next."""


@attrs.frozen
class OutOfOrder:
    """A lead with the date of a stage before that of the stage that comes first; `id` is None without an id column."""

    id: object
    before: str
    after: str
    before_on: date
    after_on: date

    def __str__(self) -> str:
        lead = "a lead" if self.id is None else self.id
        return f"{lead}: {self.after} on {self.after_on}, before {self.before} on {self.before_on}"


@attrs.frozen
class Learned:
    """What was counted of a table of leads, through the month `known_through`.

    `out_of_order` lists leads whose dates run backwards; they count where their dates say, and as no conversion.
    `skipped` counts, for each step, those that have a date of the later stage and none of the earlier. `duplicated`
    lists the ids that several rows bear: each row counts, so drop the copies and learn again.
    """

    stages: tuple[str, ...]
    known_through: Month
    segments: tuple[str, ...]
    activity: Mapping[tuple[str, str, Month], int] = attrs.field(hash=False, repr=False)
    triangles: Mapping[tuple[StagePair, str], Cohorts] = attrs.field(hash=False, repr=False)
    spans: Mapping[tuple[StagePair, str], Mapping[int, int]] = attrs.field(hash=False, repr=False)
    out_of_order: tuple[OutOfOrder, ...] = ()
    skipped: Mapping[StagePair, int] = attrs.field(factory=dict, hash=False)
    duplicated: tuple[object, ...] = ()

    def volume(self, stage: str, month: Month, segment: str | None = None) -> int:
        """Give how many got to a stage in a month, by the date of that stage."""
        self._known(stage, month)
        return sum(self.activity.get((stage, each, month), 0) for each in self._each(segment))

    def cohorts(self, stage: str, segment: str | None = None) -> Cohorts:
        """Give the cohorts of the step into a stage: their `rate`, `lag`, `so_far` and `hazards`."""
        step = self._step(stage)
        return merged(self.known_through, [self.triangles[step, each] for each in self._each(segment)])

    def rate_by_cohort(self, stage: str, month: Month, segment: str | None = None) -> Rate:
        """Give, of those who got to the stage before in a month, the share that got to this one so far, whenever."""
        self._known(stage, month)
        return self.cohorts(stage, segment).so_far(month)

    def rate_by_activity(self, stage: str, month: Month, segment: str | None = None) -> Fraction | None:
        """Give how many got to a stage in a month, per head that got to the stage before in the same month.

        These are different heads: the number may be above 1, and moves when volumes grow though no rate changes. None
        where nobody got to the stage before.
        """
        before, _after = self._step(stage)
        entered = self.volume(before, month, segment)
        return Fraction(self.volume(stage, month, segment), entered) if entered else None

    def rate(self, stage: str, segment: str | None = None) -> Rate:
        """Give the rate of the step into a stage, in the end, with the trials that it was learned from."""
        return self.cohorts(stage, segment).rate

    def days(self, stage: str, segment: str | None = None) -> Days:
        """Give how many days those who converted took, as far as is known by now."""
        step = self._step(stage)
        together: Counter[int] = Counter()
        for each in self._each(segment):
            together.update(self.spans.get((step, each), {}))
        return Days(together)

    def as_stages(self, segment: str | None = None) -> tuple[Stage, ...]:
        """Give the stages of a funnel with the rates and lags that were learned; a step of nobody has no lag.

        InvalidValueError if nobody entered a stage before the last.
        """
        steps = [(name, self.cohorts(name, segment)) for name in self.stages[1:]]
        ways = (Stage(name, each.rate, lag=each.lag if each.converted else None) for name, each in steps)
        return (Stage(self.stages[0]), *ways)

    def _each(self, segment: str | None) -> tuple[str, ...]:
        if segment is not None and segment not in self.segments:
            raise InvalidValueError(no_such("segment", segment, self.segments), "segment")
        return self.segments if segment is None else (segment,)

    def _known(self, stage: str, month: Month) -> None:
        if stage not in self.stages:
            raise InvalidValueError(no_such("stage", stage, self.stages), "stage")
        if month > self.known_through:
            raise InvalidValueError(f"{month} is not known: the table is, through {self.known_through}", "month")

    def _step(self, stage: str) -> StagePair:
        if stage not in self.stages[1:]:
            raise InvalidValueError(no_such("step into a stage", stage, self.stages[1:], "steps"), "stage")
        place = self.stages.index(stage)
        return self.stages[place - 1], stage


def learn(
    frame: object,
    stages: Mapping[str, str] | Iterable[str],
    *,
    segment: str | None = None,
    id: str | None = None,  # noqa: A002 - it is what the column is called
    known_through: Month | str | None = None,
) -> Learned:
    """Count a table with one row a lead and a column of dates for each stage, empty where the lead did not get there.

    `frame` is any dataframe, lazy ones and DuckDB relations too; only counts leave it. `stages` are the nouns of the
    stages in order with their columns (`{"lead": "first_contact", "customer": "won_on"}`), or just columns so called.
    Columns hold dates or times, not text. `segment` is a column by which everything is also counted apart (empty cells
    are the segment `""`), `id` one that names leads in lists. What happened after `known_through` is left out as not
    known yet; without it, that is the last month that had ended by the last date in the table.

    A lag is the difference of calendar months, or of calendar days. InvalidValueError for a column that is not there or
    holds no dates, and for a table without a date.
    """
    from smarketing.tables.date_counts import counted_dates, last_date  # noqa: PLC0415 - it imports narwhals

    columns = dict(stages) if isinstance(stages, Mapping) else {name: name for name in stages}
    if len(columns) < 2:
        raise InvalidValueError("a funnel to learn from has two stages or more", "stages")
    if len(set(columns.values())) < len(columns):
        raise InvalidValueError(f"each stage has a column of its own, not {list(columns.values())}", "stages")
    given = Month.parse(known_through) if isinstance(known_through, str) else known_through
    known = given or _last_whole_month(last_date(frame, list(columns.values())))
    dates = counted_dates(frame, list(columns.values()), known.last_day, segment=segment, id_column=id)
    steps = list(pairwise(columns))
    segments = tuple(sorted({row[0] for rows in dates.months for row in rows}))
    activity = _activity(steps, dates.months)
    triangles = {
        (step, name): _cohorts(known, [row for row in rows if row[0] == name])
        for step, rows in zip(steps, dates.months, strict=True)
        for name in segments
    }
    skipped = {
        step: sum(count for _name, early, _late, _backwards, count in rows if early is None)
        for step, rows in zip(steps, dates.months, strict=True)
    }
    spans: dict[tuple[StagePair, str], dict[int, int]] = {}
    for step, day_rows in zip(steps, dates.days, strict=True):
        for name, gap, count in day_rows:
            spans.setdefault((step, name), {})[gap] = count
    listed = tuple(OutOfOrder(key, *steps[place], early, late) for place, key, early, late in dates.backwards)
    return Learned(tuple(columns), known, segments, activity, triangles, spans, listed, skipped, dates.duplicated)


def _activity(steps: Sequence[StagePair], counted: "Sequence[Sequence[MonthRow]]") -> dict[tuple[str, str, Month], int]:
    """Count heads by the date of each stage: the first by its own, the others as the later one of their step."""
    activity: Counter[tuple[str, str, Month]] = Counter()
    for name, early, _late, _backwards, count in counted[0]:
        if early is not None:
            activity[steps[0][0], name, _month(early)] += count
    for step, rows in zip(steps, counted, strict=True):
        for name, _early, late, _backwards, count in rows:
            if late is not None:
                activity[step[1], name, _month(late)] += count
    return dict(activity)


def _cohorts(known: Month, rows: "Iterable[MonthRow]") -> Cohorts:
    entered: Counter[Month] = Counter()
    converted: Counter[tuple[Month, int]] = Counter()
    for _name, early, late, backwards, count in rows:
        if early is not None:
            entered[_month(early)] += count
            if late is not None and not backwards:
                converted[_month(early), late - early] += count
    return Cohorts(known, dict(entered), dict(converted))


def _month(ordinal: int) -> Month:
    return Month(ordinal // 12, ordinal % 12 + 1)


def _last_whole_month(last: date) -> Month:
    month = Month.of(last)
    return month if last == month.last_day else month - 1
