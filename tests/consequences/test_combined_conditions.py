"""Conditions of conditions: any of them, all of them, so many of them."""

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal, whole
from smarketing import (
    ANY,
    AllOf,
    AnyOf,
    AtLeast,
    CaseHistory,
    Condition,
    Credits,
    Finding,
    Metric,
    Missed,
    Month,
    Objective,
    Period,
    Reference,
    RuleError,
    SomeOf,
    Status,
    Verdict,
)
from smarketing.verdicts import Promise

FIRST = Month(2026, 1)
LEADS = Metric("leads", "SQL", "count")


def promise(name: str, owed_by: str = "Marketing", part_of: str | None = None) -> Objective:
    """Give a promise between Marketing and Sales."""
    owed_to = "Sales" if owed_by == "Marketing" else "Marketing"
    return Objective(name, owed_by, owed_to, AtLeast("100 SQL/month"), part_of=part_of)


def track(name: str, months: str, owed_by: str = "Marketing") -> list[Verdict]:
    """Give a verdict a month: `m` is met, `x` a miss, `-` no data."""
    statuses = {"m": Status.MET, "x": Status.MISSED, "-": Status.NO_DATA}
    found = [statuses[each] for each in months]
    return [
        Verdict(promise(name, owed_by), LEADS, Period.of(FIRST + place), Finding(each), each, each)
        for place, each in enumerate(found)
    ]


def causes(condition: Condition, **tracks: str) -> list[str]:
    """Give what makes a condition hold after so many months, as `leads 3`."""
    history = CaseHistory([track(name, months) for name, months in tracks.items()])
    return [f"{each.promise.name} {each.month - FIRST + 1}" for each in condition(history)]


TWICE = Missed(ANY, times=2, running=True)
A, B, C = Missed("a"), Missed("b"), Missed("c")


# When they hold


@pytest.mark.parametrize(
    ("condition", "tracks", "expected"),
    [
        (AnyOf([A, B]), {"a": "x", "b": "m"}, ["a 1"]),
        (AnyOf([A, B]), {"a": "m", "b": "x"}, ["b 1"]),
        (AnyOf([A, B]), {"a": "x", "b": "x"}, ["a 1", "b 1"]),
        (AnyOf([A, B]), {"a": "m", "b": "-"}, []),
        (AllOf([A, B]), {"a": "x", "b": "m"}, []),
        (AllOf([A, B]), {"a": "x", "b": "x"}, ["a 1", "b 1"]),
        (AllOf([A, B]), {"a": "xm", "b": "mx"}, []),  # not in the same month
        (SomeOf([A, B, C], at_least=2), {"a": "x", "b": "m", "c": "m"}, []),
        (SomeOf([A, B, C], at_least=2), {"a": "x", "b": "m", "c": "x"}, ["a 1", "c 1"]),
        (SomeOf([A, B, C], at_least=2), {"a": "x", "b": "x", "c": "x"}, ["a 1", "b 1", "c 1"]),
        (SomeOf([A, B, C], at_least=3), {"a": "x", "b": "x", "c": "m"}, []),
        # the runs of a and of b overlap: each verdict once, oldest first, this month's last
        (AnyOf([A, TWICE]), {"a": "mxx", "b": "xxx"}, ["b 1", "a 2", "b 2", "a 3", "b 3"]),
        (AllOf([B, TWICE]), {"a": "xx", "b": "mx"}, ["a 1", "a 2", "b 2"]),
        # 3 in a row, or 3 in 6 months: whichever it is, for one promise
        (
            AnyOf([Missed(ANY, times=3, running=True), Missed(ANY, times=3, window=6)]),
            {"a": "xmxmx"},
            ["a 1", "a 3", "a 5"],
        ),
        (AnyOf([AllOf([A, B]), C]), {"a": "x", "b": "x", "c": "m"}, ["a 1", "b 1"]),
        (AnyOf([AllOf([A, B]), C]), {"a": "x", "b": "m", "c": "m"}, []),
    ],
)
def test_when_enough_of_them_hold(condition: Condition, tracks: dict[str, str], expected: list[str]) -> None:
    """In the same month; the answer is what made them hold."""
    assert causes(condition, **tracks) == expected


