"""Conditions on what was kept: met, so often, and beaten, by so much."""

from collections.abc import Callable, Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    ANY,
    Actual,
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    AtMost,
    Beaten,
    Between,
    Bonus,
    CaseHistory,
    Condition,
    Consequence,
    Evaluator,
    Finding,
    InvalidValueError,
    Met,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Period,
    Remedy,
    Rolling,
    Status,
    Term,
    Verdict,
    dumps,
    judge,
    loads,
)
from smarketing.checks import check
from smarketing.testing import check_condition

LEADS = Metric("x", "lead", "count")
KEPT = Metric("x", "%", "share")
FIRST = Month(2026, 1)
EXTRA = Bonus("5 USD")
SWAPPED = {Status.MET: Status.MISSED, Status.MISSED: Status.MET}
STATUSES = st.lists(st.sampled_from([*Status, Status.MET, Status.MET, Status.MET]), min_size=1, max_size=15)


def verdicts(statuses: Sequence[Status], name: str = "x") -> list[Verdict]:
    """Give a verdict a month, each of which counts as what it is."""
    promise = Objective(name, "Agency", "Client", AtLeast("100 leads/month"))
    return [Verdict(promise, LEADS, Period.of(FIRST + n), Finding(each), each, each) for n, each in enumerate(statuses)]


def places(condition: Condition, *tracks: Sequence[Verdict]) -> list[list[int]]:
    """Give the months that make a condition hold in each month."""
    months = range(len(tracks[0]))
    held = [condition(CaseHistory([track[: place + 1] for track in tracks])) for place in months]
    return [[verdict.month - FIRST for verdict in found] for found in held]


@given(STATUSES, st.integers(1, 4), st.integers(1, 6), st.booleans())
def test_met_is_the_mirror_of_missed(statuses: list[Status], times: int, window: int, running: bool) -> None:
    """Where every miss was met, and the other way round, one holds as the other does."""
    more = {} if times == 1 else {"times": times, "running": True} if running else {"times": times, "window": window}
    mirrored = [SWAPPED.get(each, each) for each in statuses]
    met, missed = Met("x", **more), Missed("x", **more)  # type: ignore[arg-type] # counts
    assert places(met, verdicts(statuses)) == places(missed, verdicts(mirrored))


def test_met_three_times_running() -> None:
    """A miss ends the run; a month that was excused does not."""
    met, missed, excused = Status.MET, Status.MISSED, Status.EXCUSED
    run = verdicts([met, met, excused, met, met, missed, met, met])
    assert places(Met("x", times=3, running=True), run) == [[], [], [], [0, 1, 3], [0, 1, 3, 4], [], [], []]
    assert places(Met("x", times=3, window=4), run)[3:] == [[0, 1, 3], [1, 3, 4], [], [3, 4, 6], [4, 6, 7]]


def contract(
    evaluator: Evaluator, when: Condition, metric: Metric = LEADS, effect: Bonus | Remedy = EXTRA
) -> Agreement:
    """A promise of an agency to a client, and what follows."""
    return Agreement(
        "Leads",
        Term("2026-01-01", timezone="UTC"),
        [Party("Agency", "Josh"), Party("Client", "Amy")],
        [Objective("x", "Agency", "Client", evaluator, metric="x")],
        metrics=[metric],
        consequences=[Consequence("extra", when, effect)],
        signatures={"Agency": "2025-12-15", "Client": "2025-12-15"},
    )


def fires(evaluator: Evaluator, when: Condition, figure: object, metric: Metric = LEADS) -> bool:
    """Tell whether something follows from one month's figure."""
    agreement = contract(evaluator, when, metric)
    return bool(judge(agreement, Actuals.from_dict({"x": {"2026-01": figure}}, known=agreement.metrics)).dues)


AT_LEAST, AT_MOST = AtLeast("100 leads/month"), AtMost("100 leads/month")
EDGES: list[tuple[Evaluator, str | None, int, bool]] = [
    (AT_LEAST, "20 %", 119, False),
    (AT_LEAST, "20 %", 120, True),
    (AT_LEAST, "20 %", 121, True),
    (AT_MOST, "20 %", 81, False),
    (AT_MOST, "20 %", 80, True),
    (AT_MOST, "20 %", 0, True),
    (AT_LEAST, "5 leads", 104, False),
    (AT_LEAST, "5 leads", 105, True),
    (AT_MOST, "5 leads", 96, False),
    (AT_MOST, "5 leads", 95, True),
    (AT_LEAST, None, 100, False),
    (AT_LEAST, None, 101, True),
    (AT_LEAST, None, 99, False),
    (AT_MOST, None, 100, False),
    (AT_MOST, None, 99, True),
    (AtLeast("100 leads/month", tolerance="10 %"), None, 95, False),
    (AtLeast("0 leads/month"), "20 %", 0, True),
    (AtMost("0 leads/month"), None, 0, False),
]


