"""SM4: whether what is written down can ever happen."""

from collections.abc import Iterator

from smarketing.agreement import Agreement
from smarketing.checks.outcomes import Analysis
from smarketing.checks.rules import Rule, Violation
from smarketing.consequences import Missed


def _beyond_the_term(examined: Analysis) -> Iterator[Violation]:
    """A consequence that needs more misses than the term has room for."""
    term = len(examined.agreement.term.months)
    for consequence in examined.agreement.consequences:
        when = consequence.when
        if not isinstance(when, Missed) or _is_narrow(when):
            continue
        room = [_room(examined.agreement, case, when, term) for case in examined.watched(consequence)]
        if room and max(room) < when.times:
            misses = "1 miss" if when.times == 1 else f"{when.times} misses"
            message = f"it needs {misses}, and the term has room for {max(room)}"
            witness = {"misses needed": when.times, "misses possible": max(room)}
            yield Violation(message, ("consequences", consequence.name, "when"), witness)


def _room(agreement: Agreement, case: tuple[str, ...], when: Missed, term: int) -> int:
    """The most misses of a case that can be counted together; rolling promises are judged from a later month on."""
    promises = {each.name: each for each in agreement.promises}
    judged = (max(term - getattr(promises[name].evaluator, "months", 1) + 1, 0) for name in case)
    return sum(months if when.window is None else min(months, when.window) for months in judged)


def _is_narrow(when: Missed) -> bool:
    """Whether a window has fewer months than misses are counted in it."""
    return when.window is not None and when.window * max(len(when.across), 1) < when.times


def _narrow_windows(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    for consequence in agreement.consequences:
        when = consequence.when
        if isinstance(when, Missed) and when.window is not None and _is_narrow(when):
            misses = when.window * max(len(when.across), 1)
            months = "1 month" if when.window == 1 else f"{when.window} months"
            message = f"it counts {when.times} misses in {months}, which have room for {misses}"
            yield Violation(message, ("consequences", consequence.name, "when"))


def _never_missed(examined: Analysis) -> Iterator[Violation]:
    for name in examined.results:
        if not examined.can_be_missed(name):
            yield Violation("no result can miss it, so nothing is promised", examined.place_of(name, "evaluator"))


def _never_met(examined: Analysis) -> Iterator[Violation]:
    for results in examined.results.values():
        if not results.met:
            yield Violation("no result can meet it", examined.place_of(results.promise.name, "evaluator"))


def _idle_consequences(examined: Analysis) -> Iterator[Violation]:
    """A consequence of promises that can never be missed."""
    agreement = examined.agreement
    for consequence in agreement.consequences:
        names = {name for case in examined.watched(consequence) for name in case}
        if names and not any(map(examined.can_be_missed, names)):
            message = f"{', '.join(sorted(names))} can never be missed, so this never follows"
            yield Violation(message, ("consequences", consequence.name, "when"))


RULES = (
    Rule("SM401", "more misses than the term has months", "error", _beyond_the_term),
    Rule("SM402", "more misses than the window has months", "error", _narrow_windows),
    Rule("SM403", "a promise that cannot be missed", "warning", _never_missed),
    Rule("SM404", "a promise that cannot be met", "error", _never_met),
    Rule("SM405", "a consequence of what cannot be missed", "warning", _idle_consequences),
)
