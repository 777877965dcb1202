"""What holds of judging whatever was agreed and whatever happened."""

import pickle
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    CaseHistory,
    Condition,
    Due,
    Journal,
    Month,
    Status,
    Verdict,
    Withdrawal,
    judge,
)
from smarketing.verdicts import Promise
from strategies import judged_agreements

Judged = tuple[Agreement, Actuals, Month]


@settings(max_examples=30)
@given(judged_agreements(), st.randoms(use_true_random=False))
def test_the_same_figures_in_any_order_give_the_same_scorecard(judged: Judged, random: Any) -> None:
    """Equal, with equal sentences and hash, and so after pickling."""
    agreement, actuals, through = judged
    figures = list(actuals.figures.items())
    random.shuffle(figures)
    card = judge(agreement, actuals, through=through)
    again = judge(agreement, Actuals(dict(figures)), through=through)
    assert (again, hash(again)) == (card, hash(card))
    assert [verdict.because for verdict in again.verdicts] == [verdict.because for verdict in card.verdicts]
    assert pickle.loads(pickle.dumps(card)) == card


@settings(max_examples=30)
@given(judged_agreements(), st.integers(1, 5), st.one_of(st.none(), st.integers(0, 300)), st.integers(-60, 200))
def test_later_months_change_nothing_about_earlier_ones(
    judged: Judged, more: int, days: int | None, withdrawn: int
) -> None:
    """The verdicts and dues through a month are those at the start of any longer judgement at the same instant."""
    agreement, actuals, through = judged
    start = agreement.first_month.start(agreement.term.timezone)
    journal = Journal([Withdrawal(agreement.parties[0].name, agreement.term.start + timedelta(withdrawn))])
    how: dict[str, Any] = {"as_of": None if days is None else start + timedelta(days), "journal": journal}
    short = judge(agreement, actuals, through=through, **how)
    long = judge(agreement, actuals, through=through + more, **how)
    assert _up_to(long.verdicts, through) == short.verdicts
    assert _up_to(long.dues, through) == short.dues


def _up_to(parts: tuple[Verdict, ...] | tuple[Due, ...], month: Month) -> tuple[Verdict | Due, ...]:
    return tuple(part for part in parts if part.month <= month)


@settings(max_examples=30)
@given(judged_agreements())
def test_later_figures_change_nothing_about_earlier_months(judged: Judged) -> None:
    """Nobody who judges can see the future."""
    agreement, actuals, through = judged
    known_then = Actuals({key: actual for key, actual in actuals.figures.items() if key.month <= through})
    assert judge(agreement, known_then, through=through) == judge(agreement, actuals, through=through)


@settings(max_examples=30)
@given(judged_agreements())
def test_every_promise_has_one_verdict_a_month(judged: Judged) -> None:
    """Month by month, in the order of the promises, and each says why."""
    agreement, actuals, through = judged
    card = judge(agreement, actuals, through=through)
    assert [(verdict.month, verdict.promise) for verdict in card.verdicts] == [
        (month, promise) for month in card.period for promise in agreement.promises
    ]
    assert all(verdict.because for verdict in card.verdicts)


@settings(max_examples=30)
@given(judged_agreements())
def test_relief_turns_misses_into_excuses_and_touches_nothing_else(judged: Judged) -> None:
    """The same agreement without relief differs in misses that became excused, and nowhere else."""
    agreement, actuals, through = judged
    bare = attrs.evolve(agreement, objectives=[attrs.evolve(each, relieved_when=None) for each in agreement.objectives])
    pairs = zip(
        judge(bare, actuals, through=through).verdicts, judge(agreement, actuals, through=through).verdicts, strict=True
    )
    for before, after in pairs:
        assert before.finding == after.finding
        if before.status is not after.status:
            assert (before.status, after.status) == (Status.MISSED, Status.EXCUSED)


def _looks_at_what_was_kept(condition: Condition) -> bool:
    return condition.needs_a_promise_kept or any(map(_looks_at_what_was_kept, condition.parts))


@settings(max_examples=30)
@given(judged_agreements())
def test_dues_rest_on_misses_and_their_parties(judged: Judged) -> None:
    """Every due names misses, or what was kept, the last in its month, or earlier for credits; totals are sums."""
    agreement, actuals, through = judged
    card = judge(agreement, actuals, through=through)
    of_credits = {each.name for each in agreement.consequences if each.when.reads_ledger}
    of_kept = {each.name for each in agreement.consequences if _looks_at_what_was_kept(each.when)}
    for due in card.dues:
        last = due.verdicts[-1].month
        assert last == due.month or (last < due.month and due.consequence in of_credits)
        kept = due.consequence in of_kept
        assert all(verdict.missed or (kept and verdict.counts_as is Status.MET) for verdict in due.verdicts)
    amounts = [due.amount.value for due in card.dues if due.amount is not None]
    assert sum(total.value for total in card.credits.values()) == sum(amounts)


@attrs.frozen
class Patient(Condition):
    """A condition that does not say whether it needs a miss, and so is asked in every month."""

    inner: Condition

    @property
    def reads_ledger(self) -> bool:
        return self.inner.reads_ledger

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        return self.inner.cases(promises)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return self.inner(history)


@given(judged_agreements())
def test_what_is_not_asked_in_months_without_a_miss_would_have_said_nothing(judged: Judged) -> None:
    agreement, actuals, through = judged
    patient = [attrs.evolve(each, when=Patient(each.when)) for each in agreement.consequences]
    always_asked = judge(attrs.evolve(agreement, consequences=patient), actuals, through=through)
    assert judge(agreement, actuals, through=through).dues == always_asked.dues