@pytest.mark.parametrize(("evaluator", "by", "figure", "expected"), EDGES)
def test_beaten_at_its_edge(evaluator: Evaluator, by: str | None, figure: int, expected: bool) -> None:
    """By so much or more, on the better side of the target, whatever is tolerated."""
    assert fires(evaluator, Beaten("x", by=by), figure) is expected


@pytest.mark.parametrize(
    ("by", "kept", "expected"),
    [("5 points", 84, False), ("5 points", 85, True), ("10 %", 87, False), ("10 %", 88, True), (None, 81, True)],
)
def test_a_share_is_beaten_by_points_or_by_a_part(by: str | None, kept: int, expected: bool) -> None:
    """10 % of 80 % are 8 points."""
    assert fires(AtLeast("80 %"), Beaten("x", by=by), (kept, 100), KEPT) is expected


def test_something_for_nothing_beats_every_target() -> None:
    """720 hours of work without one fault are more than any number of hours per fault."""
    ratio = Metric("x", "hour/incident", "ratio")
    assert fires(AtLeast("100 hours/incident"), Beaten("x", by="500 %"), (720, 0), ratio)
    assert not fires(AtLeast("100 hours/incident"), Beaten("x", by="500 %"), (500, 1), ratio)


def test_only_this_month_counts() -> None:
    """Beaten in January says nothing of February, and a month without a figure nothing at all."""
    agreement = contract(AT_LEAST, Beaten("x"))
    figures = Actuals.from_dict({"x": {"2026-01": 120, "2026-02": 100, "2026-04": 101}}, known=agreement.metrics)
    assert [str(due.month) for due in judge(agreement, figures).dues] == ["2026-01", "2026-04"]
    assert not Beaten("x").looks_back


def test_a_window_is_beaten_as_a_whole() -> None:
    """Its target is that of all its months."""
    agreement = contract(Rolling(AT_LEAST, months=3), Beaten("x", by="20 %"))
    figures = {"2026-01": 100, "2026-02": 100, "2026-03": 160, "2026-04": 99}
    card = judge(agreement, Actuals.from_dict({"x": figures}, known=agreement.metrics))
    assert [str(due.month) for due in card.dues] == ["2026-03"]


NEVER = "x is never beaten: it has no target, or one on each side"


@pytest.mark.parametrize(
    ("evaluator", "by", "metric", "message"),
    [
        (Between("90 leads/month", "110 leads/month"), None, LEADS, NEVER),
        (AT_LEAST, "5 points", LEADS, "by is a part of the target in %, or for x in lead; not 5 points"),
        (AtLeast("80 %"), "5 leads", KEPT, "by is a part of the target in %, or for x in point; not 5 leads"),
    ],
)
def test_what_cannot_be_beaten_is_a_problem(evaluator: Evaluator, by: str | None, metric: Metric, message: str) -> None:
    """Where the agreement is checked, of a consequence and of relief."""
    with pytest.raises(AgreementError) as refused:
        contract(evaluator, Beaten("x", by=by), metric)
    assert [(each.message, each.path) for each in refused.value.problems] == [
        (message, ("consequences", "extra", "when"))
    ]
    other = Objective("y", "Agency", "Client", AT_LEAST, metric="y", relieved_when=Beaten("x", by=by))
    fine = contract(evaluator, Missed("x"), metric, Remedy("talk"))
    with pytest.raises(AgreementError) as refused:
        attrs.evolve(fine, objectives=[*fine.objectives, other], metrics=[metric, Metric("y", "lead", "count")])
    assert [(each.message, each.path) for each in refused.value.problems] == [
        (message, ("objectives", "y", "relieved_when"))
    ]


def test_among_any_promises_some_may_be_impossible_to_beat() -> None:
    """They are never beaten, and nobody complains."""
    assert not fires(Between("90 leads/month", "110 leads/month"), Beaten(ANY), 100)


def test_a_miss_is_excused_while_another_promise_is_beaten() -> None:
    """Relief by a figure: more leads than 110 % of what was forecast excuse slow follow-up."""
    agreement = attrs.evolve(
        contract(AT_LEAST, Missed(ANY), effect=Remedy("talk")),
        objectives=[
            Objective("x", "Agency", "Client", AT_LEAST, metric="x"),
            Objective("calls", "Client", "Agency", AtLeast("9 calls/month"), relieved_when=Beaten("x", by="10 %")),
        ],
    )
    figures = {"x": {"2026-01": 109, "2026-02": 110}, "calls": {"2026-01": 1, "2026-02": 1}}
    card = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    assert [card.verdict("calls", month).status for month in ("2026-01", "2026-02")] == [Status.MISSED, Status.EXCUSED]


