"""What was measured: figures, actuals, and the cases behind each."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from smarketing.actuals import Actuals
from smarketing.agreement import Agreement
from smarketing.errors import DocumentError, InvalidValueError, Problem, no_such
from smarketing.hours.spans import EPOCH, MICRO
from smarketing.html_tables import html_table
from smarketing.measuring.cases.case_sources import CaseSources
from smarketing.measuring.cases.clock_report import FINDINGS, REVERSED, ClockFinding, clock_finding, pause_findings
from smarketing.measuring.cases.late_cases import LateCase, late_cases
from smarketing.measuring.clocks.clock_outcomes import LATE, OVERDUE, STATUS_OF
from smarketing.measuring.clocks.counted import Counted
from smarketing.measuring.clocks.measured_clauses import MeasuredClause
from smarketing.measuring.figures import Figure, actuals, column_of, names_of
from smarketing.measuring.services.service_record import Behind, CaseRow, Watched
from smarketing.months import Month, Period, time_zone
from smarketing.tables import table_frame
from smarketing.tables.queries import NEVER

_VOLUME = "handed over"
_CASE = ("counted_at", "id", "segment")
_COLUMNS = ("month", "of", "segment", "measure", "value", "base", "unit", "base_unit")


@attrs.frozen(order=True)
class MeasuredCase:
    """A case behind a figure: since when it counts, which it is, its segment, and the time that its clock had run."""

    since: datetime
    id: object = attrs.field(order=str)
    segment: str
    used: timedelta | None = attrs.field(default=None, order=lambda used: used or timedelta(-1))


@attrs.frozen
class FileAsRead:
    """A file as it was when it was measured: its size, and when it was changed last."""

    path: Path
    size: int
    changed: int

    @classmethod
    def of(cls, path: str | PathLike[str]) -> "FileAsRead":
        """Look at a file."""
        found = Path(path).stat()
        return cls(Path(path), found.st_size, found.st_mtime_ns)

    def problems(self) -> Iterator[Problem]:
        """Say if it is gone, or is another one."""
        if not self.path.exists():
            yield Problem("is gone since it was measured", file=str(self.path))
        elif FileAsRead.of(self.path) != self:
            yield Problem("has changed since it was measured; measure it again", file=str(self.path))


@attrs.frozen(eq=False)
class MeasuredPart:
    """A handoff or channel of a version of the agreement, the frames on which it was counted, and their sources."""

    version: Agreement
    part: MeasuredClause
    frames: tuple[Counted, ...]
    sources: CaseSources
    separator: str | None = None

    @cached_property
    def behind(self) -> dict[tuple[str, str], Behind]:
        """What gives the rows behind each figure but the times."""
        return {key: self._rows(name) for key, name in names_of(self.part).items()}

    def _rows(self, name: str) -> Behind:
        def rows(month: Month, segment: str) -> Iterator[CaseRow]:
            for each in self.frames:
                if (there := column_of(name, each)) is not None:
                    yield from _chosen(each, *there, month, segment, self.separator)

        return rows

    def late(self, promise: str, months: Period | None, columns: Sequence[str]) -> Iterator[LateCase]:
        """Give what is late of the promise of a clock, of the cases that count in some months and in this version."""
        for step in (each.step for each in self.part.clocks if each.promise == promise):
            for frame in (each for each in self.frames if step in each.steps):
                rows = frame.rows.where(f"{STATUS_OF}{step} IN ({LATE}, {OVERDUE})")
                if months is not None:
                    first, last = months.first.ordinal, months.last.ordinal
                    rows = rows.where(f"month >= {first} AND month <= {last}")
                ids = {str(each) for (each,) in rows.select("id").rows()}
                yield from late_cases(self.part, self.sources, frame.stretch, promise, ids, columns)

    def findings(self, promise: str) -> Iterator[tuple[str, str, datetime]]:
        """Give what deserves a look of the promise of a clock: what it is, the id, and since when the case counts."""
        for timed in (each for each in self.part.clocks if each.promise == promise):
            for frame in (each for each in self.frames if timed.step in each.steps):
                for what, identity, run in pause_findings(self.part, timed, self.sources, frame.stretch):
                    yield what, identity, run.since
                for column in (each for each, name in frame.flags.items() if name == f"{timed.step} reversed"):
                    for since, identity in frame.rows.where(f"{column} = 1").select("counted_at", "id").rows():
                        yield REVERSED, str(identity), EPOCH + since * MICRO


def _chosen(
    counted: Counted, column: str, value: int, month: Month, segment: str, separator: str | None
) -> Iterator[CaseRow]:
    rows = counted.rows.where(f"month = {month.ordinal} AND {column} = {value}")
    step = column.removeprefix(STATUS_OF)
    used = [f"used_{step}"] if step in counted.steps else []
    for since, identity, where, *time in rows.select(*_CASE, *used).rows():
        segments = [where] if separator is None else [each.strip() for each in where.split(separator)]
        if segment in ("", *segments):
            yield int(since), identity, where, None if not time or time[0] == NEVER else int(time[0])


@attrs.frozen(eq=False)
class Measured:
    """What was measured of an agreement: `actuals` for judging, all `figures`, and what was found wrong on the way.

    Figures are in order. `as_of` is the instant until which each part was seen. In a notebook the figures show as a
    table.
    """

    agreement: Agreement
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    as_of: Mapping[str, datetime]
    _parts: tuple[MeasuredPart | Watched, ...] = attrs.field(repr=False)
    _files: tuple[FileAsRead, ...] = attrs.field(default=(), repr=False)

    def __repr__(self) -> str:
        months = [each.month for each in self.figures]
        period = f", {min(months)} to {max(months)}" if months else ""
        problems = [_counted(len(self.problems), "problem")] if self.problems else []
        what = ", ".join((_counted(len(self.figures), "figure"), *problems))
        return f"Measured({self.agreement.title!r}{period}: {what})"

    def _repr_html_(self) -> str:
        return html_table(repr(self), _COLUMNS, map(_row, self.figures))

    def to_frame(self, backend: str) -> Any:
        """Give all figures as a dataframe of `pandas`, `polars` or `pyarrow`, one row each.

        The columns are month, of, segment (missing for all), measure, value, base, unit and base_unit, as in `Figure`.
        Values and bases are floating point; months are text. MissingExtraError if the library is not installed.
        """
        rows = list(map(_row, self.figures))
        columns = {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)}
        return table_frame(columns, ("value", "base"), backend)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give all figures as a stream of Arrow, as `to_frame` does; MissingExtraError without PyArrow."""
        return self.to_frame("pyarrow").__arrow_c_stream__(requested_schema)

    @cached_property
    def actuals(self) -> Actuals:
        """The volumes and shares that the agreement judges, of the months of its term."""
        months = self.agreement.months
        return actuals([each for each in self.figures if each.month in months], self.agreement.metrics)

    def cases(self, of: str, measure: str, month: Month | str, segment: str | None = None) -> tuple[MeasuredCase, ...]:
        """Give the cases behind a figure, oldest first, as the leads that were late in a month.

        Reads the table again. InvalidValueError for a figure that there is none of; DocumentError for a file that has
        changed since it was measured, or is gone.
        """
        self._check_files()
        month = self.agreement.calendar.month_named(month, "month")
        version = self.agreement.at(month)
        behind = {key: rows for each in self._parts if each.version is version for key, rows in each.behind.items()}
        if (of, measure) not in behind:
            said = [each for name, each in behind if name == of]
            if not said:
                raise InvalidValueError(no_such("figures", of, sorted({name for name, _said in behind}), "they"), "of")
            raise InvalidValueError(no_such(f"cases of {of}", measure, said, "they"), "measure")
        return tuple(sorted(_case(*row) for row in behind[of, measure](month, segment or "")))

    def _check_files(self) -> None:
        """Refuse to read a file that is not the one that was measured."""
        if problems := [problem for each in self._files for problem in each.problems()]:
            raise DocumentError(tuple(problems))

    def late_cases(
        self, of: str, months: Period | str | None = None, columns: Sequence[str] = ()
    ) -> tuple[LateCase, ...]:
        """Give all that was late or is overdue of a clock's promise, oldest first, as a list to work from.

        `months` are those in which the cases count, as `2026-03` or `2026-Q1`; all unless stated. `columns` of the
        table, as `owner`, come beside each case only if they are named: they may say more of people than they need to.
        Reads the table again. InvalidValueError for a promise without a clock and for columns that there are not.
        """
        self._check_files()
        period = None if months is None else self.agreement.calendar.period_named(months, "months")
        found = []
        for part in self._with_clock(of):
            for case in part.late(of, period, columns):
                month = self.agreement.month_of(case.since)
                if self.agreement.at(month) is part.version and (period is None or month in period):
                    found.append(case)
        return tuple(sorted(found, key=lambda case: (case.since, case.id)))

    def _with_clock(self, of: str) -> list[MeasuredPart]:
        """The handoffs and channels that were measured, one of which has the clock of a promise."""
        parts = [each for each in self._parts if isinstance(each, MeasuredPart)]
        promises = dict.fromkeys(timed.promise for each in parts for timed in each.part.clocks)
        if of not in promises:
            raise InvalidValueError(no_such("clock", of, promises), "of")
        return parts

    def clock_report(self, of: str) -> tuple[ClockFinding, ...]:
        """Give what deserves a look in the data behind the clock of a promise, with counts and the first few ids.

        Pauses that were never resumed, cases that were in time only because of a pause, and what ended before it began
        (in tables; a log takes no notice of it). Reads the table again. InvalidValueError for a promise without a
        clock.
        """
        self._check_files()
        found: dict[str, list[str]] = {what: [] for what in FINDINGS}
        zone = time_zone(self.agreement.term.timezone)
        for part in self._with_clock(of):
            for what, identity, since in part.findings(of):
                if self.agreement.at(since.astimezone(zone)) is part.version:
                    found[what].append(identity)
        return tuple(clock_finding(what, identities) for what, identities in found.items())

    def daily(self, of: str) -> dict[date, int]:
        """Give how many were handed over or asked on each local day that has any: for lines of pace, never judged.

        `of` is a volume, as `sql-to-sales.handed-over`. Reads the table again; DocumentError as for `cases`.
        """
        self._check_files()
        parts = [each for each in self._parts if isinstance(each, MeasuredPart)]
        volumes = dict.fromkeys(each.part.part.volume for each in parts)
        if of not in volumes:
            raise InvalidValueError(no_such("volume", of, volumes), "of")
        found: dict[date, int] = {}
        for each in parts:
            for frame in each.frames if each.part.part.volume == of else ():
                if (there := column_of(_VOLUME, frame)) is not None:
                    some = frame.rows.where(f"{there[0]} = 1")
                    days = frame.stretch.calendar.with_day(some, "counted_at").grouped("day", rows="count(*)").rows()
                    counts = {date.fromordinal(int(day)): int(count) for day, count in days}
                    own = {day: n for day, n in counts.items() if self.agreement.at(day) is each.version}
                    found |= own
        return dict(sorted(found.items()))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _row(figure: Figure) -> tuple[object, ...]:
    numbers = figure.value, figure.base
    units = figure.unit or None, figure.base_unit or None
    return str(figure.month), figure.of, figure.segment or None, figure.measure, *numbers, *units


def _case(since: int, identity: object, segment: str, used: int | None) -> MeasuredCase:
    return MeasuredCase(EPOCH + since * MICRO, identity, segment, None if used is None else used * MICRO)
