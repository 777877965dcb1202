"""Points for misses by their place in a run, added up; against counting by hand, and against published clauses."""

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
    Month,
    Objective,
    Period,
    Points,
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
NAMES = ("answers", "uptime")


def verdicts(statuses: Sequence[Status], name: str) -> list[Verdict]:
    """Give a verdict a month, each of which counts as what it is."""
    promise = Objective(name, "Agency", "Client", AtLeast("100 leads/month"))
    return [Verdict(promise, LEADS, Period.of(FIRST + n), Finding(each), each, each) for n, each in enumerate(statuses)]


def held(condition: Points, *tracks: Sequence[Verdict], gap_ends_run: bool = False) -> list[list[int]]:
    """Give the months of the misses that make a condition hold in each month."""
    found = []
    for place in range(max(map(len, tracks))):
        history = CaseHistory([track[: place + 1] for track in tracks], gap_ends_run=gap_ends_run)
        found.append([verdict.month - FIRST for verdict in condition(history)])
    return found


def series(*months: int) -> list[Status]:
    """1 is a month that was missed, 0 one that was met."""
    return [MISSED if each else MET for each in months]


# Published: points for each miss by its place in the run; from 3 a warning letter, from 10 a deduction as well; three
# clean months set the sum to 0.
TRANSPORT = {"answers": [1, 2, 3], "uptime": [2, 4, 6]}
WARNING = Points(TRANSPORT, at_least=3, below=10, reset_after=3)
DEDUCTION = Points(TRANSPORT, at_least=10, reset_after=3)


def exactly(points: int) -> Points:
    """Hold where so many points have been given."""
    return Points(TRANSPORT, at_least=points, below=Fraction(2 * points + 1, 2), reset_after=3)


def test_a_run_of_three_gives_six_points() -> None:
    """1 + 2 + 3: a warning from the second month on, and no deduction."""
    tracks = verdicts(series(1, 1, 1), "answers"), verdicts(series(0, 0, 0), "uptime")
    assert held(WARNING, *tracks) == [[], [0, 1], [0, 1, 2]]
    assert held(exactly(6), *tracks)[2] == [0, 1, 2]
    assert held(DEDUCTION, *tracks) == [[], [], []]


@pytest.mark.parametrize(("clean", "points"), [(0, 9), (1, 7), (2, 7), (3, 1), (4, 1)])
def test_three_clean_months_set_the_sum_to_zero(clean: int, points: int) -> None:
    """Two do not: six points stay, and the next miss is the first of a new run."""
    answers = series(1, 1, 1, *[0] * clean, 1)
    tracks = verdicts(answers, "answers"), verdicts(series(*[0] * len(answers)), "uptime")
    assert held(exactly(points), *tracks)[-1]
    only_new = [len(answers) - 1]
    assert held(exactly(points), *tracks)[-1] == (only_new if clean >= 3 else [0, 1, 2, *only_new])


def test_only_a_month_with_new_points_fires() -> None:
    """The sum stays at six; nothing follows from it again until a miss comes."""
    tracks = verdicts(series(1, 1, 1, 0, 0, 1), "answers"), verdicts(series(*[0] * 6), "uptime")
    assert [bool(found) for found in held(WARNING, *tracks)] == [False, True, True, False, False, True]


def test_the_points_of_several_promises_are_added_up() -> None:
    """Each by its own run: 1, then 2 and 2, then 3 and 4 are 12."""
    tracks = verdicts(series(1, 1, 1), "answers"), verdicts(series(0, 1, 1), "uptime")
    assert held(WARNING, *tracks) == [[], [0, 1, 1], []]
    assert held(DEDUCTION, *tracks) == [[], [], [0, 1, 1, 2, 2]]


def test_a_month_without_a_verdict_is_not_clean() -> None:
    """It does not interrupt clean months either; a miss of any promise does."""

    def last(answers: Sequence[Status], uptime: Sequence[Status]) -> int:
        tracks = verdicts(answers, "answers"), verdicts(uptime, "uptime")
        return next(points for points in range(1, 20) if held(exactly(points), *tracks)[-1])

    assert last([MISSED, MET, MET, PENDING, MISSED], [MET] * 5) == 2
    assert last([MISSED, MET, PENDING, MET, MET, MISSED], [MET] * 6) == 1
    assert last([MISSED, MET, MET, MET, MISSED], [MET, MET, PENDING, MET, MET]) == 2
    assert last([MISSED, MET, MET, MET, MISSED], [MET, MET, MISSED, MET, MET]) == 4


