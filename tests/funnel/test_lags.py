"""Lags: months between stages as exact shares, in every form that people write them."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import as_lag
from smarketing.units import Number

counts = st.lists(st.integers(0, 1000), min_size=1, max_size=13).filter(any)
EMPTY = "a lag has a share for each month, none below zero and not all zero, for 120 months at most"


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@given(counts)
def test_counts_are_divided_by_their_sum(weights: list[int]) -> None:
    """As a list or by month; what comes out sums to one, and ends in a month in which somebody converts."""
    lag = as_lag(weights)
    assert lag == as_lag(dict(enumerate(weights)))
    assert (sum(lag), lag[-1] > 0, len(lag) <= len(weights)) == (1, True, True)
    assert [share * sum(weights) for share in lag] == weights[: len(lag)]
    assert not any(weights[len(lag) :])


@given(counts, st.integers(1, 50))
def test_a_lag_is_a_lag(weights: list[int], times: int) -> None:
    """Taking what was taken changes nothing, nor do more of the same counts."""
    lag = as_lag(weights)
    assert as_lag(lag) == lag
    assert as_lag([weight * times for weight in weights]) == lag


@given(st.integers(0, 120))
def test_a_fixed_lag_is_one_month(months: int) -> None:
    """All who convert do so that many months later, however it is written."""
    lag = as_lag(months)
    assert (lag.index(1), len(lag), sum(lag)) == (months, months + 1, 1)
    assert as_lag(f"{months} months") == as_lag({months: 7}) == lag


@pytest.mark.parametrize(
    ("lag", "shares"),
    [
        ("0 months", [1]),
        ("1 month", [0, 1]),
        ("1 quarter", [0, 0, 0, 1]),
        ("1/6 year", [0, 0, 1]),
        (["60 %", "30 %", "10 %"], [Fraction(3, 5), Fraction(3, 10), Fraction(1, 10)]),
        ([0.6, 0.3, 0.1], [Fraction(3, 5), Fraction(3, 10), Fraction(1, 10)]),
        (["1/3 %", Fraction(299, 300)], [Fraction(1, 300), Fraction(299, 300)]),
        ({0: "50 %", 2: 0.5}, [Fraction(1, 2), 0, Fraction(1, 2)]),
        (["100 %", "0 %"], [1]),
        ([3, 1], [Fraction(3, 4), Fraction(1, 4)]),
        ([0, 5, 0, 0], [0, 1]),
        ({2: 1, 0: 3}, [Fraction(3, 4), 0, Fraction(1, 4)]),
        ({0: 3, 120: 0}, [1]),
        ([0] * 120 + [1], [0] * 120 + [1]),
    ],
)
def test_lags_as_people_write_them(
    lag: str | Sequence[str | Number] | Mapping[int, str | Number], shares: list[Number]
) -> None:
    """Months, shares or counts, exactly."""
    assert list(as_lag(lag)) == shares


@pytest.mark.parametrize(
    ("lag", "message"),
    [
        ("2 days", "'2 days' is not a lag; write it as '2 months', or as shares by month"),
        ("2", "'2' is not a lag; write it as '2 months', or as shares by month"),
        ("soon", "'soon' is not a lag; write it as '2 months', or as shares by month"),
        ("50 %", "'50 %' is not a lag; write it as '2 months', or as shares by month"),
        ("1.5 months", "a lag is from 0 to 120 whole months, not 1.5 months"),
        ("-1 month", "a lag is from 0 to 120 whole months, not -1 month"),
        ("11 years", "a lag is from 0 to 120 whole months, not 11 years"),
        (-1, "a lag is from 0 to 120 whole months, not -1"),
        (121, "a lag is from 0 to 120 whole months, not 121"),
        ({121: 1}, "the months of a lag are whole numbers from 0 to 120, not [121]"),
        ({0: 1, -1: 1}, "the months of a lag are whole numbers from 0 to 120, not [0, -1]"),
        ({}, EMPTY),
        ([], EMPTY),
        ([0, 0], EMPTY),
        ({3: 0}, EMPTY),
        ([2, -1], EMPTY),
        ([1.5, -0.5], EMPTY),
        ([0] * 121 + [1], EMPTY),
        (["60 %", "30 %"], "the shares of a lag sum to 100 %, not 90 %; counts are whole numbers"),
        ([0.5, 1], "the shares of a lag sum to 100 %, not 150 %; counts are whole numbers"),
        (["100 %", "100 %"], "the shares of a lag sum to 100 %, not 200 %; counts are whole numbers"),
        (["33.33333 %"] * 3, "the shares of a lag sum to 100 %, not 99.99999 %; counts are whole numbers"),
        (["5", "2"], "a share of a lag is a share, as in '40 %'; not '5'"),
        (["2 months"], "a share of a lag is a share, as in '40 %'; not '2 months'"),
    ],
)
def test_what_is_no_lag_is_refused(
    lag: str | int | Sequence[str | Number] | Mapping[int, str | Number], message: str
) -> None:
    """With what was given, and how to write it."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        as_lag(lag)
    assert caught.value.field == "lag"
