"""A share of verdicts that are misses; and published counts of misses, in the spelling of a contract."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    AtLeast,
    CaseHistory,
    Finding,
    InvalidValueError,
    Metric,
    Missed,
    Month,
    Objective,
    Period,
    ShareMissed,
    Status,
    Verdict,
    dumps,
    judge,
    loads,
)
from smarketing.testing import check_condition

FIRST = Month(2026, 1)
LEADS = Metric("leads", "lead", "count")
MET, MISSED, PENDING = Status.MET, Status.MISSED, Status.PENDING


def verdicts(statuses: Sequence[Status], name: str = "x") -> list[Verdict]:
    """Give a verdict a month, each of which counts as what it is."""
    promise = Objective(name, "Agency", "Client", AtLeast("100 leads/month"))
    return [Verdict(promise, LEADS, Period.of(FIRST + n), Finding(each), each, each) for n, each in enumerate(statuses)]


def held(condition: ShareMissed, *tracks: Sequence[Verdict]) -> list[list[int]]:
    """Give the months of the misses that make a condition hold in each month."""
    months = range(len(tracks[0]))
    found = [condition(CaseHistory([track[: place + 1] for track in tracks])) for place in months]
    return [[verdict.month - FIRST for verdict in each] for each in found]


def test_half_of_the_verdicts_at_its_edge() -> None:
    """One of two is half of them; it is not more than half."""
    track = verdicts([MET, MISSED, MISSED])
    assert held(ShareMissed("x", at_least="50 %", window=12), track) == [[], [1], [1, 2]]
    assert held(ShareMissed("x", more_than="50 %", window=12), track) == [[], [], [1, 2]]
    assert held(ShareMissed("x", at_least="51 %", window=12), track) == [[], [], [1, 2]]
    assert held(ShareMissed("x", at_least="50 %", window=1), track) == [[], [1], [2]]


def test_months_without_a_verdict_are_not_counted() -> None:
    """Two of three that were judged, not two of five."""
    track = verdicts([MET, PENDING, MISSED, PENDING, MISSED, PENDING])
    assert held(ShareMissed("x", at_least="66.6 %", window=6), track) == [[], [], [], [], [2, 4], []]


def test_only_a_month_with_a_miss_fires() -> None:
    """However many there were before; the first miss of all is the whole."""
    track = verdicts([MISSED, MISSED, MET, MISSED])
    assert held(ShareMissed("x", at_least="50 %", window=12), track) == [[0], [0, 1], [], [0, 1, 3]]


@given(
    st.lists(st.tuples(st.sampled_from(Status), st.sampled_from(Status)), min_size=1, max_size=12),
    st.integers(1, 100),
    st.integers(1, 8),
    st.booleans(),
)
def test_the_share_is_what_counting_by_hand_gives(
    months: list[tuple[Status, Status]], share: int, window: int, passed: bool
) -> None:
    """Of two promises together."""
    asked = {"more_than" if passed else "at_least": f"{share - passed} %"}
    condition = ShareMissed(across=["a", "b"], window=window, **asked)
    expected = []
    for place, pair in enumerate(months):
        inside = range(max(0, place + 1 - window), place + 1)
        shown = [(n, each) for n in inside for each in months[n] if each in (MET, MISSED)]
        misses = [n for n, each in shown if each is MISSED]
        part = Fraction(len(misses), len(shown) or 1) * 100
        enough = part > share - 1 if passed else part >= share
        expected.append(misses if MISSED in pair and enough else [])
    tracks = [verdicts([pair[n] for pair in months], name) for n, name in enumerate("ab")]
    assert held(condition, *tracks) == expected


REFUSED: dict[str, tuple[Callable[[], ShareMissed], str, str | None]] = {
    "no share": (lambda: ShareMissed("x", window=3), "state the share as either at_least or more_than", "at_least"),
    "both": (
        lambda: ShareMissed("x", at_least="5 %", more_than="5 %", window=3),
        "state the share as either at_least or more_than",
        "at_least",
    ),
    "an amount": (
        lambda: ShareMissed("x", at_least="5 leads", window=3),
        "a share of verdicts is above 0 % and up to 100 %; not 5 leads",
        "at_least",
    ),
    "nothing": (
        lambda: ShareMissed("x", at_least="0 %", window=3),
        "a share of verdicts is above 0 % and up to 100 %; not 0 %",
        "at_least",
    ),
    "too much": (
        lambda: ShareMissed("x", at_least="101 %", window=3),
        "a share of verdicts is above 0 % and up to 100 %; not 101 %",
        "at_least",
    ),
    "less than nothing": (
        lambda: ShareMissed("x", more_than="-1 %", window=3),
        "a share of verdicts is from 0 % and below 100 %; not -1 %",
        "more_than",
    ),
    "more than all": (
        lambda: ShareMissed("x", more_than="100 %", window=3),
        "a share of verdicts is from 0 % and below 100 %; not 100 %",
        "more_than",
    ),
    "no window": (
        lambda: ShareMissed("x", at_least="5 %", window=0),
        "a window is 1 month or more, not 0",
        "window",
    ),
    "nobody": (
        lambda: ShareMissed(at_least="5 %", window=3),
        "name promises in exactly one of each and across, or a party in owed_by",
        None,
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(make: Callable[[], ShareMissed], message: str, field: str | None) -> None:
    """The message says which way to write it."""
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert (refused.value.message, refused.value.field) == (message, field)


HALF = ShareMissed("x", at_least="50 %", window=12)


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        (HALF, HALF, True),
        (HALF, ShareMissed("x", at_least="60 %", window=12), True),
        (HALF, ShareMissed("x", at_least="40 %", window=12), False),
        (HALF, ShareMissed("x", more_than="50 %", window=12), True),
        (ShareMissed("x", more_than="50 %", window=12), HALF, False),
        (ShareMissed("x", more_than="49 %", window=12), HALF, True),
        (HALF, ShareMissed("x", at_least="50 %", window=6), False),
    ],
)
def test_which_holds_whenever_another_does(one: ShareMissed, other: ShareMissed, holds: bool) -> None:
    """Less is asked for."""
    assert one.holds_whenever(other) is holds
    assert not one.holds_whenever(Missed("x"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{across: [x, y], at_least: 50 %, in: 12 months}",
            "when at least 50 % of the verdicts on x and y in 12 months are misses",
        ),
        (
            "{owed_by: Agency, more_than: 50 %, in: 1 month}",
            "when more than 50 % of the verdicts on promises of Agency in 1 month are misses",
        ),
        (
            "{each: any, at_least: 5 %, in: 3 months}",
            "when at least 5 % of the verdicts on any promise in 3 months are misses",
        ),
    ],
)
def test_spellings(text: str, said: str) -> None:
    """In a file, there and back, and in words."""
    agreement = loads(FILE.format(consequences=f"  talk: {{when: {{share_missed: {text}}}, remedy: talk}}"))
    assert agreement.consequences[0].when.describe() == said
    assert loads(dumps(agreement)) == agreement


def test_they_keep_the_laws_of_conditions() -> None:
    """Those that every rule keeps."""
    check_condition(ShareMissed(across=["leads", "calls"], at_least="50 %", window=6), max_examples=40)


# Published counts of misses

FILE = """smarketing: 1
title: Service
term: {{start: 2026-01-01}}
parties: {{Agency: {{contact: Josh}}, Client: {{contact: Amy}}}}
signatures: {{Agency: 2025-12-01, Client: 2025-12-01}}
metrics: {{failures: {{unit: incident, kind: count}}}}
objectives:
  x: {{owed_by: Agency, owed_to: Client, at_least: 1 lead/month}}
  y: {{owed_by: Agency, owed_to: Client, at_least: 1 lead/month}}
  failures: {{owed_by: Agency, owed_to: Client, rolling: {{months: 12, at_most: 9.5 incidents/year}}}}
