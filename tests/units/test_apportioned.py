"""Parts that add up as shown, with every way of rounding up and down as the oracle."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.units import apportioned, rounded

numbers = st.fractions(-20, 20, max_denominator=12) | st.fractions(-20, 20, max_denominator=2)
places = st.integers(0, 3)


@given(st.lists(numbers, max_size=6), places)
def test_parts_are_the_nearest_that_add_up(parts: list[Fraction], digits: int) -> None:
    """Of all ways to round each part up or down to the shown sum, it is the nearest; of equals, up at the earliest."""
    step = Fraction(1, 10**digits)
    floors = [part // step * step for part in parts]
    total = rounded(sum(parts, Fraction(0)), digits)
    ways = [
        tuple(floor + step * up for floor, up in zip(floors, raised, strict=True))
        for raised in product((1, 0), repeat=len(parts))
    ]
    fitting = [way for way in ways if sum(way) == total]
    nearest = min(sum((shown - part) ** 2 for shown, part in zip(way, parts, strict=True)) for way in fitting)
    expected = max(
        way for way in fitting if sum((shown - part) ** 2 for shown, part in zip(way, parts, strict=True)) == nearest
    )
    assert apportioned(parts, digits) == expected


@given(st.lists(st.fractions(-(10**12), 10**12), max_size=30), places)
def test_parts_add_up_to_the_rounded_sum(parts: list[Fraction], digits: int) -> None:
    """Each is a number of that many places, less than one step from its part, and together they are the shown sum."""
    shown = apportioned(parts, digits)
    assert sum(shown) == rounded(sum(parts, Fraction(0)), digits)
    assert all((each * 10**digits).denominator == 1 for each in shown)
    assert all(abs(each - part) * 10**digits < 1 for each, part in zip(shown, parts, strict=True))


@given(st.lists(st.integers(-1000, 1000), max_size=8), places)
def test_parts_that_need_no_rounding_stay(parts: list[int], digits: int) -> None:
    """Numbers of that many places are left alone."""
    exact = [Fraction(part, 10**digits) for part in parts]
    assert apportioned(exact, digits) == tuple(exact)


@pytest.mark.parametrize(
    ("parts", "digits", "shown"),
    [
        ("", 2, ""),
        ("1/3 1/3 1/3", 0, "1 0 0"),
        ("2/3 2/3 2/3", 0, "1 1 0"),  # remainders tie, two are missing: the earlier two
        ("1/2 1/2", 0, "1 0"),
        ("-1/2 -1/2", 0, "0 -1"),
        ("1/2", 0, "1"),  # a sum that is half way goes away from zero
        ("-1/2", 0, "-1"),
        ("2896/3 1337/6 527/6", 2, "965.34 222.83 87.83"),  # 96533.3, 22283.3, 8783.3: one cent missing, and a tie
        ("2896/3 1337/6 527/6", 0, "965 223 88"),  # 0.33, 0.83, 0.83: two are missing
        ("0.4 0.4 -0.8", 0, "1 0 -1"),  # 0.4, 0.4 and 0.2 above the next lower: one is missing
        ("1000.005 0", 2, "1000.01 0"),
    ],
)
def test_parts_as_shown(parts: str, digits: int, shown: str) -> None:
    """Worked by hand: round all down, then raise those with the largest remainders."""
    given_parts, expected = ([Fraction(each) for each in text.split()] for text in (parts, shown))
    assert apportioned(given_parts, digits) == tuple(expected)
