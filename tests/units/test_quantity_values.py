"""Quantities as values: arithmetic, order, conversion, equality, and what they refuse."""

import pickle
import re
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError, UnitError
from smarketing.units import Quantity

FAMILIES = [
    ["lead"],
    ["USD"],
    ["month", "quarter", "year"],
    ["second", "minute", "hour", "day", "week"],
    ["business_second", "business_minute", "business_hour"],
    ["SQL/month", "SQL/quarter", "SQL/year"],
    ["%", ""],
    ["lead/day", "lead/week", "lead/hour"],
]
numbers = st.builds(Fraction, st.integers(-(10**6), 10**6), st.integers(1, 10**4))
families = st.sampled_from(FAMILIES)


@st.composite
def kin(draw: st.DrawFn, size: int) -> list[Quantity]:
    """Quantities of one dimension, in units of their own."""
    units = draw(families)
    return [Quantity(draw(numbers), draw(st.sampled_from(units))) for _ in range(size)]


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@pytest.mark.parametrize(
    ("number", "unit", "other", "factor"),
    [
        (1, "quarter", "month", 3),
        (1, "year", "month", 12),
        (1, "year", "quarter", 4),
        (1, "minute", "second", 60),
        (1, "hour", "second", 3600),
        (1, "day", "hour", 24),
        (1, "week", "day", 7),
        (1, "business_hour", "business_minute", 60),
        (1, "business_minute", "business_second", 60),
        (1, "", "%", 100),
        (300, "SQL/quarter", "SQL/month", 100),
        (5000, "USD/month", "USD/year", 60_000),
        (1, "lead/hour", "lead/week", 168),
        (15, "%/quarter", "%/month", 5),
        (2, "lead/lead", "%", 200),
    ],
)
def test_conversions(number: int, unit: str, other: str, factor: int) -> None:
    """Exact, in both directions, and equal on the way."""
    amount, converted = Quantity(number, unit), Quantity(factor, other)
    assert amount == converted
    assert hash(amount) == hash(converted)
    back = amount.to(other)
    assert back.value == factor
    assert back.unit == other
    assert converted.value_in(unit) == number
    assert amount.measures(other)


@given(kin(3))
def test_sums_do_not_depend_on_order_or_units(amounts: list[Quantity]) -> None:
    """Adding is associative and commutative; subtracting undoes it; the unit is that of the first."""
    one, two, three = amounts
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one
    assert one + two - two == one
    assert (one + two).unit == (one - two).unit == one.unit


@given(kin(2))
def test_order_is_that_of_the_numbers_in_one_unit(amounts: list[Quantity]) -> None:
    """Comparisons agree with those of the numbers, whichever of the two units both are counted in."""
    one, two = amounts
    for unit in (one.unit, two.unit):
        left, right = one.value_in(unit), two.value_in(unit)
        assert (one < two, one <= two, one > two, one >= two) == (
            left < right,
            left <= right,
            left > right,
            left >= right,
        )
        assert (one == two, one != two) == (left == right, left != right)


@given(kin(2))
def test_equal_quantities_have_equal_hashes(amounts: list[Quantity]) -> None:
    """So a set holds an amount once, in whichever unit it was counted."""
    one, two = amounts
    twin = one.to(two.unit)
    assert twin == one
    assert len({one, twin}) == 1
    assert len({one, two}) == (1 if one == two else 2)


@given(kin(2))
def test_conversion_there_and_back_is_the_identity(amounts: list[Quantity]) -> None:
    """Nothing is lost on the way."""
    one, two = amounts
    back = one.to(two.unit).to(one.unit)
    assert (back.value, back.unit) == (one.value, one.unit)


@given(kin(1), numbers.filter(bool))
def test_multiplying_and_dividing_undo_each_other(amounts: list[Quantity], times: Fraction) -> None:
    """Both are exact and keep the unit."""
    (amount,) = amounts
    assert amount * times / times == amount
    assert (amount * times).unit == (amount / times).unit == amount.unit
    assert (amount * 3).value == amount.value * 3


