"""When a miss brings a consequence: against slow counting, and against rules that were published."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import AtLeast, CaseHistory, Finding, Metric, Missed, Month, Objective, Period, Status, Verdict

FIRST = Month(2026, 1)
LEADS = Metric("leads", "SQL", "count")
MET, MISSED, PENDING, NO_DATA = Status.MET, Status.MISSED, Status.PENDING, Status.NO_DATA
EXCUSED, NOT_IN_FORCE = Status.EXCUSED, Status.NOT_IN_FORCE
NEUTRAL = [PENDING, NO_DATA, EXCUSED, NOT_IN_FORCE]
STATUSES = st.lists(st.sampled_from([MET, MET, MISSED, MISSED, MISSED, *NEUTRAL]), min_size=1, max_size=18)


def verdicts(statuses: Sequence[Status], name: str = "leads") -> list[Verdict]:
    """Give a verdict a month, each of which counts as what it is."""
    promise = Objective(name, "Marketing", "Sales", AtLeast("100 SQL/month"))
    return [Verdict(promise, LEADS, Period.of(FIRST + n), Finding(each), each, each) for n, each in enumerate(statuses)]


def places(condition: Missed, *promises: Sequence[Verdict]) -> list[list[tuple[str, int]]]:
    """Give the misses (promise and place of the month) that make a condition hold in each month."""
    months = range(len(promises[0]))
    held = [condition(CaseHistory([each[: place + 1] for each in promises])) for place in months]
    return [[(verdict.promise.name, verdict.month - FIRST) for verdict in found] for found in held]


@given(STATUSES)
def test_one_miss_is_enough_unless_told_otherwise(statuses: list[Status]) -> None:
    """Without times the condition holds in each missed month, with that miss alone."""
    expected = [[("leads", place)] if each is MISSED else [] for place, each in enumerate(statuses)]
    assert places(Missed("leads"), verdicts(statuses)) == expected


@given(STATUSES, st.integers(2, 5))
def test_a_run_is_counted_month_by_month(statuses: list[Status], times: int) -> None:
    """Met starts the run anew, a miss extends it, anything else leaves it as it is."""
    expected, run = [], list[tuple[str, int]]()
    for place, status in enumerate(statuses):
        if status is MET:
            run = []
        elif status is MISSED:
            run = [*run, ("leads", place)]
        expected.append(run if status is MISSED and len(run) >= times else [])
    assert places(Missed("leads", times=times, running=True), verdicts(statuses)) == expected


@given(STATUSES, st.integers(2, 5), st.integers(1, 12))
def test_a_window_is_counted_month_by_month(statuses: list[Status], times: int, window: int) -> None:
    """In a missed month all misses of the last months count, that month included, in any order."""
    expected = []
    for place, status in enumerate(statuses):
        misses = [("leads", n) for n, each in enumerate(statuses) if each is MISSED and place - window < n <= place]
        expected.append(misses if status is MISSED and len(misses) >= times else [])
    assert places(Missed("leads", times=times, window=window), verdicts(statuses)) == expected


@given(
    st.lists(st.tuples(*[st.sampled_from(Status)] * 3), min_size=1, max_size=12), st.integers(1, 6), st.integers(1, 6)
)
def test_misses_of_several_promises_are_counted_together(
    months: list[tuple[Status, Status, Status]], times: int, window: int
) -> None:
    """Across promises every miss of any of them in the window counts, oldest first, in a month with a miss."""
    names = ("a", "b", "c")
    condition = Missed(across=names, times=times, window=window if times > 1 else None)
    reach = window if times > 1 else 1
    expected = []
    for place, statuses in enumerate(months):
        misses = [
            (name, n)
            for n in range(max(0, place + 1 - reach), place + 1)
            for name, each in zip(names, months[n], strict=True)
            if each is MISSED
        ]
        expected.append(misses if MISSED in statuses and len(misses) >= times else [])
    columns = [verdicts([month[n] for month in months], name) for n, name in enumerate(names)]
    assert places(condition, *columns) == expected


@given(STATUSES, st.data())
def test_a_neutral_month_neither_ends_nor_extends_a_run(statuses: list[Status], data: st.DataObject) -> None:
    """Months without a verdict may be put anywhere: the run reaches its length with the same miss."""
    condition = Missed("leads", times=3, running=True)
    place = data.draw(st.integers(0, len(statuses)))
    neutral = data.draw(st.sampled_from(NEUTRAL))
    longer = [*statuses[:place], neutral, *statuses[place:]]
    before = [bool(found) for found in places(condition, verdicts(statuses))]
    after = [bool(found) for found in places(condition, verdicts(longer))]
    assert after.pop(place) is False
    assert after == before


@pytest.mark.parametrize("neutral", NEUTRAL, ids=lambda status: status.value)
def test_neutral_months_between_misses(neutral: Status) -> None:
    """Missed, nothing, missed, nothing, missed is a run of three; with a met month it is not."""
    condition = Missed("leads", times=3, running=True)
    run = verdicts([MISSED, neutral, MISSED, neutral, MISSED, neutral])
    assert places(condition, run) == [[], [], [], [], [("leads", 0), ("leads", 2), ("leads", 4)], []]
    broken = verdicts([MISSED, neutral, MISSED, MET, MISSED])
    assert places(condition, broken)[4] == []


def test_missing_data_counts_as_what_was_agreed() -> None:
    """No data that counts as missed extends a run; its status stays what it is."""
    promise = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    month = [Verdict(promise, LEADS, Period.of(FIRST + n), Finding(NO_DATA), NO_DATA, MISSED) for n in range(2)]
    assert places(Missed("leads", times=2, running=True), month)[1] == [("leads", 0), ("leads", 1)]


def first_month(months: Sequence[int], *conditions: Missed) -> int | None:
    """Give the first month, from 1, in which any condition holds; 1 stands for a missed month."""
    record = verdicts([MISSED if each else MET for each in months])
    held = [
        place + 1
        for place in range(len(record))
        if any(each(CaseHistory([record[: place + 1]])) for each in conditions)
    ]
    return held[0] if held else None


IN_A_ROW = Missed("service", times=3, running=True)
IN_SIX_MONTHS = Missed("service", times=3, window=6)
PUBLISHED_RUNS = [([0, 1, 1, 1], 4), ([1, 1, 0, 1, 1], None), ([1] * 6, 3), ([1, 0, 1, 0, 1, 0], None)]
# "3 in any 6 months" beside "3 in a row": the right arises with whichever comes first.
PUBLISHED_EITHER = [
    ([0, 0, 0, 1, 1, 1], 6),
    ([0, 0, 1, 0, 1, 0, 1], 7),
    ([0, 0, 1, 0, 1, 0, 0, 1], 8),
    ([1, 1, 0, 1, 1, 0], 4),
    ([1, 0, 1, 0, 0, 1, 0], 6),
    ([0] * 7, None),
    ([1, 1, 1], 3),
]


@pytest.mark.parametrize(("months", "month"), PUBLISHED_RUNS)
def test_the_right_to_terminate_after_three_months_in_a_row(months: list[int], month: int | None) -> None:
    """Termination after three consecutive missed months, as an enterprise cloud SLA publishes it."""
    assert first_month(months, IN_A_ROW) == month


@pytest.mark.parametrize(("months", "month"), PUBLISHED_EITHER)
def test_the_right_to_terminate_after_three_in_six_or_in_a_row(months: list[int], month: int | None) -> None:
    """Termination after three misses in any six months or in a row, as in the NAIC's model rule."""
    assert first_month(months, IN_A_ROW, IN_SIX_MONTHS) == month


def test_a_window_forgets() -> None:
    """The seventh month no longer counts the first: misses in months 1, 4 and 7 are never 3 in 6."""
    assert first_month([1, 0, 0, 1, 0, 0, 1], IN_SIX_MONTHS) is None
    assert first_month([1, 0, 0, 1, 0, 1], IN_SIX_MONTHS) == 6
