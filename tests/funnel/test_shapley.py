"""Shares of a change of a product: every order of the factors as the oracle, and the textbook formula of LMDI."""

from fractions import Fraction
from itertools import permutations
from math import factorial, isclose, log, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.funnel.attribution.shapley import lmdi, shapley

Changes = list[tuple[Fraction, Fraction]]

numbers = st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2)]) | st.fractions(0, 100, max_denominator=40)
changes = st.lists(st.tuples(numbers, numbers) | numbers.map(lambda same: (same, same)), max_size=5)
above_zero = st.fractions(Fraction(1, 100), 100, max_denominator=100)
positive_changes = st.lists(
    st.tuples(above_zero, above_zero) | above_zero.map(lambda same: (same, same)), min_size=1, max_size=6
)


def _both(changes: Changes) -> tuple[list[Fraction], list[Fraction]]:
    return [before for before, _after in changes], [after for _before, after in changes]


def _change(changes: Changes) -> Fraction:
    before, after = _both(changes)
    return Fraction(prod(after) - prod(before))


def _over_all_orders(changes: Changes) -> tuple[Fraction, ...]:
    """Let the factors change one after another in every order; a share is the mean of what its change did."""
    sums = [Fraction(0)] * len(changes)
    for order in permutations(range(len(changes))):
        now = [before for before, _after in changes]
        for place in order:
            old = prod(now)
            now[place] = changes[place][1]
            sums[place] += prod(now) - old
    return tuple(each / factorial(len(changes)) for each in sums)


@given(changes)
def test_a_share_is_the_mean_over_all_orders(changes: Changes) -> None:
    """Zeros, equal factors and factors that did not change among them."""
    assert shapley(*_both(changes)) == _over_all_orders(changes)


@pytest.mark.parametrize(
    "text",
    [
        "100:80 1/2:19/40 100:98 3:3 0:2 7:1/7",
        "5:0 1/2:0 8:4 0:0 1:2 9:3",
        "2:3 2:3 2:3 2:3 2:3 2:3",
        "0:1 0:2 0:3 0:4 0:5 0:6",
    ],
)
def test_six_factors_in_all_720_orders(text: str) -> None:
    """The same for six factors."""
    changes = [(Fraction(before), Fraction(after)) for before, after in (each.split(":") for each in text.split())]
    assert shapley(*_both(changes)) == _over_all_orders(changes)


@given(st.lists(st.tuples(numbers, numbers), max_size=12))
def test_shares_sum_to_the_change(changes: Changes) -> None:
    """Efficiency: exactly, however many factors there are."""
    assert sum(shapley(*_both(changes))) == _change(changes)


@given(changes, st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_the_order_in_which_factors_are_named(changes: Changes, random: object) -> None:
    """Symmetry: factors named backwards get the same shares, backwards; equal factors get equal shares."""
    shares = shapley(*_both(changes))
    assert shapley(*_both(changes[::-1])) == shares[::-1]
    seen = dict(zip(changes, shares, strict=True))
    assert [seen[change] for change in changes] == list(shares)


@given(changes, numbers, st.integers(0, 5))
def test_a_factor_that_did_not_change_gets_nothing(changes: Changes, same: Fraction, place: int) -> None:
    """A dummy: it scales the shares of the others, and has none."""
    more = [*changes[:place], (same, same), *changes[place:]]
    others = [same * share for share in shapley(*_both(changes))]
    assert shapley(*_both(more)) == (*others[:place], Fraction(0), *others[place:])


@given(changes)
def test_the_way_back_has_the_opposite_shares(changes: Changes) -> None:
    """From plan to actual and from actual to plan are one change, seen from its two ends."""
    before, after = _both(changes)
    assert shapley(after, before) == tuple(-share for share in shapley(before, after))


def test_100_leads_at_50_percent_and_100_dollars() -> None:
    """80 leads at 47.5 % and 98 USD: 5000 - 3724 = 1276 = 2896/3 + 1337/6 + 527/6.

    The leads: 20 x (1/3 x 0.5 x 100 + 1/6 x 0.5 x 98 + 1/6 x 0.475 x 100 + 1/3 x 0.475 x 98) = 20 x 48.2667.
    """
    shares = shapley([Fraction(100), Fraction(1, 2), Fraction(100)], [Fraction(80), Fraction(19, 40), Fraction(98)])
    assert shares == (Fraction(-2896, 3), Fraction(-1337, 6), Fraction(-527, 6))


@given(positive_changes)
def test_lmdi_is_the_textbook_formula(changes: Changes) -> None:
    """L(V1, V0) x ln(x1 / x0), where L is (V1 - V0) / (ln V1 - ln V0), or V0 where they are equal (Ang 2004)."""
    before, after = ([float(each) for each in side] for side in _both(changes))
    change = _change(changes)
    old, new = prod(before), prod(after)
    spread = sum(log(late / early) for early, late in zip(before, after, strict=True))
    mean = float(change) / spread if change else (old + new) / 2
    for share, early, late in zip(lmdi(*_both(changes)), before, after, strict=True):
        expected = mean * log(late / early)
        assert isclose(share, expected, rel_tol=1e-6, abs_tol=1e-6 * max(old, new))


@given(positive_changes | changes.filter(bool))
def test_shares_by_lmdi_sum_to_the_change(changes: Changes) -> None:
    """Exactly, although they are floating point; what did not change gets nothing; zeros among them."""
    shares = lmdi(*_both(changes))
    assert sum(shares) == _change(changes)
    assert all(share == 0 for share, (early, late) in zip(shares, changes, strict=True) if early == late)


@pytest.mark.parametrize("more", [1, 3, 10**5])
def test_lmdi_of_a_change_too_small_for_a_float(more: int) -> None:
    """Shares sum to a change exactly that is less than the 16th digit."""
    before, after = [Fraction(10**20), Fraction(3)], [Fraction(10**20 + more), Fraction(3)]
    assert list(lmdi(before, after)) == [3 * more, 0]
    assert list(lmdi(after, before)) == [-3 * more, 0]


@pytest.mark.parametrize(
    ("before", "after", "shares"),
    [
        ("100 1/2 100", "80 0 98", "0 -5000 0"),  # only the rate went to zero: it takes all
        ("100 1/2 100", "0 0 98", "-2500 -2500 0"),
        ("0 1/2 100", "80 1/4 100", "2000 0 0"),
        ("0 0 0", "2 3 4", "8 8 8"),
        ("0 1/2 100", "0 1/4 98", "0 0 0"),  # nothing before, nothing after
        ("0 1/2 100", "80 0 98", "0 0 0"),  # a different nothing
    ],
)
def test_zeros_under_lmdi(before: str, after: str, shares: str) -> None:
    """Factors that begin or end at zero share the change equally, the others get none."""
    old, new, expected = ([Fraction(each) for each in text.split()] for text in (before, after, shares))
    assert lmdi(old, new) == tuple(expected)


@given(st.lists(above_zero, min_size=1, max_size=2), st.lists(st.tuples(above_zero, above_zero), max_size=2))
def test_zeros_under_lmdi_are_the_limit(lost: list[Fraction], others: Changes) -> None:
    """Shares with almost nothing (1e-60) in the place of zero are near those with zero."""
    almost, gone = ([(each, last) for each in lost] + others for last in (Fraction(1, 10**60), Fraction(0)))
    largest = prod(before for before, _after in gone)
    for share, limit in zip(lmdi(*_both(almost)), lmdi(*_both(gone)), strict=True):
        assert isclose(share, limit, abs_tol=0.1 * largest)
