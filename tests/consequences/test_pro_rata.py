"""Dividing what limits leave: pro rata, overlapping limits, netting, and whole minor units that pass no limit."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.consequences.pro_rata import Amounts, Bound, in_minor_units, shared_out

AMOUNTS = st.lists(st.fractions(0, 50, max_denominator=300), min_size=1, max_size=6)


def everything(amounts: Amounts) -> Amounts:
    """All amounts are worth issuing."""
    return amounts


def larger_first(amounts: Amounts) -> "Mapping[int, tuple[Fraction, str, str, int]]":
    return {place: (-amount, "", "", place) for place, amount in amounts.items()}


@st.composite
def bounds(draw: st.DrawFn, places: int, *, netted: bool = False) -> list[Bound]:
    """Give bounds of some of the places, perhaps netted against others of them."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        members = draw(st.lists(st.integers(0, places - 1), min_size=1, unique=True))
        rest = [place for place in range(places) if place not in members]
        others = draw(st.lists(st.sampled_from(rest), unique=True)) if netted and rest else []
        found.append(Bound(draw(st.fractions(-5, 80, max_denominator=40)), members, f"limit {number}", others))
    return found


@given(AMOUNTS, st.fractions(0, 200, max_denominator=40))
def test_one_limit_is_divided_in_proportion(amounts: list[Fraction], left: Fraction) -> None:
    """Each has its share of what is left; all of it is used, or everything is paid."""
    worth, cut = shared_out(dict(enumerate(amounts)), [Bound(left, range(len(amounts)), "it")], everything)
    owed = sum(amounts)
    assert sum(worth.values()) == min(left, owed)
    assert all(share * owed == amounts[place] * min(left, owed) for place, share in worth.items())
    assert [*cut] == [place for place, amount in enumerate(amounts) if amount and left < owed]


@given(st.data(), AMOUNTS)
def test_overlapping_limits_leave_nothing_unused(data: st.DataObject, amounts: list[Fraction]) -> None:
    """Whoever is cut is cut by a limit that is used up, and in which nobody keeps a greater part of theirs.

    Only one division does that (it is the max-min fair one), whichever way it is found.
    """
    some = data.draw(bounds(len(amounts)))
    worth, cut = shared_out(dict(enumerate(amounts)), some, everything)
    for bound in some:
        assert bound.holds(worth)
    for place, amount in enumerate(amounts):
        assert 0 <= worth[place] <= amount
        assert (place in cut) == (worth[place] < amount)
        if worth[place] < amount:
            own = cut[place]
            assert place in own.members
            assert sum(worth[each] for each in own.members) == max(own.left, 0)
            parts = [worth[each] / amounts[each] for each in own.members if amounts[each]]
            assert worth[place] / amount == max(parts)


@given(st.data(), AMOUNTS)
def test_the_order_of_limits_and_of_amounts_changes_no_amount(data: st.DataObject, amounts: list[Fraction]) -> None:
    """Neither does it matter which limit stands first."""
    some = data.draw(bounds(len(amounts), netted=True))
    places = data.draw(st.permutations(range(len(amounts))))
    first, _cut = shared_out(dict(enumerate(amounts)), some, everything)
    mixed = {place: amounts[place] for place in places}
    again, _cut = shared_out(mixed, data.draw(st.permutations(some)), everything)
    assert first == again


@given(st.data(), AMOUNTS, st.sampled_from([1, 100, 1000]))
def test_neither_exact_nor_rounded_amounts_pass_a_limit(
    data: st.DataObject, amounts: list[Fraction], scale: int
) -> None:
    """Also where bonuses that are netted first are cut and rounded themselves."""
    some, exact = data.draw(bounds(len(amounts), netted=True)), dict(enumerate(amounts))
    worth, _cut = shared_out(exact, some, everything)
    assert all(bound.holds(worth) for bound in some)
    order = larger_first(exact)
    values = in_minor_units(worth, exact, dict.fromkeys(exact, scale), some, order.__getitem__)
    assert all(bound.holds(values) for bound in some)
    assert all((value * scale).denominator == 1 for value in values.values())
    assert all(0 <= value <= half_up(exact[place], scale) for place, value in values.items())


def half_up(amount: Fraction, scale: int) -> Fraction:
    """Round by whole parts, step by step."""
    return Fraction(int(amount * scale + Fraction(1, 2)), scale)


def handed_out(amounts: list[Fraction], left: Fraction, scale: int) -> list[Fraction]:
    """Divide slowly: whole minor units of each share first, then one after another as long as there are any."""
    owed, room = sum(amounts), int(left * scale)
    shares = [amount if owed <= left else amount * left / owed for amount in amounts]
    units = [int(share * scale) for share in shares]
    most = [int(half_up(amount, scale) * scale) for amount in amounts]
    ranking = sorted(range(len(amounts)), key=lambda place: (-amounts[place], place))
    while sum(units) < room and any(units[place] < most[place] for place in ranking):
        for place in ranking:
            if sum(units) < room and units[place] < most[place]:
                units[place] += 1
    return [Fraction(number, scale) for number in units]


@given(AMOUNTS, st.fractions(0, 200, max_denominator=40), st.sampled_from([1, 100, 1000]))
def test_spare_units_go_to_the_larger_due(amounts: list[Fraction], left: Fraction, scale: int) -> None:
    """As handing them out one by one gives."""
    exact, bound = dict(enumerate(amounts)), Bound(left, range(len(amounts)), "it")
    worth, _cut = shared_out(exact, [bound], everything)
    order = larger_first(exact)
    values = in_minor_units(worth, exact, dict.fromkeys(exact, scale), [bound], order.__getitem__)
    assert [values[place] for place in range(len(amounts))] == handed_out(amounts, left, scale)


def test_limits_that_net_each_other_down_end() -> None:
    """Where two netted limits would cut each other for ever, nothing is netted, and both hold."""
    amounts = dict(enumerate(map(Fraction, (10, 90, 100))))
    some = [Bound(Fraction(1), [0, 1], "one", [2]), Bound(Fraction(1), [2], "other", [0])]
    worth, _cut = shared_out(amounts, some, everything)
    assert all(bound.holds(worth) for bound in some)
    assert worth == {0: Fraction(1, 10), 1: Fraction(9, 10), 2: 1}


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        # 4.998 back are rounded to 5.01, so that 15.00 stay within 10 more.
        (["14.998", "1.666", "1.666", "1.666"], ["15", "1.67", "1.67", "1.67"]),
        # 4.992 back are rounded to 4.98: of 14.99 one cent is taken back.
        (["14.99", "1.664", "1.664", "1.664"], ["14.98", "1.66", "1.66", "1.66"]),
    ],
)
def test_netting_counts_what_is_rounded(amounts: list[str], expected: list[str]) -> None:
    """A limit of 10, netted, holds of the amounts that are issued."""
    exact = dict(enumerate(map(Fraction, amounts)))
    bound = Bound(Fraction(10), [0], "it", [1, 2, 3])
    worth, _cut = shared_out(exact, [bound], everything)
    order = larger_first(exact)
    values = in_minor_units(worth, exact, dict.fromkeys(exact, 100), [bound], order.__getitem__)
    assert [*values.values()] == [*map(Fraction, expected)]
