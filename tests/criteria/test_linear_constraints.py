"""Linear constraints, against z3."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import eq, le, lt
from typing import get_args

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import whole
from smarketing.criteria import Criterion, UndecidedError
from smarketing.criteria.analysis.budget import TOO_MANY_STEPS, Budget
from smarketing.criteria.analysis.linear_constraints import Constraint, Linear, bounds, constraints, linear, solution
from smarketing.criteria.language.terms import Comparison, Operator
from smarketing.intervals import IntervalSet

NAMES = "abcd"
SIGNS = {"<": lt, "<=": le, "==": eq}

numbers = st.builds(Fraction, st.integers(-4, 4), st.sampled_from([1, 1, 2, 3]))
sums = st.builds(Linear.made, st.dictionaries(st.sampled_from(NAMES), numbers, max_size=3), numbers)
systems = st.lists(st.builds(Constraint, sums, st.sampled_from(list(SIGNS))), max_size=7)
points = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))


def value(of: Linear, at: Mapping[str, Fraction]) -> Fraction:
    """Give what a sum comes to; fields without a value are zero."""
    return sum((factor * at.get(name, Fraction(0)) for name, factor in of.factors), of.constant)


def holds(constraint: Constraint, at: Mapping[str, Fraction]) -> bool:
    """Tell whether values fulfil a constraint."""
    return bool(SIGNS[constraint.sign](value(constraint.sum, at), 0))


def solvable(system: Sequence[Constraint]) -> bool:
    """Tell by z3 whether all constraints can hold."""
    solver = z3.Solver()
    for each in system:
        terms = (z3.RealVal(factor) * z3.Real(name) for name, factor in each.sum.factors)
        solver.add(SIGNS[each.sign](z3.Sum([z3.RealVal(each.sum.constant), *terms]), 0))
    return bool(solver.check() == z3.sat)


def read(*comparisons: str) -> list[Constraint]:
    """Give what must be so for linear comparisons, none of which is `!=`, to hold."""
    made: list[Constraint] = []
    for text in comparisons:
        comparison = Criterion.parse(text).condition
        assert isinstance(comparison, Comparison)
        left, right = linear(comparison.left), linear(comparison.right)
        assert left is not None
        assert right is not None
        made += constraints(left, comparison.operator, right)
    return made


def just_fulfilled(constraint: Constraint, at: Mapping[str, Fraction]) -> Constraint:
    """Give the constraint with another constant, so that values fulfil it, `<` with 1 to spare."""
    over = value(constraint.sum, at) + (1 if constraint.sign == "<" else 0)
    return Constraint(Linear(constraint.sum.factors, constraint.sum.constant - over), constraint.sign)


@given(systems)
def test_a_solution_is_found_exactly_where_there_is_one(system: list[Constraint]) -> None:
    """z3 agrees on whether there is one, and what is found fulfils every constraint exactly."""
    found = solution(system, Budget())
    assert (found is not None) is solvable(system)
    assert [each for each in system if found is not None and not holds(each, found)] == []


@given(systems, points)
def test_what_has_a_solution_is_not_refused(system: list[Constraint], at: dict[str, Fraction]) -> None:
    """Constraints that some values fulfil, if only just, always have a solution."""
    fulfilled = [just_fulfilled(each, at) for each in system]
    assert [each for each in fulfilled if not holds(each, at)] == []
    assert solution(fulfilled, Budget()) is not None


@given(systems, st.sampled_from([(), (1,), (10, 3)]))
def test_whole_numbers_are_tried_and_not_forced(system: list[Constraint], sizes: tuple[int, ...]) -> None:
    """Asking for whole numbers neither loses solutions nor breaks a constraint."""
    found = solution(system, Budget(), whole=dict.fromkeys(NAMES, sizes))
    assert (found is None) is (solution(system, Budget()) is None)
    assert [each for each in system if found is not None and not holds(each, found)] == []


@pytest.mark.parametrize(
    ("comparisons", "whole_ones", "found"),
    [
        ([], {}, {}),
        (["2 * x > 3"], {}, {"x": "2"}),
        (["2 * x >= 3"], {}, {"x": "1.5"}),
        (["2 * x >= 3"], {"x": ()}, {"x": "2"}),
        (["2 * x >= 3"], {"x": (10, 4)}, {"x": "10"}),
        (["2 * x >= 3", "x < 9"], {"x": (10, 4)}, {"x": "4"}),
        (["2 * x >= 3", "x < 4"], {"x": (10, 4)}, {"x": "2"}),
        (["x > 20", "y < x", "y > 10"], {"x": (10,), "y": (7,)}, {"x": "30", "y": "14"}),
        (["2 * x == 3"], {"x": ()}, {"x": "1.5"}),
        (["2 * x == 3"], {"x": (10,)}, {"x": "1.5"}),
        (["2 * x > 3", "2 * x < 3.5"], {"x": (10,)}, {"x": "1.625"}),
        (["x == y + 0.5"], {"y": ()}, {"x": "0.5", "y": "0"}),
        (["x < y", "y < z", "z < x + 1"], {}, {"z": "0", "y": "-1/2", "x": "-3/4"}),
        (["x < y", "y < x"], {}, None),
        (["x <= y", "y <= x", "x == 3"], {}, {"x": "3", "y": "3"}),
        (["x == y", "y == z", "x == z + 1"], {}, None),
        (["x - x == 1"], {}, None),
        (["x - x == 0"], {}, {}),
    ],
)
def test_solutions(
    comparisons: list[str], whole_ones: dict[str, tuple[int, ...]], found: dict[str, str] | None
) -> None:
    """Ends that belong to what is left, else whole numbers, else the middle; multiples where there is room for them."""
    expected = found if found is None else {name: Fraction(number) for name, number in found.items()}
    assert solution(read(*comparisons), Budget(), whole=whole_ones) == expected


# Sums


@given(sums, sums, numbers, points)
def test_sums_add_up(one: Linear, other: Linear, number: Fraction, at: dict[str, Fraction]) -> None:
    """Sums are added and multiplied as their values are, and fields that cancel out are gone."""
    assert value(one.plus(other, number), at) == value(one, at) + number * value(other, at)
    assert value(one.times(number), at) == number * value(one, at)
    assert one.plus(one, Fraction(-1)) == Linear((), Fraction(0))
    assert one.times(Fraction(0)) == Linear((), Fraction(0))
    assert [one.of(name) for name in NAMES] == [dict(one.factors).get(name, 0) for name in NAMES]


@pytest.mark.parametrize(
    ("text", "factors", "constant"),
    [
        ("x > 2", {"x": "1"}, "-2"),
        ("2 * x - (y - 3) / 4 > 0", {"x": "2", "y": "-1/4"}, "3/4"),
        ("x * (1 + 1) > y * 3 / 2", {"x": "2", "y": "-3/2"}, "0"),
        ("(y - y + 2) * x > 0", {"x": "2"}, "0"),
        ("x / (y - y + 2) > 0", {"x": "1/2"}, "0"),
        ("x - x > 1", {}, "-1"),
        ("x + 1 day > 1970-01-03T00:00", {"x": "1"}, "-86400000000"),
        ("1970-01-02 - x > 1 day", {"x": "-1"}, "0"),
    ],
)
def test_terms_that_are_sums(text: str, factors: dict[str, str], constant: str) -> None:
    """Numbers, dates and durations, multiplied by what is fixed, fields that cancel out included."""
    comparison = Criterion.parse(text).condition
    assert isinstance(comparison, Comparison)
    left, right = linear(comparison.left), linear(comparison.right)
    assert left is not None
    assert right is not None
    expected = Linear(tuple((name, Fraction(factor)) for name, factor in factors.items()), Fraction(constant))
    assert left.plus(right, Fraction(-1)) == expected


@pytest.mark.parametrize("term", ["x * y", "x / y", "2 / x", "x / (y - y)", "x / (2 - 2)", "1 + x * y", "x * y + 1"])
def test_terms_that_are_no_sums(term: str) -> None:
    """Fields times fields, anything by a field, or by nothing."""
    comparison = Criterion.parse(f"{term} > 1").condition
    assert isinstance(comparison, Comparison)
    assert linear(comparison.left) is None


@pytest.mark.parametrize("text", ["lower(x) == 'a'", "x == 'a'"])
def test_texts_are_no_sums(text: str) -> None:
    """Lower case and texts cannot be added up."""
    comparison = Criterion.parse(text).condition
    assert isinstance(comparison, Comparison)
    assert None in (linear(comparison.left), linear(comparison.right))


# Constraints


@given(sums, st.sampled_from(get_args(Operator)), sums, points)
def test_constraints_are_comparisons(left: Linear, operator: Operator, right: Linear, at: dict[str, Fraction]) -> None:
    """A comparison holds where one of its constraints does; only `!=` has two."""
    one, other = value(left, at), value(right, at)
    compared = {"<": one < other, "<=": one <= other, "==": one == other}
    compared |= {"!=": one != other, ">=": one >= other, ">": one > other}
    made = constraints(left, operator, right)
    assert any(holds(each, at) for each in made) is compared[operator]
    assert len(made) == (2 if operator == "!=" else 1)


@given(numbers, numbers, st.sampled_from(["<", "<="]), st.sampled_from([">", ">="]), numbers)
def test_bounds_keep_a_field_in_its_span(
    low: Fraction, high: Fraction, below: Operator, above: Operator, at: Fraction
) -> None:
    """A point fulfils the bounds of one of the spans exactly if it lies in the set; an open line has no bounds."""
    some = IntervalSet.where(above, low) & IntervalSet.where(below, high)
    inside = [all(holds(each, {"a": at}) for each in bounds("a", span)) for span in some.spans]
    assert any(inside) is (at in some)
    assert [list(bounds("a", span)) for span in IntervalSet().spans] == [[]]


def test_a_crowd_is_solved() -> None:
    """A field between many others goes last: before it, each of the others only leaves."""
    crowd = [text for number in range(100) for text in (f"a < b{number}", f"c{number} < a")]
    assert solution(read(*crowd), Budget()) is not None
    assert solution(read(*crowd, "b0 < c0"), Budget()) is None


def test_many_pairs_of_constraints_are_paid_for() -> None:
    """Sums of all fields, of which every pair leaves a new one, spend the budget."""
    sums = [" + ".join(f"{(7 * row + 3 * column) % 10 + 1} * x{column}" for column in range(8)) for row in range(16)]
    crowd = [
        f"{one} < {other} + {row % 3}" for row, (one, other) in enumerate(zip(sums, sums[5:] + sums[:5], strict=True))
    ]
    with pytest.raises(UndecidedError, match=whole(TOO_MANY_STEPS)):
        solution(read(*crowd), Budget(2_000))


def test_the_tightest_of_parallel_constraints_counts() -> None:
    """Constraints on the same sum, whatever its factors, become one: the larger bound, or the one without its end."""
    assert solution(read("x - y < 1", "2 * x - 2 * y <= 2", "y < x - 0.5", "3 * x < 3 * y + 2.4"), Budget()) is not None
    assert solution(read("x - y <= 1", "2 * x - 2 * y < 2", "y <= x - 1"), Budget()) is None
    assert solution(read("x - y < 1", "2 * x - 2 * y <= 2", "y <= x - 1"), Budget()) is None
    assert solution(read("x - y <= 1", "2 * x - 2 * y <= 2", "y <= x - 1"), Budget()) is not None


def test_as_many_comparisons_as_there_were_are_not_too_many() -> None:
    """What is given may be more than what eliminating may leave, if it gets no more."""
    pairs = [text for number in range(250) for text in (f"a{number} < b{number}", f"b{number} < a{number} + 1")]
    assert solution(read(*pairs), Budget()) is not None


def test_a_long_chain_is_solved() -> None:
    """Three hundred fields in a row, each less than the next: in order, and never round in a circle."""
    chain = [f"f{number} < f{number + 1}" for number in range(300)]
    solved = solution(read(*chain), Budget())
    assert solved is not None
    assert all(solved[f"f{number}"] < solved[f"f{number + 1}"] for number in range(300))
    assert solution(read(*chain, "f300 < f0"), Budget()) is None