def test_a_promise_that_began_later_was_not_met_before() -> None:
    """A month is clean only if every promise was met in it."""
    answers, uptime = verdicts(series(1, 0, 0, 0, 1), "answers"), verdicts(series(0, 0, 0, 0, 0), "uptime")[2:]
    history = CaseHistory([answers, uptime])
    assert exactly(2)(history) == [answers[0], answers[-1]]


def test_a_gap_ends_the_run_where_the_agreement_says_so() -> None:
    """The next miss is the first again."""
    tracks = [verdicts([MISSED, PENDING, MISSED], "answers")]
    condition = Points({"answers": [1, 10]}, at_least=11)
    assert held(condition, *tracks) == [[], [], [0, 2]]
    assert held(condition, *tracks, gap_ends_run=True) == [[], [], []]


def test_only_the_points_of_the_window_count() -> None:
    """The place in the run counts from its beginning, however long ago."""
    tracks = [verdicts(series(1, 1, 1, 1, 0, 1), "answers")]
    condition = Points({"answers": [1, 2, 3]}, at_least=3, window=1)
    assert held(condition, *tracks) == [[], [], [2], [3], [], []]
    two = Points({"answers": [1, 2, 3]}, at_least=5, window=2)
    assert held(two, *tracks) == [[], [], [1, 2], [2, 3], [], []]


# Published: points of a month take a share off the next invoice.
TABLE = [(10, 15, "2 %"), (15, 20, "4 %"), (20, 25, "6 %"), (25, 30, "8 %"), (30, None, "10 %")]
TELUS = """smarketing: 1
title: Points
term: {{start: 2026-01-01}}
parties: {{Telus: {{contact: Josh}}, Client: {{contact: Amy}}}}
signatures: {{Telus: 2025-12-01, Client: 2025-12-01}}
objectives:
  a: {{owed_by: Telus, owed_to: Client, at_least: 1 lead/month}}
  b: {{owed_by: Telus, owed_to: Client, at_least: 1 lead/month}}
consequences:
{consequences}
"""


def table(first: int, second: int) -> str:
    """The table as an agreement in which misses of a and b give so many points."""
    lines = []
    for least, below, pay in TABLE:
        most = "" if below is None else f", below: {below}"
        given = f"given: {{a: {first}, b: {second}}}, at_least: {least}{most}, in: 1 month"
        lines.append(f"  from-{least}: {{when: {{points: {{{given}}}}}, credit: {{pay: {pay}, of: 1000 USD}}}}")
    return TELUS.format(consequences="\n".join(lines))


@pytest.mark.parametrize(
    ("points", "amount"),
    [
        (9, []),
        (10, ["20 USD"]),
        (14, ["20 USD"]),
        (15, ["40 USD"]),
        (20, ["60 USD"]),
        (29, ["80 USD"]),
        (45, ["100 USD"]),
    ],
)
def test_a_table_of_points_of_a_month(points: int, amount: list[str]) -> None:
    """10, 15, 20, 25, 30 points take 2, 4, 6, 8, 10 % off; each month by itself."""
    agreement = loads(table(points - 1, 1))
    figures = {name: {"2026-01": 0, "2026-02": 0, "2026-03": 1} for name in "ab"}
    card = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    assert [str(due.amount) for due in card.dues] == amount * 2


STATUSES = st.lists(st.tuples(*[st.sampled_from([*Status, MISSED, MET, MET])] * 2), min_size=1, max_size=14)
LISTS = st.lists(st.integers(0, 5), min_size=1, max_size=4).filter(any)


