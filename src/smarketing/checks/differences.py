"""What a change makes stricter, looser or otherwise different, party by party."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs

from smarketing.checks.checking import check
from smarketing.checks.results import Examined, Results
from smarketing.checks.rules import Diagnostic
from smarketing.checks.witnesses import such
from smarketing.criteria import Criterion, ScoringRule, implies
from smarketing.effects import Credit, Tier
from smarketing.errors import InvalidValueError
from smarketing.model import Agreement, Consequence, Objective, Recurrence
from smarketing.units import Quantity, exact_text, written
from smarketing.verdicts import ANY, Missed

Way = Literal["stricter", "looser", "other"]


@attrs.frozen
class Change:
    """One difference between two versions of an agreement.

    `party` is who is held to it; None for what concerns everybody. `stricter` and `looser` are meant for that party.
    """

    party: str | None
    way: Way
    what: str
    message: str

    def __str__(self) -> str:
        return f"{self.what}: {self.message}"


@attrs.frozen
class Differences:
    """What lies between two versions: the changes, and what the new one has of unsound that the old one had not."""

    changes: tuple[Change, ...]
    unsound: tuple[Diagnostic, ...]

    @property
    def parties(self) -> tuple[str | None, ...]:
        """Who is concerned, in the order of the agreement; None is everybody, and stands last."""
        return tuple(dict.fromkeys(change.party for change in self.changes))


def differences(old: Agreement, new: Agreement) -> Differences:
    """Compare two versions of an agreement; parts are the same if they have the same name."""
    found = [change for compare in _COMPARED for change in compare(old, new)]
    order: list[str | None] = [party.name for party in (*new.parties, *old.parties)]
    found.sort(key=lambda change: len(order) if change.party is None else order.index(change.party))
    before = {_without_places(each) for each in check(old)}
    unsound = (each for each in check(new) if _without_places(each) not in before)
    return Differences(tuple(found), tuple(unsound))


def _without_places(found: Diagnostic) -> tuple[str, tuple[str, ...], str]:
    """What was found and of which part, wherever in a list that part stands."""
    return found.code, tuple(step for step in found.path if isinstance(step, str)), found.message


# Promises


def _promises(old: Agreement, new: Agreement) -> Iterator[Change]:
    before, after = Examined(old), Examined(new)
    for name, was, now in _pairs(old.objectives, new.objectives):
        if was is None and now is not None:
            yield Change(now.owed_by, "stricter", name, f"is new: {_promised(after, now)} for {now.owed_to}")
        elif now is None and was is not None:
            yield Change(was.owed_by, "looser", name, f"is gone: it was {_promised(before, was)} for {was.owed_to}")
        else:
            yield from _promise(before, after, was, now)


def _promise(before: Examined, after: Examined, was: Objective, now: Objective) -> Iterator[Change]:
    name = now.name
    if was.owed_by != now.owed_by:
        yield Change(was.owed_by, "looser", name, f"is now owed by {now.owed_by}")
        yield Change(now.owed_by, "stricter", name, f"was owed by {was.owed_by}: {_promised(after, now)}")
    if was.owed_to != now.owed_to:
        yield Change(now.owed_by, "other", name, f"is owed to {now.owed_to}, was to {was.owed_to}")
    one, other = before.results.get(name), after.results.get(name)
    if one is not None and other is not None and (one.metric.unit, one.months) == (other.metric.unit, other.months):
        yield from _moved(one, other)
    elif was.evaluator != now.evaluator:
        message = f"is {_promised(after, now)}, was {_promised(before, was)}"
        yield Change(now.owed_by, "other", name, message)
    for field in ("metric", "segment", "part_of", "feeds"):
        if getattr(was, field) != getattr(now, field):
            message = f"{field.replace('_', ' ')} is {_said(getattr(now, field))}, was {_said(getattr(was, field))}"
            yield Change(now.owed_by, "other", name, message)
    if was.relieved_when != now.relieved_when:
        way: Way = "stricter" if now.relieved_when is None else "looser" if was.relieved_when is None else "other"
        said = {"stricter": "misses are no longer excused", "looser": "misses may be excused now"}
        yield Change(now.owed_by, way, name, said.get(way, "misses are excused under another condition"))
    if was.due_day != now.due_day:
        yield Change(now.owed_by, "other", name, f"its figure is due {_due(now)}, was due {_due(was)}")
    if was.no_data != now.no_data:
        rules = [each.no_data or "is as the agreement says" for each in (now, was)]
        yield Change(now.owed_by, "other", name, f"a missing figure {rules[0]}, before it {rules[1]}")


def _due(promise: Objective) -> str:
    return "when the month ends" if promise.due_day is None else f"on day {promise.due_day} of the next month"


def _moved(was: Results, now: Results) -> Iterator[Change]:
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
    if not (lost or won) and was.promise.evaluator != now.promise.evaluator:
        yield Change(party, "other", name, "its target and tolerance are others, and the same results keep it")


def _promised(examined: Examined, promise: Objective) -> str:
    results = examined.results.get(promise.name)
    return _bounds(results) if results is not None else repr(promise.evaluator)


def _bounds(results: Results, *, exactly: bool = False) -> str:
    """The results that are asked for, tolerance included: `at least 98 SQL in a month`."""
    sides = (("at least", results.low), ("at most", results.high))
    say = results.exactly if exactly else results.said
    said = " and ".join(f"{side} {say(edge)}" for side, edge in sides if edge is not None)
    spell = "a month" if results.months == 1 else f"{results.months} months"
    return f"{said} in {spell}"


# Consequences


def _consequences(old: Agreement, new: Agreement) -> Iterator[Change]:
    for name, was, now in _pairs(old.consequences, new.consequences):
        for party in _held(old, was) | _held(new, now):
            if was is None or now is None:
                way: Way = "stricter" if was is None else "looser"
                message = f"is new: {_follows(now)}" if now is not None else f"is gone: it was {_follows(was)}"
                yield Change(party, way, name, message)
            else:
                yield from _consequence(party, was, now)


def _held(agreement: Agreement, consequence: Consequence | None) -> dict[str, None]:
    """The parties whose misses a consequence follows."""
    if consequence is None:
        return {}
    owing = {each.name: each.owed_by for each in agreement.promises}
    return {owing[name]: None for case in consequence.when.cases(agreement.promises) for name in case if name in owing}


def _consequence(party: str, was: Consequence, now: Consequence) -> Iterator[Change]:
    if was.when != now.when:
        yield Change(party, _sooner(was.when, now.when), now.name, f"follows {_when(now)}, followed {_when(was)}")
    if _effect(was) != _effect(now):
        yield Change(party, _dearer(was.effect, now.effect), now.name, f"is {_effect(now)}, was {_effect(was)}")


def _sooner(was: object, now: object) -> Way:
    """Whether the same promises bring a consequence with fewer misses, or in a longer window."""
    if not isinstance(was, Missed) or not isinstance(now, Missed):
        return "other"
    alike = (was.each, was.across, was.running) == (now.each, now.across, now.running)
    windows = (was.window or 1, now.window or 1)
    if alike and was.times >= now.times and windows[0] <= windows[1]:
        return "stricter"
    return "looser" if alike and was.times <= now.times and windows[0] >= windows[1] else "other"


def _dearer(was: object, now: object) -> Way:
    """Whether every credit of the one is at least as high as the other's, and its cap too."""
    if not (isinstance(was, Credit) and isinstance(now, Credit) and was.currency == now.currency):
        return "other"
    if was.tiers or now.tiers or was.only_above != now.only_above or _cap_period(was) != _cap_period(now):
        return "other"
    steps = [_sign(now.worth(now.pays[0]) - was.worth(was.pays[0])), _cap_step(was, now)]
    if all(step >= 0 for step in steps):
        return "stricter"
    return "looser" if all(step <= 0 for step in steps) else "other"


