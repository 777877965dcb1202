"""Worked examples: judged by their agreement, and compared with what the parties expect of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import attrs

from smarketing.agreement import Agreement, Consequence, Example
from smarketing.agreement.example_problems import actuals_of_example, misfits, pairs_named
from smarketing.agreement.sections.example_texts import DUES, OWED
from smarketing.agreement.sections.example_values import (
    FOLLOWS,
    NEVER,
    NOTHING,
    Amounts,
    ExpectedDues,
    ExpectedOwed,
    ExpectedStatuses,
    When,
    said_amounts,
)
from smarketing.errors import InvalidValueError
from smarketing.judging.judge import judge
from smarketing.judging.scorecard import Scorecard
from smarketing.months import Month
from smarketing.units import Quantity
from smarketing.verdicts import Due, listed

_MOST_REASONS = 3
_Reason = TypeVar("_Reason")


@attrs.frozen
class ExampleMismatch:
    """Where an example does not hold: what was compared, what the parties expect, what came out, and why it did.

    `path` leads to the expectation in the example, as keys of its file: `("expect", "availability", "2026-03")`.
    """

    what: str
    expected: str
    got: str
    because: str
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        because = f"; {self.because}" if self.because else ""
        return f"{self.what}: expected {self.expected}, got {self.got}{because}"


@attrs.frozen
class ExampleResult:
    """What became of an example: the scorecard of its figures, and each expectation that it does not meet."""

    example: Example
    scorecard: Scorecard
    mismatches: tuple[ExampleMismatch, ...]

    @property
    def holds(self) -> bool:
        """Whether everything came out as expected."""
        return not self.mismatches


def run_examples(agreement: Agreement, examples: Iterable[Example] | None = None) -> tuple[ExampleResult, ...]:
    """Judge worked examples, those of the agreement unless others are given, and compare them with what they expect.

    Each is judged by itself, from the start of the term up to its last month, by this version of the agreement as if it
    had held from the start and everybody had signed. All months are over; a figure that an example does not give is
    missing, and counts as the parties agreed. InvalidValueError for an example that does not fit the agreement.
    """
    if not isinstance(agreement, Agreement):
        raise InvalidValueError(f"examples are those of an agreement, as load gives it; not {agreement!r}", "agreement")
    signed = {party.name: agreement.term.start for party in agreement.parties}
    alone = attrs.evolve(agreement.consolidated, signatures=signed)
    if examples is None:
        return tuple(_run(alone, example) for example in agreement.examples)
    return tuple(_run(alone, example) for example in _fitting(alone, examples))


def _fitting(agreement: Agreement, examples: Iterable[Example]) -> Sequence[Example]:
    given = tuple(examples)
    for example in given:
        if not isinstance(example, Example):
            raise InvalidValueError(f"examples are a list of Example; not of {example!r}", "examples")
        for problem in misfits(agreement, example):
            path = ".".join(map(str, problem.path))
            raise InvalidValueError(f"{example.name}: {path}: {problem.message}", "examples")
    return given


def _run(agreement: Agreement, example: Example) -> ExampleResult:
    last = example.last(agreement.first_month)
    scorecard = judge(agreement, actuals_of_example(agreement, example), through=last)
    compared = _Comparison(example, scorecard)
    return ExampleResult(example, scorecard, tuple(compared.mismatches()))


@attrs.frozen
class _Comparison:
    """An example beside the scorecard of its figures."""

    example: Example
    scorecard: Scorecard

    def mismatches(self) -> Iterator[ExampleMismatch]:
        """Give what differs, in the order in which the example names it."""
        expect = self.example.expect
        for expected in expect.statuses:
            yield from self._statuses(expected)
        if expect.nothing_owed:
            yield from self._nothing_owed()
        for owed in expect.owed:
            yield from self._owed(owed)
        for dues in expect.dues:
            yield from self._months_of(dues) if dues.months is not None else self._outcomes(dues)

    def _month(self, when: When) -> Month:
        return self.example.month(when, self.scorecard.agreement.first_month)

    def _statuses(self, expected: ExpectedStatuses) -> Iterator[ExampleMismatch]:
        for when, status in expected.values:
            month = self._month(when)
            verdict = self.scorecard.verdict(expected.promise, month)
            if verdict.status is not status:
                what, path = f"{expected.promise} in {month}", ("expect", expected.promise, *_step(when))
                yield ExampleMismatch(what, status.value, verdict.status.value, verdict.because, path)

    def _nothing_owed(self) -> Iterator[ExampleMismatch]:
        paid = [due for due in self.scorecard.dues if due.amount is not None and due.amount.value]
        if paid:
            pairs = dict.fromkeys((due.owed_by, due.owed_to) for due in paid)
            sums = [f"{owes} to {owed} {said_amounts(_sums(_between(paid, (owes, owed))))}" for owes, owed in pairs]
            yield ExampleMismatch("owed", NOTHING, listed(sums), _reasons(paid, _said_due), ("expect", OWED))

    def _owed(self, expected: ExpectedOwed) -> Iterator[ExampleMismatch]:
        (parties,) = pairs_named(self.scorecard.agreement, expected.between)
        owed = _between(filter(self._is_of_amounts, self.scorecard.dues), parties)
        for month, amounts in expected.values:
            dues = [due for due in owed if month in (None, due.month)]
            if not _same(amounts, _sums(dues)):
                what = f"owed by {parties[0]} to {parties[1]}{'' if month is None else f' in {month}'}"
                because = _reasons(dues, _said_due) or "no amount follows"
                path = ("expect", OWED, expected.between, *_step(month))
                yield ExampleMismatch(what, said_amounts(amounts), said_amounts(_sums(dues)), because, path)

    def _is_of_amounts(self, due: Due) -> bool:
        """Tell a due of an amount, also one that waits for a figure, from tasks and rights."""
        effects = (each.effect for each in self.scorecard.agreement.consequences if each.name == due.consequence)
        return due.amount is not None or any(each.priced is not None for each in effects)

    def _months_of(self, expected: ExpectedDues) -> Iterator[ExampleMismatch]:
        dues = self._dues_of(expected.consequence)
        months, found = sorted(map(self._month, expected.months or ())), sorted({due.month for due in dues})
        if sorted(set(months)) != found:
            unexpected = [due for due in dues if due.month not in months]
            missing = next((month for month in months if month not in found), None)
            because = (
                _reasons(unexpected, _said_due) or (missing and self._why_not(expected.consequence, missing)) or ""
            )
            path = ("expect", DUES, expected.consequence)
            yield ExampleMismatch(expected.consequence, _in_months(months), _in_months(found), because, path)

    def _outcomes(self, expected: ExpectedDues) -> Iterator[ExampleMismatch]:
        name = expected.consequence
        for named, amounts in expected.outcomes:
            month = self._month(named)
            dues = [due for due in self._dues_of(name) if due.month == month]
            if amounts is None or not amounts:
                fits = bool(dues) is (amounts is None)
            else:
                fits = bool(dues) and _same(amounts, _sums(dues))
            if not fits:
                because = _reasons(dues, _said_due) or self._why_not(name, month)
                path = ("expect", DUES, name, str(month))
                said = FOLLOWS if amounts is None else said_amounts(amounts)
                yield ExampleMismatch(f"{name} in {month}", said, _outcome(dues), because, path)

    def _dues_of(self, consequence: str) -> list[Due]:
        return [due for due in self.scorecard.dues if due.consequence == consequence]

    def _why_not(self, name: str, month: Month) -> str:
        """The verdicts that a consequence looked at in a month in which it did not follow."""
        agreement = self.scorecard.agreement
        consequence = next(each for each in agreement.consequences if each.name == name)
        watched = _watched(consequence, agreement)
        verdicts = [self.scorecard.verdict(promise, month) for promise in watched]
        return _reasons(verdicts, lambda each: f"{each.promise.name} is {each.status.value}: {each.because}")


def _watched(consequence: Consequence, agreement: Agreement) -> Sequence[str]:
    return list(dict.fromkeys(name for case in consequence.when.cases(agreement.promises) for name in case))


def _step(when: When) -> tuple[str | int, ...]:
    return () if when is None else (when if isinstance(when, int) else str(when),)


def _between(dues: Iterable[Due], parties: tuple[str, str]) -> list[Due]:
    return [due for due in dues if (due.owed_by, due.owed_to) == parties]


def _sums(dues: Iterable[Due]) -> list[Quantity]:
    """What dues come to in each unit."""
    sums: dict[str, Quantity] = {}
    for due in dues:
        if due.amount is not None:
            sums[due.amount.unit] = sums[due.amount.unit] + due.amount if due.amount.unit in sums else due.amount
    return list(sums.values())


def _same(expected: Amounts, found: Iterable[Quantity]) -> bool:
    """Whether amounts are the same in every unit; none is as good as 0."""
    one, other = ({each.unit: each.value for each in some if each.value} for some in (expected, found))
    return one == other


def _in_months(months: Sequence[Month]) -> str:
    return f"in {listed([*map(str, months)])}" if months else NEVER


def _outcome(dues: Sequence[Due]) -> str:
    if not dues:
        return NOTHING
    amounts = [due.amount for due in dues if due.amount is not None]
    return said_amounts(_sums(dues)) if amounts else "something without an amount"


def _said_due(due: Due) -> str:
    task = f"; {due.task}" if due.task else ""
    return f"{due.consequence} in {due.month}: {due.because}{task}"


def _reasons(some: Sequence[_Reason], say: Callable[[_Reason], str]) -> str:
    """Say the first few reasons, and how many more there are."""
    more = len(some) - _MOST_REASONS
    said = [*map(say, some[:_MOST_REASONS]), *([f"and {more:,} more"] if more > 0 else [])]
    return "; ".join(said)
