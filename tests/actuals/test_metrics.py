"""Metrics and actuals: what they refuse, how they read and how they add up."""

import operator
import pickle
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actual, InvalidValueError, Metric, UnitError
from smarketing.actuals import known_metrics

WHOLE_NUMBERS = st.integers(0, 10**6)
SHARES = st.tuples(WHOLE_NUMBERS, WHOLE_NUMBERS).map(lambda pair: Actual(min(pair), max(pair)))
COUNTS = st.fractions().map(Actual)


def whole(text: str) -> str:
    """Give a pattern that matches a whole message."""
    return f"^{re.escape(text)}$"


REFUSED: dict[str, tuple[Callable[[], Metric], str, str]] = {
    "kind": (
        lambda: Metric("leads", "lead", cast("Any", "sum")),
        "a metric is a 'count', a 'share', a 'ratio' or a 'level', not 'sum'",
        "kind",
    ),
    "share of leads": (
        lambda: Metric("kept", "lead", "share"),
        "a share is measured in %, not in lead",
        "unit",
    ),
    "count of %": (
        lambda: Metric("kept", "%", "count"),
        "a percentage is a share (45 of 50), or a level where only the percentage is known; not a count",
        "unit",
    ),
    "ratio in percent": (
        lambda: Metric("kept", "percent", "ratio"),
        "a percentage is a share (45 of 50), or a level where only the percentage is known; not a ratio",
        "unit",
    ),
    "rule": (
        lambda: Metric("score", "point", "level", over_months=cast("Any", "max")),
        "a level over several months is its 'mean' or 'last', not 'max'",
        "over_months",
    ),
    "rule of a count": (
        lambda: Metric("leads", "lead", "count", over_months="mean"),
        "only a level says how it goes over months, not a count",
        "over_months",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_a_metric_that_cannot_be_is_refused(make: Callable[[], Metric], message: str, field: str) -> None:
    """The message says what a metric may be, and the error names the argument."""
    with pytest.raises(InvalidValueError, match=whole(message)) as error:
        make()
    assert error.value.field == field


def test_a_unit_that_is_none_is_refused() -> None:
    """Arithmetic is no unit."""
    with pytest.raises(
        UnitError, match=whole("'9**9' is not a unit; write words with / between them, as in 'SQL/month'")
    ):
        Metric("leads", "9**9", "count")


def test_metrics_keep_their_unit_in_the_singular() -> None:
    """Plurals and spellings of a built-in unit are the same metric."""
    assert Metric("leads", "leads", "count") == Metric("leads", "lead", "count")
    assert Metric("kept", "percent", "share").unit == "%"


def test_one_segment_may_be_given_as_a_name() -> None:
    """A single name is one segment, and never its letters."""
    assert Metric("leads", "lead", "count", ("web",)).segments == ("web",)
    assert Metric("leads", "lead", "count", cast("Any", "web")).segments == ("web",)


def test_metrics_are_known_by_their_name() -> None:
    """Metrics go into a dict by name, in their order."""
    leads, kept = Metric("leads", "lead", "count"), Metric("kept", "%", "share")
    assert list(known_metrics([leads, kept]).items()) == [("leads", leads), ("kept", kept)]


def test_metrics_and_actuals_travel() -> None:
    """Both are the same values after pickling, and hash alike."""
    metric, actual = Metric("leads", "lead", "count", ("web",)), Actual(46, 50)
    again = pickle.loads(pickle.dumps((metric, actual)))
    assert again == (metric, actual)
    assert hash(again) == hash((metric, actual))


def test_a_reading_is_the_number_in_the_unit_of_the_metric() -> None:
    """A count or level reads as its value, a share in percent."""
    assert Metric("leads", "lead", "count").reading(Actual(104)) == 104
    assert Metric("score", "point", "level").reading(Actual(Decimal("7.5"))) == Fraction(15, 2)
    # 275 of 300 is 91 2/3 %.
    assert Metric("kept", "%", "share").reading(Actual(275, 300)) == Fraction(275, 3)


def test_a_share_of_nothing_has_no_reading() -> None:
    """0 of 0 is neither 0 % nor 100 %."""
    assert Metric("kept", "%", "share").reading(Actual(0, 0)) is None


@given(SHARES, SHARES)
def test_shares_pool(one: Actual, other: Actual) -> None:
    """Two shares together are the sum of their numbers out of the sum of their bases."""
    assert one.base is not None
    assert other.base is not None
    assert one + other == Actual(one.value + other.value, one.base + other.base)


@given(st.one_of(st.tuples(SHARES, SHARES, SHARES), st.tuples(COUNTS, COUNTS, COUNTS)))
def test_addition_is_orderly_and_can_be_undone(actuals: tuple[Actual, Actual, Actual]) -> None:
    """Neither order nor grouping changes a sum, and what was added can be taken away."""
    one, two, three = actuals
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert (one + two) - two == one


NO_NUMBERS: dict[str, tuple[object, str]] = {
    "bool": (True, "True is not a number"),
    "None": (None, "None is not a number"),
    "text": ("5", "'5' is not a number"),
    "list": ([5], "[5] is not a number"),
    "NaN": (float("nan"), "nan is not a number that can be counted with"),
    "infinity": (float("inf"), "inf is not a number that can be counted with"),
}


@pytest.mark.parametrize(("number", "message"), NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_an_actual_is_a_number(number: object, message: str) -> None:
    """Nothing but a finite number is an actual."""
    with pytest.raises(InvalidValueError, match=whole(message)):
        Actual(cast("Any", number))


@pytest.mark.parametrize("other", [5, None, "5"])
def test_an_actual_adds_up_with_actuals_only(other: Any) -> None:
    """Python says that the operation is not supported, and between what."""
    for sign, calculate in (("+", operator.add), ("-", operator.sub)):
        message = f"unsupported operand type(s) for {sign}: 'Actual' and '{type(other).__name__}'"
        with pytest.raises(TypeError, match=whole(message)):
            calculate(Actual(5), other)
