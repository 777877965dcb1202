"""Numbers and quantities above zero."""

from fractions import Fraction
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from smarketing.units import Quantity


@cache
def amounts(most: int = 1000) -> SearchStrategy[Fraction]:
    """Generate numbers above zero: whole ones, decimals, and fractions that no decimal writes in full."""
    return st.one_of(
        st.integers(1, most).map(Fraction),
        st.integers(1, most * 100).map(lambda cents: Fraction(cents, 100)),
        st.fractions(Fraction(1, 7), most, max_denominator=60),
    )


@cache
def durations() -> SearchStrategy[Quantity]:
    """Generate whole numbers of days, weeks, months or years, from none to 40."""
    return st.builds(Quantity, st.integers(0, 40), st.sampled_from(("day", "week", "month", "year")))


@cache
def shares() -> SearchStrategy[Quantity]:
    """Generate shares above 0 % up to 100 %."""
    return st.fractions("1/8", 100, max_denominator=8).map(lambda value: Quantity(value, "%"))
