"""From counts of an engine to figures with names, and to the actuals that are judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from smarketing.actuals import Actual, Actuals, Key, Metric
from smarketing.measuring.clocks.clock_outcomes import STATUS_OF, STATUSES
from smarketing.measuring.clocks.counted import Counted
from smarketing.measuring.clocks.measured_clauses import DISQUALIFIED, RECYCLED, MeasuredClause
from smarketing.months import Month
from smarketing.tables.counts_and_ranks import Group
from smarketing.units import Quantity

SHARES = ("0.5", "0.9")
RANKS = ("median", "90th percentile")
MICROSECONDS = "microseconds"
_SAID = {"met": "in time"}
_JUDGED = ("cases", "share", "ratio", "level")
_DUE = ("met", "late", "overdue")


@attrs.frozen(order=True)
class Figure:
    """One number of a month: of what, what it says, of which segment ('' for all), and out of how many, if of any.

    `unit` is empty for cases that were counted, and `microseconds` for times; so is `base_unit` for the base.
    """

    month: Month
    of: str
    segment: str
    measure: str
    value: int
    base: int | None = None
    unit: str = ""
    base_unit: str = ""


def figures(
    part: MeasuredClause, counted: Iterable[tuple[Counted, Iterable[Group]]], through: Month
) -> Iterator[Figure]:
    """Name what was counted, from the first month that has anything until the last that was seen."""
    some = list(counted)
    none = {name: 0 for each, _groups in some for column in each.digits for name in _by_value(each, column, {})}
    merged: dict[tuple[int, str | None], dict[str, int | None]] = {}
    for each, groups in some:
        for group in groups:
            named = merged.setdefault((group.month, group.segment), {})
            for column, values in group.counts.items():
                named |= _by_value(each, column, values)
            for step, ranked in zip(each.steps, group.ranks.values(), strict=False):
                named |= {f"{step} used {said}": value for said, value in zip(RANKS, ranked, strict=True)}
    segments = sorted({segment for _month, segment in merged if segment})
    seen = [month for month, _segment in merged]
    months = range(min(seen), max(*seen, through.ordinal) + 1) if seen else ()
    for month in months:
        for segment in ("", *segments):
            yield from _named(
                part, through + (month - through.ordinal), segment, none | merged.get((month, segment or None), {})
            )


def column_of(name: str, counted: Counted) -> tuple[str, int] | None:
    """Give the column that what is counted under a name stands in, and its value there; None if in none."""
    columns = {said: column for column, said in counted.flags.items()}
    if name in columns:
        return columns[name], 1
    numbers = {f"{step} {said}": (step, number) for step in counted.steps for number, said in STATUSES.items()}
    if name not in numbers:
        return None
    step, number = numbers[name]
    return f"{STATUS_OF}{step}", number


def _by_value(counted: Counted, column: str, counts: Mapping[int, int]) -> dict[str, int]:
    """How many there are of what a column flags, or of each status."""
    if (name := counted.flags.get(column)) is not None:
        return {name: counts.get(1, 0)}
    step = column.removeprefix(STATUS_OF)
    return {f"{step} {said}": counts.get(number, 0) for number, said in STATUSES.items()}


def names_of(part: MeasuredClause) -> dict[tuple[str, str], str]:
    """Give what is counted of a part: of what, what it says, and the name under which it was counted."""
    handoff, informed, attempted = part.name, f"{part.name}.informed", f"{part.name}.attempted"
    names = {(part.part.volume, "cases"): "handed over", (handoff, "not qualified"): "not qualified"}
    names |= {(handoff, name): name for name in ("went around", RECYCLED, DISQUALIFIED, "handed over again")}
    names |= {(informed, "share"): "informed"}
    names |= {(informed, f"missing {field}"): f"missing {field}" for field in part.information}
    for each in part.clocks:
        names |= {(each.promise, "share"): f"{each.step} met", (each.promise, "never"): f"{each.step} never"}
        names |= {(each.promise, _SAID.get(said, said)): f"{each.step} {said}" for said in STATUSES.values()}
        names |= {(each.promise, "ended before it began"): f"{each.step} reversed"}
        if each is part.accept:
            names |= {(each.promise, said): said for said in ("accepted", "rejected")}
            reasons = enumerate(part.reasons)
            names |= {(each.promise, f"rejected: {reason}"): f"rejected {place}" for place, reason in reasons}
            names |= {(each.promise, "rejected for no agreed reason"): "otherwise"}
    return names | {(attempted, "share"): "attempts met", (attempted, "pending"): "attempts pending"}


def _named(part: MeasuredClause, month: Month, segment: str, counted: Mapping[str, int | None]) -> Iterator[Figure]:
    bases = {"informed": counted.get("handed over"), "attempts met": _sum(counted, "attempts met", "attempts missed")}
    bases |= {f"{each.step} met": _sum(counted, *(f"{each.step} {said}" for said in _DUE)) for each in part.clocks}
    for (of, measure), name in names_of(part).items():
        if (value := counted.get(name)) is not None:
            yield Figure(month, of, segment, measure, value, bases[name] if measure == "share" else None)
    for each in part.clocks:
        for said in RANKS:
            if (value := counted.get(f"{each.step} used {said}")) is not None:
                yield Figure(month, each.promise, segment, said, value, None, MICROSECONDS)


def _sum(counted: Mapping[str, int | None], *names: str) -> int:
    return sum(counted.get(name) or 0 for name in names)


def actuals(found: Sequence[Figure], known: Mapping[str, Metric]) -> Actuals:
    """Give the volumes and shares that an agreement judges, for the segments that it knows."""
    judged = (each for each in found if each.of in known and each.measure in _JUDGED)
    some = (each for each in judged if not each.segment or each.segment in known[each.of].segments)
    return Actuals(dict(_judged(each, known[each.of]) for each in some), metrics=known)


def _judged(figure: Figure, metric: Metric) -> tuple[Key, Actual]:
    """A figure as it is judged: times in the unit of the metric."""
    value = figure.value * _scale(figure.unit)
    base = None if figure.base is None else figure.base * _scale(figure.base_unit)
    if (seconds := metric.in_seconds) is not None:
        value = Quantity(value, seconds).value_in(metric.unit)
    return Key(figure.of, figure.segment or None, figure.month), Actual(value, base)


def _scale(unit: str) -> Fraction:
    return Fraction(1, 1_000_000) if unit else Fraction(1)