_MONTHS = st.text("mmxx-", min_size=5, max_size=5)
_PLAIN = st.one_of(
    st.sampled_from(["a", "b", "c"]).map(Missed),
    st.builds(lambda names, times: Missed(names, times=times, window=3), st.sampled_from(["a", "b"]), st.just(2)),
    st.builds(lambda times: Missed(across=["b", "c"], times=times, window=4), st.integers(2, 4)),
    st.just(Missed(ANY, times=2, running=True)),
)


@given(st.lists(_PLAIN, min_size=2, max_size=4, unique=True), st.data(), _MONTHS, _MONTHS, _MONTHS)
def test_they_hold_as_counting_by_hand_says(
    conditions: list[Missed], data: st.DataObject, a: str, b: str, c: str
) -> None:
    """Each condition is asked by itself, for all its cases; then they are counted."""
    at_least = data.draw(st.integers(1, len(conditions)))
    tracks = {"a": track("a", a), "b": track("b", b), "c": track("c", c)}
    promises = [promise(name) for name in tracks]
    alone = [
        [each for names in condition.cases(promises) for each in condition(CaseHistory([tracks[n] for n in names]))]
        for condition in conditions
    ]
    held = [found for found in alone if found]
    history = CaseHistory([*tracks.values()])
    for condition, needed in (
        (AnyOf(conditions), 1),
        (AllOf(conditions), len(conditions)),
        (SomeOf(conditions, at_least=at_least), at_least),
    ):
        expected = {(each.month, each.promise.name) for found in held for each in found} if len(held) >= needed else ()
        found = [(each.month, each.promise.name) for each in condition(history)]
        assert found == sorted(expected)
        assert not found or found[-1][0] == FIRST + 4


# Their cases


PROMISES = [promise("a"), promise("a spring", part_of="a"), promise("b"), promise("news", "Sales"), promise("c")]


@pytest.mark.parametrize(
    ("condition", "cases"),
    [
        (AnyOf([Missed(ANY), Missed(ANY, times=2, window=3)]), [("a",), ("b",), ("news",), ("c",)]),
        (AllOf([Missed("b"), Missed("b", times=2, window=3)]), [("b",)]),
        (AnyOf([Missed(across=["c", "a"]), Missed(across=["c", "a"], times=2, window=2)]), [("c", "a")]),
        (AnyOf([Missed("c"), Missed("a")]), [("a", "c")]),
        (AnyOf([Missed("c"), Missed(["a", "a spring"])]), [("a", "a spring", "c")]),
        (AnyOf([Credits("9 USD"), Credits("9 USD", window=2)]), [("a", "a spring", "b", "c"), ("news",)]),
        # what follows is between two parties: a case for each direction
        (AnyOf([Missed(ANY), Credits("9 USD")]), [("a", "a spring", "b", "c"), ("news",)]),
        (AnyOf([Missed("a"), Missed("news")]), [("a",), ("news",)]),
        (AllOf([Missed("a"), Credits("9 USD")]), [("a", "a spring", "b", "c")]),
        (SomeOf([Missed("a"), Missed("b"), Missed("news")], at_least=2), [("a", "b")]),
        # but not where that could never hold; the agreement then says that they are not between two parties
        (AllOf([Missed("a"), Missed("news")]), [("a", "news")]),
        (AnyOf([Missed("a"), Missed(across=["b", "news"])]), [("a", "b", "news")]),
        # what there is not is said of its name
        (AnyOf([Missed("a"), Missed("nobody")]), [("a",)]),
        (AllOf([Missed("a"), Missed("nobody")]), []),
        (AllOf([Missed("a"), Missed(across=["b", "nobody"])]), []),
        (AnyOf([Missed("x"), Missed("y")]), []),
    ],
)
def test_which_promises_they_watch_together(condition: Condition, cases: list[tuple[str, ...]]) -> None:
    """The cases of the conditions where these are alike, else all their promises in the order of the agreement."""
    assert list(condition.cases(PROMISES)) == cases


def test_a_case_of_another_direction_is_left_alone() -> None:
    """In the case of Sales only the condition on its promise is asked."""
    condition = AnyOf([Missed("a"), Missed("news")])
    assert [each.promise.name for each in condition(CaseHistory([track("news", "x", "Sales")]))] == ["news"]
    across = AnyOf([Missed(across=["a", "b"]), Missed("news")])
    assert across(CaseHistory([track("news", "m", "Sales")])) == ()


# What they say of themselves