def _cap_period(credit: Credit) -> str | None:
    return None if credit.cap is None else credit.cap.unit.partition("/")[2]


def _cap_step(was: Credit, now: Credit) -> int:
    one, other = was.cap_amount(), now.cap_amount()
    return 0 if one is None or other is None else _sign(other - one)


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def _follows(consequence: Consequence) -> str:
    return f"{_effect(consequence)} {_when(consequence)}"


_CALLED = {
    "Credit": "a credit",
    "Escalate": "an escalation",
    "Remedy": "a remedy",
    "Terminate": "the right to terminate",
}


def _effect(consequence: Consequence) -> str:
    effect: Any = consequence.effect
    fields = ((field.name, getattr(effect, field.name)) for field in attrs.fields(type(effect)))
    said = ", ".join(f"{name.replace('_', ' ')} {_said(value)}" for name, value in fields if value not in (None, ()))
    called = _CALLED.get(type(effect).__name__, type(effect).__name__)
    return f"{called} ({said})" if said else called


def _when(consequence: Consequence) -> str:
    when = consequence.when
    if not isinstance(when, Missed):
        return f"when {when!r}"
    if when.across:
        together = f"{' and '.join(when.across)} are missed {when.times} times together"
        return f"when {together} in {when.window or 1} months"
    names = "any promise" if when.each == (ANY,) else " or ".join(when.each)
    if when.times == 1:
        return f"when {names} is missed"
    how = "in a row" if when.running else f"in {when.window} months"
    return f"when {names} is missed {when.times} times {how}"


