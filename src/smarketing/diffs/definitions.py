"""What a change makes of definitions and of scoring."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain

from smarketing.agreement import Agreement
from smarketing.checks.outcomes import Analysis
from smarketing.checks.witnesses import such
from smarketing.criteria import Criterion, Scoring, implies
from smarketing.diffs.change import Change, Way, pairs, said
from smarketing.errors import InvalidValueError
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
    results = Analysis(agreement).results.values()
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
            messages: Iterable[str] = ["is scored now" if was is None else "is not scored any more"]
        else:
            messages = chain(_rules(was, now), _grades(was, now), _bounds(was, now))
        yield from (Change(None, "other", name, message) for message in messages)


def _rules(was: Scoring, now: Scoring) -> Iterator[str]:
    """What the criteria of both bring; one criterion may stand in several rules."""
    for text in dict.fromkeys(rule.when.text for rule in (*now.rules, *was.rules)):
        after, before = ([rule for rule in scoring.rules if rule.when.text == text] for scoring in (now, was))
        points, were = [rule.points for rule in after], [rule.points for rule in before]
        reasons, reasons_were = (", ".join(rule.because for rule in rules) for rules in (after, before))
        if points != were:
            yield f"{_points(points)} if {text}, was {_numbers(were)}"
        elif reasons != reasons_were:
            yield f"points if {text} are for {reasons or 'nothing'}, were for {reasons_were or 'nothing'}"


def _grades(was: Scoring, now: Scoring) -> Iterator[str]:
    after, before = dict(now.grades), dict(was.grades)
    for grade in dict.fromkeys((*after, *before)):
        if grade not in before:
            yield f"grade {grade} is new, for {_points([after[grade]])}"
        elif grade not in after:
            yield f"grade {grade} is gone; it was for {_points([before[grade]])}"
        elif after[grade] != before[grade]:
            yield f"grade {grade} is for {_points([after[grade]])}, was for {exact_text(before[grade])}"


def _bounds(was: Scoring, now: Scoring) -> Iterator[str]:
    for field in ("grade", "start", "least", "most"):
        one, other = getattr(was, field), getattr(now, field)
        if one != other:
            texts = (exact_text(each) if isinstance(each, Fraction) else said(each) for each in (other, one))
            yield f"{field} is {next(texts)}, was {next(texts)}"


def _points(numbers: Sequence[Fraction]) -> str:
    if not numbers:
        return "no points"
    return f"{_numbers(numbers)} {'point' if len(numbers) == 1 and numbers[0] == 1 else 'points'}"


def _numbers(numbers: Sequence[Fraction]) -> str:
    return " and ".join(map(exact_text, numbers)) or "none"
