"""What was measured: figures, actuals, and the cases behind each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

import attrs
import narwhals.stable.v2 as nw

from smarketing.actuals import Actuals
from smarketing.errors import InvalidValueError, Problem, no_such
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
class Measured:
    """What was measured of an agreement: `actuals` for judging, all `figures`, and what was found wrong on the way.

    Figures are in order. `as_of` is the instant until which each part was seen.
    """

    agreement: Agreement
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    as_of: Mapping[str, datetime]
    _parts: Mapping[str, tuple[Part, Sequence[Counted]]] = attrs.field(repr=False)

    @cached_property
    def actuals(self) -> Actuals:
        """The volumes and shares that the agreement judges, of the months of its term."""
        months = self.agreement.months
        return actuals([each for each in self.figures if each.month in months], self.agreement.metrics)

    def cases(self, of: str, measure: str, month: Month | str, segment: str | None = None) -> tuple[Case, ...]:
        """Give the cases behind a figure, oldest first, as the leads that were late in a month.

        Reads the table again. InvalidValueError for a figure that there is none of.
        """
        number = number_of(Month.parse(month) if isinstance(month, str) else month)
        names = {key: (name, frames) for part, frames in self._parts.values() for key, name in names_of(part).items()}
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
                step = there[0].partition(" ")[0]
                used = f"{step} used" if step in each.steps else None
                columns = ["counted at", "id", "segment", *([] if used is None else [used])]
                rows = each.frame.filter(chosen).select(*columns)
                found += (_case(*row) for row in (rows.collect() if is_lazy(rows) else rows).iter_rows())
        return tuple(sorted(found))

    def daily(self, of: str) -> dict[date, int]:
        """Give how many were handed over or asked on each local day that has any: for lines of pace, never judged.

        `of` is a volume, as `sql-to-sales.handed-over`. Reads the table again.
        """
        volumes = [part.part.volume for part, _frames in self._parts.values()]
        if of not in volumes:
            raise InvalidValueError(no_such("volume", of, volumes), "of")
        found: dict[date, int] = {}
        for part, frames in self._parts.values():
            for each in frames if part.part.volume == of else ():
                if _VOLUME in each.flags:
                    some = each.stretch.calendar.with_day(each.frame.filter(nw.col(_VOLUME) == 1), "counted at")
                    days = some.group_by("day").agg(nw.len().alias("rows"))
                    rows = (days.collect() if is_lazy(days) else days).iter_rows()
                    found |= {date.fromordinal(int(day)): int(count) for day, count in rows}
        return dict(sorted(found.items()))


def _case(since: int, identity: object, segment: str, used: int = NEVER) -> Case:
    return Case(EPOCH + int(since) * MICRO, identity, segment, None if used == NEVER else int(used) * MICRO)
