"""SM2: whether a promise adds anything to the others that are made to the same party."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain

from smarketing.agreement import Objective
from smarketing.checks.check_rule import Rule, Violation
from smarketing.checks.outcomes import Analysis, OutcomeSet
from smarketing.intervals import IntervalSet


def _idle(examined: Analysis) -> Iterator[Violation]:
    """A promise that is kept whenever another is, and from which nothing more follows; of two alike the later one."""
    used = _used(examined)
    for alike in _of_the_same_figures(examined):
        for place, weaker in enumerate(alike):
            if weaker.promise.name in used or weaker.promise.evaluator.parts:
                continue
            later = (each for each in alike[place + 1 :] if not _makes_idle(examined, weaker, each))
            stronger = (each for each in chain(alike[:place], later) if _makes_idle(examined, each, weaker))
            if (found := next(stronger, None)) is not None:
                yield _violation(examined, found, weaker)


def _of_the_same_figures(examined: Analysis) -> Iterable[Sequence[OutcomeSet]]:
    """The promises that are judged by the same figures and owed by one party to one other, without levels."""
    levels = {level.name for level in examined.agreement.levels}
    found: dict[tuple[str | None, ...], list[OutcomeSet]] = {}
    for name, each in examined.results.items():
        if name not in levels and _is_plain(each.promise):
            promise = each.promise
            key = each.metric.name, promise.segment, promise.owed_by, promise.owed_to
            found.setdefault(key, []).append(each)
    return found.values()


def _is_plain(promise: Objective) -> bool:
    """Whether it is judged by figures of its metric, in whole months, quarters or full windows."""
    evaluator = promise.evaluator
    return not (evaluator.derived or evaluator.reads_calendar or evaluator.waits != evaluator.months - 1)


def _used(examined: Analysis) -> set[str]:
    """The promises that others rest on: as a whole, as what relieves, as part of a score, or as what a party needs."""
    agreement = examined.agreement
    levels = {level.name for level in agreement.levels}
    wholes = {each.part_of for each in agreement.promises if each.part_of is not None and each.name not in levels}
    reliefs = (each.relieved_when for each in agreement.objectives if each.relieved_when is not None)
    relieving = {name for relief in reliefs for case in relief.cases(agreement.promises) for name in case}
    needed = {each.objective for each in agreement.needs if each.objective is not None}
    return wholes | relieving | needed | agreement.looked_at


def _makes_idle(examined: Analysis, stronger: OutcomeSet, weaker: OutcomeSet) -> bool:
    return (
        _treats_gaps_alike(stronger, weaker)
        and bool(stronger.met and weaker.missed)
        and _implies(examined, stronger, weaker)
        and _are_watched_alike(examined, stronger.promise.name, weaker.promise.name)
    )


def _treats_gaps_alike(stronger: OutcomeSet, weaker: OutcomeSet) -> bool:
    """Whether a month without a figure, or with few cases, is the same for both, and misses are excused alike."""
    one, other = stronger.promise, weaker.promise
    fields = ("due_day", "no_data", "relieved_when")
    same = all(getattr(one, field) == getattr(other, field) for field in fields)
    return same and one.evaluator.judged_from == other.evaluator.judged_from


def _implies(examined: Analysis, stronger: OutcomeSet, weaker: OutcomeSet) -> bool:
    """Whether figures that keep one promise, in each of its periods, keep the other in all of its own."""
    agreement, metric = examined.agreement, stronger.metric
    one, other = stronger.promise.evaluator, weaker.promise.evaluator
    judged, period = agreement.months_judged(stronger.promise), agreement.months_judged(weaker.promise)
    if (judged, one.months) == (period, other.months):
        lengths = range(1, period + 1) if other.months == 1 else (period,)
        kept = ((one.kept_by(metric, months), other.kept_by(metric, months)) for months in lengths)
    elif (judged, one.months, other.months) == (1, 1, 1):
        each = one.kept_by(metric)
        kept = ((_together(each, stronger, months), other.kept_by(metric, months)) for months in range(1, period + 1))
    else:
        return False
    return not any(needed is None or enough is None or needed & ~enough & stronger.domain for needed, enough in kept)


def _together(kept: IntervalSet | None, results: OutcomeSet, months: int) -> IntervalSet | None:
    """What so many months come to, each of which keeps a promise: a sum for a count, else something among them."""
    return kept if kept is None or not results.is_count else kept.times(Fraction(months))


def _are_watched_alike(examined: Analysis, stronger: str, weaker: str) -> bool:
    """Whether nothing more follows from one promise than from the other: no amount, and by no other condition."""
    for consequence, cases in examined.watching.get(weaker, ()):
        alone = [case for case in cases if weaker in case] == [(weaker,)] and (stronger,) in cases
        if not (alone and consequence.when.needs_a_miss and not consequence.follows_every_month):
            return False
    return True


def _violation(examined: Analysis, stronger: OutcomeSet, weaker: OutcomeSet) -> Violation:
    name = stronger.promise.name
    path = examined.place_of(weaker.promise.name)
    if stronger.months != weaker.months:
        each = weaker.exactly(next(stronger.met.points()))
        said = f"{name} makes it idle: whoever keeps {name} in each of {weaker.months} months, as with {each}, keeps it"
        return Violation(said, path, {"result of each month": each})
    if only := stronger.missed & weaker.met:
        result = weaker.exactly(next(only.points()))
        said = f"{name} makes it idle: {result} keeps it and misses {name}, and no result does the opposite"
    else:
        result = weaker.exactly(next(weaker.met.points()))
        said = f"{name} makes it idle: the same results keep both, as {result}"
    return Violation(said, path, {"result": result})


RULES = (Rule("SM216", "a promise that another makes idle", "warning", _idle),)
