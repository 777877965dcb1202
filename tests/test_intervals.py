"""Sets of points on a line: what is done with them is what is done with the points in them."""

from fractions import Fraction
from functools import reduce
from operator import or_
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.criteria.language.terms import OPPOSITE, Operator
from smarketing.intervals import IntervalSet

NOTHING = IntervalSet(())
POINTS = [Fraction(quarters, 4) for quarters in range(-24, 25)]
"""Points that lie on, just beside and between all ends of the sets below."""

operators: st.SearchStrategy[Operator] = st.sampled_from(get_args(Operator))
ends = st.sampled_from([Fraction(halves, 2) for halves in range(-8, 9)])
halves_of_lines = st.builds(IntervalSet.where, operators, ends)
sets = st.recursive(
    halves_of_lines | st.sampled_from([IntervalSet(), NOTHING]),
    lambda inside: st.one_of(
        st.builds(lambda one, other: one & other, inside, inside),
        st.builds(lambda one, other: one | other, inside, inside),
        st.builds(lambda one: ~one, inside),
    ),
    max_leaves=8,
)


def points(some: IntervalSet) -> set[Fraction]:
    """Give the points of the line that are in a set."""
    return {each for each in POINTS if each in some}


def as_operator(sign: str) -> Operator:
    """Give a sign as the operator that it is."""
    found: Operator = next(each for each in get_args(Operator) if each == sign)
    return found


@pytest.mark.parametrize(
    ("operator", "inside"),
    [("<", [1]), ("<=", [1, 2]), ("==", [2]), ("!=", [1, 3]), (">=", [2, 3]), (">", [3])],
)
def test_where(operator: Operator, inside: list[int]) -> None:
    """Of 1, 2 and 3, those that compare so with 2."""
    assert [number for number in (1, 2, 3) if Fraction(number) in IntervalSet.where(operator, Fraction(2))] == inside


@given(sets, sets)
def test_sets_are_sets_of_points(one: IntervalSet, other: IntervalSet) -> None:
    """Common part, union and complement are those of the points."""
    assert points(one & other) == points(one) & points(other)
    assert points(one | other) == points(one) | points(other)
    assert points(~one) == set(POINTS) - points(one)


@given(sets, ends)
def test_a_set_is_split_at_a_number(some: IntervalSet, at: Fraction) -> None:
    """The parts are the spans below the number, the one that holds it and those above it, and nothing is lost."""
    parts = some.split_at(at)
    assert [span for part in parts for span in part.spans] == list(some.spans)
    assert [len(part.spans) for part in parts if at in part] == ([1] if at in some else [])
    assert all(len({number < at for number in points(part)}) < 2 for part in parts if at not in part)
    assert all(parts)


@given(st.sets(st.integers(-300, 300)), st.sets(st.integers(-300, 300)))
def test_long_sets(one: set[int], other: set[int]) -> None:
    """Sets of hundreds of numbers, and lines without them."""
    first, second = (IntervalSet.of(map(Fraction, numbers)) for numbers in (one, other))
    assert first & second == IntervalSet.of(map(Fraction, one & other))
    assert first & ~second == IntervalSet.of(map(Fraction, one - other))
    assert [number for number in range(-300, 301) if Fraction(number) in first] == sorted(one)
    assert ~(first | second) == ~first & ~second


@given(sets, sets, sets)
def test_equal_sets_are_equal_values(one: IntervalSet, other: IntervalSet, third: IntervalSet) -> None:
    """A set is written in one way, however it came about: the laws of sets hold as equations."""
    assert ~~one == one
    assert one & one == one == one | one
    assert one & other == other & one
    assert one | other == other | one
    assert one & (other | third) == (one & other) | (one & third)
    assert ~(one & other) == ~one | ~other
    assert one & ~one == NOTHING
    assert one | ~one == IntervalSet()
    assert (one == other) is (points(one) == points(other))


@given(operators, ends)
def test_the_opposite_comparison_is_the_complement(operator: Operator, end: Fraction) -> None:
    """What is not less is at least."""
    assert ~IntervalSet.where(operator, end) == IntervalSet.where(OPPOSITE[operator], end)


@given(sets)
def test_spans_lie_in_order_and_apart(some: IntervalSet) -> None:
    """No span is empty, and between two there is a point that is in neither."""
    cuts = [cut for span in some.spans for cut in span]
    assert cuts == sorted(set(cuts))


@given(sets)
def test_points_tell_of_each_span(some: IntervalSet) -> None:
    """One point per span, in the set and in that span; a set without points is false."""
    told = list(some.points())
    assert [each for each in told if each not in some] == []
    assert [low <= (each, 0) < high for each, (low, high) in zip(told, some.spans, strict=True)] == [True] * len(told)
    assert bool(some) is (told != []) is (some != NOTHING)


@given(st.lists(ends))
def test_a_set_of_some_numbers(numbers: list[Fraction]) -> None:
    """In whatever order, and however often; written as other sets are."""
    some = IntervalSet.of(numbers)
    assert points(some) == set(numbers)
    assert some == reduce(or_, (IntervalSet.where("==", number) for number in numbers), NOTHING)


@given(sets, st.lists(st.integers(1, 5), max_size=3))
def test_points_are_round_where_they_can_be(some: IntervalSet, sizes: list[int]) -> None:
    """The lowest multiple of the first size that has one in the span, if the span has a start; else as ever."""
    for span, point in zip(some.spans, some.points(round_to=sizes), strict=True):
        plain = next(IntervalSet((span,)).points())
        grid = [[each for each in POINTS if each % size == 0 and span[0] <= (each, 0) < span[1]] for size in sizes]
        wanted = next((each[0] for each in grid if each), plain)
        assert point == (plain if span[0] == IntervalSet().spans[0][0] else wanted)


