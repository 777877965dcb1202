"""What a change makes of definitions and of scoring."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from smarketing.checks.changes import Change, Way, pairs, said
from smarketing.checks.results import Examined
from smarketing.checks.witnesses import such
from smarketing.criteria import Criterion, implies
from smarketing.errors import InvalidValueError
from smarketing.model import Agreement
from smarketing.units import exact_text


def changed_definitions(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what words mean otherwise, with a record that shows it, for each party that promises so many of them."""
    for name, was, now in pairs(old.definitions, new.definitions):
        if was is None or now is None:
            yield Change(None, "other", name, "is a new definition" if was is None else "is no longer defined")
            continue
        if was.means != now.means:
            yield Change(None, "other", name, f"means {now.means!r}, meant {was.means!r}")
        if was.excludes != now.excludes:
            excluded = (", ".join(each.excludes) or "nothing" for each in (now, was))
            yield Change(None, "other", name, "excludes {}, excluded {}".format(*excluded))
        for party, better in _counting(new, name) or ((None, 1),):
            yield from _criterion(party, better, name, old.criteria.get(name), new.criteria.get(name))


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


def changed_scoring(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what points come from otherwise, rule by rule, and what they earn."""
    for name, was, now in pairs(old.scoring, new.scoring):
        if was is None or now is None:
            yield Change(None, "other", name, "is scored now" if was is None else "is not scored any more")
            continue
        points = [{each.when.text: each.points for each in scoring.rules} for scoring in (was, now)]
        yield from _steps(name, "points if ", *points)
        yield from _steps(name, "points for grade ", dict(was.grades), dict(now.grades))
        for field in ("grade", "start", "least", "most"):
            one, other = getattr(was, field), getattr(now, field)
            if one != other:
                yield Change(None, "other", name, f"{field} is {said(other)}, was {said(one)}")


def _steps(name: str, what: str, was: Mapping[str, Fraction], now: Mapping[str, Fraction]) -> Iterator[Change]:
    for each in dict.fromkeys((*now, *was)):
        if was.get(each) != now.get(each):
            texts = ("no" if points is None else exact_text(points) for points in (now.get(each), was.get(each)))
            yield Change(None, "other", name, f"{next(texts)} {what}{each}, was {next(texts)}")
