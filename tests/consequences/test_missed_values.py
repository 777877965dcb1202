"""The condition `Missed` as a value: what it names, whom it watches and what it refuses."""

import re
from collections.abc import Callable

import pytest

from smarketing import ANY, AtLeast, InvalidValueError, Missed, Objective
from smarketing.verdicts import Reference


def whole(text: str) -> str:
    """Give a pattern that matches a whole message."""
    return f"^{re.escape(text)}$"


def promise(name: str, part_of: str | None = None) -> Objective:
    """Give a promise of Marketing to Sales."""
    return Objective(name, "Marketing", "Sales", AtLeast("100 SQL/month"), part_of=part_of)


PROMISES = [promise("leads"), promise("leads spring", "leads"), promise("revenue")]
EITHER = "name promises in exactly one of each and across, or a party in owed_by"
ALONE = "'any' stands alone, and only in each"
COUNTED = "say how 2 misses are counted: in a window of months, or running"
NEEDLESS = "one miss needs neither a window nor a run"
REFUSED: dict[str, tuple[Callable[[], Missed], str, str | None]] = {
    "nothing": (Missed, EITHER, None),
    "no names": (lambda: Missed([]), EITHER, None),
    "both": (lambda: Missed("a", across="b"), EITHER, None),
    "any and more": (lambda: Missed([ANY, "a"]), ALONE, "each"),
    "any across": (lambda: Missed(across=[ANY]), ALONE, "across"),
    "no times": (lambda: Missed("a", times=0), "a miss counts from 1 time, not 0", "times"),
    "times below zero": (lambda: Missed("a", times=-1), "a miss counts from 1 time, not -1", "times"),
    "no window": (lambda: Missed("a", times=2, window=0), "a window is 1 month or more, not 0", "window"),
    "times alone": (lambda: Missed("a", times=2), COUNTED, None),
    "window and run": (lambda: Missed("a", times=2, window=3, running=True), COUNTED, None),
    "window of one miss": (lambda: Missed("a", window=3), NEEDLESS, "times"),
    "run of one miss": (lambda: Missed("a", running=True), NEEDLESS, "times"),
    "run across": (
        lambda: Missed(across=["a", "b"], times=2, running=True),
        "promises together have a run of months: state counting: months too",
        "running",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_a_condition_that_cannot_be_meant_is_refused(
    make: Callable[[], Missed], message: str, field: str | None
) -> None:
    """The message says which way to write it."""
    with pytest.raises(InvalidValueError, match=whole(message)) as error:
        make()
    assert error.value.field == field


def test_a_promise_named_twice_across_is_refused() -> None:
    """One miss of a promise that is named twice must not count as two."""
    with pytest.raises(InvalidValueError, match=whole("'a' is named twice")) as error:
        Missed(across=["a", "b", "a"], times=2, window=1)
    assert error.value.field == "across"


def test_names_may_be_one_or_several() -> None:
    """A single name is one promise, and conditions are values that hash."""
    assert Missed("leads") == Missed(["leads"]) == Missed(each=("leads",), times=1)
    assert Missed(across="leads").across == ("leads",)
    assert hash(Missed(["a", "b"])) == hash(Missed(("a", "b")))


@pytest.mark.parametrize(
    ("condition", "cases"),
    [
        (Missed(ANY), [("leads",), ("revenue",)]),
        (Missed("leads"), [("leads",)]),
        (Missed("leads spring"), [("leads spring",)]),
        (Missed(["revenue", "leads"]), [("leads",), ("revenue",)]),
        (Missed("nothing"), []),
        (Missed(across=["revenue", "leads spring"]), [("revenue", "leads spring")]),
    ],
)
def test_each_makes_a_case_a_promise_and_across_one_for_all(condition: Missed, cases: list[tuple[str, ...]]) -> None:
    """`any` leaves parts out, names take them in; cases go in the order of the agreement."""
    assert list(condition.cases(PROMISES)) == cases


def test_references_are_the_names_and_their_places() -> None:
    """An agreement can check every name; `any` is none."""
    assert Missed(["a", "b"]).references == (
        Reference("promise", "a", ("each", 0)),
        Reference("promise", "b", ("each", 1)),
    )
    assert Missed(across="a").references == (Reference("promise", "a", ("across", 0)),)
    assert Missed(ANY).references == ()