@pytest.mark.parametrize(
    ("some", "point"),
    [
        (IntervalSet(), "0"),
        (IntervalSet.where(">=", Fraction("2.5")), "2.5"),
        (IntervalSet.where(">", Fraction("2.5")), "3"),
        (IntervalSet.where(">", Fraction(2)), "3"),
        (IntervalSet.where("<=", Fraction("2.5")), "2.5"),
        (IntervalSet.where("<", Fraction("2.5")), "0"),
        (IntervalSet.where("<", Fraction(0)), "-1"),
        (IntervalSet.where("<", Fraction("-2.5")), "-3"),
        (IntervalSet.where("==", Fraction(7)), "7"),
        (IntervalSet.where(">", Fraction(2)) & IntervalSet.where("<=", Fraction("2.5")), "2.5"),
        (IntervalSet.where(">", Fraction(2)) & IntervalSet.where("<", Fraction(3)), "2.5"),
        (IntervalSet.where(">", Fraction("2.5")) & IntervalSet.where("<", Fraction("3.5")), "3"),
    ],
)
def test_points_are_simple(some: IntervalSet, point: str) -> None:
    """An end that belongs to the set, else zero or a whole number next to the end, else the middle."""
    assert list(some.points()) == [Fraction(point)]


@given(sets)
def test_whole_keeps_the_whole_numbers(some: IntervalSet) -> None:
    """The whole numbers of the set stay; ends become closed below and open above, so equal sets are equal values."""
    whole = some.whole()
    assert {each for each in points(whole) if each.denominator == 1} == {
        each for each in points(some) if each.denominator == 1
    }
    assert all(each.denominator == 1 for each in whole.points())
    assert whole.whole() == whole


@given(sets, sets)
def test_whole_goes_with_complements_and_common_parts(one: IntervalSet, other: IntervalSet) -> None:
    """On whole numbers, the complement of the whole part leaves out just what was in it."""
    assert (one & other).whole() == (one.whole() & other.whole()).whole()
    assert (~one.whole()).whole() == (~one).whole()


@pytest.mark.parametrize(
    ("low", "high", "sizes", "point"),
    [
        (">= 20", "<= 99", (60, 7), "60"),
        ("> 60", "<= 120", (60, 7), "120"),
        ("> 60", "< 120", (60, 7), "63"),
        (">= 60", "< 120", (60, 7), "60"),
        ("> 60", "< 63", (60, 7), "61"),
        (">= 61", "< 63", (60, 7), "61"),
        ("> 0.5", "< 0.75", (1,), "0.625"),
        ("> -0.5", "< 1", (60,), "0"),
    ],
)
def test_points_are_as_round_as_they_can_be(low: str, high: str, sizes: tuple[int, ...], point: str) -> None:
    """Multiples of the first number before those of the second; an end that is left out is none."""
    (above, start), (below, end) = low.split(), high.split()
    some = IntervalSet.where(as_operator(above), Fraction(start)) & IntervalSet.where(as_operator(below), Fraction(end))
    assert list(some.points(round_to=sizes)) == [Fraction(point)]


@pytest.mark.parametrize(
    ("some", "whole"),
    [
        (IntervalSet.where(">", Fraction(2)), "3 <= x"),
        (IntervalSet.where(">", Fraction("2.5")), "3 <= x"),
        (IntervalSet.where(">=", Fraction("2.5")), "3 <= x"),
        (IntervalSet.where("<=", Fraction(2)), "x < 3"),
        (IntervalSet.where("<", Fraction("-2.5")), "x < -2"),
        (IntervalSet.where("==", Fraction(2)), "2 <= x < 3"),
        (IntervalSet.where("==", Fraction("2.5")), "no x"),
        (IntervalSet.where("!=", Fraction("2.5")), "every x"),
        (IntervalSet(), "every x"),
    ],
)
def test_whole_ends(some: IntervalSet, whole: str) -> None:
    """The whole numbers above 2 are those from 3 on."""
    assert repr(some.whole()) == whole


@pytest.mark.parametrize(
    ("some", "said"),
    [
        (IntervalSet(), "every x"),
        (NOTHING, "no x"),
        (IntervalSet.where("<", Fraction(5)), "x < 5"),
        (IntervalSet.where("<=", Fraction(5)), "x <= 5"),
        (IntervalSet.where(">", Fraction(5)), "5 < x"),
        (IntervalSet.where(">=", Fraction(1, 2)), "1/2 <= x"),
        (IntervalSet.where("!=", Fraction(5)), "x < 5 or 5 < x"),
        (IntervalSet.where("==", Fraction(5)), "5 <= x <= 5"),
        (IntervalSet.where(">", Fraction(1)) & IntervalSet.where("<=", Fraction(3)), "1 < x <= 3"),
    ],
)
def test_repr(some: IntervalSet, said: str) -> None:
    """A set says its spans from low to high."""
    assert repr(some) == said


def test_many_points_in_one_set() -> None:
    """A set of two hundred numbers has as many spans, and its complement one more."""
    some = reduce(or_, (IntervalSet.where("==", Fraction(number)) for number in range(200)))
    assert list(some.points()) == list(range(200))
    assert len((~some).spans) == 201
