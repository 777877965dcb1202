"""What was measured: figures, actuals, and the cases behind each."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property

import attrs
import narwhals.stable.v2 as nw

from smarketing.actuals import Actuals
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.events.clock_frames import STATUS_OF
from smarketing.events.figures import Figure, actuals, column_of, names_of, number_of
from smarketing.events.parts import Part
from smarketing.events.row_cases import Counted
from smarketing.hours.spans import EPOCH, MICRO
from smarketing.model import Agreement
from smarketing.months import Month
from smarketing.tables.engines import NEVER, is_lazy

_VOLUME = "handed over"


@attrs.frozen(order=True)
class Case:
    """A case behind a figure: since when it counts, which it is, its segment, and the time that its clock had run."""

    since: datetime
    id: object = attrs.field(order=str)
    segment: str
    used: timedelta | None = None


@attrs.frozen(eq=False)
class MeasuredPart:
    """A handoff or channel of a version of the agreement, and the frames on which it was counted."""

    version: Agreement
    part: Part
    frames: tuple[Counted, ...]


@attrs.frozen(eq=False)
class Measured:
    """What was measured of an agreement: `actuals` for judging, all `figures`, and what was found wrong on the way.

    Figures are in order. `as_of` is the instant until which each part was seen.
    """

    agreement: Agreement
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    as_of: Mapping[str, datetime]
    _parts: tuple[MeasuredPart, ...] = attrs.field(repr=False)

    @cached_property
    def actuals(self) -> Actuals:
        """The volumes and shares that the agreement judges, of the months of its term."""
        months = self.agreement.months
        return actuals([each for each in self.figures if each.month in months], self.agreement.metrics)

    def cases(self, of: str, measure: str, month: Month | str, segment: str | None = None) -> tuple[Case, ...]:
        """Give the cases behind a figure, oldest first, as the leads that were late in a month.

        Reads the table again. InvalidValueError for a figure that there is none of.
        """
        month = Month.parse(month) if isinstance(month, str) else month
        number, version = number_of(month), self.agreement.at(month)
        here = [each for each in self._parts if each.version is version]
        names = {key: (name, each.frames) for each in here for key, name in names_of(each.part).items()}
        if (of, measure) not in names:
            said = [each for name, each in names if name == of]
            if not said:
                raise InvalidValueError(no_such("figures", of, sorted({name for name, _said in names}), "they"), "of")
            raise InvalidValueError(no_such(f"cases of {of}", measure, said, "they"), "measure")
        name, frames = names[of, measure]
        found: list[Case] = []
        for each in frames:
            if (there := column_of(name, each)) is not None:
                chosen = (nw.col("month") == number) & (nw.col(there[0]) == there[1])
                chosen = chosen if segment is None else chosen & (nw.col("segment") == segment)
                step = there[0].removeprefix(STATUS_OF)
                used = f"{step} used" if step in each.steps else None
                columns = ["counted at", "id", "segment", *([] if used is None else [used])]
                rows = each.frame.filter(chosen).select(*columns)
                found += (_case(*row) for row in (rows.collect() if is_lazy(rows) else rows).iter_rows())
        return tuple(sorted(found))

    def daily(self, of: str) -> dict[date, int]:
        """Give how many were handed over or asked on each local day that has any: for lines of pace, never judged.

        `of` is a volume, as `sql-to-sales.handed-over`. Reads the table again.
        """
        volumes = dict.fromkeys(each.part.part.volume for each in self._parts)
        if of not in volumes:
            raise InvalidValueError(no_such("volume", of, volumes), "of")
        found: dict[date, int] = {}
        for each in self._parts:
            for frame in each.frames if each.part.part.volume == of else ():
                if _VOLUME in frame.flags:
                    some = frame.stretch.calendar.with_day(frame.frame.filter(nw.col(_VOLUME) == 1), "counted at")
                    days = some.group_by("day").agg(nw.len().alias("rows"))
                    rows = (days.collect() if is_lazy(days) else days).iter_rows()
                    counts = {date.fromordinal(int(day)): int(count) for day, count in rows}
                    own = {day: n for day, n in counts.items() if self.agreement.at(day) is each.version}
                    found |= own
        return dict(sorted(found.items()))


def _case(since: int, identity: object, segment: str, used: int = NEVER) -> Case:
    return Case(EPOCH + int(since) * MICRO, identity, segment, None if used == NEVER else int(used) * MICRO)
