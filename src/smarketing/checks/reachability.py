"""SM4: whether what is written down can ever happen."""

from collections.abc import Iterator, Sequence

from smarketing.agreement import Agreement
from smarketing.checks.check_rule import Rule, Violation
from smarketing.checks.outcomes import Analysis
from smarketing.consequences import Tally
from smarketing.verdicts import Status


def _beyond_the_term(examined: Analysis) -> Iterator[Violation]:
    """A consequence that needs more misses than the term has room for."""
    term = len(examined.agreement.term.months)
    for consequence in examined.agreement.consequences:
        tally, cases = consequence.when.tally, examined.watched(consequence)
        if tally is None or _is_narrow(tally, cases):
            continue
        room = [_room(examined.agreement, case, tally, term) for case in cases]
        if room and max(room) < tally.times:
            message = f"it needs {_counted(tally)}, and the term has room for {max(room)}"
            what = _what(tally)
            witness = {f"{what} needed": tally.times, f"{what} possible": max(room)}
            yield Violation(message, ("consequences", consequence.name, "when"), witness)


def _what(tally: Tally) -> str:
    if tally.outcome is Status.MISSED:
        return "months with a miss" if tally.by_month else "misses"
    return "months that are met"


def _counted(tally: Tally) -> str:
    if tally.times == 1:
        return "1 miss" if tally.outcome is Status.MISSED else "1 month that is met"
    return f"{tally.times} {_what(tally)}"


def _room(agreement: Agreement, case: tuple[str, ...], tally: Tally, term: int) -> int:
    """The most misses of a case that can be counted together; rolling promises are judged from a later month on."""
    promises = {each.name: each for each in agreement.promises}
    judged = (max(term - promises[name].evaluator.months + 1, 0) for name in case)
    room = (months if tally.months is None else min(months, tally.months) for months in judged)
    return max(room) if tally.by_month else sum(room)


def _fits(tally: Tally, cases: Sequence[tuple[str, ...]]) -> int | None:
    """The most misses of one case that there can be among its months; None where it counts any number of months."""
    alike = 1 if tally.by_month else max(map(len, cases), default=1)
    return None if tally.months is None else tally.months * alike


def _is_narrow(tally: Tally, cases: Sequence[tuple[str, ...]]) -> bool:
    """Whether there are fewer months than misses are counted in."""
    fits = _fits(tally, cases)
    return fits is not None and fits < tally.times


def _narrow_windows(examined: Analysis) -> Iterator[Violation]:
    for consequence in examined.agreement.consequences:
        tally, cases = consequence.when.tally, examined.watched(consequence)
        if tally is not None and _is_narrow(tally, cases):
            months = "1 month" if tally.months == 1 else f"{tally.months} months"
            message = f"it counts {_counted(tally)} in {months}, which have room for {_fits(tally, cases)}"
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
        if consequence.when.needs_a_promise_kept:
            continue
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