REFUSED: dict[str, tuple[Callable[[], Condition], str, str | None]] = {
    "nobody": (lambda: Beaten([]), "each is empty; name at least one", "each"),
    "twice": (lambda: Beaten(["x", "x"]), "'x' is named twice", "each"),
    "any and more": (lambda: Beaten([ANY, "x"]), "'any' stands alone, and only in each", "each"),
    "by nothing": (lambda: Beaten("x", by="0 %"), "by is more than 0, or left out: not 0 %", "by"),
    "never": (lambda: Met("x", times=0), "a month counts from 1 time, not 0", "times"),
    "a run of one": (lambda: Met("x", running=True), "one month needs neither a window nor a run", "times"),
    "no window": (
        lambda: Met("x", times=2),
        "say how 2 months are counted: in a window of months, or running",
        None,
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(make: Callable[[], Condition], message: str, field: str | None) -> None:
    """The message says which way to write it."""
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert (refused.value.message, refused.value.field) == (message, field)


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        (Beaten("x"), Beaten("x", by="20 %"), True),
        (Beaten("x", by="20 %"), Beaten("x"), False),
        (Beaten("x", by="10 %"), Beaten("x", by="20 %"), True),
        (Beaten("x", by="20 %"), Beaten("x", by="10 %"), False),
        (Beaten("x", by="5 leads"), Beaten("x", by="10 %"), False),
        (Beaten("x"), Beaten("y"), False),
        (Beaten("x"), Met("x"), False),
        (Met("x", times=2, window=6), Met("x", times=3, window=6), True),
        (Met("x", times=3, window=6), Met("x", times=2, window=6), False),
        (Met("x"), Missed("x"), False),
    ],
)
def test_which_holds_whenever_another_does(one: Condition, other: Condition, holds: bool) -> None:
    """Less is asked for."""
    assert one.holds_whenever(other) is holds


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Beaten("x"), "when x is met, and beaten"),
        (Beaten(["x", "y"], by="20 %"), "when x or y is met, and beaten by 20 % or more"),
        (Met(ANY), "when any promise is met"),
        (Met("x", times=3, window=6), "when x is met 3 times in 6 months"),
        (Met(across=["x", "y"], times=3, window=6), "when x and y are met 3 times together in 6 months"),
    ],
)
def test_conditions_describe_themselves(condition: Condition, text: str) -> None:
    """In words."""
    assert condition.describe() == text


def test_nothing_follows_from_a_miss() -> None:
    """What follows from a promise that was kept is no consequence of a miss, whatever it is."""
    for when in (Met("x"), Beaten("x")):
        agreement = contract(AT_LEAST, when, effect=Remedy("talk"))
        assert [each.path for each in check(agreement, select="SM101")] == [("objectives", "x")]


def test_what_cannot_be_missed_may_be_met() -> None:
    """SM405 is about misses; SM401 and SM402 count months that are met as well."""
    easy = AtLeast("0 leads/month")
    assert not check(contract(easy, Met("x")), select="SM405")
    assert check(contract(easy, Missed("x"), effect=Remedy("talk")), select="SM405")
    narrow = contract(AT_LEAST, Met("x", times=4, window=3))
    assert [each.message for each in check(narrow, select="SM402")] == [
        "it counts 4 months that are met in 3 months, which have room for 3"
    ]
    short = attrs.evolve(contract(AT_LEAST, Met("x", times=3, running=True)), term=Term("2026-01-01", "2026-02-28"))
    (found,) = check(short, select="SM401")
    assert found.message == "it needs 3 months that are met, and the term has room for 2"


FILE = """smarketing: 1
title: Leads
term: {start: 2026-01-01}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}}
objectives: {x: {owed_by: Agency, owed_to: Client, at_least: 100 leads/month}}
consequences:
  extra: {when: CONDITION, bonus: 5 USD}
"""
SPELLINGS: list[tuple[str, Condition]] = [
    ("{beaten: {each: x, by: 20 %}}", Beaten("x", by="20 %")),
    ("{beaten: x}", Beaten("x")),
    ("{beaten: any}", Beaten(ANY)),
    ("{met: x}", Met("x")),
    ("{met: {each: x, times: 3, running: true}}", Met("x", times=3, running=True)),
    ("{met: {each: x, times: 3, in: 6 months}}", Met("x", times=3, window=6)),
]


@pytest.mark.parametrize(("text", "condition"), SPELLINGS)
def test_spellings(text: str, condition: Condition) -> None:
    """In a file, there and back."""
    agreement = loads(FILE.replace("CONDITION", text))
    assert agreement.consequences[0].when == condition
    assert loads(dumps(agreement)) == agreement


def test_they_keep_the_laws_of_conditions() -> None:
    """Those that every rule keeps."""
    check_condition(Beaten(ANY, by="20 %"), max_examples=40)
    check_condition(Met("leads", times=3, running=True), max_examples=40)


def test_a_verdict_without_a_known_target_is_not_beaten() -> None:
    """Nobody knows how much better it is."""
    finding = Finding(Status.MET, Actual(5))
    verdict = attrs.evolve(verdicts([Status.MET])[0], finding=finding)
    assert Beaten("x")(CaseHistory([[verdict]])) == []