# Definitions


def _definitions(old: Agreement, new: Agreement) -> Iterator[Change]:
    for name, was, now in _pairs(old.definitions, new.definitions):
        if was is None or now is None:
            yield Change(None, "other", name, "is a new definition" if was is None else "is no longer defined")
            continue
        if was.means != now.means:
            yield Change(None, "other", name, f"means {now.means!r}, meant {was.means!r}")
        if was.excludes != now.excludes:
            yield Change(None, "other", name, f"excludes {_listed(now.excludes)}, excluded {_listed(was.excludes)}")
        for party, better in _counting(new, name) or ((None, 1),):
            yield from _criterion(party, better, name, old.criteria.get(name), new.criteria.get(name))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"


def _counting(agreement: Agreement, term: str) -> tuple[tuple[str, int], ...]:
    """The parties that promise so many of a term, and whether more (1) or fewer (-1) of them are better."""
    results = Examined(agreement).results.values()
    return tuple(dict.fromkeys((each.promise.owed_by, each.better) for each in results if each.unit == term))


_WAYS: dict[int, tuple[Way, Way]] = {1: ("stricter", "looser"), -1: ("looser", "stricter"), 0: ("other", "other")}
"""What fewer and more that count are for who promises at least so many, at most so many, or a number in between."""


def _criterion(
    party: str | None, better: int, name: str, was: Criterion | None, now: Criterion | None
) -> Iterator[Change]:
    if was is None or now is None:
        if was is not now:
            yield Change(party, "other", name, "has a criterion now" if was is None else "has no criterion any more")
        return
    if was.condition == now.condition:
        return
    try:
        lost, won = implies(was, now), implies(now, was)
    except InvalidValueError:  # a field that holds another sort of value
        yield Change(party, "other", name, f"is {now.text!r}, was {was.text!r}")
        return
    fewer, more = _WAYS[better]
    if lost.answer == "no":
        yield Change(party, fewer, name, f"is narrower: {such(lost)} was one and is none now")
    if won.answer == "no":
        yield Change(party, more, name, f"is wider: {such(won)} was none and is one now")
    if "could not decide" in (lost.answer, won.answer):
        yield Change(
            None, "other", name, f"is {now.text!r}, was {was.text!r}; whether that is the same was not decided"
        )


# Everything else


