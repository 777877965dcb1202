"""What a table of leads says about a funnel: volumes, rates by cohort and by activity, and lags."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.learning.cohorts import Cohorts, Days, merged
from smarketing.funnel.learning.odd_leads import (
    OutOfOrder,
    SkippedStage,
    duplicate_lines,
    out_of_order,
    out_of_order_lines,
    skipped_lines,
    skipped_stages,
)
from smarketing.funnel.rates import Rate
from smarketing.funnel.stages import Stage
from smarketing.months import Month

if TYPE_CHECKING:
    from smarketing.tables.date_counts import DayRow, MonthRow

StagePair = tuple[str, str]
"""A stage and the next."""


@attrs.frozen
class Learned:
    """What was counted of a table of leads, through the month `known_through`.

    `out_of_order` lists leads whose dates run backwards; they count where their dates say, and as no conversion.
    `skipped` has the stages that leads passed without a date; `only_dated` says that they do not count there.
    `duplicated` are the ids that several rows bear, each of them one lead, and `differing` those of them whose rows
    differ. `report` puts all of this into words.
    """

    stages: tuple[str, ...]
    known_through: Month
    segments: tuple[str, ...]
    activity: Mapping[tuple[str, str, Month], int] = attrs.field(hash=False, repr=False)
    triangles: Mapping[tuple[StagePair, str], Cohorts] = attrs.field(hash=False, repr=False)
    spans: Mapping[tuple[StagePair, str], Mapping[int, int]] = attrs.field(hash=False, repr=False)
    out_of_order: tuple[OutOfOrder, ...] = ()
    skipped: tuple[SkippedStage, ...] = ()
    duplicated: tuple[object, ...] = ()
    differing: tuple[object, ...] = ()
    only_dated: bool = False

    @property
    def report(self) -> str:
        """Say what is odd in the table, a line for each kind; nothing for a table in order."""
        return "\n".join(
            [
                *skipped_lines(self.skipped, only_dated=self.only_dated),
                *duplicate_lines(self.duplicated, self.differing),
                *out_of_order_lines(self.out_of_order),
            ]
        )

    def volume(self, stage: str, month: Month, segment: str | None = None) -> int:
        """Give how many got to a stage in a month, by its date; who skipped it counts by the next stage with one."""
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
        """Give how many days those who converted took, as far as is known by now and both dates are there."""
        step = self._step(stage)
        together: Counter[int] = Counter()
        for each in self._each(segment):
            together.update(self.spans.get((step, each), {}))
        return Days(together)

    def as_stages(self, segment: str | None = None) -> tuple[Stage, ...]:
        """Give the stages of a funnel with the rates and lags that were learned.

        A step that nobody took with a date of both its stages has no lag.

        InvalidValueError if nobody entered a stage before the last.
        """
        steps = [(name, self.cohorts(name, segment)) for name in self.stages[1:]]
        ways = (Stage(name, each.rate, lag=each.lag if each.has_lag else None) for name, each in steps)
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
    only_dated: bool = False,
) -> Learned:
    """Count a table with one row a lead and a column of dates for each stage, empty where the lead did not get there.

    `frame` is any dataframe, lazy ones and DuckDB relations too; only counts leave it, and the ids of odd leads.
    `stages` are the nouns of the stages in order with their columns (`{"lead": "first_contact", "deal": "won_on"}`), or
    just columns so called. Columns hold dates or times, not text. `segment` is a column by which everything is also
    counted apart (empty cells are the segment `""`). What happened after `known_through` is left out as not known yet;
    without it, that is the last month that had ended by the last date in the table.

    Who got to a later stage passed the earlier ones: a stage without a date counts as reached on the date of the next
    stage that has one. Nobody saw when that really was, so that it counts for volumes and rates, and not for lags and
    days. With `only_dated`, stages may be left out on the way, and only who has a date of a stage counts there.

    `id` is a column that names leads. Rows of one id are one lead, with the earliest date of each stage and, where they
    are of several segments, the last of these by name. Without ids, or where the cell is empty, each row is a lead.

    A lag is the difference of calendar months, or of calendar days. InvalidValueError for a column that is not there or
    holds no dates, and for a table without a date.
    """
    from smarketing.tables.date_counts import counted_dates, last_date  # noqa: PLC0415 - it imports narwhals

    columns = _columns(stages)
    given = Month.parse(known_through) if isinstance(known_through, str) else known_through
    known = given or _last_whole_month(last_date(frame, list(columns.values())))
    dates = counted_dates(frame, list(columns.values()), known.last_day, segment=segment, id_column=id)
    steps = list(pairwise(columns))
    counted = [[_conversion(row, only_dated=only_dated) for row in rows] for rows in dates.months]
    segments = tuple(sorted({row.segment for rows in dates.months for row in rows}))
    triangles = {
        (step, name): _cohorts(known, [each for each in conversions if each.segment == name])
        for step, conversions in zip(steps, counted, strict=True)
        for name in segments
    }
    return Learned(
        tuple(columns),
        known,
        segments,
        _activity(steps, counted),
        triangles,
        _spans(steps, dates.days),
        tuple(out_of_order(each, list(columns)) for each in dates.backwards),
        skipped_stages(list(columns), dates),
        dates.duplicated,
        dates.differing,
        only_dated,
    )


def _columns(stages: Mapping[str, str] | Iterable[str]) -> dict[str, str]:
    """Take the stages with the columns that have their dates."""
    columns = dict(stages) if isinstance(stages, Mapping) else {name: name for name in stages}
    if len(columns) < 2:
        raise InvalidValueError("a funnel to learn from has two stages or more", "stages")
    if len(set(columns.values())) < len(columns):
        raise InvalidValueError(f"each stage has a column of its own, not {list(columns.values())}", "stages")
    return columns


@attrs.frozen
class _Conversion:
    """How many heads got to a stage in a month and to the next in another; None where they did not."""

    segment: str
    early: Month | None
    late: Month | None
    is_conversion: bool
    is_dated: bool
    heads: int


def _conversion(row: "MonthRow", *, only_dated: bool) -> _Conversion:
    """Read what was counted: a stage without a date counts as reached by the next that has one, or not at all."""
    early, late = row.early, row.late
    if only_dated:
        late = late if row.dated else None
    elif early is None:
        early = late
    converts = early is not None and late is not None and not row.backwards
    dated = row.early is not None and row.dated
    return _Conversion(row.segment, _month(early), _month(late), converts, dated, row.rows)


def _month(ordinal: int | None) -> Month | None:
    return None if ordinal is None else Month(ordinal // 12, ordinal % 12 + 1)


def _activity(
    steps: Sequence[StagePair], counted: Sequence[Sequence[_Conversion]]
) -> dict[tuple[str, str, Month], int]:
    """Count heads by the month of each stage: of the first as the earlier one of its step, else as the later one."""
    activity: Counter[tuple[str, str, Month]] = Counter()
    for each in counted[0]:
        if each.early is not None:
            activity[steps[0][0], each.segment, each.early] += each.heads
    for (_before, after), conversions in zip(steps, counted, strict=True):
        for each in conversions:
            if each.late is not None:
                activity[after, each.segment, each.late] += each.heads
    return dict(activity)


def _cohorts(known: Month, conversions: Iterable[_Conversion]) -> Cohorts:
    entered: Counter[Month] = Counter()
    converted: Counter[tuple[Month, int]] = Counter()
    undated: Counter[tuple[Month, int]] = Counter()
    for each in conversions:
        if each.early is None:
            continue
        entered[each.early] += each.heads
        if each.late is not None and each.is_conversion:
            converted[each.early, each.late - each.early] += each.heads
            if not each.is_dated:
                undated[each.early, each.late - each.early] += each.heads
    return Cohorts(known, dict(entered), dict(converted), dict(undated))


def _spans(
    steps: Sequence[StagePair], counted: "Sequence[Sequence[DayRow]]"
) -> dict[tuple[StagePair, str], dict[int, int]]:
    spans: dict[tuple[StagePair, str], dict[int, int]] = {}
    for step, rows in zip(steps, counted, strict=True):
        for segment, gap, count in rows:
            spans.setdefault((step, segment), {})[gap] = count
    return spans


def _last_whole_month(last: date) -> Month:
    month = Month.of(last)
    return month if last == month.last_day else month - 1
