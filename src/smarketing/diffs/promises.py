"""What a change makes of promises."""

from collections.abc import Iterator

from smarketing.agreement import LAST_DAY, Agreement, Objective
from smarketing.checks.outcomes import Analysis, OutcomeSet
from smarketing.contract_periods import Every
from smarketing.diffs.change import Change, Way, pairs, said


def changed_promises(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what is promised otherwise, with a result that shows it."""
    before, after = Analysis(old), Analysis(new)
    for name, was, now in pairs(old.objectives, new.objectives):
        if was is None and now is not None:
            yield Change(now.owed_by, "stricter", name, f"is new: {_promised(after, now)} for {now.owed_to}")
        elif now is None and was is not None:
            yield Change(was.owed_by, "looser", name, f"is gone: it was {_promised(before, was)} for {was.owed_to}")
        else:
            yield from _promise(before, after, was, now)


def _promise(before: Analysis, after: Analysis, was: Objective, now: Objective) -> Iterator[Change]:
    name = now.name
    if was.owed_by != now.owed_by:
        yield Change(was.owed_by, "looser", name, f"is now owed by {now.owed_by}")
        yield Change(now.owed_by, "stricter", name, f"was owed by {was.owed_by}: {_promised(after, now)}")
    if was.owed_to != now.owed_to:
        yield Change(now.owed_by, "other", name, f"is owed to {now.owed_to}, was to {was.owed_to}")
    yield from _targets(before, after, was, now)
    yield from _judged(before.agreement.judged_every(was), after.agreement.judged_every(now), now)
    for field in ("metric", "segment", "part_of", "hours", "feeds"):
        if getattr(was, field) != getattr(now, field):
            message = f"{field.replace('_', ' ')} is {said(getattr(now, field))}, was {said(getattr(was, field))}"
            yield Change(now.owed_by, "other", name, message)
    if was.relieved_when != now.relieved_when:
        way: Way = "stricter" if now.relieved_when is None else "looser" if was.relieved_when is None else "other"
        relief = {"stricter": "misses are no longer excused", "looser": "misses may be excused now"}
        yield Change(now.owed_by, way, name, relief.get(way, "misses are excused under another condition"))
    if was.due_day != now.due_day:
        yield Change(now.owed_by, "other", name, f"its figure is due {_due(now)}, was due {_due(was)}")
    if was.no_data != now.no_data:
        rules = [each.no_data or "is as the agreement says" for each in (now, was)]
        yield Change(now.owed_by, "other", name, f"a missing figure {rules[0]}, before it {rules[1]}")


def _judged(was: Every, now: Every, promise: Objective) -> Iterator[Change]:
    if was != now:
        yield Change(promise.owed_by, "other", promise.name, f"is judged {_JUDGED[now]}, was judged {_JUDGED[was]}")


_JUDGED: dict[Every, str] = {
    "month": "every month",
    "quarter": "once a quarter",
    "half-year": "once a half-year",
    "year": "once a year",
    "term": "once, for the whole term",
}


def _targets(before: Analysis, after: Analysis, was: Objective, now: Objective) -> Iterator[Change]:
    """Targets that moved, level by level; in words where results do not compare."""
    results = [(before.results.get(each), after.results.get(each)) for each in _compared(was, now)]
    comparable = [(one, other) for one, other in results if one and other and _are_alike(one, other)]
    if len(comparable) == len(results):
        for one, other in comparable:
            yield from _moved(one, other)
    elif was.evaluator != now.evaluator:
        message = f"is {_promised(after, now)}, was {_promised(before, was)}"
        yield Change(now.owed_by, "other", now.name, message)


def _compared(was: Objective, now: Objective) -> list[str]:
    """The names of the levels of a promise, if it has the same ones in both versions; else its own."""
    levels = list(now.evaluator.parts)
    same = levels == list(was.evaluator.parts)
    return [f"{now.name}.{level}" for level in levels] if levels and same else [now.name]


def _are_alike(one: OutcomeSet, other: OutcomeSet) -> bool:
    return (one.metric.unit, one.months) == (other.metric.unit, other.months)


def _due(promise: Objective) -> str:
    if promise.due_day is None:
        return "when the month ends"
    day = "the last day" if promise.due_day == LAST_DAY else f"day {promise.due_day}"
    return f"on {day} of the next month"


def _moved(was: OutcomeSet, now: OutcomeSet) -> Iterator[Change]:
    """A target that moved: results that met it and miss it now, or the other way round."""
    lost, won = was.met & now.missed, was.missed & now.met
    party, name = now.promise.owed_by, now.promise.name
    exactly = _bounds(was) == _bounds(now)
    target = f"{_bounds(now, exactly=exactly)}, was {_bounds(was, exactly=exactly)}"
    say = now.exactly if exactly else now.said
    if lost:
        yield Change(party, "stricter", name, f"{target}; {say(next(lost.points()))} kept it and does not any more")
    if won:
        yield Change(party, "looser", name, f"{target}; {say(next(won.points()))} missed it and keeps it now")
    if was.met and now.met and not was.met & now.met:
        yield Change(party, "other", name, f"{target}; no result keeps both versions")
    if not (lost or won) and was.promise.evaluator != now.promise.evaluator:
        yield Change(party, "other", name, "its target and tolerance are others, and the same results keep it")


def _promised(examined: Analysis, promise: Objective) -> str:
    results = None if promise.evaluator.parts else examined.results.get(promise.name)
    return _bounds(results) if results is not None else promise.evaluator.describe()


def _bounds(results: OutcomeSet, *, exactly: bool = False) -> str:
    """The results that are asked for, and with which tolerance: `at least 100 SQL (98 SQL tolerated) in a month`."""
    say = results.exactly if exactly else results.said
    low, high = results.sides
    sides = ((low, results.low, results.targets[0]), (high, results.high, results.targets[-1]))
    said = " and ".join(
        f"{side} {say(target)}{'' if edge == target else f' ({say(edge)} tolerated)'}"
        for side, edge, target in sides
        if edge is not None
    )
    period = "a month" if results.months == 1 else f"{results.months} months"
    return f"{said} in {period}"
