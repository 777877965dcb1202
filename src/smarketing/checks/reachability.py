"""SM4: whether what is written down can ever happen."""

from collections.abc import Iterator, Sequence

from smarketing.agreement import Agreement, Objective
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.outcomes import Analysis
from smarketing.consequences import Condition, Tally
from smarketing.verdicts import Status

_Counting = tuple[Path, Tally, Sequence[tuple[str, ...]]]
"""Where a condition counts verdicts, how many of them, and its cases."""


def _counting(examined: Analysis) -> Iterator[_Counting]:
    """The conditions that count, also those that others combine."""
    for consequence in examined.agreement.consequences:
        yield from _counting_in(consequence.when, ("consequences", consequence.name, "when"), examined.agreement)


def _counting_in(condition: Condition, path: Path, agreement: Agreement) -> Iterator[_Counting]:
    if condition.tally is not None:
        yield path, condition.tally, condition.cases(agreement.promises)
    for place, part in enumerate(condition.parts):
        yield from _counting_in(part, (*path, "conditions", place), agreement)


def _beyond_the_term(examined: Analysis) -> Iterator[Violation]:
    """A condition that needs more misses than the term has room for."""
    term = len(examined.agreement.term_months)
    for path, tally, cases in _counting(examined):
        if _is_narrow(examined.agreement, tally, cases):
            continue
        room = [_room(examined.agreement, case, tally, term) for case in cases]
        if room and max(room) < tally.times:
            message = f"it needs {_counted(tally)}, and the term has room for {max(room)}"
            what = _what(tally)
            yield Violation(message, path, {f"{what} needed": tally.times, f"{what} possible": max(room)})


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
    room = []
    for name in case:
        months = max(term - promises[name].evaluator.waits, 0)
        within = months if tally.months is None else min(months, tally.months)
        room.append(_most_judged(agreement, promises[name], within))
    return max(room, default=0) if tally.by_month else sum(room)


def _most_judged(agreement: Agreement, promise: Objective, months: int) -> int:
    """How often a promise is judged in so many months at most: once in each of its periods that end in them."""
    return -(-months // agreement.months_judged(promise))


def _fits(agreement: Agreement, tally: Tally, cases: Sequence[tuple[str, ...]]) -> int | None:
    """The most misses of one case that there can be among its months; None where it counts any number of months."""
    if tally.months is None:
        return None
    promises = {each.name: each for each in agreement.promises}
    together = max if tally.by_month else sum
    fits = (together(_most_judged(agreement, promises[name], tally.months) for name in case) for case in cases if case)
    return max(fits, default=tally.months)


def _is_narrow(agreement: Agreement, tally: Tally, cases: Sequence[tuple[str, ...]]) -> bool:
    """Whether there are fewer months than misses are counted in."""
    fits = _fits(agreement, tally, cases)
    return fits is not None and fits < tally.times


def _narrow_windows(examined: Analysis) -> Iterator[Violation]:
    for path, tally, cases in _counting(examined):
        if _is_narrow(examined.agreement, tally, cases):
            months = "1 month" if tally.months == 1 else f"{tally.months} months"
            fits = _fits(examined.agreement, tally, cases)
            message = f"it counts {_counted(tally)} in {months}, which have room for {fits}"
            yield Violation(message, path)


def _never_missed(examined: Analysis) -> Iterator[Violation]:
    for promise in examined.agreement.promises:
        if not examined.can_be_missed(promise.name):
            said = f"no result can miss it, so nothing is promised{_why(examined, promise)}"
            yield Violation(said, examined.place_of(promise.name, "evaluator"))


def _never_met(examined: Analysis) -> Iterator[Violation]:
    for promise in examined.agreement.promises:
        results, certain = examined.results.get(promise.name), examined.certain_outcome(promise)
        if (results is not None and not results.met) or (certain is not None and certain[0] is Status.MISSED):
            said = f"no result can meet it{_why(examined, promise)}"
            yield Violation(said, examined.place_of(promise.name, "evaluator"))


def _why(examined: Analysis, promise: Objective) -> str:
    certain = examined.certain_outcome(promise)
    return "" if certain is None else f": {certain[1]}"


def _after_the_end(examined: Analysis) -> Iterator[Violation]:
    """A consequence that is given from a month on that the term does not have."""
    months = len(examined.agreement.term_months)
    for consequence in examined.agreement.consequences:
        if consequence.from_month > months:
            has = "1 month" if months == 1 else f"{months} months"
            said = f"it is given from month {consequence.from_month} of the term on, and the term has {has}"
            yield Violation(said, ("consequences", consequence.name, "from_month"))


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
    Rule("SM408", "a consequence that begins after the term", "error", _after_the_end),
)