def _rest(old: Agreement, new: Agreement) -> Iterator[Change]:
    for field, what in (
        ("title", "the title"),
        ("summary", "the summary"),
        ("no_data", "what a missing figure counts as"),
    ):
        if getattr(old, field) != getattr(new, field):
            yield Change(None, "other", what, f"is {getattr(new, field)!r}, was {getattr(old, field)!r}")
    for field in ("start", "end", "timezone"):
        was, now = getattr(old.term, field), getattr(new.term, field)
        if was != now:
            yield Change(None, "other", f"the term's {field}", f"is {_said(now)}, was {_said(was)}")
    yield from _goal(old, new)
    for section, key in _SECTIONS.items():
        yield from _parts(section.removesuffix("_declared"), key, getattr(old, section), getattr(new, section))


def _goal(old: Agreement, new: Agreement) -> Iterator[Change]:
    """The funnel: what it is made of, and what it asks of each stage."""
    if old.funnel is None or new.funnel is None:
        if old.funnel is not new.funnel:
            yield Change(None, "other", "the funnel", "is new" if old.funnel is None else "is gone")
        return
    for field in attrs.fields(type(new.funnel)):
        was, now = getattr(old.funnel, field.name), getattr(new.funnel, field.name)
        if field.name != "stages" and was != now:
            what = "the goal" if field.name == "goal" else f"the funnel's {field.name}"
            yield Change(None, "other", what, f"is {_said(now)}, was {_said(was)}")
    yield from _parts("stages", "name", old.funnel.stages, new.funnel.stages)
    before = {need.stage: need.volume for need in old.plan or ()}
    for need in new.plan or ():
        if need.stage in before and before[need.stage] != need.volume:
            message = f"the plan needs {written(need.volume)}, needed {written(before[need.stage])}"
            yield Change(None, "other", need.stage, message)


_SECTIONS = {
    "parties": "name",
    "signatures": "party",
    "needs": "party",
    "metrics_declared": "name",
    "scoring": "name",
    "handoffs": "name",
    "cadence": "name",
}
"""The sections that are compared field by field, and what their parts are known by."""


def _parts(section: str, key: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[Change]:
    for name, was, now in _pairs(old, new, key):
        if was != now:
            said = "is new" if was is None else "is gone" if now is None else _fields(was, now)
            concerned = name if section == "parties" else None
            yield Change(concerned, "other", f"{section}: {name}", said)


def _fields(was: Any, now: Any) -> str:
    if type(was) is not type(now):
        return "is of another kind"
    fields = [field.name for field in attrs.fields(type(now))]
    changed = [name for name in fields if getattr(was, name) != getattr(now, name)]
    return "; ".join(f"{name} is {_said(getattr(now, name))}, was {_said(getattr(was, name))}" for name in changed)


def _pairs(old: Iterable[Any], new: Iterable[Any], key: str = "name") -> Iterator[tuple[str, Any, Any]]:
    """Parts of both versions by their name, those of the new one first; of one name, by their place too."""
    before, after = (_keyed(parts, key) for parts in (old, new))
    for name in (*after, *(name for name in before if name not in after)):
        yield name, before.get(name), after.get(name)


def _keyed(parts: Iterable[Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        name = getattr(part, key)
        found[name if name not in found else f"{name} ({len(found) + 1})"] = part
    return found


def _said(value: object) -> str:
    if value in (None, "", ()):
        return "not given"
    if isinstance(value, Quantity):
        return written(value)
    if isinstance(value, Tier):
        return f"{value}: {written(value.pay)}"
    if isinstance(value, ScoringRule):
        return f"{exact_text(value.points)} if {value.when.text}"
    if isinstance(value, Recurrence):
        return value.rule or f"every {value.every} months"
    if isinstance(value, tuple):
        return ", ".join(map(_said, value))
    return str(value)


_COMPARED: Sequence[Callable[[Agreement, Agreement], Iterator[Change]]] = (
    _promises,
    _consequences,
    _definitions,
    _rest,
)