consequences:
{consequences}
"""


def months_of(consequences: str, **figures: Sequence[int]) -> list[str]:
    """Judge some months from January; give the months in which something follows, and what."""
    agreement = loads(FILE.format(consequences=consequences))
    months = {name: {str(FIRST + n): each for n, each in enumerate(some)} for name, some in figures.items()}
    card = judge(agreement, Actuals.from_dict(months, known=agreement.metrics))
    return [f"{due.month - FIRST + 1} {due.consequence}" for due in card.dues]


SAME_DEFAULT = """\
  running: {when: {missed: {each: x, times: 3, running: true}}, terminate: {right_of: Client}}
  in-six: {when: {missed: {each: x, times: 3, in: 6 months}}, terminate: {right_of: Client}}"""


@pytest.mark.parametrize(
    ("missed", "first"),
    [
        ([0, 0, 1, 0, 1, 0, 0, 1], "8 in-six"),
        ([1, 1, 0, 1, 1, 0], "4 in-six"),
        ([0, 1, 1, 1], "4 running"),
        ([1, 0, 1, 0, 0, 0, 1], None),
    ],
)
def test_the_same_default_running_or_in_any_six_months(missed: list[int], first: str | None) -> None:
    """The same default in 3 consecutive months or 3 times in any 6 consecutive months, whichever comes first."""
    found = months_of(SAME_DEFAULT, x=[1 - each for each in missed])
    assert (found[0] if found else None) == first


TEN_FAILURES = """\
  fee:
    when: {missed: failures}
    credit: {pay: 5 %, of: 126000 USD, per: full 10 incidents, counted: all}"""


@pytest.mark.parametrize(
    ("failures", "amount"), [(9, []), (10, ["6300 USD"]), (11, ["6300 USD"]), (19, ["6300 USD"]), (20, ["12600 USD"])]
)
def test_so_much_for_every_ten_failures_of_twelve_months(failures: int, amount: list[str]) -> None:
    """5 % of the annual fee of 126,000 for 10 failures in a rolling 12 months, once for every further ten."""
    agreement = loads(FILE.format(consequences=TEN_FAILURES))
    months = {str(FIRST + n): 0 for n in range(11)} | {str(FIRST + 11): failures}
    card = judge(agreement, Actuals.from_dict({"failures": months}, known=agreement.metrics))
    assert [str(due.amount) for due in card.dues] == amount