@attrs.frozen
class Always(Condition):
    """A condition of somebody else's: every month, for all promises together."""

    answer: Any = None

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        return [tuple(each.name for each in promises)]

    def __call__(self, history: CaseHistory, /) -> Any:
        return [verdicts[-1] for verdicts in history.verdicts] if self.answer is None else self.answer


def test_conditions_of_others_take_part() -> None:
    """They are asked in every month, and what they answer is checked under their own name."""
    assert causes(AllOf([Always(), Missed("a")]), a="x", b="m") == ["a 1", "b 1"]
    assert causes(AllOf([Always(), Missed("a")]), a="m", b="m") == []
    package = __name__.partition(".")[0]
    said = "answered True; a condition answers with the verdicts that make it hold, or with ()"
    with pytest.raises(RuleError, match=whole(f"Always (of the package {package}) {said}")):
        causes(AnyOf([Always(True), Missed("a")]), a="m", b="m")


@pytest.mark.parametrize(
    ("condition", "needs_a_miss"),
    [
        (AnyOf([A, B]), True),
        (AnyOf([A, Always()]), False),
        (AllOf([A, Always()]), True),
        (AllOf([Always(), Always(())]), False),
        (SomeOf([A, B, Always()], at_least=1), False),
        (SomeOf([A, B, Always()], at_least=2), True),
        (SomeOf([A, Always(), Always(())], at_least=2), False),
        (SomeOf([A, Always(), Always(())], at_least=3), True),
    ],
)
def test_whether_they_need_a_miss(condition: Condition, needs_a_miss: bool) -> None:
    """Only where too few conditions can hold without one."""
    assert condition.needs_a_miss is needs_a_miss


def test_what_they_say_of_their_conditions() -> None:
    """Where names stand, whether some look back or read the ledger; what is counted they leave to the conditions."""
    credits_paid = Credits("5 % of charges", consequences="pay")
    plain, deep = AnyOf([A, Missed(["b", "c"])]), AllOf([A, AnyOf([B, credits_paid])])
    assert plain.references == (
        Reference("promise", "a", ("conditions", 0, "each", 0)),
        Reference("promise", "b", ("conditions", 1, "each", 0)),
        Reference("promise", "c", ("conditions", 1, "each", 1)),
    )
    assert deep.references == (
        Reference("promise", "a", ("conditions", 0, "each", 0)),
        Reference("promise", "b", ("conditions", 1, "conditions", 0, "each", 0)),
        Reference("fee", "charges", ("conditions", 1, "conditions", 1, "at_least")),
        Reference("consequence", "pay", ("conditions", 1, "conditions", 1, "consequences", 0)),
    )
    assert (plain.looks_back, plain.reads_ledger, plain.tally, plain.parts) == (False, False, None, plain.conditions)
    assert (deep.looks_back, deep.reads_ledger, deep.tally) == (True, True, None)
    assert AllOf([A, TWICE]).looks_back


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (AnyOf([A, B]), "when a is missed, or when b is missed"),
        (AllOf([A, B]), "when a is missed, and when b is missed"),
        (
            SomeOf([A, B, C], at_least=2),
            "when at least 2 of these hold: when a is missed; when b is missed; when c is missed",
        ),
        (AnyOf([A, AllOf([B, C])]), "when a is missed, or (when b is missed, and when c is missed)"),
    ],
)
def test_they_are_described_in_words(condition: Condition, words: str) -> None:
    """One condition after another."""
    assert condition.describe() == words


TWO_IN_THREE, TWO_IN_SIX = Missed("a", times=2, window=3), Missed("a", times=2, window=6)
WHENEVER: list[tuple[Condition, Condition, bool]] = [
    (AnyOf([A, B]), AnyOf([B, A]), True),
    (AnyOf([A, B]), AllOf([A, B]), True),
    (AllOf([A, B]), AnyOf([A, B]), False),
    (SomeOf([A, B, C], at_least=2), AllOf([A, B, C]), True),
    (SomeOf([A, B, C], at_least=2), SomeOf([C, B, A], at_least=1), False),
    (AnyOf([A, B]), A, True),
    (AnyOf([A, B]), C, False),
    (AnyOf([TWO_IN_SIX, B]), TWO_IN_THREE, True),
    (AnyOf([TWO_IN_THREE, B]), TWO_IN_SIX, False),
    (AnyOf([A, B, C]), AnyOf([A, B]), True),
    (AnyOf([A, B]), AnyOf([A, B, C]), False),
    (AnyOf([A, B]), AllOf([A, C]), True),
    (AnyOf([A, B]), SomeOf([A, B, C], at_least=2), True),
    (AnyOf([A, B]), SomeOf([A, C, Missed("d")], at_least=2), False),
    (AnyOf([A, B]), AnyOf([A, AllOf([B, C])]), True),
    (AnyOf([A, AllOf([B, C])]), AllOf([B, C]), True),
    (AllOf([A, B]), AllOf([A, B, C]), False),  # perhaps; it is not sure of cases that differ
    (SomeOf([A, B], at_least=1), B, True),
]


