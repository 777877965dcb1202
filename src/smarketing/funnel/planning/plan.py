"""The plan: what each stage of a funnel needs so that the goal is reached, with its derivation."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.needs import Need, needs
from smarketing.funnel.rates import percent
from smarketing.funnel.risk.confidence import confident
from smarketing.html_tables import html_table
from smarketing.tables import table_frame
from smarketing.units import BY_MONTH, Number, Quantity, Target, exact, readable

_COLUMNS = ("segment", "stage", "need", "exact", "sourced", "unit", "because")
_NUMBERS = ("need", "exact", "sourced")
_MOST_STAGES = 5

GOAL = "goal"
POINTS = "points"


@attrs.frozen
class Plan:
    """What every stage of a funnel needs, in the order of the funnel; `print` it to read the derivation.

    `segments` are the plans of the segments, each with its own goal; then the needs are their sums. `there` is the
    pipeline that was counted in.

    >>> print(plan(Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")))
    5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage
    customer: 5,000.00 USD/month / 100.00 USD/customer = 50 customer/month
    SQL: 50 customer/month / 50 % = 100 SQL/month

    Its representation is one line; in a notebook it shows as a table.
    """

    funnel: Funnel
    needs: tuple[Need, ...]
    segments: tuple[tuple[str, "Plan"], ...] = ()
    there: tuple[tuple[str, Fraction], ...] = ()

    def __iter__(self) -> Iterator[Need]:
        return iter(self.needs)

    def __getitem__(self, stage: str) -> Need:
        """Give the need of a stage; InvalidValueError if the funnel has none of that name."""
        for need in self.needs:
            if need.stage == stage:
                return need
        raise InvalidValueError(no_such("stage", stage, [need.stage for need in self.needs]))

    def segment(self, name: str) -> "Plan":
        """Give the plan of a segment; InvalidValueError if the funnel has none of that name."""
        for segment, part in self.segments:
            if segment == name:
                return part
        raise InvalidValueError(no_such("segment", name, [segment for segment, _part in self.segments]))

    def target(self, name: str) -> Target:
        """Give a number of the plan as a target that keeps its derivation.

        `SQL` is the volume of a stage, `goal` the revenue goal, `points.SQL` what all heads of a stage together are to
        be worth (a promise in value instead of heads); `SQL.enterprise`, `goal.enterprise` and
        `points.SQL.enterprise` those of a segment. `SQL.by_month` and `goal.by_month` are those of each month, as the
        schedule has them; their quantity is that of an average month.
        """
        if name.endswith(BY_MONTH):
            average = self.target(name.removesuffix(BY_MONTH))
            if name.startswith(f"{POINTS}."):
                raise InvalidValueError(f"no schedule has points; write funnel.{name.removesuffix(BY_MONTH)}")
            return Target(average.quantity, f"funnel.{name}", f"the schedule; in an average month {average.because}")
        head, _, rest = name.partition(".")
        stage, dot, segment = rest.partition(".") if head == POINTS else name.partition(".")
        part = self.segment(segment) if dot else self
        source = f"funnel.{name}"
        if head == POINTS:
            heads = readable(Quantity(part[stage].exact, part[stage].volume.unit))
            return Target(part.points(stage), source, f"the worth of {heads}")
        if head == GOAL:
            return Target(part.funnel.goal, source, f"the revenue goal{f' of {segment}' if segment else ''}")
        return Target(part[stage].volume, source, part[stage].because)

    def points(self, stage: str) -> Quantity:
        """Give what all heads that a stage needs are expected to bring together, there and later."""
        if self.segments:
            parts = [part.points(stage) for _name, part in self.segments]
            return sum(parts[1:], parts[0])
        worth = self.funnel.worths[self[stage].stage]
        return Quantity(self[stage].exact * worth, self.funnel.goal.unit)

    def __repr__(self) -> str:
        volumes = [readable(need.volume) for need in self.needs]
        if len(volumes) > _MOST_STAGES:
            volumes = [*volumes[:2], "...", *volumes[-2:]]
        number = len(self.segments)
        segments = f", {number} segment{'' if number == 1 else 's'}" if number else ""
        return f"Plan({readable(self.funnel.goal)}: {', '.join(volumes)}{segments})"

    def _repr_html_(self) -> str:
        rows = (
            (segment, need.stage, readable(need.volume), need.because)
            for segment, part in self._named()
            for need in part.needs
        )
        return html_table(repr(self), ("segment", "stage", "need", "because"), rows, most=100)

    def to_frame(self, backend: str) -> Any:
        """Give the needs as a dataframe of `pandas`, `polars` or `pyarrow`: of the whole, then of each segment.

        The columns are segment (missing for the whole), stage, need, exact (before rounding), sourced, unit and
        because. Numbers are floating point. MissingExtraError if the library is not installed.
        """
        rows = [_row(segment, need) for segment, part in self._named() for need in part.needs]
        columns = {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)}
        return table_frame(columns, _NUMBERS, backend)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the needs as a stream of Arrow, as `to_frame` does; MissingExtraError without PyArrow."""
        return self.to_frame("pyarrow").__arrow_c_stream__(requested_schema)

    def _named(self) -> "Iterator[tuple[str | None, Plan]]":
        yield None, self
        yield from self.segments

    def __str__(self) -> str:
        return "\n".join(
            [self.headline, *(f"{need.stage}: {need.because}" for need in reversed(self.needs)), *self._parts()]
        )

    @property
    def headline(self) -> str:
        """The goal, the value of a customer and the way of rounding, in words."""
        funnel = self.funnel
        sure = "" if funnel.confidence is None else f"; confidence: {percent(funnel.confidence)}"
        return f"{readable(funnel.goal)} at {readable(funnel.value)}; rounding: {funnel.rounding}{sure}"

    def _parts(self) -> Iterator[str]:
        for name, part in self.segments:
            yield f"{name}: {part}".replace("\n", "\n  ")


def _row(segment: str | None, need: Need) -> tuple[object, ...]:
    sourced = None if need.sourced is None else need.sourced.value
    return segment, need.stage, need.volume.value, need.exact, sourced, need.volume.unit, need.because


def plan(funnel: Funnel, *, pipeline: Mapping[str, Number] | None = None) -> Plan:
    """Work out what every stage needs, from the goal back to where heads enter.

    `pipeline` is how many heads are at a stage already when the period begins; their expected yield counts towards the
    goal, once. With segments, each is worked out alone and the needs are summed; then a pipeline is refused: plan the
    funnels of `funnel.split()` with their own. With a `confidence`, volumes are those that reach the goal with that
    chance. InvalidValueError if no volume reaches the goal because a rate is zero.
    """
    there = {name: exact(count) for name, count in (pipeline or {}).items()}
    for name, count in there.items():
        if name not in funnel.names or count < 0:
            known = no_such("stage", name, funnel.names)
            raise InvalidValueError(known if count >= 0 else f"a pipeline has no {count} {name}", "pipeline")
    if funnel.segments:
        if there:
            message = "a pipeline belongs to one segment: plan the funnels of funnel.split() with their own"
            raise InvalidValueError(message, "pipeline")
        parts = tuple((name, plan(part)) for name, part in funnel.split().items())
        return Plan(funnel, tuple(_summed(funnel, name, parts) for name in funnel.names), parts)
    sized = needs(funnel, there)
    if funnel.confidence is not None:
        sized = confident(funnel, funnel.confidence, sized, there)
    return Plan(funnel, sized, (), tuple((name, count) for name, count in there.items() if count))


def _summed(funnel: Funnel, name: str, parts: tuple[tuple[str, Plan], ...]) -> Need:
    each = [(segment, part[name]) for segment, part in parts]
    volume = sum((need.volume for _segment, need in each), Quantity(0, f"{name}/{funnel.period}"))
    sourced = [need.sourced for _segment, need in each if need.sourced is not None]
    because = " + ".join(f"{readable(need.volume)} {segment}" for segment, need in each)
    return Need(
        name,
        sum((need.exact for _segment, need in each), Fraction(0)),
        volume,
        f"{because} = {readable(volume)}",
        sum(sourced[1:], sourced[0]) if sourced else None,
    )
