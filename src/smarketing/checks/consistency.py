"""SM2: whether objectives, handoffs and relief fit each other."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm

from smarketing.agreement import Agreement, Objective
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.outcomes import Analysis, OutcomeSet
from smarketing.checks.witnesses import plain, such
from smarketing.criteria import overlaps, satisfiable

# Objectives


def _incompatible(examined: Analysis) -> Iterator[Violation]:
    """Two objectives on the same figures, or on a count and a segment of it, of which no figures can meet both.

    Whatever keeps both in every month keeps them with its mean in each month, so their bounds for a month must meet.
    """
    for one, other in combinations(examined.results.values(), 2):
        if one.metric.name == other.metric.name and _both_complete(examined.agreement, one, other):
            for low, high in ((one, other), (other, one)):
                if low.low is None or high.high is None or not _is_among(low, high):
                    continue
                (_low, after), (_high, until) = low.kept.spans[0][0], high.kept.spans[-1][1]
                if (low.a_month(low.low), after) >= (high.a_month(high.high), until):
                    least, most = low.said(low.a_month(low.low)), high.said(high.a_month(high.high))
                    if least == most:
                        least, most = low.exactly(low.a_month(low.low)), high.exactly(high.a_month(high.high))
                    said = f"it needs {low.sides[0]} {least} a month, and {high.promise.name} {high.sides[1]} {most}"
                    yield Violation(f"{said}: nobody can meet both", examined.place_of(low.promise.name))


def _both_complete(agreement: Agreement, one: OutcomeSet, other: OutcomeSet) -> bool:
    """Whether the term is long enough for windows of both to cover the same months."""
    return agreement.term.end is None or lcm(one.months, other.months) <= len(agreement.term_months)


def _is_among(one: OutcomeSet, other: OutcomeSet) -> bool:
    """Whether what one promise counts is counted by the other, too: the same, or a segment of it."""
    return one.promise.segment == other.promise.segment or (one.is_count and other.promise.segment is None)


def _figures(results: OutcomeSet) -> tuple[str, str | None]:
    return results.metric.name, results.promise.segment


def _campaigns(examined: Analysis) -> Iterator[Violation]:
    """Parts whose targets come to more than that of the whole, or that are all its segments and come to less."""
    agreement = examined.agreement
    levels = {level.name for level in agreement.levels}
    found = [each for name, each in examined.results.items() if name not in levels]
    for whole in found:
        parts = [each for each in found if each.promise.part_of == whole.promise.name]
        alike = [each for each in parts if each.low is not None and _is_alike(each, whole)]
        if len({each.promise.segment for each in parts}) < len(parts):
            continue
        if not whole.is_count or whole.low is None or not parts or len(alike) < len(parts):
            continue
        total = sum((each.target for each in parts), Fraction(0))
        if total > whole.target or (total < whole.target and _are_all(agreement, whole, parts)):
            names = ", ".join(each.promise.name for each in parts)
            sums = {"parts": whole.said(total), "whole": whole.said(whole.target)}
            message = f"its parts ({names}) come to {sums['parts']}, and it promises {sums['whole']}"
            yield Violation(message, examined.place_of(whole.promise.name), sums)


def _is_alike(part: OutcomeSet, whole: OutcomeSet) -> bool:
    return (part.metric.name, part.months) == (whole.metric.name, whole.months)


def _are_all(agreement: Agreement, whole: OutcomeSet, parts: Sequence[OutcomeSet]) -> bool:
    """Whether parts are about every segment of a metric that was declared with its segments."""
    declared = {each.name: set(each.segments) for each in agreement.metrics_declared}
    return declared.get(whole.metric.name) == {each.promise.segment for each in parts}


# Handoffs


def _impossible_triggers(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    for section, triggers, happens in (
        ("handoffs", agreement.triggers, "handed over"),
        ("channels", agreement.channel_triggers, "asked"),
    ):
        for name, trigger in triggers.items():
            if satisfiable(trigger).answer == "no":
                yield Violation(f"its trigger never holds, so nothing is ever {happens}", (section, name, "trigger"))


def _claimed_twice(examined: Analysis) -> Iterator[Violation]:
    """Two handoffs of one giver to different takers that one record triggers."""
    agreement = examined.agreement
    handoffs = {each.name: each for each in agreement.handoffs}
    for (one, first), (other, second) in combinations(agreement.triggers.items(), 2):
        rivals = handoffs[one].giver == handoffs[other].giver and handoffs[one].taker != handoffs[other].taker
        if rivals and (both := overlaps(first, second)).answer == "yes":
            takers = f"{handoffs[one].taker} and {handoffs[other].taker}"
            message = f"{such(both)} triggers it and {one}: {takers} both get it"
            yield Violation(message, ("handoffs", other, "trigger"), plain(both))


# Relief


def _relief(examined: Analysis) -> Iterator[Violation]:
    """A relief that always applies when the promise is missed, or a cause of one that never does."""
    agreement = examined.agreement
    for promise in agreement.objectives:
        path: Path = ("objectives", promise.name, "relieved_when")
        missed = examined.results.get(promise.name)
        alike = []
        for cause in _causes(agreement, promise):
            other = examined.results.get(cause)
            if missed is None or other is None:
                continue
            if not examined.can_be_missed(cause):
                yield Violation(f"{cause} can never be missed, so it never relieves", path)
            elif _figures(missed) == _figures(other) and missed.months == other.months:
                alike.append(other)
        if missed is not None and alike:
            yield from _on_same_figures(missed, alike, path)


def _on_same_figures(missed: OutcomeSet, causes: Sequence[OutcomeSet], path: Path) -> Iterator[Violation]:
    """What causes that are judged by the promise's own figures, alone or together, do to it."""
    name, left = missed.promise.name, missed.missed
    excusing = []
    for other in causes:
        if missed.missed & other.missed:
            excusing.append(other.promise.name)
        else:
            yield Violation(f"whenever {name} is missed, {other.promise.name} is met, so it never relieves", path)
        left = left & ~other.missed
    if excusing and not left:
        either = " or ".join(filter(None, (", ".join(excusing[:-1]), excusing[-1])))
        yield Violation(f"whenever {name} is missed, {either} is missed too, so every miss is excused", path)