@given(
    STATUSES,
    st.tuples(LISTS, LISTS),
    st.integers(1, 8),
    st.none() | st.integers(1, 8),
    st.none() | st.integers(1, 6),
    st.none() | st.integers(1, 3),
    st.booleans(),
)
def test_points_are_what_counting_by_hand_gives(
    months: list[tuple[Status, Status]],
    lists: tuple[list[int], list[int]],
    least: int,
    more: int | None,
    window: int | None,
    reset: int | None,
    gap: bool,
) -> None:
    """Month by month, with a run for each promise and a list of what was given when."""
    below = None if more is None else least + more
    condition = Points(
        dict(zip(NAMES, lists, strict=True)), at_least=least, below=below, window=window, reset_after=reset
    )
    runs, given_points, clean, expected = [0, 0], list[tuple[int, int]](), 0, []
    for place, pair in enumerate(months):
        for n, status in enumerate(pair):
            if status is MISSED:
                points = lists[n][min(runs[n], len(lists[n]) - 1)]
                runs[n] += 1
                given_points += [(place, points)] if points else []
            elif status is MET or gap:
                runs[n] = 0
        clean = 0 if MISSED in pair else clean + (pair == (MET, MET))
        if reset is not None and clean >= reset:
            given_points = []
        counted = [(n, points) for n, points in given_points if window is None or n > place - window]
        total = sum(points for _n, points in counted)
        fires = any(n == place for n, _points in counted) and total >= least and (below is None or total < below)
        expected.append([n for n, _points in counted] if fires else [])
    tracks = [verdicts([pair[n] for pair in months], name) for n, name in enumerate(NAMES)]
    assert held(condition, *tracks, gap_ends_run=gap) == expected


REFUSED: dict[str, tuple[Callable[[], Points], str, str]] = {
    "nobody": (lambda: Points({}, at_least=1), "given is empty; name at least one promise", "given"),
    "a name": (
        lambda: Points("x", at_least=1),  # type: ignore[arg-type] # no points
        "points are given by the names of promises, as in {'answers': [1, 2, 3]}; not 'x'",
        "given",
    ),
    "twice": (lambda: Points([("x", 1), ("x", 2)], at_least=1), "'x' is named twice", "given"),
    "no points": (lambda: Points({"x": []}, at_least=1), "misses of x give no points; leave x out", "given"),
    "only 0": (lambda: Points({"x": [0, 0]}, at_least=1), "misses of x give no points; leave x out", "given"),
    "negative": (lambda: Points({"x": [1, -2]}, at_least=1), "points are not negative: -2", "given"),
    "nothing": (lambda: Points({"x": 1}, at_least=0), "a sum of points is more than 0, not 0", "at_least"),
    "no room": (lambda: Points({"x": 1}, at_least=3, below=3), "no sum is at least 3 and below 3", "below"),
    "no window": (
        lambda: Points({"x": 1}, at_least=3, window=0),
        "a window is 1 month or more, not 0",
        "window",
    ),
    "no reset": (
        lambda: Points({"x": 1}, at_least=3, reset_after=0),
        "points are reset after 1 clean month or more, not 0",
        "reset_after",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(make: Callable[[], Points], message: str, field: str) -> None:
    """The message says which way to write it."""
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert (refused.value.message, refused.value.field) == (message, field)


def test_spellings() -> None:
    """One number stands for a list of one; names and numbers come back."""
    text = "{given: {a: [1, 2.5, 3], b: 2}, at_least: 3, below: 10, in: 12 months, reset_after: 3}"
    consequence = f"  x: {{when: {{points: {text}}}, remedy: talk}}"
    agreement = loads(TELUS.format(consequences=consequence))
    expected = Points({"a": [1, Fraction("2.5"), 3], "b": 2}, at_least=3, below=10, window=12, reset_after=3)
    assert agreement.consequences[0].when == expected
    assert loads(dumps(agreement)) == agreement


def test_points_describe_themselves() -> None:
    """In words."""
    assert WARNING.describe() == "when misses of answers and uptime have given at least 3 and less than 10 points"
    one = Points({"x": 1}, at_least=10, window=1)
    assert one.describe() == "when misses of x have given at least 10 points in 1 month"
    assert Points({"x": 1}, at_least=10, window=2).describe().endswith("points in 2 months")


def test_they_keep_the_laws_of_conditions() -> None:
    """Those that every rule keeps, also in a file."""
    check_condition(Points({"leads": [1, 2, 3], "calls": 2}, at_least=3, below=10, reset_after=3), max_examples=40)
    assert Points({"leads": 1}, at_least=1)(CaseHistory([])) == ()
