"""Rights to terminate that are published, written as an agreement file: in which month each arises, and for whom."""

from collections.abc import Sequence

import pytest

from smarketing import Actuals, Scorecard, Standing, judge, loads

FILE = """\
smarketing: 1
title: Services
term: {start: 2026-01-01}
parties: {Services: {}, Company X: {contact: Josh}}
signatures: {Services: 2025-12-01, Company X: 2025-12-01}
objectives:
  answers: {owed_by: Services, owed_to: Company X, at_least: 95 %}
  accuracy: {owed_by: Services, owed_to: Company X, at_least: 99 %}
consequences:
"""
IN_SEQUENCE = "  in-sequence: {when: {missed: {each: any, times: 3, running: true}}, terminate: {notice: 30 days}}\n"
IN_SIX_MONTHS = "  in-six-months: {when: {missed: {each: any, times: 3, in: 6 months}}, terminate: {notice: 30 days}}\n"
# A cloud provider's: the level is not met for three months in sequence.
CLOUD = FILE + IN_SEQUENCE
# An insurance regulator's model: the same default in 3 consecutive months, or 3 times in any 6.
REGULATOR = FILE + IN_SEQUENCE + IN_SIX_MONTHS


def judged(text: str, answers: Sequence[int], accuracy: Sequence[int] = ()) -> Scorecard:
    """Judge months in which a promise was missed (1) or met (0); a promise without any was always met."""
    agreement = loads(text)
    series = {"answers": answers, "accuracy": accuracy or [0] * len(answers)}
    figures = {
        name: {f"2026-{month:02}": (50 if missed else 100, 100) for month, missed in enumerate(months, start=1)}
        for name, months in series.items()
    }
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))


def months_of(card: Scorecard) -> list[int]:
    """Give the months, from 1, in which the right arises."""
    return list(dict.fromkeys(due.month - card.period.first + 1 for due in card.dues if due.effect == "terminate"))


@pytest.mark.parametrize(
    ("series", "months"),
    [
        ([0, 1, 1, 1], [4]),
        ([1, 1, 0, 1, 1], []),
        ([1, 1, 1, 1, 1, 1], [3]),
        ([1, 1, 1, 1, 0, 1, 1, 1], [3, 8]),
        ([1, 0, 1, 0, 1, 0], []),
    ],
)
def test_three_months_in_sequence(series: list[int], months: list[int]) -> None:
    """A month that is met starts the count anew; the right arises once in a run, and again in the next one."""
    assert months_of(judged(CLOUD, series)) == months


@pytest.mark.parametrize(
    ("series", "first"),
    [
        ([0, 0, 0, 1, 1, 1], 6),
        ([0, 0, 1, 0, 1, 0, 1], 7),
        ([0, 0, 1, 0, 1, 0, 0, 1], 8),
        ([1, 1, 0, 1, 1, 0], 4),
        ([1, 0, 1, 0, 0, 1, 0], 6),
        ([0, 0, 0, 0, 0, 0, 0], None),
        ([1, 1, 1], 3),
        ([1, 1, 0, 1, 1], 4),
        # The window is six months: of the first, fourth and seventh it never sees three.
        ([1, 0, 0, 1, 0, 0, 1], None),
    ],
)
def test_the_same_default_three_times_in_six_months_or_in_sequence(series: list[int], first: int | None) -> None:
    """The right arises with whichever comes first, and stands from then on."""
    card = judged(REGULATOR, series)
    assert next(iter(months_of(card)), None) == first
    assert card.standing is (Standing.MAY_BE_TERMINATED if first else Standing.IN_FORCE)


def test_different_defaults_do_not_add_up() -> None:
    """Three misses of which no promise has three: it is the same default that counts."""
    card = judged(REGULATOR, [1, 0, 0, 1, 0], [0, 1, 0, 0, 1])
    assert sum(verdict.missed for verdict in card.verdicts) == 4
    assert card.dues == ()


def test_both_rules_give_the_right_where_both_hold() -> None:
    """It belongs to whom the promise was made, with the notice that was agreed, and names the misses."""
    card = judged(REGULATOR, [1, 1, 1])
    reason = "answers was missed in 2026-01, 2026-02 and 2026-03: Company X may terminate with 30 days of notice"
    assert [(due.consequence, due.owed_by, due.owed_to, due.because) for due in card.dues] == [
        ("in-sequence", "Services", "Company X", reason),
        ("in-six-months", "Services", "Company X", reason),
    ]
    assert [len(due.verdicts) for due in card.dues] == [3, 3]
