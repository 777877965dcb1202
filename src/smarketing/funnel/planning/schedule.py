"""Phasing: what must enter when so that each month's goal is met."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.needs import Flows, anchors, flows, leading_to, passes_by
from smarketing.funnel.planning.arrivals import check_heads, kernel_of
from smarketing.funnel.planning.monthly_goals import monthly_goals
from smarketing.funnel.planning.monthly_series import (
    ZERO,
    Kernel,
    MonthlySeries,
    added,
    arriving_at,
    convolved,
    entering_for,
    entering_from,
    summed,
)
from smarketing.funnel.planning.plan import GOAL
from smarketing.funnel.rounding import CARRIES_EXACT, Rounding, whole_heads
from smarketing.funnel.stages import Stage, ways_into, ways_out_of
from smarketing.months import Month, Period
from smarketing.units import Number, Quantity, exact, readable

Pipeline = Mapping[str, Number | Mapping[Month, Number]]
"""Heads who are there when a period begins, by stage: how many, or how many got there in which month."""


def _is_spread(way: Stage) -> bool:
    return way.lag is not None and way.lag[-1] != 1


def _money_kernels(funnel: Funnel) -> dict[str, list[Fraction]]:
    """The money that one head at each stage brings, month by month."""
    kernels = {name: [funnel.value_of(name)] for name in funnel.names}
    for way in reversed(funnel.stages):
        if way.of is not None:
            kernels[way.of] = summed(kernels[way.of], convolved(kernel_of(way), kernels[way.name]))
    return kernels


@attrs.frozen
class Schedule:
    """What each stage needs in which month so that each month's goal is met.

    `goals` are the goals by month, `there` the pipeline that was counted in, `short` what cannot be met any more: a
    stage, a month and the number missing. `segments` are the schedules of the segments; then there are no needs of the
    whole but their sums.
    """

    funnel: Funnel
    goals: tuple[tuple[Month, Quantity], ...]
    series: Mapping[str, MonthlySeries] = attrs.field(hash=False, repr=False)
    outside: Mapping[str, MonthlySeries] = attrs.field(hash=False, repr=False)
    short: tuple[tuple[str, Month, Quantity], ...] = ()
    segments: tuple[tuple[str, "Schedule"], ...] = ()
    there: Mapping[str, MonthlySeries] = attrs.field(factory=dict, hash=False, repr=False)

    def __str__(self) -> str:
        def line(month: Month) -> str:
            needs = (self.need(name, month) for name in self.funnel.names)
            return f"{month}: {', '.join(readable(need) for need in needs if need is not None)}"

        return "\n".join(map(line, self.months))

    @property
    def period(self) -> Period:
        """The months that have a goal."""
        return Period(self.goals[0][0], self.goals[-1][0])

    @property
    def months(self) -> Period:
        """All months in which a stage needs something, the earliest being when the first head must enter."""
        parts = [part for _name, part in self.segments] or [self]
        start = min(series.start for part in parts for series in part.series.values())
        return Period(self.period.first + min(start, 0), self.period.last)

    def need(self, stage: str, month: Month) -> Quantity | None:
        """Give what must get to a stage in a month; None where it does not matter for any goal of the period."""
        if stage not in self.funnel.names:
            raise InvalidValueError(no_such("stage", stage, self.funnel.names))
        if self.segments:
            parts = [need for _name, part in self.segments if (need := part.need(stage, month)) is not None]
            return sum(parts[1:], parts[0]) if parts else None
        series, place = self.series[stage], month - self.period.first
        if not series.start <= place < series.end:
            return None
        return Quantity(series.at(place), f"{stage}/month")

    def segment(self, name: str) -> "Schedule":
        """Give the schedule of a segment; InvalidValueError if there is none of that name."""
        for segment, part in self.segments:
            if segment == name:
                return part
        raise InvalidValueError(no_such("segment", name, [segment for segment, _part in self.segments]))

    def number(self, name: str, month: Month) -> Quantity:
        """Give a number of a month by the name that targets use: `SQL`, `goal`, and of a segment `SQL.enterprise`.

        0 of a stage in a month in which no goal of the period needs it.
        """
        head, _, segment = name.partition(".")
        part = self.segment(segment) if segment else self
        if head == GOAL:
            goal = dict(part.goals)[month]
            return Quantity(goal.value, goal.unit.removesuffix("/month"))
        need = part.need(head, month)
        return Quantity(0 if need is None else need.value, head)

    @property
    def entering(self) -> dict[str, dict[Month, Fraction]]:
        """What enters from outside by stage and month: run `arrivals` on it to see the goals met.

        InvalidValueError with segments: ask their own schedules.
        """
        if self.segments:
            raise InvalidValueError("what enters differs by segment; ask the schedules of the segments")
        return {
            name: {self.period.first + (series.start + place): number for place, number in enumerate(series.numbers)}
            for name, series in self.outside.items()
        }


def schedule(
    funnel: Funnel, period: Period | str, *, pipeline: Pipeline | None = None, since: Month | str | None = None
) -> Schedule:
    """Work out, exactly and then in whole heads, what must get to each stage in which month.

    The goals are `monthly_goals(funnel, period, since=since)`, the lags those of the stages. Without a `pipeline`, the
    months before the period are planned as well, back to the first that matters: what enters there is taken to have
    been what keeps the first month's level up. With one, nothing else has entered before the period, and what cannot
    be met any more is said in `short`. It is that of a `plan`, `{"SQL": 30}`, whose lag begins in the first month, or
    has the months in which heads got there: `{"SQL": {Month(2025, 12): 30}}`. With segments, each is worked out alone;
    then a pipeline is refused. InvalidValueError as for `plan` and `monthly_goals`.

    These are expected numbers: a funnel's `confidence` sizes its `plan`, and not its months.

    A stage that is fed in one month carries whole heads back as in a `plan`; one that is fed over several carries the
    exact number, because rounding would echo from month to month. Where no exact phasing exists without less than
    nothing in some month, more arrives than is wanted, as little as a level that is kept up allows.
    """
    goals = monthly_goals(funnel, period, since=since)
    first = min(goals)
    if funnel.segments:
        if pipeline is not None:
            message = "a pipeline belongs to one segment: schedule the funnels of funnel.split() with their own"
            raise InvalidValueError(message, "pipeline")
        parts = tuple((name, schedule(part, period, since=since)) for name, part in funnel.split().items())
        return Schedule(funnel, tuple(goals.items()), {}, {}, (), parts)
    there = None if pipeline is None else _dated(funnel, pipeline, first)
    numbers = [goal.value for goal in goals.values()]
    spread = {way.name for way in funnel.stages if _is_spread(way)}
    unrounded = _Phasing(funnel, there, "none", {})
    unrounded.work_out(numbers, spread)
    phasing = _Phasing(funnel, there, funnel.rounding, unrounded.series)
    phasing.work_out(numbers, set(funnel.names))
    if min(series.start for series in phasing.series.values()) < Month(1, 1).ordinal - first.ordinal:
        raise InvalidValueError(f"what {first} needs would have to enter before the year 1", "period")
    short = tuple(
        (name, first + place, Quantity(number, f"{name}/month"))
        for (name, place), number in phasing.short.items()
        if number
    )
    return Schedule(funnel, tuple(goals.items()), phasing.series, phasing.outside, short, (), there or {})


class _Phasing:
    """One pass back from the goals of the months, and one forward for the stages after the sale."""

    def __init__(
        self,
        funnel: Funnel,
        pipeline: Mapping[str, MonthlySeries] | None,
        rounding: Rounding,
        unrounded: Mapping[str, MonthlySeries],
    ) -> None:
        self.funnel = funnel
        self.rounding = rounding
        self.unrounded = unrounded
        self.flows: Flows
        self.steady = pipeline is None
        self.there = pipeline or {}
        self.carried: dict[str, MonthlySeries] = {}
        self.series: dict[str, MonthlySeries] = {}
        self.outside: dict[str, MonthlySeries] = {}
        self.short: dict[tuple[str, int], Fraction] = {}

    def work_out(self, goals: list[Fraction], asked: set[str]) -> None:
        """Work back, and then forward, until the stages that are asked for are done."""
        money = _money_kernels(self.funnel)
        sales = anchors(self.funnel)
        back = leading_to(self.funnel.stages, sales)
        before = back.difference(sales)
        if passes_by(self.funnel, back):
            sales, back, before = (), set(), set()
        wanted = self._left_by(goals, money, before)
        self.flows = self._flows_of_a_month(wanted, money, before)
        for name in reversed(self.funnel.names):
            if asked <= self.series.keys():
                return
            if name in sales:
                self._keep(name, self._for_money(wanted, self.flows.brought(name), money[name]))
            elif name in back:
                self._from_the_next(name)
        for name in self.funnel.names:
            if name not in self.series:
                self._from_the_one_before(name, wanted, money[name])

    def _left_by(self, goals: list[Fraction], money: Mapping[str, list[Fraction]], before: set[str]) -> list[Fraction]:
        """What sources must bring of the goals, without what those bring later who have paid, or pass the sale by."""
        shares = sum((share for _name, share in self.funnel.entries), ZERO)
        left = [goal * shares for goal in goals]
        for name in self.there.keys() - before:
            left = [max(goal - self._later(name, money, place), ZERO) for place, goal in enumerate(left)]
        return left

    def _later(self, name: str, money: Mapping[str, list[Fraction]], place: int) -> Fraction:
        """What heads who are at a stage already bring in a month, after that stage."""
        later = [money[name][0] - self.funnel.value_of(name), *money[name][1:]]
        return arriving_at(self.there[name], later, place)

    def _flows_of_a_month(self, wanted: list[Fraction], money: Mapping[str, list[Fraction]], before: set[str]) -> Flows:
        """The flows of the average month, as in a plan: of those who are there, the part that pays in the period.

        What they bring in a month above what is wanted there is of no use to another.
        """
        shares = sum((share for _name, share in self.funnel.entries), ZERO)
        goal = Quantity(sum(wanted, ZERO) / len(wanted) / (shares or 1), f"{self.funnel.currency}/month")
        names = self.there.keys() & before
        paying = dict.fromkeys(names, ZERO)
        for place, number in enumerate(wanted):
            later = {name: self._later(name, money, place) for name in names}
            coming = sum(later.values(), ZERO)
            useful = number / coming if coming > number else Fraction(1)
            for name in names:
                paying[name] += later[name] * useful / len(wanted) / sum(money[name])
        return flows(attrs.evolve(self.funnel, goal=goal), paying)

    def _for_money(self, wanted: list[Fraction], brought: Fraction, kernel: Kernel) -> MonthlySeries:
        """What must get to a stage to bring its share of what is wanted; what comes too late is short of sales."""
        share = brought / self.flows.wanted if brought else ZERO
        asked = MonthlySeries(0, tuple(number * share for number in wanted))
        if self.steady:
            return entering_for(asked, kernel)
        entering, lost = entering_from(asked, kernel, 0)
        sale = self.funnel.sale
        self._miss(sale, MonthlySeries(0, tuple(money / self.funnel.value.value for money in lost.numbers)))
        return entering

    def _miss(self, name: str, lost: MonthlySeries) -> None:
        for place, number in enumerate(lost.numbers, lost.start):
            self.short[name, place] = self.short.get((name, place), ZERO) + number

    def _keep(self, name: str, asked: MonthlySeries) -> None:
        whole = MonthlySeries(asked.start, tuple(whole_heads(number, self.rounding) for number in asked.numbers))
        self.series[name] = whole
        self.carried[name] = asked if self.rounding == CARRIES_EXACT else whole
        enters = self.flows.entering.get(name, ZERO)
        if name in self.outside or not (enters or any(whole.numbers)):
            return
        if not ways_into(self.funnel.stages, name):
            self.outside[name] = whole
        elif enters:
            share = enters / self.flows.arriving[name]
            self.outside[name] = MonthlySeries(whole.start, tuple(number * share for number in whole.numbers))

    def _from_the_next(self, name: str) -> None:
        """What a stage must have to feed the next ones; where they ask for different numbers, the highest."""
        asked: list[MonthlySeries] = []
        for way in ways_out_of(self.funnel.stages, name):
            if way.name in self.carried and way.share:
                share = self.flows.share(way)
                fed = self.carried[way.name]
                if _is_spread(way):
                    fed = self.unrounded.get(way.name, fed)
                wanted = (
                    fed if share == 1 else MonthlySeries(fed.start, tuple(number * share for number in fed.numbers))
                )
                asked.append(self._feeding(name, wanted, way))
        self._keep(name, asked[0] if len(asked) == 1 else _highest(asked))

    def _feeding(self, name: str, wanted: MonthlySeries, way: Stage) -> MonthlySeries:
        """What must get to a stage so that this way brings what is wanted, month by month."""
        kernel = kernel_of(way)
        if self.steady:
            return entering_for(wanted, kernel)
        if there := self.there.get(name):
            coming = (arriving_at(there, kernel, wanted.start + place) for place in range(len(wanted.numbers)))
            rest = (max(number - came, ZERO) for number, came in zip(wanted.numbers, coming, strict=True))
            wanted = MonthlySeries(wanted.start, tuple(rest))
        entering, lost = entering_from(wanted, kernel, 0)
        self._miss(way.name, lost)
        return entering

    def _from_the_one_before(self, name: str, wanted: list[Fraction], kernel: Kernel) -> None:
        """What gets to a stage of those before it, and of those who enter for the money that they bring."""
        ways = [(way.of, kernel_of(way)) for way in ways_into(self.funnel.stages, name) if way.of is not None]
        enters = self.flows.entering.get(name, ZERO)
        outside = self._for_money(wanted, enters * self.flows.worths[name], kernel) if enters else MonthlySeries(0, ())
        if enters and ways:
            self.outside[name] = outside
        numbers = []
        start = 0 if ways else outside.start
        for place in range(start, len(wanted)):
            arriving = (arriving_at(self._all(of), kernel, place) for of, kernel in ways)
            numbers.append(outside.at(place) + sum(arriving, ZERO))
        self._keep(name, MonthlySeries(start, tuple(numbers)))

    def _all(self, name: str) -> MonthlySeries:
        """What a stage passes on: what gets there and what is there already."""
        there = self.there.get(name)
        return self.carried[name] if there is None else added(self.carried[name], there)


def _highest(asked: list[MonthlySeries]) -> MonthlySeries:
    start, end = min(series.start for series in asked), max(series.end for series in asked)
    return MonthlySeries(start, tuple(max(_held(series, place) for series in asked) for place in range(start, end)))


def _held(series: MonthlySeries, place: int) -> Fraction:
    """The number of a month; before the series its first, because it is taken to have been so."""
    return series.numbers[0] if place < series.start else series.at(place)


def _dated(funnel: Funnel, pipeline: Pipeline, first: Month) -> dict[str, MonthlySeries]:
    """Take heads that are there by the first month of a period; months count from it."""
    dated: dict[str, MonthlySeries] = {}
    for name, given in pipeline.items():
        counts = given if isinstance(given, Mapping) else {first: given}
        check_heads(funnel, name, counts, "pipeline")
        if late := [month for month in counts if month > first]:
            raise InvalidValueError(f"a pipeline is there by {first}, not in {min(late)}", "pipeline")
        if counts:
            start = min(counts) - first
            length = max(counts) - min(counts) + 1
            numbers = (exact(counts.get(first + start + place, 0)) for place in range(length))
            dated[name] = MonthlySeries(start, tuple(numbers))
    return dated