def _circles(examined: Analysis) -> Iterator[Violation]:
    """Promises that excuse each other when both are missed."""
    agreement = examined.agreement
    causes = {each.name: list(_causes(agreement, each)) for each in agreement.objectives}
    seen: set[str] = set()
    for name in causes:
        if name not in seen and (circle := _circle(name, causes)):
            seen.update(circle)
            said = ", ".join((*circle, name))
            message = f"promises relieve each other ({said}): where all are missed, nobody is held to any"
            yield Violation(message, ("objectives", name, "relieved_when"))


def _circle(name: str, causes: Mapping[str, Sequence[str]]) -> list[str] | None:
    """A way from a promise along what relieves it back to itself, if there is one; a shortest."""
    ways = [[name]]
    reached = {name}
    while ways:
        way = ways.pop(0)
        for cause in causes.get(way[-1], ()):
            if cause == name:
                return way
            if cause not in reached:
                reached.add(cause)
                ways.append([*way, cause])
    return None


def _causes(agreement: Agreement, promise: Objective) -> Iterator[str]:
    """The promises each of which relieves another when it is missed."""
    relief = promise.relieved_when
    if relief is not None:
        yield from dict.fromkeys(name for case in relief.cases(agreement.promises) for name in case)


RULES = (
    Rule("SM201", "objectives that cannot both be met", "error", _incompatible),
    Rule("SM205", "a trigger that nothing meets", "error", _impossible_triggers),
    Rule("SM206", "two handoffs that claim the same lead", "error", _claimed_twice),
    Rule("SM207", "a relief that always or never applies", "error", _relief),
    Rule("SM208", "promises that excuse each other", "warning", _circles),
    Rule("SM210", "parts that do not add up to the whole", "warning", _campaigns),
)