@pytest.mark.parametrize(("one", "other", "surely"), WHENEVER)
def test_they_know_when_they_surely_hold(one: Condition, other: Condition, surely: bool) -> None:
    """Fewer of the same conditions, or one that holds whenever enough of the others do."""
    assert one.holds_whenever(other) is surely


_ANY_CONDITION: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from([A, B, C, TWO_IN_THREE, TWO_IN_SIX, Missed(across=["a", "b"], times=2, window=2)]),
    lambda inner: st.lists(inner, min_size=2, max_size=3, unique=True).flatmap(
        lambda some: st.sampled_from(
            [AnyOf(some), AllOf(some), *(SomeOf(some, at_least=n) for n in range(1, len(some) + 1))]
        )
    ),
    max_leaves=5,
)


@given(_ANY_CONDITION, _ANY_CONDITION, _MONTHS, _MONTHS, _MONTHS)
def test_where_they_say_that_they_surely_hold_they_do(one: Condition, other: Condition, a: str, b: str, c: str) -> None:
    """For some case of the one where the other holds for some case of its own."""
    if one.holds_whenever(other) and _holds(other, a, b, c):
        assert _holds(one, a, b, c)


def _holds(condition: Condition, *months: str) -> bool:
    tracks = {name: track(name, each) for name, each in zip("abc", months, strict=True)}
    cases = condition.cases([promise(name) for name in tracks])
    return any(condition(CaseHistory([tracks[name] for name in names])) for names in cases)


# What they refuse


NOT_ONE = "conditions are combined, as in [Missed('leads'), Missed('calls')]; not"
REFUSED: dict[str, tuple[Callable[[], Any], str, str]] = {
    "none": (lambda: AnyOf([]), "name at least two conditions; there is none", "conditions"),
    "one": (lambda: AllOf([A]), "name at least two conditions; there is 1", "conditions"),
    "one alone": (lambda: AnyOf(A), "name at least two conditions; there is 1", "conditions"),  # type: ignore[arg-type]
    "twice": (lambda: AnyOf([A, B, A]), "one condition is there twice: when a is missed", "conditions"),
    "names": (lambda: AnyOf(["a", "b"]), f"{NOT_ONE} 'a'", "conditions"),  # type: ignore[list-item]
    "text": (lambda: AnyOf("ab"), f"{NOT_ONE} 'ab'", "conditions"),  # type: ignore[arg-type]
    "nothing": (lambda: SomeOf(None, at_least=1), f"{NOT_ONE} None", "conditions"),  # type: ignore[arg-type]
    "0 of 2": (lambda: SomeOf([A, B], at_least=0), "at_least is a whole number from 1 to 2; not 0", "at_least"),
    "3 of 2": (lambda: SomeOf([A, B], at_least=3), "at_least is a whole number from 1 to 2; not 3", "at_least"),
    "a flag": (lambda: SomeOf([A, B], at_least=True), "at_least is a whole number from 1 to 2; not True", "at_least"),
    "words": (
        lambda: SomeOf([A, B], at_least="two"),  # type: ignore[arg-type]
        "at_least is a whole number from 1 to 2; not 'two'",
        "at_least",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(make: Callable[[], object], message: str, field: str) -> None:
    """The message says which way to write it."""
    assert refusal(make) == (message, field)


def test_they_are_values() -> None:
    """Lists and tuples are alike, and so are all that need as many of the same conditions in the same order."""
    assert AnyOf([A, B]) == AnyOf((A, B))
    assert hash(SomeOf([A, B], at_least=1)) == hash(SomeOf((A, B), at_least=1))
    assert len({AnyOf([A, B]), AllOf([A, B]), AnyOf((A, B))}) == 2
    assert SomeOf([A, B], at_least=1) != SomeOf([A, B], at_least=2)