def test_floats_multiply_as_written() -> None:
    """21 leads by 0.35 are 60 leads exactly; a share of 0.1 is a tenth."""
    assert Quantity(21, "lead") / 0.35 == Quantity(60, "lead")
    assert Quantity(3, "lead") * 0.1 == Quantity(Fraction(3, 10), "lead")


@given(kin(2))
def test_the_ratio_is_how_many_times_the_other_fits(amounts: list[Quantity]) -> None:
    """A quantity is its ratio times the other; zero fits no number of times."""
    one, two = amounts
    if two.value:
        assert two * one.ratio(two) == one
    else:
        with pytest.raises(ZeroDivisionError, match=r"^Fraction\(-?\d+, 0\)$"):
            one.ratio(two)


def test_a_ratio_has_no_unit() -> None:
    """A quarter is three times a month."""
    assert Quantity(1, "quarter").ratio(Quantity(1, "month")) == 3
    assert Quantity(95, "lead").ratio(Quantity(103, "lead")) == Fraction(95, 103)


@given(kin(1), st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_a_quantity_survives_pickle(amounts: list[Quantity], protocol: int) -> None:
    """With its unit as it was written, and its hash."""
    (amount,) = amounts
    twin = pickle.loads(pickle.dumps(amount, protocol))
    assert (twin, twin.unit, hash(twin)) == (amount, amount.unit, hash(amount))


def test_plurals_and_spaces_are_not_kept() -> None:
    """Units of the library are kept in the singular with a bare slash; a noun of some agreement as it is."""
    assert Quantity(5, "leads per months").unit == "lead/month"
    assert Quantity(5, "SQLs / quarter").unit == "SQL/quarter"
    assert Quantity(5, "demos").unit == "demos"
    assert Quantity(5, "percent").unit == "%"
    assert Quantity(1, "quarter").value_in("months") == 3
    assert Quantity(1, "quarter").measures("months")


def test_a_quantity_cannot_be_changed() -> None:
    """Quantities are values."""
    amount = Quantity(5, "lead")
    with pytest.raises(attrs.exceptions.FrozenInstanceError, match=r"^can't set attribute$"):
        amount.value = Fraction(6)  # type: ignore[misc]
    assert amount.value == 5


@pytest.mark.parametrize("other", [5, "5 lead", None, Fraction(5)])
def test_a_quantity_equals_no_bare_number_and_no_text(other: object) -> None:
    """Only quantities are equal to quantities."""
    assert Quantity(5, "lead") != other
    assert Quantity(5, "") != other


@pytest.mark.parametrize("number", [True, "5", None, float("nan")])
def test_a_quantity_needs_a_number(number: object) -> None:
    """Truth values, text and not-a-number are refused at the door."""
    tail = " that can be counted with" if isinstance(number, float) else ""
    with pytest.raises(InvalidValueError, match=whole(f"{number!r} is not a number{tail}")):
        Quantity(number, "lead")  # type: ignore[arg-type]


def test_quantities_of_different_things_do_not_meet() -> None:
    """Every operation that needs one dimension says which two there are."""
    leads, customers = Quantity(5, "lead"), Quantity(7, "customer/month")
    there, back = "7 customer/month cannot be compared with lead", "5 lead cannot be compared with customer/month"
    with pytest.raises(UnitError, match=whole(there)):
        leads + customers
    with pytest.raises(UnitError, match=whole(there)):
        leads - customers
    with pytest.raises(UnitError, match=whole(there)):
        assert leads < customers
    with pytest.raises(UnitError, match=whole(there)):
        assert leads <= customers
    with pytest.raises(UnitError, match=whole(there)):
        assert leads > customers
    with pytest.raises(UnitError, match=whole(there)):
        assert leads >= customers
    with pytest.raises(UnitError, match=whole(there)):
        leads.ratio(customers)
    with pytest.raises(UnitError, match=whole(back)):
        leads.to("customer/month")
    assert leads != customers
    assert not leads.measures("customer")


def test_a_plain_number_is_named_so() -> None:
    """The unit '' has no name of its own to show."""
    with pytest.raises(UnitError, match=whole("5 lead cannot be compared with a plain number")):
        Quantity(5, "lead").to("")
    with pytest.raises(UnitError, match=whole("5 cannot be compared with lead")):
        Quantity(5, "").to("lead")
